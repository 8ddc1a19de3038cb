"""Reason: what one feature says of one account; Explainer: what scores ask of the detector that made them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Protocol

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
