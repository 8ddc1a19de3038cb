"""Commands that need the research releases: build the shipped models, measure models and baselines."""

import argparse
import json
from pathlib import Path
from typing import Any, Final

from fakefollow.cli.terminal import say, step_bar
from fakefollow.errors import FakefollowError

SHIPPED: Final = ("x", "instagram", "generic")
"""Models that can be built, see `fakefollow.model_plans`."""


def add_train(commands: Any) -> None:
    """Add the command that builds a shipped model."""
    command = commands.add_parser(
        "train",
        help="rebuild a shipped model",
        description="Rebuild a shipped model from the research releases, with its card and golden scores.",
    )
    command.add_argument("--model", choices=SHIPPED, default="x", help="which model (default: x)")
    command.add_argument(
        "--data", required=True, type=Path, metavar="DIR", help="folder of the research releases"
    )
    command.add_argument(
        "--out", required=True, type=Path, metavar="DIR", help="folder of the model, e.g. models/x"
    )
    command.set_defaults(run=_train)


def add_evaluate(commands: Any) -> None:
    """Add the command that measures models and baselines."""
    command = commands.add_parser(
        "evaluate",
        help="measure the detector and every baseline on sources held out",
        description="Train the detector and every baseline without the sources that they are then tested on, and "
        "write results.json, RESULTS.md and pictures (extra plot). With --audience audits of audiences instead, with "
        "--platforms models on platforms other than X.",
    )
    command.add_argument(
        "--data", required=True, type=Path, metavar="DIR", help="folder of the research releases"
    )
    command.add_argument(
        "--out", required=True, type=Path, metavar="DIR", help="folder of the results, e.g. models"
    )
    part = command.add_mutually_exclusive_group()
    for name, what in (("audience", "audits of audiences"), ("platforms", "models on other platforms")):
        help_text = f"measure {what} instead; the other figures of the folder are kept"
        part.add_argument(
            f"--{name}", dest="part", action="store_const", const=name, default="detector", help=help_text
        )
    command.set_defaults(run=_evaluate)


def _train(options: argparse.Namespace) -> None:
    from fakefollow.model_plans import PLANS
    from fakefollow.release import build_model

    for line in build_model(PLANS[options.model], options.data, options.out, step_bar):
        say(line)


def _evaluate(options: argparse.Namespace) -> None:
    from fakefollow.evaluation.results_text import results_to_markdown
    from fakefollow.model_files import write_json

    path = options.out / "results.json"
    kept = _earlier_results(path)  # read now, not after the minutes that the evaluation takes
    results = {**kept, **PARTS[options.part](options.data, options.out)}
    options.out.mkdir(parents=True, exist_ok=True)
    write_json(path, results)
    (options.out / "RESULTS.md").write_text(results_to_markdown(results), "utf8")
    say(f"wrote results.json and RESULTS.md to {options.out}")


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


def _detector_results(data: Path, out: Path) -> dict[str, Any]:
    """Measure the detector beside every baseline, and draw the pictures."""
    from fakefollow.evaluation.harness import evaluate
    from fakefollow.evaluation.results_tables import METHOD_TITLES
    from fakefollow.evaluation.results_text import FIGURES
    from fakefollow.report.drawing import pyplot
    from fakefollow.report.result_plots import draw_results
    from fakefollow.training import TrainingSettings
    from fakefollow.training.datasets import read_releases

    pyplot()  # asked for now, not after the minutes that the evaluation takes
    results = evaluate(read_releases(data), TrainingSettings(), step_bar)
    (out / FIGURES).mkdir(parents=True, exist_ok=True)
    draw_results(results, out / FIGURES, METHOD_TITLES)
    return results


def _audience_results(data: Path, out: Path) -> dict[str, Any]:
    """Measure audits, those of unseen sellers by detectors that lack them."""
    from fakefollow.api import load_detector
    from fakefollow.evaluation.audience_harness import evaluate_audiences
    from fakefollow.training import TrainingSettings
    from fakefollow.training.datasets import read_releases

    found = evaluate_audiences(data, read_releases(data), load_detector("x"), TrainingSettings(), step_bar)
    return {"audiences": found}


def _platform_results(data: Path, out: Path) -> dict[str, Any]:
    """Measure the models on Instagram accounts that they have not seen."""
    from fakefollow.api import load_detector
    from fakefollow.evaluation.platform_harness import GENERIC, OF_X, evaluate_platforms, platform_methods
    from fakefollow.training.datasets import INSTAGRAM_RELEASES, read_releases, read_unlabelled
    from fakefollow.training.shipped import INSTAGRAM_SETTINGS

    accounts = read_releases(data, INSTAGRAM_RELEASES).accounts
    shipped = {GENERIC: load_detector("generic"), OF_X: load_detector("x")}
    tried = platform_methods(INSTAGRAM_SETTINGS, shipped)
    drawn = read_unlabelled(data, INSTAGRAM_RELEASES[0])
    return {"platforms": evaluate_platforms(accounts, drawn, tried, step_bar)}


PARTS: Final = {
    "detector": _detector_results,
    "audience": _audience_results,
    "platforms": _platform_results,
}
"""Part of the results -> what measures it: data folder, results folder -> entries of results.json."""
