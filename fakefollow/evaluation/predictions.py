"""Predictions: what a method said of some accounts beside the truth. Every figure is computed from these."""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from fakefollow.calibration import Prior, kind_probabilities
from fakefollow.scores import Scores
from fakefollow.table import BoolArray, FloatArray


def flagged(scores: Scores) -> BoolArray:
    """Tell which accounts are called likely purchased or likely bot."""
    return np.char.startswith(scores.verdict, "likely_")


@dataclass(frozen=True, eq=False)
class Predictions:
    """What a method said of some accounts, and the truth.

    Parameters
    ----------
    not_genuine : ndarray of bool, shape (n,)
        Truth.
    suspicion : ndarray of float64, shape (n,)
        Higher means less genuine; only its order counts.
    flagged : ndarray of bool, shape (n,)
        Accounts called not genuine at the threshold frozen in training.
    probability : ndarray of float64, shape (n,), optional
        P(not genuine) at the prevalence `prevalence`, for methods that state one.
    prevalence : float, optional
        Share of accounts that are not genuine which the probabilities assume.
    coverage : ndarray of float64, shape (n,), optional
        Share of the model's evidence that was observed, for methods that know it.
    margin : ndarray of float64, shape (n,), optional
        How far the strongest evidence of any kind lies above its threshold, in nats, for methods with evidence:
        above 0 the account is flagged, unless too little of it was observed.
    sets : ndarray of bool, shape (n, 2), optional
        Conformal sets at level 90 %: whether the account could be genuine, and whether it could be of another kind.
    """

    not_genuine: BoolArray
    suspicion: FloatArray
    flagged: BoolArray
    probability: FloatArray | None = None
    prevalence: float | None = None
    coverage: FloatArray | None = None
    margin: FloatArray | None = None
    sets: BoolArray | None = None

    @classmethod
    def of_log_odds(
        cls, log_odds: FloatArray, flagged: BoolArray, not_genuine: BoolArray, prior: Prior
    ) -> Self:
        """Return what log-odds (n, n_kinds) of each kind against genuine mean, the prior being in them."""
        return cls(
            not_genuine,
            # Authenticity saturates in the last digits; the log-odds keep the order.
            suspicion=np.logaddexp.reduce(log_odds, axis=1),
            flagged=flagged,
            probability=1.0 - kind_probabilities(log_odds)[:, 0],
            prevalence=sum(prior.shares.values()),
        )

    def __len__(self) -> int:
        return len(self.not_genuine)

    def stated(self) -> tuple[FloatArray, float]:
        """Return the probabilities and the prevalence that they assume.

        Raises
        ------
        ValueError
            If the method states none.
        """
        if self.probability is None or self.prevalence is None:
            raise ValueError(
                "expected predictions with probability and prevalence, got a method without them"
            )
        return self.probability, self.prevalence

    def at_prevalence(self, share: float) -> Self:
        """Return the predictions with the probabilities that another prior gives.

        Exact, by Bayes' rule: the kinds other than genuine keep their shares among themselves, so the odds of not
        genuine change by one factor for every account.

        Parameters
        ----------
        share : float
            Prevalence to assume, above 0 and below 1.
        """
        probability, prevalence = self.stated()
        others = probability * (share / prevalence)
        genuine = (1.0 - probability) * ((1.0 - share) / (1.0 - prevalence))
        return replace(self, probability=others / (others + genuine), prevalence=share)
