"""Followers of a synthetic audience that come together: purchases that are delivered, and bursts that nobody bought.

Knows times and names of populations, no profiles.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, NamedTuple

import numpy as np

from fakefollow.simulate.arrivals import (
    DAY,
    PLATFORM_START,
    POPULATION_OF_STOCK,
    Arrivals,
    Stock,
    draw_creation_times,
    draw_fresh_delays,
    draw_stock_creation_times,
)
from fakefollow.simulate.populations import FloatArray

_SITTING_SIZE: Final = 30
_SITTING_SECONDS: Final = 600.0


@dataclass(frozen=True, slots=True)
class Purchase:
    """One synthetic purchase of followers, delivered in one go.

    Parameters
    ----------
    size : int or float
        An int is a number of accounts; a float is a share of the whole list, 0 to 1.
    stock : {"batch_made", "aged", "template"}
        What is delivered: accounts made by a script in sittings within ``created_days``; accounts made at any
        time from one to six years before; accounts with slogans for bios, 90 to 900 days old.
    at : float or datetime
        When delivery begins: the place in the list as a share of the other followers, 0 (oldest) to 1, or a time.
    delivered_days : float
        Days from the first to the last account; their order has nothing to do with their creation.
    created_days : float
        Days within which a batch was made.
    created_before_days : float
        Days between the end of making a batch and its delivery; hundreds for a batch kept in store.

    Raises
    ------
    ValueError
        If a size, place or duration is out of range.

    Examples
    --------
    >>> import fakefollow as ff
    >>> ff.Purchase(0.1).stock
    'batch_made'
    """

    size: int | float
    stock: Stock = "batch_made"
    at: float | datetime = 0.5
    delivered_days: float = 2.0
    created_days: float = 20.0
    created_before_days: float = 1.0

    def __post_init__(self) -> None:
        _check_size_and_place(self.size, self.at)
        for name in ("delivered_days", "created_days", "created_before_days"):
            _check(getattr(self, name) >= 0, name, "days >= 0", getattr(self, name))
        _check(self.stock in POPULATION_OF_STOCK, "stock", f"one of {[*POPULATION_OF_STOCK]}", self.stock)


BurstKind = Literal["viral", "starter_pack", "television"]


class BurstLaw(NamedTuple):
    """How a synthetic burst differs from other days: fresh sign-ups, what is added to the hazard, slow sign-ups."""

    fresh_share: float
    more_hazard: float
    slow_share: float


BURST_LAWS: Final[dict[BurstKind, BurstLaw]] = {
    "viral": BurstLaw(0.04, -0.1, 0.2),
    "starter_pack": BurstLaw(0.5, 0.2, 0.05),
    "television": BurstLaw(0.25, 0.0, 0.2),
}
"""A viral post reaches those who are there, a starter pack those who just came, television both."""


@dataclass(frozen=True, slots=True)
class Burst:
    """One synthetic burst of genuine followers: nobody bought it, however steep it is.

    Parameters
    ----------
    kind : {"viral", "starter_pack", "television"}
        Where they come from, see `BURST_LAWS`.
    size : int or float
        An int is a number of accounts; a float is a share of the whole list, 0 to 1.
    at : float or datetime
        When it begins: the place in the list as a share of the other followers, 0 (oldest) to 1, or a time.
    days : float
        Days until it has faded; most come in the first third.
    fresh_share : float, optional
        Share of fresh sign-ups, 0 to 1, in place of the one usual for the kind.

    Raises
    ------
    ValueError
        If a size, place, duration or share is out of range.

    Examples
    --------
    >>> import fakefollow as ff
    >>> ff.Burst("starter_pack", 300).size
    300
    """

    kind: BurstKind = "viral"
    size: int | float = 0.05
    at: float | datetime = 0.5
    days: float = 3.0
    fresh_share: float | None = None

    def __post_init__(self) -> None:
        _check_size_and_place(self.size, self.at)
        _check(self.days >= 0, "days", "days >= 0", self.days)
        _check(self.kind in BURST_LAWS, "kind", f"one of {[*BURST_LAWS]}", self.kind)
        _check(0 <= (self.fresh_share or 0) <= 1, "fresh_share", "a share from 0 to 1", self.fresh_share)


def deliver(random: np.random.Generator, purchase: Purchase, n: int, begin: float, event: int) -> Arrivals:
    """Draw follow and creation times of a synthetic purchase of n accounts whose delivery begins at a time."""
    followed_at = begin + purchase.delivered_days * DAY * random.random(n)
    if purchase.stock == "batch_made":
        created_at = _batch_creation_times(random, purchase, n, begin)
    else:
        created_at = draw_stock_creation_times(random, np.full(n, begin), purchase.stock)
    return Arrivals.of(followed_at, created_at, POPULATION_OF_STOCK[purchase.stock], event=event)


def _batch_creation_times(
    random: np.random.Generator, purchase: Purchase, n: int, begin: float
) -> FloatArray:
    """Draw creation times in sittings of some minutes; nothing tells from them when an account is delivered."""
    last = max(begin - purchase.created_before_days * DAY, PLATFORM_START)
    first = max(last - purchase.created_days * DAY, PLATFORM_START)
    sittings = first + (last - first) * random.random(n // _SITTING_SIZE + 1)
    times = sittings[random.integers(len(sittings), size=n)] + _SITTING_SECONDS * random.random(n)
    created_at: FloatArray = np.minimum(times, max(last, first))
    return created_at


def draw_burst(
    random: np.random.Generator,
    burst: Burst,
    n: int,
    begin: float,
    index: int,
    *,
    hazard: float,
    life_days: float,
) -> Arrivals:
    """Draw follow and creation times of the n synthetic followers of a burst that begins at a time."""
    law = BURST_LAWS[burst.kind]
    followed_at = begin + burst.days * DAY * random.beta(1.0, 3.0, n)
    created_at = draw_creation_times(random, followed_at, max(hazard + law.more_hazard, 0.0), life_days)
    fresh = random.random(n) < (law.fresh_share if burst.fresh_share is None else burst.fresh_share)
    delays = draw_fresh_delays(random, n, law.slow_share)
    created_at = np.where(fresh, np.maximum(followed_at - delays, PLATFORM_START), created_at)
    return Arrivals.of(followed_at, created_at, burst=index)


def _check_size_and_place(size: float, at: float | datetime) -> None:
    share = isinstance(size, float)
    _check(
        0 <= size <= (1 if share else np.inf), "size", "an int >= 0 or, as a share, a float from 0 to 1", size
    )
    if isinstance(at, datetime):
        _check(at.tzinfo is not None, "at", "a time with a zone", at)
    else:
        _check(0 <= at <= 1, "at", "a place from 0 to 1 or a time", at)


def _check(fits: bool, name: str, expected: str, got: object) -> None:
    if not fits:
        raise ValueError(f"{name}: expected {expected}, got {got!r}")
