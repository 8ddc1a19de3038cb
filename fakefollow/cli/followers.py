"""Commands that read followers: audit an audience, score a file."""

import argparse
import sys
from pathlib import Path
from typing import Any, Final

from fakefollow.cli.terminal import row_bar, say
from fakefollow.errors import FakefollowError
from fakefollow.report.score_files import FORMATS, write_columns
from fakefollow.report.score_text import least_authentic_text

ROWS_SHOWN: Final = 5


def add_audit(commands: Any) -> None:
    """Add the command that audits the followers of one account."""
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
        "file",
        metavar="FILE",
        help=".jsonl, .ndjson, .json, .csv (each also .gz), .parquet, or .js of an archive",
    )
    command.add_argument("--platform", help="platform the profiles come from (recognised by default)")
    command.add_argument(
        "--observed-at",
        metavar="TIME",
        help="when the profiles were seen, e.g. 2024-05-31, for rows without it",
    )
    command.add_argument(
        "--model", default=None, help="shipped model or folder of a model (default: by platform)"
    )


def add_score(commands: Any) -> None:
    """Add the command that scores every profile of a file."""
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
    say(str(report))


def _format_of(path: str | None) -> str | None:
    """Return the format of a file to be written, by its suffix."""
    file_format = Path(path).suffix.lstrip(".") if path else None
    if file_format not in (None, *FORMATS):
        raise FakefollowError(f"--out {path}: expected one of {FORMATS} as suffix")
    return file_format


def _score(options: argparse.Namespace) -> None:
    from fakefollow.api import detector_for
    from fakefollow.readers import read

    file_format = options.format or _format_of(options.out)
    if file_format == "parquet" and not options.out:
        raise FakefollowError("--format parquet: expected --out PATH, for Parquet cannot be printed")
    table = read(options.file, platform=options.platform, observed_at=options.observed_at)
    detector = detector_for(options.model, table.platform)
    with row_bar(len(table)) as advance:
        scores = detector.score(table, reasons=options.reasons, progress=advance)
    if file_format:
        write_columns(scores.to_dict(), options.out or sys.stdout, file_format)
    if file_format and not options.out:
        scores.summary()  # nobody sees it, but its warnings go to stderr
        return
    say(repr(scores))
    if not options.out and len(scores):
        say(f"\nLowest authenticity:\n{least_authentic_text(scores.least_authentic(ROWS_SHOWN))}")
