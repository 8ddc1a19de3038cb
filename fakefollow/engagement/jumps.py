"""Jumps: steps of a series of counts that its own history does not explain, and what the series does after each.

Knows numbers and days, no account, file or word of a report. Constants without a source are conventions; those chosen
by a command say it: ``python -m models.bench growth`` prints what they give on series other than those they were chosen
on.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import lgamma, log, pi
from statistics import NormalDist
from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy.special import stdtr, stdtrit

from fakefollow.audience import Interval, normal_quantile
from fakefollow.profiles import BoolArray, FloatArray, IntArray

FEWEST_STEPS: Final = 14
"""Changes between counts without which nothing is said: a convention, two weeks of daily counts."""
HALF: Final = 28
"""Steps on each side that the usual level of a day is taken of: four weeks of daily counts."""
LENGTHS: Final = (1, 2, 3, 5, 7, 10, 14)
"""Steps of the windows that are looked at."""
LONGEST_DAYS: Final = 15.0
"""A window of several steps is no longer than a delivery of two weeks."""
WEEK: Final = 7
FEWEST_WEEKS: Final = 4
BESIDE: Final = 0.01
"""A step beside a jump belongs to it where so few steps are so large."""
LEAST_VARIANCE: Final = 0.5
"""Variance of a step at least, in accounts squared: of counts near none a median tells nothing."""
TAILS: Final = (4.0, 6.0, 10.0, 30.0)
"""Degrees of freedom of Student's t that are weighed as the law of residuals, alike before the data. Of grids that
begin at 2.5, 3, 4 and 6 the one with which most simulated purchases of 3 % are found at less than 5 % of alarms."""
CENSORED: Final = 0.95
"""Above this quantile residuals only count as large: jumps must not make a tail heavy that is to judge them."""
GOOD_DAYS: Final = 18.0
"""A jump is more than so many usual days bring: single days of three to eight times the usual number come by themselves
a few times a year (`fakefollow.simulate`), whatever other days look like. 12, 16 and 20 give simulated series without a
purchase an alarm in 13, 5 and 4 of 100."""
GOOD_VARIANCE: Final = 0.22
"""Variance that such days bring into a day, in squares of the usual number: 4 in 365 with 4.5 times it on top."""
UNEVEN: Final = 0.4
"""Deviation of the number who come on a day beside chance, as a share of it: by it the scatter of a series tells how
many come where as many leave. That of the simulated days."""
MAD: Final = 1.482602
FADES: Final = (4.0, 5.6, 8.0, 11.0, 16.0, 23.0, 32.0, 45.0, 64.0)
"""Days in which what follows a jump fades to 1/e."""
FEWEST_AROUND: Final = 7
"""Steps before and after a jump without which nothing is said of what follows it."""
AFTER_CHANCE: Final = 0.01
LEAST_PART: Final = 0.05
"""A smaller part of a jump that is lost again, or comes on top, is not told."""
DRIFT: Final = 0.3
"""Deviation by which usual days after a jump differ from those before it, as a share of them."""
OUTLYING: Final = 4.0
"""Deviations from the days around them to which steps after a jump are cut."""

ROUND_UNITS: Final = (10_000, 5_000, 1_000, 500)
"""What is sold comes in such numbers."""
ROUND_CHANCE: Final = 0.2
"""A round number is told where the chance to meet one of these is no more."""


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """Changes between counts in time order; arrays (n,), ``rounding`` (n + 1,) the variance of each count by rounding.

    ``days`` is the length of each step, ``weekday`` the day of the week on which it ends, where counts are daily.
    """

    change: FloatArray
    days: FloatArray
    rounding: FloatArray
    weekday: IntArray | None = None
    more_variance: FloatArray | None = None

    def __len__(self) -> int:
        return len(self.change)


@dataclass(frozen=True, slots=True, eq=False)
class Usual:
    """What each step usually brings: the change, its variance beside rounding, and how many come on a day."""

    expected: FloatArray
    variance: FloatArray
    rhythm: FloatArray
    comers: FloatArray


@dataclass(frozen=True, slots=True)
class Jump:
    """The steps from ``start`` to before ``stop``: size beyond what is usual, and chance."""

    start: int
    stop: int
    size: Interval
    p_adjusted: float


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Jumps in time order, what is usual beside them, and the smallest jump that one last step could have told."""

    jumps: list[Jump]
    usual: Usual
    smallest: float


@dataclass(frozen=True, slots=True)
class After:
    """The part of a jump that is lost again (above 0) or comes on top (below 0), and the days in which it fades."""

    part: Interval
    days: float
    p_value: float


