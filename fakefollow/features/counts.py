"""Account, activity and network families: settings that were touched, and counts alone, in relation and for the age.

Quiet is not fake; the pattern beside the age counts.
"""

from functools import partial
from typing import Final

import numpy as np

from fakefollow.features.registry import DATED, SHORTEST_AGE_DAYS, Measure, ProfileView, feature, number, per_day, ratio
from fakefollow.profiles import BoolArray, FloatArray

account = partial(feature, "account")
activity = partial(feature, "activity")
network = partial(feature, "network")

SIGNS: Final = ("repositories_count", "followers_count", "following_count", "description", "company")
"""What an account of GitHub shows of itself and of work, counts first."""
FOLLOW_LIMIT: Final = 2000
"""X lets an account follow 2,000 others (later 5,000) before its own followers limit it."""

NEWCOMER_DAYS: Final = 30.0
LURKER_DAYS: Final = 5 * 365.0
SOME_FOLLOWS: Final = 400
READER_FOLLOWS: Final = 250
PROPOSED_FOLLOWS: Final = 80
FEW_FOLLOWS: Final = 20
FEW_POSTS: Final = 3
"""Who is new, or has done nothing but follow some accounts, looks like stock that waits to be sold, and no field of a
profile tells the two apart; sign-up proposes some 80 accounts to follow. Conventions, on the side of people."""


def newcomers_and_readers(view: ProfileView) -> BoolArray:
    """Tell who is new and follows few, has only read as far as is known, now or for years, or has hardly begun."""
    follows, posts, age = view.number("following_count"), view.number("posts_count"), view.age_days
    newcomer = (follows <= SOME_FOLLOWS) & (age < NEWCOMER_DAYS)
    reader = (follows <= READER_FOLLOWS) & ~(posts > 0.0)
    lurker = (follows <= SOME_FOLLOWS) & (posts <= FEW_POSTS) & (age >= LURKER_DAYS)
    begun = (posts <= FEW_POSTS) & (follows <= np.where(np.isnan(age), PROPOSED_FOLLOWS, FEW_FOLLOWS))
    spared: BoolArray = newcomer | reader | lurker | begun
    return spared


account(
    "account_age_days",
    Measure(DATED, lambda view: view.age_days),
    unit="days",
    meaning="the account was {value:day|days} old when it was observed",
    sides=("are younger", "are older"),
    separates="accounts made to be sold are often made shortly before the sale",
    benign_explanation="everyone is new once; after a film or an election many genuine accounts are",
    source="Cresci et al. 2015, Class A (age)",
)


def _is_bare(view: ProfileView) -> FloatArray:
    """Return 1 where an account shows nothing of itself and of work, 0 where something; NaN where a part is unknown."""
    shown = view.filled("description") + view.filled("company")
    for name in SIGNS[:3]:
        shown = shown + view.number(name)
    return np.where(np.isnan(shown), np.nan, shown == 0.0)


def _shown_age_days(view: ProfileView) -> FloatArray:
    """Return the age, at least a day, of accounts that show something; 0 for others."""
    return np.where(_is_bare(view) > 0.0, 0.0, np.maximum(view.age_days, SHORTEST_AGE_DAYS) + 0.0 * _is_bare(view))


def _is_bare_newcomer(view: ProfileView) -> FloatArray:
    """Combine showing nothing with an age below 180 days."""
    return np.where(np.isnan(view.age_days), np.nan, view.age_days < 180.0) * _is_bare(view)


account(
    "shown_age_days",
    Measure((*SIGNS, *DATED), _shown_age_days),
    unit="days",
    meaning="it is {value:day|days} old and has a repository, follower, bio or company, or follows somebody",
    sides=("are younger or show nothing", "are older"),
    at_zero="it shows nothing: no repository, follower, bio or company, and it follows nobody",
    separates="accounts made to star stay empty, and what people gather in years is not made up for one order",
    benign_explanation="newcomers, and people who only read, star and download, show nothing",
    source="this project; He et al. 2026 (arXiv 2412.13459) look for accounts that star once and do no more",
)

account(
    "bare_newcomer",
    Measure((*SIGNS, *DATED), _is_bare_newcomer),
    unit="yes or no",
    meaning=(
        "it is younger than half a year and shows nothing yet / "
        "it shows a repository, follower, bio or company, follows somebody, or is older than half a year"
    ),
    separates="less than an older account that shows nothing: everybody begins so",
    benign_explanation="every newcomer",
    source="this project",
)


