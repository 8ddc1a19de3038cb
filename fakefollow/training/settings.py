"""Settings of training: everything that it can be told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from fakefollow.features import FEATURES
from fakefollow.scoring import GENUINE, Policy
from fakefollow.training.classifier import AuthenticityClassifier


@dataclass(frozen=True)
class TrainingSettings:
    """Everything that training can be told.

    Parameters
    ----------
    features : tuple of str
        Keys of `fakefollow.features.FEATURES`.
    classifier : mapping
        Parameters of `AuthenticityClassifier` other than `genuine`, `blocks` and `random_state`.
    borrowed, evasive : float
        Shares of what the broad specialist learns from, see `fakefollow.training.crossfit`.
    max_per_source : int
        Accounts of each kind and source that are used at most.
    n_folds : int
        Most folds of the cross-source calibration.
    decimals : int
        Digits that evidence is rounded to in nats.
    random_state : int
        Seed.
    policy : Policy
        When the detector calls an account what.
    platform : str, optional
        Platform that the detector is for; that of the accounts by default.
    """

    features: tuple[str, ...] = tuple(FEATURES)
    classifier: Mapping[str, Any] = field(default_factory=lambda: {"dropout": 0.3, "max_iter": 120})
    borrowed: float = 0.4
    evasive: float = 0.3
    max_per_source: int = 3000
    n_folds: int = 5
    decimals: int = 4
    random_state: int = 0
    policy: Policy = field(default_factory=Policy)
    platform: str | None = None

    @cached_property
    def blocks(self) -> list[list[int]]:
        """Places of the features that depend on one field, for every field."""
        fields = sorted({name for feature in self.features for name in FEATURES[feature].fields})
        members = [
            tuple(place for place, feature in enumerate(self.features) if name in FEATURES[feature].fields)
            for name in fields
        ]
        return [list(block) for block in dict.fromkeys(members)]

    def new_classifier(self) -> AuthenticityClassifier:
        """Return an unfitted classifier."""
        return AuthenticityClassifier(
            genuine=GENUINE, blocks=self.blocks, random_state=self.random_state, **self.classifier
        )
