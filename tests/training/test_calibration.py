"""Slopes of the calibration: the most likely ones, of all kinds together, never negative."""

import numpy as np
import pytest
from scipy.special import expit

from fakefollow.scoring import kind_probabilities
from fakefollow.training import fit_slopes

RANDOM = np.random.default_rng(0)
N = 40_000


def drawn_kinds(log_odds):
    """Return the kinds of accounts, as zeros and ones, drawn from the probabilities that the log-odds mean."""
    probability = kind_probabilities(log_odds)
    kind = (RANDOM.uniform(size=(N, 1)) > probability.cumsum(axis=1)).sum(axis=1)
    return np.eye(probability.shape[1])[kind][:, 1:]


def test_true_slopes_are_found():
    """Log-odds that were stretched and shifted are brought back to what the kinds were drawn from."""
    truth = RANDOM.normal(0.0, 2.0, (N, 2))
    stretched = (truth - [0.5, -1.0]) / [0.4, 2.0]
    slopes, intercepts = fit_slopes(stretched, drawn_kinds(truth), np.ones(N))
    np.testing.assert_allclose(slopes, [0.4, 2.0], rtol=0.06)
    np.testing.assert_allclose(intercepts, [0.5, -1.0], atol=0.08)


def test_one_kind_is_logistic_calibration():
    """With one kind the mean probability is the share of the kind, as in logistic regression."""
    log_odds = RANDOM.normal(0.0, 3.0, (N, 1))
    is_kind = (RANDOM.uniform(size=(N, 1)) < expit(0.3 * log_odds + 0.7)).astype(float)
    slopes, intercepts = fit_slopes(log_odds, is_kind, np.ones(N))
    assert expit(slopes * log_odds + intercepts).mean() == pytest.approx(is_kind.mean(), abs=1e-3)


def test_weights_are_repetitions():
    """An account of weight 2 counts as two accounts."""
    log_odds = RANDOM.normal(size=(300, 2))
    is_kind = np.eye(3)[RANDOM.integers(3, size=300)][:, 1:]
    weight = RANDOM.integers(1, 3, size=300)
    weighted = fit_slopes(log_odds, is_kind, weight.astype(float))
    repeated = fit_slopes(log_odds.repeat(weight, axis=0), is_kind.repeat(weight, axis=0), np.ones(weight.sum()))
    np.testing.assert_allclose(weighted, repeated, atol=1e-3)


def test_a_slope_is_never_negative():
    """Log-odds that say the opposite of the truth get the smallest slope."""
    log_odds = np.linspace(-3.0, 3.0, 200)[:, None]
    slopes, _ = fit_slopes(log_odds, (log_odds < 0).astype(float), np.ones(200))
    assert slopes.tolist() == [0.05]


def test_a_slope_is_bounded():
    """Kinds that are told apart without error do not let the slope grow without end."""
    log_odds = np.array([[-1e-3], [1e-3]] * 50)
    slopes, intercepts = fit_slopes(log_odds, (log_odds > 0).astype(float), np.ones(100))
    assert slopes.max() <= 20.0
    assert np.isfinite(intercepts).all()
