"""Network family: followers and accounts followed, alone, in relation, and for the account's age."""

import numpy as np

from fakefollow.features.registry import feature
from fakefollow.features.view import ProfileView
from fakefollow.profiles import FloatArray

DATED = ("created_at", "observed_at")
FOLLOW_LIMIT = 2000
"""X lets an account follow 2,000 others (later 5,000) before its own followers limit it."""


@feature(
    unit="followers",
    fields=("followers_count",),
    meaning="it has {value:follower|followers}",
    less="have fewer",
    more="have more",
    at_zero="it has no followers",
    separates="nobody follows accounts that were made to follow",
    honest_twin="newcomers and readers have few followers",
    source="Cresci et al. 2015, Class A (followers)",
)
def followers_count(view: ProfileView) -> FloatArray:
    """Count followers."""
    return view.number("followers_count")


@feature(
    unit="accounts",
    fields=("following_count",),
    meaning="it follows {value:account|accounts}",
    less="follow fewer",
    more="follow more",
    at_zero="it follows nobody",
    separates="following is what sold accounts are for",
    honest_twin="curious readers, press offices and follow-back circles follow thousands",
    source="Cresci et al. 2015, Class A (friends)",
)
def following_count(view: ProfileView) -> FloatArray:
    """Count accounts followed."""
    return view.number("following_count")


@feature(
    unit="lists",
    fields=("listed_count",),
    meaning="it is on {value:list|lists}",
    less="are on fewer",
    more="are on more",
    at_zero="it is on no list",
    separates="people put accounts on lists that they want to read",
    honest_twin="most genuine accounts are on no list",
    source="Cresci et al. 2015, Class A (listed)",
)
def listed_count(view: ProfileView) -> FloatArray:
    """Count lists that contain the account."""
    return view.number("listed_count")


@feature(
    unit="accounts per follower",
    fields=("following_count", "followers_count"),
    meaning="it follows {following_count:account|accounts} and has {followers_count:follower|followers}",
    less="have a lower ratio",
    more="have a higher ratio",
    separates="sold accounts follow hundreds and are followed by a handful",
    honest_twin="a newcomer who has just chosen whom to read",
    source="Socialbakers rules and Camisani-Calzolari, in Cresci et al. 2015",
)
def following_per_follower(view: ProfileView) -> FloatArray:
    """Divide accounts followed + 1 by followers + 1."""
    return view.ratio("following_count", "followers_count")


@feature(
    unit="accounts per squared follower",
    fields=("following_count", "followers_count"),
    meaning="it follows {following_count:account|accounts} for {followers_count:follower|followers} squared",
    less="have a lower ratio",
    more="have a higher ratio",
    separates="punishes few followers harder than the plain ratio; the strongest feature of Class A",
    honest_twin="a newcomer who has just chosen whom to read",
    source="Yang et al. 2013, in Cresci et al. 2015, Class A",
)
def following_per_squared_follower(view: ProfileView) -> FloatArray:
    """Divide accounts followed + 1 by (followers + 1) squared."""
    return view.ratio("following_count", "followers_count") / (view.number("followers_count") + 1.0)


@feature(
    unit="followers per day",
    fields=("followers_count", *DATED),
    meaning="it has {followers_count:follower|followers} after {age_days:day|days}",
    less="gain fewer a day",
    more="gain more a day",
    separates="idle stock gains none; age-free form of the number of followers",
    honest_twin="quiet old accounts gain none either",
    source="Yang et al. 2020, BotometerLite (followers growth)",
)
def followers_per_day(view: ProfileView) -> FloatArray:
    """Divide followers by age."""
    return view.per_day("followers_count")


@feature(
    unit="accounts per day",
    fields=("following_count", *DATED),
    meaning="it follows {following_count:account|accounts} after {age_days:day|days}",
    less="follow fewer a day",
    more="follow more a day",
    separates="a delivered order makes many follows in few days",
    honest_twin="the first week of a newcomer",
    source="Cresci et al. 2015, Class A (friends / age)",
)
def following_per_day(view: ProfileView) -> FloatArray:
    """Divide accounts followed by age."""
    return view.per_day("following_count")


@feature(
    unit="lists per day",
    fields=("listed_count", *DATED),
    meaning="it is on {listed_count:list|lists} after {age_days:day|days}",
    less="are put on fewer a day",
    more="are put on more a day",
    separates="age-free form of the number of lists",
    honest_twin="most genuine accounts are on no list",
    source="Yang et al. 2020, BotometerLite (listed growth)",
)
def listed_per_day(view: ProfileView) -> FloatArray:
    """Divide lists by age."""
    return view.per_day("listed_count")


@feature(
    unit="lists per follower",
    fields=("listed_count", "followers_count"),
    meaning="it is on {listed_count:list|lists} and has {followers_count:follower|followers}",
    less="have a lower ratio",
    more="have a higher ratio",
    separates="bought followers put nobody on a list",
    honest_twin="friends follow and keep no lists",
    source="this project; both counts are in Yang et al. 2020",
)
def listed_per_follower(view: ProfileView) -> FloatArray:
    """Divide lists + 1 by followers + 1."""
    return view.ratio("listed_count", "followers_count")


@feature(
    unit="share of the limit",
    fields=("following_count",),
    meaning="it follows {following_count:account|accounts}, within the first limit of 2,000",
    less="use less of it",
    more="use more of it",
    at_zero="it follows {following_count:account|accounts}, not held by the first limit of 2,000",
    separates="accounts that exist to follow stop just below the limit",
    honest_twin="keen readers reach it as well",
    source="this project; the limit is X's",
)
def follow_limit_use(view: ProfileView) -> FloatArray:
    """Divide accounts followed by 2,000; 0 above 2,001, where the limit no longer binds."""
    following = view.number("following_count")
    return np.where(following > FOLLOW_LIMIT + 1, 0.0, following / FOLLOW_LIMIT)
