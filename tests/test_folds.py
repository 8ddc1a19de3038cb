"""Folds: whole sources are held out, and only the kinds asked for are looked at."""

import numpy as np
import pytest

from fakefollow import read
from fakefollow.evaluation.folds import (
    GENUINE_GROUPS,
    HUMAN_COLLECTIONS,
    VENDORS,
    Fold,
    bot_folds,
    genuine_folds,
    vendor_folds,
)
from fakefollow.training import LabelledAccounts

KINDS = ["genuine", "bot", "genuine", "purchased", "bot"]
SOURCES = ["a", "a", "b", "c", "d"]
ACCOUNTS = LabelledAccounts.of(read([{"username": f"ada{row}"} for row in range(5)]), KINDS, SOURCES)


def test_a_source_is_held_out_with_all_its_kinds():
    """Where a source has genuine and other accounts, neither is trained on."""
    fold = Fold("bots", ("a",), ("b",))
    np.testing.assert_array_equal(fold.unseen(ACCOUNTS), [True, True, True, False, False])


def test_only_the_kinds_asked_for_are_looked_at():
    """Of a source held out for its automated accounts, the genuine ones are not looked at."""
    fold = Fold("bots", ("a",), ("b",))
    np.testing.assert_array_equal(fold.tested(ACCOUNTS), [False, True, True, False, False])
    alone = Fold("false_positives", (), ("a",))
    np.testing.assert_array_equal(alone.tested(ACCOUNTS), [True, False, False, False, False])


def test_nine_cells_in_order():
    """Every seller meets every collection of people once."""
    expected = [f"{vendor} x {people}" for vendor in VENDORS for people in HUMAN_COLLECTIONS]
    assert [fold.name for fold in vendor_folds()] == expected


@pytest.mark.parametrize("folds", [vendor_folds(), bot_folds(), genuine_folds()])
def test_names_are_unique_within_a_protocol(folds):
    """No two folds of a protocol have the same name, and all say the protocol."""
    assert len({fold.name for fold in folds}) == len(folds)
    assert len({fold.protocol for fold in folds}) == 1


def test_every_bot_source_meets_every_group():
    """Ten bot sources, three groups of genuine sources each."""
    assert len(bot_folds()) == 10 * len(GENUINE_GROUPS)
