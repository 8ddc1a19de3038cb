"""Pictures of an audit's page: where every line, bar and label lies, for the templates that draw them as SVG.

Colours are not here: classes name what a mark is, and the style sheet of the page says how it looks. The density of
followers is a small PNG inside the SVG, one for light and one for dark pages, so that an audience of a million takes
no more room than one of a thousand.
"""

import struct
import zlib
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from fakefollow.report.numbers import plural, seconds
from fakefollow.report.plots.drawing import DENSITY, DENSITY_ON_DARK, N_LANES
from fakefollow.report.timeline import Band, FloatArray, Timeline, date_ticks, lanes, rank_ticks, times_of

LEFT: Final = 84
RIGHT: Final = 690
LETTER_WIDTH: Final = 6.8
"""Width of one letter of a label, a little more than it takes."""

LANE_HEIGHT: Final = 16
LANES_ABOVE: Final = N_LANES * LANE_HEIGHT + 8
"""Room that labels of events need above a panel."""

PIXELS: Final = (400, 200)
N_SHADES: Final = 24
LEGEND_SHADES: Final = 8
THUMBNAIL_COLOUR: Final = "#2b83c4"
"""A blue that shows on light and on dark pages; in a thumbnail opacity tells few from many."""

PANEL_HEIGHT: Final = 110
PANEL_ROOM: Final = 42
"""Above each panel of a distribution: its name, and the number on a bar that is as high as the panel."""

TITLES: Final = {"profile": "by profile alone", "fused": "with evidence of the audience"}

Ticks = Sequence[tuple[float, str]]


@dataclass(frozen=True, slots=True)
class Panel:
    """A rectangle of a picture, y growing downwards, and the values at its edges: left and right, low and high."""

    top: float
    bottom: float
    x: tuple[float, float]
    y: tuple[float, float]
    left: float = LEFT
    right: float = RIGHT

    def across(self, values: Any) -> FloatArray:
        """Return where values of x lie."""
        return _placed(values, self.x, self.left, self.right)

    def up(self, values: Any) -> FloatArray:
        """Return where values of y lie."""
        return _placed(values, self.y, self.bottom, self.top)

    def below(self, ticks: Ticks) -> list[tuple[float, str]]:
        """Return where ticks of x lie, and their texts."""
        return [(float(self.across(value)), text) for value, text in ticks]

    def beside(self, ticks: Ticks) -> list[tuple[float, str]]:
        """Return where ticks of y lie, and their texts."""
        return [(float(self.up(value)), text) for value, text in ticks]


def _placed(values: Any, edges: tuple[float, float], start: float, end: float) -> FloatArray:
    width = edges[1] - edges[0]
    return np.asarray(start + (np.asarray(values) - edges[0]) / (width if width else 1.0) * (end - start))


def follower_map(timeline: Timeline) -> dict[str, Any]:
    """Return followers by rank and creation date, the purchase events, and mean authenticity by rank."""
    ranks = (float(timeline.ranks[0]), float(timeline.ranks[-1]))
    upper, lower = Panel(LANES_ABOVE, 288, ranks, timeline.times), Panel(308, 376, ranks, (0.0, 1.0))
    steps = np.repeat(lower.across(timeline.ranks), 2)[1:-1]
    shades, most = density_shades(timeline), f"{int(timeline.followers.max(initial=0)):,}"
    n_shades = int(min(max(timeline.followers.max(initial=0), 1), LEGEND_SHADES))
    pages = {"on-light": DENSITY, "on-dark": DENSITY_ON_DARK}
    return {
        "name": "Followers by follow rank and by the date on which their account was created, "
        f"{_shaded(timeline.bands)}; beneath it mean authenticity by rank.",
        "upper": upper,
        "lower": lower,
        "images": {page: _address(png(shades, blended(few, N_SHADES))) for page, few in pages.items()},
        "legend": {page: blended(few, LEGEND_SHADES)[-n_shades:] for page, few in pages.items()},
        "legend_left": RIGHT - LETTER_WIDTH * len(most) - 14 * n_shades - 8,
        "most": most,
        **_events(timeline.bands, upper),
        "follow_lines": _lines(upper.across(timeline.ranks), upper.up(timeline.followed)),
        "authenticity_lines": _lines(steps, np.repeat(lower.up(timeline.authenticity), 2)),
        "dates": upper.beside(date_ticks(*timeline.times)),
        "ranks": lower.below(rank_ticks(ranks[1])),
    }


