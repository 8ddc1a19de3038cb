"""Read profiles from whatever they come in: a path, a frame, dicts, `Profile` objects -> one `ProfileTable`.

The front door of the library: rows are never dropped or reordered, a bad value becomes an issue. What needs all
columns is judged here too: observation times, contradictions, the same account twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias, cast

import numpy as np

from fakefollow.errors import Brief, ObservationTimeWarning, ProfileError, expect, shown, warn_caller
from fakefollow.profiles import ColumnType, ProfileTable, ValueColumn, concatenate, microseconds_of
from fakefollow.readers.containers import collected, computed, mapping_of
from fakefollow.readers.envelopes import unwrapped
from fakefollow.readers.files import read_file, read_frames, read_objects
from fakefollow.readers.opening import Source, is_profile_path, source_of
from fakefollow.readers.recognition import Recognition
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


class Opening(NamedTuple):
    """What a caller says of a file beside its path."""

    table: str | None = None
    encoding: str | None = None


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
        If columns were left unread that look like fields, ids were rounded, or every count is 0.
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
    whole = Whole.asked(platform, columns, observed_at, decimal, day_first)
    return _read_whole(source, whole, Opening(table, encoding))


def read_accounts(
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
    """Return what `read` does, also of usernames or ids alone, such as a text with one a line, which suffice here."""
    if isinstance(source, ProfileTable):
        return read(source, observed_at=observed_at)
    whole = Whole.asked(platform, columns, observed_at, decimal, day_first)
    whole.recognition.names_suffice = True
    return _read_whole(source, whole, Opening(table, encoding))


def _read_whole(source: Any, whole: "Whole", opening: Opening) -> ProfileTable:
    profiles = _read_parts(source, whole.recognition, opening)
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
        platform: str | None,
        columns: Mapping[str, str] | None,
        observed_at: ObservationTime | None,
        decimal: str | None,
        day_first: bool | None,
    ) -> "Whole":
        """Return what is said by the arguments of a read, or raise ProfileError for what cannot be."""
        expect("platform", platform, str | None, "the name of a platform")
        expect("columns", columns, Mapping | None, "{'their name': 'canonical name'}")
        if decimal not in (None, ".", ","):
            raise ProfileError(f"decimal={decimal!r}: expected '.' or ','")
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
            got, kept = f"rows of {name}", "read as such; scored as the first rows are"
            table.issues.add(None, None, got, "profiles of one platform", kept)
        for name in {*self.nothing.silent, *self.nothing.void} - self.named:
            if table.has(name) and table.columns[name].valid.any():
                self.named.add(name)
                got = f"values after {self.seen.n_rows:,} rows without any"
                table.issues.add(None, name, got, "some in the first rows", "kept; where there is none it says nothing")

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


def read_column(source: Any, name: str, table: str | None = None, encoding: str | None = None) -> list[str | None]:
    """Return a column of the user's own, such as labels, as texts by row of `read`; a dotted name leads inside."""
    recognition = Recognition.asked(None, {name: "id"})  # ids are texts that may also be numbers
    profiles = _read_parts(source, recognition, Opening(table, encoding))
    if len(profiles) and not profiles.has("id"):
        names = ", ".join(map(repr, recognition.keys))
        raise ProfileError(f"{name!r}: no such column; the columns are {names}")
    return profiles.texts("id").to_list()


def _read_parts(source: Any, recognition: Recognition, opening: Opening) -> ProfileTable:
    if isinstance(source, list | tuple) and _names_files(source):
        return _read_files(source, recognition, opening)
    source = computed(getattr(source, "profiles", source) if isinstance(source, Brief) else source)
    if (file := source_of(source, opening.encoding)) is not None:
        return read_file(file, recognition, opening.table)
    if isinstance(source, list) or type(source) is tuple:
        return _of_objects(unwrapped(source), recognition)
    if (mapping := mapping_of(source)) is not None:
        return _of_objects(unwrapped(mapping), recognition)
    from fakefollow.readers.frames import frame_of, kind_and_index

    if (frame := frame_of(source)) is not None:
        profiles = concatenate(list(read_frames([frame], recognition)))
        kind, index = kind_and_index(frame)
        return replace(profiles, frame_kind=kind, index=index)
    return _read_parts(collected(source), recognition, opening)


def _of_objects(objects: Sequence[Any], recognition: Recognition) -> ProfileTable:
    return concatenate(list(read_objects(objects, recognition)))


def _names_files(entries: Sequence[Any]) -> bool:
    """Tell whether a list has paths of profile files; other texts in it are rows that cannot be read."""
    types = set(map(type, entries))
    return any(issubclass(entry_type, str | Path) for entry_type in types) and any(map(is_profile_path, entries))


def _read_files(paths: Sequence[Any], recognition: Recognition, opening: Opening) -> ProfileTable:
    """Return the table of several files, such as the parts of an export; rows are counted through."""
    other = next((entry for entry in paths if not is_profile_path(entry)), None)
    if other is not None:
        raise ProfileError(
            f"got a list of files and, among them, {type(other).__name__} {shown(other):.40}: expected "
            "only paths of profile files; read the parts on their own, or load them yourself and pass one list of dicts"
        )
    files = (cast(Source, source_of(path, opening.encoding)) for path in paths)
    return concatenate([read_file(file, recognition, opening.table) for file in files])


def with_observation_time(table: ProfileTable, observed_at: object) -> ProfileTable:
    """Return the table with an observation time in every row that had none, or raise ProfileError."""
    try:
        time = np.datetime64(microseconds_of(observed_at), "us")
    except (ValueError, ArithmeticError, TypeError, NotImplementedError) as error:
        raise ProfileError(
            f"observed_at={shown(observed_at)}: expected when the profiles were collected, as a datetime, a "
            'date, an ISO text such as "2024-05-01" or epoch seconds'
        ) from error
    times = table.times("observed_at")
    filled = ValueColumn(np.where(np.isnat(times), time, times), np.ones(len(table), np.bool_))
    return replace(table, columns={**table.columns, "observed_at": filled})
