"""Raw values of a column, as a source hands them over, and their way out of Python objects into bytes.

Values of the expected type are packed at the speed of C, some hundred rows at a time; the odd ones are kept beside,
to be read one by one. Knows the canonical schema, not where values come from.
"""

from array import array
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np

from fakefollow.profiles.issues import NOT_OBSERVED, IssueTable
from fakefollow.profiles.profile import COLUMNS, EARLIEST_TIME, LARGEST_COUNT, LATEST_TIME, ColumnType
from fakefollow.profiles.table import BoolArray

EXPECTED: Final[dict[ColumnType, str]] = {
    ColumnType.COUNT: f"a count from 0 to {LARGEST_COUNT:,}",
    ColumnType.FLAG: "true or false",
    ColumnType.TIME: f"a time from {EARLIEST_TIME.year} to {LATEST_TIME.year - 1}",
    ColumnType.TEXT: "text",
}

NO_VALUE: Final = frozenset({"", "nan", "nat", "null", "none", "na", "n/a", "<na>"})
"""How exports write that there is no count, flag or time."""

FLAGS: Final[dict[object, bool]] = {
    True: True,
    False: False,
    **dict.fromkeys(("true", "True", "TRUE", "t", "1"), True),
    **dict.fromkeys(("false", "False", "FALSE", "f", "0"), False),
}
"""What is read as a flag; 1, 0, 1.0 and 0.0 are equal to True and False, so they are in here too."""

IDENTIFIERS: Final = frozenset({"id", "username"})
"""Text columns that hold numbers too, and whose empty text says that nothing was observed."""

LONGEST_TEXT: Final = 100_000
"""Characters of a text that are kept; a hundred times what platforms allow in a bio, and a bound on memory."""

FEW: Final = 8
"""Up to so many values are looked at one by one: cheaper than a dozen numpy calls."""

WIDTHS: Final = {name: 8 if column_type is ColumnType.COUNT else 1 for name, column_type in COLUMNS.items()}
"""Bytes of a stand-in: a count is an int64, a text not less than the NUL that ends it."""


