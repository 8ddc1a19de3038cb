"""Counts as a small image: a PNG with a palette, written without an image library, and blends of a few colours."""

import struct
import zlib
from base64 import b64encode
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from fakefollow.report.audience_timeline import FloatArray, Timeline

PIXELS: Final = (400, 200)
N_SHADES: Final = 24


def png(shades: NDArray[np.uint8], colours: Sequence[str], opacity: Sequence[int] = ()) -> bytes:
    """Return an image of shades 0, transparent, to n, the last of ``n`` colours, as PNG.

    Parameters
    ----------
    shades : ndarray of uint8, shape (height, width)
        Number of a colour, from 1 on.
    colours : sequence of str
        ``"#RRGGBB"``.
    opacity : sequence of int, optional
        0 to 255 for each colour; 255 where none is given.
    """
    height, width = shades.shape
    rows = np.concatenate([np.zeros((height, 1), np.uint8), shades], axis=1)  # 0: the row is not filtered
    chunks = {
        b"IHDR": struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0),  # 8 bits a pixel, with a palette
        b"PLTE": bytes(3) + bytes.fromhex("".join(colour[1:] for colour in colours)),
        b"tRNS": bytes([0, *opacity]),
        b"IDAT": zlib.compress(rows.tobytes(), 9),
        b"IEND": b"",
    }
    parts = (
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks.items()
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def data_address(image: bytes) -> str:
    """Return a PNG as an address that holds it."""
    return f"data:image/png;base64,{b64encode(image).decode('ascii')}"


def blended(colours: Sequence[str], number: int) -> list[str]:
    """Return so many colours from the first of a few to the last.

    Examples
    --------
    >>> blended(["#000000", "#FF00FF"], 3)
    ['#000000', '#800080', '#ff00ff']
    """
    few = np.array([list(bytes.fromhex(colour[1:])) for colour in colours], np.float64)
    places = np.linspace(0, len(few) - 1, number)
    channels = [np.interp(places, np.arange(len(few)), channel) for channel in few.T]
    return [f"#{bytes(line).hex()}" for line in np.rint(channels).T.astype(np.uint8)]


def density_shades(timeline: Timeline) -> NDArray[np.uint8]:
    """Return the number of accounts at each pixel as one of `N_SHADES` shades by its logarithm; 0 where none is."""
    counts = _at_pixels(timeline)
    logs = np.log1p(counts) / np.log1p(max(counts.max(), 1.0))
    return np.where(counts > 0, np.maximum(np.ceil(N_SHADES * logs), 1), 0).astype(np.uint8)


def _at_pixels(timeline: Timeline) -> FloatArray:
    """Return the number of accounts in the cell that each pixel belongs to, latest creation date on top."""
    width, height = PIXELS
    first, last = timeline.times
    ranks = timeline.ranks[0] + (np.arange(width) + 0.5) / width * np.ptp(timeline.ranks)
    times = last - (np.arange(height) + 0.5) / height * (last - first)
    columns = np.searchsorted(timeline.ranks, ranks, side="right") - 1
    rows = np.searchsorted(timeline.created, times, side="right") - 1
    inside = (rows >= 0) & (rows < timeline.followers.shape[1])
    rows = np.clip(rows, 0, timeline.followers.shape[1] - 1)
    columns = np.clip(columns, 0, timeline.followers.shape[0] - 1)
    counts: FloatArray = timeline.followers[np.ix_(columns, rows)].T * inside[:, np.newaxis]
    return counts
