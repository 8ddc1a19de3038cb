"""JSON and Python objects -> tables, chunk by chunk: lines, arrays, answers of an API, lists of dicts."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

from fakefollow.errors import ProfileError
from fakefollow.platforms import CANONICAL, Lookup, Shape
from fakefollow.profiles import IssueTable, ProfileTable
from fakefollow.readers.files import blocks_of, line_blocks_of
from fakefollow.readers.json_lines import lines_of_block, loads, look_up_block, look_up_lines, row_of_line
from fakefollow.readers.lookup import MixedRows, RowBatch, row_batches
from fakefollow.readers.pages import envelope_of, is_page, unwrapped
from fakefollow.readers.recognition import Recognition
from fakefollow.readers.rows import BATCH_ROWS, CHUNK_ROWS, Row, TableBuilder

try:
    import msgspec
except ImportError:  # the fast extra is not installed
    msgspec = None  # type: ignore[assignment]

Batch = TypeVar("Batch")


def read_json_lines(path: Path, recognition: Recognition, file_issues: IssueTable) -> Iterator[ProfileTable]:
    """Yield the tables of a file with one JSON object a line, or one API answer a line if the first is one."""
    blocks = line_blocks_of(path, file_issues)
    first = next(blocks)
    blocks = chain([first], blocks)
    if _begins_with_page(lines_of_block(first)):
        lines = (line for block in blocks for line in lines_of_block(block))
        return _read_batches(_batches_of_pages(lines), recognition)
    return _tables(blocks, recognition, lambda block: _rows_of_lines(lines_of_block(block)), look_up_block)


def _begins_with_page(lines: Sequence[bytes]) -> bool:
    return any(is_page(_document_of(line)) for line in lines[:1])


def _document_of(line: bytes) -> Any:
    """Decode one line; what is no JSON is returned as text, which no reader takes for a profile."""
    text = line.decode("utf-8", "surrogateescape")
    try:
        return loads(text)
    except (ValueError, RecursionError):
        return line.decode("utf-8", "replace").strip()


def _batches_of_pages(lines: Iterable[bytes]) -> Iterator[RowBatch]:
    """Yield the profiles of API answers, one answer a line; a line that is none is a row of its own."""
    for line in lines:
        yield from row_batches(unwrapped(_document_of(line)))


def read_elements(elements: Sequence[bytes], recognition: Recognition) -> Iterator[ProfileTable]:
    """Yield the tables of encoded JSON objects."""
    return _tables(_batches(elements), recognition, _rows_of_lines, look_up_lines)


def read_objects(objects: Sequence[Any], recognition: Recognition) -> Iterator[ProfileTable]:
    """Yield the tables of dicts, `Profile` objects or objects of API clients."""
    return _read_batches(row_batches(objects), recognition)


def _read_batches(batches: Iterable[RowBatch], recognition: Recognition) -> Iterator[ProfileTable]:
    mixed = MixedRows(recognition)
    return _tables(batches, recognition, lambda batch: batch.rows, mixed.look_up, mixed.shape_for)


def _tables(
    batches: Iterable[Batch],
    recognition: Recognition,
    rows_of: Callable[[Batch], Sequence[Row]],
    look_up: Callable[[Shape, Batch, int, IssueTable], tuple[Lookup, int]],
    shape_for: Callable[[Batch], Shape] | None = None,
) -> Iterator[ProfileTable]:
    builder: TableBuilder | None = None
    for batch in batches:
        if recognition.shape is None:
            recognition.look_at(rows_of(batch))
        shape = shape_for(batch) if shape_for else recognition.shape or CANONICAL
        if builder is None or builder.n_rows >= CHUNK_ROWS or builder.shape is not shape:
            if builder is not None:
                yield builder.table()
            builder = TableBuilder(shape, builder.next_row if builder else 0)
        builder.add(*look_up(shape, batch, builder.next_row, builder.issues))
    if builder is not None:
        yield builder.table()
        recognition.require()


def _batches(lines: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    for start in range(0, len(lines), BATCH_ROWS):
        yield lines[start : start + BATCH_ROWS]


def _rows_of_lines(lines: Sequence[bytes]) -> list[Row]:
    unused = IssueTable([])  # the lines are decoded again, and then their issues count
    return [row_of_line(line, 0, unused) for line in lines]


def read_json(path: Path, recognition: Recognition, file_issues: IssueTable) -> Iterator[ProfileTable]:
    """Yield the tables of a JSON document; one object a line is taken too, whatever the file is called.

    Raises
    ------
    ProfileError
        If the file is not JSON.
    """
    return _read_document(b"".join(blocks_of(path, file_issues)), path, recognition)


def read_script(path: Path, recognition: Recognition, file_issues: IssueTable) -> Iterator[ProfileTable]:
    """Yield the tables of a script that assigns an array, as the files of an X archive do.

    Raises
    ------
    ProfileError
        If there is no array in it.
    """
    text = b"".join(blocks_of(path, file_issues))
    start, end = text.find(b"["), text.rfind(b"]")
    if start < 0 or end < start:
        raise ProfileError(
            f"{path}: expected a file of an X archive such as follower.js, window.YTD.follower.part0 = [...], "
            "but there is no array in it"
        )
    return _read_document(text[start : end + 1], path, recognition)


def _read_document(text: bytes, path: Path, recognition: Recognition) -> Iterator[ProfileTable]:
    elements = _elements_of(text)
    if elements is not None:
        return read_elements(elements, recognition)
    try:
        document = loads(text.decode("utf-8", "surrogateescape"))
    except (ValueError, RecursionError) as error:
        lines = lines_of_block(text)
        if len(lines) > 1 and _begins_with_page(lines):
            return _read_batches(_batches_of_pages(lines), recognition)
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
            elements = list(map(bytes, msgspec.json.decode(text, type=list[msgspec.Raw])))
            return None if elements and is_page(msgspec.json.decode(elements[0])) else elements
        whole = msgspec.json.decode(text, type=dict[str, msgspec.Raw])
        envelope = envelope_of({key: _glimpse(bytes(raw)) for key, raw in whole.items()})
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    return [text] if envelope is None else _elements_of(bytes(whole[envelope]))


def _glimpse(raw: bytes) -> Any:
    """Return a value of a document; of an array, however long, only the first item."""
    if not raw.startswith(b"["):
        return msgspec.json.decode(raw)
    return [msgspec.json.decode(item) for item in msgspec.json.decode(raw, type=list[msgspec.Raw])[:1]]
