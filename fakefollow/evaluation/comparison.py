"""What a figure is shown beside: leak checks, and published rules and feature sets, on the same labelled accounts.

Identifiers, dates and which fields a crawler kept tell how accounts were collected. The library uses none of them;
where one of them alone separates the kinds, a figure on a random split of these accounts says little.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import StratifiedKFold
from threadpoolctl import threadpool_limits

from fakefollow.baselines import PUBLISHED, LearntClassifier, ProfileClassifier, two_kinds
from fakefollow.errors import TrainingError
from fakefollow.evaluation.accounts import LabelledAccounts, source_folds
from fakefollow.evaluation.metrics import TOO_FEW, TOO_FEW_TEXT, Figure, Predictions, auc, estimate, plain
from fakefollow.evaluation.operating import figures_in_use
from fakefollow.profiles import COLUMNS, BoolArray, FloatArray, ProfileTable
from fakefollow.scoring import GENUINE

MAX_ROWS: Final = 4000
"""Accounts looked at, half of them genuine: enough to tell an AUC of .9 from one of .5."""

N_FOLDS: Final = 5
"""A convention; the folds of `fakefollow.train` are as many."""

_EPOCH: Final = np.datetime64("1970-01-01", "us")
_DAY: Final = np.timedelta64(1, "D")


class Leak(NamedTuple):
    """What one leak check looks at: its title, and the inputs (n, n_inputs) of a table, NaN where not observed."""

    title: str
    inputs: Callable[[ProfileTable], FloatArray]


def ids(table: ProfileTable) -> FloatArray:
    """Return numeric ids: when, and in which series, accounts were registered; NaN for ids that are no numbers."""
    texts = table.texts("id").to_list()
    numbers = np.array([float(i) if i and i.isdecimal() else np.nan for i in texts], np.float64)
    return np.where(np.isfinite(numbers), numbers, np.nan)[:, np.newaxis]


def dates(table: ProfileTable) -> FloatArray:
    """Return when accounts were created and when observed, in days since 1970; trees find the age in it as well."""
    times = [table.times("created_at"), table.times("observed_at")]
    return np.column_stack([(time - _EPOCH) / _DAY for time in times])


def known_fields(table: ProfileTable) -> FloatArray:
    """Return which canonical fields were observed; a text that an account left empty was."""
    nothing = np.zeros(len(table), np.bool_)
    masks = [table.columns[name].valid if table.has(name) else nothing for name in COLUMNS]
    return np.column_stack(masks).astype(np.float64)


LEAKS: Final[Mapping[str, Leak]] = {
    "id": Leak("numeric id alone", ids),
    "time": Leak("creation and observation time", dates),
    "missingness": Leak("which fields are known", known_fields),
}
"""Short name -> leak, in the order of the tables."""


def leak_figures(accounts: LabelledAccounts, seed: int = 0, max_rows: int = MAX_ROWS) -> list[dict[str, Any]]:
    """Return title, sizes and AUC of every leak observed, by trees in five folds; ``"too few"`` below 50 of a class."""
    drawn = _drawn(accounts, np.random.default_rng(seed), max_rows)
    truth = drawn.kinds != GENUINE
    counts = {"n_not_genuine": int(truth.sum()), "n_genuine": int((~truth).sum())}
    rows = []
    for leak in LEAKS.values():
        inputs = leak.inputs(drawn.table)
        if not np.isnan(inputs).all():
            figure = _auc(inputs, truth, seed) if min(counts.values()) >= TOO_FEW else TOO_FEW_TEXT
            rows.append({"leak": leak.title, **counts, "auc": figure})
    return rows


def _drawn(accounts: LabelledAccounts, random: np.random.Generator, max_rows: int) -> LabelledAccounts:
    """Return at most so many accounts, half of them of each class, in their order."""
    genuine = accounts.kinds == GENUINE
    keep = np.zeros(len(accounts), np.bool_)
    for rows in (np.flatnonzero(genuine), np.flatnonzero(~genuine)):
        keep[random.permutation(rows)[: max_rows // 2]] = True
    return accounts.where(keep)


def _auc(inputs: FloatArray, truth: BoolArray, seed: int) -> dict[str, float]:
    """Return the AUC of what trees say of each account when its fifth is left out of training."""
    suspicion = np.empty(len(truth))
    trees = HistGradientBoostingClassifier(early_stopping=False, class_weight="balanced", random_state=seed)
    with threadpool_limits(1):
        for known, unseen in StratifiedKFold(N_FOLDS, shuffle=True, random_state=seed).split(truth, truth):
            nowhere = np.isnan(inputs[known]).all(axis=0)  # no tree can be grown on these
            filled = np.where(nowhere, 0.0, inputs)
            suspicion[unseen] = trees.fit(filled[known], truth[known]).predict_proba(filled[unseen])[:, 1] - 0.5
    # Rounded, so that folds whose trees say nothing do not differ in the last digits.
    suspicion = suspicion.round(6)
    return plain(estimate(Predictions(truth, suspicion, suspicion > 0), {"auc": auc}, seed)["auc"])


HELD_OUT: Final = "Each of your sources is held out once, in {n_folds} folds: forests are trained on the other sources."
RANDOM_SPLITS: Final = (
    "Genuine or other accounts are of one source, so forests are judged on {n_folds} random parts of the accounts and "
    "trained on the rest: they have seen every source that they are judged on, which flatters them. Give sources, two "
    "of genuine and two of other accounts at least, to hold them out."
)
NOTHING_TO_LEARN: Final = "Forests are left out: they learn from genuine and from other accounts, two of each at least."
AS_PUBLISHED: Final = (
    "Rules are taken as published, and an input that was not observed is filled with a median. Intervals hold 95 %; "
    "precision is at the prior of the model."
)


@dataclass(frozen=True, slots=True)
class BaselineFigures:
    """What a published rule set or feature set says of labelled accounts.

    Parameters
    ----------
    name : str
        Title of the method.
    learnt : bool
        Whether it was trained on these accounts, on those of other folds.
    figures : mapping of str to Figure
        As `Evaluation.figures`; without ``brier`` and ``ece`` where it states no probability.
    """

    name: str
    learnt: bool
    figures: Mapping[str, Figure]


def published_figures(accounts: LabelledAccounts, prior: float) -> tuple[tuple[BaselineFigures, ...], str]:
    """Return the figures of every published baseline at a prior, and how they were come by."""
    folds, protocol = _folds(accounts)
    methods = []
    for name, method in PUBLISHED.items():
        if not isinstance(method, LearntClassifier):
            methods.append(BaselineFigures(name, False, figures_in_use(_by_rule(method, accounts, prior))))
        elif folds is not None:
            judged = _by_fold(method, accounts, folds, prior)
            methods.append(BaselineFigures(name, True, figures_in_use(judged)))
    return tuple(methods), f"{protocol} {AS_PUBLISHED}"


def _folds(accounts: LabelledAccounts) -> tuple[NDArray[np.intp] | None, str]:
    """Return the fold of each account and the words on it: whole sources, else random parts, else none."""
    kinds = two_kinds(accounts.kinds)
    counts = np.unique(kinds, return_counts=True)[1]
    if len(counts) < 2 or counts.min() < 2:
        return None, NOTHING_TO_LEARN
    try:
        folds = source_folds(kinds, accounts.sources, N_FOLDS)
        return folds, HELD_OUT.format(n_folds=folds.max() + 1)
    except TrainingError:  # too few sources to hold one out
        n_folds = min(N_FOLDS, int(counts.min()))
    folds, parts = np.empty(len(kinds), np.intp), StratifiedKFold(n_folds, shuffle=True, random_state=0)
    for fold, (_, rows) in enumerate(parts.split(kinds, kinds)):
        folds[rows] = fold
    return folds, RANDOM_SPLITS.format(n_folds=n_folds)


def _by_rule(method: ProfileClassifier, accounts: LabelledAccounts, prior: float) -> Predictions:
    """Return what a rule set says; it has no probabilities."""
    rules = clone(method).fit(accounts.table)
    suspicion, called = rules.decision_function(accounts.table), rules.predict(accounts.table) != GENUINE
    return Predictions(accounts.kinds != GENUINE, suspicion, called, prevalence=prior)


def _by_fold(
    method: LearntClassifier, accounts: LabelledAccounts, folds: NDArray[np.intp], prior: float
) -> Predictions:
    """Return what a learnt baseline says of each fold after training on the others."""
    probability = np.empty(len(accounts))
    for fold in range(folds.max() + 1):
        known, held_out = accounts.where(folds != fold), accounts.where(folds == fold)
        fitted = clone(method).fit(known.table, known.kinds)
        probability[folds == fold] = fitted.predict_proba(held_out.table)[:, 1]
    suspicion = probability - 0.5
    return Predictions(accounts.kinds != GENUINE, suspicion, suspicion > 0, probability, prevalence=0.5).at_prevalence(
        prior
    )
