"""YouTube: how channels and subscriptions look in the Data API v3.

What an absent or withheld value means is said at each shape. A channel's page does not say how many channels it is
subscribed to, and viewers are nowhere counted as likes given.
"""

from typing import Final

from fakefollow.platforms.rules import Rule
from fakefollow.platforms.shapes import Field, Platform, at, message, shape, under

CHANNEL: Final = shape(
    "YouTube channel",
    ("kind=youtube#channel",),
    ("statistics.hiddenSubscriberCount",),
    ("statistics.subscriberCount",),
    id=at("id"),
    username=at("snippet.customUrl"),
    name=at("snippet.title"),
    description=at("snippet.description"),
    profile_image_url=at("snippet.thumbnails.default.url"),
    created_at=at("snippet.publishedAt"),
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
    id=at("subscriberSnippet.channelId"),
    name=at("subscriberSnippet.title"),
    description=at("subscriberSnippet.description"),
    profile_image_url=at("subscriberSnippet.thumbnails.default.url"),
    followed_at=at("snippet.publishedAt"),
).lacking(
    "subscriptions have names, bios and the times of subscribing, but no counts and no creation dates: look the "
    "channels up (channels.list, part=snippet,statistics) and pass what comes back"
)
"""``snippet`` is about the channel subscribed to; its ``publishedAt`` is when this subscriber came. Only
subscribers who show their subscriptions are listed."""

TAKEOUT: Final = shape(
    "subscriptions of YouTube's Takeout", ("Channel Id", "Channel Title"), id=at("Channel Id"), name=at("Channel Title")
).lacking(
    "Takeout lists the channels that the account is subscribed to, not its subscribers, by id and name only: look the "
    "channels up (channels.list, part=snippet,statistics) and pass what comes back"
)

_AUTHOR: Final = {
    "id": at("snippet.authorChannelId.value", "snippet.authorChannelId"),
    "name": at("snippet.authorDisplayName"),
    "profile_image_url": at("snippet.authorProfileImageUrl"),
}
_COMMENT: Final[dict[str, Field]] = {
    "id": at("id"),
    "created_at": at("snippet.publishedAt"),
    "text": at("snippet.textOriginal", "snippet.textDisplay"),
}

COMMENT: Final = message(
    "YouTube comment",
    ("kind=youtube#comment",),
    ("snippet.authorDisplayName",),
    kind="reply",
    post=at("snippet.videoId"),
    profile=_AUTHOR,
    shared=_COMMENT,
)

COMMENT_THREAD: Final = message(
    "YouTube thread of comments",
    ("snippet.topLevelComment",),
    kind="reply",
    inside=("replies.comments",),
    post=at("snippet.videoId", "snippet.topLevelComment.snippet.videoId"),
    profile=under("snippet", under("topLevelComment", _AUTHOR)),
    shared=under("snippet", under("topLevelComment", _COMMENT)),
)
"""Who liked a video is shown to nobody. The channel of a comment has no counts; ``channels.list`` gives them."""

VIDEO: Final = message(
    "YouTube video",
    ("kind=youtube#video",),
    ("statistics.commentCount",),
    ("statistics.likeCount",),
    id=at("id"),
    account_id=at("snippet.channelId"),
    created_at=at("snippet.publishedAt"),
    text=at("snippet.title"),
    likes=at("statistics.likeCount"),
    replies=at("statistics.commentCount"),
    views=at("statistics.viewCount"),
)

YOUTUBE: Final = Platform("youtube", ("yt",), (SUBSCRIPTION, CHANNEL, TAKEOUT), (COMMENT_THREAD, COMMENT, VIDEO))
