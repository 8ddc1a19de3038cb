"""Instagram and Threads: how profiles look in Meta's graph APIs, in scrapers' objects and in exports of one's data.

What an absent or null value means was settled shape by shape and is said at each shape. No form has a creation
date of the account. `likes_count` (likes given) is shown nowhere.
"""

from typing import Final

from fakefollow.platforms.rules import Rule
from fakefollow.platforms.shapes import Field, Platform, at, fields, message, shape, under

_DEFAULT_PICTURES: Final = (
    "44884218_345707102882519_2446069589734326272_n",
    "464760996_1254146839119862_3605321457742435801_n",
    "11906329_960233084022564_1448528159_a",
    "YW5vbnltb3VzX3Byb2ZpbGVfcGlj",
)
"""File names of the pictures for accounts without one, old and new, and base64 of "anonymous_profile_pic"."""


def _default_picture(*paths: str) -> Field:
    return at(*paths, rule=Rule.DEFAULT_PICTURE, words=_DEFAULT_PICTURES)


_GRAPH: Final = {
    **fields("id=id|ig_id username name description=biography url=website profile_image_url=profile_picture_url"),
    **fields("followers_count following_count=follows_count posts_count=media_count"),
    "default_profile_image": _default_picture("profile_picture_url"),
}

GRAPH: Final = shape(
    "Instagram Graph API account",
    ("follows_count", "media_count"),
    ("follows_count", "biography"),
    ("media_count", "biography", "followers_count"),
    **_GRAPH,
)
"""A key is there only if it was asked for, and the API leaves out an empty biography or website even then; that
cannot be told from not asking, so an absent text was not observed."""

BUSINESS_DISCOVERY: Final = shape(
    "Instagram Graph API business discovery", ("business_discovery",), **under("business_discovery", _GRAPH)
)
"""The answer holds the account asked about; the id beside it is that of the account that asks."""

NODE: Final = shape(
    "Instagram web node (instaloader)",
    ("edge_followed_by", "username"),
    ("edge_owner_to_timeline_media", "username"),
    ("followed_by_viewer", "username"),
    **fields("id username name=full_name"),
    **fields("description=biography url=external_url", rule=Rule.EMPTY_IF_NULL),
    profile_image_url=at("profile_pic_url", "profile_pic_url_hd"),
    **fields("followers_count=edge_followed_by.count following_count=edge_follow.count"),
    posts_count=at("edge_owner_to_timeline_media.count"),
    default_profile_image=_default_picture("profile_pic_url", "profile_pic_url_hd"),
    **fields("verified=is_verified protected=is_private"),
).lacking(
    "follower lists of Instagram's web pages have no counts, dates or bios: load every profile by its username "
    "(instaloader.Profile.from_username) and pass the profiles"
)
"""Null texts were left empty by the account; the nodes of follower lists leave the keys out: not observed."""

USER: Final = shape(
    "Instagram app user (instagrapi)",
    ("pk", "username"),
    ("pk", "full_name"),
    ("has_anonymous_profile_picture", "username"),
    **fields("id=pk|pk_id|id username name=full_name"),
    **fields("description=biography url=external_url", rule=Rule.EMPTY_IF_NULL),
    profile_image_url=at("profile_pic_url", "profile_pic_url_hd"),
    **fields("followers_count=follower_count following_count posts_count=media_count"),
    default_profile_image=_default_picture("has_anonymous_profile_picture", "profile_pic_url"),
    **fields("verified=is_verified protected=is_private"),
).lacking(
    "Instagram's follower lists (UserShort) have no counts, dates or bios: look up each account (instagrapi "
    "user_info) and pass the users"
)
"""User and UserShort are one shape, the short one with fewer keys; what a key's absence leaves out was not
observed. The app's own flag of an anonymous picture goes before what the picture's address says."""

EXPORT: Final = shape(
    "followers of an Instagram data export",
    ("string_list_data",),
    username=at("string_list_data.0.value", "string_list_data.0.href", "title"),
    followed_at=at("string_list_data.0.timestamp"),
).lacking(
    "the data export holds usernames and the times of following only, no counts, dates or bios: look every "
    "account up by its username and pass the profiles, with followed_at beside them"
)
"""``href`` is the profile's address, made of the username. Newer exports moved some names into ``title``."""

