"""YouTube: how channels and subscriptions look in the Data API v3.

What an absent or withheld value means is said at each shape. A channel's page does not say how many channels it is
subscribed to, and viewers are nowhere counted as likes given.
"""

from typing import Final

from fakefollow.platforms.rules import Rule
from fakefollow.platforms.shapes import Platform, at, fields, message, shape, under

CHANNEL: Final = shape(
    "YouTube channel",
    ("kind=youtube#channel",),
    ("statistics.hiddenSubscriberCount",),
    ("statistics.subscriberCount",),
    **fields("id username=snippet.customUrl name=snippet.title description=snippet.description"),
    **fields("profile_image_url=snippet.thumbnails.default.url created_at=snippet.publishedAt"),
    followers_count=at("statistics.subscriberCount", unless="statistics.hiddenSubscriberCount"),
    posts_count=at("statistics.videoCount"),
    has_banner=at(
        "brandingSettings.image.bannerExternalUrl",
        rule=Rule.GIVEN,
        absent=False,
        complete=("brandingSettings.channel.title",),
    ),
).lacking(
    "without the part statistics YouTube's channels have no counts: ask channels.list for part=snippet,statistics"
)
"""Counts are texts; subscribers are rounded to three figures, and where the channel hides them whatever is given
instead was not observed. A channel without a banner has no ``image`` in its ``brandingSettings``. Pictures for
channels without one are drawn from the name, so whether a picture is default was not observed. ``country`` is a
code and no free text, so it is not read as a location."""

SUBSCRIPTION: Final = shape(
    "YouTube subscription",
    ("subscriberSnippet",),
    **fields("id=subscriberSnippet.channelId name=subscriberSnippet.title description=subscriberSnippet.description"),
    **fields("profile_image_url=subscriberSnippet.thumbnails.default.url followed_at=snippet.publishedAt"),
).lacking(
    "subscriptions have names, bios and the times of subscribing, but no counts and no creation dates: look the "
    "channels up (channels.list, part=snippet,statistics) and pass the results"
)
"""``snippet`` is about the channel subscribed to; its ``publishedAt`` is when this subscriber came. Only
subscribers who show their subscriptions are listed."""

TAKEOUT: Final = shape(
    "subscriptions of YouTube's Takeout", ("Channel Id", "Channel Title"), id=at("Channel Id"), name=at("Channel Title")
).lacking(
    "Takeout lists the channels that the account is subscribed to, not its subscribers, by id and name only: look the "
    "channels up (channels.list, part=snippet,statistics) and pass the results"
)

_AUTHOR: Final = fields(
    "id=snippet.authorChannelId.value|snippet.authorChannelId",
    "name=snippet.authorDisplayName profile_image_url=snippet.authorProfileImageUrl",
)
_COMMENT: Final = fields("id created_at=snippet.publishedAt text=snippet.textOriginal|snippet.textDisplay")

COMMENT: Final = message(
    "YouTube comment",
    ("kind=youtube#comment",),
    ("snippet.authorDisplayName",),
    kind="reply",
    profile=_AUTHOR,
    roles=_COMMENT | fields("post=snippet.videoId"),
)

COMMENT_THREAD: Final = message(
    "YouTube thread of comments",
    ("snippet.topLevelComment",),
    kind="reply",
    inside=("replies.comments",),
    profile=under("snippet", under("topLevelComment", _AUTHOR)),
    roles=under("snippet", under("topLevelComment", _COMMENT))
    | fields("post=snippet.videoId|snippet.topLevelComment.snippet.videoId"),
)
"""Who liked a video is shown to nobody. The channel of a comment has no counts; ``channels.list`` gives them."""

VIDEO: Final = message(
    "YouTube video",
    ("kind=youtube#video",),
    ("statistics.commentCount",),
    ("statistics.likeCount",),
    roles=fields(
        "id account_id=snippet.channelId created_at=snippet.publishedAt text=snippet.title",
        "likes=statistics.likeCount replies=statistics.commentCount views=statistics.viewCount",
    ),
)

YOUTUBE: Final = Platform("youtube", ("yt",), (SUBSCRIPTION, CHANNEL, TAKEOUT), (COMMENT_THREAD, COMMENT, VIDEO))
