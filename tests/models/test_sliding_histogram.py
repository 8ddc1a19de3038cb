"""Sliding histogram: the predecessor's method on lists that can be counted by hand."""

import numpy as np
import pytest

from models.bench.audiences.blocks import LEAST_SPREAD, STRIDE, WINDOW, sliding_histogram

N = 2000


def evenly_old(n=N):
    """Return creation dates that fill the bins evenly all along the list."""
    position = np.random.default_rng(0).random(n)
    position[0], position[1::50] = 0.0, 1.0
    return 1e6 + np.arange(n) * position


def test_batch_stands_out_and_the_others_do_not():
    """Followers created together within a stretch of the order score far above all who are apart from it."""
    created_at = evenly_old()
    batch = slice(1000, 1100)
    created_at[batch] = 1e6 + 300.0
    anomaly = sliding_histogram(created_at)
    apart = np.r_[200 : 1000 - WINDOW, 1100 + WINDOW : N]
    assert anomaly[batch].min() > 5.0
    assert anomaly[batch].min() > 3.0 * anomaly[apart].max()


def test_scores_turn_round_when_most_were_bought():
    """Where a batch fills most of the list the median is the batch, and it scores below the others."""
    created_at = evenly_old()
    created_at[400:1700] = 1e6 + 300.0
    anomaly = sliding_histogram(created_at)
    assert np.median(anomaly[600:1500]) < np.median(anomaly[1900:])


def test_a_cell_counts_spreads_above_the_median_of_its_bin():
    """A bin that is empty but for one window scores its count over the least spread, for its followers alone."""
    created_at = np.full(WINDOW + 10 * STRIDE, 120.0)
    created_at[0] = 0.0
    created_at[WINDOW + 6 * STRIDE - 1] = 55.0
    anomaly = sliding_histogram(created_at)
    assert anomaly[WINDOW + 6 * STRIDE - 1] == pytest.approx(1.0 / LEAST_SPREAD)
    assert anomaly[100] == 0.0


def test_a_follower_has_the_largest_score_of_its_windows():
    """A follower created with a batch scores like it if any window holds both, and like others if none does."""
    created_at = evenly_old()
    created_at[1000:1060] = 1e6 + 50.0
    near, far = 1000 - WINDOW + STRIDE + 10, 1000 - WINDOW - STRIDE
    created_at[[near, far]] = 1e6 + 50.0
    anomaly = sliding_histogram(created_at)
    assert anomaly[near] > 2.0 * anomaly[far]


def test_unknown_dates_are_left_out():
    """A follower without a date scores 0 and changes nobody else's score."""
    created_at = evenly_old()
    created_at[1000:1100] = 1e6 + 50.0
    with_gap = np.insert(created_at, 500, np.nan)
    anomaly = sliding_histogram(with_gap)
    assert anomaly[500] == 0.0
    assert np.delete(anomaly, 500).tolist() == sliding_histogram(created_at).tolist()


@pytest.mark.parametrize("n", [0, 1, WINDOW - 1])
def test_short_lists_are_not_judged(n):
    """Below 200 followers the method is not defined, and nobody is suspicious."""
    assert sliding_histogram(np.arange(float(n))).tolist() == [0.0] * n


def test_one_window_and_equal_dates_are_no_anomaly():
    """With one window, or one creation date for all, every cell is its own median."""
    assert sliding_histogram(evenly_old(WINDOW)).max() == 0.0
    assert sliding_histogram(np.ones(500)).max() == 0.0
