"""Reliability: bins and sets by seller and group, from the predictions of all cells together."""

import numpy as np
import pytest

from fakefollow.evaluation import Predictions
from models.bench.accounts.folds import Fold
from models.bench.accounts.reliability import EVERY_CELL, pooled, reliability_results
from models.bench.accounts.run import FoldPredictions

N = 100
TRUTH = np.arange(2 * N) < N


def cell(seller, group, stated, held):
    """Return a cell in which every account has one probability, and sets that hold so large a share of each class."""
    probability = np.full(2 * N, stated)
    sets = np.zeros((2 * N, 2), bool)
    sets[:, 0] = sets[:, 1] = np.arange(2 * N) % N < held * N
    said = Predictions(TRUTH, probability, probability > 0.5, probability, 0.5, sets=sets)
    return FoldPredictions(Fold("sellers", (seller,), group), "fakefollow", said)


FOUND = reliability_results([cell("s", ("a",), 0.5, 0.9), cell("s", ("b", "c"), 0.7, 0.5), cell("t", ("a",), 0.7, 0.8)])
ROWS = {row["of"]: row for row in FOUND["rows"]}


def test_every_seller_and_group_has_a_row():
    """All cells come first, then sellers, then groups by the names of their sources."""
    assert list(ROWS) == [EVERY_CELL, "s", "t", "a", "b+c"]
    assert [row["n_cells"] for row in ROWS.values()] == [3, 2, 1, 2, 1]
    assert [row["by"] for row in ROWS.values()] == ["both", *["not_genuine"] * 2, *["genuine"] * 2]
    assert ROWS["s"]["n_genuine"] == 2 * N


def test_errors_are_those_of_the_cells():
    """Mean and worst calibration error are over cells, not over accounts put together."""
    assert (ROWS["s"]["mean_ece"], ROWS["s"]["worst_ece"]) == (pytest.approx(0.1), pytest.approx(0.2))


def test_sets_hold_what_they_hold():
    """The level that sets hold is the share of accounts of the class whose set has it."""
    assert ROWS["s"]["not_genuine_covered"]["value"] == pytest.approx(0.7)
    assert ROWS["t"]["genuine_covered"]["value"] == pytest.approx(0.8)


def test_bins_are_of_the_authenticity():
    """Accounts of probability .7 are stated to be genuine at .3, and half of them are."""
    bins = [row for row in FOUND["bins"] if row["of"] == "s"]
    assert [(round(row["low"], 1), row["n_accounts"], row["stated"]) for row in bins] == [
        (0.3, 200, 0.3),
        (0.5, 200, 0.5),
    ]
    assert bins[0]["observed"]["value"] == pytest.approx(0.5)


def test_methods_without_probabilities_are_left_out():
    """A rule states nothing, so there is nothing to look at; and predictions without sets have none together."""
    bare = Predictions(TRUTH, np.zeros(2 * N), TRUTH)
    found = reliability_results([FoldPredictions(Fold("sellers", ("s",), ("a",)), "rule", bare)])
    assert found["rows"] == found["bins"] == []
    assert pooled([bare, bare]).sets is None
    assert len(pooled([bare, bare])) == 4 * N
