"""Records: figures as plain data, the rows of ``results.json``."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from fakefollow.evaluation.metrics import Figure, wilson_interval
from fakefollow.evaluation.predictions import Predictions
from fakefollow.evaluation.run import FoldPredictions

TOO_FEW: Final = 50
"""Below so many accounts a share is not stated."""


def plain(figure: Figure) -> dict[str, float]:
    """Return a figure with its interval, four digits each."""
    return {"value": round(figure.value, 4), "low": round(figure.low, 4), "high": round(figure.high, 4)}


def sizes(predictions: Predictions) -> dict[str, int]:
    """Return how many accounts of each class the figures are about."""
    truth = predictions.not_genuine
    return {"n_not_genuine": int(truth.sum()), "n_genuine": int((~truth).sum())}


def record(result: FoldPredictions, seed: int = 0) -> dict[str, Any]:
    """Return the figures of one fold and method."""
    found = {name: plain(figure) for name, figure in result.figures(seed).items()}
    return {"method": result.method, "fold": result.fold.name, **sizes(result.predictions), **found}


def mean_of(records: Sequence[Mapping[str, Any]], method: str) -> dict[str, float]:
    """Return mean and worst value of each figure of one method over its folds."""
    of_method = [one for one in records if one["method"] == method]
    names = [name for name, value in of_method[0].items() if isinstance(value, Mapping)]
    values = {name: [one[name]["value"] for one in of_method] for name in names}
    means = {f"mean_{name}": round(float(np.mean(values[name])), 4) for name in names}
    worst = {f"worst_{name}": min(values[name]) for name in ("auc", "mcc") if name in values}
    return means | worst


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
