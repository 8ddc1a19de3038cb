"""Account, activity and network families: settings that were touched, and counts alone, in relation and for the age.

Quiet is not fake; the pattern beside the age counts.
"""

from functools import partial
from typing import Final

import numpy as np

from fakefollow.features.registry import SHORTEST_AGE_DAYS, ProfileView, feature
from fakefollow.profiles import BoolArray, FloatArray

account = partial(feature, "account")
activity = partial(feature, "activity")
network = partial(feature, "network")

DATED: Final = ("created_at", "observed_at")
SIGNS: Final = ("repositories_count", "followers_count", "following_count", "description", "company")
"""What an account of GitHub shows of itself and of work, counts first."""
FOLLOW_LIMIT: Final = 2000
"""X lets an account follow 2,000 others (later 5,000) before its own followers limit it."""


NEWCOMER_DAYS: Final = 30.0
NEWCOMER_FOLLOWS: Final = 400
READER_FOLLOWS: Final = 300
READER_POSTS: Final = 1
EMPTY_FOLLOWS: Final = 80
EMPTY_POSTS: Final = 3
"""Who is young, or has hardly done more than follow some accounts, looks like stock that waits to be sold, and no field
of a profile tells the two apart; sign-up proposes some 80 accounts to follow. Conventions, on the side of people."""


def newcomers_and_readers(view: ProfileView) -> BoolArray:
    """Tell who is new and follows few, has only read as far as is known, or has a nearly empty profile."""
    follows, posts = view.number("following_count"), view.number("posts_count")
    newcomer = (follows <= NEWCOMER_FOLLOWS) & (view.age_days < NEWCOMER_DAYS)
    reader = (follows <= READER_FOLLOWS) & ~(posts > READER_POSTS)
    empty: BoolArray = (follows <= EMPTY_FOLLOWS) & (posts <= EMPTY_POSTS)
    return newcomer | reader | empty


@account(
    unit="days",
    fields=("created_at", "observed_at"),
    meaning="the account was {value:day|days} old when it was observed",
    sides=("are younger", "are older"),
    separates="accounts made to be sold are often made shortly before the sale",
    benign_explanation="everyone is new once; after a film or an election many genuine accounts are",
    source="Cresci et al. 2015, Class A (age)",
)
def account_age_days(view: ProfileView) -> FloatArray:
    """Measure the age from the row's own observation time, never from today."""
    return view.age_days


@account(
    unit="days",
    fields=(*SIGNS, *DATED),
    meaning="it is {value:day|days} old and has a repository, follower, bio or company, or follows somebody",
    sides=("are younger or show nothing", "are older"),
    at_zero="it shows nothing: no repository, follower, bio or company, and it follows nobody",
    separates="accounts made to star stay empty, and what people gather in years is not made up for one order",
    benign_explanation="newcomers, and people who only read, star and download, show nothing",
    source="this project; He et al. 2026 (arXiv 2412.13459) look for accounts that star once and do no more",
)
def shown_age_days(view: ProfileView) -> FloatArray:
    """Measure the age, at least a day, of accounts that show something; 0 for others."""
    return np.where(_is_bare(view) > 0.0, 0.0, np.maximum(view.age_days, SHORTEST_AGE_DAYS) + 0.0 * _is_bare(view))


@account(
    unit="yes or no",
    fields=(*SIGNS, *DATED),
    meaning=(
        "it is younger than half a year and shows nothing yet / "
        "it shows a repository, follower, bio or company, follows somebody, or is older than half a year"
    ),
    separates="less than an older account that shows nothing: everybody begins so",
    benign_explanation="every newcomer",
    source="this project",
)
def bare_newcomer(view: ProfileView) -> FloatArray:
    """Combine showing nothing with an age below 180 days."""
    return np.where(np.isnan(view.age_days), np.nan, view.age_days < 180.0) * _is_bare(view)


