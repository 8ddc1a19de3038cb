"""Audience events: figures of one bought block, on small simulated lists."""

import json

import numpy as np
import pytest

from fakefollow.scoring import load_detector
from fakefollow.simulate import Purchase
from models.bench.audiences.blocks import (
    BLOCKS,
    FIRST_SEED,
    METHODS,
    block_results,
    grouped,
    mean_over_lists,
    purchases_in,
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
