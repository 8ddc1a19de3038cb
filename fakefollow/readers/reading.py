"""Read profiles from whatever they come in: a path, a frame, dicts, `Profile` objects -> one `ProfileTable`, or blocks.

The front door of the library: rows are never dropped or reordered, a bad value becomes an issue. What needs all rows is
decided here: in blocks by the first of them, so that the size of blocks shows in no value.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain
from typing import Any, Final, TypeAlias

import numpy as np

from fakefollow.errors import ObservationTimeWarning, ProfileError, expect, shown, warn_caller
from fakefollow.platforms import CANONICAL
from fakefollow.profiles import ColumnType, ProfileTable, ValueColumn, concatenate, microseconds_of
from fakefollow.readers.files import tables_of
from fakefollow.readers.recognition import SETTLING_ROWS, Recognition
from fakefollow.readers.rows import PLATFORM_PATH
from fakefollow.readers.whole import (
    FEWEST_ROWS,
    NOT_DECIDED,
    Nothing,
    Seen,
    any_known,
    settled,
    shown_in,
    tell_of_nothing,
    warn_of_unread,
    with_plausible_times,
    with_repeated_ids_named,
    without_nothing,
    without_words,
)

DECIDING_ROWS: Final = 65_536
"""Rows by which is decided what the whole input decides, where it is read in blocks; a convention."""

ObservationTime: TypeAlias = date | np.datetime64 | str | float


def read(
    source: Any,
    platform: str | None = None,
    observed_at: ObservationTime | None = None,
    columns: Mapping[str, str] | None = None,
    *,
    decimal: str | None = None,
    day_first: bool | None = None,
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
        ``{"their name": "canonical name"}`` for input with names of its own. Names that are usual elsewhere
        (``Followers``, ``Screen name``, ``joined``) are understood without; ``.reading`` of the result lists them.
    decimal : {".", ","}, optional
        The sign before decimals in numbers that are written for people: ``12.000`` is 12 or 12000. By default what
        the whole column shows; where it shows nothing, such cells are not observed and an issue.
    day_first : bool, optional
        Whether ``01/02/2023`` is the first of February; by default what the whole column shows.
    table : str, optional
        Which table of a database or sheet of a workbook; not needed if there is one.
    encoding : str, optional
        Of a text that is neither UTF-8 nor shows what it is, such as ``"cp1251"``.

    Returns
    -------
    ProfileTable
        With ``issues`` for every value that could not be taken as it was, and ``reading`` for names that are no
        platform's own.

    Raises
    ------
    ProfileError
        If the input as a whole is not profiles: empty, damaged, or without a known field.
    MissingExtraError
        If the format needs a library that is not installed.
    Exception
        What a generator, an open file or an object of your own raises while it is read, as it is.

    Warns
    -----
    PlatformWarning
        If the names of the columns fit a platform, but none of them is that platform's alone.
    ReadingWarning
        If columns were left unread that look like fields, ids were rounded, or a count is 0 throughout.
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
    username, followers_count
    >>> table.columns["followers_count"].to_list()
    [120, None]
    """
    if isinstance(source, ProfileTable):
        if observed_at is None:
            return source
        return with_plausible_times(with_observation_time(source, observed_at))
    said = (platform, observed_at, columns, decimal, day_first)
    return _read(source, *said, table=table, encoding=encoding)


def read_accounts(source: Any, *said: Any, **asked: Any) -> ProfileTable:
    """Return what `read` does, also of usernames or ids alone, such as a text with one a line, which suffice here."""
    if isinstance(source, ProfileTable):
        return read(source, *said, **asked)
    return _read(source, *said, names_suffice=True, **asked)


def _read(
    source: Any,
    *said: Any,
    table: str | None = None,
    encoding: str | None = None,
    names_suffice: bool = False,
    **asked: Any,
) -> ProfileTable:
    """Return the table of a source; beside what is said of the file, arguments are those of `Whole.asked`."""
    whole = Whole.asked(*said, **asked)
    whole.recognition.names_suffice = names_suffice
    profiles = concatenate(list(tables_of(source, whole.recognition, table, encoding)))
    whole.recognition.require_given(profiles)
    shape = whole.recognition.shape
    return with_repeated_ids_named(whole.told(whole.finished(whole.decided(profiles))), shape.name if shape else "")


