"""Hostile text made harmless, and set in columns of a terminal: names and bios are written by anybody.

Knows nothing of what is printed.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from unicodedata import category, east_asian_width

JOINERS: Final = frozenset({"\u200c", "\u200d", *map(chr, range(0xE0020, 0xE0080))})
"""What joins or parts the letters and emoji around it, unseen; left out, what it stood between can still be read."""

LINE_WIDTH: Final = 80
CUT: Final = "…"
WIDTHLESS: Final = {"Mn", "Me", "Cf"}
"""Categories of characters that a terminal draws onto the one before, or not at all."""

Rows = Sequence[Mapping[str, Any]]
"""Column name -> text, number or None, the same columns in each row."""


def printable(text: str) -> str:
    """Replace what could move a terminal's cursor or turn the line round; leave out unseen joiners."""
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else "?" for character in text if character not in JOINERS)


def display_width(text: str) -> int:
    """Return how many columns of a terminal a text takes: most East Asian characters take two."""
    return len(text) if text.isascii() else sum(map(_character_width, text))


def padded(text: str, width: int, to_right: bool = False) -> str:
    """Return a text filled with spaces up to so many columns."""
    space = " " * (width - display_width(text))
    return space + text if to_right else text + space


def one_line(text: str, width: int = 300) -> str:
    """Return a text of unknown origin as one harmless line of at most ``width`` columns."""
    line = printable(" ".join(text[: 10 * width].split()))
    if len(text) <= 10 * width and display_width(line) <= width:
        return line
    return _head(line, width - 1, fewest=0) + CUT


def wrapped(text: str, first: str = "", rest: str = "", width: int = LINE_WIDTH) -> list[str]:
    """Return a paragraph in lines of at most ``width`` columns that begin with ``first`` and then with ``rest``."""
    room = width - max(display_width(first), display_width(rest))
    lines = [""]
    for piece in _pieces(text, room):
        longer = f"{lines[-1]} {piece}".lstrip()
        if display_width(longer) <= room:
            lines[-1] = longer
        else:
            lines.append(piece)
    return [f"{rest if number else first}{line}".rstrip() for number, line in enumerate(lines)]


def text_table(rows: Rows) -> str:
    """Return rows as aligned text, columns with numbers to the right."""
    names = list(rows[0])
    cells = [[cell_text(name) for name in names], *([cell_text(row[name]) for name in names] for row in rows)]
    widths = [max(map(display_width, column)) for column in zip(*cells, strict=True)]
    right = [not all(isinstance(row[name], str) for row in rows) for name in names]
    lines = ("  ".join(map(padded, line, widths, right)) for line in cells)
    return "\n".join(line.rstrip() for line in lines)


def cell_text(value: Any) -> str:
    """Return a cell as it is shown: numbers with commas or three decimals, None as nothing."""
    if value is None:
        return ""
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:.3f}" if isinstance(value, float) else printable(str(value))


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
    for index, character in enumerate(text):
        taken += _character_width(character)
        if taken > width:
            return text[: max(index, fewest)]
    return text


def _character_width(character: str) -> int:
    if category(character) in WIDTHLESS:
        return 0
    return 2 if east_asian_width(character) in "WF" else 1
