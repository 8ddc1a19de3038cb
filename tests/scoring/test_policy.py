"""Priors, probabilities, false-positive curves and policies."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from fakefollow.scoring import FalsePositiveCurve, Policy, Prior, kind_probabilities

KINDS = ("purchased", "bot")
CURVE = FalsePositiveCurve(np.array([0.01, 0.1]), np.array([[3.0, 4.0], [1.0, 2.0]]))


def test_prior_as_a_share_keeps_the_split():
    """A float replaces the share that is not genuine and keeps how it is split among the kinds."""
    prior = Prior({"purchased": 0.1, "bot": 0.05}).replaced_by(0.3)
    assert prior.shares == pytest.approx({"purchased": 0.2, "bot": 0.1})


def test_prior_log_odds_are_against_genuine():
    """The log-odds of a kind compare its share with the genuine share."""
    np.testing.assert_allclose(Prior({"purchased": 0.2, "bot": 0.3}).log_odds(), np.log([0.2 / 0.5, 0.3 / 0.5]))


@pytest.mark.parametrize("prior", [0.0, 1.0, -0.1, {"purchased": 0.6, "bot": 0.6}])
def test_impossible_prior_raises(prior):
    """Shares must be above 0 and sum to less than 1."""
    with pytest.raises(ValueError, match="sum to less than 1"):
        Prior({"purchased": 0.1, "bot": 0.05}).replaced_by(prior)


def test_prior_of_other_kinds_raises():
    """A mapping must name every kind of the model."""
    with pytest.raises(ValueError, match=r"a share for each of \['bot', 'purchased'\]"):
        Prior({"purchased": 0.1, "bot": 0.05}).replaced_by({"bot": 0.1})


@given(st.lists(st.tuples(st.floats(-1e4, 1e4), st.floats(-1e4, 1e4)), min_size=1, max_size=20))
def test_probabilities_are_finite_and_sum_to_one(log_odds):
    """Whatever the log-odds, rows are probabilities."""
    probability = kind_probabilities(np.array(log_odds))
    assert np.isfinite(probability).all()
    assert ((probability >= 0) & (probability <= 1)).all()
    np.testing.assert_allclose(probability.sum(axis=1), 1.0)


def test_genuine_probability_is_the_formula():
    """P(genuine) = 1 / (1 + exp(L_purchased) + exp(L_bot))."""
    assert kind_probabilities(np.array([[0.3, -1.2]]))[0, 0] == pytest.approx(1 / (1 + np.exp(0.3) + np.exp(-1.2)))


def test_curve_keeps_the_joint_rate():
    """At each threshold the weighted share above any kind's threshold is close to the rate and not above it."""
    random = np.random.default_rng(0)
    evidence, weight = random.normal(size=(20_000, 2)), random.uniform(0.5, 1.5, 20_000)
    curve = FalsePositiveCurve.fit(evidence, weight, (0.01, 0.05, 0.2))
    for rate, thresholds in zip(curve.rates, curve.thresholds, strict=True):
        share = weight[(evidence > thresholds).any(axis=1)].sum() / weight.sum()
        assert rate * 0.97 <= share <= rate


def test_curve_takes_the_next_smaller_rate():
    """Between tabulated rates the stricter one counts; below the smallest it refuses."""
    np.testing.assert_array_equal(CURVE.at(0.05), [3.0, 4.0])
    np.testing.assert_array_equal(CURVE.at(0.1), [1.0, 2.0])
    with pytest.raises(ValueError, match=r"expected from 0\.01"):
        CURVE.at(0.001)


@pytest.mark.parametrize(
    ("evidence", "coverage", "expected"),
    [
        ([0.0, 0.0], 1.0, "authentic"),
        ([1.5, 0.0], 1.0, "uncertain"),
        ([3.5, 0.0], 1.0, "likely_purchased"),
        ([0.0, 4.5], 1.0, "likely_bot"),
        ([3.5, 9.0], 1.0, "likely_bot"),
        ([9.0, 9.0], 0.1, "not_enough_data"),
    ],
)
def test_verdict_by_false_positive_rate(evidence, coverage, expected):
    """Evidence decides by the curve; too little coverage gives no verdict."""
    policy = Policy(max_false_positive_rate=0.01, uncertain_rate=0.1, min_coverage=0.2)
    verdict = policy.verdicts(KINDS, np.array([evidence]), np.array([0.5]), np.array([coverage]), CURVE)
    assert verdict.tolist() == [expected]


def test_verdict_by_own_cut_offs():
    """Cut-offs on authenticity replace the rates; the strongest kind is named."""
    policy = Policy(cut_offs=(0.3, 0.7))
    evidence, authenticity = np.array([[1.0, 2.0]] * 3), np.array([0.2, 0.5, 0.7])
    verdict = policy.verdicts(KINDS, evidence, authenticity, np.ones(3), CURVE)
    assert verdict.tolist() == ["likely_bot", "uncertain", "authentic"]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"max_false_positive_rate": 0.0}, "max_false_positive_rate: expected between 0 and 1"),
        ({"min_coverage": 2.0}, "min_coverage: expected from 0 to 1"),
        ({"cut_offs": (0.9, 0.1)}, "low <= high"),
    ],
)
def test_impossible_policy_raises(settings, message):
    """A policy outside its range says what was expected."""
    with pytest.raises(ValueError, match=message):
        Policy(**settings)


def test_policy_and_rate_exclude_each_other():
    """Asking for a policy and for a rate is a contradiction."""
    with pytest.raises(ValueError, match="not both"):
        Policy().replaced_by(Policy(), 0.01)
