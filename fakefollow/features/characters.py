"""Character kernels: what can be counted in a column of texts in one vectorised pass, and how likely a handle is.

Texts arrive as one UTF-8 buffer and leave as arrays with one entry a text.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, cached_property
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from fakefollow.profiles import BoolArray, FloatArray, IntArray, TextColumn, character_starts

PairArray = NDArray[np.uint16]


class CharClass(IntEnum):
    """The classes that characters are counted in; marks are vowel signs, accents and joiners of any script."""

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
"""Unicode blocks: Miscellaneous Symbols and Dingbats, Symbols and Arrows, pictographs of the second plane."""
_CATEGORIES: Final = {
    CharClass.UPPER: ("Lu", "Lt"),
    CharClass.LOWER: ("Ll",),
    CharClass.CASELESS: ("Lo", "Lm"),
    CharClass.DIGIT: ("Nd",),
    CharClass.SPACE: ("Zs", "Zl", "Zp", "Cc"),
    CharClass.MARK: ("Mn", "Mc", "Me", "Cf"),
}
_BY_CATEGORY: Final = {category: which for which, names in _CATEGORIES.items() for category in names}
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
    bits = {name: 1 << index for index, names in enumerate(SCRIPTS) for name in names}
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
N_BIGRAMS: Final = N_SYMBOLS * N_SYMBOLS
SMOOTHING: Final = 1.0
"""Added to every count of a bigram, so that none is impossible: Laplace's rule, a convention."""
_FOLDED: Final = 0x250


@cache
def symbol_table() -> NDArray[np.uint8]:
    """Return the symbol of every code point up to U+024F, accents and case removed."""
    table = np.full(_FOLDED + 1, OTHER_SYMBOL, np.uint8)
    for code in range(_FOLDED):
        base = unicodedata.normalize("NFKD", chr(code))[0].lower()
        index = SYMBOLS.find(base)
        if index >= 0:
            table[code] = index
    return table


NOT_ASCII: Final = 0x80
"""Stands for every other character where a text is kept as ASCII codes."""
_NAN_OR_ZERO: Final = np.array([np.nan, 0.0])
_MINUS_ONE: Final = np.array([-1])
FEW_CHARACTERS: Final = 2_000  # a search that mostly ends early is worth it, as of one profile; a convention
_NO_POSITIONS: Final = np.zeros(0, np.int64)
_NO_CODES: Final = np.zeros(0, np.uint32)


def share(part: NDArray[Any], whole: NDArray[Any]) -> FloatArray:
    """Return part / whole, NaN where there is no whole (0, negative or not observed)."""
    return part / np.where(whole > 0, whole, np.nan)


@cache
def _ascii_part(table: Callable[[], NDArray[np.uint8]]) -> bytes:
    """Return the entries of a table for ASCII, in the form that `bytes.translate` takes."""
    return table()[:NOT_ASCII].tobytes().ljust(256, b"\0")


