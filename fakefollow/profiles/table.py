"""ProfileTable: many profiles as columns with validity masks, the one representation inside the library.

Knows the canonical schema, not where profiles come from. Rows are never dropped or reordered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC
from textwrap import wrap
from typing import Any, Final, Self, cast, overload

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from fakefollow.profiles.frames import FrameKind
from fakefollow.profiles.issues import IssueTable, counted
from fakefollow.profiles.profile import COLUMNS, ColumnType, Profile

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

DTYPES: Final[dict[ColumnType, np.dtype[Any]]] = {
    ColumnType.COUNT: np.dtype(np.int64),
    ColumnType.FLAG: np.dtype(np.bool_),
    ColumnType.TIME: np.dtype("datetime64[us]"),
}

TAKEN: Final = 8_192
"""Texts copied at a time: the places of their bytes, eight times as large, stay in the processor's cache."""


@dataclass(frozen=True, slots=True, eq=False)
class ValueColumn:
    """Counts (int64), flags (bool) or times (datetime64[us], UTC) and a mask that is True where observed."""

    values: NDArray[Any]
    valid: BoolArray
    widths: IntArray | None = None
    """How far apart values are that the source writes alike (100 at 1.2K; microseconds for times), 0 where exact."""

    def __getitem__(self, rows: slice) -> Self:
        return type(self)(self.values[rows], self.valid[rows], None if self.widths is None else self.widths[rows])

    def take(self, rows: NDArray[np.intp]) -> Self:
        """Return these rows."""
        return type(self)(self.values[rows], self.valid[rows], None if self.widths is None else self.widths[rows])

    def exact(self, to: int = 0) -> Self:
        """Return the column with what is rounded by more not observed, for what counts digits, days and hours."""
        return self if self.widths is None else replace(self, valid=self.valid & (self.widths <= to))

    def to_list(self) -> list[Any]:
        """Return Python values, ``None`` where not observed."""
        pairs = zip(self.values.tolist(), self.valid, strict=True)
        return [value if valid else None for value, valid in pairs]


@dataclass(frozen=True, slots=True, eq=False)
class TextColumn:
    """Texts as one UTF-8 buffer: text i is ``data[offsets[i]:offsets[i + 1]]``; not observed has length 0."""

    data: NDArray[np.uint8]
    offsets: NDArray[np.int64]
    valid: BoolArray

    @classmethod
    def from_strings(cls, strings: Sequence[str | None]) -> Self:
        """Pack strings; they must be encodable as UTF-8 (no lone surrogates)."""
        n = len(strings)
        if n == 1:  # a profile scored alone: the ways for many take three times as long
            alone = (strings[0] or "").encode()
            return cls(np.frombuffer(alone, np.uint8), np.array([0, len(alone)]), np.array([strings[0] is not None]))
        if None in strings:
            valid = np.fromiter((text is not None for text in strings), np.bool_, n)
            known: Sequence[str] = [text or "" for text in strings]
        else:
            valid, known = np.ones(n, np.bool_), cast("Sequence[str]", strings)
        joined = "".join(known)
        parts: Sequence[str | bytes] = known if joined.isascii() else [text.encode() for text in known]
        offsets = np.zeros(n + 1, np.int64)
        np.cumsum(np.fromiter(map(len, parts), np.int64, n), out=offsets[1:])
        return cls(np.frombuffer(joined.encode(), np.uint8), offsets, valid)

    @classmethod
    def from_terminated(cls, buffer: bytes, valid: BoolArray) -> Self:
        """Take texts out of one UTF-8 buffer in which each of them is ended by NUL."""
        n, width = len(valid), buffer.find(0) + 1
        if width and len(buffer) == n * width and buffer[width - 1 :: width] == bytes(n):  # all of one length
            rows = np.frombuffer(buffer, np.uint8).reshape(n, width)
            return cls(np.ascontiguousarray(rows[:, :-1]).ravel(), np.arange(n + 1) * (width - 1), valid)
        ends = np.flatnonzero(np.frombuffer(buffer, np.uint8) == 0)
        offsets = np.zeros(len(ends) + 1, np.int64)
        np.subtract(ends, np.arange(len(ends)), out=offsets[1:])
        return cls(np.frombuffer(buffer.replace(b"\0", b""), np.uint8), offsets, valid)

    def __len__(self) -> int:
        return len(self.valid)

    def __getitem__(self, rows: slice) -> Self:
        start, stop, step = rows.indices(len(self))
        if step != 1:
            return self.take(np.arange(start, stop, step))
        return type(self)(self.data, self.offsets[start : max(start, stop) + 1], self.valid[rows])

    def take(self, rows: NDArray[np.intp]) -> Self:
        """Return these rows, in a buffer of their own."""
        starts = self.offsets[:-1][rows]
        lengths = self.offsets[1:][rows] - starts
        offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
        data = np.empty(offsets[-1], np.uint8)
        for first in range(0, len(rows), TAKEN):
            part = slice(first, first + TAKEN)
            begin, end = offsets[first], offsets[min(first + TAKEN, len(rows))]
            positions = np.repeat(starts[part] - offsets[:-1][part], lengths[part])
            positions += np.arange(begin, end)
            np.take(self.data, positions, out=data[begin:end], mode="clip")
        return type(self)(data, offsets, self.valid[rows])

    def bytes_used(self) -> NDArray[np.uint8]:
        """Return the part of the buffer that these rows use."""
        return self.data[self.offsets[0] : self.offsets[-1]]

    def is_empty(self) -> BoolArray:
        """Tell which texts have no character (also those not observed)."""
        empty: BoolArray = self.offsets[1:] == self.offsets[:-1]
        return empty

    def byte_matrix(self, width: int) -> NDArray[np.uint8]:
        """Return the first bytes of every text as rows of ``width`` bytes, filled up with zeros."""
        padded = np.append(self.bytes_used(), np.zeros(width, np.uint8))
        starts = self.offsets[:-1] - self.offsets[0]
        matrix: NDArray[np.uint8] = sliding_window_view(padded, width)[starts]
        matrix[np.arange(width) >= np.diff(self.offsets)[:, np.newaxis]] = 0
        return matrix

    def to_list(self) -> list[str | None]:
        """Return Python strings, ``None`` where not observed."""
        data, bounds = self.bytes_used().tobytes(), (self.offsets - self.offsets[0]).tolist()
        spans = zip(bounds[:-1], bounds[1:], self.valid.tolist(), strict=True)
        if data.isascii():  # then it is text at once, a third sooner
            text = data.decode()
            return [text[start:stop] if valid else None for start, stop, valid in spans]
        return [data[start:stop].decode() if valid else None for start, stop, valid in spans]


