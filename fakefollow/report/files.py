"""Columns as CSV, JSON Lines and Parquet files, results as JSON, and pages."""

import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Final, TextIO

import numpy as np

from fakefollow.errors import ArgumentError, expect, needing, shown
from fakefollow.report.writing import whole_file, whole_text

MOST_SPACES: Final = 80  # before a line of JSON; a convention
FORMATS: Final = ("csv", "jsonl", "json", "parquet")
FORMULA: Final = re.compile(
    "(?:^|(?<=[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]))(?=[-=+@\t\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}"
    "\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}])|^(?=\r)"
)
"""Where a spreadsheet runs what follows (OWASP, CSV Injection): at the beginning, and after what may end a line."""


def neutralised(cell: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula: what begins like one gets an apostrophe before it."""
    return FORMULA.sub("'", cell) if isinstance(cell, str) else cell


def write_columns(columns: Mapping[str, Any], target: str | Path | TextIO, file_format: str) -> None:
    """Write one line an account, in the order of the input, to a path or stream in one of `FORMATS`.

    CSV has formula-looking texts neutralised, the others have texts as they are; Parquet needs a path. Raises
    `MissingExtraError` if Parquet is asked for and pyarrow is not installed.
    """
    with column_writer(target, file_format) as write:
        write(columns)


@contextmanager
def column_writer(target: str | Path | TextIO, file_format: str) -> Iterator[Callable[[Mapping[str, Any]], None]]:
    """Give a function that writes columns below those of the same names that it wrote before, see `write_columns`."""
    if not isinstance(target, str | Path):
        with _lines(target, file_format) as write:
            yield write
    elif file_format == "parquet":
        with whole_file(target) as file, _parquet(file) as write:
            yield write
    else:
        with whole_text(target) as stream, _lines(stream, file_format) as write:
            yield write


def records(columns: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return one dict a row of columns, in plain values that JSON takes; times as ISO text in UTC."""
    return [dict(zip(columns, row, strict=True)) for row in zip(*map(_plain, columns.values()), strict=True)]


def json_text(content: Mapping[str, Any], path: str | Path | None = None, indent: int | None = None) -> str:
    """Return plain data as strict JSON, and write it, with a line end, if a path is given; NaN is a ValueError."""
    expect("indent", indent, int | str | None, "a number of spaces")
    if isinstance(indent, int) and indent > MOST_SPACES:
        raise ArgumentError(f"indent: expected a number of spaces, got {shown(indent):.80}")
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, indent=indent)
    # Half a character, where a text was cut, is no UTF-8.
    text = text.encode("utf8", "replace").decode("utf8")
    if path is not None:
        with whole_text(path) as stream:
            stream.write(f"{text}\n")
    return text


def write_page(page: str, path: str | Path) -> None:
    """Write a page as UTF-8, whatever its names and bios hold."""
    with whole_text(path) as stream:
        stream.write(page)


@contextmanager
def _lines(stream: TextIO, file_format: str) -> Iterator[Callable[[Mapping[str, Any] | str], None]]:
    begun = False

    def write(columns: Mapping[str, Any] | str) -> None:
        nonlocal begun
        for line in [columns] if isinstance(columns, str) else lines_of(columns, file_format, begun=begun):
            stream.write(line)
            begun = True

    stream.write("[\n" if file_format == "json" else "")
    yield write
    stream.write("\n]\n" if file_format == "json" else "")


class _Echo:
    """A stream that gives back what is written to it."""

    def write(self, text: str) -> str:
        """Return the text."""
        return text


def lines_of(columns: Mapping[str, Any], file_format: str, *, begun: bool) -> Iterator[str]:
    """Yield the text of rows in one of the text formats, as it follows others or begins."""
    if file_format == "csv":
        writer = csv.writer(_Echo(), lineterminator="\n")
        # Not every Python quotes a bare carriage return by itself, at which a reader would end the row.
        quoting = csv.writer(_Echo(), lineterminator="\n", quoting=csv.QUOTE_ALL)
        if not begun:
            yield writer.writerow(columns)
        for row in zip(*map(_plain, columns.values()), strict=True):
            cells = [neutralised(cell) for cell in row]
            has_return = any("\r" in cell for cell in cells if isinstance(cell, str))
            yield (quoting if has_return else writer).writerow(cells)
        return
    for record in records(columns):
        before, after = (",\n" if begun else "", "") if file_format == "json" else ("", "\n")
        yield f"{before}{json.dumps(record, ensure_ascii=False)}{after}"
        begun = True


@contextmanager
def _parquet(file: BinaryIO) -> Iterator[Callable[[Mapping[str, Any]], None]]:
    with needing("Writing Parquet", "parquet"):
        from pyarrow import parquet
    with ExitStack() as stack:
        writer: Any = None

        def write(columns: Mapping[str, Any]) -> None:
            nonlocal writer
            table = arrow_table(columns, None if writer is None else writer.schema)
            writer = writer or stack.enter_context(parquet.ParquetWriter(file, table.schema))
            writer.write_table(table)

        yield write


def arrow_table(columns: Mapping[str, Any], schema: Any = None) -> Any:
    """Return columns as an arrow table; one of which nothing is known is one of texts."""
    import pyarrow as pa

    if isinstance(columns, pa.Table):
        return columns if schema is None else columns.cast(schema)
    try:
        table = pa.table(dict(columns), schema)
    except UnicodeEncodeError:  # half a character, where a text was cut
        table = pa.table({name: _encodable(values) for name, values in columns.items()}, schema)
    if schema is None:
        types = [pa.string() if field.type == pa.null() else field.type for field in table.schema]
        table = table.cast(pa.schema(list(zip(table.column_names, types, strict=True))))
    return table


def _encodable(values: Any) -> Any:
    return [value.encode("utf8", "replace").decode() if isinstance(value, str) else value for value in values]


def _plain(values: Any) -> list[Any]:
    if not isinstance(values, np.ndarray):
        return list(values)
    if values.dtype.kind == "M":
        return [None if time is None else f"{time.isoformat()}Z" for time in values.tolist()]
    plain: list[Any] = values.tolist()
    return plain
