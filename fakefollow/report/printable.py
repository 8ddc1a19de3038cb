"""Hostile text made harmless for a terminal or a page: names and bios are written by anybody."""

from typing import Final

JOINERS: Final = frozenset({"\u200c", "\u200d", *map(chr, range(0xE0020, 0xE0080))})
"""What joins or parts the letters and emoji around it, unseen; left out, what it stood between can still be read."""


def printable(text: str) -> str:
    r"""Replace what could move a terminal's cursor or turn the line round; leave out unseen joiners.

    Examples
    --------
    >>> printable("a\x07\u202eb"), printable("\U0001f469\u200d\U0001f4bb")
    ('a??b', '👩💻')
    """
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else "?" for character in text if character not in JOINERS
    )
