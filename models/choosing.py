"""Choose how models are trained, inside the training sets alone: ``python -m models.choosing --data DIR``.

Prints ``models/CHOICE.md``; about ten minutes on two cores.
"""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from joblib import delayed
from sklearn.metrics import matthews_corrcoef, roc_auc_score

from fakefollow.evaluation import LabelledAccounts
from fakefollow.profiles import BoolArray, FloatArray
from fakefollow.report import markdown_table
from fakefollow.scoring import GENUINE, Prior
from fakefollow.training import (
    TrainingSettings,
    balancing_weights,
    calibrated,
    cross_fitted,
    detector_given,
    with_bought_followers,
)
from models.bench.accounts.folds import HARD_BOT_SOURCES, HUMAN_COLLECTIONS, Fold, bot_folds, vendor_folds
from models.bench.accounts.run import FittedDetector
from models.bench.results.report import TITLES
from models.releases import ReleasedAccounts, read_releases
from models.running import in_processes

INTRO: Final = """# How the training was chosen

Printed by `python -m models.choosing`. In each cell of sources held out, every way to train is judged inside the
training set: by accounts that all of them train on, each seen by a classifier that lacks its source, as they are and
after 5 to 300 followers were bought for those that are not genuine (inner AUC, mean over kinds and sources). The way
with the best mean of the two gives the figure of the cell, so that no cell has a part in its own choice: that is the
last row. The other rows are what each way would give if it were taken everywhere. Cells of bots are those beside the
people who are hardest to tell from them."""

SHIPPED: Final = TrainingSettings()
PLAIN: Final = replace(SHIPPED, borrowed=0.0, evasive=0.0)


@dataclass(frozen=True)
class Candidate:
    """A way to train: which accounts, and how."""

    settings: TrainingSettings
    every_source: bool = False

    def training(self, released: ReleasedAccounts) -> BoolArray:
        """Return which accounts are trained on."""
        if not self.every_source:
            return released.training
        accounts = released.accounts
        hard = (accounts.kinds == "bot") & np.isin(accounts.sources, HARD_BOT_SOURCES)
        chosen: BoolArray = (released.training | hard) & (accounts.sources != "caverlee-2011")
        return chosen


CANDIDATES: Final[Mapping[str, Candidate]] = {
    "all full profiles, no broad specialist": Candidate(PLAIN, every_source=True),
    "chosen sources, no broad specialist": Candidate(PLAIN),
    "chosen sources, broad": Candidate(replace(SHIPPED, evasive=0.0)),
    "chosen sources, broad and evasive (shipped)": Candidate(SHIPPED),
}


def cells() -> list[Fold]:
    """Return the cells of unseen sellers, and of unseen bots beside the people who are hardest to tell from them."""
    return [*vendor_folds(), *(fold for fold in bot_folds() if fold.counts and fold.genuine == HUMAN_COLLECTIONS)]


def inner_auc(
    accounts: LabelledAccounts, settings: TrainingSettings, common: BoolArray
) -> tuple[FloatArray, list[float]]:
    """Return held-out log-odds, and the mean AUC of accounts as they are and with bought followers."""
    kinds = accounts.other_kinds
    moved = with_bought_followers(accounts, settings.random_state + 1)
    plain, evaded = np.empty((len(accounts), len(kinds))), np.empty((len(moved), len(kinds)))
    for rows, fitted in cross_fitted(accounts, settings):
        plain[rows] = fitted.log_odds(accounts.where(rows).table, kinds)
        again = rows[accounts.kinds != GENUINE]
        evaded[again] = fitted.log_odds(moved.where(again).table, kinds)
    slopes, intercepts, _ = calibrated(plain, accounts, Prior(dict.fromkeys(kinds, 0.5 / len(kinds))))
    hidden = plain.copy()
    hidden[accounts.kinds != GENUINE] = evaded
    shown = [np.logaddexp.reduce(log_odds * slopes + intercepts, axis=1) for log_odds in (plain, hidden)]
    return plain, [mean_auc(accounts.where(common), suspicion[common]) for suspicion in shown]


