"""Text of anybody in columns of a terminal: harmless, as wide as asked, nothing lost."""

import pytest
from hypothesis import example, given, strategies as st

from fakefollow.report import display_width, one_line, printable, text_table, wrapped


def test_what_could_steer_a_terminal_is_replaced():
    """Controls and turns of direction become question marks; unseen joiners are left out."""
    assert printable("a\x07\u202eb") == "a??b"
    assert printable("\U0001f469\u200d\U0001f4bb") == "\U0001f469\U0001f4bb"


@pytest.mark.parametrize(("text", "width"), [("ada", 3), ("愛", 2), ("e\u0301", 1), ("", 0)])
def test_width_is_that_of_a_terminal(text, width):
    """East Asian characters take two columns, marks on others none."""
    assert display_width(text) == width


@given(st.text(max_size=80), st.integers(2, 40))
def test_wrapping_keeps_every_character(text, width):
    """Wrapped lines hold all that is no space, in order, and are no wider than asked."""
    lines = wrapped(text, width=width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(display_width(line) <= width for line in lines)


def test_lines_begin_as_asked():
    """The first line and the others have their own beginnings."""
    assert wrapped("one two three", first="- ", rest="  ", width=9) == ["- one two", "  three"]


@example(text="愛0", width=2)
@given(text=st.text(max_size=80), width=st.integers(2, 40))
def test_one_line_fits(text, width):
    """One line is printable and no wider than asked."""
    line = one_line(text, width)
    assert line.isprintable()
    assert display_width(line) <= width


def test_one_line_is_one():
    """Line ends and tabs become spaces, what is too long is cut with a sign."""
    assert (one_line("buy\tnow\n\x07"), one_line("abcdef", 4)) == ("buy now ?", "abc…")


def test_tables_line_up():
    """Texts begin and numbers end below each other; None is empty; thousands are told apart; wide letters count."""
    rows = [
        {"source": "people", "n": 12345, "share": 0.5},
        {"source": "愛", "n": 7, "share": None},
        {"source": "\x07", "n": 8, "share": "too few"},
    ]
    assert text_table(rows).splitlines() == [
        "source       n    share",
        "people  12,345    0.500",
        "愛           7",
        "?            8  too few",
    ]
