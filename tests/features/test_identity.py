from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, strategies as st

from fakefollow.features import Characters, UsernameModel, measure, shared_bigrams, symbol_table
from fakefollow.profiles import TextColumn


def of(*strings: str | None) -> Characters:
    return Characters.of(TextColumn.from_strings(strings))


def symbols(text: str) -> list[int]:
    table = symbol_table()
    return [int(table[min(ord(c), len(table) - 1)]) for c in text]


def value(make_table, feature, /, **fields):
    return measure(make_table([fields]), [feature], UsernameModel.uniform())[0, 0]


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


@given(st.lists(st.tuples(st.text("abc é!", max_size=6), st.text("abc_", max_size=6)), min_size=1, max_size=6))
def test_shared_bigrams_equal_a_plain_count(pairs):
    """The vectorised share equals a count with sets, text by text."""

    def expected(name: str, username: str) -> float:
        known = [
            [s for s in symbols(text) if s < len("abcdefghijklmnopqrstuvwxyz0123456789_")] for text in (name, username)
        ]
        wanted, present = (list(pairwise(k)) for k in known)
        return sum(pair in set(present) for pair in wanted) / len(wanted) if wanted else np.nan

    names, usernames = zip(*pairs, strict=True)
    values = shared_bigrams(of(*names), of(*usernames))
    np.testing.assert_allclose(values, [expected(*pair) for pair in pairs])


def test_many_rows_do_not_mix():
    """Handles are compared some hundred at a time; no row sees the handle of a row of another block."""
    names, usernames = ["ab"] * 2000, ["ab"] * 1000 + ["ba"] * 1000
    assert shared_bigrams(of(*names), of(*usernames)).tolist() == [1.0] * 1000 + [0.0] * 1000


@pytest.mark.parametrize(
    ("handle", "expected"),
    [("news_bot", 1), ("NewsBot", 1), ("bot", 1), ("talbot", 0), ("Abbot", 0), ("robot", 0), ("bot_fan", 0)],
)
def test_username_says_bot(make_table, handle, expected):
    """Only "bot" as the last word of the handle counts."""
    assert value(make_table, "username_says_bot", username=handle) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [("प्रिया शर्मा", 0), ("می\u200cخواهم", 0), ("Zoe\u0301", 0), ("Ann ✨", 1), ("~Ann~", 2), ("❤️", 1)],
)
def test_marks_are_no_decoration(make_table, name, expected):
    """Vowel signs, accents and joiners belong to letters in every script; only signs and emoji decorate."""
    assert value(make_table, "name_decoration", name=name) == expected


def test_capitals_need_a_script_with_case(make_table):
    """Names without cased letters have no share of capitals."""
    assert value(make_table, "name_capitals", name="ANN lee") == 0.5
    assert np.isnan(value(make_table, "name_capitals", name="王小明"))
