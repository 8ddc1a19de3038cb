"""Sequential ids: accounts numbered one after another, where those of honest followers lie far apart."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from fakefollow.audience.excess import Excess, is_beyond_chance
from fakefollow.table import BoolArray, ProfileTable, TextColumn

IntArray = NDArray[np.int64]

DIGITS: Final = 15
"""Ids of more digits are made of times (X since February 2016, Mastodon) and do not count accounts."""
NEAR: Final = 20
"""Ids are near where their gap is at most 1 in so many of the mean gap around."""
AROUND: Final = 1_000
"""Accounts on each side that the mean gap is taken of, where the list has as many."""
SIDES: Final = (10, 100, 1_000)
"""Accounts on each side of a run that the density around it is taken of."""
OVERDISPERSION: Final = 3.0


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
