"""Series: rank against creation date as a small image of counts, and followers counted by when they came."""

import json
from datetime import datetime
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given, strategies as st

from fakefollow.audience import growth, iso_time, timeline
from fakefollow.audience.order import FollowTimes

START = 1.4e9
DAY = 86_400.0


def drawn(n, seed=0, missing=0.0):
    random = np.random.default_rng(seed)
    followed_at = START + 3600.0 * np.arange(n)
    created_at = followed_at - random.uniform(0, 900, n) * DAY
    created_at[random.random(n) < missing] = np.nan
    return timeline(created_at, np.linspace(0, 1, n), followed_at)


@pytest.mark.parametrize("n", [2, 5, 50, 199, 200, 201, 5000])
def test_every_dated_follower_is_in_one_cell(n):
    """The image holds every follower once, in bins of ranks from 0 to n, with one row a bin."""
    plain = drawn(n)
    counts = np.array(plain["followers"])
    edges = np.array(plain["rank_edges"])
    n_dates = min(max(n // 2, 20), 100)
    assert counts.shape == (min(n, 200), n_dates)
    np.testing.assert_array_equal(counts.sum(axis=1), np.diff(edges))
    assert (edges[0], edges[-1]) == (0, n)
    assert len(plain["authenticity"]) == len(counts)
    assert len(plain["followed_at"]) == len(edges)
    assert len(plain["created_edges"]) == n_dates + 1


def test_authenticity_is_a_mean_of_the_bin():
    """Each bin of ranks has the mean authenticity of its followers, dated or not."""
    plain = drawn(1000, missing=0.5)
    edges, values = plain["rank_edges"], np.linspace(0, 1, 1000)
    expected = [values[low:high].mean() for low, high in pairwise(edges)]
    np.testing.assert_allclose(plain["authenticity"], expected)


def test_followers_without_date_are_left_out():
    """A follower whose creation date is not known is in no cell."""
    created_at = np.array([START, np.nan, START + 500 * DAY])
    plain = timeline(created_at, np.ones(3), np.full(3, np.nan))
    assert np.array(plain["followers"]).sum(axis=1).tolist() == [1, 0, 1]
    assert plain["followed_at"] == [None] * 4


def test_cells_lie_between_first_and_last_date():
    """The oldest account is in the first cell, the newest in the last, and edges are their dates."""
    plain = timeline(START + DAY * np.array([400.0, 0.0, 1000.0]), np.ones(3), np.full(3, START))
    counts = np.array(plain["followers"])
    assert [int(row.argmax()) for row in counts] == [8, 0, 19]
    assert plain["created_edges"][0] == iso_time(START)
    assert plain["created_edges"][-1] == iso_time(START + 1000 * DAY)


def test_all_of_one_date():
    """Accounts of one second are drawn within a day."""
    plain = timeline(np.full(10, START), np.ones(10), np.full(10, START))
    assert np.array(plain["followers"])[:, 0].tolist() == [1] * 10


@pytest.mark.parametrize("created_at", [[], [START], [np.nan] * 5, [np.nan, START]])
def test_fewer_than_two_dates_draw_nothing(created_at):
    """With fewer than two known dates there is no timeline."""
    n = len(created_at)
    assert timeline(np.array(created_at, float), np.ones(n), np.full(n, np.nan)) is None


def test_timeline_is_plain_data_of_json():
    """A timeline is plain data that JSON takes without NaN."""
    assert json.loads(json.dumps(drawn(300), allow_nan=False)) == drawn(300)


def test_iso_time():
    """Times are ISO text in UTC to the second; what is not known is None."""
    assert iso_time(1_577_836_800.7) == "2020-01-01T00:00:00+00:00"
    assert iso_time(float("nan")) is None


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
    assert len(curve["dates"]) == len(followers) == len(low) == len(high) <= 200
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


def test_growth_is_plain_data_of_json():
    """Growth is plain data that JSON takes."""
    curve = growth(times(START + DAY * np.arange(10.0)))
    assert json.loads(json.dumps(curve, allow_nan=False)) == curve


def test_curve_begins_and_ends_with_the_first_and_the_last_follow():
    """Dates are told as whole seconds; the first follower has come at the first, all have at the last."""
    curve = growth(times(DAY * np.array([0.0, 1.0, 4.0]), basis="observed"))
    assert (curve["dates"][0], curve["followers"][0]) == ("1970-01-01T00:00:00+00:00", 1.0)
    assert (curve["dates"][-1], curve["followers"][-1]) == ("1970-01-05T00:00:00+00:00", 3.0)
