"""Commands on counts, lists, reactions, reports: growth, changes, influence, compare. Words and options, no logic."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from fakefollow.errors import FakefollowError
from fakefollow.report import one_line, say, sign_of_life

ORDERS: Final = ("newest_first", "oldest_first", "unordered")
SHARED: Final[dict[str, dict[str, Any]]] = {
    "--order": {
        "choices": ORDERS,
        "default": ORDERS[0],
        "help": "how the rows are ordered by when they followed (default: newest_first, as platforms do)",
    },
    "--columns": {"metavar": "NAMES", "help": 'your names of columns: "Their name=canonical,Other=bio"'},
    "--platform": {"help": "platform the profiles come from (recognised by default)"},
    "--model": {"help": "shipped model or folder of a model (default: by platform)"},
    "--html": {"metavar": "PATH", "help": "write the report as one page to this file"},
    "--json": {"metavar": "PATH", "help": "write the report as JSON to this file"},
    "--title": {"help": "whose account it is, for the heading"},
    "--level": {"type": float, "default": 0.95, "help": "level of the intervals (default: 0.95)"},
}
"""Options of several commands."""


def add_growth(commands: Any) -> None:
    """Add the command that looks for jumps in a series of follower counts."""
    command = commands.add_parser(
        "growth",
        help="find jumps in a series of follower counts",
        description="Find jumps that an account's own history does not explain, with dates, sizes and what follows.",
    )
    command.add_argument("file", metavar="FILE", help="dates and counts as CSV, JSON, Parquet, Excel or SQLite")
    command.add_argument("--date", metavar="COLUMN", help="column of dates, where its name does not show it")
    command.add_argument("--count", metavar="COLUMN", help="column of counts, likewise")
    command.add_argument(
        "--flow", action=argparse.BooleanOptionalAction, help="the counts are new followers, or all of them then"
    )
    command.add_argument("--day-first", action=argparse.BooleanOptionalAction, help="01/02 is the first of February")
    command.add_argument("--shared", metavar="FILE", help="counts of others, which removals by the platform hit")
    command.add_argument("--posts", metavar="FILE", help="when the account posted")
    command.add_argument("--reactions", metavar="FILE", help="reactions by date")
    add_views(command, _growth)


def add_changes(commands: Any) -> None:
    """Add the command that compares two lists of one account's followers."""
    command = commands.add_parser(
        "changes",
        help="compare two lists of one account's followers",
        description="Compare two lists of followers: who came, left and stayed, and how many of them are genuine.",
    )
    for name, which in (("before", "earlier"), ("after", "later")):
        command.add_argument(name, metavar=name.upper(), help=f"the {which} list, in any form that audit reads")
        command.add_argument(f"--{name}-at", metavar="TIME", help=f"when the {which} list was collected")
        command.add_argument(f"--{name}-total", type=int, metavar="N", help="followers of the account then")
    add_shared(command, "--order", "--columns", "--platform", "--model")
    add_views(command, _changes)


def add_compare(commands: Any) -> None:
    """Add the command that puts reports of several accounts side by side."""
    command = commands.add_parser(
        "compare",
        help="put reports of several accounts side by side",
        description="Put audits and influence reports of several accounts side by side, and say which differences "
        "are real.",
    )
    command.add_argument("reports", metavar="REPORT.json", nargs="+", help="what --json of audit or influence wrote")
    command.add_argument(
        "--names", nargs="+", metavar="NAME", help="whose each report is; an audit and an influence report may be of "
        "one account (default: names of the files)"
    )  # fmt: skip
    add_views(command, _compare)


def add_influence(commands: Any) -> None:
    """Add the command that says who reacts to an account's posts."""
    command = commands.add_parser(
        "influence",
        help="say who reacts to an account's posts, and how many of them are genuine",
        description="Say who reacts to an account's posts: how many are genuine and follow, and what is not known.",
    )
    command.add_argument("interactions", metavar="INTERACTIONS", nargs="+", help="who reacted to which post, and how")
    command.add_argument("--followers", metavar="FILE", help="followers of the account, in any form that audit reads")
    command.add_argument("--posts", metavar="FILE", help="its own posts, with times, counts and texts")
    command.add_argument("--observed-at", metavar="TIME", help="when the profiles were collected")
    command.add_argument("--total-followers", type=int, metavar="N", help="followers of the account by its own count")
    add_shared(command, "--order", "--columns", "--platform", "--model")
    add_views(command, _influence)


