"""Abstention: what a detector gains by not judging the accounts it is least sure of, and whether its sets hold.

Numbers in, numbers out: margins, prediction sets and the truth; this module sees no profile.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from fakefollow.evaluation import Metric, Predictions, estimate, plain, wilson_interval
from fakefollow.profiles import BoolArray, FloatArray
from models.bench.accounts.run import FoldPredictions, mean_of, sizes

COVERAGES: Final = (0.95, 0.9, 0.8, 0.7, 0.5)
"""Shares of the accounts that are judged, the others being left open."""

PREVALENCE: Final = 0.15
"""Share of accounts that are not genuine which the error rates are stated for."""

PROTOCOL: Final = (
    "Cells again, our detector. An account is judged by the sign of its margin: how far suspicion lies above the "
    f"threshold. Error rates are those of a population of which {PREVALENCE:.0%} is not genuine: of all, of "
    "the accounts kept (the 95, 90, ... % with the largest margin either way) and of the rest (El-Yaniv, Wiener 2010). "
    "The aim: with the least certain 20 % left open, at most half the errors. A conformal set at level 90 % should "
    "hold genuine for 90 % of genuine accounts, and some other kind for 90 % of the others; Wilson's intervals."
)


def prevalence_weights(not_genuine: BoolArray, prevalence: float = PREVALENCE) -> FloatArray:
    """Return weights that sum to 1 and give the accounts that are not genuine so large a share together."""
    share = np.where(not_genuine, prevalence, 1.0 - prevalence)
    weight: FloatArray = share / np.where(not_genuine, not_genuine.sum(), (~not_genuine).sum())
    return weight


def risk_when_abstaining(
    margin: FloatArray, not_genuine: BoolArray, weights: FloatArray, coverage: float
) -> tuple[FloatArray, FloatArray]:
    """Return error rates (n_resamples,) among the most confident accounts and the rest (El-Yaniv, Wiener 2010).

    A margin (n,) above 0 is a flag; the larger its absolute value, the more confident. Each row of ``weights``
    weighs the accounts once, and ``coverage`` is the share of weight that is kept; accounts of equal confidence are
    kept in equal parts.
    """
    confidence = np.abs(margin)
    order = np.argsort(-confidence, kind="stable")
    starts = np.flatnonzero(np.append(True, np.diff(confidence[order]) != 0))
    weights = np.take(weights, order, axis=1)
    wrong_ones = ((margin > 0) != not_genuine)[order]
    mass = np.add.reduceat(weights, starts, axis=1)
    wrong = np.add.reduceat(weights * wrong_ones, starts, axis=1)
    whole = mass.sum(axis=1)
    room = coverage * whole[:, None] - (np.cumsum(mass, axis=1) - mass)
    part = np.clip(np.divide(room, mass, out=np.zeros_like(mass), where=mass > 0), 0.0, 1.0)
    wrong_kept = (part * wrong).sum(axis=1)
    return wrong_kept / (coverage * whole), (wrong.sum(axis=1) - wrong_kept) / ((1.0 - coverage) * whole)


def _risk(coverage: float, part_of: int) -> Metric:
    """Return the error rate of the kept (0) or of the rest (1) as a metric at the stated prevalence."""

    def metric(predictions: Predictions, weights: FloatArray) -> FloatArray:
        truth = predictions.not_genuine
        weights = weights * prevalence_weights(truth)
        return risk_when_abstaining(_margin(predictions), truth, weights, coverage)[part_of]

    return metric


def error_rate(predictions: Predictions, weights: FloatArray) -> FloatArray:
    """Return the share of all accounts that is judged wrongly, at the stated prevalence."""
    truth = predictions.not_genuine
    weights = weights * prevalence_weights(truth)
    share: FloatArray = weights @ ((_margin(predictions) > 0) != truth) / weights.sum(axis=1)
    return share


def _margin(predictions: Predictions) -> FloatArray:
    if predictions.margin is None:
        raise ValueError("expected predictions with a margin, got a method without evidence")
    return predictions.margin


def set_figures(sets: BoolArray, truth: NDArray[np.intp]) -> dict[str, Any]:
    """Return how often prediction sets (n, n_kinds) hold the true column (n,), hold more than one kind, and hold none.

    Shares have Wilson's 95 % interval, and are None without accounts; ``set_size`` is the mean number of kinds.
    """
    size = sets.sum(axis=1)
    return {
        "covered": _share(sets[np.arange(len(sets)), truth]),
        "ambiguous": _share(size > 1),
        "empty": _share(size == 0),
        "set_size": round(float(size.mean()), 4) if len(size) else None,
    }


def _share(hits: BoolArray) -> dict[str, float] | None:
    n = len(hits)
    if not n:
        return None
    low, high = wilson_interval(int(hits.sum()), n)
    return {"value": round(float(hits.mean()), 4), "low": round(low, 4), "high": round(high, 4)}


def abstention_results(done: Sequence[FoldPredictions]) -> dict[str, Any]:
    """Return one row a fold and method: error rates by share of accounts judged, and what the sets hold.

    What has no margins, or no accounts of both classes, is left out. ``mean`` has the means over the folds, and the
    mean error rate of the kept in parts of that of all.
    """
    judged = [result for result in done if result.predictions.margin is not None and _has_both(result.predictions)]
    rows = [_row(result) for result in judged]
    tried = dict.fromkeys(result.method for result in judged)
    return {"protocol": PROTOCOL, "rows": rows, "mean": {method: _mean(rows, method) for method in tried}}


def _has_both(predictions: Predictions) -> bool:
    return bool(predictions.not_genuine.any() and not predictions.not_genuine.all())


def _row(result: FoldPredictions) -> dict[str, Any]:
    metrics: dict[str, Metric] = {"error_rate": error_rate}
    for coverage in COVERAGES:
        metrics[f"kept_{100 * coverage:.0f}"] = _risk(coverage, 0)
        metrics[f"rest_{100 * coverage:.0f}"] = _risk(coverage, 1)
    found = {name: plain(figure) for name, figure in estimate(result.predictions, metrics).items()}
    head = {"method": result.method, "fold": result.fold.name, **sizes(result.predictions)}
    return {**head, **found, **_ratios({name: value["value"] for name, value in found.items()}), **_sets(result)}


def _ratios(values: Mapping[str, float]) -> dict[str, float | None]:
    """Return the error rate of the kept in parts of that of all, None where nothing is judged wrongly."""
    names = {f"ratio_{100 * c:.0f}": f"kept_{100 * c:.0f}" for c in COVERAGES}
    whole = values["error_rate"]
    return {ratio: round(values[kept] / whole, 3) if whole else None for ratio, kept in names.items()}


def _sets(result: FoldPredictions) -> dict[str, Any]:
    sets, truth = result.predictions.sets, result.predictions.not_genuine
    if sets is None:
        return {}
    classes = {"genuine": ~truth, "not_genuine": truth}
    return {
        f"{name}_{key}": value
        for name, rows in classes.items()
        for key, value in set_figures(sets[rows], truth[rows].astype(np.intp)).items()
    }


def _mean(rows: Sequence[Mapping[str, Any]], method: str) -> dict[str, Any]:
    means = mean_of(rows, method)
    of_method = [row for row in rows if row["method"] == method]
    numbers = [name for name in of_method[0] if name.endswith("_set_size")]
    means |= {f"mean_{name}": round(float(np.mean([row[name] for row in of_method])), 4) for name in numbers}
    return means | _ratios({name.removeprefix("mean_"): value for name, value in means.items()})
