"""Examples and specialists: the backbone that no label moves, what stands on it, and accounts dressed as genuine."""

from dataclasses import replace

import numpy as np
import pytest

import fakefollow as ff
from fakefollow.evaluation import LabelledAccounts, source_folds
from fakefollow.features import FEATURES, UsernameModel, measure
from fakefollow.profiles import ProfileTable
from fakefollow.scoring import PURCHASED
from fakefollow.simulate import simulate_accounts
from fakefollow.training import (
    BACKBONE,
    BOT_FEATURES,
    DRESSED,
    TrainingSettings,
    balancing_weights,
    cross_fitted,
    dressed,
    example_weights,
    fit_slopes,
    held_out_parts,
)

SIMULATED = simulate_accounts(240, 120, 120, random_state=3)
ACCOUNTS = LabelledAccounts.of(ff.read(SIMULATED.profiles), SIMULATED.kind, SIMULATED.source)
SOLD = ACCOUNTS.kinds == "purchased"
KINDS = ["bot", "genuine", "purchased"]
OTHERS = ("purchased", "bot")
QUICK = TrainingSettings(classifier={"max_iter": 10}, n_folds=2)
FEATURE_VALUES = measure(ACCOUNTS.table, QUICK.features, UsernameModel.uniform())
COUNTS = ("followers_count", "following_count", "posts_count", "created_at", "observed_at")


def place(name):
    return QUICK.features.index(name)


def without(*names):
    """Return the accounts without some columns."""
    columns = {name: column for name, column in ACCOUNTS.table.columns.items() if name not in names}
    return replace(ACCOUNTS, table=ProfileTable(columns, len(ACCOUNTS), ACCOUNTS.table.platform))


@pytest.fixture(scope="module")
def fitted():
    """Return the classifier of the first fold, with the fold."""
    return next(cross_fitted(ACCOUNTS, QUICK))


@pytest.mark.parametrize("name", BACKBONE)
def test_the_backbone_is_the_formula(name):
    """Between any two values of a count the backbone differs by slope * ln((b + offset) / (a + offset))."""
    tables = QUICK.backbone_tables(FEATURE_VALUES, np.ones(len(ACCOUNTS)))
    slope, offset = BACKBONE[name]
    values = np.array([0.2, 1.0, 7.0, 90.0, 2500.0, 1e6])
    asked = np.full((len(values), len(QUICK.features)), np.nan)
    asked[:, place(name)] = values
    expected = slope * np.diff(np.log(values + offset))
    np.testing.assert_allclose(np.diff(tables.total(asked)[:, 0]), expected, atol=abs(slope) / 20)


def test_the_backbone_says_the_same_whatever_the_labels():
    """Other labels and sources move what each feature says by one number for all its values, and by nothing else."""
    random = np.random.default_rng(0)
    weights = [balancing_weights(random.choice(KINDS, len(ACCOUNTS)), ACCOUNTS.sources), np.ones(len(ACCOUNTS))]
    found = [QUICK.backbone_tables(FEATURE_VALUES, weight) for weight in weights]
    for edges, other in zip(*(tables.edges for tables in found), strict=True):
        np.testing.assert_array_equal(edges, other)
    for steps, other in zip(*(tables.steps for tables in found), strict=True):
        np.testing.assert_allclose(steps - other, np.full_like(steps, (steps - other)[0, 0]), atol=1e-12)


def test_the_backbone_is_centred():
    """The weighted mean of what each feature says is 0 over the accounts that show it, and 0 where it has no term."""
    weight = balancing_weights(ACCOUNTS.kinds, ACCOUNTS.sources)
    said = QUICK.backbone_tables(FEATURE_VALUES, weight).by_feature(FEATURE_VALUES)[:, :, 0]
    np.testing.assert_allclose(weight @ said / len(ACCOUNTS), 0.0, atol=1e-12)
    no_term = [name not in BACKBONE for name in QUICK.features]
    assert not said[:, no_term].any()
    assert said[:, ~np.array(no_term)].any(axis=0).all()


def test_what_was_not_observed_is_no_part_of_the_backbone():
    """A count that nobody shows has no table, one that is missing says 0, and no backbone is 0 throughout."""
    features = FEATURE_VALUES.copy()
    features[:, place("posts_count")] = np.nan
    tables = QUICK.backbone_tables(features, np.ones(len(features)))
    assert (len(tables.edges[place("posts_count")]), tables.steps[place("posts_count")].tolist()) == (0, [[0.0]])
    assert not tables.by_feature(features)[:, place("posts_count")].any()
    assert not replace(QUICK, backbone={}).backbone_tables(features, np.ones(len(features))).total(features).any()


