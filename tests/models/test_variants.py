"""Variants: fields go missing for everyone, a seller's moves change only accounts that are not genuine."""

import numpy as np
import pytest

from fakefollow import read
from fakefollow.evaluation import LabelledAccounts
from fakefollow.features import FEATURES, UsernameModel, measure
from fakefollow.scoring import GENUINE
from fakefollow.simulate import simulate_accounts
from models.bench.accounts.folds import (
    BOUGHT_FOLLOWERS,
    EVASION,
    EXPORTS,
    FIELD_BLOCKS,
    MISSING_FIELDS,
    borrow_profiles,
)

SIMULATED = simulate_accounts(60, 30, 20, random_state=3)
ACCOUNTS = LabelledAccounts.of(read(SIMULATED.profiles), SIMULATED.kind, SIMULATED.source)
KNOWN_SIMULATED = simulate_accounts(60, 30, 20, random_state=4)
KNOWN = LabelledAccounts.of(read(KNOWN_SIMULATED.profiles), KNOWN_SIMULATED.kind, KNOWN_SIMULATED.source)
OTHERS = ACCOUNTS.kinds != GENUINE


def columns_of(accounts):
    return {name: column.to_list() for name, column in accounts.table.columns.items()}


@pytest.mark.parametrize("name", FIELD_BLOCKS)
def test_a_block_is_gone_and_nothing_else(name):
    """Exactly the fields of the block are taken away."""
    shown = MISSING_FIELDS[f"without {name}"](ACCOUNTS, KNOWN)
    before, after = columns_of(ACCOUNTS), columns_of(shown)
    assert set(before) - set(after) == set(FIELD_BLOCKS[name]) & set(before)
    assert all(after[column] == before[column] for column in after)


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_shows_its_fields_only(name):
    """Fields that the export lacks are not observed."""
    assert set(MISSING_FIELDS[name](ACCOUNTS, KNOWN).table.columns) <= set(EXPORTS[name])


def test_every_feature_depends_on_some_block():
    """Taking all blocks away leaves no feature observed."""
    fields = {field for block in FIELD_BLOCKS.values() for field in block}
    kept = {name: column for name, column in ACCOUNTS.table.columns.items() if name not in fields}
    table = type(ACCOUNTS.table)(kept, len(ACCOUNTS))
    assert np.isnan(measure(table, list(FEATURES), UsernameModel.uniform())).all()


@pytest.mark.parametrize("name", EVASION)
def test_genuine_accounts_stay_as_they_are(name):
    """A seller's move changes accounts that are not genuine and no other."""
    before, after = columns_of(ACCOUNTS), columns_of(EVASION[name](ACCOUNTS, KNOWN))
    changed = np.zeros(len(ACCOUNTS), bool)
    for column in before:
        changed |= [a != b for a, b in zip(before[column], after[column], strict=True)]
    assert changed[OTHERS].mean() > 0.9
    assert not changed[~OTHERS].any()


def test_bought_followers_are_added():
    """Each account that is not genuine gains the bought followers."""
    move = EVASION[f"buys {BOUGHT_FOLLOWERS} followers for each"]
    gained = move(ACCOUNTS, KNOWN).table.floats("followers_count") - ACCOUNTS.table.floats("followers_count")
    np.testing.assert_array_equal(gained, np.where(OTHERS, BOUGHT_FOLLOWERS, 0))


def test_borrowed_profiles_come_from_genuine_accounts_trained_on():
    """Texts are those of known genuine accounts, never of the tested ones."""
    lent = set(np.array(columns_of(KNOWN)["username"])[KNOWN.kinds == GENUINE].tolist())
    shown = np.array(columns_of(borrow_profiles(ACCOUNTS, KNOWN))["username"])
    assert set(shown[OTHERS].tolist()) <= lent
