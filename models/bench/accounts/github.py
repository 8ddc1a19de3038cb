"""GitHub: the model on accounts created in quarters that it has not seen, beside forests, rules and leak baselines.

All accounts were observed on one day, so that age is the date of creation: every order is also looked at among accounts
created in the same quarter, where a date tells next to nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
from sklearn.ensemble import RandomForestClassifier

from fakefollow.baselines import ProfileClassifier
from fakefollow.evaluation import LabelledAccounts, Predictions, auc as auc_metric, leak_figures, recall_at, value_of
from fakefollow.features import FEATURES, ProfileView, UsernameModel
from fakefollow.profiles import BoolArray, FloatArray, ProfileTable
from fakefollow.scoring import Detector
from fakefollow.training import TrainingSettings
from models.bench.accounts.folds import github_folds
from models.bench.accounts.harness import SEED, TEXTS, fold_protocols
from models.bench.accounts.platforms import GENERIC, OF_X, PLATFORM_BASELINES, AsItShips
from models.bench.accounts.run import DetectorMethod, EstimatorMethod, FoldPredictions, Method, per_thousand, run_folds
from models.bench.baselines import ALL_BASELINES, Baseline, OurFeatures
from models.bench.scope import Scope
from models.releases import created_quarters
from models.running import Bar

OWN: Final = "model github"
WITHOUT_AGE: Final = "model github without age"
QUARTERS: Final = "github_quarters"
SAME_QUARTER: Final = "github_same_quarter"
AGES: Final = "github_ages"
LEAKS: Final = "github_leaks"

FEWEST: Final = 20
"""Accounts of each class in a quarter whose order is looked at; a convention."""

RATES: Final = (0.01, 0.02, 0.05)
"""False-positive rates at which recall is told."""

AGE_BANDS: Final = {
    "under half a year": (0, 180),
    "half a year to 1": (180, 365),
    "1 to 2 years": (365, 730),
    "2 to 3 years": (730, 1095),
    "3 to 5 years": (1095, 1826),
    "over 5 years": (1826, 36500),
}
"""Name -> days from, to."""

GITHUB_TEXTS: Final = {
    QUARTERS: f"{TEXTS[QUARTERS]} The model of X and the generic model are tested as they ship.",
    SAME_QUARTER: "The same predictions, means over the five parts: recall where 1, 2 and 5 % of the genuine accounts "
    f"are flagged, and the AUC among accounts created in the same quarter, mean over quarters with {FEWEST} of each "
    "class.",
    AGES: "The same predictions of the model, by age: flagged by default per 1,000 genuine accounts, with Wilson's "
    "interval; per 1,000 where 1 % of the genuine accounts of all ages would be flagged; and the share of the campaign "
    "accounts flagged by default.",
    LEAKS: "What tells without looking at an account: AUC of leak baselines on random splits (stratified five-fold "
    "cross-validation). Fields are known of all accounts alike.",
}
"""Name -> what was done, in the order of the report."""


class OurForest(OurFeatures):
    """Random forest of 300 trees, five accounts a leaf, on our features.

    Parameters
    ----------
    random_state, platform, observed_at : int, str, datetime
        See `OurFeatures`.
    """

    def _new_learner(self) -> Any:
        return RandomForestClassifier(300, min_samples_leaf=5, random_state=self.random_state, n_jobs=1)


class NoWorkNoBio(ProfileClassifier):
    """One line: no public repository and no bio is not genuine.

    Parameters
    ----------
    platform, observed_at : default=None
        See `fakefollow.baselines.ProfileClassifier`.
    """

    def _decide(self, table: ProfileTable) -> FloatArray:
        view = ProfileView(table, UsernameModel.uniform())
        shown: BoolArray = (view.number("repositories_count") > 0.0) | (view.filled("description") > 0.0)
        return np.where(shown, -0.5, 0.5)


GITHUB_BASELINES: Final[Mapping[str, Baseline]] = {
    "no_work": Baseline("no repository and no bio", "simple", lambda seed: NoWorkNoBio()),
    "our_forest": Baseline("random forest on our features", "simple", lambda seed: OurForest(random_state=seed)),
    "full_trees": ALL_BASELINES["full_trees"],
    "counts": PLATFORM_BASELINES["counts"],
    "ratio_rule": ALL_BASELINES["ratio_rule"],
    "ratio": ALL_BASELINES["ratio"],
    "id": ALL_BASELINES["id"],
    "time": ALL_BASELINES["time"],
}
"""Short name -> baseline, in the order of the tables."""


def without_age(settings: TrainingSettings) -> TrainingSettings:
    """Return the settings without the features that look at a date."""
    kept = [number for number, name in enumerate(settings.features) if "created_at" not in FEATURES[name].fields]
    classifier = dict(settings.classifier)
    if "monotonic_cst" in classifier:
        classifier["monotonic_cst"] = [classifier["monotonic_cst"][number] for number in kept]
    return replace(settings, features=tuple(settings.features[number] for number in kept), classifier=classifier)


def github_methods(scope: Scope, shipped: Mapping[str, Detector]) -> dict[str, Method]:
    """Return the model of GitHub with and without age, those that ship as they are, and the baselines by name."""
    settings = scope.github_settings
    return {
        OWN: DetectorMethod(settings),
        WITHOUT_AGE: DetectorMethod(without_age(settings)),
        **{name: AsItShips(shipped[name]) for name in (GENERIC, OF_X)},
        **{name: EstimatorMethod(baseline.make, settings) for name, baseline in GITHUB_BASELINES.items()},
    }


def evaluate_github(
    accounts: LabelledAccounts, tried: Mapping[str, Method], bar: Bar, n_jobs: int = -1
) -> dict[str, Any]:
    """Return the protocols about accounts of GitHub."""
    # Models of other platforms refuse or warn, and how they do is the point here.
    accounts = replace(accounts, table=replace(accounts.table, platform=None))
    folds = github_folds()
    steps = run_folds(accounts, np.ones(len(accounts), np.bool_), folds, tried, n_jobs)
    done = [result for fold in bar(steps, len(folds), "quarters of GitHub") for result in fold]
    found = {
        **fold_protocols(done, n_jobs),
        SAME_QUARTER: {"rows": [_order(name, accounts, done) for name in tried]},
        AGES: {"rows": list(_age_rows(accounts, [result for result in done if result.method == OWN]))},
        LEAKS: {"rows": leak_figures(accounts, SEED)},
    }
    return {name: {**found[name], "protocol": text} for name, text in GITHUB_TEXTS.items()}


def _order(method: str, accounts: LabelledAccounts, done: Sequence[FoldPredictions]) -> dict[str, Any]:
    """Return how well one method orders accounts: recalls, and the AUC among those of the same quarter."""
    parts = [result for result in done if result.method == method]
    recalls = {
        f"recall_at_{100 * rate:.0f}_percent": float(
            np.mean([value_of(recall_at(rate), result.predictions) for result in parts])
        )
        for rate in RATES
    }
    aucs = [value for result in parts for value in _aucs_by_quarter(accounts, result)]
    mean = round(float(np.mean(aucs)), 4) if aucs else None
    rounded = {name: round(value, 4) for name, value in recalls.items()}
    return {"method": method, **rounded, "n_quarters": len(aucs), "auc_same_quarter": mean}


def _aucs_by_quarter(accounts: LabelledAccounts, result: FoldPredictions) -> Iterator[float]:
    """Yield the AUC in each quarter that has enough accounts of both classes."""
    predicted = result.predictions
    quarters = created_quarters(accounts.where(result.fold.tested(accounts)).table)
    for quarter in np.unique(quarters).tolist():
        rows = quarters == quarter
        truth = predicted.not_genuine[rows]
        if min(truth.sum(), (~truth).sum()) >= FEWEST:
            yield value_of(auc_metric, Predictions(truth, predicted.suspicion[rows], predicted.flagged[rows]))


def _age_rows(accounts: LabelledAccounts, parts: Sequence[FoldPredictions]) -> Iterator[dict[str, Any]]:
    """Yield one row a band of ages, of the predictions of all parts together."""
    tables = [accounts.where(result.fold.tested(accounts)).table for result in parts]
    days = np.concatenate([ProfileView(table, UsernameModel.uniform()).age_days for table in tables])
    not_genuine, flagged, at_one_percent = (
        np.concatenate([values(result.predictions) for result in parts])
        for values in (lambda p: p.not_genuine, lambda p: p.flagged, _flagged_at_one_percent)
    )
    for band, (youngest, oldest) in AGE_BANDS.items():
        rows = (days >= youngest) & (days < oldest)
        genuine, campaign = rows & ~not_genuine, rows & not_genuine
        row = {"age": band, **per_thousand(int(flagged[genuine].sum()), int(genuine.sum()))}
        stricter = per_thousand(int(at_one_percent[genuine].sum()), int(genuine.sum()))["per_1000"]
        recall = round(float(flagged[campaign].mean()), 4) if campaign.any() else None
        yield {**row, "per_1000_at_1_percent": stricter, "n_campaign": int(campaign.sum()), "recall": recall}


def _flagged_at_one_percent(predictions: Predictions) -> BoolArray:
    """Return what is flagged where at most 1 % of these genuine accounts are."""
    genuine = np.sort(predictions.suspicion[~predictions.not_genuine])[::-1]
    flagged: BoolArray = predictions.suspicion > genuine[min(int(RATES[0] * len(genuine)), len(genuine) - 1)]
    return flagged
