"""From evidence to probabilities and verdicts: priors, false-positive curves, policies.

Numbers in, numbers out; this module sees no profile and no scikit-learn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from fakefollow.profiles import BoolArray, FloatArray

GENUINE: Final = "genuine"
UNCERTAIN: Final = "uncertain"
NOT_ENOUGH_DATA: Final = "not_enough_data"
AUTHENTIC: Final = "authentic"

FALSE_POSITIVE_RATES: Final = (0.001, 0.002, 0.005, 0.01, 0.015, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3)
"""Rates for which a model file keeps thresholds."""


@dataclass(frozen=True, slots=True)
class Prior:
    """Share of each kind other than genuine that is expected before an account is looked at.

    Parameters
    ----------
    shares : mapping of str to float
        Kind -> share; each above 0, together below 1. The rest is genuine.
    """

    shares: Mapping[str, float]

    def __post_init__(self) -> None:
        values = list(self.shares.values())
        if not all(0.0 < value < 1.0 for value in values) or not sum(values) < 1.0:
            raise ValueError(
                f"prior: expected shares above 0 that sum to less than 1, got {dict(self.shares)}"
            )

    def replaced_by(self, prior: "float | Mapping[str, float] | Prior | None") -> "Prior":
        """Return the prior that a user asks for.

        Parameters
        ----------
        prior : float, mapping, Prior or None
            A float is the share that is not genuine, split among the kinds as here; a mapping names the
            share of every kind; None keeps this prior.
        """
        if prior is None:
            return self
        if isinstance(prior, Prior):
            return self.replaced_by(prior.shares)
        if isinstance(prior, Mapping):
            if set(prior) != set(self.shares):
                raise ValueError(
                    f"prior: expected a share for each of {sorted(self.shares)}, got {dict(prior)}"
                )
            return Prior({kind: float(prior[kind]) for kind in self.shares})
        whole = sum(self.shares.values())
        return Prior({kind: share * float(prior) / whole for kind, share in self.shares.items()})

    def log_odds(self) -> FloatArray:
        """Return ln(share / share of genuine) of each kind."""
        shares = np.array(list(self.shares.values()))
        log_odds: FloatArray = np.log(shares) - np.log1p(-shares.sum())
        return log_odds


def kind_probabilities(log_odds: FloatArray) -> FloatArray:
    """Return P(genuine), P(kind 1), ...; rows sum to 1.

    Parameters
    ----------
    log_odds : ndarray of shape (n, n_kinds)
        ln P(kind) / P(genuine), prior included, any finite size.
    """
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

    Parameters
    ----------
    rates : ndarray of shape (n_rates,)
        Shares of genuine accounts, ascending.
    thresholds : ndarray of shape (n_rates, n_kinds)
        Evidence (nats, prior left out) such that the share of genuine accounts above the threshold of any
        kind is the rate.
    """

    rates: FloatArray
    thresholds: FloatArray

    @classmethod
    def fit(
        cls, evidence: FloatArray, weight: FloatArray, rates: Sequence[float] = FALSE_POSITIVE_RATES
    ) -> Self:
        """Find thresholds from the evidence (n, n_kinds) of held-out genuine accounts and their weights.

        The share above its own threshold is the same for every kind.
        """
        weight = weight / weight.sum()
        orders = [np.argsort(-column, kind="stable") for column in evidence.T]
        ranked = [
            (column[order], np.cumsum(weight[order]))
            for column, order in zip(evidence.T, orders, strict=True)
        ]
        thresholds = [_joint_threshold(evidence, weight, ranked, rate) for rate in rates]
        return cls(np.array(rates), np.array(thresholds))

    def at(self, rate: float) -> FloatArray:
        """Return the thresholds of the largest tabulated rate that does not exceed ``rate``."""
        place = int(np.searchsorted(self.rates, rate * (1.0 + 1e-9), side="right")) - 1
        if place < 0 or rate >= 1.0:
            raise ValueError(
                f"false-positive rate: expected from {self.rates[0]:g} up to 1, got {rate!r}; "
                "the model's held-out genuine accounts are too few to say more"
            )
        thresholds: FloatArray = self.thresholds[place]
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

    The default asks how rare the evidence is among genuine accounts; cut-offs ask for the probability.

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

    max_false_positive_rate: float = 0.02
    uncertain_rate: float = 0.1
    min_coverage: float = 0.25
    cut_offs: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        if not 0.0 < self.max_false_positive_rate < 1.0:
            raise ValueError(
                f"max_false_positive_rate: expected between 0 and 1, got {self.max_false_positive_rate!r}"
            )
        if not 0.0 <= self.min_coverage <= 1.0:
            raise ValueError(f"min_coverage: expected from 0 to 1, got {self.min_coverage!r}")
        if self.cut_offs is not None and not 0.0 <= self.cut_offs[0] <= self.cut_offs[1] <= 1.0:
            raise ValueError(
                f"cut_offs: expected (low, high) with 0 <= low <= high <= 1, got {self.cut_offs!r}"
            )

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
        """Return the verdict of each account.

        Parameters
        ----------
        kinds : sequence of str
            Kinds other than genuine.
        evidence : ndarray of shape (n, n_kinds)
            Sum of evidence without prior.
        authenticity, coverage : ndarray of shape (n,)
            P(genuine) and share of evidence observed.
        curve : FalsePositiveCurve
            Thresholds of the model.
        """
        flagged, authentic = self._flagged(evidence, authenticity, curve)
        names = np.array([*(f"likely_{kind}" for kind in kinds), UNCERTAIN, AUTHENTIC, NOT_ENOUGH_DATA])
        place = len(kinds) + authentic.astype(np.intp)
        rows = np.flatnonzero(np.any(flagged, axis=1))
        place[rows] = np.where(flagged[rows], evidence[rows], -np.inf).argmax(axis=1)
        place[coverage < self.min_coverage] = len(names) - 1
        return names[place]

    def _flagged(
        self, evidence: FloatArray, authenticity: FloatArray, curve: FalsePositiveCurve
    ) -> tuple[BoolArray, BoolArray]:
        """Tell which kinds each account is called, and which accounts are authentic."""
        if self.cut_offs is not None:
            low, high = self.cut_offs
            called: BoolArray = np.less(authenticity, low)[:, None] & (
                evidence == evidence.max(axis=1)[:, None]
            )
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