account(
    "default_profile",
    number("default_profile"),
    unit="yes or no",
    meaning="the page design was never changed / the page design was changed",
    separates="nobody decorates accounts that are made by the thousand",
    benign_explanation="many people never touch the design",
    source="Yang et al. 2020, BotometerLite (default_profile)",
)

account(
    "default_profile_image",
    number("default_profile_image"),
    unit="yes or no",
    meaning="there is no picture of its own / there is a picture of its own",
    separates="a picture has to be found for every account",
    benign_explanation="private and careful people show none",
    source="Cresci et al. 2015, Class A (has image)",
)


def _has_long_had_no_picture(view: ProfileView) -> FloatArray:
    """Combine the placeholder picture with an age of at least 60 days."""
    old = np.where(np.isnan(view.age_days), np.nan, view.age_days >= 60.0)
    return view.number("default_profile_image") * old


account(
    "placeholder_picture_after_two_months",
    Measure(("default_profile_image", *DATED), _has_long_had_no_picture),
    unit="yes or no",
    meaning=(
        "after two months there is still no picture of its own / "
        "there is a picture of its own, or the account is younger than two months"
    ),
    separates="people who stay usually add a picture; idle stock does not",
    benign_explanation="readers who never post may never add one",
    source="Socialbakers rules, in Cresci et al. 2015",
)

account(
    "geo_enabled",
    number("geo_enabled"),
    unit="yes or no",
    meaning="places may be attached to posts / places were not allowed on posts",
    separates="the setting is switched on in an app on a phone, which bulk accounts never see",
    benign_explanation="off is the default and the private choice",
    source="BotArtist 2023 and Varol et al. 2017 use the setting",
)

activity(
    "posts_count",
    number("posts_count"),
    unit="posts",
    meaning="it has posted {value:time|times}",
    sides=("have posted less", "have posted more"),
    at_zero="it has never posted",
    separates="sold accounts post little, spam accounts a lot",
    benign_explanation="readers post nothing, news rooms all day",
    source="Cresci et al. 2015, Class A (tweets)",
)

activity(
    "repositories_count",
    number("repositories_count"),
    unit="repositories",
    meaning="it has {value:public repository|public repositories}",
    at_zero="it has no public repository",
    separates="accounts made to star hold no work",
    benign_explanation="newcomers, readers, and people whose work is private",
    source="this project; GitHub shows it",
)

activity(
    "likes_count",
    number("likes_count"),
    unit="likes",
    meaning="it has liked {value:post|posts}",
    sides=("have liked fewer", "have liked more"),
    at_zero="it has never liked a post",
    separates="liking is what people do and scripts rarely bother with",
    benign_explanation="some people never like anything, and likes came late to the platform",
    source="Yang et al. 2020, BotometerLite (favourites)",
)

activity(
    "posts_per_day",
    per_day("posts_count"),
    unit="posts per day",
    meaning="it has posted {posts_count:time|times} in {age_days:day|days}",
    sides=("post less often", "post more often"),
    separates="age-free form of the number of posts: idle stock near 0, automation far above people",
    benign_explanation="news rooms and live commentators post as much as a script",
    source="Yang et al. 2020, BotometerLite (tweet frequency)",
)

activity(
    "likes_per_day",
    per_day("likes_count"),
    unit="likes per day",
    meaning="it has liked {likes_count:post|posts} in {age_days:day|days}",
    sides=("like less often", "like more often"),
    separates="age-free form of the number of likes",
    benign_explanation="people who only read",
    source="Yang et al. 2020, BotometerLite (favourites growth)",
)

activity(
    "likes_per_post",
    ratio("likes_count", "posts_count"),
    unit="likes per post",
    meaning="it has liked {likes_count:post|posts} and posted {posts_count:time|times}",
    sides=("have a lower ratio", "have a higher ratio"),
    separates="a script that only publishes never likes; people do both",
    benign_explanation="company accounts publish and do not like",
    source="this project; both counts are in Varol et al. 2017",
)

activity(
    "following_per_post",
    ratio("following_count", "posts_count"),
    unit="accounts per post",
    meaning="it follows {following_count:account|accounts} and has posted {posts_count:time|times}",
    sides=("have a lower ratio", "have a higher ratio"),
    separates="accounts that exist to follow have nothing to say",
    benign_explanation="readers follow many and say nothing",
    source="this project; idea of SRF Data 2017 (ratios)",
)

activity(
    "followers_per_post",
    ratio("followers_count", "posts_count"),
    unit="followers per post",
    meaning="it has {followers_count:follower|followers} and has posted {posts_count:time|times}",
    sides=("have a lower ratio", "have a higher ratio"),
    separates="automation posts much to few; what people write finds readers",
    benign_explanation="a private diary, or fame from elsewhere",
    source="this project; both counts are in Yang et al. 2020",
)

