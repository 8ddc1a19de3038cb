"""How features are distributed among known accounts: what is usual, and how far other accounts are from it (drift).

A distribution is kept as a few knots, values at quantiles rounded to three digits, with the share of accounts of each
kind below and up to each knot: aggregates, from which no account can be told. So are the histograms of evidence of
known sources, made of what classifiers say of accounts whose source they have not seen, by which the share of each kind
in an audience is told. Numbers in, numbers out; this module sees no profile and no scikit-learn.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, model_validator

from fakefollow.profiles import BoolArray, FloatArray, IntArray
from fakefollow.scoring.arrays import Floats, Share, Shares, SomeFloats, ascending
from fakefollow.scoring.policy import NOT_ENOUGH_DATA

GENUINE_LEVELS: Final = (0.005, 0.02, 0.05, 0.1, 0.15, 0.25, 0.4, 0.6, 0.75, 0.85, 0.9, 0.95, 0.98, 0.995)
"""Quantiles of genuine accounts at which knots stand; a convention: close in the tails, of which reasons speak."""

OTHER_LEVELS: Final = (0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.98)
"""Quantiles of a mixture of the other kinds at which knots stand; a convention."""

MAX_KNOTS: Final = len(GENUINE_LEVELS) + len(OTHER_LEVELS)

DIGITS: Final = 3
"""Digits of a knot; a convention, as many as a reader takes in."""

SHARE_DECIMALS: Final = 4
"""Decimals of a share; a convention, finer than some thousand accounts can tell."""

ROUNDED: Final = 0.01
"""How far rounded shares of a card may sum from 1: ten of three digits by half of it."""

MAX_BINS: Final = 10
"""Bins of a histogram for drift; tenths are the convention of credit scoring (Siddiqi 2006)."""

MIN_VALUES: Final = 100
"""Below so many accounts, or observed values of a feature, chance alone moves the index too far; a convention."""

STRONG: Final = 0.25
"""From here on a population is called shifted; the convention of credit scoring (Siddiqi 2006). No limit is lower."""

LEAST_SHARE: Final = 0.5 / MIN_VALUES
"""A bin that holds less is as good as empty: half an account of the fewest that are looked at."""

LEAST_EVIDENCE: Final = 0.05
"""Features that carry less of a model's evidence together hardly move a score, drifted or not; a convention."""

NAMED: Final = 5
"""Drifted features that a line names; a convention."""

N_BINS: Final = 20
"""Bins of authenticity, .05 wide; a convention."""


