"""What a detector keeps of the accounts that it was learnt on: conformal thresholds, and how features lie.

Aggregates only: no row of the accounts can be told from them.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np

from fakefollow.evaluation import LabelledAccounts
from fakefollow.features import UsernameModel, measure
from fakefollow.profiles import BoolArray, FloatArray
from fakefollow.scoring import (
    GENUINE,
    MAX_BINS,
    ConformalThresholds,
    FeatureDistribution,
    Prior,
    bin_edges,
    bin_shares,
    index_limit,
)
from fakefollow.training.classifier import balancing_weights

DIGITS: Final = 4


def conformal_thresholds(
    evidence: FloatArray, accounts: LabelledAccounts, decimals: int
) -> ConformalThresholds:
    """Return conformal thresholds, all other kinds, and every source of a kind, weighing the same.

    What is said of an account comes from a classifier that lacks its source, so this is cross-conformal
    prediction (Vovk 2015) by sources: thresholds hold as far as sources yet to come are like those known.

    Parameters
    ----------
    evidence : ndarray of shape (n, n_kinds - 1)
        Calibrated held-out evidence of each account, in nats, prior left out.
    accounts : LabelledAccounts
        The same accounts with kinds and sources.
    decimals : int
        Digits that thresholds are rounded down to.
    """
    not_genuine = accounts.kinds != GENUINE
    weight = balancing_weights(accounts.kinds, accounts.sources)
    return ConformalThresholds.fit(evidence, not_genuine, weight, accounts.sources).rounded_down(decimals)


def describe_reference(
    accounts: LabelledAccounts, names: Sequence[str], usernames: UsernameModel, prior: Prior
) -> dict[str, dict[str, Any]]:
    """Return how features are distributed among the training accounts, as plain data for the card.

    Kinds have the shares of the prior, and every source of a kind weighs the same.

    Returns
    -------
    dict of str to dict
        For each feature that was observed ``edges`` of at most ten bins at quantiles, the ``shares`` of the
        observed accounts in them, the share of accounts ``not_observed``, and as ``limit`` how far the genuine
        accounts of any one source may lie from these shares, see `fakefollow.scoring.drift`; four digits each.
    """
    shares = {GENUINE: 1.0 - sum(prior.shares.values()), **prior.shares}
    weight = balancing_weights(accounts.kinds, accounts.sources)
    weight *= np.array([shares[kind] for kind in accounts.kinds.tolist()])
    columns = zip(names, measure(accounts.table, names, usernames).T, strict=True)
    communities = _genuine_communities(accounts)
    return {
        name: _describe(values, weight / weight.sum(), communities)
        for name, values in columns
        if not np.isnan(values).all()
    }


def describe_usual(
    accounts: LabelledAccounts, names: Sequence[str], usernames: UsernameModel
) -> dict[str, dict[str, Any]]:
    """Return how the values of features are distributed among the accounts of each kind, for the card.

    Every source of a kind weighs the same.

    Returns
    -------
    dict of str to dict
        For each feature that was observed the ``knots`` and, for each kind of which it was observed, the shares
        ``below`` and ``up_to`` each knot, see `fakefollow.scoring.distributions`.
    """
    weight = balancing_weights(accounts.kinds, accounts.sources)
    kinds = (GENUINE, *accounts.other_kinds)
    weights = {kind: np.where(accounts.kinds == kind, weight, 0.0) for kind in kinds}
    columns = zip(names, measure(accounts.table, names, usernames).T, strict=True)
    return {
        name: FeatureDistribution.describe(values, weights, GENUINE).to_dict()
        for name, values in columns
        if not np.isnan(values).all()
    }


def _genuine_communities(accounts: LabelledAccounts) -> list[BoolArray]:
    """Return the rows of the genuine accounts of each source."""
    genuine = accounts.kinds == GENUINE
    return [genuine & (accounts.sources == source) for source in np.unique(accounts.sources[genuine])]


def _describe(values: FloatArray, weight: FloatArray, communities: Iterable[BoolArray]) -> dict[str, Any]:
    edges = np.array([float(f"{edge:.{DIGITS}g}") for edge in bin_edges(values, weight, MAX_BINS)])
    edges = np.unique(edges)
    shares = np.round(bin_shares(values, edges, weight), DIGITS)
    limit = index_limit((values[rows] for rows in communities), edges, shares)
    return {
        "edges": edges.tolist(),
        "shares": shares.tolist(),
        "not_observed": round(float(weight[np.isnan(values)].sum()), DIGITS),
        "limit": round(limit, DIGITS),
    }
