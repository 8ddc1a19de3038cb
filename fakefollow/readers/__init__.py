"""Read profiles from whatever they come in: a path, a frame, dicts, `Profile` objects -> one `ProfileTable`.

The front door of the library: rows are never dropped or reordered, a bad value becomes an issue.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from fakefollow.errors import ObservationTimeWarning, ProfileError, warn_caller
from fakefollow.issues import IssueTable
from fakefollow.profile import Profile
from fakefollow.readers.csv_files import read_csv
from fakefollow.readers.files import format_of
from fakefollow.readers.json_files import ENVELOPES, read_json, read_json_lines, read_objects, unwrapped
from fakefollow.readers.plausibility import (
    lacks_observation_time,
    with_observation_time,
    with_plausible_times,
    with_repeated_ids_named,
)
from fakefollow.readers.recognition import Recognition
from fakefollow.table import ProfileTable, concatenate

ObservationTime: TypeAlias = date | np.datetime64 | str | float


def read(
    source: Any,
    platform: str | None = None,
    observed_at: ObservationTime | None = None,
    columns: Mapping[str, str] | None = None,
) -> ProfileTable:
    """Read profiles into a `ProfileTable`; row i is row i of the source.

    Parameters
    ----------
    source : path, frame, list, dict, Profile or ProfileTable
        A file (``.jsonl``, ``.ndjson``, ``.json``, ``.csv``, ``.tsv``, also with ``.gz``, or ``.parquet``);
        a pandas, polars or pyarrow frame; a list of dicts or of `Profile`, or a single one; a table.
    platform : str, optional
        Name of the platform; by default it is recognised by the keys of the profiles.
    observed_at : datetime, date, str, numpy.datetime64 or float, optional
        When the profiles were collected, for rows that do not say it; without a zone it is UTC, a number is
        epoch seconds. The clock is never asked.
    columns : mapping of str to str, optional
        ``{"their name": "canonical name"}`` for input with names of its own.

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
    ObservationTimeWarning
        If creation dates are known but no observation time, so that no age can be measured.

    Examples
    --------
    >>> from fakefollow.readers import read
    >>> table = read([{"username": "@ada", "followers_count": "120"}, {"username": "bob"}])
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
    table = _read_parts(source, recognition)
    recognition.require_given(table)
    if recognition.platform is not None:
        table = replace(table, platform=recognition.platform.name)
    if observed_at is not None:
        table = with_observation_time(table, observed_at)
    if lacks_observation_time(table):
        warn_caller(
            "created_at is known but not when the profiles were observed, so age is not measured: pass "
            'observed_at="2024-05-01" (the day they were collected)',
            ObservationTimeWarning,
        )
    return with_repeated_ids_named(with_plausible_times(table))


def _read_parts(source: Any, recognition: Recognition) -> ProfileTable:
    if isinstance(source, str | Path):
        return _read_file(Path(source), recognition)
    if isinstance(source, Mapping | Profile):
        _refuse_columns(source)
        return concatenate(list(read_objects(unwrapped(source), recognition)))
    if isinstance(source, list | tuple):
        return concatenate(list(read_objects(source, recognition)))
    from fakefollow.readers.frames import frame_of, read_frame  # a single profile need not wait for narwhals

    frame = frame_of(source)
    if frame is None:
        raise ProfileError(
            f"cannot read profiles from {type(source).__name__}: expected a path, a pandas, polars or "
            "pyarrow frame, or a list of dicts; wrap other sequences in list()"
        )
    return read_frame(frame, recognition)


def _refuse_columns(source: Any) -> None:
    """Raise for a dict of lists: it is a frame in disguise, and reading it as one profile would be wrong."""
    values = list(source.values()) if isinstance(source, Mapping) else []
    if (
        values
        and not source.keys() & set(ENVELOPES)
        and all(isinstance(v, list | np.ndarray) for v in values)
    ):
        raise ProfileError(
            "got a dict of lists: expected one profile; for columns pass a frame, such as pandas.DataFrame(...)"
        )


def _read_file(path: Path, recognition: Recognition) -> ProfileTable:
    suffix = format_of(path)
    file_issues = IssueTable([])
    if suffix == ".parquet":
        from fakefollow.readers.parquet_files import read_parquet

        parts = read_parquet(path, recognition)
    elif suffix in {".csv", ".tsv"}:
        parts = read_csv(path, recognition, file_issues)
    elif suffix == ".json":
        parts = read_json(path, recognition, file_issues)
    else:
        parts = read_json_lines(path, recognition, file_issues)
    tables = list(parts)  # consumed before the issues of the file as a whole are complete
    return concatenate([*tables, ProfileTable({}, 0, issues=file_issues)])
