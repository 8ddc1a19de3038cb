"""Scan: e-values of an excess, windows, signs, and the search for blocks that do not look like organic arrival."""

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from scipy.stats import binom

from fakefollow.audience.order import DAY
from fakefollow.audience.purchases import (
    LEAST_YOUNG_TOLERANCE,
    ArrivalCounts,
    Arrivals,
    CreationAges,
    OrganicArrivals,
    ProfileCodes,
    Windows,
    excess_evidence,
    log_mean_exp,
    running_signs,
    running_sums,
    search,
    signs_of,
    total_evidence,
    window_evidence,
    windows_of,
    young_tolerance,
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
    marks = {} if codes is None else {"m": ProfileCodes(np.asarray(codes, np.int8), ("a", "b"))}
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
    """Windows are 1, 2, 3, 4, 6, 8 and so on long, stay in the list, and those of one length leave no gap."""
    lengths = []
    for windows in windows_of(n_blocks):
        lengths.append(windows.length)
        assert windows.starts[0] == 0
        assert windows.stops[-1] <= n_blocks < windows.stops[-1] + max(1, windows.length // 4)
        assert np.all(np.diff(windows.starts) == max(1, windows.length // 4))
    assert lengths == [
        n for n in range(1, n_blocks + 1) if n & (n - 1) == 0 or (n % 3 == 0 and n // 3 & (n // 3 - 1) == 0)
    ]


@given(st.integers(1, 200), st.integers(0, 99))
def test_running_sums(n, seed):
    """Differences of running sums are sums over what is used."""
    random = np.random.default_rng(seed)
    values, used = random.integers(0, 9, (n, 2, 3)).astype(float), random.random(n) < 0.7
    sums = running_sums(values, used)
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
    """The sign of young accounts compares how many are older with as few young ones as are still usual."""
    counts = counted(*listed())
    every = np.ones(counts.n_blocks, np.bool_)
    organic = OrganicArrivals.learn(counts, CreationAges.of(counts), every)
    window = slice(40, 72)
    size = counts.aged[window].sum()
    older = size - counts.young[window, 1:].sum(axis=0)
    usual = (organic.young[window, 1:] * counts.aged[window, None]).sum(axis=0)
    tolerance = young_tolerance(np.array(size), LEAST_YOUNG_TOLERANCE)
    steps = [np.concatenate([[0.0], np.cumsum(values)])[None] for values in (older, size - usual / tolerance)]
    expected = excess_evidence(steps[0], np.array([size]), steps[1])
    found = window_evidence(signs(counts), Windows(np.array([40]), 32))["young"]
    np.testing.assert_allclose(found, expected)


def test_longer_windows_vary_less():
    """How many young accounts may be missing shrinks with the length of a window, to a least for each age."""
    sizes = np.array([10.0, 256.0, 400.0, 1e6])
    beyond = young_tolerance(sizes, LEAST_YOUNG_TOLERANCE) - 1.0
    np.testing.assert_allclose(beyond[:2], [[1.0, 1.0, 0.5, 0.35]] * 2)
    np.testing.assert_allclose(beyond[2], [0.8, 0.8, 0.4, 0.28])
    np.testing.assert_allclose(beyond[3], LEAST_YOUNG_TOLERANCE)


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
        Arrivals(created_at, followed_by, {"m": ProfileCodes(codes, ("a", "b"), ordinary=ordinary)})
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
    limit = np.log(found.n_windows / 0.05)
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


def over_categories(values):
    """Return running sums over the last axis that begin with 0."""
    return np.concatenate([np.zeros((*np.shape(values)[:-1], 1)), np.cumsum(values, axis=-1)], axis=-1)


def evidence(counts, size, shares, spans=(1,)):
    counts = np.atleast_2d(np.asarray(counts, float))
    size = np.broadcast_to(np.asarray(size, float), len(counts))
    allowed = np.broadcast_to(shares, counts.shape) * size[:, None]
    return excess_evidence(over_categories(counts), size, over_categories(allowed), spans)


@given(st.integers(3, 200), st.floats(0.001, 0.96))
def test_mean_of_one_category_is_at_most_one(size, share):
    """The exact mean of an e-value over all counts of a binomial is at most 1, but for the floor of e to the -5."""
    count = np.arange(size + 1)
    log_values = evidence(count[:, None], size, share)
    assert np.exp(log_values + binom.logpmf(count, size, share)).sum() <= 1.0 + np.exp(-5.0)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(0.02, 1.0), min_size=2, max_size=8), st.integers(5, 80), st.integers(0, 99))
def test_mean_of_many_categories_is_at_most_one(weights, size, seed):
    """The mean over simulated groups without an excess is at most 1, up to three errors of the mean."""
    shares = np.array(weights) / np.sum(weights)
    counts = np.random.default_rng(seed).multinomial(size, shares, 4000)
    values = np.exp(np.minimum(evidence(counts, size, shares, (1, 2)), 8.0))
    assert values.mean() <= 1.0 + np.exp(-5.0) + 3.0 * values.std() / np.sqrt(len(values))


@given(st.integers(1, 60), st.floats(0.01, 0.9), st.floats(1.0, 3.0))
def test_allowing_more_says_less(size, share, factor):
    """The more of a category is still organic, the less evidence the same count is."""
    count = np.array([[size]])
    assert evidence(count, size, min(share * factor, 1.0)) <= evidence(count, size, share) + 1e-9


@given(st.integers(5, 60), st.floats(0.01, 0.8))
def test_more_of_a_category_says_more(size, share):
    """Evidence does not fall as the count of the category in excess rises."""
    found = evidence(np.arange(size + 1)[:, None], size, share)
    assert np.all(np.diff(found) >= -1e-9)


def test_evidence_is_the_mean_likelihood_ratio():
    """One category: the log of the mean over alternatives of the ratio of binomial likelihoods."""
    ratios = [binom.pmf(12, 20, 0.1 + 0.9 * b) / binom.pmf(12, 20, 0.1) for b in (0.03, 0.07, 0.15, 0.4, 0.7, 0.95)]
    assert evidence([[12]], 20, 0.1)[0] == pytest.approx(np.log(np.mean(ratios)))


def test_spans_join_neighbours():
    """A span of two sees what is spread over two neighbouring categories, and is a mean with the other spans."""
    counts, shares = [[0, 10, 10, 0]], [0.25, 0.25, 0.25, 0.25]
    one, two = (evidence(counts, 20, shares, (span,))[0] for span in (1, 2))
    assert two > one + 5.0
    both = evidence(counts, 20, shares, (1, 2))[0]
    assert both == pytest.approx(np.log((np.exp(one) + np.exp(two)) / 2))


@pytest.mark.parametrize(
    ("count", "size", "share"),
    [(2, 2, 0.01), (0, 0, 0.0), (10, 20, 0.5), (5, 20, 0.5), (20, 20, 0.98), (20, 20, 1.0)],
    ids=["two accounts", "nobody", "as expected", "fewer", "nearly all are usual", "all are usual"],
)
def test_no_excess_is_the_floor(count, size, share):
    """Fewer than three, no more than allowed, or what nearly fills the group anyway says nothing."""
    assert evidence([[count]], size, share)[0] == -5.0


def test_impossible_category_is_finite():
    """A category of which nothing is allowed gives large evidence, not an infinity."""
    assert 50.0 < evidence([[10]], 10, 0.0)[0] < 200.0


def test_groups_do_not_touch_each_other():
    """The evidence of a group is the same beside others and alone."""
    counts = np.random.default_rng(0).integers(0, 20, (30, 6))
    size, shares = counts.sum(axis=1), np.full(6, 0.1)
    alone = [evidence(row[None], n, shares)[0] for row, n in zip(counts, size, strict=True)]
    np.testing.assert_array_equal(evidence(counts, size, shares), alone)


def test_no_group_at_all():
    """No groups give no evidence."""
    assert evidence(np.zeros((0, 4)), 0, 0.25).shape == (0,)


def test_log_mean_exp():
    """The log of a mean of exponentials, without overflow."""
    assert log_mean_exp(np.log([1.0, 3.0])) == pytest.approx(np.log(2.0))
    assert log_mean_exp(np.array([2000.0, -2000.0])) == pytest.approx(2000.0 - np.log(2.0))