@dataclass
class Whole:
    """What is decided for all rows of an input, by all of them or the first, and how tables are finished by it."""

    recognition: Recognition
    said: Mapping[ColumnType, int | None]
    observed_at: ObservationTime | None
    shown: dict[str, int | None] = field(default_factory=dict)
    platform: str | None = None
    nothing: Nothing = NOT_DECIDED
    seen: Seen = field(default_factory=Seen)
    platforms: set[str] = field(default_factory=set)
    """The platforms of the rows by which was decided."""
    named: set[str] = field(default_factory=set)
    """Columns of which it is recorded that later rows say something else than these."""

    @classmethod
    def asked(
        cls,
        platform: str | None = None,
        observed_at: ObservationTime | None = None,
        columns: Mapping[str, str] | None = None,
        decimal: str | None = None,
        day_first: bool | None = None,
    ) -> "Whole":
        """Return what is said by the arguments of a read, or raise ProfileError for what cannot be."""
        expect("platform", platform, str | None, "the name of a platform")
        expect("columns", columns, Mapping | None, "{'your name': 'canonical name'}")
        if decimal not in (None, ".", ","):
            raise ProfileError(f"decimal: expected '.' or ',', got {decimal!r}")
        said = {
            ColumnType.COUNT: None if decimal is None else ".,".index(decimal),
            ColumnType.TIME: None if day_first is None else int(not day_first),
        }
        return cls(Recognition.asked(platform, columns), said, observed_at)

    def decided(self, table: ProfileTable, most_rows: int | None = None) -> ProfileTable:
        """Return a table with its cells settled, and decide by it, or its first rows, what the whole input is."""
        self.platform = self.recognition.platform_for(table.issues)
        self.platforms = set(self.recognition.platforms)
        table = self.settled(table, most_rows)
        self.seen = Seen()
        if len(table) < FEWEST_ROWS:
            self.seen.n_rows = len(table)  # too few to decide anything by
        else:
            self.seen.add(table if most_rows is None else table[:most_rows], self.recognition)
        self.nothing = self.seen.nothing(self.recognition)
        return table

    def settled(self, table: ProfileTable, most_rows: int | None = None) -> ProfileTable:
        """Return a table with the cells read that only the whole input, or some rows of it, tell the meaning of."""
        self.shown = shown_in(table.issues.left, most_rows) | self.shown
        table = settled(table, self.said, self.shown)
        table = replace(table, platform=self.platform, reading=self.recognition.reading)
        return without_words(table, self.recognition)

    def finished(self, table: ProfileTable) -> ProfileTable:
        """Return a settled table without what stands for nothing and times that cannot be."""
        table = without_nothing(table, self.nothing)
        if self.observed_at is not None:
            table = with_observation_time(table, self.observed_at)
        return with_plausible_times(table)

    def contradicted(self, table: ProfileTable) -> None:
        """Record, once for each column and platform, that a table has what the first rows had not."""
        for name in sorted(self.recognition.platforms - self.platforms):
            self.platforms.add(name)
            got, kept = f"rows of {name}", "read by their platform, scored by that of the first rows"
            table.issues.add(None, None, got, "profiles of one platform", kept)
        for name in {*self.nothing.silent, *self.nothing.void} - self.named:
            if table.has(name) and table.columns[name].valid.any():
                self.named.add(name)
                got = f"values after {self.seen.n_rows:,} rows without any"
                table.issues.add(None, name, got, "values in the first rows too", "kept; empty cells say nothing")

    def told(self, table: ProfileTable) -> ProfileTable:
        """Return a finished table, and warn of what the whole input is or lacks."""
        tell_of_nothing(table, self.seen, self.nothing)
        warn_of_unread(table, self.recognition)
        if any_known(table, "created_at") and not any_known(table, "observed_at"):
            warn_caller(
                "created_at is known but not when the profiles were observed, so age is not measured: pass "
                'observed_at="2024-05-01" (the day they were collected)',
                ObservationTimeWarning,
            )
        return table


