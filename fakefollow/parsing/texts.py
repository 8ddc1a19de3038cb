"""Read packed texts: what is not UTF-8 is mended and recorded, identifiers lose their decoration."""

import re
from dataclasses import replace
from decimal import Decimal
from typing import Final

import numpy as np

from fakefollow.parsing.packing import IDENTIFIERS, Packed
from fakefollow.parsing.raw import Place, is_missing
from fakefollow.table import TextColumn

LARGEST_EXACT_FLOAT: Final = 2**53
REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"
_SURROGATES: Final = re.compile("[\ud800-\udfff]+")
_ROUNDED: Final = re.compile(r"\d[.,]?\d*[eE]\+\d+")
_IDENTIFIER: Final = "an exact identifier, as text or an integer"


def parse_texts(packed: Packed, place: Place) -> TextColumn:
    """Read packed texts."""
    texts: list[str | None] = [None] * packed.size
    if not packed.nothing_regular:
        column = TextColumn.from_terminated(packed.buffer, packed.regular_mask())
        if not packed.odd:
            return _tidy_identifiers(column, place)
        texts = column.to_list()
    for position, value in packed.odd:
        texts[position] = text_of(value, position, place)
    return _tidy_identifiers(TextColumn.from_strings(texts), place)


def text_of(value: object, position: int, place: Place) -> str | None:
    """Return one text as it can be kept; an identifier may be a number if that is exact."""
    if is_missing(value):
        return None
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, str):
        return _mended(str(value), position, place)
    if isinstance(value, Decimal) and value.is_finite() and abs(value) < 2**64 and value == int(value):
        value = int(value)  # databases hand out long integers as decimals
    if place.column in IDENTIFIERS and isinstance(value, int | float) and not isinstance(value, bool):
        if isinstance(value, int) and value.bit_length() <= 64:
            return str(value)
        if isinstance(value, float) and value.is_integer() and abs(value) < LARGEST_EXACT_FLOAT:
            return str(int(value))
    place.reject(position, value, _IDENTIFIER if place.column in IDENTIFIERS else None)
    return None


def _mended(text: str, position: int, place: Place) -> str:
    """Replace what is no character; bytes of a file that are not UTF-8 come as such surrogates too."""
    mended = _SURROGATES.sub(REPLACEMENT, text)
    if mended != text:
        place.reject(position, text, "valid UTF-8 text", f"read with {REPLACEMENT} in place of it")
    if "\0" in mended:
        place.reject(position, text, "text without NUL characters", "read without them")
    return mended.replace("\0", "")


def tidy_texts(column: TextColumn, place: Place) -> TextColumn:
    """Return texts that a frame keeps as UTF-8 in the form of texts that were read one by one."""
    if not column.bytes_used().min(initial=1):
        texts = column.to_list()
        column = TextColumn.from_strings([text and _mended(text, i, place) for i, text in enumerate(texts)])
    return _tidy_identifiers(column, place)


def _tidy_identifiers(column: TextColumn, place: Place) -> TextColumn:
    """Take the @ off usernames; an empty or rounded identifier is not observed."""
    if place.column not in IDENTIFIERS:
        return column
    if place.column == "username" and _any_starts_with(column, "@"):
        column = TextColumn.from_strings([name and name.removeprefix("@") for name in column.to_list()])
    if place.column == "id" and b"+" in column.bytes_used().tobytes():
        column = _without_rounded(column, place)
    return replace(column, valid=column.valid & ~column.is_empty())


def _without_rounded(column: TextColumn, place: Place) -> TextColumn:
    """Refuse identifiers such as 1.23E+18: a spreadsheet has rounded them, so they name somebody else."""
    texts = column.to_list()
    for position, text in enumerate(texts):
        if text is not None and _ROUNDED.fullmatch(text):
            place.reject(position, text, _IDENTIFIER)
            texts[position] = None
    return TextColumn.from_strings(texts)


def _any_starts_with(column: TextColumn, character: str) -> bool:
    filled = column.offsets[:-1][~column.is_empty()]
    return bool((column.data[filled] == ord(character)).any())
