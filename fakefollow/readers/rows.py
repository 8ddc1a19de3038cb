"""Rows of a known shape -> tables: a builder takes raw values some hundred rows at a time and packs them.

Knows shapes, not files: readers hand over rows, or a lookup that finds raw values.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from fakefollow.platforms import (
    CANONICAL,
    Lookup,
    Path,
    Shape,
    canonical_platform_name,
    platform_of,
    raw_values,
    value_at,
)
from fakefollow.profiles import (
    MISSING,
    NO_VALUE,
    BoolArray,
    Column,
    IssueTable,
    Missing,
    Origin,
    Packed,
    ProfileTable,
    merged,
    pack,
    parse_packed,
)

PLATFORM_PATH: Final = ("platform",)
"""Where rows with canonical names may say of which platform they are."""

BATCH_ROWS: Final = 256
"""Rows that are Python objects at a time: so few that they stay in the processor's cache."""

CHUNK_ROWS: Final = 16_384
"""Packed rows that are read at once."""

ALL_NOT_OBSERVED: Final = "all its fields are not observed"

Row = Mapping[str, Any]


def add_unreadable(position: int, got: object, issues: IssueTable) -> None:
    """Record that a whole row is not an object with fields."""
    issues.add(position, None, got, "an object with the fields of a profile", ALL_NOT_OBSERVED)


def row_lookup(rows: Sequence[Row]) -> Lookup:
    """Return the lookup of raw values in rows; objects that several paths lead into are found once."""
    found: dict[Path, list[Any]] = {}

    def objects_at(path: Path) -> list[Any]:
        if path not in found:
            outer, key = objects_at(path[:-1]) if len(path) > 1 else rows, path[-1]
            found[path] = [
                inner.get(key, MISSING) if type(inner) is dict else MISSING if inner is MISSING else None
                for inner in outer
            ]
        return found[path]

    def lookup(path: Path) -> list[Any]:
        key = path[-1]
        if len(path) == 1:
            return [row.get(key, MISSING) for row in rows]
        return [
            inner.get(key, MISSING)
            if type(inner) is dict
            else MISSING
            if inner is MISSING
            else value_at(row, path)
            for inner, row in zip(objects_at(path[:-1]), rows, strict=True)
        ]

    return lookup


class TableBuilder:
    """Collects the packed rows of one chunk of the input.

    Parameters
    ----------
    shape : Shape
        Where the canonical fields are.
    first_row : int
        Row of the input that the chunk begins with.

    Attributes
    ----------
    n_rows : int
        Rows added so far.
    issues : IssueTable
        Issues of whole rows, added by the readers while they decode, and of values.
    """

    def __init__(self, shape: Shape, first_row: int) -> None:
        self.shape = shape
        self.first_row = first_row
        self.n_rows = 0
        self.issues = IssueTable([])
        self._packed: dict[str, list[Packed]] = {name: [] for name in shape.fields}
        self._platforms: set[str | None] = set()

    @property
    def next_row(self) -> int:
        """Row of the input that the next row added is."""
        return self.first_row + self.n_rows

    def add(self, lookup: Lookup, n_rows: int) -> None:
        """Pack the raw values of some rows; those in which nothing of the shape is found get an issue."""
        for name, field in self.shape.fields.items():
            values = raw_values(field, lookup)
            if values is not None and n_rows:
                self._packed[name].append(pack(values, name))
        nothing = np.flatnonzero(_nothing_found(self.shape, lookup, n_rows)).tolist()
        known = {issue.row for issue in self.issues if issue.column is None} if nothing else set()
        for row in (self.next_row + position for position in nothing):
            if row not in known:
                add_unreadable(row, "no known field", self.issues)
        self._platforms.add(platform_name(self.shape, lookup))
        self.n_rows += n_rows

    def table(self) -> ProfileTable:
        """Read what was packed."""
        columns: dict[str, Column] = {}
        for name, parts in self._packed.items():
            origin = Origin(name, self.first_row, self.issues)
            if parts and (column := parse_packed(merged(parts), origin)) is not None:
                columns[name] = column
        platform = next(iter(self._platforms)) if len(self._platforms) == 1 else None
        return ProfileTable(columns, self.n_rows, platform, self.issues)


def _nothing_found(shape: Shape, lookup: Lookup, n_rows: int) -> BoolArray:
    """Tell in which rows no path of the shape is present."""
    nothing = np.ones(n_rows, np.bool_)
    for path in shape.paths:
        values = lookup(path)
        if values is None:
            continue
        if Missing not in set(map(type, values)):
            return np.zeros(n_rows, np.bool_)
        nothing &= np.fromiter((value is MISSING for value in values), np.bool_, n_rows)
    return nothing


def platform_name(shape: Shape, lookup: Lookup) -> str | None:
    """Return the platform of a shape, or the one that canonical rows agree to name."""
    if platform := platform_of(shape):
        return platform.name
    values = lookup(PLATFORM_PATH) if shape.name == CANONICAL.name else None
    if values is None or str not in set(map(type, values)):
        return None
    names = {value.strip().lower() for value in values if isinstance(value, str)} - NO_VALUE
    if len(names) != 1:
        return None
    return canonical_platform_name(names.pop())
