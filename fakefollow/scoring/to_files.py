"""Score files into files: several blocks of one at a time, or several files of a folder, always in their order.

Knows what is written where; how blocks are scored is known to the batches.
"""

import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from importlib.metadata import version
from itertools import islice, starmap
from pathlib import Path
from typing import Any, Final

from fakefollow.errors import FakefollowError, FakefollowWarning, warn_caller
from fakefollow.profiles import IntArray, IssueTable, ProfileTable
from fakefollow.readers import profile_files, read_blocks, unpacked_name
from fakefollow.report import FORMATS, add_line, arrow_table, column_writer, lines_in, lines_of, make_folder
from fakefollow.scoring.api import detector_for
from fakefollow.scoring.batches import Judge, Part, Tally, judged_blocks, written_columns

JOURNAL: Final = ".fakefollow-scored"
"""Where a folder of scores says of which files, as they were, and how they were made."""


def score_to_file(
    source: Any,
    target: str | Path,
    file_format: str,
    reading: Mapping[str, Any],
    settings: Mapping[str, Any],
    progress: Callable[[int], object] | None = None,
    *,
    n_jobs: int = 1,
    issues_to: tuple[str | Path, str] | None = None,
) -> Tally:
    """Score a source block by block into a file, which is whole or not there; return what is told of the scores.

    One process reads and writes the blocks in their order, as many as asked for score them; bytes are the same. All
    issues of reading are written to another file where one is named with its format.
    """
    tally, advance = Tally(), progress or (lambda _: None)
    blocks = judged_blocks(read_blocks(source, **reading), **settings)
    with column_writer(target, file_format) as write, _issue_writer(issues_to) as write_issues:
        for judge, table in islice(blocks, 1):  # says which columns all have
            write_issues(table.issues, 0)
            write(tally.counted(judge.scores(table)))
            advance(len(table))
        tasks = ((judge, table, tally.draw(len(table)), tally.names, file_format) for judge, table in blocks)
        for part, columns in _in_order(tasks, n_jobs, source):
            write_issues(part.issues, tally.n_accounts)
            tally.add(part)
            write(columns)
            advance(part.n_accounts)
    return tally


@contextmanager
def _issue_writer(to: tuple[str | Path, str] | None) -> Iterator[Callable[[IssueTable, int], None]]:
    """Give a function that writes the issues of rows that come after so many."""
    if to is None:
        yield lambda issues, n_rows: None
        return
    with column_writer(*to) as write:

        def write_issues(issues: IssueTable, n_rows: int) -> None:
            (moved := IssueTable()).extend(issues, n_rows)
            write(moved.to_dict())

        yield write_issues


def _score_block(
    judge: Judge, table: ProfileTable, looked_at: IntArray, names: list[str], file_format: str
) -> tuple[Part, Any]:
    """Return what a tally takes of a block, and its rows as they are written after others."""
    scores = judge.scores(table)
    columns = written_columns(scores, names)
    rows = arrow_table(columns) if file_format == "parquet" else "".join(lines_of(columns, file_format, begun=True))
    return Part.of(scores, looked_at), rows


def _in_order(tasks: Iterable[tuple[Any, ...]], n_jobs: int, source: Any) -> Iterator[tuple[Part, Any]]:
    """Yield scored blocks in their order, some being scored while others are read and written."""
    if n_jobs == 1:
        yield from starmap(_score_block, tasks)
        return
    from joblib import effective_n_jobs
    from joblib.externals.loky.process_executor import BrokenProcessPool, ProcessPoolExecutor

    n_workers, waiting = effective_n_jobs(n_jobs), deque[Any]()
    executor = ProcessPoolExecutor(n_workers)
    try:
        for task in tasks:
            waiting.append(executor.submit(_score_block, *task))
            if len(waiting) > n_workers + 1:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool as error:
        name = source if isinstance(source, str | Path) else getattr(source, "name", "the input")
        raise FakefollowError(
            f"{name}: a process was killed, probably by lack of memory; no file is half written: try --n-jobs 1"
        ) from error
    finally:
        executor.shutdown(kill_workers=True)


