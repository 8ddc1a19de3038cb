"""What people keep profiles in beside files, frames and lists -> one of these, by what it can do.

Lazy frames, relations of databases, streams of arrow, arrays, series, generators: no library of them is imported.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Sized
from typing import Any

import numpy as np

from fakefollow.errors import ProfileError


def collected(source: Any) -> Any:
    """Return a list, mapping or eager frame of what a container holds, or raise ProfileError."""
    kind = f"{type(source).__module__.partition('.')[0]}.{type(source).__name__}"
    if isinstance(source, np.ndarray):
        return _of_array(source)
    if kind == "pandas.Series":
        return _of_series(source)
    if hasattr(source, "__arrow_c_stream__"):
        return _of_stream(source, kind)
    for ask in ("to_table", "read_all"):  # data sets and scanners of arrow, readers of record batches
        if kind.startswith("pyarrow.") and callable(method := getattr(source, ask, None)):
            return method()
    if callable(formatted := getattr(source, "with_format", None)) and isinstance(source, Sized):
        return formatted("arrow")[:]  # a data set of Hugging Face
    if isinstance(source, Iterable) and not isinstance(source, str | bytes | Mapping | set | frozenset):
        return list(source)
    raise ProfileError(
        f"cannot read profiles from {kind}: expected a path, bytes or an open file, a frame of pandas, polars, pyarrow "
        "or DuckDB, or a list of dicts"
    )


def _of_stream(source: Any, kind: str) -> Any:
    """Return the table of an arrow stream, or the objects of a series."""
    import pyarrow as pa

    try:
        return pa.table(source)
    except pa.ArrowException as error:
        if isinstance(source, Sequence) or kind.endswith(".Series"):
            return list(source)
        raise ProfileError(f"the arrow stream of {kind} cannot be read: {error}") from error


def led_by(first: list[Any], others: Iterable[Any]) -> Iterator[Any]:
    """Yield the first items, which nobody holds any more once they were taken, and the others."""
    while first:
        yield first.pop(0)
    yield from others


def _of_array(array: np.ndarray[Any, Any]) -> Any:
    """Return the rows of an array with named fields, or of one of objects."""
    if array.dtype.names is not None:
        names = array.dtype.names
        return [dict(zip(names, row, strict=True)) for row in np.atleast_1d(array).tolist()]
    if array.ndim == 1:
        return array.tolist()
    raise ProfileError(
        f"got an array of {array.dtype} without names of columns: pass pandas.DataFrame(array, columns=[...])"
    )


def _of_series(series: Any) -> Any:
    """Return one profile, as a row of a frame is, or the objects in a column of them."""
    named = series.index.map(lambda label: isinstance(label, str)).all()
    held = {type(value) for value in series.tolist()}
    if held == {dict} or not named:
        return series.tolist()
    return dict(series.items())
