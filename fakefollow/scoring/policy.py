"""From evidence to probabilities, verdicts and prediction sets: priors, curves, policies, conformal thresholds.

Numbers in, numbers out; this module sees no profile and no scikit-learn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Annotated, Any, Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import ConfigDict, Field

from fakefollow.profiles import BoolArray, FloatArray
from fakefollow.scoring.arrays import SomeFloats, ascending, per_kind

GENUINE: Final = "genuine"
UNCERTAIN: Final = "uncertain"
NOT_ENOUGH_DATA: Final = "not_enough_data"
AUTHENTIC: Final = "authentic"

GENERIC: Final = "generic"
"""Name and platform of the model that is for every platform."""

FALSE_POSITIVE_RATES: Final = (0.001, 0.002, 0.005, 0.01, 0.015, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3)
"""Rates for which a model file keeps thresholds; a convention, dense around the default of .02."""

LEVELS: Final = (0.8, 0.9, 0.95, 0.99)
"""Levels for which a model file keeps conformal thresholds; a convention."""

TIE: Final = 1e-9
"""Conformity in nats that is nearer than this is equal, so that the order of summation changes no set."""

EXACT_DIGITS: Final = 12
"""Sums of weights are rounded to so many, so that a p-value that meets a level does so in any order of summation."""


@dataclass(frozen=True, slots=True)
class Prior:
    """Share of each kind but genuine expected before an account is looked at: each above 0, together below 1."""

    shares: Mapping[str, float]

    def __post_init__(self) -> None:
        values = list(self.shares.values())
        if not all(0.0 < value < 1.0 for value in values) or not sum(values) < 1.0:
            raise ValueError(f"prior: expected shares above 0 that sum to less than 1, got {dict(self.shares)}")

    def replaced_by(self, prior: "float | Mapping[str, float] | Prior | None") -> "Prior":
        """Return the prior that a user asks for: a float is split among the kinds as here, None keeps this prior."""
        if prior is None:
            return self
        if isinstance(prior, Prior):
            return self.replaced_by(prior.shares)
        if isinstance(prior, Mapping):
            if set(prior) != set(self.shares):
                raise ValueError(f"prior: expected a share for each of {sorted(self.shares)}, got {dict(prior)}")
            return Prior({kind: float(prior[kind]) for kind in self.shares})
        whole = sum(self.shares.values())
        return Prior({kind: share * float(prior) / whole for kind, share in self.shares.items()})

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


@dataclass(frozen=True, slots=True, eq=False)
class FalsePositiveCurve:
    """How much evidence genuine accounts of sources never trained on reach by chance.

    The share of genuine accounts with evidence above the thresholds (n_rates, n_kinds - 1, nats, prior left out) of any
    kind is the rate (n_rates,), ascending.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    rates: Annotated[
        SomeFloats, ascending("false_positive_rate: expected ascending rates"), Field(alias="false_positive_rate")
    ]
    thresholds: Annotated[FloatArray, per_kind("thresholds", "rates", "rate"), Field(alias="evidence")]

    @classmethod
    def fit(cls, evidence: FloatArray, weight: FloatArray, rates: Sequence[float] = FALSE_POSITIVE_RATES) -> Self:
        """Return thresholds with the same share of held-out genuine accounts above that of every kind."""
        weight = weight / weight.sum()
        orders = [np.argsort(-column, kind="stable") for column in evidence.T]
        ranked = [(column[order], np.cumsum(weight[order])) for column, order in zip(evidence.T, orders, strict=True)]
        thresholds = [_joint_threshold(evidence, weight, ranked, rate) for rate in rates]
        return cls(np.array(rates), np.array(thresholds))

    def at(self, rate: float) -> FloatArray:
        """Return the thresholds of the largest tabulated rate that does not exceed ``rate``."""
        row = int(np.searchsorted(self.rates, rate * (1.0 + 1e-9), side="right")) - 1
        if row < 0 or rate >= 1.0:
            raise ValueError(
                f"false-positive rate: expected from {self.rates[0]:g} up to 1, got {rate!r}; "
                "the model's held-out genuine accounts are too few to say more"
            )
        thresholds: FloatArray = self.thresholds[row]
        return thresholds