def test_features_that_see_no_other_fields_stand_on_the_backbone():
    """All that is made of followers, following, posts and age alone belongs to it: counts, rates and ratios."""
    names = {QUICK.features[index] for index in QUICK.left_out(True)[PURCHASED]}
    assert names == {name for name in QUICK.features if set(FEATURES[name].fields) <= set(COUNTS)}
    assert {"following_per_follower", "posts_per_day", "account_age_days"} <= names
    assert not names & {"likes_per_post", "placeholder_picture_after_two_months", "username_digits"}
    assert not QUICK.left_out(False)[PURCHASED]


def test_trees_of_purchased_never_use_what_stands_on_the_backbone(fitted):
    """The specialist of purchased says nothing of these features, whatever their value; that of bot uses them."""
    steps = fitted[1].classifier.steps_
    bot, purchased = (np.array([abs(of_feature[:, kind]).max() for of_feature in steps]) for kind in (0, 1))
    on_backbone = np.isin(np.arange(len(steps)), QUICK.left_out(True)[PURCHASED])
    assert (purchased[on_backbone] == 0.0).all()
    assert purchased[~on_backbone].any()
    assert bot[on_backbone].any()


def test_bots_are_told_by_what_they_do_alone(fitted):
    """The specialist of bot says nothing of names, texts, pictures and whom an account follows."""
    of_bots = np.array([np.abs(steps[:, 0]).max() for steps in fitted[1].classifier.steps_])
    used = {name for name, most in zip(QUICK.features, of_bots, strict=True) if most > 0.0}
    assert used
    assert used <= set(BOT_FEATURES)
    few = replace(QUICK, features=("following_count", "username_digits"))
    assert few.left_out(True)["bot"] == []


def test_without_a_backbone_purchased_has_its_own_trees(fitted):
    """Where nothing of the backbone is observed, or none is wanted, trees see everything and the backbone is 0."""
    _, plain = next(cross_fitted(ACCOUNTS, replace(QUICK, backbone={})))
    assert any(plain.classifier.steps_[index][:, 1].any() for index in QUICK.left_out(True)[PURCHASED])
    _, hidden = next(cross_fitted(without(*COUNTS), QUICK))
    for other in (plain, hidden):
        assert not other.parts(ACCOUNTS.table, OTHERS)[:, 0].any()
    assert fitted[1].parts(ACCOUNTS.table, OTHERS)[:, 0].any()


def test_other_kinds_leave_the_backbone_out(fitted):
    """Trees of bot are those that they would be without a backbone."""
    _, plain = next(cross_fitted(ACCOUNTS, replace(QUICK, backbone={}, dressing=0.0)))
    _, standing = next(cross_fitted(ACCOUNTS, replace(QUICK, dressing=0.0)))
    for steps, other in zip(standing.classifier.steps_, plain.classifier.steps_, strict=True):
        np.testing.assert_array_equal(steps[:, 0], other[:, 0])


def test_tables_say_what_the_parts_say(fitted):
    """Calibrated tables and intercept of a classifier come to the slopes' evidence of its parts, for every account."""
    rows, classifier = fitted
    table = ACCOUNTS.where(rows).table
    parts = classifier.parts(table, OTHERS)
    is_kind = (ACCOUNTS.kinds[rows][:, None] == np.array(OTHERS)).astype(float)
    slopes = fit_slopes(parts, np.array([True, False]), 0.5, is_kind, np.ones(len(parts)))
    tables, intercept = classifier.tables(OTHERS, slopes)
    features = measure(table, classifier.features, classifier.usernames)
    np.testing.assert_allclose(tables.total(features) + intercept, slopes.evidence(parts), atol=1e-9)


def test_parts_held_out_do_not_see_the_source():
    """What is said of the accounts of a fold stays what it is, to the bit, if the classifier's fold held others."""
    found = held_out_parts(cross_fitted(ACCOUNTS, QUICK), ACCOUNTS)
    fold = source_folds(ACCOUNTS.kinds, ACCOUNTS.sources, QUICK.n_folds) == 0
    rows = np.arange(len(ACCOUNTS))
    rows[fold] = np.flatnonzero(~fold)[0]
    others = replace(ACCOUNTS, table=ACCOUNTS.table.take(rows))
    seen, other = next(cross_fitted(others, QUICK))
    np.testing.assert_array_equal(seen, fold)
    np.testing.assert_array_equal(other.parts(ACCOUNTS.where(fold).table, ACCOUNTS.other_kinds), found[fold])


