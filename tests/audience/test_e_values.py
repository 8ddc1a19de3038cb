"""Log e-values of an excess: 1 on average where nothing is in excess, large where something is."""

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from scipy.stats import binom

from fakefollow.audience.purchases import BOUGHT_SHARES, NOTHING, excess_evidence, log_mean_exp


def running(values):
    """Return running sums over the last axis that begin with 0."""
    return np.concatenate([np.zeros((*np.shape(values)[:-1], 1)), np.cumsum(values, axis=-1)], axis=-1)


def evidence(counts, size, shares, spans=(1,)):
    counts = np.atleast_2d(np.asarray(counts, float))
    size = np.broadcast_to(np.asarray(size, float), len(counts))
    allowed = np.broadcast_to(shares, counts.shape) * size[:, None]
    return excess_evidence(running(counts), size, running(allowed), spans)


@given(st.integers(3, 200), st.floats(0.001, 0.96))
def test_mean_of_one_category_is_at_most_one(size, share):
    """The exact mean of an e-value over all counts of a binomial is at most 1, but for the floor of e to the -5."""
    count = np.arange(size + 1)
    log_values = evidence(count[:, None], size, share)
    assert np.exp(log_values + binom.logpmf(count, size, share)).sum() <= 1.0 + np.exp(NOTHING)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(0.02, 1.0), min_size=2, max_size=8), st.integers(5, 80), st.integers(0, 99))
def test_mean_of_many_categories_is_at_most_one(weights, size, seed):
    """The mean over simulated groups without an excess is at most 1, up to three errors of the mean."""
    shares = np.array(weights) / np.sum(weights)
    counts = np.random.default_rng(seed).multinomial(size, shares, 4000)
    values = np.exp(np.minimum(evidence(counts, size, shares, (1, 2)), 8.0))
    assert values.mean() <= 1.0 + np.exp(NOTHING) + 3.0 * values.std() / np.sqrt(len(values))


@given(st.integers(1, 60), st.floats(0.01, 0.9), st.floats(1.0, 3.0))
def test_allowing_more_says_less(size, share, factor):
    """The more of a category is still organic, the less evidence the same count is."""
    count = np.array([[size]])
    assert evidence(count, size, min(share * factor, 1.0)) <= evidence(count, size, share) + 1e-9


@given(st.integers(5, 60), st.floats(0.01, 0.8))
def test_more_of_a_category_says_more(size, share):
    """Evidence does not fall as the count of the category in excess rises."""
    found = evidence(np.arange(size + 1)[:, None], size, share)
    assert np.all(np.diff(found) >= -1e-9)


def test_evidence_is_the_mean_likelihood_ratio():
    """One category: the log of the mean over alternatives of the ratio of binomial likelihoods."""
    ratios = [binom.pmf(12, 20, 0.1 + 0.9 * b) / binom.pmf(12, 20, 0.1) for b in BOUGHT_SHARES]
    assert evidence([[12]], 20, 0.1)[0] == pytest.approx(np.log(np.mean(ratios)))


def test_spans_join_neighbours():
    """A span of two sees what is spread over two neighbouring categories, and is a mean with the other spans."""
    counts, shares = [[0, 10, 10, 0]], [0.25, 0.25, 0.25, 0.25]
    one, two = (evidence(counts, 20, shares, (span,))[0] for span in (1, 2))
    assert two > one + 5.0
    both = evidence(counts, 20, shares, (1, 2))[0]
    assert both == pytest.approx(np.log((np.exp(one) + np.exp(two)) / 2))


@pytest.mark.parametrize(
    ("count", "size", "share"),
    [(2, 2, 0.01), (0, 0, 0.0), (10, 20, 0.5), (5, 20, 0.5), (20, 20, 0.98), (20, 20, 1.0)],
    ids=["two accounts", "nobody", "as expected", "fewer", "nearly all are usual", "all are usual"],
)
def test_no_excess_is_the_floor(count, size, share):
    """Fewer than three, no more than allowed, or what nearly fills the group anyway says nothing."""
    assert evidence([[count]], size, share)[0] == NOTHING


def test_impossible_category_is_finite():
    """A category of which nothing is allowed gives large evidence, not an infinity."""
    assert 50.0 < evidence([[10]], 10, 0.0)[0] < 200.0


def test_groups_do_not_touch_each_other():
    """The evidence of a group is the same beside others and alone."""
    counts = np.random.default_rng(0).integers(0, 20, (30, 6))
    size, shares = counts.sum(axis=1), np.full(6, 0.1)
    alone = [evidence(row[None], n, shares)[0] for row, n in zip(counts, size, strict=True)]
    np.testing.assert_array_equal(evidence(counts, size, shares), alone)


def test_no_group_at_all():
    """No groups give no evidence."""
    assert evidence(np.zeros((0, 4)), 0, 0.25).shape == (0,)


def test_log_mean_exp():
    """The log of a mean of exponentials, without overflow."""
    assert log_mean_exp(np.log([1.0, 3.0])) == pytest.approx(np.log(2.0))
    assert log_mean_exp(np.array([2000.0, -2000.0])) == pytest.approx(2000.0 - np.log(2.0))
