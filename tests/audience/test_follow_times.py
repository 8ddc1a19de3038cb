"""Follow times: bounds that hold, estimates that are near, and honesty where nothing can be known."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from fakefollow.audience.order import estimate_follow_times
from fakefollow.simulate import Burst, Purchase, simulate_audience

HOUR = 3600.0
DAY = 24 * HOUR
VALUES = st.lists(st.none() | st.integers(0, 10**6), min_size=1, max_size=60)


def drawn(n=20_000, seed=50, **arguments):
    """Return creation dates, observation times and true follow times of a synthetic list, oldest first."""
    audience = simulate_audience(n, profiles=False, random_state=seed, **arguments)
    created_at, observed_at = (
        audience.columns[name].astype("datetime64[us]").astype(np.int64)[::-1] / 1e6
        for name in ("created_at", "observed_at")
    )
    return created_at, observed_at, audience.followed_at[::-1], audience.event[::-1]


def coverage(times, truth):
    return ((times.low <= truth) & (truth <= times.high)).mean()


def assert_in_order(times):
    for values in (times.low, times.estimate, times.high):
        assert (np.diff(values) >= 0).all()
    assert (times.low <= times.estimate).all()
    assert (times.estimate <= times.high).all()


@pytest.mark.parametrize("seed", [50, 51, 52])
def test_at_100_000_followers_the_median_error_is_below_an_hour_and_the_interval_holds(seed):
    """With the usual share of fresh sign-ups over four years: error <= 1 h, 93 to 97 % covered."""
    created_at, observed_at, truth, _ = drawn(100_000, seed)
    times = estimate_follow_times(created_at, observed_at)
    assert np.median(np.abs(times.estimate - truth)) <= 0.5 * HOUR
    assert 0.93 <= coverage(times, truth) <= 0.97
    assert times.basis == "estimated"
    assert_in_order(times)


@pytest.mark.parametrize(
    ("arguments", "least"),
    [
        ({"fresh_share": 0.02}, 0.91),
        ({"fresh_share": 0.4}, 0.93),
        ({"span_days": 20.0}, 0.92),
        ({"drip_share": 0.5}, 0.92),
        ({"bursts": (Burst("viral", 0.1, 0.3), Burst("starter_pack", 0.2, 0.6))}, 0.9),
        ({"purchases": (Purchase(0.2, at=0.5), Purchase(0.2, "aged", at=0.8))}, 0.92),
        ({"purchases": (Purchase(0.7, "aged", at=0.2),)}, 0.92),
    ],
)
def test_coverage_stays_near_nominal(arguments, least):
    """Few or many fresh sign-ups, short lists, drip, bursts, purchases: at least about 95 % are covered."""
    created_at, observed_at, truth, _ = drawn(**arguments)
    times = estimate_follow_times(created_at, observed_at)
    assert least <= coverage(times, truth)
    assert (times.low <= truth).all()
    assert_in_order(times)


@pytest.mark.parametrize("n", [200, 1000, 5000])
def test_small_lists_are_covered_on_average(n):
    """Over eight lists the interval holds 92 to 98.5 %."""
    covered = [coverage(estimate_follow_times(c, o), t) for c, o, t, _ in (drawn(n, s) for s in range(8))]
    assert 0.92 <= np.mean(covered) <= 0.985


@pytest.mark.parametrize("mean_hours", [0.05, 0.5, 3.0])
def test_delays_are_learnt_not_assumed(mean_hours):
    """Fresh sign-ups that take minutes or hours to follow: the interval holds, the estimate beats interpolation."""
    random = np.random.default_rng(7)
    truth = np.sort(random.uniform(0, 2 * 365 * DAY, 40_000))
    age = np.where(random.uniform(size=40_000) < 0.12, random.exponential(mean_hours * HOUR, 40_000), 900 * DAY)
    created_at = truth - age * np.where(age > 800 * DAY, random.uniform(0.1, 2.0, 40_000), 1.0)
    times = estimate_follow_times(created_at, np.full(40_000, truth[-1]))
    assert 0.91 <= coverage(times, truth) <= 0.99
    highest = np.maximum.accumulate(created_at)
    raises = np.flatnonzero(np.diff(highest, prepend=-np.inf) > 0)
    plain = np.interp(np.arange(40_000), raises, highest[raises])
    assert np.median(np.abs(times.estimate - truth)) < np.median(np.abs(plain - truth))


def test_a_block_of_aged_accounts_reaches_to_the_next_record_holder():
    """Where no fresh sign-up tells the time, the interval of the whole block is open up to the next one."""
    created_at, observed_at, truth, event = drawn(purchases=(Purchase(0.2, "aged", at=0.5),))
    times = estimate_follow_times(created_at, observed_at)
    block = np.flatnonzero(event == 0)[200:-200]
    assert coverage(times, truth) > 0.92
    assert ((times.low <= truth) & (truth <= times.high))[block].mean() > 0.97
    following = np.flatnonzero(times.low > times.low[block[-1]])[0]
    beyond = times.high[block[-1]] - times.low[following]
    assert 0 <= beyond < 3 * DAY


@pytest.mark.parametrize("n_wrong", [1, 4])
def test_wrong_dates_do_not_lift_later_followers(n_wrong):
    """Some dates years ahead change the estimates by minutes, not years."""
    created_at, observed_at, truth, _ = drawn(5000)
    before = estimate_follow_times(created_at, observed_at)
    created_at[np.random.default_rng(1).integers(100, 4000, n_wrong)] = truth[-1] - HOUR
    after = estimate_follow_times(created_at, observed_at)
    assert np.median(np.abs(after.estimate - before.estimate)) < HOUR
    assert coverage(after, truth) > 0.91


def test_a_few_followers_out_of_place_do_little_harm():
    """With 2 % of the followers some twenty places off, nine in ten are covered and the error stays below an hour."""
    created_at, observed_at, truth, _ = drawn(100_000)
    random = np.random.default_rng(2)
    shift = np.where(random.uniform(size=100_000) < 0.02, 20 * random.standard_normal(100_000), 0.0)
    order = np.argsort(np.arange(100_000) + shift, kind="stable")
    times = estimate_follow_times(created_at[order], observed_at)
    assert coverage(times, truth[order]) > 0.9
    assert np.median(np.abs(times.estimate - truth[order])) < HOUR


def test_unknown_creation_dates_are_passed_over():
    """With half of the dates missing the others still tell, with wider intervals."""
    created_at, observed_at, truth, _ = drawn()
    some = np.where(np.arange(len(truth)) % 2 == 0, np.nan, created_at)
    all_known, half_known = (estimate_follow_times(dates, observed_at) for dates in (created_at, some))
    assert coverage(half_known, truth) > 0.92
    assert np.median(half_known.high - half_known.low) > 1.5 * np.median(all_known.high - all_known.low)
    assert_in_order(half_known)


def test_a_shuffled_list_says_next_to_nothing():
    """Without a trace of order the upper bound is the observation."""
    created_at, observed_at, _, _ = drawn(3000)
    times = estimate_follow_times(np.random.default_rng(1).permutation(created_at), observed_at)
    assert (times.high == observed_at[0]).all()


def test_no_dates_no_times():
    """Without any date all is unknown, and an empty list is an empty answer."""
    times = estimate_follow_times(np.full(4, np.nan), np.full(4, 10.0))
    assert times.basis == "unknown"
    assert np.isnan([times.low, times.estimate, times.high]).all()
    assert len(estimate_follow_times(np.zeros(0), np.zeros(0))) == 0


def test_observed_follow_times_are_taken_as_they_are():
    """Follow times in the data are the answer; a missing one lies between its neighbours."""
    known = np.arange(40.0)
    known[7] = np.nan
    times = estimate_follow_times(np.full(40, np.nan), np.full(40, 99.0), followed_at=known)
    assert times.basis == "observed"
    assert (times.low[7], times.estimate[7], times.high[7]) == (6.0, 7.0, 8.0)
    others = np.arange(40) != 7
    assert (times.low[others] == known[others]).all()
    assert (times.high[others] == known[others]).all()


@pytest.mark.parametrize("dated", [True, False])
def test_some_observed_follow_times_bound_the_others(dated):
    """Known times are exact, and followers between two of them followed between them."""
    created_at, observed_at, truth, _ = drawn(2000)
    known = np.where(np.arange(2000) % 5 == 0, truth, np.nan)
    if not dated:
        created_at = np.full(2000, np.nan)
    times = estimate_follow_times(created_at, observed_at, followed_at=known)
    assert times.basis == "estimated"
    assert (times.estimate[::5] == truth[::5]).all()
    assert (times.low[1:] >= np.maximum.accumulate(np.where(np.isnan(known), 0.0, known))[1:]).all()
    assert coverage(times, truth) > 0.95
    assert_in_order(times)


def test_nothing_bounds_the_end_without_an_observation():
    """Where the observation is unknown, a list without fresh sign-ups has no upper bound."""
    times = estimate_follow_times(np.array([5.0, 3.0, 8.0]), np.full(3, np.nan))
    assert times.low.tolist() == [5.0, 5.0, 8.0]
    assert np.isnan(times.high).all()


@pytest.mark.parametrize("arguments", [{}, {"span_days": 60.0}, {"n": 2000}, {"fresh_share": 0.4}])
def test_the_expected_error_is_of_the_size_of_the_error(arguments):
    """The stated median error is .85 to 2 times the true one, whatever the level; None without dates."""
    created_at, observed_at, truth, _ = drawn(**arguments)
    times = estimate_follow_times(created_at, observed_at)
    error = np.median(np.abs(times.estimate - truth)) / HOUR
    assert 0.85 * error < times.median_error_hours < 2.0 * error
    narrow = estimate_follow_times(created_at, observed_at, level=0.5)
    assert narrow.median_error_hours == times.median_error_hours
    assert estimate_follow_times(np.full(3, np.nan), observed_at[:3]).median_error_hours is None


@pytest.mark.parametrize("level", [0.5, 0.8, 0.99])
def test_the_level_is_kept(level):
    """Other levels hold about as often as they say, from one half on."""
    created_at, observed_at, truth, _ = drawn(50_000)
    times = estimate_follow_times(created_at, observed_at, level=level)
    assert times.level == level
    assert coverage(times, truth) == pytest.approx(level, abs=0.05)


def test_only_upper_bounds_move_with_the_level():
    """A higher level has later upper bounds about the same estimates; below one half bounds stay at the estimates."""
    created_at, observed_at, truth, _ = drawn(5000)
    known = np.where(np.arange(5000) % 50 == 0, truth, np.nan)
    for followed_at in (None, known):
        found = [
            estimate_follow_times(created_at, observed_at, followed_at=followed_at, level=level)
            for level in (0.05, 0.5, 0.8, 0.95, 0.99)
        ]
        for times in found:
            assert_in_order(times)
            np.testing.assert_array_equal(times.estimate, found[0].estimate)
            np.testing.assert_array_equal(times.low, found[0].low)
        means = [times.high.mean() for times in found]
        assert means == sorted(means)
        assert means[0] == means[1] < means[2] < means[3] < means[4]


def test_a_level_that_is_no_chance_is_refused():
    """A level is between 0 and 1."""
    with pytest.raises(ValueError, match="level: expected between 0 and 1, got 95"):
        estimate_follow_times(np.zeros(2), np.zeros(2), level=95)


@given(VALUES, st.integers(0, 10**6))
def test_any_list_has_an_answer_in_order(values, end):
    """Whatever the dates: bounds in order, none after the observation, the same twice."""
    created_at = np.array([np.nan if value is None else float(value) for value in values])
    observed_at = np.full(len(values), float(end))
    times, again = (estimate_follow_times(created_at, observed_at) for _ in range(2))
    assert times.high.tobytes() == again.high.tobytes()
    if times.basis != "unknown":
        assert_in_order(times)
        assert times.high.max() <= end
