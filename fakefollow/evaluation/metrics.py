"""Figures of one method on one set of accounts, each with an interval, computed from stored predictions.

Everything is a function of weights, so a bootstrap is a matrix of weights and no figure is computed twice
in two ways.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from fakefollow.audience import wilson_bounds
from fakefollow.profiles import BoolArray, FloatArray
from fakefollow.scoring import Prior, Scores, kind_probabilities


def flagged(scores: Scores) -> BoolArray:
    """Tell which accounts are called likely purchased or likely bot."""
    return np.char.startswith(scores.verdict, "likely_")


@dataclass(frozen=True, eq=False)
class Predictions:
    """What a method says of accounts, and the truth.

    ``suspicion`` is higher the less genuine, ``flagged`` at the threshold frozen in training, ``probability`` that of
    not genuine at ``prevalence``. Methods that know them add the observed share of the evidence, the margin in nats by
    which suspicion exceeds the threshold, and conformal sets at level 90 % (could be genuine, could be another).
    """

    not_genuine: BoolArray
    suspicion: FloatArray
    flagged: BoolArray
    probability: FloatArray | None = None
    prevalence: float | None = None
    coverage: FloatArray | None = None
    margin: FloatArray | None = None
    sets: BoolArray | None = None

    @classmethod
    def of_log_odds(cls, log_odds: FloatArray, flagged: BoolArray, not_genuine: BoolArray, prior: Prior) -> Self:
        """Return what log-odds (n, n_kinds) of each kind against genuine mean, the prior being in them."""
        return cls(
            not_genuine,
            # Authenticity saturates in the last digits; the log-odds keep the order.
            suspicion=np.logaddexp.reduce(log_odds, axis=1),
            flagged=flagged,
            probability=1.0 - kind_probabilities(log_odds)[:, 0],
            prevalence=sum(prior.shares.values()),
        )

    def __len__(self) -> int:
        return len(self.not_genuine)

    def stated(self) -> tuple[FloatArray, float]:
        """Return the probabilities and the prevalence that they assume; a method without them raises ValueError."""
        if self.probability is None or self.prevalence is None:
            raise ValueError("predictions: expected probability and prevalence, got a method without them")
        return self.probability, self.prevalence

    def at_prevalence(self, share: float) -> Self:
        """Return the predictions with the probabilities that another prior gives, above 0 and below 1.

        Exact, by Bayes' rule: the kinds other than genuine keep their shares among themselves, so the odds of not
        genuine change by one factor for every account.
        """
        probability, prevalence = self.stated()
        others = probability * (share / prevalence)
        genuine = (1.0 - probability) * ((1.0 - share) / (1.0 - prevalence))
        return replace(self, probability=others / (others + genuine), prevalence=share)


N_RESAMPLES: Final = 200
"""Of the bootstrap; a convention."""

BLOCK: Final = 25
"""Resamples weighed at a time, a divisor of their number: the weights of a large source stay small."""
LEVEL: Final = 0.95
N_CALIBRATION_BINS: Final = 10
LOW_FALSE_POSITIVE_RATE: Final = 0.01
TOO_FEW: Final = 50
"""Below so many accounts a share is not stated: a convention, as are level, bins and the low rate."""

TOO_FEW_TEXT: Final = "too few"


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with its percentile bootstrap interval (accounts resampled within each class)."""

    value: float
    low: float
    high: float


Metric = Callable[[Predictions, FloatArray], FloatArray]
"""Predictions, weights (n_resamples, n) -> one value a resample."""


def figures(predictions: Predictions, seed: int = 0) -> dict[str, Figure]:
    """Return every figure that the predictions allow; one that needs a class which is absent is left out."""
    return estimate(predictions, _wanted(predictions), seed)


def estimate(predictions: Predictions, metrics: Mapping[str, Metric], seed: int = 0) -> dict[str, Figure]:
    """Return the value and the bootstrap interval of each metric, all from the same resamples."""
    samples: dict[str, list[FloatArray]] = {name: [] for name in metrics}
    for weights in _weights(predictions.not_genuine, np.random.default_rng(seed)):
        for name, metric in metrics.items():
            samples[name].append(metric(predictions, weights))
    return {name: _figure(np.concatenate(parts)) for name, parts in samples.items()}


def _figure(sample: FloatArray) -> Figure:
    """Return the first value with the interval that the others span."""
    tail = (1.0 - LEVEL) / 2
    low, high = np.quantile(sample[1:], [tail, 1.0 - tail]).tolist()
    return Figure(float(sample[0]), low, high)


def value_of(metric: Metric, predictions: Predictions) -> float:
    """Return a metric without an interval."""
    return float(metric(predictions, np.ones((1, len(predictions))))[0])


def _wanted(predictions: Predictions) -> dict[str, Metric]:
    truth = predictions.not_genuine
    wanted: dict[str, Metric] = {}
    if truth.any() and not truth.all():
        wanted |= {"auc": auc, "mcc": mcc, "recall_at_1_percent": recall_at(LOW_FALSE_POSITIVE_RATE)}
        if predictions.probability is not None:
            wanted |= {"brier": brier, "ece": expected_calibration_error}
    if truth.any():
        wanted["recall"] = recall
    if not truth.all():
        wanted["false_positive_rate"] = false_positive_rate
    return wanted