def map_thumbnail(timeline: Timeline) -> dict[str, Any]:
    """Return the follower map small, without axes, for pages whose colours are not known."""
    ranks = (float(timeline.ranks[0]), float(timeline.ranks[-1]))
    panel = Panel(0, 120, ranks, timeline.times, left=0, right=360)
    opacity = np.linspace(80, 255, N_SHADES).astype(int).tolist()
    image = png(density_shades(timeline)[::2, ::2], [THUMBNAIL_COLOUR] * N_SHADES, opacity)
    name = f"Follower map with {plural(len(timeline.bands), 'purchase event')} marked"
    return {"name": name, "image": _address(image), **_events(timeline.bands, panel)}


GROWTH_WORDS: Final = {
    "left": "followers given",
    "below": "date of following",
    "line": "estimate",
    "bounds": "bounds",
    "event": "purchase event",
}
"""How axes and marks of a picture of growth are called."""


def growth_chart(
    growth: Mapping[str, Any], events: Sequence[Mapping[str, Any]], words: Mapping[str, str] = GROWTH_WORDS
) -> dict[str, Any]:
    """Return the number of followers by date, from ``floor`` on; events without dates are not marked."""
    times = times_of(growth["dates"])
    followers, low, high = (np.asarray(growth[name], np.float64) for name in ("followers", "low", "high"))
    last, floor = max(float(high.max()), 1.0), float(growth.get("floor", 0.0))
    panel = Panel(
        LANES_ABOVE, 316, (float(times[0]), float(max(times[-1], times[0] + 1))), (floor, max(last, floor + 1.0))
    )
    bands = [
        Band(seconds(event["followed_from"]), seconds(event["followed_to"]), event.get("label") or f"{event['size']:,}")
        for event in events
        if event["followed_from"] is not None and event["followed_to"] is not None
    ]
    x = panel.across(times)
    return {
        "name": f"Number of followers given by date, with bounds, {_shaded(bands, words['event'])}; "
        "the table below the picture holds its numbers.",
        "panel": panel,
        "words": words,
        "ranks": panel.beside(rank_ticks(last, floor)),
        **_events(bands, panel),
        "bounds": _points(np.concatenate([x, x[::-1]]), panel.up(np.concatenate([low, high[::-1]]))),
        "lines": _lines(x, panel.up(followers)),
        "dates": panel.below(date_ticks(*panel.x)),
    }


MOST_BARS: Final = 60
"""Bars that a picture of reactions has at most; of more posts neighbours are drawn as one."""
WIDE_DATE: Final = 150.0
"""Room of a date below a picture on a phone, where letters are larger."""
LAYERS: Final = {"looks_genuine": "look genuine", "cannot_tell": "cannot tell", "flagged": "do not look genuine"}


