"""Rows of a known shape -> tables: raw values are looked up, some hundred rows at a time, and packed.

Rows are mappings, named columns, or bytes of JSON objects. With msgspec these are decoded several times as fast;
whatever it does not take is read again by the standard library, so that both ways give the same values. Knows
shapes, not files.
"""

import json
from codecs import BOM_UTF8
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib.util import find_spec
from typing import Any, Final, TypeAlias

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
    no_keys,
    pack,
    parse_packed,
)
from fakefollow.readers.mending import literal_of

PLATFORM_PATH: Final = ("platform",)
"""Where rows with canonical names may say of which platform they are."""

BATCH_ROWS: Final = 256
"""Rows that are Python objects at a time: so few that they stay in the processor's cache."""

CHUNK_ROWS: Final = 16_384
"""Packed rows that are read at once."""

ALL_NOT_OBSERVED: Final = "all its fields are not observed"

MONGO: Final = ("$oid", "$date", "$number")
"""How the keys begin that MongoDB's extended JSON puts around ids, times and numbers."""

Row: TypeAlias = Mapping[str, Any]
RawRows: TypeAlias = tuple[Lookup, int]
"""The lookup of raw values in some rows, and how many rows they are."""


_SINGLE: Final = frozenset({str, int, float, bool, type(None), datetime})


def is_flat(document: object) -> bool:
    """Tell whether a document is an object of single values, so that no other is within it."""
    return isinstance(document, dict) and _SINGLE.issuperset(map(type, document.values()))


def add_unreadable(position: int, got: object, issues: IssueTable) -> None:
    """Record that a whole row is not an object with fields."""
    issues.add(position, None, got, "an object with the fields of a profile", ALL_NOT_OBSERVED)


def row_lookup(rows: Sequence[Row]) -> Lookup:
    """Return the lookup of raw values in rows; objects that several paths lead into are found once."""
    objects: dict[Path, list[Any]] = {}

    def objects_at(path: Path) -> list[Any]:
        if path not in objects:
            outer, key = objects_at(path[:-1]) if len(path) > 1 else rows, path[-1]
            objects[path] = [
                inner.get(key, MISSING) if type(inner) is dict else MISSING if inner is MISSING else None
                for inner in outer
            ]
        return objects[path]

    def lookup(path: Path) -> list[Any]:
        key = path[-1]
        if len(path) == 1:
            return [row.get(key, MISSING) for row in rows]
        return [
            inner.get(key, MISSING) if type(inner) is dict else MISSING if inner is MISSING else value_at(row, path)
            for inner, row in zip(objects_at(path[:-1]), rows, strict=True)
        ]

    return lookup


def column_lookup(names: Sequence[str], values_of: Callable[[str], Sequence[Any]]) -> Lookup:
    """Return the lookup of raw values in named columns, such as the cells of CSV files and the series of frames.

    A path into an object is found under its dotted name (``public_metrics.followers_count``, as
    `pandas.json_normalize` writes it) or inside the values of the column that its first keys name.
    """
    columns = frozenset(names)
    objects: dict[str, list[Any]] = {}

    def lookup(path: Path) -> Sequence[Any] | None:
        for depth in range(len(path), 0, -1):
            name = ".".join(path[:depth])
            if name in columns and depth == len(path):
                return values_of(name)
            if name in columns:
                if name not in objects:
                    objects[name] = list(map(object_in, values_of(name)))
                return [value_at({name: value}, (name, *path[depth:])) for value in objects[name]]
        return None

    return lookup


def object_in(cell: Any) -> Any:
    """Return the object or list that a cell writes as JSON or Python does, or the cell as it is."""
    if not isinstance(cell, str) or not cell.lstrip().startswith(("{", "[")):
        return cell
    held = literal_of(cell)
    return cell if held is None else plain_object(held)


def plain_object(value: Any) -> Any:
    """Return a value in which what MongoDB exports as ``{"$oid": ...}`` or ``{"$numberInt": ...}`` is as it is."""
    if isinstance(value, list):
        return [plain_object(item) for item in value]
    if not isinstance(value, dict):
        return value
    key = next(iter(value), "")
    if len(value) == 1 and isinstance(key, str) and key.startswith(MONGO):
        return plain_object(value[key])
    return {name: plain_object(held) for name, held in value.items()}


def loads(text: str) -> Any:
    """Return JSON decoded leniently: with control characters in texts, NaN and integers of any length."""
    try:
        return json.loads(text, strict=False)
    except json.JSONDecodeError:
        raise
    except ValueError:  # an integer of more digits than Python converts
        return json.loads(text, strict=False, parse_int=float)


def document_of(line: bytes) -> Any:
    """Return one line decoded; what is no JSON as text, which no reader takes for a profile."""
    try:  # bytes that are not UTF-8 become surrogates, which reading a text replaces and records
        return loads(line.decode("utf-8", "surrogateescape"))
    except (ValueError, RecursionError):
        return line.decode("utf-8", "replace").strip()


