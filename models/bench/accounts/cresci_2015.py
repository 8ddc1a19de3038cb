"""Random splits of the balanced set of cresci-2015: as published, and only to compare with what was published.

The accounts of every seller are in training and test alike, so these figures say little of sellers never seen.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
from joblib import delayed
from sklearn.model_selection import StratifiedKFold

from fakefollow.evaluation import LabelledAccounts, Metric, Predictions, auc, mcc, value_of
from fakefollow.profiles import FloatArray
from fakefollow.scoring import GENUINE
from models.bench.accounts.folds import VENDORS
from models.bench.accounts.reliability import pooled
from models.bench.accounts.run import Method, predict_with, sizes
from models.running import in_processes

PEOPLE: Final = ("E13", "TFP")
N_FOLDS: Final = 10


def accuracy(predictions: Predictions, weights: FloatArray) -> FloatArray:
    """Return the share of accounts whose flag is right: never to be shown alone."""
    right = predictions.flagged == predictions.not_genuine
    share: FloatArray = weights @ right / weights.sum(axis=1)
    return share


METRICS: Final[Mapping[str, Metric]] = {"accuracy": accuracy, "mcc": mcc, "auc": auc}

SPLIT_LEAKS: Final = ("id", "time", "tree")
"""Baselines of `ALL_BASELINES` beside those that were published: what is told there without looking at an account."""

ALL_FEATURES: Final = "cresci_all_features"
PUBLISHED: Final[Mapping[str, Mapping[str, float]]] = {
    "one_line": {"mcc": 0.768},
    "camisani_calzolari": {"accuracy": 0.548, "mcc": 0.175},
    "class_a": {"accuracy": 0.987, "mcc": 0.967, "auc": 0.995},
    ALL_FEATURES: {"accuracy": 0.994, "mcc": 0.987, "auc": 0.999},
}
"""Figures of Cresci et al. 2015 (arXiv 1509.04098). The forest on all features needs posts and neighbours."""


def balanced_set(accounts: LabelledAccounts, seed: int) -> LabelledAccounts:
    """Return the people of two collections and as many bought accounts, drawn from the three sellers together."""
    people = (accounts.kinds == GENUINE) & np.isin(accounts.sources, PEOPLE)
    bought = np.flatnonzero((accounts.kinds != GENUINE) & np.isin(accounts.sources, VENDORS))
    drawn = np.random.default_rng(seed).permutation(bought)[: people.sum()]
    return accounts.where(people | np.isin(np.arange(len(accounts)), drawn))


def random_splits(accounts: LabelledAccounts, seed: int) -> Iterator[tuple[LabelledAccounts, LabelledAccounts]]:
    """Yield accounts to train on and accounts to test, for ten folds."""
    truth = accounts.kinds != GENUINE
    splitter = StratifiedKFold(n_splits=N_FOLDS, shuffle=True, random_state=seed)
    for _, rows in splitter.split(truth, truth):
        tested = np.isin(np.arange(len(accounts)), rows)
        yield accounts.where(~tested), accounts.where(tested)


def run_random_splits(
    accounts: LabelledAccounts, methods: Mapping[str, Method], seed: int, n_jobs: int = -1
) -> Iterator[dict[str, Predictions]]:
    """Yield what every method says in each fold, on the balanced set drawn from the accounts."""
    splits = random_splits(balanced_set(accounts, seed), seed)
    yield from in_processes((delayed(predict_with)(methods, *split) for split in splits), n_jobs)


def random_split_rows(done: Sequence[Mapping[str, Predictions]]) -> list[dict[str, Any]]:
    """Return one row a method: figures of the folds together, and what was published."""
    rows = [{"method": name, **_measured([fold[name] for fold in done]), **_published(name)} for name in done[0]]
    return [*rows, {"method": ALL_FEATURES, **_published(ALL_FEATURES)}]


def _measured(folds: Sequence[Predictions]) -> dict[str, Any]:
    together = pooled(folds)
    return {**sizes(together), **{name: round(value_of(metric, together), 4) for name, metric in METRICS.items()}}


def _published(method: str) -> dict[str, float]:
    return {f"published_{name}": value for name, value in PUBLISHED.get(method, {}).items()}
