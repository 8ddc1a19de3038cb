"""Rows of cells below the names of their columns -> tables: delimited text, workbooks, databases, numpy arrays.

Knows how such rows are kept, chunk by chunk; what a column means is decided by its shape, elsewhere.
"""

import csv
import io
import re
import sqlite3
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from itertools import chain, count, islice
from typing import Any, Final, NamedTuple, TypeAlias

from fakefollow.errors import ProfileError, needing
from fakefollow.platforms import Shape, meaning_of
from fakefollow.profiles import MISSING, IssueTable, ProfileTable
from fakefollow.readers.opening import DAMAGE, Source, growth_of, is_of_another_meaning, line_blocks_of, refuse_growth
from fakefollow.readers.recognition import (
    ONLY_NAMES,
    MixedRows,
    Recognition,
    RowBatch,
    has_strangers,
    opened_cells,
    tables_of_batches,
)
from fakefollow.readers.rows import ALL_NOT_OBSERVED, BATCH_ROWS, RawRows, Row, column_lookup, object_in

SHEET_ROWS: Final = 1 << 20
"""The most that Excel has."""

ROW_BYTES: Final = 1_000
"""What a row takes in memory."""

STEPS: Final = 100_000
STEP_BYTES: Final = 4
"""Steps of SQLite between two looks at how many there were, and what one counts as: to read a byte takes less than one;
conventions."""

LOOKED_AT: Final = 1_000
"""Lines by which it is decided how quotes within cells are written; a convention."""

DELIMITERS: Final = ",;\t|"

_SEPARATOR: Final = re.compile(r'"?sep=((?![\s"\\])[\x00-\x7f])"?[\r\n]+', re.ASCII)
"""How Excel writes the delimiter above the header."""

_DATA: Final = re.compile(r"[+-]?\d[\d.,]*|@\w+|https?://.*|\d{4}-\d\d-\d\d.*|.+@.+\..+")
"""What is no name of a column: a number, a handle, an address, a date."""

Cells: TypeAlias = Sequence[Any] | csv.Error
Reading: TypeAlias = Callable[[Sequence[Any], Iterable[Cells], str, Recognition, IssueTable], Iterator[Any]]
"""What makes something of rows of cells below their header, as `read_cells` makes tables."""


def read_delimited(
    source: Source, recognition: Recognition, file_issues: IssueTable, reading: Reading | None = None
) -> Iterator[Any]:
    """Yield the tables of a delimited text, or what else reading its cells makes of them."""
    blocks = (
        block.decode("utf-8", "surrogateescape").replace("\n\ufeff", "\n")
        for block in line_blocks_of(source, file_issues)
    )
    texts = chain.from_iterable(io.StringIO(block, newline="") for block in blocks)
    filled = filter(str.strip, texts)
    header = next(filled, None)
    if header is not None and (said := _SEPARATOR.fullmatch(header)):
        header = next(filled, None)
    if header is None:
        raise ProfileError(f"{source.name} is empty: expected a header and a profile a row")
    delimiter = said[1] if said else max(DELIMITERS, key=header.count)
    some = [header, *islice(texts, LOOKED_AT)]
    dialect = {"delimiter": delimiter, "escapechar": _escape(some, delimiter)}
    rows = _rows_of_texts(chain(some, texts), dialect)
    names = next(rows)
    if isinstance(names, csv.Error | Unclosed):
        why = "a quote never closes" if isinstance(names, Unclosed) else str(names)
        raise ProfileError(f"{source.name}: expected a header in the first line, but: {why}")
    rows = filter(None, rows)
    if recognition.names_suffice and len(names) == 1 and meaning_of(names[0]) is None:  # is an account itself
        names, rows = ["id" if names[0].strip().isdecimal() else "username"], chain([names], rows)
    return (reading or read_cells)(names, rows, source.name, recognition, file_issues)


class Unclosed(list[str]):
    """The cells of a line in which a quote begins that never closes, as they are without it."""


