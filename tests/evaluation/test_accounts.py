"""LabelledAccounts: profiles, kinds and sources that stay together."""

import numpy as np
import pytest

from fakefollow import TrainingError, read
from fakefollow.evaluation import LabelledAccounts
from fakefollow.simulate import simulate_accounts

SIMULATED = simulate_accounts(40, 20, 15, random_state=4)
TABLE = read(SIMULATED.profiles)
ACCOUNTS = LabelledAccounts.of(TABLE, SIMULATED.kind, SIMULATED.source)


def test_rows_stay_together():
    """A choice of accounts keeps profile, kind and source of each, in order."""
    chosen = ACCOUNTS.kinds == "bot"
    bots = ACCOUNTS.where(chosen)
    assert len(bots) == len(bots.table) == 15
    rows = np.flatnonzero(chosen)
    assert bots.table.texts("id").to_list() == [SIMULATED.profiles[row]["id"] for row in rows]
    assert bots.sources.tolist() == [SIMULATED.source[row] for row in rows]


@pytest.mark.parametrize(
    ("labels", "sources"), [(SIMULATED.kind[1:], None), (SIMULATED.kind, SIMULATED.source[:3])]
)
def test_lengths_must_agree(labels, sources):
    """One label and one source a profile, or an error that counts them."""
    with pytest.raises(
        TrainingError, match=r"one label and one source for each of 75 profiles, got \d+ labels"
    ):
        LabelledAccounts.of(TABLE, labels, sources)


@pytest.mark.parametrize("labels", [["bot"] * 75, ["genuine"] * 75, ["human", *["bot"] * 74]])
def test_genuine_and_another_kind_are_needed(labels):
    """Without genuine accounts or without others there is nothing to tell apart."""
    with pytest.raises(TrainingError, match="expected 'genuine' and at least one other kind, got"):
        LabelledAccounts.of(TABLE, labels, None)


def test_without_sources_all_are_one():
    """No sources means one source, which training then refuses."""
    assert set(LabelledAccounts.of(TABLE, SIMULATED.kind, None).sources.tolist()) == {"all"}


def test_any_sequence_of_labels():
    """Lists, arrays and series of labels are the same."""
    import pandas as pd

    for make in (list, np.array, pd.Series, tuple):
        found = LabelledAccounts.of(TABLE, make(SIMULATED.kind), make(SIMULATED.source))
        assert found.kinds.tolist() == SIMULATED.kind


def test_cap_holds_for_each_kind_and_source():
    """At most so many accounts of each kind and source stay, and those of small sources all do."""
    capped = ACCOUNTS.capped(4, random_state=0)
    for source in set(SIMULATED.source):
        assert (capped.sources == source).sum() == min(4, SIMULATED.source.count(source))
    assert set(capped.table.texts("id").to_list()) <= {profile["id"] for profile in SIMULATED.profiles}


def test_cap_is_drawn_by_seed_and_keeps_order():
    """The same seed draws the same accounts, another seed others; the order of accounts stays."""
    ids = [ACCOUNTS.capped(4, seed).table.texts("id").to_list() for seed in (0, 0, 1)]
    assert ids[0] == ids[1] != ids[2]
    assert ids[0] == sorted(ids[0], key=int)


def test_kinds_have_a_fixed_order():
    """Purchased comes first, then bot, then kinds of the user's own by name."""
    labels = ["genuine", "zombie", "bot", "purchased", "alien", *["genuine"] * 70]
    accounts = LabelledAccounts.of(TABLE, labels, None)
    assert accounts.other_kinds == ("purchased", "bot", "alien", "zombie")
