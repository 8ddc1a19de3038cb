"""Records: figures as plain data, the rows of ``results.json``."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from fakefollow.evaluation import plain, sizes
from models.bench.accounts.run import FoldPredictions


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