def row_of_line(line: bytes, position: int, issues: IssueTable) -> Row:
    """Return one line decoded; what is not an object becomes an empty row and an issue."""
    value = document_of(line)
    if isinstance(value, dict):
        return value
    add_unreadable(position, value, issues)
    return {}


def lines_of_block(block: bytes) -> list[bytes]:
    """Return the lines of a block that are not blank, without byte order marks before them."""
    lines = (line.removeprefix(BOM_UTF8) for line in block.split(b"\n"))
    return [line for line in lines if line and not line.isspace()]


def look_up_lines(shape: Shape, lines: Sequence[bytes], issues: IssueTable) -> RawRows:
    """Return the raw values in lines of JSON."""
    layout = _layout(shape)
    if layout is None or not lines:
        rows = [row_of_line(line, position, issues) for position, line in enumerate(lines)]
        return row_lookup(rows), len(rows)
    import msgspec

    try:
        structs = list(map(layout.decoder.decode, lines))
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return _decode_leniently(layout, lines, issues).get, len(lines)
    return dict(_values_by_path(layout, structs)).get, len(structs)


def look_up_block(shape: Shape, block: bytes, issues: IssueTable) -> RawRows:
    """Return the raw values in a block of whole lines of JSON."""
    layout = _layout(shape)
    if layout is not None and (structs := _structs_in(block, layout)):
        return dict(_values_by_path(layout, structs)).get, len(structs)
    return look_up_lines(shape, lines_of_block(block), issues)


def look_up_steady(shape: Shape, block: bytes, keys: Collection[str]) -> RawRows | None:
    """Return the raw values in a block of whole lines whose rows have no other than some keys, else `None`."""
    layout = _layout(shape, keys)
    if layout is None or not (structs := _structs_in(block, layout)):
        return None
    values, nothing = dict(_values_by_path(layout, structs)), no_keys(len(structs))
    return (lambda path: values.get(path, nothing)), len(structs)


def _structs_in(block: bytes, layout: "_Layout") -> list[Any]:
    """Return the objects in a block of lines, one a line; none where some line does not fit."""
    import msgspec

    n_rows, structs = _objects_by_line(block), list[Any]()
    if n_rows:
        with suppress(msgspec.MsgspecError, ValueError, RecursionError):
            structs = layout.decoder.decode_lines(block)
    return structs if len(structs) == n_rows else []


def _objects_by_line(block: bytes) -> int:
    """Return the number of lines if every line begins and ends like an object, else 0."""
    # Within JSON } and { never follow each other, so as many objects as lines are one in each line.
    characters = np.frombuffer(block, np.uint8)
    ends = np.flatnonzero(characters == ord("\n"))
    if not len(ends) or ends[-1] != len(block) - 1 or characters[0] != ord("{") or ends[0] == 0:
        return 0
    whole = (characters[ends - 1] == ord("}")).all() and (characters[ends[:-1] + 1] == ord("{")).all()
    return len(ends) if whole else 0


@dataclass(frozen=True, slots=True)
class _Layout:
    """A generated msgspec struct: only what a shape reads is decoded, all else in a line is skipped."""

    decoder: Any
    blank: Any
    """A row without any key."""
    null: Any
    """What stands for ``null`` where an object is expected: every value inside is null."""
    parts: tuple["Path | _Layout", ...]
    """What each attribute of the struct holds: the value of a path, or an object with a layout of its own."""


def _layout(shape: Shape, keys: Collection[str] | None = None) -> _Layout | None:
    """Return the layout of a shape, `None` without msgspec or where a path leads into a list or another's value."""
    # One of certain keys refuses all others; it is `None` where as many of them are not read as others are left out.
    return _layout_for(shape.looked_up, None if keys is None else tuple(keys)) if find_spec("msgspec") else None


@lru_cache(maxsize=64)
def _layout_for(looked_up: tuple[Path, ...], keys: tuple[str, ...] | None) -> _Layout | None:
    named = {*(keys or ()), *(key for path in looked_up for key in path)}
    plain = all(key.isprintable() and not {*key} & {*'"\\'} for key in named)  # else msgspec takes it for no name
    if any(key.isdigit() for path in looked_up for key in path) or not plain:
        return None
    paths = tuple(dict.fromkeys((*looked_up, PLATFORM_PATH)))
    if keys is None:
        return _layout_of(paths)
    skipped = frozenset((key,) for key in keys).difference(path[:1] for path in paths)
    read = tuple(path for path in paths if path[0] in keys)
    few = len(read) + len(skipped) < len(paths)
    return _layout_of((*read, *sorted(skipped)), 0, skipped) if few else None


