"""Read packed counts, flags and times: the regular ones at once, the odd ones one by one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from fakefollow.parsing.packing import FLAGS, Packed
from fakefollow.parsing.raw import NO_VALUE, Place, is_missing
from fakefollow.parsing.regular_times import parse_regular
from fakefollow.parsing.times import LATEST, microseconds_of
from fakefollow.profile import COLUMNS, LARGEST_COUNT, ColumnType
from fakefollow.table import DTYPES, BoolArray, TextColumn, ValueColumn

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
