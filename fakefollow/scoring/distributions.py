"""What is usual: how the values of one feature are distributed among accounts of each kind.

A distribution is kept as a few knots, values at quantiles rounded to three digits, with the share of accounts of
each kind below and up to each knot: aggregates, from which no account can be told.

Numbers in, numbers out; this module sees no profile.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from fakefollow.profiles import FloatArray

GENUINE_LEVELS: Final = (0.005, 0.02, 0.05, 0.1, 0.15, 0.25, 0.4, 0.6, 0.75, 0.85, 0.9, 0.95, 0.98, 0.995)
"""Quantiles of genuine accounts at which knots stand: close to each other in the tails, of which reasons speak."""

OTHER_LEVELS: Final = (0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.98)
"""Quantiles of a mixture of the other kinds at which knots stand."""

MAX_KNOTS: Final = len(GENUINE_LEVELS) + len(OTHER_LEVELS)

DIGITS: Final = 3
"""Digits of a knot."""

SHARE_DECIMALS: Final = 4


@dataclass(frozen=True, eq=False)
class FeatureDistribution:
    """Distribution of one feature's values among accounts of each kind, where the value was observed.

    Parameters
    ----------
    knots : ndarray of shape (n_knots,)
        Ascending values.
    below, up_to : mapping of str to ndarray of shape (n_knots,)
        For each kind of which values were observed the share of its accounts that have less than each knot, and
        that or less.
    """

    knots: FloatArray
    below: Mapping[str, FloatArray]
    up_to: Mapping[str, FloatArray]

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> Self:
        """Return what `to_dict` gave as plain data."""
        shares = (
            {kind: np.array(values, np.float64) for kind, values in facts[side].items()}
            for side in ("below", "up_to")
        )
        return cls(np.array(facts["knots"], np.float64), *shares)

    @classmethod
    def describe(cls, values: FloatArray, weights: Mapping[str, FloatArray], genuine: str) -> Self:
        """Describe the values of accounts.

        Knots are quantiles of genuine accounts and of a mixture in which the other kinds weigh the same. Of whole
        numbers in a narrow range, yes and no among them, each is a knot, so that its share is exact.

        Parameters
        ----------
        values : ndarray of shape (n,)
            Value of each account, NaN where not observed; at least one is.
        weights : mapping of str to ndarray of shape (n,)
            Weight of each account among those of a kind, 0 for those of other kinds.
        genuine : str
            Name of the kind of genuine accounts.
        """
        seen = ~np.isnan(values)
        order = np.argsort(values[seen], kind="stable")
        ordered = values[seen][order]
        shares = {
            kind: weight[seen][order] / weight[seen].sum()
            for kind, weight in weights.items()
            if weight[seen].any()
        }
        others = [share for kind, share in shares.items() if kind != genuine]
        knots = _knots(ordered, shares.get(genuine), np.sum(others, axis=0) if others else None)
        first, last = np.searchsorted(ordered, knots, "left"), np.searchsorted(ordered, knots, "right")
        sums = {kind: np.append(0.0, np.cumsum(share)) for kind, share in shares.items()}
        return cls(
            knots,
            {kind: _rounded(mass[first] / mass[-1]) for kind, mass in sums.items()},
            {kind: _rounded(mass[last] / mass[-1]) for kind, mass in sums.items()},
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the same as plain data."""
        return {
            "knots": self.knots.tolist(),
            "below": {kind: shares.tolist() for kind, shares in self.below.items()},
            "up_to": {kind: shares.tolist() for kind, shares in self.up_to.items()},
        }

    def lower(self, kind: str, values: FloatArray) -> FloatArray:
        """Return the share of accounts of a kind that have less, at least: between knots that of the knot before.

        Examples
        --------
        >>> below, up_to = {"bot": np.array([0.0, 0.3])}, {"bot": np.array([0.2, 0.6])}
        >>> usual = FeatureDistribution(np.array([0.0, 5.0]), below, up_to)
        >>> usual.lower("bot", np.array([0.0, 1.0, 5.0, 99.0])).tolist()
        [0.0, 0.2, 0.3, 0.6]
        """
        after = np.searchsorted(self.knots, values, "left")
        on_knot = self.knots[np.minimum(after, len(self.knots) - 1)] == values
        before = np.append(0.0, self.up_to[kind])[after]
        return np.where(on_knot, np.append(self.below[kind], 0.0)[after], before)

    def higher(self, kind: str, values: FloatArray) -> FloatArray:
        """Return the share of accounts of a kind that have more, at least: between knots that of the knot after.

        Examples
        --------
        >>> below, up_to = {"bot": np.array([0.0, 0.3])}, {"bot": np.array([0.2, 0.6])}
        >>> usual = FeatureDistribution(np.array([0.0, 5.0]), below, up_to)
        >>> usual.higher("bot", np.array([-1.0, 0.0, 1.0, 99.0])).tolist()
        [1.0, 0.8, 0.7, 0.0]
        """
        after = np.searchsorted(self.knots, values, "left")
        on_knot = self.knots[np.minimum(after, len(self.knots) - 1)] == values
        up_to = np.where(
            on_knot, np.append(self.up_to[kind], 1.0)[after], np.append(self.below[kind], 1.0)[after]
        )
        return np.round(1.0 - up_to, SHARE_DECIMALS)


def _knots(ordered: FloatArray, genuine: FloatArray | None, others: FloatArray | None) -> FloatArray:
    """Return rounded quantiles of ascending values, or every whole number where there are few between them."""
    whole = bool((ordered % 1.0 == 0.0).all())
    if whole and set(ordered[[0, -1]].tolist()) <= {0.0, 1.0}:
        return np.array([0.0, 1.0])
    places = [
        _places(mass, levels)
        for mass, levels in ((genuine, GENUINE_LEVELS), (others, OTHER_LEVELS))
        if mass is not None
    ]
    quantiles = ordered[np.concatenate(places)].tolist()
    knots = np.unique([float(f"{value:.{DIGITS}g}") for value in quantiles])
    return np.arange(knots[0], knots[-1] + 1.0) if whole and knots[-1] - knots[0] < MAX_KNOTS else knots


def _places(mass: FloatArray, levels: Sequence[float]) -> NDArray[np.intp]:
    """Return where a share of the mass is reached, for each level."""
    # Rounded, so that a level which meets a cumulated weight exactly does so whatever the order of summation.
    reached = np.round(np.cumsum(mass) / mass.sum(), 12)
    return np.minimum(np.searchsorted(reached, levels), len(mass) - 1)


def _rounded(shares: FloatArray) -> FloatArray:
    return np.clip(np.round(shares, SHARE_DECIMALS), 0.0, 1.0)
