"""Sign-up delays: the age at which fresh sign-ups follow, unfolded from list order, and how late record holders are."""

import numpy as np
import pytest

from fakefollow.audience.order import HOUR, Envelope, FollowPace, SignUpDelays, creation_envelope, record_lag


def draw(mean_delay, rate, n=30_000, seed=1):
    """Return gaps, record rate and true delays of record holders of fresh sign-ups only, in hours."""
    random = np.random.default_rng(seed)
    followed = np.cumsum(random.exponential(1.0 / rate, n))
    delay = random.exponential(mean_delay, n)
    created = followed - delay
    highest = np.maximum.accumulate(created)
    gap = highest[:-1] - created[1:]
    record_rate = (gap < 0).sum() / followed[-1]
    return gap, np.full(len(gap), record_rate), delay[1:][gap < 0]


@pytest.mark.parametrize(("mean_delay", "rate"), [(0.5, 0.35), (0.2, 5.0), (4.0, 0.3)])
def test_delays_of_record_holders_are_found_without_seeing_them(mean_delay, rate):
    """From gaps alone the 95 % delay of record holders comes out within 15 %, the 80 % one and the rate within 25 %."""
    gap, record_rate, truth = draw(mean_delay, rate)
    delays = SignUpDelays.learn(gap, record_rate, oldest=72.0)
    share = np.exp(delays.of_record_holders(record_rate[:1]))[0]
    reached = np.concatenate([[0.0], np.cumsum(share)])
    for chance, within in ((0.8, 0.25), (0.95, 0.15)):
        found = np.interp(chance, reached, delays.edges)
        assert found == pytest.approx(np.quantile(truth, chance), rel=within)
    assert delays.sign_up_rate(record_rate[:1])[0] == pytest.approx(rate, rel=0.25)


def test_a_learnt_distribution_is_one():
    """Shares are positive and sum to 1, edges increase, also after a handful of accounts."""
    delays = SignUpDelays.learn(np.array([-1.0, -2.0, 0.5]), np.full(3, 0.5), oldest=100.0)
    assert delays.weight.sum() == pytest.approx(1.0)
    assert (delays.weight >= 0).all()
    assert (np.diff(delays.edges) > 0).all()
    assert delays.edges[-1] == pytest.approx(100.0)


def test_the_faster_sign_ups_come_the_younger_are_record_holders():
    """Where many sign up, only those who follow at once raise the envelope."""
    gap, record_rate, _ = draw(0.5, 1.0)
    delays = SignUpDelays.learn(gap, record_rate, oldest=72.0)
    share = np.exp(delays.of_record_holders(np.array([0.1, 1.0, 5.0])))
    assert share.sum(axis=1) == pytest.approx(1.0)
    means = share @ delays.ages()
    assert means[0] > means[1] > means[2]


EDGES = np.concatenate([[0.0], np.geomspace(0.01, 50.0, 31)])


def exponential(mean):
    """Return exponential delays."""
    weight = np.diff(1.0 - np.exp(-EDGES / mean))
    return SignUpDelays(EDGES, weight / weight.sum())


def paced_list(n=40_000, mean=2.0, seed=2):
    """Return pace of a list of which an eighth are fresh sign-ups, and how late its record holders really were."""
    random = np.random.default_rng(seed)
    followed = np.cumsum(random.exponential(1.0 / 3.0, n)) * HOUR
    fresh = random.uniform(size=n) < 0.125
    age = np.where(fresh, random.exponential(mean, n), random.uniform(5e3, 5e4, n)) * HOUR
    envelope = creation_envelope(followed - age)
    pace = FollowPace.of(envelope, n, followed[-1])
    return pace, (followed[envelope.ranks] - envelope.times) / HOUR


def test_quantiles_hold_as_many_as_they_say():
    """Half of the record holders are later than the median, a twentieth later than the 95 % quantile."""
    pace, truth = paced_list()
    middle, upper = record_lag(exponential(2.0), pace, (0.5, 0.95))
    assert 0.42 < (truth[10:] <= middle[10:]).mean() < 0.58
    assert 0.92 < (truth[10:] <= upper[10:]).mean() < 0.98
    assert (middle <= upper).all()


def test_steps_tell_who_was_late():
    """The median goes with the truth, beyond what the usual delay says of all alike."""
    pace, truth = paced_list()
    (middle,) = record_lag(exponential(2.0), pace, (0.5,))
    assert np.corrcoef(middle[10:], truth[10:])[0, 1] > 0.4


def test_many_followers_in_no_time_say_that_the_next_one_was_late():
    """After a step of many followers and few hours the record holder is later than after an even one."""
    ranks, hours = np.full(60, 8), np.full(60, 2.0)
    ranks[30], hours[30] = 30, 0.2
    envelope = Envelope(np.cumsum(ranks) - 8, np.cumsum(hours) * HOUR)
    pace = FollowPace.of(envelope, int(ranks.sum()) - 0, np.nan)
    (middle,) = record_lag(exponential(2.0), pace, (0.5,))
    assert middle[30] > 1.2 * middle[20]
    assert middle[29] < middle[20]


def test_chunks_change_nothing():
    """The result does not depend on how many record holders are taken at a time."""
    pace, _ = paced_list(5000)
    whole, in_chunks = (record_lag(exponential(2.0), pace, (0.5, 0.95), chunk) for chunk in (10_000, 7))
    np.testing.assert_allclose(in_chunks, whole, rtol=1e-9)
