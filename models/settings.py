"""Settings of the shipped models: which features each may use, and when it calls an account what.

No figure of the sets that a model is tested on has a part in these choices; what was compared is in models/.
"""

from typing import Final

from fakefollow.features import FEATURES
from fakefollow.scoring import Policy
from fakefollow.training import TrainingSettings

SHARED_FIELDS: Final = (
    *("username", "name", "description"),
    *("followers_count", "following_count", "posts_count"),
)
"""Fields that all platforms show in some way."""

SHARED_FEATURES: Final = tuple(
    name for name, feature in FEATURES.items() if set(feature.fields) <= set(SHARED_FIELDS)
)

BOUND_TO_X: Final = (
    *("follow_limit_use", "username_length", "username_capitals", "username_class_changes"),
    *("username_likelihood", "name_username_similarity"),
    *("posts_count", "following_per_post", "followers_per_post"),
    *("followers_count", "following_count", "following_per_squared_follower"),
)
"""Features that mean something else elsewhere. The follow limit is X's. Handles of X have at most 15 characters, with
capitals and underscores and no dot; elsewhere they are longer, small, dotted, or end in the name of a server. Where
people post less than on X, quiet people would look like idle stock. Followers and accounts followed are counted in
other sizes on a smaller platform, and only their relation stays. models/GENERIC.md compares, on accounts of X alone."""

X_SETTINGS: Final = TrainingSettings()
"""The model of X may use every feature."""

INSTAGRAM_SETTINGS: Final = TrainingSettings(
    features=(
        *("followers_count", "following_count", "following_per_follower", "following_per_squared_follower"),
        *("posts_count", "following_per_post", "followers_per_post"),
        *("default_profile_image", "username_length", "username_digits", "description_length"),
    ),
    platform="instagram",
)
"""Features that two of the three sets show at least, so that each is judged on a set that it was not learnt from."""

GENERIC_SETTINGS: Final = TrainingSettings(
    features=tuple(name for name in SHARED_FEATURES if name not in BOUND_TO_X),
    policy=Policy(max_false_positive_rate=0.005),
    platform="generic",
)
"""What platforms share and what is not bound to X, and thresholds four times as strict as the model of X has."""
