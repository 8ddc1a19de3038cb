"""Axes of pictures in SVG: a panel with scales, its frame, ticks, lines and marked stretches. Knows no audience.

Colours are not here: classes name what a mark is, and the style sheet of the page says how it looks.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from fakefollow.report.audience_timeline import Band, FloatArray, lanes
from fakefollow.report.markup import Markup, element

WIDTH: Final = 720
LEFT: Final = 84
RIGHT: Final = 690
LETTER_WIDTH: Final = 6.8
"""Width of one letter of a label, a little more than it takes."""
N_LANES: Final = 3
LANE_HEIGHT: Final = 16
LANES_ABOVE: Final = N_LANES * LANE_HEIGHT + 8
"""Room that labels of marked stretches need above a panel."""

Ticks = Sequence[tuple[float, str]]


@dataclass(frozen=True, slots=True)
class Panel:
    """A rectangle of a picture and the values at its edges.

    Parameters
    ----------
    top, bottom : float
        Where it lies; y grows downwards.
    x, y : (float, float)
        Values at the left and right edge, and at the lower and upper edge.
    left, right : float
    """

    top: float
    bottom: float
    x: tuple[float, float]
    y: tuple[float, float]
    left: float = LEFT
    right: float = RIGHT

    def across(self, values: FloatArray) -> FloatArray:
        """Return where values of x lie."""
        return _placed(values, self.x, self.left, self.right)

    def up(self, values: FloatArray) -> FloatArray:
        """Return where values of y lie."""
        return _placed(values, self.y, self.bottom, self.top)

    def frame(self) -> Markup:
        """Return the frame of the panel."""
        size = {"width": self.right - self.left, "height": self.bottom - self.top}
        return element("rect", x=self.left, y=self.top, **size, class_="frame")

    def ticks_left(self, ticks: Ticks, lined: bool = False) -> Iterator[Markup]:
        """Yield ticks and texts left of the panel, with lines across it where asked for."""
        for place, text in zip(self.up(_values(ticks)).tolist(), _texts(ticks), strict=True):
            if lined and place < self.bottom - 1:
                yield element("line", x1=self.left, y1=place, x2=self.right, y2=place, class_="grid")
            yield element("line", x1=self.left - 4, y1=place, x2=self.left, y2=place, class_="tick")
            yield element("text", text, x=self.left - 8, y=place + 4, class_="tick-y")

    def ticks_below(self, ticks: Ticks) -> Iterator[Markup]:
        """Yield ticks and texts below the panel."""
        for place, text in zip(self.across(_values(ticks)).tolist(), _texts(ticks), strict=True):
            yield element("line", x1=place, y1=self.bottom, x2=place, y2=self.bottom + 4, class_="tick")
            yield element("text", text, x=place, y=self.bottom + 18, class_="tick-x")

    def title_left(self, text: str) -> Markup:
        """Return the title of the axis on the left, read upwards."""
        x, y = 14, (self.top + self.bottom) / 2
        return element("text", text, x=x, y=y, transform=f"rotate(-90 {x:g} {y:g})", class_="tick-x")

    def title_below(self, text: str) -> Markup:
        """Return the title of the axis below, under its ticks."""
        return element("text", text, x=self.left, y=self.bottom + 40, class_="axis")


def picture(name: str, height: float, *parts: str, top: float = 0.0) -> Markup:
    """Return one ``<svg>`` element that is one image with a name for those who do not see it.

    Parameters
    ----------
    name : str
        What it shows.
    height : float
        Where it ends.
    *parts : str
        Elements.
    top : float, default=0
        Where it begins.
    """
    return element(
        "svg",
        element("title", name),
        *parts,
        viewBox=f"0 {top:g} {WIDTH} {height - top:g}",
        role="img",
        aria_label=name,
        class_="chart",
    )


def lines(x: FloatArray, y: FloatArray, class_: str) -> Iterator[Markup]:
    """Yield a line for each run of points that are known."""
    known = np.isfinite(y)
    for run in np.split(np.arange(len(y)), np.flatnonzero(np.diff(known)) + 1):
        if known[run].any():
            yield element("polyline", points=points(x[run], y[run]), class_=class_)


def points(x: FloatArray, y: FloatArray) -> str:
    """Return places as SVG writes them."""
    return " ".join(f"{one:.1f},{other:.1f}" for one, other in zip(x.tolist(), y.tolist(), strict=True))


def marked(bands: Sequence[Band], panel: Panel, bottom: float) -> tuple[list[Markup], float]:
    """Return shaded stretches from the top of a panel down with labels as far as there is room, strongest first.

    Parameters
    ----------
    bands : sequence of Band
        Where they start and end on the x axis, and their labels.
    panel : Panel
        Above it `LANES_ABOVE` is free.
    bottom : float
        Where the stretches end.

    Returns
    -------
    parts : list of Markup
    top : float
        Above it nothing is drawn.
    """
    parts, labels = [], []
    for band in bands:
        start, end = panel.across(np.array([band.start, band.end])).tolist()
        end = max(end, start + 1.5)
        size = {"width": end - start, "height": bottom - panel.top}
        title = element("title", band.label)
        parts.append(element("rect", title, x=start, y=panel.top, **size, class_="event"))
        half = LETTER_WIDTH * len(band.label) / 2 + 2
        centre = min(max((start + end) / 2, panel.left + half), panel.right - half)
        labels.append((centre - half, centre + half, (start + end) / 2))
    top = panel.top - 8
    for (left, right, middle), lane, band in zip(labels, lanes(labels, N_LANES), bands, strict=True):
        if lane is not None:
            y = panel.top - 8 - LANE_HEIGHT * lane
            parts.append(element("line", x1=middle, y1=y + 2, x2=middle, y2=panel.top, class_="event-edge"))
            parts.append(element("text", band.label, x=(left + right) / 2, y=y, class_="label"))
            top = min(top, y - LANE_HEIGHT)
    return parts, top


def _values(ticks: Ticks) -> FloatArray:
    return np.array([value for value, _ in ticks], np.float64)


def _texts(ticks: Ticks) -> list[str]:
    return [text for _, text in ticks]


def _placed(values: FloatArray, edges: tuple[float, float], start: float, end: float) -> FloatArray:
    width = edges[1] - edges[0]
    return np.asarray(start + (values - edges[0]) / (width if width else 1.0) * (end - start))