def score_folder(
    folder: Path,
    target: Path,
    file_format: str | None,
    reading: Mapping[str, Any],
    settings: Mapping[str, Any],
    *,
    n_jobs: int = 1,
    resume: bool = False,
    progress: Callable[[int], object] | None = None,
) -> tuple[int, int]:
    """Score each file of a folder, as it would be alone, into a file of another folder, several at a time.

    Returned are the files and accounts scored. With ``resume`` files are left out that were scored already, are still
    what they were, and would be scored in the same way. Progress is called with the bytes of each file that is done.
    Of fewer files than processes several blocks are scored at a time. Raises `FakefollowError` that names what could
    not be scored; all else is.
    """
    from joblib import Parallel, delayed, effective_n_jobs
    from joblib.externals.loky.process_executor import TerminatedWorkerError

    files = _places(folder, target, file_format)
    journal, made = target / JOURNAL, _made_of(files, folder, reading, settings)
    done = lines_in(journal) if resume else []
    waiting = {path: to for path, to in files.items() if not (made[path] in done and to.is_file())}
    advance = progress or (lambda _: None)
    advance(sum(path.stat().st_size for path in files.keys() - waiting.keys()))
    begun: list[Path] = []

    def tasks() -> Iterator[Any]:
        for path, to in waiting.items():
            begun.append(path)
            yield delayed(_score_part)(path, to, reading, settings, n_within)

    at_a_time, n_within = (1, n_jobs) if len(waiting) < effective_n_jobs(n_jobs) else (n_jobs, 1)
    parallel = Parallel(n_jobs=at_a_time, return_as="generator", batch_size=1, pre_dispatch="n_jobs")
    n_rows, wrong = list[int](), list[str]()
    try:
        for path, (n, error, warned) in zip(waiting, parallel(tasks()), strict=True):
            for message, category in warned:
                warn_caller(f"{path.name}: {message}", category)
            n_rows.append(n)
            wrong += [error] if error else []
            if error is None:
                add_line(journal, made[path])
            advance(path.stat().st_size)
    except TerminatedWorkerError as error:
        at = " or ".join(str(path) for path in begun[len(n_rows) :])
        raise FakefollowError(
            f"{at}: a process was killed, probably by lack of memory; {len(n_rows)} of "
            f"{len(waiting)} files are done, none is half written: continue with --resume"
        ) from error
    if wrong:
        raise FakefollowError("\n".join(wrong))
    return len(n_rows), sum(n_rows)


def _places(folder: Path, target: Path, file_format: str | None) -> dict[Path, Path]:
    """Return where the scores of each file of a folder go; of the format of the file if none is said."""
    if target.resolve().is_relative_to(folder.resolve()):
        raise FakefollowError(f"{target} is in the folder that is read: choose another place; nothing was written")
    if target.exists() and not target.is_dir():
        raise FakefollowError(f"{target} is a file: the scores of a folder go to a folder; nothing was written")
    places: dict[Path, Path] = {}
    for path in profile_files(folder):
        stem, ending = unpacked_name(path.name)
        suffix = file_format or (ending if ending in FORMATS else "csv")
        place = (target / path.relative_to(folder)).with_name(f"{stem}.{suffix}")
        if place in places.values():
            raise FakefollowError(f"{path}: another file would be scored into {place}, too: rename one of them")
        places[path] = place
    return places


def _made_of(
    files: Iterable[Path], folder: Path, reading: Mapping[str, Any], settings: Mapping[str, Any]
) -> dict[Path, str]:
    """Return of each file a digest of its name, what tells whether it was written to, and how it is scored."""
    model = settings.get("model")
    card = None if model is None else detector_for(model).card
    asked = repr([version("fakefollow"), dict(reading), {**settings, "model": card}])
    how = sha256(asked.encode("utf8", "surrogatepass")).hexdigest()
    stats = {path: path.stat() for path in files}
    told = {path: (path.relative_to(folder).as_posix(), of.st_size, of.st_mtime_ns, how) for path, of in stats.items()}
    return {path: sha256(repr(of).encode("utf8", "surrogateescape")).hexdigest() for path, of in told.items()}


def _score_part(
    path: Path, target: Path, reading: Mapping[str, Any], settings: Mapping[str, Any], n_jobs: int
) -> tuple[int, str | None, list[tuple[str, type[FakefollowWarning]]]]:
    """Score one file; return its accounts, what went wrong, and what was warned of."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", FakefollowWarning)
        n_rows, wrong = 0, None
        try:
            make_folder(target.parent)
            n_rows = score_to_file(path, target, target.suffix[1:], reading, settings, n_jobs=n_jobs).n_accounts
        except (FakefollowError, OSError, ValueError) as error:
            wrong = str(error) if str(path) in str(error) else f"{path}: {error}"
    told = {str(each.message): each.category for each in caught if issubclass(each.category, FakefollowWarning)}
    return n_rows, wrong, list(told.items())
