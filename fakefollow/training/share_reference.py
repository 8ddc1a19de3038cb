"""What a detector keeps so that shares of an audience can be told: counts of held-out evidence in cells.

Every account is judged by a classifier that lacks its source. Aggregates only: counts of accounts in cells.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from statistics import NormalDist
from typing import Final

import numpy as np
from numpy.typing import NDArray

from fakefollow.audience.share import SourceMixture, corrected, misfit, unseen_errors
from fakefollow.evaluation import LabelledAccounts
from fakefollow.features import FEATURES
from fakefollow.profiles import BoolArray, FloatArray
from fakefollow.scoring import GENUINE, SHOWN, EvidenceHistograms, FalsePositiveCurve, ShareReference
from fakefollow.training.classifier import balancing_weights

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
"""Fields that lists of followers and exports lack together."""

GENUINE_QUANTILES: Final = (0.9, 0.95, 0.98)
KIND_QUANTILES: Final = (0.25, 0.5, 0.75)
"""Coarse edges: evidence that few genuine accounts have, and what half of the accounts of the kind have."""

POOLED_QUANTILES: Final = tuple(n / 7.0 for n in range(1, 7))
"""Further edges, for where the accounts are like those of the reference."""

MOST_CELLS: Final = 400
LEAST_OBSERVED: Final = 0.7
"""Share of the evidence of a pattern that an account shows at least."""

LEAST_ACCOUNTS: Final = 30
UNCERTAIN_RATE: Final = 0.1
TESTED_SHARES: Final = (0.0, 0.1, 0.3, 0.6, 0.8)
TESTED_SIZE: Final = 1000
STRETCHES: Final = (1.0, 1.25, 1.5, 2.0)
LEAST_COVERED: Final = 0.8
"""Part of the intervals that is to hold the truth, kinds weighing the same; where it takes more than to stretch errors
twofold, an interval would be so wide that it says nothing, and the part that was reached is stated instead."""

FIT_QUANTILE: Final = 0.95
LEAST_LIMIT: Final = 0.1
"""Nats a follower; no limit of the fit is lower, for sources that are all alike say little of others."""


@dataclass(frozen=True, slots=True, eq=False)
class HeldOutEvidence:
    """What each feature says of every account, by a classifier that lacks its source.

    Parameters
    ----------
    features : tuple of str
        Names of the features.
    weights : ndarray of shape (n_features,)
        Share of the evidence that each carries.
    evidence : ndarray of shape (n, n_features, n_kinds - 1)
        Calibrated evidence in nats; 0 where not observed.
    observed : ndarray of bool, shape (n, n_features)
        Where the feature was observed.
    """

    features: tuple[str, ...]
    weights: FloatArray
    evidence: FloatArray
    observed: BoolArray

    def without(self, hidden: Sequence[str]) -> tuple[FloatArray, BoolArray]:
        """Return evidence (n, n_kinds - 1) without what hidden fields say, and accounts that show enough."""
        left = np.array([set(hidden).isdisjoint(FEATURES[name].fields) for name in self.features])
        weights = self.weights * left
        shown = self.observed @ weights >= LEAST_OBSERVED * weights.sum() - 1e-9
        return np.einsum("nfk,f->nk", self.evidence, left.astype(np.float64)), shown & (weights.sum() > 0)


def share_reference(
    said: HeldOutEvidence, accounts: LabelledAccounts, curve: FalsePositiveCurve, decimals: int
) -> ShareReference | None:
    """Return the reference for shares of audiences, None where the sources are too few or too small.

    Parameters
    ----------
    said : HeldOutEvidence
        What is said of the accounts.
    accounts : LabelledAccounts
        The accounts, with kinds and sources.
    curve : FalsePositiveCurve
        Thresholds of the detector.
    decimals : int
        Digits that edges are rounded to.
    """
    seen: set[tuple[bool, ...]] = set()
    patterns = []
    for name, hidden in PATTERNS.items():
        kept = tuple(set(hidden).isdisjoint(FEATURES[feature].fields) for feature in said.features)
        if kept not in seen:
            seen.add(kept)
            patterns.append(_score_cells(name, hidden, said, accounts, curve, decimals))
    found = tuple(cells for cells in patterns if cells is not None)
    return ShareReference(found) if found and found[0].hidden == () else None


def _score_cells(
    name: str,
    hidden: tuple[str, ...],
    said: HeldOutEvidence,
    accounts: LabelledAccounts,
    curve: FalsePositiveCurve,
    decimals: int,
) -> EvidenceHistograms | None:
    evidence, shown = said.without(hidden)
    kinds = (GENUINE, *accounts.other_kinds)
    groups = _groups(accounts, shown, kinds)
    if {kind for kind, _ in groups} != set(range(len(kinds))):
        return None
    weight = balancing_weights(accounts.kinds, accounts.sources)
    grid = [
        _edges(evidence[:, place], weight, accounts.kinds == GENUINE, accounts.kinds == kind, shown, decimals)
        for place, kind in enumerate(kinds[1:])
    ]
    if _n_cells(grid) > MOST_CELLS:
        grid = [(edges[bounds], bounds[bounds]) for edges, bounds in grid]
    return _counted(name, hidden, grid, evidence, groups, curve) if _n_cells(grid) <= MOST_CELLS else None


def _n_cells(grid: Sequence[tuple[FloatArray, BoolArray]]) -> int:
    return int(np.prod([len(edges) + 1 for edges, _ in grid]))


def _counted(
    name: str,
    hidden: tuple[str, ...],
    grid: Sequence[tuple[FloatArray, BoolArray]],
    evidence: FloatArray,
    groups: Mapping[tuple[int, str], NDArray[np.intp]],
    curve: FalsePositiveCurve,
) -> EvidenceHistograms:
    """Count the accounts of every source in the cells of a grid."""
    rows = list(groups.values())
    kind_of = np.array([kind for kind, _ in groups])
    flagged = np.array(
        [[(evidence[r] > limits).any(axis=1).sum() for limits in curve.thresholds] for r in rows]
    )
    often = flagged[:, int(np.searchsorted(curve.rates, UNCERTAIN_RATE))]
    empty = EvidenceHistograms(
        name,
        hidden,
        tuple(edges for edges, _ in grid),
        tuple(bounds for _, bounds in grid),
        tuple(source for _, source in groups),
        kind_of,
        np.zeros((len(rows), 0), np.int64),
        flagged,
        _shown(kind_of, often / np.array([len(r) for r in rows])),
    )
    size = int(np.prod(empty.shape))
    counts = np.array([np.bincount(empty.place(evidence[r]), minlength=size) for r in rows])
    return _with_limits(replace(empty, counts=counts))


def _groups(
    accounts: LabelledAccounts, shown: BoolArray, kinds: Sequence[str]
) -> dict[tuple[int, str], NDArray[np.intp]]:
    """Return the rows of each kind and source that has enough accounts."""
    pairs = sorted(set(zip(accounts.kinds.tolist(), accounts.sources.tolist(), strict=True)))
    rows = {
        (kinds.index(kind), source): np.flatnonzero(
            shown & (accounts.kinds == kind) & (accounts.sources == source)
        )
        for kind, source in pairs
    }
    return {key: rows[key] for key in sorted(rows) if len(rows[key]) >= LEAST_ACCOUNTS}


def _shown(kind_of: NDArray[np.intp], often: FloatArray) -> BoolArray:
    """Return the sources that profiles show; every kind keeps the one that is shown best."""
    shown: BoolArray = (kind_of == 0) | (often >= SHOWN)
    for kind in set(kind_of.tolist()):
        of_kind = np.flatnonzero(kind_of == kind)
        shown[of_kind[np.argmax(often[of_kind])]] = True
    return shown


def _edges(
    said: FloatArray,
    weight: FloatArray,
    genuine: BoolArray,
    of_kind: BoolArray,
    shown: BoolArray,
    decimals: int,
) -> tuple[FloatArray, BoolArray]:
    """Return the edges along one axis, and which of them are coarse."""

    def quantiles(rows: BoolArray, at: Sequence[float]) -> FloatArray:
        order = np.argsort(said[rows], kind="stable")
        mass = np.cumsum(weight[rows][order])
        places = np.searchsorted(mass, np.array(at) * mass[-1])
        found: FloatArray = np.round(said[rows][order][np.minimum(places, len(order) - 1)], decimals) + 0.0
        return found

    coarse = np.unique(
        np.concatenate(
            [quantiles(shown & genuine, GENUINE_QUANTILES), quantiles(shown & of_kind, KIND_QUANTILES)]
        )
    )
    edges = np.unique(np.concatenate([coarse, quantiles(shown, POOLED_QUANTILES)]))
    return edges, np.isin(edges, coarse)


def _with_limits(cells: EvidenceHistograms) -> EvidenceHistograms:
    """Find stretch and fit limit by leaving out one genuine and one other source at a time.

    Both are left out together, a population is mixed of the two, and the errors that an audit would state are those
    of leaving out a third.
    """
    mixture = SourceMixture.of(cells)
    names, density = np.array(cells.sources), cells.counts / cells.counts.sum(axis=1, keepdims=True)
    shown = np.flatnonzero(cells.shown)
    pairs = [
        (a, b)
        for a, b in product(shown[cells.kind_of[shown] == 0], shown[cells.kind_of[shown] > 0])
        if mixture.complete(mixture.without(np.array([[names[a], names[b]]])))[0]
    ]
    if not pairs:
        return replace(cells, fit_limit=LEAST_LIMIT)
    mixed = [TESTED_SIZE * ((1.0 - s) * density[a] + s * density[b]) for a, b in pairs for s in TESTED_SHARES]
    counts = cells.merged(np.array(mixed))
    present = mixture.without(np.array([[names[a], names[b]] for a, b in pairs])).repeat(
        len(TESTED_SHARES), axis=0
    )
    shares, expected = mixture.explain(counts, present)
    found = 1.0 - shares[:, 0].reshape(len(pairs), -1)
    errors = [unseen_errors(cells, mixture, (names[a], names[b])) for a, b in pairs]
    usable = np.array([bool(len(error.false) and len(error.missed)) for error in errors])
    if not usable.any():
        return replace(cells, fit_limit=LEAST_LIMIT)
    kind = cells.kind_of[[b for _, b in pairs]]
    for stretch in STRETCHES:
        held = np.array(
            [
                _covers(share, error.false, error.missed, stretch) if known else np.nan
                for share, error, known in zip(found, errors, usable, strict=True)
            ]
        )
        covered = float(np.mean([held[usable & (kind == one)].mean() for one in set(kind[usable].tolist())]))
        if covered >= LEAST_COVERED:
            break
    limit = float(np.quantile(misfit(counts, expected), FIT_QUANTILE))
    return replace(
        cells, stretch=stretch, covered=round(covered, 3), fit_limit=round(max(limit, LEAST_LIMIT), 3)
    )


def _covers(found: FloatArray, false: FloatArray, missed: FloatArray, stretch: float) -> float:
    """Return for which part of the tested shares an interval of level 95 % would hold the share."""
    steps = [NormalDist().inv_cdf(p) for p in np.arange(0.05, 1.0, 0.1).tolist()]
    held = []
    for share, truth in zip(found.tolist(), TESTED_SHARES, strict=True):
        chance = np.sqrt(max(share * (1.0 - share), 1.0 / TESTED_SIZE) / TESTED_SIZE)
        worlds = np.array(list(product(share + chance * np.array(steps), stretch * false, stretch * missed)))
        low, high = np.quantile(corrected(*worlds.T), [0.025, 0.975])
        held.append(min(low, share) <= truth + 0.005 and truth <= max(high, share) + 0.005)
    return float(np.mean(held))


def held_out_evidence(
    features: tuple[str, ...],
    weights: FloatArray,
    parts: Iterable[tuple[BoolArray, FloatArray, BoolArray]],
    n_accounts: int,
) -> HeldOutEvidence:
    """Put together what was said of the accounts of each fold: rows, evidence by feature, observed."""
    parts = list(parts)
    evidence = np.zeros((n_accounts, *parts[0][1].shape[1:]))
    observed = np.zeros((n_accounts, len(features)), np.bool_)
    for rows, said, seen in parts:
        evidence[rows], observed[rows] = said, seen
    return HeldOutEvidence(features, weights, evidence, observed)
