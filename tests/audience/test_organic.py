"""Organic arrivals: the null model is learnt from what is taken to be organic, and from a reference of ages."""

import numpy as np
import pytest

from fakefollow.audience.order import DAY
from fakefollow.audience.purchases import (
    AGE_EDGES_DAYS,
    REFERENCE_AGES,
    REFERENCE_YOUNG,
    ArrivalCounts,
    Arrivals,
    CreationAges,
    OrganicArrivals,
    ProfileCodes,
)

START = 1.5e9
N = 4000


def listed(ages_days, codes=None):
    """Return counts of followers of these ages, one an hour."""
    followed_by = START + 3600.0 * np.arange(len(ages_days))
    marks = {} if codes is None else {"m": ProfileCodes(np.asarray(codes, np.int8), ("a", "b"))}
    return ArrivalCounts.of(Arrivals(followed_by - np.asarray(ages_days) * DAY, followed_by, marks))


def learn(counts, organic=True):
    blocks = np.broadcast_to(organic, counts.n_blocks)
    return OrganicArrivals.learn(counts, CreationAges.of(counts), blocks)


def ages(n=N, seed=0):
    """Return ages of the reference, a sixth of them fresh."""
    random = np.random.default_rng(seed)
    place = random.choice(len(REFERENCE_AGES), n, p=REFERENCE_AGES / REFERENCE_AGES.sum())
    old = random.uniform(AGE_EDGES_DAYS[place], AGE_EDGES_DAYS[place + 1])
    return np.where(random.random(n) < 0.15, 0.3, np.minimum(old, 2500.0))


def test_shares_are_shares():
    """Shares lie in [0, 1]; dates and marks sum to 1 in every block."""
    counts = listed(ages(), np.arange(N) % 2)
    organic = learn(counts)
    np.testing.assert_allclose(organic.dates.sum(axis=1), 1.0)
    np.testing.assert_allclose(organic.profiles["m"].sum(axis=2), 1.0)
    for shares in (organic.young, organic.dates, organic.profiles["m"]):
        assert 0.0 <= shares.min() <= shares.max() <= 1.0
    assert np.all(np.diff(organic.young, axis=1) >= 0.0)


def test_without_organic_blocks_the_reference_is_left():
    """Where nothing is organic, young shares and ages are those of the reference, marks all alike."""
    counts = listed(np.full(N, 5.0), np.zeros(N))
    organic = learn(counts, False)
    np.testing.assert_allclose(organic.young, np.broadcast_to(REFERENCE_YOUNG, organic.young.shape))
    np.testing.assert_allclose(organic.profiles["m"], 0.5)
    creation = CreationAges.of(counts)
    shares = creation.shares(REFERENCE_AGES)
    np.testing.assert_allclose(organic.dates, shares / shares.sum(axis=1, keepdims=True))


def test_learns_the_list():
    """A long organic list replaces the reference: a share of half young accounts is learnt as a half."""
    random = np.random.default_rng(1)
    young = random.random(N) < 0.5
    organic = learn(listed(np.where(young, 3.0, 800.0)))
    np.testing.assert_allclose(organic.young[:, 2], 0.5, atol=0.04)
    np.testing.assert_allclose(organic.young[:, 0], 0.0, atol=0.02)


