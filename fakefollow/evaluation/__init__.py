"""Measuring: how good a detector is on labelled accounts, with intervals, and what its figures stand beside.

Knows how labels, sources and folds belong together; trains nothing but leak checks and published baselines.
"""

from fakefollow.evaluation.accounts import (
    NO_SOURCES as NO_SOURCES,
    LabelledAccounts as LabelledAccounts,
    StrArray as StrArray,
    source_folds as source_folds,
    stand_in_sources as stand_in_sources,
)
from fakefollow.evaluation.comparison import LEAKS as LEAKS, leak_figures as leak_figures
from fakefollow.evaluation.evaluate import Evaluation as Evaluation, evaluate as evaluate
from fakefollow.evaluation.labels import LabelCheck as LabelCheck, check_labels as check_labels
from fakefollow.evaluation.metrics import (
    LEVEL as LEVEL,
    N_RESAMPLES as N_RESAMPLES,
    TOO_FEW as TOO_FEW,
    TOO_FEW_TEXT as TOO_FEW_TEXT,
    Figure as Figure,
    Metric as Metric,
    Predictions as Predictions,
    auc as auc,
    estimate as estimate,
    expected_calibration_error as expected_calibration_error,
    false_positive_rate as false_positive_rate,
    figures as figures,
    flagged as flagged,
    mcc as mcc,
    plain as plain,
    recall as recall,
    recall_at as recall_at,
    share_of as share_of,
    value_of as value_of,
    wilson_interval as wilson_interval,
)
from fakefollow.evaluation.operating import (
    figures_in_use as figures_in_use,
    recall_curve as recall_curve,
    reliability as reliability,
)
