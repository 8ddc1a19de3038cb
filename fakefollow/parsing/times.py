"""Read times: ISO 8601, the format of X's API v1.1, and epoch numbers, many at once where they are regular.

Everything becomes microseconds since 1970 in UTC; a time without a zone is UTC. Knows no column and no file.
"""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from fakefollow.profile import EARLIEST_TIME, LATEST_TIME
from fakefollow.table import BoolArray, TextColumn

IntArray = NDArray[np.int64]

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)
EARLIEST: Final = (EARLIEST_TIME - EPOCH) // MICROSECOND
LATEST: Final = (LATEST_TIME - EPOCH) // MICROSECOND

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

SMALLEST_MILLISECONDS: Final = 1e11
"""Epoch numbers from here on are milliseconds: as seconds they would lie after the year 5000."""

LONGEST_TIME: Final = 32
_V11: Final = re.compile(r".{3} (\w{3}) (\d\d) (\d\d:\d\d:\d\d) ([+-]\d{4}) (\d{4})", re.ASCII)
_EPOCH_TEXT: Final = re.compile(r"(-?\d{1,7}|-?\d{9,13}(\.\d+)?)L?", re.ASCII)
_ZERO: Final = ord("0")


def microseconds_of(value: object) -> int:
    """Return microseconds since 1970 of one time in any form that is understood.

    Parameters
    ----------
    value : datetime, date, numpy.datetime64, int, float or str
        A number counts seconds or milliseconds since 1970; a text is ISO 8601, like
        ``Wed Jun 05 21:43:20 +0000 2019``, or such a number.

    Raises
    ------
    ValueError, OverflowError
        If the value is none of these, or outside 1995 to 2099.
    """
    if isinstance(value, np.datetime64):
        value = value.astype("datetime64[us]").item()
    if isinstance(value, str):
        value = _from_text(value.strip())
    if isinstance(value, bool) or not isinstance(value, (date, int, float)):
        raise ValueError(f"not a time: {value!r}")
    microseconds = _since_epoch(value) if isinstance(value, date) else _from_number(value)
    if not EARLIEST <= microseconds < LATEST:
        raise ValueError(f"not a plausible time: {value!r}")
    return microseconds


