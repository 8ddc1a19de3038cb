"""What is judged once all columns are read: observation times, contradictions, the same account twice.

A table comes in, a table with the same rows goes out; contradictions become issues.
"""

from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from fakefollow.errors import ProfileError
from fakefollow.profiles import (
    COLUMNS,
    BoolArray,
    Column,
    ColumnType,
    IssueTable,
    ProfileTable,
    TextColumn,
    ValueColumn,
    microseconds_of,
)

SLACK: Final = np.timedelta64(1, "D")
"""Times known to the day and clocks without a zone are off by up to this much; more is a contradiction."""

HASHED_BYTES: Final = 32
HASH_ROWS: Final = 65_536

ORDER_RULES: Final = (
    ("created_at", "observed_at", "created_at", "a time before the observation"),
    ("last_status_at", "observed_at", "last_status_at", "a time before the observation"),
    ("created_at", "last_status_at", "last_status_at", "a time after the account's creation"),
    ("followed_at", "observed_at", "followed_at", "a time before the observation"),
    ("created_at", "followed_at", "followed_at", "a time after the account's creation"),
)
"""(earlier time, later time, which of them is given up, what was expected of it)."""


def with_observation_time(table: ProfileTable, observed_at: object) -> ProfileTable:
    """Return the table with an observation time in every row that had none.

    Raises
    ------
    ProfileError
        If ``observed_at`` is not a time.
    """
    time = np.datetime64(_observation_time(observed_at), "us")
    times = table.times("observed_at")
    filled = ValueColumn(np.where(np.isnat(times), time, times), np.ones(len(table), np.bool_))
    return replace(table, columns={**table.columns, "observed_at": filled})


def _observation_time(observed_at: Any) -> int:
    try:
        return microseconds_of(observed_at)
    except (ValueError, OverflowError) as error:
        raise ProfileError(
            f"observed_at={observed_at!r}: expected when the profiles were collected, as a datetime, a date, "
            'an ISO text such as "2024-05-01" or epoch seconds'
        ) from error


def lacks_observation_time(table: ProfileTable) -> bool:
    """Tell whether creation dates are known and not one observation time is."""
    return _any_known(table, "created_at") and not _any_known(table, "observed_at")


def lacks_counts(table: ProfileTable) -> bool:
    """Tell whether there are profiles and not one count is known of any."""
    counts = [name for name, kind in COLUMNS.items() if kind is ColumnType.COUNT]
    return len(table) > 0 and not any(_any_known(table, name) for name in counts)


def _any_known(table: ProfileTable, name: str) -> bool:
    column = table.columns.get(name)
    return column is not None and bool(column.valid.any())


def with_plausible_times(table: ProfileTable) -> ProfileTable:
    """Return the table with contradictory times not observed, and issues in row order."""
    issues = IssueTable(list(table.issues))
    columns = dict(table.columns)
    for earlier, later, given_up, expected in ORDER_RULES:
        wrong = _is_after(columns.get(earlier), columns.get(later))
        if wrong is not None and wrong.any():
            columns[given_up] = _without(columns[given_up], wrong, given_up, expected, issues)
    return replace(table, columns=columns, issues=_in_row_order(issues))


def with_repeated_ids_named(table: ProfileTable) -> ProfileTable:
    """Return the table with an issue for every row whose identifier an earlier row has, in row order."""
    if len(table) < 2 or not table.has("id"):
        return table
    issues = IssueTable(list(table.issues))
    _report_repeated_ids(table.texts("id"), issues)
    return replace(table, issues=_in_row_order(issues))


def _in_row_order(issues: IssueTable) -> IssueTable:
    return IssueTable(sorted(issues, key=lambda issue: -1 if issue.row is None else issue.row))


def _is_after(earlier: Column | None, later: Column | None) -> BoolArray | None:
    if not isinstance(earlier, ValueColumn) or not isinstance(later, ValueColumn):
        return None
    wrong: BoolArray = earlier.valid & later.valid & (earlier.values > later.values + SLACK)
    return wrong


def _without(column: Column, wrong: BoolArray, name: str, expected: str, issues: IssueTable) -> Column:
    if isinstance(column, ValueColumn):
        for row in np.flatnonzero(wrong).tolist():
            issues.add(row, name, str(column.values[row]), expected)
    return replace(column, valid=column.valid & ~wrong)


def _report_repeated_ids(ids: TextColumn, issues: IssueTable) -> None:
    candidates = _rows_of_equal_hash(ids)
    if not len(candidates):
        return
    first: dict[bytes, int] = {}
    for row in candidates.tolist():
        text = ids.data[ids.offsets[row] : ids.offsets[row + 1]].tobytes()
        seen = first.setdefault(text, row)
        if seen != row:
            issues.add(row, "id", text.decode(), "an id once", f"kept; first seen in row {seen}")


def _rows_of_equal_hash(ids: TextColumn) -> NDArray[np.int64]:
    """Return, in order, the rows with a repeated identifier, and perhaps a few others."""
    rows = np.flatnonzero(ids.valid)
    if len(rows) < 2:
        return rows[:0]
    hashes = np.concatenate(
        [_hashes(ids[start : start + HASH_ROWS]) for start in range(0, len(ids), HASH_ROWS)]
    )
    hashes = hashes[rows]
    in_order = np.sort(hashes)
    repeated = np.unique(in_order[1:][in_order[1:] == in_order[:-1]])
    return rows[np.isin(hashes, repeated)] if len(repeated) else rows[:0]


def _hashes(ids: TextColumn) -> NDArray[np.uint64]:
    words = np.ascontiguousarray(ids.byte_matrix(HASHED_BYTES)).view(np.uint64)
    hashes = np.diff(ids.offsets).astype(np.uint64)
    for word in words.T:
        hashes = (hashes ^ word) * np.uint64(0x9E3779B97F4A7C15)
        hashes ^= hashes >> np.uint64(29)
    return hashes
