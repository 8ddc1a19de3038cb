"""Record excess: how long after its account's creation each record holder followed.

Two things speak: how old fresh sign-ups usually are (`SignUpDelays`), and the steps to both neighbours, because many
followers in few hours say that the record holder at the end was late or the one at the start early. Knows hours only.
"""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np

from fakefollow.audience.envelope import IntArray
from fakefollow.audience.follow_pace import FollowPace
from fakefollow.audience.signup_delays import SignUpDelays
from fakefollow.table import FloatArray

UNSTEADY: Final = 0.25
"""Squared coefficient of variation of the follow rate from step to step: days and weeks have a rhythm."""

SHORTEST: Final = 0.2
"""Steps shorter than this part of what the followers in them let expect are no stronger evidence than that."""

SWEEPS: Final = 2
N_RATES: Final = 48
CHUNK: Final = 16_384


def record_excess(delays: SignUpDelays, pace: FollowPace, chances: tuple[float, ...]) -> FloatArray:
    """Return quantiles, in hours, of how long after its creation each record holder followed.

    Each is judged with its neighbours at their means, twice (mean field); their variances weaken what a step says.

    Parameters
    ----------
    delays : SignUpDelays
        How old fresh sign-ups are when they follow.
    pace : FollowPace
        Steps between the record holders.
    chances : tuple of float
        Which quantiles, each above 0 and below 1.

    Returns
    -------
    excess : ndarray of float64, shape (len(chances), n_records)
    """
    rates = np.geomspace(pace.record_rate.min() * 0.999, pace.record_rate.max() * 1.001, N_RATES)
    usual = delays.of_record_holders(rates)
    row = np.rint(np.interp(np.log(pace.record_rate), np.log(rates), np.arange(N_RATES))).astype(np.int64)
    steps = _Steps.of(pace)
    share = np.exp(usual)
    mean, variance = (moment[row] for moment in _moments(share, delays.ages()))
    found: list[FloatArray] = []
    for sweep in range(SWEEPS):
        parts = [slice(start, start + CHUNK) for start in range(0, len(row), CHUNK)]
        shares = (_weighed(usual[row[part]], steps, part, delays.ages(), mean, variance) for part in parts)
        asked = chances if sweep == SWEEPS - 1 else ()
        found = [np.array([*_moments(s, delays.ages()), *_quantiles(s, delays.edges, asked)]) for s in shares]
        mean, variance = np.concatenate([one[:2] for one in found], axis=1)
    return np.concatenate([one[2:] for one in found], axis=1)


@dataclass(frozen=True, slots=True, eq=False)
class _Steps:
    """Steps around record holders, with one more at each end that says nothing.

    Step i leads to record holder i, step i + 1 from it.
    """

    hours: FloatArray
    expected: FloatArray
    shape: FloatArray
    weight: FloatArray

    @classmethod
    def of(cls, pace: FollowPace) -> Self:
        tells = np.where(pace.is_block | pace.is_paused, 0.0, 1.0)
        tells[-1] = 0.0
        columns = (pace.hours, pace.ranks / pace.follow_rate, 1.0 / (1.0 / pace.ranks + UNSTEADY), tells)
        return cls(
            *[np.concatenate([[fill], column]) for fill, column in zip((1, 1, 1, 0), columns, strict=True)]
        )

    def say(self, place: IntArray, hours: FloatArray, variance: FloatArray) -> FloatArray:
        """Return the log-likelihood of true lengths, a row for each step, as of gamma-distributed ones."""
        expected, shape = self.expected[place, None], self.shape[place, None]
        trust = self.weight[place, None] / (1.0 + variance[:, None] * shape / expected**2)
        hours = np.maximum(hours, SHORTEST * expected)
        said: FloatArray = trust * ((shape - 1.0) * np.log(hours) - shape / expected * hours)
        return said


def _weighed(
    usual: FloatArray, steps: _Steps, part: slice, ages: FloatArray, mean: FloatArray, variance: FloatArray
) -> FloatArray:
    """Return the chance of each age of some record holders, rows that sum to 1."""
    place = np.arange(len(mean))[part]
    before, after = np.maximum(place - 1, 0), np.minimum(place + 1, len(mean) - 1)
    arrived = (steps.hours[place] - mean[before])[:, None] + ages
    left = (steps.hours[place + 1] + mean[after])[:, None] - ages
    weight = usual + steps.say(place, arrived, variance[before]) + steps.say(place + 1, left, variance[after])
    chance = np.exp(weight - weight.max(axis=1, keepdims=True))
    share: FloatArray = chance / chance.sum(axis=1, keepdims=True)
    return share


def _moments(share: FloatArray, ages: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return mean and variance of each row."""
    mean = share @ ages
    return mean, np.maximum(share @ ages**2 - mean**2, 0.0)


def _quantiles(share: FloatArray, edges: FloatArray, chances: tuple[float, ...]) -> list[FloatArray]:
    """Return quantiles of each row, ages being spread evenly within a cell."""
    reached = np.cumsum(share, axis=1)
    row, found = np.arange(len(share)), []
    for chance in chances:
        cell = np.minimum((reached < chance).sum(axis=1), share.shape[1] - 1)
        inside = share[row, cell]
        part = np.clip((chance - reached[row, cell] + inside) / np.maximum(inside, 1e-300), 0.0, 1.0)
        found.append(edges[cell] + part * (edges[cell + 1] - edges[cell]))
    return found
