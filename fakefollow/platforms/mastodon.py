"""Mastodon and what speaks its API (Pleroma, Akkoma, GoToSocial, Pixelfed): how their accounts look.

What an absent or null value means is said at the shape.
"""

from typing import Final

from fakefollow.platforms.rules import Rule
from fakefollow.platforms.shapes import Platform, at, fields, message, shape

_DEFAULT_PICTURES: Final = ("/original/missing.png", "/images/avi.png", "/images/banner.png")
"""Addresses for accounts without a picture or header: Mastodon's own, then Pleroma's and Akkoma's."""

ACCOUNT: Final = shape(
    "Mastodon account",
    ("acct",),
    id=at("id"),
    username=at("username", "acct", rule=Rule.BEFORE_AT),
    name=at("display_name", unless="suspended"),
    description=at("note", rule=Rule.PLAIN_TEXT, unless="suspended"),
    profile_image_url=at("avatar", unless="suspended"),
    created_at=at("created_at"),
    **fields("last_status_at followers_count following_count posts_count=statuses_count", unless="suspended"),
    default_profile_image=at("avatar", rule=Rule.DEFAULT_PICTURE, words=_DEFAULT_PICTURES, unless="suspended"),
    has_banner=at("header", rule=Rule.OWN_PICTURE, words=_DEFAULT_PICTURES, unless="suspended"),
    protected=at("locked", unless="suspended"),
)
"""Bios are HTML and are read as the text that is seen. Creation times are midnight since 3.4.0. The counts of an
account of another server are those that this server knows. Of a suspended account the API shows empty texts and
zeros: not observed. ``last_status_at`` is null where no post is known. ``url`` is the profile's address; links of
the account are free fields (``fields``), so whether there is a link was not observed. ``bot`` is the account's own
statement and no measurement."""

EXPORT: Final = shape(
    "accounts of a Mastodon export", ("Account address",), username=at("Account address", rule=Rule.BEFORE_AT)
).lacking(
    "Mastodon's export holds addresses only, no counts, dates or bios: look up each account (GET "
    "/api/v1/accounts/lookup?acct=...) and pass the results"
)

STATUS: Final = message(
    "Mastodon status",
    ("account", "in_reply_to_id"),
    ("account", "favourites_count"),
    ("account", "reblogs_count"),
    also=("uri", "url"),
    text=at("content", rule=Rule.PLAIN_TEXT),
    roles=fields(
        "id account created_at",
        "repost=reblog.id reply=in_reply_to_id quote=quote.quoted_status.id|quote.id answers_to=in_reply_to_account_id",
        "likes=favourites_count replies=replies_count reposts=reblogs_count quotes=quotes_count",
    ),
)
"""Who favourited or reblogged are lists of accounts, without times."""

NOTIFICATION: Final = message(
    "Mastodon notification", ("type", "account", "status"), roles=fields("kind=type account created_at post=status.id")
)
"""``status`` is the post that was favourited or reblogged; of a mention it is the mention itself."""

MASTODON: Final = Platform(
    "mastodon", ("fediverse", "pleroma", "akkoma", "gotosocial", "pixelfed"), (ACCOUNT, EXPORT), (NOTIFICATION, STATUS)
)
