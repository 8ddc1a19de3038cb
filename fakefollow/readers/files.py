"""Open profile files, piece by piece and also compressed, and read what is in them chunk by chunk into tables.

Knows file formats and JSON; what a row means is decided by its shape, elsewhere.
"""

import csv
import gzip
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.util import find_spec
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final, TypeAlias, TypeVar

from fakefollow.errors import ProfileError
from fakefollow.platforms import CANONICAL, Shape
from fakefollow.profiles import MISSING, IssueTable, ProfileTable, concatenate
from fakefollow.readers.recognition import (
    MixedRows,
    Recognition,
    RowBatch,
    envelope_of,
    is_page,
    row_batches,
    unwrapped,
)
from fakefollow.readers.rows import (
    ALL_NOT_OBSERVED,
    BATCH_ROWS,
    CHUNK_ROWS,
    RawRows,
    Row,
    TableBuilder,
    column_lookup,
    document_of,
    lines_of_block,
    loads,
    look_up_block,
    look_up_lines,
    row_of_columns,
)

BLOCK_BYTES: Final = 1 << 17
"""Small enough that a block and what is decoded from it stay in the processor's cache."""

CELL_ROWS: Final = 4_096
"""Rows of a delimited file that are Python lists at a time."""

DELIMITERS: Final = ",;\t"

Cells: TypeAlias = list[str] | csv.Error
Batch = TypeVar("Batch")


def is_profile_path(value: object) -> bool:
    """Tell whether a value is a path, or a text that ends like the name of a file that is understood."""
    if isinstance(value, str):
        return value.lower().removesuffix(".gz").endswith(FORMATS)
    return isinstance(value, Path)


def blocks_of(path: Path, issues: IssueTable) -> Iterator[bytes]:
    """Yield the bytes of a file block by block, without a byte order mark; a cut archive ends with an issue."""
    empty = True
    try:
        for number, block in enumerate(_raw_blocks(path)):
            empty = empty and not block.strip(b"\xef\xbb\xbf \t\r\n")
            yield block if number else block.removeprefix(b"\xef\xbb\xbf")
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        if empty:
            raise ProfileError(f"{path}: expected gzip data because of its name, but: {error}") from error
        issues.add(None, None, f"{path.name}: {error}", "a complete gzip file", "read up to the damage")
    if empty:
        raise ProfileError(f"{path} is empty: expected profiles, one a row")


def _raw_blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stored:
        file = gzip.GzipFile(fileobj=stored) if path.suffix.lower() == ".gz" else stored
        while block := file.read1(BLOCK_BYTES):
            yield block


def line_blocks_of(path: Path, issues: IssueTable) -> Iterator[bytes]:
    """Yield the bytes of a file in blocks of whole lines."""
    pieces: list[bytes] = []
    for block in blocks_of(path, issues):
        end = block.rfind(b"\n") + 1
        if end:
            yield b"".join([*pieces, block[:end]])
            pieces = []
        pieces.append(block[end:])
    if any(pieces):
        yield b"".join(pieces)


def cells_of(path: Path, issues: IssueTable) -> tuple[list[str], Iterator[list[Cells]]]:
    """Return the header of a delimited file and its rows in chunks; one that cannot be split is an error."""
    blocks = line_blocks_of(path, issues)
    lines = (line.decode("utf-8", "surrogateescape") for block in blocks for line in block.splitlines(True))
    header = next(line for line in lines if line.strip())
    rows = csv.reader(chain([header], lines), delimiter=max(DELIMITERS, key=header.count))
    try:
        names = next(rows)
    except csv.Error as error:
        raise ProfileError(f"{path}: expected the names of the columns in the first line, but: {error}") from error
    return names, _chunks(filter(None, iter(lambda: _next_row(rows), None)))


def _next_row(rows: Iterator[list[str]]) -> Cells | None:
    try:
        return next(rows, None)
    except csv.Error as error:
        return error


def _chunks(rows: Iterator[Cells]) -> Iterator[list[Cells]]:
    while chunk := list(islice(rows, CELL_ROWS)):
        yield chunk


def read_csv(path: Path, recognition: Recognition, file_issues: IssueTable) -> Iterator[ProfileTable]:
    """Yield a table for every chunk of a delimited file."""
    header, chunks = cells_of(path, file_issues)
    names = [name.strip() for name in header]
    recognition.look_at([row_of_columns(names, lambda _: "")])
    shape = recognition.require()
    first_row = 0
    for chunk in chunks:
        builder = TableBuilder(shape, first_row)
        columns = _columns(chunk, names, first_row, builder.issues)
        builder.add(column_lookup(names, columns.__getitem__), len(chunk))
        yield builder.table()
        first_row = builder.next_row


