"""From profiles to evidence: step functions of features, and the scorer that measures, looks up and adds.

This is all that scoring needs of a trained classifier: arrays, no scikit-learn. What one feature says is added to what
the others say, and a feature that was not observed (NaN) says exactly 0. Batches and processes change no bit.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from typing import Any, ClassVar, Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from fakefollow.features import FEATURES, ProfileView, UsernameModel, measure, newcomers_and_readers
from fakefollow.profiles import BoolArray, FloatArray, ProfileTable
from fakefollow.scoring.distributions import MIN_VALUES, CardFacts, ShareReference, drifted_features
from fakefollow.scoring.policy import (
    TIE,
    ConformalThresholds,
    Decision,
    FalsePositiveCurve,
    Policy,
    Prior,
    kind_probabilities,
    spared_evidence,
    suspicion,
)

FEWEST_BY_PREFIX: Final = 256  # values: fewer are searched for sooner; a convention
PREFIX_SHIFT: Final = 42  # bits of a float64 behind its prefix
MOST_PREFIXES: Final = 1 << 17  # those of 128 powers of two, a bound on memory; a convention

Progress = Callable[[int], object] | None
Tell = Callable[[ProfileView, FloatArray, FloatArray, FloatArray], list[str]] | None
"""Puts into words what features (n, n_features) and their evidence (n, n_features, n_kinds - 1) say of profiles, and
what is held back of it (n, n_kinds - 1)."""


@dataclass(frozen=True, eq=False)
class EvidenceTables:
    """Step functions of features, for every kind against *genuine*.

    Each feature has ascending thresholds and one more step than these, shape (len(edges) + 1, n_kinds - 1), in nats. A
    value x falls into bin ``sum(edges < x)``, so a value equal to a threshold belongs to the bin below it.
    """

    edges: tuple[FloatArray, ...]
    steps: tuple[FloatArray, ...]

    @property
    def n_kinds(self) -> int:
        """Number of kinds that are told from genuine."""
        return int(self.steps[0].shape[1])

    @cached_property
    def _lookup(self) -> list[tuple[FloatArray, FloatArray]]:
        """Thresholds and steps with one more bin, behind infinity, into which NaN and nothing else falls."""
        return [
            (np.append(edges, np.inf), np.vstack([steps, np.zeros(self.n_kinds)]))
            for edges, steps in zip(self.edges, self.steps, strict=True)
        ]

    def total(self, features: FloatArray) -> FloatArray:
        """Return the sum of evidence, shape (n, n_kinds - 1), of a feature matrix (n, n_features)."""
        total = np.zeros((len(features), self.n_kinds))
        for bins, (_, steps) in zip(self._bins(features), self._lookup, strict=True):
            total += steps.take(bins, axis=0)
        return total

    def by_feature(self, features: FloatArray) -> FloatArray:
        """Return the evidence of each feature, shape (n, n_features, n_kinds - 1)."""
        evidence = np.empty((*features.shape, self.n_kinds))
        for column, (bins, (_, steps)) in enumerate(zip(self._bins(features), self._lookup, strict=True)):
            evidence[:, column] = steps[bins]
        return evidence

    def _bins(self, features: FloatArray) -> Iterator[NDArray[np.intp]]:
        """Yield the bins of the values of each feature; of many, most are found in a table and few are searched for."""
        for values, (edges, _), prefixes in zip(features.T, self._lookup, self._prefixes, strict=True):
            if prefixes is None or len(values) < FEWEST_BY_PREFIX:
                yield edges.searchsorted(values)
                continue
            first, table = prefixes
            prefix = (np.asarray(values, np.float64) + 0.0).view(np.int64) >> PREFIX_SHIFT  # minus zero has a sign
            bins = table.take(prefix - first, mode="clip").astype(np.intp)
            open_ones = np.flatnonzero((bins < 0) | ~(values >= 0.0))
            bins[open_ones] = edges.searchsorted(values[open_ones])
            yield bins

    @cached_property
    def _prefixes(self) -> list[tuple[int, NDArray[np.signedinteger[Any]]] | None]:
        """By feature a first prefix and the bin of the values of it and each next one, -1 if of several bins.

        A prefix is the exponent of a number and ten bits behind it; the last stands for all larger numbers.
        """
        tables: list[tuple[int, NDArray[np.signedinteger[Any]]] | None] = []
        for edges in self.edges:
            ends = edges[edges > 0.0][[0, -1]].view(np.int64) >> PREFIX_SHIFT if (edges > 0.0).any() else np.zeros(2)
            if not 0 < ends[0] <= ends[1] < ends[0] + MOST_PREFIXES:
                tables.append(None)
                continue
            starts = (np.arange(ends[0] - 1, ends[1] + 3) << PREFIX_SHIFT).view(np.float64)
            starts[0] = 0.0
            bins = edges.searchsorted(starts)
            of_one = np.where(bins[:-1] == bins[1:], bins[:-1], -1)
            tables.append((int(ends[0] - 1), of_one.astype(np.min_scalar_type(-1 - len(edges)))))
        return tables

    def with_intercept_spread(self, intercept: FloatArray, shares: FloatArray) -> Self:
        """Return tables with an intercept (n_kinds - 1,) in their observed bins, by shares that sum to 1.

        Fully observed rows keep their log-odds; a row of which nothing was observed comes to 0.
        """
        moved = tuple(steps + intercept * share for steps, share in zip(self.steps, shares, strict=True))
        return replace(self, steps=moved)

    def of_features(self, numbers: Sequence[int]) -> Self:
        """Return the tables of some features, in the order given."""
        edges, steps = (tuple(arrays[n] for n in numbers) for arrays in (self.edges, self.steps))
        return replace(self, edges=edges, steps=steps)

    def scaled(self, factors: Sequence[float] | FloatArray) -> Self:
        """Return the tables with the evidence of each kind multiplied by a factor."""
        return replace(self, steps=tuple(steps * np.asarray(factors) for steps in self.steps))

    def plus(self, other: Self) -> Self:
        """Return the tables of the same features that say what both say together."""
        edges = tuple(np.union1d(a, b) for a, b in zip(self.edges, other.edges, strict=True))
        ends = [np.append(both, np.inf) for both in edges]  # the largest value of each bin
        parts = [
            [s[e.searchsorted(x)] for e, s, x in zip(of.edges, of.steps, ends, strict=True)] for of in (self, other)
        ]
        return replace(self, edges=edges, steps=tuple(a + b for a, b in zip(*parts, strict=True)))

    def simplified(self, decimals: int) -> Self:
        """Return the tables with rounded steps, neighbouring bins that then say the same being one."""
        rounded = [np.round(steps, decimals) + 0.0 for steps in self.steps]
        merged = [_merge_equal(edges, steps) for edges, steps in zip(self.edges, rounded, strict=True)]
        return replace(self, edges=tuple(e for e, _ in merged), steps=tuple(s for _, s in merged))


def _merge_equal(edges: FloatArray, steps: FloatArray) -> tuple[FloatArray, FloatArray]:
    differs = (steps[1:] != steps[:-1]).any(axis=1)
    return edges[differs], steps[np.append(True, differs)]


def bin_edges(values: FloatArray, weight: FloatArray, max_bins: int) -> FloatArray:
    """Return at most ``max_bins - 1`` ascending thresholds, halfway between observed values.

    Every observed value gets a bin if there are few of them; otherwise bins hold about the same weight.
    """
    observed = ~np.isnan(values)
    distinct, members = np.unique(values[observed], return_inverse=True)
    if len(distinct) < 2:
        return np.zeros(0)
    middles: FloatArray = distinct[:-1] / 2 + distinct[1:] / 2
    if len(distinct) <= max_bins:
        return middles
    mass = np.cumsum(np.bincount(members, weights=weight[observed]))
    levels = np.arange(1, max_bins) / max_bins
    # Rounded, so that a level which meets a cumulated weight exactly does so whatever the order of summation.
    ranks = np.searchsorted(np.round(mass / mass[-1], 12), np.round(levels, 12))
    edges: FloatArray = middles[np.unique(np.minimum(ranks, len(middles) - 1))]
    return edges


def to_bins(features: FloatArray, edges: Sequence[FloatArray]) -> FloatArray:
    """Return the number of each value's bin, as a float; NaN stays NaN."""
    bins = np.full_like(features, np.nan)
    for column, of_feature in enumerate(edges):
        seen = ~np.isnan(features[:, column])
        bins[seen, column] = np.searchsorted(of_feature, features[seen, column], side="left")
    return bins


