"""X (Twitter): how its profiles look in the API, in the dumps of scrapers and in research releases.

What an absent or null value means was settled shape by shape and is said at each shape.
"""

from dataclasses import replace
from typing import Final

from fakefollow.platforms.rules import Rule
from fakefollow.platforms.shapes import Field, Platform, at, fields, message, shape, under

_DEFAULT_PICTURES: Final = ("default_profile",)
"""In the address of every picture that X shows for an account without one."""

_FLAGS: Final = fields(
    "default_profile default_profile_image background_tile=profile_background_tile",
    "use_background_image=profile_use_background_image verified protected geo_enabled",
)
_V11: Final = {
    **fields("id=id_str|id username=screen_name name"),
    **fields("description location url", rule=Rule.EMPTY_IF_NULL),
    **fields("profile_image_url=profile_image_url_https|profile_image_url created_at last_status_at=status.created_at"),
    **fields("followers_count following_count=friends_count posts_count=statuses_count likes_count=favourites_count"),
    **fields("listed_count default_profile default_profile_image"),
    "has_banner": at("profile_banner_url", rule=Rule.PRESENT, absent=False, complete=("profile_link_color",)),
    **_FLAGS,
}

V11: Final = shape("X API v1.1 user", ("screen_name",), **_V11)
"""Null texts were left empty by the account. The API omits ``profile_banner_url`` where there is no banner,
so in a complete object (nobody keeps ``profile_link_color`` in a subset) its absence is False."""

V11_POST: Final = shape(
    "X API v1.1 post with its user", ("user.screen_name",), **under("user", _V11) | {"last_status_at": at("created_at")}
)
"""A post, or ``{"created_at": ..., "user": {...}}``: the outer time is that of the last known post."""

_V2: Final = {
    **fields("id username name"),
    **fields("description location url", rule=Rule.EMPTY_IF_NULL),
    **fields("profile_image_url created_at"),
    **fields("followers_count=public_metrics.followers_count following_count=public_metrics.following_count"),
    "posts_count": at("public_metrics.tweet_count", "public_metrics.post_count"),
    **fields("likes_count=public_metrics.like_count listed_count=public_metrics.listed_count"),
    "default_profile_image": at("profile_image_url", rule=Rule.DEFAULT_PICTURE, words=_DEFAULT_PICTURES),
    "has_banner": at("profile_banner_url", rule=Rule.PRESENT),
    **fields("verified protected"),
}

V2: Final = shape(
    "X API v2 user",
    ("public_metrics.followers_count",),
    ("public_metrics.following_count",),
    ("public_metrics.tweet_count",),
    ("public_metrics", "username"),
    **_V2 | {"observed_at": at("observed_at", "__twarc.retrieved_at")},
)
"""A key is there only if it was asked for, so an absent one, also the banner's, was not observed. (The API
also omits the location of an account without one; that cannot be told from not asking.)"""

V2_POST: Final = shape(
    "X API v2 post with its author",
    ("author.public_metrics",),
    ("author.username", "author_id"),
    **under("author", _V2) | fields("last_status_at=created_at observed_at=observed_at|__twarc.retrieved_at"),
)
"""As twarc flattens posts; an author of several is a row each time, which the issues say."""

GRAPHQL: Final = shape(
    "X GraphQL user",
    ("rest_id", "legacy"),
    **under("legacy", _V11)
    | {
        **fields("id=rest_id username=legacy.screen_name|core.screen_name name=legacy.name|core.name"),
        "description": at("legacy.description", "profile_bio.description", rule=Rule.EMPTY_IF_NULL),
        "location": at("legacy.location", "location.location", rule=Rule.EMPTY_IF_NULL),
        **fields("created_at=legacy.created_at|core.created_at"),
        **fields("profile_image_url=legacy.profile_image_url_https|avatar.image_url"),
        "has_banner": at(
            "legacy.profile_banner_url", rule=Rule.PRESENT, absent=False, complete=("legacy.profile_interstitial_type",)
        ),
        "default_profile_image": at(
            "legacy.default_profile_image", "avatar.image_url", rule=Rule.DEFAULT_PICTURE, words=_DEFAULT_PICTURES
        ),
        **fields("verified=legacy.verified|verification.verified protected=legacy.protected|privacy.protected"),
    },
)
"""A v1.1 object under ``legacy``; newer dumps moved names, times and states beside it. The ``url`` key is
left out for an account without a link, which cannot be told from a trimmed dump: not observed."""

_SCRAPED: Final = {
    **fields("id=id_str|id username name=displayname"),
    **fields("description=rawDescription location url=link.url|linkUrl", rule=Rule.EMPTY_IF_NULL),
    "profile_image_url": at("profileImageUrl"),
    "created_at": at("created", rule=Rule.NO_EPOCH),
    **fields("followers_count=followersCount following_count=friendsCount posts_count=statusesCount"),
    **fields("likes_count=favouritesCount listed_count=listedCount"),
    "default_profile_image": at("profileImageUrl", rule=Rule.DEFAULT_PICTURE, words=_DEFAULT_PICTURES),
    "has_banner": at("profileBannerUrl", rule=Rule.PRESENT),
    **fields("verified protected"),
}

