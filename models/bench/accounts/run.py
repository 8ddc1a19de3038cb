"""Run folds: train every method, ours and baselines alike, without the unseen sources, and keep its predictions."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol

import numpy as np
from joblib import delayed

from fakefollow.evaluation import (
    TOO_FEW,
    Figure,
    LabelledAccounts,
    Predictions,
    figures,
    flagged,
    plain,
    wilson_interval,
)
from fakefollow.profiles import BoolArray, FloatArray
from fakefollow.scoring import GENUINE, Detector, Scores
from fakefollow.training import TrainingSettings, cross_fitted, detector_given, held_out_log_odds
from models.bench.accounts.folds import Fold, Move
from models.running import in_processes

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
        """Train on labelled accounts, without the reference for shares of audiences, which no account needs."""
        accounts = accounts.capped(self.settings.max_per_source, self.settings.random_state)
        held_out = held_out_log_odds(cross_fitted(accounts, self.settings), accounts)
        return FittedDetector(detector_given(held_out, accounts, "held out", self.settings))


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
        """Return how far suspicion lies above the threshold."""
        threshold = self.detector.curve.at(self.detector.policy.max_false_positive_rate)
        return self.detector.suspicion(scores.evidence) - threshold

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


AS_IT_IS: Final = "as it is"
"""The variant that changes nothing."""


@dataclass(frozen=True, eq=False)
class FoldPredictions:
    """What one method said in one fold.

    Parameters
    ----------
    fold : Fold
        What was held out and looked at.
    method : str
        Name of the method.
    predictions : Predictions
        Of the accounts looked at.
    variant : str, default="as it is"
        What was done to the accounts before they were looked at.
    """

    fold: Fold
    method: str
    predictions: Predictions
    variant: str = AS_IT_IS

    def figures(self, seed: int = 0) -> dict[str, Figure]:
        """Return every figure with its interval."""
        return figures(self.predictions, seed)


def run_folds(
    accounts: LabelledAccounts,
    training: BoolArray,
    folds: Sequence[Fold],
    methods: Mapping[str, Method],
    n_jobs: int = -1,
    variants: Mapping[str, Mapping[str, Move]] | None = None,
) -> Iterator[list[FoldPredictions]]:
    """Yield the predictions of every method in each fold, in the order of both.

    A method is trained once a fold, on what may be trained on without the fold's sources; what it says of variants
    of the accounts (name of a method -> name -> move, for folds that are varied) follows what it says of them as
    they are.
    """
    split = _held_out(accounts, training, folds)
    yield from in_processes((delayed(_run_fold)(*parts, methods, variants or {}) for parts in split), n_jobs)


def _held_out(
    accounts: LabelledAccounts, training: BoolArray, folds: Sequence[Fold]
) -> Iterator[tuple[Fold, LabelledAccounts, LabelledAccounts]]:
    """Yield each fold with the accounts to train on and the accounts that are looked at."""
    for fold in folds:
        known = accounts.where(training & ~fold.unseen(accounts))
        yield fold, known, accounts.where(fold.tested(accounts))


def _run_fold(
    fold: Fold,
    known: LabelledAccounts,
    tested: LabelledAccounts,
    methods: Mapping[str, Method],
    variants: Mapping[str, Mapping[str, Move]],
) -> list[FoldPredictions]:
    done = []
    for name, method in methods.items():
        fitted = method(known)
        shown = {AS_IT_IS: tested}
        if fold.varied:
            shown |= {variant: move(tested, known) for variant, move in variants.get(name, {}).items()}
        done += [FoldPredictions(fold, name, fitted.predict(seen), variant) for variant, seen in shown.items()]
    return done


def predict_with(
    methods: Mapping[str, Method], known: LabelledAccounts, tested: LabelledAccounts
) -> dict[str, Predictions]:
    """Return what each method says of the tested accounts after training on the known ones."""
    return {name: method(known).predict(tested) for name, method in methods.items()}


def record(result: FoldPredictions, seed: int = 0) -> dict[str, Any]:
    """Return the figures of one fold and method."""
    found = {name: plain(figure) for name, figure in result.figures(seed).items()}
    return {"method": result.method, "fold": result.fold.name, **sizes(result.predictions), **found}


def mean_of(records: Sequence[Mapping[str, Any]], method: str) -> dict[str, float]:
    """Return mean and worst value of each figure of one method over its folds."""
    of_method = [row for row in records if row["method"] == method]
    names = [name for name, value in of_method[0].items() if isinstance(value, Mapping)]
    values = {name: [row[name]["value"] for row in of_method] for name in names}
    means = {f"mean_{name}": round(float(np.mean(values[name])), 4) for name in names}
    worst = {f"worst_{name}": min(values[name]) for name in ("auc", "mcc") if name in values}
    return means | worst


def sizes(predictions: Predictions) -> dict[str, int]:
    """Return how many accounts of each class the figures are about."""
    truth = predictions.not_genuine
    return {"n_not_genuine": int(truth.sum()), "n_genuine": int((~truth).sum())}


def false_positives_per_thousand(predictions: Predictions) -> dict[str, Any]:
    """Return genuine accounts flagged per 1,000, see `per_thousand`."""
    genuine = ~predictions.not_genuine
    return per_thousand(int((predictions.flagged & genuine).sum()), int(genuine.sum()))


def per_thousand(flagged: int, n_genuine: int) -> dict[str, Any]:
    """Return flagged genuine accounts per 1,000 with Wilson's interval; None where they are too few to say."""
    counts = {"n_genuine": n_genuine, "flagged": flagged}
    if n_genuine < TOO_FEW:
        return {**counts, "per_1000": None}
    low, high = wilson_interval(flagged, n_genuine)
    shares = {"per_1000": flagged / n_genuine, "low": low, "high": high}
    return {**counts, **{name: round(1000 * share, 2) for name, share in shares.items()}}
