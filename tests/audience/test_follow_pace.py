"""Follow pace: steps between record holders and what is usual about them."""

import numpy as np
import pytest

from fakefollow.audience.order import HOUR, Envelope, FollowPace


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
