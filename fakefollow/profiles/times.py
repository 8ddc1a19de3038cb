"""Times of fixed width, a column of them at once: ISO 8601 and the format of X's API v1.1, in UTC.

Everything becomes microseconds since 1970; what is not understood here is read alone, the slow way.
"""

from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from fakefollow.profiles.profile import EARLIEST_TIME, LATEST_TIME, ColumnType
from fakefollow.profiles.table import DTYPES, BoolArray, IntArray, TextColumn, ValueColumn

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)
EARLIEST: Final = (EARLIEST_TIME - EPOCH) // MICROSECOND
LATEST: Final = (LATEST_TIME - EPOCH) // MICROSECOND

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

SmallIntArray = NDArray[np.int32]
ByteColumns = NDArray[np.uint8]
"""Texts of one length, turned: row i holds the i-th byte of every text."""

DAY: Final = timedelta(days=1) // MICROSECOND
"""Width of a time of which only the day is written."""
DATE_LENGTH: Final = 10
CLOCK_LENGTH: Final = 19
V11_LENGTH: Final = 30
LONGEST: Final = 32

_MONTH_STARTS: Final = np.arange("1970-01", "2101-01", dtype="datetime64[M]").astype("datetime64[D]")
FIRST_DAYS: Final = _MONTH_STARTS.astype(np.int32)
"""First day of every month that a plausible time can be in, counted from 1970."""


def parse_regular(texts: TextColumn) -> ValueColumn:
    """Return the times of the texts that have a fixed-width form, as observed where they have one."""
    n = len(texts)
    microseconds, understood = np.zeros(n, np.int64), np.zeros(n, np.bool_)
    lengths = np.diff(texts.offsets)
    for length in np.flatnonzero(np.bincount(lengths[lengths <= LONGEST])).tolist():
        rows = np.flatnonzero(lengths == length)
        if len(rows) == n:
            matrix = texts.bytes_used().reshape(n, length)
        else:
            matrix = texts.data[texts.offsets[rows][:, np.newaxis] + np.arange(length)]
        if (matrix == matrix[0]).all():  # as times of observation mostly are
            matrix = matrix[:1]
        times, fit = _parse_columns(np.ascontiguousarray(matrix.T), length)
        fit &= (times >= EARLIEST) & (times < LATEST)
        microseconds[rows], understood[rows] = np.where(fit, times, 0), fit
    days = understood & (lengths == DATE_LENGTH)
    return ValueColumn(microseconds.view(DTYPES[ColumnType.TIME]), understood, days * DAY if days.any() else None)


def _parse_columns(columns: ByteColumns, length: int) -> tuple[IntArray, BoolArray]:
    n = columns.shape[1]
    times, fit = _v11(columns) if length == V11_LENGTH else (np.zeros(n, np.int64), np.zeros(n, np.bool_))
    for zone in ("+00:00", "Z", "+0000", " UTC", ""):  # as polars and BigQuery write it too
        end = length - len(zone)
        if (length == DATE_LENGTH and not zone) or end == CLOCK_LENGTH or 21 <= end <= 26:
            zoned = _has(columns, end, zone) & ~fit
            if zoned.any():
                iso_times, iso_fit = _iso(columns, end)
                times, fit = np.where(fit, times, iso_times), fit | (iso_fit & zoned)
    return times, fit


def _iso(columns: ByteColumns, end: int) -> tuple[IntArray, BoolArray]:
    """Return times of YYYY-MM-DD, with ``end`` > 10 also Thh:mm:ss and a fraction of up to six digits."""
    month, month_fit = _number(columns, 5, 2)
    times, fit = _date(columns, 0, month, 8)
    fit &= month_fit & _has(columns, 4, "-") & _has(columns, 7, "-")
    if end > DATE_LENGTH:
        seconds, clock_fit = _clock(columns, 11)
        times += seconds
        fit &= clock_fit & (_has(columns, 10, "T") | _has(columns, 10, " "))
    if end > CLOCK_LENGTH:
        fraction, fraction_fit = _number(columns, 20, end - 20)
        times += fraction * np.int64(10 ** (26 - end))
        fit &= fraction_fit & _has(columns, 19, ".")
    return times, fit


def _v11(columns: ByteColumns) -> tuple[IntArray, BoolArray]:
    """Return times of ``Wed Jun 05 21:43:20 +0000 2019``; not of another zone."""
    month = np.zeros(columns.shape[1], np.int32)
    for number, name in enumerate(MONTHS, start=1):
        month[_has(columns, 4, name)] = number
    times, fit = _date(columns, 26, month, 8)
    seconds, clock_fit = _clock(columns, 11)
    for start, text in ((3, " "), (7, " "), (10, " "), (19, " +0000 ")):
        fit &= _has(columns, start, text)
    return times + seconds, fit & clock_fit


def _date(columns: ByteColumns, year_at: int, month: SmallIntArray, day_at: int) -> tuple[IntArray, BoolArray]:
    """Return the microseconds of the first moment of a date, and whether there is such a date."""
    year, fit = _number(columns, year_at, 4)
    day, day_fit = _number(columns, day_at, 2)
    index = (year - 1970) * 12 + month - 1
    fit &= day_fit & (month >= 1) & (month <= 12) & (index >= 0) & (index < len(FIRST_DAYS) - 1) & (day >= 1)
    index = np.where(fit, index, 0)
    days = FIRST_DAYS[index] + day - 1
    return days * np.int64(86_400_000_000), fit & (days < FIRST_DAYS[index + 1])


def _clock(columns: ByteColumns, start: int) -> tuple[IntArray, BoolArray]:
    hour, fit = _number(columns, start, 2)
    minute, minute_fit = _number(columns, start + 3, 2)
    second, second_fit = _number(columns, start + 6, 2)
    fit &= minute_fit & second_fit & (hour < 24) & (minute < 60) & (second < 60)
    fit &= _has(columns, start + 2, ":") & _has(columns, start + 5, ":")
    return (hour * 3_600 + minute * 60 + second) * np.int64(1_000_000), fit


def _number(columns: ByteColumns, start: int, width: int) -> tuple[SmallIntArray, BoolArray]:
    # Below "0" it wraps around, so that one test is enough.
    digits = columns[start : start + width] - np.uint8(ord("0"))
    number = digits[0].astype(np.int32)
    for digit in digits[1:]:
        number = number * np.int32(10) + digit
    return number, np.asarray((digits < 10).all(axis=0))


def _has(columns: ByteColumns, start: int, text: str) -> BoolArray:
    """Tell which texts have ``text`` at a position; all have the empty one."""
    found = np.ones(columns.shape[1], np.bool_)
    for offset, character in enumerate(text.encode()):
        found &= columns[start + offset] == character
    return found
