"""Turn the raw values of one column into a column; what does not fit becomes an issue, never an error.

Knows the canonical schema, not where the values come from.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from fakefollow.profiles.issues import IssueTable
from fakefollow.profiles.packing import FLAGS, IDENTIFIERS, Packed, pack
from fakefollow.profiles.profile import COLUMNS, LARGEST_COUNT, ColumnType
from fakefollow.profiles.raw import NO_VALUE, Place, is_missing
from fakefollow.profiles.table import DTYPES, BoolArray, Column, TextColumn, ValueColumn, not_observed
from fakefollow.profiles.times import LATEST, microseconds_of, parse_regular

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


Values = NDArray[Any]
Odd = Sequence[tuple[int, Any]]


def parse_values(packed: Packed, place: Place) -> ValueColumn:
    """Read packed counts, flags or times."""
    way = _WAYS[place.column]
    odd: Odd = packed.odd
    if packed.nothing_regular:
        values, valid = np.zeros(packed.size, way.stored), np.zeros(packed.size, np.bool_)
    elif way.kind is ColumnType.TIME:
        values, valid, left = _regular_times(packed)
        odd = [*odd, *left]
    else:
        values, valid = _regular_numbers(packed, way, place)
    if odd:
        _read_odd(odd, values, valid, way.read_one, place)
    return ValueColumn(values if way.stored is way.final else values.view(way.final), valid)


def _regular_numbers(packed: Packed, way: "_Way", place: Place) -> tuple[Values, BoolArray]:
    values: Values = np.frombuffer(packed.buffer, way.stored)
    plausible = np.greater_equal(values, 0) & np.less_equal(values, way.largest)
    return kept_plausible(values, packed.regular_mask(), plausible, place)


def _regular_times(packed: Packed) -> tuple[Values, BoolArray, Odd]:
    """Return the times of fixed-width texts, and the other texts with their positions."""
    texts = TextColumn.from_terminated(packed.buffer, packed.regular_mask())
    values, valid = parse_regular(texts)
    left = np.flatnonzero(texts.valid & ~valid & ~texts.is_empty()).tolist()
    return values, valid, [(position, texts[position : position + 1].to_list()[0]) for position in left]


def kept_plausible(
    values: Values, known: BoolArray, plausible: BoolArray, place: Place
) -> tuple[Values, BoolArray]:
    """Return values and validity; a known value that is not plausible is recorded and not observed."""
    valid: BoolArray = known & plausible
    for position in np.flatnonzero(known & ~plausible).tolist():
        place.reject(position, values[position].item())
    return np.where(valid, values, np.zeros((), values.dtype)), valid


def _read_odd(
    odd: Odd, values: Values, valid: BoolArray, read_one: Callable[[Any], Any], place: Place
) -> None:
    for position, value in odd:
        if is_missing(value) or (isinstance(value, str) and value.strip().lower() in NO_VALUE):
            continue
        try:
            values[position] = read_one(value)
            valid[position] = True
        except (ValueError, OverflowError, TypeError):
            place.reject(position, value)


def count_of(value: object) -> int:
    """Return one count; an integral float and a numeric text are counts too, a truth value is not.

    Raises
    ------
    ValueError, OverflowError
        If the value is not a count from 0 to `LARGEST_COUNT`.
    """
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, str):
        value = _number(value)
    if isinstance(value, Decimal):
        value = float(value)  # every count is exact as a float
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("not a number")
    if not 0 <= value <= LARGEST_COUNT or int(value) != value:
        raise ValueError("not a plausible count")
    return int(value)


def _number(text: str) -> float:
    if "_" in text or not text.isascii():
        raise ValueError("not only plain digits")
    try:
        return int(text)
    except ValueError:
        return float(text)  # frames with gaps write counts as 12.0


def flag_of(value: object) -> bool:
    """Return one flag from a truth value, 0, 1 or one of the usual words.

    Raises
    ------
    ValueError, TypeError
        If the value is something else.
    """
    if isinstance(value, np.generic):
        value = value.item()
    flag = FLAGS.get(value.strip().lower() if isinstance(value, str) else value)
    if flag is None:
        raise ValueError("not a flag")
    return flag


@dataclass(frozen=True, slots=True)
class _Way:
    """How values of one type are kept while they are read and after it, and how one is read alone."""

    kind: ColumnType
    stored: np.dtype[Any]
    final: np.dtype[Any]
    largest: int
    read_one: Callable[[Any], Any]


_WAY_OF_TYPE: Final = {
    kind: _Way(kind, np.dtype(stored), DTYPES[kind], largest, read_one)
    for kind, stored, largest, read_one in (
        (ColumnType.COUNT, np.int64, LARGEST_COUNT, count_of),
        (ColumnType.FLAG, np.uint8, 1, flag_of),
        (ColumnType.TIME, np.int64, LATEST, microseconds_of),
    )
}

_WAYS: Final = {name: _WAY_OF_TYPE[kind] for name, kind in COLUMNS.items() if kind in _WAY_OF_TYPE}


def parse_column(values: Sequence[Any], name: str, first_row: int, issues: IssueTable) -> Column | None:
    """Read the raw values of one canonical column.

    Parameters
    ----------
    values : sequence
        One raw value a row; `MISSING` where the row has no such key.
    name : str
        Canonical column name.
    first_row : int
        Row of the input that the first value belongs to.
    issues : IssueTable
        Takes one row for every value that does not fit; the value is then not observed.

    Returns
    -------
    ValueColumn, TextColumn or None
        ``None`` where no row has the key at all.

    Examples
    --------
    >>> issues = IssueTable([])
    >>> parse_column([12, "7", None, -3], "posts_count", 0, issues).to_list()
    [12, 7, None, None]
    >>> issues[0].got
    '-3'
    """
    return (
        parse_packed(pack(values, name), Place(name, first_row, issues)) if values else not_observed(name, 0)
    )


def parse_packed(packed: Packed, place: Place) -> Column | None:
    """Read packed values, `None` where no row has the key at all."""
    if not packed.found:
        return None
    if COLUMNS[place.column] is ColumnType.TEXT:
        return parse_texts(packed, place)
    return parse_values(packed, place)
