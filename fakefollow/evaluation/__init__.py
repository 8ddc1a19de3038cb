"""Measuring: how good a detector is on labelled accounts, with intervals, and what its figures stand beside.

Knows how labels, sources and folds belong together; trains nothing but leak checks and published baselines.
"""

from fakefollow.evaluation.accounts import LabelledAccounts, StrArray, source_folds
from fakefollow.evaluation.comparison import LEAKS, leak_figures
from fakefollow.evaluation.evaluate import Evaluation, evaluate
from fakefollow.evaluation.labels import LabelCheck, check_labels
from fakefollow.evaluation.metrics import (
    LEVEL,
    N_RESAMPLES,
    TOO_FEW,
    TOO_FEW_TEXT,
    Figure,
    Metric,
    Predictions,
    auc,
    estimate,
    expected_calibration_error,
    false_positive_rate,
    figures,
    flagged,
    mcc,
    plain,
    recall,
    recall_at,
    share_of,
    value_of,
    wilson_interval,
)
from fakefollow.evaluation.operating import figures_in_use, recall_curve, reliability

__all__ = [
    "LEAKS",
    "LEVEL",
    "N_RESAMPLES",
    "TOO_FEW",
    "TOO_FEW_TEXT",
    "Evaluation",
    "Figure",
    "LabelCheck",
    "LabelledAccounts",
    "Metric",
    "Predictions",
    "StrArray",
    "auc",
    "check_labels",
    "estimate",
    "evaluate",
    "expected_calibration_error",
    "false_positive_rate",
    "figures",
    "figures_in_use",
    "flagged",
    "leak_figures",
    "mcc",
    "plain",
    "recall",
    "recall_at",
    "recall_curve",
    "reliability",
    "share_of",
    "source_folds",
    "value_of",
    "wilson_interval",
]