ONE_SIDED: Final = 0.2
"""Coverage, at most, of who shows followers and not accounts followed, or the other way round: many of either are usual
for whom has many of both. Without one, 12 % of genuine accounts held out were called; below the least coverage of the
default policy nobody is."""


class Weighed(NamedTuple):
    """What profiles say: evidence (n, n_kinds - 1) in nats, observed share of the model's (n,), reasons in words.

    ``held`` (n, n_kinds - 1) is what newcomers and readers show beyond that evidence, and are not called by.
    """

    evidence: FloatArray
    coverage: FloatArray
    texts: list[str] | None
    held: FloatArray


@dataclass(frozen=True, eq=False)
class AdditiveScorer:
    """What scoring and explaining need of a model; its parameters are those of `Detector`."""

    BATCH_ROWS: ClassVar = 4096
    """Rows measured at a time: columns stay in the processor's cache. 256 rows take twice, 80,000 a quarter longer."""

    PARALLEL_ROWS: ClassVar = 100_000
    """Below this a second process costs more than it saves; a convention."""

    name: str
    platform: str
    kinds: tuple[str, ...]
    features: tuple[str, ...]
    tables: EvidenceTables
    weights: FloatArray
    username_model: UsernameModel
    prior: Prior
    curve: FalsePositiveCurve
    policy: Policy = field(default_factory=Policy)
    card: Mapping[str, Any] = field(default_factory=dict)
    conformal: ConformalThresholds | None = None
    shares: ShareReference | None = None

    @cached_property
    def known(self) -> CardFacts:
        """What of the card is calculated with, checked."""
        return CardFacts.model_validate(self.card)

    @property
    def learnt_on(self) -> tuple[str, ...]:
        """Platforms of the accounts that the model was learnt on."""
        of = self.known.learnt_on or self.platform
        return (of,) if isinstance(of, str) else of

    def measure(self, table: ProfileTable) -> FloatArray:
        """Return the model's features of every profile, shape (n, n_features), NaN where not observed."""
        matrix = np.empty((len(table), len(self.features)), order="F")
        for rows in self._batches(len(table)):
            matrix[rows] = measure(table[rows], self.features, self.username_model)
        return matrix

    def weigh(
        self, table: ProfileTable, tell: Tell = None, n_jobs: int | None = None, progress: Progress = None
    ) -> Weighed:
        """Return what profiles say, large tables shared out among processes; progress is called with rows done."""
        if len(table) < self.PARALLEL_ROWS:
            return self._weigh(table, tell, progress)
        from joblib import Parallel, delayed, effective_n_jobs

        n_parts = effective_n_jobs(n_jobs)
        if n_parts == 1:
            return self._weigh(table, tell, progress)
        bounds = np.linspace(0, len(table), n_parts + 1).astype(int)
        parts = [table[a:b] for a, b in pairwise(bounds.tolist())]
        # Without max_nbytes joblib would write profiles to temporary files.
        done: list[Weighed] = Parallel(n_jobs=n_jobs, max_nbytes=None)(
            delayed(self._weigh)(part, tell) for part in parts
        )
        return Weighed(
            np.concatenate([part.evidence for part in done]),
            np.concatenate([part.coverage for part in done]),
            None if tell is None else [text for part in done for text in part.texts or ()],
            np.concatenate([part.held for part in done]),
        )

    def _weigh(self, table: ProfileTable, tell: Tell, progress: Progress = None) -> Weighed:
        evidence, held = np.empty((2, len(table), self.tables.n_kinds))
        coverage = np.empty(len(table))
        texts: list[str] | None = None if tell is None else []
        for rows in self._batches(len(table)):
            view = ProfileView(table[rows], self.username_model)
            features = view.measure(self.features)
            evidence[rows] = self.tables.total(features)
            held[rows] = self.held_of_newcomers(view, evidence[rows])
            evidence[rows] -= held[rows]
            # The weights are such that adding them rounds nothing, in whatever order.
            coverage[rows] = self.weights @ ~np.isnan(features).T
            lacking = np.isnan(features[:, self.balanced]).any(axis=1)
            coverage[rows] = np.where(lacking, np.minimum(coverage[rows], ONE_SIDED), coverage[rows])
            if tell is not None and texts is not None:
                texts += tell(view, features, self.tables.by_feature(features), held[rows])
            if progress is not None:
                progress(len(features))
        return Weighed(evidence, coverage, texts, held)

    def _batches(self, n_rows: int) -> Iterator[slice]:
        size = self.BATCH_ROWS
        return (slice(start, min(start + size, n_rows)) for start in range(0, n_rows, size))

    def decide(
        self, prior: FloatArray, evidence: FloatArray, coverage: FloatArray, policy: Policy | None = None
    ) -> Decision:
        """Return what prior log-odds (n_kinds - 1,) and evidence come to; by the model's policy if none is given."""
        rule = self.policy if policy is None else policy
        log_odds = prior + evidence
        probability = kind_probabilities(log_odds)
        authenticity = probability[:, 0].copy()
        verdict = rule.verdicts(self.kinds[1:], log_odds, authenticity, coverage, rule.cuts(prior, self.curve))
        return Decision(log_odds, probability, authenticity, verdict)

    def held_of_newcomers(self, view: ProfileView, evidence: FloatArray) -> FloatArray:
        """Return how much of the evidence (n, n_kinds - 1) does not count: newcomers and readers are never called."""
        if not self.knows_posts:
            return np.zeros_like(evidence)
        held = spared_evidence(evidence, np.ones(len(evidence), np.bool_), self.curve, self.policy)
        return np.where(newcomers_and_readers(view)[:, np.newaxis], held, 0.0) if held.any() else held

    @cached_property
    def balanced(self) -> list[int]:
        """Indices of followers and accounts followed, where the model weighs both: one alone misleads."""
        both = [index for index, name in enumerate(self.features) if name in ("followers_count", "following_count")]
        return both if len(both) == 2 and self.knows_posts else []

    @cached_property
    def knows_posts(self) -> bool:
        """Whether the model looks at posts, without which nobody is known to have only read."""
        return any("posts_count" in FEATURES[name].fields for name in self.features)

    def held_back(
        self, prior: FloatArray, profile: FloatArray, company: FloatArray, alone: BoolArray, rule: Policy
    ) -> FloatArray:
        """Return how much of what company says does not count, (n, n_kinds - 1) in nats: it alone calls nobody.

        Of accounts of which company ``alone`` (n,) speaks it counts no further than to the authenticity below which
        accounts are called.
        """
        cut, _ = rule.cuts(prior, self.curve)
        log_odds, held = prior + profile + company, np.zeros_like(company)
        alone = alone & (kind_probabilities(log_odds)[:, 0] < cut)
        odds, said = np.exp(log_odds[alone]), np.maximum(company[alone], 0.0)
        by_company = np.where(said > 0.0, odds, 0.0).sum(axis=1)
        room = np.maximum((1.0 - cut) / max(cut, TIE) - (odds.sum(axis=1) - by_company), TIE)
        beyond = np.log(np.maximum(by_company / room, 1.0)) + TIE
        held[alone] = np.clip(beyond[:, np.newaxis], 0.0, said)
        return held

    def suspicion(self, evidence: FloatArray) -> FloatArray:
        """Return what speaks against genuine (n,) in nats, by the model's own mix of kinds."""
        return suspicion(evidence, self.prior.mix())

    def drift_of(self, features: FloatArray) -> dict[str, float] | None:
        """Return the drift of accounts by their features (n, n_features), see `Scores.drift`."""
        reference = self.known.reference
        if reference is None or len(features) < MIN_VALUES:
            return None
        return drifted_features(features, self.features, reference)

    def evidence_share(self, features: Iterable[str]) -> float:
        """Return the share of the model's evidence that features carry together, 0 to 1."""
        return float(self.weights[np.isin(self.features, list(features))].sum())
