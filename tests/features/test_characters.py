from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, strategies as st

from fakefollow.features import Characters, CharClass, UsernameModel, class_table, script_table, share, symbol_table
from fakefollow.profiles import TextColumn

A, B = 0, 1
N_SYMBOLS = len(UsernameModel.uniform().log_probability)
END_SYMBOL = N_SYMBOLS - 1
texts = st.lists(st.none() | st.text(max_size=12) | st.text("bBoOtT ", max_size=9), min_size=1, max_size=8)
handles = st.lists(st.none() | st.text("abAB_1é.", max_size=5) | st.text(max_size=5), min_size=1, max_size=6)


def of(*strings: str | None) -> Characters:
    return Characters.of(TextColumn.from_strings(strings))


def code_points(characters: Characters) -> list[int]:
    codes = characters.ascii.astype(np.uint32)
    codes[characters.others] = characters.other_codes
    return codes.tolist()


@given(texts)
def test_decodes_what_python_decodes(strings):
    """Code points and lengths are those of Python strings, whatever the script."""
    characters = of(*strings)
    assert code_points(characters) == [ord(c) for text in strings for c in text or ""]
    assert characters.lengths.tolist() == [len(text or "") for text in strings]
    assert characters.rows.tolist() == [row for row, text in enumerate(strings) for _ in text or ""]


@given(texts)
def test_slices_decode_alone(strings):
    """A slice of a column decodes as if the other texts did not exist."""
    column = TextColumn.from_strings(strings)
    for row in range(len(strings)):
        assert code_points(Characters.of(column[row : row + 1])) == [ord(c) for c in strings[row] or ""]


@given(texts)
def test_every_character_has_one_class(strings):
    """Class counts of a text add up to its length."""
    characters = of(*strings)
    expected = [np.nan if text is None else len(text) for text in strings]
    np.testing.assert_array_equal(characters.count(*CharClass), expected)


@given(texts)
def test_words_are_those_of_a_split_at_spaces(strings):
    """Words are the non-empty parts between characters of class space."""
    table = class_table()

    def words(text: str) -> int:
        return len("".join(" " if table[ord(c)] == CharClass.SPACE else "x" for c in text).split())

    expected = [np.nan if text is None else words(text) for text in strings]
    np.testing.assert_array_equal(of(*strings).words(), expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("ann123", 3), ("ann", 0), ("2024", 4), ("a1b22", 2), ("12_", 0), ("é٣4", 2), ("", 0), ("\x001", 1)],
)
def test_trailing_digits(text, expected):
    """Only the run of digits at the very end counts, and neighbours in the column do not join it."""
    assert of("9", text, None, "9").trailing(CharClass.DIGIT)[[0, 1, 3]].tolist() == [1.0, expected, 1.0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("abc", 0), ("aB", 1), ("ann12", 1), ("a1b2", 3), ("a_b", 2), ("", 0), ("AnnA", 2), ("王a", 1)],
)
def test_class_changes(text, expected):
    """A change is counted between two neighbours of one text."""
    assert of("1", text, "1").class_changes().tolist() == [0.0, expected, 0.0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", 0), ("   ", 0), ("one", 1), (" one  two\nthree ", 3), ("a\x00b", 2), ("日本 語", 2), ("😀 😀", 2)],
)
def test_words(text, expected):
    """Any kind of space parts words, and so does the end of a text."""
    assert of("x", text, "x").words().tolist() == [1.0, expected, 1.0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *[("a bot.", 1), ("BOT", 1), ("Bot bot", 2), ("bot2", 1), ("#bot", 1), ("a_bot_b", 1), ("robot", 0)],
        *[("Abbott", 0), ("robotics", 0), ("bots", 0), ("ébot", 0), ("ботbot", 0), ("天気bot", 1), ("botです", 1)],
        *[("b ot", 0), ("", 0), ("bo", 0), ("😀bot😀", 1), ("bot\x00", 1), ("botbot", 0)],
    ],
)
def test_whole_words(text, expected):
    """Letters with a case make "bot" part of a longer word; signs, digits and scripts without case do not."""
    assert of("bo", text, "t").word_occurrences("bot").tolist() == [0.0, expected, 0.0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *[("news_bot", 1), ("NewsBot", 1), ("newsBOT", 1), ("bot", 1), ("BOT", 1), ("4bot", 1), ("天気bot", 1)],
        *[("talbot", 0), ("Abbot", 0), ("robot", 0), ("NEWSBOT", 0), ("newsbot", 0), ("bot_news", 0), ("bot2", 0)],
        *[("Bot_bot", 1), ("botbot", 0), ("", 0), ("ot", 0)],
    ],
)
def test_final_words(text, expected):
    """A text ends in the word if something parts it from what stands before; "newsbot" cannot be told."""
    assert of("b", text, "bot").final_words("bot").tolist() == [0.0, expected, 1.0]


