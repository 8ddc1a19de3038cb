"""Followers of a synthetic audience: when they follow and when their accounts were created.

They come one by one, or together: purchases that are delivered, and bursts that nobody bought. Times are float64,
seconds since 1970 UTC; numbers without a source are assumptions of this project. Knows no profiles.
"""

from dataclasses import dataclass, fields
from datetime import UTC, datetime
from itertools import pairwise
from typing import Final, Literal, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from fakefollow.errors import shown
from fakefollow.simulate.accounts import POPULATIONS, FloatArray

HOUR: Final = 3600.0
DAY: Final = 86400.0
PLATFORM_START: Final = datetime(2006, 3, 21, tzinfo=UTC).timestamp()

SIGN_UPS: Final = (0.1, 1, 6, 65, 110, 170, 200, 220, 200, 160, 140, 140, 130, 140, 180, 170, 150, 150, 150)
"""Relative sign-ups on X in each year from 2006, rounded: the growth that the company told until 2013, then the
creation years of organic followers (lists of 2015 to 2022) corrected for how much more often the young follow."""

_YEARS: Final = np.array([datetime(year, 7, 1, tzinfo=UTC).timestamp() for year in range(2006, 2006 + len(SIGN_UPS))])
_RATES: Final = np.array(SIGN_UPS, np.float64)
_LOG_AGE: Final = np.linspace(np.log(0.1), np.log(7300.0), 241)
_LOG_AGE_MIDDLE: Final = (_LOG_AGE[1:] + _LOG_AGE[:-1]) / 2
_AGES: Final = np.exp(_LOG_AGE_MIDDLE) * DAY
_HOUR_OF_WEEK: Final = np.arange(168)
_RHYTHM: Final = (1.0 + 0.6 * np.sin(2 * np.pi * (_HOUR_OF_WEEK % 24 - 13) / 24)) * np.where(
    _HOUR_OF_WEEK < 120, 1.0, 0.85
)
"""Follows by hour of the week, Monday first: most in the evening, fewest before dawn, fewer at the weekend."""

Stock = Literal["batch_made", "aged", "template"]
POPULATION_OF_STOCK: Final[dict[Stock, str]] = {
    "batch_made": "batch_made",
    "aged": "aged_stock",
    "template": "template_bios",
}
_SOURCE_TYPE: Final = "<U24"
_SITTING_SIZE: Final = 30
_SITTING_SECONDS: Final = 600.0
_AGED_DAYS: Final[dict[Stock, tuple[float, float]]] = {"aged": (365.0, 2190.0), "template": (90.0, 900.0)}


@dataclass(frozen=True, slots=True, eq=False)
class Arrivals:
    """Synthetic followers as arrays; no source where it follows from the age, event and burst -1 where none is."""

    followed_at: FloatArray
    created_at: FloatArray
    source: NDArray[np.str_]
    event: NDArray[np.int64]
    burst: NDArray[np.int64]

    @classmethod
    def of(
        cls,
        followed_at: FloatArray,
        created_at: FloatArray,
        source: str | NDArray[np.str_] = "",
        event: int = -1,
        burst: int = -1,
    ) -> Self:
        """Make arrivals of one purchase, one burst or neither."""
        n = len(followed_at)
        sources = np.array(np.broadcast_to(np.asarray(source, _SOURCE_TYPE), n))
        return cls(followed_at, created_at, sources, np.full(n, event), np.full(n, burst))

    @classmethod
    def newest_first(cls, parts: list[Self]) -> Self:
        """Join parts into one list in the order in which platforms hand followers out."""
        joined = {field.name: np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(cls)}
        order = np.argsort(joined["followed_at"], kind="stable")[::-1]
        return cls(**{name: values[order] for name, values in joined.items()})


