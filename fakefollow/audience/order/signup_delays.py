"""Sign-up delays: how young accounts are when they follow, learnt from how they come to lie below the envelope.

Follower k's account is ``age`` old when it follows and the envelope lags ``excess`` behind. Order alone shows their
difference, ``gap = age - excess``: below 0 for a record holder (minus its step), otherwise how far the account lies
below the envelope. With fresh sign-ups arriving at random at a rate r, whose ages have the distribution F, the excess
just before an arrival has P(excess > x) = exp(-r * integral of F from 0 to x) (after Meeder et al. 2011), so F can be
unfolded from the gaps. Knows hours and rates, nothing of accounts. Sizes of grids are conventions; other constants
were chosen on simulated lists, other ones than those in RESULTS.md ("Follow times").
"""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np

from fakefollow.audience.order.envelope import FollowPace
from fakefollow.profiles import FloatArray, IntArray

YOUNGEST: Final = 0.01
"""Hours; ages below this are one bin."""

N_BINS: Final = 32
N_RATES: Final = 96
N_SCALES: Final = 14
N_CLASSES: Final = 6
ITERATIONS: Final = 80
PRIOR_ACCOUNTS: Final = 3.0
"""Weight, in accounts, of the first guess that all ages are alike on the logarithmic scale."""


@dataclass(frozen=True, slots=True, eq=False)
class SignUpDelays:
    """Distribution of the age at which young accounts follow."""

    edges: FloatArray  # (n_bins + 1,), ages in hours, from 0, increasing
    weight: FloatArray  # (n_bins,), share of each bin, summing to 1

    @classmethod
    def learn(cls, gap: FloatArray, record_rate: FloatArray, oldest: float) -> Self:
        """Unfold the ages, up to ``oldest`` hours, by expectation and maximisation over mixtures of smooth shapes.

        ``gap`` is how many hours each account lies below the envelope before it, negative where it raises it.
        """
        edges = np.concatenate([[0.0], np.geomspace(YOUNGEST, oldest, N_BINS - 1)])
        shapes = _shapes(edges)
        share = np.full(len(shapes), 1.0 / len(shapes))
        cuts = np.concatenate([-edges[:0:-1], edges])
        rates, counts = _by_rate(gap, record_rate, cuts)
        for _ in range(ITERATIONS):
            share = cls(edges, share @ shapes)._improved(share, shapes, rates, counts, cuts)
        return cls(edges, share @ shapes)

    def _improved(
        self, share: FloatArray, shapes: FloatArray, rates: FloatArray, counts: FloatArray, cuts: FloatArray
    ) -> FloatArray:
        """Return the shares of the shapes after one step."""
        taken = np.full(len(share), PRIOR_ACCOUNTS / len(share))
        integral = self._integral(np.maximum(self.ages()[:, None] - cuts, 0.0))
        for rate, count in zip(self.sign_up_rate(rates), counts, strict=True):
            chance = shapes @ np.diff(np.exp(-rate * integral), axis=1)
            seen = share @ chance
            taken += share * (chance @ np.divide(count, seen, out=np.zeros_like(seen), where=seen > 1e-300))
        return np.asarray(taken / taken.sum())

    def ages(self) -> FloatArray:
        """Return the middle of each bin."""
        return np.asarray((self.edges[1:] + self.edges[:-1]) / 2.0)

    def _integral(self, hours: FloatArray) -> FloatArray:
        """Return the integral of the distribution function from 0."""
        reached = np.concatenate([[0.0], np.cumsum(self.weight)])
        steps = np.diff(self.edges) * (reached[1:] + reached[:-1]) / 2.0
        inside = np.interp(hours, self.edges, np.concatenate([[0.0], np.cumsum(steps)]))
        return np.asarray(inside + np.maximum(hours - self.edges[-1], 0.0))

    def sign_up_rate(self, record_rate: FloatArray) -> FloatArray:
        """Return fresh sign-ups per hour where there are so many record holders per hour.

        Not every fresh sign-up becomes a record holder: one of age a does with chance P(excess > a).
        """
        rates = np.geomspace(float(record_rate.min()) * 0.5, float(record_rate.max()) * 100.0, N_RATES)
        records = rates * (np.exp(-rates[:, None] * self._integral(self.ages())) @ self.weight)
        records = np.log(np.maximum.accumulate(records))
        return np.asarray(np.exp(np.interp(np.log(record_rate), records, np.log(rates))))

    def of_record_holders(self, record_rate: FloatArray) -> FloatArray:
        """Return the logarithm of the share of each bin among record holders, a row for each rate.

        A fresh sign-up of age a becomes a record holder with chance P(excess > a), so these are younger than others.
        """
        lag = self._integral(self.ages())
        chance = self.weight * np.exp(-self.sign_up_rate(record_rate)[:, None] * (lag - lag[0]))
        return np.asarray(np.log(np.maximum(chance, 1e-300) / chance.sum(axis=1, keepdims=True)))


def _shapes(edges: FloatArray) -> FloatArray:
    """Return the bins of exponential and of third-order gamma distributions of many scales, a row each."""
    scales = np.geomspace(edges[1], edges[-1], N_SCALES)[:, None]
    at = edges / scales
    early = np.exp(-at)
    shapes = np.diff(np.concatenate([1.0 - early, 1.0 - early * (1.0 + at + at**2 / 2.0)]), axis=1)
    return np.asarray(shapes / shapes.sum(axis=1, keepdims=True))


