"""Drift: how far the accounts scored are from those that a model was learnt on, feature by feature.

Communities differ: every source of genuine accounts alone is far from the mixture of all in a fifth to a half of the
features. So each feature has a limit of its own, as far as any one of these sources goes, and drift is what no known
community of genuine people shows.

Numbers in, numbers out; this module sees no profile and no scikit-learn.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import numpy as np

from fakefollow.profiles import FloatArray

MAX_BINS: Final = 10
MAX_ROWS: Final = 10_000
"""Accounts that the index is worked out on at most."""

MIN_VALUES: Final = 100
"""Below so many accounts, or observed values of a feature, chance alone moves the index too far."""

STRONG: Final = 0.25
"""From here on a population is called shifted; the convention of credit scoring (Siddiqi 2006). No limit is lower."""

LEAST_EVIDENCE: Final = 0.05
"""Features that carry less of a model's evidence together hardly move a score, whatever their drift."""

LEAST_SHARE: Final = 0.5 / MIN_VALUES
"""A bin that holds less is as good as empty: half an account of the fewest that are looked at."""

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


def stability_index(found: FloatArray, expected: FloatArray) -> float:
    """Return the population stability index of two histograms over the same bins.

    The sum of (p - q) ln(p / q) over the bins (Siddiqi 2006, Credit Risk Scorecards; Yurdakul 2018,
    Statistical Properties of Population Stability Index). Shares below half a percent are raised to that, so that
    an empty bin counts, does not make the index infinite, and counts the same among few accounts and many.

    Parameters
    ----------
    found, expected : ndarray of shape (n_bins,)
        Shares of the accounts looked at and of the reference.

    Returns
    -------
    float
        0 where the histograms are the same, no upper end.

    Examples
    --------
    >>> import numpy as np
    >>> round(stability_index(np.array([0.2, 0.8]), np.array([0.5, 0.5])), 3)
    0.416
    """
    p, q = np.maximum(found, LEAST_SHARE), np.maximum(expected, LEAST_SHARE)
    return float(((p - q) * np.log(p / q)).sum())


def index_error(found: FloatArray, expected: FloatArray, n_values: int) -> float:
    """Return the standard error of the index that sampling ``n_values`` accounts brings, by the delta method."""
    p, q = np.maximum(found, LEAST_SHARE), np.maximum(expected, LEAST_SHARE)
    slope = np.log(p / q) + 1.0 - q / p
    mean = (found * slope).sum()
    return float(np.sqrt((found * (slope - mean) ** 2).sum() / n_values))


def index_limit(communities: Iterable[FloatArray], edges: FloatArray, shares: FloatArray) -> float:
    """Return how large the index of a known community may be, .25 at least.

    The largest of any one community, and twice its standard error, lest further accounts of that same community
    count as drift.

    Parameters
    ----------
    communities : iterable of ndarray
        Values of one feature among the genuine accounts of each source; below 100 observed ones say nothing.
    edges, shares : ndarray
        Of the bins of all accounts that the model was learnt on.
    """
    seen = [(bin_shares(values, edges), _n_observed(values)) for values in communities]
    known = [
        stability_index(found, shares) + 2.0 * index_error(found, shares, n)
        for found, n in seen
        if n >= MIN_VALUES
    ]
    return max([STRONG, *known])


def drifted_features(
    features: FloatArray, names: Sequence[str], reference: Mapping[str, Mapping[str, Any]]
) -> dict[str, float]:
    """Return the index of every feature that is distributed as in no known community, farthest beyond it first.

    Only observed values are compared: a field that was not observed is told by the coverage, and nothing that
    it would have said entered a score. A feature with fewer than 100 observed values is left out.
    A feature counts as drifted where its index exceeds its limit by more than what sampling brings on average
    without any drift, (bins - 1) / values (Yurdakul 2018). Features are sorted by index over limit.

    Parameters
    ----------
    features : ndarray of shape (n, n_features)
        Features of the accounts looked at, NaN where not observed.
    names : sequence of str
        Names of the columns.
    reference : mapping of str to mapping
        For each feature ``edges`` and ``shares`` of the bins of the accounts that the model was learnt on, and
        ``limit``, see `index_limit`; a feature that is not there is left out.
    """
    known = [(place, name) for place, name in enumerate(names) if name in reference]
    found = {name: _index_and_limit(features[:, place], reference[name]) for place, name in known}
    beyond = {name: pair for name, pair in found.items() if pair[0] > pair[1]}
    farthest_first = sorted(beyond.items(), key=lambda item: -item[1][0] / item[1][1])
    return {name: index for name, (index, _) in farthest_first}


def _index_and_limit(values: FloatArray, reference: Mapping[str, Any]) -> tuple[float, float]:
    """Return the index of one feature and what it has to exceed to be drift; infinite where nothing can be told."""
    n_values = _n_observed(values)
    edges = np.array(reference["edges"], np.float64)
    if n_values < MIN_VALUES:
        return 0.0, np.inf
    index = stability_index(bin_shares(values, edges), np.array(reference["shares"]))
    return index, reference["limit"] + len(edges) / n_values


def _n_observed(values: FloatArray) -> int:
    return int((~np.isnan(values)).sum())


def drift_line(drift: Mapping[str, float], evidence_share: float) -> str | None:
    """Say in one line in what features the accounts differ and what that means, None where it hardly matters.

    Parameters
    ----------
    drift : mapping of str to float
        What `drifted_features` found; the first five are named.
    evidence_share : float
        Share of the model's evidence that these features carry together; below 5 % there is nothing to say.

    Examples
    --------
    >>> drift_line({"has_banner": 1.5}, 0.18)
    'drift in 1 feature that carries 18 % of the evidence (has_banner): stated rates and probabilities may not hold'
    """
    if not drift or evidence_share < LEAST_EVIDENCE:
        return None
    what = "1 feature that carries" if len(drift) == 1 else f"{len(drift)} features that carry"
    names = ", ".join(list(drift)[:NAMED] + ["..."] * (len(drift) > NAMED))
    meaning = "stated rates and probabilities may not hold"
    return f"drift in {what} {100 * evidence_share:.0f} % of the evidence ({names}): {meaning}"