@lru_cache(maxsize=64)
def _layout_of(paths: tuple[Path, ...], depth: int = 0, skipped: frozenset[Path] | None = None) -> _Layout | None:
    if any(len(path) <= depth for path in paths):
        return None
    inside: dict[str, list[Path]] = {}
    for path in paths:
        inside.setdefault(path[depth], []).append(path)
    parts = [
        members[0] if members == [members[0][: depth + 1]] else _layout_of(tuple(members), depth + 1)
        for members in inside.values()
    ]
    whole = tuple(part for part in parts if part is not None)
    return _generate(tuple(inside), whole, skipped) if len(whole) == len(parts) else None


def _generate(keys: tuple[str, ...], parts: tuple[Path | _Layout, ...], skipped: frozenset[Path] | None) -> _Layout:
    import msgspec

    names = [f"f{number}" for number in range(len(keys))]
    fields = [
        (name, type(part.blank) | None, msgspec.field(default_factory=type(part.blank)))
        if isinstance(part, _Layout)
        else (name, msgspec.Raw if part in (skipped or ()) else Any, MISSING)
        for name, part in zip(names, parts, strict=True)
    ]
    renamed, strict = dict(zip(names, keys, strict=True)), skipped is not None
    struct = msgspec.defstruct("Row", fields, rename=renamed, gc=False, forbid_unknown_fields=strict)
    null = struct(*(part.null if isinstance(part, _Layout) else None for part in parts))
    return _Layout(msgspec.json.Decoder(struct), struct(), null, parts)


def _values_by_path(layout: _Layout, structs: Sequence[Any]) -> Iterator[tuple[Path, Sequence[Any]]]:
    from msgspec.structs import astuple

    columns = zip(*map(astuple, structs), strict=True)
    for part, values in zip(layout.parts, columns, strict=True):
        if isinstance(part, _Layout):
            yield from _values_by_path(part, [part.null if value is None else value for value in values])
        else:
            empty = values[0] is MISSING and values.count(MISSING) == len(values)
            yield part, no_keys(len(values)) if empty else values


def _decode_leniently(layout: _Layout, lines: Sequence[bytes], issues: IssueTable) -> dict[Path, list[Any]]:
    """Return raw values by path, decoded line by line; what msgspec refuses is read by the standard library."""
    import msgspec

    structs: list[Any] = []
    odd: dict[int, Row] = {}
    for position, line in enumerate(lines):
        try:
            structs.append(layout.decoder.decode(line))
        except (msgspec.MsgspecError, ValueError, RecursionError):
            structs.append(layout.blank)
            odd[position] = row_of_line(line, position, issues)
    columns = {path: list(values) for path, values in _values_by_path(layout, structs)}
    for path, values in columns.items():
        for position, row in odd.items():
            values[position] = value_at(row, path)
    return columns


class TableBuilder:
    """Collects the packed rows of one chunk of the input, and the issues of these rows and their values."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.n_rows = 0
        self.issues = IssueTable([])
        self._packed: dict[str, list[Packed]] = {name: [] for name in shape.fields}
        self.platforms: set[str] = set()
        self.held: set[str] = set()

    def add(self, lookup: Lookup, n_rows: int) -> None:
        """Pack the raw values of some rows; those in which nothing of the shape is found get an issue."""
        for name, field in self.shape.fields.items():
            values = raw_values(field, lookup)
            if values is not None and n_rows:
                self._packed[name].append(pack(values, name))
        self.held |= held_in(self.shape, lookup, self.held)
        nothing = np.flatnonzero(_nothing_found(self.shape, lookup, n_rows)).tolist()
        recorded = self.issues.of_whole_rows() if nothing else set()
        for row in (self.n_rows + position for position in nothing):
            if row not in recorded:
                add_unreadable(row, "no known field", self.issues)
        self.platforms |= platforms_in(self.shape, lookup)
        self.n_rows += n_rows

    def table(self) -> ProfileTable:
        """Return what was packed as a table."""
        columns: dict[str, Column] = {}
        for name, parts in self._packed.items():
            if parts and (column := parse_packed(merged(parts), Origin(name, self.issues))) is not None:
                columns[name] = column
        return ProfileTable(columns, self.n_rows, issues=self.issues)


def held_in(shape: Shape, lookup: Lookup, known: Collection[str] = ()) -> set[str]:
    """Return the fields, beside those known, whose absence would say something and of which some row has a key."""
    asked = {name: fields for name, fields in shape.says_absence.items() if name not in known}
    paths = {name: [path for field in fields for path in field.paths] for name, fields in asked.items()}
    return {n for n in asked if any(v is not MISSING for values in map(lookup, paths[n]) for v in values or ())}


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


def platforms_in(shape: Shape, lookup: Lookup) -> set[str]:
    """Return the platform of a shape, or those that canonical rows name."""
    if platform := platform_of(shape):
        return {platform.name}
    values = (lookup(PLATFORM_PATH) if shape.name == CANONICAL.name else None) or ()
    if not any(issubclass(value_type, str) for value_type in set(map(type, values))):
        return set()
    names = {text.strip().lower() for text in {value for value in values if isinstance(value, str)}} - NO_VALUE
    return set(map(canonical_platform_name, names))
