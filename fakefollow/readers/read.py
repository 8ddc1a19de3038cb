"""Read profiles from whatever they come in: a path, a frame, dicts, `Profile` objects -> one `ProfileTable`.

The front door of the library: rows are never dropped or reordered, a bad value becomes an issue. What needs all
columns is judged here too: observation times, contradictions, the same account twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from fakefollow.errors import CoverageWarning, ObservationTimeWarning, PlatformWarning, ProfileError, warn_caller
from fakefollow.profiles import (
    COLUMNS,
    ColumnType,
    IssueTable,
    ProfileTable,
    TextColumn,
    ValueColumn,
    concatenate,
    microseconds_of,
)
from fakefollow.readers.client_objects import mapping_of
from fakefollow.readers.containers import collected
from fakefollow.readers.envelopes import unwrapped
from fakefollow.readers.files import read_file, read_objects
from fakefollow.readers.opening import Source, is_profile_path, source_of
from fakefollow.readers.recognition import Recognition

USUAL_PLATFORM: Final = "x"
"""What is taken for granted where nothing says otherwise; no word is lost on it."""

COUNTS: Final = [name for name, column_type in COLUMNS.items() if column_type is ColumnType.COUNT]

SLACK: Final = np.timedelta64(1, "D")
"""Times known to the day and clocks without a zone are off by up to this much; more is a contradiction."""

HASHED_BYTES: Final = 32
"""Of an id; longer ones that only differ later are compared as a whole."""

HASH_ROWS: Final = 65_536
"""Rows that are hashed at a time, so that the bytes of a million ids are never widened at once."""

ORDER_RULES: Final = (
    ("created_at", "observed_at", "created_at", "a time before the observation"),
    ("last_status_at", "observed_at", "last_status_at", "a time before the observation"),
    ("created_at", "last_status_at", "last_status_at", "a time after the account's creation"),
    ("followed_at", "observed_at", "followed_at", "a time before the observation"),
    ("created_at", "followed_at", "followed_at", "a time after the account's creation"),
)
"""(earlier time, later time, which of them is given up, what was expected of it)."""


class Opening(NamedTuple):
    """What a caller says of a file beside its path."""

    table: str | None = None
    encoding: str | None = None


SHOWN: Final = Opening()

ObservationTime: TypeAlias = date | np.datetime64 | str | float


def read(
    source: Any,
    platform: str | None = None,
    observed_at: ObservationTime | None = None,
    columns: Mapping[str, str] | None = None,
    *,
    table: str | None = None,
    encoding: str | None = None,
) -> ProfileTable:
    """Read profiles into a `ProfileTable`; row i is row i of the source.

    Parameters
    ----------
    source : path, bytes, open file, frame, list, dict, Profile, client object or ProfileTable
        A file of JSON Lines, JSON, delimited text, Parquet, Arrow, Excel or SQLite, or a page or archive of a data
        export; what it is shows in it, whatever it is called, also compressed. A list of files is read one after the
        other. A frame of pandas, polars or pyarrow, lazy or not, of dask or DuckDB, a data set or reader of arrow or
        Hugging Face, an array with named fields. A list, generator or dict of dicts, of `Profile`, or of objects of
        an API client (tweepy, twscrape, instagrapi, instaloader, Mastodon.py, atproto, TikTokApi, PyGithub ...), or
        a single one; a table. Profiles are taken out of the answers of an API (``{"data": [...]}``), also where a
        file has one a line; rows are counted after that.
    platform : str, optional
        Name of the platform; by default it is recognised by the keys of the profiles.
    observed_at : datetime, date, str, numpy.datetime64 or float, optional
        When the profiles were collected, for rows that do not say it; without a zone it is UTC, a number is
        epoch seconds. The clock is never asked.
    columns : mapping of str to str, optional
        ``{"their name": "canonical name"}`` for input with names of its own.
    table : str, optional
        Which table of a database or sheet of a workbook; not needed if there is one.
    encoding : str, optional
        Of a text that is neither UTF-8 nor shows what it is, such as ``"cp1251"``.

    Returns
    -------
    ProfileTable
        With ``issues`` for every value that could not be taken as it was.

    Raises
    ------
    ProfileError
        If the input as a whole is not profiles: empty, damaged, or without a known field.
    MissingExtraError
        If the format needs a library that is not installed.

    Warns
    -----
    PlatformWarning
        If the names of the columns fit a platform other than X, but nothing shows for certain that it is that one.
    CoverageWarning
        If the form of the profiles has no counts at all; says what else is missing and how to get it.
    ObservationTimeWarning
        If creation dates are known but no observation time, so that no age can be measured.

    Examples
    --------
    >>> import fakefollow as ff
    >>> table = ff.read([{"username": "@ada", "followers_count": "120"}, {"username": "bob"}])
    >>> table
    ProfileTable: 2 profiles, 2 columns
    >>> table.columns["followers_count"].to_list()
    [120, None]
    """
    if isinstance(source, ProfileTable):
        if observed_at is None:
            return source
        return with_plausible_times(with_observation_time(source, observed_at))
    recognition = Recognition.asked(platform, columns)
    profiles = _read_parts(source, recognition, Opening(table, encoding))
    recognition.require_given(profiles)
    if recognition.platform is not None:
        profiles = replace(profiles, platform=recognition.platform.name)
    if observed_at is not None:
        profiles = with_observation_time(profiles, observed_at)
    if recognition.guessed is not None and recognition.guessed.name != USUAL_PLATFORM:
        guess = recognition.guessed.name
        warn_caller(
            f"no key says for certain which platform these profiles are from; their names fit {guess}, so they are "
            f"taken for it: pass platform={guess!r} if that is right, else 'x' or another",
            PlatformWarning,
        )
    lacks = recognition.shape.lacks if recognition.shape else ""
    if lacks and len(profiles) and not _any_known(profiles, *COUNTS):
        warn_caller(f"not one profile has a count: {lacks}", CoverageWarning)
    if _any_known(profiles, "created_at") and not _any_known(profiles, "observed_at"):
        warn_caller(
            "created_at is known but not when the profiles were observed, so age is not measured: pass "
            'observed_at="2024-05-01" (the day they were collected)',
            ObservationTimeWarning,
        )
    return with_repeated_ids_named(with_plausible_times(profiles))


def read_column(source: Any, name: str) -> list[str | None]:
    """Return a column of the user's own, such as labels, as texts by row of `read`; a dotted name leads inside."""
    recognition = Recognition.asked(None, {name: "id"})  # ids are texts that may also be numbers
    table = _read_parts(source, recognition)
    if len(table) and not table.has("id"):
        names = ", ".join(map(repr, recognition.keys))
        raise ProfileError(f"{name!r}: no such column; the columns are {names}")
    return table.texts("id").to_list()


