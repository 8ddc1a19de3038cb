"""Delimited files -> tables, chunk by chunk, by the names in the header.

An empty cell is no count, flag or time, but an empty text: CSV cannot tell one from none.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from fakefollow.issues import IssueTable
from fakefollow.parsing import MISSING
from fakefollow.readers.files import Cells, cells_of
from fakefollow.readers.named_columns import column_lookup, row_of_columns
from fakefollow.readers.recognition import Recognition
from fakefollow.readers.rows import ALL_NOT_OBSERVED, TableBuilder
from fakefollow.table import ProfileTable


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
