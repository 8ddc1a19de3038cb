"""How followers arrive who were not bought: how old their accounts are, and what their profiles show at that age.

The null model of the search for purchases. It is learnt from the blocks of a list that are taken to be organic, and
begins from a reference, so that it holds when more than half of a list was bought. Knows counts, not purchases.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from fakefollow.audience.arrival_counts import DATE_CELL_DAYS, DAY, ArrivalCounts
from fakefollow.table import BoolArray, FloatArray

AGE_EDGES_DAYS: Final = np.array(
    [1, 3, 7, 14, 30, 60, 90, 180, 365, 730, 1095, 1460, 2190, 2920, 36_500], np.float64
)
REFERENCE_AGES: Final = np.array(
    [0.02, 0.035, 0.03, 0.045, 0.04, 0.035, 0.065, 0.09, 0.13, 0.09, 0.07, 0.12, 0.09, 0.06]
)
"""How old accounts are when they follow, fresh sign-ups left out: shares between `AGE_EDGES_DAYS`.

Aggregates of three lists of followers on X, in their order, between 2010 and 2022.
"""

REFERENCE_YOUNG: Final = np.array([0.15, 0.21, 0.40])
"""Share of followers younger than `arrival_counts.YOUNG_DAYS` in the same lists: medians."""

OLDEST_DAYS: Final = 6000.0
REFERENCE_WEIGHT: Final = {"young": 30.0, "ages": 10.0, "dates": 10.0, "marks": 10.0}
"""How many followers the reference counts for beside those of the list."""

REACH: Final = 0.2
"""Shares of young followers and of profiles are averaged over so much of the list on each side."""

GUARD: Final = 0.02
"""So much of the list on each side of a block says nothing of what to expect there, as in radar detectors that
leave out the cells beside the one under test (Finn and Johnson 1968): a purchase must not hide itself."""

DATE_REACH: Final = 6
"""How common accounts of a creation date are is averaged over so many cells on each side: waves of sign-ups last
months, the stock of a seller is made in days."""

ROUNDS: Final = 4


@dataclass(frozen=True, slots=True, eq=False)
class OrganicArrivals:
    """Shares that organic arrival brings in each block.

    Parameters
    ----------
    young : ndarray of shape (n_blocks, n_ages)
        Share younger than each of `arrival_counts.YOUNG_DAYS`.
    dates : ndarray of shape (n_blocks, n_cells)
        How the others are spread over creation dates; rows sum to 1, or to 0 before all dates.
    marks : mapping of str to ndarray of shape (n_blocks, n_age_classes, n_codes)
        Shares of the codes within a class of age.
    """

    young: FloatArray
    dates: FloatArray
    marks: Mapping[str, FloatArray]

    @classmethod
    def learn(cls, counts: ArrivalCounts, organic: BoolArray) -> "OrganicArrivals":
        """Learn from the blocks that are taken to be organic, shape (n_blocks,); from the reference if none is."""
        weight = organic.astype(np.float64)
        young = _local_share(
            counts.young, counts.aged[:, None], weight, REFERENCE_YOUNG, REFERENCE_WEIGHT["young"]
        )
        marks = {
            name: _local_share(
                codes,
                codes.sum(axis=2, keepdims=True),
                weight,
                1.0 / codes.shape[2],
                REFERENCE_WEIGHT["marks"],
            )
            for name, codes in counts.marks.items()
        }
        return cls(young, _date_shares(counts, weight), marks)


def _local_share(
    count: FloatArray, size: FloatArray, weight: FloatArray, reference: FloatArray | float, strength: float
) -> FloatArray:
    """Return count / size averaged around every block, drawn to the whole list and that to a reference."""
    weight = weight.reshape(-1, *[1] * (count.ndim - 1))
    count, size = count * weight, size * weight
    whole = (count.sum(axis=0) + strength * reference) / (size.sum(axis=0) + strength)
    share: FloatArray = (_around(count) + strength * whole) / (_around(size) + strength)
    return share


def _around(values: FloatArray) -> FloatArray:
    """Return sums over the blocks within `REACH` of each block, those within `GUARD` of it left out."""
    n = len(values)
    guard = round(GUARD * n)
    return _within(values, max(guard + 1, round(REACH * n))) - _within(values, guard)


def _within(values: FloatArray, reach: int) -> FloatArray:
    """Return sums over the blocks that are at most ``reach`` away."""
    total = np.concatenate([np.zeros((1, *values.shape[1:])), np.cumsum(values, axis=0)])
    place = np.arange(len(values))
    sums: FloatArray = total[np.minimum(place + reach + 1, len(values))] - total[np.maximum(place - reach, 0)]
    return sums


def _date_shares(counts: ArrivalCounts, weight: FloatArray) -> FloatArray:
    """Return how accounts are spread over creation dates: a law of ages times how many each date brought forth.

    Both are fitted in turn to the organic blocks (iterative proportional fitting).
    """
    half = 0.5 * DATE_CELL_DAYS
    age = (counts.followed_by[:, None] - counts.date_cells) / DAY
    ages = np.clip(np.searchsorted(AGE_EDGES_DAYS, age, side="right") - 1, 0, len(REFERENCE_AGES) - 1)
    seen = counts.dates * weight[:, None]
    size = seen.sum(axis=1, keepdims=True)
    per_age = REFERENCE_AGES
    per_date = np.ones(counts.dates.shape[1])

    def expected() -> FloatArray:
        shares = _younger_than(age + half, per_age) - _younger_than(age - half, per_age)
        return _normalised(shares * per_date)

    for _ in range(ROUNDS):
        brought = _by_age(expected() * size, ages)
        per_age = per_age * _ratio(_by_age(seen, ages), brought, REFERENCE_WEIGHT["ages"] * REFERENCE_AGES)
        brought = _within((expected() * size).sum(axis=0), DATE_REACH)
        per_date = per_date * _ratio(
            _within(seen.sum(axis=0), DATE_REACH), brought, REFERENCE_WEIGHT["dates"]
        )
    return expected()


def _younger_than(age_days: FloatArray, per_age: FloatArray) -> FloatArray:
    """Return the share of accounts up to an age, by shares between `AGE_EDGES_DAYS`."""
    edges = np.append(AGE_EDGES_DAYS[:-1], OLDEST_DAYS)
    share: FloatArray = np.interp(age_days, edges, np.concatenate([[0.0], np.cumsum(per_age)]))
    return share


def _by_age(values: FloatArray, ages: np.ndarray) -> FloatArray:
    return np.bincount(ages.ravel(), values.ravel(), len(REFERENCE_AGES))


def _ratio(seen: FloatArray, expected: FloatArray, strength: FloatArray | float) -> FloatArray:
    ratio: FloatArray = (seen + strength) / (expected + strength)
    return ratio


def _normalised(values: FloatArray) -> FloatArray:
    shares: FloatArray = values / np.maximum(values.sum(axis=1, keepdims=True), 1e-300)
    return shares
