"""Print models/DEPENDENCIES.md: what fakefollow and its extras need, in turn too, with the licence that each names.

python .ci/licences.py > models/DEPENDENCIES.md
"""

import re
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

EXTRAS_OF_TOOLS = {"test", "dev", "docs", "notebooks"}
HEAD = """# Dependencies and their licences

What a user installs with fakefollow and its extras on Linux, and what needs it. `python .ci/licences.py` prints it
from the metadata of what is installed.

| package | needed by | licence |
|---|---|---|"""


def licence_of(name: str) -> str:
    """Return the licence that the metadata of an installed package name, in short."""
    told = distribution(name).metadata
    classified = [
        line.rpartition(" :: ")[2] for line in told.get_all("Classifier", []) if line.startswith("License ::")
    ]
    written = (told.get("License") or "").strip().split("\n")[0]
    return told.get("License-Expression") or " and ".join(classified) or written[:60] or "not told"


def needed(requirements: Iterable[str], extras: set[str]) -> list[Requirement]:
    """Return what of some requirements is needed here, with some extras."""
    return [
        each
        for each in map(Requirement, requirements)
        if each.marker is None or any(each.marker.evaluate({"extra": extra}) for extra in extras | {""})
    ]


def own_requirements() -> list[str]:
    """Return what fakefollow and its extras for users need, as its project file says."""
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf8"))["project"]
    extras = project["optional-dependencies"]
    return [
        *project["dependencies"],
        *(each for name in extras if name not in EXTRAS_OF_TOOLS for each in extras[name]),
    ]


def all_needed() -> dict[str, set[str]]:
    """Return every package that is needed, with what needs it."""
    found: dict[str, set[str]] = {}
    waiting = [("fakefollow", each) for each in needed(own_requirements(), set())]
    while waiting:
        by, each = waiting.pop()
        name = re.sub(r"[-_.]+", "-", each.name).lower()
        if name not in found:
            waiting += [(name, other) for other in needed(distribution(name).requires or [], each.extras)]
        found.setdefault(name, set()).add(by)
    return found


def main() -> None:
    """Print the table; what is not installed ends it with an error."""
    try:
        rows = [
            f"| {name} | {', '.join(sorted(by))} | {licence_of(name)} |" for name, by in sorted(all_needed().items())
        ]
    except PackageNotFoundError as error:
        sys.exit(f"{error}: install fakefollow with all of its extras first")
    sys.stdout.write("\n".join([HEAD, *rows, ""]))


if __name__ == "__main__":
    main()
