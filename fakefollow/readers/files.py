"""Open profile files as bytes, lines and cells, piece by piece, also compressed.

Knows file formats; what a row means is decided by its shape, elsewhere.
"""

import csv
import gzip
import zlib
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final, TypeAlias

from fakefollow.errors import ProfileError
from fakefollow.profiles import MISSING, IssueTable, ProfileTable
from fakefollow.readers.named_columns import column_lookup, row_of_columns
from fakefollow.readers.recognition import Recognition
from fakefollow.readers.rows import ALL_NOT_OBSERVED, TableBuilder

BLOCK_BYTES: Final = 1 << 17
"""Small enough that a block and what is decoded from it stay in the processor's cache."""

CELL_ROWS: Final = 4_096
"""Rows of a delimited file that are Python lists at a time."""

FORMATS: Final = (".jsonl", ".ndjson", ".json", ".js", ".csv", ".tsv", ".parquet")
DELIMITERS: Final = ",;\t"

Cells: TypeAlias = list[str] | csv.Error


def is_profile_path(value: object) -> bool:
    """Tell whether a value is a path, or a text that ends like the name of a file that is understood."""
    if isinstance(value, str):
        return value.lower().removesuffix(".gz").endswith(FORMATS)
    return isinstance(value, Path)


def format_of(path: Path) -> str:
    """Return the suffix that names the format of a file, without ``.gz``.

    Raises
    ------
    ProfileError
        If no reader knows it.
    """
    suffix = Path(path.name.lower().removesuffix(".gz")).suffix
    if suffix not in FORMATS:
        raise ProfileError(
            f"{path}: expected a name ending in {', '.join(FORMATS)} (all but Parquet also with .gz), "
            f"got {suffix or 'no ending'}; rename the file, or load it yourself and pass a frame or dicts"
        )
    return suffix


def blocks_of(path: Path, issues: IssueTable) -> Iterator[bytes]:
    """Yield the bytes of a file block by block, without a byte order mark; a cut archive ends with an issue.

    Raises
    ------
    ProfileError
        If nothing can be read: the file is empty, or named .gz and not gzip.
    """
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
    """Return the header of a delimited file and its rows in chunks; blank lines are no rows.

    A row that cannot be split into cells is handed on as the error. Bytes that are not UTF-8 become
    surrogates, which reading a text replaces and records.

    Raises
    ------
    ProfileError
        If the header cannot be split into names.
    """
    blocks = line_blocks_of(path, issues)
    lines = (line.decode("utf-8", "surrogateescape") for block in blocks for line in block.splitlines(True))
    header = next(line for line in lines if line.strip())
    rows = csv.reader(chain([header], lines), delimiter=max(DELIMITERS, key=header.count))
    try:
        names = next(rows)
    except csv.Error as error:
        raise ProfileError(
            f"{path}: expected the names of the columns in the first line, but: {error}"
        ) from error
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