def _rows_of_texts(texts: Iterator[str], dialect: Mapping[str, Any]) -> Iterator[Cells]:
    """Yield the cells of rows; where a quote never closes, every line that it would swallow is read as a row again."""
    lines: list[str] = []
    while more := list(islice(texts, max(BATCH_ROWS, len(lines)))):
        lines += more
        start = yield from _rows_of_lines(lines, dialect, 1)
        lines = lines[start:]
    yield from _rows_of_lines(lines, dialect, 0)


def _rows_of_lines(lines: Sequence[str], dialect: Mapping[str, Any], waiting: int) -> Generator[Cells, None, int]:
    """Yield the cells of rows, and return where they end: before one that the lines waiting may belong to."""
    start = first = 0
    reader = csv.reader(lines, **dialect)
    rows = _until_end(reader)
    while (row := next(rows, None)) is not None:
        end = first + reader.line_num
        if waiting and end == len(lines):
            break  # it may go on
        is_error = isinstance(row, csv.Error)
        strictly = _until_end(csv.reader(lines[start:end], strict=True, **dialect)) if end > start + 1 else ()
        if end > start + 1 and (is_error or any(isinstance(each, csv.Error) for each in strictly)):
            cells = lines[start].rstrip("\r\n").split(dialect["delimiter"])
            row, end, is_error = Unclosed(cell.strip('"') for cell in cells), start + 1, True
        yield row
        start = end
        if is_error:
            first, reader = start, csv.reader(lines[start:], **dialect)
            rows = _until_end(reader)
    return start


def _until_end(rows: Iterator[list[str]]) -> Iterator[Cells]:
    while True:
        try:
            yield next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield error


def _escape(lines: Sequence[str], delimiter: str) -> str | None:
    r"""Return a backslash if quotes within cells are written ``\"``: if more rows then have the width of the header."""
    if not any('\\"' in line for line in lines):
        return None
    fitting = {}
    for escape in (None, "\\"):
        rows = list(_until_end(csv.reader(lines, delimiter=delimiter, escapechar=escape)))
        widths = [-1 if isinstance(row, csv.Error) else len(row) for row in rows if row]
        fitting[escape] = sum(width == widths[0] for width in widths)
    return "\\" if fitting["\\"] > fitting[None] else None


class Block(NamedTuple):
    """Some rows as named columns, `MISSING` in those that do not fit, of which there are so many."""

    columns: Mapping[str, Sequence[Any]]
    n_rows: int
    n_unfit: int
    issues: IssueTable


def _names_of(header: Sequence[Any]) -> list[str]:
    return ["" if each is None else str(each).strip() for each in header]


def _blocks_of(header: Sequence[Any], rows: Iterable[Cells]) -> Iterator[Block]:
    """Yield rows of cells as blocks, at least one; of two columns with one name the first."""
    names, waiting, is_first = _names_of(header), iter(rows), True
    while (chunk := list(islice(waiting, BATCH_ROWS))) or is_first:
        issues, is_first = IssueTable([]), False
        fitted: Sequence[Cells] = chunk
        if any(type(row) is not list or len(row) != len(header) for row in chunk) or list(header) in chunk:
            fitted = [_fitted(row, header, position, issues) for position, row in enumerate(chunk)]
        n_unfit = len(issues)
        for position in (position for position, row in enumerate(chunk) if isinstance(row, Unclosed)):
            issues.add(position, None, "a quote that never closes", "every quote closed", "read line by line")
        columns = list(zip(*fitted, strict=True)) or [()] * len(names)
        yield Block(dict(zip(reversed(names), reversed(columns), strict=True)), len(chunk), n_unfit, issues)


