"""Figures of one method on one set of accounts, each with an interval, computed from stored predictions.

Everything is a function of weights, so a bootstrap is one matrix of weights and no figure is computed twice
in two ways.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from fakefollow.table import BoolArray, FloatArray

N_RESAMPLES: Final = 200
LEVEL: Final = 0.95
N_CALIBRATION_BINS: Final = 10
LOW_FALSE_POSITIVE_RATE: Final = 0.01


@dataclass(frozen=True, eq=False)
class Predictions:
    """What a method said of some accounts, and the truth.

    Parameters
    ----------
    not_genuine : ndarray of bool, shape (n,)
        Truth.
    suspicion : ndarray of float64, shape (n,)
        Higher means less genuine; only its order counts.
    flagged : ndarray of bool, shape (n,)
        Accounts called not genuine at the threshold frozen in training.
    probability : ndarray of float64, shape (n,), optional
        P(not genuine) at the prevalence `prevalence`, for methods that state one.
    prevalence : float, optional
        Share of accounts that are not genuine which the probabilities assume.
    """

    not_genuine: BoolArray
    suspicion: FloatArray
    flagged: BoolArray
    probability: FloatArray | None = None
    prevalence: float | None = None

    def __len__(self) -> int:
        return len(self.not_genuine)


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with its percentile bootstrap interval (accounts resampled within each class)."""

    value: float
    low: float
    high: float


def figures(predictions: Predictions, seed: int = 0) -> dict[str, Figure]:
    """Return every figure that the predictions allow.

    Parameters
    ----------
    predictions : Predictions
        Stored predictions.
    seed : int, default=0
        Seed of the bootstrap.

    Returns
    -------
    dict of str to Figure
        ``auc``, ``mcc``, ``recall``, ``false_positive_rate``, ``recall_at_1_percent``; with probabilities also
        ``brier`` and ``ece`` at the prevalence that they assume. A figure that needs a class which is absent
        is left out.
    """
    weights = _bootstrap_weights(predictions.not_genuine, np.random.default_rng(seed))
    values = {name: metric(predictions, weights) for name, metric in _wanted(predictions).items()}
    tail = (1.0 - LEVEL) / 2
    return {
        name: Figure(float(sample[0]), *np.quantile(sample[1:], [tail, 1.0 - tail]).tolist())
        for name, sample in values.items()
    }


Metric = Callable[[Predictions, FloatArray], FloatArray]


def _wanted(predictions: Predictions) -> dict[str, Metric]:
    truth = predictions.not_genuine
    wanted: dict[str, Metric] = {}
    if truth.any() and not truth.all():
        wanted |= {"auc": auc, "mcc": mcc, "recall_at_1_percent": recall_at_low_rate}
        if predictions.probability is not None:
            wanted |= {"brier": brier, "ece": expected_calibration_error}
    if truth.any():
        wanted["recall"] = recall
    if not truth.all():
        wanted["false_positive_rate"] = false_positive_rate
    return wanted


def _bootstrap_weights(not_genuine: BoolArray, random: np.random.Generator) -> FloatArray:
    """Return weights (1 + N_RESAMPLES, n): all one, then how often each account is drawn."""
    weights = np.ones((1 + N_RESAMPLES, len(not_genuine)))
    for rows in (np.flatnonzero(not_genuine), np.flatnonzero(~not_genuine)):
        if len(rows):
            weights[1:, rows] = random.multinomial(len(rows), np.full(len(rows), 1 / len(rows)), N_RESAMPLES)
    return weights


def _masses(predictions: Predictions, weights: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the weight of genuine and of other accounts at each distinct suspicion, lowest first."""
    order = np.argsort(predictions.suspicion, kind="stable")
    starts = np.flatnonzero(np.append(True, np.diff(predictions.suspicion[order]) != 0))
    others = weights[:, order] * predictions.not_genuine[order]
    return (
        np.add.reduceat(weights[:, order] - others, starts, axis=1),
        np.add.reduceat(others, starts, axis=1),
    )


def auc(predictions: Predictions, weights: FloatArray) -> FloatArray:
    """Return the area under the ROC curve of the suspicion, ties counted half."""
    genuine, others = _masses(predictions, weights)
    below = np.cumsum(genuine, axis=1) - genuine / 2
    area: FloatArray = (below * others).sum(axis=1) / (genuine.sum(axis=1) * others.sum(axis=1))
    return area


def recall_at_low_rate(predictions: Predictions, weights: FloatArray) -> FloatArray:
    """Return the recall at the lowest threshold that flags at most 1 % of the genuine accounts."""
    genuine, others = _masses(predictions, weights)
    above_genuine = np.cumsum(genuine[:, ::-1], axis=1)
    above_others = np.cumsum(others[:, ::-1], axis=1)
    allowed = above_genuine <= LOW_FALSE_POSITIVE_RATE * above_genuine[:, -1:]
    best: FloatArray = np.where(allowed, above_others, 0.0).max(axis=1) / above_others[:, -1]
    return best


def _counts(predictions: Predictions, weights: FloatArray) -> tuple[FloatArray, ...]:
    truth, called = predictions.not_genuine, predictions.flagged
    cells: list[NDArray[np.bool_]] = [truth & called, truth & ~called, ~truth & called, ~truth & ~called]
    return tuple(weights @ cell for cell in cells)


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
    share: FloatArray = hit / (hit + missed)
    return share


def false_positive_rate(predictions: Predictions, weights: FloatArray) -> FloatArray:
    """Return the share of genuine accounts that are flagged."""
    _, _, false, right = _counts(predictions, weights)
    share: FloatArray = false / (false + right)
    return share


def _at_prevalence(predictions: Predictions, weights: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the stated probabilities, and weights under which their prevalence holds."""
    if predictions.probability is None or predictions.prevalence is None:
        raise ValueError("calibration needs predictions with probability and prevalence")
    truth, share = predictions.not_genuine, predictions.prevalence
    others = weights * truth / (weights @ truth)[:, None] * share
    genuine = weights * ~truth / (weights @ ~truth)[:, None] * (1.0 - share)
    return predictions.probability, others + genuine


def brier(predictions: Predictions, weights: FloatArray) -> FloatArray:
    """Return the mean squared error of the probabilities at the prevalence that they assume."""
    probability, weights = _at_prevalence(predictions, weights)
    error: FloatArray = weights @ (probability - predictions.not_genuine) ** 2
    return error


def expected_calibration_error(predictions: Predictions, weights: FloatArray) -> FloatArray:
    """Return the mean distance of probability and frequency over ten equal bins of the probability."""
    probability, weights = _at_prevalence(predictions, weights)
    bins = np.minimum((probability * N_CALIBRATION_BINS).astype(np.intp), N_CALIBRATION_BINS - 1)
    gap = weights * (probability - predictions.not_genuine)
    error = np.zeros(len(weights))
    for place in range(N_CALIBRATION_BINS):
        error += np.abs(gap[:, bins == place].sum(axis=1))
    return error


def wilson_interval(count: int, n: int, z: float = 1.959964) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share; Wilson 1927.

    Examples
    --------
    >>> low, high = wilson_interval(0, 100)
    >>> round(low, 4), round(high, 4)
    (0.0, 0.037)
    """
    middle = (count + z * z / 2) / (n + z * z)
    half = z / (n + z * z) * float(np.sqrt(count * (n - count) / n + z * z / 4))
    return max(0.0, middle - half), min(1.0, middle + half)
