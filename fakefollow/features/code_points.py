"""What characters are: tables over Unicode code points, made once a process from Python's own database.

Letters of every script count as letters; nothing here asks which language a text is in.
"""

import unicodedata
from enum import IntEnum
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from fakefollow.table import BoolArray


class CharClass(IntEnum):
    """The classes that characters are counted in.

    Marks are vowel signs, accents and joiners: parts of letters and emoji, which many scripts cannot do
    without.
    """

    OTHER = 0
    UPPER = 1
    LOWER = 2
    CASELESS = 3
    DIGIT = 4
    SPACE = 5
    UNDERSCORE = 6
    AT = 7
    HASH = 8
    EMOJI = 9
    PUNCTUATION = 10
    MARK = 11


N_CLASSES: Final = len(CharClass)
LETTERS: Final = (CharClass.UPPER, CharClass.LOWER, CharClass.CASELESS)
SCRIPTS: Final = (
    ("LATIN",),
    ("CYRILLIC",),
    ("GREEK",),
    ("ARABIC",),
    ("HEBREW",),
    ("HANGUL",),
    ("CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "IDEOGRAPHIC", "HALFWIDTH"),
)
"""Scripts told apart when counting how many one name mixes, as the first words of Unicode names.

Every other script counts as one more. Kana and Han are one, for Japanese mixes them in every name.
"""
_ANY_SCRIPT: Final = ("MODIFIER", "FEMININE", "MASCULINE")
"""Letters of no script of their own, such as the okina of Hawaiian and the ordinal signs of Spanish."""

CODES: Final = np.arange(N_CLASSES, dtype=np.uint8)
"""Class numbers as bytes: an enum member would make numpy compare bytes as 64-bit integers."""
_PLANE: Final = 0x10000
_EMOJI_BLOCKS: Final = ((0x2600, 0x27C0), (0x2B00, 0x2C00), (0x1F000, 0x1FB00))
_BY_CATEGORY: Final = {
    "Lu": CharClass.UPPER,
    "Lt": CharClass.UPPER,
    "Ll": CharClass.LOWER,
    "Lo": CharClass.CASELESS,
    "Lm": CharClass.CASELESS,
    "Nd": CharClass.DIGIT,
    "Zs": CharClass.SPACE,
    "Zl": CharClass.SPACE,
    "Zp": CharClass.SPACE,
    "Cc": CharClass.SPACE,
    "Mn": CharClass.MARK,
    "Mc": CharClass.MARK,
    "Me": CharClass.MARK,
    "Cf": CharClass.MARK,
}
_SPECIAL: Final = {"_": CharClass.UNDERSCORE, "@": CharClass.AT, "#": CharClass.HASH}


@cache
def class_table() -> NDArray[np.uint8]:
    """Return the class of every code point; characters beyond the first plane are letters or emoji."""
    table = np.full(0x110000, CharClass.CASELESS, np.uint8)
    for code in range(_PLANE):
        category = unicodedata.category(chr(code))
        fallback = CharClass.PUNCTUATION if category[0] in "PS" else CharClass.OTHER
        table[code] = _BY_CATEGORY.get(category, fallback)
    for character, special in _SPECIAL.items():
        table[ord(character)] = special
    for start, stop in _EMOJI_BLOCKS:
        table[start:stop] = CharClass.EMOJI
    return table


def is_cased(classes: NDArray[np.uint8]) -> BoolArray:
    """Tell which classes of characters are letters with a case, as those of Latin are."""
    cased: BoolArray = (classes == CODES[CharClass.UPPER]) | (classes == CODES[CharClass.LOWER])
    return cased


@cache
def script_table() -> NDArray[np.uint8]:
    """Return one bit per script for every letter of the first plane, 0 for what is not a letter."""
    bits = {name: 1 << place for place, names in enumerate(SCRIPTS) for name in names}
    bits.update(dict.fromkeys(_ANY_SCRIPT, 0))
    table = np.zeros(_PLANE, np.uint8)
    for code in np.flatnonzero(np.isin(class_table()[:_PLANE], LETTERS)).tolist():
        script = unicodedata.name(chr(code), "").partition(" ")[0]
        table[code] = bits.get(script, 1 << len(SCRIPTS))
    return table


SYMBOLS: Final = "abcdefghijklmnopqrstuvwxyz0123456789_"
N_SYMBOLS: Final = len(SYMBOLS) + 2
"""Symbols of handles: the 37 of `SYMBOLS`, one for any other character, one for both ends of a handle."""
OTHER_SYMBOL: Final = len(SYMBOLS)
END_SYMBOL: Final = len(SYMBOLS) + 1
_FOLDED: Final = 0x250


@cache
def symbol_table() -> NDArray[np.uint8]:
    """Return the symbol of every code point up to U+024F, accents and case removed."""
    table = np.full(_FOLDED + 1, OTHER_SYMBOL, np.uint8)
    for code in range(_FOLDED):
        base = unicodedata.normalize("NFKD", chr(code))[0].lower()
        place = SYMBOLS.find(base)
        if place >= 0:
            table[code] = place
    return table
