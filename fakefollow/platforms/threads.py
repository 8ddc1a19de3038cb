"""Threads: how its profiles look in the Threads API."""

from typing import Final

from fakefollow.platforms.fields import at
from fakefollow.platforms.shapes import Platform, shape

PROFILE: Final = shape(
    "Threads profile",
    ("threads_biography",),
    ("threads_profile_picture_url",),
    id=at("id"),
    username=at("username"),
    name=at("name"),
    description=at("threads_biography"),
    profile_image_url=at("threads_profile_picture_url"),
    observed_at=at("observed_at"),
    verified=at("is_verified"),
).lacking(
    "the Threads API has no counts and no creation dates in its profiles, and shows only accounts that agreed to "
    "your app: nothing but the name and bio can be judged"
)
"""A key is there only if it was asked for, so an absent one was not observed."""

THREADS: Final = Platform("threads", (), (PROFILE,))
