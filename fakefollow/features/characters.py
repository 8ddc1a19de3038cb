"""Character kernels: what can be counted in a column of texts in one vectorised pass.

Texts arrive as one UTF-8 buffer and leave as arrays with one entry a text.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from fakefollow.profiles import BoolArray, FloatArray, IntArray, TextColumn, character_starts


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


NOT_ASCII: Final = 0x80
"""Stands for every other character where a text is kept as ASCII codes."""
_NAN_OR_ZERO: Final = np.array([np.nan, 0.0])
_MINUS_ONE: Final = np.array([-1])
_NO_PLACES: Final = np.zeros(0, np.int64)
_NO_CODES: Final = np.zeros(0, np.uint32)


def share(part: NDArray[Any], whole: NDArray[Any]) -> FloatArray:
    """Return part / whole, NaN where there is no whole (0, negative or not observed)."""
    result: FloatArray = part / np.where(whole > 0, whole, np.nan)
    return result


@cache
def _ascii_part(table: Callable[[], NDArray[np.uint8]]) -> bytes:
    """Return the entries of a table for ASCII, in the form that `bytes.translate` takes."""
    return table()[:NOT_ASCII].tobytes().ljust(256, b"\0")


@dataclass(frozen=True, eq=False)
class Characters:
    """One column of texts, counted.

    Nearly all characters are ASCII, so each is kept as one byte and the others are listed beside them.

    Parameters
    ----------
    ascii : ndarray of uint8, shape (n_characters,)
        ASCII codes of all texts, one after another; ``NOT_ASCII`` for every other character.
    others : ndarray of int64, shape (n_others,)
        Places of the other characters in ``ascii``.
    other_codes : ndarray of uint32, shape (n_others,)
        Code points of the other characters.
    starts : ndarray of int64, shape (n_texts + 1,)
        Text i is ``ascii[starts[i]:starts[i + 1]]``.
    valid : ndarray of bool, shape (n_texts,)
        Which texts were observed.
    """

    ascii: NDArray[np.uint8]
    others: IntArray
    other_codes: NDArray[np.uint32]
    starts: IntArray
    valid: BoolArray

    @classmethod
    def of(cls, texts: TextColumn) -> "Characters":
        """Decode a text column."""
        data = texts.bytes_used()
        starts = texts.offsets - texts.offsets[0]
        raw = data.tobytes()
        if raw.isascii():
            return cls(data, _NO_PLACES, _NO_CODES, starts, texts.valid)
        codes = np.frombuffer(raw.decode().encode("utf-32-le"), np.uint32)
        in_ascii = np.minimum(codes, NOT_ASCII).astype(np.uint8)
        others = (in_ascii == NOT_ASCII).nonzero()[0]
        continued = (~character_starts(data)).nonzero()[0]
        starts = starts - continued.searchsorted(starts)
        return cls(in_ascii, others, codes[others], starts, texts.valid)

    def __len__(self) -> int:
        return len(self.valid)

    @cached_property
    def lengths(self) -> IntArray:
        """Characters in each text."""
        return self.starts[1:] - self.starts[:-1]

    @cached_property
    def firsts(self) -> IntArray:
        """Place of the first character of each text that has one."""
        return self.starts[:-1][self.lengths > 0]

    @cached_property
    def lasts(self) -> IntArray:
        """Place of the last character of each text that has one."""
        return self.starts[1:][self.lengths > 0] - 1

    @cached_property
    def rows(self) -> IntArray:
        """The text that each character belongs to."""
        return np.arange(len(self)).repeat(self.lengths)

    @cached_property
    def _not_observed(self) -> FloatArray:
        return _NAN_OR_ZERO.take(self.valid)

    def observed(self, values: NDArray[Any]) -> FloatArray:
        """Return values, one a text, as float64 with NaN where the text was not observed."""
        result: FloatArray = values + self._not_observed
        return result

    def _looked_up(self, table: Callable[[], NDArray[np.uint8]]) -> NDArray[np.uint8]:
        """Look every character up in a table over code points, whose last entry serves all beyond it."""
        found = np.frombuffer(self.ascii.tobytes().translate(_ascii_part(table)), np.uint8)
        if self.others.size:
            found = found.copy()
            found[self.others] = table().take(self.other_codes, mode="clip")
        return found

    @cached_property
    def classes(self) -> NDArray[np.uint8]:
        """Class of each character."""
        return self._looked_up(class_table)

    @cached_property
    def symbols(self) -> NDArray[np.uint8]:
        """Symbol of each character, see `symbol_table`."""
        return self._looked_up(symbol_table)

    @cached_property
    def class_counts(self) -> FloatArray:
        """Characters of each class in each text, shape (N_CLASSES, n_texts), NaN where not observed."""
        cells = self.classes.astype(np.intp) * len(self) + self.rows
        counts = np.bincount(cells, minlength=N_CLASSES * len(self))
        return self.observed(counts.reshape(N_CLASSES, len(self)))

    def count(self, *classes: CharClass) -> FloatArray:
        """Count the characters of some classes in each text."""
        total: FloatArray = self.class_counts[classes[0]]
        for char_class in classes[1:]:
            total = total + self.class_counts[char_class]
        return total

    def per_text(self, places: IntArray) -> FloatArray:
        """Count ascending places of characters in each text."""
        before = places.searchsorted(self.starts)
        return self.observed(before[1:] - before[:-1])

    def trailing(self, char_class: CharClass) -> FloatArray:
        """Count the characters of a class at the end of each text."""
        places = (self.classes != CODES[char_class]).nonzero()[0]
        before_all = np.concatenate((_MINUS_ONE, places))
        last_other = before_all[places.searchsorted(self.starts[1:])]
        return self.observed(self.starts[1:] - 1 - np.maximum(last_other, self.starts[:-1] - 1))

    def words(self) -> FloatArray:
        """Count words: runs of characters that are not space."""
        in_word = self.classes != CODES[CharClass.SPACE]
        begins = in_word.copy()
        begins[1:] = in_word[1:] > in_word[:-1]
        begins[self.firsts] = in_word[self.firsts]
        return self.per_text(begins.nonzero()[0])

    def class_changes(self) -> FloatArray:
        """Count the places where a letter, digit or other character follows one of another class."""
        changed = np.empty(len(self.classes), np.bool_)
        changed[1:] = self.classes[1:] != self.classes[:-1]
        changed[self.firsts] = False
        return self.per_text(changed.nonzero()[0])

    def find(self, text: str) -> IntArray:
        """Find a lower-case ASCII text in any case; return the ascending places of its first characters."""
        n_places = max(len(self.ascii) - len(text) + 1, 0)
        found = np.ones(n_places, np.bool_)
        for step, character in enumerate(text):
            letters = self._lowered if character.isalpha() else self.ascii
            found &= letters[step : step + n_places] == np.uint8(ord(character))
        places = found.nonzero()[0]
        if places.size:
            _, stops = self.bounds(places)
            places = places[places + len(text) <= stops]
        return places

    def bounds(self, places: IntArray) -> tuple[IntArray, IntArray]:
        """Return where the texts of some characters start and stop."""
        after = self.starts.searchsorted(places, side="right")
        return self.starts[after - 1], self.starts[after]

    @cached_property
    def _lowered(self) -> NDArray[np.uint8]:
        # Lower case for letters; signs may change as well, so only letters may be looked for in it.
        return self.ascii | np.uint8(0x20)

    def occurrences(self, text: str) -> FloatArray:
        """Count a lower-case ASCII text in each text, in any case."""
        return self.per_text(self.find(text))

    def word_occurrences(self, word: str) -> FloatArray:
        """Count a lower-case ASCII word in each text, in any case.

        Letters with a case next to it make it part of a longer word; digits, signs and the letters of
        scripts that write without case and often without spaces do not.
        """
        places = self.find(word)
        if places.size:
            starts, stops = self.bounds(places)
            ends = places + len(word)
            is_word = (places == starts) | ~is_cased(self.classes[places - 1])
            is_word &= (ends == stops) | ~is_cased(self.classes.take(ends, mode="clip"))
            places = places[is_word]
        return self.per_text(places)

    def final_words(self, word: str) -> FloatArray:
        """Tell (1 or 0) which texts end in a lower-case ASCII word, in any case.

        It begins where a text begins, after anything but a letter with a case, or in the manner ``someWord``.
        """
        places = self.find(word)
        if places.size:
            starts, stops = self.bounds(places)
            before = self.classes[places - 1]
            is_capital = self.classes[places] == CODES[CharClass.UPPER]
            begins = (places == starts) | ~is_cased(before)
            begins |= is_capital & (before == CODES[CharClass.LOWER])
            places = places[begins & (places + len(word) == stops)]
        return self.per_text(places)

    def scripts(self) -> FloatArray:
        """Count the scripts that each text mixes."""
        counts = np.zeros(len(self), np.int64)
        if self.firsts.size:
            seen = np.bitwise_or.reduceat(self._looked_up(script_table), self.firsts)
            counts[self.lengths > 0] = np.bitwise_count(seen)
        return self.observed(counts)
