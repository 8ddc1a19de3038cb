"""Character kernels: what can be counted in a column of texts in one vectorised pass.

Texts arrive as one UTF-8 buffer and leave as arrays with one entry a text. Letters of every script count
as letters; nothing here asks which language a text is in.
"""

import unicodedata
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from fakefollow.table import BoolArray, FloatArray, TextColumn, character_starts

IntArray = NDArray[np.int64]


class CharClass(IntEnum):
    """The classes that characters are counted in."""

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


N_CLASSES: Final = len(CharClass)
LETTERS: Final = (CharClass.UPPER, CharClass.LOWER, CharClass.CASELESS)
SCRIPTS: Final = ("LATIN", "CYRILLIC", "GREEK", "ARABIC", "HEBREW", "CJK", "HIRAGANA", "KATAKANA", "HANGUL")
"""Scripts told apart when counting how many one name mixes; every other script counts as one more."""

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


@cache
def script_table() -> NDArray[np.uint16]:
    """Return one bit per script for every letter of the first plane, 0 for what is not a letter.

    Kana and Han share a bit, for Japanese mixes them in every name.
    """
    bits = {script: 1 << place for place, script in enumerate(SCRIPTS)}
    bits["HIRAGANA"] = bits["KATAKANA"] = bits["CJK"]
    table = np.zeros(_PLANE, np.uint16)
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


@dataclass(frozen=True)
class Characters:
    """One column of texts, counted.

    Parameters
    ----------
    codes : ndarray of uint32, shape (n_characters,)
        Code points of all texts, one after another.
    starts : ndarray of int64, shape (n_texts + 1,)
        Text i is ``codes[starts[i]:starts[i + 1]]``.
    valid : ndarray of bool, shape (n_texts,)
        Which texts were observed.
    """

    codes: NDArray[np.uint32]
    starts: IntArray
    valid: BoolArray

    @classmethod
    def of(cls, texts: TextColumn) -> "Characters":
        """Decode a text column."""
        data = texts.bytes_used()
        starts = texts.offsets - texts.offsets[0]
        if data.size and int(data.max()) < 0x80:
            return cls(data.astype(np.uint32), starts, texts.valid)
        codes = np.frombuffer(data.tobytes().decode().encode("utf-32-le"), np.uint32)
        before = np.zeros(len(data) + 1, np.int64)
        np.cumsum(character_starts(data), out=before[1:])
        return cls(codes, before[starts], texts.valid)

    def __len__(self) -> int:
        return len(self.valid)

    def observed(self, values: NDArray[np.generic]) -> FloatArray:
        """Return values as float64 with NaN where the text was not observed."""
        result = values.astype(np.float64)
        result[~self.valid] = np.nan
        return result

    @cached_property
    def lengths(self) -> IntArray:
        """Characters in each text."""
        return np.diff(self.starts)

    @cached_property
    def rows(self) -> NDArray[np.int32]:
        """The text that each character belongs to."""
        return np.repeat(np.arange(len(self), dtype=np.int32), self.lengths)

    @cached_property
    def classes(self) -> NDArray[np.uint8]:
        """Class of each character."""
        return class_table()[self.codes]

    @cached_property
    def class_counts(self) -> IntArray:
        """Characters of each class in each text, shape (n_texts, N_CLASSES)."""
        cells = self.rows.astype(np.int64) * N_CLASSES + self.classes
        return np.bincount(cells, minlength=len(self) * N_CLASSES).reshape(-1, N_CLASSES)

    def count(self, *classes: CharClass) -> IntArray:
        """Count the characters of some classes in each text."""
        counts: IntArray = self.class_counts[:, list(classes)].sum(axis=1)
        return counts

    def per_text(self, marked: NDArray[np.intp]) -> IntArray:
        """Count marked characters (given by their positions) in each text."""
        return np.bincount(self.rows[marked], minlength=len(self))

    def trailing(self, char_class: CharClass) -> IntArray:
        """Count the characters of a class at the end of each text."""
        position = np.arange(len(self.codes))
        last_other = np.full(len(self), -1, np.int64)
        others = self.classes != char_class
        last_other[self.rows[others]] = position[others]
        run: IntArray = self.starts[1:] - 1 - np.maximum(last_other, self.starts[:-1] - 1)
        return run

    @cached_property
    def same_text(self) -> BoolArray:
        """Tell for each character but the last whether the next one belongs to the same text."""
        return self.rows[1:] == self.rows[:-1]

    def words(self) -> IntArray:
        """Count words: runs of characters that are not space."""
        space = self.classes == CharClass.SPACE
        begins = ~space
        begins[1:] &= space[:-1] | ~self.same_text
        return self.per_text(np.flatnonzero(begins))

    def class_changes(self) -> IntArray:
        """Count the places where a letter, digit or other character follows one of another class."""
        changes = (self.classes[1:] != self.classes[:-1]) & self.same_text
        return self.per_text(np.flatnonzero(changes))

    def occurrences(self, text: str, whole_word: bool = False) -> IntArray:
        """Count a lower-case ASCII text in each text, in any case; as a whole word if asked.

        Letters next to it make it part of a longer word; digits and punctuation do not.
        """
        size = len(text)
        if len(self.codes) < size:
            return np.zeros(len(self), np.int64)
        n_places = len(self.codes) - size + 1
        at = np.flatnonzero((self.codes[:n_places] | 0x20) == ord(text[0]))
        for step, character in enumerate(text[1:], start=1):
            at = at[self._folded(at + step) == ord(character)]
        at = at[self.rows[at] == self.rows[at + size - 1]]
        if whole_word:
            at = at[~self._letter_beside(at, at - 1) & ~self._letter_beside(at, at + size)]
        return self.per_text(at)

    def _folded(self, at: NDArray[np.intp]) -> NDArray[np.uint32]:
        codes = self.codes[at]
        is_upper = (codes >= ord("A")) & (codes <= ord("Z"))
        return np.where(is_upper, codes | 0x20, codes)

    def _letter_beside(self, at: NDArray[np.intp], beside: NDArray[np.intp]) -> BoolArray:
        inside = (beside >= 0) & (beside < len(self.codes))
        beside = np.where(inside, beside, at)
        letter = np.isin(self.classes[beside], LETTERS)
        found: BoolArray = inside & letter & (self.rows[beside] == self.rows[at])
        return found

    def scripts(self) -> IntArray:
        """Count the scripts that each text mixes."""
        seen = np.zeros(len(self), np.uint16)
        filled = np.flatnonzero(self.lengths)
        if filled.size:
            bits = script_table()[np.minimum(self.codes, _PLANE - 1)]
            seen[filled] = np.bitwise_or.reduceat(bits, self.starts[filled])
        return np.bitwise_count(seen).astype(np.int64)

    @cached_property
    def symbols(self) -> NDArray[np.uint8]:
        """Symbol of each character, see `symbol_table`."""
        return symbol_table()[np.minimum(self.codes, _FOLDED)]
