"""Take compressions and archives off what holds profiles, up to a limit; read open files as they come, of any length.

A `Source` becomes others, the bytes of which are text, Parquet, a database or a workbook. Knows no profile.
"""

import bz2
import gzip
import io
import lzma
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

from fakefollow.errors import ProfileError, needing
from fakefollow.readers.opening import (
    BLOCK_BYTES,
    PACKINGS,
    Source,
    as_whole,
    damage_named,
    kind_of,
    limit_of,
    pieces_of,
    refuse_growth,
)

DEEPEST: Final = 8
"""Archives within archives at most: some unpack to themselves, without end. A convention."""

_EXPORTED: Final = re.compile(
    r"(followers?([_-]\w+)?|user_data\w*|fans list|subscriptions|following_accounts)\.(js|json|html?|csv|txt)", re.I
)
"""The files of data exports that hold followers: of Instagram, X, TikTok, YouTube Takeout and Mastodon."""


def parts_of(source: Source) -> list[Source]:
    """Return a source without its compression; of an archive the file in it, or the followers of an export."""
    if (kind := kind_of(source)) not in PACKINGS:
        return [source]
    if source.depth == DEEPEST:
        raise ProfileError(f"{source.name}: more than {DEEPEST} nested archives: unpack it and pass the file")
    source = replace(source, depth=source.depth + 1)
    if kind == "zip":
        return _members_of(source)
    unpack = _UNPACK[kind]
    return parts_of(replace(source, open=lambda: _closing(unpack(file := source.open()), file), limit=limit_of(source)))


def _closing(unpacked: Any, file: BinaryIO) -> BinaryIO:
    """Return a file unpacked, which closes what it is read from."""
    close = unpacked.close

    def close_both() -> None:
        close()
        file.close()

    unpacked.close = close_both
    return cast(BinaryIO, unpacked)


def _zstd(file: BinaryIO) -> BinaryIO:
    with needing("reading .zst", "parquet"):
        import pyarrow as pa
    return io.BufferedReader(pa.CompressedInputStream(pa.PythonFile(file, mode="r"), "zstd"), BLOCK_BYTES)


_UNPACK: Final[dict[str, Callable[[BinaryIO], Any]]] = {
    "gzip": lambda file: gzip.GzipFile(fileobj=file, mode="rb"),
    "bzip2": bz2.BZ2File,
    "xz": lzma.LZMAFile,
    "zstd": _zstd,
}


def _members_of(source: Source) -> list[Source]:
    """Return the files in a zip that hold profiles; a workbook of Excel stays as it is."""
    limit = limit_of(source)
    what = "an Excel workbook (try pandas.read_excel(path, dtype=str))" if source.ending == ".xlsx" else "a zip"
    damage = damage_named(source.name, f"{what} by its first bytes")
    with damage, source.open_whole() as file, zipfile.ZipFile(file) as archive:
        names = [name for name in archive.namelist() if not name.endswith("/") and "__MACOSX" not in name]
        is_workbook = "xl/workbook.xml" in names
        wanted = names if len(names) == 1 else sorted(name for name in names if _EXPORTED.fullmatch(Path(name).name))
        held = archive.infolist() if is_workbook else list(map(archive.getinfo, wanted))
        refuse_growth(source.name, sum(member.file_size for member in held), limit)
    if is_workbook:
        return [source]
    if not wanted:
        shown = ", ".join(names[:5]) + (", ..." if len(names) > 5 else "")
        raise ProfileError(f"{source.name}: {len(names)} files in a zip ({shown}): unpack it and pass one of them")

    def opened(name: str) -> BinaryIO:
        with damage_named(f"{name} in {source.name}"):
            archive = zipfile.ZipFile(file := source.open_whole())
            return _closing(archive.open(name), file)

    members = [replace(source, name=name, open=partial(opened, name), limit=limit, path=None) for name in wanted]
    return [part for member in members for part in parts_of(member)]


def streamed(file: BinaryIO, size: int, encoding: str | None = None) -> Source:
    """Return the source that an open file is: read as it comes if it is text of rows and larger than a size."""
    head = b"".join(_up_to(size, pieces_of(file.read)))
    source = Source(getattr(file, "name", ""), lambda: io.BytesIO(head), encoding)
    if len(head) < size or kind_of(source) not in ("lines", "table"):
        whole = as_whole(chain([head], pieces_of(file.read)), "the open file")
        return replace(source, open=lambda: io.BytesIO(whole))
    return replace(source, open=lambda: io.BufferedReader(_Replayed(head, file), BLOCK_BYTES), is_stream=True)


def _up_to(size: int, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield pieces until they have a size together."""
    while size > 0 and (piece := next(pieces, None)) is not None:
        size -= len(piece)
        yield piece


class _Replayed(io.RawIOBase):
    """What was read of a file, and then the rest of it, which one reader can have."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head, self._rest = io.BytesIO(head), rest

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read some bytes, see `io.RawIOBase.readinto`."""
        block = self._head.read(len(buffer)) or self._rest.read(len(buffer))
        buffer[: len(block)] = block
        return len(block)
