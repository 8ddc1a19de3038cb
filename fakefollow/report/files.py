"""Columns as CSV, JSON Lines and Parquet files, results as JSON, and pages."""

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, Final, TextIO

import numpy as np

from fakefollow.errors import MissingExtraError
from fakefollow.report.writing import whole_file, whole_text

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
    if not isinstance(target, str | Path):
        _write_lines(columns, target, file_format)
    elif file_format == "parquet":
        with whole_file(target) as file:
            _write_parquet(columns, file)
    else:
        with whole_text(target) as stream:
            _write_lines(columns, stream, file_format)


def records(columns: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return one dict a row of columns, in plain values that JSON takes; times as ISO text in UTC."""
    plain = {name: _plain(values) for name, values in columns.items()}
    return [dict(zip(plain, row, strict=True)) for row in zip(*plain.values(), strict=True)]


def json_text(content: Mapping[str, Any], path: str | Path | None = None, indent: int | None = None) -> str:
    """Return plain data as strict JSON, and write it, with a line end, if a path is given; NaN is a ValueError."""
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


def _write_lines(columns: Mapping[str, Any], stream: TextIO, file_format: str) -> None:
    plain = {name: _plain(values) for name, values in columns.items()}
    if file_format == "csv":
        writer = csv.writer(stream, lineterminator="\n")
        # Not every Python quotes a bare carriage return by itself, at which a reader would end the row.
        quoting = csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writerow(plain)
        for row in zip(*plain.values(), strict=True):
            cells = [neutralised(cell) for cell in row]
            has_return = any("\r" in cell for cell in cells if isinstance(cell, str))
            (quoting if has_return else writer).writerow(cells)
        return
    rows = (json.dumps(row, ensure_ascii=False) for row in map(dict, _items(plain)))
    if file_format == "json":
        stream.write("[\n" + ",\n".join(rows) + "\n]\n")
    else:
        stream.writelines(f"{row}\n" for row in rows)


def _items(plain: Mapping[str, list[Any]]) -> Iterator[Iterable[tuple[str, Any]]]:
    return (zip(plain, row, strict=True) for row in zip(*plain.values(), strict=True))


def _write_parquet(columns: Mapping[str, Any], file: BinaryIO) -> None:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise MissingExtraError("Writing Parquet", "parquet") from error
    try:
        table = pa.table(dict(columns))
    except UnicodeEncodeError:  # half a character, where a text was cut
        table = pa.table({name: _encodable(values) for name, values in columns.items()})
    parquet.write_table(table, file)


def _encodable(values: Any) -> Any:
    return [value.encode("utf8", "replace").decode() if isinstance(value, str) else value for value in values]


def _plain(values: Any) -> list[Any]:
    if not isinstance(values, np.ndarray):
        return list(values)
    if values.dtype.kind == "M":
        return [None if time is None else f"{time.isoformat()}Z" for time in values.tolist()]
    plain: list[Any] = values.tolist()
    return plain
