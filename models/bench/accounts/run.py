"""Run folds: train every method, ours and baselines alike, without the unseen sources, and keep its predictions."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol

import numpy as np
from joblib import delayed

from fakefollow.baselines import OneLineHeuristic
from fakefollow.evaluation import (
    TOO_FEW,
    Figure,
    LabelledAccounts,
    Metric,
    Predictions,
    estimate,
    false_positive_rate,
    figures,
    flagged,
    mcc,
    plain,
    recall,
    recall_at,
    value_of,
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

RULE: Final = OneLineHeuristic("follows over 10 per follower").fit(None)
RULE_FIGURES: Final[Mapping[str, Metric]] = {"mcc": mcc, "recall": recall, "false_positive_rate": false_positive_rate}
"""The simplest rule that nearly does it, and its figures that stand beside those of every method."""

BEHIND: Final = 0.01
"""A method is behind the rule where the rule is better by more: a convention of the goals."""
WORST: Final[Mapping[str, Callable[[Sequence[float]], float]]] = {
    **dict.fromkeys(("auc", "mcc", "recall_at_rule_rate"), min),
    **dict.fromkeys(("ece", "false_positive_rate"), max),
}
"""Figures whose worst value is told -> which one that is."""


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
    rule : Predictions, optional
        What the one-line rule says of the accounts as they are.
    """

    fold: Fold
    method: str
    predictions: Predictions
    variant: str = AS_IT_IS
    rule: Predictions | None = None

    def figures(self, seed: int = 0) -> dict[str, Figure]:
        """Return every figure with its interval, the recall at 2 % and at the rule's own rate among them."""
        found = figures(self.predictions, seed)
        if self.rule is None or "auc" not in found:
            return found
        rate = value_of(false_positive_rate, self.rule)
        wanted = {"recall_at_2_percent": recall_at(0.02), "recall_at_rule_rate": recall_at(rate)}
        return found | estimate(self.predictions, wanted, seed)

    def beside(self) -> dict[str, float]:
        """Return what the one-line rule reaches in the same cell; nothing where one class is absent."""
        truth = self.predictions.not_genuine
        if self.rule is None or truth.all() or not truth.any():
            return {}
        return {f"rule_{name}": round(value_of(metric, self.rule), 4) for name, metric in RULE_FIGURES.items()}


def run_folds(
    accounts: LabelledAccounts,
    training: BoolArray,
    folds: Sequence[Fold],
    methods: Mapping[str, Method],
    n_jobs: int = -1,
    variants: Mapping[str, Mapping[str, Move]] | None = None,
) -> Iterator[list[FoldPredictions]]:
    """Yield the predictions of every method, step by step.

    Folds with the same accounts to train on are one step, for which each method is trained once. What a method says of
    variants of the accounts (name of a method -> name -> move, for folds that are varied) follows what it says of them
    as they are.
    """
    steps = (
        delayed(_run_step)(
            accounts.where(known) if not step[0].teaching else in_two_parts(accounts.where(known)),
            [(fold, accounts.where(fold.tested(accounts))) for fold in step],
            methods,
            variants or {},
        )
        for known, step in same_training(accounts, training, folds)
    )
    yield from in_processes(steps, n_jobs)


def same_training(
    accounts: LabelledAccounts, training: BoolArray, folds: Sequence[Fold]
) -> list[tuple[BoolArray, list[Fold]]]:
    """Return the accounts to train on (n,) with the folds that they are for, in the order of the first fold of each."""
    found: dict[bytes, tuple[BoolArray, list[Fold]]] = {}
    for fold in folds:
        known = training & ~fold.unseen(accounts)
        found.setdefault(known.tobytes(), (known, []))[1].append(fold)
    return list(found.values())


def in_two_parts(accounts: LabelledAccounts) -> LabelledAccounts:
    """Return the accounts with every kind that has one source dealt into two, for without two nothing is calibrated."""
    sources = accounts.sources.astype(object)
    random = np.random.default_rng(0)
    for kind in sorted(set(accounts.kinds.tolist())):
        rows = np.flatnonzero(accounts.kinds == kind)
        if len(set(sources[rows].tolist())) == 1:
            sources[random.permutation(rows)[: len(rows) // 2]] = f"{sources[rows[0]]} (second half)"
    return replace(accounts, sources=sources.astype(str))


def _run_step(
    known: LabelledAccounts,
    tested: Sequence[tuple[Fold, LabelledAccounts]],
    methods: Mapping[str, Method],
    variants: Mapping[str, Mapping[str, Move]],
) -> list[FoldPredictions]:
    done = []
    rules = [FittedEstimator(RULE).predict(accounts) for _, accounts in tested]
    for name, method in methods.items():
        fitted = method(known)
        for (fold, accounts), rule in zip(tested, rules, strict=True):
            moves = variants.get(name, {}).items() if fold.varied else ()
            shown = {AS_IT_IS: accounts, **{variant: move(accounts, known) for variant, move in moves}}
            said = {variant: fitted.predict(seen) for variant, seen in shown.items()}
            done += [FoldPredictions(fold, name, found, variant, rule) for variant, found in said.items()]
    return done


def predict_with(
    methods: Mapping[str, Method], known: LabelledAccounts, tested: LabelledAccounts
) -> dict[str, Predictions]:
    """Return what each method says of the tested accounts after training on the known ones."""
    return {name: method(known).predict(tested) for name, method in methods.items()}


def record(result: FoldPredictions, seed: int = 0) -> dict[str, Any]:
    """Return the figures of one fold and method, and those of the one-line rule there."""
    found = {name: plain(figure) for name, figure in result.figures(seed).items()}
    return {"method": result.method, "fold": result.fold.name, **sizes(result.predictions), **found, **result.beside()}


def mean_of(records: Sequence[Mapping[str, Any]], method: str) -> dict[str, float]:
    """Return mean and worst value of each figure of one method over its folds, and where the rule is ahead of it."""
    of_method = [row for row in records if row["method"] == method]
    names = [name for name, value in of_method[0].items() if isinstance(value, Mapping)]
    values = {name: [row[name]["value"] for row in of_method] for name in names}
    values |= {name: [row[name] for row in of_method] for name in of_method[0] if name.startswith("rule_")}
    means = {f"mean_{name}": round(float(np.mean(of_one)), 4) for name, of_one in values.items()}
    worst = {f"worst_{name}": choose(values[name]) for name, choose in WORST.items() if name in values}
    return means | worst | _behind(values)


def _behind(values: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """Return in how many cells the rule has the better MCC, or finds more at its own false-positive rate."""
    pairs = {"mcc": ("mcc", "rule_mcc"), "recall": ("recall_at_rule_rate", "rule_recall")}
    return {
        f"cells_behind_rule_{name}": sum(
            rule > own + BEHIND for own, rule in zip(values[ours], values[rules], strict=True)
        )
        for name, (ours, rules) in pairs.items()
        if ours in values and rules in values
    }


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