def read_cells(
    header: Sequence[Any], rows: Iterable[Cells], name: str, recognition: Recognition, file_issues: IssueTable
) -> Iterator[ProfileTable]:
    """Yield a table for every chunk of rows; raise ProfileError where not one has the width of the header."""
    names, mixed, n_rows, n_unfit = _names_of(header), MixedRows(recognition), 0, 0
    for twice in sorted({each for each in names if each and names.count(each) > 1}):
        file_issues.add(None, None, f"column {twice!r} twice", "every column name once", "the first one was read")

    def rows_of(block: Block) -> list[Row]:
        """Return the rows that fit, with objects that cells write, or names alone."""
        rows = (dict(zip(block.columns, row, strict=True)) for row in zip(*block.columns.values(), strict=True))
        kept = [row for row in rows if MISSING not in row.values()]
        return [{name: object_in(row[name]) for name in names} for row in kept] or [dict.fromkeys(names, "")]

    def read(block: Block, issues: IssueTable) -> tuple[Shape, RawRows]:
        nonlocal n_rows, n_unfit
        n_rows, n_unfit = n_rows + block.n_rows, n_unfit + block.n_unfit
        issues.extend(block.issues)
        return _raw(names, block.columns, block.n_rows, _required(names, name, recognition), mixed)

    recognition.cells = recognition.same_keys = True
    yield from tables_of_batches(_blocks_of(header, rows), recognition, rows_of, read)
    if n_rows and n_unfit == n_rows:
        raise ProfileError(
            f"{name}: the header has {len(names)} cells ({', '.join(names)[:80]!r}), but none of {n_rows:,} rows has: "
            "correct the first line"
        )


def _raw(
    names: Sequence[str], columns: Mapping[str, Sequence[Any]], n_rows: int, main: Shape, mixed: MixedRows
) -> tuple[Shape, RawRows]:
    """Return the shape to read some rows by and their raw values: by columns, or by rows where some have others."""
    lookup = column_lookup(names, columns.__getitem__)
    if not n_rows or not has_strangers(main, lookup):
        return main, (lookup, n_rows)
    cells = zip(*opened_cells(columns, main), strict=True)
    rows = [{n: v for n, v in zip(columns, row, strict=True) if v is not MISSING} for row in cells]
    shape, raw = mixed.read(RowBatch(rows, ()), IssueTable())
    return (main, (lookup, n_rows)) if shape is main else (shape, raw)


def _required(names: Sequence[str], name: str, recognition: Recognition) -> Shape:
    """Return the shape of named columns, or raise ProfileError where they have no names."""
    if recognition.shape is None and len(names) == 1:
        raise ProfileError(f"{name}: the only column has no known name ({names[0][:60]!r}); {ONLY_NAMES}")
    if recognition.shape is None and any(map(_DATA.fullmatch, names)):
        raise ProfileError(
            f"{name}: the first line looks like data ({', '.join(names)[:60]!r}), not like a header: "
            "put a line such as username,followers_count above it"
        )
    return recognition.require()


def cells_as_columns(
    header: Sequence[Any], rows: Iterable[Cells], _name: str, _: Recognition, issues: IssueTable
) -> Iterator[dict[str, list[Any]]]:
    """Yield the cells as they are, by the names of their columns; of rows with too few or too many, none."""
    columns: dict[str, list[Any]] = {name: [] for name in _names_of(header) if name}
    n_rows = 0
    for block in _blocks_of(header, rows):
        issues.extend(block.issues, n_rows)
        n_rows += block.n_rows
        for name, column in columns.items():
            column.extend(block.columns[name])
    yield columns


def _fitted(row: Cells, header: Sequence[Any], position: int, issues: IssueTable) -> Sequence[Any]:
    """Return the cells of a row; one with too many or too few is shifted or cut, nobody knows where."""
    width = len(header)
    if not isinstance(row, csv.Error):
        if len(row) == width and (row[0] != header[0] or list(row) != list(header)):
            return row
        if len(row) > width and not any(row[width:]):
            return row[:width]
    got = str(row) if isinstance(row, csv.Error) else f"{len(row)} cells"
    if not isinstance(row, csv.Error) and len(row) == width:
        issues.add(position, None, "the header again", "a profile", ALL_NOT_OBSERVED)
    else:
        issues.add(position, None, got, f"{width} cells, as in the header", ALL_NOT_OBSERVED)
    return [MISSING] * width