def _read_parts(source: Any, recognition: Recognition, opening: Opening = SHOWN) -> ProfileTable:
    if isinstance(source, list | tuple) and _names_files(source):
        return _read_files(source, recognition, opening)
    if (file := source_of(source, opening.encoding)) is not None:
        return read_file(file, recognition, opening.table)
    if isinstance(source, list) or type(source) is tuple:
        return concatenate(list(read_objects(unwrapped(source), recognition)))
    if (mapping := mapping_of(source)) is not None:
        return concatenate(list(read_objects(unwrapped(mapping), recognition)))
    from fakefollow.readers.frames import frame_of, read_frame

    if (frame := frame_of(source)) is not None:
        return read_frame(frame, recognition)
    return _read_parts(collected(source), recognition, opening)


def _names_files(entries: Sequence[Any]) -> bool:
    """Tell whether a list has paths of profile files; other texts in it are rows that cannot be read."""
    types = set(map(type, entries))
    return any(issubclass(entry_type, str | Path) for entry_type in types) and any(map(is_profile_path, entries))


def _read_files(paths: Sequence[Any], recognition: Recognition, opening: Opening) -> ProfileTable:
    """Return the table of several files, such as the parts of an export; rows are counted through."""
    other = next((entry for entry in paths if not is_profile_path(entry)), None)
    if other is not None:
        raise ProfileError(
            f"got a list of files and, among them, {type(other).__name__} {other!r:.40}: expected only paths of "
            "profile files; read the parts on their own, or load them yourself and pass one list of dicts"
        )
    tables: list[ProfileTable] = []
    for path in paths:
        file = cast(Source, source_of(path, opening.encoding))
        table = read_file(file, recognition, opening.table)
        tables.append(replace(table, issues=table.issues.moved(sum(map(len, tables)))))
    return concatenate(tables)


