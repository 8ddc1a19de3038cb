"""Reason: what one feature says of one account; Circumstance: what its audience says; Explainer: who is asked."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from fakefollow.table import BoolArray, FloatArray, ProfileTable

REASONS_SHOWN: Final = 3


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
        The same in words.
    """

    feature: str
    value: float
    unit: str
    kind: str
    evidence: float
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Circumstance:
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
        direction = "for" if evidence > 0 else "against"
        sentence = self.sentences[int(self.sentence[row])]
        text = f"{sentence}: speaks {direction} {self.kind} ({evidence:+.2f})"
        return Reason(self.name, value, self.unit, self.kind, evidence, text)


class Explainer(Protocol):
    """What scores need of the detector that made them."""

    @property
    def name(self) -> str:
        """Name of the model."""

    def reasons(self, table: ProfileTable) -> tuple[Reason, ...]:
        """Return what every observed feature says of the first row, strongest first."""

    def prediction_sets(self, evidence: FloatArray, level: float) -> BoolArray:
        """Return whether accounts could be genuine and could be not, shape (n, 2), by evidence without prior."""

    def drift(self, table: ProfileTable) -> dict[str, float] | None:
        """Return the features in which profiles differ from those learnt on, None where that is not known."""

    def evidence_share(self, features: Iterable[str]) -> float:
        """Return the share of the model's evidence that features carry together."""
