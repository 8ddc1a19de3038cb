"""Frames of pandas, polars and pyarrow -> columns: typed series as arrays, others value by value.

Knows frames through narwhals only, so no frame library is imported unless its frame, or a Parquet file, came in.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from importlib.util import find_spec
from typing import Any, Final, TypeAlias, cast

import narwhals.stable.v2 as nw
import numpy as np
from numpy.typing import NDArray

from fakefollow.errors import ProfileError
from fakefollow.platforms import CANONICAL, PLATFORMS, Field, Lookup, Path, Rule, Shape, is_nothing, raw_values
from fakefollow.profiles import (
    COLUMNS,
    DAY,
    FRAME_KINDS,
    BoolArray,
    Column,
    ColumnType,
    FrameKind,
    IssueTable,
    Origin,
    ProfileTable,
    TextColumn,
    ValueColumn,
    is_missing,
    not_observed,
    pack,
    parse_packed,
    plausible_values,
    tidy_texts,
)
from fakefollow.readers.containers import led_by
from fakefollow.readers.names import opened
from fakefollow.readers.recognition import (
    SETTLING_ROWS,
    MixedRows,
    Recognition,
    has_strangers,
    no_known_column,
    opened_cells,
)
from fakefollow.readers.rows import Row, column_lookup, held_in, object_in, platforms_in

FEW_TEXTS: Final = 1_000
"""Up to so many texts are not worth importing pyarrow for."""

Frame: TypeAlias = nw.DataFrame[Any]
Series: TypeAlias = nw.Series[Any]


def frame_of(source: object) -> Frame | None:
    """Return a frame that narwhals understands, also of an arrow record batch; `None` for anything else."""
    if type(source).__module__.startswith("pyarrow") and type(source).__name__ == "RecordBatch":
        import pyarrow as pa

        source = pa.Table.from_batches([source])
    try:
        frame = nw.from_native(source, pass_through=True)
        frame = frame.collect() if isinstance(frame, nw.LazyFrame) else frame
    except nw.exceptions.DuplicateError as error:
        raise ProfileError(f"expected every column name once; rename or drop a column: {error}") from error
    except nw.exceptions.NarwhalsError as error:
        raise ProfileError(f"the lazy frame cannot be collected: {error}") from error
    return _without_zones(frame) if isinstance(frame, nw.DataFrame) else None


def _without_zones(frame: Frame) -> Frame:
    """Return a pandas frame with times in UTC whose zone narwhals does not see: as objects some crash pandas 2."""
    if not frame.implementation.is_pandas():
        return frame
    native, unknown = frame.to_native(), [name for name, dtype in frame.schema.items() if dtype == nw.Unknown]
    zoned = [name for name in unknown if isinstance(name, str) and "datetime64" in str(native[name].dtype)]
    return (
        nw.from_native(native.assign(**{name: native[name].dt.tz_convert(None) for name in zoned})) if zoned else frame
    )


def read_frame(frame: Frame, recognition: Recognition) -> ProfileTable:
    """Return the table of a frame."""
    issues = IssueTable([])
    names = [name for name in frame.columns if isinstance(name, str)]
    if not names:
        raise ProfileError(no_known_column([str(name) for name in frame.columns]))
    lookup = column_lookup(names, lambda name: values_of(frame[name]))
    if recognition.shape is None:
        recognition.look_at(telling(some_rows(frame, names), frame))
    shape = recognition.require()
    recognition.same_keys = True
    columns: dict[str, Column] = {}
    for name, field in shape.fields.items():
        column = read_field(frame, names, field, lookup, Origin(name, issues))
        if column is not None:
            columns[name] = column
    recognition.absent |= shape.absent
    recognition.held |= held_in(shape, lookup)
    recognition.platforms |= platforms_in(shape, lookup)
    return ProfileTable(columns, len(frame), issues=issues)


def look_at_frames(pieces: Iterator[Frame], recognition: Recognition) -> Iterator[Frame]:
    """Yield the pieces of a stream of frames, after so many rows were looked at as settle what names mean."""
    rows: list[Row] = []
    first: dict[str, Any] = {}
    waiting: list[Frame] = []
    while len(rows) + len(waiting) < SETTLING_ROWS and (piece := next(pieces, None)) is not None:
        waiting.append(piece)
        *some, values = some_rows(piece, [name for name in piece.columns if isinstance(name, str)])
        rows += some
        first |= {name: value for name, value in values.items() if first.get(name) is None}
    recognition.look_at([*rows[: SETTLING_ROWS - 1], first])
    yield from led_by(waiting, pieces)


def cut(frames: Iterable[Frame], most_rows: int) -> Iterator[Frame]:
    """Yield frames cut at 256, 512, 1024 ... rows of all, so that what is decided there is so whatever they hold."""
    end, n_rows = SETTLING_ROWS, 0
    for frame in frames:
        start = 0
        while start < len(frame):
            size = min(len(frame) - start, end - n_rows, most_rows)
            yield frame[start : start + size]
            start, n_rows = start + size, n_rows + size
            end *= 2 if n_rows == end else 1


def read_field(frame: Frame, names: Sequence[str], field: Field, lookup: Lookup, origin: Origin) -> Column | None:
    """Return a field of the rows of a frame as a column, `None` where no column holds it."""
    series = _only_series(frame, names, field)
    if series is not None:
        for fits, read in TYPED[COLUMNS[origin.column]]:
            if fits(series.dtype):
                return read(series, origin)
    values = raw_values(field, lookup)
    return None if values is None else _parsed(values, origin)


def _only_series(frame: Frame, names: Sequence[str], field: Field) -> Series | None:
    """Return the column that holds a field's values as they are, `None` where there is more to look at."""
    reached = [path for path in field.every_path() if any(name in names for name in names_on(path))]
    if field.others or field.rule is not Rule.AS_IT_IS or len(reached) != 1:
        return None
    name = ".".join(reached[0])
    return frame[name] if name in names and reached[0] in field.paths else None


