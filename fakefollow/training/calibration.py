"""Calibration: a slope and an intercept for each kind's log-odds, fitted to what is said of unseen sources.

Logistic calibration (Platt 1999) of all kinds at once, one slope a kind (vector scaling, Guo et al. 2017). A slope
scales every step of a feature, so that the model stays a sum.
"""

from typing import Final

import numpy as np
from scipy.optimize import minimize

from fakefollow.profiles import FloatArray
from fakefollow.scoring import kind_probabilities

SMALLEST_SLOPE: Final = 0.05
"""A slope near 0 says that the kind was not recognised in unseen sources; it must never turn negative."""

LARGEST_SLOPE: Final = 20.0
"""Kinds that are told apart without error would let the slope grow without end."""


def fit_slopes(
    log_odds: FloatArray, is_kind: FloatArray, weight: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Find the slopes and intercepts under which the kinds of the accounts are most likely.

    P(genuine), P(kind 1), ... are proportional to 1, exp(slope * log-odds + intercept) of kind 1, ...

    Parameters
    ----------
    log_odds : ndarray of shape (n, n_kinds)
        Log-odds of each kind against genuine, uncalibrated.
    is_kind : ndarray of shape (n, n_kinds)
        1 where the account is of the kind, else 0; genuine accounts have zeros.
    weight : ndarray of shape (n,)
        Weight of each account.

    Returns
    -------
    slopes, intercepts : ndarray of shape (n_kinds,)
    """
    n_kinds = log_odds.shape[1]
    weight = weight / weight.sum()

    def loss_and_gradient(found: FloatArray) -> tuple[float, FloatArray]:
        probability = kind_probabilities(log_odds * found[:n_kinds] + found[n_kinds:])
        of_own_kind = np.where(
            is_kind.any(axis=1), (probability[:, 1:] * is_kind).sum(axis=1), probability[:, 0]
        )
        excess = (probability[:, 1:] - is_kind) * weight[:, None]
        gradient = np.concatenate([(excess * log_odds).sum(axis=0), excess.sum(axis=0)])
        return float(-weight @ np.log(np.maximum(of_own_kind, 1e-300))), gradient

    bounds = [(SMALLEST_SLOPE, LARGEST_SLOPE)] * n_kinds + [(None, None)] * n_kinds
    start = np.repeat([1.0, 0.0], n_kinds)
    found = minimize(loss_and_gradient, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    return found[:n_kinds], found[n_kinds:]
