"""Character bigrams of handles and names: how likely a handle is, and how much a name and a handle share.

The likelihood table is learnt from training accounts only, so it belongs to the fitted state of a model.
"""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np

from fakefollow.features.characters import END_SYMBOL, N_SYMBOLS, OTHER_SYMBOL, Characters, IntArray
from fakefollow.table import FloatArray, TextColumn

SMOOTHING: Final = 1.0
N_BIGRAMS: Final = N_SYMBOLS * N_SYMBOLS


@dataclass(frozen=True)
class UsernameModel:
    """A character-bigram model of handles.

    Parameters
    ----------
    log_probability : ndarray of float64, shape (N_SYMBOLS, N_SYMBOLS)
        Natural log of P(next symbol | symbol), with one symbol for both ends of a handle.
    """

    log_probability: FloatArray

    @classmethod
    def fit(cls, usernames: TextColumn) -> Self:
        """Learn from the handles of one set of accounts, with add-one smoothing."""
        first, second = _bigrams_with_ends(Characters.of(usernames))
        cells = first.astype(np.int64) * N_SYMBOLS + second
        counts = np.bincount(cells, minlength=N_BIGRAMS).reshape(N_SYMBOLS, N_SYMBOLS) + SMOOTHING
        return cls(np.round(np.log(counts / counts.sum(axis=1, keepdims=True)), 4))

    @classmethod
    def uniform(cls) -> Self:
        """Return the model that finds every handle equally likely, for use before anything was learnt."""
        return cls(np.full((N_SYMBOLS, N_SYMBOLS), -np.log(N_SYMBOLS)))

    def mean_log_probability(self, usernames: Characters) -> FloatArray:
        """Return the mean log-probability of a bigram for each handle (nats, negative; NaN for none).

        Its exponential is the geometric mean that Yang et al. 2020 (arXiv 1911.09179) call likelihood.
        """
        codes, starts, lengths = usernames.symbols, usernames.starts, usernames.lengths
        inner = self.log_probability[codes[:-1], codes[1:]] * usernames.same_text
        total = np.bincount(usernames.rows[1:], weights=inner, minlength=len(usernames))
        filled = np.flatnonzero(lengths)
        result = np.full(len(usernames), np.nan)
        ends = self.log_probability[END_SYMBOL, codes[starts[filled]]]
        ends = ends + self.log_probability[codes[starts[filled + 1] - 1], END_SYMBOL]
        result[filled] = (total[filled] + ends) / (lengths[filled] + 1)
        return result


def _bigrams_with_ends(texts: Characters) -> tuple[IntArray, IntArray]:
    filled = np.flatnonzero(texts.lengths)
    starts, stops = texts.starts[filled], texts.starts[filled + 1]
    ends = np.full(len(filled), END_SYMBOL, np.int64)
    symbols = texts.symbols.astype(np.int64)
    first = np.concatenate([symbols[:-1][texts.same_text], ends, symbols[stops - 1]])
    second = np.concatenate([symbols[1:][texts.same_text], symbols[starts], ends])
    return first, second


def shared_bigrams(names: Characters, usernames: Characters) -> FloatArray:
    """Return the share of a name's bigrams that its handle contains as well, 0 to 1.

    Case, accents and spaces are left out. NaN where a text was not observed or where the name has fewer
    than two letters or digits of the Latin script in a row: such a name cannot be compared with a handle.
    """
    n_texts = len(names)
    seen = np.zeros(n_texts * N_BIGRAMS, np.bool_)
    at, _ = _latin_bigrams(usernames)
    seen[at] = True
    at, rows = _latin_bigrams(names)
    total = np.bincount(rows, minlength=n_texts)
    hits = np.bincount(rows[seen[at]], minlength=n_texts)
    comparable = names.valid & usernames.valid & (total > 0)
    result = np.full(n_texts, np.nan)
    np.divide(hits, total, out=result, where=comparable)
    return result


def _latin_bigrams(texts: Characters) -> tuple[IntArray, IntArray]:
    """Return the cell (text by bigram) and the text of every bigram of known symbols, spaces skipped."""
    known = np.flatnonzero(texts.symbols < OTHER_SYMBOL)
    symbols, rows = texts.symbols[known].astype(np.int64), texts.rows[known].astype(np.int64)
    same = rows[1:] == rows[:-1]
    cells = rows[1:] * N_BIGRAMS + symbols[:-1] * N_SYMBOLS + symbols[1:]
    return cells[same], rows[1:][same]
