"""Methods: the shipped kind of detector and every baseline behind one face, so that folds treat them alike."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from fakefollow.calibration import GENUINE
from fakefollow.evaluation.metrics import Predictions
from fakefollow.scores import Scores
from fakefollow.table import BoolArray
from fakefollow.training import LabelledAccounts, TrainingSettings, train_detector


class Fitted(Protocol):
    """A method after training."""

    def predict(self, accounts: LabelledAccounts) -> Predictions:
        """Return predictions for accounts that were not trained on."""


Method = Callable[[LabelledAccounts], Fitted]
"""Trains on labelled accounts; whatever it tunes or calibrates, it does there."""


def flagged(scores: Scores) -> BoolArray:
    """Tell which accounts are called likely purchased or likely bot."""
    return np.char.startswith(scores.verdict, "likely_")


@dataclass(frozen=True)
class DetectorMethod:
    """Train a detector of this library.

    Parameters
    ----------
    settings : TrainingSettings
        How to train.
    """

    settings: TrainingSettings

    def __call__(self, accounts: LabelledAccounts) -> Fitted:
        """Train on labelled accounts."""
        return FittedDetector(train_detector(accounts, "held out", self.settings))


@dataclass(frozen=True)
class FittedDetector:
    """A trained detector; its suspicion is 1 - authenticity."""

    detector: Any

    def predict(self, accounts: LabelledAccounts) -> Predictions:
        """Return predictions at the detector's own prior and thresholds."""
        scores = self.detector.score(accounts.table)
        not_genuine = 1.0 - scores.authenticity
        prevalence = sum(self.detector.prior.shares.values())
        # Authenticity saturates in the last digits; the log-odds keep the order.
        suspicion = np.logaddexp.reduce(scores.log_odds, axis=1)
        return Predictions(accounts.kinds != GENUINE, suspicion, flagged(scores), not_genuine, prevalence)


@dataclass(frozen=True)
class EstimatorMethod:
    """Train one of the baselines.

    Parameters
    ----------
    make : callable
        Seed -> unfitted estimator, see `fakefollow.evaluation.baselines.ALL_BASELINES`.
    settings : TrainingSettings
        Says how many accounts a source gives at most, and the seed.
    """

    make: Callable[[int], Any]
    settings: TrainingSettings

    def __call__(self, accounts: LabelledAccounts) -> Fitted:
        """Train on labelled accounts."""
        accounts = accounts.capped(self.settings.max_per_source, self.settings.random_state)
        estimator = self.make(self.settings.random_state)
        return FittedEstimator(estimator.fit(accounts.table, accounts.kinds))


@dataclass(frozen=True)
class FittedEstimator:
    """A trained baseline, at the threshold that its source states."""

    estimator: Any

    def predict(self, accounts: LabelledAccounts) -> Predictions:
        """Return predictions."""
        suspicion = self.estimator.decision_function(accounts.table)
        called = self.estimator.predict(accounts.table) != GENUINE
        return Predictions(accounts.kinds != GENUINE, suspicion, called)
