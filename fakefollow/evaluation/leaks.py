"""Leak checks: how well labelled accounts can be told without looking at them.

Identifiers, dates and which fields a crawler kept tell how accounts were collected. The library uses none of them;
where one of them alone separates the kinds, a figure on a random split of these accounts says little.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import StratifiedKFold
from threadpoolctl import threadpool_limits

from fakefollow.evaluation.accounts import LabelledAccounts
from fakefollow.evaluation.metrics import TOO_FEW, Predictions, auc, estimate, plain
from fakefollow.profiles import COLUMNS, BoolArray, FloatArray, ProfileTable
from fakefollow.scoring import GENUINE

MAX_ROWS: Final = 4000
"""Accounts looked at, half of them genuine: enough to tell an AUC of .9 from one of .5."""

N_SPLITS: Final = 5
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


def leak_figures(accounts: LabelledAccounts, seed: int = 0) -> list[dict[str, Any]]:
    """Return the AUC of every leak, genuine accounts against the rest.

    Boosted trees in stratified five-fold cross-validation on at most 2,000 genuine and 2,000 other accounts. A leak of
    which nothing was observed, such as the id where there is none, is left out.

    Parameters
    ----------
    accounts : LabelledAccounts
        Labelled accounts; sources are not looked at.
    seed : int, default=0
        Draws accounts, splits and trees.

    Returns
    -------
    list of dict
        ``leak`` (its title), ``n_not_genuine``, ``n_genuine`` and ``auc``: a mapping with ``value``, ``low`` and
        ``high``, or ``"too few"`` where a class has less than 50 accounts.

    Examples
    --------
    >>> from fakefollow import read
    >>> table = read([{"id": str(number), "username": "ada"} for number in range(120)])
    >>> accounts = LabelledAccounts.of(table, ["genuine"] * 60 + ["bot"] * 60, None)
    >>> leak_figures(accounts)[0]["leak"], leak_figures(accounts)[0]["auc"]["value"] > 0.95
    ('numeric id alone', True)
    """
    drawn = _drawn(accounts, np.random.default_rng(seed))
    truth = drawn.kinds != GENUINE
    counts = {"n_not_genuine": int(truth.sum()), "n_genuine": int((~truth).sum())}
    found = []
    for leak in LEAKS.values():
        inputs = leak.inputs(drawn.table)
        if not np.isnan(inputs).all():
            figure = _auc(inputs, truth, seed) if min(counts.values()) >= TOO_FEW else "too few"
            found.append({"leak": leak.title, **counts, "auc": figure})
    return found


def _drawn(accounts: LabelledAccounts, random: np.random.Generator) -> LabelledAccounts:
    """Return at most so many accounts of both classes, in their order."""
    genuine = accounts.kinds == GENUINE
    keep = np.zeros(len(accounts), np.bool_)
    for rows in (np.flatnonzero(genuine), np.flatnonzero(~genuine)):
        keep[random.permutation(rows)[: MAX_ROWS // 2]] = True
    return accounts.where(keep)


def _auc(inputs: FloatArray, truth: BoolArray, seed: int) -> dict[str, float]:
    """Return the AUC of what trees say of each account when its fifth is left out of training."""
    suspicion = np.empty(len(truth))
    trees = HistGradientBoostingClassifier(early_stopping=False, class_weight="balanced", random_state=seed)
    with threadpool_limits(1):
        for known, unseen in StratifiedKFold(N_SPLITS, shuffle=True, random_state=seed).split(truth, truth):
            nowhere = np.isnan(inputs[known]).all(axis=0)  # no tree can be grown on these
            filled = np.where(nowhere, 0.0, inputs)
            suspicion[unseen] = (
                trees.fit(filled[known], truth[known]).predict_proba(filled[unseen])[:, 1] - 0.5
            )
    # Rounded, so that folds whose trees say nothing do not differ in the last digits.
    suspicion = suspicion.round(6)
    return plain(estimate(Predictions(truth, suspicion, suspicion > 0), {"auc": auc}, seed)["auc"])
