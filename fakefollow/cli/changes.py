"""Commands on counts, lists, reactions, reports: growth, changes, influence, compare. Words and options, no logic."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from fakefollow.cli.options import READING, VIEWS, add_options, as_options, reading_of
from fakefollow.errors import FakefollowError, speaking_of
from fakefollow.report import complain, one_line, plural, say, sign_of_life, wrapped

KINDS_SHOWN: Final = 3  # a convention


def add_growth(commands: Any) -> None:
    """Add the command that looks for jumps in a series of follower counts."""
    command = command_of(
        commands,
        "growth",
        "find jumps in a series of follower counts",
        "counts.csv --posts posts.csv --html growth.html",
    )
    command.add_argument("file", metavar="FILE", help="dates and counts (CSV, JSON, Excel, ...)")
    group = command.add_argument_group("reading")
    group.add_argument("--date", metavar="COLUMN", help="column of dates (default: by its name)")
    group.add_argument("--count", metavar="COLUMN", help="column of counts (default: by its name)")
    flow = "counts are new followers, not all followers"
    group.add_argument("--flow", action=argparse.BooleanOptionalAction, help=flow)
    day_first = "01/02/2024 is the first of February"
    group.add_argument("--day-first", action=argparse.BooleanOptionalAction, help=day_first)
    group.add_argument("--shared", metavar="FILE", help="counts of other accounts on the same dates")
    group.add_argument("--posts", metavar="FILE", help="times of the account's posts")
    group.add_argument("--reactions", metavar="FILE", help="reactions by date")
    add_views(command, _growth)


def add_changes(commands: Any) -> None:
    """Add the command that compares two lists of one account's followers."""
    command = command_of(
        commands,
        "changes",
        "compare two follower lists: who came, left and stayed",
        "old.csv new.csv --before-at 2024-05-01",
        "BEFORE AFTER",
    )
    for name, which in (("before", "earlier"), ("after", "later")):
        command.add_argument(name, metavar=name.upper(), help=f"the {which} follower list, as audit reads it")
        command.add_argument(f"--{name}-at", metavar="TIME", help=f"when the {which} list was collected")
        command.add_argument(f"--{name}-total", type=int, metavar="N", help="followers of the account at that time")
    add_options(command, "reading", *(name for name in READING if name != "--observed-at"))
    add_options(command, "judging", "--order", "--model")
    add_views(command, _changes)


def add_compare(commands: Any) -> None:
    """Add the command that puts reports of several accounts side by side."""
    command = command_of(
        commands,
        "compare",
        "compare reports of several accounts",
        "ada.json bob.json --names Ada Bob --html both.html",
        "REPORT.json REPORT.json",
    )
    command.add_argument("reports", metavar="REPORT.json", nargs="+", help="what audit or influence wrote with --json")
    which = "account of each report (default: file names)"
    command.add_argument("--names", nargs="+", metavar="NAME", help=which)
    add_views(command, _compare)


def add_influence(commands: Any) -> None:
    """Add the command that says who reacts to an account's posts."""
    command = command_of(
        commands,
        "influence",
        "show who reacts to posts, and how many look genuine",
        "likes.csv comments.csv --followers followers.csv",
        "INTERACTIONS",
    )
    command.add_argument("interactions", metavar="INTERACTIONS", nargs="+", help="who reacted to which post, and how")
    command.add_argument("--followers", metavar="FILE", help="followers of the account, as audit reads them")
    command.add_argument("--posts", metavar="FILE", help="the account's posts, with times, counts and texts")
    add_options(command, "reading", *READING)
    total = {"help": "followers of the account, if the list is a sample"}
    add_options(command, "judging", "--order", "--total-followers", "--model", total_followers=total)
    add_views(command, _influence)


BESIDE_AUDITS: Final = (add_growth, add_changes, add_influence, add_compare)
"""What adds each command, in the order in which help lists them."""


