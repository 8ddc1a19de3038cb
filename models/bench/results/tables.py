"""Tables of RESULTS.md: plain titles for columns and methods, three decimals for shares."""

from collections.abc import Iterable, Mapping
from math import isnan
from typing import Any, Final

from fakefollow.report import markdown_table
from models.bench.accounts.cresci_2015 import ALL_FEATURES
from models.bench.accounts.github import GITHUB_BASELINES
from models.bench.accounts.harness import ADDITIVE
from models.bench.accounts.platforms import PLATFORM_BASELINES
from models.bench.baselines import ALL_BASELINES
from models.bench.results.goals import Goal

METHOD_TITLES: Final = {
    **{name: baseline.title for name, baseline in {**ALL_BASELINES, **PLATFORM_BASELINES, **GITHUB_BASELINES}.items()},
    ADDITIVE: "fakefollow's classifier, uncalibrated",
    ALL_FEATURES: "forest on all features of Cresci et al.",
}

COMPARED: Final = {
    "mean_mcc": "mean MCC",
    "worst_mcc": "worst MCC",
    "cells_behind_rule_mcc": "cells where the rule's MCC is better",
    "mean_recall": "mean recall",
    "mean_false_positive_rate": "mean false-positive rate",
    "mean_recall_at_rule_rate": "mean recall at the rule's rate",
    "cells_behind_rule_recall": "cells where the rule finds more",
    "mean_recall_at_2_percent": "mean recall at 2 % false positives",
    "mean_recall_at_1_percent": "mean recall at 1 %",
    "mean_auc": "mean AUC",
    "worst_auc": "worst AUC",
    "mean_ece": "mean calibration error",
}
BY_FOLD: Final = {
    "fold": "held out",
    "n_not_genuine": "not genuine",
    "n_genuine": "genuine",
    "mcc": "MCC",
    "rule_mcc": "the rule's MCC",
    "recall": "recall",
    "false_positive_rate": "false-positive rate",
    "recall_at_rule_rate": "recall at the rule's rate",
    "rule_recall": "the rule finds",
    "rule_false_positive_rate": "the rule's rate",
    "recall_at_2_percent": "recall at 2 % false positives",
    "recall_at_1_percent": "recall at 1 %",
    "auc": "AUC",
    "ece": "calibration error",
}

TOO_FEW: Final = "too few"
NOT_MEASURED: Final = "not measured"


def goal_text(goal: Goal) -> str:
    """Return a goal in words."""
    return f"{'at most' if goal.at_most else 'at least'} {cell(goal.bound)}"


def method_title(method: str) -> str:
    """Return the name of a method in words."""
    return METHOD_TITLES.get(method, method)


def table(rows: Iterable[Mapping[str, Any]], columns: Mapping[str, str]) -> str:
    """Return the chosen columns (key -> title) of some rows as a Markdown table."""
    return markdown_table([{title: cell(row.get(key)) for key, title in columns.items()} for row in rows])


def cell(value: Any) -> str:
    """Return a value in words: a share with three decimals, a figure with its interval, nothing for None and NaN."""
    if isinstance(value, Mapping):
        return f"{cell(value['value'])} ({cell(value['low'])} to {cell(value['high'])})"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return "" if isnan(value) else f"{value:.3f}"
    if isinstance(value, int):
        return f"{value:,}"
    return "" if value is None else str(value)


def per_thousand_cell(row: Mapping[str, Any] | None) -> str:
    """Return flagged per 1,000 with its interval; nothing where there is no such row."""
    if row is None:
        return ""
    if row["per_1000"] is None:
        return TOO_FEW
    return f"{row['per_1000']:.1f} ({row['low']:.1f} to {row['high']:.1f})"
