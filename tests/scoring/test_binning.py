"""Bins: thresholds between values, weighted quantiles, NaN kept apart."""

import numpy as np
from hypothesis import given, strategies as st

from fakefollow.scoring import bin_edges, to_bins


def test_few_values_get_a_bin_each():
    """With few distinct values thresholds lie halfway between neighbours."""
    values = np.array([3.0, 1.0, 1.0, 2.0, np.nan])
    np.testing.assert_array_equal(bin_edges(values, np.ones(5), 8), [1.5, 2.5])


def test_constant_and_unobserved_columns_have_one_bin():
    """A column with at most one distinct value has no threshold."""
    assert bin_edges(np.full(3, 7.0), np.ones(3), 8).size == 0
    assert bin_edges(np.full(3, np.nan), np.ones(3), 8).size == 0


def test_many_values_are_cut_at_weighted_quantiles():
    """Bins hold about the same weight, not the same number of rows."""
    values = np.arange(100.0)
    weight = np.where(values < 50, 1.0, 3.0)
    np.testing.assert_array_equal(bin_edges(values, weight, 2), [66.5])


@given(st.lists(st.floats(-1e9, 1e9), min_size=2, max_size=60), st.integers(2, 12))
def test_bins_keep_the_order_of_values(values, max_bins):
    """A larger value never falls into a lower bin, and there are at most max_bins bins."""
    column = np.array(values)
    edges = bin_edges(column, np.ones(len(column)), max_bins)
    bins = to_bins(column[:, None], [edges])[:, 0]
    assert len(edges) < max_bins
    assert (np.diff(edges) > 0).all()
    assert (np.diff(bins[np.argsort(column)]) >= 0).all()


def test_nan_stays_nan():
    """A value that was not observed has no bin."""
    np.testing.assert_array_equal(to_bins(np.array([[np.nan], [2.0]]), [np.array([1.0])]), [[np.nan], [1.0]])
