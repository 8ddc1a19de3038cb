"""Hostile text made harmless for a terminal or a page: names and bios are written by anybody."""


def printable(text: str) -> str:
    """Replace what could move a terminal's cursor or turn the line round."""
    return "".join(character if character.isprintable() else "?" for character in text)
