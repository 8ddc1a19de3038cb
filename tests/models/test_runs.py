"""Audience runs: a run among genuine accounts in a follow order made for them, judged without its seller."""

from dataclasses import replace

import numpy as np
import pytest

from fakefollow.audience.order import epoch_seconds
from fakefollow.scoring import GENUINE
from models.bench.accounts.folds import HUMAN_COLLECTIONS
from models.bench.audiences.lists import FRESH_SHARE, KnownList, followed_list, run_list, simulated_list
from models.bench.audiences.runs import SIZES, SOLD
from models.releases import read_releases


@pytest.fixture(scope="module")
def made():
    """Return organic followers in no order, as an order was made for them."""
    table = simulated_list(2_000, 1000, profiles=True, bot_share=0.0).table
    shuffled = table.take(np.random.default_rng(0).permutation(len(table)))
    return shuffled, followed_list(shuffled, 1)


def test_an_order_is_made_of_the_same_accounts(made):
    """Each account is there once, none was bought, and all are observed at once."""
    table, known = made
    assert sorted(known.created_at) == pytest.approx(sorted(epoch_seconds(table, "created_at")))
    assert not known.bought.any()
    assert np.ptp(known.observed_at) == 0.0


def test_newest_accounts_so_far_come_in_order(made):
    """Fresh sign-ups make the creation envelope rise all along the list, as in a list in follow order."""
    _, known = made
    newest = np.maximum.accumulate(known.created_at)
    assert np.mean(known.created_at == newest) > FRESH_SHARE / 2
    shuffled = np.random.default_rng(0).permutation(known.created_at)
    assert np.mean(shuffled == np.maximum.accumulate(shuffled)) < 0.02
    behind = (known.observed_at[0] - newest[len(newest) // 2 :]) / 86_400
    assert np.all(np.diff(behind[::100]) < 0)


@pytest.mark.parametrize("n_between", [0, 1])
def test_a_run_is_one_stretch(made, n_between):
    """A block is unbroken; half-mixed every second follower is organic. Nobody follows before it exists."""
    table, known = made
    ranks = np.flatnonzero(run_list(known, table, 200, 0.75, n_between, 1).bought)
    assert len(ranks) == 200
    assert set(np.diff(ranks)) == {1 + n_between}
    assert ranks[0] == 1_500


def test_younger_accounts_are_left_out(made):
    """Of stock younger than its place allows only the older part is put."""
    table, known = made
    early = run_list(known, table, 2_000, 0.25, 0, 1)
    assert 0 < early.bought.sum() < 2_000
    assert early.created_at[early.bought].max() <= known.created_at[:500].max() + 1e-3


def test_what_no_other_shows_does_not_tell_who_was_bought(made):
    """A field that the list has but never shows is taken from the bought accounts too."""
    table, known = made
    column = table.columns["listed_count"]
    hidden = {**known.table.columns, "listed_count": replace(column, valid=np.zeros(len(table), np.bool_))}
    home = KnownList.of_table(replace(known.table, columns=hidden))
    assert column.valid.any()
    put = run_list(home, table, 100, 0.75, 0, 1).table
    assert "listed_count" not in put.columns or not put.columns["listed_count"].valid.any()


def test_stock_is_made_older_until_enough_can_have_followed(made):
    """All is moved by one time, so ages differ as before; stock that is old enough stays as it is."""
    table, known = made
    young = table.take(np.argsort(epoch_seconds(table, "created_at"))[-300:])
    assert run_list(known, young, 300, 0.25, 0, 1).bought.sum() < 200
    aged = run_list(known, young, 300, 0.25, 0, 1, 200)
    assert aged.bought.sum() == 200
    oldest = np.sort(epoch_seconds(young, "created_at"))[:200]
    assert np.diff(np.sort(aged.created_at[aged.bought])) == pytest.approx(np.diff(oldest), abs=1e-3)
    old = run_list(known, table, 100, 0.75, 0, 1)
    assert np.array_equal(run_list(known, table, 100, 0.75, 0, 1, 200).created_at, old.created_at)


def test_every_seller_is_delivered_in_every_way(bench, data_folder):
    """Each seller has a list for each way and number, weighed by both methods, and the rest is genuine."""
    results = bench.results["audiences"]["sold_runs"]
    rows = results["rows"]
    made = {(row["vendor"], row["delivery"], row["n_asked"]) for row in rows}
    assert made == {(vendor, delivery, n) for vendor in SOLD for delivery, sizes in SIZES.items() for n in sizes}
    assert len(rows) == 2 * len(made)
    assert {row["n_lists"] for row in results["mean"]} == {len(SOLD)}
    accounts = read_releases(data_folder).accounts
    genuine = np.isin(accounts.sources, HUMAN_COLLECTIONS) & (accounts.kinds == GENUINE)
    assert {row["n_others"] for row in rows} == {int(genuine.sum())}