def character_starts(data: NDArray[np.uint8]) -> BoolArray:
    """Tell which bytes of UTF-8 begin a character."""
    starts: BoolArray = (data & 0xC0) != 0x80
    return starts


Column = ValueColumn | TextColumn


def not_observed(name: str, n_rows: int) -> Column:
    """Return a canonical column in which nothing was observed."""
    if COLUMNS[name] is ColumnType.TEXT:
        return _no_texts(n_rows)
    return ValueColumn(np.zeros(n_rows, DTYPES[COLUMNS[name]]), np.zeros(n_rows, np.bool_))


def _no_texts(n_rows: int) -> TextColumn:
    return TextColumn(np.zeros(0, np.uint8), np.zeros(n_rows + 1, np.int64), np.zeros(n_rows, np.bool_))


@dataclass(frozen=True, eq=False)
class ProfileTable:
    """Profiles as columns; row i is input row i.

    Parameters
    ----------
    columns : mapping of str to ValueColumn or TextColumn
        Canonical columns, all of the same length; a column that the source lacks is left out.
    n_rows : int
        Number of profiles.
    platform : str, optional
        Name of the platform that the profiles come from.
    issues : IssueTable
        What reading could not take as it was.
    frame_kind : str, optional
        ``"pandas"``, ``"polars"`` or ``"pyarrow"`` where the profiles came as a frame, so that results
        can be given back as one.
    index : object, optional
        The pandas index of the input frame.
    reading : mapping of str to str
        Names of the source that are no platform's own, and the canonical column that each was taken for.
    """

    columns: Mapping[str, Column]
    n_rows: int
    platform: str | None = None
    issues: IssueTable = field(default_factory=lambda: IssueTable([]))
    frame_kind: FrameKind | None = None
    index: Any = None
    reading: Mapping[str, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return self.n_rows

    @overload
    def __getitem__(self, rows: int) -> Profile: ...

    @overload
    def __getitem__(self, rows: Any) -> Self: ...

    def __getitem__(self, rows: Any) -> Profile | Self:
        """Return one row as a `Profile`, or the table of a slice, of several row numbers or of a mask.

        Buffers of a slice are shared; issues and index stay with the whole.
        """
        if not isinstance(rows, slice):
            return self.take(chosen_rows(rows, self.n_rows)) if hasattr(rows, "__len__") else self.profile(rows)
        n_rows = len(range(*rows.indices(self.n_rows)))
        columns = self.columns
        if n_rows < self.n_rows or rows.step not in (None, 1):
            columns = {name: column[rows] for name, column in columns.items()}
        return replace(self, columns=columns, n_rows=n_rows, issues=IssueTable([]), index=None)

    def take(self, rows: NDArray[np.intp]) -> Self:
        """Return these rows, in that order, without issues and index."""
        columns = {name: column.take(rows) for name, column in self.columns.items()}
        return replace(self, columns=columns, n_rows=len(rows), issues=IssueTable([]), index=None)

    def exact(self, times_to: int = 0) -> Self:
        """Return the table with rounded counts, and times rounded by more microseconds than that, not observed."""
        values = {name: column for name, column in self.columns.items() if isinstance(column, ValueColumn)}
        told = {n: c.exact(times_to if COLUMNS[n] is ColumnType.TIME else 0) for n, c in values.items()}
        return replace(self, columns={**self.columns, **told})

    def has(self, name: str) -> bool:
        """Tell whether the source has this column at all."""
        return name in self.columns

    def floats(self, name: str) -> FloatArray:
        """Return a count or flag column as float64, NaN where not observed."""
        column = self.columns.get(name)
        if not isinstance(column, ValueColumn):
            return np.full(self.n_rows, np.nan)
        values = column.values.astype(np.float64)
        values[~column.valid] = np.nan
        return values

    def times(self, name: str) -> NDArray[np.datetime64]:
        """Return a time column as datetime64[us], NaT where not observed."""
        column = self.columns.get(name)
        if not isinstance(column, ValueColumn):
            return np.full(self.n_rows, np.datetime64("NaT", "us"))
        return np.where(column.valid, column.values, np.datetime64("NaT", "us"))

    def texts(self, name: str) -> TextColumn:
        """Return a text column."""
        column = self.columns.get(name)
        return column if isinstance(column, TextColumn) else _no_texts(self.n_rows)

    def profile(self, row: int) -> Profile:
        """Return one row as a `Profile`; a negative number counts from the end.

        Raises
        ------
        IndexError
            If there is no such row.
        """
        if not -self.n_rows <= row < self.n_rows:
            raise IndexError(f"row {row} of {self.n_rows} profiles")
        row %= self.n_rows
        alone = self[row : row + 1]
        values: dict[str, Any] = {name: column.to_list()[0] for name, column in alone.columns.items()}
        times = {name: values[name] for name in values if COLUMNS[name] is ColumnType.TIME}
        return Profile.model_validate(values | {n: t and t.replace(tzinfo=UTC) for n, t in times.items()})

    def __repr__(self) -> str:
        platform = f", platform {self.platform!r}" if self.platform else ""
        issues = f", {counted(len(self.issues), 'issue')}" if len(self.issues) else ""
        size = f"{counted(self.n_rows, 'profile')}, {counted(len(self.columns), 'column')}"
        return "\n".join([f"ProfileTable: {size}{platform}{issues}", *wrap(", ".join(self.columns), 80)])


def chosen_rows(rows: Any, n: int) -> NDArray[np.intp]:
    """Return the row numbers that a mask, a slice or several row numbers stand for."""
    if isinstance(rows, slice):
        return np.arange(n)[rows]
    chosen = np.asarray(rows)
    if chosen.dtype == np.bool_ and chosen.ndim == 1:
        if len(chosen) != n:
            raise IndexError(f"expected a mask of {n} rows, one for each row, got {len(chosen)}")
        return np.flatnonzero(chosen)
    if chosen.ndim != 1 or (chosen.size and not np.issubdtype(chosen.dtype, np.integer)):
        raise TypeError(f"expected row numbers, a slice or a mask, got {rows!r:.80}; to_frame() has the columns")
    return np.arange(n)[chosen.astype(np.intp)]


def concatenate(parts: Sequence[ProfileTable]) -> ProfileTable:
    """Return tables below each other, issues by row of the whole; a column that a part lacks is not observed there."""
    if len(parts) == 1:
        return parts[0]
    names = [name for name in COLUMNS if any(part.has(name) for part in parts)]
    columns = {
        name: _joined([part.columns.get(name, not_observed(name, len(part))) for part in parts]) for name in names
    }
    issues, n_rows = IssueTable(), 0
    for part in parts:
        issues.extend(part.issues, n_rows)
        n_rows += len(part)
    platforms = {part.platform for part in parts if part.platform is not None}
    platform = platforms.pop() if len(platforms) == 1 else None
    return ProfileTable(columns, n_rows, platform, issues)


def _joined(parts: Sequence[Column]) -> Column:
    valid = np.concatenate([part.valid for part in parts])
    texts = [part for part in parts if isinstance(part, TextColumn)]
    if not texts:
        kept = [part for part in parts if isinstance(part, ValueColumn)]
        widths = None
        if any(part.widths is not None for part in kept):
            widths = np.concatenate([np.zeros(len(p.valid), np.int64) if p.widths is None else p.widths for p in kept])
        return ValueColumn(np.concatenate([part.values for part in kept]), valid, widths)
    lengths = np.concatenate([np.diff(part.offsets) for part in texts])
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
    return TextColumn(np.concatenate([part.bytes_used() for part in texts]), offsets, valid)
