"""Text sketches: short texts as folded bytes, one 64-bit hash, and MinHash bands over their byte 5-grams.

Works on UTF-8 buffers and knows nothing of profiles or cohorts. What is kept of a text is 8 bytes of hash and
32 bytes of bands; equal texts have equal sketches in every list, so sketches of batches can be put together.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fakefollow.profiles import FloatArray, IntArray, TextColumn

UIntArray = NDArray[np.uint64]
GramArray = NDArray[np.uint32]

GRAM: Final = 5
"""Bytes in a gram."""
LONGEST: Final = 1_024
"""Bytes of a text that count; X bios have at most 160 characters, so only other texts are cut."""
BANDS: Final = 8
ROWS_PER_BAND: Final = 4
"""By 1 - (1 - s^4)^8, texts sharing .7 of their grams meet in a bucket with chance .89, those sharing .8 with .985."""
WORD: Final = 8
"""Bytes hashed at a time."""
N_PERMUTATIONS: Final = BANDS * ROWS_PER_BAND
BLOCK: Final = 512
"""Texts sketched at a time, so that their grams stay in the processor's cache."""
SLOTS: Final = 4_096
"""Slots of the table that two texts are compared in."""
_SLOT_SHIFT: Final = np.uint32(32 - 12)
MARKS: Final = 512
"""Parts of the slots, of which is kept whether a text has any."""
_MARK_SHIFT: Final = np.uint32(32 - 9)
_LOWEST_BITS: Final = np.uint64(0x0101010101010101)
_SPACE: Final = 0x20
_MASK: Final = (1 << 64) - 1


def _constants(size: int, seed: int) -> UIntArray:
    """Return odd 64-bit numbers without pattern (splitmix64), the same in every version of numpy."""
    numbers = []
    for step in range(1, size + 1):
        x = (seed + step * 0x9E3779B97F4A7C15) & _MASK
        x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & _MASK
        numbers.append((x ^ (x >> 31)) | 1)
    return np.array(numbers, np.uint64)


_OF_WORD: Final = _constants(LONGEST // WORD + 3, 2)
_FIRST_BYTES: Final = np.array([(1 << 8 * n) - 1 for n in range(WORD + 1)], np.uint64)
_OF_PERMUTATION: Final = (_constants(N_PERMUTATIONS, 3) >> np.uint64(32)).astype(np.uint32) | np.uint32(1)
_OF_BAND: Final = _constants(ROWS_PER_BAND, 4)
_FOLDED: Final = bytes(
    _SPACE if code < _SPACE or code == 0x7F else code + 32 if 65 <= code <= 90 else code for code in range(256)
)


def cut(texts: TextColumn) -> TextColumn:
    """Keep at most the first ``LONGEST`` bytes of each text; the last character may be cut in two."""
    lengths = np.diff(texts.offsets)
    if not lengths.size or lengths.max() <= LONGEST:
        return texts
    kept = np.minimum(lengths, LONGEST)
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(kept)])
    positions = np.repeat(texts.offsets[:-1] - offsets[:-1], kept) + np.arange(offsets[-1])
    return TextColumn(texts.data[positions], offsets, texts.valid)


def fold(texts: TextColumn) -> TextColumn:
    """Return texts cut, in lower case (ASCII), without web addresses, with single spaces between words.

    Control characters count as spaces. Addresses go because short links differ from account to account.
    """
    texts = cut(texts)
    data = np.frombuffer(texts.bytes_used().tobytes().translate(_FOLDED), np.uint8)
    offsets = texts.offsets - texts.offsets[0]
    data = _without_addresses(data, offsets)
    in_word = data != _SPACE
    begins = in_word.copy()
    begins[1:] &= ~in_word[:-1]
    firsts = offsets[:-1][offsets[:-1] < len(data)]
    begins[firsts] = in_word[firsts]
    words = np.flatnonzero(begins)
    bounds = words.searchsorted(offsets)
    inner = np.ones(len(words), np.bool_)
    inner[bounds[:-1][bounds[1:] > bounds[:-1]]] = False
    in_word[words[inner] - 1] = True
    before = np.concatenate([np.zeros(1, np.int64), np.cumsum(in_word, dtype=np.int64)])
    return TextColumn(data[in_word], before[offsets], texts.valid)


def _without_addresses(data: NDArray[np.uint8], offsets: IntArray) -> NDArray[np.uint8]:
    """Write spaces over words that begin with ``http://`` or ``https://``."""
    if len(data) < len("http://"):
        return data
    starts = np.flatnonzero(data[:-3] == ord("h"))
    for step, letter in enumerate(b"ttp", 1):
        starts = starts[data[starts + step] == letter]
    row = offsets.searchsorted(starts, side="right")
    starts = starts[(starts == offsets[row - 1]) | (data[starts - 1] == _SPACE)]
    if not starts.size:
        return data
    spaces = np.append(np.flatnonzero(data == _SPACE), len(data))
    stops = np.minimum(spaces[spaces.searchsorted(starts)], offsets[offsets.searchsorted(starts, side="right")])
    after = np.minimum(starts + 4 + (data.take(starts + 4, mode="clip") == ord("s")), len(data) - 3)
    real = (data[after] == ord(":")) & (data[after + 1] == ord("/")) & (data[after + 2] == ord("/"))
    real &= after + 2 < stops
    change = np.zeros(len(data) + 1, np.int32)
    np.add.at(change, starts[real], 1)
    np.add.at(change, stops[real], -1)
    return np.where(np.cumsum(change[:-1]) > 0, np.uint8(_SPACE), data)


