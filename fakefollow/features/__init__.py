"""Features."""

from fakefollow.features.bigrams import BLOCK, UsernameModel, shared_bigrams
from fakefollow.features.characters import (
    END_SYMBOL,
    N_SYMBOLS,
    OTHER_SYMBOL,
    SCRIPTS,
    Characters,
    CharClass,
    class_table,
    script_table,
    share,
    symbol_table,
)
from fakefollow.features.measure import FAMILIES, FEATURES, measure, measured
from fakefollow.features.registry import Feature, Phrase, shown
from fakefollow.features.view import ProfileView

__all__ = [
    "BLOCK",
    "END_SYMBOL",
    "FAMILIES",
    "FEATURES",
    "N_SYMBOLS",
    "OTHER_SYMBOL",
    "SCRIPTS",
    "CharClass",
    "Characters",
    "Feature",
    "Phrase",
    "ProfileView",
    "UsernameModel",
    "class_table",
    "measure",
    "measured",
    "script_table",
    "share",
    "shared_bigrams",
    "shown",
    "symbol_table",
]
