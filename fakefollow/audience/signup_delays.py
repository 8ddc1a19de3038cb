"""Sign-up delays: how young accounts are when they follow, learnt from how they come to lie below the envelope.

Follower k's account is ``age`` old when it follows and the envelope lags ``excess`` behind. Order alone shows their
difference, ``gap = age - excess``: below 0 for a record holder (minus its step), otherwise how far the account lies
below the envelope. With fresh sign-ups arriving at random at a rate r, whose ages have the distribution F, the excess
just before an arrival has P(excess > x) = exp(-r * integral of F from 0 to x) (after Meeder et al. 2011), so F can be
unfolded from the gaps. Knows hours and rates, nothing of accounts.
"""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np

from fakefollow.table import FloatArray

YOUNGEST: Final = 0.01
"""Hours; ages below this are one cell."""

N_CELLS: Final = 32
N_RATES: Final = 96
N_SCALES: Final = 14
N_CLASSES: Final = 6
ITERATIONS: Final = 80
PRIOR_ACCOUNTS: Final = 3.0
"""Weight, in accounts, of the first guess that all ages are alike on the logarithmic scale."""


@dataclass(frozen=True, slots=True, eq=False)
class SignUpDelays:
    """Distribution of the age at which young accounts follow.

    Parameters
    ----------
    edges : ndarray of float64, shape (n_cells + 1,)
        Ages in hours, from 0, increasing.
    weight : ndarray of float64, shape (n_cells,)
        Share of each cell, summing to 1.
    """

    edges: FloatArray
    weight: FloatArray

    @classmethod
    def learn(cls, gap: FloatArray, record_rate: FloatArray, oldest: float) -> Self:
        """Unfold the ages from gaps by expectation and maximisation over mixtures of smooth shapes.

        Parameters
        ----------
        gap : ndarray of float64, shape (n,)
            Hours that each account lies below the envelope before it, negative where it raises it.
        record_rate : ndarray of float64, shape (n,)
            Record holders per hour about each account.
        oldest : float
            Largest age that is looked at, in hours.
        """
        edges = np.concatenate([[0.0], np.geomspace(YOUNGEST, oldest, N_CELLS - 1)])
        shapes = _shapes(edges)
        share = np.full(len(shapes), 1.0 / len(shapes))
        cuts = np.concatenate([-edges[:0:-1], edges])
        rates, counts = _by_rate(gap, record_rate, cuts)
        for _ in range(ITERATIONS):
            share = cls(edges, share @ shapes)._improved(share, shapes, rates, counts, cuts)
        return cls(edges, share @ shapes)

    def _improved(
        self,
        share: FloatArray,
        shapes: FloatArray,
        record_rates: FloatArray,
        counts: FloatArray,
        cuts: FloatArray,
    ) -> FloatArray:
        """Return the shares of the shapes after one step."""
        taken = np.full(len(share), PRIOR_ACCOUNTS / len(share))
        rates = self.sign_up_rate(record_rates)
        for rate, count in zip(rates, counts, strict=True):
            chance = shapes @ np.diff(self._beyond(self.ages()[:, None] - cuts, rate), axis=1)
            seen = share @ chance
            taken += share * (chance @ np.divide(count, seen, out=np.zeros_like(seen), where=seen > 1e-300))
        improved: FloatArray = taken / taken.sum()
        return improved

    def ages(self) -> FloatArray:
        """Return the middle of each cell."""
        middle: FloatArray = (self.edges[1:] + self.edges[:-1]) / 2.0
        return middle

    def _integral(self, hours: FloatArray) -> FloatArray:
        """Return the integral of the distribution function from 0."""
        reached = np.concatenate([[0.0], np.cumsum(self.weight)])
        steps = np.diff(self.edges) * (reached[1:] + reached[:-1]) / 2.0
        total = np.concatenate([[0.0], np.cumsum(steps)])
        inside = np.interp(hours, self.edges, total)
        beyond: FloatArray = inside + np.maximum(hours - self.edges[-1], 0.0)
        return beyond

    def _beyond(self, hours: FloatArray, rate: float) -> FloatArray:
        """Return the chance that the excess is larger."""
        chance: FloatArray = np.exp(-rate * self._integral(np.maximum(hours, 0.0)))
        return chance

    def sign_up_rate(self, record_rate: FloatArray) -> FloatArray:
        """Return fresh sign-ups per hour where there are so many record holders per hour.

        Not every fresh sign-up becomes a record holder: one of age a does with chance P(excess > a).
        """
        rates = self._rate_grid(record_rate)
        of_them = rates * (np.exp(-rates[:, None] * self._integral(self.ages())) @ self.weight)
        of_them = np.maximum.accumulate(of_them)
        found: FloatArray = np.exp(np.interp(np.log(record_rate), np.log(of_them), np.log(rates)))
        return found

    def of_record_holders(self, record_rate: FloatArray) -> FloatArray:
        """Return the logarithm of the share of each cell among record holders, a row for each rate.

        A fresh sign-up of age a becomes a record holder with chance P(excess > a), so these are younger than others.
        """
        lag = self._integral(self.ages())
        chance = self.weight * np.exp(-self.sign_up_rate(record_rate)[:, None] * (lag - lag[0]))
        share: FloatArray = np.log(np.maximum(chance, 1e-300) / chance.sum(axis=1, keepdims=True))
        return share

    def _rate_grid(self, record_rate: FloatArray) -> FloatArray:
        low, high = float(record_rate.min()), float(record_rate.max())
        return np.geomspace(low * 0.5, high * 100.0, N_RATES)


def _shapes(edges: FloatArray) -> FloatArray:
    """Return the cells of exponential and of third-order gamma distributions of many scales, a row each."""
    scales = np.geomspace(edges[1], edges[-1], N_SCALES)[:, None]
    at = edges / scales
    early = np.exp(-at)
    reached = np.concatenate([1.0 - early, 1.0 - early * (1.0 + at + at**2 / 2.0)])
    shapes = np.diff(reached, axis=1)
    normed: FloatArray = shapes / shapes.sum(axis=1, keepdims=True)
    return normed


def _by_rate(gap: FloatArray, record_rate: FloatArray, cuts: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return a typical rate of each class of rates and its histogram of gaps."""
    bounds = np.quantile(record_rate, np.linspace(0.0, 1.0, N_CLASSES + 1)[1:-1])
    group = np.searchsorted(bounds, record_rate)
    places = np.clip(np.searchsorted(cuts, gap, side="right") - 1, 0, len(cuts) - 2)
    counts = np.bincount(group * (len(cuts) - 1) + places, minlength=N_CLASSES * (len(cuts) - 1))
    sums = np.bincount(group, np.log(record_rate), minlength=N_CLASSES)
    sizes = np.bincount(group, minlength=N_CLASSES)
    rates = np.exp(sums[sizes > 0] / sizes[sizes > 0])
    return rates, counts.reshape(N_CLASSES, -1)[sizes > 0].astype(np.float64)
