"""From evidence to probabilities, verdicts and prediction sets: priors, curves, policies, conformal thresholds.

Numbers in, numbers out; this module sees no profile and no scikit-learn.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from numbers import Real
from typing import Annotated, Any, Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, ConfigDict, Field, ValidationInfo

from fakefollow.errors import expect, shown
from fakefollow.profiles import BoolArray, FloatArray
from fakefollow.scoring.arrays import Levels, LowerBounds, SomeFloats, as_many_as, ascending

Cuts = tuple[float, float]

GENUINE: Final = "genuine"
PURCHASED: Final = "purchased"
UNCERTAIN: Final = "uncertain"
NOT_ENOUGH_DATA: Final = "not_enough_data"
AUTHENTIC: Final = "authentic"

GENERIC: Final = "generic"
"""Name and platform of the model that is for every platform."""

FALSE_POSITIVE_RATES: Final = (0.001, 0.002, 0.005, 0.01, 0.015, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3)
"""Rates for which a model file keeps thresholds; a convention, dense around the default of .02."""

LEVELS: Final = (0.8, 0.9, 0.95, 0.99)
"""Levels for which a model file keeps conformal thresholds; a convention."""

ONE_A_LEVEL: Final = as_many_as("levels", "conformal: expected one value a level")
NOT_DESCENDING: Final = "expected that no threshold is above the one before"
NONE_ABOVE: Final = ascending(NOT_DESCENDING, np.less_equal)

WINSORISED: Final = 0.2
"""Share of the genuine sources whose false-positive rates, the highest, count as the next lower one: one of five to
nine, none of fewer. A convention."""

SPARED_ROOM: Final = 1e-6
"""Nats below the threshold up to which evidence of who is spared counts, so that rounding calls nobody."""

TIE: Final = 1e-9
"""Suspicion in nats that is nearer than this is equal, so that the order of summation changes no set."""

EXACT_DIGITS: Final = 12
"""Sums of weights are rounded to so many, so that a p-value that meets a level does so in any order of summation."""


@dataclass(frozen=True, slots=True)
class Prior:
    """Share of each kind but genuine expected before an account is looked at: each above 0, together below 1."""

    shares: Mapping[str, float]

    def __post_init__(self) -> None:
        values = list(self.shares.values())
        if not all(isinstance(value, Real) and 0.0 < value < 1.0 for value in values) or not sum(values) < 1.0:
            raise ValueError(f"prior: expected shares above 0 with a sum below 1, got {dict(self.shares)}")

    def replaced_by(self, prior: "float | Mapping[str, float] | Prior | None") -> "Prior":
        """Return the prior that a user asks for: a float is split among the kinds as here, None keeps this prior."""
        if prior is None:
            return self
        prior = prior.shares if isinstance(prior, Prior) else prior
        if isinstance(prior, Mapping):
            if set(prior) != set(self.shares):
                raise ValueError(f"prior: expected a share for each of {sorted(self.shares)}, got {dict(prior)}")
            return Prior({kind: prior[kind] for kind in self.shares})
        if not isinstance(prior, Real) or not 0 < prior < 1:
            raise ValueError(
                f"prior: expected a share between 0 and 1, or a share for each kind, got {shown(prior):.80}"
            )
        return Prior(dict(zip(self.shares, (float(prior) * self.mix()).tolist(), strict=True)))

    def mix(self) -> FloatArray:
        """Return the share of each kind among the accounts that are not genuine."""
        return np.array(list(self.shares.values())) / sum(self.shares.values())

    def log_odds(self) -> FloatArray:
        """Return ln(share / share of genuine) of each kind."""
        shares = np.array(list(self.shares.values()))
        log_odds: FloatArray = np.log(shares) - np.log1p(-shares.sum())
        return log_odds


def kind_probabilities(log_odds: FloatArray) -> FloatArray:
    """Return P(genuine), P(kind 1), ... from ln P(kind) / P(genuine), prior included; rows sum to 1."""
    scores = np.zeros((len(log_odds), log_odds.shape[1] + 1))
    scores[:, 1:] = log_odds
    return softmax(scores)


def softmax(scores: FloatArray) -> FloatArray:
    """Return exp(scores) scaled so that rows sum to 1; scores of any finite size."""
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: FloatArray = weights / weights.sum(axis=1, keepdims=True)
    return shares


class Decision(NamedTuple):
    """What prior and evidence come to: log-odds (n, n_kinds - 1), probability (n, n_kinds), verdict (n,)."""

    log_odds: FloatArray
    probability: FloatArray
    authenticity: FloatArray
    verdict: NDArray[np.str_]


def suspicion(evidence: FloatArray, mix: FloatArray) -> FloatArray:
    """Return what speaks against genuine, whatever the account is instead, shape (n,), in nats, prior left out.

    The log likelihood ratio of not genuine to genuine: evidence (n, n_kinds - 1) averaged by the shares of the kinds
    among what is not genuine. With the log-odds of these together it makes those of not genuine.
    """
    return np.asarray(np.logaddexp.reduce(evidence + np.log(mix), axis=1))


def _one_a_rate_and_none_above(thresholds: FloatArray, info: ValidationInfo) -> FloatArray:
    """Return the thresholds of a curve, checked at once: beside an alias older pydantic keeps one such validator."""
    if len(thresholds) != len(info.data.get("rates", thresholds)):
        raise ValueError("suspicion: expected one threshold a rate")
    if (np.diff(thresholds) > 0.0).any():
        raise ValueError(NOT_DESCENDING)
    return thresholds


@dataclass(frozen=True, slots=True, eq=False)
class FalsePositiveCurve:
    """How much suspicion genuine accounts of sources never trained on reach by chance.

    The share of the genuine accounts of an ordinary source with more `suspicion` than the thresholds (n_rates,), in
    nats, is at most the rate (n_rates,), ascending.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    rates: Annotated[
        Levels, ascending("false_positive_rate: expected ascending rates"), Field(alias="false_positive_rate")
    ]
    thresholds: Annotated[SomeFloats, AfterValidator(_one_a_rate_and_none_above), Field(alias="suspicion")]

    @classmethod
    def fit(cls, suspicion: FloatArray, sources: NDArray[Any], rates: Sequence[float] = FALSE_POSITIVE_RATES) -> Self:
        """Return the lowest thresholds at which the Winsorised mean of the rates of the sources is not above the rate.

        Suspicion (n,) and sources (n,) are of held-out genuine accounts. Every source counts the same, and those with
        the highest rates, a share of `WINSORISED`, count as the next one does (Tukey 1962): one that is badly labelled
        sets no threshold for all.
        """
        levels, names = np.unique(suspicion), np.unique(sources)
        of_sources = [np.sort(suspicion[sources == name]) for name in names]

        def rate_above(level: float) -> float:
            reached = np.sort([1.0 - np.searchsorted(of, level, "right") / len(of) for of in of_sources])
            return round(float(np.minimum(reached, reached[-1 - int(WINSORISED * len(names))]).mean()), EXACT_DIGITS)

        found = [bisect_left(levels, -rate, key=lambda level: -rate_above(level)) for rate in rates]
        return cls(np.array(rates), levels[found])

    def at(self, rate: float) -> float:
        """Return the threshold of the largest tabulated rate that does not exceed ``rate``."""
        return float(self.thresholds[self.place(rate)])

    def place(self, rate: float) -> int:
        """Return the place of the largest tabulated rate that does not exceed ``rate``."""
        row = bisect_right(self.rates, rate * (1.0 + 1e-9)) - 1
        if row < 0 or rate >= 1.0:
            raise ValueError(
                f"max_false_positive_rate: expected at least {self.rates[0]:g} and below 1, got {rate!r}; this model "
                "was measured on too few genuine accounts for a lower rate"
            )
        return row


