"""Examples: what each specialist learns from, and how much each account counts in it."""

import numpy as np
import pytest

import fakefollow as ff
from fakefollow.evaluation import LabelledAccounts
from fakefollow.profiles import ProfileTable
from fakefollow.simulate import simulate_accounts
from fakefollow.training import balancing_weights, example_weights

SIMULATED = simulate_accounts(90, 60, 40, random_state=3)
ACCOUNTS = LabelledAccounts.of(ff.read(SIMULATED.profiles), SIMULATED.kind, SIMULATED.source)
OTHERS = ACCOUNTS.kinds != "genuine"
KINDS = ["bot", "genuine", "purchased"]


def of_kinds(*kinds):
    return ACCOUNTS.where(np.isin(ACCOUNTS.kinds, kinds))


def test_followers_are_bought_for_every_account_that_is_not_genuine():
    """Each gets 5 to 300 more followers, and nothing else changes."""
    moved = with_bought_followers(ACCOUNTS, 0)
    plain = ACCOUNTS.where(OTHERS)
    assert moved.kinds.tolist() == plain.kinds.tolist()
    for name, column in plain.table.columns.items():
        if name != "followers_count":
            assert moved.table.columns[name].to_list() == column.to_list(), name
    bought = moved.table.columns["followers_count"].values - plain.table.columns["followers_count"].values
    assert 5 <= bought.min() < 20
    assert 100 < bought.max() <= 300


def test_without_follower_counts_nothing_can_be_bought():
    """Where followers were not observed the accounts stay as they are."""
    columns = {name: c for name, c in ACCOUNTS.table.columns.items() if name != "followers_count"}
    table = ProfileTable(columns, len(ACCOUNTS), ACCOUNTS.table.platform)
    moved = with_bought_followers(LabelledAccounts(table, ACCOUNTS.kinds, ACCOUNTS.sources), 0)
    assert set(moved.table.columns) == set(columns)
    assert len(moved) == OTHERS.sum()


def test_every_kind_weighs_as_much_as_genuine():
    """In each column the examples weigh the same, however many are borrowed or evasive."""
    totals = example_weights(ACCOUNTS, borrowed=0.4, evasive=0.3).sum(axis=0)
    np.testing.assert_allclose(totals, totals[0])


def test_the_broad_specialist_borrows_and_moves():
    """Of the examples of bot 40 % are purchased, and for 30 % followers were bought."""
    column = example_weights(ACCOUNTS, borrowed=0.4, evasive=0.3)[:, KINDS.index("bot")]
    kinds = np.concatenate([ACCOUNTS.kinds, ACCOUNTS.kinds[OTHERS]])
    assert column[kinds == "purchased"].sum() / column.sum() == pytest.approx(0.4)
    assert column[len(ACCOUNTS) :].sum() / column.sum() == pytest.approx(0.3)
    assert column[kinds == "genuine"].sum() == 0.0


@pytest.mark.parametrize("kind", ["genuine", "purchased"])
def test_the_others_learn_from_their_own(kind):
    """Genuine and purchased accounts are examples of their own kind alone, as they are."""
    column = example_weights(ACCOUNTS, borrowed=0.4, evasive=0.3)[:, KINDS.index(kind)]
    expected = np.where(ACCOUNTS.kinds == kind, balancing_weights(ACCOUNTS.kinds, ACCOUNTS.sources), 0.0)
    np.testing.assert_allclose(column[: len(ACCOUNTS)], expected)
    assert not column[len(ACCOUNTS) :].any()


@pytest.mark.parametrize("kinds", [("genuine", "bot"), ("genuine", "purchased")])
def test_two_kinds_have_no_broad_specialist(kinds):
    """With one kind beside genuine there is nothing to borrow."""
    accounts = of_kinds(*kinds)
    weight = example_weights(accounts, borrowed=0.4, evasive=0.3)
    expected = balancing_weights(accounts.kinds, accounts.sources)
    np.testing.assert_allclose(weight[: len(accounts)].sum(axis=1), expected)
    assert not weight[len(accounts) :].any()
