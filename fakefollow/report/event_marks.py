"""Purchase events over a picture: a shaded band with edges, a pointer above it, a number, and as many labels as fit."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from fakefollow.report.audience_timeline import Band, lanes
from fakefollow.report.drawing import ORANGE, ink, is_dark

MEANING: Final = "run that does not look organic"
N_LANES: Final = 3
ROW_HEIGHT: Final = 11.0
FIRST_ROW: Final = 7.0
"""Points between rows of labels, and from the axes up to the first, with room for the pointer."""

FONT_SIZE: Final = 8
LETTER_WIDTH: Final = 0.62 * FONT_SIZE
"""Points that a letter of a label takes at most, digits being the widest."""

POINT: Final = 72.0
"""Points of an inch."""

Place = tuple[float, float, float]
"""Start and end of a label, and where its event is, in points from the left end of the axes."""


def shade_events(ax: Any, bands: Sequence[Band], *, hatch: str | None = None) -> None:
    """Shade each event between its start and its end, beneath what is drawn; the first is named for a legend."""
    from matplotlib.colors import to_rgba

    shade = 0.3 if is_dark(ax) else 0.16
    for place, band in enumerate(bands):
        ax.axvspan(
            band.start,
            band.end,
            facecolor=to_rgba(ORANGE, shade),
            edgecolor=to_rgba(ORANGE, 0.6),
            hatch=hatch,
            linewidth=0,
            zorder=0.5,
            label=None if place else MEANING,
        )
        for edge in (band.start, band.end):
            ax.axvline(edge, color=ORANGE, linewidth=0.7)


def label_events(ax: Any, bands: Sequence[Band]) -> float:
    """Point at each event from above, number and label them where there is room, and return the points this takes.

    The number of an event is its place in ``purchases``, from 1 on.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        With its limits set.
    bands : sequence of Band
        Events in the unit of the axes, the strongest first.
    """
    if not bands:
        return 0.0
    middles = [(band.start + band.end) / 2 for band in bands]
    top = ax.get_xaxis_transform()
    ax.plot(
        middles, [1.0] * len(bands), "v", transform=top, color=ORANGE, markeredgecolor=ink(ax), markersize=6,
        markeredgewidth=0.6, clip_on=False, zorder=4,
    )  # fmt: skip
    # A number for each event where it does not touch a stronger one's, and above them as many labels as fit.
    numbers = _places(ax, middles, [str(place) for place in range(1, len(bands) + 1)])
    labels = _places(ax, middles, [band.label for band in bands])
    rows = [(numbers, lanes([place for _, place in numbers], 1), FIRST_ROW)]
    rows.append((labels, lanes([place for _, place in labels], N_LANES), FIRST_ROW + ROW_HEIGHT))
    for row, found, height in rows:
        for (text, place), lane in zip(row, found, strict=True):
            if lane is not None:
                _write(ax, text, place, height + ROW_HEIGHT * lane, line=row is labels and lane > 0)
    highest = max(lane for lane in rows[-1][1] if lane is not None)
    return FIRST_ROW + ROW_HEIGHT * (highest + 2)


def _places(ax: Any, middles: Sequence[float], texts: Sequence[str]) -> list[tuple[str, Place]]:
    """Return each label with from where to where it reaches, not beyond the axes, and where its event is."""
    first, last = ax.get_xlim()
    width = ax.get_position().width * ax.figure.get_figwidth() * POINT
    labels = []
    for middle, text in zip(middles, texts, strict=True):
        x, half = float((middle - first) / (last - first) * width), LETTER_WIDTH * (len(text) + 1) / 2
        centre = float(np.clip(x, half, max(width - half, half)))
        labels.append((text, (centre - half, centre + half, x)))
    return labels


def _write(ax: Any, text: str, place: Place, height: float, *, line: bool) -> None:
    """Write one label so high above the axes, and draw a line from it straight down to its number."""
    left, right, x = place
    first, last = ax.get_xlim()
    width = ax.get_position().width * ax.figure.get_figwidth() * POINT
    ax.annotate(
        text,
        (first + x / width * (last - first), 1.0),
        ((left + right) / 2 - x, height),
        xycoords=("data", "axes fraction"),
        textcoords="offset points",
        ha="center",
        fontsize=FONT_SIZE,
        arrowprops={
            "arrowstyle": "-",
            "color": ORANGE,
            "linewidth": 0.7,
            "relpos": (float(np.clip((x - left) / (right - left), 0.0, 1.0)), 0.0),
            "shrinkA": 0.0,
            "shrinkB": FIRST_ROW + ROW_HEIGHT - 1.0,
        }
        if line
        else None,
    )
