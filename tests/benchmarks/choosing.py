"""Print how the training of the shipped model was chosen: ``python tests/benchmarks/choosing.py DATA``.

About ten minutes on two cores; the text goes to ``models/CHOICE.md``.
"""

import sys
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from joblib import delayed
from sklearn.metrics import matthews_corrcoef, roc_auc_score

from fakefollow.scoring import GENUINE
from fakefollow.training import (
    TrainingSettings,
    balancing_weights,
    calibrated,
    cross_fitted,
    detector_given,
    markdown_table,
    with_bought_followers,
)
from models.bench.accounts.folds import HARD_BOT_SOURCES, HUMAN_COLLECTIONS, bot_folds, vendor_folds
from models.bench.accounts.methods import FittedDetector
from models.bench.accounts.run import in_processes
from models.bench.results.results_text import TITLES
from models.releases import read_releases

INTRO = """# How the training was chosen

Printed by `tests/benchmarks/choosing.py`. In each cell of sources held out, every way to train is judged inside the
training set: by accounts that all of them train on, each seen by a classifier that lacks its source, as they are and
after 5 to 300 followers were bought for those that are not genuine (inner AUC, mean over kinds and sources). The way
with the best mean of the two gives the figure of the cell, so that no cell has a part in its own choice: that is the
last row. The other rows are what each way would give if it were taken everywhere. Cells of bots are those beside the
people who are hardest to tell from them."""

SHIPPED = TrainingSettings()
PLAIN = replace(SHIPPED, borrowed=0.0, evasive=0.0)


@dataclass(frozen=True)
class Candidate:
    """A way to train: which accounts, and how."""

    settings: TrainingSettings
    every_source: bool = False

    def training(self, released):
        """Return which accounts are trained on."""
        if not self.every_source:
            return released.training
        accounts = released.accounts
        hard = (accounts.kinds == "bot") & np.isin(accounts.sources, HARD_BOT_SOURCES)
        return (released.training | hard) & (accounts.sources != "caverlee-2011")


CANDIDATES = {
    "all full profiles, no broad specialist": Candidate(PLAIN, every_source=True),
    "chosen sources, no broad specialist": Candidate(PLAIN),
    "chosen sources, broad": Candidate(replace(SHIPPED, evasive=0.0)),
    "chosen sources, broad and evasive (shipped)": Candidate(SHIPPED),
}


def cells():
    """Return the cells of unseen sellers, and of unseen bots beside the people who are hardest to tell from them."""
    return [
        *vendor_folds(),
        *(fold for fold in bot_folds() if fold.counts and fold.genuine == HUMAN_COLLECTIONS),
    ]


def inner_auc(accounts, settings, common):
    """Return the mean AUC of accounts judged without their source, as they are and with bought followers.

    Over the sources that are not genuine, every kind counting the same.
    """
    kinds = accounts.other_kinds
    moved = with_bought_followers(accounts, settings.random_state + 1)
    plain, evaded = np.empty((len(accounts), len(kinds))), np.empty((len(moved), len(kinds)))
    for rows, fitted in cross_fitted(accounts, settings):
        plain[rows] = fitted.log_odds(accounts.where(rows).table, kinds)
        again = rows[accounts.kinds != GENUINE]
        evaded[again] = fitted.log_odds(moved.where(again).table, kinds)
    slopes, intercepts, _ = calibrated(plain, accounts, kinds)
    hidden = plain.copy()
    hidden[accounts.kinds != GENUINE] = evaded
    shown = [np.logaddexp.reduce(said * slopes + intercepts, axis=1) for said in (plain, hidden)]
    return plain, [mean_auc(accounts.where(common), suspicion[common]) for suspicion in shown]


def mean_auc(accounts, suspicion):
    """Return the mean AUC over the sources that are not genuine, every kind counting the same."""
    weight = balancing_weights(accounts.kinds, accounts.sources)
    of_kind = {}
    for kind, source in sorted(set(zip(accounts.kinds.tolist(), accounts.sources.tolist(), strict=True))):
        if kind != GENUINE:
            genuine = accounts.kinds == GENUINE
            rows = genuine | ((accounts.kinds == kind) & (accounts.sources == source))
            auc = roc_auc_score(~genuine[rows], suspicion[rows], sample_weight=weight[rows])
            of_kind.setdefault(kind, []).append(auc)
    return float(np.mean([np.mean(aucs) for aucs in of_kind.values()]))


def judge(candidate, fold, known, common, tested):
    """Return inner AUCs of a candidate, as it is and evaded, and AUC and MCC on the cell."""
    rows = known.capped(candidate.settings.max_per_source, candidate.settings.random_state)
    held_out, inner = inner_auc(rows, candidate.settings, common(rows))
    detector = detector_given(held_out, rows, "held out", candidate.settings)
    said = FittedDetector(detector).predict(tested)
    return (
        *inner,
        float(roc_auc_score(said.not_genuine, said.suspicion)),
        float(matthews_corrcoef(said.not_genuine, said.flagged)),
    )


def is_common(accounts):
    """Tell which accounts every candidate trains on."""
    hard = (accounts.kinds != GENUINE) & np.isin(accounts.sources, HARD_BOT_SOURCES)
    return ~hard & (accounts.sources != "caverlee-2011")


def tasks(released):
    """Yield one task for every cell and candidate."""
    for fold in cells():
        tested = released.accounts.where(fold.tested(released.accounts))
        for candidate in CANDIDATES.values():
            training = candidate.training(released) & ~fold.unseen(released.accounts)
            yield delayed(judge)(candidate, fold, released.accounts.where(training), is_common, tested)


def main(data):
    """Print how each candidate fares inside and outside, and what choosing inside gives."""
    released = read_releases(Path(data))
    figures = np.array(list(in_processes(tasks(released), -1))).reshape(len(cells()), len(CANDIDATES), 4)
    names = list(CANDIDATES)
    chosen = figures[:, :, :2].mean(axis=2).argmax(axis=1)
    print(INTRO)
    for protocol in ("vendors", "bots"):
        rows = np.array([fold.protocol == protocol for fold in cells()])
        taken = figures[rows][np.arange(rows.sum()), chosen[rows]]
        shown = [
            {
                "candidate": name,
                "times chosen": int((chosen[rows] == place).sum()),
                **summary(figures[rows, place]),
            }
            for place, name in enumerate(names)
        ]
        table = markdown_table([*shown, {"candidate": "chosen inside each cell", **summary(taken)}])
        print(f"\n## {TITLES[protocol]}\n\n{table}")


def summary(figures):
    """Return means and worst values of inner AUC, AUC and MCC over cells."""
    inner, evaded, auc, mcc = figures.T
    return {
        "inner AUC": f"{inner.mean():.4f}",
        "inner AUC, evaded": f"{evaded.mean():.4f}",
        "mean AUC": f"{auc.mean():.4f}",
        "worst AUC": f"{auc.min():.3f}",
        "mean MCC": f"{mcc.mean():.3f}",
        "worst MCC": f"{mcc.min():.3f}",
    }


if __name__ == "__main__":
    main(sys.argv[1])
