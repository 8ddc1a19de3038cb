"""Files of Parquet and Arrow -> frames, some row groups at a time; a damaged one is named.

Knows files, not what their columns mean.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, cast

import numpy as np

from fakefollow.errors import ProfileError, needing
from fakefollow.readers.frames import Frame, frame_of, may_be_others, names_on, some_rows, telling
from fakefollow.readers.names import opened
from fakefollow.readers.opening import Source, limit_of, refuse_growth
from fakefollow.readers.recognition import SETTLING_ROWS, Recognition
from fakefollow.readers.rows import PLATFORM_PATH

PARQUET_ROWS: Final = 65_536
"""Rows of a Parquet file that are read at once."""

LEAST_BYTES: Final = 100
"""What a row of a Parquet file takes in memory at least; a convention."""


def parquet_frames(source: Source, recognition: Recognition | None) -> Iterator[Frame]:
    """Yield a frame for every batch of a Parquet file, of which only the columns that are recognised are read."""
    with needing("reading Parquet", "parquet"):
        import pyarrow.parquet as pq
    with source.open_whole() as stream:
        with _damage_named(lambda: f"{source.name}: expected a Parquet file, but"):
            file = pq.ParquetFile(stream)
        refuse_growth(source.name, LEAST_BYTES * file.metadata.num_rows, limit_of(source))
        names = list[str]()
        with file, _damage_named(lambda: f"{source.name}: damaged {_damaged_group(file, names)}"):
            for table in _tables(file, recognition, names):
                yield cast(Frame, frame_of(table))


def arrow_frames(source: Source, recognition: Recognition | None) -> Iterator[Frame]:
    """Yield the frame of a file of Arrow's own format (Feather)."""
    with needing("reading Arrow files", "parquet"):
        import pyarrow as pa
    with source.open_whole() as stream, _damage_named(lambda: f"{source.name}: expected a complete Arrow file, but"):
        file, batches, size = pa.ipc.open_file(pa.BufferReader(stream.read())), list[Any](), 0
        for number in range(file.num_record_batches):
            batches.append(file.get_batch(number))
            size += batches[-1].nbytes
            refuse_growth(source.name, size, limit_of(source))
        table = pa.Table.from_batches(batches, file.schema)
        for column in table.columns:  # what is out of bounds would crash later; texts that are no UTF-8 are mended
            kind = {pa.string(): pa.binary(), pa.large_string(): pa.large_binary()}.get(column.type, column.type)
            column.cast(kind).validate(full=True)
    yield cast(Frame, frame_of(table))


@contextmanager
def _damage_named(where: Callable[[], str]) -> Iterator[None]:
    """Turn what arrow raises for a damaged file, without its name, into a ProfileError."""
    import pyarrow as pa

    try:
        yield
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        if isinstance(error, MemoryError) or getattr(error, "errno", None) is not None:
            raise
        raise ProfileError(f"{where()}: {error}; get the file anew") from error


def _damaged_group(file: Any, names: Sequence[str]) -> str:
    """Return which row group of a Parquet file cannot be read."""
    for number in range(file.num_row_groups):
        try:
            with _damage_named(str):
                file.read_row_group(number, columns=list(names) or None)
        except ProfileError:
            return f"in row group {number} of {file.num_row_groups}"
    return "Parquet file"


def _tables(file: Any, recognition: Recognition | None, names: list[str]) -> Iterator[Any]:
    """Yield arrow tables with the columns that the shape of the first rows reads, all where there may be others."""
    import pyarrow as pa

    first = recognition and next(file.iter_batches(SETTLING_ROWS), None)
    if recognition is None or first is None:
        yield file.read()
        return
    frame = cast(Frame, frame_of(first))
    some = some_rows(frame, frame.columns)
    recognition.look_at(telling(some, frame))
    shape = recognition.require()
    used = {name for path in (*shape.paths, PLATFORM_PATH) for name in names_on(path)}
    every = opened(some)[0][-1]
    others = may_be_others(every, shape, recognition)
    names += [name for name in frame.columns if others or name in used]
    if others:
        recognition.shape = None  # settled by the rows that come, as for any frame
    ends = np.cumsum([file.metadata.row_group(number).num_rows for number in range(file.num_row_groups)])
    parts = np.split(np.arange(len(ends)), np.flatnonzero(np.diff(ends // PARQUET_ROWS)) + 1)
    for groups in parts:  # arrow keeps what it has read of all groups that it is asked for at once
        for batch in file.iter_batches(PARQUET_ROWS, row_groups=groups.tolist(), columns=names):
            yield pa.Table.from_batches([batch])
