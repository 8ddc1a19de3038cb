"""Similar bios: more accounts with nearly the same bio than honest people who quote the same words.

Knows texts, no other column. Constants without a source are conventions.
"""

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from fakefollow.audience.chance import Excess, is_beyond_chance
from fakefollow.audience.cohorts import text_sketches
from fakefollow.profiles import BoolArray, FloatArray, IntArray, ProfileTable, TextColumn, character_starts

SHORTEST: Final = 20
"""Bytes below which a folded text has too few grams to be compared; it is then equal to another or not."""
ALIKE: Final = 0.65
"""Least share of common grams (Jaccard) between a text and the one that it was found by."""
STILL_ALIKE: Final = 0.5
"""Least share of common grams between a text and the first of its group, which it may be found by through others."""
AGREEING: Final = 0.5
"""Least share of equal entries of two signatures for which grams are compared: two deviations below `ALIKE`."""
BATCH: Final = 32_768
"""Texts folded at a time, so that what is kept between is small."""
PAIRS: Final = 128
"""Pairs compared at a time, so that their grams stay in the processor's cache."""


@dataclass(frozen=True, slots=True, eq=False)
class TextGroups:
    """First text of the group of each text (-1 where empty once folded), and bytes of each folded text."""

    first: IntArray
    length: IntArray


def near_duplicates(texts: TextColumn) -> TextGroups:
    """Return texts grouped that are equal once folded, or share most of their byte 5-grams.

    Equal ones are found by a 64-bit hash. Distinct texts of at least ``SHORTEST`` bytes meet in buckets of
    32-permutation MinHash (8 bands of 4); a text joins the first of its bucket if they share at least ``ALIKE`` of
    their grams. Time grows with the number of bytes, however many texts share a bucket.
    """
    folded, hashes = _folded(texts)
    length = np.diff(folded.offsets)
    first = np.full(len(texts), -1, np.int64)
    filled = np.flatnonzero(length)
    _, firsts, group = np.unique(hashes[filled], return_index=True, return_inverse=True)
    first[filled] = filled[firsts[group]]
    long = np.flatnonzero((first == np.arange(len(first))) & (length >= SHORTEST))
    folded = folded.take(long)
    first[long] = long[_first_alike(folded)]
    # Equal texts follow the one that they are equal to.
    first[filled] = first[first[filled]]
    return TextGroups(first, length)


def _folded(texts: TextColumn) -> tuple[TextColumn, text_sketches.UIntArray]:
    """Fold and hash texts in batches."""
    parts = [text_sketches.fold(texts[start : start + BATCH]) for start in range(0, len(texts), BATCH)] or [texts]
    hashes = np.concatenate([text_sketches.text_hashes(part) for part in parts])
    lengths = np.concatenate([np.diff(part.offsets) for part in parts])
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
    return TextColumn(np.concatenate([part.bytes_used() for part in parts]), offsets, texts.valid), hashes


def _first_alike(texts: TextColumn) -> IntArray:
    """Return for each text the index of the first one of its group."""
    parent = np.arange(len(texts))
    if not len(texts):
        return parent
    bands, signature, marks = text_sketches.sketches(texts)
    n_grams = np.diff(texts.offsets) - text_sketches.GRAM + 1

    def alike(some: IntArray, others: IntArray, least: float, agreeing: float) -> BoolArray:
        told = text_sketches.most_shared(marks[some], marks[others], n_grams[some] + n_grams[others]) >= least
        equal = signature[some[told]] == signature[others[told]]
        told[told] = np.count_nonzero(equal, axis=1) >= agreeing * equal.shape[1]
        told[told] = _shared(texts, some[told], others[told]) >= least
        return told

    for band in range(text_sketches.BANDS):
        children, parents = _candidates(bands[:, band], parent)
        joined = alike(children, parents, ALIKE, AGREEING)
        parent[children[joined]] = parents[joined]
    direct, parent = parent, roots(parent)
    chained = np.flatnonzero(direct != parent)
    far = chained[~alike(chained, parent[chained], STILL_ALIKE, 0.0)]
    parent[far] = far
    return roots(parent)


def _candidates(keys: text_sketches.GramArray, parent: IntArray) -> tuple[IntArray, IntArray]:
    """Return texts that have no parent yet and the first text of their bucket."""
    packed = np.sort((keys.astype(np.uint64) << np.uint64(32)) | np.arange(len(keys), dtype=np.uint64))
    texts = (packed & np.uint64(0xFFFFFFFF)).astype(np.int64)
    bucket = packed >> np.uint64(32)
    begins = np.concatenate([np.ones(1, np.bool_), bucket[1:] != bucket[:-1]])
    firsts = texts[np.flatnonzero(begins)[np.cumsum(begins) - 1]]
    wanted = (firsts != texts) & (parent[texts] == texts)
    return texts[wanted], firsts[wanted]


