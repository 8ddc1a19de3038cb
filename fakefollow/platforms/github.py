"""GitHub: how its users look in the REST API.

What an absent or null value means is said at the shape.
"""

from typing import Final

from fakefollow.platforms.rules import Rule
from fakefollow.platforms.shapes import Platform, at, shape

USER: Final = shape(
    "GitHub REST API user",
    ("login", "public_repos"),
    ("login", "node_id"),
    ("login", "followers"),
    id=at("id"),
    username=at("login"),
    name=at("name", rule=Rule.EMPTY_IF_NULL),
    description=at("bio", rule=Rule.EMPTY_IF_NULL),
    location=at("location", rule=Rule.EMPTY_IF_NULL),
    url=at("blog", rule=Rule.EMPTY_IF_NULL),
    profile_image_url=at("avatar_url"),
    created_at=at("created_at"),
    followers_count=at("followers"),
    following_count=at("following"),
    repositories_count=at("public_repos"),
    company=at("company", rule=Rule.EMPTY_IF_NULL),
).lacking(
    "GitHub's lists of stargazers and followers have no counts, dates or bios: ask GET /users/{login} for each "
    "account and pass what comes back"
)
"""Null texts were left empty by the account; lists of users leave the keys out: not observed. ``url`` is the address
of the API's own object, the account's link is ``blog``. ``updated_at`` is no time of a post, and tells when a campaign
was rather than what an account is."""

GITHUB: Final = Platform("github", ("gh",), (USER,))
