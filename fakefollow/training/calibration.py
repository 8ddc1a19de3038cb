"""Calibration: a slope and an intercept for each kind, fitted to accounts of unseen sources, and thresholds.

Logistic calibration (Platt 1999) of all kinds at once (vector scaling, Guo et al. 2017). Slopes scale every step of a
feature, so that the model stays a sum.
"""

from typing import Final, NamedTuple

import numpy as np
from scipy.optimize import minimize

from fakefollow.evaluation import LabelledAccounts
from fakefollow.profiles import BoolArray, FloatArray
from fakefollow.scoring import GENUINE, FalsePositiveCurve, Prior, kind_probabilities, suspicion
from fakefollow.training.classifier import balancing_weights

SMALLEST_SLOPE: Final = 0.05
"""A slope near 0 says that the kind was not recognised in unseen sources; it must never turn negative. A convention."""

LARGEST_SLOPE: Final = 20.0
"""Kinds that are told apart without error would let the slope grow without end. A convention."""


class Slopes(NamedTuple):
    """How what is known of each kind counts, and what is added; arrays of shape (n_kinds,)."""

    slope: FloatArray
    intercept: FloatArray

    def evidence(self, log_odds: FloatArray) -> FloatArray:
        """Return calibrated evidence (n, n_kinds) from uncalibrated log-odds (n, n_kinds)."""
        return log_odds * self.slope + self.intercept


def fit_slopes(log_odds: FloatArray, is_kind: FloatArray, weight: FloatArray) -> Slopes:
    """Return the slopes that make the kinds most likely, given the log-odds (n, n_kinds) of each.

    P(genuine), P(kind 1), ... are proportional to 1, exp(evidence of kind 1), ...; genuine accounts have zeros in
    ``is_kind`` (n, n_kinds).
    """
    n_kinds, weight = is_kind.shape[1], weight / weight.sum()

    def loss_and_gradient(parameters: FloatArray) -> tuple[float, FloatArray]:
        probability = kind_probabilities(Slopes(*parameters.reshape(2, n_kinds)).evidence(log_odds))
        of_own_kind = np.where(is_kind.any(axis=1), (probability[:, 1:] * is_kind).sum(axis=1), probability[:, 0])
        excess = (probability[:, 1:] - is_kind) * weight[:, None]
        gradient = np.concatenate([(excess * log_odds).sum(axis=0), excess.sum(axis=0)])
        return float(-weight @ np.log(np.maximum(of_own_kind, 1e-300))), gradient

    start = np.concatenate([np.ones(n_kinds), np.zeros(n_kinds)])
    bounds = [(SMALLEST_SLOPE, LARGEST_SLOPE)] * n_kinds + [(None, None)] * n_kinds
    return Slopes(*minimize(loss_and_gradient, start, jac=True, method="L-BFGS-B", bounds=bounds).x.reshape(2, n_kinds))


def calibrated(
    held_out: FloatArray, accounts: LabelledAccounts, prior: Prior, spared: BoolArray
) -> tuple[Slopes, FalsePositiveCurve]:
    """Return slopes that make evidence of what is held out, and thresholds for the prior's mix; sources weigh the same.

    ``spared`` (n,) are newcomers and readers, who are never called and so set no threshold.
    """
    kinds = np.array(list(prior.shares))
    weight = balancing_weights(accounts.kinds, accounts.sources)
    is_kind = (accounts.kinds[:, None] == kinds).astype(np.float64)
    slopes = fit_slopes(held_out, is_kind, weight)
    genuine = accounts.kinds == GENUINE
    suspected = suspicion(slopes.evidence(held_out[genuine]), prior.mix())
    suspected[spared[genuine]] = suspected.min()
    return slopes, FalsePositiveCurve.fit(suspected, accounts.sources[genuine])
