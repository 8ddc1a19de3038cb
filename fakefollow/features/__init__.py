"""Named measurements of profiles, computed over columns of a table; knows no model, no file and no clock."""

from fakefollow.features.characters import (
    SCRIPTS,
    Characters,
    CharClass,
    UsernameModel,
    class_table,
    script_table,
    share,
    symbol_table,
)
from fakefollow.features.counts import newcomers_and_readers
from fakefollow.features.families import FAMILIES, FEATURES, USUAL
from fakefollow.features.identity import shared_bigrams
from fakefollow.features.registry import Feature, Phrase, ProfileView, measure, measured, shown

__all__ = [
    "FAMILIES",
    "FEATURES",
    "SCRIPTS",
    "USUAL",
    "CharClass",
    "Characters",
    "Feature",
    "Phrase",
    "ProfileView",
    "UsernameModel",
    "class_table",
    "measure",
    "measured",
    "newcomers_and_readers",
    "script_table",
    "share",
    "shared_bigrams",
    "shown",
    "symbol_table",
]
