"""Variants of tested accounts: fields that an export lacks, and moves with which a seller evades detection.

A variant changes what is shown of the tested accounts after everything was trained and frozen.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from fakefollow.evaluation import LabelledAccounts
from fakefollow.profiles import ProfileTable, TextColumn, ValueColumn
from fakefollow.scoring import GENUINE

FIELD_BLOCKS: Final[Mapping[str, tuple[str, ...]]] = {
    "age": ("created_at",),
    "followers": ("followers_count",),
    "following": ("following_count",),
    "posts": ("posts_count",),
    "likes": ("likes_count",),
    "lists": ("listed_count",),
    "handle": ("username", "username_length", "username_digits"),
    "name": ("name", "name_length", "name_words"),
    "bio": ("description", "description_length"),
    "location and address": ("location", "url", "has_url"),
    "pictures": ("default_profile_image", "has_banner", "profile_image_url"),
    "settings": ("default_profile", "geo_enabled"),
}
"""Fields that go missing together."""

COUNTS: Final = ("followers_count", "following_count", "posts_count")
TEXTS: Final = ("username", "name", "description", "location", "url")
EXPORTS: Final[Mapping[str, tuple[str, ...]]] = {
    "X v2 basic": (
        "id",
        *TEXTS,
        *COUNTS,
        "listed_count",
        "created_at",
        "observed_at",
        "default_profile_image",
    ),
    "X v1.1 without settings": (*TEXTS, *COUNTS, "listed_count", "likes_count", "created_at", "observed_at"),
    "numbers only": (*COUNTS, "listed_count", "likes_count", "created_at", "observed_at"),
    "handle and picture only": ("username", "default_profile_image"),
}
"""Fields that real exports have."""

YEAR: Final = np.timedelta64(365, "D")
BOUGHT_FOLLOWERS: Final = 50
EXTRA_POSTS: Final = 10

Move = Callable[[LabelledAccounts, LabelledAccounts], LabelledAccounts]
"""(tested accounts, accounts trained on) -> tested accounts as they would be shown."""


def without_fields(fields: tuple[str, ...]) -> Move:
    """Return the move that takes some fields away from every account."""

    def move(tested: LabelledAccounts, known: LabelledAccounts) -> LabelledAccounts:
        kept = {name: column for name, column in tested.table.columns.items() if name not in fields}
        return replace(tested, table=replace(tested.table, columns=kept))

    return move


def with_fields_only(fields: tuple[str, ...]) -> Move:
    """Return the move that leaves only some fields."""

    def move(tested: LabelledAccounts, known: LabelledAccounts) -> LabelledAccounts:
        kept = {name: column for name, column in tested.table.columns.items() if name in fields}
        return replace(tested, table=replace(tested.table, columns=kept))

    return move


def borrow_profiles(tested: LabelledAccounts, known: LabelledAccounts) -> LabelledAccounts:
    """Give accounts that are not genuine the texts and pictures of genuine accounts from other sources."""
    random = np.random.default_rng(0)
    models = np.flatnonzero(known.kinds == GENUINE)
    lent = known.table.take(random.choice(models, len(tested)))
    shown = ("username", "name", "description", "location", "default_profile_image", "has_banner")
    changed = {
        name: _mixed(tested, lent, name) for name in shown if lent.has(name) and tested.table.has(name)
    }
    return replace(tested, table=replace(tested.table, columns={**tested.table.columns, **changed}))


def _mixed(tested: LabelledAccounts, lent: ProfileTable, name: str) -> TextColumn | ValueColumn:
    """Take a column from the lent profiles where the account is not genuine and the lender shows the field."""
    own, other = tested.table.columns[name], lent.columns[name]
    swap = (tested.kinds != GENUINE) & other.valid
    values = [b if change else a for a, b, change in zip(own.to_list(), other.to_list(), swap, strict=True)]
    if isinstance(own, TextColumn):
        return TextColumn.from_strings(values)
    plain = np.array([value or 0 for value in values], own.values.dtype)
    return ValueColumn(plain, own.valid | swap)


def _shifted(column: str, by: int | np.timedelta64) -> Move:
    def move(tested: LabelledAccounts, known: LabelledAccounts) -> LabelledAccounts:
        old = tested.table.columns[column]
        if not isinstance(old, ValueColumn):
            raise TypeError(f"{column}: expected counts or times")
        changed = np.where(tested.kinds != GENUINE, old.values + by, old.values)
        columns = {**tested.table.columns, column: ValueColumn(changed, old.valid)}
        return replace(tested, table=replace(tested.table, columns=columns))

    return move


MISSING_FIELDS: Final[Mapping[str, Move]] = {
    **{f"without {name}": without_fields(fields) for name, fields in FIELD_BLOCKS.items()},
    **{name: with_fields_only(fields) for name, fields in EXPORTS.items()},
}

EVASION: Final[Mapping[str, Move]] = {
    "rewrites name, handle, bio and picture": borrow_profiles,
    f"buys {BOUGHT_FOLLOWERS} followers for each": _shifted("followers_count", BOUGHT_FOLLOWERS),
    "ages the accounts by a year": _shifted("created_at", -YEAR),
    f"posts {EXTRA_POSTS} times": _shifted("posts_count", EXTRA_POSTS),
}
"""Moves of a seller; genuine accounts stay as they are."""
