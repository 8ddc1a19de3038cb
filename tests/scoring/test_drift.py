"""Drift: the index is the textbook's, known communities and chance do not set it off, missing fields do not count."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, strategies as st

from fakefollow.scoring import (
    FeatureReference,
    bin_shares,
    drift_line,
    drifted_features,
    index_error,
    index_limit,
    stability_index,
)

EDGES = np.arange(1.0, 10.0) / 10
TENTHS = FeatureReference(EDGES, np.full(10, 0.1), not_observed=0.0, limit=0.25)
SHARES = st.lists(st.floats(0, 1), min_size=4, max_size=4).filter(lambda s: sum(s) > 0.01)


def index_of(values):
    """Return the index of values against tenths of 0 to 1."""
    return stability_index(bin_shares(values, EDGES), np.full(10, 0.1))


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
    assert stability_index(p, q) == pytest.approx(expected)


@given(SHARES, SHARES)
def test_index_is_finite_symmetric_and_never_negative(p, q):
    """Whatever the histograms, the index is at least 0, finite, the same both ways, and 0 of a histogram itself."""
    p, q = np.array(p) / sum(p), np.array(q) / sum(q)
    index = stability_index(p, q)
    assert 0.0 <= index < 40.0
    assert index == pytest.approx(stability_index(q, p))
    assert stability_index(p, p) == 0.0


def test_a_bin_of_half_a_percent_is_as_good_as_empty():
    """A bin that is empty in both cases, or rare in one, says nothing; one that a tenth should fill says much."""
    rare, none = np.array([0.996, 0.004]), np.array([1.0, 0.0])
    assert stability_index(none, rare) < 1e-4
    assert stability_index(none, np.array([0.9, 0.1])) > 0.25


def test_the_same_population_does_not_drift():
    """Of 2,000 samples of 100 accounts of the reference at most one in a hundred is called drifted."""
    values = np.random.default_rng(0).uniform(size=(100, 2000))
    names = [f"feature {place}" for place in range(2000)]
    assert len(drifted_features(values, names, dict.fromkeys(names, TENTHS))) <= 20


def test_error_is_that_of_repeated_samples():
    """The standard error is the spread of the index over samples of so many accounts."""
    random, found = np.random.default_rng(4), np.linspace(0.01, 0.19, 10)
    samples = random.multinomial(1000, found, size=4000) / 1000
    spread = np.std([stability_index(sample, np.full(10, 0.1)) for sample in samples])
    assert index_error(found, np.full(10, 0.1), 1000) == pytest.approx(spread, rel=0.05)


def test_limit_is_of_the_farthest_community():
    """The limit is the largest index of one community and two standard errors; too small ones do not count."""
    uniform, tenths = np.random.default_rng(4).uniform(size=1000), np.full(10, 0.1)
    far = bin_shares(uniform**2, EDGES)
    expected = stability_index(far, tenths) + 2 * index_error(far, tenths, 1000)
    communities = [uniform, np.append(uniform**2, np.full(50, np.nan)), np.zeros(99)]
    assert index_limit(communities, EDGES, tenths) == pytest.approx(expected)
    assert index_limit([uniform], EDGES, tenths) == index_limit([], EDGES, tenths) == 0.25


def test_further_accounts_of_a_known_community_do_not_drift():
    """Of 500 features whose limits are those of some accounts, at most one in 20 drifts in others of the community."""
    random, tenths = np.random.default_rng(6), np.full(10, 0.1)
    names = [f"feature {place}" for place in range(500)]
    some, others = random.uniform(size=(500, 500)) ** 3, random.uniform(size=(5000, 500)) ** 3
    limits = [index_limit([values], EDGES, tenths) for values in some.T]
    reference = {name: replace(TENTHS, limit=limit) for name, limit in zip(names, limits, strict=True)}
    assert len(drifted_features(others, names, reference)) <= 25
    assert len(drifted_features(others, names, dict.fromkeys(names, TENTHS))) == 500


@pytest.mark.parametrize(("room", "expected"), [(0.001, ["moved"]), (-0.001, [])])
def test_a_feature_drifts_beyond_its_limit_and_chance(room, expected):
    """The limit counts, and so does the index that sampling brings on average: bins less one over values."""
    values = np.random.default_rng(5).uniform(size=(500, 1)) ** 2
    limit = index_of(values[:, 0]) - 9 / 500 - room
    assert list(drifted_features(values, ["moved"], {"moved": replace(TENTHS, limit=limit)})) == expected


def test_what_drifted_is_named_with_its_index():
    """A feature whose values moved is named with its index; the others are not."""
    uniform = np.random.default_rng(1).uniform(size=1000)
    features = np.column_stack([uniform**2, uniform, uniform**8])
    names = ["moved", "stays", "moved far"]
    found = drifted_features(features, names, dict.fromkeys(names, TENTHS))
    assert list(found) == ["moved far", "moved"]
    assert found["moved"] == pytest.approx(index_of(uniform**2))
    assert found["moved far"] > 1.0


def test_farthest_beyond_its_limit_comes_first():
    """A lesser index over a lower limit is named before a larger one over a limit that it hardly exceeds."""
    uniform = np.random.default_rng(1).uniform(size=1000)
    features = np.column_stack([uniform**2, uniform**8])
    limit = 0.9 * index_of(uniform**8)
    found = drifted_features(features, ["a", "b"], {"a": TENTHS, "b": replace(TENTHS, limit=limit)})
    assert list(found) == ["a", "b"]
    assert found["a"] < found["b"]


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
    line = drift_line({f"f{place}": 1.0 for place in range(7)}, 0.184)
    assert line.startswith(
        "drift in 7 features that carry 18 % of the evidence (f0, f1, f2, f3, f4, ...): stated rates"
    )
    assert "..." not in drift_line({f"f{place}": 1.0 for place in range(5)}, 0.184)


def test_line_is_silent_where_drift_hardly_matters():
    """No drift, or features that carry less than 5 % of the evidence, give no line."""
    assert drift_line({"f0": 9.0}, 0.049) is drift_line({}, 0.0) is None
    assert drift_line({"f0": 9.0}, 0.05) is not None