def names_on(path: Path) -> list[str]:
    """Return the names of the columns that may hold a path's value: its own, or of an object around it."""
    return [".".join(path[:depth]) for depth in range(1, len(path) + 1)]


def values_of(series: Series) -> list[Any]:
    """Return the values as Python has them, None where null; what Python cannot hold as numpy does, or mended."""
    if series.dtype in (nw.Datetime, nw.Date):
        times = _times_of(series)
        seconds = times.astype("datetime64[s]")  # nanoseconds do not reach as far as what they are compared with
        near = (seconds >= np.datetime64("0001-01-02")) & (seconds < np.datetime64("9999-12-31")) | np.isnat(times)
        inside = np.where(near, times, np.array("NaT", times.dtype)).astype("datetime64[us]").tolist()
        return [time if is_near else far for time, is_near, far in zip(inside, near, times, strict=True)]
    if series.dtype in (nw.String, nw.Categorical) and _is_arrow(series, 0) and _text_buffers(series) is None:
        return [_held(scalar) for scalar in series.to_arrow()]  # not even asked: polars would panic
    try:
        values: list[Any] = series.to_list()
    except (ValueError, OverflowError, NotImplementedError):
        return [_held(scalar) for scalar in series.to_arrow()]
    for position in np.flatnonzero(nulls(series)).tolist():
        values[position] = None
    return values


def rows_if_mixed(frame: Frame, recognition: Recognition) -> list[Row] | None:
    """Return the rows of a frame without their nulls, where some have another shape of the platform than the others."""
    names = [name for name in frame.columns if isinstance(name, str)]
    if recognition.by_rows:
        return _rows_of(frame, names, recognition.shape or CANONICAL)
    if not names or not len(frame):
        return None
    plain = recognition.platform is None and not recognition.given and CANONICAL.keys.issuperset(names)
    some: list[Row] = [dict.fromkeys(names)] if plain else some_rows(frame, names)  # no value is asked then
    is_settled = recognition.shape is not None
    if not is_settled:
        recognition.look_at(telling(some, frame))
    main, every = recognition.shape, opened(some)[0][-1]
    if main is None or not may_be_others(every, main, recognition):
        return None
    if not has_strangers(main, column_lookup(names, lambda name: values_of(frame[name]))):
        return None
    rows, mixed = _rows_of(frame, names, main), MixedRows(recognition)
    if all(mixed.shape_of_row(row) is main for row in mixed.opened(rows)):
        return None
    recognition.by_rows = True
    if not is_settled:
        recognition.shape = None
    return rows