def _is_bare(view: ProfileView) -> FloatArray:
    """Return 1 where an account shows nothing of itself and of work, 0 where something; NaN where a part is unknown."""
    shown = view.filled("description") + view.filled("company")
    for name in SIGNS[:3]:
        shown = shown + view.number(name)
    return np.where(np.isnan(shown), np.nan, shown == 0.0)


@account(
    unit="yes or no",
    fields=("default_profile",),
    meaning="the page design was never changed / the page design was changed",
    separates="nobody decorates accounts that are made by the thousand",
    benign_explanation="many people never touch the design",
    source="Yang et al. 2020, BotometerLite (default_profile)",
)
def default_profile(view: ProfileView) -> FloatArray:
    """Tell whether the page design is the one that the platform gave."""
    return view.number("default_profile")


@account(
    unit="yes or no",
    fields=("default_profile_image",),
    meaning="there is no picture of its own / there is a picture of its own",
    separates="a picture has to be found for every account",
    benign_explanation="private and careful people show none",
    source="Cresci et al. 2015, Class A (has image)",
)
def default_profile_image(view: ProfileView) -> FloatArray:
    """Tell whether the picture is the platform's placeholder."""
    return view.number("default_profile_image")


@account(
    unit="yes or no",
    fields=("default_profile_image", "created_at", "observed_at"),
    meaning=(
        "after two months there is still no picture of its own / "
        "there is a picture of its own, or the account is younger than two months"
    ),
    separates="people who stay usually add a picture; idle stock does not",
    benign_explanation="readers who never post may never add one",
    source="Socialbakers rules, in Cresci et al. 2015",
)
def placeholder_picture_after_two_months(view: ProfileView) -> FloatArray:
    """Combine the placeholder picture with an age of at least 60 days."""
    old = np.where(np.isnan(view.age_days), np.nan, view.age_days >= 60.0)
    return view.number("default_profile_image") * old


@account(
    unit="yes or no",
    fields=("geo_enabled",),
    meaning="places may be attached to posts / places were not allowed on posts",
    separates="the setting is switched on in an app on a phone, which bulk accounts never see",
    benign_explanation="off is the default and the private choice",
    source="BotArtist 2023 and Varol et al. 2017 use the setting",
)
def geo_enabled(view: ProfileView) -> FloatArray:
    """Tell whether posts may carry a place."""
    return view.number("geo_enabled")


@activity(
    unit="posts",
    fields=("posts_count",),
    meaning="it has posted {value:time|times}",
    sides=("have posted less", "have posted more"),
    at_zero="it has never posted",
    separates="sold accounts post little, spam accounts a lot",
    benign_explanation="readers post nothing, news rooms all day",
    source="Cresci et al. 2015, Class A (tweets)",
)
def posts_count(view: ProfileView) -> FloatArray:
    """Count posts."""
    return view.number("posts_count")


@activity(
    unit="repositories",
    fields=("repositories_count",),
    meaning="it has {value:public repository|public repositories}",
    at_zero="it has no public repository",
    separates="accounts made to star hold no work",
    benign_explanation="newcomers, readers, and people whose work is private",
    source="this project; GitHub shows it",
)
def repositories_count(view: ProfileView) -> FloatArray:
    """Count public repositories."""
    return view.number("repositories_count")


@activity(
    unit="likes",
    fields=("likes_count",),
    meaning="it has liked {value:post|posts}",
    sides=("have liked fewer", "have liked more"),
    at_zero="it has never liked a post",
    separates="liking is what people do and scripts rarely bother with",
    benign_explanation="some people never like anything, and likes came late to the platform",
    source="Yang et al. 2020, BotometerLite (favourites)",
)
def likes_count(view: ProfileView) -> FloatArray:
    """Count likes given."""
    return view.number("likes_count")


@activity(
    unit="posts per day",
    fields=("posts_count", *DATED),
    meaning="it has posted {posts_count:time|times} in {age_days:day|days}",
    sides=("post less often", "post more often"),
    separates="age-free form of the number of posts: idle stock near 0, automation far above people",
    benign_explanation="news rooms and live commentators post as much as a script",
    source="Yang et al. 2020, BotometerLite (tweet frequency)",
)
def posts_per_day(view: ProfileView) -> FloatArray:
    """Divide posts by age."""
    return view.per_day("posts_count")


