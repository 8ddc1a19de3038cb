"""Pictures of an audience as inline SVG, without matplotlib: colours come from the style sheet of the page.

The density of followers is a small PNG inside the SVG, one for light and one for dark pages.
"""

import struct
import zlib
from base64 import b64encode
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from fakefollow.report.audience_timeline import FloatArray, Timeline, date_ticks, lanes, rank_ticks
from fakefollow.report.drawing import DENSITY, DENSITY_ON_DARK
from fakefollow.report.markup import Markup, element
from fakefollow.report.rounded import Figure, known_figure

WIDTH: Final = 720
HEIGHT: Final = 448
LEFT: Final = 84
RIGHT: Final = 690
TOP: Final = 58
MIDDLE: Final = 288
LOWER_TOP: Final = 308
BOTTOM: Final = 376
N_LANES: Final = 3
LANE_HEIGHT: Final = 16
LETTER_WIDTH: Final = 6.8
"""Width of one letter of a label, a little more than it takes."""

PIXELS: Final = (400, 200)
N_SHADES: Final = 24


def timeline_svg(timeline: Timeline) -> Markup:
    """Return followers by rank and creation date, the purchase events, and mean authenticity by rank.

    Parameters
    ----------
    timeline : Timeline
        What `read_timeline` returns.

    Returns
    -------
    Markup
        One ``<svg>`` element; its colours are in the style sheet of `audience_page`.
    """
    name = (
        "Followers by follow rank and by the date on which their account was created, "
        f"{len(timeline.bands)} purchase events shaded; beneath it mean authenticity by rank."
    )
    parts = [
        *_density(timeline),
        *_events(timeline),
        *_lines(_x(timeline, timeline.ranks), _y(timeline, timeline.followed), "follow-line"),
        *_authenticity(timeline),
        *_axes(timeline),
        *_legend(int(timeline.followers.max(initial=0))),
    ]
    return element(
        "svg", *parts, viewBox=f"0 0 {WIDTH} {HEIGHT}", role="img", aria_label=name, class_="timeline"
    )


def share_bar(share: Figure | None, kind: str) -> Markup:
    """Return a bar from 0 to the estimate with its interval as a line; the numbers stand beside it in words."""
    known = known_figure(share)
    drawn = [element("rect", width=100, height=16, class_="whole")]
    if known is not None:
        estimate, low, high = (100 * value for value in known)
        drawn += [
            element("rect", width=estimate, height=16, class_=f"kind-{kind}"),
            element("rect", x=low, y=6, width=max(high - low, 0.6), height=4, class_="interval"),
        ]
    return element(
        "svg", *drawn, viewBox="0 0 100 16", preserveAspectRatio="none", aria_hidden="true", class_="bar"
    )


