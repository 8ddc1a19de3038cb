"""Bluesky: how its profiles look in the AT protocol's API.

What an absent value means is said at the shape.
"""

from typing import Final

from fakefollow.platforms.rules import Rule
from fakefollow.platforms.shapes import Platform, at, fields, message, shape, under

_HANDLE_ENDINGS: Final = (".bsky.social", "handle.invalid")
"""The host that everybody gets who has no domain, and what stands for a handle that leads nowhere."""

PROFILE_VIEW: Final = shape(
    "Bluesky profile view",
    ("did", "handle"),
    id=at("did"),
    username=at("handle", rule=Rule.WITHOUT_ENDING, words=_HANDLE_ENDINGS),
    name=at("displayName", absent="", complete=("labels",)),
    description=at("description", absent="", complete=("labels", "indexedAt")),
    **fields("url=website profile_image_url=avatar created_at=createdAt"),
    **fields("followers_count=followersCount following_count=followsCount posts_count=postsCount"),
    default_profile_image=at("avatar", rule=Rule.DEFAULT_PICTURE, absent=True, complete=("labels",)),
    has_banner=at("banner", rule=Rule.GIVEN, absent=False, complete=("labels", "followersCount")),
).lacking(
    "Bluesky's getFollowers has no counts: pass the dids on to app.bsky.actor.getProfiles, 25 at a time, and "
    "pass the results"
)
"""profileViewBasic, profileView and profileViewDetailed are one shape with more and more keys.

The API omits what an account has not set, so in a complete object absence says that there is none. Complete is
what carries ``labels``, which the API always sends and nobody keeps who picks fields: then a missing ``avatar``
is the default picture and a missing ``displayName`` an empty one. Bios come with ``indexedAt`` (not in
profileViewBasic), banners with counts (profileViewDetailed only). Elsewhere an absent key was not observed.

Usernames lose ``.bsky.social``: with it, features of usernames would measure the host that most accounts share.
A domain of one's own stays. ``createdAt`` may be earlier than the network for accounts that brought posts along."""

LIKE: Final = message(
    "Bluesky like", ("actor", "indexedAt"), kind="like", roles=fields("account=actor created_at=createdAt|indexedAt")
)

_POST: Final = {
    **fields("id=uri account=author created_at=record.createdAt|indexedAt text=record.text"),
    **fields("reply=record.reply.parent.uri quote=record.embed.record.uri|record.embed.record.record.uri"),
    **fields("root=record.reply.root.uri"),
    "answers_to": at("record.reply.parent.uri", rule=Rule.AUTHORITY),
    **fields("likes=likeCount replies=replyCount reposts=repostCount quotes=quoteCount"),
}

POST: Final = message("Bluesky post view", ("uri", "author", "record"), also=("cid",), roles=_POST)

THREAD: Final = message(
    "Bluesky thread", ("post.uri", "post.author"), inside=("replies",), also=("post.cid",), roles=under("post", _POST)
)
"""A post in a thread or feed. Who reposted is a list of profiles, without times."""

BLUESKY: Final = Platform("bluesky", ("bsky", "atproto"), (PROFILE_VIEW,), (LIKE, THREAD, POST))
