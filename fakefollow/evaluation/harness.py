"""The harness: every protocol, our detector and every baseline in one run, as plain data.

Figures come from stored predictions; each has its number of accounts, interval, seed and protocol.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from fakefollow.evaluation.baselines import ALL_BASELINES
from fakefollow.evaluation.folds import HARD_BOT_SOURCES, Fold, bot_folds, genuine_folds, vendor_folds
from fakefollow.evaluation.methods import DetectorMethod, EstimatorMethod, Method
from fakefollow.evaluation.metrics import LEVEL, N_RESAMPLES
from fakefollow.evaluation.run import (
    AS_IT_IS,
    FoldPredictions,
    false_positives_per_thousand,
    mean_of,
    record,
    run_folds,
    run_variants,
)
from fakefollow.evaluation.variants import EVASION, MISSING_FIELDS
from fakefollow.table import BoolArray
from fakefollow.training import LabelledAccounts, TrainingSettings
from fakefollow.training.datasets import ReleasedAccounts

OURS: Final = "fakefollow"
SEED: Final = 0

Bar = Callable[[Iterable[Any], int, str], Iterable[Any]]

PROTOCOLS: Final = {
    "vendors": "Seller and collection of genuine accounts both unseen in training, calibration and thresholds.",
    "bots": "Bot source and a group of genuine sources both unseen in training, calibration and thresholds.",
    "missing_fields": "Vendor cells again, our detector, with fields taken from every tested account. Changes are "
    "against the same accounts as they are.",
    "evasion": "Vendor cells again, our detector, after a move of the seller; genuine accounts stay as they are.",
    "false_positives": "Genuine accounts of one unseen source that are flagged, per 1,000, with Wilson's interval.",
}


def methods(settings: TrainingSettings) -> dict[str, Method]:
    """Return our detector and every baseline by name."""
    baselines = {name: EstimatorMethod(one.make, settings) for name, one in ALL_BASELINES.items()}
    return {OURS: DetectorMethod(settings), **baselines}


def evaluate(
    released: ReleasedAccounts, settings: TrainingSettings, bar: Bar, n_jobs: int = -1
) -> dict[str, Any]:
    """Run every protocol.

    Parameters
    ----------
    released : ReleasedAccounts
        Accounts of the research releases.
    settings : TrainingSettings
        How to train.
    bar : callable
        Shows progress: steps, their number, description -> the same steps.
    n_jobs : int, default=-1
        Processes, as in joblib.

    Returns
    -------
    dict
        Content of ``results.json``.
    """
    accounts, training = released.accounts, released.training
    folds = [*vendor_folds(), *bot_folds(), *genuine_folds()]
    results = results_of(accounts, training, folds, methods(settings), bar, n_jobs)
    moves = {**MISSING_FIELDS, **EVASION}
    steps = run_variants(accounts, training, vendor_folds(), DetectorMethod(settings), moves, n_jobs)
    done = [one for fold in bar(steps, len(vendor_folds()), "variants") for one in fold]
    results["protocols"] |= {
        "missing_fields": variant_results("missing_fields", done, MISSING_FIELDS),
        "evasion": variant_results("evasion", done, EVASION),
    }
    return results


def results_of(
    accounts: LabelledAccounts,
    training: BoolArray,
    folds: Sequence[Fold],
    tried: Mapping[str, Method],
    bar: Bar,
    n_jobs: int = -1,
) -> dict[str, Any]:
    """Return the figures of some folds and methods, by protocol; parameters as in `evaluate` and `run_folds`."""
    steps = run_folds(accounts, training, folds, tried, n_jobs)
    done = [one for fold in bar(steps, len(folds), "folds") for one in fold]
    names = dict.fromkeys(fold.protocol for fold in folds)
    return {
        "seed": SEED,
        "interval": f"{LEVEL:.0%} percentile bootstrap of accounts within each class, {N_RESAMPLES} resamples",
        "protocols": {
            name: protocol_results(name, [one for one in done if one.fold.protocol == name]) for name in names
        },
    }


def protocol_results(name: str, done: Sequence[FoldPredictions]) -> dict[str, Any]:
    """Return the rows of one protocol and, for each method, their mean and worst."""
    if name == "false_positives":
        rows = [
            {"method": one.method, "source": one.fold.name, **false_positives_per_thousand(one.predictions)}
            for one in done
        ]
        return {"protocol": PROTOCOLS[name], "rows": rows}
    rows = [record(one, SEED) for one in done]
    counted = [row for row in rows if not row["fold"].startswith(HARD_BOT_SOURCES)]
    tried = dict.fromkeys(one.method for one in done)
    return {
        "protocol": PROTOCOLS[name],
        "rows": rows,
        "mean": {method: mean_of(counted, method) for method in tried},
    }


def variant_results(name: str, done: Sequence[FoldPredictions], variants: Iterable[str]) -> dict[str, Any]:
    """Return one row a variant: means over the folds, and what changed against the accounts as they are."""
    records = [record(one, SEED) for one in done]
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