def _shared(texts: TextColumn, rows: IntArray, others: IntArray) -> FloatArray:
    """Return the Jaccard similarity of pairs of texts, those of like length together."""
    lengths = np.diff(texts.offsets)
    order = np.argsort(np.maximum(lengths[rows], lengths[others]), kind="stable")
    shared = np.empty(len(rows))
    for start in range(0, len(order), PAIRS):
        here = order[start : start + PAIRS]
        shared[here] = text_sketches.jaccard(texts.take(rows[here]), texts.take(others[here]))
    return shared


def roots(parent: IntArray) -> IntArray:
    """Follow parents, which come before their children, to the end."""
    while not np.array_equal(parent, above := parent[parent]):
        parent = above
    return parent


SHORTEST_BIO: Final = 20
"""Characters that a bio must have: below, honest people share trades, clubs, towns and single emojis."""
POPULAR: Final = 2.5e-4
"""Share of bios that the most frequent honest text of 20 characters has."""
FALLOFF: Final = 30.0
"""Characters over which that share falls by a factor e."""
RAREST: Final = 2e-5
"""Share of the most frequent honest text of any length: quotes, prayers and creeds. The three are above what the
organic lists and sets of people in hand show, see ``tests/benchmarks/cohorts.py``."""
COMPARED: Final = 50
"""Members of a cohort that its template is made of."""
MOST: Final = 0.9
"""Share of the members that must have a word for it to stand in the template."""
WIDTH: Final = 80
"""Characters of a template."""


def similar_bios(table: ProfileTable, min_size: int) -> list[Excess]:
    """Return bios that are near-duplicates of each other and too many for a quotation.

    The length of a bio is its characters, or its distinct 5-grams where it repeats itself (rows of flags); shorter
    ones than 20 are ignored. The template is the text of the first account with differing words as "…".
    """
    texts = table.texts("description")
    groups = near_duplicates(texts)
    filled = np.flatnonzero(groups.first >= 0)
    firsts, group, counts = np.unique(groups.first[filled], return_inverse=True, return_counts=True)
    large = np.flatnonzero((counts >= min_size) & (groups.length[firsts] >= SHORTEST_BIO))
    # A text has as many characters as bytes at most, and the longer it is, the fewer have it by chance.
    fewest = len(filled) * popularity(groups.length[firsts[large]])
    large = large[is_beyond_chance(counts[large], fewest, len(firsts))]
    lengths = _lengths(text_sketches.fold(texts.take(firsts[large])))
    expected = len(filled) * popularity(lengths)
    beyond = (lengths >= SHORTEST_BIO) & is_beyond_chance(counts[large], expected, len(firsts))
    members = filled[np.argsort(group, kind="stable")]
    stops = np.cumsum(counts)
    return [
        Excess(rows, float(mean), bio_template(texts.take(rows[:COMPARED])))
        for index, mean in zip(large[beyond].tolist(), expected[beyond], strict=True)
        for rows in [members[stops[index] - counts[index] : stops[index]]]
    ]


def popularity(lengths: FloatArray | IntArray) -> FloatArray:
    """Return the share of bios that the most frequent honest text has, by its characters."""
    return np.asarray(np.maximum(POPULAR * np.exp((SHORTEST_BIO - lengths) / FALLOFF), RAREST))


def _lengths(texts: TextColumn) -> IntArray:
    """Return characters of texts, or what their distinct grams make where these are fewer."""
    if not len(texts):
        return np.zeros(0, np.int64)
    begun = np.concatenate([np.zeros(1, np.int64), np.cumsum(character_starts(texts.bytes_used()))])
    characters = np.diff(begun[texts.offsets - texts.offsets[0]])
    distinct = np.array([len(np.unique(text_sketches.gram_matrix(texts[row : row + 1]))) for row in range(len(texts))])
    return np.asarray(np.minimum(characters, distinct + text_sketches.GRAM - 1))


def bio_template(texts: TextColumn) -> str:
    """Return the words that nearly all of some texts have, in the order of the first, and "…" for others."""
    texts = text_sketches.cut(texts)
    data, bounds = texts.data.tobytes(), texts.offsets.tolist()
    split = [data[a:b].decode(errors="replace").split() for a, b in pairwise(bounds)]
    shared = Counter(word for words in split for word in {word.casefold() for word in words})
    words: list[str] = []
    for word in split[0]:
        kept = word if shared[word.casefold()] >= MOST * len(split) else "…"
        if kept != "…" or words[-1:] != ["…"]:
            words.append(kept)
    template = " ".join(words)
    return template if len(template) <= WIDTH else template[: WIDTH - 1] + "…"
