"""The harness: every protocol, our detector and every baseline in one run, as plain data.

Figures come from stored predictions; each has its number of accounts, interval, seed and protocol.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from joblib import delayed

from fakefollow.evaluation import (
    LEVEL,
    N_RESAMPLES,
    LabelledAccounts,
    Metric,
    auc,
    false_positive_rate,
    recall,
    value_of,
)
from fakefollow.profiles import BoolArray
from models.bench.accounts.abstention import PROTOCOL as ABSTENTION, abstention_results
from models.bench.accounts.cresci_2015 import N_FOLDS, PUBLISHED, SPLIT_LEAKS, random_split_rows, run_random_splits
from models.bench.accounts.folds import (
    EVASION,
    MISSING_FIELDS,
    Fold,
    Move,
    bot_folds,
    genuine_folds,
    seller_folds,
    settled_folds,
    vendor_folds,
    year_folds,
)
from models.bench.accounts.reliability import PROTOCOL as RELIABILITY, reliability_results
from models.bench.accounts.run import (
    AS_IT_IS,
    DetectorMethod,
    EstimatorMethod,
    FoldPredictions,
    Method,
    false_positives_per_thousand,
    mean_of,
    record,
    run_folds,
    same_training,
)
from models.bench.accounts.slices import slice_rows
from models.bench.baselines import ALL_BASELINES, OurAdditive
from models.bench.scope import Scope
from models.releases import ReleasedAccounts
from models.running import Bar, in_processes

OURS: Final = "fakefollow"
ADDITIVE: Final = "additive"
"""Our detector, and its classifier as a plain estimator."""
SEED: Final = 0

MOST_FOR_BASELINES: Final = 1500
"""Accounts of each kind and source that a baseline learns from. With 3,000, as many as ours learns from, forests take
half as long again; in five cells the three of them were no better (mean AUC .855, .911, .938 against .862, .911,
.942)."""

VARIED_FIGURES: Final[Mapping[str, Metric]] = {"auc": auc, "recall": recall, "false_positive_rate": false_positive_rate}

PROTOCOLS: Final = {
    "sellers": "One of four sellers and one of six groups of genuine accounts, both unseen in training, calibration "
    "and thresholds: 24 cells. In every cell stands what the one-line rule reaches (more than ten accounts followed "
    "for each follower), and the recall at the rule's own false-positive rate there.",
    "settled": "The 24 cells again, newcomers and readers left aside on both sides: accounts under 30 days that follow "
    "at most 400, those that have posted nothing and follow at most 250, lurkers of five years and who has hardly "
    "begun. Our models call nobody of them, while a rule does; this is what that costs.",
    "vendors": "The nine cells among them of the three sellers of 2013 beside E13, TFP and genuine_accounts, which the "
    "first release was judged by. What is trained for them now also knows a seller of another year.",
    "learnt_to_2015": "Trained on accounts observed up to 2015 alone, of all kinds; tested on accounts sold in 2018 "
    "beside genuine accounts observed from 2019 to 2024.",
    "learnt_from_2018": "Trained on accounts observed from 2018 on alone, of all kinds; tested on accounts sold in "
    "2013 beside genuine accounts of 2013 and 2015. One seller and one source of automated accounts teach, each dealt "
    "into two halves at random, for nothing is calibrated on one source.",
    "bots": "Bot source and a group of genuine sources both unseen in training, calibration and thresholds.",
    "false_positives": "Genuine accounts of one unseen source that are flagged, per 1,000, with Wilson's interval.",
    "false_positive_slices": "The same accounts, each source held out in turn and then pooled, by what can be seen of "
    "them: flagged per 1,000, with Wilson's interval; none below 50 accounts.",
    "reliability": RELIABILITY,
    "abstention": ABSTENTION,
    "missing_fields": "Seller cells again, our detector, with fields taken from every tested account. Changes are "
    "against the same accounts as they are.",
    "evasion": "Seller cells again, our detector, after a move of the seller; genuine accounts stay as they are.",
    "cresci_2015": "As published, and only to compare with what was published: the 1,950 people of E13 and TFP and as "
    "many accounts bought from FSF, INT and TWT, drawn once with the seed; ten random folds stratified by class, "
    "pooled. Random splits of the same three sellers prove little of a fourth one.",
}
"""Name -> what was done, in the order of the report."""

TEXTS: Final = {
    **PROTOCOLS,
    "instagram_sets": "Each set of Instagram accounts unseen in training, calibration and thresholds, its fakes beside "
    "its own genuine accounts. What learns anew learns from the other sets.",
    "instagram_unseen": "The same sets for what was learnt on accounts of X alone: what the generic model is worth on "
    "a platform that it has not seen.",
    "x_unseen": "The other way round: the 24 cells of one seller and one group of genuine accounts of X, for what was "
    "learnt on the sets of Instagram alone.",
    "github_quarters": "Accounts of GitHub created in every fifth quarter of a year unseen in training, calibration "
    "and thresholds, campaign accounts beside sampled actors. All were observed on one day, so age is the date of "
    "creation here, and most campaigns were of the last years.",
}
"""The same and what `python -m models.bench platforms` measures."""


def methods(scope: Scope) -> dict[str, Method]:
    """Return our detector and the baselines by name."""
    most = min(MOST_FOR_BASELINES, scope.settings.max_per_source)
    fewer = replace(scope.settings, max_per_source=most)
    baselines = {name: EstimatorMethod(ALL_BASELINES[name].make, fewer) for name in scope.baselines}
    return {OURS: DetectorMethod(scope.settings), **baselines}


def evaluate(released: ReleasedAccounts, scope: Scope, bar: Bar) -> dict[str, Any]:
    """Return the results of every protocol about accounts of X, as ``results.json`` holds them."""
    accounts, training, n_jobs = released.accounts, released.training, scope.n_jobs
    tried = methods(scope)
    honest = {name: method for name, method in tried.items() if name == OURS or ALL_BASELINES[name].kind != "leak"}
    moves = {OURS: {**MISSING_FIELDS, **EVASION}}
    others = [fold for of_one in (year_folds(), bot_folds(), genuine_folds()) for fold in scope.some(of_one)]
    sellers = [*scope.some(seller_folds()), *scope.some(settled_folds())]
    predicted = _predictions(accounts, training, sellers, tried, bar, n_jobs, moves)
    done = [r for r in predicted if r.variant == AS_IT_IS and (r.method == OURS or not r.fold.settled)]
    done += _predictions(accounts, training, others, honest, bar, n_jobs)
    found = fold_protocols(done, n_jobs)
    found |= {
        "vendors": _vendor_results(found["sellers"]),
        "false_positive_slices": _slice_results(accounts, done),
        "reliability": reliability_results([result for result in done if result.fold.protocol == "sellers"]),
        "abstention": _abstention_results(done),
        **_variant_protocols(predicted),
        "cresci_2015": _random_split_results(accounts, tried, scope, bar),
    }
    return with_method({name: found[name] for name in PROTOCOLS if name in found})


def results_of(
    accounts: LabelledAccounts,
    training: BoolArray,
    folds: Sequence[Fold],
    tried: Mapping[str, Method],
    bar: Bar,
    n_jobs: int = -1,
) -> dict[str, Any]:
    """Return the figures of some folds and methods, by protocol; parameters as in `evaluate` and `run_folds`."""
    done = _predictions(accounts, training, folds, tried, bar, n_jobs)
    return with_method(fold_protocols(done, n_jobs))


def with_method(protocols: Mapping[str, Any]) -> dict[str, Any]:
    """Return protocols with how their intervals were made."""
    return {
        "seed": SEED,
        "interval": f"{LEVEL:.0%} percentile bootstrap of accounts within each class, {N_RESAMPLES} resamples",
        "protocols": dict(protocols),
    }


def _predictions(
    accounts: LabelledAccounts,
    training: BoolArray,
    folds: Sequence[Fold],
    tried: Mapping[str, Method],
    bar: Bar,
    n_jobs: int,
    variants: Mapping[str, Mapping[str, Move]] | None = None,
) -> list[FoldPredictions]:
    steps = run_folds(accounts, training, folds, tried, n_jobs, variants)
    n_steps = len(same_training(accounts, training, folds))
    done = [result for step in bar(steps, n_steps, "folds") for result in step]
    return sorted(done, key=lambda result: folds.index(result.fold))


def _vendor_results(sellers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the means over the nine cells of 2013, and our rows."""
    names = {fold.name for fold in vendor_folds()}
    rows = [row for row in sellers["rows"] if row["fold"] in names]
    means = {method: mean_of(rows, method) for method in sellers["mean"]}
    ours = [row for row in rows if row["method"] == OURS]
    return {"protocol": PROTOCOLS["vendors"], "rows": ours, "left_out": [], "mean": means}


