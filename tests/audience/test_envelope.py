"""Envelope: the running maximum of creation dates, dates that cannot be right, and the pace of record holders."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from fakefollow.audience.order import (
    DAY,
    HOUR,
    Envelope,
    FollowPace,
    chance_records,
    creation_envelope,
    local_geometric_mean,
)

DATES = st.lists(st.none() | st.integers(0, 50), max_size=40)


@given(DATES)
def test_the_envelope_is_the_running_maximum(dates):
    """Where no date is out of the way, the envelope is the largest date so far; unknown dates change nothing."""
    created_at = np.array([np.nan if date is None else float(date) for date in dates])
    envelope = creation_envelope(created_at)
    expected = [max((d for d in dates[: k + 1] if d is not None), default=None) for k in range(len(dates))]
    found = [None if np.isnan(value) else value for value in envelope.at(len(dates))]
    assert found == expected
    assert (np.diff(envelope.ranks) > 0).all()
    assert (np.diff(envelope.times) > 0).all()


def test_a_date_after_its_observation_does_not_count():
    """An account created after it was seen has a wrong date and lifts nothing."""
    envelope = creation_envelope(np.array([1.0, 9.0, 2.0]), np.array([5.0, 5.0, 5.0]))
    assert envelope.times.tolist() == [1.0, 2.0]


@pytest.mark.parametrize("place", [0, 7, 250, 499])
def test_an_isolated_wrong_date_does_not_lift_the_followers_after_it(place):
    """A date years ahead which later followers do not confirm is left out, wherever it stands."""
    right = np.arange(500) * DAY / 2.0
    wrong = right.copy()
    wrong[place] = 600 * DAY
    found = creation_envelope(wrong).at(500, right[0])
    assert (found[:499] <= right[:499]).all()
    assert np.abs(found - right)[1:499].max() <= DAY / 2.0


def test_several_wrong_dates_are_left_out_also_when_equal():
    """Some wrong dates, alike or not, are found one after the other."""
    right = np.arange(2000) * DAY / 2.0
    wrong = right.copy()
    wrong[[20, 21, 300, 301, 900]] = np.array([1999, 1999, 1999, 1500, 1999]) * DAY / 2.0 + 50.0
    found = creation_envelope(wrong).at(2000)
    assert np.abs(found - right).max() <= DAY


def test_a_pause_is_no_wrong_date():
    """After a year without followers the next one raises the envelope by a year and is kept."""
    days = np.concatenate([np.arange(300), np.arange(300) + 700.0])
    assert creation_envelope(days * DAY).at(600).tolist() == (days * DAY).tolist()


def test_old_accounts_among_sign_ups_leave_the_first_record_alone():
    """An account that happens to be young at the head of a list of old ones is not a wrong date."""
    random = np.random.default_rng(3)
    created_at = random.uniform(0, 900 * DAY, 20_000)
    created_at[0] = 890 * DAY
    assert creation_envelope(created_at).ranks[0] == 0


def test_a_shuffled_list_has_hardly_more_record_holders_than_chance_says():
    """The stated limit is above what 400 shuffled lists have, and below four times that mean."""
    random = np.random.default_rng(5)
    for n in (20, 1000):
        counts = [len(creation_envelope(random.permutation(n).astype(float))) for _ in range(400)]
        assert max(counts) <= chance_records(n) < 4.0 * np.mean(counts) + 1.0


def test_geometric_mean_by_hand():
    """Each place has the geometric mean of itself and its neighbours, fewer at the ends."""
    found = local_geometric_mean(np.array([1.0, 4.0, 16.0]), reach=1)
    assert found == pytest.approx([2.0, 4.0, 8.0])


def every(n, followers, hours, odd_followers=None, odd_hours=None):
    """Return an envelope of even steps, some of them replaced."""
    ranks, times = np.full(n, followers), np.full(n, hours * HOUR)
    for place, value in (odd_followers or {}).items():
        ranks[place] = value
    for place, value in (odd_hours or {}).items():
        times[place] = value * HOUR
    return Envelope(np.cumsum(ranks) - ranks[0], np.cumsum(times)), int(ranks.sum())


def test_even_steps_have_an_even_pace():
    """Rates are steps and followers by the hour, and nothing is out of the way."""
    envelope, n = every(100, 8, 2.0)
    pace = FollowPace.of(envelope, n, envelope.times[-1] + 2 * HOUR)
    assert pace.hours == pytest.approx(2.0)
    assert pace.ranks == pytest.approx(8.0)
    assert pace.record_rate == pytest.approx(0.5)
    assert pace.follow_rate == pytest.approx(4.0)
    assert not pace.is_paused.any()
    assert not pace.is_block.any()


def test_a_block_and_a_pause_are_named_and_hardly_move_the_rates():
    """A thousand followers without a record holder are a block, a month without one a pause."""
    envelope, n = every(100, 8, 2.0, {31: 1008}, {61: 700.0})
    pace = FollowPace.of(envelope, n, np.nan)
    assert np.flatnonzero(pace.is_block).tolist() == [30]
    assert np.flatnonzero(pace.is_paused).tolist() == [60]
    assert pace.follow_rate.max() < 6.0
    assert pace.record_rate.min() > 0.35


def test_without_an_observation_the_last_step_is_a_usual_one():
    """Where the end is not known the last record holder waits as long as others did."""
    envelope, n = every(40, 5, 3.0)
    assert FollowPace.of(envelope, n, np.nan).hours[-1] == pytest.approx(3.0)
