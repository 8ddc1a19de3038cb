"""Read whatever profiles come in chunk by chunk into tables: files, frames, lists, objects and streams of them.

Knows file formats and JSON; what a row means is decided by its shape, elsewhere.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from importlib.util import find_spec
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final, cast

from fakefollow.errors import Brief, ProfileError, ReadingWarning, shown, warn_caller
from fakefollow.platforms import CANONICAL, Shape
from fakefollow.profiles import IssueTable, ProfileTable, concatenate
from fakefollow.readers.cells import read_database, read_delimited, read_workbook
from fakefollow.readers.containers import collected, computed, led_by, mapping_of, stream_of
from fakefollow.readers.envelopes import LOOKED_AT, holds_pages, unwrapped
from fakefollow.readers.mending import mended_document, rows_of_page, rows_of_records
from fakefollow.readers.opening import (
    BLOCK_BYTES,
    PACKED,
    Source,
    document_bytes,
    is_profile_path,
    kind_of,
    line_blocks_of,
    path_of,
    source_of,
)
from fakefollow.readers.recognition import (
    Batch,
    MixedRows,
    Recognition,
    RowBatch,
    has_strangers,
    row_batches,
    tables_of_batches,
)
from fakefollow.readers.rows import (
    BATCH_ROWS,
    RawRows,
    Row,
    document_of,
    is_flat,
    lines_of_block,
    loads,
    look_up_block,
    look_up_lines,
    look_up_steady,
)
from fakefollow.readers.unpacking import parts_of

LARGE_ROWS: Final = 2_000_000
LARGE_BYTES: Final = 1 << 30  # of text: two million accounts of 500 bytes
PACKED_TIMES: Final = 4  # smaller is a packed text at least; all three are conventions

_EXPORTED: Final = re.compile(rb'\{\s*"\$(?:oid|date|number)')
"""What a line of MongoDB's extended JSON holds."""


def read_json_lines(source: Source, recognition: Recognition, file_issues: IssueTable) -> Iterator[ProfileTable]:
    """Yield the tables of a file with one JSON object a line, or one API answer a line if the first is one."""
    blocks = line_blocks_of(source, file_issues)
    first = next(blocks)
    blocks = chain([first], blocks)
    if _begins_with_page(lines_of_block(first)):
        lines = (line for block in blocks for line in lines_of_block(block))
        return _read_batches(_batches_of_pages(lines), recognition)

    def look_up(shape: Shape, block: bytes, issues: IssueTable) -> RawRows:
        raw = look_up_steady(shape, block, recognition.keys) if recognition.steady else None
        recognition.steady = raw is not None
        return raw or look_up_block(shape, block, issues)

    return _read_encoded(blocks, recognition, lambda block: _rows_of_lines(lines_of_block(block)), look_up)


def _begins_with_page(lines: Sequence[bytes]) -> bool:
    first = lines[:LOOKED_AT]
    documents = list(map(document_of, first))
    return any(map(_EXPORTED.search, first)) or (not all(map(is_flat, documents)) and holds_pages(documents))


def _batches_of_pages(lines: Iterable[bytes]) -> Iterator[RowBatch]:
    """Yield the profiles of API answers, one answer a line; a line that is none is a row of its own."""
    for line in lines:
        yield from row_batches(unwrapped(document_of(line)))


def read_objects(objects: Sequence[Any], recognition: Recognition) -> Iterator[ProfileTable]:
    """Yield the tables of dicts, `Profile` objects or objects of API clients."""
    return _read_batches(row_batches(objects), recognition)


def read_frames(frames: Iterable[Any], recognition: Recognition) -> Iterator[ProfileTable]:
    """Yield the tables of frames below each other: by columns, or by rows from where these are of several forms."""
    from fakefollow.readers.frames import read_frame, rows_if_mixed

    for frame in frames:
        rows = rows_if_mixed(frame, recognition)
        yield read_frame(frame, recognition) if rows is None else concatenate(list(read_objects(rows, recognition)))


def _read_batches(batches: Iterable[RowBatch], recognition: Recognition) -> Iterator[ProfileTable]:
    return tables_of_batches(batches, recognition, lambda batch: batch.rows, MixedRows(recognition).read)


def _read_encoded(
    batches: Iterable[Batch],
    recognition: Recognition,
    rows_of: Callable[[Batch], Sequence[Row]],
    look_up: Callable[[Shape, Batch, IssueTable], RawRows],
) -> Iterator[ProfileTable]:
    """Yield the tables of encoded rows: decoded by the shape of the input, and wholly where some lack its markers."""
    mixed = MixedRows(recognition)

    def read(batch: Batch, issues: IssueTable) -> tuple[Shape, RawRows]:
        shape = recognition.shape or CANONICAL
        raw = look_up(shape, batch, issues)
        return mixed.read(RowBatch(rows_of(batch), ()), issues) if has_strangers(shape, raw[0]) else (shape, raw)

    return tables_of_batches(batches, recognition, rows_of, read)