def reactions_chart(series: Mapping[str, Any]) -> dict[str, Any]:
    """Return reactions by post as stacked bars, the earliest post first."""
    n = len(series["reactions"])
    together = -(-n // MOST_BARS)
    starts = np.arange(0, n, together)
    layers = [np.add.reduceat(np.asarray(series[layer], np.float64), starts) for layer in LAYERS]
    tops = np.cumsum(layers, axis=0)
    most = max(float(tops[-1].max()), 1.0)
    panel = Panel(16, 256, (0.0, float(len(starts))), (0.0, most))
    edges = panel.across(np.arange(len(starts) + 1))
    gap = min(0.15 * (edges[1] - edges[0]), 3.0)
    bars = []
    for layer, name, low, high in zip(LAYERS, LAYERS.values(), tops - layers, tops, strict=True):
        for bar, (bottom, top) in enumerate(zip(panel.up(low).tolist(), panel.up(high).tolist(), strict=True)):
            if bottom - top > 0.05:
                count = float(high[bar] - low[bar])
                place = (float(edges[bar] + gap), top, float(edges[bar + 1] - edges[bar] - 2 * gap), bottom - top)
                bars.append((*place, f"layer-{layer}", f"{name}: {count:,.0f}"))
    dates = [series["time"][start] for start in starts.tolist()]
    known = [bar for bar, date in enumerate(dates) if date is not None]
    shown = sorted({known[round(part * (len(known) - 1))] for part in (0.0, 1 / 3, 2 / 3, 1.0)}) if known else []
    apart = [bar for at, bar in enumerate(shown) if not at or edges[bar] - edges[shown[at - 1]] >= WIDE_DATE]
    return {
        "draw": "reactions",
        "name": "Reactions given by post: those that look genuine, those not known and those that do not look genuine.",
        "panel": panel,
        "bars": bars,
        "ranks": panel.beside(rank_ticks(most)),
        "dates": [(min(float(edges[bar] + edges[bar + 1]) / 2.0, RIGHT - 30.0), dates[bar][:10]) for bar in apart],
        "below": "posts, the earliest first" if together == 1 else f"posts, the earliest first, {together} a bar",
        "legend": list(LAYERS.items()),
        "caption": "each bar is what one post got: green looks genuine, orange came together and does not look "
        "genuine, and of the rest it cannot be told.",
    }


ROW_HEIGHT: Final = 46.0
"""Room of an account's name and, below it, of its interval."""


def intervals_chart(panels: Sequence[tuple[str, str, Sequence[tuple[str, Mapping[str, float]]]]]) -> dict[str, Any]:
    """Return intervals one below the other, a panel for each figure: title, "share" or "count", names and figures."""
    drawn, top = [], 30.0
    for title, unit, rows in panels:
        most = 1.0 if unit == "share" else max(*(row["high"] for _, row in rows), 1.0)
        panel = Panel(top, top + ROW_HEIGHT * len(rows), (0.0, most), (float(len(rows)), 0.0), left=24)
        percent = [(tick / 4, f"{25 * tick} %") for tick in range(5)]
        ticks = percent if unit == "share" else rank_ticks(most, 0.0)
        marks = []
        for line, (name, row) in enumerate(rows):
            across = panel.across([row["low"], row["estimate"], row["high"]]).tolist()
            marks.append((name, float(panel.up(line + 0.75)), *across))
        drawn.append((panel, title, marks, panel.below(ticks)))
        top = panel.bottom + 70.0
    return {
        "draw": "intervals",
        "name": "Figures of each account with their intervals; the tables below the picture hold the numbers.",
        "panels": drawn,
        "bottom": top - 30.0,
        "caption": "the dot is the estimate, the line its interval. Where lines overlap the order is open.",
    }


def distribution_chart(distribution: Mapping[str, Any]) -> dict[str, Any]:
    """Return two rows of bars on one scale; above each bar stands how many accounts it counts."""
    edges = distribution["edges"]
    most = max(*distribution["profile"], *distribution["fused"], 1)
    ticks = [(tick, f"{tick:g}") for tick in (0, 0.2, 0.4, 0.6, 0.8, 1)]
    panels = []
    for number, (series, title) in enumerate(TITLES.items()):
        top = PANEL_ROOM + number * (PANEL_ROOM + PANEL_HEIGHT + 34)
        panel = Panel(top, top + PANEL_HEIGHT, (edges[0], edges[-1]), (0.0, float(most)))
        bars = list(_bars(panel, edges, distribution[series]))
        panels.append((panel, series, title, bars, panel.below(ticks)))
    return {"panels": panels}


def _bars(
    panel: Panel, edges: Sequence[float], counts: Sequence[int]
) -> Iterator[tuple[float, float, float, str, str]]:
    """Yield left, right, top, title and text of a bar for each bin that has accounts, none lower than can be seen."""
    for (start, end), count in zip(pairwise(edges), counts, strict=True):
        if count:
            left, right = panel.across([start, end]).tolist()
            top = min(float(panel.up(count)), panel.bottom - 1.5)
            title = f"{start:.2f} to {end:.2f}: {plural(count, 'account')}"
            yield left, right, top, title, short_count(count)


def short_count(count: int) -> str:
    """Return a count in at most four characters, such as ``1.2k``."""
    for size, letter in ((1_000_000, "M"), (1_000, "k")):
        if count >= size * 0.9995:
            value = count / size
            return f"{value:.1f}".removesuffix(".0") + letter if value < 9.95 else f"{value:.0f}{letter}"
    return str(count)


def _shaded(bands: Sequence[Band], what: str = "purchase event") -> str:
    return f"{plural(len(bands), what)} shaded"


def _events(bands: Sequence[Band], panel: Panel) -> dict[str, Any]:
    """Return the stretches of events, labels as far as there is room above a panel, and where the highest ends."""
    events, labels = [], []
    for band in bands:
        start, end = panel.across([band.start, band.end]).tolist()
        end = max(end, start + 1.5)
        events.append({"x": start, "width": end - start, "label": band.label})
        half = LETTER_WIDTH * len(band.label) / 2 + 2
        centre = min(max((start + end) / 2, panel.left + half), panel.right - half)
        labels.append((centre - half, centre + half, (start + end) / 2))
    placed = [
        ((left + right) / 2, panel.top - 8 - LANE_HEIGHT * lane, middle, band.label)
        for (left, right, middle), lane, band in zip(labels, lanes(labels, N_LANES), bands, strict=True)
        if lane is not None
    ]
    top = min([panel.top - 8, *(y - LANE_HEIGHT for _, y, _, _ in placed)])
    return {"events": events, "labels": placed, "top": top}


def _lines(x: FloatArray, y: FloatArray) -> list[str]:
    """Return a line for each run of points that are known."""
    known = np.isfinite(y)
    runs = np.split(np.arange(len(y)), np.flatnonzero(np.diff(known)) + 1)
    return [_points(x[run], y[run]) for run in runs if known[run].any()]


def _points(x: FloatArray, y: FloatArray) -> str:
    """Return points as SVG writes them."""
    return " ".join(f"{across:.1f},{down:.1f}" for across, down in zip(x.tolist(), y.tolist(), strict=True))


def png(shades: NDArray[np.uint8], colours: Sequence[str], opacity: Sequence[int] = ()) -> bytes:
    """Return shades, shape (height, width), as PNG: 0 is transparent, n the nth of some ``"#RRGGBB"``.

    Each colour has its opacity, 0 to 255, or 255. Written here, for matplotlib is an extra (PNG, ISO/IEC 15948).
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


def _address(image: bytes) -> str:
    return f"data:image/png;base64,{b64encode(image).decode('ascii')}"


def blended(colours: Sequence[str], number: int) -> list[str]:
    """Return so many colours from the first of a few to the last."""
    few = np.array([list(bytes.fromhex(colour[1:])) for colour in colours], np.float64)
    steps = np.linspace(0, len(few) - 1, number)
    channels = [np.interp(steps, np.arange(len(few)), channel) for channel in few.T]
    return [f"#{bytes(line).hex()}" for line in np.rint(channels).T.astype(np.uint8)]


def density_shades(timeline: Timeline) -> NDArray[np.uint8]:
    """Return the number of accounts at each pixel as one of `N_SHADES` shades by its logarithm; 0 where none is."""
    counts = _at_pixels(timeline)
    logs = np.log1p(counts) / np.log1p(max(counts.max(), 1.0))
    return np.where(counts > 0, np.maximum(np.ceil(N_SHADES * logs), 1), 0).astype(np.uint8)


def _at_pixels(timeline: Timeline) -> FloatArray:
    """Return the number of accounts in the bin that each pixel belongs to, latest creation date on top."""
    width, height = PIXELS
    first, last = timeline.times
    ranks = timeline.ranks[0] + (np.arange(width) + 0.5) / width * np.ptp(timeline.ranks)
    times = last - (np.arange(height) + 0.5) / height * (last - first)
    columns = np.searchsorted(timeline.ranks, ranks, side="right") - 1
    rows = np.searchsorted(timeline.created, times, side="right") - 1
    # Above the last bin, where follow times alone reach, no account was created.
    return np.asarray(np.pad(timeline.followers, ((0, 0), (0, 1)))[np.ix_(columns, rows)].T)
