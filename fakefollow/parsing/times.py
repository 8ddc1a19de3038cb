"""Read one time in any form that is understood: ISO 8601, the format of X's API v1.1, epoch numbers.

Everything becomes microseconds since 1970 in UTC; a time without a zone is UTC. Knows no column and no file.
"""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Final

import numpy as np

from fakefollow.profile import EARLIEST_TIME, LATEST_TIME

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)
EARLIEST: Final = (EARLIEST_TIME - EPOCH) // MICROSECOND
LATEST: Final = (LATEST_TIME - EPOCH) // MICROSECOND

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

SMALLEST_MILLISECONDS: Final = 1e11
"""Epoch numbers from here on are milliseconds: as seconds they would lie after the year 5000."""

_V11: Final = re.compile(r".{3} (\w{3}) (\d\d) (\d\d:\d\d:\d\d) ([+-]\d{4}) (\d{4})", re.ASCII | re.DOTALL)
_EPOCH_TEXT: Final = re.compile(r"(-?\d{1,7}|-?\d{9,13}(\.\d+)?)L?", re.ASCII)


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
        value = _from_text(value)
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
    v11 = _V11.fullmatch(text) or _V11.fullmatch(text.strip())
    text = text.strip()
    if _EPOCH_TEXT.fullmatch(text):
        return float(text.rstrip("L"))
    if v11 and v11[1] in MONTHS:
        text = f"{v11[5]}-{MONTHS.index(v11[1]) + 1:02}-{v11[2]}T{v11[3]}{v11[4]}"
    return datetime.fromisoformat(text.removesuffix(" UTC"))
