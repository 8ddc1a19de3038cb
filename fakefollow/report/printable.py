"""Hostile text made harmless, and set in columns of a terminal: names and bios are written by anybody.

Knows nothing of what is printed.
"""

import shutil
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from io import TextIOBase
from typing import Any, Final, TextIO, cast
from unicodedata import category, east_asian_width

from fakefollow.errors import FakefollowWarning, printable as printable  # noqa: PLC0414 - others use it from here

LINE_WIDTH: Final = 80
CUT: Final = "…"
WIDTHLESS: Final = {"Mn", "Me", "Cf"}
"""Categories of characters that a terminal draws onto the one before, or not at all."""

Rows = Sequence[Mapping[str, Any]]
"""Column name -> text, number or None, the same columns in each row."""


class _HarmlessStream(TextIOBase):
    """A stream to a terminal, each line of which is made printable."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write a text, see `io.TextIOBase.write`."""
        return self._stream.write("\n".join(map(printable, text.split("\n"))))


def harmless(stream: TextIO) -> TextIO:
    """Return a stream that makes printable what goes to a terminal, and leaves as it is what goes elsewhere."""
    return cast(TextIO, _HarmlessStream(stream)) if stream.isatty() else stream


def complain(text: str) -> None:
    """Write one line to stderr."""
    sys.stderr.write(f"fakefollow: {printable(text)}\n")


@contextmanager
def sign_of_life(doing: str) -> Iterator[None]:
    """Show on a terminal what is being done, until it is."""
    shown, doing = sys.stderr.isatty(), printable(doing)
    try:
        sys.stderr.write(f"{doing} ...\r" if shown else "")
        sys.stderr.flush()
        yield
    finally:
        sys.stderr.write(" " * (len(doing) + 4) + "\r" if shown else "")


@contextmanager
def progress_bar(total: int | None, unit: str = " accounts") -> Iterator[Any]:
    """Give a function that takes the number of rows or bytes done; draws on a terminal only, with an estimate."""
    if not sys.stderr.isatty() or find_spec("tqdm") is None:
        yield None
        return
    from tqdm import tqdm

    with tqdm(total=total, unit=unit, unit_scale=True, leave=False) as bar:
        yield bar.update


@contextmanager
def plain_warnings(written: Callable[[str], str]) -> Iterator[None]:
    """Show the warnings of the library as one line each on stderr, in its own words, without a line of code."""

    def show(message: Warning | str, category: type[Warning], *where: Any, **more: Any) -> None:
        if issubclass(category, FakefollowWarning):
            complain(written(str(message)))
        else:
            shown_before(printable(str(message)), category, *where, **more)

    with warnings.catch_warnings():
        warnings.simplefilter("always", FakefollowWarning)
        shown_before = warnings.showwarning
        warnings.showwarning = show
        yield


def say(text: str) -> None:
    """Write lines to stdout, folded where the terminal is narrower than they are."""
    width = shutil.get_terminal_size((LINE_WIDTH, 24)).columns
    for line in map(printable, text.split("\n")):
        margin = line[: len(line) - len(line.lstrip())][: width // 4]
        folded = (
            wrapped(line.strip(), margin, f"{margin}  ", width) if display_width(line) > width < LINE_WIDTH else [line]
        )
        sys.stdout.write("".join(f"{part}\n" for part in folded))


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
