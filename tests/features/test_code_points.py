import pytest

from fakefollow.features import CharClass, class_table, script_table, symbol_table


@pytest.mark.parametrize(
    ("character", "char_class"),
    [
        *[("A", CharClass.UPPER), ("É", CharClass.UPPER), ("Я", CharClass.UPPER), ("z", CharClass.LOWER)],
        *[
            ("ß", CharClass.LOWER),
            ("ω", CharClass.LOWER),
            ("م", CharClass.CASELESS),
            ("漢", CharClass.CASELESS),
        ],
        *[("प", CharClass.CASELESS), ("7", CharClass.DIGIT), ("٣", CharClass.DIGIT), (" ", CharClass.SPACE)],
        *[("\x00", CharClass.SPACE), ("\n", CharClass.SPACE), ("\u3000", CharClass.SPACE)],
        *[("_", CharClass.UNDERSCORE), ("@", CharClass.AT), ("#", CharClass.HASH), ("😀", CharClass.EMOJI)],
        *[
            ("❤", CharClass.EMOJI),
            ("🇩", CharClass.EMOJI),
            ("!", CharClass.PUNCTUATION),
            ("€", CharClass.PUNCTUATION),
        ],
        *[
            ("ि", CharClass.MARK),
            ("\u0301", CharClass.MARK),
            ("\ufe0f", CharClass.MARK),
            ("\u200d", CharClass.MARK),
        ],
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


@pytest.mark.parametrize(
    ("character", "symbol"), [("a", 0), ("Z", 25), ("é", 4), ("Å", 0), ("0", 26), ("_", 36)]
)
def test_symbols_fold_case_and_accents(character, symbol):
    """Letters have the same symbol with and without accent, small and large."""
    assert symbol_table()[ord(character)] == symbol
