"""Envelope: what creation dates say of follow times by order alone.

Nobody follows before having an account. Read oldest first, follower k therefore followed no earlier than the largest
creation date up to k: the running maximum. Knows dates and ranks, nothing of accounts or of what the dates are for.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from fakefollow.profiles import FloatArray, IntArray

DAY: Final = 86_400.0
JUMP_STEPS: Final = 10.0
"""A step of the envelope is looked at when it is longer than a day and than so many usual steps around it."""

NEIGHBOURS: Final = 12
"""Record holders on each side that say what is usual around one."""

LONGEST: Final = 8
PASSES: Final = 20
"""So many steps are looked at in one pass, and so many passes made: wrong dates are few."""


@dataclass(frozen=True, slots=True, eq=False)
class Envelope:
    """Record holders of the creation date: the followers whose account is younger than all before them.

    This is all that follow times need of a list, some percent of its size. Envelopes of consecutive parts of a list
    merge by concatenation and dropping what no longer is a record, so lists can be read batch by batch.

    Parameters
    ----------
    ranks : ndarray of int64, shape (n_records,)
        Increasing; rank 0 is the oldest follower.
    times : ndarray of float64, shape (n_records,)
        Creation dates, increasing, in seconds since 1970.
    """

    ranks: IntArray
    times: FloatArray

    def __len__(self) -> int:
        return len(self.ranks)

    def at(self, n_followers: int, before: float = np.nan) -> FloatArray:
        """Return the running maximum at every rank, ``before`` at those before the first record holder."""
        spans = np.diff(np.concatenate([[0], self.ranks, [n_followers]]))
        return np.repeat(np.concatenate([[before], self.times]), spans)


def creation_envelope(created_at: FloatArray, observed_at: FloatArray | None = None) -> Envelope:
    """Return the record holders of a list read oldest first, without those whose date must be wrong.

    A date later than its observation is wrong. So is an isolated jump: one by more than a day and many usual steps
    which the followers after it do not confirm, because those of them that are older than it says would go on setting
    records without it, more of them than by chance.

    Parameters
    ----------
    created_at : ndarray of float64, shape (n,)
        Oldest follower first, seconds, NaN where not observed.
    observed_at : ndarray of float64, shape (n,), optional
        When the profiles were seen.

    Examples
    --------
    >>> import numpy as np
    >>> envelope = creation_envelope(np.array([10.0, 5.0, np.nan, 30.0, 20.0]))
    >>> envelope.ranks.tolist(), envelope.times.tolist()
    ([0, 3], [10.0, 30.0])
    >>> envelope.at(5).tolist()
    [10.0, 10.0, 10.0, 30.0, 30.0]
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


def local_geometric_mean(values: FloatArray, reach: int = NEIGHBOURS) -> FloatArray:
    """Return the geometric mean of each value and ``reach`` values on each side, fewer at the ends."""
    total = np.concatenate([[0.0], np.cumsum(np.log(values))])
    place = np.arange(len(values))
    start, stop = np.maximum(place - reach, 0), np.minimum(place + reach + 1, len(values))
    mean: FloatArray = np.exp((total[stop] - total[start]) / (stop - start))
    return mean


def _records(filled: FloatArray) -> Envelope:
    highest = np.maximum.accumulate(filled) if len(filled) else filled
    ranks = np.flatnonzero(highest > np.concatenate([[-np.inf], highest[:-1]]))
    return Envelope(ranks, filled[ranks])


def _jumps(envelope: Envelope) -> list[int]:
    """Return the places, among record holders, of the first and of those after the longest unusual steps."""
    if not len(envelope):
        return []
    steps = np.diff(envelope.times)
    unusual = np.flatnonzero(steps > np.maximum(DAY, JUMP_STEPS * local_geometric_mean(steps)))
    longest = unusual[np.argsort(-steps[unusual], kind="stable")[:LONGEST]]
    return [0, *(longest + 1).tolist()]


def _is_unconfirmed(filled: FloatArray, envelope: Envelope, jump: int) -> bool:
    """Tell whether those who follow later, but are older than the jump says, go on setting records of their own."""
    time = envelope.times[jump]
    before = envelope.times[jump - 1] if jump else -np.inf
    later = filled[envelope.ranks[jump] + 1 :]
    is_below = (later < time) & (later > before)
    below = _records(np.where(is_below, later, -np.inf))
    return len(below) > chance_records(int(is_below.sum()))
