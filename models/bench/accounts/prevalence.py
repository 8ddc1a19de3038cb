"""Prevalence: what a flag and a probability are worth in an audience where few, some or many are not genuine.

Tests hold as many accounts of each class as a source happens to have. Precision and calibration depend on that
share; recall and false-positive rate do not, and give both at any other.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from fakefollow.evaluation import (
    Metric,
    Predictions,
    brier,
    estimate,
    expected_calibration_error,
    false_positive_rate,
    plain,
    recall,
)
from fakefollow.profiles import FloatArray
from models.bench.accounts.run import FoldPredictions, sizes

PREVALENCES: Final[Mapping[str, float]] = {"1_percent": 0.01, "5_percent": 0.05, "15_percent": 0.15}
"""Shares of accounts that are not genuine."""

CALIBRATION: Final[Mapping[str, Metric]] = {"ece": expected_calibration_error, "brier": brier}


def precision_at(share: float) -> Metric:
    """Return the metric: share of flagged accounts that are not genuine, where that share of all is not genuine.

    0 where no account is flagged.
    """

    def precision(predictions: Predictions, weights: FloatArray) -> FloatArray:
        right = share * recall(predictions, weights)
        called = right + (1.0 - share) * false_positive_rate(predictions, weights)
        precise = np.zeros(len(weights))
        np.divide(right, called, out=precise, where=called > 0)
        return precise

    return precision


def with_prior(metric: Metric, share: float) -> Metric:
    """Return the metric of the probabilities that another prior gives."""
    return lambda predictions, weights: metric(predictions.at_prevalence(share), weights)


def prevalence_cell(result: FoldPredictions, seed: int = 0) -> dict[str, Any]:
    """Return recall, and precision and, for methods with probabilities, calibration of a fold at every prevalence."""
    wanted: dict[str, Metric] = {"recall": recall}
    wanted |= {f"precision_at_{name}": precision_at(share) for name, share in PREVALENCES.items()}
    if result.predictions.probability is not None:
        wanted |= {
            f"{figure}_at_{name}": with_prior(metric, share)
            for figure, metric in CALIBRATION.items()
            for name, share in PREVALENCES.items()
        }
    found = {name: plain(figure) for name, figure in estimate(result.predictions, wanted, seed).items()}
    fold = {"folds": result.fold.protocol, "fold": result.fold.name}
    return {"method": result.method, **fold, **sizes(result.predictions), **found}


def prevalence_rows(cells: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return mean and worst cell of every figure, one row for each protocol of folds and method."""
    groups: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for cell in cells:
        groups.setdefault((cell["folds"], cell["method"]), []).append(cell)
    return [
        {"folds": folds, "method": method, "n_cells": len(group), **_mean_and_worst(group)}
        for (folds, method), group in groups.items()
    ]


def _mean_and_worst(cells: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    names = [name for name, value in cells[0].items() if isinstance(value, Mapping)]
    means = {f"mean_{name}": round(float(np.mean([cell[name]["value"] for cell in cells])), 4) for name in names}
    return means | {f"worst_{name}": _worst(cells, name) for name in names}


def _worst(cells: Sequence[Mapping[str, Any]], name: str) -> dict[str, Any]:
    values = [cell[name]["value"] for cell in cells]
    worst = cells[int(np.argmax(values) if name.startswith(tuple(CALIBRATION)) else np.argmin(values))]
    return {**worst[name], "fold": worst["fold"]}
