"""Reactors: the genuine share of who reacted, of made-up histories and of such ones with profiles of real accounts.

In the latter what was liked, when and by how many is made up, and what profiles show is not: they are of sources that
the detector lacks. Nothing of them is kept but what is counted.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
from joblib import delayed

from fakefollow.audience.order import epoch_seconds
from fakefollow.engagement import InfluenceReport, influence
from fakefollow.evaluation import LabelledAccounts
from fakefollow.profiles import ValueColumn, frame_like
from fakefollow.readers import Interactions, read_interactions
from fakefollow.scoring import GENUINE
from fakefollow.simulate import BoughtReactions, SimulatedInteractions, simulate_interactions
from fakefollow.training import TrainingSettings, train_detector
from models.bench.accounts.folds import VENDORS, Fold, seller_folds
from models.bench.audiences.lists import moved
from models.releases import ReleasedAccounts
from models.running import in_processes

HOUR: Final = 3600.0
FIRST_SEED: Final = 80_000
"""Above that of the bench; those of histories of made-up profiles are below."""

Weighed = tuple[float, bool]
"""By how much a share is beside the truth, and whether its interval holds it."""


def made_history(seed: int, **given: Any) -> SimulatedInteractions:
    """Make up the reactions to one account of some size."""
    random = np.random.default_rng(seed)
    settings: dict[str, Any] = {
        "n_posts": int(random.integers(30, 61)),
        "n_followers": int(np.exp(random.uniform(np.log(700), np.log(5000)))),
        "reacting_share": float(random.uniform(0.01, 0.06)),
    }
    return simulate_interactions(**{**settings, **given}, random_state=seed)


def order_of(seed: int, share: float, seller: Any) -> BoughtReactions:
    """Draw how likes are delivered, and for how many posts."""
    random = np.random.default_rng(seed)
    return BoughtReactions(
        share,
        float(random.uniform(0.05, 0.25)),
        seller,
        start_hours=float(random.uniform(0.1, 4.0)),
        hours=float(np.exp(random.uniform(0.0, np.log(48.0)))),
        law="fading" if seed % 2 else "even",
        pool=float(random.uniform(1.0, 5.0)),
    )


def interactions_of(made: SimulatedInteractions) -> tuple[Interactions, Any]:
    """Return simulated interactions as they are read, and the row in the simulation of each account."""
    whose = {f"account_{name}": values[made.account] for name, values in made.accounts.items() if name != "id"}
    read_in = read_interactions(frame_like({**made.columns, **whose}, "polars"), made.posts, platform="x")
    row_of = {name: row for row, name in enumerate(made.accounts["id"].tolist())}
    return read_in, np.array([row_of[name] for name in read_in.accounts.texts("id").to_list()], np.int64)


def weighed(made: SimulatedInteractions, report: InfluenceReport, used: Any) -> list[Weighed]:
    """Return how well the genuine share of who reacted is told; nothing where it is not."""
    figure, n = report.genuine_reactors, len(used)
    if figure is None:
        return []
    truth = float((made.account_kind[used] == GENUINE).sum())
    return [(abs(figure.estimate - truth) / n, bool(figure.low <= truth <= figure.high))]


def unseen_reactors(
    released: ReleasedAccounts, settings: TrainingSettings, folds: Sequence[Fold], n: int, n_jobs: int
) -> dict[str, list[Weighed]]:
    """Return for each case what is told of accounts of sellers and people that the detector has not seen."""
    accounts = released.accounts
    tasks = [
        delayed(_of_fold)(
            accounts.where(released.training & ~fold.unseen(accounts)),
            accounts.where(fold.tested(accounts)),
            settings,
            range(FIRST_SEED + n * number, FIRST_SEED + n * (number + 1)),
        )
        for number, fold in enumerate(folds)
    ]
    every: dict[str, list[Weighed]] = {"nothing bought, unseen accounts": [], "likes bought, unseen accounts": []}
    for fold, told in zip(folds, in_processes(tasks, n_jobs), strict=True):
        every["nothing bought, unseen accounts"] += told["nothing bought"]
        every["likes bought, unseen accounts"] += told["likes bought"]
        of_people = f"nothing bought, unseen accounts of {' and '.join(fold.genuine)}"
        every[of_people] = every.get(of_people, []) + told["nothing bought"]
    return every


def reactor_folds() -> list[Fold]:
    """Return the cells of a seller of 2013 and a group of genuine accounts of any year."""
    return [fold for fold in seller_folds() if fold.not_genuine[0] in VENDORS]


def _of_fold(
    known: LabelledAccounts, tested: LabelledAccounts, settings: TrainingSettings, seeds: range
) -> Mapping[str, list[Weighed]]:
    """Return what a detector without some sources tells of accounts of these."""
    detector = train_detector(known, "held out", settings)
    found: dict[str, list[Weighed]] = {"nothing bought": [], "likes bought": []}
    for case, made in _histories(seeds):
        interactions, used = interactions_of(made)
        real = _with_profiles(interactions, made.account_kind[used] == GENUINE, tested, len(made))
        found[case] += weighed(made, influence(None, real, model=detector), used)
    return found


def _histories(seeds: range) -> Iterator[tuple[str, SimulatedInteractions]]:
    """Yield made-up reactions, without and with a purchase."""
    for seed in seeds:
        share = float(np.random.default_rng(seed).uniform(0.1, 0.5))
        yield "nothing bought", made_history(seed)
        yield "likes bought", made_history(seed, bought=[order_of(seed, share, "mixed")])


def _with_profiles(interactions: Interactions, is_genuine: Any, tested: LabelledAccounts, seed: int) -> Interactions:
    """Return interactions whose accounts have profiles of real accounts: genuine ones, and those of a seller.

    All are observed when the history is, and made an hour before they react first, at the latest.
    """
    random, are_people = np.random.default_rng(seed), tested.kinds == GENUINE
    people, stock = (random.choice(np.flatnonzero(of), len(is_genuine)) for of in (are_people, ~are_people))
    table = tested.table.take(np.where(is_genuine, people, stock))
    end = float(np.nanmax(epoch_seconds(interactions.accounts, "observed_at")))
    table = moved(table, end - epoch_seconds(table, "observed_at"))
    first = np.full(len(table), np.inf)
    np.minimum.at(first, interactions.account, interactions.seconds)
    made = np.fmin(epoch_seconds(table, "created_at"), first - HOUR)
    created = ValueColumn((made * 1e6).astype("datetime64[us]"), np.isfinite(made))
    columns = {**table.columns, "id": interactions.accounts.columns["id"], "created_at": created}
    return replace(interactions, accounts=replace(table, columns=columns))
