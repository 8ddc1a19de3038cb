"""Growth: how many of the followers at hand had come by when, as a short curve with bounds. Counts, nothing else."""

from typing import Any, Final

import numpy as np

from fakefollow.audience.follow_times import FollowTimes
from fakefollow.audience.timeline import iso_time
from fakefollow.table import FloatArray

N_DATES: Final = 200


def growth(times: FollowTimes) -> dict[str, Any] | None:
    """Return the number of followers who had come by each of at most 200 evenly spaced dates.

    Parameters
    ----------
    times : FollowTimes
        When each follower began to follow, in any order; followers without a time are not counted.

    Returns
    -------
    dict or None
        ``dates`` (ISO), ``followers`` by the estimated times, and from ``low`` to ``high`` by the bounds of each
        time, all nondecreasing; None where no two different times are known.

    Examples
    --------
    >>> days = 86_400.0 * np.array([0.0, 1.0, 4.0])
    >>> curve = growth(FollowTimes(days, days, days, 0.95, "observed"))
    >>> curve["dates"][0], curve["followers"][0], curve["dates"][-1], curve["followers"][-1]
    ('1970-01-01T00:00:00+00:00', 1.0, '1970-01-05T00:00:00+00:00', 3.0)
    """
    known = np.isfinite(times.estimate)
    if known.sum() < 2:
        return None
    estimate, earliest = times.estimate[known], times.low[known]
    latest = np.where(np.isnan(times.high), np.inf, times.high)[known]  # NaN: nothing bounds it
    last = np.concatenate([estimate, latest[np.isfinite(latest)]]).max()
    # Whole seconds, as they are told; the last one is not before the last follow.
    dates = np.unique(np.ceil(np.linspace(estimate.min(), last, N_DATES)))
    if len(dates) < 2:
        return None
    return {
        "dates": [iso_time(date) for date in dates.tolist()],
        "followers": _come_by(dates, estimate),
        "low": _come_by(dates, latest),
        "high": _come_by(dates, earliest),
    }


def _come_by(dates: FloatArray, times: FloatArray) -> list[float]:
    """Return how many of the times are not after each date."""
    first = np.searchsorted(dates, times)
    counts: list[float] = np.bincount(first, minlength=len(dates) + 1)[:-1].cumsum().astype(float).tolist()
    return counts
