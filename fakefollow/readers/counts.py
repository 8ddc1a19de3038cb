"""Series of counts in whatever people keep them in -> times, counts and how exact these are.

Dates and numbers are read as columns of profiles are: ``31.12.2023``, ``12.3K``. Knows no account.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from sys import maxsize
from typing import Any, Final

import numpy as np

from fakefollow.errors import ProfileError
from fakefollow.platforms import SYNONYMS, meaning_of
from fakefollow.profiles import BoolArray, FloatArray, IssueTable, ValueColumn, is_missing, parse_column
from fakefollow.readers.envelopes import unwrapped
from fakefollow.readers.opening import Source, source_of
from fakefollow.readers.pieces import Table, pieces_of
from fakefollow.readers.rows import plain_object

DATES: Final = ["date", "time", "day", "month", "week", "timestamp", "datum", "fecha", "ds", "when", "observedat"]
"""How columns of dates are called; the first that is found is taken before others that can be read as dates."""
COUNTS: Final = [*SYNONYMS["followers_count"], "count", "stars", "value", "total"]
_NUMBER: Final = re.compile(r"[+-]?\d[\d.,' ]*[KkMm]?")
"""What is a count and no heading."""
MOSTLY: Final = 0.5
"""A column is of dates or counts where more of its values can be read as such; a convention."""


@dataclass(frozen=True, slots=True, eq=False)
class CountSeries:
    """Counts at times in seconds since 1970 UTC, ascending and all known; ``width`` is 100 for ``12.3K``, else 0.

    ``notes`` say in sentences what could not be taken as it was.
    """

    times: FloatArray
    counts: FloatArray
    width: FloatArray
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.times)


def read_counts(
    source: Any,
    date: str | None = None,
    count: str | None = None,
    *,
    day_first: bool | None = None,
    what: str = "counts",
) -> CountSeries:
    """Return a series of counts from a frame or series, a mapping of dates, pairs, rows or the path of a file.

    ``date`` and ``count`` name the columns where names do not show which these are, ``day_first`` says whether
    ``01/02/2023`` is the first of February where the dates do not show it. Raises ProfileError where there is
    no column of dates, or none or several of counts; rows come in any order, and what cannot be read is told.
    """
    columns = _columns(source, date, what)
    for name in columns:
        if count is None and (meaning_of(name) or ("", 0))[0] == "username" and len({*map(str, columns[name])}) > 1:
            raise ProfileError(f"{what}: column {name!r} names several accounts: pass the counts of one account")
    dates = _chosen(columns, "date", date, DATES, what, day_first)
    counts = _chosen({n: v for n, v in columns.items() if n != dates}, "count", count, COUNTS, what)
    notes: list[str] = []
    times, times_known = _times(columns[dates], notes, day_first)
    values, known, width = _numbers(columns[counts], notes)
    rows = np.flatnonzero(times_known & known)
    rows = rows[np.argsort(times[rows], kind="stable")]
    if not len(rows):
        said = f"no row has a readable date and a readable count; the columns are {_listed(columns)}"
        raise ProfileError("; ".join([f"{what}: {said}", *notes]))
    last = np.append(np.diff(times[rows]) > 0.0, True)
    if n_twice := int((~last).sum()):
        notes.append(f"{n_twice:,} rows with the time of a later row were left out.")
    if n_lost := len(times) - len(rows):
        notes.append(f"{n_lost:,} of {len(times):,} rows have no readable date or count and were left out.")
    rows = rows[last]
    return CountSeries(times[rows], values[rows], width[rows], tuple(notes))


def read_moments(source: Any, what: str, day_first: bool | None = None) -> FloatArray:
    """Return times in seconds since 1970 UTC from a list of them, or those of a series with a count above 0."""
    values = source.tolist() if hasattr(source, "tolist") else source
    if isinstance(values, list | tuple) and not any(isinstance(value, Mapping | list | tuple) for value in values):
        times, known = _times(list(values), [], day_first)
        return times[known]
    series = read_counts(source, day_first=day_first, what=what)
    return series.times[series.counts > 0]


def _columns(source: Any, date: str | None, what: str) -> dict[str, list[Any]]:
    """Return raw values by the names of their columns; an index is one of them, by default "date"."""
    if hasattr(source, "true_counts"):  # made up by `simulate_counts`
        source = source.to_dict()
    if isinstance(source, Mapping):
        if all(isinstance(values, list | tuple | np.ndarray) for values in source.values()):
            return {str(name): list(values) for name, values in source.items()}
        return {"date": list(source), "count": list(source.values())}
    if (file := source_of(source)) is not None:
        return _columns_of_file(file, what)
    index: dict[str, list[Any]] = {}
    if type(source).__module__.partition(".")[0] == "pandas" and hasattr(source, "reset_index"):
        index = _index_of(source, date or "date")
        source = source if hasattr(source, "columns") else source.to_frame("count")
    from fakefollow.readers.frames import frame_of  # loads narwhals

    if (frame := frame_of(source)) is not None:
        return index | {str(name): frame.get_column(name).to_list() for name in frame.columns}
    rows: list[Any] = []
    if isinstance(source, Iterable) and not isinstance(source, str | bytes):
        with suppress(RecursionError):  # of rows that hold themselves
            rows = plain_object(list(source))
    if rows and all(isinstance(row, Mapping) for row in rows):
        names = dict.fromkeys(str(name) for row in rows for name in row)
        return {name: [row.get(name) for row in rows] for name in names}
    if rows and all(isinstance(row, list | tuple | np.ndarray) and len(row) == 2 for row in rows):
        return {"date": [row[0] for row in rows], "count": [row[1] for row in rows]}
    raise ProfileError(
        f"{what}: expected counts by date as a path, a frame, a series, a dict or pairs, got {source!r:.60}"
    )


def _index_of(source: Any, date: str) -> dict[str, list[Any]]:
    """Return the index of a series or frame of pandas as columns that its own go before, and none of row numbers."""
    index = getattr(source.index, "to_timestamp", lambda: source.index)()
    if index.nlevels > 1:
        return {str(name or level): index.get_level_values(level).to_list() for level, name in enumerate(index.names)}
    return {} if hasattr(source, "columns") and index.dtype.kind in "iu" else {date: index.to_list()}


def _columns_of_file(file: Source, what: str) -> dict[str, list[Any]]:
    """Return the cells of every column of a file; where the first row is one of them, under its cells as names."""
    pieces = [piece for piece, _, _ in pieces_of(file, IssueTable())]
    if len(pieces) != 1 or not isinstance(table := pieces[0], Table):
        return _columns(unwrapped(pieces if len(pieces) > 1 else pieces[0]), None, what)
    columns = {name: [str(v) if type(v) is int else v for v in table.values(name)] for name in table.names}
    if any(map(_NUMBER.fullmatch, columns)):  # no headings, a first row
        return {name: [name, *values] for name, values in columns.items()}
    return columns


def _chosen(
    columns: Mapping[str, list[Any]],
    kind: str,
    said: str | None,
    usual: Sequence[str],
    what: str,
    day_first: bool | None = None,
) -> str:
    """Return the column of one kind: the one said, the first that is usually called so, or the only one readable."""
    if said is not None:
        if said not in columns:
            raise ProfileError(f"{what}: {kind}={said!r} is not a column; the columns are {_listed(columns)}")
        return said
    if not any(columns.values()):
        raise ProfileError(f"{what}: no rows below the header ({_listed(columns)})")
    read: Any = partial(_times, day_first=day_first) if kind == "date" else _numbers
    fitting = [
        name
        for name, values in columns.items()
        if 0 < sum(not is_missing(value) for value in values) < read(values, [])[1].sum() / MOSTLY
    ]
    folded = {"".join(filter(str.isalnum, name.casefold())): name for name in reversed(fitting)}
    named = [folded[name] for name in usual if name in folded]
    if named or len(fitting) == 1:
        return (named or fitting)[0]
    found = f"{len(fitting)} columns hold {kind}s ({_listed(fitting)})" if fitting else f"no column holds {kind}s"
    notes: list[str] = []
    for name in columns if not fitting else ():
        notes.clear()
        unsure = read(columns[name], notes) and any(name.casefold() in usual or "day_first" in note for note in notes)
        if unsure:
            raise ProfileError(f"{what}: {found}; in {name!r} {notes[0]}")
    raise ProfileError(f'{what}: {found}; pass {kind}="NAME" with one of {_listed(columns)}')


def _times(values: list[Any], notes: list[str], day_first: bool | None = None) -> tuple[FloatArray, BoolArray]:
    """Return values as seconds since 1970 UTC, and which of them can be read as times."""
    plain = [value.item() if isinstance(value, np.datetime64) else value for value in values]
    if any(isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e8 for value in plain):
        return np.zeros(len(plain)), np.zeros(len(plain), np.bool_)
    column = _parsed(plain, "observed_at", notes, None if day_first is None else int(not day_first))
    return column.values.astype("datetime64[us]").astype(np.int64) / 1e6, column.valid


def _numbers(values: list[Any], notes: list[str]) -> tuple[FloatArray, BoolArray, FloatArray]:
    """Return values as numbers, which of them can be read, and how wide the numbers are that are written so."""
    plain = [str(value).strip() if isinstance(value, str) else value for value in values]
    sign = np.ones(len(plain))
    for row, value in enumerate(plain):
        if isinstance(value, str) and value[:1] in "-\u2212+" and value[1:2].isdigit():
            plain[row], sign[row] = value[1:], 1.0 if value[0] == "+" else -1.0
        elif isinstance(value, int | float | np.number) and not isinstance(value, bool) and np.abs(value) < maxsize:
            plain[row], sign[row] = round(abs(float(value))), np.sign(float(value)) or 1.0
    column = _parsed(plain, "followers_count", notes)
    widths = np.zeros(len(plain)) if column.widths is None else column.widths.astype(np.float64)
    return sign * column.values, column.valid, widths


def _parsed(values: list[Any], name: str, notes: list[str], said: int | None = None) -> ValueColumn:
    issues = IssueTable([])
    column = parse_column(values, name, issues, said)
    for issue in list(issues)[:1]:
        more = f" ({len(issues) - 1:,} more)" if len(issues) > 1 else ""
        told, asked, _ = issue.consequence.partition(": pass ")
        ways = {"observed_at": ": pass day_first=True or day_first=False", "followers_count": ": write digits alone"}
        way = ways[name] if asked else ""
        notes.append(f"{issue.got}: expected {issue.expected}, {told}{way}{more}.")
    if not isinstance(column, ValueColumn):
        return ValueColumn(np.zeros(len(values)), np.zeros(len(values), np.bool_))
    return column


def _listed(names: Iterable[str]) -> str:
    return ", ".join(map(repr, [*names][:12])) or "none"
