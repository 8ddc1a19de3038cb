"""Read profiles block by block in bounded memory: folders, files, streams of frames or rows -> tables in their order.

What needs the whole input is decided by its first rows, see `DECIDING_ROWS`, or by fewer where nothing is open any
more, so that the size of blocks shows in no value. Knows what comes in parts, not what a part means.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

from fakefollow.errors import ProfileError
from fakefollow.platforms import CANONICAL
from fakefollow.profiles import ProfileTable, concatenate
from fakefollow.readers.containers import collected, computed, led_by, mapping_of
from fakefollow.readers.envelopes import unwrapped
from fakefollow.readers.files import read_frames, read_row_lists, tables_of_file
from fakefollow.readers.opening import is_profile_path, path_of, source_of
from fakefollow.readers.read import ObservationTime, Opening, Whole
from fakefollow.readers.recognition import SETTLING_ROWS, Recognition
from fakefollow.readers.rows import CHUNK_ROWS, PLATFORM_PATH

DECIDING_ROWS: Final = 65_536
"""Rows by which is decided what the whole input decides, where it is read in blocks; a convention."""


def read_blocks(
    source: Any,
    platform: str | None = None,
    observed_at: ObservationTime | None = None,
    columns: Mapping[str, str] | None = None,
    *,
    decimal: str | None = None,
    day_first: bool | None = None,
    table: str | None = None,
    encoding: str | None = None,
    least_rows: int = 1,
) -> Iterator[ProfileTable]:
    """Yield what `read` returns in blocks; no account given twice is looked for.

    Arguments are those of `read`, and how many rows a block has at least; a source may also be a folder, or an
    iterator of frames or of lists of rows.
    """
    if isinstance(source, ProfileTable):
        return (source[start : start + DECIDING_ROWS] for start in range(0, len(source), DECIDING_ROWS))
    whole = Whole.asked(platform, columns, observed_at, decimal, day_first)
    return _finished(_parts_of(source, whole.recognition, Opening(table, encoding)), whole, least_rows)


def _finished(parts: Iterator[ProfileTable], whole: Whole, least_rows: int) -> Iterator[ProfileTable]:
    """Yield finished tables; parts are held until what they need to be decided is, and they have so many rows."""
    held: list[ProfileTable] = []
    first_row, n_held, is_decided, undecided = 0, 0, False, dict[str, int]()
    for part in chain(parts, [None]):
        if part is not None:
            for row, name, _ in part.issues.left:
                undecided.setdefault(name, first_row + n_held + row)
            held.append(part)
            n_held += len(part)
            if not is_decided:
                whole.seen.add(part, whole.recognition)
            n_rows = first_row + n_held
            waits = any(n_rows - start < DECIDING_ROWS for name, start in undecided.items() if name not in whole.shown)
            is_open = not is_decided and n_rows < DECIDING_ROWS and _is_open(whole, n_rows)
            if waits or is_open or (is_decided and n_held < least_rows):
                continue
        if held:
            table = concatenate(held)
            table = whole.settled(table, DECIDING_ROWS) if is_decided else whole.decided(table, DECIDING_ROWS)
            table = whole.finished(table)
            if is_decided:
                whole.contradicted(table)
            else:
                whole.recognition.require_given(table)
                table, is_decided = whole.told(table), True
            yield table
            first_row, n_held, held = first_row + n_held, 0, []


def _is_open(whole: Whole, n_rows: int) -> bool:
    """Tell whether further rows may show what the first ones have nothing of; asked at 256, 512, 1024 ... rows."""
    recognition, seen = whole.recognition, whole.seen
    if n_rows & (n_rows - 1) or n_rows < SETTLING_ROWS or seen.empty(recognition) or seen.all_zero():
        return True
    names_platforms = recognition.shape is CANONICAL and PLATFORM_PATH[0] in recognition.keys
    return names_platforms or (not recognition.same_keys and bool(recognition.absent.keys() - recognition.held))


def _parts_of(source: Any, recognition: Recognition, opening: Opening) -> Iterator[ProfileTable]:
    """Yield the tables of a source as they are read."""
    if not hasattr(type(source), "partitions"):
        source = computed(source)
    for path in _files_in(source):
        file = source_of(path, opening.encoding)
        if file is None:
            yield from _of_stream(_stream_of(source), recognition)
        else:
            yield from tables_of_file(file, recognition, opening.table)


def _files_in(source: Any) -> Sequence[Any]:
    """Return the files of a folder or of a list, anything else alone."""
    if isinstance(source, str | Path) and (folder := path_of(source)).is_dir():
        return profile_files(folder)
    if isinstance(source, list | tuple) and source and all(map(is_profile_path, source)):
        return source
    return [source]


def profile_files(folder: Path) -> list[Path]:
    """Return the files of profiles in a folder and the folders in it, by name; raise ProfileError if there is none."""
    inside = (path for path in folder.rglob("*") if is_profile_path(path.name) and path.is_file())
    # What begins so is hidden or bookkeeping, such as Spark's _SUCCESS.
    files = sorted(p for p in inside if not any(w.startswith((".", "_")) for w in p.relative_to(folder).parts))
    if not files:
        raise ProfileError(f"{folder}: no file of profiles in this folder, such as part-0.parquet or part-0.jsonl")
    return files


def _stream_of(source: Any) -> Iterable[Any]:
    """Return what a container holds as frames, lists of rows or rows, of bounded size where it can give them so."""
    from fakefollow.readers.frames import frame_of

    held = source if isinstance(source, list | tuple) else mapping_of(source)
    if held is not None:
        rows = unwrapped(list(held) if isinstance(held, list | tuple) else held)
        return (rows[start : start + CHUNK_ROWS] for start in range(0, len(rows), CHUNK_ROWS))
    if (stream := _frames_of(source)) is not None:
        return stream
    if isinstance(source, Iterator):
        return source
    frame = frame_of(source)
    return [collected(source) if frame is None else frame.to_native()]


def _frames_of(source: Any) -> Iterable[Any] | None:
    """Return the frames that a lazy container gives one after the other, `None` for any other."""
    library = type(source).__module__.partition(".")[0]
    stream: Any = None
    if library == "polars" and callable(batches := getattr(source, "collect_batches", None)):
        stream = batches(maintain_order=True)
    elif library == "pyarrow":
        batches = getattr(source, "to_batches", None)
        stream = batches() if callable(batches) else source
    elif library in ("duckdb", "_duckdb"):
        import pyarrow as pa

        stream = pa.RecordBatchReader.from_stream(source)
    elif library == "dask":
        stream = (part.compute() for part in source.partitions)
    elif callable(formatted := getattr(source, "with_format", None)):  # a data set of Hugging Face
        stream = formatted("arrow").iter(batch_size=DECIDING_ROWS)
    return stream if isinstance(stream, Iterable) else None


def _of_stream(items: Iterable[Any], recognition: Recognition) -> Iterator[ProfileTable]:
    """Yield the tables of frames, of lists of rows, or of rows."""
    from fakefollow.readers.frames import frame_of, look_at_frames

    stream = iter(items)
    first = list(islice(stream, 1))
    holds_frames = bool(first) and frame_of(first[0]) is not None
    holds_lists = bool(first) and isinstance(first[0], list | tuple)
    stream = led_by(first, stream)
    if holds_frames:
        frames = (frame for frame in map(frame_of, stream) if frame is not None)
        yield from read_frames(look_at_frames(_pieces(frames), recognition), recognition)
    else:
        yield from read_row_lists(stream if holds_lists else ([row] for row in stream), recognition)


def _pieces(frames: Iterable[Any]) -> Iterator[Any]:
    """Yield frames cut at 256, 512, 1024 ... rows of all, so that what is decided there is so whatever they hold."""
    end, n_rows = SETTLING_ROWS, 0
    for frame in frames:
        start = 0
        while start < len(frame):
            size = min(len(frame) - start, end - n_rows, DECIDING_ROWS)
            yield frame[start : start + size]
            start, n_rows = start + size, n_rows + size
            end *= 2 if n_rows == end else 1