network(
    "followers_count",
    number("followers_count"),
    unit="followers",
    meaning="it has {value:follower|followers}",
    at_zero="it has no followers",
    separates="nobody follows accounts that were made to follow",
    benign_explanation="newcomers and readers have few followers",
    source="Cresci et al. 2015, Class A (followers)",
)

network(
    "following_count",
    number("following_count"),
    unit="accounts",
    meaning="it follows {value:account|accounts}",
    sides=("follow fewer", "follow more"),
    at_zero="it follows nobody",
    separates="following is what sold accounts are for",
    benign_explanation="curious readers, press offices and follow-back circles follow thousands",
    source="Cresci et al. 2015, Class A (friends)",
)

network(
    "listed_count",
    number("listed_count"),
    unit="lists",
    meaning="it is on {value:list|lists}",
    sides=("are on fewer", "are on more"),
    at_zero="it is on no list",
    separates="people put accounts on lists that they want to read",
    benign_explanation="most genuine accounts are on no list",
    source="Cresci et al. 2015, Class A (listed)",
)

network(
    "following_per_follower",
    ratio("following_count", "followers_count"),
    unit="accounts per follower",
    meaning="it follows {following_count:account|accounts} and has {followers_count:follower|followers}",
    sides=("have a lower ratio", "have a higher ratio"),
    separates="sold accounts follow hundreds and are followed by a handful",
    benign_explanation="a newcomer who has just chosen whom to read",
    source="Socialbakers rules and Camisani-Calzolari, in Cresci et al. 2015",
)

network(
    "following_per_squared_follower",
    Measure(
        ("following_count", "followers_count"),
        lambda view: view.ratio("following_count", "followers_count") / (view.number("followers_count") + 1.0),
    ),
    unit="accounts per squared follower",
    meaning="it follows {following_count:account|accounts} for {followers_count:follower|followers} squared",
    sides=("have a lower ratio", "have a higher ratio"),
    separates="punishes few followers harder than the plain ratio; the strongest feature of Class A",
    benign_explanation="a newcomer who has just chosen whom to read",
    source="Yang et al. 2013, in Cresci et al. 2015, Class A",
)

network(
    "followers_per_day",
    per_day("followers_count"),
    unit="followers per day",
    meaning="it has {followers_count:follower|followers} after {age_days:day|days}",
    sides=("gain fewer a day", "gain more a day"),
    separates="idle stock gains none; age-free form of the number of followers",
    benign_explanation="quiet old accounts gain none either",
    source="Yang et al. 2020, BotometerLite (followers growth)",
)

network(
    "following_per_day",
    per_day("following_count"),
    unit="accounts per day",
    meaning="it follows {following_count:account|accounts} after {age_days:day|days}",
    sides=("follow fewer a day", "follow more a day"),
    separates="a delivered order makes many follows in few days",
    benign_explanation="the first week of a newcomer",
    source="Cresci et al. 2015, Class A (friends / age)",
)

network(
    "listed_per_day",
    per_day("listed_count"),
    unit="lists per day",
    meaning="it is on {listed_count:list|lists} after {age_days:day|days}",
    sides=("are put on fewer a day", "are put on more a day"),
    separates="age-free form of the number of lists",
    benign_explanation="most genuine accounts are on no list",
    source="Yang et al. 2020, BotometerLite (listed growth)",
)

network(
    "listed_per_follower",
    ratio("listed_count", "followers_count"),
    unit="lists per follower",
    meaning="it is on {listed_count:list|lists} and has {followers_count:follower|followers}",
    sides=("have a lower ratio", "have a higher ratio"),
    separates="bought followers put nobody on a list",
    benign_explanation="friends follow and keep no lists",
    source="this project; both counts are in Yang et al. 2020",
)


def _follow_limit_use(view: ProfileView) -> FloatArray:
    """Divide accounts followed by 2,000; 0 above 2,001, where the limit no longer binds."""
    following = view.number("following_count")
    return np.where(following > FOLLOW_LIMIT + 1, 0.0, following / FOLLOW_LIMIT)


network(
    "follow_limit_use",
    Measure(("following_count",), _follow_limit_use),
    unit="share of the limit",
    meaning="it follows {following_count:account|accounts}, within the first limit of 2,000",
    sides=("use less of it", "use more of it"),
    at_zero="it follows {following_count:account|accounts}, not held by the first limit of 2,000",
    separates="accounts that exist to follow stop just below the limit",
    benign_explanation="keen readers reach it as well",
    source="this project; the limit is X's",
)
