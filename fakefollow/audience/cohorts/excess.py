"""Excess: accounts that share something, beside how many of an honest list would share it by chance.

The arithmetic that all rules of cohorts have in common; knows no rule.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

FALSE_COHORTS: Final = 0.0125
"""Expected number of false cohorts of one rule in one honest list; the four rules together have .05."""


@dataclass(frozen=True, slots=True, eq=False)
class Excess:
    """Accounts found by one rule.

    Parameters
    ----------
    rows : ndarray of int64
        Their places in the table, ascending.
    expected : float
        Upper estimate of how many of them chance brings together.
    template : str
        What they share. May hold text of the accounts as it is: escape it where it is shown.
    """

    rows: NDArray[np.int64]
    expected: float
    template: str


def log_tail(counts: ArrayLike, expected: ArrayLike) -> NDArray[np.float64]:
    """Return an upper bound of ln P(Poisson(expected) >= count): Chernoff's, 0 where nothing is in excess.

    Examples
    --------
    >>> log_tail([5, 20], [5.0, 5.0]).round(1).tolist()
    [0.0, -12.7]
    """
    k, mean = np.asarray(counts, np.float64), np.asarray(expected, np.float64)
    more = k > mean
    ratio = np.where(more, k / np.where(more, mean, 1.0), 1.0)
    bound: NDArray[np.float64] = np.where(more, k - mean - k * np.log(ratio), 0.0)
    return np.minimum(bound, 0.0)


def is_beyond_chance(counts: ArrayLike, expected: ArrayLike, n_tests: int) -> NDArray[np.bool_]:
    """Tell which counts chance would not bring about (Poisson tail, Bonferroni over all that was looked at)."""
    beyond: NDArray[np.bool_] = log_tail(counts, expected) < np.log(FALSE_COHORTS / max(n_tests, 1))
    return beyond
