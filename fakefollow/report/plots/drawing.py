"""What all plots share: the palette, matplotlib asked for where it is needed, light axes, and marks of events.

Colours are from the palette of Okabe and Ito (2008), which colour-blind readers tell apart; shapes differ as well.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from fakefollow.errors import MissingExtraError
from fakefollow.report.timeline import Band, lanes

BLUE: Final = "#0072B2"
ORANGE: Final = "#D55E00"
GREEN: Final = "#009E73"
GREY: Final = "#6B6B6B"
SKY: Final = "#56B4E9"
PURPLE: Final = "#CC79A7"
LIGHT: Final = "#DDDDDD"
DIM: Final = "#3A3A3A"
DENSITY: Final = ("#C9DDEC", "#6BADD6", "#0072B2", "#00304D")
DENSITY_ON_DARK: Final = ("#1D3F57", "#0072B2", "#6BB8E8", "#F0F8FF")
"""Few to many, for light and dark pages: blue of one hue whose lightness alone tells the number, also in grey."""

WIDTH: Final = 8.0
"""Inches of a picture of one axes."""

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


def pyplot() -> Any:
    """Return ``matplotlib.pyplot``."""
    try:
        from matplotlib import pyplot as plt
    except ImportError as error:
        raise MissingExtraError("Drawing", "plot") from error
    return plt


def axes_pair(ax: Any) -> tuple[Any, Any]:
    """Return the two axes that a user gives."""
    if not isinstance(ax, Sequence | np.ndarray) or len(ax) != 2:
        raise ValueError(f"ax: expected a pair of axes, such as plt.subplots(1, 2)[1], got {ax!r}")
    return ax[0], ax[1]


def new_axes(height: float) -> Any:
    """Return axes on a new figure of the usual width and of so many inches, which leaves room for every label."""
    return pyplot().subplots(figsize=(WIDTH, height), layout="constrained")[1]


def is_dark(ax: Any) -> bool:
    """Tell whether axes have a dark ground, as in matplotlib's style ``dark_background``."""
    from matplotlib.colors import to_rgba

    ground = to_rgba(ax.get_facecolor())
    if ground[3] < 0.5:
        ground = to_rgba(ax.figure.get_facecolor())
    return ground[3] >= 0.5 and sum(ground[:3]) < 1.5


def ink(ax: Any) -> str:
    """Return the colour of lines that stand out most from the ground of the axes."""
    return "white" if is_dark(ax) else "black"


def blue(ax: Any) -> str:
    """Return the blue that stands out from the ground of the axes."""
    return SKY if is_dark(ax) else BLUE


def legend_below(ax: Any, corner: str, *, is_new: bool) -> None:
    """Explain what is drawn: below new axes, where it hides nothing, else in a corner of those that were given."""
    handles, names = ax.get_legend_handles_labels()
    if is_new:
        ax.figure.legend(handles, names, loc="outside lower center", ncols=2, frameon=False)
    else:
        ax.legend(handles, names, loc=corner, framealpha=0.9, edgecolor="none")


def lighten(ax: Any) -> None:
    """Take from axes what is not needed to read a value."""
    ax.spines[["top", "right"]].set_visible(False)
    ax.grid(color=DIM if is_dark(ax) else LIGHT, linewidth=0.6)
    ax.set_axisbelow(True)


def count_ticks(axis: Any) -> None:
    """Write the ticks of an axis as whole numbers of accounts, with commas."""
    from matplotlib.ticker import MaxNLocator

    axis.set_major_locator(MaxNLocator(6, integer=True, steps=[1, 2, 5, 10]))
    axis.set_major_formatter(lambda number, _: f"{number:,.0f}")


def date_ticks(axis: Any) -> None:
    """Write the ticks of an axis as short dates."""
    # With five ticks at least, as is usual, some ranges have no step that gives eight at most.
    locator = _dates().AutoDateLocator(minticks=3, maxticks=8)
    axis.set_major_locator(locator)
    axis.set_major_formatter(_dates().ConciseDateFormatter(locator))


def as_days(seconds: Any) -> Any:
    """Return times as matplotlib counts them: days since 1970 in its usual epoch, whatever the user's."""
    known = np.isfinite(seconds)
    times = np.where(known, seconds, 0.0).astype("datetime64[s]")
    return np.where(known, _dates().date2num(times), np.nan)


def _dates() -> Any:
    from matplotlib import dates

    return dates


def share_text(share: float) -> str:
    """Return a share in percent with two digits that count."""
    return f"{100 * share:.2g}%" if share < 0.995 else f"{100 * share:.3g}%"


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
    """Point at each event from above, number and label them where there is room, and return the points this takes."""
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