@given(texts)
def test_occurrences_are_those_of_python(strings):
    """Occurrences are counted as Python counts them in lower-case text, within one text only."""
    expected = [np.nan if s is None else sum(s[i : i + 2].lower() == "bo" for i in range(len(s))) for s in strings]
    ascii_only = [None if s is None else s.replace("\u212a", "") for s in strings]
    np.testing.assert_array_equal(of(*ascii_only).occurrences("bo"), expected)


def test_occurrences_of_signs():
    """Signs are found as they are: a control character that differs in one bit from a colon is none."""
    assert of("https://a http://b", "\x1a//", ":", "//", ":/ /").occurrences("://").tolist() == [2, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *[("", 0), ("123 !", 0), ("Anna", 1), ("Zoë", 1), ("Мария", 1), ("Mapия", 2), ("佐々木ひなター", 1)],
        *[("Anna Ελένη", 2), ("ليلى", 1), ("김하늘", 1), ("דנה", 1), ("प्रिया", 1), ("Kaʻiulani", 1)],
        *[("😀", 0), ("Mª José", 1), ("aяω", 3)],
    ],
)
def test_scripts(text, expected):
    """Scripts are counted, marks and joiners belong to none, and Japanese is one script."""
    assert of("x", text).scripts().tolist() == [1.0, expected]


def test_not_observed_is_nan_and_empty_is_zero():
    """A text that was not observed has no counts; an empty one has counts of 0."""
    characters = of(None, "")
    kernels = [
        characters.count(CharClass.DIGIT),
        characters.words(),
        characters.class_changes(),
        characters.trailing(CharClass.DIGIT),
        characters.occurrences("://"),
        characters.word_occurrences("bot"),
        characters.scripts(),
        characters.observed(characters.lengths),
    ]
    for values in kernels:
        np.testing.assert_array_equal(values, [np.nan, 0.0])


def test_share_has_no_value_without_a_whole():
    """Nothing, a negative and an unknown whole give NaN, without a warning."""
    parts, wholes = np.array([1.0, 0.0, 1.0, 1.0]), np.array([4.0, 0.0, -1.0, np.nan])
    np.testing.assert_array_equal(share(parts, wholes), [0.25, np.nan, np.nan, np.nan])


@pytest.mark.parametrize(
    ("character", "char_class"),
    [
        *[("A", CharClass.UPPER), ("É", CharClass.UPPER), ("Я", CharClass.UPPER), ("z", CharClass.LOWER)],
        *[("ß", CharClass.LOWER), ("ω", CharClass.LOWER), ("م", CharClass.CASELESS), ("漢", CharClass.CASELESS)],
        *[("प", CharClass.CASELESS), ("7", CharClass.DIGIT), ("٣", CharClass.DIGIT), (" ", CharClass.SPACE)],
        *[("\x00", CharClass.SPACE), ("\n", CharClass.SPACE), ("\u3000", CharClass.SPACE)],
        *[("_", CharClass.UNDERSCORE), ("@", CharClass.AT), ("#", CharClass.HASH), ("😀", CharClass.EMOJI)],
        *[("❤", CharClass.EMOJI), ("🇩", CharClass.EMOJI), ("!", CharClass.PUNCTUATION), ("€", CharClass.PUNCTUATION)],
        *[("ि", CharClass.MARK), ("\u0301", CharClass.MARK), ("\ufe0f", CharClass.MARK), ("\u200d", CharClass.MARK)],
        *[("Ⅷ", CharClass.OTHER), ("𠮷", CharClass.CASELESS)],
    ],
)
def test_class_of_a_character(character, char_class):
    """Characters of every script are classed by what they are."""
    assert class_table()[ord(character)] == char_class


def test_tables_cover_what_is_looked_up():
    """Each table ends in an entry that is right for every code point beyond it."""
    assert class_table().shape == (0x110000,)
    assert script_table()[-1] == 0
    assert symbol_table()[-1] == symbol_table()[ord("!")]


@pytest.mark.parametrize(("character", "symbol"), [("a", 0), ("Z", 25), ("é", 4), ("Å", 0), ("0", 26), ("_", 36)])
def test_symbols_fold_case_and_accents(character, symbol):
    """Letters have the same symbol with and without accent, small and large."""
    assert symbol_table()[ord(character)] == symbol


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
