"""Options that several commands share, and how what the library says names them. Knows words, no logic."""

import argparse
import re
from typing import Any, Final

from fakefollow.errors import FakefollowError

ORDERS: Final = ("newest_first", "oldest_first", "unordered")
INPUTS: Final = ("jsonl", "json", "csv", "tsv", "txt", "html", "js", "parquet", "arrow", "xlsx", "sqlite")
SHARED: Final[dict[str, dict[str, Any]]] = {
    "--platform": {"metavar": "NAME", "help": "where the profiles come from (default: recognised)"},
    "--columns": {"metavar": "NAMES", "help": 'your names: "Name=username,Fans=followers_count"'},
    "--observed-at": {"metavar": "TIME", "help": "when the profiles were collected: 2024-05-31"},
    "--decimal": {"choices": (".", ","), "metavar": "SIGN", "help": "decimal sign, . or , (default: by the column)"},
    "--day-first": {"action": argparse.BooleanOptionalAction, "help": "01/02/2024 is the first of February"},
    "--sheet": {"dest": "table", "metavar": "NAME", "help": "sheet of a workbook, table of a database"},
    "--encoding": {"metavar": "NAME", "help": "of a text that is not UTF-8, such as cp1252"},
    "--input-format": {"choices": INPUTS, "metavar": "AS", "help": "of FILE or stdin: csv, json, xlsx, ..."},
    "--issues": {"metavar": "PATH", "help": "write the values that could not be read to this file"},
    "--model": {"metavar": "MODEL", "help": "name or folder of a model (default: by platform)"},
    "--level": {"type": float, "default": 0.95, "help": "level of the intervals (default: 0.95)"},
    "--order": {"choices": ORDERS, "default": ORDERS[0], "metavar": "ORDER", "help": f"{', '.join(ORDERS)}"},
    "--total-followers": {"type": int, "metavar": "N", "help": "followers of the account, if FILE is a sample"},
    "--html": {"metavar": "PATH", "help": "write the report as a page to this file"},
    "--json": {"metavar": "PATH", "help": "write the report as JSON to this file"},
    "--title": {"metavar": "TEXT", "help": "whose account it is, for the heading"},
}
"""Options of several commands."""

READING: Final = ("--platform", "--columns", "--observed-at", "--decimal", "--day-first", "--sheet", "--encoding")
VIEWS: Final = ("--html", "--json", "--title")
COMMANDS: Final = {
    **{name: name for name in ("audit", "score", "growth", "influence", "compare", "train", "evaluate")},
    **{"compare_audiences": "changes", "check_labels": "check", "score_batches": "score FILE --out FILE"},
}
"""What Python calls a function -> what is typed instead."""

OTHER_NAMES: Final = {"table": "sheet", "labels": "label COLUMN", "sources": "source COLUMN"}
"""Arguments whose option has another name."""

_SOME: Final = (
    "after_at after_total before_at before_total count date followers labels max_false_positive_rate n_jobs names posts"
    " prior reactions shared sources table"
)
"""Arguments of single commands that messages name."""

_NAMES: Final = "|".join(
    [*_SOME.split(), *(name.strip("-").replace("-", "_") for name in SHARED.keys() - {"--columns", "--day-first"})]
)
_COLUMNS: Final = re.compile(r"columns=\{(.*?)\}")
_PAIR: Final = re.compile(r"""(['"])(.*?)\1: (?:(['"])(.*?)\3|(\.\.\.))""")
_ARGUMENT: Final = re.compile(rf"""\b({_NAMES})=(?:(['"])(.*?)\2|(\d[\d.]*)|(?![\w'"=]))""")
_SUBJECT: Final = re.compile(rf"(?:(?:{_NAMES})(?:, |(?=: )))+(?=: )")
_SWITCH: Final = re.compile(r"\b(flow|day_first)=(True|False)")
_CALL: Final = re.compile(rf"\bfakefollow\.({'|'.join([*COMMANDS, 'plan_sample'])})(?:\(path\))?(?![\w(])")


def add_options(command: argparse.ArgumentParser, title: str, *names: str, **special: dict[str, Any]) -> Any:
    """Add a group of shared options to the help of a command, some of them with special settings; return the group."""
    group = command.add_argument_group(title)
    for name in names:
        also = ("--table",) if name == "--sheet" else ()
        group.add_argument(name, *also, **SHARED[name] | special.get(name.strip("-").replace("-", "_"), {}))
    return group


def reading_of(options: argparse.Namespace) -> dict[str, Any]:
    """Return what is said of how to read profiles, as arguments of `fakefollow.read`."""
    said = {name: getattr(options, name, None) for name in ("platform", "observed_at", "decimal", "day_first")}
    return {**said, "columns": column_names(options.columns), "table": options.table, "encoding": options.encoding}


def column_names(asked: str | None) -> dict[str, str] | None:
    """Return the mapping that ``Their name=canonical,Other=canonical`` writes."""
    pairs = [part.rpartition("=") for part in asked.split(",")] if asked else []
    if any(not theirs or not canonical for theirs, _, canonical in pairs):
        raise FakefollowError(f'--columns {asked!r}: expected "Their name=canonical,Other name=canonical"')
    return {theirs.strip(): canonical.strip() for theirs, _, canonical in pairs} or None


def as_options(text: str) -> str:
    """Return a text with arguments such as ``observed_at="2024-05-01"`` and calls written as they are typed here."""
    if subject := _SUBJECT.match(text):
        text = ", ".join(f"--{_option(name)}" for name in subject[0].split(", ")) + text[subject.end() :]
    text = _COLUMNS.sub(_columns, text.replace(" to fakefollow.read", ""))
    text = _SWITCH.sub(lambda found: f"--{'' if found[2] == 'True' else 'no-'}{_option(found[1])}", text)
    text = _ARGUMENT.sub(lambda found: f"--{_option(found[1])} {_quoted(found[3] or found[4] or '')}".rstrip(), text)
    return _CALL.sub(_command, text.replace("scores.table.issues has them", "--issues FILE lists them"))


def _command(found: re.Match[str]) -> str:
    return f"`fakefollow {COMMANDS[found[1]]}`" if found[1] in COMMANDS else f"{found[0]} in Python"


def _columns(found: re.Match[str]) -> str:
    pairs = (f"{pair[2]}={pair[4] or pair[5]}" for pair in _PAIR.finditer(found[1]))
    return f'--columns "{",".join(pairs)}{",..." if found[1].endswith(", ...") else ""}"'


def _option(name: str) -> str:
    return OTHER_NAMES.get(name, name).replace("_", "-")


def _quoted(value: str) -> str:
    return f'"{value}"' if " " in value else value
