"""Shares of known sources: found, narrow where much is known, and nowhere narrower than chance allows."""

import numpy as np
import pytest

from fakefollow import read
from fakefollow.audience.share import EvidenceCounts, estimate_share
from fakefollow.evaluation import LabelledAccounts
from fakefollow.simulate import simulate_accounts
from fakefollow.training import TrainingSettings, train_detector
from models.bench.audiences.known_sources import known_share

KINDS = ("genuine", "purchased", "bot")


@pytest.fixture(scope="module")
def detector():
    """Return a small detector with a reference for shares."""
    simulated = simulate_accounts(900, 450, 450, random_state=3)
    accounts = LabelledAccounts.of(read(simulated.profiles), simulated.kind, simulated.source)
    return train_detector(accounts, "x", TrainingSettings(classifier={"max_iter": 15}))


def audience(detector, shares, n, seed=0):
    """Return counts of followers drawn from the equal mixtures of the reference."""
    reference = detector.shares.patterns[0]
    density = reference.counts / reference.counts.sum(axis=1, keepdims=True)
    mixed = sum(share * density[reference.kind_of == kind].mean(axis=0) for kind, share in enumerate(shares))
    counts = np.random.default_rng(seed).multinomial(n, mixed)
    return EvidenceCounts(reference.name, counts, n // 10, n, 0.02)


@pytest.mark.parametrize("truth", [(1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.6, 0.3, 0.1)])
def test_known_kinds_are_found(detector, truth):
    """Where only shares differ from the reference, they are found within their intervals and .06."""
    found = known_share(detector, audience(detector, truth, 1000))
    assert sum(share.estimate for share in found.shares.values()) == pytest.approx(1.0)
    for kind, share in zip(KINDS, truth, strict=True):
        assert found.shares[kind].estimate == pytest.approx(share, abs=0.06)
        assert found.shares[kind].low <= share + 0.01
        assert found.shares[kind].high >= share - 0.01
    assert found.fit.good


def test_many_followers_leave_little_open(detector):
    """One follower says nearly nothing, 5,000 of known kinds much."""
    one, many = (known_share(detector, audience(detector, (1.0, 0.0, 0.0), n)).not_genuine for n in (1, 5000))
    assert one.high - one.low > 0.5
    assert many.high - many.low < 0.1


def test_unseen_sources_widen_the_interval(detector):
    """Not to know sellers and communities, as an audit does not, costs width."""
    counted = audience(detector, (0.6, 0.3, 0.1), 2000)
    known, unseen = (share(detector, counted).not_genuine for share in (known_share, estimate_share))
    assert unseen.high - unseen.low > known.high - known.low


def test_a_whole_audience_is_known_better_than_a_sample(detector):
    """When all followers were looked at the interval is narrower, but errors of the evidence stay."""
    counted = audience(detector, (0.6, 0.3, 0.1), 1000)
    sampled, whole = (known_share(detector, counted, total_followers=total).not_genuine for total in (1_000_000, 1000))
    assert 0.0 < whole.high - whole.low < sampled.high - sampled.low


def test_no_interval_is_narrower_than_the_sample_allows(detector):
    """A kind of which 100 followers show nobody may still be 3.6 % of the audience."""
    found = known_share(detector, audience(detector, (1.0, 0.0, 0.0), 100))
    assert found.shares["genuine"].low <= 0.025**0.01
