"""Series: a list of any size as small data for pictures, by rank and creation date and by when followers came.

Knows ranks and times, nothing of who draws them. Numbers of bins are conventions: about a pixel or two each.
"""

from itertools import pairwise
from typing import Any, Final

import numpy as np

from fakefollow.audience.order import DAY, FollowTimes, utc_time
from fakefollow.profiles import FloatArray

RANK_BINS: Final = 200
DATE_BINS: Final = 100
FEWEST_DATE_BINS: Final = 20
"""A short list has a bin of dates for two followers, but not fewer than this: smaller ones would hardly be seen."""


def timeline(created_at: FloatArray, authenticity: FloatArray, followed_at: FloatArray) -> dict[str, Any] | None:
    """Return ranks against creation dates as plain data to draw; None where fewer than two dates are known.

    Creation dates and estimated follow times are in seconds, authenticity is fused, oldest follower first. Told are
    ``rank_edges``, ``created_edges`` (ISO), ``followers`` (counts, ranks by dates), ``authenticity`` (mean of each
    bin of ranks) and ``followed_at`` (ISO, at each edge of ranks).
    """
    known = ~np.isnan(created_at)
    if known.sum() < 2:
        return None
    n = len(created_at)
    rank_edges = np.unique(np.linspace(0, n, min(RANK_BINS, n) + 1).astype(np.int64))
    first, last = float(created_at[known].min()), float(created_at[known].max())
    n_dates = min(max(n // 2, FEWEST_DATE_BINS), DATE_BINS)
    dates = np.linspace(first, max(last, first + DAY), n_dates + 1)
    rank_bin = np.repeat(np.arange(len(rank_edges) - 1), np.diff(rank_edges))
    parts = (created_at[start:stop] for start, stop in pairwise(rank_edges.tolist()))
    counts = [np.histogram(part[~np.isnan(part)], dates)[0].tolist() for part in parts]
    mean = np.bincount(rank_bin, authenticity) / np.bincount(rank_bin)
    at_edges = followed_at[np.minimum(rank_edges, n - 1)]
    return {
        "rank_edges": rank_edges.tolist(),
        "created_edges": [iso_time(edge) for edge in dates.tolist()],
        "followers": counts,
        "authenticity": mean.tolist(),
        "followed_at": [iso_time(edge) for edge in at_edges.tolist()],
    }


def iso_time(seconds: float) -> str | None:
    """Return a time as ISO text to the second, None where it is not known."""
    time = utc_time(seconds)
    return None if time is None else time.isoformat()


N_DATES: Final = 200


def growth(times: FollowTimes) -> dict[str, Any] | None:
    """Return how many followers had come by each of at most 200 evenly spaced dates.

    ``dates`` (ISO), ``followers`` by the estimated times, and from ``low`` to ``high`` by the bounds of each time, all
    nondecreasing. Followers in any order; those without a time are not counted. None where no two times differ.
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
    return [float(count) for count in np.searchsorted(np.sort(times), dates, side="right")]
