"""Sequential ids: accounts numbered one after another, where those of honest followers lie far apart."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from fakefollow.audience.cohorts.excess import Excess, is_beyond_chance
from fakefollow.profiles import BoolArray, IntArray, ProfileTable, TextColumn

DIGITS: Final = 15
"""Ids of more digits are made of times (X since February 2016, Mastodon) and do not count accounts."""
NEAR: Final = 20
"""Ids are near where their gap is at most 1 in so many of the mean gap around."""
AROUND: Final = 1_000
"""Accounts on each side that the mean gap is taken of, where the list has as many."""
SIDES: Final = (10, 100, 1_000)
"""Accounts on each side of a run that the density around it is taken of."""
OVERDISPERSION: Final = 3.0
"""How many times the density around it an honest minute or run may have: sign-ups follow the hour and the news."""


def sequential_ids(table: ProfileTable, min_size: int) -> list[Excess]:
    """Find runs of nearly consecutive account numbers.

    Only decimal ids below 10 to the 15th count. A run is made of gaps of at most a 20th of the mean gap around;
    its expectation is three times the highest density among the next 10, 100 and 1,000 accounts before and
    after it, so that a day on which many signed up is not called a sequence.

    Parameters
    ----------
    table : ProfileTable
        Profiles with ``id``.
    min_size : int
        Least number of accounts.

    Returns
    -------
    list of Excess
        One for each run; the template is its first and last id.
    """
    ids, rows = _numbers(table.texts("id"))
    if len(ids) < 2 * min_size:
        return []
    order = np.argsort(ids, kind="stable")
    ids, rows = ids[order], rows[order]
    starts, stops = _runs(ids)
    large = stops - starts >= min_size
    starts, stops = starts[large], stops[large]
    expected = OVERDISPERSION * _density(ids, starts, stops) * (ids[stops - 1] - ids[starts] + 1)
    # The first of a run is where it is by definition: only those after it can be too many.
    found = is_beyond_chance(stops - starts - 1, expected, len(ids))
    return [
        Excess(np.sort(rows[start:stop]), float(mean), f"{ids[start]} to {ids[stop - 1]}")
        for start, stop, mean in zip(starts[found], stops[found], expected[found], strict=True)
    ]


def _numbers(ids: TextColumn) -> tuple[IntArray, IntArray]:
    """Return the ids that are account numbers and their rows."""
    lengths = np.diff(ids.offsets)
    rows = np.flatnonzero((lengths > 0) & (lengths <= DIGITS))
    lengths = lengths[rows]
    numbers = np.zeros(len(rows), np.int64)
    decimal: BoolArray = np.ones(len(rows), np.bool_)
    for place, digits in enumerate(ids.take(rows).byte_matrix(DIGITS).T.astype(np.int64) - ord("0")):
        inside = place < lengths
        decimal &= ~inside | ((digits >= 0) & (digits <= 9))
        numbers = np.where(inside, numbers * 10 + digits, numbers)
    decimal &= numbers > 0
    return numbers[decimal], rows[decimal]


def _runs(ids: IntArray) -> tuple[IntArray, IntArray]:
    """Return where runs of near ids start and stop."""
    side = min(AROUND, len(ids) // 4 + 1)
    places = np.arange(len(ids) - 1)
    low, high = np.maximum(places - side, 0), np.minimum(places + 1 + side, len(ids) - 1)
    mean_gap = (ids[high] - ids[low]) / (high - low)
    far = np.flatnonzero(np.diff(ids) * NEAR > mean_gap) + 1
    return np.concatenate([np.zeros(1, np.int64), far]), np.append(far, len(ids))


def _density(ids: IntArray, starts: IntArray, stops: IntArray) -> NDArray[np.float64]:
    """Return the highest density of accounts, per id, before and after runs."""
    highest = np.zeros(len(starts))
    for side in SIDES:
        before, after = np.maximum(starts - side, 0), np.minimum(stops - 1 + side, len(ids) - 1)
        for n, span in (
            (starts - before, ids[starts] - ids[before]),
            (after - stops + 1, ids[after] - ids[stops - 1]),
        ):
            # A side that the list's end cuts short has too few accounts to tell a density.
            told = (n >= min(side, SIDES[0])) & (span > 0)
            highest = np.where(told, np.maximum(highest, n / np.maximum(span, 1)), highest)
    whole = len(ids) / max(int(ids[-1] - ids[0]), 1)
    return np.where(highest > 0, highest, whole)


MINUTE: Final = 60
WIDTHS: Final = (3_600, 86_400, 30 * 86_400)
"""Seconds before and after the minute in which sign-ups are counted: an hour, a day, 30 days."""
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
