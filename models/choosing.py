"""Choose how models are trained, inside the training sets alone: ``python -m models.choosing --data DIR``.

Prints ``models/CHOICE.md``; about ten minutes on two cores.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Final

import numpy as np
from joblib import delayed
from sklearn.metrics import matthews_corrcoef, roc_auc_score

from fakefollow.evaluation import LabelledAccounts, Predictions, recall_at, value_of
from fakefollow.profiles import BoolArray, FloatArray
from fakefollow.report import markdown_table
from fakefollow.scoring import GENUINE, PURCHASED, suspicion
from fakefollow.training import (
    BACKBONE,
    BOT,
    TrainingSettings,
    calibrated,
    cross_fitted,
    default_prior,
    detector_given,
    held_out_log_odds,
)
from models.bench.accounts.folds import BOUGHT_FOLLOWERS, EVASION, Fold, bot_folds, seller_folds
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

BOT_INTRO: Final = """## What tells bots

In each cell of a bot source and a group of genuine accounts held out, both ways are judged inside the training set by
the mean AUC over all pairs of another bot source and another genuine source."""

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
    "no backbone, trees of all features": replace(SHIPPED, backbone={}),
    "following per follower": replace(SHIPPED, backbone=RATIO),
    "the same with posts": replace(SHIPPED, backbone=NO_AGE),
    "with posts and half the age": replace(SHIPPED, backbone=_with_slopes(1.7, -0.4, -0.3)),
    "with twice the posts and age": replace(SHIPPED, backbone=_with_slopes(2.4, -0.8, -0.6)),
    "with more age than posts": replace(SHIPPED, backbone=_with_slopes(2.2, -0.2, -1.0)),
    "with posts and age, offsets of 1": replace(SHIPPED, backbone=PLAIN_COUNTS),
    "with posts and age (shipped)": SHIPPED,
}

BOT_CANDIDATES: Final[Mapping[str, TrainingSettings]] = {
    "all features": replace(SHIPPED, bot_features=()),
    "what they do and say of themselves (shipped)": SHIPPED,
}

GROUPS: Final = (("E13",), ("twibot22-2022", "twibot22-2024"))
"""Genuine accounts of 2013 and of the 2020s; the others would say the same more slowly."""


def mean_recall(accounts: LabelledAccounts, suspected: FloatArray) -> float:
    """Return the mean recall at the default rate over pairs of a seller and a genuine source."""
    pairs = of_pairs(accounts, PURCHASED, suspected)
    return float(np.mean([value_of(recall_at(RATE), Predictions(sold, of, sold)) for sold, of in pairs]))


def of_pairs(accounts: LabelledAccounts, kind: str, suspected: FloatArray) -> Iterator[tuple[BoolArray, FloatArray]]:
    """Yield who is of the kind, and the suspicion, for each pair of one of its sources and a genuine one."""
    rows_of = {
        label: [(accounts.kinds == label) & (accounts.sources == source) for source in sources]
        for label in (GENUINE, kind)
        for sources in [np.unique(accounts.sources[accounts.kinds == label])]
    }
    for wanted, genuine in product(rows_of[kind], rows_of[GENUINE]):
        rows = wanted | genuine
        yield wanted[rows], suspected[rows]


def inner_of_sellers(accounts: LabelledAccounts, settings: TrainingSettings) -> tuple[FloatArray, list[float]]:
    """Return held-out log-odds, and the mean recall of sold accounts as they are and with bought followers."""
    moved = EVASION[f"buys {BOUGHT_FOLLOWERS} followers for each"](accounts, accounts)
    plain, evaded = np.empty((2, len(accounts), len(accounts.other_kinds)))
    for rows, fitted in cross_fitted(accounts, settings):
        for found, shown in ((plain, accounts), (evaded, moved)):
            found[rows] = fitted.log_odds(shown.where(rows).table)
    return plain, [mean_recall(accounts, of) for of in suspected(accounts, plain, plain, evaded)]


def inner_of_bots(accounts: LabelledAccounts, settings: TrainingSettings) -> tuple[FloatArray, list[float]]:
    """Return held-out log-odds, and the mean AUC of bots."""
    held_out = held_out_log_odds(cross_fitted(accounts, settings), accounts)
    (found,) = suspected(accounts, held_out, held_out)
    return held_out, [float(np.mean([roc_auc_score(*pair) for pair in of_pairs(accounts, BOT, found)]))]


def suspected(accounts: LabelledAccounts, held_out: FloatArray, *log_odds: FloatArray) -> list[FloatArray]:
    """Return the suspicion that log-odds come to, calibrated on what is held out."""
    prior = default_prior(accounts.other_kinds)
    slopes, _ = calibrated(held_out, accounts, prior, np.zeros(len(accounts), np.bool_))
    return [suspicion(slopes.evidence(of), prior.mix()) for of in log_odds]


@dataclass(frozen=True)
class Question:
    """What is chosen, among which ways, in which cells, and by which figures inside."""

    intro: str
    folds: Sequence[Fold]
    candidates: Mapping[str, TrainingSettings]
    inner: Callable[[LabelledAccounts, TrainingSettings], tuple[FloatArray, list[float]]]
    inner_names: tuple[str, ...]


SELLERS: Final = Question(
    INTRO,
    [fold for fold in seller_folds() if fold.genuine in GROUPS],
    CANDIDATES,
    inner_of_sellers,
    ("inner recall", "inner recall, evaded"),
)
BOTS: Final = Question(
    BOT_INTRO, [fold for fold in bot_folds() if fold.counts], BOT_CANDIDATES, inner_of_bots, ("inner AUC",)
)


def judge(
    question: Question, settings: TrainingSettings, known: LabelledAccounts, tested: LabelledAccounts
) -> tuple[float, ...]:
    """Return the inner figures of a candidate, and recall, AUC and MCC on the cell."""
    rows = known.capped(settings.max_per_source, settings.random_state)
    held_out, inner = question.inner(rows, settings)
    found = FittedDetector(detector_given(held_out, rows, "held out", settings)).predict(tested)
    return (
        *inner,
        value_of(recall_at(RATE), found),
        float(roc_auc_score(found.not_genuine, found.suspicion)),
        float(matthews_corrcoef(found.not_genuine, found.flagged)),
    )


def answer(question: Question, released: ReleasedAccounts, n_jobs: int = -1) -> Iterator[str]:
    """Yield the parts of the text: how each candidate fares inside and outside, and what choosing inside gives."""
    accounts, names, n_inner = released.accounts, list(question.candidates), len(question.inner_names)
    tasks = (
        delayed(judge)(question, settings, accounts.where(known), accounts.where(fold.tested(accounts)))
        for fold in question.folds
        for known in [released.training & ~fold.unseen(accounts)]
        for settings in question.candidates.values()
    )
    figures = np.array(list(in_processes(tasks, n_jobs))).reshape(len(question.folds), len(names), -1)
    chosen = figures[:, :, :n_inner].mean(axis=2).argmax(axis=1)
    rows = [
        {"candidate": name, "times chosen": str((chosen == number).sum()), **summary(figures[:, number], question)}
        for number, name in enumerate(names)
    ]
    rows.append({"candidate": "chosen inside each cell", **summary(figures[np.arange(len(chosen)), chosen], question)})
    yield question.intro
    yield markdown_table(rows)


def summary(figures: FloatArray, question: Question) -> dict[str, str]:
    """Return means, and the worst AUC and MCC, over cells (n_cells, n_figures)."""
    names = (*question.inner_names, "mean recall at 2 %", "mean AUC", "mean MCC")
    means = {name: f"{mean:.3f}" for name, mean in zip(names, figures.mean(axis=0), strict=True)}
    return means | {f"worst {name}": f"{figures[:, at].min():.3f}" for name, at in (("AUC", -2), ("MCC", -1))}


def main(arguments: Sequence[str] | None = None) -> None:
    """Print models/CHOICE.md."""
    parser = argparse.ArgumentParser(prog="python -m models.choosing", description=__doc__)
    parser.add_argument("--data", required=True, type=Path, metavar="DIR", help="folder of the research releases")
    released = read_releases(parser.parse_args(arguments).data)
    sys.stdout.write("\n\n".join(part for question in (SELLERS, BOTS) for part in answer(question, released)) + "\n")


if __name__ == "__main__":
    main()