def fold_protocols(done: Sequence[FoldPredictions], n_jobs: int) -> dict[str, Any]:
    """Return the results of each protocol that some folds are part of."""
    names = dict.fromkeys(result.fold.protocol for result in done)
    return {
        name: protocol_results(name, [result for result in done if result.fold.protocol == name], n_jobs)
        for name in names
    }


def protocol_results(name: str, done: Sequence[FoldPredictions], n_jobs: int = 1) -> dict[str, Any]:
    """Return the rows of one protocol and, for each method, mean and worst over the folds that count."""
    if name == "false_positives":
        rows = [
            {"method": result.method, "source": result.fold.name, **false_positives_per_thousand(result.predictions)}
            for result in done
        ]
        return {"protocol": TEXTS[name], "rows": rows}
    rows = _records(done, n_jobs)
    left_out = {result.fold.name: None for result in done if not result.fold.counts}
    counted = [row for row in rows if row["fold"] not in left_out]
    means = {method: mean_of(counted, method) for method in dict.fromkeys(result.method for result in done)}
    return {"protocol": TEXTS[name], "rows": rows, "left_out": list(left_out), "mean": means}


def _records(done: Iterable[FoldPredictions], n_jobs: int) -> list[dict[str, Any]]:
    return list(in_processes((delayed(record)(result, SEED) for result in done), n_jobs))


