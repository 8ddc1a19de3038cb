"""Turn the raw values of one column into a column; what does not fit becomes an issue, never an error.

Knows the canonical schema, not where the values come from.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from fakefollow.profiles.packing import FLAGS, IDENTIFIERS, NO_VALUE, Origin, Packed, is_missing, pack
from fakefollow.profiles.profile import COLUMNS, LARGEST_COUNT, ColumnType
from fakefollow.profiles.table import DTYPES, BoolArray, Column, IssueTable, TextColumn, ValueColumn, not_observed
from fakefollow.profiles.times import EARLIEST, EPOCH, LATEST, MICROSECOND, MONTHS, parse_regular

LARGEST_EXACT_FLOAT: Final = 2**53
SMALLEST_MILLISECONDS: Final = 1e11
"""Epoch numbers from here on are milliseconds: as seconds they would lie after the year 5000."""

REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"
_SURROGATES: Final = re.compile("[\ud800-\udfff]+")
_ROUNDED: Final = re.compile(r"\d[.,]?\d*[eE]\+\d+")
_V11: Final = re.compile(r".{3} (\w{3}) (\d\d) (\d\d:\d\d:\d\d) ([+-]\d{4}) (\d{4})", re.ASCII | re.DOTALL)
_EPOCH_TEXT: Final = re.compile(r"(-?\d{1,7}|-?\d{9,13}(\.\d+)?)L?", re.ASCII)
_IDENTIFIER: Final = "an exact identifier, as text or an integer"


def parse_texts(packed: Packed, origin: Origin) -> TextColumn:
    """Return packed texts as a column."""
    texts: list[str | None] = [None] * packed.size
    if not packed.nothing_regular:
        column = TextColumn.from_terminated(packed.buffer, packed.regular_mask())
        if not packed.odd:
            return _tidy_identifiers(column, origin)
        texts = column.to_list()
    for position, value in packed.odd:
        texts[position] = text_of(value, position, origin)
    return _tidy_identifiers(TextColumn.from_strings(texts), origin)


def text_of(value: object, position: int, origin: Origin) -> str | None:
    """Return one text as it can be kept; an identifier may be a number if that is exact."""
    if is_missing(value):
        return None
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, str):
        return _mended(str(value), position, origin)
    if isinstance(value, Decimal) and value.is_finite() and abs(value) < 2**64 and value == int(value):
        value = int(value)  # databases hand out long integers as decimals
    if origin.column in IDENTIFIERS and isinstance(value, int | float) and not isinstance(value, bool):
        if isinstance(value, int) and value.bit_length() <= 64:
            return str(value)
        if isinstance(value, float) and value.is_integer() and abs(value) < LARGEST_EXACT_FLOAT:
            return str(int(value))
    origin.reject(position, value, _IDENTIFIER if origin.column in IDENTIFIERS else None)
    return None


def _mended(text: str, position: int, origin: Origin) -> str:
    """Return a text without what is no character: also bytes that are not UTF-8 come as surrogates."""
    mended = _SURROGATES.sub(REPLACEMENT, text)
    if mended != text:
        origin.reject(position, text, "valid UTF-8 text", f"read with {REPLACEMENT} in place of it")
    if "\0" in mended:
        origin.reject(position, text, "text without NUL characters", "read without them")
    return mended.replace("\0", "")


def tidy_texts(column: TextColumn, origin: Origin) -> TextColumn:
    """Return texts that a frame keeps as UTF-8 in the form of texts that were read one by one."""
    if not column.bytes_used().min(initial=1):
        texts = column.to_list()
        column = TextColumn.from_strings([text and _mended(text, i, origin) for i, text in enumerate(texts)])
    return _tidy_identifiers(column, origin)


def _tidy_identifiers(column: TextColumn, origin: Origin) -> TextColumn:
    """Return identifiers without @, not observed where empty or rounded."""
    if origin.column not in IDENTIFIERS:
        return column
    starts = column.offsets[:-1][~column.is_empty()]
    if origin.column == "username" and (column.data[starts] == ord("@")).any():
        column = TextColumn.from_strings([name and name.removeprefix("@") for name in column.to_list()])
    if origin.column == "id" and b"+" in column.bytes_used().tobytes():
        column = _without_rounded(column, origin)
    return replace(column, valid=column.valid & ~column.is_empty())


def _without_rounded(column: TextColumn, origin: Origin) -> TextColumn:
    """Return ids without such as 1.23E+18: a spreadsheet has rounded them, so they name somebody else."""
    texts = column.to_list()
    for position, text in enumerate(texts):
        if text is not None and _ROUNDED.fullmatch(text):
            origin.reject(position, text, _IDENTIFIER)
            texts[position] = None
    return TextColumn.from_strings(texts)


def count_of(value: object) -> int:
    """Return one count, also of an integral float or numeric text, or raise ValueError or OverflowError."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, str) and ("_" in value or not value.isascii()):
        raise ValueError("Python also reads 1_000 and digits of other scripts")
    if isinstance(value, str | Decimal):
        value = float(value)  # every count is exact as a float, and frames with gaps write 12.0
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("not a number")
    if not 0 <= value <= LARGEST_COUNT or int(value) != value:
        raise ValueError("not a plausible count")
    return int(value)


