"""JSON and Python objects -> tables, chunk by chunk: lines, arrays, answers of an API, lists of dicts."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

from fakefollow.errors import ProfileError
from fakefollow.issues import IssueTable
from fakefollow.platforms.shapes import CANONICAL, Lookup, Shape
from fakefollow.readers.files import blocks_of, line_blocks_of
from fakefollow.readers.json_lines import lines_of_block, loads, look_up_block, look_up_lines, row_of_line
from fakefollow.readers.recognition import Recognition
from fakefollow.readers.rows import BATCH_ROWS, CHUNK_ROWS, Row, TableBuilder, row_lookup, row_of
from fakefollow.table import ProfileTable

try:
    import msgspec
except ImportError:  # the fast extra is not installed
    msgspec = None  # type: ignore[assignment]

ENVELOPES: Final = ("data", "users")
"""Keys under which the answers of an API hold their profiles."""

Batch = TypeVar("Batch")


def read_json_lines(path: Path, recognition: Recognition, file_issues: IssueTable) -> Iterator[ProfileTable]:
    """Yield the tables of a file with one JSON object a line."""
    blocks = line_blocks_of(path, file_issues)
    return _tables(blocks, recognition, lambda block: _rows_of_lines(lines_of_block(block)), look_up_block)


def read_elements(elements: Sequence[bytes], recognition: Recognition) -> Iterator[ProfileTable]:
    """Yield the tables of encoded JSON objects."""
    return _tables(_batches(elements), recognition, _rows_of_lines, look_up_lines)


def read_objects(objects: Sequence[Any], recognition: Recognition) -> Iterator[ProfileTable]:
    """Yield the tables of dicts or `Profile` objects."""
    return _tables(_batches(objects), recognition, _rows_of_objects, _look_up_objects)


def _tables(
    batches: Iterable[Batch],
    recognition: Recognition,
    rows_of: Callable[[Batch], list[Row]],
    look_up: Callable[[Shape, Batch, int, IssueTable], tuple[Lookup, int]],
) -> Iterator[ProfileTable]:
    builder: TableBuilder | None = None
    for batch in batches:
        if recognition.shape is None:
            recognition.look_at(rows_of(batch))
        shape = recognition.shape or CANONICAL
        if builder is None or builder.n_rows >= CHUNK_ROWS or builder.shape is not shape:
            if builder is not None:
                yield builder.table()
            builder = TableBuilder(shape, builder.next_row if builder else 0)
        builder.add(*look_up(shape, batch, builder.next_row, builder.issues))
    if builder is not None:
        yield builder.table()
        recognition.require()


def _batches(objects: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(objects), BATCH_ROWS):
        yield objects[start : start + BATCH_ROWS]


def _rows_of_lines(lines: Sequence[bytes]) -> list[Row]:
    unused = IssueTable([])  # the lines are decoded again, and then their issues count
    return [row_of_line(line, 0, unused) for line in lines]


def _rows_of_objects(objects: Sequence[Any]) -> list[Row]:
    unused = IssueTable([])
    return [row_of(value, 0, unused) for value in objects]


def _look_up_objects(
    shape: Shape, objects: Sequence[Any], first_row: int, issues: IssueTable
) -> tuple[Lookup, int]:
    rows = [row_of(value, first_row + position, issues) for position, value in enumerate(objects)]
    return row_lookup(rows), len(rows)


def read_json(path: Path, recognition: Recognition, file_issues: IssueTable) -> Iterator[ProfileTable]:
    """Yield the tables of a JSON document; one object a line is taken too, whatever the file is called.

    Raises
    ------
    ProfileError
        If the file is not JSON.
    """
    text = b"".join(blocks_of(path, file_issues))
    elements = _elements_of(text)
    if elements is not None:
        return read_elements(elements, recognition)
    try:
        document = loads(text.decode("utf-8", "surrogateescape"))
    except (ValueError, RecursionError) as error:
        lines = lines_of_block(text)
        if len(lines) > 1 and row_of_line(lines[0], 0, IssueTable([])):
            return read_elements(lines, recognition)
        raise ProfileError(f"{path}: expected JSON, an array of profiles, but: {error}") from error
    return read_objects(unwrapped(document), recognition)


def _elements_of(text: bytes) -> list[bytes] | None:
    """Return the objects of a JSON document as bytes of their own, without building them.

    The document is an array, an API answer that holds one (``{"data": [...]}``), or one object. `None`
    without msgspec, or where the document has to be read the lenient way.
    """
    if msgspec is None:
        return None
    try:
        if text.lstrip().startswith(b"["):
            return list(map(bytes, msgspec.json.decode(text, type=list[msgspec.Raw])))
        whole = msgspec.json.decode(text, type=dict[str, msgspec.Raw])
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    inner = [bytes(whole[key]) for key in ENVELOPES if key in whole and bytes(whole[key])[:1] in {b"[", b"{"}]
    return _elements_of(inner[0]) if inner else [text]


def unwrapped(value: Any) -> list[Any]:
    """Return the profiles of a document: the items of an array, also of one in an API answer, or the one."""
    if isinstance(value, Mapping):
        inner = [value[key] for key in ENVELOPES if isinstance(value.get(key), list | dict)]
        return unwrapped(inner[0]) if inner else [value]
    return value if isinstance(value, list) else [value]
