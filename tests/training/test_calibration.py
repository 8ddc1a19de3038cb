"""Slopes: the most likely ones of all kinds together, none negative, and near 0 for what unseen sources deny."""

import numpy as np
import pytest
from scipy.special import expit

from fakefollow.evaluation import LabelledAccounts
from fakefollow.profiles import ProfileTable
from fakefollow.scoring import FalsePositiveCurve, kind_probabilities, suspicion
from fakefollow.training import calibrated, default_prior, fit_slopes

RANDOM = np.random.default_rng(0)
N = 40_000


def drawn_kinds(log_odds):
    """Return the kinds of accounts, as zeros and ones, drawn from the probabilities that the log-odds mean."""
    probability = kind_probabilities(log_odds)
    kind = (RANDOM.uniform(size=(len(log_odds), 1)) > probability.cumsum(axis=1)).sum(axis=1)
    return np.eye(probability.shape[1])[kind][:, 1:]


def test_true_slopes_are_found():
    """Log-odds that were stretched and shifted are brought back to what the kinds were drawn from."""
    truth = RANDOM.normal(0.0, 2.0, (N, 2))
    stretched = (truth - [0.5, -1.0]) / [0.4, 2.0]
    slopes = fit_slopes(stretched, drawn_kinds(truth), np.ones(N))
    np.testing.assert_allclose(slopes.slope, [0.4, 2.0], rtol=0.06)
    np.testing.assert_allclose(slopes.intercept, [0.5, -1.0], atol=0.08)


def test_one_kind_is_logistic_calibration():
    """With one kind the mean probability is the share of the kind, as in logistic regression."""
    held_out = RANDOM.normal(0.0, 3.0, (N, 1))
    is_kind = (RANDOM.uniform(size=(N, 1)) < expit(0.3 * held_out + 0.7)).astype(float)
    slopes = fit_slopes(held_out, is_kind, np.ones(N))
    assert expit(slopes.evidence(held_out)).mean() == pytest.approx(is_kind.mean(), abs=1e-3)


def test_weights_are_repetitions():
    """An account of weight 2 counts as two accounts."""
    held_out = RANDOM.normal(size=(300, 2))
    is_kind = np.eye(3)[RANDOM.integers(3, size=300)][:, 1:]
    weight = RANDOM.integers(1, 3, size=300)
    weighted = fit_slopes(held_out, is_kind, weight.astype(float))
    repeated = fit_slopes(held_out.repeat(weight, axis=0), is_kind.repeat(weight, axis=0), np.ones(weight.sum()))
    np.testing.assert_allclose(weighted, repeated, atol=1e-3)


def test_a_slope_is_never_negative():
    """Log-odds that say the opposite of the truth get the smallest slope, so that the kind still says something."""
    log_odds = np.linspace(-3.0, 3.0, 200)
    is_kind = (log_odds < 0)[:, None] * 1.0
    assert fit_slopes(log_odds[:, None], is_kind, np.ones(200)).slope.tolist() == [0.05]


def test_a_slope_is_bounded():
    """Kinds that are told apart without error do not let a slope grow without end."""
    log_odds = np.array([-1e-3, 1e-3] * 50)
    is_kind = (log_odds > 0)[:, None] * 1.0
    slopes = fit_slopes(log_odds[:, None], is_kind, np.ones(100))
    assert slopes.slope[0] <= 20.0
    assert np.isfinite(slopes).all()


KINDS = np.repeat(["genuine", "purchased", "bot"], [600, 200, 200])
ACCOUNTS = LabelledAccounts(
    ProfileTable({}, len(KINDS)), KINDS, np.array([f"{k} {i % 4}" for i, k in enumerate(KINDS)])
)
HELD_OUT = RANDOM.normal(0.0, 1.5, (len(KINDS), 2)) + 2.0 * np.column_stack([KINDS == "purchased", KINDS == "bot"])
PRIOR = default_prior(["purchased", "bot"])
NOBODY = np.zeros(len(KINDS), np.bool_)


def test_thresholds_are_those_of_genuine_accounts():
    """The curve is that of the suspicion of genuine accounts, by the mix of kinds of the prior and by sources."""
    slopes, curve = calibrated(HELD_OUT, ACCOUNTS, PRIOR, NOBODY)
    genuine = KINDS == "genuine"
    suspected = suspicion(slopes.evidence(HELD_OUT[genuine]), np.array([3.0, 1.0]) / 4.0)
    expected = FalsePositiveCurve.fit(suspected, ACCOUNTS.sources[genuine])
    np.testing.assert_allclose(curve.thresholds, expected.thresholds)


def test_who_is_spared_sets_no_threshold():
    """Newcomers and readers, whatever is said of them, count as genuine accounts that nothing is said against."""
    genuine = np.flatnonzero(KINDS == "genuine")
    spared = NOBODY.copy()
    spared[genuine[:60]] = True
    slopes, curve = calibrated(HELD_OUT, ACCOUNTS, PRIOR, spared)
    suspected = suspicion(slopes.evidence(HELD_OUT[genuine]), PRIOR.mix())
    suspected[:60] = suspected.min()
    expected = FalsePositiveCurve.fit(suspected, ACCOUNTS.sources[genuine])
    np.testing.assert_allclose(curve.thresholds, expected.thresholds)
    _, of_all = calibrated(HELD_OUT, ACCOUNTS, PRIOR, NOBODY)
    assert (curve.thresholds <= of_all.thresholds).all()
    assert (curve.thresholds < of_all.thresholds).any()


@pytest.mark.parametrize(
    ("kinds", "shares"),
    [
        (["purchased", "bot"], {"purchased": 0.1125, "bot": 0.0375}),
        (["purchased", "bot", "spam"], {"purchased": 0.09, "bot": 0.03, "spam": 0.03}),
        (["purchased"], {"purchased": 0.15}),
        (["bot", "spam"], {"bot": 0.075, "spam": 0.075}),
    ],
)
def test_purchased_is_expected_three_times_as_often_as_each_other_kind(kinds, shares):
    """Before anything is known 15 % are expected not to be genuine, purchased ones weighing three times."""
    assert default_prior(kinds).shares == pytest.approx(shares)
    assert list(default_prior(kinds).shares) == kinds
