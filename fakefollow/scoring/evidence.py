"""Evidence tables: one step function a feature and kind, applied to a feature matrix by lookup.

This is all that scoring needs of a trained classifier: arrays, no scikit-learn. What one feature says is
added to what the others say, and a feature that was not observed (NaN) says exactly 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np

from fakefollow.profiles import FloatArray


@dataclass(frozen=True, eq=False)
class EvidenceTables:
    """Step functions of features, for every kind against *genuine*.

    Parameters
    ----------
    edges : tuple of ndarray, one a feature
        Ascending thresholds; a value x falls into bin ``sum(edges < x)``, so a value equal to a threshold
        belongs to the bin below it.
    steps : tuple of ndarray, one a feature, shape (len(edges) + 1, n_kinds)
        Evidence of each bin in nats.
    """

    edges: tuple[FloatArray, ...]
    steps: tuple[FloatArray, ...]

    @property
    def n_kinds(self) -> int:
        """Number of kinds that are told from genuine."""
        return int(self.steps[0].shape[1])

    @cached_property
    def _lookup(self) -> list[tuple[FloatArray, FloatArray]]:
        """Thresholds and steps with one more bin, into which NaN and nothing else falls.

        NaN sorts above every number, so behind a last threshold of infinity it is alone.
        """
        return [
            (np.append(edges, np.inf), np.vstack([steps, np.zeros(self.n_kinds)]))
            for edges, steps in zip(self.edges, self.steps, strict=True)
        ]

    def total(self, features: FloatArray) -> FloatArray:
        """Return the sum of evidence, shape (n, n_kinds), of a feature matrix (n, n_features)."""
        total = np.zeros((len(features), self.n_kinds))
        for place, (edges, steps) in enumerate(self._lookup):
            total += steps.take(edges.searchsorted(features[:, place]), axis=0)
        return total

    def by_feature(self, features: FloatArray) -> FloatArray:
        """Return the evidence of each feature, shape (n, n_features, n_kinds)."""
        evidence = np.empty((*features.shape, self.n_kinds))
        for place, (edges, steps) in enumerate(self._lookup):
            evidence[:, place] = steps[edges.searchsorted(features[:, place])]
        return evidence

    def with_intercept_spread(self, intercept: FloatArray, shares: FloatArray) -> Self:
        """Move an intercept (n_kinds,) into the observed bins, by shares (n_features, n_kinds) that sum to 1.

        Fully observed rows keep their log-odds; a row of which nothing was observed comes to 0.
        """
        moved = tuple(steps + intercept * share for steps, share in zip(self.steps, shares, strict=True))
        return replace(self, steps=moved)

    def of_features(self, places: Sequence[int]) -> Self:
        """Return the tables of some features, in the order given."""
        return replace(
            self, edges=tuple(self.edges[p] for p in places), steps=tuple(self.steps[p] for p in places)
        )

    def scaled(self, factors: Sequence[float] | FloatArray) -> Self:
        """Return the tables with the evidence of each kind multiplied by a factor."""
        return replace(self, steps=tuple(steps * np.asarray(factors) for steps in self.steps))

    def simplified(self, decimals: int) -> Self:
        """Round the steps and merge neighbouring bins that then say the same."""
        rounded = [np.round(steps, decimals) + 0.0 for steps in self.steps]
        merged = [_merge_equal(edges, steps) for edges, steps in zip(self.edges, rounded, strict=True)]
        return replace(self, edges=tuple(e for e, _ in merged), steps=tuple(s for _, s in merged))


def _merge_equal(edges: FloatArray, steps: FloatArray) -> tuple[FloatArray, FloatArray]:
    differs = (steps[1:] != steps[:-1]).any(axis=1)
    return edges[differs], steps[np.append(True, differs)]


def bin_edges(values: FloatArray, weight: FloatArray, max_bins: int) -> FloatArray:
    """Return at most ``max_bins - 1`` ascending thresholds, halfway between observed values.

    Every observed value gets a bin if there are few of them; otherwise bins hold about the same weight.
    """
    observed = ~np.isnan(values)
    distinct, members = np.unique(values[observed], return_inverse=True)
    if len(distinct) < 2:
        return np.zeros(0)
    middles: FloatArray = distinct[:-1] / 2 + distinct[1:] / 2
    if len(distinct) <= max_bins:
        return middles
    mass = np.cumsum(np.bincount(members, weights=weight[observed]))
    levels = np.arange(1, max_bins) / max_bins
    # Rounded, so that a level which meets a cumulated weight exactly does so whatever the order of summation.
    places = np.searchsorted(np.round(mass / mass[-1], 12), np.round(levels, 12))
    edges: FloatArray = middles[np.unique(np.minimum(places, len(middles) - 1))]
    return edges


def to_bins(features: FloatArray, edges: Sequence[FloatArray]) -> FloatArray:
    """Replace each value by the number of its bin, as a float; NaN stays NaN."""
    bins = np.full_like(features, np.nan)
    for place, feature_edges in enumerate(edges):
        seen = ~np.isnan(features[:, place])
        bins[seen, place] = np.searchsorted(feature_edges, features[seen, place], side="left")
    return bins
