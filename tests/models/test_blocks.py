"""One bought block: figures on small simulated lists, and the predecessor on lists that can be counted by hand."""

import json

import numpy as np
import pytest

from fakefollow.scoring import load_detector
from fakefollow.simulate import Purchase
from models.bench.audiences.blocks import (
    BLOCKS,
    FIRST_SEED,
    LEAST_SPREAD,
    METHODS,
    STRIDE,
    WINDOW,
    block_results,
    grouped,
    mean_over_lists,
    purchases_in,
    sliding_histogram,
)
from models.bench.audiences.lists import KnownList, simulated_list


@pytest.fixture(scope="module")
def blocks():
    """Return the results of one small list of every setting."""
    return block_results(n_jobs=1, sizes={1000: 1})


def test_blocks_have_a_cell_for_each_list_and_method(blocks):
    """Every share of every stock is measured once by each method, on the seeds that were kept for it."""
    n_shares = sum(len(shares) for groups in BLOCKS.values() for shares in groups.values())
    assert len(blocks["cells"]) == len(blocks["rows"]) == n_shares * len(METHODS)
    assert {cell["seed"] for cell in blocks["cells"]} == {FIRST_SEED}
    assert json.loads(json.dumps(blocks)) == blocks


def test_block_means_are_those_of_their_cells(blocks):
    """The mean of a group is that of its lists, and the lowest is the worst of them."""
    (row,) = [
        row
        for row in blocks["mean"]
        if (row["stock"], row["group"], row["method"]) == ("batch_made", "1 to 20 %", "fakefollow")
    ]
    values = [
        cell["auc"]
        for cell in blocks["cells"]
        if (cell["stock"], cell["method"]) == ("batch_made", "fakefollow") and cell["share"] <= 0.2
    ]
    assert row["n_lists"] == len(values) == 5
    assert row["auc"]["value"] == pytest.approx(np.mean(values), abs=1e-4)
    assert row["lowest_auc"] == min(values)
    assert row["auc"]["low"] <= row["auc"]["value"] <= row["auc"]["high"]


def test_a_large_batch_is_found_by_ours_and_lost_by_the_histogram(blocks):
    """Where 60 % of a list was made in one batch, ours tells it and the sliding histogram does not."""
    auc = {row["method"]: row["lowest_auc"] for row in blocks["rows"] if row["share"] == 0.6}
    assert auc["fakefollow"] > 0.97
    assert auc["sliding histogram"] < 0.8


def test_interval_of_a_mean_narrows_with_more_lists():
    """The interval is that of the mean over lists: the same values ten times over make it narrower."""
    few, many = mean_over_lists([0.8, 1.0, 0.9]), mean_over_lists([0.8, 1.0, 0.9] * 10)
    assert few["value"] == many["value"] == 0.9
    assert mean_over_lists([0.5, 0.5]) == {"value": 0.5, "low": 0.5, "high": 0.5}
    assert many["high"] - many["low"] < 0.5 * (few["high"] - few["low"])


def test_groups_keep_their_order():
    """Cells are grouped by the values asked for, in the order in which those first occur."""
    cells = [{"a": 2, "b": 1}, {"a": 1, "b": 1}, {"a": 2, "b": 3}]
    assert list(grouped(cells, ("a",))) == [((2,), [cells[0], cells[2]]), ((1,), [cells[1]])]


def test_a_detector_adds_what_profiles_show():
    """A batch too small for its creation dates alone is found with its profiles, in the same list."""
    known = simulated_list(1000, FIRST_SEED, profiles=True, purchases=[Purchase(0.15, "aged", at=0.5)])
    bare = KnownList(known.created_at, known.observed_at, known.bought)
    alone, with_profiles = purchases_in(bare), purchases_in(known, load_detector("x"))
    assert with_profiles.bought[known.bought].mean() > 0.8
    assert with_profiles.events[0].evidence > max([e.evidence for e in alone.events], default=0.0)


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
