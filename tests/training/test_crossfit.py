"""What tells each kind: the backbone that no label moves, and trees that see what an account does."""

from dataclasses import replace

import numpy as np
import pytest

import fakefollow as ff
from fakefollow.evaluation import LabelledAccounts, source_folds
from fakefollow.features import UsernameModel, measure
from fakefollow.profiles import ProfileTable
from fakefollow.scoring import PURCHASED
from fakefollow.simulate import simulate_accounts
from fakefollow.training import (
    BACKBONE,
    BOT_FEATURES,
    Slopes,
    TrainingSettings,
    balancing_weights,
    cross_fitted,
    fit_classifier,
    held_out_log_odds,
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


def strongest(fitted, kind):
    """Return the most that each feature says of a kind, as a mapping, where it says anything."""
    column = fitted.kinds.index(kind)
    most = (abs(steps[:, column]).max() for steps in fitted.tables.steps)
    return {name: value for name, value in zip(fitted.features, most, strict=True) if value > 0.0}


def test_purchased_accounts_are_told_by_the_backbone_alone(fitted):
    """What labels say moves nothing of it but the mean, which is 0."""
    weight = balancing_weights(*(getattr(ACCOUNTS.where(~fitted[0]), of) for of in ("kinds", "sources")))
    features = measure(ACCOUNTS.where(~fitted[0]).table, QUICK.features, fitted[1].usernames)
    backbone = QUICK.backbone_tables(features, weight)
    assert set(strongest(fitted[1], PURCHASED)) == set(BACKBONE)
    found = fitted[1].tables.by_feature(features)[:, :, 0]
    np.testing.assert_allclose(found, backbone.by_feature(features)[:, :, 0], atol=1e-12)
    assert fitted[1].intercept[0] == 0.0


def test_bots_are_told_by_what_they_do_alone(fitted):
    """The specialist of bot says nothing of names, texts, pictures and whom an account follows."""
    used = set(strongest(fitted[1], "bot"))
    assert used
    assert used <= set(BOT_FEATURES)


def test_bots_are_told_by_all_features_where_none_of_theirs_is_wanted():
    """Other features tell bots where these are all there are."""
    few = replace(QUICK, features=("following_count", "username_digits"), backbone={})
    assert strongest(fit_classifier(ACCOUNTS, few), "bot")


def test_without_a_backbone_purchased_has_its_own_trees():
    """Where nothing of the backbone is observed, or none is wanted, trees see everything."""
    plain = fit_classifier(ACCOUNTS, replace(QUICK, backbone={}))
    assert set(strongest(plain, PURCHASED)) - set(BACKBONE)
    hidden = fit_classifier(without(*COUNTS), QUICK)
    assert strongest(hidden, PURCHASED)
    assert not set(strongest(hidden, PURCHASED)) & set(BACKBONE)


def test_other_kinds_leave_the_backbone_out():
    """Purchased accounts have no part in what tells bots."""
    names = replace(QUICK, features=BOT_FEATURES)
    standing = replace(names, features=(*BOT_FEATURES, "following_count"))
    without_sold = ACCOUNTS.where(ACCOUNTS.kinds != PURCHASED)
    both = [fit_classifier(accounts, standing) for accounts in (ACCOUNTS, without_sold)]
    said = [fitted.log_odds(without_sold.table)[:, fitted.kinds.index("bot")] for fitted in both]
    np.testing.assert_allclose(*said, atol=1e-9)


def test_only_purchased_can_be_trained_for():
    """With no other kind no tree is grown, and the backbone is all."""
    sold = fit_classifier(ACCOUNTS.where(ACCOUNTS.kinds != "bot"), QUICK)
    assert (sold.kinds, set(strongest(sold, PURCHASED))) == ((PURCHASED,), set(BACKBONE))


def test_calibrated_tables_say_what_slopes_say(fitted):
    """Calibrated tables and intercept come to the slopes' evidence of the log-odds, for every account."""
    rows, classifier = fitted
    table = ACCOUNTS.where(rows).table
    log_odds = classifier.log_odds(table)
    slopes = Slopes(np.array([0.7, 1.3]), np.array([-0.2, 0.4]))
    tables, intercept = classifier.calibrated(slopes)
    features = measure(table, classifier.features, classifier.usernames)
    np.testing.assert_allclose(tables.total(features) + intercept, slopes.evidence(log_odds), atol=1e-9)


def test_what_is_held_out_does_not_see_the_source():
    """What is said of the accounts of a fold stays what it is, to the bit, if the classifier's fold held others."""
    found = held_out_log_odds(cross_fitted(ACCOUNTS, QUICK), ACCOUNTS)
    fold = source_folds(ACCOUNTS.kinds, ACCOUNTS.sources, QUICK.n_folds) == 0
    rows = np.arange(len(ACCOUNTS))
    rows[fold] = np.flatnonzero(~fold)[0]
    others = replace(ACCOUNTS, table=ACCOUNTS.table.take(rows))
    seen, other = next(cross_fitted(others, QUICK))
    np.testing.assert_array_equal(seen, fold)
    np.testing.assert_array_equal(other.log_odds(ACCOUNTS.where(fold).table), found[fold])