def may_be_others(every: Row, main: Shape, recognition: Recognition) -> bool:
    """Tell whether the columns of a frame, of which a row has all values, hold the keys of another shape."""
    considered = (recognition.platform,) if recognition.platform else PLATFORMS
    marked = any(shape.name != main.name and shape.is_in(every) for each in considered for shape in each.shapes)
    return marked or bool(main.markers and (every.keys() & CANONICAL.keys) - main.keys - {"id"})


def _rows_of(frame: Frame, names: Sequence[str], main: Shape) -> list[Row]:
    """Return the rows of a frame without their nulls: in a row of another form the key is not there."""
    values = opened_cells({name: values_of(frame[name]) for name in names}, main)
    return [{n: v for n, v in zip(names, row, strict=True) if v is not None} for row in zip(*values, strict=True)]


def kind_and_index(frame: Frame) -> tuple[FrameKind | None, Any]:
    """Return the kind of a frame and its pandas index, so that results can be given back alike."""
    index = frame.to_native().index if frame.implementation.is_pandas() else None
    return next((name for name in FRAME_KINDS if name == frame.implementation.value), None), index


def some_rows(frame: Frame, names: Sequence[str]) -> list[Row]:
    """Return the first rows, and one of the first values of every column."""
    columns = {name: list(map(object_in, values_of(frame[name].head(SETTLING_ROWS - 1)))) for name in names}
    first = {n: next((v for v in values if not is_nothing(v)), None) for n, values in columns.items()}
    for name in [name for name, value in first.items() if value is None]:
        known = int(np.argmin(_nothings(frame[name]))) if len(frame) else 0
        first[name] = object_in(next(iter(values_of(frame[name][known : known + 1])), None))
    return [*(dict(zip(names, row, strict=True)) for row in zip(*columns.values(), strict=True)), first]


def telling(some: list[Row], frame: Frame) -> list[Row]:
    """Return some rows without that of first values where it holds nothing more: made of several, it shows any form."""
    return some[:-1] if 0 < len(frame) < len(some) else some


def _held(scalar: Any) -> Any:
    """Return what a scalar of arrow holds; bytes that are no UTF-8 as surrogates, and long durations as numpy's."""
    try:
        return scalar.as_py()
    except (ValueError, OverflowError, NotImplementedError):
        if hasattr(scalar, "as_buffer"):
            return scalar.as_buffer().to_pybytes().decode("utf-8", "surrogateescape")
        if hasattr(scalar, "items"):
            return {name: _held(value) for name, value in scalar.items()}
        held = getattr(scalar, "value", None)
        if isinstance(held, int):
            return np.timedelta64(held, cast(Any, getattr(scalar.type, "unit", "D")))
        return list(map(_held, scalar.values)) if hasattr(scalar, "values") else _held(held)


def _times_of(series: Series) -> NDArray[np.datetime64]:
    """Return times and dates in UTC as numpy has them, in their own unit: some are beyond what Python holds."""
    if getattr(series.dtype, "time_zone", None) is not None:
        series = series.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
    if series.dtype == nw.Date and series.implementation.is_pandas():  # dates of arrow, which would become objects
        return np.asarray(series.to_arrow().to_numpy(zero_copy_only=False), "datetime64[D]")
    times = np.asarray(series.to_numpy())
    # The very first times that 64 bits hold, numpy 2.5 converts to no other unit; a second later is as far away.
    return np.where(np.isnat(times), times, np.maximum(times.view(np.int64), 10**9 - 2**63).view(times.dtype))


def nulls(series: Series) -> BoolArray:
    """Tell which values are null."""
    try:
        return np.asarray(series.is_null().to_numpy(), np.bool_)
    except ArithmeticError:  # a signalling NaN of decimal must not even be compared
        return np.array(list(map(is_missing, series.to_list())))


def _nothings(series: Series) -> BoolArray:
    """Return which values are null or an empty text."""
    missing = nulls(series)
    if series.dtype == nw.String:
        return missing | (series == "").fill_null(False).to_numpy()
    if series.dtype not in (nw.Object, nw.Categorical) or missing.all():
        return missing
    return np.array(list(map(is_nothing, values_of(series))), np.bool_)


