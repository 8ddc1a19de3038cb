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
NO_BACKBONE = np.zeros((N, 1))
NEITHER, FIRST = np.array([False, False]), np.array([True, False])


def drawn_kinds(log_odds):
    """Return the kinds of accounts, as zeros and ones, drawn from the probabilities that the log-odds mean."""
    probability = kind_probabilities(log_odds)
    kind = (RANDOM.uniform(size=(len(log_odds), 1)) > probability.cumsum(axis=1)).sum(axis=1)
    return np.eye(probability.shape[1])[kind][:, 1:]


def of_one_kind(backbone, log_odds):
    """Return what is held out for one kind."""
    return np.column_stack([backbone, log_odds])


def test_true_slopes_are_found():
    """Log-odds that were stretched and shifted are brought back to what the kinds were drawn from."""
    truth = RANDOM.normal(0.0, 2.0, (N, 2))
    stretched = (truth - [0.5, -1.0]) / [0.4, 2.0]
    slopes = fit_slopes(np.hstack([NO_BACKBONE, stretched]), NEITHER, 1.0, drawn_kinds(truth), np.ones(N))
    np.testing.assert_allclose(slopes.rest, [0.4, 2.0], rtol=0.06)
    np.testing.assert_allclose(slopes.intercept, [0.5, -1.0], atol=0.08)


def test_backbone_and_rest_each_get_their_slope():
    """A kind on a backbone gets back both slopes that it was drawn with; another kind has none for the backbone."""
    held_out = RANDOM.normal(0.0, 2.0, (N, 3))
    truth = np.column_stack([0.6 * held_out[:, 0] + 0.3 * held_out[:, 1] - 1.0, 1.2 * held_out[:, 2] + 0.4])
    slopes = fit_slopes(held_out, FIRST, 1.0, drawn_kinds(truth), np.ones(N))
    np.testing.assert_allclose(slopes.backbone, [0.6, 0.0], rtol=0.06, atol=0.0)
    np.testing.assert_allclose(slopes.rest, [0.3, 1.2], rtol=0.06)
    np.testing.assert_allclose(slopes.intercept, [-1.0, 0.4], atol=0.08)
    np.testing.assert_allclose(slopes.evidence(held_out), truth, atol=0.8)


def test_what_does_not_transfer_counts_for_nothing():
    """A rest that says nothing of unseen sources gets a slope near 0, and the backbone keeps its own."""
    held_out = RANDOM.normal(0.0, 2.0, (N, 2))
    slopes = fit_slopes(held_out, FIRST[:1], 1.0, drawn_kinds(0.8 * held_out[:, :1]), np.ones(N))
    assert slopes.backbone[0] == pytest.approx(0.8, rel=0.06)
    assert 0.0 <= slopes.rest[0] < 0.03


def test_what_misleads_counts_for_nothing():
    """A rest that says the opposite of the truth gets the slope 0 exactly, a backbone that does the smallest one."""
    truth = RANDOM.normal(0.0, 2.0, (N, 1))
    is_kind, noise = drawn_kinds(truth), RANDOM.normal(0.0, 1.0, (N, 1))
    right, wrong = truth + noise, noise - truth
    rest = fit_slopes(np.hstack([right, wrong]), FIRST[:1], 1.0, is_kind, np.ones(N))
    assert (rest.rest[0], rest.backbone[0] > 0.5) == (0.0, True)
    backbone = fit_slopes(np.hstack([wrong, right]), FIRST[:1], 1.0, is_kind, np.ones(N))
    assert backbone.backbone[0] == pytest.approx(0.05)
    assert 0.0 < backbone.rest[0] <= 0.05


@pytest.mark.parametrize("most_rest", [0.0, 0.2, 0.7])
def test_the_rest_counts_for_a_part_of_the_backbone_at_most(most_rest):
    """However well everything else does on unseen sources, its slope is bounded by that of the backbone."""
    held_out = RANDOM.normal(0.0, 2.0, (N, 3))
    truth = np.column_stack([0.6 * held_out[:, 0] + 0.9 * held_out[:, 1], 1.2 * held_out[:, 2]])
    slopes = fit_slopes(held_out, FIRST, most_rest, drawn_kinds(truth), np.ones(N))
    assert slopes.rest[0] == pytest.approx(most_rest * slopes.backbone[0])
    assert slopes.rest[1] == pytest.approx(1.2, rel=0.2)
    assert slopes.backbone[0] > 0.4


def test_one_kind_is_logistic_calibration():
    """With one kind the mean probability is the share of the kind, as in logistic regression."""
    held_out = np.hstack([NO_BACKBONE, RANDOM.normal(0.0, 3.0, (N, 1))])
    is_kind = (RANDOM.uniform(size=(N, 1)) < expit(0.3 * held_out[:, 1:] + 0.7)).astype(float)
    slopes = fit_slopes(held_out, NEITHER[:1], 1.0, is_kind, np.ones(N))
    assert expit(slopes.evidence(held_out)).mean() == pytest.approx(is_kind.mean(), abs=1e-3)