def test_dressed_accounts_are_the_purchased_ones():
    """Each purchased account is there once, in its order, with its source, and all else that it shows as it was."""
    moved = dressed(ACCOUNTS, 0)
    assert moved.sources.tolist() == ACCOUNTS.sources[SOLD].tolist()
    assert set(moved.kinds.tolist()) == {"purchased"}
    own = ACCOUNTS.where(SOLD).table
    assert set(moved.table.columns) == set(own.columns)
    for name in set(own.columns) - set(DRESSED):
        assert moved.table.columns[name].to_list() == own.columns[name].to_list(), name
    assert not set(DRESSED) & {*COUNTS, "id", "username", "name"}


def marked(name, **values):
    """Return the accounts with one column that tells the kind."""
    profiles = [
        {**profile, name: values[kind]} for profile, kind in zip(SIMULATED.profiles, SIMULATED.kind, strict=True)
    ]
    return LabelledAccounts.of(ff.read(profiles), SIMULATED.kind, SIMULATED.source)


@pytest.mark.parametrize(
    ("name", "genuine", "own", "bot"),
    [("likes_count", 7, 1, 3), ("has_banner", True, False, False), ("description", "Baker", "Buy", "Now")],
)
def test_dressed_accounts_show_what_genuine_ones_show(name, genuine, own, bot):
    """Seven of ten show the value of a genuine account, the others their own, and a bot is never a donor."""
    accounts = marked(name, genuine=genuine, purchased=own, bot=bot)
    shown = dressed(accounts, 0).table.columns[name].to_list()
    assert set(shown) == {genuine, own}
    assert shown.count(genuine) / len(shown) == pytest.approx(0.7, abs=0.12)


def test_nothing_is_put_on_where_genuine_accounts_show_nothing():
    """A field that the donor does not show stays that of the account, so that no gap is made by dressing."""
    accounts = marked("likes_count", genuine=None, purchased=1, bot=2)
    assert dressed(accounts, 0).table.columns["likes_count"].to_list() == [1] * SOLD.sum()
    hidden = dressed(without(*DRESSED), 0)
    assert not set(hidden.table.columns) & set(DRESSED)


def test_dressing_is_drawn_by_the_seed():
    """The same seed dresses the same way, another one otherwise, and accounts that nobody sells are none."""
    first, again, other = (dressed(ACCOUNTS, seed).table.columns["likes_count"].to_list() for seed in (0, 0, 1))
    assert first == again != other
    assert len(dressed(ACCOUNTS.where(~SOLD), 0)) == 0


def test_every_kind_weighs_as_much_as_genuine():
    """In each column the examples weigh the same, however many are dressed."""
    for dressing in (0.0, 0.4, 0.9):
        totals = example_weights(ACCOUNTS, dressing).sum(axis=0)
        np.testing.assert_allclose(totals, totals[0])


def test_a_share_of_the_purchased_examples_is_dressed():
    """Of the examples of purchased 40 % are dressed, and every source keeps its weight."""
    column = example_weights(ACCOUNTS, 0.4)[:, KINDS.index("purchased")]
    kinds = np.concatenate([ACCOUNTS.kinds, ACCOUNTS.kinds[SOLD]])
    sources = np.concatenate([ACCOUNTS.sources, ACCOUNTS.sources[SOLD]])
    assert column[len(ACCOUNTS) :].sum() / column.sum() == pytest.approx(0.4)
    assert not column[kinds != "purchased"].any()
    of_sources = [column[sources == source].sum() for source in set(ACCOUNTS.sources[SOLD].tolist())]
    np.testing.assert_allclose(of_sources, of_sources[0])


@pytest.mark.parametrize("kind", ["genuine", "bot"])
def test_the_others_learn_from_their_own(kind):
    """Genuine accounts and bots are examples of their own kind alone, as they are."""
    column = example_weights(ACCOUNTS, 0.4)[:, KINDS.index(kind)]
    expected = np.where(ACCOUNTS.kinds == kind, balancing_weights(ACCOUNTS.kinds, ACCOUNTS.sources), 0.0)
    np.testing.assert_allclose(column[: len(ACCOUNTS)], expected)
    assert not column[len(ACCOUNTS) :].any()
