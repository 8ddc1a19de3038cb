"""Whatever reactions or posts come in -> tables and documents, one after the other.

Knows files and frames, and not what is in them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np

from fakefollow.errors import ProfileError
from fakefollow.platforms import Field, kind_named, usual_message
from fakefollow.profiles import Column, IntArray, IssueTable, Origin, is_missing, parse_column
from fakefollow.readers.cells import cells_as_columns, read_database, read_delimited, read_workbook
from fakefollow.readers.containers import collected, mapping_of
from fakefollow.readers.mending import mended_document
from fakefollow.readers.names import opened
from fakefollow.readers.opening import (
    PACKINGS,
    Source,
    document_bytes,
    is_profile_path,
    kind_of,
    line_blocks_of,
    source_of,
    unpacked_name,
)
from fakefollow.readers.recognition import Recognition
from fakefollow.readers.rows import Row, column_lookup, document_of, is_flat, lines_of_block, loads, object_in
from fakefollow.readers.unpacking import parts_of

LOOKED_AT: Final = 100
"""Cells of a column that tell whether objects are in it, and rows of a list; a convention."""


@dataclass
class Table:
    """Named columns: the cells of a file, or a frame."""

    cells: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    frame: Any = None

    @property
    def names(self) -> list[str]:
        """The names of the columns."""
        return list(self.cells) if self.frame is None else [n for n in self.frame.columns if isinstance(n, str)]

    def __len__(self) -> int:
        return len(next(iter(self.cells.values()), ())) if self.frame is None else len(self.frame)

    def values(self, name: str, some: int | None = None) -> Sequence[Any]:
        """Return the values of a column, or some of the first."""
        if self.frame is None:
            return self.cells[name][:some]
        from fakefollow.readers.frames import values_of

        return values_of(self.frame[name] if some is None else self.frame[name].head(some))

    def column(self, name: str, canonical: str, issues: IssueTable) -> Column | None:
        """Return a column read as a canonical one."""
        if self.frame is not None:
            from fakefollow.readers.frames import read_field

            found, lookup = IssueTable([]), column_lookup([name], self.values)
            column = read_field(self.frame, [name], Field(((name,),)), lookup, Origin(canonical, found))
            if not found.left:
                issues.extend(found)
                return column
        return parse_column(self.values(name), canonical, issues)

    def first(self) -> Row:
        """Return one of the first values of each column, as a row."""
        some = {name: self.values(name, LOOKED_AT) for name in self.names}
        return {name: next((value for value in values if not is_missing(value)), "") for name, values in some.items()}

    def rows(self) -> list[Row]:
        """Return the rows, with objects where cells or names write such."""
        columns = [list(map(object_in, self.values(name))) for name in self.names]
        rows = [dict(zip(self.names, row, strict=True)) for row in zip(*columns, strict=True)]
        known = [{name: value for name, value in row.items() if not is_missing(value)} for row in rows]
        return list(opened(known)[0])

    def is_flat(self) -> bool:
        """Tell whether no column holds objects or is of one."""
        if any(set(name.strip("./")) & {".", "/"} for name in self.names):
            return False
        some = [object_in(value) for name in self.names for value in self.values(name, LOOKED_AT)]
        return not any(isinstance(value, list | Mapping | np.ndarray) for value in some)

    def accounts(self, names: Mapping[str, str], rows: IntArray) -> Any:
        """Return some rows of columns under canonical names."""
        if self.frame is None:
            picked = {canonical: self.cells[name] for canonical, name in names.items()}
            return [{canonical: values[row] for canonical, values in picked.items()} for row in rows.tolist()]
        frame = self.frame[rows.tolist()] if len(rows) < len(self) else self.frame
        return frame.select(list(names.values())).rename({name: canonical for canonical, name in names.items()})


def pieces_of(source: Any, issues: IssueTable) -> Iterator[tuple[Any, str | None, str | None]]:
    """Yield tables and documents of a source, each with the post and kind that the name of its file says."""
    if isinstance(source, str | Path) and (folder := Path(source)).is_dir():
        source = sorted(path for path in folder.iterdir() if is_profile_path(path) and is_profile_path(str(path)))
        if not source:
            raise ProfileError(f"{folder}: the folder holds no file of interactions")
    if isinstance(source, list | tuple) and source and all(map(is_profile_path, source)):
        for path in source:
            yield from pieces_of(path, issues)
        return
    if (file := source_of(source)) is not None:
        with file.unchanged():
            for part in parts_of(file) if kind_of(file) in PACKINGS else [file]:
                post, kind = _named_by(part.name)
                yield from ((value, post, kind) for value in _contents_of(part, issues))
        return
    if isinstance(source, list | tuple | Mapping) or mapping_of(source) is not None:
        yield _as_table(source), None, None
        return
    from fakefollow.readers.frames import frame_of

    if (frame := frame_of(source)) is not None:
        yield Table(frame=frame), None, None
        return
    yield from pieces_of(collected(source), issues)


def _named_by(name: str) -> tuple[str | None, str | None]:
    """Return the post and kind that the name of a file says: ``likes_123.json``, ``123-favourited-by.csv``."""
    stem = unpacked_name(name)[0]
    if (kind := kind_named(stem)) is not None:
        return None, kind
    cuts = [at for at, letter in enumerate(stem) if letter in "_-"]
    starts = ((stem[:at], stem[at + 1 :]) for at in reversed(cuts))  # the longest words first: retweeted_by_123
    for words, post in (*starts, *((stem[at + 1 :], stem[:at]) for at in cuts)):
        if post and (kind := kind_named(words)) is not None:
            return post, kind
    return None, None


def _contents_of(source: Source, issues: IssueTable) -> Iterator[Any]:
    kind = kind_of(source)
    none = Recognition.asked(None, None)
    if kind in ("parquet", "arrow"):
        from fakefollow.readers.arrow_files import arrow_frames, parquet_frames

        for frame in (parquet_frames if kind == "parquet" else arrow_frames)(source, None):
            yield Table(frame=frame)
    elif kind in ("zip", "sqlite"):
        held = (read_workbook if kind == "zip" else read_database)(source, none, issues, None, cells_as_columns)
        yield from map(Table, held)
    elif kind in ("table", "records", "html"):
        yield from map(Table, read_delimited(source, none, issues, cells_as_columns))
    elif kind == "lines":
        yield _as_table(
            [document_of(line) for block in line_blocks_of(source, issues) for line in lines_of_block(block)]
        )
    else:
        text = document_bytes(source, issues).decode("utf-8", "surrogateescape")
        try:
            yield _as_table(loads(text[text.index("[") :].rstrip().rstrip(";") if kind == "script" else text))
        except (ValueError, RecursionError) as error:
            if (document := mended_document(text)) is None:
                raise ProfileError(f"{source.name}: expected JSON, but: {error}") from error
            yield document


def _as_table(value: Any) -> Any:
    """Return a list of flat rows as a table, anything else as it is."""
    if isinstance(value, Mapping) and len(set(map(len, filter(_is_column, value.values())))) == 1:
        usual = usual_message(frozenset(map(str, value)), frozenset())
        if all(map(_is_column, value.values())) and usual.fields.keys() & {"account", "account_id"}:
            return Table({str(name): list(values) for name, values in value.items()})
    if not isinstance(value, list) or not value or not all(map(is_flat, value)):
        return value
    names = dict.fromkeys(name for row in value for name in row)
    return Table({str(name): [row.get(name) for row in value] for name in names})


def _is_column(value: Any) -> bool:
    return isinstance(value, list) or (isinstance(value, np.ndarray) and value.ndim > 0)