def _columns(
    chunk: Sequence[Cells], names: Sequence[str], first_row: int, issues: IssueTable
) -> dict[str, Sequence[Any]]:
    """Return the cells column by column; of columns with the same name the first."""
    rows = [_fitted(row, len(names), first_row + position, issues) for position, row in enumerate(chunk)]
    columns: dict[str, Sequence[Any]] = {}
    for name, cells in zip(names, zip(*rows, strict=True), strict=True):
        columns.setdefault(name, cells)
    return columns


def _fitted(row: Cells, width: int, position: int, issues: IssueTable) -> Sequence[Any]:
    """Return the cells of a row; one with too many or too few is shifted or cut, nobody knows where."""
    if isinstance(row, list) and len(row) == width:
        return row
    if isinstance(row, list) and len(row) > width and not any(row[width:]):
        return row[:width]
    got = f"{len(row)} cells" if isinstance(row, list) else str(row)
    issues.add(position, None, got, f"{width} cells, as many as the header has", ALL_NOT_OBSERVED)
    return [MISSING] * width


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
    return any(is_page(document_of(line)) for line in lines[:1])


def _batches_of_pages(lines: Iterable[bytes]) -> Iterator[RowBatch]:
    """Yield the profiles of API answers, one answer a line; a line that is none is a row of its own."""
    for line in lines:
        yield from row_batches(unwrapped(document_of(line)))


def read_elements(elements: Sequence[bytes], recognition: Recognition) -> Iterator[ProfileTable]:
    """Yield the tables of encoded JSON objects."""
    batches = (elements[start : start + BATCH_ROWS] for start in range(0, len(elements), BATCH_ROWS))
    return _tables(batches, recognition, _rows_of_lines, look_up_lines)


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
    look_up: Callable[[Shape, Batch, int, IssueTable], RawRows],
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


def _rows_of_lines(lines: Sequence[bytes]) -> list[Row]:
    """Return lines as rows to recognise a shape by; they are decoded again, and then their issues count."""
    documents = map(document_of, lines)
    return [document if isinstance(document, dict) else {} for document in documents]


def read_json(path: Path, recognition: Recognition, file_issues: IssueTable) -> Iterator[ProfileTable]:
    """Yield the tables of a JSON document; one object a line is taken too, whatever the file is called."""
    return _read_document(b"".join(blocks_of(path, file_issues)), path, recognition)


def read_script(path: Path, recognition: Recognition, file_issues: IssueTable) -> Iterator[ProfileTable]:
    """Yield the tables of a script that assigns an array, as the files of an X archive do."""
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
        if len(lines) > 1 and any(_rows_of_lines(lines[:1])):
            return read_elements(lines, recognition)
        raise ProfileError(f"{path}: expected JSON, an array of profiles, but: {error}") from error
    return read_objects(unwrapped(document), recognition)


def _elements_of(text: bytes) -> list[bytes] | None:
    """Return the objects of a JSON document as bytes, unbuilt; `None` where it has to be read the lenient way."""
    if find_spec("msgspec") is None:
        return None
    import msgspec

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
    import msgspec

    if not raw.startswith(b"["):
        return msgspec.json.decode(raw)
    return [msgspec.json.decode(item) for item in msgspec.json.decode(raw, type=list[msgspec.Raw])[:1]]


READERS: Final = {
    **dict.fromkeys((".jsonl", ".ndjson"), read_json_lines),
    **{".json": read_json, ".js": read_script},
    **dict.fromkeys((".csv", ".tsv"), read_csv),
}
FORMATS: Final = (*READERS, ".parquet")


def read_file(path: Path, recognition: Recognition) -> ProfileTable:
    """Return the table of a file of a format that its name tells, or raise ProfileError."""
    suffix, file_issues = Path(path.name.lower().removesuffix(".gz")).suffix, IssueTable([])
    if suffix not in FORMATS:
        raise ProfileError(
            f"{path}: expected a name ending in {', '.join(FORMATS)} (all but Parquet also with .gz), "
            f"got {suffix or 'no ending'}; rename the file, or load it yourself and pass a frame or dicts"
        )
    if suffix in READERS:
        parts = READERS[suffix](path, recognition, file_issues)
    else:
        from fakefollow.readers.frames import read_parquet

        parts = read_parquet(path, recognition)
    tables = list(parts)  # consumed before the issues of the file as a whole are complete
    return concatenate([*tables, ProfileTable({}, 0, issues=file_issues)])
