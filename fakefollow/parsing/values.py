"""Read packed counts, flags and times: the regular ones at once, the odd ones one by one."""

from collections.abc import Callable, Iterable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from fakefollow.parsing.packing import FLAGS, Packed
from fakefollow.parsing.raw import NO_VALUE, Place, is_missing
from fakefollow.parsing.regular_times import parse_regular
from fakefollow.parsing.times import microseconds_of
from fakefollow.profile import COLUMNS, LARGEST_COUNT, ColumnType
from fakefollow.table import DTYPES, BoolArray, TextColumn, ValueColumn

Values = NDArray[Any]
Odd = Iterable[tuple[int, Any]]


def parse_values(packed: Packed, place: Place) -> ValueColumn:
    """Read packed counts, flags or times."""
    kind = COLUMNS[place.column]
    odd: Odd = packed.odd
    if packed.regular is not None and not any(packed.regular):
        values, valid = np.zeros(packed.size, _STORED[kind]), np.zeros(packed.size, np.bool_)
    elif kind is ColumnType.TIME:
        values, valid, left = _regular_times(packed)
        odd = [*odd, *left]
    else:
        values, valid = _regular_numbers(packed, kind, place)
    _read_odd(odd, values, valid, place)
    return ValueColumn(values.view(DTYPES[kind]), valid)


def _regular_numbers(packed: Packed, kind: ColumnType, place: Place) -> tuple[Values, BoolArray]:
    values: Values = np.frombuffer(packed.buffer, _STORED[kind])
    largest = 1 if kind is ColumnType.FLAG else LARGEST_COUNT
    plausible = np.greater_equal(values, 0) & np.less_equal(values, largest)
    return kept_plausible(values, _regular(packed), plausible, place)


def _regular_times(packed: Packed) -> tuple[Values, BoolArray, Odd]:
    """Return the times of fixed-width texts, and the other texts with their positions."""
    texts = TextColumn.from_terminated(packed.buffer, _regular(packed))
    values, valid = parse_regular(texts)
    left = np.flatnonzero(texts.valid & ~valid & ~texts.is_empty()).tolist()
    return values, valid, [(position, texts[position : position + 1].to_list()[0]) for position in left]


def _regular(packed: Packed) -> BoolArray:
    if packed.regular is None:
        return np.ones(packed.size, np.bool_)
    return np.frombuffer(packed.regular, np.bool_)


def kept_plausible(
    values: Values, known: BoolArray, plausible: BoolArray, place: Place
) -> tuple[Values, BoolArray]:
    """Return values and validity; a known value that is not plausible is recorded and not observed."""
    valid: BoolArray = known & plausible
    for position in np.flatnonzero(known & ~plausible).tolist():
        place.reject(position, values[position].item())
    return np.where(valid, values, np.zeros((), values.dtype)), valid


def _read_odd(odd: Odd, values: Values, valid: BoolArray, place: Place) -> None:
    read_one = _READ_ONE[COLUMNS[place.column]]
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


_READ_ONE: Final[dict[ColumnType, Callable[[Any], Any]]] = {
    ColumnType.COUNT: count_of,
    ColumnType.FLAG: flag_of,
    ColumnType.TIME: microseconds_of,
}

_STORED: Final = {ColumnType.COUNT: np.int64, ColumnType.FLAG: np.uint8, ColumnType.TIME: np.int64}
"""What values are while they are read; a view of it is what they are in the column."""
