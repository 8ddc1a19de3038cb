"""Folds: which sources are held out together, and which of their accounts are then looked at.

A fold leaves whole sources out, with all their kinds. Everything is fitted and frozen before they are seen.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from fakefollow.evaluation import LabelledAccounts
from fakefollow.profiles import BoolArray
from fakefollow.scoring import GENUINE

VENDORS: Final = ("FSF", "INT", "TWT")
HUMAN_COLLECTIONS: Final = ("E13", "TFP", "genuine_accounts")
"""The three sellers and three collections of people of cresci-2015 and cresci-2017."""

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
COUNTS_ONLY_SOURCES: Final = ("caverlee-2011", "midterm-2018", "gilani-2017")
"""Sources without texts and settings, never trained on: each is tested on its own bots and genuine accounts."""

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
)
"""Genuine accounts whose false positives are counted, each source held out alone."""

INSTAGRAM_SETS: Final = ("srf-instagram-2017", "kaggle-ig-free4ever1", "ig-pd-processed")
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
    """

    protocol: str
    not_genuine: tuple[str, ...]
    genuine: tuple[str, ...]
    counts: bool = True

    @property
    def name(self) -> str:
        """Name of the fold, unique within its protocol."""
        return " x ".join("+".join(sources) for sources in (self.not_genuine, self.genuine) if sources)

    @property
    def varied(self) -> bool:
        """Whether the accounts are also looked at with fields missing and after moves of a seller."""
        return self.protocol == "vendors"

    def unseen(self, accounts: LabelledAccounts) -> BoolArray:
        """Tell which accounts no method may train on."""
        return np.isin(accounts.sources, [*self.not_genuine, *self.genuine])

    def tested(self, accounts: LabelledAccounts) -> BoolArray:
        """Tell which accounts are looked at."""
        is_genuine = accounts.kinds == GENUINE
        others = ~is_genuine & np.isin(accounts.sources, self.not_genuine)
        tested: BoolArray = others | (is_genuine & np.isin(accounts.sources, self.genuine))
        return tested


def vendor_folds() -> list[Fold]:
    """Return the nine cells of one seller and one collection of people."""
    return [Fold("vendors", (vendor,), (people,)) for vendor in VENDORS for people in HUMAN_COLLECTIONS]


def bot_folds() -> list[Fold]:
    """Return each bot source beside each group of genuine sources, and those of counts beside their own people."""
    grouped = [
        Fold("bots", (source,), group, counts=source in BOT_SOURCES)
        for source in (*BOT_SOURCES, *HARD_BOT_SOURCES)
        for group in GENUINE_GROUPS
    ]
    alone = [Fold("bots", (source,), (source,), counts=False) for source in COUNTS_ONLY_SOURCES]
    return [*grouped, *alone]


def genuine_folds() -> list[Fold]:
    """Return each genuine source alone."""
    return [Fold("false_positives", (), (source,)) for source in GENUINE_SOURCES]


def instagram_folds() -> list[Fold]:
    """Return each set of Instagram accounts alone, its fakes beside its own genuine accounts."""
    return [Fold("instagram_sets", (name,), (name,)) for name in INSTAGRAM_SETS]