LABELLED_EXPORT: Final = shape(
    "labelled followers of an Instagram data export",
    ("label_values",),
    username=at("label_values", rule=Rule.LABELLED_USERNAME, words=("username",)),
    followed_at=at("timestamp"),
).lacking(EXPORT.lacks)
"""Labels are in the language of the export, so an address serves where no label is "Username"."""

NODE_POST: Final = message(
    "Instagram web post (instaloader)",
    ("shortcode", "owner"),
    ("shortcode", "edge_media_to_caption"),
    also=("shortcode",),
    roles=fields(
        "id account=owner created_at=taken_at_timestamp|date text=edge_media_to_caption.edges.0.node.text",
        "likes=edge_media_preview_like.count|edge_liked_by.count",
        "replies=edge_media_to_parent_comment.count|edge_media_to_comment.count views=video_view_count",
    ),
)

NODE_COMMENT: Final = message(
    "Instagram web comment (instaloader)",
    ("answers", "owner"),
    ("text", "owner", "created_at"),
    kind="reply",
    inside=("answers", "edge_threaded_comments"),
    roles=fields("id account=owner created_at text"),
)
"""Instaloader keeps comments beside their post, whose id is nowhere in them."""

MEDIA: Final = message(
    "Instagram app media (instagrapi)",
    ("media_type", "taken_at"),
    ("caption_text", "code"),
    also=("id", "code"),
    roles=fields(
        "id=pk|id account=user created_at=taken_at text=caption_text|caption.text",
        "likes=like_count replies=comment_count views=play_count|view_count",
    ),
)

COMMENT: Final = message(
    "Instagram app comment (instagrapi)",
    ("text", "user", "created_at_utc"),
    ("text", "user", "pk"),
    kind="reply",
    inside=("preview_child_comments", "child_comments", "replies"),
    roles=fields("id=pk account=user created_at=created_at_utc|created_at text post=media_id"),
)

GRAPH_POST: Final = message(
    "Instagram Graph API media",
    ("media_product_type",),
    ("permalink", "timestamp"),
    ("comments_count", "timestamp"),
    also=("shortcode", "permalink"),
    roles=fields(
        "id account_id=owner.id created_at=timestamp text=caption",
        "likes=like_count replies=comments_count views=view_count",
    ),
)

GRAPH_COMMENT: Final = message(
    "Instagram Graph API comment",
    ("timestamp", "text", "username"),
    ("timestamp", "text", "from"),
    kind="reply",
    inside=("replies.data",),
    roles=fields("id account=from|username created_at=timestamp text post=media.id"),
)

INSTAGRAM: Final = Platform(
    "instagram",
    ("ig", "insta"),
    (BUSINESS_DISCOVERY, NODE, USER, EXPORT, LABELLED_EXPORT, GRAPH),
    (NODE_POST, NODE_COMMENT, MEDIA, COMMENT, GRAPH_POST, GRAPH_COMMENT),
)

THREADS_PROFILE: Final = shape(
    "Threads profile",
    ("threads_biography",),
    ("threads_profile_picture_url",),
    **fields("id username name description=threads_biography profile_image_url=threads_profile_picture_url"),
    verified=at("is_verified"),
).lacking(
    "the Threads API has no counts and no creation dates in its profiles, and shows only accounts that agreed to "
    "your app: nothing but the name and bio can be judged"
)
"""A key is there only if it was asked for, so an absent one was not observed."""

SCRAPED_THREADS: Final = shape(
    "Threads user of a scraper",
    ("text_post_app_is_private", "username"),
    ("text_post_app_public_views_count", "username"),
    ("is_threads_only_user", "username"),
    **fields("id=pk|id username name=full_name description=biography profile_image_url=profile_pic_url"),
    followers_count=at("follower_count"),
    **fields("verified=is_verified protected=text_post_app_is_private"),
)

THREADS: Final = Platform("threads", (), (THREADS_PROFILE, SCRAPED_THREADS))