def _weights(not_genuine: BoolArray, random: np.random.Generator) -> Iterator[FloatArray]:
    """Yield weights (n_resamples, n): first all one, then in blocks how often each account is drawn."""
    yield np.ones((1, len(not_genuine)))
    classes = [np.flatnonzero(rows) for rows in (not_genuine, ~not_genuine) if rows.any()]
    for _ in range(0, N_RESAMPLES, BLOCK):
        weights = np.empty((BLOCK, len(not_genuine)))
        for row in weights:
            for rows in classes:
                row[rows] = np.bincount(random.integers(len(rows), size=len(rows)), minlength=len(rows))
        yield weights


def _masses(predictions: Predictions, weights: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the weight of genuine and of other accounts at each distinct suspicion, lowest first."""
    order = np.argsort(predictions.suspicion, kind="stable")
    starts = np.flatnonzero(np.append(True, np.diff(predictions.suspicion[order]) != 0))
    weights = np.take(weights, order, axis=1)
    others = weights * predictions.not_genuine[order]
    return np.add.reduceat(weights - others, starts, axis=1), np.add.reduceat(others, starts, axis=1)


def auc(predictions: Predictions, weights: FloatArray) -> FloatArray:
    """Return the area under the ROC curve of the suspicion, ties counted half."""
    genuine, others = _masses(predictions, weights)
    below = np.cumsum(genuine, axis=1) - genuine / 2
    area: FloatArray = (below * others).sum(axis=1) / (genuine.sum(axis=1) * others.sum(axis=1))
    return area


def recall_at(rate: float) -> Metric:
    """Return the metric: recall at the lowest threshold that flags at most this share of the genuine accounts."""

    def recall_at_rate(predictions: Predictions, weights: FloatArray) -> FloatArray:
        genuine, others = _masses(predictions, weights)
        above_genuine = np.cumsum(genuine[:, ::-1], axis=1)
        above_others = np.cumsum(others[:, ::-1], axis=1)
        allowed = above_genuine <= rate * above_genuine[:, -1:] + 1e-9
        best: FloatArray = np.where(allowed, above_others, 0.0).max(axis=1) / above_others[:, -1]
        return best

    return recall_at_rate


def _counts(predictions: Predictions, weights: FloatArray) -> tuple[FloatArray, ...]:
    truth, called = predictions.not_genuine, predictions.flagged
    outcomes: list[NDArray[np.bool_]] = [truth & called, truth & ~called, ~truth & called, ~truth & ~called]
    return tuple(weights @ outcome for outcome in outcomes)


def mcc(predictions: Predictions, weights: FloatArray) -> FloatArray:
    """Return Matthews' correlation of flagged and not genuine; 0 where one of them does not vary."""
    hit, missed, false, right = _counts(predictions, weights)
    spread = np.sqrt((hit + missed) * (hit + false) * (right + false) * (right + missed))
    correlation = np.zeros(len(weights))
    np.divide(hit * right - missed * false, spread, out=correlation, where=spread > 0)
    return correlation


def recall(predictions: Predictions, weights: FloatArray) -> FloatArray:
    """Return the share of accounts that are not genuine which are flagged."""
    hit, missed, _, _ = _counts(predictions, weights)
    return hit / (hit + missed)


def false_positive_rate(predictions: Predictions, weights: FloatArray) -> FloatArray:
    """Return the share of genuine accounts that are flagged."""
    _, _, false, right = _counts(predictions, weights)
    return false / (false + right)


def _at_prevalence(predictions: Predictions, weights: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the stated probabilities, and weights under which their prevalence holds."""
    probability, share = predictions.stated()
    truth = predictions.not_genuine
    others = weights * truth / (weights @ truth)[:, None] * share
    genuine = weights * ~truth / (weights @ ~truth)[:, None] * (1.0 - share)
    return probability, others + genuine


def brier(predictions: Predictions, weights: FloatArray) -> FloatArray:
    """Return the mean squared error of the probabilities at the prevalence that they assume."""
    probability, weights = _at_prevalence(predictions, weights)
    return weights @ (probability - predictions.not_genuine) ** 2


def expected_calibration_error(predictions: Predictions, weights: FloatArray) -> FloatArray:
    """Return the mean distance of probability and frequency over ten equal bins of the probability."""
    probability, weights = _at_prevalence(predictions, weights)
    bins = np.minimum((probability * N_CALIBRATION_BINS).astype(np.intp), N_CALIBRATION_BINS - 1)
    members = np.eye(N_CALIBRATION_BINS)[bins]
    gaps = weights * (probability - predictions.not_genuine) @ members
    error: FloatArray = np.abs(gaps).sum(axis=1)
    return error


def wilson_interval(count: int, n: int) -> tuple[float, float]:
    """Return Wilson's interval of a share, at the level of all figures."""
    return wilson_bounds(count / n, n, LEVEL)


def plain(figure: Figure) -> dict[str, float]:
    """Return a figure with its interval, four digits each."""
    return {"value": round(figure.value, 4), "low": round(figure.low, 4), "high": round(figure.high, 4)}


def share_of(count: int, n: int) -> Figure | None:
    """Return a share with Wilson's interval, None where the accounts are too few to state one."""
    return Figure(count / n, *wilson_interval(count, n)) if n >= TOO_FEW else None
