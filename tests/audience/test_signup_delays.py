"""Sign-up delays: the age at which fresh sign-ups follow, unfolded from list order."""

import numpy as np
import pytest

from fakefollow.audience.order import SignUpDelays


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
