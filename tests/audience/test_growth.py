"""Growth: followers counted by when they came, with the bounds of each time."""

import json
from datetime import datetime

import numpy as np
import pytest
from hypothesis import assume, given, strategies as st

from fakefollow.audience import N_DATES, growth
from fakefollow.audience.order import FollowTimes

START = 1.4e9
DAY = 86_400.0


def times(estimate, before=0.0, after=0.0, basis="estimated"):
    estimate = np.asarray(estimate, float)
    return FollowTimes(estimate - before, estimate, estimate + after, 0.95, basis)


def seconds(curve):
    return [datetime.fromisoformat(date).timestamp() for date in curve["dates"]]


@given(st.lists(st.floats(0, 3e9), min_size=2, max_size=60), st.floats(0, 1e7), st.floats(0, 1e7))
def test_curve_is_bounded_and_never_falls(estimate, before, after):
    """Counts never fall, lie between their bounds, and come to all followers at the last date."""
    curve = growth(times(estimate, before, after))
    assume(curve is not None)
    followers, low, high = (np.array(curve[name]) for name in ("followers", "low", "high"))
    assert len(curve["dates"]) == len(followers) == len(low) == len(high) <= N_DATES
    assert curve["dates"] == sorted(set(curve["dates"]))
    for counts in (followers, low, high):
        assert (np.diff(counts) >= 0).all()
    assert (low <= followers).all()
    assert (followers <= high).all()
    assert followers[-1] == high[-1] == len(estimate)


def test_counts_are_those_of_each_date():
    """Each count is the number of followers who had come by its date, each bound that of the latest or earliest."""
    random = np.random.default_rng(0)
    found = times(START + DAY * random.uniform(0, 900, 500), 5 * DAY, 9 * DAY)
    curve = growth(found)
    for part, expected in (("followers", found.estimate), ("low", found.high), ("high", found.low)):
        assert curve[part] == [(expected <= date).sum() for date in seconds(curve)]


def test_order_of_the_rows_does_not_matter():
    """The same times in another order give the same curve."""
    found = START + DAY * np.arange(300.0)
    assert growth(times(found)) == growth(times(found[::-1]))


def test_follower_without_upper_bound_is_never_sure_to_have_come():
    """A time that nothing bounds from above is in no lower count."""
    days = START + DAY * np.array([0.0, 1.0, 2.0])
    found = FollowTimes(days, days, np.where([False, True, False], np.nan, days), 0.95, "estimated")
    curve = growth(found)
    assert (curve["followers"][-1], curve["low"][-1]) == (3.0, 2.0)


def test_followers_without_time_are_not_counted():
    """Of an unordered list with some follow times only those are counted."""
    found = times([START, np.nan, START + DAY, np.nan], basis="observed")
    assert growth(found)["followers"][-1] == 2.0


@pytest.mark.parametrize("estimate", [[], [START], [np.nan, np.nan], [np.nan, START], [START] * 5])
def test_fewer_than_two_times_have_no_growth(estimate):
    """Where no two different times are known there is nothing to tell."""
    assert growth(times(estimate)) is None


def test_plain_data_of_json():
    """Growth is plain data that JSON takes."""
    curve = growth(times(START + DAY * np.arange(10.0)))
    assert json.loads(json.dumps(curve, allow_nan=False)) == curve