def with_observation_time(table: ProfileTable, observed_at: object) -> ProfileTable:
    """Return the table with an observation time in every row that had none, or raise ProfileError."""
    try:
        time = np.datetime64(microseconds_of(observed_at), "us")
    except (ValueError, OverflowError) as error:
        raise ProfileError(
            f"observed_at={observed_at!r}: expected when the profiles were collected, as a datetime, a date, "
            'an ISO text such as "2024-05-01" or epoch seconds'
        ) from error
    times = table.times("observed_at")
    filled = ValueColumn(np.where(np.isnat(times), time, times), np.ones(len(table), np.bool_))
    return replace(table, columns={**table.columns, "observed_at": filled})


def _any_known(table: ProfileTable, *names: str) -> bool:
    """Tell whether one value of some columns was observed."""
    return any(bool(table.columns[name].valid.any()) for name in names if table.has(name))


def with_plausible_times(table: ProfileTable) -> ProfileTable:
    """Return the table with contradictory times not observed, and issues in row order."""
    issues = IssueTable(list(table.issues))
    columns = dict(table.columns)
    for earlier, later, given_up, expected in ORDER_RULES:
        before, after = columns.get(earlier), columns.get(later)
        if isinstance(before, ValueColumn) and isinstance(after, ValueColumn):
            wrong = before.valid & after.valid & (before.values > after.values + SLACK)
            column = before if given_up == earlier else after
            for row in np.flatnonzero(wrong).tolist():
                issues.add(row, given_up, str(column.values[row]), expected)
            columns[given_up] = replace(column, valid=column.valid & ~wrong)
    return replace(table, columns=columns, issues=_in_row_order(issues))


def with_repeated_ids_named(table: ProfileTable) -> ProfileTable:
    """Return the table with an issue for every row whose identifier an earlier row has, in row order."""
    if len(table) < 2 or not table.has("id"):
        return table
    ids, issues, first = table.texts("id"), IssueTable(list(table.issues)), dict[bytes, int]()
    for row in _rows_of_equal_hash(ids).tolist():
        text = ids.data[ids.offsets[row] : ids.offsets[row + 1]].tobytes()
        first_row = first.setdefault(text, row)
        if first_row != row:
            issues.add(row, "id", text.decode(), "an id once", f"kept; first seen in row {first_row}")
    return replace(table, issues=_in_row_order(issues))


def _in_row_order(issues: IssueTable) -> IssueTable:
    return IssueTable(sorted(issues, key=lambda issue: -1 if issue.row is None else issue.row))


def _rows_of_equal_hash(ids: TextColumn) -> NDArray[np.int64]:
    """Return, in order, the rows with a repeated identifier, and perhaps a few others."""
    parts = (ids[start : start + HASH_ROWS] for start in range(0, len(ids), HASH_ROWS))
    hashes = np.concatenate([_hashes(part) for part in parts])[ids.valid]
    in_order = np.sort(hashes)
    repeated = np.unique(in_order[1:][in_order[1:] == in_order[:-1]])
    return np.flatnonzero(ids.valid)[np.isin(hashes, repeated)]


def _hashes(ids: TextColumn) -> NDArray[np.uint64]:
    words = np.ascontiguousarray(ids.byte_matrix(HASHED_BYTES)).view(np.uint64)
    hashes = np.diff(ids.offsets).astype(np.uint64)
    for word in words.T:
        hashes = (hashes ^ word) * np.uint64(0x9E3779B97F4A7C15)
        hashes ^= hashes >> np.uint64(29)
    return hashes
