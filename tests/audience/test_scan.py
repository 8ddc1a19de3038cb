"""Scan: windows, signs, and the search for blocks that do not look like organic arrival."""

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from fakefollow.audience.purchases import (
    DAY,
    FALSE_RUNS,
    ArrivalCounts,
    Arrivals,
    CreationAges,
    Marks,
    OrganicArrivals,
    Windows,
    excess_evidence,
    log_mean_exp,
    running,
    running_signs,
    search,
    signs_of,
    total_evidence,
    window_evidence,
    windows_of,
)

START = 1.5e9
N = 2400


def listed(n=N, seed=0):
    """Return creation and follow times of an organic list: a follow an hour, a third of the accounts young."""
    random = np.random.default_rng(seed)
    followed_by = START + 3600.0 * np.arange(n)
    ages = np.where(random.random(n) < 0.35, random.exponential(20, n), random.uniform(90, 2500, n))
    return followed_by - ages * DAY, followed_by


def counted(created_at, followed_by, codes=None):
    marks = {} if codes is None else {"m": Marks(np.asarray(codes, np.int8), ("a", "b"))}
    return ArrivalCounts.of(Arrivals(created_at, followed_by, marks))


def signs(counts, used=None):
    """Return running signs under the null model learnt from the whole list."""
    every = np.ones(counts.n_blocks, np.bool_)
    organic = OrganicArrivals.learn(counts, CreationAges.of(counts), every)
    return running_signs(signs_of(counts, organic), every if used is None else used)


def batch(created_at, followed_by, ranks):
    """Return the list with accounts made within four days at these ranks."""
    created_at = created_at.copy()
    made = followed_by[ranks.start] - np.linspace(40, 36, ranks.stop - ranks.start) * DAY
    created_at[ranks] = made
    return created_at