def read_workbook(
    source: Source, recognition: Recognition, file_issues: IssueTable, sheet: str | None, reading: Reading | None = None
) -> Iterator[Any]:
    """Yield the tables of a sheet of an Excel file, the first by default."""
    with needing(f"reading Excel ({source.name})", "excel"):
        import openpyxl
    with source.open_whole() as file:
        rows = _rows_of_sheet(openpyxl.load_workbook, file, source, sheet)
        header = [cell for cell in next(rows, ()) if cell is not None]
        if not header:
            called = "first sheet" if sheet is None else f"sheet {sheet!r}"
            raise ProfileError(f"{source.name}: the {called} is empty; pass table= for another")
        cells = ([*row, *[""] * (len(header) - len(row))] for row in rows)
        yield from (reading or read_cells)(header, cells, source.name, recognition, file_issues)


def _rows_of_sheet(load: Any, file: Any, source: Source, sheet: str | None) -> Iterator[Sequence[Any]]:
    """Yield rows, empty ones at both ends left out, empty cells as texts; what openpyxl raises is a ProfileError."""
    begun, n_empty = False, 0
    try:
        book = load(file, read_only=True, data_only=True)
        if sheet is not None and sheet not in book.sheetnames:
            raise ProfileError(
                f"{source.name}: table={sheet!r} is not a sheet; the sheets are {_listed(book.sheetnames)}"
            )
        page = book[sheet or book.sheetnames[0]]
        page.reset_dimensions()  # said in the file, often wrongly
        for number, row in enumerate(page.iter_rows(values_only=True)):
            if number == SHEET_ROWS:
                raise ProfileError(
                    f"{source.name}: damaged: more rows than the {SHEET_ROWS:,} of Excel; save it as CSV"
                )
            if not any(cell is not None and cell != "" for cell in row):
                n_empty += begun
            else:
                yield from ([""] for _ in range(n_empty))
                begun, n_empty = True, 0
                yield ["" if cell is None else cell for cell in row]
    except (*DAMAGE, TypeError, LookupError, AttributeError, ArithmeticError, SyntaxError) as error:
        if is_of_another_meaning(error):
            raise
        raise ProfileError(
            f"{source.name}: damaged or not an Excel workbook ({type(error).__name__}: {error}): open it in Excel and "
            "save it as CSV"
        ) from error


def read_database(
    source: Source, recognition: Recognition, file_issues: IssueTable, table: str | None, reading: Reading | None = None
) -> Iterator[Any]:
    """Yield the tables of a table of an SQLite database, which needs no name if it is the only one."""
    connection = sqlite3.connect(":memory:")
    connection.text_factory = lambda text: text.decode("utf-8", "surrogateescape")
    try:
        with source.open_whole() as file:
            connection.deserialize(held := file.read())
        limit, spent = growth_of(len(held)), count()
        connection.set_progress_handler(lambda: next(spent) * STEPS * STEP_BYTES > limit, STEPS)
        found = connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name")
        names = [name for (name,) in found if not name.startswith("sqlite_")]
        if table not in names and (table is not None or len(names) != 1):
            raise ProfileError(
                f"{source.name}: {'' if table is None else f'table={table!r} is not a table; '}the tables are "
                f"{_listed(names)}: pass one of them, such as table={(names or ['followers'])[0]!r}"
            )
        quoted = (table or names[0]).replace('"', '""')
        rows = connection.execute(f'SELECT * FROM "{quoted}"')  # noqa: S608 - the name is one of the database's own
        header = [column[0] for column in rows.description]
        growing = _growing(rows, source.name, limit)
        yield from (reading or read_cells)(header, growing, source.name, recognition, file_issues)
    except (sqlite3.Error, UnicodeError) as error:
        why = "a view never ends" if str(error) == "interrupted" else error
        raise ProfileError(f"{source.name}: expected an SQLite database, but: {why}") from error
    finally:
        connection.close()


def _growing(rows: Iterable[Sequence[Any]], name: str, limit: int) -> Iterator[Sequence[Any]]:
    """Yield rows; raise ProfileError where they, out of views, come to more than their file can hold."""
    size = 0
    for row in rows:
        size += ROW_BYTES + sum(len(cell) for cell in row if isinstance(cell, str | bytes))
        refuse_growth(name, size, limit)
        yield row


def _listed(names: Sequence[str]) -> str:
    return ", ".join(map(repr, names)) or "none"
