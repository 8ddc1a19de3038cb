"""Reliability: what stated authenticity and conformal sets are worth on sellers never seen, by seller and by group.

Numbers in, numbers out; a method that states no probability is left out.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np

from fakefollow.evaluation import Predictions, expected_calibration_error, plain, reliability, value_of, wilson_interval
from fakefollow.profiles import BoolArray
from models.bench.accounts.run import FoldPredictions, sizes

EVERY_CELL: Final = "all"
SIDES: Final = ("not_genuine", "genuine")
"""Sides of a fold by which cells are put together: its seller, its group of genuine accounts."""
PROTOCOL: Final = (
    "Seller cells again, our detector. Accounts of the cells of a seller, or of a group of genuine accounts, are put "
    "together (each account as often as it was looked at) and sorted by stated authenticity into ten bins; observed is "
    "the share of genuine ones at the prior of the model, with Wilson's interval, none below 50 accounts. The "
    "calibration error is the mean over the cells. A conformal set at level 90 % should hold genuine for 90 % of "
    "genuine accounts and another kind for 90 % of the others: the share that it does hold is the level that it has "
    "there."
)


def reliability_results(done: Sequence[FoldPredictions]) -> dict[str, Any]:
    """Return, for all cells, each seller and each group, ten bins and what calibration and sets come to."""
    stated = [result for result in done if result.predictions.probability is not None]
    subsets = list(_subsets(stated))
    return {
        "protocol": PROTOCOL,
        "rows": [{"by": side, **_summary(name, results)} for (side, name), results in subsets],
        "bins": [row for (_, name), results in subsets for row in _bins(name, results)],
    }


def _subsets(done: Sequence[FoldPredictions]) -> Iterator[tuple[tuple[str, str], list[FoldPredictions]]]:
    """Yield all cells, then those of each seller, then those of each group, by side of the fold and name."""
    named = {("both", EVERY_CELL): list(done)} if done else {}
    for side in SIDES:
        for result in done:
            named.setdefault((side, "+".join(getattr(result.fold, side))), []).append(result)
    yield from named.items()


def _summary(name: str, results: Sequence[FoldPredictions]) -> dict[str, Any]:
    errors = [value_of(expected_calibration_error, result.predictions) for result in results]
    together = pooled([result.predictions for result in results])
    return {
        "of": name,
        "n_cells": len(results),
        **sizes(together),
        "mean_ece": round(float(np.mean(errors)), 4),
        "worst_ece": round(max(errors), 4),
        **_held(together),
    }


def _held(together: Predictions) -> dict[str, Any]:
    """Return how often sets hold what is true, for either class."""
    if together.sets is None:
        return {}
    truth = together.not_genuine
    classes = {"genuine": (~truth, 0), "not_genuine": (truth, 1)}
    return {f"{name}_covered": _share(together.sets[rows, column]) for name, (rows, column) in classes.items()}


def _share(hits: BoolArray) -> dict[str, float]:
    low, high = wilson_interval(int(hits.sum()), len(hits))
    return {"value": round(float(hits.mean()), 4), "low": round(low, 4), "high": round(high, 4)}


def _bins(name: str, results: Sequence[FoldPredictions]) -> list[dict[str, Any]]:
    return [
        {
            "of": name,
            "low": found.low,
            "high": found.high,
            "n_accounts": found.n_accounts,
            "stated": round(found.stated, 4),
            "observed": None if found.observed is None else plain(found.observed),
        }
        for found in reliability(pooled([result.predictions for result in results]))
    ]


def pooled(parts: Sequence[Predictions]) -> Predictions:
    """Put predictions below each other: truth, suspicion, flags, probabilities and sets, where all have them."""
    first = parts[0]
    return Predictions(
        np.concatenate([part.not_genuine for part in parts]),
        np.concatenate([part.suspicion for part in parts]),
        np.concatenate([part.flagged for part in parts]),
        _together([part.probability for part in parts]),
        first.prevalence,
        sets=_together([part.sets for part in parts]),
    )


def _together(parts: Sequence[Any]) -> Any:
    return None if any(part is None for part in parts) else np.concatenate(parts)
