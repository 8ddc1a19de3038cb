"""Reason: what one feature says of one account; ContextEvidence: what its audience says; Explainer: who is asked."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from fakefollow.profiles import BoolArray, FloatArray, ProfileTable
from fakefollow.scoring.policy import UNCERTAIN, Decision, Policy

REASONS_SHOWN: Final = 3
GENERIC: Final = "generic"
"""Platform of a model that is for every platform."""

COHORT: Final = "cohort"
"""Name of the circumstance that an account is in a cohort."""


@dataclass(frozen=True, slots=True)
class Reason:
    """What one feature says of one account for one kind.

    Parameters
    ----------
    feature : str
        Name of the feature.
    value : float
        Measured value, in `unit`.
    unit : str
        Unit of the value.
    kind : str
        Kind that the evidence is for (above 0) or against (below 0), compared with genuine.
    evidence : float
        Log-odds in nats.
    text : str
        The same in words, with what is usual for genuine accounts where the model knows it.
    usual : float, optional
        Share of genuine accounts with a lower value, 0 to 1, at least; None where the model does not know it.
    """

    feature: str
    value: float
    unit: str
    kind: str
    evidence: float
    text: str
    usual: float | None = None

    @property
    def sentence(self) -> str:
        """The text without what it speaks for."""
        return self.text.removesuffix(weight_words(self.kind, self.evidence))


def weight_words(kind: str, evidence: float) -> str:
    """Return what evidence speaks for and how strongly, as the end of a text.

    Examples
    --------
    >>> weight_words("bot", 1.5), weight_words("bot", -0.25)
    (': speaks for bot (+1.50)', ': speaks against bot (-0.25)')
    """
    if evidence == 0.0:
        return f": says nothing of {kind} (+0.00)"
    return f": speaks {'for' if evidence > 0.0 else 'against'} {kind} ({evidence:+.2f})"


@dataclass(frozen=True, slots=True, eq=False)
class ContextEvidence:
    """What the audience that accounts are in says of them, beside what their profiles say.

    Parameters
    ----------
    name, unit : str
        What is measured and in what.
    kind : str
        Kind that the evidence is for (above 0) or against (below 0), compared with genuine.
    value : ndarray of float64, shape (n,)
        Measured value of each account, NaN where the circumstance does not apply.
    evidence : ndarray of float64, shape (n,)
        Log-odds in nats, 0 where it does not apply.
    sentences : tuple of str
        The same in words.
    sentence : ndarray of int64, shape (n,)
        Which of the sentences holds for each account to which it applies.
    """

    name: str
    unit: str
    kind: str
    value: FloatArray
    evidence: FloatArray
    sentences: tuple[str, ...]
    sentence: NDArray[np.int64]

    def reason(self, row: int) -> Reason | None:
        """Return what it says of one account, None where it does not apply."""
        value, evidence = float(self.value[row]), float(self.evidence[row])
        if math.isnan(value):
            return None
        text = self.sentences[int(self.sentence[row])] + weight_words(self.kind, evidence)
        return Reason(self.name, value, self.unit, self.kind, evidence, text)


def not_by_company_alone(
    verdict: NDArray[np.str_], profile: FloatArray, in_cohort: BoolArray
) -> NDArray[np.str_]:
    """Return verdicts in which nobody is called by the company that it came in alone: it is uncertain instead.

    Parameters
    ----------
    verdict : ndarray of str, shape (n,)
        Verdicts by all evidence.
    profile : ndarray of shape (n, n_kinds - 1)
        Evidence of the profiles alone, in nats.
    in_cohort : ndarray of bool, shape (n,)
        Accounts whose profile is a near-duplicate of others.
    """
    called = np.char.startswith(verdict, "likely_")
    alone = (profile.max(axis=1) <= 0.0) & ~in_cohort
    return np.where(called & alone, UNCERTAIN, verdict)


class Explainer(Protocol):
    """What scores need of the detector that made them."""

    @property
    def name(self) -> str:
        """Name of the model."""

    @property
    def platform(self) -> str:
        """Platform that the model is for."""

    @property
    def policy(self) -> Policy:
        """Policy of its verdicts where no other is given."""

    @property
    def card(self) -> Mapping[str, Any]:
        """What the model was made of."""

    def weigh(self, table: ProfileTable) -> tuple[FloatArray, FloatArray]:
        """Return the sum of evidence of each kind, shape (n, n_kinds - 1), and the coverage of every profile."""

    def decide(
        self, prior: FloatArray, evidence: FloatArray, coverage: FloatArray, policy: Policy | None = None
    ) -> Decision:
        """Return what prior log-odds and evidence come to; by the model's policy if none is given."""

    def not_observed(self, table: ProfileTable) -> tuple[str, ...]:
        """Return the fields of the model that were not observed of the first row."""

    def reasons(self, table: ProfileTable) -> tuple[Reason, ...]:
        """Return what every observed feature says of the first row, strongest first."""

    def prediction_sets(self, evidence: FloatArray, level: float) -> BoolArray:
        """Return whether accounts could be genuine and could be not, shape (n, 2), by evidence without prior."""

    def drift(self, table: ProfileTable) -> dict[str, float] | None:
        """Return the features in which profiles differ from those learnt on, None where that is not known."""

    def evidence_share(self, features: Iterable[str]) -> float:
        """Return the share of the model's evidence that features carry together."""
