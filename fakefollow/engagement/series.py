"""Series: counts as people have them -> the steps between them. What is a level, a flow, rounded, or taken from all.

Knows numbers and dates, and no jump.
"""

from dataclasses import replace
from typing import Final

import numpy as np

from fakefollow.engagement.jumps import Steps
from fakefollow.profiles import BoolArray, FloatArray, IntArray
from fakefollow.readers import CountSeries

DAY: Final = 86_400.0
STEADY: Final = 0.05
"""Numbers that usually change by less of themselves from one to the next are a level, others a flow; a convention."""
ONE_WAY: Final = 0.5
"""So are numbers that go one way for so much of all that they go up and down."""
MOST_DIGITS: Final = 3
"""Platforms that round show so many digits (YouTube three; ``12.3K`` has three)."""
COARSER: Final = (1, 2, 3, 5, 7, 10, 14, 28)
"""Of counts that are rounded only every so many-th is looked at, the first where a usual step is seen at all."""
SEEN: Final = 3.0
"""Widths of rounding by which counts so far apart usually differ. Of 1, 2, 3 and 5 the one with which most purchases
are found in simulated counts of three digits."""
ENOUGH: Final = 90
"""Counts that are left where rounding hides more than that, likewise of 60, 90, 120 and 180."""
PURGED: Final = 5.0
"""A fall of the shared series by so many deviations of its own steps hit all accounts; a convention."""


def one_a_day(series: CountSeries, flow: bool | None = None) -> CountSeries:
    """Return the last count of each day where there are several a day, and of a level none of 0 between others."""
    last = np.append(np.diff(series.times // DAY) > 0, True)
    if not last.all():
        series = _kept(series, last, f"Of {len(series):,} counts the last of each day was taken.")
    return series if flow else _without_gaps(series)


def _without_gaps(series: CountSeries) -> CountSeries:
    """Return a level without counts of 0 between others: a tool saw nothing, for nobody loses all for a day."""
    gap, above = series.counts == 0.0, np.flatnonzero(series.counts)
    known = series.counts[above]
    gap[: above[:1].sum()] = gap[above[-1:].sum() :] = False
    if not gap.any() or np.median(np.abs(np.diff(known))) + 1.0 >= STEADY * np.median(known):
        return series
    note = f"A count of 0 between others is taken as not observed ({int(gap.sum()):,} left out)."
    return _kept(series, ~gap, note)


def _kept(series: CountSeries, rows: BoolArray, note: str) -> CountSeries:
    return CountSeries(series.times[rows], series.counts[rows], series.width[rows], (*series.notes, note))


def looks_like_flow(counts: FloatArray) -> bool:
    """Tell whether numbers look like those who came at each date, not like those who were there."""
    if len(counts) < 3:
        return False
    moved = np.abs(np.diff(counts))
    steady = np.median(moved) < STEADY * np.median(np.abs(counts))
    return bool(counts.min() < 0.0 or not (steady or abs(counts[-1] - counts[0]) >= ONE_WAY * moved.sum()))


def with_width(series: CountSeries) -> CountSeries:
    """Return the series with the width of numbers that are rounded, as the texts say or all numbers show."""
    texts = [str(int(abs(value))) for value in series.counts]
    digits = max(len(text.rstrip("0")) for text in texts)
    width = series.width
    if not width.any() and digits <= MOST_DIGITS < min(map(len, texts)):
        width = np.array([10.0 ** max(len(text) - MOST_DIGITS, 0) for text in texts])
    if not width.any():
        return series
    note = f"The counts are rounded, to {np.median(width[width > 0]):,.0f} mostly: sizes and dates are no more exact."
    return replace(series, width=width, notes=(*series.notes, note))


def steps_of(series: CountSeries, is_flow: bool) -> tuple[FloatArray, Steps, CountSeries]:
    """Return the ends of the steps in seconds, the steps, and the series that they are made of."""
    variance = series.width**2 / 12.0
    if is_flow:
        days = np.diff(series.times) / DAY
        days = np.append(days, np.median(days) if len(days) else 1.0)
        points = np.append(series.times, series.times[-1] + days[-1] * DAY)
        none = np.zeros(len(points))
        return points, Steps(series.counts, days, none, _weekdays(points[:-1], days), variance), series
    every = 1
    if series.width.any():
        width = float(np.median(series.width))
        seen = [k for k in COARSER if k < len(series) and np.median(np.abs(_over(series.counts, k))) >= SEEN * width]
        most = max((k for k in COARSER if len(series) // k > ENOUGH), default=1)
        every = min(seen[0] if seen else most, most)
    rows = np.arange(len(series) - 1, -1, -every)[::-1]
    if every > 1:
        note = f"Only one in {every} counts is compared: in fewer steps rounding shows no change."
        series = replace(series, notes=(*series.notes, note))
    series = CountSeries(series.times[rows], series.counts[rows], series.width[rows], series.notes)
    days = np.diff(series.times) / DAY
    return series.times, Steps(np.diff(series.counts), days, variance[rows], _weekdays(series.times[1:], days)), series


def _over(values: FloatArray, length: int) -> FloatArray:
    return values[length:] - values[:-length]


def _weekdays(times: FloatArray, days: FloatArray) -> IntArray | None:
    """Return the day of the week of each step, None where steps are not mostly of one day."""
    return (times // DAY).astype(np.int64) % 7 if len(days) and abs(np.median(days) - 1.0) < 0.1 else None


def without_shared(steps: Steps, points: FloatArray, followers: FloatArray, shared: CountSeries) -> Steps:
    """Return steps without what the platform took from everybody: unusual falls of the shared series."""
    at = np.interp(points, shared.times, np.log(np.maximum(shared.counts, 1.0)))
    moved = np.diff(at)
    middle = np.median(moved)
    spread = max(1.4826 * float(np.median(np.abs(moved - middle))), 1e-9)
    fall = np.where(moved - middle < -PURGED * spread, np.expm1(moved - middle), 0.0) * followers[:-1]
    # Accounts were hit more or less: half of what is subtracted is its error.
    return replace(steps, change=steps.change - fall, more_variance=(steps.more_variance or 0.0) + (0.5 * fall) ** 2)
