"""Follow pace: how fast fresh sign-ups came about each record holder, and what that says of follow times there.

Between the envelope and follow times; knows record holders only.
"""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np

from fakefollow.audience.order.envelope import Envelope, local_geometric_mean
from fakefollow.profiles import BoolArray, FloatArray

HOUR: Final = 3600.0
REACH: Final = 30
"""Record holders on each side that say how fast sign-ups come about one."""

IRREGULAR: Final = 10.7
"""Steps so many times the geometric mean around them have a chance of 1 in 400 if fresh sign-ups come at random."""


@dataclass(frozen=True, slots=True, eq=False)
class FollowPace:
    """Steps from each record holder to the next, or to the end of the list, and the usual pace there.

    Parameters
    ----------
    ranks : ndarray of float64, shape (n_records,)
        Followers from one record holder to the next.
    hours : ndarray of float64, shape (n_records,)
        Hours likewise; the last reaches to the observation, or one usual step where that is not known.
    record_rate : ndarray of float64, shape (n_records,)
        Record holders per hour about each, long pauses counted only in part.
    follow_rate : ndarray of float64, shape (n_records,)
        Followers per hour likewise, blocks without record holders counted only in part.
    is_paused, is_block : ndarray of bool, shape (n_records,)
        Whether the step is much longer than usual in hours, in followers: where fresh sign-ups come at random,
        1 in 400.
    """

    ranks: FloatArray
    hours: FloatArray
    record_rate: FloatArray
    follow_rate: FloatArray
    is_paused: BoolArray
    is_block: BoolArray

    @classmethod
    def of(cls, envelope: Envelope, n_followers: int, end: float) -> Self:
        """Measure the steps of an envelope; ``end`` is the last observation in seconds or NaN."""
        ranks = np.diff(envelope.ranks, append=n_followers).astype(np.float64)
        hours = np.diff(envelope.times, append=end) / HOUR
        if not hours[-1] > 0.0:
            hours[-1] = float(np.median(hours[:-1])) if len(hours) > 1 else 1.0
        hours = np.maximum(hours, 1.0 / HOUR)
        usual_ranks = IRREGULAR * local_geometric_mean(ranks, REACH)
        usual_hours = IRREGULAR * local_geometric_mean(hours, REACH)
        counted = _sum_around(np.minimum(hours, usual_hours))
        return cls(
            ranks,
            hours,
            _sum_around(np.ones(len(hours))) / counted,
            _sum_around(np.minimum(ranks, usual_ranks)) / counted,
            hours > usual_hours,
            ranks > usual_ranks,
        )


def _sum_around(values: FloatArray) -> FloatArray:
    total = np.concatenate([[0.0], np.cumsum(values)])
    place = np.arange(len(values))
    around: FloatArray = (
        total[np.minimum(place + REACH + 1, len(values))] - total[np.maximum(place - REACH, 0)]
    )
    return around
