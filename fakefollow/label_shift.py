"""Label shift: how much of each kind a mixture of scores holds, from how the scores of each kind are distributed.

Numbers in, numbers out: counts in cells and distributions over them. Used where a model is made as well as where an
audience is audited; this module sees no profile.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from fakefollow.table import BoolArray, FloatArray

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