@dataclass(frozen=True, eq=False)
class Characters:
    """One column of texts, counted: text i is ``ascii[starts[i]:starts[i + 1]]``.

    Nearly all characters are ASCII, so each is kept as one byte, `NOT_ASCII` for every other; ``others`` are the
    positions and ``other_codes`` the code points of those. ``valid`` tells which texts were observed.
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
            return cls(data, _NO_POSITIONS, _NO_CODES, starts, texts.valid)
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
        """Position of the first character of each text that has one."""
        return self.starts[:-1][self.lengths > 0]

    @cached_property
    def lasts(self) -> IntArray:
        """Position of the last character of each text that has one."""
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
        return values + self._not_observed

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

    def per_text(self, positions: IntArray) -> FloatArray:
        """Count ascending positions of characters in each text."""
        before = positions.searchsorted(self.starts)
        return self.observed(before[1:] - before[:-1])

    def trailing(self, char_class: CharClass) -> FloatArray:
        """Count the characters of a class at the end of each text."""
        positions = (self.classes != CODES[char_class]).nonzero()[0]
        before_all = np.concatenate((_MINUS_ONE, positions))
        last_other = before_all[positions.searchsorted(self.starts[1:])]
        return self.observed(self.starts[1:] - 1 - np.maximum(last_other, self.starts[:-1] - 1))

    def words(self) -> FloatArray:
        """Count words: runs of characters that are not space."""
        in_word = self.classes != CODES[CharClass.SPACE]
        begins = in_word.copy()
        begins[1:] = in_word[1:] > in_word[:-1]
        begins[self.firsts] = in_word[self.firsts]
        return self.per_text(begins.nonzero()[0])

    def class_changes(self) -> FloatArray:
        """Count the positions where a letter, digit or other character follows one of another class."""
        changed = np.empty(len(self.classes), np.bool_)
        changed[1:] = self.classes[1:] != self.classes[:-1]
        changed[self.firsts] = False
        return self.per_text(changed.nonzero()[0])

    def find(self, text: str) -> IntArray:
        """Find a lower-case ASCII text in any case; return the ascending positions of its first characters."""
        if len(self.ascii) < FEW_CHARACTERS and text.encode() not in self.ascii.tobytes().lower():
            return _NO_POSITIONS
        n_positions = max(len(self.ascii) - len(text) + 1, 0)
        found = np.ones(n_positions, np.bool_)
        for step, character in enumerate(text):
            letters = self._lowered if character.isalpha() else self.ascii
            found &= letters[step : step + n_positions] == np.uint8(ord(character))
        positions = found.nonzero()[0]
        if positions.size:
            _, stops = self.bounds(positions)
            positions = positions[positions + len(text) <= stops]
        return positions

    def bounds(self, positions: IntArray) -> tuple[IntArray, IntArray]:
        """Return where the texts of some characters start and stop."""
        after = self.starts.searchsorted(positions, side="right")
        return self.starts[after - 1], self.starts[after]

    @cached_property
    def _lowered(self) -> NDArray[np.uint8]:
        # Lower case for letters; signs may change as well, so only letters may be looked for in it.
        return self.ascii | np.uint8(0x20)

    def occurrences(self, text: str) -> FloatArray:
        """Count a lower-case ASCII text in each text, in any case."""
        return self.per_text(self.find(text))

    def word_occurrences(self, word: str) -> FloatArray:
        """Count a lower-case ASCII word in each text, in any case; letters with a case beside it make it longer."""
        positions = self.find(word)
        if positions.size:
            starts, stops = self.bounds(positions)
            ends = positions + len(word)
            is_word = (positions == starts) | ~is_cased(self.classes[positions - 1])
            is_word &= (ends == stops) | ~is_cased(self.classes.take(ends, mode="clip"))
            positions = positions[is_word]
        return self.per_text(positions)

    def final_words(self, word: str) -> FloatArray:
        """Return 1 where a text ends in a lower-case ASCII word, in any case and also as in ``someWord``."""
        positions = self.find(word)
        if positions.size:
            starts, stops = self.bounds(positions)
            before = self.classes[positions - 1]
            is_capital = self.classes[positions] == CODES[CharClass.UPPER]
            begins = (positions == starts) | ~is_cased(before)
            begins |= is_capital & (before == CODES[CharClass.LOWER])
            positions = positions[begins & (positions + len(word) == stops)]
        return self.per_text(positions)

    def scripts(self) -> FloatArray:
        """Count the scripts that each text mixes."""
        counts = np.zeros(len(self), np.int64)
        if self.firsts.size:
            seen = np.bitwise_or.reduceat(self._looked_up(script_table), self.firsts)
            counts[self.lengths > 0] = np.bitwise_count(seen)
        return self.observed(counts)


@dataclass(frozen=True, eq=False)
class UsernameModel:
    """A character-bigram model of handles: natural log of P(next symbol | symbol), (N_SYMBOLS, N_SYMBOLS).

    It is learnt from training accounts only, so it belongs to the fitted state of a model.
    """

    log_probability: FloatArray

    def __post_init__(self) -> None:
        if self.log_probability.shape != (N_SYMBOLS, N_SYMBOLS):
            raise ValueError(
                f"username model: expected a table of {N_SYMBOLS} x {N_SYMBOLS}, got shape {self.log_probability.shape}"
            )

    @classmethod
    def fit(cls, usernames: TextColumn) -> Self:
        """Learn from the handles of one set of accounts, with add-one smoothing."""
        texts = Characters.of(usernames)
        inner = np.delete(bigrams(texts.symbols), texts.firsts[1:] - 1)
        pairs = np.concatenate([inner, *_end_bigrams(texts)])
        counts = np.bincount(pairs, minlength=N_BIGRAMS).reshape(N_SYMBOLS, N_SYMBOLS) + SMOOTHING
        # Four digits are what a model file carries.
        return cls(np.round(np.log(counts / counts.sum(axis=1, keepdims=True)), 4))

    @classmethod
    def uniform(cls) -> Self:
        """Return the model that finds every handle equally likely, for use before anything was learnt."""
        return cls(np.full((N_SYMBOLS, N_SYMBOLS), -np.log(N_SYMBOLS)))

    def mean_log_probability(self, usernames: Characters) -> FloatArray:
        """Return the mean log-probability of a bigram for each handle (nats, negative; NaN for none).

        Its exponential is the geometric mean that Yang et al. 2020 (arXiv 1911.09179) call likelihood.
        """
        symbols, filled = usernames.symbols, usernames.lengths > 0
        flat = self.log_probability.ravel()
        inner = flat.take(bigrams(symbols))
        inner[usernames.firsts[1:] - 1] = 0.0
        total = np.bincount(usernames.rows[1:], weights=inner, minlength=len(usernames))
        first_pairs, last_pairs = _end_bigrams(usernames)
        ends = np.zeros(len(usernames))
        ends[filled] = flat.take(first_pairs) + flat.take(last_pairs)
        return share(total + ends, filled * (usernames.lengths + 1))


def bigrams(symbols: NDArray[np.uint8]) -> PairArray:
    """Return the number of each bigram in a run of symbols, also of those that span two texts."""
    return symbols[:-1] * np.uint16(N_SYMBOLS) + symbols[1:]


def _end_bigrams(texts: Characters) -> tuple[PairArray, PairArray]:
    """Return the numbers of the bigrams that begin and that end each text which is not empty."""
    firsts, lasts = texts.symbols[texts.firsts], texts.symbols[texts.lasts]
    return np.uint16(END_SYMBOL * N_SYMBOLS) + firsts, lasts * np.uint16(N_SYMBOLS) + np.uint16(END_SYMBOL)
