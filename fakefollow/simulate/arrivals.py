"""Followers of a synthetic audience that come one by one: when they follow and when their accounts were created.

Times are float64, seconds since 1970 UTC. Knows names of populations, no profiles.
"""

from dataclasses import dataclass, fields
from datetime import UTC, datetime
from itertools import pairwise
from typing import Final, Literal, Self

import numpy as np
from numpy.typing import NDArray

from fakefollow.simulate.populations import POPULATIONS, FloatArray

HOUR: Final = 3600.0
DAY: Final = 86400.0
PLATFORM_START: Final = datetime(2006, 3, 21, tzinfo=UTC).timestamp()

SIGN_UPS: Final = dict(
    zip(
        range(2006, 2025),
        (0.1, 1, 6, 65, 110, 170, 200, 220, 200, 160, 140, 140, 130, 140, 180, 170, 150, 150, 150),
        strict=True,
    )
)
"""Relative sign-ups on X in each year, rounded: the growth that the company told until 2013, then the creation
years of organic followers (aggregate of lists of 2015 to 2022) corrected for how much more often the young follow."""

_YEARS: Final = np.array([datetime(year, 7, 1, tzinfo=UTC).timestamp() for year in SIGN_UPS])
_RATES: Final = np.array(list(SIGN_UPS.values()), np.float64)
_LOG_AGE: Final = np.linspace(np.log(0.1), np.log(7300.0), 241)
_LOG_AGE_MIDDLE: Final = (_LOG_AGE[1:] + _LOG_AGE[:-1]) / 2
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
_AGED_DAYS: Final[dict[Stock, tuple[float, float]]] = {"aged": (365.0, 2190.0), "template": (90.0, 900.0)}


@dataclass(frozen=True, slots=True, eq=False)
class Arrivals:
    """Synthetic followers as arrays of one length; no population is named where it follows from the age.

    Parameters
    ----------
    followed_at, created_at : float64 arrays, shape (n,)
        Seconds since 1970.
    source : array of str, shape (n,)
        Name of the population, empty for genuine accounts.
    event, burst : int64 arrays, shape (n,)
        Index of the purchase and of the burst, -1 where there is none.
    """

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
        joined = {
            field.name: np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(cls)
        }
        order = np.argsort(joined["followed_at"], kind="stable")[::-1]
        return cls(**{name: values[order] for name, values in joined.items()})


def draw_follow_times(
    random: np.random.Generator, n: int, start: float, end: float, growth: float
) -> FloatArray:
    """Draw when synthetic followers follow who come by themselves: an inhomogeneous Poisson process.

    Parameters
    ----------
    random : numpy.random.Generator
        Where all randomness comes from.
    n : int
        How many; given its number of arrivals a Poisson process is so many independent times.
    start, end : float
        First and last possible moment, seconds since 1970.
    growth : float
        Rate at the end over rate at the start, above 0; in between it changes by a constant factor a day.

    Returns
    -------
    float64 array, shape (n,)
        Times in ascending order, with a daily and a weekly rhythm, better and worse days, and a few
        days a year on which many times the usual number come.
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
    delays: FloatArray = mean * random.standard_exponential(n)
    return delays


def draw_creation_times(
    random: np.random.Generator, followed_at: FloatArray, hazard: float, life_days: float
) -> FloatArray:
    """Draw when synthetic accounts were created that existed long before they followed.

    An account of age ``a`` days follows with a hazard of ``a ** -hazard * exp(-a / life_days)``: the young look
    around, the old have been left. So its creation date is drawn from `SIGN_UPS` before the follow times
    that hazard.

    Parameters
    ----------
    random : numpy.random.Generator
        Where all randomness comes from.
    followed_at : float64 array, shape (n,)
        Follow times, seconds since 1970.
    hazard : float
        How fast the chance to follow falls with age, from 0 (not at all) to about 1.
    life_days : float
        How long an account stays in use, days.

    Returns
    -------
    float64 array, shape (n,)
        Creation times, seconds since 1970, never before the platform.
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
        reached = np.concatenate([[0.0], np.cumsum(age_law * _sign_ups_at(middle - _ages()))])
        days = np.exp(np.interp(chance[rows] * reached[-1], reached, _LOG_AGE))
        created_at[rows] = followed_at[rows] - days * DAY
    return np.maximum(created_at, np.minimum(PLATFORM_START + DAY * chance, followed_at))


def _ages() -> FloatArray:
    ages: FloatArray = np.exp(_LOG_AGE_MIDDLE) * DAY
    return ages


def _sign_ups_at(times: FloatArray) -> FloatArray:
    """Return the relative sign-up rate at these times, nothing before the platform, the last rate after the table."""
    rates: FloatArray = np.where(times < PLATFORM_START, 0.0, np.interp(times, _YEARS, _RATES))
    return rates


def draw_stock_creation_times(
    random: np.random.Generator, delivered_at: FloatArray, stock: Stock
) -> FloatArray:
    """Draw creation times of synthetic accounts kept in store, evenly over the years that their stock is known for."""
    youngest, oldest = _AGED_DAYS[stock]
    first = np.maximum(delivered_at - oldest * DAY, PLATFORM_START)
    last = np.maximum(delivered_at - youngest * DAY, PLATFORM_START)
    times: FloatArray = first + (last - first) * random.random(len(delivered_at))
    return times


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
    for stock, rows in _drip_rows(order[:n_drip]).items():
        created_at[rows] = draw_stock_creation_times(random, followed_at[rows], stock)
        source[rows] = POPULATION_OF_STOCK[stock]
    bots = order[n_drip : n_drip + n_bot]
    source[bots], ages = _draw_bots(random, n_bot)
    created_at[bots] = followed_at[bots] - ages
    return Arrivals.of(followed_at, np.maximum(created_at, PLATFORM_START), source)


def _drip_rows(rows: NDArray[np.intp]) -> dict[Stock, NDArray[np.intp]]:
    half = len(rows) // 2
    return {"aged": rows[half:], "template": rows[:half]}


def _draw_bots(random: np.random.Generator, n: int) -> tuple[NDArray[np.str_], FloatArray]:
    """Draw populations of bots and their ages in seconds when they follow."""
    names = [name for name, population in POPULATIONS.items() if population.kind == "bot"]
    drawn = random.choice(len(names), n, p=[POPULATIONS[name].share for name in names])
    ages = np.choose(drawn, [POPULATIONS[name].draw_ages(random, n) for name in names])
    return np.array(names, _SOURCE_TYPE)[drawn], ages
