"""Folds: whole sources are held out, only the kinds asked for are looked at, and variants change them alone."""

import numpy as np
import pytest

from fakefollow import read
from fakefollow.evaluation import LabelledAccounts
from fakefollow.features import FEATURES, UsernameModel, measure
from fakefollow.scoring import GENUINE
from fakefollow.simulate import simulate_accounts
from models.bench.accounts.folds import (
    BOT_SOURCES,
    BOUGHT_FOLLOWERS,
    COUNTS_ONLY_SOURCES,
    EVASION,
    EXPORTS,
    EXTRA_LIKES,
    FIELD_BLOCKS,
    FROM_2018,
    GENUINE_GROUPS,
    HARD_BOT_SOURCES,
    HUMAN_COLLECTIONS,
    INSTAGRAM_SETS,
    LATER_GROUPS,
    LATER_SELLERS,
    MISSING_FIELDS,
    ON_X,
    TEXTS_AND_PICTURES,
    UP_TO_2015,
    VENDORS,
    WEAK_BOT_SOURCES,
    Fold,
    borrowing,
    bot_folds,
    genuine_folds,
    instagram_folds,
    platform_folds,
    seller_folds,
    vendor_folds,
    year_folds,
)
from models.releases import INSTAGRAM_RELEASES, X_RELEASES

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


def test_four_sellers_meet_six_groups():
    """Each of four sellers meets each of six groups of genuine accounts once, the nine cells of 2013 among them."""
    cells = [(fold.not_genuine, fold.genuine) for fold in seller_folds()]
    assert len(set(cells)) == len(cells) == 24
    assert {seller for seller, _ in cells} == {(seller,) for seller in (*VENDORS, *LATER_SELLERS)}
    assert {fold.name for fold in vendor_folds()} < {fold.name for fold in seller_folds()}
    assert all(fold.varied for fold in seller_folds())
    assert not any(fold.varied for fold in [*vendor_folds(), *year_folds(), *bot_folds()])


def test_years_teach_nothing_of_the_years_that_they_are_tested_on():
    """What is learnt from is named, and neither a seller nor a group of genuine accounts that is looked at is in it."""
    assert not set(UP_TO_2015) & set(FROM_2018)
    tested = {"learnt_to_2015": set(), "learnt_from_2018": set()}
    for fold in year_folds():
        tested[fold.protocol] |= {(fold.not_genuine, fold.genuine)}
        assert not {*fold.not_genuine, *fold.genuine} & set(fold.teaching)
    assert tested["learnt_to_2015"] == {(LATER_SELLERS, group) for group in LATER_GROUPS}
    assert tested["learnt_from_2018"] == {((seller,), (people,)) for seller in VENDORS for people in HUMAN_COLLECTIONS}


def test_only_what_teaches_is_seen():
    """Where sources that teach are named, all others are unseen, whether looked at or not."""
    fold = Fold("bots", ("a",), ("b",), teaching=("c",))
    np.testing.assert_array_equal(fold.unseen(ACCOUNTS), [True, True, True, False, True])


@pytest.mark.parametrize("folds", [vendor_folds(), seller_folds(), bot_folds(), genuine_folds(), instagram_folds()])
def test_names_are_unique_within_a_protocol(folds):
    """No two folds of a protocol have the same name, and all say the protocol."""
    assert len({fold.name for fold in folds}) == len(folds)
    assert len({fold.protocol for fold in folds}) == 1


def test_every_bot_source_meets_every_group():
    """Eight bot sources, three groups of genuine sources each."""
    met = [fold.genuine for fold in bot_folds() if fold.not_genuine != fold.genuine]
    assert met == [*GENUINE_GROUPS] * len(BOT_SOURCES)


@pytest.mark.parametrize("source", [*HARD_BOT_SOURCES, *COUNTS_ONLY_SOURCES, *WEAK_BOT_SOURCES])
def test_hard_sources_stand_alone(source):
    """A source of hard bots, counts or weak labels has one fold, of its own bots beside its own genuine accounts."""
    (fold,) = [fold for fold in bot_folds() if source in fold.not_genuine]
    assert (fold.not_genuine, fold.genuine) == ((source,), (source,))


def test_the_eight_sources_count():
    """Folds of the eight named sources enter the means, and no other fold of bots does."""
    assert {fold.not_genuine[0] for fold in bot_folds() if fold.counts} == set(BOT_SOURCES)
    assert len(BOT_SOURCES) == 8
    assert all(fold.counts for fold in [*vendor_folds(), *genuine_folds()])


def test_bots_of_counts_and_hard_bots_teach_nothing():
    """Bot sources that do not count in the means are those whose bots no model learns from."""
    tested_only = [release.file for release in X_RELEASES if "bot" not in release.teaches]
    names = (
        *("caverlee-2011", "midterm-2018", "gilani-2017"),
        *("cresci-rtbust-2019", "twitter-human-bots-sample", "twibot22-first", "twibot22-recrawled"),
    )
    assert len(tested_only) == len(names)
    assert all(any(name in file for file in tested_only) for name in names)


