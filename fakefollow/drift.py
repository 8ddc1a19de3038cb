"""Drift: how far the accounts scored are from those that a model was learnt on, feature by feature.

Numbers in, numbers out; this module sees no profile and no scikit-learn.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from fakefollow.table import FloatArray

MAX_BINS: Final = 10
MAX_ROWS: Final = 10_000
"""Accounts that the index is worked out on at most."""

MIN_VALUES: Final = 100
"""Below so many accounts, or observed values of a feature, chance alone moves the index too far."""

STRONG: Final = 0.25
"""From here on a population is called shifted; the convention of credit scoring (Siddiqi 2006)."""

LEAST_SHARE: Final = 1e-4
NAMED: Final = 5


def bin_shares(values: FloatArray, edges: FloatArray, weight: FloatArray | None = None) -> FloatArray:
    """Return the share of the observed values in each bin, shape (n_edges + 1,); 0 where nothing was observed.

    Parameters
    ----------
    values : ndarray of shape (n,)
        Values of one feature, NaN where not observed.
    edges : ndarray of shape (n_edges,)
        Ascending thresholds; a value equal to a threshold belongs to the bin below it.
    weight : ndarray of shape (n,), optional
        Weight of each account; all the same by default.
    """
    seen = ~np.isnan(values)
    bins = np.searchsorted(edges, values[seen])
    mass = np.bincount(bins, None if weight is None else weight[seen], minlength=len(edges) + 1)
    shares: FloatArray = mass / max(mass.sum(), np.finfo(float).tiny)
    return shares


def stability_index(found: FloatArray, expected: FloatArray, n_values: int) -> float:
    """Return the population stability index of two histograms over the same bins.

    The sum of (p - q) ln(p / q) over the bins (Siddiqi 2006, Credit Risk Scorecards; Yurdakul 2018,
    Statistical Properties of Population Stability Index). Shares below half an account, or below 1e-4, are
    raised to that, so that an empty bin counts and does not make the index infinite.

    Parameters
    ----------
    found, expected : ndarray of shape (n_bins,)
        Shares of the accounts looked at and of the reference.
    n_values : int
        Values behind ``found``.

    Returns
    -------
    float
        0 where the histograms are the same, no upper end.

    Examples
    --------
    >>> import numpy as np
    >>> round(stability_index(np.array([0.2, 0.8]), np.array([0.5, 0.5]), 1000), 3)
    0.416
    """
    least = max(LEAST_SHARE, 0.5 / n_values)
    p, q = np.maximum(found, least), np.maximum(expected, least)
    return float(((p - q) * np.log(p / q)).sum())


def drifted_features(
    features: FloatArray, names: Sequence[str], reference: Mapping[str, Mapping[str, Any]]
) -> dict[str, float]:
    """Return the index of every feature that is distributed otherwise than in the reference, largest first.

    Only observed values are compared: a field that was not observed is told by the coverage, and nothing that
    it would have said entered a score. A feature with fewer than 100 observed values is left out. A feature
    counts as drifted where its index exceeds .25 by more than what sampling brings on average without any
    drift, (bins - 1) / values (Yurdakul 2018).

    Parameters
    ----------
    features : ndarray of shape (n, n_features)
        Features of the accounts looked at, NaN where not observed.
    names : sequence of str
        Names of the columns.
    reference : mapping of str to mapping
        For each feature ``edges`` and ``shares`` of the bins of the accounts that the model was learnt on; a
        feature that is not there is left out.
    """
    known = [(place, name) for place, name in enumerate(names) if name in reference]
    found = {name: _excess(features[:, place], reference[name]) for place, name in known}
    beyond = {name: index for name, (index, limit) in found.items() if index > limit}
    return dict(sorted(beyond.items(), key=lambda item: -item[1]))


def _excess(values: FloatArray, reference: Mapping[str, Any]) -> tuple[float, float]:
    """Return the index of one feature and the limit above which it is drift."""
    n_values = int((~np.isnan(values)).sum())
    if n_values < MIN_VALUES:
        return 0.0, STRONG
    edges = np.array(reference["edges"], np.float64)
    index = stability_index(bin_shares(values, edges), np.array(reference["shares"]), n_values)
    return index, STRONG + len(edges) / n_values


def drift_line(drift: Mapping[str, float]) -> str:
    """Say in one line in how many features the accounts differ, the strongest by name, and what that means.

    Examples
    --------
    >>> drift_line({"account_age_days": 1.5, "following_count": 0.3})
    'drift in 2 features (account_age_days, following_count): stated rates and probabilities may not hold'
    """
    noun = "feature" if len(drift) == 1 else "features"
    names = list(drift)[:NAMED] + ["..."] * (len(drift) > NAMED)
    return f"drift in {len(drift)} {noun} ({', '.join(names)}): stated rates and probabilities may not hold"