@dataclass(frozen=True, eq=False)
class FeatureDistribution:
    """Distribution of one feature's values among accounts of each kind, where the value was observed.

    For each kind of which values were observed ``below`` is the share of its accounts that have less than each of the
    ascending knots, ``up_to`` of those that have that or less, each of shape (n_knots,).
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    knots: Annotated[SomeFloats, ascending("knots: expected ascending values")]
    below: Mapping[str, Shares]
    up_to: Mapping[str, Shares]

    @model_validator(mode="after")
    def _fits(self) -> Self:
        """Refuse shares that are not one a knot, that fall, or that are of different kinds."""
        if self.below.keys() != self.up_to.keys():
            raise ValueError("below and up_to: expected the same kinds")
        for kind, below in self.below.items():
            up_to = self.up_to[kind]
            if not len(below) == len(up_to) == len(self.knots):
                raise ValueError(f"shares of {kind!r}: expected {len(self.knots)}, one a knot")
            if (np.diff(np.column_stack([below, up_to]).ravel()) < 0.0).any():
                raise ValueError(f"shares of {kind!r}: expected that none falls from knot to knot")
        return self

    @classmethod
    def describe(cls, values: FloatArray, weights: Mapping[str, FloatArray], genuine: str) -> Self:
        """Return the distribution of values (n,), one of them observed at least, by weights (n,) of each kind.

        Knots are quantiles of genuine accounts and of a mixture in which the other kinds weigh the same. Of whole
        numbers in a narrow range, yes and no among them, each is a knot, so that its share is exact.
        """
        seen = ~np.isnan(values)
        order = np.argsort(values[seen], kind="stable")
        ordered = values[seen][order]
        shares = {
            kind: weight[seen][order] / weight[seen].sum() for kind, weight in weights.items() if weight[seen].any()
        }
        others = [share for kind, share in shares.items() if kind != genuine]
        knots = _knots(ordered, shares.get(genuine), np.sum(others, axis=0) if others else None)
        first, last = np.searchsorted(ordered, knots, "left"), np.searchsorted(ordered, knots, "right")
        sums = {kind: np.append(0.0, np.cumsum(share)) for kind, share in shares.items()}
        return cls(
            knots,
            {kind: _rounded(mass[first] / mass[-1]) for kind, mass in sums.items()},
            {kind: _rounded(mass[last] / mass[-1]) for kind, mass in sums.items()},
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the same as plain data, as a card holds it."""
        return {
            "knots": self.knots.tolist(),
            "below": {kind: shares.tolist() for kind, shares in self.below.items()},
            "up_to": {kind: shares.tolist() for kind, shares in self.up_to.items()},
        }

    def lower(self, kind: str, values: FloatArray) -> FloatArray:
        """Return the share of accounts of a kind that have less, at least: between knots that of the knot before."""
        after = np.searchsorted(self.knots, values, "left")
        on_knot = self.knots[np.minimum(after, len(self.knots) - 1)] == values
        before = np.append(0.0, self.up_to[kind])[after]
        return np.where(on_knot, np.append(self.below[kind], 0.0)[after], before)

    def higher(self, kind: str, values: FloatArray) -> FloatArray:
        """Return the share of accounts of a kind that have more, at least: between knots that of the knot after."""
        after = np.searchsorted(self.knots, values, "left")
        on_knot = self.knots[np.minimum(after, len(self.knots) - 1)] == values
        up_to = np.where(on_knot, np.append(self.up_to[kind], 1.0)[after], np.append(self.below[kind], 1.0)[after])
        return np.round(1.0 - up_to, SHARE_DECIMALS)


def _knots(ordered: FloatArray, genuine: FloatArray | None, others: FloatArray | None) -> FloatArray:
    """Return rounded quantiles of ascending values, or every whole number where there are few between them."""
    whole = bool((ordered % 1.0 == 0.0).all())
    if whole and set(ordered[[0, -1]].tolist()) <= {0.0, 1.0}:
        return np.array([0.0, 1.0])
    ranks = [
        _ranks(mass, levels) for mass, levels in ((genuine, GENUINE_LEVELS), (others, OTHER_LEVELS)) if mass is not None
    ]
    quantiles = ordered[np.concatenate(ranks)].tolist()
    knots = np.unique([float(f"{value:.{DIGITS}g}") for value in quantiles])
    return np.arange(knots[0], knots[-1] + 1.0) if whole and knots[-1] - knots[0] < MAX_KNOTS else knots


def _ranks(mass: FloatArray, levels: Sequence[float]) -> NDArray[np.intp]:
    """Return the rank at which each share of the mass is reached."""
    # Rounded, so that a level which meets a cumulated weight exactly does so whatever the order of summation.
    reached = np.round(np.cumsum(mass) / mass.sum(), 12)
    return np.minimum(np.searchsorted(reached, levels), len(mass) - 1)


def _rounded(shares: FloatArray) -> FloatArray:
    return np.clip(np.round(shares, SHARE_DECIMALS), 0.0, 1.0)


