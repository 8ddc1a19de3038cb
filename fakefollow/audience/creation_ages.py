"""Creation ages: how old the accounts of each creation date are when a block arrives, and the reference for that.

Spreads a law of ages over creation dates, and counts by age what is known by date. Knows blocks and dates, not which
of them are organic.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from fakefollow.audience.arrival_counts import DATE_CELL_DAYS, DAY, ArrivalCounts
from fakefollow.table import FloatArray

AGE_EDGES_DAYS: Final = np.array(
    [1, 3, 7, 14, 30, 60, 90, 180, 365, 730, 1095, 1460, 2190, 2920, 6000], np.float64
)
"""Accounts are taken to be spread evenly between two edges; hardly any is older than the last."""

REFERENCE_AGES: Final = np.array(
    [0.02, 0.035, 0.03, 0.045, 0.04, 0.035, 0.065, 0.09, 0.13, 0.09, 0.07, 0.12, 0.09, 0.06]
)
"""How old accounts are when they follow, fresh sign-ups left out: relative shares between `AGE_EDGES_DAYS`.

Aggregates of three lists of followers on X, in their order, between 2010 and 2022.
"""


@dataclass(frozen=True, slots=True, eq=False)
class CreationAges:
    """Ages of every cell of creation dates at every block.

    Parameters
    ----------
    age : ndarray of intp, shape (n_blocks, n_cells)
        Place in `REFERENCE_AGES` of the middle of the cell.
    edge : ndarray of intp, shape (n_blocks, n_cells + 1)
        The same of the borders of cells, latest last.
    part : ndarray of shape (n_blocks, n_cells + 1)
        How far a border is between two edges of ages, 0 to 1.
    """

    age: NDArray[np.intp]
    edge: NDArray[np.intp]
    part: FloatArray

    @classmethod
    def of(cls, counts: ArrivalCounts) -> "CreationAges":
        """Work out the ages from when each block followed."""
        half = 0.5 * DATE_CELL_DAYS
        days = (counts.followed_by[:, None] - counts.date_cells) / DAY
        borders = np.concatenate([days + half, days[:, -1:] - half], axis=1)
        edge = _place(borders)
        part = (borders - AGE_EDGES_DAYS[edge]) / np.diff(AGE_EDGES_DAYS)[edge]
        return cls(_place(days), edge, np.clip(part, 0.0, 1.0))

    def shares(self, per_age: FloatArray) -> FloatArray:
        """Return the share of accounts in each cell, by shares between `AGE_EDGES_DAYS`."""
        younger = np.concatenate([[0.0], np.cumsum(per_age)])[self.edge]
        younger += self.part * per_age[self.edge]
        shares: FloatArray = younger[:, :-1] - younger[:, 1:]
        return shares

    def by_age(self, values: FloatArray) -> FloatArray:
        """Return sums by age of what belongs to blocks and cells, shape (n_ages,)."""
        return np.bincount(self.age.ravel(), values.ravel(), len(REFERENCE_AGES)).astype(np.float64)


def _place(days: FloatArray) -> NDArray[np.intp]:
    """Return between which edges ages are, those beyond put into the first or last place."""
    place = np.searchsorted(AGE_EDGES_DAYS, days, side="right") - 1
    return np.clip(place, 0, len(REFERENCE_AGES) - 1).astype(np.intp)
