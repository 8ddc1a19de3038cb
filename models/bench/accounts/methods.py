"""Methods: the shipped kind of detector and every baseline behind one face, so that folds treat them alike."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol

from fakefollow.evaluation import LabelledAccounts, Predictions, flagged
from fakefollow.profiles import BoolArray, FloatArray
from fakefollow.scoring import GENUINE, Detector, Scores
from fakefollow.training import TrainingSettings, train_detector

SET_LEVEL: Final = 0.9
"""Level of the conformal sets that are looked at."""


class Fitted(Protocol):
    """A method after training."""

    def predict(self, accounts: LabelledAccounts) -> Predictions:
        """Return predictions for accounts that were not trained on."""


Method = Callable[[LabelledAccounts], Fitted]
"""Trains on labelled accounts; whatever it tunes or calibrates, it does there."""


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
    """A trained detector; its suspicion orders accounts as 1 - authenticity does."""

    detector: Detector

    def predict(self, accounts: LabelledAccounts) -> Predictions:
        """Return predictions at the detector's own prior and thresholds."""
        scores = self.detector.score(accounts.table)
        judged = Predictions.of_log_odds(
            scores.log_odds, flagged(scores), accounts.kinds != GENUINE, self.detector.prior
        )
        return replace(judged, coverage=scores.coverage, margin=self._margin(scores), sets=self._sets(scores))

    def _margin(self, scores: Scores) -> FloatArray:
        """Return how far the strongest evidence lies above the threshold of its kind."""
        thresholds = self.detector.curve.at(self.detector.policy.max_false_positive_rate)
        evidence = scores.log_odds - scores.prior_log_odds
        margin: FloatArray = (evidence - thresholds).max(axis=1)
        return margin

    def _sets(self, scores: Scores) -> BoolArray | None:
        """Return whether each account could be genuine and could be of another kind, if the model can tell."""
        return None if self.detector.conformal is None else scores.prediction_sets(SET_LEVEL)


@dataclass(frozen=True)
class EstimatorMethod:
    """Train one of the baselines.

    Parameters
    ----------
    make : callable
        Seed -> unfitted estimator, see `models.bench.baselines.ALL_BASELINES`.
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
