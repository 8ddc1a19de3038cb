"""JSON objects as bytes, one a profile -> raw values; with msgspec several times as fast.

Both ways give the same values: whatever msgspec does not take is read again by the standard library.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from fakefollow.platforms import Lookup, Path, Shape, value_at
from fakefollow.profiles import MISSING, IssueTable
from fakefollow.readers.rows import PLATFORM_PATH, Row, add_unreadable, row_lookup

try:
    import msgspec
except ImportError:  # the fast extra is not installed
    msgspec = None  # type: ignore[assignment]


def loads(text: str) -> Any:
    """Decode JSON leniently: control characters in texts, NaN and integers of any length are let through.

    Raises
    ------
    ValueError, RecursionError
        If the text is not JSON, or nested too deeply.
    """
    try:
        return json.loads(text, strict=False)
    except json.JSONDecodeError:
        raise
    except ValueError:  # an integer of more digits than Python converts
        return json.loads(text, strict=False, parse_int=float)


def row_of_line(line: bytes, position: int, issues: IssueTable) -> Row:
    """Decode one line; what is not an object becomes an empty row and an issue.

    Bytes that are not UTF-8 become surrogates, which reading a text replaces and records.
    """
    text = line.decode("utf-8", "surrogateescape")
    try:
        value = loads(text)
    except (ValueError, RecursionError):
        value = line.decode("utf-8", "replace").strip()
    if isinstance(value, dict):
        return value
    add_unreadable(position, value, issues)
    return {}


def lines_of_block(block: bytes) -> list[bytes]:
    """Return the lines of a block that are not blank."""
    return [line for line in block.split(b"\n") if line and not line.isspace()]


def look_up_lines(
    shape: Shape, lines: Sequence[bytes], first_row: int, issues: IssueTable
) -> tuple[Lookup, int]:
    """Return the lookup of raw values in lines of JSON, and how many rows they are."""
    layout = _layout(shape)
    if layout is None or not lines:
        rows = [row_of_line(line, first_row + position, issues) for position, line in enumerate(lines)]
        return row_lookup(rows), len(rows)
    try:
        structs = list(map(layout.decoder.decode, lines))
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return _decode_leniently(layout, lines, first_row, issues).get, len(lines)
    return dict(_values_by_path(layout, structs)).get, len(structs)


def look_up_block(shape: Shape, block: bytes, first_row: int, issues: IssueTable) -> tuple[Lookup, int]:
    """Return the lookup of raw values in a block of whole lines, and how many rows they are."""
    layout = _layout(shape)
    n_rows = _objects_by_line(block) if layout is not None else 0
    if layout is not None and n_rows:
        try:
            structs = layout.decoder.decode_lines(block)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            structs = []
        if len(structs) == n_rows:
            return dict(_values_by_path(layout, structs)).get, n_rows
    return look_up_lines(shape, lines_of_block(block), first_row, issues)


def _objects_by_line(block: bytes) -> int:
    """Return the number of lines if every line begins and ends like an object, else 0.

    Within JSON ``}`` and ``{`` never follow each other, so such a block that decodes to as many objects as it
    has lines has one object in each line.
    """
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


def _layout(shape: Shape) -> _Layout | None:
    """Return the layout of a shape, `None` without msgspec or for what a struct cannot hold.

    That is a path that leads into another's value, and one that leads into a list.
    """
    if any(key.isdigit() for path in shape.paths for key in path):
        return None
    return None if msgspec is None else _layout_of(tuple(dict.fromkeys((*shape.paths, PLATFORM_PATH))))


@lru_cache(maxsize=64)
def _layout_of(paths: tuple[Path, ...], depth: int = 0) -> _Layout | None:
    inside: dict[str, list[Path]] = {}
    for path in paths:
        inside.setdefault(path[depth], []).append(path)
    parts: list[Path | _Layout | None] = [
        members[0] if members == [members[0][: depth + 1]] else _inner_layout(members, depth)
        for members in inside.values()
    ]
    known = tuple(part for part in parts if part is not None)
    return _generate(tuple(inside), known) if len(known) == len(parts) else None


def _inner_layout(paths: list[Path], depth: int) -> _Layout | None:
    return _layout_of(tuple(paths), depth + 1) if all(len(path) > depth + 1 for path in paths) else None


def _generate(keys: tuple[str, ...], parts: tuple[Path | _Layout, ...]) -> _Layout:
    names = [f"f{number}" for number in range(len(keys))]
    fields = [
        (name, type(part.blank) | None, msgspec.field(default_factory=type(part.blank)))
        if isinstance(part, _Layout)
        else (name, Any, MISSING)
        for name, part in zip(names, parts, strict=True)
    ]
    struct = msgspec.defstruct("Row", fields, rename=dict(zip(names, keys, strict=True)), gc=False)
    null = struct(*(part.null if isinstance(part, _Layout) else None for part in parts))
    return _Layout(msgspec.json.Decoder(struct), struct(), null, parts)


def _values_by_path(layout: _Layout, structs: Sequence[Any]) -> Iterator[tuple[Path, Sequence[Any]]]:
    columns = zip(*map(msgspec.structs.astuple, structs), strict=True)
    for part, values in zip(layout.parts, columns, strict=True):
        if isinstance(part, _Layout):
            yield from _values_by_path(part, [part.null if value is None else value for value in values])
        else:
            yield part, values


def _decode_leniently(
    layout: _Layout, lines: Sequence[bytes], first_row: int, issues: IssueTable
) -> dict[Path, Sequence[Any]]:
    """Decode line by line; a line that msgspec refuses is read by the standard library."""
    structs: list[Any] = []
    odd: dict[int, Row] = {}
    for position, line in enumerate(lines):
        try:
            structs.append(layout.decoder.decode(line))
        except (msgspec.MsgspecError, ValueError, RecursionError):
            structs.append(layout.blank)
            odd[position] = row_of_line(line, first_row + position, issues)
    return {path: _patched(values, path, odd) for path, values in _values_by_path(layout, structs)}


def _patched(values: Sequence[Any], path: Path, odd: dict[int, Row]) -> list[Any]:
    patched = list(values)
    for position, row in odd.items():
        patched[position] = value_at(row, path)
    return patched
