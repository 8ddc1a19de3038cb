"""How followers arrive who were not bought: how old their accounts are, and what their profiles show at that age.

The null model of the search for purchases. It is learnt from the blocks of a list that are taken to be organic, and
begins from a reference, so that it holds when more than half of a list was bought. Knows counts, not purchases.
Constants without a source are conventions.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from fakefollow.audience.order import DAY, moving_sum
from fakefollow.audience.purchases.arrivals import DATE_BIN_DAYS, ArrivalCounts
from fakefollow.profiles import BoolArray, FloatArray

AGE_EDGES_DAYS: Final = np.array([1, 3, 7, 14, 30, 60, 90, 180, 365, 730, 1095, 1460, 2190, 2920, 6000], np.float64)
"""Accounts are taken to be spread evenly between two edges; hardly any is older than the last."""

REFERENCE_AGES: Final = np.array(
    [0.02, 0.035, 0.03, 0.045, 0.04, 0.035, 0.065, 0.09, 0.13, 0.09, 0.07, 0.12, 0.09, 0.06]
)
"""How old accounts are when they follow, fresh sign-ups left out: relative shares between `AGE_EDGES_DAYS`.

Aggregates of three lists of followers on X, in their order, between 2010 and 2022.
"""

REFERENCE_YOUNG: Final = np.array([0.15, 0.21, 0.40, 0.50, 0.69])
"""Share of followers younger than `YOUNG_DAYS` in the same lists: medians."""

YOUNG_WEIGHT: Final = 30.0
AGES_WEIGHT: Final = 10.0
DATES_WEIGHT: Final = 10.0
PROFILES_WEIGHT: Final = 10.0
"""How many followers the reference counts for beside those of the list; conventions."""

REACH: Final = 0.2
"""Shares of young followers and of profiles are averaged over so much of the list on each side."""

GUARD: Final = 0.02
"""So much of the list on each side of a block says nothing of what to expect there, as in radar detectors that
leave out the cells beside the one under test (Finn and Johnson 1968): a purchase must not hide itself."""

DATE_REACH: Final = 6
"""How common accounts of a creation date are is averaged over so many bins on each side: waves of sign-ups last
months, the stock of a seller is made in days."""

ROUNDS: Final = 4  # of iterative proportional fitting


@dataclass(frozen=True, slots=True, eq=False)
class CreationAges:
    """Ages of every bin of creation dates at every block."""

    age: NDArray[np.intp]  # (n_blocks, n_bins), index in REFERENCE_AGES of the middle of the bin
    edge: NDArray[np.intp]  # (n_blocks, n_bins + 1), the same of the borders of bins, latest last
    part: FloatArray  # (n_blocks, n_bins + 1), how far a border is between two edges of ages, 0 to 1

    @classmethod
    def of(cls, counts: ArrivalCounts) -> Self:
        """Return the ages by when each block followed."""
        half = 0.5 * DATE_BIN_DAYS
        days = (counts.followed_by[:, None] - counts.date_bins) / DAY
        borders = np.concatenate([days + half, days[:, -1:] - half], axis=1)
        edge = _age_index(borders)
        part = (borders - AGE_EDGES_DAYS[edge]) / np.diff(AGE_EDGES_DAYS)[edge]
        return cls(_age_index(days), edge, np.clip(part, 0.0, 1.0))

    def shares(self, per_age: FloatArray) -> FloatArray:
        """Return the share of accounts in each bin, by shares between `AGE_EDGES_DAYS`."""
        younger = np.concatenate([[0.0], np.cumsum(per_age)])[self.edge]
        younger += self.part * per_age[self.edge]
        return np.asarray(younger[:, :-1] - younger[:, 1:])

    def by_age(self, values: FloatArray) -> FloatArray:
        """Return sums by age of what belongs to blocks and bins, shape (n_ages,)."""
        return np.bincount(self.age.ravel(), values.ravel(), len(REFERENCE_AGES)).astype(np.float64)


def _age_index(days: FloatArray) -> NDArray[np.intp]:
    """Return between which edges ages are, those beyond put into the first or last interval."""
    index = np.searchsorted(AGE_EDGES_DAYS, days, side="right") - 1
    return np.clip(index, 0, len(REFERENCE_AGES) - 1).astype(np.intp)


@dataclass(frozen=True, slots=True, eq=False)
class OrganicArrivals:
    """Shares that organic arrival brings in each block."""

    young: FloatArray  # (n_blocks, n_ages), share younger than each of YOUNG_DAYS
    dates: FloatArray  # (n_blocks, n_bins), the others by creation date; rows sum to 1, to 0 before all dates
    profiles: Mapping[str, FloatArray]  # (n_blocks, n_age_classes, n_codes), shares within a class of age

    @classmethod
    def learn(cls, counts: ArrivalCounts, ages: CreationAges, organic: BoolArray) -> Self:
        """Learn from the blocks that are taken to be organic, shape (n_blocks,); from the reference if none is."""
        weight = organic.astype(np.float64)
        young = _local_share(counts.young, counts.aged[:, None], weight, REFERENCE_YOUNG, YOUNG_WEIGHT)
        profiles = {}
        for name, codes in counts.profiles.items():
            size = codes.sum(axis=2, keepdims=True)
            profiles[name] = _local_share(codes, size, weight, 1.0 / codes.shape[2], PROFILES_WEIGHT)
        return cls(young, _date_shares(counts.dates * weight[:, None], ages), profiles)


def _local_share(
    count: FloatArray, size: FloatArray, weight: FloatArray, reference: FloatArray | float, strength: float
) -> FloatArray:
    """Return count / size averaged around every block, drawn to the whole list and that to a reference."""
    weight = weight.reshape(-1, *[1] * (count.ndim - 1))
    count, size = count * weight, size * weight
    whole = (count.sum(axis=0) + strength * reference) / (size.sum(axis=0) + strength)
    return np.asarray((_around(count) + strength * whole) / (_around(size) + strength))


def _around(values: FloatArray) -> FloatArray:
    """Return sums over the blocks within `REACH` of each block, those within `GUARD` of it left out."""
    guard = round(GUARD * len(values))
    return moving_sum(values, max(guard + 1, round(REACH * len(values)))) - moving_sum(values, guard)


def _date_shares(seen: FloatArray, ages: CreationAges) -> FloatArray:
    """Return how accounts are spread over creation dates: a law of ages times how many each date brought forth."""
    # Both are fitted in turn to what was seen in the organic blocks (iterative proportional fitting).
    size = seen.sum(axis=1)
    seen_by_age = ages.by_age(seen) + AGES_WEIGHT * REFERENCE_AGES
    seen_by_date = moving_sum(seen.sum(axis=0), DATE_REACH) + DATES_WEIGHT
    per_age = REFERENCE_AGES
    per_date = np.ones(seen.shape[1])
    shares = ages.shares(per_age)
    for _ in range(ROUNDS if size.any() else 0):
        brought = ages.by_age(shares * per_date * _per_share(shares, per_date, size)[:, None])
        per_age = per_age * seen_by_age / (brought + AGES_WEIGHT * REFERENCE_AGES)
        shares = ages.shares(per_age)
        brought = np.einsum("bc,b->c", shares, _per_share(shares, per_date, size)) * per_date
        per_date = per_date * seen_by_date / (moving_sum(brought, DATE_REACH) + DATES_WEIGHT)
    return shares * per_date * _per_share(shares, per_date, np.ones(len(shares)))[:, None]


def _per_share(shares: FloatArray, per_date: FloatArray, size: FloatArray) -> FloatArray:
    """Return how many accounts of a block a share of 1 stands for, shape (n_blocks,)."""
    # Not by BLAS, whose sums depend on the number of threads.
    return np.asarray(size / np.maximum(np.einsum("bc,c->b", shares, per_date), 1e-300))
