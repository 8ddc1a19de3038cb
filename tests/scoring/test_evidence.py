"""Evidence tables: lookup, addition, and the zero of what was not observed."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from fakefollow.scoring import EvidenceTables

TABLES = EvidenceTables(
    (np.array([1.0, 2.0]), np.array([])),
    (np.array([[-1.0, 0.5], [0.0, 0.0], [2.0, -0.5]]), np.array([[0.25, -0.25]])),
)


@pytest.mark.parametrize(
    ("value", "expected"), [(0.0, [-1.0, 0.5]), (1.0, [-1.0, 0.5]), (1.5, [0, 0]), (2.1, [2.0, -0.5])]
)
def test_a_value_on_a_threshold_belongs_below(value, expected):
    """x is looked up in the bin of all thresholds smaller than it."""
    evidence = TABLES.by_feature(np.array([[value, np.nan]]))
    np.testing.assert_array_equal(evidence[0], [expected, [0.0, 0.0]])


@given(
    st.lists(st.tuples(*[st.one_of(st.just(np.nan), st.floats(-1e300, 1e300))] * 2), min_size=1, max_size=9)
)
def test_total_is_the_sum_over_features(rows):
    """total equals the sum of by_feature for every row, with NaN at 0."""
    features = np.array(rows)
    evidence = TABLES.by_feature(features)
    np.testing.assert_allclose(TABLES.total(features), evidence.sum(axis=1), atol=1e-15)
    assert (evidence[np.isnan(features)] == 0.0).all()


def test_no_rows():
    """No row gives no evidence."""
    assert TABLES.total(np.empty((0, 2))).shape == (0, 2)


def test_scaled_multiplies_each_kind():
    """Factors act on the kinds, one by one."""
    np.testing.assert_array_equal(TABLES.scaled([2.0, 0.0]).steps[1], [[0.5, 0.0]])


def test_intercept_spread_keeps_full_rows():
    """Fully observed rows gain exactly the intercept, rows without any observation gain nothing."""
    shares = np.array([[0.75, 0.5], [0.25, 0.5]])
    moved = TABLES.with_intercept_spread(np.array([-1.0, 2.0]), shares)
    rows = np.array([[1.5, 0.0], [np.nan, np.nan]])
    np.testing.assert_allclose(moved.total(rows) - TABLES.total(rows), [[-1.0, 2.0], [0.0, 0.0]])


def test_simplified_merges_equal_bins():
    """Bins that say the same after rounding become one and nothing else changes."""
    tables = EvidenceTables((np.array([1.0, 2.0]),), (np.array([[0.10004], [0.10001], [0.3]]),))
    simple = tables.simplified(3)
    np.testing.assert_array_equal(simple.edges[0], [2.0])
    np.testing.assert_array_equal(simple.steps[0], [[0.1], [0.3]])


def test_of_features_keeps_the_order_given():
    """Tables of chosen features come in the order of the places."""
    chosen = TABLES.of_features([1, 0])
    np.testing.assert_array_equal(chosen.total(np.array([[5.0, 0.0]])), [[-0.75, 0.25]])