@activity(
    unit="likes per day",
    fields=("likes_count", *DATED),
    meaning="it has liked {likes_count:post|posts} in {age_days:day|days}",
    sides=("like less often", "like more often"),
    separates="age-free form of the number of likes",
    benign_explanation="people who only read",
    source="Yang et al. 2020, BotometerLite (favourites growth)",
)
def likes_per_day(view: ProfileView) -> FloatArray:
    """Divide likes given by age."""
    return view.per_day("likes_count")


@activity(
    unit="likes per post",
    fields=("likes_count", "posts_count"),
    meaning="it has liked {likes_count:post|posts} and posted {posts_count:time|times}",
    sides=("have a lower ratio", "have a higher ratio"),
    separates="a script that only publishes never likes; people do both",
    benign_explanation="company accounts publish and do not like",
    source="this project; both counts are in Varol et al. 2017",
)
def likes_per_post(view: ProfileView) -> FloatArray:
    """Divide likes given + 1 by posts + 1."""
    return view.ratio("likes_count", "posts_count")


@activity(
    unit="accounts per post",
    fields=("following_count", "posts_count"),
    meaning="it follows {following_count:account|accounts} and has posted {posts_count:time|times}",
    sides=("have a lower ratio", "have a higher ratio"),
    separates="accounts that exist to follow have nothing to say",
    benign_explanation="readers follow many and say nothing",
    source="this project; idea of SRF Data 2017 (ratios)",
)
def following_per_post(view: ProfileView) -> FloatArray:
    """Divide accounts followed + 1 by posts + 1."""
    return view.ratio("following_count", "posts_count")


@activity(
    unit="followers per post",
    fields=("followers_count", "posts_count"),
    meaning="it has {followers_count:follower|followers} and has posted {posts_count:time|times}",
    sides=("have a lower ratio", "have a higher ratio"),
    separates="automation posts much to few; what people write finds readers",
    benign_explanation="a private diary, or fame from elsewhere",
    source="this project; both counts are in Yang et al. 2020",
)
def followers_per_post(view: ProfileView) -> FloatArray:
    """Divide followers + 1 by posts + 1."""
    return view.ratio("followers_count", "posts_count")


@network(
    unit="followers",
    fields=("followers_count",),
    meaning="it has {value:follower|followers}",
    at_zero="it has no followers",
    separates="nobody follows accounts that were made to follow",
    benign_explanation="newcomers and readers have few followers",
    source="Cresci et al. 2015, Class A (followers)",
)
def followers_count(view: ProfileView) -> FloatArray:
    """Count followers."""
    return view.number("followers_count")


@network(
    unit="accounts",
    fields=("following_count",),
    meaning="it follows {value:account|accounts}",
    sides=("follow fewer", "follow more"),
    at_zero="it follows nobody",
    separates="following is what sold accounts are for",
    benign_explanation="curious readers, press offices and follow-back circles follow thousands",
    source="Cresci et al. 2015, Class A (friends)",
)
def following_count(view: ProfileView) -> FloatArray:
    """Count accounts followed."""
    return view.number("following_count")


@network(
    unit="lists",
    fields=("listed_count",),
    meaning="it is on {value:list|lists}",
    sides=("are on fewer", "are on more"),
    at_zero="it is on no list",
    separates="people put accounts on lists that they want to read",
    benign_explanation="most genuine accounts are on no list",
    source="Cresci et al. 2015, Class A (listed)",
)
def listed_count(view: ProfileView) -> FloatArray:
    """Count lists that contain the account."""
    return view.number("listed_count")


