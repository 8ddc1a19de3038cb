"""Audience lists: follower lists in which is known who was bought, simulated or made of real ones.

All are oldest follower first. Real lists and the stock of real sellers come from the data folder; nothing is kept
of them but what a protocol counts. Knows nothing of how purchases are found.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Self

import numpy as np

from fakefollow.audience.order import epoch_seconds
from fakefollow.profiles import BoolArray, Column, FloatArray, ProfileTable, TextColumn, ValueColumn, concatenate
from fakefollow.readers import read
from fakefollow.simulate import draw_fresh_delays, simulate_audience

TIMES: Final = ("created_at", "observed_at", "last_status_at")
NOT_COMPARABLE: Final = ("id",)
"""Ids tell when an account was made, so they would give moved accounts away."""

SETTLED: Final = 0.01
"""Drip begins behind so much of a list: the first followers have old accounts that say little of the time."""

DAY: Final = 86_400.0
SPAN_DAYS: Final = 1500.0
FRESH_SHARE: Final = 0.12
HAZARD: Final = 0.55
LIFE_DAYS: Final = 1900.0
GROWTH: Final = 3.0
"""Defaults of `fakefollow.simulate.simulate_audience`."""
AGE_STEP: Final = 0.05
AGES: Final = 0.1 * DAY * np.exp(np.arange(0.0, np.log(73_000.0), AGE_STEP))
"""Seconds from an account's creation to its follow: from .1 day to twenty years."""


@dataclass(frozen=True, slots=True, eq=False)
class KnownList:
    """A follower list with truth, oldest follower first.

    Parameters
    ----------
    created_at, observed_at : ndarray of float64, shape (n,)
        Seconds since 1970, NaN where not observed.
    bought : ndarray of bool, shape (n,)
        Who was bought.
    table : ProfileTable, optional
        The profiles, where there are any.
    """

    created_at: FloatArray
    observed_at: FloatArray
    bought: BoolArray
    table: ProfileTable | None = None

    def __len__(self) -> int:
        return len(self.bought)

    @classmethod
    def of_table(cls, table: ProfileTable, bought: BoolArray | None = None) -> Self:
        """Return the list of a table in follow order; nobody was bought by default."""
        truth = np.zeros(len(table), np.bool_) if bought is None else bought
        return cls(epoch_seconds(table, "created_at"), epoch_seconds(table, "observed_at"), truth, table)

    def part(self, ranks: slice) -> Self:
        """Return the followers at these ranks."""
        table = None if self.table is None else self.table[ranks]
        return type(self)(self.created_at[ranks], self.observed_at[ranks], self.bought[ranks], table)


def simulated_list(n_followers: int, seed: int, *, profiles: bool = False, **settings: Any) -> KnownList:
    """Make up a list; settings as in `fakefollow.simulate.simulate_audience`.

    Those delivered in one go count as bought, those bought one by one and bots do not.
    """
    audience = simulate_audience(n_followers, profiles=profiles, random_state=seed, **settings)
    bought = audience.event[::-1] >= 0
    if profiles:
        table = read(audience.profiles, platform="x")
        return KnownList.of_table(table.take(np.arange(len(table))[::-1]), bought)
    created_at, observed_at = (
        audience.columns[name].astype("datetime64[us]").astype(np.int64)[::-1] / 1e6
        for name in ("created_at", "observed_at")
    )
    return KnownList(created_at, observed_at, bought)


VERIFIED: Final = "followers-of-verified-2018"
NPR: Final = "newest-of-npr-2021"
NEWEST_FIRST: Final = (VERIFIED, NPR)
"""Real lists that come newest first; the ordered ones come oldest first."""

LATER_SCRAPE: Final = 132
"""Rows at the end of `VERIFIED` that a second, later look at the same list gave."""


def read_real_list(folder: Path, name: str) -> KnownList:
    """Read a real list, in which nobody is known to be bought; ``*`` in its name stands for anything."""
    (path,) = (folder / "followers").glob(f"{name}.parquet")
    table = read(path, platform="x")
    rows = np.arange(len(table))
    if name == VERIFIED:
        rows = np.concatenate([rows[-LATER_SCRAPE:], rows[:-LATER_SCRAPE]])
    return KnownList.of_table(table.take(rows[::-1] if name in NEWEST_FIRST else rows))


