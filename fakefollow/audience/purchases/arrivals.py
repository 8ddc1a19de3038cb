"""Arrivals of a follower list in blocks of consecutive ranks: how many, how old, and what their profiles show.

This is all that the search for purchases needs of a list: some thousand blocks of counts whatever its size, so
lists can be read batch by batch. Knows no null model and no purchase.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from fakefollow.profiles import BoolArray, FloatArray

CodeArray = NDArray[np.int8]

DAY: Final = 86_400.0
DATE_CELL_DAYS: Final = 15.0
YOUNG_DAYS: Final = (1.0, 7.0, 90.0)
"""Followers younger than this when they followed are counted; the first are fresh sign-ups."""

AGE_CLASS_DAYS: Final = (1.0, 30.0)
"""What a profile shows is compared with profiles of the same class of age: fresh, young, old, and age unknown."""

N_AGE_CLASSES: Final = len(AGE_CLASS_DAYS) + 2
MAX_BLOCKS: Final = 2048
SMALLEST_BLOCK: Final = 8

EARLIEST: Final = datetime(2006, 3, 21, tzinfo=UTC).timestamp()
"""First account on X, in seconds: no platform that shows followers is older."""

YEARS_BEFORE: Final = 3.0
"""Followers could have been so old from the start: a list in which none is says something."""


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """What profiles show in one respect, as codes.

    Parameters
    ----------
    codes : ndarray of int8, shape (n,)
        From 0 on, -1 where not observed.
    labels : tuple of str
        What each code means, to be read after "have".
    weight : float, default=1
        How much their evidence counts: marks that say the same twice share one.
    ordinary : tuple of int, default=()
        Codes of which no number of followers is a sign of anything.
    """

    codes: CodeArray
    labels: tuple[str, ...]
    weight: float = 1.0
    ordinary: tuple[int, ...] = ()

    def take(self, rows: NDArray[np.int64] | slice) -> "Marks":
        """Return the marks of these followers."""
        return replace(self, codes=self.codes[rows])


@dataclass(frozen=True, slots=True, eq=False)
class Arrivals:
    """What is known of each follower, oldest first.

    Parameters
    ----------
    created_at : ndarray of float64, shape (n,)
        Seconds since 1970, NaN where not observed.
    followed_by : ndarray of float64, shape (n,)
        Lower bound of the follow time, see `fakefollow.audience.order.follow_times`; NaN where nothing is known.
    marks : mapping of str to Marks
        What profiles show, in one respect or more.
    """

    created_at: FloatArray
    followed_by: FloatArray
    marks: Mapping[str, Marks]

    def __len__(self) -> int:
        return len(self.created_at)

    def part(self, ranks: slice) -> "Arrivals":
        """Return the followers at these ranks."""
        marks = {name: some.take(ranks) for name, some in self.marks.items()}
        return Arrivals(self.created_at[ranks], self.followed_by[ranks], marks)

    def age_days(self) -> FloatArray:
        """Return ages at the follow, shape (n,): by its lower bound, so they are rather too low."""
        age: FloatArray = np.maximum((self.followed_by - self.created_at) / DAY, 0.0)
        return age

    def date_cells(self, first: float) -> NDArray[np.intp]:
        """Return the cell of each creation date, counted from ``first``; 0 where not observed."""
        cells = (self.created_at - first) / (DATE_CELL_DAYS * DAY)
        return np.where(np.isnan(cells), 0.0, np.maximum(cells, 0.0)).astype(np.intp)

    def age_class(self) -> NDArray[np.intp]:
        """Return 0 for fresh sign-ups, then older classes, the last for unknown ages."""
        age = self.age_days()
        classes = np.searchsorted(AGE_CLASS_DAYS, age, side="right")
        return np.where(np.isnan(age), N_AGE_CLASSES - 1, classes)


@dataclass(frozen=True, slots=True, eq=False)
class ArrivalCounts:
    """Counts of a list in blocks of ``block`` consecutive ranks.

    Parameters
    ----------
    n_followers, block : int
        Length of the list and of a block; the last block may be shorter.
    first : float
        Where the cells of creation dates begin, in seconds.
    followed_by : ndarray of shape (n_blocks,)
        Lower bound of the follow time in the middle of each block, in seconds.
    aged : ndarray of shape (n_blocks,)
        Followers of known age.
    young : ndarray of shape (n_blocks, n_ages)
        Those younger than each of `YOUNG_DAYS`.
    dates : ndarray of shape (n_blocks, n_cells)
        Those that are no fresh sign-ups, by creation date.
    marks : mapping of str to ndarray of shape (n_blocks, n_age_classes, n_codes)
        Followers by age class and code.
    weights : mapping of str to float
        How much the evidence of each set of marks counts.
    ordinary : mapping of str to tuple of int
        Codes of each set of marks that are no sign of anything.
    """

    n_followers: int
    block: int
    first: float
    followed_by: FloatArray
    aged: FloatArray
    young: FloatArray
    dates: FloatArray
    marks: Mapping[str, FloatArray]
    weights: Mapping[str, float]
    ordinary: Mapping[str, tuple[int, ...]]

    @property
    def n_blocks(self) -> int:
        """Number of blocks."""
        return len(self.aged)

    @property
    def date_cells(self) -> FloatArray:
        """Middles of the cells of creation dates, in seconds."""
        middles = np.arange(self.dates.shape[1], dtype=np.float64) + 0.5
        return self.first + middles * (DATE_CELL_DAYS * DAY)

    @classmethod
    def of(cls, arrivals: Arrivals) -> "ArrivalCounts":
        """Count a list; needs one known creation date at least."""
        n = len(arrivals)
        block = max(SMALLEST_BLOCK, -(-n // MAX_BLOCKS))
        block_of = np.arange(n) // block
        age = arrivals.age_days()
        known = ~np.isnan(age)
        first = _first_date(arrivals)
        dates = arrivals.date_cells(first)
        young = [known & (age < days) for days in YOUNG_DAYS]
        rows = known & ~young[0]
        shape = int(block_of[-1]) + 1, int(dates.max()) + 1
        return cls(
            n_followers=n,
            block=block,
            first=first,
            followed_by=_middles(arrivals.followed_by, block),
            aged=np.bincount(block_of[known], minlength=shape[0]).astype(np.float64),
            young=np.stack([_tally(shape[0], block_of[some]) for some in young], axis=1),
            dates=_cross(shape, block_of[rows], dates[rows]),
            marks=dict(_marks(arrivals, block_of, shape[0])),
            weights={name: marks.weight for name, marks in arrivals.marks.items()},
            ordinary={name: marks.ordinary for name, marks in arrivals.marks.items()},
        )


def _first_date(arrivals: Arrivals) -> float:
    """Return where creation dates begin: some years before the first follow, if not with an older account."""
    before = float(np.nanmin(arrivals.followed_by)) - YEARS_BEFORE * 365.25 * DAY
    return min(float(np.nanmin(arrivals.created_at)), max(before, EARLIEST))


def _middles(values: FloatArray, block: int) -> FloatArray:
    """Return a middle value of each block, the last known one before it where a block knows none."""
    starts = np.arange(0, len(values), block)
    middle = values[np.minimum(starts + block // 2, len(values) - 1)]
    middle = np.fmax.accumulate(middle)
    middle[np.isnan(middle)] = np.nanmin(values)
    return middle


def _tally(n: int, places: NDArray[np.intp]) -> FloatArray:
    return np.bincount(places, minlength=n).astype(np.float64)


def _cross(shape: tuple[int, int], rows: NDArray[np.intp], columns: NDArray[np.intp]) -> FloatArray:
    """Count pairs of places as a matrix."""
    counts = np.bincount(rows * shape[1] + columns, minlength=shape[0] * shape[1])
    return counts.reshape(shape).astype(np.float64)


def _marks(arrivals: Arrivals, block_of: NDArray[np.intp], n_blocks: int) -> Iterable[tuple[str, FloatArray]]:
    ages = arrivals.age_class()
    for name, marks in arrivals.marks.items():
        codes, n_codes = marks.codes, len(marks.labels)
        seen: BoolArray = codes >= 0
        if seen.any():
            groups = block_of[seen] * N_AGE_CLASSES + ages[seen]
            counts = _cross((n_blocks * N_AGE_CLASSES, n_codes), groups, codes[seen].astype(np.intp))
            yield name, counts.reshape(n_blocks, N_AGE_CLASSES, n_codes)
