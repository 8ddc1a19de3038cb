"""Print which modules a row, an audit and its page pass: ``python tests/benchmarks/walk.py``.

A module is passed when one of its functions runs; a move is a call from one file of the package to another. Everything
runs once before it is looked at, so that tables of characters and the like are there, as they are for any later row.
"""

import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

for setting in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[setting] = "1"

import fakefollow
from fakefollow import AuditReport, audit, load_detector, score

PACKAGE = Path(fakefollow.__file__).parent
DATA = Path(__file__).resolve().parents[2] / "notebooks" / "data"
PUTS_IN_ORDER = ("ProfileTable.take", "_scores_by_row")
"""Functions that bring rows into another order; a choice of some rows does not count."""


@dataclass
class Walk:
    """What ran: calls of each module, moves between modules, and the calls that put all rows in another order."""

    calls: Counter[str] = field(default_factory=Counter)
    moves: int = 0
    orderings: list[str] = field(default_factory=list)

    def enter(self, frame: FrameType, event: str, _: Any) -> None:
        """Note a call of a function of the package; this is what `sys.setprofile` takes."""
        module = module_of(frame.f_code.co_filename)
        if event != "call" or module is None or frame.f_code.co_name == "<module>":
            return
        self.calls[module] += 1
        self.moves += caller_of(frame) not in (None, module)
        if frame.f_code.co_qualname in PUTS_IN_ORDER and not leaves_rows_out(frame):
            self.orderings.append(frame.f_code.co_qualname)

    def modules(self, *rooms: str) -> list[str]:
        """Return the modules passed, of all rooms or of some."""
        return sorted(name for name in self.calls if not rooms or name.split(".")[0] in rooms)


@cache
def module_of(file: str) -> str | None:
    """Return the module of the package that a file is, such as ``scoring.detector``."""
    path = Path(file)
    if path.suffix != ".py" or not path.is_relative_to(PACKAGE):
        return None
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts)


def caller_of(frame: FrameType) -> str | None:
    """Return the module of the package that called, be there other libraries between or not."""
    above = frame.f_back
    while above is not None:
        if module := module_of(above.f_code.co_filename):
            return module
        above = above.f_back
    return None


def leaves_rows_out(frame: FrameType) -> bool:
    """Tell whether a function that takes rows of a table takes some of them only."""
    table, rows = frame.f_locals.get("self"), frame.f_locals.get("rows")
    return table is not None and rows is not None and len(rows) < len(table)


@contextmanager
def walking() -> Iterator[Walk]:
    """Note what runs inside a with block."""
    walk, before = Walk(), sys.getprofile()
    sys.setprofile(walk.enter)
    try:
        yield walk
    finally:
        sys.setprofile(before)


def walk_of(work: Callable[[], object]) -> Walk:
    """Return what some work runs, done once before."""
    work()
    with walking() as walk:
        work()
    return walk


def walk_of_a_row(folder: Path, model: Any) -> Walk:
    """Return what the first row of the example file runs, from its line to its score."""
    path = folder / "row.jsonl"
    path.write_text((DATA / "followers.jsonl").read_text("utf8").partition("\n")[0] + "\n", "utf8")
    return walk_of(lambda: score(path, model=model))


def walk_of_a_row_and_a_detector(folder: Path) -> Walk:
    """Return what that row runs where the detector is loaded from a folder of one's own, which is read each time."""
    load_detector("x").save(folder / "mine")
    return walk_of_a_row(folder, folder / "mine")


def walk_of_an_audit() -> Walk:
    """Return what the audit of the example audience runs."""
    detector = load_detector("x")
    return walk_of(lambda: audit(DATA / "audience.jsonl", model=detector))


def walk_of_a_page(report: AuditReport) -> Walk:
    """Return what the page of an audit runs, its summary made before."""
    report.to_dict()
    return walk_of(report.to_html)


def main() -> None:
    """Print a line for each walk, then the modules that each passes."""
    detector = load_detector("x")
    with tempfile.TemporaryDirectory() as folder:
        walks = {
            "a row, detector at hand": walk_of_a_row(Path(folder), detector),
            "a row, detector loaded": walk_of_a_row_and_a_detector(Path(folder)),
            "an audit of 2,000 followers": walk_of_an_audit(),
            "its page": walk_of_a_page(audit(DATA / "audience.jsonl", model=detector)),
        }
    print(f"{'':<30}{'modules':>10}{'moves':>10}{'orderings':>11}")
    for name, walk in walks.items():
        print(f"{name:<30}{len(walk.calls):>10}{walk.moves:>10,}{len(walk.orderings):>11}")
    for name, walk in walks.items():
        print(f"\n{name}:", *(f"  {module:<36}{walk.calls[module]:>8,}" for module in walk.modules()), sep="\n")


if __name__ == "__main__":
    main()