def read_blocks(
    source: Any, *said: Any, table: str | None = None, encoding: str | None = None, least_rows: int = 1, **asked: Any
) -> Iterator[ProfileTable]:
    """Yield what `read` returns in blocks; no account given twice is looked for.

    Arguments are those of `read`, and how many rows a block has at least; a source may also be a folder, or an
    iterator of frames or of lists of rows.
    """
    if isinstance(source, ProfileTable):
        return (source[start : start + DECIDING_ROWS] for start in range(0, len(source), DECIDING_ROWS))
    whole = Whole.asked(*said, **asked)
    return _finished(tables_of(source, whole.recognition, table, encoding, DECIDING_ROWS), whole, least_rows)


def _finished(parts: Iterator[ProfileTable], whole: Whole, least_rows: int) -> Iterator[ProfileTable]:
    """Yield finished tables; parts are held until what they need to be decided is, and they have so many rows."""
    held: list[ProfileTable] = []
    first_row, n_held, is_decided, undecided = 0, 0, False, dict[str, int]()
    for part in chain(parts, [None]):
        if part is not None:
            for row, name, _ in part.issues.left:
                undecided.setdefault(name, first_row + n_held + row)
            held.append(part)
            n_held += len(part)
            if not is_decided:
                whole.seen.add(part, whole.recognition)
            n_rows = first_row + n_held
            waits = any(n_rows - start < DECIDING_ROWS for name, start in undecided.items() if name not in whole.shown)
            is_open = not is_decided and n_rows < DECIDING_ROWS and _is_open(whole, n_rows)
            if waits or is_open or (is_decided and n_held < least_rows):
                continue
        if held:
            table = concatenate(held)
            table = whole.settled(table, DECIDING_ROWS) if is_decided else whole.decided(table, DECIDING_ROWS)
            table = whole.finished(table)
            if is_decided:
                whole.contradicted(table)
            else:
                whole.recognition.require_given(table)
                table, is_decided = whole.told(table), True
            yield table
            first_row, n_held, held = first_row + n_held, 0, []


def _is_open(whole: Whole, n_rows: int) -> bool:
    """Tell whether further rows may show what the first ones have nothing of; asked at 256, 512, 1024 ... rows."""
    recognition, seen = whole.recognition, whole.seen
    if n_rows & (n_rows - 1) or n_rows < SETTLING_ROWS or seen.empty(recognition) or seen.hidden():
        return True
    names_platforms = recognition.shape is CANONICAL and PLATFORM_PATH[0] in recognition.keys
    return names_platforms or (not recognition.same_keys and bool(recognition.absent.keys() - recognition.held))


def read_column(source: Any, name: str, table: str | None = None, encoding: str | None = None) -> list[str | None]:
    """Return a column of the user's own, such as labels, as texts by row of `read`; a dotted name leads inside."""
    recognition = Recognition.asked(None, {name: "id"})  # ids are texts that may also be numbers
    profiles = concatenate(list(tables_of(source, recognition, table, encoding)))
    if len(profiles) and not profiles.has("id"):
        names = ", ".join(map(repr, recognition.keys))
        raise ProfileError(f"{name!r} is not a column; the columns are {names}")
    return profiles.texts("id").to_list()


def with_observation_time(table: ProfileTable, observed_at: object) -> ProfileTable:
    """Return the table with an observation time in every row that had none, or raise ProfileError."""
    try:
        time = np.datetime64(microseconds_of(observed_at), "us")
    except (ValueError, ArithmeticError, TypeError, NotImplementedError) as error:
        raise ProfileError(
            "observed_at: expected a datetime, a date, an ISO text such as '2024-05-01' or epoch seconds, got "
            f"{shown(observed_at)}"
        ) from error
    times = table.times("observed_at")
    filled = ValueColumn(np.where(np.isnat(times), time, times), np.ones(len(table), np.bool_))
    return replace(table, columns={**table.columns, "observed_at": filled})