@given(st.integers(1, 3000))
def test_windows_cover_the_list(n_blocks):
    """Windows double in length, stay in the list, and those of one length leave no gap before the last."""
    lengths = []
    for windows in windows_of(n_blocks):
        lengths.append(windows.length)
        assert windows.starts[0] == 0
        assert windows.stops[-1] <= n_blocks < windows.stops[-1] + max(1, windows.length // 4)
        assert np.all(np.diff(windows.starts) == max(1, windows.length // 4))
    assert lengths == [2**power for power in range(n_blocks.bit_length())]


@given(st.integers(1, 200), st.integers(0, 99))
def test_running_sums(n, seed):
    """Differences of running sums are sums over what is used."""
    random = np.random.default_rng(seed)
    values, used = random.integers(0, 9, (n, 2, 3)).astype(float), random.random(n) < 0.7
    sums = running(values, used)
    assert sums.shape == (n + 1, 2, 3)
    left, right = sorted(random.integers(0, n + 1, 2).tolist())
    np.testing.assert_array_equal(sums[right] - sums[left], values[left:right][used[left:right]].sum(axis=0))


def test_windows_that_touch():
    """Windows touch blocks that lie inside them."""
    windows = Windows(np.array([0, 3, 6]), 4)
    blocks = np.zeros(10, np.bool_)
    blocks[3] = True
    assert windows.touching(blocks).tolist() == [0, 1]
    assert windows.take(np.array([2])).stops.tolist() == [10]


def test_young_evidence_is_that_of_its_counts():
    """The sign of young accounts compares how many are older with twice as few young ones as usual."""
    counts = counted(*listed())
    every = np.ones(counts.n_blocks, np.bool_)
    organic = OrganicArrivals.learn(counts, CreationAges.of(counts), every)
    window = slice(40, 72)
    size = counts.aged[window].sum()
    older = size - counts.young[window, 1:].sum(axis=0)
    usual = (organic.young[window, 1:] * counts.aged[window, None]).sum(axis=0)
    steps = [np.concatenate([[0.0], np.cumsum(values)])[None] for values in (older, size - usual / 2.0)]
    expected = excess_evidence(steps[0], np.array([size]), steps[1])
    found = window_evidence(signs(counts), Windows(np.array([40]), 32))["young"]
    np.testing.assert_allclose(found, expected)


def test_blocks_that_are_not_used_say_nothing():
    """Evidence of a window in which some blocks are not used is that of the others."""
    created_at, followed_by = listed()
    counts = counted(batch(created_at, followed_by, slice(800, 1000)), followed_by)
    used = np.ones(counts.n_blocks, np.bool_)
    used[100:125] = False
    whole, half = Windows(np.array([100]), 25), Windows(np.array([90]), 40)
    assert total_evidence(window_evidence(signs(counts), whole))[0] > 20.0
    assert total_evidence(window_evidence(signs(counts, used), whole))[0] < 0.0
    assert total_evidence(window_evidence(signs(counts, used), half))[0] < 5.0


def test_total_evidence_multiplies_creation_and_profile():
    """All signs together: the mean of each e-value and of each product of one of dates and one of profiles."""
    found = {"dates": np.array([2.0]), "young": np.array([-1.0]), "bio": np.array([3.0])}
    expected = log_mean_exp(np.array([2.0, -1.0, 3.0, 5.0, 2.0]))
    assert total_evidence(found)[0] == pytest.approx(expected)


def test_ordinary_codes_are_no_sign():
    """A code that is said to be ordinary is never in excess, another one is."""
    created_at, followed_by = listed()
    codes = np.zeros(N, np.int8)
    codes[800:1000] = 1
    arrivals = [
        Arrivals(created_at, followed_by, {"m": Marks(codes, ("a", "b"), ordinary=ordinary)})
        for ordinary in ((), (1,))
    ]
    window = Windows(np.array([100]), 25)
    plain, ordinary = (window_evidence(signs(ArrivalCounts.of(some)), window)["m"][0] for some in arrivals)
    assert plain > 50.0
    assert ordinary < 0.0


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 99))
def test_order_inside_blocks_does_not_matter(seed):
    """A search gives the same when followers change places inside their block."""
    created_at, followed_by = listed(seed=seed)
    created_at = batch(created_at, followed_by, slice(1000, 1200))
    counts = counted(created_at, followed_by)
    block = np.arange(N) // counts.block
    followed_by = followed_by[np.minimum(block * counts.block + counts.block // 2, N - 1)]
    order = np.lexsort([np.random.default_rng(seed).random(N), block])
    one, other = (search(counted(created_at[rows], followed_by)) for rows in (np.arange(N), order))
    np.testing.assert_array_equal(one.bought, other.bought)
    np.testing.assert_array_equal(one.evidence, other.evidence)


def test_finds_the_blocks_of_a_batch():
    """The blocks of accounts made together are called, those of the others are not, and the evidence tells them."""
    created_at, followed_by = listed()
    found = search(counted(batch(created_at, followed_by, slice(800, 1200)), followed_by))
    assert found.bought[101:149].mean() > 0.9
    assert not found.bought[:98].any()
    assert not found.bought[152:].any()
    limit = np.log(found.n_windows / FALSE_RUNS)
    assert np.all(found.evidence[found.bought] >= limit)
    assert np.all(found.evidence[~found.bought] == -np.inf)


def test_the_null_model_in_the_end_knows_no_purchase():
    """What was bought is not learnt: young accounts are expected in it as in the rest of the list."""
    created_at, followed_by = listed()
    bought = created_at.copy()
    bought[600:1800] = followed_by[600:1800] - np.linspace(300, 2500, 1200) * DAY
    found = search(counted(bought, followed_by))
    assert found.bought[80:220].all()
    found_share = found.organic.young[80:220, 2]
    assert found_share.min() > 0.25
    assert found_share.mean() == pytest.approx(0.35, abs=0.05)


@pytest.mark.parametrize("n", [1, 5, 50, 200])
def test_short_lists_are_searched(n):
    """A list of any length is searched; what is organic is not called."""
    assert not search(counted(*listed(n))).bought.any()


def test_false_alarms_are_rare():
    """Of 40 organic lists two at most have a block called: one of 20 is what the limit allows."""
    assert sum(search(counted(*listed(800, seed))).bought.any() for seed in range(40)) <= 2
