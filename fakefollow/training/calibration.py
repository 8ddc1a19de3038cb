"""Calibration: a slope and an intercept for each kind's log-odds, fitted to accounts of unseen sources, and thresholds.

Logistic calibration (Platt 1999) of all kinds at once, one slope a kind (vector scaling, Guo et al. 2017). A slope
scales every step of a feature, so that the model stays a sum.
"""

from typing import Final

import numpy as np
from scipy.optimize import minimize

from fakefollow.evaluation import LabelledAccounts
from fakefollow.profiles import FloatArray
from fakefollow.scoring import GENUINE, FalsePositiveCurve, Prior, kind_probabilities, suspicion
from fakefollow.training.classifier import balancing_weights

SMALLEST_SLOPE: Final = 0.05
"""A slope near 0 says that the kind was not recognised in unseen sources; it must never turn negative. A convention."""

LARGEST_SLOPE: Final = 20.0
"""Kinds that are told apart without error would let the slope grow without end. A convention."""


def fit_slopes(log_odds: FloatArray, is_kind: FloatArray, weight: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return slopes and intercepts (n_kinds,) of log-odds (n, n_kinds) that make the kinds most likely.

    P(genuine), P(kind 1), ... are proportional to 1, exp(slope * log-odds + intercept) of kind 1, ...; genuine
    accounts have zeros in ``is_kind``.
    """
    n_kinds = log_odds.shape[1]
    weight = weight / weight.sum()

    def loss_and_gradient(parameters: FloatArray) -> tuple[float, FloatArray]:
        probability = kind_probabilities(log_odds * parameters[:n_kinds] + parameters[n_kinds:])
        of_own_kind = np.where(is_kind.any(axis=1), (probability[:, 1:] * is_kind).sum(axis=1), probability[:, 0])
        excess = (probability[:, 1:] - is_kind) * weight[:, None]
        gradient = np.concatenate([(excess * log_odds).sum(axis=0), excess.sum(axis=0)])
        return float(-weight @ np.log(np.maximum(of_own_kind, 1e-300))), gradient

    bounds = [(SMALLEST_SLOPE, LARGEST_SLOPE)] * n_kinds + [(None, None)] * n_kinds
    start = np.repeat([1.0, 0.0], n_kinds)
    fitted = minimize(loss_and_gradient, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    return fitted[:n_kinds], fitted[n_kinds:]


def calibrated(
    held_out: FloatArray, accounts: LabelledAccounts, prior: Prior
) -> tuple[FloatArray, FloatArray, FalsePositiveCurve]:
    """Return slopes and intercepts that make evidence of held-out log-odds, and thresholds for the prior's mix."""
    weight = balancing_weights(accounts.kinds, accounts.sources)
    is_kind = (accounts.kinds[:, None] == np.array(list(prior.shares))).astype(np.float64)
    slopes, intercepts = fit_slopes(held_out, is_kind, weight)
    genuine = accounts.kinds == GENUINE
    evidence = held_out[genuine] * slopes + intercepts
    curve = FalsePositiveCurve.fit(suspicion(evidence, prior.mix()), accounts.sources[genuine])
    return slopes, intercepts, curve
