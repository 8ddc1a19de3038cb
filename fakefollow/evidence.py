"""Evidence tables: one step function a feature and kind, applied to a feature matrix by lookup.

This is all that scoring needs of a trained classifier: arrays, no scikit-learn. What one feature says is
added to what the others say, and a feature that was not observed (NaN) says exactly 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from fakefollow.table import FloatArray


@dataclass(frozen=True)
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

    def total(self, features: FloatArray) -> FloatArray:
        """Return the sum of evidence, shape (n, n_kinds), of a feature matrix (n, n_features)."""
        total = np.zeros((self.n_kinds, len(features)))
        for place, (edges, steps) in enumerate(zip(self.edges, self.steps, strict=True)):
            bins = self._bins(edges, features[:, place])
            for kind, column in enumerate(_with_unobserved(steps).T):
                total[kind] += column[bins]
        return total.T

    def by_feature(self, features: FloatArray) -> FloatArray:
        """Return the evidence of each feature, shape (n, n_features, n_kinds)."""
        evidence = np.empty((*features.shape, self.n_kinds))
        for place, (edges, steps) in enumerate(zip(self.edges, self.steps, strict=True)):
            evidence[:, place] = _with_unobserved(steps)[self._bins(edges, features[:, place])]
        return evidence

    @staticmethod
    def _bins(edges: FloatArray, values: FloatArray) -> NDArray[np.intp]:
        # NaN sorts above every number, so searchsorted would put it into the last bin; it has its own.
        bins = np.searchsorted(edges, values, side="left")
        bins[np.isnan(values)] = len(edges) + 1
        return bins

    def scaled(self, factors: Sequence[float]) -> Self:
        """Return the tables with the evidence of each kind multiplied by a factor."""
        return replace(self, steps=tuple(steps * np.asarray(factors) for steps in self.steps))

    def simplified(self, decimals: int) -> Self:
        """Round the steps and merge neighbouring bins that then say the same."""
        merged = [_merge_equal(e, np.round(s, decimals) + 0.0) for e, s in zip(self.edges, self.steps, strict=True)]
        return replace(self, edges=tuple(e for e, _ in merged), steps=tuple(s for _, s in merged))


def _with_unobserved(steps: FloatArray) -> FloatArray:
    return np.vstack([steps, np.zeros(steps.shape[1])])


def _merge_equal(edges: FloatArray, steps: FloatArray) -> tuple[FloatArray, FloatArray]:
    differs = (steps[1:] != steps[:-1]).any(axis=1)
    return edges[differs], steps[np.append(True, differs)]
