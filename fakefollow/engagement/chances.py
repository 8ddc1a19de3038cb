"""Chances: how many of some accounts or reactions are genuine, where the share among all of them is known."""

import numpy as np

from fakefollow.audience import Interval, normal_quantile
from fakefollow.profiles import BoolArray, FloatArray, IntArray


def genuine_part(
    against: FloatArray,
    shifts: FloatArray,
    called: BoolArray,
    level: float,
    account: IntArray | None = None,
    fixed: BoolArray | bool = False,
) -> Interval | None:
    """Return the share of genuine ones among rows; None where there is none of which anything is known.

    ``against`` (n,) are log odds of not being genuine, NaN where nothing is known, to which ``shifts`` (3,) add what
    estimate and bounds of the whole say (`shifts_to`). All who are not ``called`` anything else may be genuine: the
    upper bound says so. Rows of one ``account`` are no more than one draw, and what is ``fixed`` has no bounds.
    """
    known = ~np.isnan(against)
    n = int(known.sum())
    if not n:
        return None
    if np.isnan(shifts[0]):
        return Interval(float("nan"), 0.0, 1.0, level)
    estimate, low, high = (
        float((1.0 / (1.0 + np.exp(against + np.where(fixed, shifts[0], shift))))[known].mean()) for shift in shifts
    )
    drawn = float(n) if account is None else n**2 / float((np.bincount(account[known]).astype(np.float64) ** 2).sum())
    half = normal_quantile(level) * np.sqrt((estimate * (1.0 - estimate) + 0.25 / drawn) / drawn)
    return Interval(
        estimate,
        float(max(estimate - np.hypot(estimate - low, half), 0.0)),
        float(min(max(estimate + np.hypot(high - estimate, half), 1.0 - called[known].mean()), 1.0)),
        level,
    )


def shifts_to(against: FloatArray, share: Interval) -> FloatArray:
    """Return what is added to log odds against, so that the mean chance of genuine is estimate, low and high."""
    return np.array([_shift(against, bound) for bound in (share.estimate, share.low, share.high)])


def _shift(against: FloatArray, share: float) -> float:
    if np.isnan(share):
        return float("nan")
    odds = np.exp(against)
    low, high = -30.0, 30.0
    for _ in range(50):
        middle = (low + high) / 2.0
        low, high = (low, middle) if (1.0 / (1.0 + odds * np.exp(middle))).mean() < share else (middle, high)
    return low
