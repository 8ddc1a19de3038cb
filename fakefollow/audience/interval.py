"""Interval: an estimate and the bounds that go with it.

Knows nothing of what is estimated.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with an interval.

    Parameters
    ----------
    estimate, low, high : float
        ``low <= estimate <= high``, in the unit of what is estimated.
    level : float, default=0.95
        Chance that an interval made in this way holds the truth, as far as the assumptions hold.
    """

    estimate: float
    low: float
    high: float
    level: float = 0.95

    def to_dict(self) -> dict[str, float]:
        """Return the three figures by name; the level is the same throughout a report and told there once."""
        return {"estimate": self.estimate, "low": self.low, "high": self.high}

    def times(self, factor: float) -> "Interval":
        """Return the interval in another unit, ``factor`` of which make one of this."""
        return Interval(self.estimate * factor, self.low * factor, self.high * factor, self.level)
