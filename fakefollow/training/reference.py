"""What a detector keeps of the accounts that it was learnt on: thresholds, how features lie, and counts for shares.

Aggregates only: no row of the accounts can be told from them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from fakefollow.evaluation import LabelledAccounts
from fakefollow.features import FEATURES, UsernameModel, measure
from fakefollow.profiles import BoolArray, FloatArray
from fakefollow.scoring import (
    GENERIC,
    GENUINE,
    MAX_BINS,
    ConformalThresholds,
    EvidenceHistograms,
    FalsePositiveCurve,
    FeatureDistribution,
    Prior,
    ShareReference,
    bin_edges,
    bin_shares,
    evidence_cells,
    index_limit,
    spared_evidence,
)
from fakefollow.training.classifier import balancing_weights
from fakefollow.training.crossfit import TrainingSettings

DIGITS: Final = 4
"""Digits of edges and shares on the card; a convention."""

PATTERNS: Final[Mapping[str, tuple[str, ...]]] = {
    "all fields": (),
    "no location, link and banner": ("location", "url", "has_banner"),
    "no lists, link and banner": ("listed_count", "url", "has_banner"),
    "no likes, banner and settings": ("likes_count", "has_banner", "default_profile", "geo_enabled"),
    "no pictures and settings": ("default_profile_image", "has_banner", "default_profile", "geo_enabled"),
    "numbers and dates": (
        *("username", "username_length", "name", "description", "description_length", "location", "url"),
        *("default_profile_image", "has_banner", "default_profile", "geo_enabled"),
    ),
}
"""Fields that lists of followers and exports lack together, by the formats that the readers know."""

LEAST_OBSERVED: Final = 0.7
"""Share of the evidence of a pattern that an account shows at least; a convention."""

LEAST_ACCOUNTS: Final = 30
"""Accounts of a source that make a distribution; a convention."""


def conformal_thresholds(suspected: FloatArray, accounts: LabelledAccounts, decimals: int) -> ConformalThresholds:
    """Return thresholds of calibrated held-out suspicion (n,), sources of a kind weighing the same.

    Suspicion comes from a classifier that lacks the source, so this is cross-conformal prediction (Vovk 2015) by
    sources: thresholds hold as far as sources yet to come are like those known.
    """
    not_genuine = accounts.kinds != GENUINE
    weight = balancing_weights(accounts.kinds, accounts.sources)
    return ConformalThresholds.fit(suspected, not_genuine, weight, accounts.sources).rounded_down(decimals)


def describe_reference(
    accounts: LabelledAccounts, names: Sequence[str], usernames: UsernameModel, prior: Prior
) -> dict[str, dict[str, Any]]:
    """Return bins, shares and drift limit of every observed feature, as plain data for the card.

    Kinds have the shares of the prior, and every source of a kind weighs the same. ``limit`` is how far the genuine
    accounts of any one source lie from these shares.
    """
    shares = {GENUINE: 1.0 - sum(prior.shares.values()), **prior.shares}
    weight = balancing_weights(accounts.kinds, accounts.sources)
    weight *= np.array([shares[kind] for kind in accounts.kinds.tolist()])
    genuine = accounts.kinds == GENUINE
    communities = [genuine & (accounts.sources == source) for source in np.unique(accounts.sources[genuine])]
    observed = _observed(accounts, names, usernames)
    return {name: _describe(values, weight / weight.sum(), communities) for name, values in observed.items()}


def describe_usual(
    accounts: LabelledAccounts, names: Sequence[str], usernames: UsernameModel
) -> dict[str, dict[str, Any]]:
    """Return the distribution of every observed feature by kind, sources weighing the same, for the card."""
    weight = balancing_weights(accounts.kinds, accounts.sources)
    kinds = (GENUINE, *accounts.other_kinds)
    weights = {kind: np.where(accounts.kinds == kind, weight, 0.0) for kind in kinds}
    observed = _observed(accounts, names, usernames)
    return {name: FeatureDistribution.describe(v, weights, GENUINE).to_dict() for name, v in observed.items()}


def _observed(accounts: LabelledAccounts, names: Sequence[str], usernames: UsernameModel) -> dict[str, FloatArray]:
    """Return the values of every feature that any account shows."""
    columns = zip(names, measure(accounts.table, names, usernames).T, strict=True)
    return {name: values for name, values in columns if not np.isnan(values).all()}


def _describe(values: FloatArray, weight: FloatArray, communities: Iterable[BoolArray]) -> dict[str, Any]:
    """Return at most ten bins of a feature at quantiles, their shares of the observed, and its drift limit."""
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


@dataclass(frozen=True, slots=True, eq=False)
class HeldOutEvidence:
    """Calibrated evidence (n, n_features, n_kinds - 1) of accounts by classifiers that lack their source, in nats."""

    features: tuple[str, ...]
    weights: FloatArray
    evidence: FloatArray
    observed: BoolArray
    spared: BoolArray

    def without(self, hidden: Sequence[str]) -> tuple[FloatArray, BoolArray]:
        """Return evidence (n, n_kinds - 1) without what hidden fields say, and accounts that show enough."""
        left = np.array([set(hidden).isdisjoint(FEATURES[name].fields) for name in self.features])
        weights = self.weights * left
        shown = self.observed @ weights >= LEAST_OBSERVED * weights.sum() - 1e-9
        return np.einsum("nfk,f->nk", self.evidence, left.astype(np.float64)), shown & (weights.sum() > 0)


def held_out_evidence(
    features: tuple[str, ...],
    weights: FloatArray,
    parts: Iterable[tuple[BoolArray, FloatArray, BoolArray]],
    spared: BoolArray,
) -> HeldOutEvidence:
    """Return the evidence of all accounts from that of each fold: rows, evidence by feature, observed."""
    parts = list(parts)
    evidence = np.zeros((len(spared), *parts[0][1].shape[1:]))
    observed = np.zeros((len(spared), len(features)), np.bool_)
    for rows, of_fold, seen in parts:
        evidence[rows], observed[rows] = of_fold, seen
    return HeldOutEvidence(features, weights, evidence, observed, spared)


def share_reference(
    held_out: HeldOutEvidence,
    accounts: LabelledAccounts,
    prior: Prior,
    curve: FalsePositiveCurve,
    settings: TrainingSettings,
) -> ShareReference | None:
    """Return the reference for shares of audiences, None where the sources are too few or too small."""
    tried: set[tuple[bool, ...]] = set()
    patterns = []
    for name, hidden in PATTERNS.items():
        kept = tuple(set(hidden).isdisjoint(FEATURES[feature].fields) for feature in held_out.features)
        if kept not in tried:
            tried.add(kept)
            patterns.append(_histograms(name, hidden, held_out, accounts, prior, curve, settings))
    known = tuple(histograms for histograms in patterns if histograms is not None)
    return ShareReference(known) if known and known[0].hidden == () else None


def _histograms(
    name: str,
    hidden: tuple[str, ...],
    held_out: HeldOutEvidence,
    accounts: LabelledAccounts,
    prior: Prior,
    curve: FalsePositiveCurve,
    settings: TrainingSettings,
) -> EvidenceHistograms | None:
    """Return the counts of every source where some fields are hidden, None where a kind has too few accounts."""
    evidence, shown = held_out.without(hidden)
    judged = evidence - spared_evidence(evidence, held_out.spared, curve, settings.policy)
    kinds = (GENUINE, *accounts.other_kinds)
    groups = _groups(accounts, shown, kinds)
    if {kind for kind, _ in groups} != set(range(len(kinds))):
        return None
    shape = (len(kinds) - 1, len(curve.rates) + 1)
    counts, of_judged = (
        np.array([np.bincount(cells[rows], minlength=shape[0] * shape[1]) for rows in groups.values()])
        for cells in (evidence_cells(nats, prior.mix(), curve.thresholds) for nats in (evidence, judged))
    )
    return EvidenceHistograms(
        name,
        hidden,
        tuple(source for _, source in groups),
        tuple(accounts.platforms.get(source) or GENERIC for _, source in groups),
        np.array([kind for kind, _ in groups]),
        counts.reshape(-1, *shape),
        of_judged.reshape(-1, *shape).sum(axis=1),
    )


def _groups(
    accounts: LabelledAccounts, shown: BoolArray, kinds: Sequence[str]
) -> dict[tuple[int, str], NDArray[np.intp]]:
    """Return the rows of each kind and source that has enough accounts."""
    pairs = sorted(set(zip(accounts.kinds.tolist(), accounts.sources.tolist(), strict=True)))
    rows = {
        (kinds.index(kind), source): np.flatnonzero(shown & (accounts.kinds == kind) & (accounts.sources == source))
        for kind, source in pairs
    }
    return {key: rows[key] for key in sorted(rows) if len(rows[key]) >= LEAST_ACCOUNTS}
