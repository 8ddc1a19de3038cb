"""Plans: each model learns from its own platform, and may use only what that platform shows and means."""

import pytest

from fakefollow.features import FEATURES
from fakefollow.profiles import COLUMNS
from fakefollow.scoring import load_detector, model_for_platform, shipped_models
from fakefollow.training import TrainingSettings
from models.plans import (
    GENERIC_SETTINGS,
    GITHUB_DIRECTIONS,
    INSTAGRAM_SETTINGS,
    PLANS,
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
    """The generic model learns on X and Instagram; the others learn on their own platform."""
    learnt = {name: {release.platform for release in plan.releases} for name, plan in PLANS.items()}
    assert learnt == {"x": {"x"}, "instagram": {"instagram"}, "github": {"github"}, "generic": {"x", "instagram"}}
    assert {name: set(load_detector(name).learnt_on) for name in learnt} == learnt


def test_the_generic_model_knows_what_leaving_a_platform_out_does():
    """Shares of lists of other platforms are told by leaving X and Instagram out whole: it has both of each."""
    for cells in load_detector("generic").shares.patterns:
        assert set(cells.platforms) == {"x", "instagram"}


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_model_knows_the_kinds_of_its_plan(name):
    """Every model knows genuine and purchased accounts; automated ones only where its platform shows them."""
    known = load_detector(name).kinds
    assert known == ("genuine", "purchased", "bot")[: 3 if name == "x" else 2]
    assert set(known) <= set(PLANS[name].kinds)


def test_the_generic_model_looks_at_what_every_platform_shows():
    """Three counts and the bio; handles, dates, settings and lists mean other things elsewhere, or are not shown."""
    fields = {field for name in GENERIC_SETTINGS.features for field in FEATURES[name].fields}
    assert fields == {"followers_count", "following_count", "posts_count", "description"}
    assert fields < set(SHARED_FIELDS)


@pytest.mark.parametrize("settings", [INSTAGRAM_SETTINGS, GENERIC_SETTINGS])
def test_fixed_backbones_say_what_is_sold(settings):
    """All features are of the backbone, and following and digits speak against an account, all else shown for it."""
    assert settings.features == tuple(settings.backbone)
    against = {"following_count", "default_profile_image", "username_digits"}
    for name, (slope, offset) in settings.backbone.items():
        assert (slope > 0) == (name in against)
        assert offset > 0


def test_the_generic_model_is_stricter():
    """Its policy flags fewer genuine accounts than that of the model of X."""
    rate = GENERIC_SETTINGS.policy.max_false_positive_rate
    assert rate == X_SETTINGS.policy.max_false_positive_rate / 4


def test_instagram_shows_no_dates():
    """The model of Instagram needs no field that the platform does not show."""
    fields = {field for name in INSTAGRAM_SETTINGS.features for field in FEATURES[name].fields}
    assert fields == {
        *("username", "description", "url", "default_profile_image"),
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