SCRAPED: Final = shape("twscrape or snscrape user", ("displayname", "followersCount"), **_SCRAPED)
"""Dataclass dumps carry every key, so a null text or banner means that there is none. Their ``url`` is the
address of the profile itself; the account's own link is ``link`` (snscrape only). 1970 means no date."""

SCRAPED_POST: Final = shape(
    "twscrape or snscrape post with its user",
    ("user.displayname", "user.followersCount"),
    **under("user", _SCRAPED) | {"last_status_at": at("date")},
)

RTWEET: Final = shape(
    "rtweet post with its user",
    ("account_created_at", "screen_name", "status_id"),
    **_V11
    | fields("id=user_id created_at=account_created_at last_status_at=created_at")
    | fields("default_profile=account_default_profile"),
)

PHANTOMBUSTER: Final = shape(
    "Phantombuster X follower",
    ("screenName", "followersCount", "query"),
    **fields("id=userId username=screenName name description=bio location url=website profile_image_url=imgUrl"),
    **fields("created_at=createdAt observed_at=timestamp"),
    **fields("followers_count=followersCount following_count=friendsCount posts_count=tweetsCount"),
    **fields("verified=certified protected"),
)
"""``query`` is the account whose followers these are, ``timestamp`` when they were collected."""

MIB: Final = shape(
    "MIB users table (cresci-2015, cresci-2017)",
    ("screen_name", "friends_count", "updated"),
    **_V11
    | fields("observed_at=crawled_at last_status_at")
    | {"has_banner": at("profile_banner_url", rule=Rule.PRESENT)}
    | {name: replace(_V11[name], rule=Rule.TRUE_OR_EMPTY) for name in _FLAGS},
)
"""A database dump: false is the empty text, NULL or nothing marks an account without a banner. ``updated`` is
when the database row was written, up to two years after the crawl, so it is not the observation."""

ARCHIVE: Final = shape(
    "follower.js of an X archive",
    ("follower.accountId",),
    ("following.accountId",),
    id=at("follower.accountId", "following.accountId"),
).lacking(
    "an archive of X holds account ids only, no names, counts or dates: look the ids up (GET /2/users?ids=... "
    "of the API, or a scraper) and pass the results"
)
"""``userLink`` beside the id is an address made of it, so it says nothing more."""


def _referenced(kind: str) -> Field:
    return at("referenced_tweets", rule=Rule.OF_TYPE, words=(kind,))


V2_MESSAGE: Final = message(
    "X API v2 post",
    ("author_id", "text"),
    ("edit_history_tweet_ids",),
    ("public_metrics.retweet_count",),
    ("public_metrics.reply_count",),
    roles=fields(
        "id account=author account_id=author_id created_at text=note_tweet.text|text",
        "root=conversation_id answers_to=in_reply_to_user_id",
        "likes=public_metrics.like_count replies=public_metrics.reply_count",
        "reposts=public_metrics.retweet_count|public_metrics.repost_count quotes=public_metrics.quote_count",
        "views=public_metrics.impression_count",
    ),
    repost=_referenced("retweeted"),
    reply=_referenced("replied_to"),
    quote=_referenced("quoted"),
)
"""With its author beside, as twarc flattens it. Lists of who liked or reposted hold users, and no times."""

_STATUS: Final = fields(
    "created_at text=full_text|text root=conversation_id_str",
    "reply=in_reply_to_status_id_str|in_reply_to_status_id quote=quoted_status_id_str|quoted_status_id",
    "answers_to=in_reply_to_user_id_str|in_reply_to_user_id|in_reply_to_screen_name",
    "likes=favorite_count replies=reply_count reposts=retweet_count quotes=quote_count",
)

V11_MESSAGE: Final = message(
    "X API v1.1 post",
    ("in_reply_to_status_id", "user"),
    ("in_reply_to_status_id_str", "user"),
    ("retweet_count", "user"),
    ("full_text", "user"),
    roles=_STATUS | fields("id=id_str|id account=user repost=retweeted_status.id_str|retweeted_status.id"),
)

GRAPHQL_MESSAGE: Final = message(
    "X GraphQL post",
    ("rest_id", "legacy.full_text"),
    roles=under("legacy", _STATUS)
    | fields("id=rest_id account=core.user_results.result views=views.count")
    | fields("repost=legacy.retweeted_status_result.result.rest_id"),
)

SCRAPED_MESSAGE: Final = message(
    "twscrape or snscrape post",
    ("rawContent", "user"),
    ("inReplyToTweetId", "user"),
    also=("url",),
    roles=fields(
        "id=id_str|id account=user created_at=date text=rawContent|content",
        "repost=retweetedTweet.id reply=inReplyToTweetId quote=quotedTweet.id root=conversationId",
        "answers_to=inReplyToUser.username",
        "likes=likeCount replies=replyCount reposts=retweetCount quotes=quoteCount views=viewCount",
    ),
)

X: Final = Platform(
    "x",
    ("twitter",),
    (GRAPHQL, V11_POST, SCRAPED_POST, V2_POST, RTWEET, MIB, V11, SCRAPED, V2, PHANTOMBUSTER, ARCHIVE),
    (GRAPHQL_MESSAGE, V11_MESSAGE, SCRAPED_MESSAGE, V2_MESSAGE),
)
