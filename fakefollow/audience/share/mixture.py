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

from fakefollow.profiles import BoolArray, FloatArray
from fakefollow.scoring import EvidenceHistograms

STEPS: Final = 60
"""Steps of expectation and maximisation; sources that look alike are not told apart any better by more."""

UNIFORM: Final = 0.003
"""Share of every distribution that is spread over all cells, so that no account is impossible."""

_TINY: Final = 1e-300


def mixture_weights(
    counts: FloatArray,
    densities: FloatArray,
    kind_of: NDArray[np.intp],
    pull: float = 0.0,
    present: BoolArray | None = None,
    steps: int = STEPS,
) -> FloatArray:
    """Find how much of each source populations hold, by expectation and maximisation.

    Saerens, Latinne and Decaestecker 2002, on cells of scores in place of single probabilities, and with every kind
    a mixture of its sources in turn. Within a kind the weights are pulled towards equal ones by a Dirichlet prior: a
    source yet to come is somewhere among those known.

    Parameters
    ----------
    counts : ndarray of shape (n_populations, n_cells)
        Accounts in each cell, not necessarily whole numbers.
    densities : ndarray of shape (n_sources, n_cells) or (n_populations, n_sources, n_cells)
        Share of the accounts of each source in each cell, all above 0.
    kind_of : ndarray of int, shape (n_sources,)
        Number of the kind of each source; every number from 0 to the largest occurs.
    pull : float, default=0
        Accounts that speak for equal weights in each kind.
    present : ndarray of bool, shape (n_populations, n_sources), optional
        Sources that a population can hold at all, one of every kind at least. All by default.
    steps : int, default=60
        Steps to go.

    Returns
    -------
    ndarray of shape (n_populations, n_sources)
        Weights; rows sum to 1.

    Examples
    --------
    Of 100 accounts 40 lie where 9 of 10 of the second source lie, and 1 of 10 of the first:

    >>> import numpy as np
    >>> densities = np.array([[0.9, 0.1], [0.1, 0.9]])
    >>> mixture_weights(np.array([[60.0, 40.0]]), densities, np.arange(2)).round(3).tolist()
    [[0.625, 0.375]]
    """
    members = np.eye(kind_of.max() + 1)[kind_of]
    held = np.ones((len(counts), len(kind_of))) if present is None else present.astype(np.float64)
    equal = held / (held @ members)[:, kind_of]
    weights: FloatArray = equal / members.shape[1]
    whole = np.maximum(counts.sum(axis=1, keepdims=True), _TINY)
    along = densities.swapaxes(-1, -2)
    for _ in range(steps):
        expected = np.maximum(_times(weights, densities), _TINY)
        found = weights * _times(counts / expected, along)
        pulled = found + pull * equal
        shares = (found @ members) / whole
        weights = shares[:, kind_of] * pulled / np.maximum(pulled @ members, _TINY)[:, kind_of]
    return weights


def _times(rows: FloatArray, matrices: FloatArray) -> FloatArray:
    """Multiply every row by one matrix for all, or by a matrix of its own."""
    shared = matrices.ndim == 2
    product: FloatArray = rows @ matrices if shared else np.matmul(rows[:, np.newaxis], matrices)[:, 0]
    return product


def smoothed(counts: FloatArray, shape: tuple[int, ...], blur: float = 0.0) -> FloatArray:
    """Turn counts of sources in the cells of a grid into distributions without zeros.

    Parameters
    ----------
    counts : ndarray of shape (..., n_cells)
        Accounts of a source in each cell; at least one account in all.
    shape : tuple of int
        Cells along each axis of the grid.
    blur : float in [0, 1), default=0
        Share that each cell gives to its neighbours along each axis, half to either side.
    """
    grid = counts.reshape(*counts.shape[: counts.ndim - 1], *shape).astype(np.float64)
    for axis in range(-len(shape), 0):
        size = grid.shape[axis]
        before = grid.take(np.maximum(np.arange(size) - 1, 0), axis)
        after = grid.take(np.minimum(np.arange(size) + 1, size - 1), axis)
        either = before + after
        grid = (1.0 - blur) * grid + blur / 2.0 * either
    flat = grid.reshape(counts.shape)
    density: FloatArray = (1.0 - UNIFORM) * flat / flat.sum(axis=-1, keepdims=True) + UNIFORM / np.prod(shape)
    return density


def deviance(counts: FloatArray, expected: FloatArray) -> FloatArray:
    """Return the G statistic of each row: twice the log-likelihood ratio of counts against expected shares.

    Parameters
    ----------
    counts : ndarray of shape (n_populations, n_cells)
        Accounts in each cell.
    expected : ndarray of the same shape
        Expected shares, all above 0; rows sum to 1.
    """
    whole = counts.sum(axis=1, keepdims=True)
    ratio = np.where(counts > 0, counts, 1.0) / np.maximum(whole * expected, _TINY)
    found: FloatArray = 2.0 * (counts * np.log(np.where(counts > 0, ratio, 1.0))).sum(axis=1)
    return found


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
    def of(cls, cells: EvidenceHistograms, counts: FloatArray | None = None) -> Self:
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


def unseen_errors(
    cells: EvidenceHistograms, mixture: SourceMixture, absent: tuple[str, ...] = ()
) -> UnseenErrors:
    """Leave every source out in turn and see what its accounts are taken for.

    Parameters
    ----------
    cells : EvidenceHistograms
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
