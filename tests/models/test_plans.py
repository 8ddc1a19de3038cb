"""Plans: each model learns from its own platform, and may use only what that platform shows and means."""

import pytest

from fakefollow.features import FEATURES
from fakefollow.profiles import COLUMNS
from fakefollow.scoring import load_detector, model_for_platform, shipped_models
from fakefollow.training import TrainingSettings
from models.plans import (
    BOUND_TO_X,
    GENERIC_SETTINGS,
    GITHUB_DIRECTIONS,
    INSTAGRAM_SETTINGS,
    PLANS,
    SHARED_FEATURES,
    SHARED_FIELDS,
    SPEAKS_OF_ACCOUNTS,
    X_SETTINGS,
)

NAMES = list(PLANS)


def test_every_shipped_model_has_a_plan():
    """The plans are those of the folders in models/."""
    assert sorted(NAMES) == sorted(path.parent.name for path in shipped_models().glob("*/model.json"))


@pytest.mark.parametrize(
    ("name", "platform"), [("x", "x"), ("instagram", "instagram"), ("github", "github"), ("generic", "mastodon")]
)
def test_a_platform_is_served_by_its_plan(name, platform):
    """The model that is chosen for a platform is the one that was planned for it."""
    assert model_for_platform(platform) == name
    assert PLANS[name].settings.platform in (None, name)


@pytest.mark.parametrize("name", NAMES)
def test_golden_profiles_show_what_the_features_need(name):
    """Golden fields are canonical and measure every feature of the model."""
    plan = PLANS[name]
    shown = set(plan.golden_fields)
    assert shown <= set(COLUMNS)
    assert all(set(FEATURES[feature].fields) <= shown for feature in plan.settings.features)


@pytest.mark.parametrize("name", NAMES)
def test_limits_are_sentences_that_speak_of_accounts(name):
    """Every card begins with how to speak of people, and no limit is said twice."""
    limits = PLANS[name].limits
    assert limits[0] == SPEAKS_OF_ACCOUNTS
    assert limits[0].startswith("A score speaks of an account as it was observed, not of a person.")
    assert len(set(limits)) == len(limits)
    assert all(limit.endswith(".") for limit in limits)


def test_releases_are_of_the_platform_that_is_learnt_on():
    """The generic model learns on X and is tested on Instagram; the others learn on their own platform."""
    learnt = {name: {release.platform for release in plan.releases} for name, plan in PLANS.items()}
    assert learnt == {"x": {"x"}, "instagram": {"instagram"}, "github": {"github"}, "generic": {"x"}}
    tested = {name: {release.platform for release in plan.tested_on} for name, plan in PLANS.items()}
    assert tested == {"x": set(), "instagram": set(), "github": set(), "generic": {"instagram"}}


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_model_knows_the_kinds_of_its_plan(name):
    """Every model knows genuine and purchased accounts; automated ones only where its platform shows them."""
    known = load_detector(name).kinds
    assert known == ("genuine", "purchased", "bot")[: 3 if name == "x" else 2]
    assert set(known) <= set(PLANS[name].kinds)


def test_shared_features_need_shared_fields_only():
    """No date, setting, list or like is looked at where a platform may not show it."""
    for name, feature in FEATURES.items():
        assert (name in SHARED_FEATURES) == (set(feature.fields) <= set(SHARED_FIELDS))


def test_the_generic_model_looks_at_nothing_that_is_bound_to_x():
    """Forms of handles, the follow limit, and counts that are no relation mean other things elsewhere."""
    assert set(BOUND_TO_X) < set(SHARED_FEATURES)
    assert set(GENERIC_SETTINGS.features) == set(SHARED_FEATURES) - set(BOUND_TO_X)
    counts = {"followers_count", "following_count", "posts_count"}
    of_counts = [name for name in GENERIC_SETTINGS.features if counts & set(FEATURES[name].fields)]
    assert of_counts == ["following_per_follower"]


def test_the_generic_model_is_stricter():
    """It flags fewer genuine accounts of X than the model of X does."""
    rate = GENERIC_SETTINGS.policy.max_false_positive_rate
    assert rate == X_SETTINGS.policy.max_false_positive_rate / 4


def test_instagram_shows_no_dates():
    """The model of Instagram needs no field that the platform does not show."""
    fields = {field for name in INSTAGRAM_SETTINGS.features for field in FEATURES[name].fields}
    assert fields == {
        *("username", "description", "default_profile_image"),
        *("followers_count", "following_count", "posts_count"),
    }


def test_the_model_of_x_may_use_all_that_x_shows():
    """What only GitHub shows is no feature of it; nothing else is left out, and its settings are those of training."""
    assert TrainingSettings() == X_SETTINGS
    left_out = set(FEATURES) - set(X_SETTINGS.features)
    assert left_out == {"repositories_count", "has_company", "shown_age_days", "bare_newcomer"}


def test_the_model_of_github_speaks_for_nobody_by_youth_without_work():
    """Directions are those of its features, and the handle's digits are all that may rise against an account."""
    settings = PLANS["github"].settings
    assert settings.features == tuple(GITHUB_DIRECTIONS)
    assert settings.classifier["monotonic_cst"] == list(GITHUB_DIRECTIONS.values())
    assert [name for name, direction in GITHUB_DIRECTIONS.items() if direction > 0] == ["username_digits"]
