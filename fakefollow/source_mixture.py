"""Source mixture: populations as mixtures of known sources, and how wrong that goes for a source never seen.

The estimator of shares for audiences whose sellers and communities were never seen. Numbers in, numbers out.

Communities differ most among the accounts that nobody would call anything but genuine. So cells are coarse there, a
source counts as not genuine only where profiles show it, and every genuine source stands beside a copy of itself that
looks more automated than it does. On sources left out of the training sets each of the three lowers the error.
"""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from fakefollow.label_shift import deviance, mixture_weights, smoothed
from fakefollow.score_cells import ScoreCells
from fakefollow.table import BoolArray, FloatArray

TILT: Final = 0.5
"""Nats a nat of evidence for the last kind by which the copies of genuine sources differ from these."""

PULL: Final = 5.0
BLUR: Final = 0.2
UNRECOGNISED: Final = 0.5
"""A source of which more is taken for genuine when it is unseen cannot be counted at all, and bounds nothing."""

SMALLEST_GAP: Final = 0.05
"""Where errors leave less between none and all, the share cannot be told: any is as good."""


@dataclass(frozen=True, slots=True, eq=False)
class SourceMixture:
    """Distributions over coarse cells that a population may be mixed of.

    Parameters
    ----------
    densities : ndarray of shape (n_parts, n_coarse_cells) or (n_populations, n_parts, n_coarse_cells)
        Sources that profiles show, then the copies of the genuine ones.
    kind_of : ndarray of int, shape (n_parts,)
        Number of the kind of each part.
    source_of : ndarray of str, shape (n_parts,)
        Name of the source of each part.
    """

    densities: FloatArray
    kind_of: NDArray[np.intp]
    source_of: NDArray[np.str_]

    @classmethod
    def of(cls, cells: ScoreCells, counts: FloatArray | None = None) -> Self:
        """Build the mixture of the sources of a reference, or of resampled counts (..., n_sources, n_cells)."""
        merged = cells.merged((cells.counts if counts is None else counts)[..., cells.shown, :])
        kinds, names = cells.kind_of[cells.shown], np.array(cells.sources)[cells.shown]
        plain = smoothed(merged, cells.coarse_shape, BLUR)
        genuine = kinds == 0
        towards = TILT * cells.coarse_middles(len(cells.edges) - 1)
        copies = plain[..., genuine, :] * np.exp(towards - towards.max())
        copies /= copies.sum(axis=-1, keepdims=True)
        return cls(
            np.concatenate([plain, copies], axis=-2),
            np.concatenate([kinds, kinds[genuine]]),
            np.concatenate([names, names[genuine]]),
        )

    def explain(self, counts: FloatArray, present: BoolArray | None = None) -> tuple[FloatArray, FloatArray]:
        """Return shares of the kinds (n_populations, n_kinds) and what they lead one to expect in each cell.

        Parameters
        ----------
        counts : ndarray of shape (n_populations, n_coarse_cells)
            Accounts in each coarse cell.
        present : ndarray of bool, shape (n_populations, n_parts), optional
            Parts that a population may hold.
        """
        weights = mixture_weights(counts, self.densities, self.kind_of, PULL, present)
        shares = weights @ np.eye(self.kind_of.max() + 1)[self.kind_of]
        return shares, weights @ self.densities

    def without(self, names: NDArray[np.str_]) -> BoolArray:
        """Return the parts that are left without some sources: names (n_populations, n_names)."""
        return np.asarray((self.source_of != names[..., np.newaxis]).all(axis=-2), np.bool_)

    def complete(self, present: BoolArray) -> BoolArray:
        """Tell which populations have a part of every kind left."""
        of_kind = present @ np.eye(self.kind_of.max() + 1)[self.kind_of]
        return np.asarray((of_kind > 0).all(axis=-1), np.bool_)


def misfit(counts: FloatArray, expected: FloatArray) -> FloatArray:
    """Return by how much counts differ from what is expected beyond chance, in nats a follower, at least 0.

    The G statistic less two standard deviations above what a perfect fit would give, over the followers.
    """
    free = (counts > 0).sum(axis=1)
    beyond = deviance(counts, expected) - free - 2.0 * np.sqrt(2.0 * free)
    found: FloatArray = np.maximum(beyond, 0.0) / np.maximum(counts.sum(axis=1), 1.0)
    return found


@dataclass(frozen=True, slots=True, eq=False)
class UnseenErrors:
    """How sources are judged by a mixture that lacks them.

    Parameters
    ----------
    kind_of : ndarray of int, shape (n_left_out,)
        Kind of each source that was left out.
    shares : ndarray of shape (n_left_out, n_kinds)
        Kinds that its accounts were taken for.
    """

    kind_of: NDArray[np.intp]
    shares: FloatArray

    @property
    def false(self) -> FloatArray:
        """Share of each genuine source that is taken for something else."""
        taken: FloatArray = 1.0 - self.shares[self.kind_of == 0, 0]
        return taken

    @property
    def missed(self) -> FloatArray:
        """Share of each source that is not genuine, and can be recognised at all, that is taken for genuine."""
        taken = self.shares[self.kind_of > 0, 0]
        known: FloatArray = taken[taken <= UNRECOGNISED]
        return known


def unseen_errors(cells: ScoreCells, mixture: SourceMixture, absent: tuple[str, ...] = ()) -> UnseenErrors:
    """Leave every source out in turn and see what its accounts are taken for.

    Parameters
    ----------
    cells : ScoreCells
        The reference.
    mixture : SourceMixture
        The mixture of its sources.
    absent : tuple of str
        Sources that are left out all the time, and do not count.
    """
    names = np.array(cells.sources)
    tried = np.flatnonzero(cells.shown & ~np.isin(names, absent))
    left_out = np.array([[names[row], *absent] for row in tried]).reshape(len(tried), -1)
    present = mixture.without(left_out)
    kept = mixture.complete(present)
    tried, present = tried[kept], present[kept]
    if not len(tried):
        return UnseenErrors(np.zeros(0, np.intp), np.zeros((0, int(cells.kind_of.max()) + 1)))
    shares, _ = mixture.explain(cells.merged(cells.counts[tried]), present)
    return UnseenErrors(cells.kind_of[tried], shares)


def corrected(found: FloatArray, false: FloatArray, missed: FloatArray) -> FloatArray:
    """Return the shares that, with some errors, would have been found as they were (Rogan and Gladen 1978).

    Parameters
    ----------
    found : ndarray of shape (n,)
        Shares found.
    false, missed : ndarray of shape (n,)
        Part of what is not meant that is counted, and part of what is meant that is not.
    """
    gap = 1.0 - false - missed
    anything = np.linspace(0.0, 1.0, max(len(gap), 2))[: len(gap)]
    share = np.where(gap > SMALLEST_GAP, (found - false) / np.maximum(gap, SMALLEST_GAP), anything)
    clipped: FloatArray = np.clip(share, 0.0, 1.0)
    return clipped