def draw_follow_times(random: np.random.Generator, n: int, start: float, end: float, growth: float) -> FloatArray:
    """Draw when n synthetic followers follow who come by themselves, ascending: an inhomogeneous Poisson process.

    Its rate grows by a constant factor a day, with a daily and a weekly rhythm, better and worse days, and a few days
    a year on which many times the usual number come.
    """
    hours = np.arange(start, end + HOUR, HOUR)
    day = ((hours - start) // DAY).astype(np.intp)
    mood = np.exp(0.35 * random.standard_normal(day[-1] + 1))
    mood *= np.where(random.random(len(mood)) < 4 / 365, 3.0 + 5.0 * random.random(len(mood)), 1.0)
    # 1970 began on a Thursday.
    rhythm = _RHYTHM[(hours / HOUR + 72).astype(np.int64) % 168]
    rate = growth ** ((hours - start) / (end - start)) * rhythm * mood[day]
    reached = np.concatenate([[0.0], np.cumsum(rate[:-1])])
    times = np.interp(random.random(n) * reached[-1], reached, np.minimum(hours, end))
    return np.sort(times)


def draw_fresh_delays(random: np.random.Generator, n: int, slow_share: float = 0.2) -> FloatArray:
    """Draw seconds from sign-up to follow of synthetic accounts that came to follow: minutes, of some hours."""
    mean = np.where(random.random(n) < slow_share, 3 * HOUR, 8 * 60.0)
    return mean * random.standard_exponential(n)


def draw_creation_times(
    random: np.random.Generator, followed_at: FloatArray, hazard: float, life_days: float
) -> FloatArray:
    """Draw when synthetic accounts were created that existed long before they followed, never before the platform.

    An account of age ``a`` days follows with a hazard of ``a ** -hazard * exp(-a / life_days)``: the young look
    around, the old have been left. So its creation date is drawn from `SIGN_UPS` times that hazard.
    """
    created_at = np.empty(len(followed_at))
    month = (followed_at // (30 * DAY)).astype(np.int64)
    order = np.argsort(month, kind="stable")
    bounds = np.flatnonzero(np.diff(month[order], prepend=-1, append=-1))
    chance = random.random(len(followed_at))
    age_law = np.exp((1.0 - hazard) * _LOG_AGE_MIDDLE - np.exp(_LOG_AGE_MIDDLE) / life_days)
    for start, stop in pairwise(bounds):
        rows = order[start:stop]
        middle = (month[rows[0]] + 0.5) * 30 * DAY
        reached = np.concatenate([[0.0], np.cumsum(age_law * _sign_ups_at(middle - _AGES))])
        days = np.exp(np.interp(chance[rows] * reached[-1], reached, _LOG_AGE))
        created_at[rows] = followed_at[rows] - days * DAY
    return np.maximum(created_at, np.minimum(PLATFORM_START + DAY * chance, followed_at))


def _sign_ups_at(times: FloatArray) -> FloatArray:
    """Return relative sign-up rates at these times: none before the platform, the last one after the table."""
    return np.where(times < PLATFORM_START, 0.0, np.interp(times, _YEARS, _RATES))


def draw_stock_creation_times(random: np.random.Generator, delivered_at: FloatArray, stock: Stock) -> FloatArray:
    """Draw creation times of synthetic accounts kept in store, evenly over the years that their stock is known for."""
    youngest, oldest = _AGED_DAYS[stock]
    first = np.maximum(delivered_at - oldest * DAY, PLATFORM_START)
    last = np.maximum(delivered_at - youngest * DAY, PLATFORM_START)
    return first + (last - first) * random.random(len(delivered_at))


def draw_background(
    random: np.random.Generator,
    followed_at: FloatArray,
    n_drip: int,
    *,
    bot_share: float,
    fresh_share: float,
    hazard: float,
    life_days: float,
) -> Arrivals:
    """Draw synthetic followers that came one by one: genuine ones, fresh or not, bots, and what was bought as drip."""
    n = len(followed_at)
    created_at = draw_creation_times(random, followed_at, hazard, life_days)
    source = np.full(n, "", _SOURCE_TYPE)
    order = random.permutation(n)
    n_bot = round(bot_share * (n - n_drip))
    genuine = order[n_drip + n_bot :]
    fresh = genuine[random.random(len(genuine)) < fresh_share]
    created_at[fresh] = followed_at[fresh] - draw_fresh_delays(random, len(fresh))
    half = n_drip // 2
    drip: dict[Stock, NDArray[np.intp]] = {"aged": order[half:n_drip], "template": order[:half]}
    for stock, rows in drip.items():
        created_at[rows] = draw_stock_creation_times(random, followed_at[rows], stock)
        source[rows] = POPULATION_OF_STOCK[stock]
    bots = order[n_drip : n_drip + n_bot]
    source[bots], ages = _draw_bots(random, n_bot)
    created_at[bots] = followed_at[bots] - ages
    return Arrivals.of(followed_at, np.maximum(created_at, PLATFORM_START), source)


def _draw_bots(random: np.random.Generator, n: int) -> tuple[NDArray[np.str_], FloatArray]:
    """Draw populations of bots and their ages in seconds when they follow."""
    names = [name for name, population in POPULATIONS.items() if population.kind == "bot"]
    drawn = random.choice(len(names), n, p=[POPULATIONS[name].share for name in names])
    ages = np.choose(drawn, [POPULATIONS[name].draw_ages(random, n) for name in names])
    return np.array(names, _SOURCE_TYPE)[drawn], ages


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
            expect(name, getattr(self, name) >= 0, "days >= 0", getattr(self, name))
        expect("stock", self.stock in POPULATION_OF_STOCK, f"one of {[*POPULATION_OF_STOCK]}", self.stock)


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
        A viral post reaches those who are there, a starter pack those who just came, television both.
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
        expect("days", self.days >= 0, "days >= 0", self.days)
        expect("kind", self.kind in BURST_LAWS, f"one of {[*BURST_LAWS]}", self.kind)
        expect("fresh_share", 0 <= (self.fresh_share or 0) <= 1, "a share from 0 to 1", self.fresh_share)


def deliver(random: np.random.Generator, purchase: Purchase, n: int, begin: float, event: int) -> Arrivals:
    """Draw follow and creation times of a synthetic purchase of n accounts whose delivery begins at a time."""
    followed_at = begin + purchase.delivered_days * DAY * random.random(n)
    if purchase.stock == "batch_made":
        created_at = _batch_creation_times(random, purchase, n, begin)
    else:
        created_at = draw_stock_creation_times(random, np.full(n, begin), purchase.stock)
    return Arrivals.of(followed_at, created_at, POPULATION_OF_STOCK[purchase.stock], event=event)


def _batch_creation_times(random: np.random.Generator, purchase: Purchase, n: int, begin: float) -> FloatArray:
    """Draw creation times in sittings of some minutes; nothing tells from them when an account is delivered."""
    last = max(begin - purchase.created_before_days * DAY, PLATFORM_START)
    first = max(last - purchase.created_days * DAY, PLATFORM_START)
    sittings = first + (last - first) * random.random(n // _SITTING_SIZE + 1)
    times = sittings[random.integers(len(sittings), size=n)] + _SITTING_SECONDS * random.random(n)
    return np.minimum(times, max(last, first))


def draw_burst(
    random: np.random.Generator, burst: Burst, n: int, begin: float, index: int, *, hazard: float, life_days: float
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
    expect("size", 0 <= size <= (1 if share else np.inf), "an int >= 0 or, as a share, a float from 0 to 1", size)
    if isinstance(at, datetime):
        expect("at", at.tzinfo is not None, "a time with a zone", at)
    else:
        expect("at", 0 <= at <= 1, "a place from 0 to 1 or a time", at)


def expect(name: str, fits: bool, expected: str, got: object) -> None:
    """Refuse an argument of synthetic accounts that does not fit."""
    if not fits:
        raise ValueError(f"{name}: expected {expected}, got {shown(got):.80}")
