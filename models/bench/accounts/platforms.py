"""Other platforms: models on Instagram accounts that they have not seen, beside baselines and leak baselines.

The model of Instagram and the baselines learn from two sets and are tested on the third. The models that were learnt on
X are tested as they ship: they have seen no account of Instagram.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from joblib import delayed

from fakefollow.baselines import CountsForest, SrfForest
from fakefollow.evaluation import LabelledAccounts, Predictions, leak_figures
from fakefollow.profiles import ProfileTable
from fakefollow.scoring import Detector
from models.bench.accounts.folds import INSTAGRAM_SETS, Fold, instagram_folds
from models.bench.accounts.harness import SEED, TEXTS, fold_protocols, with_method
from models.bench.accounts.run import (
    DetectorMethod,
    EstimatorMethod,
    Fitted,
    FittedDetector,
    FoldPredictions,
    Method,
    per_thousand,
    run_folds,
)
from models.bench.baselines import ALL_BASELINES, Baseline
from models.bench.scope import Scope
from models.running import Bar, in_processes

OWN: Final = "model instagram"
GENERIC: Final = "model generic"
OF_X: Final = "model x"

PLATFORM_BASELINES: Final[Mapping[str, Baseline]] = {
    "srf": Baseline("SRF Data forest (9)", "published", lambda seed: SrfForest(random_state=seed)),
    "counts": Baseline("forest on three counts", "simple", lambda seed: CountsForest(random_state=seed)),
}
"""Baselines beside `ALL_BASELINES` that are made for Instagram, or for what any platform shows."""

LEAK_BASELINES: Final = frozenset(name for name, baseline in ALL_BASELINES.items() if baseline.kind == "leak")

RANDOM_ACCOUNTS: Final = "instagram_random_accounts"
LEAKS: Final = "instagram_leaks"
PLATFORM_TEXTS: Final = {
    "instagram_sets": f"{TEXTS['instagram_sets']} The model of X and the generic model are tested as they ship: they "
    "were learnt on X alone.",
    RANDOM_ACCOUNTS: "Accounts that the publisher of srf-instagram-2017 drew at random and nobody labelled: flagged "
    "per 1,000, with Wilson's interval. What learns anew learns from the other two sets. Nobody knows how many of them "
    "are fake, so this is no false-positive rate.",
    LEAKS: "What can be told inside one set without looking at an account: AUC of leak baselines on random splits "
    "(stratified five-fold cross-validation) of that set alone.",
}
"""Name -> what was done, in the order of the report."""


@dataclass(frozen=True)
class AsItShips:
    """A detector that is not trained again, whatever the fold."""

    detector: Detector

    def __call__(self, accounts: LabelledAccounts) -> Fitted:
        """Return the detector; the accounts are not looked at."""
        return FittedDetector(self.detector)


def platform_methods(scope: Scope, shipped: Mapping[str, Detector]) -> dict[str, Method]:
    """Return the model of Instagram, those that ship as they are, and the baselines by name."""
    settings = scope.instagram_settings
    baselines = {**{name: ALL_BASELINES[name] for name in scope.baselines}, **PLATFORM_BASELINES}
    return {
        OWN: DetectorMethod(settings),
        **{name: AsItShips(detector) for name, detector in shipped.items()},
        **{name: EstimatorMethod(baseline.make, settings) for name, baseline in baselines.items()},
    }


def evaluate_platforms(
    accounts: LabelledAccounts, unlabelled: ProfileTable, tried: Mapping[str, Method], bar: Bar, n_jobs: int = -1
) -> dict[str, Any]:
    """Measure models on platforms other than X."""
    # A model of X says that it was not learnt on Instagram, which is the point here.
    accounts = replace(accounts, table=replace(accounts.table, platform=None))
    unlabelled = replace(unlabelled, platform=None)
    folds = instagram_folds()
    everyone = np.ones(len(accounts), np.bool_)
    steps = run_folds(accounts, everyone, folds, tried, n_jobs)
    done = [result for fold in bar(steps, len(folds), "sets of other platforms") for result in fold]
    found = {
        **fold_protocols(done, n_jobs),
        RANDOM_ACCOUNTS: {"rows": _random_rows(accounts, unlabelled, tried, n_jobs)},
        LEAKS: {"rows": _leak_rows(accounts)},
    }
    return with_method({name: {**found[name], "protocol": text} for name, text in PLATFORM_TEXTS.items()})


def sets_seen_by(detector: Detector, accounts: LabelledAccounts) -> dict[str, Any]:
    """Return protocol, rows and means of a detector that has seen none of the Instagram sets, for its card."""
    done = [
        FoldPredictions(fold, detector.name, FittedDetector(detector).predict(accounts.where(rows)))
        for fold in instagram_folds()
        if (rows := fold.tested(accounts)).any()
    ]
    (found,) = fold_protocols(done, n_jobs=1).values()
    return {
        **found,
        "protocol": "Accounts of Instagram, of which the model has seen none: its only test on another platform.",
    }


def _random_rows(
    accounts: LabelledAccounts, unlabelled: ProfileTable, tried: Mapping[str, Method], n_jobs: int
) -> list[dict[str, Any]]:
    """Return one row a method: accounts flagged, and accounts of which too little is known for a verdict."""
    known = accounts.where(~Fold("", INSTAGRAM_SETS[:1], ()).unseen(accounts))
    nobody_knows = np.full(len(unlabelled), "unlabelled")
    drawn = LabelledAccounts(unlabelled, nobody_knows, nobody_knows)
    telling = {name: method for name, method in tried.items() if name not in LEAK_BASELINES}
    predicted = in_processes((delayed(_said)(method, known, drawn) for method in telling.values()), n_jobs)
    return [_random_row(name, predictions) for name, predictions in zip(telling, predicted, strict=True)]


def _said(method: Method, known: LabelledAccounts, drawn: LabelledAccounts) -> Predictions:
    return method(known).predict(drawn)


def _random_row(name: str, predicted: Predictions) -> dict[str, Any]:
    shares = per_thousand(int(predicted.flagged.sum()), len(predicted))
    return {"method": name, "n_accounts": shares.pop("n_genuine"), **shares}


def _leak_rows(accounts: LabelledAccounts) -> Sequence[dict[str, Any]]:
    """Return the AUC of each leak baseline inside each set, where the set shows what it looks at."""
    return [
        {"set": name, **row}
        for name in INSTAGRAM_SETS
        for row in leak_figures(accounts.where(accounts.sources == name), SEED)
    ]
