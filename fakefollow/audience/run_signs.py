"""What made a run stand out, in numbers and in words: young accounts, creation dates, profiles.

Knows counts and the null model of one run; says nothing of single followers.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import numpy as np

from fakefollow.audience.arrival_counts import DATE_CELL_DAYS, DAY, YOUNG_DAYS, ArrivalCounts
from fakefollow.audience.organic_arrivals import OrganicArrivals
from fakefollow.audience.runs import Run
from fakefollow.audience.window_signs import DATES, YOUNG
from fakefollow.table import FloatArray

CREATED_WITHIN: Final = 0.9
"""Share of the accounts in excess that the stated creation dates hold."""

LONGEST_CREATION_DAYS: Final = 366.0
"""Creation dates are not stated where they are spread over a longer time."""

FASTER: Final = 3.0
"""A run is said to have come fast when it came so many times as fast as the rest of the list."""

TOLD_CELLS: Final = 2
"""Cells of creation dates that a sentence speaks of."""


@dataclass(frozen=True, slots=True, eq=False)
class RunSigns:
    """One run beside what organic arrival would have brought in its place.

    Parameters
    ----------
    counts : ArrivalCounts
        The list.
    organic : OrganicArrivals
        The null model.
    run : Run
        The run.
    """

    counts: ArrivalCounts
    organic: OrganicArrivals
    run: Run

    @property
    def blocks(self) -> slice:
        """Blocks of the run."""
        return slice(self.run.start, self.run.stop)

    @property
    def aged(self) -> float:
        """Followers of known age."""
        return float(self.counts.aged[self.blocks].sum())

    def dates(self) -> tuple[FloatArray, FloatArray]:
        """Return how many accounts each cell of creation dates holds, and how many are usual."""
        dates = self.counts.dates[self.blocks]
        size = dates.sum(axis=1, keepdims=True)
        return dates.sum(axis=0), (self.organic.dates[self.blocks] * size).sum(axis=0)

    def created(self) -> tuple[datetime | None, datetime | None]:
        """Return between which dates most of the excess was created; None where that takes too long."""
        seen, expected = self.dates()
        excess = np.maximum(seen - expected * self.run.composition.organic[0], 0.0)
        if excess.sum() <= 0.5 * seen.sum():
            return None, None
        outside = (1.0 - CREATED_WITHIN) / 2.0
        low, high = np.searchsorted(np.cumsum(excess) / excess.sum(), [outside, 1.0 - outside])
        if (high - low) * DATE_CELL_DAYS > LONGEST_CREATION_DAYS:
            return None, None
        return self._begin(int(low)), self._begin(int(high) + 1)

    def _begin(self, cell: int) -> datetime | None:
        return time_of(self.counts.first + cell * DATE_CELL_DAYS * DAY)

    def sentence(self, sign: str, labels: tuple[str, ...]) -> str:
        """Put one sign into words; ``labels`` are those of the marks, where it is one."""
        if sign == YOUNG:
            return self._young_sentence()
        return self._date_sentence() if sign == DATES else self._mark_sentence(sign, labels)

    def _young_sentence(self) -> str:
        young = self.counts.young[self.blocks, -1].sum() / self.aged
        usual = (self.organic.young[self.blocks, -1] * self.counts.aged[self.blocks]).sum() / self.aged
        return (
            f"{100 * young:.0f} % of the accounts were younger than {YOUNG_DAYS[-1]:.0f} days when they followed; "
            f"{100 * usual:.0f} % are usual"
        )

    def _date_sentence(self) -> str:
        seen, expected = (np.convolve(values, np.ones(TOLD_CELLS)) for values in self.dates())
        cell = int(np.argmax(seen - 2.0 * expected))
        return (
            f"{100 * seen[cell] / self.aged:.0f} % of the accounts were created within "
            f"{TOLD_CELLS * DATE_CELL_DAYS:.0f} days from {self._begin(cell - TOLD_CELLS + 1):%Y-%m-%d}; "
            f"{100 * expected[cell] / self.aged:.0f} % are usual"
        )

    def _mark_sentence(self, name: str, labels: tuple[str, ...]) -> str:
        codes = self.counts.marks[name][self.blocks]
        size = codes.sum(axis=2, keepdims=True)
        seen = codes.sum(axis=(0, 1))
        expected = (self.organic.marks[name][self.blocks] * size).sum(axis=(0, 1))
        code = int(np.argmax(seen - expected))
        whole = max(float(size.sum()), 1.0)
        return (
            f"{100 * seen[code] / whole:.0f} % have {labels[code]}; {100 * expected[code] / whole:.0f} % are usual "
            "for accounts of their age"
        )


def time_of(seconds: float) -> datetime | None:
    """Return a time in UTC to the second, None where it is not known."""
    return None if np.isnan(seconds) else datetime.fromtimestamp(float(seconds), UTC).replace(microsecond=0)


def pace_sentence(followed_at: FloatArray, start: int, stop: int) -> str | None:
    """Return how fast a run came beside the rest of its list; None where it was not much faster.

    Told and not weighed: a post that travels brings followers as fast as a seller does.

    Parameters
    ----------
    followed_at : ndarray of shape (n,)
        Follow times in seconds, oldest follower first, NaN where not known.
    start, stop : int
        First rank of the run, and the first behind it.

    Examples
    --------
    >>> import numpy as np
    >>> days = np.concatenate([np.arange(100.0), 100.0 + np.arange(50) / 25, 103.0 + np.arange(100)])
    >>> pace_sentence(days * 86_400.0, 100, 150)
    'they came at 26 a day; 1.0 a day is usual in this list'
    """
    ends = followed_at[[0, start, stop - 1, -1]] / DAY
    if np.isnan(ends).any():
        return None
    lasted = max(float(ends[2] - ends[1]), 1.0)
    usual = (len(followed_at) - (stop - start)) / max(float(ends[3] - ends[0]) - lasted, 1.0)
    pace = (stop - start) / lasted
    if usual <= 0.0 or pace < FASTER * usual:
        return None
    return (
        f"they came at {pace:,.0f} a day; {usual:,.{0 if usual >= 1.0 else 1}f} a day is usual in this list"
    )
