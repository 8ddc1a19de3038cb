"""What to expect in use: precision, recall at every false-positive rate, how far stated probabilities hold.

Everything is worked out from stored predictions; nothing here is drawn.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from fakefollow.evaluation.metrics import N_CALIBRATION_BINS, TOO_FEW, Figure, Predictions, figures, wilson_interval
from fakefollow.profiles import BoolArray, FloatArray

N_POINTS: Final = 100
"""Points of a recall curve at most, evenly spread over the logarithm of the rate; a convention."""

SHOWN: Final = (*("auc", "mcc", "recall", "false_positive_rate", "recall_at_1_percent"), *("precision", "brier", "ece"))
"""Figures in the order in which they are shown; the last three are at the prior."""


@dataclass(frozen=True, slots=True)
class RecallPoint:
    """The recall at the lowest threshold that flags at most this share of the genuine accounts; both 0 to 1."""

    false_positive_rate: float
    recall: float


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """What accounts turned out to be whose authenticity was stated to be about the same.

    ``stated`` is their mean authenticity and ``observed`` the share of genuine ones with Wilson's interval, both at the
    prior; None below 50 accounts.
    """

    low: float
    high: float
    n_accounts: int
    stated: float
    observed: Figure | None


def figures_in_use(predictions: Predictions, seed: int = 0) -> dict[str, Figure]:
    """Return all figures that the predictions allow, in the order of `SHOWN`, with the precision at their prevalence.

    Recall and false-positive rate have Wilson's interval: unlike a bootstrap it does not shrink to nothing where no
    account is flagged. That of the precision, left out where none is flagged, goes from the worst to the best of both.
    """
    shown = figures(predictions, seed)
    for name, rows in (("recall", predictions.not_genuine), ("false_positive_rate", ~predictions.not_genuine)):
        if name in shown:
            count, n = int(predictions.flagged[rows].sum()), int(rows.sum())
            shown[name] = Figure(count / n, *wilson_interval(count, n))
    share = predictions.prevalence
    if {"recall", "false_positive_rate"} <= shown.keys() and predictions.flagged.any() and share is not None:
        shown["precision"] = _precision(shown["recall"], shown["false_positive_rate"], share)
    return {name: shown[name] for name in SHOWN if name in shown}


def _precision(recall: Figure, rate: Figure, prevalence: float) -> Figure:
    def at(right: float, wrong: float) -> float:
        return prevalence * right / (prevalence * right + (1.0 - prevalence) * wrong)

    return Figure(at(recall.value, rate.value), at(recall.low, rate.high), at(recall.high, rate.low))


def recall_curve(predictions: Predictions) -> list[RecallPoint]:
    """Return the recall at false-positive rates from 0 to 1, ascending."""
    genuine = np.sort(predictions.suspicion[~predictions.not_genuine])[::-1]
    others = np.sort(predictions.suspicion[predictions.not_genuine])
    allowed = np.unique(np.append(0, np.geomspace(1, len(genuine), N_POINTS).round().astype(np.intp)))
    thresholds = np.append(genuine, -np.inf)[allowed]
    above = (len(others) - np.searchsorted(others, thresholds, side="right")) / len(others)
    rates = (allowed / len(genuine)).tolist()
    return [RecallPoint(rate, share) for rate, share in zip(rates, above.tolist(), strict=True)]


def reliability(predictions: Predictions) -> list[ReliabilityBin]:
    """Return those of ten equal bins of the authenticity in which there are accounts, lowest first, at the prior."""
    probability, prevalence = predictions.stated()
    authenticity, genuine = 1.0 - probability, ~predictions.not_genuine
    weights = (1.0 - prevalence) / int(genuine.sum()), prevalence / int((~genuine).sum())
    bins = np.minimum((authenticity * N_CALIBRATION_BINS).astype(np.intp), N_CALIBRATION_BINS - 1)
    members = [(index, bins == index) for index in np.unique(bins).tolist()]
    return [_bin(index, authenticity[rows], genuine[rows], weights) for index, rows in members]


def _bin(index: int, authenticity: FloatArray, genuine: BoolArray, weights: tuple[float, float]) -> ReliabilityBin:
    n, n_genuine = len(genuine), int(genuine.sum())
    bounds = index / N_CALIBRATION_BINS, (index + 1) / N_CALIBRATION_BINS
    stated = float(np.average(authenticity, weights=np.where(genuine, *weights)))
    if n < TOO_FEW:
        return ReliabilityBin(*bounds, n, stated, None)
    shares = (n_genuine / n, *wilson_interval(n_genuine, n))
    return ReliabilityBin(*bounds, n, stated, Figure(*(_reweighted(share, weights) for share in shares)))


def _reweighted(share: float, weights: tuple[float, float]) -> float:
    """Return a share of genuine accounts when each account weighs as its class does; order is kept."""
    return share * weights[0] / (share * weights[0] + (1.0 - share) * weights[1])
