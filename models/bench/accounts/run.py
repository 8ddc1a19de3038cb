"""Run folds: train every method without the unseen sources and keep its predictions."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from joblib import Parallel, delayed, parallel_config

from fakefollow.evaluation import Figure, LabelledAccounts, Predictions, figures
from fakefollow.profiles import BoolArray
from models.bench.accounts.folds import Fold
from models.bench.accounts.methods import Method
from models.bench.accounts.variants import Move

AS_IT_IS: Final = "as it is"
"""The variant that changes nothing."""


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
    """

    fold: Fold
    method: str
    predictions: Predictions
    variant: str = AS_IT_IS

    def figures(self, seed: int = 0) -> dict[str, Figure]:
        """Return every figure with its interval."""
        return figures(self.predictions, seed)


def run_folds(
    accounts: LabelledAccounts,
    training: BoolArray,
    folds: Sequence[Fold],
    methods: Mapping[str, Method],
    n_jobs: int = -1,
    variants: Mapping[str, Mapping[str, Move]] | None = None,
) -> Iterator[list[FoldPredictions]]:
    """Yield the predictions of every method in each fold, in the order of both.

    A method is trained once a fold; what it says of variants of the accounts follows what it says of them as they
    are.

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
    variants : mapping of str to mapping, optional
        Name of a method -> name -> move, see `models.bench.accounts.variants`; for the folds that
        are `varied`.
    """
    split = _held_out(accounts, training, folds)
    yield from in_processes((delayed(_run_fold)(*parts, methods, variants or {}) for parts in split), n_jobs)


def _held_out(
    accounts: LabelledAccounts, training: BoolArray, folds: Sequence[Fold]
) -> Iterator[tuple[Fold, LabelledAccounts, LabelledAccounts]]:
    """Yield each fold with the accounts to train on and the accounts that are looked at."""
    for fold in folds:
        known = accounts.where(training & ~fold.unseen(accounts))
        yield fold, known, accounts.where(fold.tested(accounts))


def _run_fold(
    fold: Fold,
    known: LabelledAccounts,
    tested: LabelledAccounts,
    methods: Mapping[str, Method],
    variants: Mapping[str, Mapping[str, Move]],
) -> list[FoldPredictions]:
    done = []
    for name, method in methods.items():
        fitted = method(known)
        shown = {AS_IT_IS: tested}
        if fold.varied:
            shown |= {variant: move(tested, known) for variant, move in variants.get(name, {}).items()}
        done += [
            FoldPredictions(fold, name, fitted.predict(seen), variant) for variant, seen in shown.items()
        ]
    return done


def predict_with(
    methods: Mapping[str, Method], known: LabelledAccounts, tested: LabelledAccounts
) -> dict[str, Predictions]:
    """Return what each method says of the tested accounts after training on the known ones."""
    return {name: method(known).predict(tested) for name, method in methods.items()}


def in_processes(tasks: Iterable[Any], n_jobs: int) -> Iterator[Any]:
    """Yield the results of joblib tasks in their order.

    One thread a process: trees on data of this size gain little from more, and threads that wait for each other
    are slower by far than one on a busy machine.
    """
    with parallel_config(backend="loky", inner_max_num_threads=1):
        yield from Parallel(n_jobs=n_jobs, return_as="generator")(tasks)
