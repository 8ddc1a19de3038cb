"""Run folds: train every method without the unseen sources, keep its predictions, and work out the figures."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from joblib import Parallel, delayed, parallel_config

from fakefollow.evaluation.folds import Fold
from fakefollow.evaluation.methods import Method
from fakefollow.evaluation.metrics import Figure, Predictions, figures, wilson_interval
from fakefollow.evaluation.variants import Move
from fakefollow.table import BoolArray
from fakefollow.training import LabelledAccounts

AS_IT_IS: Final = "as it is"
"""The variant that changes nothing."""

TOO_FEW: Final = 50
"""Below so many accounts a share is not stated."""


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
    """

    fold: Fold
    method: str
    predictions: Predictions

    def figures(self, seed: int = 0) -> dict[str, Figure]:
        """Return every figure with its interval."""
        return figures(self.predictions, seed)


def run_folds(
    accounts: LabelledAccounts,
    training: BoolArray,
    folds: Sequence[Fold],
    methods: Mapping[str, Method],
    n_jobs: int = -1,
) -> Iterator[list[FoldPredictions]]:
    """Yield the predictions of every method in each fold, in the order of both.

    Parameters
    ----------
    accounts : LabelledAccounts
        All accounts, each once.
    training : ndarray of bool, shape (n,)
        Accounts that may be trained on; those of the fold's sources are left out.
    folds : sequence of Fold
        What to hold out.
    methods : mapping of str to callable
        Name -> method.
    n_jobs : int, default=-1
        Processes, as in joblib.
    """
    split = _held_out(accounts, training, folds)
    yield from in_processes((delayed(_run_fold)(*parts, methods) for parts in split), n_jobs)


def _held_out(
    accounts: LabelledAccounts, training: BoolArray, folds: Sequence[Fold]
) -> Iterator[tuple[Fold, LabelledAccounts, LabelledAccounts]]:
    """Yield each fold with the accounts to train on and the accounts that are looked at."""
    for fold in folds:
        known = accounts.where(training & ~fold.unseen(accounts))
        yield fold, known, accounts.where(fold.tested(accounts))


def _run_fold(
    fold: Fold, known: LabelledAccounts, tested: LabelledAccounts, methods: Mapping[str, Method]
) -> list[FoldPredictions]:
    return [FoldPredictions(fold, name, method(known).predict(tested)) for name, method in methods.items()]


def in_processes(tasks: Iterable[Any], n_jobs: int) -> Iterator[Any]:
    """Yield the results of joblib tasks in their order.

    One thread a process: trees on data of this size gain little from more, and threads that wait for each other
    are slower by far than one on a busy machine.
    """
    with parallel_config(backend="loky", inner_max_num_threads=1):
        yield from Parallel(n_jobs=n_jobs, return_as="generator")(tasks)


def record(result: FoldPredictions, seed: int = 0) -> dict[str, Any]:
    """Return the figures of one fold and method as plain data, four digits each."""
    truth = result.predictions.not_genuine
    return {
        "method": result.method,
        "fold": result.fold.name,
        "n_not_genuine": int(truth.sum()),
        "n_genuine": int((~truth).sum()),
        **{
            name: {"value": round(f.value, 4), "low": round(f.low, 4), "high": round(f.high, 4)}
            for name, f in result.figures(seed).items()
        },
    }


def false_positives_per_thousand(predictions: Predictions) -> dict[str, Any]:
    """Return genuine accounts flagged per 1,000 with Wilson's interval; too few to say below 50 accounts."""
    genuine = ~predictions.not_genuine
    n, count = int(genuine.sum()), int((predictions.flagged & genuine).sum())
    if n < TOO_FEW:
        return {"n_genuine": n, "flagged": count, "per_1000": None}
    low, high = wilson_interval(count, n)
    share, bounds = count / n, (low, high)
    return {
        "n_genuine": n,
        "flagged": count,
        "per_1000": round(1000 * share, 2),
        "low": round(1000 * bounds[0], 2),
        "high": round(1000 * bounds[1], 2),
    }


def mean_of(records: Sequence[Mapping[str, Any]], method: str) -> dict[str, float]:
    """Return mean and worst value of each figure of one method over its folds."""
    of_method = [one for one in records if one["method"] == method]
    names = [name for name, value in of_method[0].items() if isinstance(value, Mapping)]
    values = {name: [one[name]["value"] for one in of_method] for name in names}
    means = {f"mean_{name}": round(float(np.mean(values[name])), 4) for name in names}
    worst = {f"worst_{name}": min(values[name]) for name in ("auc", "mcc") if name in values}
    return means | worst


def run_variants(
    accounts: LabelledAccounts,
    training: BoolArray,
    folds: Sequence[Fold],
    method: Method,
    variants: Mapping[str, Move],
    n_jobs: int = -1,
) -> Iterator[list[FoldPredictions]]:
    """Yield what one method says of the accounts of each fold as they are and in every variant.

    Parameters
    ----------
    accounts, training, folds, n_jobs
        As in `run_folds`.
    method : callable
        Trained once a fold.
    variants : mapping of str to callable
        Name -> move, see `fakefollow.evaluation.variants`.
    """
    split = _held_out(accounts, training, folds)
    yield from in_processes((delayed(_run_variants)(*parts, method, variants) for parts in split), n_jobs)


def _run_variants(
    fold: Fold,
    known: LabelledAccounts,
    tested: LabelledAccounts,
    method: Method,
    variants: Mapping[str, Move],
) -> list[FoldPredictions]:
    fitted = method(known)
    shown = {AS_IT_IS: tested, **{name: move(tested, known) for name, move in variants.items()}}
    return [FoldPredictions(fold, name, fitted.predict(seen)) for name, seen in shown.items()]