def _random_split_results(
    accounts: LabelledAccounts, tried: Mapping[str, Method], scope: Scope, bar: Bar
) -> dict[str, Any]:
    """Return the published comparison; our detector cannot be calibrated across sources there."""
    settings = scope.settings
    additive = EstimatorMethod(lambda seed: OurAdditive(settings=settings, random_state=seed), settings)
    baselines = {name: tried[name] for name in (*SPLIT_LEAKS, *PUBLISHED) if name in tried}
    steps = run_random_splits(accounts, {ADDITIVE: additive, **baselines}, SEED, scope.n_jobs)
    rows = random_split_rows(list(bar(steps, N_FOLDS, "random splits")))
    return {"protocol": PROTOCOLS["cresci_2015"], "rows": rows}


def _slice_results(accounts: LabelledAccounts, done: Sequence[FoldPredictions]) -> dict[str, Any]:
    genuine_only = [result for result in done if result.fold.protocol == "false_positives"]
    return {"protocol": PROTOCOLS["false_positive_slices"], "rows": slice_rows(accounts, genuine_only, OURS)}


def _abstention_results(done: Sequence[FoldPredictions]) -> dict[str, Any]:
    """Return what abstaining is worth, seller cells and cells of automated accounts apart."""
    cells = {
        name: abstention_results([result for result in done if result.fold.protocol == name and result.fold.counts])
        for name in ("sellers", "bots")
    }
    rows = [{"folds": name, **row} for name, found in cells.items() for row in found["rows"]]
    mean = [
        {"folds": name, "method": method, **values}
        for name, found in cells.items()
        for method, values in found["mean"].items()
    ]
    return {"protocol": ABSTENTION, "rows": rows, "mean": mean}


def _variant_protocols(predicted: Sequence[FoldPredictions]) -> dict[str, Any]:
    records = [_variant_record(result) for result in predicted if result.fold.varied and result.method == OURS]
    return {
        "missing_fields": variant_results("missing_fields", records, MISSING_FIELDS),
        "evasion": variant_results("evasion", records, EVASION),
    }


def _variant_record(result: FoldPredictions) -> dict[str, Any]:
    """Return the figures of a variant without intervals, which its means have none of."""
    found = {name: {"value": value_of(metric, result.predictions)} for name, metric in VARIED_FIGURES.items()}
    return {"method": result.variant, "fold": result.fold.name, **found}


def variant_results(name: str, records: Sequence[Mapping[str, Any]], variants: Iterable[str]) -> dict[str, Any]:
    """Return one row a variant: means over the folds, and what changed against the accounts as they are."""
    means = {variant: mean_of(records, variant) for variant in (AS_IT_IS, *variants)}
    plain = means[AS_IT_IS]
    rows = []
    for variant, mean in means.items():
        row = {key: mean[key] for key in ("mean_auc", "mean_recall", "mean_false_positive_rate")}
        row["auc_lost"] = round(plain["mean_auc"] - row["mean_auc"], 4)
        row["recall_lost"] = round(1.0 - row["mean_recall"] / plain["mean_recall"], 4)
        ratio = row["mean_false_positive_rate"] / max(plain["mean_false_positive_rate"], 1e-9)
        rows.append({"variant": variant, **row, "false_positive_ratio": round(ratio, 3)})
    return {"protocol": PROTOCOLS[name], "rows": rows}