def test_each_instagram_set_stands_alone():
    """Every set of Instagram accounts has one fold, of its own fakes beside its own genuine accounts."""
    held_out = [(fold.not_genuine, fold.genuine) for fold in instagram_folds()]
    assert held_out == [((release.source,), (release.source,)) for release in INSTAGRAM_RELEASES]


def test_a_platform_left_out_teaches_nothing():
    """Sets of Instagram are for what was learnt on X, and the 24 cells of X for what was learnt on Instagram."""
    tested = {"instagram_unseen": instagram_folds(), "x_unseen": seller_folds()}
    sources = {"instagram_unseen": set(ON_X), "x_unseen": set(INSTAGRAM_SETS)}
    assert not sources["instagram_unseen"] & sources["x_unseen"]
    for name, plain in tested.items():
        folds = [fold for fold in platform_folds() if fold.protocol == name]
        assert [(fold.not_genuine, fold.genuine) for fold in folds] == [
            (fold.not_genuine, fold.genuine) for fold in plain
        ]
        assert all(set(fold.teaching) == sources[name] for fold in folds)


SIMULATED = simulate_accounts(60, 30, 20, random_state=3)
TESTED = LabelledAccounts.of(read(SIMULATED.profiles), SIMULATED.kind, SIMULATED.source)
KNOWN_SIMULATED = simulate_accounts(60, 30, 20, random_state=4)
KNOWN = LabelledAccounts.of(read(KNOWN_SIMULATED.profiles), KNOWN_SIMULATED.kind, KNOWN_SIMULATED.source)
OTHERS = TESTED.kinds != GENUINE


def columns_of(accounts):
    return {name: column.to_list() for name, column in accounts.table.columns.items()}


@pytest.mark.parametrize("name", FIELD_BLOCKS)
def test_a_block_is_gone_and_nothing_else(name):
    """Exactly the fields of the block are taken away."""
    shown = MISSING_FIELDS[f"without {name}"](TESTED, KNOWN)
    before, after = columns_of(TESTED), columns_of(shown)
    assert set(before) - set(after) == set(FIELD_BLOCKS[name]) & set(before)
    assert all(after[column] == before[column] for column in after)


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_shows_its_fields_only(name):
    """Fields that the export lacks are not observed."""
    assert set(MISSING_FIELDS[name](TESTED, KNOWN).table.columns) <= set(EXPORTS[name])


def test_every_feature_depends_on_some_block():
    """Taking all blocks away leaves no feature observed."""
    fields = {field for block in FIELD_BLOCKS.values() for field in block}
    kept = {name: column for name, column in TESTED.table.columns.items() if name not in fields}
    table = type(TESTED.table)(kept, len(TESTED))
    assert np.isnan(measure(table, list(FEATURES), UsernameModel.uniform())).all()


@pytest.mark.parametrize("name", EVASION)
def test_genuine_accounts_stay_as_they_are(name):
    """A seller's move changes accounts that are not genuine and no other."""
    before, after = columns_of(TESTED), columns_of(EVASION[name](TESTED, KNOWN))
    changed = np.zeros(len(TESTED), bool)
    for column in before:
        changed |= [a != b for a, b in zip(before[column], after[column], strict=True)]
    assert changed[OTHERS].mean() > 0.9
    assert not changed[~OTHERS].any()


def test_bought_followers_are_added():
    """Each account that is not genuine gains the bought followers."""
    move = EVASION[f"buys {BOUGHT_FOLLOWERS} followers for each"]
    gained = move(TESTED, KNOWN).table.floats("followers_count") - TESTED.table.floats("followers_count")
    np.testing.assert_array_equal(gained, np.where(OTHERS, BOUGHT_FOLLOWERS, 0))


def test_borrowed_profiles_come_from_genuine_accounts_trained_on():
    """Texts are those of known genuine accounts, never of the tested ones."""
    lent = set(np.array(columns_of(KNOWN)["username"])[KNOWN.kinds == GENUINE].tolist())
    shown = np.array(columns_of(borrowing(TEXTS_AND_PICTURES)(TESTED, KNOWN))["username"])
    assert set(shown[OTHERS].tolist()) <= lent


def test_dressing_takes_nothing_away():
    """Counts that are borrowed do not fall, and no follower and no day is gained."""
    shown = EVASION["takes likes, posts, lists, banner and bio of genuine accounts"](TESTED, KNOWN).table
    for name in ("likes_count", "posts_count", "listed_count"):
        gained = shown.floats(name) - TESTED.table.floats(name)
        assert (gained[OTHERS] >= 0).all()
        assert gained[OTHERS].sum() > 0
    for name in ("followers_count", "following_count", "created_at"):
        assert shown.columns[name] is TESTED.table.columns[name]


def test_a_banner_a_bio_and_likes_are_gained_by_all():
    """Every account that is not genuine has a header and a bio after the move, and so many likes more."""
    shown = EVASION[f"likes {EXTRA_LIKES} posts, gets a banner and a bio"](TESTED, KNOWN).table
    assert shown.columns["has_banner"].values[OTHERS].all()
    assert not shown.texts("description").is_empty()[OTHERS].any()
    gained = shown.floats("likes_count") - TESTED.table.floats("likes_count")
    np.testing.assert_array_equal(gained, np.where(OTHERS, EXTRA_LIKES, 0))
