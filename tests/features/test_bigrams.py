from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, strategies as st

from fakefollow.features import (
    BLOCK,
    END_SYMBOL,
    N_SYMBOLS,
    OTHER_SYMBOL,
    Characters,
    UsernameModel,
    shared_bigrams,
    symbol_table,
)
from fakefollow.profiles import TextColumn

A, B = 0, 1
handles = st.lists(st.none() | st.text("abAB_1é.", max_size=5) | st.text(max_size=5), min_size=1, max_size=6)


def of(*strings: str | None) -> Characters:
    return Characters.of(TextColumn.from_strings(strings))


def symbols(text: str) -> list[int]:
    table = symbol_table()
    return [int(table[min(ord(c), len(table) - 1)]) for c in text]


def test_fit_counts_bigrams_with_both_ends():
    """Probabilities are counts plus one over row sums, with one symbol for both ends of a handle."""
    model = UsernameModel.fit(TextColumn.from_strings(["ab", "A", "", None, "b"]))
    table = np.exp(model.log_probability)
    from_end = np.array([table[END_SYMBOL, A], table[END_SYMBOL, B], table[A, B], table[A, END_SYMBOL]])
    expected = np.array([3 / (N_SYMBOLS + 3), 2 / (N_SYMBOLS + 3), 2 / (N_SYMBOLS + 2), 2 / (N_SYMBOLS + 2)])
    assert from_end == pytest.approx(expected, abs=1e-4)
    assert table[B, END_SYMBOL] == pytest.approx(3 / (N_SYMBOLS + 2), abs=1e-4)
    assert table.sum(axis=1) == pytest.approx(np.ones(N_SYMBOLS), abs=1e-3)


@given(handles)
def test_mean_log_probability_is_the_mean_over_bigrams(strings):
    """The value of a handle is the mean log-probability of its bigrams, ends included; NaN for no handle."""
    rng = np.random.default_rng(0)
    model = UsernameModel(rng.normal(size=(N_SYMBOLS, N_SYMBOLS)))

    def expected(text: str | None) -> float:
        if not text:
            return np.nan
        path = [END_SYMBOL, *symbols(text), END_SYMBOL]
        return float(np.mean([model.log_probability[a, b] for a, b in pairwise(path)]))

    values = model.mean_log_probability(of(*strings))
    np.testing.assert_allclose(values, [expected(text) for text in strings], rtol=1e-12, atol=1e-12)


def test_uniform_model_finds_every_handle_equally_likely():
    """Before anything was learnt, all handles have the log-probability of one symbol among all."""
    values = UsernameModel.uniform().mean_log_probability(of("a", "xq9_", "日本", "", None))
    np.testing.assert_allclose(values, [-np.log(N_SYMBOLS)] * 3 + [np.nan] * 2)


@pytest.mark.parametrize(
    ("name", "username", "expected"),
    [
        ("Ann Lee", "annlee", 1.0),
        ("Ann Lee", "ann_lee", 0.8),
        ("José Núñez", "josenunez", 1.0),
        ("Ann", "bob", 0.0),
        ("anan", "an", 2 / 3),
        ("Ann", "", 0.0),
        ("Анна", "anna", np.nan),
        ("A", "a", np.nan),
        ("", "ann", np.nan),
        ("A ✨ B", "ab", 1.0),
        (None, "ann", np.nan),
        ("Ann", None, np.nan),
    ],
)
def test_shared_bigrams(name, username, expected):
    """The share of the name's bigrams found in the handle; not observed where they cannot be compared."""
    np.testing.assert_allclose(shared_bigrams(of("an", name), of("an", username)), [1.0, expected])


@given(
    st.lists(st.tuples(st.text("abc é!", max_size=6), st.text("abc_", max_size=6)), min_size=1, max_size=6)
)
def test_shared_bigrams_equal_a_plain_count(pairs):
    """The vectorised share equals a count with sets, text by text."""

    def expected(name: str, username: str) -> float:
        known = [[s for s in symbols(text) if s != OTHER_SYMBOL] for text in (name, username)]
        wanted, present = (list(pairwise(k)) for k in known)
        return sum(pair in set(present) for pair in wanted) / len(wanted) if wanted else np.nan

    names, usernames = zip(*pairs, strict=True)
    values = shared_bigrams(of(*names), of(*usernames))
    np.testing.assert_allclose(values, [expected(*pair) for pair in pairs])


def test_blocks_do_not_mix():
    """Rows that share a place in two blocks do not see each other's handles."""
    n = 2 * BLOCK + 3
    names, usernames = ["ab"] * n, ["ab" if row < BLOCK else "ba" for row in range(n)]
    expected = [1.0 if row < BLOCK else 0.0 for row in range(n)]
    assert shared_bigrams(of(*names), of(*usernames)).tolist() == expected