def _rows_of_lines(lines: Sequence[bytes]) -> list[Row]:
    """Return lines as rows to recognise a shape by; they are decoded again, and then their issues count."""
    documents = map(document_of, lines)
    return [document if isinstance(document, dict) else {} for document in documents]


def read_json(source: Source, recognition: Recognition, file_issues: IssueTable) -> Iterator[ProfileTable]:
    """Yield the tables of a JSON document, of several, or of a script that assigns an array, as in an X archive."""
    text = document_bytes(source, file_issues)
    if kind_of(source) == "json":
        return _read_document(text, source, recognition)
    start, end = text.find(b"["), text.rfind(b"]")
    if start < 0 or end < start:
        raise ProfileError(
            f"{source.name}: expected a file of an X archive such as follower.js (window.YTD.follower.part0 = [...]), "
            "but found no array"
        )
    return _read_document(text[start : end + 1], source, recognition)


def _read_document(text: bytes, source: Source, recognition: Recognition) -> Iterator[ProfileTable]:
    elements = _elements_of(text)
    if elements is not None:
        batches = (elements[start : start + BATCH_ROWS] for start in range(0, len(elements), BATCH_ROWS))
        return _read_encoded(batches, recognition, _rows_of_lines, look_up_lines)
    try:
        document = loads(text.decode("utf-8", "surrogateescape"))
    except (ValueError, RecursionError) as error:
        lines = lines_of_block(text)
        if len(lines) > 1 and _begins_with_page(lines):
            return _read_batches(_batches_of_pages(lines), recognition)
        if (document := mended_document(text.decode("utf-8", "surrogateescape"))) is None:
            raise ProfileError(f"{source.name}: expected an array of profiles as JSON, but: {error}") from error
    return read_objects(unwrapped(document), recognition)


def _elements_of(text: bytes) -> list[bytes] | None:
    """Return the objects of a JSON array as bytes, unbuilt; `None` where it has to be read the lenient way."""
    if find_spec("msgspec") is None:
        return None
    import msgspec

    if not text.lstrip().startswith(b"[") or _EXPORTED.search(text[:BLOCK_BYTES]):
        return None
    try:
        elements = list(map(bytes, msgspec.json.decode(text, type=list[msgspec.Raw])))
        return None if holds_pages(list(map(msgspec.json.decode, elements[:LOOKED_AT]))) else elements
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None


def read_page(source: Source, recognition: Recognition, file_issues: IssueTable) -> Iterator[ProfileTable]:
    """Yield the tables of a page of a data export, or of its text of one `name: value` a line."""
    text = document_bytes(source, file_issues).decode("utf-8", "surrogateescape")
    rows = rows_of_page(text) if text.lstrip().startswith("<") else rows_of_records(text)
    if not rows:
        raise ProfileError(
            f"{source.name}: this web page holds no profiles: request the export from the platform as JSON and pass "
            "that file"
        )
    return read_objects(rows, recognition)


READERS: Final = {
    "lines": read_json_lines,
    **dict.fromkeys(("json", "script"), read_json),
    "table": read_delimited,
    **dict.fromkeys(("html", "records"), read_page),
}


def tables_of(
    source: Any,
    recognition: Recognition,
    table: str | None = None,
    encoding: str | None = None,
    block_rows: int | None = None,
) -> Iterator[ProfileTable]:
    """Yield the tables of a source; with a size of blocks, folders and streams are read in parts of bounded size."""
    if (paths := _paths_in(source, folders=block_rows is not None)) is not None:
        for path in paths:
            yield from _tables_of_file(cast(Source, source_of(path, encoding)), recognition, table)
        return
    if block_rows is None or not hasattr(type(source), "partitions"):
        source = computed(getattr(source, "profiles", source) if isinstance(source, Brief) else source)
    held = source if isinstance(source, list) or type(source) is tuple else mapping_of(source)
    if (file := source_of(source, encoding)) is not None:
        yield from _tables_of_file(file, recognition, table)
    elif held is not None:
        yield from read_objects(unwrapped(held), recognition)
    elif block_rows is not None and (stream := stream_of(source, block_rows)) is not None:
        yield from _tables_of_stream(stream, recognition, block_rows)
    else:
        yield from _tables_of_frame(source, recognition, block_rows)


