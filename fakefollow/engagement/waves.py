"""Waves: accounts that left together, and the share of genuine ones among some accounts of an audited list."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import numpy as np

from fakefollow.audience import Interval, epoch_seconds, log_tail
from fakefollow.engagement.chances import genuine_part, shifts_to
from fakefollow.engagement.change import LEFT, UNKNOWN, LeavingWave, Side
from fakefollow.profiles import BoolArray, IntArray
from fakefollow.report import plural

FEWEST_LEFT: Final = 10
"""Of fewer accounts that left no wave is looked for; a convention."""
FALSE_WAVES: Final = 0.01
"""Expected number of false waves in each order of one pair of lists; a convention, as for cohorts."""
UNEVEN: Final = 2.0
"""How many times the leavers around it an honest stretch may have: newcomers leave more, and campaigns fade."""
LENGTHS: Final = 1.4
"""Each length of windows over the one before, from `FEWEST_LEFT` on up to half of the list."""
WAVES_SHARED: Final = 5
"""Waves of which the genuine share is told, the least likely first."""


def genuine_among(side: Side, rows: IntArray) -> Interval | None:
    """Return the share of genuine accounts among rows of an audited list; None where profiles do not show it.

    It is the mean chance of each to be genuine by all that the audit knows, moved so that the whole list has its share,
    or a bound of that. Those who came are new, and the model is less sure of newcomers than of others: weighing them
    as an audience of their own says that two in three are genuine where nearly all are (simulated). So all who are
    not called anything else may be genuine: the upper bound says so.
    """
    if side.report is None or not len(rows):
        return None
    whole, scores = side.report.share.shares["genuine"], side.report.scores
    if np.isnan(whole.estimate):
        return Interval(float("nan"), 0.0, 1.0, whole.level)
    against = np.log(np.exp(scores.log_odds).sum(axis=1))
    called = np.char.startswith(scores.verdict[rows].astype(str), "likely_")
    return genuine_part(against[rows], shifts_to(against, whole), called, whole.level)


def find_waves(side: Side, status: Any) -> list[LeavingWave]:
    """Return stretches of follow order, then of creation dates, in which far more left than around them."""
    left, told, waves = status == LEFT, np.zeros(len(side), np.bool_), []
    created = epoch_seconds(side.table, "created_at")
    followed = None if side.report is None else side.report.follow_times
    orders = {"followed together": side.ordered, "created together": np.argsort(created, kind="stable")}
    for kind, order in orders.items():
        if order is None:
            continue
        by_date = kind == "created together"
        rows = order[(status[order] != UNKNOWN) & (np.isfinite(created[order]) if by_date else True)]
        times = created if by_date else np.full(len(side), np.nan) if followed is None else followed.estimate
        for start, stop, expected, p in _scan(left[rows]):
            span = rows[start:stop]
            gone = span[left[span]]
            if told[gone].mean() < 0.5:
                told[gone] = True
                ends = (float(np.min(times[span])), float(np.max(times[span])))
                waves.append(LeavingWave(kind, tuple(gone.tolist()), stop - start, expected, p, *ends))
    waves.sort(key=lambda wave: (wave.p_adjusted, -len(wave.rows)))
    shared = [replace(wave, genuine=genuine_among(side, np.array(wave.rows))) for wave in waves[:WAVES_SHARED]]
    return [*shared, *waves[WAVES_SHARED:]]


def _scan(left: BoolArray) -> Iterator[tuple[int, int, float, float]]:
    """Yield start, stop, expected number and chance of stretches in which more left than around, none overlapping."""
    # The chance is Chernoff's bound of the Poisson tail, which is above that of the hypergeometric one, over all
    # windows; expected are twice the leavers of the rest, or of the stretches on both sides where these have more.
    n, running = len(left), np.append(0, np.cumsum(left)).astype(np.float64)
    total = running[-1]
    if total < FEWEST_LEFT or n < 2 * FEWEST_LEFT:
        return
    lengths = np.unique((FEWEST_LEFT / 2 * LENGTHS ** np.arange(40)).astype(np.int64))
    lengths = lengths[lengths <= n / 2]
    n_tests = sum(n - int(length) + 1 for length in lengths)
    found: list[tuple[float, int, int, float]] = []
    for length in lengths.tolist():
        start = np.arange(n - length + 1)
        stop = start + length
        count = running[stop] - running[start]
        rate = (total - count + 1.0) / (n - length + 1.0)
        low, high = np.maximum(start - length, 0), np.minimum(stop + length, n)
        near = (running[high] - running[low] - count) / np.maximum(high - low - length, 1)
        expected = UNEVEN * length * np.maximum(rate, np.where(near * length < count / 2.0 / UNEVEN, 0.0, near))
        nats = log_tail(count, expected)
        found += [
            (float(nats[at]), int(at), int(at) + length, float(expected[at]) / UNEVEN)
            for at in np.flatnonzero(nats < np.log(FALSE_WAVES / n_tests))
        ]
    used = np.zeros(n, np.bool_)
    for least, begin, end, usual in sorted(found):
        if not used[begin:end].any():
            used[begin:end] = True
            inside = begin + np.flatnonzero(left[begin:end])
            first, last = int(inside[0]), int(inside[-1]) + 1
            yield first, last, usual * (last - first) / (end - begin), float(min(np.exp(least) * n_tests, 1.0))


def no_waves(status: Any, share: float) -> str:
    """Return what is said where there is no wave."""
    if share < 1.0:
        return "Not looked for: the later list is a sample, in which nobody is known to have left."
    if (n := int((status == LEFT).sum())) < FEWEST_LEFT:
        return f"Not looked for: {plural(n, 'account')} that left {'is' if n == 1 else 'are'} too few."
    return "None: those who left are spread as chance and usual leaving spread them."
