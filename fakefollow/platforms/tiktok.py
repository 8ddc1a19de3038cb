"""TikTok: how its profiles look in the Research and Display APIs and in the payload of its web pages.

What an absent or null value means is said at each shape. Likes received (``likes_count``, ``heartCount``) are not
likes given, and likes given (``diggCount``) are 0 where an account hides them, so neither is read.
"""

from typing import Final

from fakefollow.platforms.rules import Rule
from fakefollow.platforms.shapes import Platform, at, fields, message, shape, under

_DEFAULT_PICTURES: Final = ("1594805258216454",)
"""File name of the picture for accounts without one."""

RESEARCH: Final = shape(
    "TikTok Research or Display API user",
    ("bio_description",),
    ("video_count", "follower_count"),
    **fields("id=open_id username name=display_name description=bio_description url=bio_url|bio_link"),
    profile_image_url=at("avatar_url"),
    **fields("followers_count=follower_count following_count posts_count=video_count"),
    default_profile_image=at("avatar_url", rule=Rule.DEFAULT_PICTURE, words=_DEFAULT_PICTURES),
    verified=at("is_verified"),
).lacking(
    "TikTok's API gives counts only where they are asked for (fields=follower_count,following_count,"
    "video_count,bio_description), and no id and no creation date at all"
)
"""A key is there only if it was asked for, so an absent one was not observed. The Research API has no id (the
Display API's ``open_id`` is one) and neither has a creation date; ``username`` is what was asked about."""

_LACKS: Final = (
    "without stats TikTok's user objects have no counts: load every profile (TikTokApi User.info) and pass the whole "
    "answer"
)

_USER: Final = {
    **fields("id username=uniqueId name=nickname description=signature"),
    "url": at("bioLink.link", absent="", complete=("commentSetting",)),
    "profile_image_url": at("avatarLarger", "avatarMedium", "avatarThumb"),
    "created_at": at("createTime", rule=Rule.NO_EPOCH),
    "default_profile_image": at(
        "avatarLarger", "avatarMedium", "avatarThumb", rule=Rule.DEFAULT_PICTURE, words=_DEFAULT_PICTURES
    ),
    **fields("verified protected=privateAccount|secret"),
}

_STATS: Final = fields(
    "followers_count=statsV2.followerCount|stats.followerCount",
    "following_count=statsV2.followingCount|stats.followingCount posts_count=statsV2.videoCount|stats.videoCount",
)
"""``statsV2`` is exact, ``stats`` is rounded where it is large."""

WEB: Final = shape("TikTok web user with its stats", ("user.uniqueId",), **under("user", _USER) | _STATS).lacking(
    _LACKS
)
"""Without a link of its own, an account has no ``bioLink``; in a complete object (nobody keeps ``commentSetting``
who picks fields) its absence is an empty one. A ``createTime`` of 0 is no date."""

WEB_INFO: Final = shape(
    "answer of TikTok's web pages (TikTokApi)", ("userInfo.user",), **under("userInfo", under("user", _USER) | _STATS)
).lacking(_LACKS)

WEB_USER: Final = shape("TikTok web user", ("uniqueId", "secUid"), ("uniqueId", "nickname"), **_USER | _STATS).lacking(
    _LACKS
)
"""As the author of a video; the same object as in `WEB`."""

EXPORT: Final = shape(
    "followers of a TikTok data export",
    ("UserName", "Date"),
    ("Username", "Date"),
    **fields("username=UserName|Username followed_at=Date"),
).lacking(
    "the data export holds usernames and the times of following only, no counts, dates or bios: look up each account "
    "by its username and pass the profiles, with followed_at beside them"
)
"""``FansList`` of the JSON, and the text of the default export."""

_COUNTS: Final = fields("followers_count=followerCount following_count=followingCount posts_count=videoCount")

FLAT: Final = shape(
    "TikTok user with its stats beside it", ("uniqueId", "followerCount"), ("uniqueId", "videoCount"), **_USER | _COUNTS
)

POST: Final = shape(
    "TikTok video with its author",
    ("authorStats", "author"),
    ("author.uniqueId",),
    **under("author", _USER) | under("authorStats", _COUNTS),
).lacking(_LACKS)
"""A video's own id and time say nothing of its author, who may have several."""

SCRAPED_POST: Final = shape(
    "TikTok video of a scraper",
    ("authorMeta.name",),
    ("authorMeta.fans",),
    **fields("id=authorMeta.id username=authorMeta.name name=authorMeta.nickName description=authorMeta.signature"),
    url=at("authorMeta.bioLink"),
    **fields("followers_count=authorMeta.fans following_count=authorMeta.following posts_count=authorMeta.video"),
    **fields("verified=authorMeta.verified protected=authorMeta.privateAccount"),
)

MOBILE: Final = shape(
    "TikTok app user",
    ("unique_id", "nickname"),
    ("unique_id", "aweme_count"),
    **fields("id=uid username=unique_id name=nickname description=signature"),
    created_at=at("create_time", rule=Rule.NO_EPOCH),
    **fields("followers_count=follower_count following_count posts_count=aweme_count"),
    **fields("verified=is_verified protected=secret"),
)

COMMENT: Final = message(
    "TikTok comment",
    ("cid", "user"),
    ("aweme_id", "user", "text"),
    kind="reply",
    inside=("reply_comment",),
    roles=fields("id=cid account=user created_at=create_time text post=aweme_id"),
)
"""Who liked a video is shown to nobody; the Research API's comments have no author."""

VIDEO: Final = message(
    "TikTok video",
    ("desc", "stats"),
    ("desc", "statsV2"),
    ("desc", "statistics"),
    ("desc", "author", "createTime"),
    roles=fields(
        "id=id|aweme_id account=author created_at=createTime|create_time text=desc",
        "likes=statsV2.diggCount|stats.diggCount|statistics.digg_count",
        "replies=statsV2.commentCount|stats.commentCount|statistics.comment_count",
        "reposts=statsV2.shareCount|stats.shareCount|statistics.share_count",
        "views=statsV2.playCount|stats.playCount|statistics.play_count",
    ),
)

TIKTOK: Final = Platform(
    "tiktok", (), (WEB_INFO, WEB, FLAT, POST, SCRAPED_POST, WEB_USER, MOBILE, RESEARCH, EXPORT), (COMMENT, VIDEO)
)
