"""Choose how models are trained, inside the training sets alone: ``python -m models.choosing --data DIR``.

Prints ``models/CHOICE.md``; about ten minutes on two cores.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any, Final

import numpy as np
from joblib import delayed
from sklearn.metrics import matthews_corrcoef, roc_auc_score

from fakefollow.evaluation import LabelledAccounts, Predictions, recall_at, value_of
from fakefollow.features import ProfileView, newcomers_and_readers
from fakefollow.profiles import FloatArray
from fakefollow.report import markdown_table
from fakefollow.scoring import GENUINE, PURCHASED, suspicion
from fakefollow.training import BACKBONE, TrainingSettings, calibrated, cross_fitted, default_prior, detector_given
from models.bench.accounts.folds import BOUGHT_FOLLOWERS, EVASION, Fold, seller_folds
from models.bench.accounts.run import FittedDetector
from models.releases import ReleasedAccounts, read_releases
from models.running import in_processes

INTRO: Final = f"""# How the training was chosen

Printed by `python -m models.choosing`. In each cell of a seller and a group of genuine accounts held out, every way to
train is judged inside the training set, where each account is seen by a classifier that lacks its source: mean recall
at 2 % false positives over all pairs of another seller and another genuine source, as the accounts are and after
{BOUGHT_FOLLOWERS} followers were bought for each that is sold. The way with the best mean of the two gives the figures
of the cell in the last row, so that no cell has a part in its own choice: that row is the honest one. The other
rows are what each way would give if it were taken everywhere; the slopes that ship were rounded with all sellers in
sight."""

RATE: Final = 0.02
"""False-positive rate of the default policy."""

SHIPPED: Final = TrainingSettings()
NO_AGE: Final = {name: term for name, term in BACKBONE.items() if name != "account_age_days"}
RATIO: Final = {"following_count": (1.0, 1.0), "followers_count": (-1.0, 1.0)}
PLAIN_COUNTS: Final = {name: (slope, 1.0) for name, (slope, _) in BACKBONE.items()}


def _with_slopes(following: float, posts: float, age: float) -> dict[str, tuple[float, float]]:
    """Return the backbone with other slopes than that of followers."""
    slopes = {"following_count": following, "followers_count": -1.0, "posts_count": posts, "account_age_days": age}
    return {name: (slopes[name], offset) for name, (_, offset) in BACKBONE.items()}


CANDIDATES: Final[Mapping[str, TrainingSettings]] = {
    "no backbone": replace(SHIPPED, backbone={}, dressing=0.0),
    "no backbone, dressed": replace(SHIPPED, backbone={}),
    "following per follower": replace(SHIPPED, backbone=RATIO),
    "the same with posts": replace(SHIPPED, backbone=NO_AGE),
    "with posts and half the age": replace(SHIPPED, backbone=_with_slopes(1.7, -0.4, -0.3)),
    "with twice the posts and age": replace(SHIPPED, backbone=_with_slopes(2.4, -0.8, -0.6)),
    "with more age than posts": replace(SHIPPED, backbone=_with_slopes(2.2, -0.2, -1.0)),
    "with posts and age, offsets of 1": replace(SHIPPED, backbone=PLAIN_COUNTS),
    "with posts and age, all else unbounded": replace(SHIPPED, most_rest=20.0),
    "with posts and age, not dressed": replace(SHIPPED, dressing=0.0),
    "with posts and age (shipped)": SHIPPED,
}

GROUPS: Final = (("E13",), ("twibot22-2022", "twibot22-2024"))
"""Genuine accounts of 2013 and of the 2020s; the others would say the same more slowly."""


def cells() -> list[Fold]:
    """Return the cells in which ways to train are compared."""
    return [fold for fold in seller_folds() if fold.genuine in GROUPS]


def inner_recall(accounts: LabelledAccounts, settings: TrainingSettings) -> tuple[FloatArray, list[float]]:
    """Return held-out parts, and the mean recall of sold accounts as they are and with bought followers."""
    kinds = accounts.other_kinds
    moved = EVASION[f"buys {BOUGHT_FOLLOWERS} followers for each"](accounts, accounts)
    plain, evaded = np.empty((len(accounts), 1 + len(kinds))), np.empty((len(accounts), 1 + len(kinds)))
    for rows, fitted in cross_fitted(accounts, settings):
        for found, shown in ((plain, accounts), (evaded, moved)):
            found[rows] = fitted.parts(shown.where(rows).table, kinds)
        spared = newcomers_and_readers(ProfileView(accounts.table, fitted.usernames))
    prior = default_prior(kinds)
    slopes, _ = calibrated(plain, accounts, prior, settings.most_rest, spared)
    suspected = [suspicion(slopes.evidence(parts), prior.mix()) for parts in (plain, evaded)]
    return plain, [mean_recall(accounts, of) for of in suspected]


def mean_recall(accounts: LabelledAccounts, suspected: FloatArray) -> float:
    """Return the mean recall at the default rate over pairs of a seller and a genuine source."""
    rows_of = {
        kind: [(accounts.kinds == kind) & (accounts.sources == source) for source in sources]
        for kind in (GENUINE, PURCHASED)
        for sources in [np.unique(accounts.sources[accounts.kinds == kind])]
    }
    recalls = []
    for sold, genuine in product(rows_of[PURCHASED], rows_of[GENUINE]):
        rows = sold | genuine
        recalls.append(value_of(recall_at(RATE), Predictions(sold[rows], suspected[rows], sold[rows])))
    return float(np.mean(recalls))


def judge(settings: TrainingSettings, known: LabelledAccounts, tested: LabelledAccounts) -> tuple[float, ...]:
    """Return the inner recall of a candidate, that after evasion, and recall, AUC and MCC on the cell."""
    rows = known.capped(settings.max_per_source, settings.random_state)
    held_out, inner = inner_recall(rows, settings)
    found = FittedDetector(detector_given(held_out, rows, "held out", settings)).predict(tested)
    return (
        *inner,
        value_of(recall_at(RATE), found),
        float(roc_auc_score(found.not_genuine, found.suspicion)),
        float(matthews_corrcoef(found.not_genuine, found.flagged)),
    )


def tasks(
    released: ReleasedAccounts, folds: Sequence[Fold], candidates: Sequence[TrainingSettings]
) -> Iterator[tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]]:
    """Yield one task for every cell and candidate."""
    accounts = released.accounts
    for fold, settings in product(folds, candidates):
        known = accounts.where(released.training & ~fold.unseen(accounts))
        yield delayed(judge)(settings, known, accounts.where(fold.tested(accounts)))


def choice_parts(
    released: ReleasedAccounts,
    candidates: Mapping[str, TrainingSettings] = CANDIDATES,
    folds: Sequence[Fold] | None = None,
    n_jobs: int = -1,
) -> Iterator[str]:
    """Yield the parts of the text: how each candidate fares inside and outside, and what choosing inside gives."""
    folds = cells() if folds is None else folds
    found = list(in_processes(tasks(released, folds, list(candidates.values())), n_jobs))
    figures = np.array(found).reshape(len(folds), len(candidates), 5)
    chosen = figures[:, :, :2].mean(axis=2).argmax(axis=1)
    rows = [
        {"candidate": name, "times chosen": str((chosen == number).sum()), **summary(figures[:, number])}
        for number, name in enumerate(candidates)
    ]
    rows.append({"candidate": "chosen inside each cell", **summary(figures[np.arange(len(folds)), chosen])})
    yield INTRO
    yield markdown_table(rows)


def summary(figures: FloatArray) -> dict[str, str]:
    """Return means, and the worst AUC and MCC, over cells (n_cells, 5)."""
    inner, evaded, recall, auc, mcc = figures.T
    return {
        "inner recall": f"{inner.mean():.3f}",
        "inner recall, evaded": f"{evaded.mean():.3f}",
        "mean recall at 2 %": f"{recall.mean():.3f}",
        "mean AUC": f"{auc.mean():.3f}",
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
