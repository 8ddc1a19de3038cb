"""Chance: an estimate with its interval, and accounts that are too much alike for chance.

Knows nothing of what is estimated, and no rule by which accounts are alike.
"""

from dataclasses import dataclass
from math import isnan, sqrt
from numbers import Real
from statistics import NormalDist
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from fakefollow.profiles import BoolArray, FloatArray, IntArray

FALSE_COHORTS: Final = 0.01
"""Expected number of false cohorts of one rule in one honest list; the five rules together have .05, a convention."""


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with an interval.

    Parameters
    ----------
    estimate, low, high : float
        ``low <= estimate <= high``, in the unit of what is estimated.
    level : float, default=0.95
        Chance that an interval made in this way holds the truth, as far as the assumptions hold.

    Examples
    --------
    >>> print(Interval(0.7768, 0.747, 0.8209))
    0.777 (0.747 to 0.821)
    >>> print(Interval(0.7768, 0.747, 0.8209).times(2000))
    1,554 (1,494 to 1,642)
    >>> f"{Interval(0.7768, 0.747, 0.8209):.0%}"
    '78% (75% to 82%)'

    It is above or below a number, or another interval, where all of it is, and true where it is above nothing:

    >>> share = Interval(0.7768, 0.747, 0.8209)
    >>> share > 0.7, share > 0.75, share < 0.75, bool(Interval(0.02, 0.0, 0.05))
    (True, False, False, False)
    """

    estimate: float
    low: float
    high: float
    level: float = 0.95

    def __str__(self) -> str:
        return format(self)

    def __repr__(self) -> str:
        return f"Interval: {self}, {100 * self.level:g} %"

    def __format__(self, form: str) -> str:
        # What is above 1 is no share: accounts are told in whole numbers. -0.2 of them are 0, not -0.
        form = form or ("z,.0f" if self.high > 1.0 else "z.3f")
        return f"{self.estimate:{form}} ({self.low:{form}} to {self.high:{form}})"

    def __bool__(self) -> bool:
        return self.low > 0.0

    def __lt__(self, other: "float | Interval") -> bool:
        return self.high < (other.low if isinstance(other, Interval) else other)

    def __gt__(self, other: "float | Interval") -> bool:
        return self.low > (other.high if isinstance(other, Interval) else other)

    def __le__(self, other: "float | Interval") -> bool:
        return self.high <= (other.low if isinstance(other, Interval) else other)

    def __ge__(self, other: "float | Interval") -> bool:
        return self.low >= (other.high if isinstance(other, Interval) else other)

    def to_dict(self) -> dict[str, float | None]:
        """Return the three figures by name, None for one not told; the level is told once in a report."""
        figures = {"estimate": self.estimate, "low": self.low, "high": self.high}
        return {name: None if isnan(figure) else figure for name, figure in figures.items()}

    def times(self, factor: float) -> "Interval":
        """Return the interval in another unit, ``factor`` of which make one of this."""
        return Interval(self.estimate * factor, self.low * factor, self.high * factor, self.level)


def exactly(n: float, level: float) -> Interval:
    """Return a number that was counted."""
    return Interval(float(n), float(n), float(n), level)


def check_level(level: float) -> None:
    """Raise a ValueError unless a level is between 0 and 1, as every interval of an audience needs it to be."""
    if not isinstance(level, Real) or not 0.0 < level < 1.0:
        raise ValueError(f"level: expected between 0 and 1, got {level!r}")


def normal_quantile(level: float) -> float:
    """Return how many deviations on each side hold a level of a normal distribution."""
    return NormalDist().inv_cdf((1.0 + level) / 2.0)


def wilson_bounds(share: float, n: float, level: float) -> tuple[float, float]:
    """Return Wilson's interval (1927) of a share of ``n`` accounts, which need not be a whole number."""
    z = normal_quantile(level)
    middle = (share + z**2 / (2.0 * n)) / (1.0 + z**2 / n)
    half = z / (1.0 + z**2 / n) * sqrt(share * (1.0 - share) / n + z**2 / (4.0 * n**2))
    # At none and at all the bounds are 0 and 1, where rounding could leave them beside.
    return min(max(middle - half, 0.0), share), max(min(middle + half, 1.0), share)


@dataclass(frozen=True, slots=True, eq=False)
class Excess:
    """Accounts that share a template, and an upper estimate of how many chance brings together.

    ``rows`` ascend. The template may hold text of the accounts as it is: escape it where it is shown.
    """

    rows: IntArray
    expected: float
    template: str


def log_tail(counts: ArrayLike, expected: ArrayLike) -> FloatArray:
    """Return Chernoff's upper bound of ln P(Poisson(expected) >= count), 0 where nothing is in excess."""
    k, mean = np.asarray(counts, np.float64), np.asarray(expected, np.float64)
    more = k > mean
    ratio = np.where(more, k / np.where(more, mean, 1.0), 1.0)
    bound: FloatArray = np.where(more, k - mean - k * np.log(ratio), 0.0)
    return np.minimum(bound, 0.0)


def is_beyond_chance(counts: ArrayLike, expected: ArrayLike, n_tests: int) -> BoolArray:
    """Tell which counts chance does not bring about (Poisson tail, Bonferroni over all tests)."""
    return np.asarray(log_tail(counts, expected) < np.log(FALSE_COHORTS / max(n_tests, 1)))