def _read_integers(series: Series, origin: Origin) -> ValueColumn:
    valid = ~nulls(series)
    return plausible_values((series if valid.all() else series.fill_null(0)).to_numpy(), valid, origin)


def _read_floats(series: Series, origin: Origin) -> ValueColumn:
    if series.dtype == nw.Decimal:
        series = series.cast(nw.Float64)  # every count is exact as a float
    missing = nulls(series)
    numbers = (series.fill_null(0.0) if missing.any() else series).to_numpy().astype(np.float64, copy=False)
    return plausible_values(numbers, ~missing & ~np.isnan(numbers), origin)


def _read_flags(series: Series, origin: Origin) -> ValueColumn:
    valid = ~nulls(series)
    flags = (series if valid.all() else series.fill_null(False)).to_numpy()
    return ValueColumn(flags.astype(np.bool_, copy=False), valid)


def _read_times(series: Series, origin: Origin) -> ValueColumn:
    times, only_days = _times_of(series), series.dtype == nw.Date
    if np.datetime_data(times.dtype)[0] not in ("us", "ns"):  # what is far does not fit into microseconds
        near = (times >= np.datetime64("1900-01-01")) & (times < np.datetime64("2200-01-01"))
        for row in np.flatnonzero(~near & ~np.isnat(times)).tolist():
            origin.reject(row, str(times[row]))
        times = np.where(near, times, np.array("NaT", times.dtype))
    times = times.astype("datetime64[us]", copy=False)
    column = plausible_values(times, ~np.isnat(times), origin)
    return replace(column, widths=column.valid * DAY) if only_days else column


def _read_texts(series: Series, origin: Origin) -> Column | None:
    if _is_arrow(series) and (column := _text_buffers(series)) is not None:
        return tidy_texts(column, origin)
    return _parsed(values_of(series), origin)


def _parsed(values: Sequence[Any], origin: Origin) -> Column | None:
    return parse_packed(pack(values, origin.column), origin) if len(values) else not_observed(origin.column, 0)


def _is_arrow(series: Series, few: int = FEW_TEXTS) -> bool:
    """Tell whether arrow buffers of the texts cost less than a list of them."""
    if len(series) <= few or find_spec("pyarrow") is None:
        return False
    if series.implementation.is_pandas():
        dtype = series.to_native().dtype
        return getattr(dtype, "storage", None) == "pyarrow" or type(dtype).__name__ == "ArrowDtype"
    return True


def _text_buffers(series: Series) -> TextColumn | None:
    """Return a column with the buffers of arrow texts, `None` where they are not UTF-8."""
    import pyarrow as pa

    array = series.to_arrow()
    array = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
    try:
        array = array if array.type == pa.large_string() else array.cast(pa.large_string())
        array.validate(full=True)
    except (pa.ArrowInvalid, NotImplementedError):  # arrow 17 casts no views
        return None
    valid = np.ones(len(array), np.bool_)
    if array.null_count:
        valid = array.is_valid().to_numpy(zero_copy_only=False)
        array = array.fill_null("")  # what a null slot holds is not specified; here it has to be nothing
    _, offsets, data = array.buffers()
    bounds = np.frombuffer(offsets, np.int64)[array.offset : array.offset + len(array) + 1]
    return TextColumn(np.frombuffer(data or b"", np.uint8), bounds, valid)


_Read: TypeAlias = Callable[[Series, Origin], Column | None]

TYPED: Final[dict[ColumnType, tuple[tuple[Callable[[nw.dtypes.DType], bool], _Read], ...]]] = {
    ColumnType.COUNT: (
        (lambda dtype: dtype.is_integer() and dtype not in (nw.Int128, nw.UInt128), _read_integers),
        (lambda dtype: dtype.is_float() or dtype == nw.Decimal, _read_floats),
    ),
    ColumnType.FLAG: ((lambda dtype: dtype == nw.Boolean, _read_flags),),
    ColumnType.TIME: ((lambda dtype: dtype in (nw.Datetime, nw.Date), _read_times),),
    ColumnType.TEXT: ((lambda dtype: dtype == nw.String, _read_texts),),
}
"""Which types of series are taken over as arrays; every other series is read value by value."""
