"""What all plots share: the palette, matplotlib asked for where it is needed, light axes, and marks of events.

Colours are from the palette of Okabe and Ito (2008), which colour-blind readers tell apart; shapes differ as well.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Self

import numpy as np

from fakefollow.errors import needing
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

PLAIN: Final = {"parse_math": False}
"""Texts hold names that users give: a dollar sign in them is a dollar sign."""

LabelSpan = tuple[float, float, float]
"""Start and end of a label, and where its event is, in points from the left end of the axes."""


def pyplot() -> Any:
    """Return ``matplotlib.pyplot``."""
    with needing("Drawing", "plot"):
        from matplotlib import pyplot as plt
    return plt


class Display:
    """A picture in the style of scikit-learn's displays; it has axes ``ax_`` and a figure ``figure_`` after `plot`."""

    n_axes = 1
    is_always_many = False
    """Whether ``ax_`` is a tuple even where there is one axes only."""

    height = 4.0
    """Inches of a new figure of one axes."""

    def plot(self, ax: Any = None) -> Self:
        """Draw on the axes that are given, or on a new figure.

        Labels of purchase events need room above axes of your own: make them with ``layout="constrained"``.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, or a sequence of them where the picture has several, optional
            Where to draw.

        Raises
        ------
        ValueError
            If they are not as many as the picture has.
        MissingExtraError
            If matplotlib is not installed.
        """
        axes = tuple(np.ravel(self._new_axes() if ax is None else ax))
        if len(axes) != self.n_axes or not all(hasattr(given, "barh") for given in axes):
            raise ValueError(f"ax: expected {self.n_axes} axes, such as plt.subplots({self.n_axes})[1], got {ax!r}")
        self.figure_ = axes[0].figure
        self._draw(axes, is_new=ax is None)
        self.ax_: Any = axes if self.is_always_many or self.n_axes > 1 else axes[0]
        return self

    def __getstate__(self) -> dict[str, Any]:
        """Return what a copy is made of: facts, and no figure, for functions in figures cannot be pickled."""
        return {name: value for name, value in vars(self).items() if name not in ("figure_", "ax_")}

    def _ipython_display_(self) -> None:
        """Show the figure, unless the notebook does: that shows all that pyplot holds, once."""
        if not hasattr(self, "figure_"):
            self.plot()
        elif not pyplot().fignum_exists(getattr(self.figure_, "number", None)):
            from IPython.display import display

            display(self.figure_)  # type: ignore[no-untyped-call]

    def _new_axes(self) -> Any:
        """Return the axes of a new figure, which leaves room for every label."""
        return pyplot().subplots(figsize=(WIDTH, self.height), layout="constrained")[1]

    def _draw(self, axes: tuple[Any, ...], *, is_new: bool) -> None:
        raise NotImplementedError


class ReportDisplay(Display):
    """A picture of what a report holds."""

    keys: tuple[str, ...] = ()
    """What of ``to_dict()`` of a report it draws, in the order of its parameters."""

    @classmethod
    def from_report(cls, report: Any, ax: Any = None) -> Self:
        """Draw a report, or anything whose ``to_dict()`` gives the same; see `plot`.

        Raises
        ------
        ValueError
            If the report does not hold what is drawn, such as dates that are not known.
        """
        summary = report.to_dict()
        if summary[cls.keys[0]] is None:
            raise ValueError(cls._missing(summary))
        return cls(*(summary[key] for key in cls.keys)).plot(ax)

    @staticmethod
    def _missing(summary: Mapping[str, Any]) -> str:
        """Return why a report does not hold what is drawn."""
        raise NotImplementedError


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
    """Return the untyped module of dates."""
    from matplotlib import dates

    return dates


def share_text(share: float) -> str:
    """Return a share in percent with two digits that count."""
    return f"{100 * share:.2g} %" if share < 0.995 else f"{100 * share:.3g} %"


def shade_events(ax: Any, bands: Sequence[Band], *, hatch: str | None = None, meaning: str = MEANING) -> None:
    """Shade each event between its start and its end, beneath what is drawn; the first is named for a legend."""
    from matplotlib.colors import to_rgba

    shade = 0.3 if is_dark(ax) else 0.16
    style = {"facecolor": to_rgba(ORANGE, shade), "edgecolor": to_rgba(ORANGE, 0.6), "linewidth": 0, "hatch": hatch}
    for number, band in enumerate(bands):
        ax.axvspan(band.start, band.end, zorder=0.5, label=None if number else meaning, **style)
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
    numbers = [str(number) for number in range(1, len(bands) + 1)]
    _write_row(ax, middles, numbers, FIRST_ROW, n_lanes=1)
    labels = [band.label for band in bands]
    highest = _write_row(ax, middles, labels, FIRST_ROW + ROW_HEIGHT, n_lanes=N_LANES)
    return FIRST_ROW + ROW_HEIGHT * (highest + 2)


def _write_row(ax: Any, middles: Sequence[float], texts: Sequence[str], height: float, *, n_lanes: int) -> int:
    """Write as many texts as have room in lanes from a height on, and return the highest lane that is used."""
    spans = _spans(ax, middles, texts)
    chosen = lanes(spans, n_lanes)
    for text, span, lane in zip(texts, spans, chosen, strict=True):
        if lane is not None:
            _write(ax, text, span, height + ROW_HEIGHT * lane, line=lane > 0)
    return max(lane for lane in chosen if lane is not None)


def _spans(ax: Any, middles: Sequence[float], texts: Sequence[str]) -> list[LabelSpan]:
    """Return from where to where each text reaches, not beyond the axes, and where its event is."""
    (first, last), width = ax.get_xlim(), _points_wide(ax)
    spans = []
    for middle, text in zip(middles, texts, strict=True):
        x, half = float((middle - first) / (last - first) * width), LETTER_WIDTH * (len(text) + 1) / 2
        centre = float(np.clip(x, half, max(width - half, half)))
        spans.append((centre - half, centre + half, x))
    return spans


def _points_wide(ax: Any) -> float:
    return float(ax.get_position().width * ax.figure.get_figwidth() * POINT)


def _write(ax: Any, text: str, span: LabelSpan, height: float, *, line: bool) -> None:
    """Write one label so high above the axes, and draw a line from it straight down to its number."""
    left, right, x = span
    first, last = ax.get_xlim()
    at = (first + x / _points_wide(ax) * (last - first), 1.0)
    leaves = (float(np.clip((x - left) / (right - left), 0.0, 1.0)), 0.0)
    arrow = {"arrowstyle": "-", "color": ORANGE, "linewidth": 0.7, "relpos": leaves, "shrinkA": 0.0}
    ax.annotate(
        text, at, ((left + right) / 2 - x, height), xycoords=("data", "axes fraction"),
        textcoords="offset points", ha="center", fontsize=FONT_SIZE,
        arrowprops={**arrow, "shrinkB": FIRST_ROW + ROW_HEIGHT - 1.0} if line else None,
    )  # fmt: skip
