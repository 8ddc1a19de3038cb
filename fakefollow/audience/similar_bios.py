"""Similar bios: more accounts with nearly the same bio than honest people who quote the same words."""

from collections import Counter
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from fakefollow.audience.excess import Excess, is_beyond_chance
from fakefollow.audience.near_duplicates import near_duplicates
from fakefollow.audience.text_sketches import GRAM, at_rows, cut, fold, gram_matrix
from fakefollow.table import FloatArray, ProfileTable, TextColumn, character_starts

IntArray = NDArray[np.int64]

SHORTEST: Final = 20
"""Characters that a bio must have: below, honest people share trades, clubs, towns and single emojis."""
POPULAR: Final = 2.5e-4
"""Share of bios that the most frequent honest text of 20 characters has."""
FALLOFF: Final = 30.0
"""Characters over which that share falls by a factor e."""
RAREST: Final = 2e-5
"""Share of the most frequent honest text of any length: quotes, prayers and creeds."""
COMPARED: Final = 50
"""Members of a cohort that its template is made of."""
MOST: Final = 0.9
"""Share of the members that must have a word for it to stand in the template."""
WIDTH: Final = 80
"""Characters of a template."""


def similar_bios(table: ProfileTable, min_size: int) -> list[Excess]:
    """Find bios that are near-duplicates of each other and too many for a quotation.

    The length of a bio is its characters, or its distinct 5-grams where it repeats itself (rows of flags);
    shorter ones than 20 are ignored. The chance level is the share of bios that the most frequent honest
    text of that length has, 2.5 in 10,000 at 20 characters falling to 2 in 100,000 from 96: above
    what the organic lists and sets of people in hand show, see ``tests/benchmarks/cohorts.py``.

    Parameters
    ----------
    table : ProfileTable
        Profiles with ``description``.
    min_size : int
        Least number of accounts.

    Returns
    -------
    list of Excess
        One for each bio; the template is the text of its first account with differing words as "…".
    """
    texts = table.texts("description")
    groups = near_duplicates(texts)
    filled = np.flatnonzero(groups.first >= 0)
    firsts, group, counts = np.unique(groups.first[filled], return_inverse=True, return_counts=True)
    large = np.flatnonzero((counts >= min_size) & (groups.length[firsts] >= SHORTEST))
    lengths = _lengths(fold(texts.take(firsts[large])))
    expected = len(filled) * popularity(lengths)
    found = (lengths >= SHORTEST) & is_beyond_chance(counts[large], expected, len(firsts))
    members = filled[np.argsort(group, kind="stable")]
    stops = np.cumsum(counts)
    return [
        Excess(rows, float(mean), bio_template(at_rows(texts, rows[:COMPARED])))
        for place, mean in zip(large[found].tolist(), expected[found], strict=True)
        for rows in [members[stops[place] - counts[place] : stops[place]]]
    ]


def popularity(lengths: FloatArray | IntArray) -> FloatArray:
    """Return the share of bios that the most frequent honest text has, by its characters.

    Examples
    --------
    >>> popularity(np.array([20, 50, 140])).round(6).tolist()
    [0.00025, 9.2e-05, 2e-05]
    """
    share: FloatArray = np.maximum(POPULAR * np.exp((SHORTEST - lengths) / FALLOFF), RAREST)
    return share


def _lengths(texts: TextColumn) -> IntArray:
    """Return characters of texts, or what their distinct grams make where these are fewer."""
    if not len(texts):
        return np.zeros(0, np.int64)
    begun = np.concatenate([np.zeros(1, np.int64), np.cumsum(character_starts(texts.bytes_used()))])
    characters = np.diff(begun[texts.offsets - texts.offsets[0]])
    distinct = np.empty(len(texts), np.int64)
    for row in range(len(texts)):
        distinct[row] = len(np.unique(gram_matrix(texts[row : row + 1])))
    lengths: IntArray = np.minimum(characters, distinct + GRAM - 1)
    return lengths


def bio_template(texts: TextColumn) -> str:
    """Return the words that nearly all of some texts have, in the order of the first, and "…" for others.

    Examples
    --------
    >>> bio_template(TextColumn.from_strings(["Dad of 2, loves tea", "Dad of 3, loves tea"]))
    'Dad of … loves tea'
    """
    texts = cut(texts)
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
