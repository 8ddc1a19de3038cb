"""Labelled accounts: profiles, kinds and sources that stay together, and folds that never split a source."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from fakefollow import TrainingError, read
from fakefollow.evaluation import LabelledAccounts, source_folds
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


@pytest.mark.parametrize(("labels", "sources"), [(SIMULATED.kind[1:], None), (SIMULATED.kind, SIMULATED.source[:3])])
def test_lengths_must_agree(labels, sources):
    """One label and one source a profile, or an error that counts them."""
    with pytest.raises(TrainingError, match=r"labels, sources: expected one for each of 75 profiles, got \d+ labels"):
        LabelledAccounts.of(TABLE, labels, sources)


@pytest.mark.parametrize("labels", [["bot"] * 75, ["genuine"] * 75, ["human", *["bot"] * 74]])
def test_genuine_and_another_kind_are_needed(labels):
    """Without genuine accounts or without others there is nothing to tell apart."""
    with pytest.raises(TrainingError, match="expected 'genuine' and at least one other kind, got"):
        LabelledAccounts.of(TABLE, labels, None)


def test_a_column_that_is_no_label_is_not_listed_whole():
    """Where every account has a kind of its own, the error counts them and names some."""
    with pytest.raises(TrainingError, match=r"got 75 kinds such as \['0', '1', '10', .*\]$") as raised:
        LabelledAccounts.of(TABLE, [str(row) for row in range(75)], None)
    assert len(str(raised.value)) < 200


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


KINDS = ("genuine", "purchased", "bot")


@st.composite
def labelled(draw):
    """Draw kinds and sources of accounts, at least two sources a kind; some sources hold two kinds."""
    pairs = [(kind, f"{kind} {number}") for kind in KINDS for number in range(draw(st.integers(2, 7), label=kind))]
    pairs += draw(st.lists(st.sampled_from(pairs).map(lambda pair: ("bot", pair[1])), max_size=3))
    sizes = draw(st.lists(st.integers(1, 4), min_size=len(pairs), max_size=len(pairs)))
    rows = [pair for pair, size in zip(pairs, sizes, strict=True) for _ in range(size)]
    rows = draw(st.permutations(rows))
    return np.array([kind for kind, _ in rows]), np.array([source for _, source in rows])


@given(labelled(), st.integers(2, 6))
def test_a_source_is_never_split(accounts, n_folds):
    """All accounts of a source are in one fold, and there are at most as many folds as asked for."""
    kinds, sources = accounts
    folds = source_folds(kinds, sources, n_folds)
    assert len(folds) == len(kinds)
    assert all(len(set(folds[sources == source].tolist())) == 1 for source in set(sources.tolist()))
    assert 0 <= folds.min() <= folds.max() < n_folds


@given(labelled(), st.integers(2, 6))
def test_every_fold_trains_on_every_kind(accounts, n_folds):
    """Outside each fold there is something of every kind, and no fold is empty."""
    kinds, sources = accounts
    folds = source_folds(kinds, sources, n_folds)
    for fold in range(folds.max() + 1):
        assert (folds == fold).any()
        assert set(kinds[folds != fold].tolist()) == set(KINDS)


@given(labelled(), st.randoms(use_true_random=False))
def test_fold_depends_on_the_source_alone(accounts, random):
    """The order of accounts does not matter: a source keeps its fold."""
    kinds, sources = accounts
    rows = list(range(len(kinds)))
    random.shuffle(rows)
    folds = source_folds(kinds, sources, 5)
    np.testing.assert_array_equal(source_folds(kinds[rows], sources[rows], 5), folds[rows])


def test_sources_of_a_kind_are_spread():
    """With as many sources of each kind as folds, every fold holds one source of each."""
    kinds = np.repeat(KINDS, 3)
    sources = np.array([f"{kind} {number}" for kind in KINDS for number in range(3)])
    folds = source_folds(kinds, sources, 3)
    assert all(sorted(folds[kinds == kind].tolist()) == [0, 1, 2] for kind in KINDS)


def test_fewer_sources_than_folds():
    """A kind with fewer sources than folds is held out in some folds only."""
    kinds = np.array(["genuine"] * 5 + ["bot"] * 2)
    folds = source_folds(kinds, np.array(list("abcdefg")), 5)
    assert sorted(folds[:5].tolist()) == [0, 1, 2, 3, 4]
    assert len(set(folds[5:].tolist())) == 2


def test_folds_of_one_source_of_a_kind_raise():
    """A kind of one source cannot be calibrated: the error names it and says what to pass."""
    kinds = np.array(["genuine", "genuine", "bot", "bot"])
    with pytest.raises(TrainingError, match=r"got only \['c'\] for 'bot'; pass sources= that say which vendor"):
        source_folds(kinds, np.array(["a", "b", "c", "c"]), 5)


def test_sources_that_cannot_be_held_out_apart_raise():
    """Where other kinds tie all sources of a kind to one fold, nothing could be learnt of it: the error says so."""
    kinds = np.array(list("XXYYZZ"))
    with pytest.raises(TrainingError, match=r"sources of 'Z', \['a', 'c'\].*a source of their own"):
        source_folds(kinds, np.array(list("abcdac")), 5)
