"""GitHub: how its users and those who starred a repository look in its REST and GraphQL APIs and in GH Archive.

A star is a follow with its time. What an absent or null value means is said at each shape.
"""

from typing import Final

from fakefollow.platforms.rules import Rule
from fakefollow.platforms.shapes import Platform, at, fields, message, shape, under

_LACKS: Final = (
    "GitHub's lists of stargazers and followers have no counts, dates or bios: ask GET /users/{login} for each "
    "account and pass the results, for stargazers as {'starred_at': ..., 'user': ...}"
)

_USER: Final = {
    **fields("id username=login"),
    **fields("name description=bio location url=blog", rule=Rule.EMPTY_IF_NULL),
    **fields("profile_image_url=avatar_url created_at"),
    **fields("followers_count=followers following_count=following repositories_count=public_repos"),
    "company": at("company", rule=Rule.EMPTY_IF_NULL),
}

USER: Final = shape(
    "GitHub REST API user",
    ("login", "public_repos"),
    ("login", "node_id"),
    ("login", "followers"),
    **_USER | {"followed_at": at("starred_at")},
).lacking(_LACKS)
"""Null texts were left empty by the account; lists of users leave the keys out: not observed. ``url`` is the address
of the API's own object, the account's link is ``blog``. ``updated_at`` is no time of a post, and tells when a campaign
was rather than what an account is."""

STARGAZER: Final = shape(
    "GitHub REST API stargazer",
    ("starred_at", "user.login"),
    **under("user", _USER) | {"followed_at": at("starred_at")},
).lacking(_LACKS)
"""With the media type ``application/vnd.github.star+json``; ``user`` is the short form unless it was looked up."""

_NODE: Final = {
    **fields("id=databaseId username=login"),
    **fields("name description=bio location url=websiteUrl", rule=Rule.EMPTY_IF_NULL),
    **fields("profile_image_url=avatarUrl created_at=createdAt"),
    **fields("followers_count=followers.totalCount following_count=following.totalCount"),
    "repositories_count": at("repositories.totalCount"),
    "company": at("company", rule=Rule.EMPTY_IF_NULL),
}

_ASK: Final = (
    "GraphQL gives what is asked for: add databaseId createdAt bio followers{totalCount} following{totalCount} "
    "repositories(privacy:PUBLIC){totalCount} to the node"
)

NODE: Final = shape(
    "GitHub GraphQL user",
    ("login", "databaseId"),
    ("login", "createdAt"),
    ("login", "avatarUrl"),
    ("login", "followers.totalCount"),
    **_NODE | {"followed_at": at("starredAt")},
).lacking(_ASK)
"""A key is there only if it was asked for, so an absent one was not observed; ``id`` is no account's number."""

STAR_EDGE: Final = shape(
    "GitHub GraphQL stargazer", ("starredAt", "node.login"), **under("node", _NODE) | {"followed_at": at("starredAt")}
).lacking(_ASK)

EVENT: Final = shape(
    "star in GH Archive",
    ("type=WatchEvent", "actor.login"),
    **fields("id=actor.id username=actor.login profile_image_url=actor.avatar_url followed_at=created_at"),
).lacking(_LACKS)
"""A WatchEvent is a star, ``created_at`` its time; other events of the archive are no follows."""

STAR: Final = message(
    "GitHub star", ("starred_at", "user"), kind="like", roles=fields("account=user created_at=starred_at")
)
STAR_EVENT: Final = message(
    "GH Archive event of a star",
    ("type=WatchEvent", "actor"),
    kind="like",
    roles=fields("account=actor created_at post=repo.name"),
)

GITHUB: Final = Platform("github", ("gh",), (STARGAZER, STAR_EDGE, EVENT, NODE, USER), (STAR, STAR_EVENT))