@dataclass(frozen=True, slots=True)
class Policy:
    """When an account is called what.

    Every verdict is a cut on authenticity, so that of two accounts of one result the one that is called has the lower.
    By default it lies where genuine accounts seldom come at the prior in force; cut-offs set it. Defaults are
    conventions; the card says what they come to.

    Parameters
    ----------
    max_false_positive_rate : float, default=0.02
        At most this share of the genuine accounts of an ordinary source, never trained on, is called likely purchased
        or bot.
    uncertain_rate : float in [0, 1), default=0.1
        An account that is not called so, but whose suspicion only this share of genuine accounts reach, is
        ``uncertain``.
    min_coverage : float in [0, 1], default=0.25
        Below this share of observed evidence the verdict is ``not_enough_data``.
    cut_offs : (float, float), optional
        The user's own rule instead of rates: likely purchased or bot below the first authenticity,
        authentic from the second on, uncertain between.
    """

    __pydantic_config__ = ConfigDict(extra="forbid", allow_inf_nan=False)

    max_false_positive_rate: float = 0.02
    uncertain_rate: float = 0.1
    min_coverage: float = 0.25
    cut_offs: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        expect("max_false_positive_rate", self.max_false_positive_rate, Real, "a number between 0 and 1")
        if not 0.0 < self.max_false_positive_rate < 1.0:
            raise ValueError(f"max_false_positive_rate: expected between 0 and 1, got {self.max_false_positive_rate!r}")
        if not 0.0 <= self.uncertain_rate < 1.0:
            raise ValueError(f"uncertain_rate: expected from 0 up to 1, got {self.uncertain_rate!r}")
        if not 0.0 <= self.min_coverage <= 1.0:
            raise ValueError(f"min_coverage: expected from 0 to 1, got {self.min_coverage!r}")
        if self.cut_offs is not None and not 0.0 <= self.cut_offs[0] <= self.cut_offs[1] <= 1.0:
            raise ValueError(f"cut_offs: expected (low, high) with 0 <= low <= high <= 1, got {self.cut_offs!r}")

    def settings(self) -> dict[str, Any]:
        """Return the parameters as plain data, see `Policy`."""
        return asdict(self)

    def cuts(self, prior: FloatArray, curve: FalsePositiveCurve) -> Cuts:
        """Return the authenticity below which an account is called, and from which it is authentic, at a prior."""
        if self.cut_offs is not None:
            return self.cut_offs
        rates = (self.max_false_positive_rate, max(self.uncertain_rate, self.max_false_positive_rate))
        log_odds = np.logaddexp.reduce(prior) + np.array([[curve.at(rate)] for rate in rates])
        called, authentic = kind_probabilities(log_odds)[:, 0].tolist()
        return called, authentic

    def verdicts(
        self, kinds: Sequence[str], log_odds: FloatArray, authenticity: FloatArray, coverage: FloatArray, cuts: Cuts
    ) -> NDArray[np.str_]:
        """Return the verdict of each account, shape (n,); one that is called is so by its likeliest kind."""
        names = np.array([*(f"likely_{kind}" for kind in kinds), UNCERTAIN, AUTHENTIC, NOT_ENOUGH_DATA])
        verdict = len(kinds) + (authenticity >= cuts[1]).astype(np.intp)
        rows = np.flatnonzero(authenticity < cuts[0])
        verdict[rows] = log_odds[rows].argmax(axis=1)
        verdict[coverage < self.min_coverage] = len(names) - 1
        return names[verdict]

    def replaced_by(self, policy: "Policy | None", rate: float | None) -> "Policy":
        """Return the policy that a user asks for, by a whole policy or by the false-positive rate alone."""
        expect("policy", policy, Policy | None, "a fakefollow.Policy")
        if policy is not None and rate is not None:
            raise ValueError("policy, max_false_positive_rate: pass one of them, not both")
        if rate is None:
            return policy or self
        return replace(self, max_false_positive_rate=rate, cut_offs=None)


