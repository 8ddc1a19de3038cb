import numpy as np
import pytest
from hypothesis import given, strategies as st

from fakefollow.features import Characters, CharClass, class_table, share
from fakefollow.profiles import TextColumn

texts = st.lists(st.none() | st.text(max_size=12) | st.text("bBoOtT ", max_size=9), min_size=1, max_size=8)


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
        *[
            ("Abbott", 0),
            ("robotics", 0),
            ("bots", 0),
            ("ébot", 0),
            ("ботbot", 0),
            ("天気bot", 1),
            ("botです", 1),
        ],
        *[("b ot", 0), ("", 0), ("bo", 0), ("😀bot😀", 1), ("bot\x00", 1), ("botbot", 0)],
    ],
)
def test_whole_words(text, expected):
    """Letters with a case make "bot" part of a longer word; signs, digits and scripts without case do not."""
    assert of("bo", text, "t").word_occurrences("bot").tolist() == [0.0, expected, 0.0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *[
            ("news_bot", 1),
            ("NewsBot", 1),
            ("newsBOT", 1),
            ("bot", 1),
            ("BOT", 1),
            ("4bot", 1),
            ("天気bot", 1),
        ],
        *[
            ("talbot", 0),
            ("Abbot", 0),
            ("robot", 0),
            ("NEWSBOT", 0),
            ("newsbot", 0),
            ("bot_news", 0),
            ("bot2", 0),
        ],
        *[("Bot_bot", 1), ("botbot", 0), ("", 0), ("ot", 0)],
    ],
)
def test_final_words(text, expected):
    """A text ends in the word if something parts it from what stands before; "newsbot" cannot be told."""
    assert of("b", text, "bot").final_words("bot").tolist() == [0.0, expected, 1.0]


@given(texts)
def test_occurrences_are_those_of_python(strings):
    """Occurrences are counted as Python counts them in lower-case text, within one text only."""
    expected = [
        np.nan if s is None else sum(s[i : i + 2].lower() == "bo" for i in range(len(s))) for s in strings
    ]
    ascii_only = [None if s is None else s.replace("\u212a", "") for s in strings]
    np.testing.assert_array_equal(of(*ascii_only).occurrences("bo"), expected)


def test_occurrences_of_signs():
    """Signs are found as they are: a control character that differs in one bit from a colon is none."""
    assert of("https://a http://b", "\x1a//", ":", "//", ":/ /").occurrences("://").tolist() == [
        2,
        0,
        0,
        0,
        0,
    ]


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
