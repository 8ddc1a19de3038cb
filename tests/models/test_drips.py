"""Audience drips: what is counted of stock put one by one into a list, and which stock was raised together."""

from dataclasses import replace

import numpy as np
import pytest

from fakefollow.profiles import ValueColumn
from fakefollow.simulate import Purchase
from models.bench.audiences import drips
from models.bench.audiences.drips import SEEDS, SIMULATED, SIZES, SOLD, raised_together
from models.bench.audiences.lists import simulated_list

COUNTS = {"posts_count": 20, "likes_count": 0, "followers_count": 12, "following_count": 220}


@pytest.fixture(scope="module")
def batch():
    """Return accounts made within twenty days."""
    made = simulated_list(1_000, 1000, profiles=True, purchases=[Purchase(300)])
    return made.table.take(np.flatnonzero(made.bought))


def with_counts(stock, spread):
    """Return stock whose counts differ by so much."""
    random = np.random.default_rng(0)
    every = np.ones(len(stock), np.bool_)
    counts = {
        name: ValueColumn((middle * np.exp(spread * random.standard_normal(len(stock)))).astype(np.int64), every)
        for name, middle in COUNTS.items()
    }
    return replace(stock, columns={**stock.columns, **counts})


def test_raised_together_is_made_in_one_month_and_alike(batch):
    """Stock of all counts or of all years is not raised together."""
    assert raised_together(with_counts(batch, 0.25))
    assert not raised_together(with_counts(batch, 2.0))
    every = np.ones(len(batch), np.bool_)
    years = np.datetime64("2015-01-01", "us") + (np.arange(len(batch)) * 10 * 86_400_000_000).astype("timedelta64[us]")
    spread_out = with_counts(batch, 0.25)
    columns = {**spread_out.columns, "created_at": ValueColumn(years, every)}
    assert not raised_together(replace(spread_out, columns=columns))


def test_what_is_found_and_who_is_taken_along(batch):
    """A cell counts accounts of the stock in cohorts; where nothing is found, nobody is."""
    home = simulated_list(2_000, 1001, profiles=True)
    about = {"n_bought": 100, "seed": 1}
    cell = drips._drip_cell(home, with_counts(batch, 0.25), about)
    assert cell["raised_together"]
    assert cell["n_found"] > 0.7 * cell["n_put"] > 0
    assert cell["n_others"] <= 2


def test_every_stock_is_measured_in_every_list(bench):
    """Each stock has a row for each number of accounts, over all lists and draws; honest lists stand below."""
    results = bench.results["audiences"]["drips"]
    assert {(row["stock"], row["n_bought"]) for row in results["rows"]} == {
        (stock, n) for stock in (*SOLD, SIMULATED) for n in SIZES
    }
    assert {row["n_lists"] for row in results["rows"]} == {2 * SEEDS}
    assert sum(row["n_lists"] for row in results["mean"]) == len(results["cells"])
    assert [row["kind"] for row in results["clean"]] == [*drips.HONEST, "accounts labelled genuine"]