def test_weights_are_repetitions():
    """An account of weight 2 counts as two accounts."""
    held_out = RANDOM.normal(size=(300, 3))
    is_kind = np.eye(3)[RANDOM.integers(3, size=300)][:, 1:]
    weight = RANDOM.integers(1, 3, size=300)
    weighted = fit_slopes(held_out, FIRST, 1.0, is_kind, weight.astype(float))
    repeated = fit_slopes(
        held_out.repeat(weight, axis=0), FIRST, 1.0, is_kind.repeat(weight, axis=0), np.ones(weight.sum())
    )
    np.testing.assert_allclose(weighted, repeated, atol=1e-3)


def test_without_a_backbone_a_slope_is_never_negative():
    """Log-odds that say the opposite of the truth get the smallest slope, so that the kind still says something."""
    log_odds = np.linspace(-3.0, 3.0, 200)
    is_kind = (log_odds < 0)[:, None] * 1.0
    slopes = fit_slopes(of_one_kind(0.0 * log_odds, log_odds), NEITHER[:1], 1.0, is_kind, np.ones(200))
    assert (slopes.rest.tolist(), slopes.backbone.tolist()) == ([0.05], [0.0])


@pytest.mark.parametrize("on_backbone", [True, False])
def test_a_slope_is_bounded(on_backbone):
    """Kinds that are told apart without error do not let a slope grow without end."""
    log_odds = np.array([-1e-3, 1e-3] * 50)
    is_kind = (log_odds > 0)[:, None] * 1.0
    slopes = fit_slopes(of_one_kind(log_odds, log_odds), np.array([on_backbone]), 1.0, is_kind, np.ones(100))
    assert max(slopes.rest[0], slopes.backbone[0]) <= 20.0
    assert np.isfinite(slopes).all()


KINDS = np.repeat(["genuine", "purchased", "bot"], [600, 200, 200])
ACCOUNTS = LabelledAccounts(
    ProfileTable({}, len(KINDS)), KINDS, np.array([f"{k} {i % 4}" for i, k in enumerate(KINDS)])
)
HELD_OUT = RANDOM.normal(0.0, 1.5, (len(KINDS), 3)) + 2.0 * np.column_stack(
    [KINDS == "purchased"] * 2 + [KINDS == "bot"]
)
PRIOR = default_prior(["purchased", "bot"])
NOBODY = np.zeros(len(KINDS), np.bool_)


def test_only_purchased_stands_on_the_backbone():
    """Calibration gives purchased two slopes and bot one; where the backbone says nothing it has no slope either."""
    slopes, _ = calibrated(HELD_OUT, ACCOUNTS, PRIOR, 1.0, NOBODY)
    assert slopes.backbone[0] > 0.3
    assert slopes.backbone[1] == 0.0
    none, _ = calibrated(HELD_OUT * [0.0, 1.0, 1.0], ACCOUNTS, PRIOR, 1.0, NOBODY)
    assert none.backbone.tolist() == [0.0, 0.0]
    assert (none.rest >= 0.05).all()


def test_thresholds_are_those_of_genuine_accounts():
    """The curve is that of the suspicion of genuine accounts, by the mix of kinds of the prior and by sources."""
    slopes, curve = calibrated(HELD_OUT, ACCOUNTS, PRIOR, 1.0, NOBODY)
    genuine = KINDS == "genuine"
    suspected = suspicion(slopes.evidence(HELD_OUT[genuine]), np.array([4.0, 1.0]) / 5.0)
    expected = FalsePositiveCurve.fit(suspected, ACCOUNTS.sources[genuine])
    np.testing.assert_allclose(curve.thresholds, expected.thresholds)


def test_who_is_spared_sets_no_threshold():
    """Newcomers and readers, whatever is said of them, count as genuine accounts that nothing is said against."""
    genuine = np.flatnonzero(KINDS == "genuine")
    spared = NOBODY.copy()
    spared[genuine[:60]] = True
    slopes, curve = calibrated(HELD_OUT, ACCOUNTS, PRIOR, 1.0, spared)
    suspected = suspicion(slopes.evidence(HELD_OUT[genuine]), PRIOR.mix())
    suspected[:60] = suspected.min()
    expected = FalsePositiveCurve.fit(suspected, ACCOUNTS.sources[genuine])
    np.testing.assert_allclose(curve.thresholds, expected.thresholds)
    _, of_all = calibrated(HELD_OUT, ACCOUNTS, PRIOR, 1.0, NOBODY)
    assert (curve.thresholds <= of_all.thresholds).all()
    assert (curve.thresholds < of_all.thresholds).any()


@pytest.mark.parametrize(
    ("kinds", "shares"),
    [
        (["purchased", "bot"], {"purchased": 0.12, "bot": 0.03}),
        (["purchased", "bot", "spam"], {"purchased": 0.10, "bot": 0.025, "spam": 0.025}),
        (["purchased"], {"purchased": 0.15}),
        (["bot", "spam"], {"bot": 0.075, "spam": 0.075}),
    ],
)
def test_purchased_is_expected_four_times_as_often_as_each_other_kind(kinds, shares):
    """Before anything is known 15 % are expected not to be genuine, purchased ones weighing four times."""
    assert default_prior(kinds).shares == pytest.approx(shares)
    assert list(default_prior(kinds).shares) == kinds