def text_hashes(texts: TextColumn) -> UIntArray:
    """Return one 64-bit hash a text, 0 for an empty one; texts must have been cut.

    The words of eight bytes of a text are mixed each with a number of its place, so that order counts, and added up.
    """
    lengths, starts = np.diff(texts.offsets), texts.offsets[:-1] - texts.offsets[0]
    data = np.append(texts.bytes_used(), np.zeros(WORD, np.uint8))
    words = np.ndarray(len(data) - WORD + 1, "<u8", data, strides=(1,))
    hashes: UIntArray = lengths.astype(np.uint64) * _OF_WORD[-1]
    rows = np.flatnonzero(lengths)
    for place in range(-(-int(lengths.max(initial=0)) // WORD)):
        rows = rows[lengths[rows] > place * WORD]
        terms = words[starts[rows] + place * WORD]
        terms &= _FIRST_BYTES[np.minimum(lengths[rows] - place * WORD, WORD)]
        # The high half of a product depends on all bits of both, the low half does not.
        for factor in _OF_WORD[-3:-1]:
            terms ^= _OF_WORD[place]
            terms *= factor
            terms ^= terms >> np.uint64(32)
        hashes[rows] += terms
    return hashes


def gram_matrix(texts: TextColumn) -> GramArray:
    """Return the hashed grams of texts of at least ``GRAM`` bytes as columns (n_grams of the longest, n_texts).

    Shorter columns repeat their last gram, which changes neither a minimum nor a set.
    """
    data = texts.bytes_used().astype(np.uint32)
    hashes = data[: len(data) - GRAM + 1].copy()
    for step in range(1, GRAM):
        hashes *= np.uint32(0x01000193)
        hashes ^= data[step : len(data) - GRAM + 1 + step] * np.uint32(0x9E3779B1)
        hashes ^= hashes >> np.uint32(13)
    hashes *= np.uint32(0x85EBCA6B)
    hashes ^= hashes >> np.uint32(16)
    lasts = np.diff(texts.offsets) - GRAM
    positions = np.minimum(np.arange(lasts.max() + 1)[:, np.newaxis], lasts)
    return np.asarray(hashes[positions + (texts.offsets[:-1] - texts.offsets[0])])


class Sketches(NamedTuple):
    """MinHash (Broder 1997) of folded texts, and which of `MARKS` parts of all grams they have, as bits.

    Texts with an equal band are a bucket; the share of equal entries of two signatures estimates their similarity.
    """

    bands: GramArray  # (n, BANDS)
    signature: NDArray[np.uint16]  # (n, N_PERMUTATIONS)
    marks: UIntArray  # (n, MARKS / 64)


def sketches(texts: TextColumn) -> Sketches:
    """Return the sketches of folded texts of at least ``GRAM`` bytes."""
    bands = np.empty((len(texts), BANDS), np.uint32)
    signature = np.empty((len(texts), N_PERMUTATIONS), np.uint16)
    marks = np.empty((len(texts), MARKS // 64), np.uint64)
    order = np.argsort(np.diff(texts.offsets), kind="stable")
    for start in range(0, len(order), BLOCK):
        rows = order[start : start + BLOCK]
        grams = gram_matrix(texts.take(rows))
        permuted = np.empty_like(grams)
        least = np.empty((BANDS, ROWS_PER_BAND, len(rows)), np.uint64)
        for number, factor in enumerate(_OF_PERMUTATION):
            np.multiply(grams, factor, out=permuted)
            least[divmod(number, ROWS_PER_BAND)] = permuted.min(axis=0)
        mixed = (least * _OF_BAND[:, np.newaxis]).sum(axis=1, dtype=np.uint64)
        bands[rows] = (mixed >> np.uint64(32)).T
        signature[rows] = least.reshape(N_PERMUTATIONS, -1).astype(np.uint16).T
        marked = np.zeros((len(rows), MARKS), np.bool_)
        marked[np.arange(len(rows)), grams >> _MARK_SHIFT] = True
        marks[rows] = np.packbits(marked, axis=1).view(np.uint64)
    return Sketches(bands, signature, marks)


def most_shared(marks: UIntArray, others: UIntArray, n_grams: IntArray) -> FloatArray:
    """Return what `jaccard` of pairs of texts is at most, by their marks; ``n_grams`` are those of both together.

    The parts of all grams that one of two texts has alone are no more than its slots that the other has not.
    """
    alone = np.bitwise_count(marks ^ others).sum(axis=1, dtype=np.int64)
    return np.asarray((n_grams - alone) / (n_grams + alone))


def jaccard(texts: TextColumn, others: TextColumn) -> FloatArray:
    """Return the Jaccard similarity of the grams of pairs of texts, 0 to 1.

    Grams are marked in a table of ``SLOTS`` a pair; two that fall into one slot count as the same, which adds
    at most about .01 for bios of 80 bytes and .05 for texts of 1,000.
    """
    pairs = np.arange(len(texts))
    marks = np.zeros((len(texts), SLOTS), np.uint8)
    marks[pairs, gram_matrix(texts) >> _SLOT_SHIFT] = 1
    marks[pairs, gram_matrix(others) >> _SLOT_SHIFT] |= 2
    words = marks.view(np.uint64)
    total = np.bitwise_count(words).sum(axis=1, dtype=np.int64)
    both = np.bitwise_count(words & (words >> np.uint64(1)) & _LOWEST_BITS).sum(axis=1, dtype=np.int64)
    return np.asarray(both / (total - both))
