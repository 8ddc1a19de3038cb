"""Audiences unlike all that a detector knows, made up: what the fit check is to find. Knows profiles alone."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import numpy as np

OBSERVED: Final = datetime(2024, 1, 1, tzinfo=UTC)

Profiles = list[dict[str, Any]]


def _profiles(*bounds: tuple[int, int]) -> Callable[[int], Profiles]:
    """Return what makes up accounts that hardly post: days of age, following, followers, drawn evenly in bounds."""

    def made_up(n: int) -> Profiles:
        random = np.random.default_rng(0)
        drawn = np.column_stack([random.integers(low, high + 1, n) for low, high in bounds]).tolist()
        return [_profile(number, *counts) for number, counts in enumerate(drawn)]

    return made_up


def _profile(number: int, days: int, following: int, followers: int) -> dict[str, Any]:
    """Return an account with counts and nothing else; one in twenty has a post, for a column of zeros is not read."""
    texts = {"username": f"user{number}", "name": "a", "description": "", "location": ""}
    counts = {"following_count": following, "followers_count": followers}
    return {
        **texts,
        **counts,
        **dict.fromkeys(("posts_count", "likes_count", "listed_count"), int(number % 20 == 0)),
        **dict.fromkeys(("default_profile", "default_profile_image"), True),
        **dict.fromkeys(("has_banner", "verified"), False),
        "created_at": OBSERVED - timedelta(days=days),
        "observed_at": OBSERVED,
    }


UNLIKE: Final[Mapping[str, Callable[[int], Profiles]]] = {
    "empty": _profiles((200, 2000), (0, 1), (0, 1)),
    "newcomers": _profiles((0, 20), (5, 80), (0, 4)),
    "readers": _profiles((200, 2000), (100, 400), (3, 20)),
}
"""Name -> makes up so many profiles."""