@network(
    unit="accounts per follower",
    fields=("following_count", "followers_count"),
    meaning="it follows {following_count:account|accounts} and has {followers_count:follower|followers}",
    sides=("have a lower ratio", "have a higher ratio"),
    separates="sold accounts follow hundreds and are followed by a handful",
    benign_explanation="a newcomer who has just chosen whom to read",
    source="Socialbakers rules and Camisani-Calzolari, in Cresci et al. 2015",
)
def following_per_follower(view: ProfileView) -> FloatArray:
    """Divide accounts followed + 1 by followers + 1."""
    return view.ratio("following_count", "followers_count")


@network(
    unit="accounts per squared follower",
    fields=("following_count", "followers_count"),
    meaning="it follows {following_count:account|accounts} for {followers_count:follower|followers} squared",
    sides=("have a lower ratio", "have a higher ratio"),
    separates="punishes few followers harder than the plain ratio; the strongest feature of Class A",
    benign_explanation="a newcomer who has just chosen whom to read",
    source="Yang et al. 2013, in Cresci et al. 2015, Class A",
)
def following_per_squared_follower(view: ProfileView) -> FloatArray:
    """Divide accounts followed + 1 by (followers + 1) squared."""
    return view.ratio("following_count", "followers_count") / (view.number("followers_count") + 1.0)


@network(
    unit="followers per day",
    fields=("followers_count", *DATED),
    meaning="it has {followers_count:follower|followers} after {age_days:day|days}",
    sides=("gain fewer a day", "gain more a day"),
    separates="idle stock gains none; age-free form of the number of followers",
    benign_explanation="quiet old accounts gain none either",
    source="Yang et al. 2020, BotometerLite (followers growth)",
)
def followers_per_day(view: ProfileView) -> FloatArray:
    """Divide followers by age."""
    return view.per_day("followers_count")


@network(
    unit="accounts per day",
    fields=("following_count", *DATED),
    meaning="it follows {following_count:account|accounts} after {age_days:day|days}",
    sides=("follow fewer a day", "follow more a day"),
    separates="a delivered order makes many follows in few days",
    benign_explanation="the first week of a newcomer",
    source="Cresci et al. 2015, Class A (friends / age)",
)
def following_per_day(view: ProfileView) -> FloatArray:
    """Divide accounts followed by age."""
    return view.per_day("following_count")


@network(
    unit="lists per day",
    fields=("listed_count", *DATED),
    meaning="it is on {listed_count:list|lists} after {age_days:day|days}",
    sides=("are put on fewer a day", "are put on more a day"),
    separates="age-free form of the number of lists",
    benign_explanation="most genuine accounts are on no list",
    source="Yang et al. 2020, BotometerLite (listed growth)",
)
def listed_per_day(view: ProfileView) -> FloatArray:
    """Divide lists by age."""
    return view.per_day("listed_count")


@network(
    unit="lists per follower",
    fields=("listed_count", "followers_count"),
    meaning="it is on {listed_count:list|lists} and has {followers_count:follower|followers}",
    sides=("have a lower ratio", "have a higher ratio"),
    separates="bought followers put nobody on a list",
    benign_explanation="friends follow and keep no lists",
    source="this project; both counts are in Yang et al. 2020",
)
def listed_per_follower(view: ProfileView) -> FloatArray:
    """Divide lists + 1 by followers + 1."""
    return view.ratio("listed_count", "followers_count")


@network(
    unit="share of the limit",
    fields=("following_count",),
    meaning="it follows {following_count:account|accounts}, within the first limit of 2,000",
    sides=("use less of it", "use more of it"),
    at_zero="it follows {following_count:account|accounts}, not held by the first limit of 2,000",
    separates="accounts that exist to follow stop just below the limit",
    benign_explanation="keen readers reach it as well",
    source="this project; the limit is X's",
)
def follow_limit_use(view: ProfileView) -> FloatArray:
    """Divide accounts followed by 2,000; 0 above 2,001, where the limit no longer binds."""
    following = view.number("following_count")
    return np.where(following > FOLLOW_LIMIT + 1, 0.0, following / FOLLOW_LIMIT)
