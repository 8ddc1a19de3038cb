"""What a detector keeps of the accounts that it was learnt on: thresholds, how features lie, and counts for shares.

Aggregates only: no row of the accounts can be told from them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from statistics import NormalDist
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from fakefollow.audience.share import SourceMixture, corrected, misfit, unseen_errors
from fakefollow.evaluation import LabelledAccounts
from fakefollow.features import FEATURES, UsernameModel, measure
from fakefollow.profiles import BoolArray, FloatArray
from fakefollow.scoring import (
    GENUINE,
    MAX_BINS,
    SHOWN,
    ConformalThresholds,
    EvidenceHistograms,
    FalsePositiveCurve,
    FeatureDistribution,
    Prior,
    ShareReference,
    bin_edges,
    bin_shares,
    index_limit,
    spared_evidence,
    suspicion,
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

GENUINE_QUANTILES: Final = (0.9, 0.95, 0.98)
KIND_QUANTILES: Final = (0.25, 0.5, 0.75)
"""Coarse edges: evidence that few genuine accounts have, and what half of the kind have; a convention."""

POOLED_QUANTILES: Final = tuple(n / 7.0 for n in range(1, 7))
"""Further edges, for where the accounts are like those of the reference; a convention."""

MOST_BINS: Final = 400
"""More bins would hold too few accounts of a source; beyond, only coarse edges stay. A convention."""

LEAST_OBSERVED: Final = 0.7
"""Share of the evidence of a pattern that an account shows at least; a convention."""

LEAST_ACCOUNTS: Final = 30
"""Accounts of a source that make a distribution; a convention."""

UNCERTAIN_RATE: Final = 0.1
"""False-positive rate at which it is asked whether profiles show a source: the uncertain rate of the default policy."""

TESTED_SHARES: Final = (0.0, 0.1, 0.3, 0.6, 0.8)
TESTED_SIZE: Final = 1000
"""Made-up audiences on which intervals are tested; a convention."""

STRETCHES: Final = (1.0, 1.25, 1.5, 1.75, 2.0)
"""Factors by which errors of unseen sources are stretched, smallest first, until intervals hold."""

LEAST_COVERED: Final = 0.8
"""Part of the intervals that is to hold the truth, kinds weighing the same; where it takes more than to stretch errors
twofold, an interval would be so wide that it says nothing, and the part that was reached is stated instead."""

FIT_QUANTILE: Final = 0.95
"""Share of the made-up audiences of known sources that count as well fitted; a convention."""

LEAST_LIMIT: Final = 0.1
"""Nats a follower; no limit of the fit is lower, for sources that are all alike say little of others."""


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
    kinds = (GENUINE, *accounts.other_kinds)
    groups = _groups(accounts, shown, kinds)
    if {kind for kind, _ in groups} != set(range(len(kinds))):
        return None
    weight = balancing_weights(accounts.kinds, accounts.sources)
    grid = [
        _edges(evidence[:, index], weight, accounts.kinds == GENUINE, accounts.kinds == kind, shown, settings.decimals)
        for index, kind in enumerate(kinds[1:])
    ]
    if _n_bins(grid) > MOST_BINS:
        grid = [(edges[bounds], bounds[bounds]) for edges, bounds in grid]
    if _n_bins(grid) > MOST_BINS:
        return None
    rows, kind_of = list(groups.values()), np.array([kind for kind, _ in groups])
    judged = evidence - spared_evidence(evidence, held_out.spared, curve, settings.policy)
    above = suspicion(judged, prior.mix())[:, np.newaxis] > curve.thresholds
    flagged = np.array([above[r].sum(axis=0) for r in rows])
    n_flagged = flagged[:, curve.place(UNCERTAIN_RATE)]
    empty = EvidenceHistograms(
        name,
        hidden,
        tuple(edges for edges, _ in grid),
        tuple(bounds for _, bounds in grid),
        tuple(source for _, source in groups),
        kind_of,
        np.zeros((len(rows), 0), np.int64),
        flagged,
        _shown(kind_of, n_flagged / np.array([len(r) for r in rows])),
    )
    counts = np.array([np.bincount(empty.place(evidence[r]), minlength=_n_bins(grid)) for r in rows])
    return with_limits(replace(empty, counts=counts), [accounts.platforms.get(source) for _, source in groups])


def _n_bins(grid: Sequence[tuple[FloatArray, BoolArray]]) -> int:
    return int(np.prod([len(edges) + 1 for edges, _ in grid]))


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


def _shown(kind_of: NDArray[np.intp], share_flagged: FloatArray) -> BoolArray:
    """Return the sources that profiles show; every kind keeps the one that is shown best."""
    shown: BoolArray = (kind_of == 0) | (share_flagged >= SHOWN)
    for kind in set(kind_of.tolist()):
        of_kind = np.flatnonzero(kind_of == kind)
        shown[of_kind[np.argmax(share_flagged[of_kind])]] = True
    return shown


def _edges(
    evidence: FloatArray, weight: FloatArray, genuine: BoolArray, of_kind: BoolArray, shown: BoolArray, decimals: int
) -> tuple[FloatArray, BoolArray]:
    """Return the edges along one axis, and which of them are coarse."""

    def quantiles(rows: BoolArray, at: Sequence[float]) -> FloatArray:
        order = np.argsort(evidence[rows], kind="stable")
        mass = np.cumsum(weight[rows][order])
        ranks = np.minimum(np.searchsorted(mass, np.array(at) * mass[-1]), len(order) - 1)
        values: FloatArray = np.round(evidence[rows][order][ranks], decimals) + 0.0
        return values

    coarse = np.unique(
        np.concatenate([quantiles(shown & genuine, GENUINE_QUANTILES), quantiles(shown & of_kind, KIND_QUANTILES)])
    )
    edges = np.unique(np.concatenate([coarse, quantiles(shown, POOLED_QUANTILES)]))
    return edges, np.isin(edges, coarse)


def with_limits(histograms: EvidenceHistograms, platforms: Sequence[str | None]) -> EvidenceHistograms:
    """Return histograms with stretches and fit limit, found by leaving out sources and, of several platforms, each.

    The evidence of a platform left out is that of classifiers which lack the source, not the whole platform.
    """
    names, shown = np.array(histograms.sources), np.flatnonzero(histograms.shown)
    pairs = [*product(shown[histograms.kind_of[shown] == 0], shown[histograms.kind_of[shown] > 0])]
    own = _tested(histograms, [(a, b, (names[a], names[b])) for a, b in pairs], STRETCHES)
    if own is None:
        return replace(histograms, fit_limit=LEAST_LIMIT)
    stretch, covered, limit = own
    known = replace(histograms, stretch=stretch, covered=covered, fit_limit=round(max(limit, LEAST_LIMIT), 3))
    of = {one: tuple(names[[platform == one for platform in platforms]].tolist()) for one in platforms}
    together = [(a, b, of[platforms[a]]) for a, b in pairs if len(of) > 1 and platforms[a] == platforms[b]]
    abroad = _tested(histograms, together, [factor for factor in STRETCHES if factor >= stretch])
    return known if abroad is None else replace(known, foreign_stretch=abroad[0], foreign_covered=abroad[1])


def _tested(
    histograms: EvidenceHistograms, cases: Sequence[tuple[int, int, tuple[str, ...]]], stretches: Sequence[float]
) -> tuple[float, float, float] | None:
    """Return stretch, part of the intervals that held and usual misfit where sources are left out; None if none can be.

    In each case a population is mixed of a genuine and another source while some sources are left out, those two among
    them; the errors that an audit would state are those of leaving out one more.
    """
    mixture = SourceMixture.of(histograms)
    density = histograms.counts / histograms.counts.sum(axis=1, keepdims=True)
    present = {absent: mixture.without(np.array([absent])) for _, _, absent in cases}
    tried = {of: unseen_errors(histograms, mixture, of) for of, left in present.items() if mixture.complete(left)[0]}
    errors = {of: found for of, found in tried.items() if len(found.false) and len(found.missed)}
    cases = [case for case in cases if case[2] in errors]
    if not cases:
        return None
    mixed = [TESTED_SIZE * ((1.0 - s) * density[a] + s * density[b]) for a, b, _ in cases for s in TESTED_SHARES]
    counts = histograms.merged(np.array(mixed))
    left = np.vstack([present[of] for _, _, of in cases]).repeat(len(TESTED_SHARES), axis=0)
    shares, expected = mixture.explain(counts, left)
    estimates, kind = 1.0 - shares[:, 0].reshape(len(cases), -1), histograms.kind_of[[b for _, b, _ in cases]]
    for stretch in stretches:
        pairs = zip(estimates, (errors[of] for _, _, of in cases), strict=True)
        held = np.array([_covers(share, error.false, error.missed, stretch) for share, error in pairs])
        covered = float(np.mean([held[kind == code].mean() for code in set(kind.tolist())]))
        if covered >= LEAST_COVERED:
            break
    return stretch, round(covered, 3), float(np.quantile(misfit(counts, expected), FIT_QUANTILE))


def _covers(estimates: FloatArray, false: FloatArray, missed: FloatArray, stretch: float) -> float:
    """Return for which part of the tested shares an interval of level 95 % would hold the share."""
    steps = [NormalDist().inv_cdf(p) for p in np.arange(0.05, 1.0, 0.1).tolist()]
    held = []
    for share, truth in zip(estimates.tolist(), TESTED_SHARES, strict=True):
        chance = np.sqrt(max(share * (1.0 - share), 1.0 / TESTED_SIZE) / TESTED_SIZE)
        worlds = np.array(list(product(share + chance * np.array(steps), stretch * false, stretch * missed)))
        low, high = np.quantile(corrected(*worlds.T), [0.025, 0.975])
        held.append(min(low, share) <= truth + 0.005 and truth <= max(high, share) + 0.005)
    return float(np.mean(held))
