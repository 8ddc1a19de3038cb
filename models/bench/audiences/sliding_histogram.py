"""Sliding histogram: the only published way to find purchases in a follower list, written anew to compare with.

After Zouzou and Varol 2024 (EPJ Data Science 13:62), from the description of the method alone. Where each account's
creation lies between the oldest account of the list and the youngest one so far is counted in windows of the follower
order; a cell that holds far more than its bin usually does is suspicious. What is usual is the median of the list
itself, so it turns round where more than half of a list was bought. Sees creation dates and their order only.
"""

from typing import Final

import numpy as np

from fakefollow.profiles import FloatArray

WINDOW: Final = 200
STRIDE: Final = 40
N_BINS: Final = 12

LEAST_SPREAD: Final = 1.0
"""Followers: the interquartile range of a bin that is almost always empty would be 0, and every score infinite."""


def sliding_histogram(created_at: FloatArray) -> FloatArray:
    """Return how anomalous the creation of each follower is for its place in the list.

    Parameters
    ----------
    created_at : ndarray of float64, shape (n,)
        Creation times in seconds, oldest follower first, NaN where not observed.

    Returns
    -------
    ndarray of float64, shape (n,)
        Largest score of the cells that hold the follower: interquartile ranges above the median of the bin. 0 where
        the creation time is not observed, and everywhere with fewer than 200 known times, for which the method is
        not defined.

    Examples
    --------
    >>> import numpy as np
    >>> float(sliding_histogram(np.arange(400.0)).max())
    0.0
    """
    anomaly = np.zeros(len(created_at))
    known = np.flatnonzero(~np.isnan(created_at))
    if len(known) >= WINDOW:
        bins = _bins(created_at[known])
        starts = np.append(np.arange(0, len(known) - WINDOW, STRIDE), len(known) - WINDOW)
        anomaly[known] = _largest(_cell_scores(bins, starts), starts, bins)
    return anomaly


def _bins(created_at: FloatArray) -> np.ndarray:
    """Return the bin of each creation between the oldest account of the list and the youngest so far."""
    first = created_at.min()
    span = np.maximum.accumulate(created_at) - first
    position = np.divide(created_at - first, span, out=np.ones_like(span), where=span > 0)
    bins: np.ndarray = np.minimum((position * N_BINS).astype(np.intp), N_BINS - 1)
    return bins


def _cell_scores(bins: np.ndarray, starts: np.ndarray) -> FloatArray:
    """Return how far each cell lies above the median of its bin, shape (n_windows, n_bins)."""
    total = np.concatenate([np.zeros((1, N_BINS)), np.cumsum(np.eye(N_BINS)[bins], axis=0)])
    counts = total[starts + WINDOW] - total[starts]
    low, middle, high = np.quantile(counts, (0.25, 0.5, 0.75), axis=0)
    scores: FloatArray = (counts - middle) / np.maximum(high - low, LEAST_SPREAD)
    return scores


def _largest(scores: FloatArray, starts: np.ndarray, bins: np.ndarray) -> FloatArray:
    """Return the largest score of each follower's bin over the windows that it is in."""
    rank = np.arange(len(bins))
    first = np.searchsorted(starts, rank - WINDOW, side="right")
    last = np.searchsorted(starts, rank, side="right") - 1
    largest = np.full(len(bins), -np.inf)
    for step in range(int((last - first).max()) + 1):
        largest = np.maximum(largest, scores[np.minimum(first + step, last), bins])
    return largest
