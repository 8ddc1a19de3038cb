"""Audience drips: how much of a batch that came one by one is found among the others, and who is taken for one.

No run tells of it: only that the accounts were made together does. Knows lists and cohorts, no score.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from joblib import delayed

from fakefollow.audience.cohorts import find_cohorts
from fakefollow.evaluation import wilson_interval
from fakefollow.profiles import BoolArray, ProfileTable
from fakefollow.scoring import GENUINE
from fakefollow.simulate import Burst, Purchase
from models.bench.accounts.folds import LATER_SELLERS, VENDORS
from models.bench.audiences.blocks import FIRST_SEED, grouped
from models.bench.audiences.events import BURSTS, CLEAN
from models.bench.audiences.lists import KnownList, dripped_list, read_real_list, simulated_list
from models.releases import ReleasedAccounts
from models.running import in_processes

SIZES: Final = (50, 100, 200, 400)
"""Accounts that came one by one."""
SEEDS: Final = 3
SOLD: Final = (*VENDORS, *LATER_SELLERS)
SIMULATED: Final = "simulated batch"
MONTH: Final = 30.0
ALIKE: Final = 1.0
"""Range of log(1 + count) of the middle half below which counts are alike: a convention."""
COUNTS: Final = ("posts_count", "likes_count", "followers_count", "following_count")

GIVEAWAYS: Final[Mapping[str, Mapping[str, Any]]] = {
    f"giveaway, {share:.0%} of the list": {
        "bursts": (Burst("starter_pack", share, at=0.8, days=7.0, fresh_share=0.95),)
    }
    for share in (0.1, 0.3, 0.6)
}
"""Nearly all who come signed up for it."""
HONEST: Final = {"clean": CLEAN, "organic burst": BURSTS, "giveaway": GIVEAWAYS}
CLEAN_SEEDS: Final = 2

PROTOCOL: Final = (
    "Accounts of one stock, put one by one into a real list, at places at which they can have followed; their times "
    "are moved so that they are observed when the list was, and ids taken away. Share of them in any cohort, and "
    "others of the list who are in one only because of them; mean over lists and {seeds} draws. Raised together is "
    "stock of which at least half was created in one month, and the middle half lies within a factor of e in at least "
    "three counts. Clean: simulated lists in which nothing was bought, and each set of accounts labelled genuine as if "
    "it were a list; lists with a cohort by counts."
)


def drip_results(
    folder: Path, released: ReleasedAccounts, homes: Mapping[str, str], clean: Sequence[int], n_jobs: int = -1
) -> dict[str, Any]:
    """Return how much of each stock is found, and clean lists with a cohort by counts.

    ``cells`` has one record a list, ``rows`` one a stock and number of accounts, ``mean`` one for stock that was
    raised together and one for other stock; ``clean`` one a kind of list. ``homes`` are real lists by their name in
    the results, for whose followers they are is nobody's business; ``clean`` are sizes of clean lists.
    """
    lists = {name: read_real_list(folder, file) for name, file in homes.items()}
    tasks = [
        delayed(_drip_cell)(home, stock, {"stock": name, "list": place, "n_bought": n, "seed": FIRST_SEED + number})
        for name, stock in _stocks(released)
        for place, home in lists.items()
        for n in SIZES
        for number in range(SEEDS)
    ]
    cells = list(in_processes(tasks, n_jobs))
    honest = [*in_processes(_clean_tasks(clean), n_jobs), *_genuine_cells(released)]
    return {
        "protocol": PROTOCOL.format(seeds=SEEDS),
        "rows": [_found(group, about) for about, group in _by(cells, "stock", "raised_together", "n_bought")],
        "mean": [_found(group, about) for about, group in _by(cells, "raised_together")],
        "clean": [_false(group, about) for about, group in _by(honest, "kind")],
        "cells": cells,
    }


def raised_together(stock: ProfileTable) -> bool:
    """Tell whether at least half was created in one month, and the middle half is alike in at least three counts."""
    names = [name for name in COUNTS if stock.has(name)]
    days = np.sort(stock.times("created_at").astype("datetime64[s]").astype(np.int64) / 86_400)
    most = np.max(days.searchsorted(days + MONTH) - np.arange(len(days)))
    low, high = (np.array([np.nanquantile(np.log1p(stock.floats(name)), q) for name in names]) for q in (0.25, 0.75))
    return bool(most >= len(days) / 2 and np.count_nonzero(high - low <= ALIKE) >= 3)


def _stocks(released: ReleasedAccounts) -> Iterator[tuple[str, ProfileTable]]:
    """Yield the stock of each seller, and a simulated batch."""
    accounts = released.accounts
    for source in SOLD:
        yield source, accounts.where((accounts.sources == source) & (accounts.kinds != GENUINE)).table
    made = simulated_list(1_000, FIRST_SEED, profiles=True, purchases=[Purchase(max(SIZES))])
    if made.table is not None:
        yield SIMULATED, made.table.take(np.flatnonzero(made.bought))


def _drip_cell(home: KnownList, stock: ProfileTable, about: Mapping[str, Any]) -> dict[str, Any]:
    known = dripped_list(home, stock, about["n_bought"], about["seed"])
    inside = _members(known.table)
    before = _members(None if known.table is None else known.table.take(np.flatnonzero(~known.bought)))
    return {
        **about,
        "raised_together": raised_together(stock),
        "n_put": int(known.bought.sum()),
        "n_found": int(inside[known.bought].sum()),
        "n_others": int((inside[~known.bought] & ~before).sum()),
    }


def _members(table: ProfileTable | None) -> BoolArray:
    """Tell who is in any cohort."""
    if table is None:
        raise ValueError("table: expected a list with profiles, got one without")
    return np.asarray(find_cohorts(table).member >= 0)


def _clean_tasks(sizes: Sequence[int]) -> Iterator[Any]:
    for kind, named in HONEST.items():
        for settings in named.values():
            for n in sizes:
                for number in range(CLEAN_SEEDS):
                    yield delayed(_clean_cell)(kind, n, FIRST_SEED + number, settings)


def _clean_cell(kind: str, n: int, seed: int, settings: Mapping[str, Any]) -> dict[str, Any]:
    return _counts_cell(kind, simulated_list(n, seed, profiles=True, **settings).table)


def _genuine_cells(released: ReleasedAccounts) -> Iterator[dict[str, Any]]:
    accounts = released.accounts
    genuine = accounts.kinds == GENUINE
    for source in np.unique(accounts.sources[genuine]):
        yield _counts_cell("accounts labelled genuine", accounts.where(genuine & (accounts.sources == source)).table)


def _counts_cell(kind: str, table: ProfileTable | None) -> dict[str, Any]:
    found = [] if table is None else [one for one in find_cohorts(table).found if one.rule == "counts"]
    return {"kind": kind, "n_cohorts": len(found)}


def _by(cells: Sequence[Mapping[str, Any]], *names: str) -> Iterator[tuple[dict[str, Any], list[Mapping[str, Any]]]]:
    """Yield cells that have some values in common, and these values by name."""
    for key, group in grouped(cells, names):
        yield dict(zip(names, key, strict=True)), group


def _found(cells: Sequence[Mapping[str, Any]], about: Mapping[str, Any]) -> dict[str, Any]:
    shares = [cell["n_found"] / max(cell["n_put"], 1) for cell in cells]
    return {
        **about,
        "n_lists": len(cells),
        "share_found": round(float(np.mean(shares)), 4),
        "lowest_found": round(min(shares), 4),
        "others_a_list": round(float(np.mean([cell["n_others"] for cell in cells])), 4),
    }


def _false(cells: Sequence[Mapping[str, Any]], about: Mapping[str, Any]) -> dict[str, Any]:
    hits = sum(cell["n_cohorts"] > 0 for cell in cells)
    low, high = (round(bound, 4) for bound in wilson_interval(hits, len(cells)))
    share = {"value": round(hits / len(cells), 4), "low": low, "high": high}
    return {**about, "n_lists": len(cells), "n_with_cohorts": hits, "share": share}
