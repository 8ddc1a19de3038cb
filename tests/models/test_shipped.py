"""Settings of the shipped models: features that a platform lacks, or means otherwise, have no part."""

from fakefollow.features import FEATURES
from models.plans import (
    BOUND_TO_X,
    GENERIC_SETTINGS,
    INSTAGRAM_SETTINGS,
    SHARED_FEATURES,
    SHARED_FIELDS,
    X_SETTINGS,
)


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


def test_the_model_of_x_may_use_everything():
    """Its settings are those of training."""
    assert X_SETTINGS.features == tuple(FEATURES)
