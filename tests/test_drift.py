"""Drift: the index is the textbook's, chance does not set it off, and what was not observed is left out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakefollow.drift import bin_shares, drift_line, drifted_features, stability_index

EDGES = np.arange(1.0, 10.0) / 10
TENTHS = {"edges": EDGES.tolist(), "shares": [0.1] * 10, "not_observed": 0.0}
SHARES = st.lists(st.floats(0, 1), min_size=4, max_size=4).filter(lambda s: sum(s) > 0.01)


def test_shares_are_of_observed_values():
    """Values fall into bins by the rule of the tables; NaN counts nowhere."""
    values = np.array([0.05, 0.1, 0.11, 0.95, np.nan])
    assert bin_shares(values, EDGES).tolist() == [0.5, 0.25, 0, 0, 0, 0, 0, 0, 0, 0.25]


def test_shares_are_weighted():
    """A weight counts an account as many times."""
    assert bin_shares(np.array([0.0, 1.0]), np.array([0.5]), np.array([3.0, 1.0])).tolist() == [0.75, 0.25]


def test_shares_of_nothing_are_zero():
    """Where nothing was observed every share is 0."""
    assert bin_shares(np.array([np.nan]), EDGES).tolist() == [0.0] * 10


def test_index_by_hand():
    """The index is the sum of (p - q) ln(p / q)."""
    p, q = np.array([0.2, 0.3, 0.5]), np.array([0.4, 0.4, 0.2])
    expected = -0.2 * np.log(0.5) - 0.1 * np.log(0.75) + 0.3 * np.log(2.5)
    assert stability_index(p, q, 1000) == pytest.approx(expected)


@given(SHARES, SHARES)
def test_index_is_finite_symmetric_and_never_negative(p, q):
    """Whatever the histograms, the index is at least 0, finite, the same both ways, and 0 of a histogram itself."""
    p, q = np.array(p) / sum(p), np.array(q) / sum(q)
    index = stability_index(p, q, 500)
    assert 0.0 <= index < 40.0
    assert index == pytest.approx(stability_index(q, p, 500))
    assert stability_index(p, p, 500) == 0.0


def test_an_empty_bin_counts_as_half_an_account():
    """With 100 values a bin that is empty in both cases, or rare in one, says next to nothing."""
    rare, none = np.array([0.999, 0.001]), np.array([1.0, 0.0])
    assert stability_index(none, rare, 100) < 1e-4
    assert stability_index(none, np.array([0.9, 0.1]), 100) > 0.25


def test_the_same_population_does_not_drift():
    """Of 2,000 samples of 100 accounts of the reference at most one in a hundred is called drifted."""
    values = np.random.default_rng(0).uniform(size=(100, 2000))
    names = [f"feature {place}" for place in range(2000)]
    assert len(drifted_features(values, names, dict.fromkeys(names, TENTHS))) <= 20


def test_what_drifted_is_named_largest_first():
    """A feature whose values moved is named with its index; the others are not."""
    uniform = np.random.default_rng(1).uniform(size=1000)
    features = np.column_stack([uniform**2, uniform, uniform**8])
    names = ["moved", "stays", "moved far"]
    found = drifted_features(features, names, dict.fromkeys(names, TENTHS))
    assert list(found) == ["moved far", "moved"]
    assert found["moved"] == pytest.approx(
        stability_index(bin_shares(uniform**2, EDGES), np.full(10, 0.1), 1000)
    )
    assert found["moved far"] > 1.0


def test_missing_more_often_is_not_drift():
    """Only observed values are compared; a field that nine of ten lack has not drifted."""
    values = np.random.default_rng(2).uniform(size=2000)
    values[np.arange(2000) % 10 != 0] = np.nan
    assert drifted_features(values[:, None], ["half seen"], {"half seen": TENTHS}) == {}


@pytest.mark.parametrize(("n_observed", "expected"), [(99, []), (100, ["moved"])])
def test_fewer_than_a_hundred_values_say_nothing(n_observed, expected):
    """Below 100 observed values there is no index."""
    values = np.where(np.arange(500) < n_observed, 0.05, np.nan)[:, None]
    assert list(drifted_features(values, ["moved"], {"moved": TENTHS})) == expected


def test_a_feature_without_reference_is_left_out():
    """What the reference does not know cannot drift, and the order of columns is that of the names."""
    features = np.column_stack([np.full(200, 0.05), np.full(200, 0.05)])
    assert list(drifted_features(features, ["new", "known"], {"known": TENTHS})) == ["known"]


def test_line_names_five_at_most():
    """The line counts all features and names the first five."""
    line = drift_line({f"f{place}": 1.0 for place in range(7)})
    assert line.startswith("drift in 7 features (f0, f1, f2, f3, f4, ...): ")
    assert drift_line({"f0": 1.0}).startswith("drift in 1 feature (f0): ")