BESIDE_AUDITS: Final = (add_growth, add_changes, add_influence, add_compare)
"""What adds each command, in the order in which help tells them."""


def add_shared(command: argparse.ArgumentParser, *names: str) -> None:
    """Add options that several commands take."""
    for name in names:
        command.add_argument(name, **SHARED[name])


def add_views(command: argparse.ArgumentParser, run: Callable[[argparse.Namespace], None]) -> None:
    """Add how a report is written, and what makes it."""
    add_shared(command, "--html", "--json", "--title", "--level")
    command.set_defaults(run=run)


def _growth(options: argparse.Namespace) -> None:
    from fakefollow.engagement import growth

    names = ("date", "count", "flow", "day_first", "shared", "posts", "reactions", "level")
    _make(growth, options, (options.file,), names)


def _changes(options: argparse.Namespace) -> None:
    from fakefollow.engagement import compare_audiences

    options.columns = column_names(options.columns)
    sides = [f"{side}_{what}" for side in ("before", "after") for what in ("at", "total")]
    names = (*sides, "order", "columns", "platform", "model", "level")
    _make(compare_audiences, options, (options.before, options.after), names)


def _compare(options: argparse.Namespace) -> None:
    from fakefollow.engagement import compare

    names = options.names or [Path(path).stem for path in options.reports]
    tell(compare([_report(path) for path in options.reports], names, level=options.level), options)


def _report(path: str) -> Any:
    """Return the report that a file holds as JSON."""
    try:
        return json.loads(Path(path).read_text("utf8"))
    except ValueError as error:
        raise FakefollowError(f"{path}: expected JSON, as --json of audit or influence writes it: {error}") from error


def _influence(options: argparse.Namespace) -> None:
    from fakefollow.engagement import influence

    options.columns = column_names(options.columns)
    few = options.interactions[0] if len(options.interactions) == 1 else options.interactions
    names = ("order", "platform", "observed_at", "total_followers", "model", "columns", "level")
    _make(influence, options, (options.followers, few, options.posts), names)


def _make(make: Callable[..., Any], options: argparse.Namespace, files: Sequence[Any], names: Sequence[str]) -> None:
    """Make a report of files with the options of some names, and tell it."""
    with sign_of_life(f"fakefollow: reading {next(filter(None, reversed(files)))}"):
        report = make(*files, **{name: getattr(options, name) for name in names})
    tell(report, options)


def tell(report: Any, options: argparse.Namespace) -> None:
    """Write a report where that is asked for, and print it."""
    if options.html:
        report.to_html(options.html, title=options.title)
    if options.json:
        report.to_json(options.json)
    say(f"{one_line(options.title, 120)}\n\n{report}" if options.title else str(report))


def column_names(asked: str | None) -> dict[str, str] | None:
    """Return the mapping that ``Their name=canonical,Other=canonical`` writes."""
    pairs = [part.rpartition("=") for part in asked.split(",")] if asked else []
    if any(not theirs or not canonical for theirs, _, canonical in pairs):
        raise FakefollowError(f'--columns {asked!r}: expected "Their name=canonical,Other name=canonical"')
    return {theirs.strip(): canonical.strip() for theirs, _, canonical in pairs} or None


def is_large(options: argparse.Namespace, size: int) -> bool:
    """Tell whether FILE is scored in blocks: a large file, or a stdin of much text."""
    if options.file == "-":
        from fakefollow.readers import streamed

        options.held = streamed(sys.stdin.buffer, size, options.encoding)
        return bool(options.held.is_stream)
    return os.path.isfile(options.file) and os.path.getsize(options.file) >= size
