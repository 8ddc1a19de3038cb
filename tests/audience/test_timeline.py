"""Timeline: rank against creation date as a small image of counts."""

import json
from itertools import pairwise

import numpy as np
import pytest

from fakefollow.audience import DATE_BINS, FEWEST_DATE_BINS, RANK_BINS, iso_time, timeline

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
    n_dates = min(max(n // 2, FEWEST_DATE_BINS), DATE_BINS)
    assert counts.shape == (min(n, RANK_BINS), n_dates)
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
    assert [int(row.argmax()) for row in counts] == [8, 0, FEWEST_DATE_BINS - 1]
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


def test_plain_data_of_json():
    """A timeline is plain data that JSON takes without NaN."""
    assert json.loads(json.dumps(drawn(300), allow_nan=False)) == drawn(300)


def test_iso_time():
    """Times are ISO text in UTC to the second; what is not known is None."""
    assert iso_time(1_577_836_800.7) == "2020-01-01T00:00:00+00:00"
    assert iso_time(float("nan")) is None
