"""Character bigrams of handles and names: how likely a handle is, and how much a name and a handle share.

The likelihood table is learnt from training accounts only, so it belongs to the fitted state of a model.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from fakefollow.features.characters import END_SYMBOL, N_SYMBOLS, OTHER_SYMBOL, Characters, share
from fakefollow.profiles import FloatArray, IntArray, TextColumn

PairArray = NDArray[np.uint16]

SMOOTHING: Final = 1.0
N_BIGRAMS: Final = N_SYMBOLS * N_SYMBOLS
NO_PAIR: Final = np.uint16(N_BIGRAMS - 1)
"""Two ends of a handle, which never meet: stands where two neighbours belong to different texts."""
BLOCK: Final = 256
"""Texts compared at a time, so that the table of bigrams present stays in the processor's cache."""


@dataclass(frozen=True, eq=False)
class UsernameModel:
    """A character-bigram model of handles.

    Parameters
    ----------
    log_probability : ndarray of float64, shape (N_SYMBOLS, N_SYMBOLS)
        Natural log of P(next symbol | symbol), with one symbol for both ends of a handle.
    """

    log_probability: FloatArray

    def __post_init__(self) -> None:
        if self.log_probability.shape != (N_SYMBOLS, N_SYMBOLS):
            raise ValueError(
                f"username model: expected a table of {N_SYMBOLS} x {N_SYMBOLS}, "
                f"got shape {self.log_probability.shape}"
            )

    @classmethod
    def fit(cls, usernames: TextColumn) -> Self:
        """Learn from the handles of one set of accounts, with add-one smoothing."""
        texts = Characters.of(usernames)
        inner = np.delete(_pairs(texts.symbols), texts.firsts[1:] - 1)
        pairs = np.concatenate([inner, *_end_pairs(texts)])
        counts = np.bincount(pairs, minlength=N_BIGRAMS).reshape(N_SYMBOLS, N_SYMBOLS) + SMOOTHING
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
        inner = flat.take(_pairs(symbols))
        inner[usernames.firsts[1:] - 1] = 0.0
        total = np.bincount(usernames.rows[1:], weights=inner, minlength=len(usernames))
        first_pairs, last_pairs = _end_pairs(usernames)
        ends = np.zeros(len(usernames))
        ends[filled] = flat.take(first_pairs) + flat.take(last_pairs)
        return share(total + ends, filled * (usernames.lengths + 1))


def _pairs(symbols: NDArray[np.uint8]) -> PairArray:
    """Return the number of each bigram in a run of symbols, also of those that span two texts."""
    pairs: PairArray = symbols[:-1] * np.uint16(N_SYMBOLS) + symbols[1:]
    return pairs


def _end_pairs(texts: Characters) -> tuple[PairArray, PairArray]:
    """Return the numbers of the bigrams that begin and that end each text which is not empty."""
    firsts, lasts = texts.symbols[texts.firsts], texts.symbols[texts.lasts]
    return np.uint16(END_SYMBOL * N_SYMBOLS) + firsts, lasts * np.uint16(N_SYMBOLS) + np.uint16(END_SYMBOL)


def shared_bigrams(names: Characters, usernames: Characters) -> FloatArray:
    """Return the share of a name's bigrams that its handle contains as well, 0 to 1.

    Case, accents, spaces and other signs are left out. NaN where a text was not observed or where the name
    has fewer than two letters or digits of the Latin script: such a name cannot be compared with a handle.
    """
    rows, pairs, cells = _latin_pairs(names)
    in_rows, _, in_cells = _latin_pairs(usernames)
    shared = pairs != NO_PAIR
    present = np.zeros(min(len(names), BLOCK) * N_BIGRAMS, np.bool_)
    for here, there in zip(_blocks(rows, len(names)), _blocks(in_rows, len(names)), strict=True):
        present[in_cells[there]] = True
        shared[here] &= present[cells[here]]
        present[in_cells[there]] = False
    hits = np.bincount(rows[shared], minlength=len(names))
    total = np.bincount(rows, minlength=len(names)) - 1
    return share(hits, names.observed(usernames.observed(total)))


def _latin_pairs(texts: Characters) -> tuple[IntArray, PairArray, IntArray]:
    """Return for each known symbol its text, the bigram that it ends, and the cell of both within a block.

    Unknown symbols are skipped; the first symbol of a text ends no bigram.
    """
    known = (texts.symbols < np.uint8(OTHER_SYMBOL)).nonzero()[0]
    rows = texts.rows[known]
    pairs = np.empty(len(rows), np.uint16)
    pairs[:1] = NO_PAIR
    pairs[1:] = _pairs(texts.symbols[known])
    pairs[1:][rows[1:] != rows[:-1]] = NO_PAIR
    return rows, pairs, (rows & (BLOCK - 1)) * N_BIGRAMS + pairs


def _blocks(rows: IntArray, n_rows: int) -> Iterator[slice]:
    """Cut ascending rows into slices of the same `BLOCK` rows."""
    if n_rows <= BLOCK:
        return iter([slice(None)])
    bounds = rows.searchsorted(np.arange(0, n_rows + BLOCK, BLOCK)).tolist()
    return map(slice, bounds[:-1], bounds[1:])
