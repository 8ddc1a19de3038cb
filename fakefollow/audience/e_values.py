"""Evidence that more of a group are of some category than organic arrival brings, as log e-values.

An e-value is a likelihood ratio, or a mean of such: where nothing is in excess it is 1 on average at most, so it
exceeds 1 / p with a chance of at most p (Markov), however many overlapping groups are looked at beside it
(Vovk and Wang 2021). Its logarithm is evidence in nats. Knows counts and shares, not what they count.
"""

from typing import Final

import numpy as np

from fakefollow.table import FloatArray

BOUGHT_SHARES: Final = np.array([0.05, 0.15, 0.4, 0.7, 0.95])
"""Alternatives, all thought equally likely: this share of the group comes from one stock, beside organic arrivals."""

FEWEST: Final = 3
"""Fewer of a category are no excess."""

NOTHING: Final = -5.0
"""Log e-value where no category is in excess: a lower bound, which keeps an e-value what it is."""

LARGEST_SHARE: Final = 0.97
"""A category that organic arrivals fill to this share cannot be in excess."""


def excess_evidence(counts: FloatArray, size: FloatArray, shares: FloatArray) -> FloatArray:
    """Return how much speaks for an excess in one of several categories, in nats, for every group.

    Parameters
    ----------
    counts : ndarray of shape (n_groups, n_categories)
        Accounts of each category.
    size : ndarray of shape (n_groups,)
        Accounts of each group whose category is known.
    shares : ndarray of shape (n_groups, n_categories)
        Largest share of each category that is still organic, 0 to 1.

    Returns
    -------
    ndarray of shape (n_groups,)
        Logarithm of the mean over categories and alternatives of the likelihood ratio.

    Examples
    --------
    >>> import numpy as np
    >>> counts = np.array([[2.0, 18.0], [19.0, 1.0]])
    >>> excess_evidence(counts, np.array([20.0, 20.0]), np.array([[0.9, 0.1], [0.9, 0.1]])).round(1).tolist()
    [32.6, -0.7]
    """
    whole = np.broadcast_to(size[:, None], counts.shape)
    possible = (counts >= FEWEST) & (counts > whole * shares) & (shares <= LARGEST_SHARE)
    group, category = np.nonzero(possible)
    nats = _log_likelihood_ratio(
        counts[group, category],
        whole[group, category],
        np.maximum(shares[group, category], 1e-6),
    )
    return _log_mean(nats, group, len(counts), counts.shape[1])


def _log_likelihood_ratio(count: FloatArray, size: FloatArray, share: FloatArray) -> FloatArray:
    """Return the log of the mean over alternatives of the binomial likelihood ratio, shape (n,)."""
    bought = BOUGHT_SHARES[:, None]
    raised = share + (1.0 - share) * bought
    nats = count * np.log(raised / share) + (size - count) * np.log1p(-bought)
    return log_mean_exp(nats, axis=0)


def log_mean_exp(values: FloatArray, axis: int) -> FloatArray:
    """Return ln(mean(exp(values))) along an axis."""
    mean: FloatArray = np.logaddexp.reduce(values, axis=axis) - np.log(values.shape[axis])
    return mean


def _log_mean(nats: FloatArray, group: np.ndarray, n_groups: int, n_categories: int) -> FloatArray:
    """Return the log-mean over the categories of each group, those left out counting as 0."""
    largest = np.full(n_groups, NOTHING)
    np.maximum.at(largest, group, nats)
    total = np.bincount(group, np.exp(nats - largest[group]), n_groups)
    with np.errstate(divide="ignore"):
        means: FloatArray = largest + np.log(total) - np.log(n_categories)
    return np.maximum(means, NOTHING)