def _since_epoch(value: date) -> int:
    if not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day, tzinfo=UTC)
    return int(((value if value.tzinfo else value.replace(tzinfo=UTC)) - EPOCH) // MICROSECOND)


def _from_number(value: float) -> int:
    scale = 1_000 if abs(value) >= SMALLEST_MILLISECONDS else 1_000_000
    return round(value * scale)


def _from_text(text: str) -> datetime | float:
    if _EPOCH_TEXT.fullmatch(text):
        return float(text.rstrip("L"))
    if (v11 := _V11.fullmatch(text)) and v11[1] in MONTHS:
        text = f"{v11[5]}-{MONTHS.index(v11[1]) + 1:02}-{v11[2]}T{v11[3]}{v11[4]}"
    return datetime.fromisoformat(text.removesuffix(" UTC"))


def parse_regular(texts: TextColumn) -> tuple[IntArray, BoolArray]:
    """Read the texts that have one of the two fixed-width forms, all at once.

    Returns
    -------
    microseconds : ndarray of int64
        Since 1970; 0 where the text is not of a fixed-width form.
    understood : ndarray of bool
        Whether the text was read; the others are left to `microseconds_of`.
    """
    n = len(texts)
    microseconds, understood = np.zeros(n, np.int64), np.zeros(n, np.bool_)
    lengths = np.diff(texts.offsets)
    matrix = texts.byte_matrix(LONGEST_TIME)
    for length in np.flatnonzero(np.bincount(lengths[lengths <= LONGEST_TIME])).tolist():
        rows = np.flatnonzero(lengths == length)
        whole = len(rows) == n
        times, fit = _parse_same_length(matrix if whole else matrix[rows], length)
        fit &= (times >= EARLIEST) & (times < LATEST)
        microseconds[rows], understood[rows] = np.where(fit, times, 0), fit
    return microseconds, understood


def _parse_same_length(matrix: NDArray[np.uint8], length: int) -> tuple[IntArray, BoolArray]:
    times, fit = np.zeros(len(matrix), np.int64), np.zeros(len(matrix), np.bool_)
    if length == 30:
        times, fit = _v11(matrix)
    for zone in ("", "Z", "+00:00"):
        digits = length - len(zone) - 20
        if (length == 10 and not zone) or digits == -1 or 1 <= digits <= 6:
            zoned = _has(matrix, length - len(zone), zone) & ~fit
            iso_times, iso_fit = _iso(matrix, length - len(zone))
            times, fit = np.where(zoned & iso_fit, iso_times, times), fit | (zoned & iso_fit)
    return times, fit


def _iso(matrix: NDArray[np.uint8], length: int) -> tuple[IntArray, BoolArray]:
    """Read YYYY-MM-DD, with ``length`` > 10 also Thh:mm:ss and a fraction of up to six digits."""
    year, fit = _number(matrix, 0, 4)
    month, month_fit = _number(matrix, 5, 2)
    day, day_fit = _number(matrix, 8, 2)
    fit &= month_fit & day_fit & _has(matrix, 4, "-") & _has(matrix, 7, "-")
    times, date_fit = _days(year, month, day)
    if length > 10:
        seconds, clock_fit = _clock(matrix, 11)
        times += seconds
        fit &= clock_fit & (_has(matrix, 10, "T") | _has(matrix, 10, " "))
    if length > 19:
        fraction, fraction_fit = _number(matrix, 20, length - 20)
        times += fraction * 10 ** (26 - length)
        fit &= fraction_fit & _has(matrix, 19, ".")
    return times, fit & date_fit


def _v11(matrix: NDArray[np.uint8]) -> tuple[IntArray, BoolArray]:
    """Read ``Wed Jun 05 21:43:20 +0000 2019``; another zone is left to the slow way."""
    names = (matrix[:, 4].astype(np.int64) << 16) | (matrix[:, 5].astype(np.int64) << 8) | matrix[:, 6]
    month = np.zeros(len(matrix), np.int64)
    for number, name in enumerate(MONTHS, start=1):
        month[names == int.from_bytes(name.encode(), "big")] = number
    day, fit = _number(matrix, 8, 2)
    year, year_fit = _number(matrix, 26, 4)
    seconds, clock_fit = _clock(matrix, 11)
    times, date_fit = _days(year, month, day)
    spaced = _has(matrix, 3, " ") & _has(matrix, 7, " ") & _has(matrix, 10, " ")
    return times + seconds, fit & year_fit & clock_fit & date_fit & spaced & _has(matrix, 19, " +0000 ")


def _clock(matrix: NDArray[np.uint8], start: int) -> tuple[IntArray, BoolArray]:
    hour, fit = _number(matrix, start, 2)
    minute, minute_fit = _number(matrix, start + 3, 2)
    second, second_fit = _number(matrix, start + 6, 2)
    fit &= minute_fit & second_fit & (hour < 24) & (minute < 60) & (second < 60)
    fit &= _has(matrix, start + 2, ":") & _has(matrix, start + 5, ":")
    return (hour * 3_600 + minute * 60 + second) * 1_000_000, fit


def _days(year: IntArray, month: IntArray, day: IntArray) -> tuple[IntArray, BoolArray]:
    """Return the microseconds of a date and whether there is such a date."""
    months = (year - 1970) * 12 + month - 1
    first = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    after = (months + 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    days = first + day - 1
    fit = (month >= 1) & (month <= 12) & (day >= 1) & (days < after)
    return days * 86_400_000_000, fit


def _number(matrix: NDArray[np.uint8], start: int, width: int) -> tuple[IntArray, BoolArray]:
    number = np.zeros(len(matrix), np.int64)
    fit = np.ones(len(matrix), np.bool_)
    for column in range(start, start + width):
        digit = matrix[:, column] - np.uint8(_ZERO)  # wraps around below "0", so one test is enough
        fit &= digit < 10
        number = number * 10 + digit
    return number, fit


def _has(matrix: NDArray[np.uint8], start: int, text: str) -> BoolArray:
    expected: Any = np.frombuffer(text.encode(), np.uint8)
    found: BoolArray = (matrix[:, start : start + len(text)] == expected).all(axis=1)
    return found
