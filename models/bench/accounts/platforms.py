"""Other platforms: models on accounts that they have not seen, beside baselines and leak baselines.

The model of Instagram and the baselines learn from all sets but one and are tested on that one. The model of X is
tested as it ships: it has seen no account of Instagram. The generic model, which ships learnt on both, learns on one
platform here and is tested on the other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from joblib import delayed

from fakefollow.baselines import CountsForest, SrfForest
from fakefollow.evaluation import LabelledAccounts, Predictions, flagged, leak_figures
from fakefollow.profiles import ProfileTable
from fakefollow.readers import read
from fakefollow.scoring import GENUINE, Detector
from models.bench.accounts.folds import INSTAGRAM_SETS, Fold, instagram_folds, platform_folds
from models.bench.accounts.harness import SEED, TEXTS, fold_protocols, results_of, with_method
from models.bench.accounts.run import (
    RULE,
    DetectorMethod,
    EstimatorMethod,
    Fitted,
    FittedDetector,
    Method,
    per_thousand,
    run_folds,
)
from models.bench.baselines import ALL_BASELINES, Baseline
from models.bench.scope import Scope
from models.releases import ReleasedAccounts
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
    "instagram_sets": f"{TEXTS['instagram_sets']} The model of X is tested as it ships.",
    RANDOM_ACCOUNTS: "Accounts that the publisher of srf-instagram-2017 drew at random and nobody labelled: flagged "
    "per 1,000, with Wilson's interval. What learns anew learns from the other sets. Nobody knows how many of them "
    "are fake, so this is no false-positive rate.",
    LEAKS: "What can be told inside one set without looking at an account: AUC of leak baselines on random splits "
    "(stratified five-fold cross-validation) of that set alone.",
}
LISTS: Final = "unlabelled_lists"
GENERIC_TEXTS: Final = {
    **{name: TEXTS[name] for name in ("instagram_unseen", "x_unseen")},
    LISTS: "Followers of one account each, of whom nobody said what they are: flagged per 1,000 by the generic model "
    "as it ships, with Wilson's interval; by its thresholds alone, as if it had learnt on the platform (elsewhere it "
    "calls nobody in a list that is unlike what it knows); and by the one-line rule (more than ten accounts followed "
    "for each follower). Some of them may be bought, so this is no false-positive rate.",
}
"""Name -> what was done, in the order of the report."""

SEEN: Final = ("x", "instagram")
SIMPLEST: Final = ("one_line", "ratio_rule", "ratio")
"""One-line rules and the bare ratio, by their names in `ALL_BASELINES`."""

UNLABELLED_LISTS: Final = {
    "jasch-bluesky-2025": ("accounts/jasch-bluesky-2025-unlabelled.parquet", "bluesky"),
    "followers-of-verified-2018": ("followers/followers-of-verified-2018.parquet", "x"),
}
"""Name -> file of a follower list, and its platform."""


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


def evaluate_generic(
    released: ReleasedAccounts, lists: Mapping[str, ProfileTable], shipped: Detector, scope: Scope, bar: Bar
) -> dict[str, Any]:
    """Return what is learnt on one platform alone does on another, what the shipped model flags in lists, and figures.

    ``released`` holds accounts of X and Instagram, ``lists`` what nobody labelled.
    """
    accounts = replace(released.accounts, table=replace(released.accounts.table, platform=None))
    training = released.training & np.isin(accounts.kinds, shipped.kinds)
    folds = [fold for name in ("instagram_unseen", "x_unseen") for fold in scope.some(_of(name))]
    found = results_of(accounts, training, folds, generic_methods(scope), bar, scope.n_jobs)["protocols"]
    found[LISTS] = {"protocol": GENERIC_TEXTS[LISTS], "rows": _list_rows(lists, shipped)}
    figures = {f"generic_auc_{name}": found[f"{name}_unseen"]["mean"][GENERIC]["mean_auc"] for name in SEEN}
    return {"protocols": {name: found[name] for name in GENERIC_TEXTS}, "figures": figures}


def generic_methods(scope: Scope) -> dict[str, Method]:
    """Return the generic model and the simplest baselines by name."""
    settings = scope.generic_settings
    simplest: dict[str, Baseline] = {name: ALL_BASELINES[name] for name in SIMPLEST if name in scope.baselines}
    simplest["counts"] = PLATFORM_BASELINES["counts"]
    return {
        GENERIC: DetectorMethod(settings),
        **{name: EstimatorMethod(baseline.make, settings) for name, baseline in simplest.items()},
    }


def read_lists(data: Path) -> dict[str, ProfileTable]:
    """Return the lists of `UNLABELLED_LISTS`."""
    return {name: read(data / file, platform=platform) for name, (file, platform) in UNLABELLED_LISTS.items()}


def _of(protocol: str) -> list[Fold]:
    return [fold for fold in platform_folds() if fold.protocol == protocol]


def _list_rows(lists: Mapping[str, ProfileTable], shipped: Detector) -> list[dict[str, Any]]:
    """Return one row a list: what the shipped model and its thresholds alone flag of it, beside the one-line rule."""
    rows = []
    for name, table in lists.items():
        as_if_known = replace(table, platform=None)
        called, above = (flagged(shipped.score(of)) for of in (table, as_if_known))
        beside = {"thresholds": above, "rule": RULE.predict(table) != GENUINE}
        shares = per_thousand(int(called.sum()), len(table))
        per_1000 = {what: round(1000 * float(rows_of.mean()), 1) for what, rows_of in beside.items()}
        rows.append({"list": name, "n_accounts": shares.pop("n_genuine"), **shares, **per_1000})
    return rows


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
