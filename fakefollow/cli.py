"""The command line: audit an audience, score a file, build and measure the shipped model, show a model."""

import argparse
import json
import os
import sys
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from fakefollow import __version__
from fakefollow.errors import FakefollowError, FakefollowWarning
from fakefollow.report.score_files import FORMATS, write_columns
from fakefollow.report.score_text import least_authentic_text

ROWS_SHOWN = 5


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    arguments : sequence of str, optional
        Words of the command line; those of the process by default.

    Returns
    -------
    int
        0 when done, 1 when the input or the model cannot be used; wrong usage exits with 2.
    """
    options = _parser().parse_args(arguments)
    try:
        with _plain_warnings():
            options.run(options)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader of our output (head, less) has seen enough; without a new target Python would complain
        # at exit that it cannot flush.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (FakefollowError, OSError) as error:
        sys.stderr.write(f"fakefollow: {error}\n")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="fakefollow",
        description="Tell genuine followers from purchased and automated ones, offline and with reasons.",
    )
    parser.add_argument("--version", action="version", version=f"fakefollow {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_audit(commands)
    _add_score(commands)
    _add_train(commands)
    _add_evaluate(commands)
    _add_info(commands)
    return parser


def _add_audit(commands: Any) -> None:
    command = commands.add_parser(
        "audit",
        help="audit the followers of one account",
        description="Audit the followers of one account: what share is genuine, when others were bought, and who is "
        "left. Prints the finding, the shares and the events.",
    )
    _add_input(command)
    command.add_argument(
        "--order",
        choices=("newest_first", "oldest_first", "unordered"),
        default="newest_first",
        help="how the rows are ordered by when they followed (default: newest_first, as platforms do)",
    )
    command.add_argument(
        "--total-followers", type=int, metavar="N", help="size of the audience that the file is a sample of"
    )
    command.add_argument("--html", metavar="PATH", help="write the report as one page to this file")
    command.add_argument(
        "--out", metavar="PATH", help="write one line a follower to this file: .csv, .jsonl or .parquet"
    )
    command.set_defaults(run=_audit)


def _add_input(command: argparse.ArgumentParser) -> None:
    """Add what every command that reads profiles takes."""
    command.add_argument(
        "file", metavar="FILE", help=".jsonl, .ndjson, .json, .csv (each also .gz) or .parquet"
    )
    command.add_argument("--platform", help="platform the profiles come from (recognised by default)")
    command.add_argument(
        "--observed-at",
        metavar="TIME",
        help="when the profiles were seen, e.g. 2024-05-31, for rows without it",
    )
    command.add_argument("--model", default=None, help="shipped model or folder of a model (default: x)")


def _add_score(commands: Any) -> None:
    command = commands.add_parser(
        "score",
        help="score every profile of a file",
        description="Score every profile of a file. Without --out and --format it prints a summary and the "
        f"{ROWS_SHOWN} accounts of lowest authenticity.",
    )
    _add_input(command)
    command.add_argument(
        "--format", choices=FORMATS, help="format of the scores (default: suffix of --out, or csv)"
    )
    command.add_argument("--out", metavar="PATH", help="write one score a profile to this file")
    command.add_argument("--reasons", action="store_true", help="add the strongest reasons in words")
    command.set_defaults(run=_score)


def _add_train(commands: Any) -> None:
    command = commands.add_parser(
        "train",
        help="rebuild the shipped model of X",
        description="Rebuild the shipped model of X from the research releases, with its card and golden scores.",
    )
    command.add_argument(
        "--data", required=True, type=Path, metavar="DIR", help="folder of the research releases"
    )
    command.add_argument(
        "--out", required=True, type=Path, metavar="DIR", help="folder of the model, e.g. models/x"
    )
    command.set_defaults(run=_train)


def _add_evaluate(commands: Any) -> None:
    command = commands.add_parser(
        "evaluate",
        help="measure the detector and every baseline on sources held out",
        description="Train the detector and every baseline without the sources that they are then tested on, and "
        "write results.json, RESULTS.md and pictures (extra plot). With --audience audits of audiences instead.",
    )
    command.add_argument(
        "--data", required=True, type=Path, metavar="DIR", help="folder of the research releases"
    )
    command.add_argument(
        "--out", required=True, type=Path, metavar="DIR", help="folder of the results, e.g. models"
    )
    command.add_argument(
        "--audience",
        action="store_true",
        help="measure audits of audiences instead; the other figures of the folder are kept",
    )
    command.set_defaults(run=_evaluate)


def _add_info(commands: Any) -> None:
    command = commands.add_parser("info", help="show what a model was made of, its figures and its limits")
    command.add_argument(
        "model", nargs="?", default="x", metavar="MODEL", help="shipped model or folder (default: x)"
    )
    command.set_defaults(run=_info)


def _audit(options: argparse.Namespace) -> None:
    from fakefollow.audience import audit

    file_format = _format_of(options.out)
    try:
        report = audit(
            options.file,
            order=options.order,
            platform=options.platform,
            observed_at=options.observed_at,
            total_followers=options.total_followers,
            model=options.model,
        )
    except ValueError as error:
        raise FakefollowError(str(error)) from error
    if options.html:
        report.to_html(options.html)
    if options.out and file_format:
        write_columns(report.follower_columns(), options.out, file_format)
    _say(str(report))


def _format_of(path: str | None) -> str | None:
    """Return the format of a file to be written, by its suffix."""
    file_format = Path(path).suffix.lstrip(".") if path else None
    if file_format not in (None, *FORMATS):
        raise FakefollowError(f"--out {path}: expected one of {FORMATS} as suffix")
    return file_format


def _score(options: argparse.Namespace) -> None:
    from fakefollow.api import load_detector
    from fakefollow.readers import read

    file_format = options.format or _format_of(options.out)
    if file_format == "parquet" and not options.out:
        raise FakefollowError("--format parquet: expected --out PATH, for Parquet cannot be printed")
    detector = load_detector(options.model or "x")
    table = read(options.file, platform=options.platform, observed_at=options.observed_at)
    with _row_bar(len(table)) as advance:
        scores = detector.score(table, reasons=options.reasons, progress=advance)
    if file_format:
        write_columns(scores.to_dict(), options.out or sys.stdout, file_format)
    if file_format and not options.out:
        scores.summary()  # nobody sees it, but its warnings go to stderr
        return
    _say(repr(scores))
    if not options.out and len(scores):
        _say(f"\nLowest authenticity:\n{least_authentic_text(scores.least_authentic(ROWS_SHOWN))}")


def _train(options: argparse.Namespace) -> None:
    from fakefollow.release import build_x_model

    for line in build_x_model(options.data, options.out, _step_bar):
        _say(line)


def _evaluate(options: argparse.Namespace) -> None:
    from fakefollow.evaluation.results_text import results_to_markdown
    from fakefollow.model_files import write_json

    path = options.out / "results.json"
    kept = _earlier_results(path)  # read now, not after the minutes that the evaluation takes
    found = (
        _audience_results(options.data) if options.audience else _detector_results(options.data, options.out)
    )
    results = {**kept, **found}
    options.out.mkdir(parents=True, exist_ok=True)
    write_json(path, results)
    (options.out / "RESULTS.md").write_text(results_to_markdown(results), "utf8")
    _say(f"wrote results.json and RESULTS.md to {options.out}")


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
    results = evaluate(read_releases(data), TrainingSettings(), _step_bar)
    (out / FIGURES).mkdir(parents=True, exist_ok=True)
    draw_results(results, out / FIGURES, METHOD_TITLES)
    return results


def _audience_results(data: Path) -> dict[str, Any]:
    """Measure audits, those of unseen sellers by detectors that lack them."""
    from fakefollow.api import load_detector
    from fakefollow.evaluation.audience_harness import evaluate_audiences
    from fakefollow.training import TrainingSettings
    from fakefollow.training.datasets import read_releases

    found = evaluate_audiences(data, read_releases(data), load_detector("x"), TrainingSettings(), _step_bar)
    return {"audiences": found}


def _info(options: argparse.Namespace) -> None:
    from fakefollow.api import load_detector
    from fakefollow.training.cards import card_to_markdown

    _say(card_to_markdown(load_detector(options.model).card))


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


@contextmanager
def _plain_warnings() -> Iterator[None]:
    """Show the warnings of the library as one line each on stderr, without a line of code."""

    def show(message: Warning | str, category: type[Warning], *place: Any, **more: Any) -> None:
        if issubclass(category, FakefollowWarning):
            sys.stderr.write(f"fakefollow: {message}\n")
        else:
            shown_before(message, category, *place, **more)

    with warnings.catch_warnings():
        warnings.simplefilter("always", FakefollowWarning)
        shown_before = warnings.showwarning
        warnings.showwarning = show
        yield


def _bars_wanted() -> bool:
    return sys.stderr.isatty() and find_spec("tqdm") is not None


@contextmanager
def _row_bar(n_rows: int) -> Iterator[Any]:
    """Give a function that takes the number of rows done; draws on a terminal only."""
    if not _bars_wanted():
        yield None
        return
    from tqdm import tqdm

    with tqdm(total=n_rows, unit=" accounts", unit_scale=True, leave=False) as bar:
        yield bar.update


def _step_bar(steps: Iterable[Any], n_steps: int, description: str) -> Iterable[Any]:
    """Show the progress of long steps, on a terminal only."""
    if not _bars_wanted():
        return steps
    from tqdm import tqdm

    wrapped: Iterable[Any] = tqdm(steps, total=n_steps, desc=description, leave=False)
    return wrapped
