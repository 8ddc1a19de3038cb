"""Record excess: how late each record holder followed."""

import numpy as np

from fakefollow.audience.order import (
    HOUR,
    Envelope,
    FollowPace,
    SignUpDelays,
    creation_envelope,
    record_excess,
    signup_delays as module,
)

EDGES = np.concatenate([[0.0], np.geomspace(0.01, 50.0, 31)])


def exponential(mean):
    """Return exponential delays."""
    weight = np.diff(1.0 - np.exp(-EDGES / mean))
    return SignUpDelays(EDGES, weight / weight.sum())


def audience(n=40_000, mean=2.0, seed=2):
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
    pace, truth = audience()
    middle, upper = record_excess(exponential(2.0), pace, (0.5, 0.95))
    assert 0.42 < (truth[10:] <= middle[10:]).mean() < 0.58
    assert 0.92 < (truth[10:] <= upper[10:]).mean() < 0.98
    assert (middle <= upper).all()


def test_steps_tell_who_was_late():
    """The median goes with the truth, beyond what the usual delay says of all alike."""
    pace, truth = audience()
    (middle,) = record_excess(exponential(2.0), pace, (0.5,))
    assert np.corrcoef(middle[10:], truth[10:])[0, 1] > 0.4


def test_many_followers_in_no_time_say_that_the_next_one_was_late():
    """After a step of many followers and few hours the record holder is later than after an even one."""
    ranks, hours = np.full(60, 8), np.full(60, 2.0)
    ranks[30], hours[30] = 30, 0.2
    envelope = Envelope(np.cumsum(ranks) - 8, np.cumsum(hours) * HOUR)
    pace = FollowPace.of(envelope, int(ranks.sum()) - 0, np.nan)
    (middle,) = record_excess(exponential(2.0), pace, (0.5,))
    assert middle[30] > 1.2 * middle[20]
    assert middle[29] < middle[20]


def test_chunks_change_nothing(monkeypatch):
    """The result does not depend on how many record holders are taken at a time."""
    pace, _ = audience(5000)
    whole = record_excess(exponential(2.0), pace, (0.5, 0.95))
    monkeypatch.setattr(module, "CHUNK", 7)
    np.testing.assert_allclose(record_excess(exponential(2.0), pace, (0.5, 0.95)), whole, rtol=1e-9)
