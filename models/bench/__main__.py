"""Measure what the library says on accounts and audiences that it has never seen: ``python -m models.bench``.

Writes ``results.json``, ``RESULTS.md`` and pictures; every figure of the cards and of RESULTS.md comes from here.
"""

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from fakefollow.errors import FakefollowError
from fakefollow.report import pyplot
from fakefollow.scoring import load_detector, write_json
from models.bench.accounts.github import evaluate_github, github_methods
from models.bench.accounts.harness import evaluate
from models.bench.accounts.platforms import (
    GENERIC,
    OF_X,
    evaluate_generic,
    evaluate_platforms,
    platform_methods,
    read_lists,
)
from models.bench.audiences.harness import evaluate_audiences
from models.bench.growth import evaluate_growth
from models.bench.influence import evaluate_influence
from models.bench.reactors import reactor_folds
from models.bench.results.plots import draw_results
from models.bench.results.report import PICTURE_FOLDER, results_to_markdown
from models.bench.results.tables import METHOD_TITLES
from models.bench.scope import Scope
from models.bench.shipped import shipped_figures
from models.bench.speed import evaluate_speed
from models.releases import GITHUB_RELEASES, INSTAGRAM_RELEASES, X_RELEASES, read_releases, read_unlabelled
from models.running import step_bar

Part = Callable[[Path, Path, Scope], dict[str, Any]]
"""Data folder, results folder, scope -> entries of results.json."""


def main(arguments: Sequence[str] | None = None, scope: Scope | None = None) -> int:
    """Measure the parts asked for, all by default, and write what was found; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m models.bench", description=__doc__)
    parser.add_argument(
        "part", nargs="*", metavar="PART", help=f"what to measure: {', '.join(PARTS)} (default: all); the rest is kept"
    )
    parser.add_argument("--data", required=True, type=Path, metavar="DIR", help="folder of the research releases")
    parser.add_argument("--out", type=Path, default=Path("models"), metavar="DIR", help="folder of the results")
    options = parser.parse_args(arguments)
    unknown = [part for part in options.part if part not in PARTS]
    if unknown:
        parser.error(f"PART: expected {', '.join(PARTS)}, got {unknown[0]!r}")
    try:
        for part in options.part or PARTS:
            _measure(PARTS[part], options.data, options.out, scope or Scope())
    except (FakefollowError, OSError) as error:
        sys.stderr.write(f"models.bench: {error}\n")
        return 1
    return 0


def _measure(part: Part, data: Path, out: Path, scope: Scope) -> None:
    path = out / "results.json"
    kept = _earlier_results(path)  # read now, not after the minutes that the bench takes
    results = {**kept, **part(data, out, scope)}
    out.mkdir(parents=True, exist_ok=True)
    write_json(path, results)
    (out / "RESULTS.md").write_text(results_to_markdown(results), "utf8")
    sys.stdout.write(f"wrote results.json and RESULTS.md to {out}\n")


def _earlier_results(path: Path) -> dict[str, Any]:
    """Return what an earlier run wrote, so that the part that is not measured now is kept."""
    if not path.is_file():
        return {}
    try:
        results = json.loads(path.read_text("utf8"))
    except ValueError as error:
        raise FakefollowError(f"{path}: expected results of an earlier run as JSON: {error}") from error
    if not isinstance(results, dict):
        raise FakefollowError(f"{path}: expected results of an earlier run as a JSON object")
    return results


def _of_accounts(data: Path, out: Path, scope: Scope) -> dict[str, Any]:
    """Measure the detector beside the baselines, and draw the pictures."""
    pyplot()  # asked for now, not after the minutes that the evaluation takes
    results = {**evaluate(read_releases(data), scope, step_bar), "shipped": shipped_figures()}
    (out / PICTURE_FOLDER).mkdir(parents=True, exist_ok=True)
    draw_results(results, out / PICTURE_FOLDER, METHOD_TITLES)
    return results


def _of_audiences(data: Path, out: Path, scope: Scope) -> dict[str, Any]:
    """Measure audits, those of unseen sellers by detectors that lack them."""
    return {"audiences": evaluate_audiences(data, read_releases(data), load_detector("x"), scope, step_bar)}


def _of_platforms(data: Path, out: Path, scope: Scope) -> dict[str, Any]:
    """Measure the models on accounts of platforms, or sets of them, that they have not seen."""
    accounts = read_releases(data, INSTAGRAM_RELEASES).accounts
    drawn = read_unlabelled(data, INSTAGRAM_RELEASES[0])
    shipped = {GENERIC: load_detector("generic"), OF_X: load_detector("x")}
    methods = platform_methods(scope, {OF_X: shipped[OF_X]})
    found = evaluate_platforms(accounts, drawn, methods, step_bar, scope.n_jobs)
    both = read_releases(data, (*X_RELEASES, *INSTAGRAM_RELEASES))
    generic = evaluate_generic(both, read_lists(data), shipped[GENERIC], scope, step_bar)
    of_github = read_releases(data, GITHUB_RELEASES).accounts
    github = evaluate_github(of_github, github_methods(scope, shipped), step_bar, scope.n_jobs)
    protocols = {**found["protocols"], **generic["protocols"], **github}
    return {"platforms": {**found, "protocols": protocols, "figures": generic["figures"]}}


def _of_growth(data: Path, out: Path, scope: Scope) -> dict[str, Any]:
    """Measure what is said of series of counts and of two lists."""
    return {"growth": evaluate_growth(data, scope.growth_series, scope.growth_lists)}


def _of_influence(data: Path, out: Path, scope: Scope) -> dict[str, Any]:
    """Measure what is said of reactions, and of accounts side by side."""
    sizes = (scope.histories, scope.pairs, scope.interactions)
    released, folds = read_releases(data), scope.some(reactor_folds())
    return {"influence": evaluate_influence(released, scope.settings, folds, *sizes, scope.n_jobs)}


def _of_speed(data: Path, out: Path, scope: Scope) -> dict[str, Any]:
    """Time what users call, beside other learners; made-up accounts."""
    return {"speed": evaluate_speed(scope.speed_accounts, scope.speed_cases)}


PARTS: Final[Mapping[str, Part]] = {
    "accounts": _of_accounts,
    "audiences": _of_audiences,
    "platforms": _of_platforms,
    "growth": _of_growth,
    "influence": _of_influence,
    "speed": _of_speed,
}
"""Part of the results -> what measures it."""

if __name__ == "__main__":
    sys.exit(main())
