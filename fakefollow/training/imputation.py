"""Gaps in what a classifier learns from: those found are filled, and others are made on purpose.

Numbers in, numbers out; this module sees no profile and no scikit-learn.
"""

from collections.abc import Sequence

import numpy as np

from fakefollow.profiles import FloatArray


def without_gaps(codes: FloatArray, weight: FloatArray, random: np.random.RandomState) -> FloatArray:
    """Fill gaps with draws from the observed values of the feature; one that was never observed becomes 0.

    The draws do not ask for the class of an account, so nothing can be learnt from what was not observed.

    Parameters
    ----------
    codes : ndarray of shape (n, n_features)
        Features or their bins, NaN where not observed.
    weight : ndarray of shape (n,)
        Weight of each account, above 0.
    random : RandomState
        Source of the draws.
    """
    filled = codes.copy()
    for column in filled.T:
        gaps = np.isnan(column)
        seen = np.flatnonzero(~gaps)
        if not len(seen):
            column[:] = 0.0
        elif len(seen) < len(column):
            chance = np.cumsum(weight[seen])
            draws = np.searchsorted(chance, random.uniform(size=gaps.sum()) * chance[-1])
            column[gaps] = column[seen[np.minimum(draws, len(seen) - 1)]]
    return filled


def without_random_blocks(
    codes: FloatArray, blocks: Sequence[Sequence[int]], random: np.random.RandomState
) -> FloatArray:
    """Return a copy in which every row misses random blocks of features, at least one.

    Parameters
    ----------
    codes : ndarray of shape (n, n_features)
        Features or their bins.
    blocks : sequence of sequence of int
        Columns that go missing together.
    random : RandomState
        Chooses the blocks.
    """
    copies = codes.copy()
    dropped = random.uniform(size=(len(codes), len(blocks))) < 1.0 / len(blocks)
    dropped[np.arange(len(codes)), random.randint(len(blocks), size=len(codes))] = True
    for place, block in enumerate(blocks):
        copies[np.ix_(np.flatnonzero(dropped[:, place]), np.asarray(block, np.intp))] = np.nan
    return copies
