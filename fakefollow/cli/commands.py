"""The command line: audit an audience, score a file, check labels, train and measure one's own model, show a model."""

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from errno import EFBIG, ENOENT, ENOSPC
from importlib.metadata import version
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any, Final, NoReturn

from fakefollow.cli.changes import BESIDE_AUDITS, add_views, command_of, is_large, tell, tell_issues
from fakefollow.cli.options import READING, add_options, as_options, reading_of
from fakefollow.errors import FakefollowError, printable
from fakefollow.report import (
    FORMATS,
    card_figures_to_markdown,
    card_to_markdown,
    check_apart,
    check_place,
    complain,
    harmless,
    least_authentic_text,
    plain_warnings,
    progress_bar,
    say,
    sign_of_life,
    write_columns,
)

NOT_LOOKED_UP: Final = "; accounts are never looked up: give a file of followers, such as followers.csv"
ROWS_SHOWN: Final = 5  # on a screen; a convention
LARGE_BYTES: Final = 1 << 24  # of a file that is scored in blocks: some 30,000 accounts as text; a convention

EXAMPLES: Final = """examples:
  fakefollow audit followers.csv --html audit.html
  fakefollow score followers.csv --out scores.csv
  fakefollow score --help"""


def add_audit(commands: Any) -> None:
    """Add the command that audits the followers of one account."""
    command = command_of(
        commands, "audit", "audit the followers of one account", "followers.csv --html audit.html --title @ada"
    )
    _add_profiles(command)
    add_options(command, "judging", "--order", "--total-followers", "--model")
    group = add_views(command, _audit)
    group.add_argument("--out", metavar="PATH", help="write followers: .csv, .jsonl, .json or .parquet")


def _add_profiles(command: argparse.ArgumentParser) -> None:
    """Add what every command that reads profiles takes."""
    command.add_argument("file", metavar="FILE", help="profiles (CSV, JSON, Excel, ...), or - for stdin")
    add_options(command, "reading", *READING, "--input-format", "--issues")


def _add_labels(command: argparse.ArgumentParser) -> None:
    """Add what every command that takes labelled accounts takes."""
    group = command.add_argument_group("labels")
    label = "column of labels: genuine, purchased, bot, ..."
    group.add_argument("--label", required=True, metavar="COLUMN", help=label)
    source = "column of vendors, campaigns or collections"
    group.add_argument("--source", metavar="COLUMN", help=source)


def add_score(commands: Any) -> None:
    """Add the command that scores every profile of a file."""
    command = command_of(
        commands,
        "score",
        "score each account of a file, or of a folder of files",
        "followers.csv --out scores.csv --reasons",
    )
    _add_profiles(command)
    group = add_options(command, "judging", "--model")
    group.add_argument("--prior", type=float, metavar="SHARE", help="share of accounts that are not genuine")
    rate = "share of genuine accounts that may be flagged"
    group.add_argument("--max-false-positive-rate", type=float, metavar="RATE", help=rate)
    group = command.add_argument_group("scores")
    group.add_argument("--out", metavar="PATH", help="write the scores; to a folder if FILE is one")
    formats = f"{', '.join(FORMATS)} (default: by suffix)"
    group.add_argument("--format", choices=FORMATS, metavar="FORMAT", help=formats)
    group.add_argument("--reasons", action="store_true", help="add the strongest reasons in words")
    group.add_argument("--n-jobs", type=int, default=1, metavar="N", help="processes (default: 1)")
    group.add_argument("--resume", action="store_true", help="skip files of a folder that are scored already")
    command.set_defaults(run=_score)


def _source(options: argparse.Namespace) -> Any:
    """Return what the command reads: a path, or what stdin holds, under a name that says the format."""
    from fakefollow.readers import source_of

    if options.file != "-" and options.input_format is None:
        return options.file
    if not hasattr(options, "held"):
        options.held = source_of(sys.stdin.buffer if options.file == "-" else options.file, options.encoding)
    name = "stdin" if options.file == "-" else options.file
    return replace(options.held, name=f"{name}.{options.input_format}" if options.input_format else name)