class Missing:
    """The type of `MISSING`: the source row has no such key, which differs from a key with null."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = Missing()


class NoKeys(tuple[Missing, ...]):
    """The raw values of a column of which no row has the key."""


@lru_cache(maxsize=64)
def no_keys(n_rows: int) -> NoKeys:
    """Return the raw values of rows that all lack the key, which is known without a look at each."""
    return NoKeys([MISSING] * n_rows)


def is_missing(value: object) -> bool:
    """Tell whether a raw value says that nothing was observed (None, NaN, NaT, pandas.NA, no key)."""
    if value is None or value is MISSING:
        return True
    if isinstance(value, (float, np.floating)):
        return bool(value != value)  # noqa: PLR0124 - only NaN differs from itself
    if isinstance(value, (np.datetime64, np.timedelta64)):
        return bool(np.isnat(value))
    if isinstance(value, Decimal):
        return value.is_nan()
    return type(value).__name__ in {"NAType", "NaTType"}


class Origin(NamedTuple):
    """The column that values are of, and where issues of their rows go."""

    column: str
    issues: IssueTable

    def reject(self, position: int, got: object, expected: str | None = None, consequence: str = NOT_OBSERVED) -> None:
        """Record that a value is not what this column holds."""
        expected = expected or EXPECTED[COLUMNS[self.column]]
        self.issues.add(position, self.column, got, expected, consequence)

    def leave(self, position: int, value: object) -> None:
        """Keep a value for when its whole column is known."""
        self.issues.left.append((position, self.column, value))


class Packed(NamedTuple):
    """Raw values as bytes, and those that did not fit."""

    size: int
    buffer: bytes
    """Counts as int64, flags as one byte each, texts and times as UTF-8, each ended by NUL."""
    regular: bytes | None = None
    """One byte a value, 0 where the buffer holds a stand-in; `None` if it holds every value."""
    odd: Sequence[tuple[int, Any]] = ()
    """Positions and values that are neither in the buffer nor missing."""
    has_key: bool = True
    """Whether any row has the key at all."""

    @property
    def nothing_regular(self) -> bool:
        """Whether the buffer holds nothing but stand-ins."""
        return self.regular is not None and 1 not in self.regular

    def regular_mask(self) -> BoolArray:
        """Return which values the buffer holds."""
        if self.regular is None:
            return np.ones(self.size, np.bool_)
        return np.frombuffer(self.regular, np.bool_)


def pack(values: Sequence[Any], name: str) -> Packed:
    """Return the raw values of a canonical column, of which there is at least one, packed."""
    n = len(values)
    if type(values) is NoKeys or (values[0] is MISSING and set(map(type, values)) == {Missing}):
        return _without_key(n, WIDTHS[name])
    if n <= FEW:
        odd = [(i, v) for i, v in enumerate(values) if v is not None and v is not MISSING]
        return Packed(n, bytes(n * WIDTHS[name]), bytes(n), odd)
    for packer in _PACKERS[name]:
        try:
            return Packed(len(values), packer(values))
        except (TypeError, ValueError, OverflowError, KeyError):
            continue
    return _pack_with_gaps(values, name)


@lru_cache(maxsize=64)
def _without_key(n_rows: int, width: int) -> Packed:
    return Packed(n_rows, bytes(n_rows * width), bytes(n_rows), has_key=False)


def merged(parts: Sequence[Packed]) -> Packed:
    """Return packed values one after the other as one."""
    if len(parts) == 1 or not any(part.has_key for part in parts):
        return parts[0]
    size, odd = 0, []
    for part in parts:
        odd += [(size + position, value) for position, value in part.odd]
        size += part.size
    regular = None
    if any(part.regular is not None for part in parts):
        regular = b"".join([b"\1" * part.size if part.regular is None else part.regular for part in parts])
    buffer = b"".join([part.buffer for part in parts])
    return Packed(size, buffer, regular, odd, any(part.has_key for part in parts))


def _pack_with_gaps(values: Sequence[Any], name: str) -> Packed:
    """Return what fits packed; first on the assumption that all else is missing, then value by value."""
    (packer, *_), fits, blank = _PACKINGS[COLUMNS[name]]
    regular = bytes([v is not None and v is not MISSING for v in values])
    try:
        filled = [v if ok else blank for v, ok in zip(values, regular, strict=True)]
        return Packed(len(values), packer(filled), regular)
    except (TypeError, ValueError, OverflowError):
        regular = bytes(map(fits, values))
    pairs = list(zip(values, regular, strict=True))
    odd = [(i, v) for i, (v, ok) in enumerate(pairs) if not ok and v is not None and v is not MISSING]
    return Packed(len(values), packer([v if ok else blank for v, ok in pairs]), regular, odd)


def _pack_counts(values: Sequence[Any]) -> bytes:
    if bool in set(map(type, values)):
        raise TypeError("a truth value is not a count, though Python takes it for one")
    return array("q", values).tobytes()


def _pack_count_texts(values: Sequence[Any]) -> bytes:
    joined = "".join(values)
    if not joined.isascii() or "_" in joined:
        raise ValueError("Python also reads 1_000 and digits of other scripts")
    return array("q", map(int, values)).tobytes()


def _pack_flag_words(values: Iterable[Any]) -> bytes:
    return bytes(map(FLAGS.__getitem__, values))


def _pack_texts(values: Sequence[Any]) -> bytes:
    joined = "\0".join([*values, ""])
    if joined.count("\0") != len(values):
        raise ValueError("a text contains NUL")
    if len(joined) > LONGEST_TEXT and max(map(len, values)) > LONGEST_TEXT:
        raise ValueError("a text is too long to be kept")
    return joined.encode()


def _pack_integers_as_texts(values: Sequence[Any]) -> bytes:
    if set(map(type, values)) != {int}:
        raise TypeError("not only integers")
    return _pack_texts(list(map(str, values)))


def _is_count(value: object) -> bool:
    return type(value) is int and 0 <= value <= LARGEST_COUNT


def _is_text(value: object) -> bool:
    if type(value) is not str or len(value) > LONGEST_TEXT or "\0" in value:
        return False
    return value.isascii() or not any("\ud800" <= character <= "\udfff" for character in value)


class _Packing(NamedTuple):
    """How values of one type are packed."""

    packers: tuple[Callable[[Sequence[Any]], bytes], ...]
    """For values that are all regular, the usual one first; a packer raises where a value does not fit."""
    fits: Callable[[object], bool]
    """Tells whether the first packer takes a value."""
    blank: Any
    """Stands in for what does not fit."""


_PACKINGS: Final[dict[ColumnType, _Packing]] = {
    ColumnType.COUNT: _Packing((_pack_counts, _pack_count_texts), _is_count, 0),
    ColumnType.FLAG: _Packing((bytes, _pack_flag_words), lambda value: type(value) is bool, False),
    ColumnType.TIME: _Packing((_pack_texts,), _is_text, ""),
    ColumnType.TEXT: _Packing((_pack_texts,), _is_text, ""),
}

_PACKERS: Final = {
    name: (*_PACKINGS[column_type].packers, *((_pack_integers_as_texts,) if name in IDENTIFIERS else ()))
    for name, column_type in COLUMNS.items()
}