def _by_rate(gap: FloatArray, record_rate: FloatArray, cuts: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return a typical rate of each class of rates and its histogram of gaps."""
    bounds = np.quantile(record_rate, np.linspace(0.0, 1.0, N_CLASSES + 1)[1:-1])
    group = np.searchsorted(bounds, record_rate)
    bins = np.clip(np.searchsorted(cuts, gap, side="right") - 1, 0, len(cuts) - 2)
    counts = np.bincount(group * (len(cuts) - 1) + bins, minlength=N_CLASSES * (len(cuts) - 1))
    sums = np.bincount(group, np.log(record_rate), minlength=N_CLASSES)
    sizes = np.bincount(group, minlength=N_CLASSES)
    rates = np.exp(sums[sizes > 0] / sizes[sizes > 0])
    return rates, counts.reshape(N_CLASSES, -1)[sizes > 0].astype(np.float64)


UNSTEADY: Final = 0.25
"""Squared coefficient of variation of the follow rate from step to step: days and weeks have a rhythm."""

SHORTEST: Final = 0.2
"""Steps shorter than this part of what the followers in them let expect are no stronger evidence than that."""

SWEEPS: Final = 2
N_LAG_RATES: Final = 48
CHUNK: Final = 16_384


def record_lag(delays: SignUpDelays, pace: FollowPace, chances: tuple[float, ...], chunk: int = CHUNK) -> FloatArray:
    """Return quantiles, in hours, of how long after its creation each record holder followed, a row for each chance.

    Each is judged with its neighbours at their means, twice (mean field); their variances weaken what a step says.
    """
    rates = np.geomspace(pace.record_rate.min() * 0.999, pace.record_rate.max() * 1.001, N_LAG_RATES)
    usual = delays.of_record_holders(rates)
    nearest = np.interp(np.log(pace.record_rate), np.log(rates), np.arange(N_LAG_RATES))
    row = np.rint(nearest).astype(np.int64)
    steps = _Steps.of(pace)
    mean, variance = (moment[row] for moment in _moments(np.exp(usual), delays.ages()))
    results: list[FloatArray] = []
    for sweep in range(SWEEPS):
        parts = [slice(start, start + chunk) for start in range(0, len(row), chunk)]
        shares = (_weighed(usual[row[part]], steps, part, delays.ages(), mean, variance) for part in parts)
        asked = chances if sweep == SWEEPS - 1 else ()
        results = [np.array([*_moments(s, delays.ages()), *_quantiles(s, delays.edges, asked)]) for s in shares]
        mean, variance = np.concatenate([moments[:2] for moments in results], axis=1)
    return np.concatenate([quantiles[2:] for quantiles in results], axis=1)


@dataclass(frozen=True, slots=True, eq=False)
class _Steps:
    """Steps around record holders, with one more at each end that says nothing."""

    # Step i leads to record holder i, step i + 1 from it.

    hours: FloatArray
    expected: FloatArray
    shape: FloatArray
    weight: FloatArray

    @classmethod
    def of(cls, pace: FollowPace) -> Self:
        tells = np.where(pace.is_block | pace.is_paused, 0.0, 1.0)
        tells[-1] = 0.0
        columns = (pace.hours, pace.ranks / pace.follow_rate, 1.0 / (1.0 / pace.ranks + UNSTEADY), tells)
        return cls(*[np.concatenate([[fill], column]) for fill, column in zip((1, 1, 1, 0), columns, strict=True)])

    def log_likelihood(self, step: IntArray, hours: FloatArray, variance: FloatArray) -> FloatArray:
        """Return the log-likelihood of true lengths, a row for each step, as of gamma-distributed ones."""
        expected, shape = self.expected[step, None], self.shape[step, None]
        trust = self.weight[step, None] / (1.0 + variance[:, None] * shape / expected**2)
        hours = np.maximum(hours, SHORTEST * expected)
        return np.asarray(trust * ((shape - 1.0) * np.log(hours) - shape / expected * hours))


def _weighed(
    usual: FloatArray, steps: _Steps, part: slice, ages: FloatArray, mean: FloatArray, variance: FloatArray
) -> FloatArray:
    """Return the chance of each age of some record holders, rows that sum to 1."""
    index = np.arange(len(mean))[part]
    before, after = np.maximum(index - 1, 0), np.minimum(index + 1, len(mean) - 1)
    arrived = (steps.hours[index] - mean[before])[:, None] + ages
    left = (steps.hours[index + 1] + mean[after])[:, None] - ages
    of_arrival = steps.log_likelihood(index, arrived, variance[before])
    weight = usual + of_arrival + steps.log_likelihood(index + 1, left, variance[after])
    chance = np.exp(weight - weight.max(axis=1, keepdims=True))
    return np.asarray(chance / chance.sum(axis=1, keepdims=True))


def _moments(share: FloatArray, ages: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return mean and variance of each row."""
    mean = share @ ages
    return mean, np.maximum(share @ ages**2 - mean**2, 0.0)


def _quantiles(share: FloatArray, edges: FloatArray, chances: tuple[float, ...]) -> list[FloatArray]:
    """Return quantiles of each row, ages being spread evenly within a bin."""
    reached = np.cumsum(share, axis=1)
    row, quantiles = np.arange(len(share)), []
    for chance in chances:
        age_bin = np.minimum((reached < chance).sum(axis=1), share.shape[1] - 1)
        inside = share[row, age_bin]
        part = np.clip((chance - reached[row, age_bin] + inside) / np.maximum(inside, 1e-300), 0.0, 1.0)
        quantiles.append(edges[age_bin] + part * (edges[age_bin + 1] - edges[age_bin]))
    return quantiles