def _joint_threshold(
    evidence: FloatArray, weight: FloatArray, ranked: Sequence[tuple[FloatArray, FloatArray]], rate: float
) -> FloatArray:
    """Return thresholds (n_kinds,) above one of which that share of the weight lies."""
    low, high = rate / evidence.shape[1] / 2, rate
    for _ in range(30):
        middle = (low + high) / 2
        thresholds = np.array([_upper_quantile(*column, middle) for column in ranked])
        above = weight[(evidence > thresholds).any(axis=1)].sum()
        low, high = (low, middle) if above > rate else (middle, high)
    return np.array([_upper_quantile(*column, low) for column in ranked])


def _upper_quantile(values: FloatArray, mass: FloatArray, share: float) -> float:
    """Return the value that a share of the weight reaches; values descend, mass is their running weight."""
    return float(values[min(int(np.searchsorted(mass, share)), len(values) - 1)])


@dataclass(frozen=True, slots=True)
class Policy:
    """When an account is called what.

    The default asks how rare the evidence is among genuine accounts; cut-offs ask for the probability. Defaults are
    conventions; models/RESULTS.md says what they come to.

    Parameters
    ----------
    max_false_positive_rate : float, default=0.02
        At most this share of genuine accounts (of held-out sources) is called likely purchased or bot.
    uncertain_rate : float, default=0.1
        An account that is not called so, but whose evidence only this share of genuine accounts reach, is
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
        if not 0.0 < self.max_false_positive_rate < 1.0:
            raise ValueError(f"max_false_positive_rate: expected between 0 and 1, got {self.max_false_positive_rate!r}")
        if not 0.0 <= self.min_coverage <= 1.0:
            raise ValueError(f"min_coverage: expected from 0 to 1, got {self.min_coverage!r}")
        if self.cut_offs is not None and not 0.0 <= self.cut_offs[0] <= self.cut_offs[1] <= 1.0:
            raise ValueError(f"cut_offs: expected (low, high) with 0 <= low <= high <= 1, got {self.cut_offs!r}")

    def settings(self) -> dict[str, Any]:
        """Return the parameters as plain data, see `Policy`."""
        return asdict(self)

    def verdicts(
        self,
        kinds: Sequence[str],
        evidence: FloatArray,
        authenticity: FloatArray,
        coverage: FloatArray,
        curve: FalsePositiveCurve,
    ) -> NDArray[np.str_]:
        """Return the verdict of each account, shape (n,).

        By evidence (n, n_kinds) without prior for each of the kinds, which are those other than genuine, authenticity
        and coverage (n,), and the thresholds of the model.
        """
        flagged, authentic = self._flagged(evidence, authenticity, curve)
        names = np.array([*(f"likely_{kind}" for kind in kinds), UNCERTAIN, AUTHENTIC, NOT_ENOUGH_DATA])
        verdict = len(kinds) + authentic.astype(np.intp)
        rows = np.flatnonzero(np.any(flagged, axis=1))
        verdict[rows] = np.where(flagged[rows], evidence[rows], -np.inf).argmax(axis=1)
        verdict[coverage < self.min_coverage] = len(names) - 1
        return names[verdict]

    def _flagged(
        self, evidence: FloatArray, authenticity: FloatArray, curve: FalsePositiveCurve
    ) -> tuple[BoolArray, BoolArray]:
        """Return which kinds each account is called, and which accounts are authentic."""
        if self.cut_offs is not None:
            low, high = self.cut_offs
            called: BoolArray = np.less(authenticity, low)[:, None] & (evidence == evidence.max(axis=1)[:, None])
            return called, np.greater_equal(authenticity, high)
        uncertain_rate = max(self.uncertain_rate, self.max_false_positive_rate)
        flagged = np.greater(evidence, curve.at(self.max_false_positive_rate))
        authentic: BoolArray = np.all(evidence <= curve.at(uncertain_rate), axis=1)
        return flagged, authentic

    def replaced_by(self, policy: "Policy | None", rate: float | None) -> "Policy":
        """Return the policy that a user asks for, by a whole policy or by the false-positive rate alone."""
        if policy is not None and rate is not None:
            raise ValueError("give either policy= or max_false_positive_rate=, not both")
        if rate is None:
            return policy or self
        return replace(self, max_false_positive_rate=rate, cut_offs=None)


def not_by_company_alone(verdict: NDArray[np.str_], evidence: FloatArray, in_cohort: BoolArray) -> NDArray[np.str_]:
    """Change likely_* to uncertain where the profile itself gives no evidence and the account is in no cohort."""
    called = np.char.startswith(verdict, "likely_")
    alone = (evidence.max(axis=1) <= 0.0) & ~in_cohort
    return np.where(called & alone, UNCERTAIN, verdict)


def conformity(evidence: FloatArray) -> FloatArray:
    """Return how much speaks for genuine and for not genuine, shape (n, 2), in nats.

    One number with either sign: the log-odds of authenticity when all other kinds are equally common. That is the log
    likelihood ratio, which rules out most at any level (Sadinle, Lei and Wasserman 2019), and a user's prior changes
    no set. The other kinds share one column: told apart, the kind that profiles show least could seldom be ruled out.
    """
    against: FloatArray = np.logaddexp.reduce(evidence, axis=1) - np.log(evidence.shape[1])
    return np.column_stack([-against, against])


@dataclass(frozen=True, slots=True, eq=False)
class ConformalThresholds:
    """Least conformity at each level with which an account may still be genuine, and not genuine.

    Class-conditional (Mondrian) conformal prediction: each class keeps the level, not only all accounts together (Vovk
    et al. 2003; Vovk, Gammerman and Shafer 2005; Sadinle et al. 2019). Thresholds (n_levels, 2) are in nats, genuine
    first; -inf where accounts are too few or sources too unlike to rule the class out.
    """

    levels: FloatArray
    thresholds: FloatArray

    @classmethod
    def fit(
        cls,
        evidence: FloatArray,
        not_genuine: BoolArray,
        weight: FloatArray,
        sources: NDArray[Any],
        levels: Sequence[float] = LEVELS,
    ) -> Self:
        """Return thresholds from accounts that the evidence was not learnt on, with their weights in their class.

        The quantiles are weighted, and an account yet to come weighs as much as the heaviest account of its
        class (Tibshirani et al. 2019 with the largest weight for the unknown one, which errs on the large side).
        It will also come from a source yet to come, and sources differ: thresholds are lowered until accounts
        keep the level against those of all other sources of their class. That is an estimate from as
        many cases as there are sources, not a guarantee (on sources as groups see Dunn, Wasserman and Ramdas 2022).
        """
        scores = conformity(evidence)
        misses = [1.0 - level for level in levels]
        columns = [
            _lowest_scores(scores[rows, column], weight[rows], sources[rows], misses)
            for column, rows in enumerate([~not_genuine, not_genuine])
        ]
        return cls(np.array(levels), np.column_stack(columns))

    def rounded_down(self, decimals: int) -> Self:
        """Return thresholds of so many digits, none above what it was."""
        scale = 10.0**decimals
        return replace(self, thresholds=np.floor(self.thresholds * scale) / scale)

    def sets(self, evidence: FloatArray, level: float) -> BoolArray:
        """Return whether each account could be genuine and whether it could be of another kind, shape (n, 2)."""
        known = self.levels.tolist()
        if level not in known:
            raise ValueError(f"level: expected one of {known}, got {level!r}")
        could_be: BoolArray = conformity(evidence) >= self.thresholds[known.index(level)] - TIE
        return could_be


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