def test_what_is_not_organic_is_not_learnt():
    """Blocks that are set aside change nothing, whatever they hold."""
    counts, bought = listed(ages(), np.zeros(N)), slice(1500, 2000)
    changed = ages()
    changed[bought] = 40.0
    codes = np.zeros(N)
    codes[bought] = 1
    organic = np.ones(counts.n_blocks, np.bool_)
    organic[1500 // counts.block - 1 : 2000 // counts.block + 1] = False
    one, other = learn(counts, organic), learn(listed(changed, codes), organic)
    for a, b in ((one.young, other.young), (one.dates, other.dates), (one.profiles["m"], other.profiles["m"])):
        n = min(a.shape[1], b.shape[1])
        np.testing.assert_allclose(a[:, :n], b[:, :n], atol=1e-9)


def test_a_purchase_cannot_hide_itself():
    """What a block holds says nothing of what to expect in it, nor do its neighbours (guard cells)."""
    plain, odd = ages(), ages()
    counts = listed(plain)
    middle = counts.n_blocks // 2
    guard = round(0.02 * counts.n_blocks)
    odd[(middle - guard) * counts.block : (middle + guard + 1) * counts.block] = 3.0
    usual, seen = learn(counts).young[middle, 1], learn(listed(odd)).young[middle, 1]
    # Beyond the guard only the mean of the whole list knows of it, at the weight of the reference.
    assert seen == pytest.approx(usual, abs=0.002)
    beside = guard + 5
    assert learn(listed(odd)).young[middle + beside, 1] > learn(counts).young[middle + beside, 1] + 0.02


def test_marks_are_learnt_for_each_age():
    """What profiles show is learnt within a class of age, so fresh accounts may be empty as a rule."""
    fresh = np.arange(N) % 4 == 0
    organic = learn(listed(np.where(fresh, 0.2, 500.0), fresh))
    np.testing.assert_allclose(organic.profiles["m"][:, 0, 1], 1.0, atol=0.06)
    np.testing.assert_allclose(organic.profiles["m"][:, 2, 1], 0.0, atol=0.02)


def test_waves_of_sign_ups_are_learnt():
    """When three times as many accounts were made for a year, more of that year are expected, at any age."""
    random = np.random.default_rng(3)
    followed_by = START + DAY * np.arange(N) / 4.0
    wave = START - np.array([730, 365]) * DAY
    created_at = followed_by - random.uniform(2, 2000, N) * DAY
    many = random.random(N) < 0.3
    created_at[many] = random.uniform(*wave, np.count_nonzero(many))
    counts = ArrivalCounts.of(Arrivals(created_at, followed_by, {}))
    inside = (counts.date_bins > wave[0]) & (counts.date_bins < wave[1])
    seen = counts.dates[:, inside].sum() / counts.dates.sum()
    expected = (learn(counts).dates[:, inside].sum(axis=1) * counts.dates.sum(axis=1)).sum() / counts.dates.sum()
    assert expected == pytest.approx(seen, abs=0.03)
    reference = learn(counts, False).dates[:, inside].sum(axis=1).mean()
    assert expected > reference + 0.1


def test_ages_of_creation_dates():
    """A law of ages is spread over cells: all of it, none of it after the block, by age as it was put in."""
    counts = listed(np.append(np.full(N - 1, 3000.0), 2.0))
    creation = CreationAges.of(counts)
    shares = creation.shares(REFERENCE_AGES)
    assert np.all(shares >= 0.0)
    later = counts.date_bins[None, :] > counts.followed_by[:, None] + 8 * DAY
    assert np.all(shares[later] == 0.0)
    only = np.zeros(len(REFERENCE_AGES))
    only[10] = 1.0  # 1095 to 1460 days
    by_age = creation.by_age(creation.shares(only)) / counts.n_blocks
    assert by_age[10] == pytest.approx(1.0, abs=0.05)
    assert by_age.sum() == pytest.approx(1.0)


def test_shares_do_not_depend_on_the_scale():
    """A law of twice the weight gives twice the shares, so the reference need not sum to 1."""
    creation = CreationAges.of(listed(np.append(np.full(N - 1, 3000.0), 2.0)))
    np.testing.assert_allclose(creation.shares(2.0 * REFERENCE_AGES), 2.0 * creation.shares(REFERENCE_AGES))


def test_reference_has_a_share_for_every_age():
    """Every age between two edges has a share above 0, so that no age is impossible."""
    assert len(REFERENCE_AGES) == len(AGE_EDGES_DAYS) - 1
    assert REFERENCE_AGES.min() > 0.0
