"""Text in columns of a terminal: how wide characters are, lines that end in time, texts cut to fit.

Knows nothing of what is printed.
"""

from collections.abc import Iterator
from typing import Final
from unicodedata import category, east_asian_width

from fakefollow.report.printable import printable

LINE_WIDTH: Final = 80
CUT: Final = "…"
WIDTHLESS: Final = {"Mn", "Me", "Cf"}
"""Categories of characters that a terminal draws onto the one before, or not at all."""


def display_width(text: str) -> int:
    """Return how many columns of a terminal a text takes: most East Asian characters take two.

    Examples
    --------
    >>> display_width("ada"), display_width("愛"), display_width("e\u0301")
    (3, 2, 1)
    """
    return len(text) if text.isascii() else sum(map(_character_width, text))


def padded(text: str, width: int, to_right: bool = False) -> str:
    """Return a text filled with spaces up to so many columns.

    Examples
    --------
    >>> padded("愛", 4) + "|", padded("7", 3, to_right=True)
    ('愛  |', '  7')
    """
    space = " " * (width - display_width(text))
    return space + text if to_right else text + space


def one_line(text: str, width: int = 300) -> str:
    r"""Return a text of unknown origin as one harmless line of at most ``width`` columns.

    Examples
    --------
    >>> one_line("buy\tnow\n\x07"), one_line("abcdef", 4)
    ('buy now ?', 'abc…')
    """
    line = printable(" ".join(text[: 10 * width].split()))
    if len(text) <= 10 * width and display_width(line) <= width:
        return line
    return _head(line, width - 1, fewest=0) + CUT


def wrapped(text: str, first: str = "", rest: str = "", width: int = LINE_WIDTH) -> list[str]:
    """Return a text in lines of at most ``width`` columns; words that are longer than a line are broken.

    Parameters
    ----------
    text : str
        One paragraph.
    first, rest : str
        What the first line and the others begin with.
    width : int, default=80

    Examples
    --------
    >>> wrapped("one two three", first="- ", rest="  ", width=9)
    ['- one two', '  three']
    """
    room = width - max(display_width(first), display_width(rest))
    lines = [""]
    for piece in _pieces(text, room):
        longer = f"{lines[-1]} {piece}".lstrip()
        if display_width(longer) <= room:
            lines[-1] = longer
        else:
            lines.append(piece)
    return [f"{first if not place else rest}{line}".rstrip() for place, line in enumerate(lines)]


def _pieces(text: str, room: int) -> Iterator[str]:
    """Yield the words of a text, those wider than the room in pieces."""
    for word in text.split():
        left = word
        while display_width(left) > room:
            head = _head(left, room)
            yield head
            left = left[len(head) :]
        if left:
            yield left


def _head(text: str, width: int, fewest: int = 1) -> str:
    """Return the longest beginning that is at most so wide, and at least so many characters."""
    taken = 0
    for place, character in enumerate(text):
        taken += _character_width(character)
        if taken > width:
            return text[: max(place, fewest)]
    return text


def _character_width(character: str) -> int:
    if category(character) in WIDTHLESS:
        return 0
    return 2 if east_asian_width(character) in "WF" else 1
