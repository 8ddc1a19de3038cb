"""Conformal sets: could an account be genuine, and could it be of another kind, at a stated level.

Numbers in, numbers out; this module sees no profile and no scikit-learn.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from fakefollow.profiles import BoolArray, FloatArray

LEVELS: Final = (0.8, 0.9, 0.95, 0.99)
"""Levels for which a model file keeps thresholds."""

TIE: Final = 1e-9
"""Scores in nats that are nearer than this are equal: adding and taking away a prior leaves such traces."""

EXACT_DIGITS: Final = 12
"""Sums of weights are rounded to so many, so that a p-value that meets a level does so in any order of summation."""


def conformity(evidence: FloatArray) -> FloatArray:
    """Return how much speaks for genuine and how much for not genuine.

    The two scores are one number with either sign: the log-odds of authenticity when all other kinds are equally
    common. It is the log likelihood ratio, which rules out most at any level (Sadinle, Lei and Wasserman 2019), and
    depends on the evidence alone, so a user's prior changes no set. The other kinds share one column: told
    apart, the kind that profiles show least could seldom be ruled out, and made nearly every set ambiguous.

    Parameters
    ----------
    evidence : ndarray of shape (n, n_kinds - 1)
        Evidence of each kind but genuine against genuine, in nats, prior left out.

    Returns
    -------
    ndarray of shape (n, 2)
        Scores in nats, genuine first.
    """
    against: FloatArray = np.logaddexp.reduce(evidence, axis=1) - np.log(evidence.shape[1])
    return np.column_stack([-against, against])


@dataclass(frozen=True, slots=True, eq=False)
class ConformalThresholds:
    """Least conformity at which an account may still be genuine, and not genuine.

    Class-conditional (Mondrian) conformal prediction: each class has its own threshold, so each keeps the level,
    not only all accounts together (Vovk et al. 2003; Vovk, Gammerman and Shafer 2005; Sadinle et al. 2019).

    Parameters
    ----------
    levels : ndarray of shape (n_levels,)
        Share of the accounts of a class whose set holds that class, ascending.
    thresholds : ndarray of shape (n_levels, 2)
        In nats, genuine first; -inf where too few accounts or too unlike sources were there to rule the class out.

    Examples
    --------
    Evidence of 19 genuine accounts around -2 and of 19 others around 2, all from one source:

    >>> import numpy as np
    >>> evidence = np.concatenate([np.linspace(-5, 1, 19), np.linspace(-1, 5, 19)])[:, np.newaxis]
    >>> others = np.repeat([False, True], 19)
    >>> found = ConformalThresholds.fit(evidence, others, np.ones(38), np.full(38, "one"))
    >>> found.sets(np.array([[-3.0], [0.0], [3.0]]), level=0.9).tolist()
    [[True, False], [True, True], [False, True]]
    """

    levels: FloatArray
    thresholds: FloatArray

    @classmethod
    def fit(
        cls,
        evidence: FloatArray,
        not_genuine: BoolArray,
        weight: FloatArray,
        sources: NDArray[Any],
        levels: Sequence[float] = LEVELS,
    ) -> Self:
        """Find thresholds from accounts that the evidence was not learnt on.

        The quantiles are weighted, and an account yet to come weighs as much as the heaviest account of its
        class (Tibshirani et al. 2019 with the largest weight for the unknown one, which errs on the large side).
        It will also come from a source yet to come, and sources differ: thresholds are lowered until accounts
        keep the level against those of all other sources of their class. That is an estimate from as
        many cases as there are sources, not a guarantee (on sources as groups see Dunn, Wasserman and Ramdas 2022).

        Parameters
        ----------
        evidence : ndarray of shape (n, n_kinds - 1)
            As in `conformity`.
        not_genuine : ndarray of bool, shape (n,)
            Truth.
        weight : ndarray of shape (n,)
            Weight of each account among those of its class, above 0.
        sources : ndarray of shape (n,)
            Name of the source of each account.
        levels : sequence of float
            Levels between 0 and 1, ascending.
        """
        scores = conformity(evidence)
        misses = [1.0 - level for level in levels]
        columns = [
            _thresholds(scores[rows, place], weight[rows], sources[rows], misses)
            for place, rows in enumerate([~not_genuine, not_genuine])
        ]
        return cls(np.array(levels), np.column_stack(columns))

    def rounded_down(self, decimals: int) -> Self:
        """Return thresholds of so many digits, none above what it was."""
        scale = 10.0**decimals
        return replace(self, thresholds=np.floor(self.thresholds * scale) / scale)

    def sets(self, evidence: FloatArray, level: float) -> BoolArray:
        """Return whether each account could be genuine and whether it could be of another kind.

        Parameters
        ----------
        evidence : ndarray of shape (n, n_kinds - 1)
            As in `conformity`.
        level : float
            One of `levels`.

        Returns
        -------
        ndarray of bool, shape (n, 2)
            Genuine first.

        Raises
        ------
        ValueError
            If there are no thresholds for the level; names the levels.
        """
        known = self.levels.tolist()
        if level not in known:
            raise ValueError(f"level: expected one of {known}, got {level!r}")
        could_be: BoolArray = conformity(evidence) >= self.thresholds[known.index(level)] - TIE
        return could_be


def _thresholds(
    scores: FloatArray, weight: FloatArray, sources: NDArray[Any], misses: Sequence[float]
) -> list[float]:
    """Return the least conformity of a class at each share of its accounts that may miss it."""
    if (sources == sources[0]).all():
        return [_lowest_kept(scores, weight, miss) for miss in misses]
    unseen = np.empty(len(scores))
    for source in set(sources.tolist()):
        rows = sources == source
        unseen[rows] = _p_values(scores[rows], scores[~rows], weight[~rows])
    return [_lowest_kept(scores, weight, min(miss, _held_by(unseen, weight, miss))) for miss in misses]


def _p_values(scores: FloatArray, known: FloatArray, weight: FloatArray) -> FloatArray:
    """Return the weight of the known accounts at or below each score, in parts of all, a new account counted in."""
    order = np.argsort(known, kind="stable")
    mass = np.concatenate([[0.0], np.cumsum(weight[order])]) + weight.max()
    places = np.searchsorted(known[order], scores, side="right")
    p_values: FloatArray = np.round(mass[places] / mass[-1], EXACT_DIGITS)
    return p_values


def _held_by(p_values: FloatArray, weight: FloatArray, miss: float) -> float:
    """Return the largest p-value that a share of at most ``miss`` of the accounts do not exceed, 0 if none."""
    order = np.argsort(p_values, kind="stable")
    mass = np.round(np.cumsum(weight[order]) / weight.sum(), EXACT_DIGITS)
    first_kept = p_values[order[np.searchsorted(mass, round(miss, EXACT_DIGITS), side="right")]]
    return float(p_values[p_values < first_kept].max(initial=0.0))


def _lowest_kept(scores: FloatArray, weight: FloatArray, miss: float) -> float:
    """Return the lowest score whose p-value is above ``miss``, -inf where every score has such a p-value."""
    if _p_values(np.array([-np.inf]), scores, weight)[0] > round(miss, EXACT_DIGITS):
        return -np.inf
    kept = _p_values(scores, scores, weight) > round(miss, EXACT_DIGITS)
    return float(scores[kept].min())