def _profiles(options: argparse.Namespace) -> Any:
    """Return the table of profiles that a command reads; write its issues where they are asked for."""
    from fakefollow.readers import read

    source, reading = _source(options), reading_of(options)
    with sign_of_life(f"fakefollow: reading {options.file}"):
        table = read(source, **reading)
    if options.issues:
        write_columns(table.issues.to_dict(), options.issues, _format_of(options.issues, "--issues") or "csv")
        tell_issues(table, f": {options.issues} lists them")
    else:
        tell_issues(table, "; --issues FILE lists them")
    return table


def _audit(options: argparse.Namespace) -> None:
    from fakefollow.audience import audit

    file_format = _format_of(options.out)
    table = _profiles(options)
    with sign_of_life(f"fakefollow: auditing {len(table):,} followers"):
        report = audit(
            table,
            order=options.order,
            total_followers=options.total_followers,
            model=options.model,
            level=options.level,
        )
    if options.out and file_format:
        write_columns(report.follower_columns(), options.out, file_format)
    tell(report, options)


def _format_of(path: str | None, option: str = "--out") -> str | None:
    """Return the format of a file to be written, by its suffix."""
    file_format = Path(path).suffix.lstrip(".").lower() if path else None
    if file_format not in (None, *FORMATS):
        raise FakefollowError(f"{option} {path}: expected one of .{', .'.join(FORMATS)} at the end")
    return file_format


def _score(options: argparse.Namespace) -> None:
    from fakefollow.scoring import detector_for, score_to_file

    settings = {name: getattr(options, name) for name in ("prior", "max_false_positive_rate", "reasons")}
    asked = {**settings, "model": options.model}
    if os.path.isdir(options.file):
        _score_folder(options, asked)
        return
    if options.resume:
        raise FakefollowError("--resume: expected a folder as FILE; a single file is scored whole")
    file_format = options.format or _format_of(options.out)
    if file_format == "parquet" and not options.out:
        raise FakefollowError("--format parquet: expected --out PATH, for Parquet cannot be printed")
    printed = options.out in (None, "-", "/dev/stdout")
    issues = (options.issues, _format_of(options.issues, "--issues") or "csv") if options.issues else None
    # Parquet has one type a column, which all issues together decide.
    if file_format and not printed and (issues is None or issues[1] != "parquet") and is_large(options, LARGE_BYTES):
        with progress_bar(None) as advance:
            what, ways = (_source(options), options.out, file_format), {"n_jobs": options.n_jobs, "issues_to": issues}
            tally = score_to_file(*what, reading_of(options), asked, advance, **ways)
        if issues:
            complain(f"{tally.n_issues:,} values could not be read: {options.issues} lists them")
        say(as_options(str(tally)))
        return
    table = _profiles(options)
    with progress_bar(len(table)) as advance:
        scores = detector_for(options.model, table.platform).score(table, progress=advance, **settings)
    if file_format and (not printed or file_format == "parquet"):
        write_columns(scores.to_dict(), "/dev/stdout" if printed else options.out, file_format)
    elif file_format:
        write_columns(scores.to_dict(), harmless(sys.stdout), file_format)
    if file_format and printed:
        scores.summary()  # nobody sees it, but its warnings go to stderr
        return
    say(as_options(repr(scores)))
    if not options.out and len(scores):
        say(f"\nLowest authenticity:\n{least_authentic_text(scores.least_authentic(ROWS_SHOWN))}")