def at_most_uncertain(verdict: NDArray[np.str_]) -> NDArray[np.str_]:
    """Return verdicts (n,) with ``uncertain`` in place of ``likely_...``."""
    return np.where(np.char.startswith(verdict, "likely_"), UNCERTAIN, verdict)


def spared_evidence(evidence: FloatArray, spared: BoolArray, curve: FalsePositiveCurve, policy: Policy) -> FloatArray:
    """Return what goes beyond the threshold of a policy in each kind's evidence (n, n_kinds - 1) of who is spared."""
    limit = curve.at(policy.max_false_positive_rate) - SPARED_ROOM
    return np.where(spared[:, np.newaxis], np.maximum(evidence - limit, 0.0), 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class ConformalThresholds:
    """Least conformity at each level with which an account may still be genuine, and not genuine.

    Class-conditional (Mondrian) conformal prediction: each class keeps the level, not only all accounts together (Vovk
    et al. 2003; Vovk, Gammerman and Shafer 2005). Conformity with not genuine is the suspicion by the model's own mix
    of kinds, with genuine its negative: a likelihood ratio rules out most at any level (Sadinle, Lei and Wasserman
    2019), and a user's prior changes no set. Told apart, the kind that profiles show least could seldom be ruled out.
    Thresholds (n_levels,) are in nats; -inf where accounts are too few or sources too unlike to rule the class out.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    levels: Annotated[Levels, ascending("conformal: expected ascending levels"), Field(alias="level")]
    genuine: Annotated[LowerBounds, ONE_A_LEVEL, NONE_ABOVE]
    not_genuine: Annotated[LowerBounds, ONE_A_LEVEL, NONE_ABOVE]

    @classmethod
    def fit(
        cls,
        suspicion: FloatArray,
        not_genuine: BoolArray,
        weight: FloatArray,
        sources: NDArray[Any],
        levels: Sequence[float] = LEVELS,
    ) -> Self:
        """Return thresholds from accounts that the suspicion was not learnt on, with their weights in their class.

        The quantiles are weighted, and an account yet to come weighs as much as the heaviest account of its
        class (Tibshirani et al. 2019 with the largest weight for the unknown one, which errs on the large side).
        It will also come from a source yet to come, and sources differ: thresholds are lowered until accounts
        keep the level against those of all other sources of their class. That is an estimate from as
        many cases as there are sources, not a guarantee (on sources as groups see Dunn, Wasserman and Ramdas 2022).
        """
        misses = [1.0 - level for level in levels]
        classes = [(-suspicion, ~not_genuine), (suspicion, not_genuine)]
        lowest = [_lowest_scores(of[rows], weight[rows], sources[rows], misses) for of, rows in classes]
        return cls(np.array(levels), *map(np.array, lowest))

    def rounded_down(self, decimals: int) -> Self:
        """Return thresholds of so many digits, none above what it was."""
        scale = 10.0**decimals
        genuine, others = (np.floor(bounds * scale) / scale for bounds in (self.genuine, self.not_genuine))
        return replace(self, genuine=genuine, not_genuine=others)

    def sets(self, suspicion: FloatArray, level: float) -> BoolArray:
        """Return whether each account could be genuine and whether it could be of another kind, shape (n, 2)."""
        known = self.levels.tolist()
        if level not in known:
            raise ValueError(f"level: expected one of {known}, got {level!r}")
        at = known.index(level)
        return np.column_stack([-suspicion >= self.genuine[at] - TIE, suspicion >= self.not_genuine[at] - TIE])


def _lowest_scores(
    scores: FloatArray, weight: FloatArray, sources: NDArray[Any], misses: Sequence[float]
) -> list[float]:
    """Return the least conformity of a class at each share of its accounts that may miss it."""
    if (sources == sources[0]).all():
        return [_lowest_kept(scores, weight, miss) for miss in misses]
    unseen = np.empty(len(scores))
    for source in set(sources.tolist()):
        rows = sources == source
        unseen[rows] = _p_values(scores[rows], scores[~rows], weight[~rows])
    return [_lowest_kept(scores, weight, min(miss, _held_by(unseen, weight, miss))) for miss in misses]


def _p_values(scores: FloatArray, known: FloatArray, weight: FloatArray) -> FloatArray:
    """Return the weight of the known accounts at or below each score, in parts of all, a new account counted in."""
    order = np.argsort(known, kind="stable")
    mass = np.concatenate([[0.0], np.cumsum(weight[order])]) + weight.max()
    ranks = np.searchsorted(known[order], scores, side="right")
    p_values: FloatArray = np.round(mass[ranks] / mass[-1], EXACT_DIGITS)
    return p_values


def _held_by(p_values: FloatArray, weight: FloatArray, miss: float) -> float:
    """Return the largest p-value that a share of at most ``miss`` of the accounts do not exceed, 0 if none."""
    order = np.argsort(p_values, kind="stable")
    mass = np.round(np.cumsum(weight[order]) / weight.sum(), EXACT_DIGITS)
    first_kept = p_values[order[np.searchsorted(mass, round(miss, EXACT_DIGITS), side="right")]]
    return float(p_values[p_values < first_kept].max(initial=0.0))


def _lowest_kept(scores: FloatArray, weight: FloatArray, miss: float) -> float:
    """Return the lowest score whose p-value is above ``miss``, -inf where every score has such a p-value."""
    if _p_values(np.array([-np.inf]), scores, weight)[0] > round(miss, EXACT_DIGITS):
        return -np.inf
    kept = _p_values(scores, scores, weight) > round(miss, EXACT_DIGITS)
    return float(scores[kept].min())
