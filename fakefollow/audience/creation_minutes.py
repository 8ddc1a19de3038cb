"""Creation minutes: accounts created in one minute, far beyond the sign-ups before and after it."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from fakefollow.audience.excess import Excess, is_beyond_chance
from fakefollow.table import ProfileTable

IntArray = NDArray[np.int64]

MINUTE: Final = 60
WIDTHS: Final = (3_600, 86_400, 30 * 86_400)
"""Seconds before and after the minute in which sign-ups are counted: an hour, a day, 30 days."""
OVERDISPERSION: Final = 3.0
"""How many times the density around it an honest minute may have: sign-ups follow the hour and the news."""
FULL_HOURS: Final = 0.02
"""Share of accounts created on a full hour above which dates were rounded; honest seconds give 1 in 3,600."""


def creation_minutes(table: ProfileTable, min_size: int) -> list[Excess]:
    """Find minutes in which many more accounts were created than around them.

    The expectation is three times the highest density of the six spans of an hour, a day and 30 days before
    and after the minute, so that a busy evening or the day after a television show is not called a batch.
    Times on a full hour are left out where they are more frequent than clocks allow: such dates were
    rounded, to days on Mastodon.

    Parameters
    ----------
    table : ProfileTable
        Profiles with ``created_at``.
    min_size : int
        Least number of accounts.

    Returns
    -------
    list of Excess
        One for each minute; the template is the minute, ISO 8601 in UTC.
    """
    times = table.times("created_at")
    seen = ~np.isnat(times)
    seconds = np.where(seen, times, np.datetime64(0, "us")).astype("datetime64[s]").astype(np.int64)
    full_hour = seconds % 3_600 == 0
    if np.count_nonzero(full_hour & seen) > max(FULL_HOURS * np.count_nonzero(seen), 1):
        seen &= ~full_hour
    rows = np.flatnonzero(seen)
    rows = rows[np.argsort(seconds[rows], kind="stable")]
    return _dense_minutes(seconds[rows], rows, min_size)


def _dense_minutes(seconds: IntArray, rows: IntArray, min_size: int) -> list[Excess]:
    minutes, firsts, counts = np.unique(seconds // MINUTE, return_index=True, return_counts=True)
    large = np.flatnonzero(counts >= min_size)
    expected = OVERDISPERSION * _expected(seconds, minutes[large] * MINUTE)
    found = is_beyond_chance(counts[large], expected, len(minutes))
    return [
        Excess(
            np.sort(rows[firsts[place] : firsts[place] + counts[place]]),
            float(mean),
            f"{np.datetime64(int(minutes[place]), 'm')}Z",
        )
        for place, mean in zip(large[found].tolist(), expected[found], strict=True)
    ]


def _expected(seconds: IntArray, starts: IntArray) -> NDArray[np.float64]:
    """Return the accounts that a minute would have at the highest density around it."""
    stops = starts + MINUTE
    first, last = seconds.searchsorted(starts), seconds.searchsorted(stops)
    highest = np.zeros(len(starts))
    for width in WIDTHS:
        before = first - seconds.searchsorted(starts - width)
        after = seconds.searchsorted(stops + width) - last
        # One more than was seen: that none was seen does not say that there is none.
        highest = np.maximum(highest, (np.maximum(before, after) + 1) * MINUTE / width)
    return highest