def _score_folder(options: argparse.Namespace, settings: dict[str, Any]) -> None:
    from fakefollow.readers import profile_files
    from fakefollow.scoring import score_folder

    is_file = Path(options.out or "").suffix[1:].lower() in FORMATS and not os.path.isdir(options.out)
    if options.out is None or is_file or options.issues or options.input_format:
        raise FakefollowError(f"{options.file} is a folder: expected --out FOLDER, and no --issues or --input-format")
    places = (Path(options.file), Path(options.out), options.format)
    sizes = [path.stat().st_size for path in profile_files(places[0])]
    with progress_bar(sum(sizes), "B") as advance:
        n_files, n_rows = score_folder(
            *places, reading_of(options), settings, n_jobs=options.n_jobs, resume=options.resume, progress=advance
        )
    left = f"; {len(sizes) - n_files:,} more were there already" if len(sizes) > n_files else ""
    say(f"Scored {n_rows:,} accounts in {n_files:,} files to {options.out}{left}")


def add_train(commands: Any) -> None:
    """Add the command that trains a model on the user's own labels."""
    command = command_of(
        commands,
        "train",
        "train a model on your own labelled accounts",
        "labelled.csv --label kind --source vendor --out mymodel",
    )
    _add_profiles(command)
    _add_labels(command)
    command.add_argument("--out", required=True, metavar="DIR", help="folder to write the model to")
    command.add_argument("--name", default="custom", help="name of the model (default: custom)")
    command.set_defaults(run=_train)


def _train(options: argparse.Namespace) -> None:
    from fakefollow.training import train

    profiles, labels, sources = _labelled(options)
    with progress_bar(len(labels)) as advance:
        detector = train(profiles, labels, sources, name=options.name, progress=advance)
    detector.save(options.out)
    say(card_figures_to_markdown(detector.card))
    say(f"Wrote model {detector.name!r} to {options.out}: `fakefollow info {options.out}` shows its card.")


def add_check(commands: Any) -> None:
    """Add the command that looks for what is no evidence in labelled accounts."""
    does = "look for made-up accounts and labels made by a rule"
    command = command_of(commands, "check", does, "labelled.csv --label kind --source vendor")
    _add_profiles(command)
    _add_labels(command)
    command.set_defaults(run=_check)


def _check(options: argparse.Namespace) -> None:
    from fakefollow.evaluation import check_labels

    say(as_options(repr(check_labels(*_labelled(options)))))


def add_evaluate(commands: Any) -> None:
    """Add the command that measures a model on the user's own labels."""
    does = "measure a model on your own labelled accounts"
    example = "x labelled.csv --label kind --source vendor"
    command = command_of(commands, "evaluate", does, example, "MODEL FILE")
    command.add_argument("model", metavar="MODEL", help="name or folder of a model")
    _add_profiles(command)
    _add_labels(command)
    command.add_argument("--baselines", action="store_true", help="also measure published rules and feature sets")
    command.set_defaults(run=_evaluate)


def _evaluate(options: argparse.Namespace) -> None:
    from fakefollow.evaluation import evaluate

    say(as_options(repr(evaluate(options.model, *_labelled(options), baselines=options.baselines))))


def _labelled(options: argparse.Namespace) -> tuple[Any, Any, Any]:
    """Return the profiles of a file with its columns of labels and, where one is named, of sources."""
    from fakefollow.readers import read_column

    asked = {"table": options.table, "encoding": options.encoding}
    labels = read_column(_source(options), options.label, **asked)
    sources = read_column(_source(options), options.source, **asked) if options.source else None
    return _profiles(options), labels, sources


def add_info(commands: Any) -> None:
    """Add the command that shows what a model was made of."""
    command = command_of(commands, "info", "show a model's data, figures and limits", "x", "[MODEL]")
    command.add_argument("model", nargs="?", default="x", metavar="MODEL", help="name or folder (default: x)")
    command.set_defaults(run=_info)


def _info(options: argparse.Namespace) -> None:
    from fakefollow.scoring import load_detector

    say(card_to_markdown(load_detector(options.model).card))