def mean_auc(accounts: LabelledAccounts, suspicion: FloatArray) -> float:
    """Return the mean AUC over the sources that are not genuine, every kind counting the same."""
    weight = balancing_weights(accounts.kinds, accounts.sources)
    genuine = accounts.kinds == GENUINE
    of_kind: dict[str, list[float]] = {}
    for kind, source in sorted(set(zip(accounts.kinds.tolist(), accounts.sources.tolist(), strict=True))):
        if kind != GENUINE:
            rows = genuine | ((accounts.kinds == kind) & (accounts.sources == source))
            auc = roc_auc_score(~genuine[rows], suspicion[rows], sample_weight=weight[rows])
            of_kind.setdefault(kind, []).append(auc)
    return float(np.mean([np.mean(aucs) for aucs in of_kind.values()]))


def judge(candidate: Candidate, known: LabelledAccounts, tested: LabelledAccounts) -> tuple[float, float, float, float]:
    """Return the inner AUC of a candidate, that after evasion, and AUC and MCC on the cell."""
    rows = known.capped(candidate.settings.max_per_source, candidate.settings.random_state)
    held_out, (inner, evaded) = inner_auc(rows, candidate.settings, is_common(rows))
    detector = detector_given(held_out, rows, "held out", candidate.settings)
    predictions = FittedDetector(detector).predict(tested)
    return (
        inner,
        evaded,
        float(roc_auc_score(predictions.not_genuine, predictions.suspicion)),
        float(matthews_corrcoef(predictions.not_genuine, predictions.flagged)),
    )


def is_common(accounts: LabelledAccounts) -> BoolArray:
    """Tell which accounts every candidate trains on."""
    hard = (accounts.kinds != GENUINE) & np.isin(accounts.sources, HARD_BOT_SOURCES)
    common: BoolArray = ~hard & (accounts.sources != "caverlee-2011")
    return common


def tasks(
    released: ReleasedAccounts, folds: Iterable[Fold], candidates: Iterable[Candidate]
) -> Iterator[tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]]:
    """Yield one task for every cell and candidate."""
    for fold in folds:
        tested = released.accounts.where(fold.tested(released.accounts))
        for candidate in candidates:
            training = candidate.training(released) & ~fold.unseen(released.accounts)
            yield delayed(judge)(candidate, released.accounts.where(training), tested)


def choice_parts(
    released: ReleasedAccounts,
    candidates: Mapping[str, Candidate] = CANDIDATES,
    folds: Sequence[Fold] | None = None,
    n_jobs: int = -1,
) -> Iterator[str]:
    """Yield the parts of the text: how each candidate fares inside and outside, and what choosing inside gives."""
    folds = cells() if folds is None else folds
    found = list(in_processes(tasks(released, folds, candidates.values()), n_jobs))
    figures = np.array(found).reshape(len(folds), len(candidates), 4)
    chosen = figures[:, :, :2].mean(axis=2).argmax(axis=1)
    yield INTRO
    for protocol in ("vendors", "bots"):
        rows = np.array([fold.protocol == protocol for fold in folds])
        taken = figures[rows][np.arange(rows.sum()), chosen[rows]]
        shown = [
            {"candidate": name, "times chosen": str((chosen[rows] == number).sum()), **summary(figures[rows, number])}
            for number, name in enumerate(candidates)
        ]
        yield f"## {TITLES[protocol]}"
        yield markdown_table([*shown, {"candidate": "chosen inside each cell", **summary(taken)}])


def summary(figures: FloatArray) -> dict[str, str]:
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


def main(arguments: Sequence[str] | None = None) -> None:
    """Print models/CHOICE.md."""
    parser = argparse.ArgumentParser(prog="python -m models.choosing", description=__doc__)
    parser.add_argument("--data", required=True, type=Path, metavar="DIR", help="folder of the research releases")
    released = read_releases(parser.parse_args(arguments).data)
    sys.stdout.write("\n\n".join(choice_parts(released)) + "\n")


if __name__ == "__main__":
    main()