def command_of(commands: Any, name: str, does: str, example: str, takes: str = "FILE") -> argparse.ArgumentParser:
    """Return a new command, with one line and one example in its help."""
    command: argparse.ArgumentParser = commands.add_parser(
        name,
        help=does,
        description=f"{does[0].upper()}{does[1:]}.",
        usage=f"fakefollow {name} {takes} [options]",
        epilog=f"example:\n  fakefollow {name} {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    return command


def add_views(command: argparse.ArgumentParser, run: Callable[[argparse.Namespace], None]) -> Any:
    """Add how a report is written, and what makes it; return the group of what is written."""
    group = add_options(command, "report", "--level", *VIEWS)
    command.set_defaults(run=run)
    return group


def _growth(options: argparse.Namespace) -> None:
    from fakefollow.engagement import growth

    names = ("date", "count", "flow", "day_first", "shared", "posts", "reactions", "level")
    _make(growth, options, (options.file,), names)


def _changes(options: argparse.Namespace) -> None:
    from fakefollow.engagement import compare_audiences

    sides = [f"{side}_{what}" for side in ("before", "after") for what in ("at", "total")]
    lists = [_accounts(options, side, observed_at=getattr(options, f"{side}_at")) for side in ("before", "after")]
    _make(compare_audiences, options, lists, (*sides, "order", "model", "level"))


def _accounts(options: argparse.Namespace, argument: str, **said: Any) -> Any:
    """Return the accounts of the file of an argument, read as the options say; None without a file."""
    from fakefollow.readers import read_accounts

    if (file := getattr(options, argument)) is None:
        return None
    with sign_of_life(f"fakefollow: reading {file}"), speaking_of(argument):
        table = read_accounts(file, **{**reading_of(options), **said})
    tell_issues(table)
    return table


def tell_issues(table: Any, where: str = "") -> None:
    """Write to stderr how many values could not be read, with the first of each of the commonest kinds."""
    if len(table.issues):
        complain(f"{plural(len(table.issues), 'value')} could not be read{where}")
        for line in repr(table.issues).split("\n")[1 : 1 + KINDS_SHOWN]:
            complain(as_options(line.strip()))


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
    from fakefollow.profiles import COLUMNS

    columns = reading_of(options)["columns"] or {}
    of_profiles = {theirs: ours for theirs, ours in columns.items() if ours in COLUMNS}
    followers = _accounts(options, "followers", columns=of_profiles)
    options.columns = columns
    few = options.interactions[0] if len(options.interactions) == 1 else options.interactions
    names = ("order", "platform", "observed_at", "total_followers", "model", "columns", "level")
    _make(influence, options, (followers, few, options.posts), names)


def _make(make: Callable[..., Any], options: argparse.Namespace, sources: Sequence[Any], names: Sequence[str]) -> None:
    """Make a report of sources with the options of some names, and print it."""
    with sign_of_life(f"fakefollow: making {options.command}"):
        report = make(*sources, **{name: getattr(options, name) for name in names})
    tell(report, options)


def tell(report: Any, options: argparse.Namespace) -> None:
    """Write a report where that is asked for, and print it."""
    if options.html:
        report.to_html(options.html, title=options.title)
    if options.json:
        report.to_json(options.json)
    text = "\n".join(map(_as_typed, str(report).split("\n")))
    say(f"{one_line(options.title, 120)}\n\n{text}" if options.title else text)


def _as_typed(line: str) -> str:
    """Return a line of a report with options for arguments, folded again where these are longer."""
    typed = as_options(line)
    margin = line[: len(line) - len(line.lstrip())]
    return line if typed == line else "\n".join(wrapped(typed.strip(), margin, f"{margin}  "))


def is_large(options: argparse.Namespace, size: int) -> bool:
    """Tell whether FILE is scored in blocks: a large file, or a stdin of much text."""
    if options.file == "-":
        from fakefollow.readers import streamed

        options.held = streamed(sys.stdin.buffer, size, options.encoding)
        return bool(options.held.is_stream)
    return os.path.isfile(options.file) and os.path.getsize(options.file) >= size