def flag_of(value: object) -> bool:
    """Return one flag of a truth value, 0, 1 or one of the usual words, or raise ValueError or TypeError."""
    if isinstance(value, np.generic):
        value = value.item()
    flag = FLAGS.get(value.strip().lower() if isinstance(value, str) else value)
    if flag is None:
        raise ValueError("not a flag")
    return flag


def microseconds_of(value: object) -> int:
    """Return microseconds since 1970 of a time, epoch seconds or milliseconds, or a text of one, in UTC."""
    if isinstance(value, np.datetime64):
        value = value.astype("datetime64[us]").item()
    if isinstance(value, str):
        value = _from_text(value)
    if isinstance(value, bool) or not isinstance(value, (date, int, float)):
        raise ValueError(f"not a time: {value!r}")
    per_unit = 1_000 if not isinstance(value, date) and abs(value) >= SMALLEST_MILLISECONDS else 1_000_000
    microseconds = _since_epoch(value) if isinstance(value, date) else round(value * per_unit)
    if not EARLIEST <= microseconds < LATEST:
        raise ValueError(f"not a plausible time: {value!r}")
    return microseconds


def _since_epoch(value: date) -> int:
    if not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day, tzinfo=UTC)
    return int(((value if value.tzinfo else value.replace(tzinfo=UTC)) - EPOCH) // MICROSECOND)


def _from_text(text: str) -> datetime | float:
    v11 = _V11.fullmatch(text) or _V11.fullmatch(text.strip())
    text = text.strip()
    if _EPOCH_TEXT.fullmatch(text):
        return float(text.rstrip("L"))
    if v11 and v11[1] in MONTHS:
        text = f"{v11[5]}-{MONTHS.index(v11[1]) + 1:02}-{v11[2]}T{v11[3]}{v11[4]}"
    return datetime.fromisoformat(text.removesuffix(" UTC"))


_READ_ONE: Final[dict[ColumnType, Callable[[Any], Any]]] = {
    ColumnType.COUNT: count_of,
    ColumnType.FLAG: flag_of,
    ColumnType.TIME: microseconds_of,
}
_BOUNDS: Final = {
    ColumnType.COUNT: (0, LARGEST_COUNT),
    ColumnType.FLAG: (0, 1),
    ColumnType.TIME: (EARLIEST, LATEST - 1),
}


def parse_values(packed: Packed, origin: Origin) -> ValueColumn:
    """Return packed counts, flags or times as a column."""
    column_type, odd = COLUMNS[origin.column], packed.odd
    if packed.nothing_regular:
        column = ValueColumn(np.zeros(packed.size, DTYPES[column_type]), np.zeros(packed.size, np.bool_))
    elif column_type is ColumnType.TIME:
        column, left = _regular_times(packed)
        odd = [*odd, *left]
    else:
        values = np.frombuffer(packed.buffer, np.uint8 if column_type is ColumnType.FLAG else np.int64)
        column = plausible_values(values, packed.regular_mask(), origin)
    for position, value in odd:
        if is_missing(value) or (isinstance(value, str) and value.strip().lower() in NO_VALUE):
            continue
        try:
            column.values[position] = _READ_ONE[column_type](value)
            column.valid[position] = True
        except (ValueError, OverflowError, TypeError):
            origin.reject(position, value)
    return column


def _regular_times(packed: Packed) -> tuple[ValueColumn, list[tuple[int, Any]]]:
    """Return the times of fixed-width texts, and the other texts with their positions."""
    texts = TextColumn.from_terminated(packed.buffer, packed.regular_mask())
    column = parse_regular(texts)
    left = np.flatnonzero(texts.valid & ~column.valid & ~texts.is_empty()).tolist()
    return column, [(position, texts[position : position + 1].to_list()[0]) for position in left]


def plausible_values(values: NDArray[Any], known: BoolArray, origin: Origin) -> ValueColumn:
    """Return typed values as a column; a known one that is not plausible is recorded and not observed."""
    column_type = COLUMNS[origin.column]
    smallest, largest = _BOUNDS[column_type]
    numbers = values.view(np.int64) if column_type is ColumnType.TIME else values
    plausible = np.greater_equal(numbers, smallest) & np.less_equal(numbers, largest)
    if values.dtype.kind == "f":
        plausible &= values == np.floor(values)
    for position in np.flatnonzero(known & ~plausible).tolist():
        origin.reject(position, values[position].item())
    valid = known & plausible
    kept = np.where(valid, values, np.zeros((), values.dtype))
    return ValueColumn(kept.astype(DTYPES[column_type], copy=False), valid)


def parse_column(values: Sequence[Any], name: str, first_row: int, issues: IssueTable) -> Column | None:
    """Return one raw value a row as a canonical column, `None` where every value is `MISSING`."""
    if not values:
        return not_observed(name, 0)
    return parse_packed(pack(values, name), Origin(name, first_row, issues))


def parse_packed(packed: Packed, origin: Origin) -> Column | None:
    """Return packed values as a column, `None` where no row has the key at all."""
    if not packed.has_key:
        return None
    if COLUMNS[origin.column] is ColumnType.TEXT:
        return parse_texts(packed, origin)
    return parse_values(packed, origin)