def usual_steps(steps: Steps, apart: BoolArray) -> Usual:
    """Return what each step usually brings by the steps around it; those ``apart`` have no say."""
    known, raw = ~apart, steps.change / steps.days
    rhythm = np.ones(len(steps))
    rate = _running_level(np.where(known, raw, np.nan))
    if steps.weekday is not None:
        rhythm = _weekly(raw, rate, steps.weekday, known)
        rate = _running_level(np.where(known, raw / rhythm, np.nan))
    # Where more than half of the steps bring nothing, rounded away or not, the median is 0: that of longer stretches.
    stretch = min(HALF, max(known.sum() // 8, 1))
    rate = np.where(rate != 0.0, rate, np.median(sliding_window_view(raw[known], stretch).mean(axis=1)))
    expected = rate * rhythm * steps.days
    unit = np.maximum(np.abs(expected), LEAST_VARIANCE)
    rounding = steps.rounding[:-1] + steps.rounding[1:]
    spread = np.where(known, np.abs(steps.change - expected) / np.sqrt(unit), np.nan)
    squared = (MAD * _running_median(spread, 2 * HALF)) ** 2 - np.median(rounding / unit)
    variance = unit * np.maximum(squared, 1.0) + (0.0 if steps.more_variance is None else steps.more_variance)
    by_scatter = (np.sqrt(1.0 + 4.0 * UNEVEN**2 * variance / steps.days) - 1.0) / (2.0 * UNEVEN**2)
    return Usual(expected, variance, rhythm, np.maximum(np.abs(rate), by_scatter))


def _running_level(values: FloatArray) -> FloatArray:
    """Return the running median of values, NaN left out; at both ends the line of Theil (1950) and Sen (1968)."""
    n, width = len(values), min(2 * HALF + 1, len(values))
    level, half = _running_median(values, HALF), width // 2
    for edge, near in ((slice(0, half), slice(0, width)), (slice(n - half, n), slice(n - width, n))):
        at, y = np.arange(n, dtype=np.float64)[near], values[near]
        at, y = at[np.isfinite(y)], y[np.isfinite(y)]
        first, second = np.triu_indices(len(at), 1)
        slope = np.median((y[second] - y[first]) / (at[second] - at[first])) if len(first) else 0.0
        level[edge] = np.median(y - slope * at) + slope * np.arange(n)[edge]
    return level


def _running_median(values: FloatArray, half: int) -> FloatArray:
    """Return the median of the values around each, as many at the ends as in the middle; NaN is left out."""
    n, width = len(values), min(2 * half + 1, len(values))
    filled = np.where(np.isfinite(values), values, np.nanmedian(values))
    medians = np.median(sliding_window_view(filled, width), axis=1)
    return np.asarray(medians[np.clip(np.arange(n) - width // 2, 0, len(medians) - 1)])


def _weekly(raw: FloatArray, rate: FloatArray, weekday: IntArray, known: BoolArray) -> FloatArray:
    """Return the factor of the weekday of each step, drawn towards 1 as far as chance explains it."""
    usable, none = known & (rate > 0.0), np.ones(len(raw))
    days = [(raw / np.where(usable, rate, 1.0))[(weekday == day) & usable] for day in range(WEEK)]
    if min(map(len, days)) < FEWEST_WEEKS - 1 or usable.sum() < FEWEST_WEEKS * WEEK:
        return none
    middle = np.array([np.median(day) for day in days])
    if middle.mean() <= 0.0:
        return none
    chance = np.median([1.57 * (MAD * np.median(np.abs(day - np.median(day)))) ** 2 / len(day) for day in days])
    kept = max(1.0 - chance / max(float(middle.var()), 1e-12), 0.0)
    return np.asarray(np.maximum(1.0 + kept * (middle / middle.mean() - 1.0), 0.1)[weekday])


@dataclass(frozen=True, slots=True, eq=False)
class Null:
    """The law of standardised residuals: Student's t of each of `TAILS`, with its weight; all have the same median."""

    weights: FloatArray

    @classmethod
    def of(cls, sizes: FloatArray) -> "Null":
        """Return the law that the sizes of residuals show, the largest of them counted as large alone."""
        sizes = np.sort(sizes)
        n_seen = max(int(np.ceil(CENSORED * len(sizes))), 1)
        seen, limit, n_large = sizes[:n_seen], sizes[n_seen - 1], len(sizes) - n_seen
        nats = []
        for nu in TAILS:
            wide, at_none = _width(nu), lgamma((nu + 1.0) / 2.0) - lgamma(nu / 2.0) - 0.5 * log(nu * pi)
            density = log(wide) + at_none - 0.5 * (nu + 1.0) * np.log1p((seen * wide) ** 2 / nu)
            nats.append(float(density.sum() + n_large * np.log(stdtr(nu, -limit * wide))))
        weights = np.exp(np.array(nats) - max(nats))
        return cls(weights / weights.sum())

    def tail(self, z: FloatArray, length: int = 1) -> FloatArray:
        """Return the chance that the sum of so many steps is above z deviations.

        Sums are nearer to normal than single steps, but one large step among them makes a large sum: both count.
        """
        chance = np.zeros_like(z)
        for weight, nu in zip(self.weights, TAILS, strict=True):
            many = nu * np.sqrt(length)
            chance += weight * stdtr(many, -z * _width(many))
            if length > 1:
                chance += weight * length * stdtr(nu, -z * np.sqrt(length) * _width(nu))
        return chance

    def quantile(self, level: float) -> float:
        """Return how many deviations on each side hold a level."""
        return float(np.dot(self.weights, [stdtrit(nu, (1.0 + level) / 2.0) / _width(nu) for nu in TAILS]))


def _width(nu: float) -> float:
    """Return the upper quartile of Student's t over that of the normal law."""
    return float(stdtrit(nu, 0.75)) * MAD


def find_jumps(steps: Steps, false_alarms: float, level: float) -> Found:
    """Return the jumps of a series.

    ``false_alarms`` is the chance of any jump in a series without one (all windows together). What was found is set
    apart, and the rest looked at once more.
    """
    apart = np.zeros(len(steps), np.bool_)
    found = _scan(steps, apart, false_alarms, level)
    for jump in found.jumps:
        apart[jump.start : jump.stop] = True
    return _scan(steps, apart, false_alarms, level) if found.jumps and apart.mean() < 0.5 else found


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """All windows of one length: their excess, and by how many deviations beside what such windows scatter."""

    length: int
    excess: FloatArray
    z: FloatArray


def _windows(steps: Steps, usual: Usual, apart: BoolArray) -> Iterator[Window]:
    """Yield the windows of each length that is not too long for the series."""
    columns = (steps.change - usual.expected, usual.variance, steps.days, apart)
    excess, variance, days, set_apart = (np.append(0.0, np.cumsum(column)) for column in columns)
    for length in LENGTHS:
        if length > 1 and (length >= len(steps) / 2 or np.median(days[length:] - days[:-length]) > LONGEST_DAYS):
            return
        own = variance[length:] - variance[:-length] + steps.rounding[length:] + steps.rounding[:-length]
        more = excess[length:] - excess[:-length]
        z, free = more / np.sqrt(own), set_apart[length:] == set_apart[:-length]
        # Good and bad days come in a row: windows scatter more than single steps say.
        factor = max(MAD * float(np.median(np.abs(z[free]))), 1.0) if free.any() else 1.0
        yield Window(length, more, z / factor)


def _scan(steps: Steps, apart: BoolArray, false_alarms: float, level: float) -> Found:
    """Return runs that chance does not bring: the least likely windows taken first, none overlap."""
    usual = usual_steps(steps, apart)
    windows = list(_windows(steps, usual, apart))
    single, n_tests = windows[0].z, 2 * sum(len(window.z) for window in windows)
    null = Null.of(np.abs(single[~apart]))
    found: list[tuple[float, float, int, int]] = []
    for window in windows:
        z, length = np.abs(window.z), window.length
        p = np.minimum(n_tests * null.tail(z, length), 1.0)
        usually = sliding_window_view(usual.comers, length).mean(axis=1)
        told = (p < false_alarms) & (np.abs(window.excess) > GOOD_DAYS * usually)
        found += [(float(p[at]), -float(z[at]), int(at), length) for at in np.flatnonzero(told)]
    taken, chance = np.zeros(len(steps), np.int64), np.ones(len(steps))
    excess = np.append(0.0, np.cumsum(steps.change - usual.expected))
    for least_p, _, first, length in sorted(found):
        span = slice(first, first + length)
        if not taken[span].any():
            taken[span], chance[span] = np.sign(excess[first + length] - excess[first]), least_p
    edges = np.flatnonzero(np.diff(taken, prepend=0, append=0)).tolist()
    free, jumps = taken == 0, []
    for begin, end in [run for run in pairwise(edges) if taken[run[0]]]:
        unusual = (null.tail(single * taken[begin]) < BESIDE) & free
        start = begin - int(np.argmin(np.append(unusual[:begin][::-1], False)))
        stop = end + int(np.argmin(np.append(unusual[end:], False)))
        free[start:stop] = False
        size = _size(steps, usual, start, stop, null, level)
        jumps.append(Jump(start, stop, size, float(chance[begin:end].min())))
    z = np.geomspace(2.0, 1e4, 400)
    least = z[np.searchsorted(-n_tests * null.tail(z), -false_alarms)]
    scatter = float(np.sqrt(usual.variance[-1] + steps.rounding[-2:].sum()))
    return Found(jumps, usual, max(float(least) * scatter, GOOD_DAYS * float(usual.comers[-1])))


def _size(steps: Steps, usual: Usual, start: int, stop: int, null: Null, level: float) -> Interval:
    """Return by how much a run exceeds what is usual; that is known by the median of the steps around alone."""
    span, n_around = slice(start, stop), min(2 * HALF + 1, len(steps))
    estimate = float((steps.change - usual.expected)[span].sum())
    own = usual.variance[span].sum() * (1.0 + 1.57 * (stop - start) / n_around)
    own += GOOD_VARIANCE * float((usual.comers[span] ** 2 * steps.days[span]).sum())
    half = null.quantile(level) * float(np.sqrt(own + steps.rounding[start] + steps.rounding[stop]))
    return Interval(estimate, estimate - half, estimate + half, level)


def what_follows(jump: Jump, steps: Steps, usual: Usual, until: int, level: float) -> After | None:
    """Return what part of a jump is lost again, or comes on top, within weeks; None where that is nothing to tell.

    Fitted are steps after it up to ``until`` beside the usual ones before it, from which usual days may drift: an
    exponential fading of each of some lengths, by least squares, against none.
    """
    after, before = np.arange(jump.stop, until), np.arange(max(jump.start - HALF, 0), jump.start)
    since = np.append(0.0, np.cumsum(steps.days[after]))
    after = after[since[1:] <= 3.0 * FADES[-1]]
    since = since[: len(after) + 1]
    if min(len(after), len(before)) < FEWEST_AROUND:
        return None
    rates = (steps.change / (usual.rhythm * steps.days))[before]
    rate = float(np.median(rates))
    error = 1.25 * MAD * float(np.median(np.abs(rates - rate))) / np.sqrt(len(before))
    drift = max(error, DRIFT * float(np.median(usual.comers[before])), 1e-9)
    length = usual.rhythm[after] * steps.days[after]
    deviation = np.sqrt(usual.variance[after] + steps.rounding[after] + steps.rounding[after + 1])
    left = (steps.change[after] - rate * length) / deviation
    middle = _running_median(left, WEEK // 2)
    left = middle + np.clip(left - middle, -OUTLYING, OUTLYING)
    fits = []
    for days in FADES:
        fading, shift = np.exp(-since / days), length / deviation
        shape = -jump.size.estimate * (fading[:-1] - fading[1:]) / deviation
        normal = np.array([[shape @ shape, shape @ shift], [shape @ shift, shift @ shift + 1.0 / drift**2]])
        own = float(np.sqrt(np.linalg.inv(normal)[0, 0]))
        fits.append((float(np.linalg.solve(normal, [shape @ left, shift @ left])[0]), own, days))
    part, own, days = max(fits, key=lambda fit: abs(fit[0]) / fit[1])
    p = min(2.0 * len(FADES) * NormalDist().cdf(-abs(part) / own), 1.0)
    if p > AFTER_CHANCE or abs(part) < LEAST_PART:
        return None
    # Lengths that fit nearly as well are as possible.
    z = normal_quantile(level)
    near = [fit for fit in fits if (fit[0] / fit[1]) ** 2 >= (part / own) ** 2 - z**2]
    low, high = (pick(each + side * z * error for each, error, _ in near) for pick, side in ((min, -1), (max, 1)))
    return After(Interval(min(part, 1.0), low, min(high, 1.0), level), days, p)  # no more is lost than came


def round_number(size: Interval) -> tuple[float, float] | None:
    """Return the round number that the interval of a size holds, and the chance that it holds one; None for none."""
    chance = 0.0
    for unit in ROUND_UNITS:
        chance += (size.high - size.low) / unit
        nearest = round(abs(size.estimate) / unit) * unit
        low, high = sorted((abs(size.low), abs(size.high)))
        if nearest and low <= nearest <= high and chance <= ROUND_CHANCE:
            return float(nearest), chance
    return None
