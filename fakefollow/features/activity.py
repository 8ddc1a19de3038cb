"""Activity family: what the account itself did. Quiet is not fake; the pattern beside the age counts."""

from fakefollow.features.registry import feature
from fakefollow.features.view import ProfileView
from fakefollow.profiles import FloatArray

DATED = ("created_at", "observed_at")


@feature(
    unit="posts",
    fields=("posts_count",),
    meaning="it has posted {value:time|times}",
    less="have posted less",
    more="have posted more",
    at_zero="it has never posted",
    separates="sold accounts post little, spam accounts a lot",
    honest_twin="readers post nothing, news rooms all day",
    source="Cresci et al. 2015, Class A (tweets)",
)
def posts_count(view: ProfileView) -> FloatArray:
    """Count posts."""
    return view.number("posts_count")


@feature(
    unit="likes",
    fields=("likes_count",),
    meaning="it has liked {value:post|posts}",
    less="have liked fewer",
    more="have liked more",
    at_zero="it has never liked a post",
    separates="liking is what people do and scripts rarely bother with",
    honest_twin="some people never like anything, and likes came late to the platform",
    source="Yang et al. 2020, BotometerLite (favourites)",
)
def likes_count(view: ProfileView) -> FloatArray:
    """Count likes given."""
    return view.number("likes_count")


@feature(
    unit="posts per day",
    fields=("posts_count", *DATED),
    meaning="it has posted {posts_count:time|times} in {age_days:day|days}",
    less="post less often",
    more="post more often",
    separates="age-free form of the number of posts: idle stock near 0, automation far above people",
    honest_twin="news rooms and live commentators post as much as a script",
    source="Yang et al. 2020, BotometerLite (tweet frequency)",
)
def posts_per_day(view: ProfileView) -> FloatArray:
    """Divide posts by age."""
    return view.per_day("posts_count")


@feature(
    unit="likes per day",
    fields=("likes_count", *DATED),
    meaning="it has liked {likes_count:post|posts} in {age_days:day|days}",
    less="like less often",
    more="like more often",
    separates="age-free form of the number of likes",
    honest_twin="people who only read",
    source="Yang et al. 2020, BotometerLite (favourites growth)",
)
def likes_per_day(view: ProfileView) -> FloatArray:
    """Divide likes given by age."""
    return view.per_day("likes_count")


@feature(
    unit="likes per post",
    fields=("likes_count", "posts_count"),
    meaning="it has liked {likes_count:post|posts} and posted {posts_count:time|times}",
    less="have a lower ratio",
    more="have a higher ratio",
    separates="a script that only publishes never likes; people do both",
    honest_twin="company accounts publish and do not like",
    source="this project; both counts are in Varol et al. 2017",
)
def likes_per_post(view: ProfileView) -> FloatArray:
    """Divide likes given + 1 by posts + 1."""
    return view.ratio("likes_count", "posts_count")


@feature(
    unit="accounts per post",
    fields=("following_count", "posts_count"),
    meaning="it follows {following_count:account|accounts} and has posted {posts_count:time|times}",
    less="have a lower ratio",
    more="have a higher ratio",
    separates="accounts that exist to follow have nothing to say",
    honest_twin="readers follow many and say nothing",
    source="this project; idea of SRF Data 2017 (ratios)",
)
def following_per_post(view: ProfileView) -> FloatArray:
    """Divide accounts followed + 1 by posts + 1."""
    return view.ratio("following_count", "posts_count")


@feature(
    unit="followers per post",
    fields=("followers_count", "posts_count"),
    meaning="it has {followers_count:follower|followers} and has posted {posts_count:time|times}",
    less="have a lower ratio",
    more="have a higher ratio",
    separates="automation posts much to few; what people write finds readers",
    honest_twin="a private diary, or fame from elsewhere",
    source="this project; both counts are in Yang et al. 2020",
)
def followers_per_post(view: ProfileView) -> FloatArray:
    """Divide followers + 1 by posts + 1."""
    return view.ratio("followers_count", "posts_count")