def png(shades: NDArray[np.uint8], colours: Sequence[str]) -> bytes:
    """Return an image of shades 0, transparent, to n, the last of ``n`` colours, as PNG.

    Parameters
    ----------
    shades : ndarray of uint8, shape (height, width)
        Number of a colour, from 1 on.
    colours : sequence of str
        ``"#RRGGBB"``.
    """
    height, width = shades.shape
    lines = np.concatenate([np.zeros((height, 1), np.uint8), shades], axis=1)  # 0: the line is not filtered
    chunks = {
        b"IHDR": struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0),  # 8 bits a pixel, with a palette
        b"PLTE": bytes(3) + bytes.fromhex("".join(colour[1:] for colour in colours)),
        b"tRNS": b"\x00",
        b"IDAT": zlib.compress(lines.tobytes(), 9),
        b"IEND": b"",
    }
    parts = (
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks.items()
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def _density(timeline: Timeline) -> Iterator[Markup]:
    """Yield the density as an image for light and one for dark pages."""
    counts = _at_pixels(timeline)
    logs = np.log1p(counts) / np.log1p(max(counts.max(), 1.0))
    shades = np.where(counts > 0, np.maximum(np.ceil(N_SHADES * logs), 1), 0).astype(np.uint8)
    for colours, page in ((DENSITY, "on-light"), (DENSITY_ON_DARK, "on-dark")):
        image = b64encode(png(shades, blended(colours, N_SHADES))).decode("ascii")
        yield element(
            "image",
            href=f"data:image/png;base64,{image}",
            x=LEFT,
            y=TOP,
            width=RIGHT - LEFT,
            height=MIDDLE - TOP,
            preserveAspectRatio="none",
            class_=page,
        )


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


def _events(timeline: Timeline) -> Iterator[Markup]:
    """Yield a shaded band for each event, and labels as far as there is room, the strongest first."""
    labels = []
    for band in timeline.bands:
        start, end = _x(timeline, np.array([band.start, band.end])).tolist()
        end = max(end, start + 1.5)
        label = element("title", band.label)
        yield element("rect", label, x=start, y=TOP, width=end - start, height=BOTTOM - TOP, class_="event")
        half = LETTER_WIDTH * len(band.label) / 2
        centre = min(max((start + end) / 2, LEFT + half), RIGHT - half)
        labels.append((centre - half, centre + half, (start + end) / 2))
    places = lanes(labels, N_LANES)
    for (left, right, middle), lane, band in zip(labels, places, timeline.bands, strict=True):
        if lane is not None:
            y = TOP - 8 - LANE_HEIGHT * lane
            yield element("line", x1=middle, y1=y + 2, x2=middle, y2=TOP, class_="event-edge")
            yield element("text", band.label, x=(left + right) / 2, y=y, class_="label")


def _authenticity(timeline: Timeline) -> Iterator[Markup]:
    """Yield mean authenticity as a step line between 0, at the bottom, and 1."""
    yield element("rect", x=LEFT, y=LOWER_TOP, width=RIGHT - LEFT, height=BOTTOM - LOWER_TOP, class_="frame")
    x = np.repeat(_x(timeline, timeline.ranks), 2)[1:-1]
    y = np.repeat(BOTTOM - timeline.authenticity * (BOTTOM - LOWER_TOP), 2)
    yield from _lines(x, y, "authenticity-line")
    for value in (0, 1):
        level = BOTTOM - value * (BOTTOM - LOWER_TOP)
        yield element("text", str(value), x=LEFT - 8, y=level + 4, class_="tick-y")
    yield _sideways("authenticity", (LOWER_TOP + BOTTOM) / 2, 14)


def _axes(timeline: Timeline) -> Iterator[Markup]:
    """Yield frame, ticks and titles of the axes."""
    yield element("rect", x=LEFT, y=TOP, width=RIGHT - LEFT, height=MIDDLE - TOP, class_="frame")
    for time, text in date_ticks(*timeline.times):
        y = float(_y(timeline, np.array(time)))
        yield element("line", x1=LEFT - 4, y1=y, x2=LEFT, y2=y, class_="tick")
        yield element("text", text, x=LEFT - 8, y=y + 4, class_="tick-y")
    for rank, text in rank_ticks(float(timeline.ranks[-1])):
        x = float(_x(timeline, np.array(rank)))
        yield element("line", x1=x, y1=BOTTOM, x2=x, y2=BOTTOM + 4, class_="tick")
        yield element("text", text, x=x, y=BOTTOM + 18, class_="tick-x")
    yield element("text", "follow rank, oldest follower first", x=LEFT, y=BOTTOM + 40, class_="axis")
    yield _sideways("account created", (TOP + MIDDLE) / 2, 14)


def _legend(most: int) -> Iterator[Markup]:
    """Yield the shades with the number of accounts that the palest and the darkest stand for."""
    shades, y = 8, BOTTOM + 30
    left = RIGHT - LETTER_WIDTH * len(f"{most:,}") - 14 * shades - 4
    for colours, page in ((DENSITY, "on-light"), (DENSITY_ON_DARK, "on-dark")):
        for place, colour in enumerate(blended(colours, shades)):
            yield element("rect", x=left + 14 * place, y=y, width=14, height=11, fill=colour, class_=page)
    yield element("text", "accounts in a cell: 1", x=left - 5, y=y + 10, class_="tick-y")
    yield element("text", f"{most:,}", x=RIGHT, y=y + 10, class_="tick-y")


def _sideways(text: str, y: float, x: float) -> Markup:
    return element("text", text, x=x, y=y, transform=f"rotate(-90 {x:g} {y:g})", class_="tick-x")


def _lines(x: FloatArray, y: FloatArray, class_: str) -> Iterator[Markup]:
    """Yield a line for each run of points that are known."""
    known = np.isfinite(y)
    for run in np.split(np.arange(len(y)), np.flatnonzero(np.diff(known)) + 1):
        if known[run].any():
            points = " ".join(f"{x[place]:.1f},{y[place]:.1f}" for place in run)
            yield element("polyline", points=points, class_=class_)


def _x(timeline: Timeline, ranks: FloatArray) -> FloatArray:
    first, last = timeline.ranks[0], timeline.ranks[-1]
    return np.asarray(LEFT + (ranks - first) / (last - first) * (RIGHT - LEFT))


def _y(timeline: Timeline, times: FloatArray) -> FloatArray:
    first, last = timeline.times
    return np.asarray(MIDDLE - (times - first) / (last - first) * (MIDDLE - TOP))
