"""Evidence that more of a group are of some category than organic arrival brings, as log e-values.

An e-value is a likelihood ratio, or a mean of such: where nothing is in excess it is 1 on average at most, so it
exceeds 1 / p with a chance of at most p (Markov), however many overlapping groups are looked at beside it
(Vovk and Wang 2021). Its logarithm is evidence in nats. Knows counts and shares, not what they count.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from fakefollow.table import BoolArray, FloatArray

BOUGHT_SHARES: Final = np.array([0.15, 0.4, 0.7, 0.95])
"""Alternatives, all thought equally likely: this share of the group comes from one stock, beside organic arrivals.

A smaller share over a long stretch of the list is drip, which is no event.
"""

FEWEST: Final = 3
"""Fewer of a category are no excess."""

NOTHING: Final = -5.0
"""Log e-value where no category is in excess: stands for an e-value of 0, and is too small to matter in a mean."""

LARGEST_SHARE: Final = 0.97
"""A category that organic arrivals fill to this share cannot be in excess."""

SMALLEST_SHARE: Final = 1e-6
"""No category is taken for rarer than this."""


def excess_evidence(
    counts: FloatArray, size: FloatArray, allowed: FloatArray, spans: Sequence[int] = (1,)
) -> FloatArray:
    """Return how much speaks for an excess in one of several categories, in nats, for every group.

    Parameters
    ----------
    counts : ndarray of shape (n_groups, n_categories + 1)
        Accounts of each category, as running sums over the categories that begin with 0.
    size : ndarray of shape (n_groups,)
        Accounts of each group whose category is known.
    allowed : ndarray of shape (n_groups, n_categories + 1)
        Most accounts of each category that are still organic on average; running sums likewise.
    spans : sequence of int, default=(1,)
        How many categories in a row are taken as one, each at most ``n_categories``.

    Returns
    -------
    ndarray of shape (n_groups,)
        Logarithm of the mean over spans, categories and alternatives of the likelihood ratio; about `NOTHING` at
        least.

    Examples
    --------
    >>> import numpy as np
    >>> counts = np.array([[0.0, 2.0, 20.0], [0.0, 19.0, 20.0]])
    >>> allowed = np.array([[0.0, 18.0, 20.0], [0.0, 18.0, 20.0]])
    >>> excess_evidence(counts, np.array([20.0, 20.0]), allowed).round(1).tolist()
    [32.8, -0.7]
    """
    over = counts - allowed
    nats = []
    for span in spans:
        group, first = _places(over[:, span:] > over[:, :-span])
        count = counts[group, first + span] - counts[group, first]
        enough = count >= FEWEST
        group, first, count = group[enough], first[enough], count[enough]
        most = allowed[group, first + span] - allowed[group, first]
        share = np.maximum(most / size[group], SMALLEST_SHARE)
        possible = share <= LARGEST_SHARE
        group, count, share = group[possible], count[possible], share[possible]
        ratio = _log_likelihood_ratio(count, size[group], share)
        nats.append(_log_mean(ratio, group, len(counts), counts.shape[1] - span))
    return log_mean_exp(np.stack(nats))


def _places(holds: BoolArray) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return rows and columns where something holds; faster than `numpy.nonzero` where it seldom does."""
    place = np.flatnonzero(holds)
    return place // holds.shape[1], place % holds.shape[1]


def _log_likelihood_ratio(count: FloatArray, size: FloatArray, share: FloatArray) -> FloatArray:
    """Return the log of the mean over alternatives of the binomial likelihood ratio, shape (n,)."""
    bought = BOUGHT_SHARES[:, None]
    raised = share + (1.0 - share) * bought
    nats = count * np.log(raised / share) + (size - count) * np.log1p(-bought)
    return log_mean_exp(nats)


def log_mean_exp(values: FloatArray) -> FloatArray:
    """Return ln(mean(exp(values))) over the first axis; values are finite."""
    largest = values.max(axis=0)
    mean: FloatArray = largest + np.log(np.exp(values - largest).mean(axis=0))
    return mean


def _log_mean(nats: FloatArray, group: NDArray[np.intp], n_groups: int, n_categories: int) -> FloatArray:
    """Return the log-mean over the categories of each group, those left out counting as 0."""
    largest = np.full(n_groups, NOTHING)
    np.maximum.at(largest, group, nats)
    total = np.bincount(group, np.exp(nats - largest[group]), n_groups)
    with np.errstate(divide="ignore"):
        means: FloatArray = largest + np.log(total) - np.log(n_categories)
    return np.maximum(means, NOTHING)
