"""Parquet files -> tables, batch by batch, reading only the columns that are used."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import narwhals.stable.v2 as nw

from fakefollow.errors import MissingExtraError, ProfileError
from fakefollow.platforms import Shape
from fakefollow.profiles import ProfileTable
from fakefollow.readers.frames import read_frame
from fakefollow.readers.recognition import Recognition
from fakefollow.readers.rows import PLATFORM_PATH

BATCH_ROWS: Final = 65_536


def read_parquet(path: Path, recognition: Recognition) -> Iterator[ProfileTable]:
    """Yield a table for every batch of a Parquet file.

    Raises
    ------
    ProfileError
        If the file is not Parquet.
    MissingExtraError
        If pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise MissingExtraError("reading Parquet", "parquet") from error
    try:
        file = pq.ParquetFile(path)
    except pa.ArrowInvalid as error:
        raise ProfileError(f"{path}: expected a Parquet file, but: {error}") from error
    with file:
        first_row = 0
        for table in _tables(file, recognition):
            yield replace(read_frame(nw.from_native(table), recognition, first_row), frame_kind=None)
            first_row += table.num_rows


def _tables(file: Any, recognition: Recognition) -> Iterator[Any]:
    """Yield arrow tables with the columns that the shape of the first row reads."""
    import pyarrow as pa

    first = next(file.iter_batches(1), None)
    if first is None:
        yield file.read()
        return
    read_frame(nw.from_native(pa.Table.from_batches([first])), recognition)
    used = _used_names(recognition.require())
    names = [name for name in file.schema_arrow.names if name in used]
    for batch in file.iter_batches(BATCH_ROWS, columns=names):
        yield pa.Table.from_batches([batch])


def _used_names(shape: Shape) -> set[str]:
    paths = (*shape.paths, PLATFORM_PATH)
    return {".".join(path[:depth]) for path in paths for depth in range(1, len(path) + 1)}