def _check_outputs(options: argparse.Namespace) -> None:
    """Refuse, before anything is read, to write over the input or one output over another, or where that cannot be."""
    asked = {f"--{name}": getattr(options, name, None) for name in ("out", "html", "json", "issues")}
    outputs = [(option, path) for option, path in asked.items() if path is not None and path != "-"]
    read = ("file", "before", "after", "shared", "posts", "reactions")
    files = [*(getattr(options, name, None) for name in read), *getattr(options, "reports", ())]
    model = getattr(options, "model", None)
    inputs = [
        ("the FILE that is read", "/dev/stdin" if file == "-" else os.path.expanduser(file))
        for file in filter(None, files)
    ]
    parts = ("model.json", "card.json")
    inputs += [("of the model that is used", os.path.join(model, part)) for part in parts if model]
    scores_folder = options.run is _score and os.path.isdir(options.file)
    folder = options.out if options.run is _train or scores_folder else None
    written = [("--out", os.path.join(folder, part)) for part in parts if folder and not scores_folder]
    check_apart([*outputs, *written], inputs)
    for option, path in outputs:
        if path != folder or option != "--out":
            check_place(path)


def _close_stdout() -> None:
    """Have nothing more written to a stdout that takes nothing; Python would complain of it at exit."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _told(error: Exception) -> str:
    """Return what went wrong, with the file where the system names it."""
    if not isinstance(error, OSError) or error.strerror is None:
        return str(error)
    if error.filename is not None:
        name = os.fsdecode(error.filename)
        is_file = error.errno != ENOENT or os.path.splitext(name)[1] or " while writing " in error.strerror
        return f"{name}: {error.strerror}{'' if is_file else NOT_LOOKED_UP}"
    to_stdout = error.errno in (ENOSPC, EFBIG) and " while writing " not in error.strerror
    return f"{error.strerror}{' while writing to stdout' if to_stdout else ''}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0 when done, 1 when input or model cannot be used, 130 when stopped; 2 is wrong usage."""
    for name in ("stdin", "stdout", "stderr"):  # one that is closed (``>&-``) gives and takes nothing
        if getattr(sys, name) is None:
            setattr(sys, name, TextIOWrapper(BytesIO(), "utf-8"))
    try:
        options = _parser().parse_args(arguments)
        if isinstance(sys.stdout, TextIOWrapper):  # names are of any script: what it lacks is escaped, as on stderr
            sys.stdout.reconfigure(errors="backslashreplace")
        with plain_warnings(as_options):
            _check_outputs(options)
            options.run(options)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader of our output (head, less) has seen enough
        _close_stdout()
    except KeyboardInterrupt:
        complain("stopped; no file was left half written")
        return 130
    except (FakefollowError, OSError, ValueError) as error:
        told = as_options(_told(error))
        complain(told.replace("--model: ", "MODEL: ") if options.run in (_info, _evaluate) else told)
        _close_stdout()
        return 1
    except MemoryError:
        complain("there is not enough memory for this; `fakefollow score FILE --out FILE` works part by part")
        return 1
    return 0


class _Parser(argparse.ArgumentParser):
    """A parser that repeats wrong words harmlessly."""

    def error(self, message: str) -> NoReturn:
        super().error(printable(message))


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="fakefollow",
        usage="fakefollow COMMAND FILE [options]",
        description="Tell genuine followers from purchased and automated ones, offline.",
        epilog=EXAMPLES,
        formatter_class=lambda prog: argparse.RawDescriptionHelpFormatter(prog, max_help_position=16),
    )
    parser.add_argument("--version", action="version", version=f"fakefollow {version('fakefollow')}")
    added = parser.add_subparsers(title="commands", prog=parser.prog, required=True, metavar="COMMAND", dest="command")
    for add in (add_audit, add_score, *BESIDE_AUDITS, add_check, add_train, add_evaluate, add_info):
        add(added)
    return parser
