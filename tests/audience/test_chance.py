"""Chance: estimates with bounds in figures that people can read, and tails of counts."""

import numpy as np
import pytest
from hypothesis import given, strategies as st
from scipy import stats

from fakefollow.audience import Interval, log_tail, wilson_bounds


@pytest.mark.parametrize(
    ("interval", "text"),
    [
        (Interval(0.7768, 0.747, 0.8209), "0.777 (0.747 to 0.821)"),
        (Interval(1554.2, 1494.4, 1641.7), "1,554 (1,494 to 1,642)"),
        (Interval(1.0, 1.0, 1.0), "1.000 (1.000 to 1.000)"),
        (Interval(0.0, 0.0, 3.7), "0 (0 to 4)"),
        (Interval(2e9, 1e9, 3e9), "2,000,000,000 (1,000,000,000 to 3,000,000,000)"),
        (Interval(np.nan, np.nan, np.nan), "nan (nan to nan)"),
        (Interval(-0.2, -9.0, 7.0), "0 (-9 to 7)"),
    ],
)
def test_prints_shares_and_counts(interval, text):
    """Up to 1 it prints as a share of three digits, above in whole numbers with separators."""
    assert str(interval) == text
    assert repr(interval) == f"Interval: {text}, 95 %"


def test_format_is_that_of_each_figure():
    """A format of numbers is used for all three."""
    assert f"{Interval(0.7768, 0.747, 0.8209):.1%}" == "77.7% (74.7% to 82.1%)"


def test_compares_where_all_of_it_does():
    """An interval is above what all of it is above, and neither above nor below what is in it."""
    low, high, wide = Interval(0.1, 0.05, 0.2), Interval(0.7, 0.6, 0.8), Interval(0.5, 0.0, 1.0)
    assert low < 0.3 < high
    assert low < high > low
    assert not any([wide < 0.5, wide > 0.5, wide < high, wide > low, low > high, low > 0.2, high < 0.8])


def test_true_is_more_than_nothing():
    """An interval that reaches down to nothing, or of which nothing is known, is false: it claims nothing."""
    assert Interval(0.1, 0.001, 0.2)
    assert not Interval(0.1, 0.0, 0.2)
    assert not Interval(np.nan, np.nan, np.nan)


def test_times_changes_the_unit():
    """A share times the size of an audience is a number of accounts at the same level."""
    assert Interval(0.5, 0.25, 0.75, 0.9).times(200) == Interval(100.0, 50.0, 150.0, 0.9)


@given(st.integers(1, 5000), st.floats(0.0, 1.0), st.sampled_from([0.5, 0.8, 0.95, 0.99]))
def test_wilson_bounds_hold_the_share(n, share, level):
    """Wilson's bounds lie between 0 and 1 around the share."""
    low, high = wilson_bounds(share, n, level)
    assert 0.0 <= low <= share <= high <= 1.0


def test_wilson_bounds_of_nobody():
    """Nobody of a hundred may still be 3.7 %."""
    assert wilson_bounds(0.0, 100, 0.95) == pytest.approx((0.0, 0.037), abs=5e-4)


def test_log_tail_bounds_the_poisson_tail():
    """The bound is never below the exact tail, and 0 where nothing is in excess."""
    assert log_tail([5, 20], [5.0, 5.0]) == pytest.approx([0.0, -12.7], abs=0.05)
    for mean in (0.01, 1.0, 30.0):
        counts = np.arange(1, 80)
        assert (log_tail(counts, mean) >= stats.poisson.logsf(counts - 1, mean) - 1e-9).all()
        assert (log_tail(counts[counts <= mean], mean) == 0).all()


def test_reaches_a_number_where_all_of_it_does():
    """At least and at most hold for bounds too, which above and below leave out; other intervals are told alike."""
    share, above = Interval(0.5, 0.4, 0.6), Interval(0.7, 0.6, 0.8)
    assert (share >= 0.4, share > 0.4, share >= 0.5, share <= 0.6, share <= 0.5) == (True, False, False, True, False)
    assert (share <= above, above >= share, share < above) == (True, True, False)
