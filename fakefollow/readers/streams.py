"""Open files that are read as they come, such as stdin: once, from the beginning, of any length.

Knows what can be read so, and no profile.
"""

import io
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Any, BinaryIO

from fakefollow.readers.opening import BLOCK_BYTES, Source, as_whole, kind_of, pieces_of


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
