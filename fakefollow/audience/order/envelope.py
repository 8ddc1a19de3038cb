"""Envelope: what creation dates say of follow times by order alone, and how fast the record holders come.

Nobody follows before having an account. Read oldest first, follower k therefore followed no earlier than the largest
creation date up to k: the running maximum. Knows dates and ranks, nothing of accounts or of what the dates are for.
Constants without a source were chosen on simulated lists, other ones than those in RESULTS.md ("Follow times").
"""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np

from fakefollow.profiles import BoolArray, FloatArray, IntArray

HOUR: Final = 3600.0
DAY: Final = 86_400.0
JUMP_STEPS: Final = 10.0
"""A step of the envelope is looked at when it is longer than a day and than so many usual steps around it."""

NEIGHBOURS: Final = 12
"""Record holders on each side that say what is usual around one."""

LONGEST: Final = 8
PASSES: Final = 20
"""So many steps are looked at in one pass, and so many passes made: wrong dates are few."""

REACH: Final = 30
"""Record holders on each side that say how fast sign-ups come about one."""

IRREGULAR: Final = 10.7
"""Steps so many times the geometric mean around them have a chance of 1 in 400 if fresh sign-ups come at random:
exp(-10.7 exp(-Euler's constant)), as of exponential steps."""


@dataclass(frozen=True, slots=True, eq=False)
class Envelope:
    """Record holders of the creation date: the followers whose account is younger than all before them."""

    ranks: IntArray  # (n_records,), increasing; rank 0 is the oldest follower
    times: FloatArray  # (n_records,), creation dates, increasing, seconds since 1970

    def __len__(self) -> int:
        return len(self.ranks)

    def at(self, n_followers: int, before: float = np.nan) -> FloatArray:
        """Return the running maximum at every rank, ``before`` at those before the first record holder."""
        spans = np.diff(np.concatenate([[0], self.ranks, [n_followers]]))
        return np.repeat(np.concatenate([[before], self.times]), spans)


def creation_envelope(created_at: FloatArray, observed_at: FloatArray | None = None) -> Envelope:
    """Return the record holders of a list in seconds, oldest first, without those whose date must be wrong.

    A date later than its observation is wrong. So is an isolated jump: one by more than a day and many usual steps
    which the followers after it do not confirm, because those of them that are older than it says would go on setting
    records without it, more of them than by chance.
    """
    filled = np.where(np.isnan(created_at), -np.inf, created_at)
    if observed_at is not None:
        filled[created_at > observed_at] = -np.inf
    envelope = _records(filled)
    for _ in range(PASSES):
        wrong = [jump for jump in _jumps(envelope) if _is_unconfirmed(filled, envelope, jump)]
        if not wrong:
            break
        filled[envelope.ranks[wrong]] = -np.inf
        envelope = _records(filled)
    return envelope


def chance_records(n_followers: int) -> float:
    """Return so many record holders as a shuffled list hardly ever has more.

    In random order follower k sets a record with chance 1 / k, independently of the others (Renyi 1962), so their
    number has a mean of about log n + 0.58 and a variance below that. Five standard deviations are added.
    """
    mean = float(np.log(max(n_followers, 1))) + 0.58
    return mean + 5.0 * float(np.sqrt(mean))


def moving_sum(values: FloatArray, reach: int) -> FloatArray:
    """Return sums over the first axis of each value and ``reach`` values on each side, fewer at the ends."""
    total = np.concatenate([np.zeros((1, *values.shape[1:])), np.cumsum(values, axis=0)])
    index = np.arange(len(values))
    return np.asarray(total[np.minimum(index + reach + 1, len(values))] - total[np.maximum(index - reach, 0)])


def local_geometric_mean(values: FloatArray, reach: int = NEIGHBOURS) -> FloatArray:
    """Return the geometric mean of each value and ``reach`` values on each side, fewer at the ends."""
    return np.asarray(np.exp(moving_sum(np.log(values), reach) / moving_sum(np.ones(len(values)), reach)))


def _records(filled: FloatArray) -> Envelope:
    highest = np.maximum.accumulate(filled) if len(filled) else filled
    ranks = np.flatnonzero(highest > np.concatenate([[-np.inf], highest[:-1]]))
    return Envelope(ranks, filled[ranks])


def _jumps(envelope: Envelope) -> list[int]:
    """Return the indices, among record holders, of the first and of those after the longest unusual steps."""
    if not len(envelope):
        return []
    steps = np.diff(envelope.times)
    unusual = np.flatnonzero(steps > np.maximum(DAY, JUMP_STEPS * local_geometric_mean(steps)))
    longest = unusual[np.argsort(-steps[unusual], kind="stable")[:LONGEST]]
    return [0, *(longest + 1).tolist()]


def _is_unconfirmed(filled: FloatArray, envelope: Envelope, jump: int) -> bool:
    """Tell whether those who follow later, but are older than the jump says, go on setting records of their own."""
    before = envelope.times[jump - 1] if jump else -np.inf
    later = filled[envelope.ranks[jump] + 1 :]
    is_below = (later < envelope.times[jump]) & (later > before)
    below = _records(np.where(is_below, later, -np.inf))
    return len(below) > chance_records(int(is_below.sum()))


@dataclass(frozen=True, slots=True, eq=False)
class FollowPace:
    """Steps from each record holder to the next, or to the end of the list, and the usual pace there.

    All arrays have one value a record holder. Rates count long pauses, and blocks without record holders, in part.
    """

    ranks: FloatArray  # followers to the next record holder
    hours: FloatArray  # hours likewise; the last to the observation, or a usual step where that is not known
    record_rate: FloatArray  # record holders an hour
    follow_rate: FloatArray  # followers an hour
    is_paused: BoolArray  # whether the step is much longer than usual in hours, see IRREGULAR
    is_block: BoolArray  # the same in followers

    @classmethod
    def of(cls, envelope: Envelope, n_followers: int, end: float) -> Self:
        """Return the steps of an envelope; ``end`` is the last observation in seconds or NaN."""
        ranks = np.diff(envelope.ranks, append=n_followers).astype(np.float64)
        hours = np.diff(envelope.times, append=end) / HOUR
        if not hours[-1] > 0.0:
            hours[-1] = float(np.median(hours[:-1])) if len(hours) > 1 else 1.0
        hours = np.maximum(hours, 1.0 / HOUR)
        usual_ranks = IRREGULAR * local_geometric_mean(ranks, REACH)
        usual_hours = IRREGULAR * local_geometric_mean(hours, REACH)
        counted = moving_sum(np.minimum(hours, usual_hours), REACH)
        return cls(
            ranks,
            hours,
            moving_sum(np.ones(len(hours)), REACH) / counted,
            moving_sum(np.minimum(ranks, usual_ranks), REACH) / counted,
            hours > usual_hours,
            ranks > usual_ranks,
        )