@dataclass(frozen=True, eq=False)
class FeatureReference:
    """How one feature is distributed among the accounts that a model was learnt on, by which drift is told.

    ``shares`` are those of the observed accounts in the bins between ``edges``, ``limit`` is how far a known community
    may be from them: every source of genuine accounts alone is far from the mixture of all in a fifth to a half of the
    features, so drift is what no known community of genuine people shows.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    edges: Annotated[Floats, ascending("edges: expected ascending thresholds")]
    shares: Shares
    not_observed: Share
    limit: Annotated[FiniteFloat, Field(gt=0.0)]

    @model_validator(mode="after")
    def _fits(self) -> Self:
        """Refuse shares that are not one a bin."""
        if len(self.shares) != len(self.edges) + 1:
            raise ValueError(f"shares: expected {len(self.edges) + 1}, one a bin, got {len(self.shares)}")
        if abs(self.shares.sum() - 1.0) > ROUNDED:
            raise ValueError(f"shares: expected a sum of 1, got {self.shares.sum():g}")
        return self


class CardFacts(BaseModel):
    """What of a card is calculated with; the rest is for reading."""

    learnt_on: str | tuple[str, ...] = ()
    reference: dict[str, FeatureReference] | None = None
    usual: dict[str, FeatureDistribution] | None = None


def bin_shares(values: FloatArray, edges: FloatArray, weight: FloatArray | None = None) -> FloatArray:
    """Return the share of observed values in each bin, (n_edges + 1,); one on an edge belongs to the bin below."""
    seen = ~np.isnan(values)
    bins = np.searchsorted(edges, values[seen])
    mass = np.bincount(bins, None if weight is None else weight[seen], minlength=len(edges) + 1)
    shares: FloatArray = mass / max(mass.sum(), np.finfo(float).tiny)
    return shares


def stability_index(found: FloatArray, expected: FloatArray) -> float:
    """Return the population stability index of two histograms over the same bins, 0 where they are the same.

    The sum of (p - q) ln(p / q) over the bins (Siddiqi 2006, Credit Risk Scorecards; Yurdakul 2018, Statistical
    Properties of Population Stability Index). Shares below half a percent are raised to that, so that an empty bin
    counts, does not make the index infinite, and counts the same among few accounts and many.
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
    count as drift; communities with below 100 observed values say nothing.
    """
    seen = [(bin_shares(values, edges), _n_observed(values)) for values in communities]
    known = [
        stability_index(found, shares) + 2.0 * index_error(found, shares, n) for found, n in seen if n >= MIN_VALUES
    ]
    return max([STRONG, *known])


def drifted_features(
    features: FloatArray, names: Sequence[str], reference: Mapping[str, FeatureReference]
) -> dict[str, float]:
    """Return the index of every feature that is distributed as in no known community, farthest beyond it first.

    Only observed values are compared: a field that was not observed is told by the coverage, and nothing that it would
    have said entered a score. A feature counts as drifted where its index exceeds its limit by more than what sampling
    brings on average without any drift, (bins - 1) / values (Yurdakul 2018). Sorted by index over limit.
    """
    known = [(column, name) for column, name in enumerate(names) if name in reference]
    found = {name: _index_and_limit(features[:, column], reference[name]) for column, name in known}
    beyond = {name: pair for name, pair in found.items() if pair[0] > pair[1]}
    farthest_first = sorted(beyond.items(), key=lambda item: -item[1][0] / item[1][1])
    return {name: index for name, (index, _) in farthest_first}


def _index_and_limit(values: FloatArray, reference: FeatureReference) -> tuple[float, float]:
    """Return the index of one feature and what it has to exceed to be drift; infinite where nothing can be told."""
    n_values = _n_observed(values)
    if n_values < MIN_VALUES:
        return 0.0, np.inf
    index = stability_index(bin_shares(values, reference.edges), reference.shares)
    return index, reference.limit + len(reference.edges) / n_values


def _n_observed(values: FloatArray) -> int:
    return int((~np.isnan(values)).sum())


def drift_line(drift: Mapping[str, float], evidence_share: float) -> str | None:
    """Return one line on which features drifted and what that means, None where they carry little evidence."""
    if not drift or evidence_share < LEAST_EVIDENCE:
        return None
    what = "1 feature that carries" if len(drift) == 1 else f"{len(drift)} features that carry"
    names = ", ".join(list(drift)[:NAMED] + ["..."] * (len(drift) > NAMED))
    meaning = "stated rates and probabilities may not hold"
    return f"drift in {what} {100 * evidence_share:.0f} % of the evidence ({names}): {meaning}"


def score_distribution(verdict: NDArray[np.str_], **authenticity: FloatArray) -> dict[str, Any]:
    """Return how many accounts have which authenticity, in bins of .05; those without enough data are left out.

    Authenticity comes by what it rests on: ``profile`` alone, or ``fused`` with what the audience says. A value equal
    to one of the ``edges`` belongs to the bin above it, 1 to the last; ``not_enough_data`` is the number left out.
    """
    edges = [step / N_BINS for step in range(N_BINS + 1)]
    enough = verdict != NOT_ENOUGH_DATA
    counts = {name: np.histogram(values[enough], edges)[0].tolist() for name, values in authenticity.items()}
    return {"edges": edges, **counts, "not_enough_data": int((~enough).sum())}


TELLING_RATE: Final = 0.03
"""False-positive rate of genuine accounts beyond whose threshold an account tells that it is of another kind. Of .01,
.02, .03 and .05 the one whose shares err least on pairs of sources left out of the training sets."""

SHOWN: Final = 0.75
"""A source is shown by profiles where so many of its accounts are beyond that threshold; a convention. At two thirds
intervals of Instagram hold more (.89 for .65 of pairs left out) and say little, at a half shares of X err more."""


@dataclass(frozen=True, slots=True, eq=False)
class EvidenceHistograms:
    """Counts of the accounts of every source by what they show, for one pattern of observed fields.

    Of every source there is the number of its kind (0 is genuine), its platform, and the accounts (n_sources, n_kinds -
    1, n_rates + 1) by their likeliest kind but genuine and by the number of thresholds of the detector's
    false-positive rates that their suspicion is above. There evidence counts whole; in ``judged`` (n_sources, n_rates +
    1) it counts as far as verdicts go, which is not beyond the threshold of newcomers and readers.
    """

    name: str
    hidden: tuple[str, ...]
    sources: tuple[str, ...]
    platforms: tuple[str, ...]
    kind_of: NDArray[np.intp]
    counts: IntArray
    judged: IntArray

    def above(self, place: int) -> FloatArray:
        """Return the share of each source that verdicts put above the threshold at a place of the rates."""
        return _above(self.judged, place)

    def shown(self, place: int, known: BoolArray | bool = True) -> BoolArray:
        """Return the known sources that profiles show: genuine ones, and of every other kind the one shown best."""
        above, shown = _above(self.counts.sum(axis=1), place), (self.kind_of == 0) & known
        for kind in range(1, self.counts.shape[1] + 1):
            of_kind = (self.kind_of == kind) & known
            shown |= of_kind & (above >= min(SHOWN, above[of_kind].max(initial=0.0)))
        return np.asarray(shown, np.bool_)


def _above(counts: IntArray, place: int) -> FloatArray:
    """Return what part of counts (n_sources, n_rates + 1) is above the threshold at a place."""
    return np.asarray(counts[:, counts.shape[1] - 1 - place :].sum(axis=1) / counts.sum(axis=1))


def evidence_cells(evidence: FloatArray, mix: FloatArray, thresholds: FloatArray) -> NDArray[np.intp]:
    """Return the cell of each account from its evidence (n, n_kinds - 1): likeliest kind, then thresholds passed.

    ``mix`` (n_kinds - 1,) are the shares of the kinds among accounts that are not genuine.
    """
    weighed = evidence + np.log(mix)
    passed = np.searchsorted(np.sort(thresholds), np.logaddexp.reduce(weighed, axis=1))
    return np.asarray(weighed.argmax(axis=1) * (len(thresholds) + 1) + passed, np.intp)


@dataclass(frozen=True, slots=True, eq=False)
class ShareReference:
    """Histograms of known sources, one for each pattern of observed fields, all fields first."""

    patterns: tuple[EvidenceHistograms, ...]

    def nearest(
        self, observed: Mapping[str, float], weights: Mapping[str, float], fields: Mapping[str, Sequence[str]]
    ) -> EvidenceHistograms:
        """Return the pattern nearest to what was observed.

        ``observed`` is the share of accounts of which each canonical field was observed, ``weights`` the share of the
        model's evidence that each feature carries, ``fields`` the fields that each feature depends on.
        """
        seen = {name: min(observed.get(field, 0.0) for field in fields[name]) for name in weights}

        def distance(pattern: EvidenceHistograms) -> float:
            hidden = set(pattern.hidden)
            return sum(
                weight * abs(seen[name] - float(hidden.isdisjoint(fields[name]))) for name, weight in weights.items()
            )

        return min(self.patterns, key=distance)
