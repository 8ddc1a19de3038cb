from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from fakefollow.features import ProfileView, UsernameModel

SEEN = datetime(2024, 1, 11, tzinfo=UTC)


@pytest.fixture
def view_of(make_table):
    return lambda *rows: ProfileView(make_table(rows), UsernameModel.uniform())


@pytest.mark.parametrize(
    ("created_at", "observed_at", "expected"),
    [
        (SEEN - timedelta(days=10), SEEN, 10.0),
        (SEEN - timedelta(hours=6), SEEN, 0.25),
        (SEEN + timedelta(hours=6), SEEN, 0.0),
        (SEEN + timedelta(days=2), SEEN, np.nan),
        (None, SEEN, np.nan),
        (SEEN, None, np.nan),
    ],
)
def test_age(view_of, created_at, observed_at, expected):
    """Age runs from creation to observation; a creation more than a day after it is no observation."""
    view = view_of({"created_at": created_at, "observed_at": observed_at})
    np.testing.assert_array_equal(view.age_days, [expected])


@pytest.mark.parametrize(("days", "expected"), [(0.0, 30.0), (1.0, 30.0), (10.0, 3.0)])
def test_rates_divide_by_at_least_a_day(view_of, days, expected):
    """A new account has no rate beyond its count."""
    view = view_of({"created_at": SEEN - timedelta(days=days), "observed_at": SEEN, "posts_count": 30})
    assert view.per_day("posts_count").tolist() == [expected]


def test_ratio_is_finite_for_zeros_and_large_counts(view_of):
    """One is added above and below, so that zeros divide and large counts stay exact enough."""
    row = {"following_count": 0, "followers_count": 0}
    large = {"following_count": 10**10, "followers_count": 0}
    assert view_of(row, large).ratio("following_count", "followers_count").tolist() == [1.0, 10**10 + 1.0]


def test_filled_tells_empty_from_not_observed(view_of):
    """A filled text is 1, an empty one 0, and one that was not observed NaN."""
    view = view_of({"url": "x"}, {"url": ""}, {"url": None})
    np.testing.assert_array_equal(view.filled("url"), [1.0, 0.0, np.nan])


def test_shared_columns_are_computed_once(view_of):
    """Features that look at the same column get the same array."""
    view = view_of({"url": "x", "posts_count": 3})
    assert view.number("posts_count") is view.number("posts_count")
    assert view.text("url") is view.text("url")
    assert view.filled("url") is view.filled("url")