def random_parts(whole: KnownList, n_parts: int, shortest: int, longest: int, seed: int) -> Iterator[KnownList]:
    """Yield contiguous parts of a list, lengths and places drawn evenly; a part is never longer than the list."""
    random = np.random.default_rng(seed)
    for _ in range(n_parts):
        length = min(int(random.integers(shortest, longest + 1)), len(whole))
        start = int(random.integers(0, len(whole) - length + 1))
        yield whole.part(slice(start, start + length))


def injected_list(
    background: KnownList, stock: ProfileTable, share: float, place: float | None, seed: int
) -> KnownList:
    """Put real bought accounts into a real list, as one block or, where ``place`` is None, one by one.

    A place is a share of the others, from 0 (oldest) to 1. All times are moved alike, so that accounts are observed
    when the list was and their ages stay as they were at their own observation. Accounts that would be younger than
    their place allows are left out, so the share can be a little smaller than asked, and so are fields that the
    list does not show. No account occurs twice: where the stock is too small, a random contiguous part of the list
    is used.
    """
    random = np.random.default_rng(seed)
    wanted = round(len(background) * share / (1.0 - share))
    n_bought = min(wanted, len(stock))
    n_others = len(background) if n_bought == wanted else round(n_bought * (1.0 - share) / share)
    begin = int(random.integers(0, len(background) - n_others + 1))
    others = background.part(slice(begin, begin + n_others))
    first = round(n_others * (SETTLED if place is None else place))
    followed_at = float(np.nanmax(others.created_at[: max(first, 1)]))
    moved = _old_enough(_moved(stock, others), followed_at)
    bought = moved.take(random.permutation(len(moved))[:n_bought])
    behind = random.integers(round(SETTLED * n_others), n_others + 1, len(bought))
    places = np.sort(behind) if place is None else np.full(len(bought), first)
    return _mixed(others, bought, places)


def dripped_list(background: KnownList, stock: ProfileTable, n_bought: int, seed: int) -> KnownList:
    """Put some real bought accounts into a real list one by one, each anywhere behind who followed before it existed.

    Times are moved and fields left out as in `injected_list`; accounts younger than the whole list are left out.
    """
    random = np.random.default_rng(seed)
    moved = _old_enough(_moved(stock, background), float(np.nanmax(background.created_at)))
    bought = moved.take(random.permutation(len(moved))[:n_bought])
    exists_at = np.maximum.accumulate(np.nan_to_num(background.created_at, nan=-np.inf))
    places = random.integers(exists_at.searchsorted(epoch_seconds(bought, "created_at")), len(background) + 1)
    return _mixed(background, bought, places)


def run_list(
    background: KnownList, stock: ProfileTable, n_bought: int, place: float, n_between: int, seed: int, n_aged: int = 0
) -> KnownList:
    """Put some real bought accounts into a list as one run, with so many of the others after each of them.

    Times are moved and fields left out as in `injected_list`; fewer are put where fewer are old enough. Where fewer
    than ``n_aged`` of the stock are, all of it is made older alike until so many are.
    """
    random = np.random.default_rng(seed)
    first = round(len(background) * place)
    followed_at = float(np.nanmax(background.created_at[: max(first, 1)]))
    moved = _old_enough(_aged(_moved(stock, background), followed_at, n_aged), followed_at)
    bought = moved.take(random.permutation(len(moved))[:n_bought])
    places = np.minimum(first + n_between * np.arange(len(bought)), len(background))
    return _mixed(background, bought, places)


