"""Folds: which sources are held out together, and which of their accounts are then looked at.

A fold leaves whole sources out, with all their kinds. Everything is fitted and frozen before they are seen.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from fakefollow.evaluation import LabelledAccounts
from fakefollow.features import ProfileView, UsernameModel, newcomers_and_readers
from fakefollow.profiles import BoolArray, ProfileTable, TextColumn, ValueColumn
from fakefollow.scoring import GENUINE
from models.releases import N_QUARTER_GROUPS

VENDORS: Final = ("FSF", "INT", "TWT")
HUMAN_COLLECTIONS: Final = ("E13", "TFP", "genuine_accounts")
"""The three sellers and three collections of people of cresci-2015 and cresci-2017."""

LATER_SELLERS: Final = ("vendor-2019",)
LATER_GROUPS: Final = (("cresci-rtbust-2019",), ("verified-2019",), ("twibot22-2022", "twibot22-2024"))
"""Bought accounts observed in 2018, and groups of genuine accounts observed from 2019 to 2024."""

UP_TO_2015: Final = (
    *(*VENDORS, *HUMAN_COLLECTIONS, "caverlee-2011"),
    *(
        "social_spambots_1",
        "social_spambots_2",
        "social_spambots_3",
        "traditional_spambots_1",
        "traditional_spambots_2",
    ),
)
FROM_2018: Final = (
    *(*LATER_SELLERS, "cresci-rtbust-2019", "verified-2019", "human-bots-sample"),
    *("twibot22-2022", "twibot22-2024", "botwiki-2019"),
)
"""Sources of all kinds whose accounts were observed up to 2015, or from 2018 on."""
ON_X: Final = (*UP_TO_2015, *FROM_2018)
"""Sources of X with accounts of people and of sellers."""

BOT_SOURCES: Final = (
    "social_spambots_1",
    "social_spambots_2",
    "social_spambots_3",
    "traditional_spambots_1",
    "traditional_spambots_3",
    "traditional_spambots_4",
    "botwiki-2019",
    "nyu-2017",
)
"""Sources of automated accounts that count in means and worst values; all others are reported beside them."""
HARD_BOT_SOURCES: Final = ("cresci-rtbust-2019", "human-bots-sample")
"""Retweet bots and weak labels: profiles show little of what made them bots."""
WEAK_BOT_SOURCES: Final = ("twibot22-2022", "twibot22-2024")
"""Labels made by weak supervision."""
COUNTS_ONLY_SOURCES: Final = ("caverlee-2011", "midterm-2018", "gilani-2017")
"""Sources without texts and settings whose bots are never trained on."""

GENUINE_GROUPS: Final = (
    ("E13", "TFP", "genuine_accounts"),
    ("verified-2019", "cresci-rtbust-2019"),
    ("nyu-2017", "human-bots-sample"),
)
"""Genuine accounts that are held out together beside a bot source."""

GENUINE_SOURCES: Final = (
    "verified-2019",
    "genuine_accounts",
    "cresci-rtbust-2019",
    "nyu-2017",
    "human-bots-sample",
    "caverlee-2011",
    "twibot22-2022",
    "twibot22-2024",
)
"""Genuine accounts whose false positives are counted, each source held out alone."""

INSTAGRAM_SETS: Final = (
    *("srf-instagram-2017", "kaggle-ig-free4ever1", "ig-pd-processed"),
    *("purba-instagram-2019", "parma-instagram-2020"),
)
"""Sets of Instagram accounts, each with genuine accounts and fakes of its own."""


@dataclass(frozen=True, slots=True)
class Fold:
    """Sources held out, and the accounts of them that are looked at.

    Parameters
    ----------
    protocol : str
        What the fold is part of.
    not_genuine : tuple of str
        Sources whose purchased and automated accounts are looked at.
    genuine : tuple of str
        Sources whose genuine accounts are looked at.
    counts : bool, default=True
        Whether the fold enters means and worst values, or is reported beside them.
    teaching : tuple of str
        Sources that alone are trained on; by default all that are not held out.
    settled : bool, default=False
        Whether newcomers and readers, whom our models never call, are left aside.
    """

    protocol: str
    not_genuine: tuple[str, ...]
    genuine: tuple[str, ...]
    counts: bool = True
    teaching: tuple[str, ...] = ()
    settled: bool = False

    @property
    def name(self) -> str:
        """Name of the fold, unique within its protocol."""
        return " x ".join("+".join(sources) for sources in (self.not_genuine, self.genuine) if sources)

    @property
    def varied(self) -> bool:
        """Whether the accounts are also looked at with fields missing and after moves of a seller."""
        return self.protocol == "sellers"

    def unseen(self, accounts: LabelledAccounts) -> BoolArray:
        """Tell which accounts no method may train on."""
        held_out: BoolArray = np.isin(accounts.sources, [*self.not_genuine, *self.genuine])
        return held_out | ~np.isin(accounts.sources, self.teaching) if self.teaching else held_out

    def tested(self, accounts: LabelledAccounts) -> BoolArray:
        """Tell which accounts are looked at."""
        is_genuine = accounts.kinds == GENUINE
        others = ~is_genuine & np.isin(accounts.sources, self.not_genuine)
        tested: BoolArray = others | (is_genuine & np.isin(accounts.sources, self.genuine))
        if self.settled:
            tested &= ~newcomers_and_readers(ProfileView(accounts.table, UsernameModel.uniform()))
        return tested


def vendor_folds() -> list[Fold]:
    """Return the nine cells of one seller of 2013 and one collection of people."""
    return [Fold("vendors", (vendor,), (people,)) for vendor in VENDORS for people in HUMAN_COLLECTIONS]


def seller_folds() -> list[Fold]:
    """Return the 24 cells of one seller and one group of genuine accounts."""
    groups = (*((people,) for people in HUMAN_COLLECTIONS), *LATER_GROUPS)
    return [Fold("sellers", (seller,), group) for seller in (*VENDORS, *LATER_SELLERS) for group in groups]


def settled_folds() -> list[Fold]:
    """Return the 24 cells again, newcomers and readers left aside on both sides."""
    return [replace(fold, protocol="settled", settled=True) for fold in seller_folds()]


def year_folds() -> list[Fold]:
    """Return sellers and genuine accounts of later years for models of earlier ones, and the other way round."""
    later = [
        Fold("learnt_to_2015", (seller,), group, teaching=UP_TO_2015)
        for seller in LATER_SELLERS
        for group in LATER_GROUPS
    ]
    earlier = [replace(fold, protocol="learnt_from_2018", teaching=FROM_2018) for fold in vendor_folds()]
    return [*later, *earlier]


def bot_folds() -> list[Fold]:
    """Return each bot source beside each group of genuine sources; hard, counted and weakly labelled ones alone."""
    grouped = [Fold("bots", (source,), group) for source in BOT_SOURCES for group in GENUINE_GROUPS]
    others = (*HARD_BOT_SOURCES, *COUNTS_ONLY_SOURCES, *WEAK_BOT_SOURCES)
    return [*grouped, *(Fold("bots", (source,), (source,), counts=False) for source in others)]


def genuine_folds() -> list[Fold]:
    """Return each genuine source alone."""
    return [Fold("false_positives", (), (source,)) for source in GENUINE_SOURCES]


def instagram_folds() -> list[Fold]:
    """Return each set of Instagram accounts alone, its fakes beside its own genuine accounts."""
    return [Fold("instagram_sets", (name,), (name,)) for name in INSTAGRAM_SETS]


def github_folds() -> list[Fold]:
    """Return each group of quarters in which accounts of GitHub were created, campaign accounts beside the others."""
    names = [f"quarters {group + 1} of {N_QUARTER_GROUPS}" for group in range(N_QUARTER_GROUPS)]
    return [Fold("github_quarters", (name,), (name,)) for name in names]


def platform_folds() -> list[Fold]:
    """Return each set of Instagram accounts for models that were learnt on X alone, and seller cells the other way."""
    instagram = [replace(fold, protocol="instagram_unseen", teaching=ON_X) for fold in instagram_folds()]
    return [*instagram, *(replace(fold, protocol="x_unseen", teaching=INSTAGRAM_SETS) for fold in seller_folds())]


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
    "X v2 basic": ("id", *TEXTS, *COUNTS, "listed_count", "created_at", "observed_at", "default_profile_image"),
    "X v1.1 without settings": (*TEXTS, *COUNTS, "listed_count", "likes_count", "created_at", "observed_at"),
    "numbers only": (*COUNTS, "listed_count", "likes_count", "created_at", "observed_at"),
    "handle and picture only": ("username", "default_profile_image"),
}
"""Fields that real exports have."""

YEAR: Final = np.timedelta64(365, "D")
BOUGHT_FOLLOWERS: Final = 50
EXTRA_POSTS: Final = 10
EXTRA_LIKES: Final = 50
"""Sizes of moves: conventions."""

TEXTS_AND_PICTURES: Final = ("username", "name", "description", "location", "default_profile_image", "has_banner")
DRESS: Final = ("likes_count", "posts_count", "listed_count", "has_banner", "description")
"""What a seller rewrites, and what dresses an account without a follower or a day more."""

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


def borrowing(fields: tuple[str, ...]) -> Move:
    """Return the move that gives accounts not genuine these fields of genuine accounts from other sources.

    Counts do not fall by it, and a field that the genuine account does not show stays as it is.
    """

    def move(tested: LabelledAccounts, known: LabelledAccounts) -> LabelledAccounts:
        random = np.random.default_rng(0)
        models = np.flatnonzero(known.kinds == GENUINE)
        lent = known.table.take(random.choice(models, len(tested)))
        changed = {name: _mixed(tested, lent, name) for name in fields if lent.has(name) and tested.table.has(name)}
        return _with_columns(tested, changed)

    return move


def _mixed(tested: LabelledAccounts, lent: ProfileTable, name: str) -> TextColumn | ValueColumn:
    """Take a column from the lent profiles where the account is not genuine and the lender shows the field."""
    own, other = tested.table.columns[name], lent.columns[name]
    swap = (tested.kinds != GENUINE) & other.valid
    if isinstance(own, TextColumn) or isinstance(other, TextColumn):
        texts = [b if change else a for a, b, change in zip(own.to_list(), other.to_list(), swap, strict=True)]
        return TextColumn.from_strings(texts)
    least = np.where(own.valid & (own.values.dtype != np.bool_), own.values, 0)
    values = np.where(swap, np.maximum(other.values, least), own.values)
    return ValueColumn(values.astype(own.values.dtype), own.valid | swap)


def with_banner_and_bio(tested: LabelledAccounts, known: LabelledAccounts) -> LabelledAccounts:
    """Give accounts not genuine a header picture, where headers are shown, and the bio of a genuine account."""
    written = known.where(known.table.texts("description").valid & ~known.table.texts("description").is_empty())
    told = borrowing(("description",))(tested, written) if (written.kinds == GENUINE).any() else tested
    banner = told.table.columns.get("has_banner")
    if not isinstance(banner, ValueColumn):
        return told
    others = told.kinds != GENUINE
    return _with_columns(told, {"has_banner": ValueColumn(banner.values | others, banner.valid | others)})


def _shifted(column: str, by: int | np.timedelta64) -> Move:
    def move(tested: LabelledAccounts, known: LabelledAccounts) -> LabelledAccounts:
        old = tested.table.columns.get(column)
        if not isinstance(old, ValueColumn):  # what a release does not show cannot be changed in it
            return tested
        changed = np.where(tested.kinds != GENUINE, old.values + by, old.values)
        return _with_columns(tested, {column: ValueColumn(changed, old.valid)})

    return move


def one_after_another(*moves: Move) -> Move:
    """Return several moves as one."""

    def move(tested: LabelledAccounts, known: LabelledAccounts) -> LabelledAccounts:
        for one in moves:
            tested = one(tested, known)
        return tested

    return move


def _with_columns(accounts: LabelledAccounts, changed: Mapping[str, TextColumn | ValueColumn]) -> LabelledAccounts:
    return replace(accounts, table=replace(accounts.table, columns={**accounts.table.columns, **changed}))


MISSING_FIELDS: Final[Mapping[str, Move]] = {
    **{f"without {name}": without_fields(fields) for name, fields in FIELD_BLOCKS.items()},
    **{name: with_fields_only(fields) for name, fields in EXPORTS.items()},
}

CHEAP_DRESS: Final = one_after_another(with_banner_and_bio, _shifted("likes_count", EXTRA_LIKES))

CHEAP_MOVES: Final[Mapping[str, Move]] = {
    "rewrites name, handle, bio and picture": borrowing(TEXTS_AND_PICTURES),
    f"buys {BOUGHT_FOLLOWERS} followers for each": _shifted("followers_count", BOUGHT_FOLLOWERS),
    "ages the accounts by a year": _shifted("created_at", -YEAR),
    f"posts {EXTRA_POSTS} times": _shifted("posts_count", EXTRA_POSTS),
    f"likes {EXTRA_LIKES} posts, gets a banner and a bio": CHEAP_DRESS,
    "that, ten posts, and name, handle and picture": one_after_another(
        borrowing(TEXTS_AND_PICTURES), CHEAP_DRESS, _shifted("posts_count", EXTRA_POSTS)
    ),
}
EVASION: Final[Mapping[str, Move]] = {
    **CHEAP_MOVES,
    "takes likes, posts, lists, banner and bio of genuine accounts": borrowing(DRESS),
}
"""Moves of a seller; genuine accounts stay as they are. The last is the work of years, not of an afternoon."""