def _tables_of_frame(source: Any, recognition: Recognition, block_rows: int | None) -> Iterator[ProfileTable]:
    """Yield the tables of a frame, or of the list or frame that some other container becomes."""
    from fakefollow.readers.frames import frame_of, kind_and_index

    if (frame := frame_of(source)) is None:
        yield from tables_of(collected(source), recognition, block_rows=block_rows)
    elif block_rows is not None:
        yield from _tables_of_stream([source], recognition, block_rows)
    else:
        kind, index = kind_and_index(frame)
        yield from (replace(read, frame_kind=kind, index=index) for read in read_frames([frame], recognition))


def _tables_of_stream(items: Iterable[Any], recognition: Recognition, block_rows: int) -> Iterator[ProfileTable]:
    """Yield the tables of frames, of lists of rows or pages, or of rows."""
    from fakefollow.readers.frames import cut, frame_of, look_at_frames

    stream = iter(items)
    first = list(islice(stream, 1))
    holds_frames = bool(first) and frame_of(first[0]) is not None
    holds_lists = bool(first) and isinstance(first[0], list | tuple)
    stream = led_by(first, stream)
    if holds_frames:
        frames = (frame for frame in map(frame_of, stream) if frame is not None)
        return read_frames(look_at_frames(cut(frames, block_rows), recognition), recognition)
    objects = chain.from_iterable(unwrapped(list(each) if holds_lists else [each]) for each in stream)
    batches = iter(lambda: list(islice(objects, BATCH_ROWS)), [])
    return _read_batches(chain.from_iterable(map(row_batches, batches)), recognition)


def _paths_in(source: Any, folders: bool) -> Sequence[Any] | None:
    """Return the paths of files in a list, and of those in a folder; `None` for what is none of these."""
    if folders and isinstance(source, str | Path) and (folder := path_of(source)).is_dir():
        return profile_files(folder)
    types = set(map(type, source)) if isinstance(source, list | tuple) else ()
    if not any(issubclass(each, str | Path) for each in types) or not any(map(is_profile_path, source)):
        return None  # other texts are rows that cannot be read
    other = next((entry for entry in source if not is_profile_path(entry)), None)
    if other is not None:
        raise ProfileError(
            f"expected a list of profile files only, got {shown(other):.40} among them: read each part, or pass "
            "one list of dicts"
        )
    paths: Sequence[Any] = source
    return paths


def profile_files(folder: Path) -> list[Path]:
    """Return the files of profiles in a folder and the folders in it, by name; raise ProfileError if there is none."""
    inside = (path for path in folder.rglob("*") if is_profile_path(path.name) and path.is_file())
    # What begins so is hidden or bookkeeping, such as Spark's _SUCCESS.
    files = sorted(p for p in inside if not any(w.startswith((".", "_")) for w in p.relative_to(folder).parts))
    if not files:
        raise ProfileError(f"{folder}: the folder holds no file of profiles, such as part-0.parquet or part-0.jsonl")
    return files


def _tables_of_file(source: Source, recognition: Recognition, table: str | None) -> Iterator[ProfileTable]:
    """Yield the tables of a file one by one; issues of the file itself come last."""
    with source.unchanged():
        for part in parts_of(source):
            issues = IssueTable()
            yield from _tables_of_part(part, recognition, issues, table)
            if len(issues):
                yield ProfileTable({}, 0, issues=issues)


def _tables_of_part(
    source: Source, recognition: Recognition, issues: IssueTable, table: str | None
) -> Iterator[ProfileTable]:
    kind = kind_of(source)
    if table is not None and kind not in ("zip", "sqlite"):
        raise ProfileError(f"{source.name}: table={table!r} is for Excel files and SQLite databases: leave it out")
    if kind in READERS:
        return READERS[kind](source, recognition, issues)
    if kind in ("zip", "sqlite"):
        return (read_workbook if kind == "zip" else read_database)(source, recognition, issues, table)
    from fakefollow.readers.arrow_files import arrow_frames, parquet_frames

    return read_frames((parquet_frames if kind == "parquet" else arrow_frames)(source, recognition), recognition)


def warn_if_large(source: Any) -> None:
    """Warn of a file that is better scored in batches, before it is read as a whole."""
    if not isinstance(source, str | Path) or not Path(source).is_file():
        return
    size, is_packed = Path(source).stat().st_size, Path(source).suffix in PACKED
    is_large = size > (LARGE_BYTES // PACKED_TIMES if is_packed else LARGE_BYTES)
    if not is_large and Path(source).suffix == ".parquet" and find_spec("pyarrow") is not None:
        import pyarrow as pa
        from pyarrow import parquet

        with suppress(pa.ArrowException, OSError):  # reading it will tell
            is_large = parquet.read_metadata(source).num_rows > LARGE_ROWS
    if is_large:
        warn_caller(
            f"{source} is large and read into memory (about 1 GB a million accounts): use "
            "fakefollow.score_batches(path) to score it in parts",
            ReadingWarning,
        )