def followed_list(table: ProfileTable, seed: int) -> KnownList:
    """Arrange accounts as if they had followed one account by themselves, in an order that is made for them.

    All are moved to the last observation. As in `fakefollow.simulate`, a part follows right after it signed up, and
    others with a hazard that falls with age, at a rate that grows.
    """
    random = np.random.default_rng(seed)
    moved = _moved(table, KnownList.of_table(table))
    created_at, seen_at = epoch_seconds(moved, "created_at"), float(np.nanmax(epoch_seconds(moved, "observed_at")))
    begin = seen_at - SPAN_DAYS * DAY
    followed_at = created_at[:, None] + AGES * np.exp(AGE_STEP * random.random((len(moved), 1)))
    chance = AGES ** (1.0 - HAZARD) * np.exp(-AGES / (LIFE_DAYS * DAY))
    chance = chance * GROWTH ** ((followed_at - begin) / (SPAN_DAYS * DAY))
    reached = np.cumsum(np.where((followed_at >= begin) & (followed_at <= seen_at), chance, 0.0), axis=1)
    drawn = np.count_nonzero(reached <= random.random((len(moved), 1)) * reached[:, -1:], axis=1)
    followed = followed_at[np.arange(len(moved)), np.minimum(drawn, len(AGES) - 1)]
    fresh = random.permutation(np.flatnonzero(created_at >= begin))[: round(FRESH_SHARE * len(moved))]
    followed[fresh] = created_at[fresh] + draw_fresh_delays(random, len(fresh))
    return KnownList.of_table(moved.take(np.argsort(np.minimum(followed, seen_at), kind="stable")))


def _moved(stock: ProfileTable, background: KnownList) -> ProfileTable:
    """Return the stock as it would be seen when the list was seen, with the fields that the list shows."""
    if background.table is None:
        raise ValueError("background: expected a list with profiles, got one without")
    by = np.nanmax(background.observed_at) - epoch_seconds(stock, "observed_at")
    shown = {name: column for name, column in background.table.columns.items() if column.valid.any()}
    columns = {
        name: _shown_alike(column, shown[name])
        for name, column in stock.columns.items()
        if name in shown and name not in NOT_COMPARABLE
    }
    return moved(replace(stock, columns=columns), by)


def moved(table: ProfileTable, by: FloatArray) -> ProfileTable:
    """Return accounts with all of their times so many seconds later."""
    columns = dict(table.columns)
    for name in TIMES:
        column = columns.get(name)
        if isinstance(column, ValueColumn):
            values = column.values + (by * 1e6).astype("timedelta64[us]")
            columns[name] = ValueColumn(values, column.valid & np.isfinite(by))
    return replace(table, columns=columns)


def _shown_alike(column: Column, shown: Column) -> Column:
    """Return texts not observed where they are empty, if the list gives empty texts so."""
    if not isinstance(column, TextColumn) or not isinstance(shown, TextColumn):
        return column
    if (shown.is_empty() & shown.valid).any():
        return column
    return TextColumn(column.data, column.offsets, column.valid & ~column.is_empty())


def _old_enough(stock: ProfileTable, followed_at: float) -> ProfileTable:
    """Return the accounts that existed when they are said to have followed."""
    return stock.take(np.flatnonzero(epoch_seconds(stock, "created_at") <= followed_at))


def _aged(stock: ProfileTable, followed_at: float, n_old: int) -> ProfileTable:
    """Return accounts created earlier by one time, the least at which so many existed when they followed."""
    created = np.sort(epoch_seconds(stock, "created_at"))[:n_old]
    column = stock.columns["created_at"]
    if not len(created) or created[-1] <= followed_at or not isinstance(column, ValueColumn):
        return stock
    by = np.timedelta64(int(np.ceil((created[-1] - followed_at) * 1e6)) + 1, "us")
    return replace(stock, columns={**stock.columns, "created_at": replace(column, values=column.values - by)})


def _mixed(others: KnownList, bought: ProfileTable, places: np.ndarray) -> KnownList:
    """Put bought accounts into a list, each before the follower at its place."""
    if others.table is None:
        raise ValueError("others: expected a list with profiles, got one without")
    kept = {name: column for name, column in others.table.columns.items() if name not in NOT_COMPARABLE}
    table = concatenate([replace(others.table, columns=kept), bought])
    order = np.argsort(np.concatenate([np.arange(len(others)), places - 0.5]), kind="stable")
    return KnownList.of_table(table.take(order), order >= len(others))
