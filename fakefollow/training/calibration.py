"""Calibration: slopes and an intercept for each kind, fitted to accounts of unseen sources, and thresholds.

Logistic calibration (Platt 1999) of all kinds at once (vector scaling, Guo et al. 2017). A kind that stands on a
backbone has a slope for it and one for everything else, which is non-negative stacking (Breiman 1996) by sources: what
one seller or year taught and others do not bear out gets a slope near 0. Where sources are too few or too alike to show
that, a bound holds. Slopes scale every step of a feature, so that the model stays a sum.
"""

from typing import Final, NamedTuple

import numpy as np
from scipy.optimize import minimize

from fakefollow.evaluation import LabelledAccounts
from fakefollow.profiles import BoolArray, FloatArray
from fakefollow.scoring import GENUINE, PURCHASED, FalsePositiveCurve, Prior, kind_probabilities, suspicion
from fakefollow.training.classifier import balancing_weights

SMALLEST_SLOPE: Final = 0.05
"""A slope near 0 says that the kind was not recognised in unseen sources; it must never turn negative. A convention."""

LARGEST_SLOPE: Final = 20.0
"""Kinds that are told apart without error would let the slope grow without end. A convention."""


class Slopes(NamedTuple):
    """How backbone and everything else count for each kind, and what is added; arrays of shape (n_kinds,)."""

    backbone: FloatArray
    rest: FloatArray
    intercept: FloatArray

    def evidence(self, held_out: FloatArray) -> FloatArray:
        """Return evidence (n, n_kinds) of the backbone and the log-odds of each kind, columns of (n, 1 + n_kinds)."""
        return held_out[:, :1] * self.backbone + held_out[:, 1:] * self.rest + self.intercept


def fit_slopes(
    held_out: FloatArray, on_backbone: BoolArray, most_rest: float, is_kind: FloatArray, weight: FloatArray
) -> Slopes:
    """Return the slopes that make the kinds most likely, given the backbone and the log-odds of each kind.

    P(genuine), P(kind 1), ... are proportional to 1, exp(evidence of kind 1), ...; genuine accounts have zeros in
    ``is_kind`` (n, n_kinds). Kinds that are not ``on_backbone`` (n_kinds,) have no slope for it, those that are count
    everything else by a slope of at most ``most_rest`` that of the backbone.
    """
    n_kinds, log_odds, weight = is_kind.shape[1], held_out[:, 1:], weight / weight.sum()

    def slopes(parameters: FloatArray) -> Slopes:
        slope, rest, intercept = parameters.reshape(3, n_kinds)
        return Slopes(slope * on_backbone, slope * rest, intercept)

    def loss_and_gradient(parameters: FloatArray) -> tuple[float, FloatArray]:
        slope, rest, _ = parameters.reshape(3, n_kinds)
        probability = kind_probabilities(slopes(parameters).evidence(held_out))
        of_own_kind = np.where(is_kind.any(axis=1), (probability[:, 1:] * is_kind).sum(axis=1), probability[:, 0])
        excess = (probability[:, 1:] - is_kind) * weight[:, None]
        by_slope = (excess * (held_out[:, :1] * on_backbone + rest * log_odds)).sum(axis=0)
        gradient = np.concatenate([by_slope, slope * (excess * log_odds).sum(axis=0), excess.sum(axis=0)])
        return float(-weight @ np.log(np.maximum(of_own_kind, 1e-300))), gradient

    bounds: list[tuple[float | None, float | None]] = [(SMALLEST_SLOPE, LARGEST_SLOPE)] * n_kinds
    bounds += [(0.0, most_rest) if on else (1.0, 1.0) for on in on_backbone]
    bounds += [(None, None)] * n_kinds
    start = np.concatenate([np.ones(n_kinds), np.where(on_backbone, most_rest / 2.0, 1.0), np.zeros(n_kinds)])
    return slopes(minimize(loss_and_gradient, start, jac=True, method="L-BFGS-B", bounds=bounds).x)


def calibrated(
    held_out: FloatArray, accounts: LabelledAccounts, prior: Prior, most_rest: float, spared: BoolArray
) -> tuple[Slopes, FalsePositiveCurve]:
    """Return slopes that make evidence of what is held out, and thresholds for the prior's mix; sources weigh the same.

    ``spared`` (n,) are newcomers and readers, who are never called and so set no threshold.
    """
    kinds = np.array(list(prior.shares))
    weight = balancing_weights(accounts.kinds, accounts.sources)
    is_kind = (accounts.kinds[:, None] == kinds).astype(np.float64)
    slopes = fit_slopes(held_out, (kinds == PURCHASED) & held_out[:, 0].any(), most_rest, is_kind, weight)
    genuine = accounts.kinds == GENUINE
    suspected = suspicion(slopes.evidence(held_out[genuine]), prior.mix())
    suspected[spared[genuine]] = suspected.min()
    return slopes, FalsePositiveCurve.fit(suspected, accounts.sources[genuine])
