"""Interval: an estimate and the bounds that go with it.

Knows nothing of what is estimated.
"""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist


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
    """

    estimate: float
    low: float
    high: float
    level: float = 0.95

    def __str__(self) -> str:
        # What is above 1 is no share: accounts are told in whole numbers.
        form = ",.0f" if self.high > 1.0 else ".3f"
        return f"{self.estimate:{form}} ({self.low:{form}} to {self.high:{form}})"

    def to_dict(self) -> dict[str, float]:
        """Return the three figures by name; the level is the same throughout a report and told there once."""
        return {"estimate": self.estimate, "low": self.low, "high": self.high}

    def times(self, factor: float) -> "Interval":
        """Return the interval in another unit, ``factor`` of which make one of this."""
        return Interval(self.estimate * factor, self.low * factor, self.high * factor, self.level)


def normal_quantile(level: float) -> float:
    """Return how many deviations on each side hold a level of a normal distribution."""
    return NormalDist().inv_cdf((1.0 + level) / 2.0)


def wilson_bounds(share: float, n: float, level: float) -> tuple[float, float]:
    """Return Wilson's interval (1927) of a share of ``n`` accounts, which need not be a whole number.

    Examples
    --------
    >>> low, high = wilson_bounds(0.0, 100, 0.95)
    >>> low, round(high, 3)
    (0.0, 0.037)
    """
    z = normal_quantile(level)
    middle = (share + z**2 / (2.0 * n)) / (1.0 + z**2 / n)
    half = z / (1.0 + z**2 / n) * sqrt(share * (1.0 - share) / n + z**2 / (4.0 * n**2))
    # At none and at all the bounds are 0 and 1, where rounding could leave them beside.
    return min(max(middle - half, 0.0), share), max(min(middle + half, 1.0), share)
