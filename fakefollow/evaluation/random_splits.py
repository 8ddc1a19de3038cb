"""Leak baselines on random splits: whether figures on such splits would say anything of a detector.

On a random split every source is in training and test, so whatever tells the sources apart looks like skill.
"""

from typing import Any, Final

import numpy as np
from sklearn.model_selection import StratifiedKFold

from fakefollow.calibration import GENUINE
from fakefollow.evaluation.baselines import ALL_BASELINES
from fakefollow.evaluation.leaks import LeakBaseline
from fakefollow.evaluation.metrics import auc, estimate
from fakefollow.evaluation.predictions import Predictions
from fakefollow.evaluation.records import TOO_FEW, plain
from fakefollow.training import LabelledAccounts

LEAKS: Final = ("id", "time", "missingness")
"""Names of the leak baselines in `ALL_BASELINES` that look at nothing a detector may use."""

MAX_ROWS: Final = 4000
"""Accounts looked at, half of them genuine: enough to tell an AUC of .9 from one of .5."""

N_SPLITS: Final = 5


def leak_figures(accounts: LabelledAccounts, seed: int = 0) -> list[dict[str, Any]]:
    """Return the AUC of every leak baseline, genuine accounts against the rest.

    Stratified five-fold cross-validation on at most 2,000 genuine and 2,000 other accounts. A baseline of which
    nothing was observed, such as the id where there is none, is left out.

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
    for name in LEAKS:
        leak = ALL_BASELINES[name].make(seed)
        if isinstance(leak, LeakBaseline) and leak.observes(drawn.table):
            auc = _auc(leak, drawn, seed) if min(counts.values()) >= TOO_FEW else "too few"
            found.append({"leak": ALL_BASELINES[name].title, **counts, "auc": auc})
    return found


def _drawn(accounts: LabelledAccounts, random: np.random.Generator) -> LabelledAccounts:
    """Return at most so many accounts of both classes, in their order."""
    genuine = accounts.kinds == GENUINE
    keep = np.zeros(len(accounts), np.bool_)
    for rows in (np.flatnonzero(genuine), np.flatnonzero(~genuine)):
        keep[random.permutation(rows)[: MAX_ROWS // 2]] = True
    return accounts.where(keep)


def _auc(leak: LeakBaseline, accounts: LabelledAccounts, seed: int) -> dict[str, float]:
    """Return the AUC of what the baseline says of each account when its fifth is left out of training."""
    truth, suspicion = accounts.kinds != GENUINE, np.empty(len(accounts))
    splits = StratifiedKFold(N_SPLITS, shuffle=True, random_state=seed).split(truth, truth)
    for known, unseen in splits:
        leak.fit(accounts.table.take(known), accounts.kinds[known])
        suspicion[unseen] = leak.decision_function(accounts.table.take(unseen))
    # Rounded, so that folds whose trees say nothing do not differ in the last digits.
    suspicion = suspicion.round(6)
    return plain(estimate(Predictions(truth, suspicion, suspicion > 0), {"auc": auc}, seed)["auc"])
