"""An explanation as waterfalls: for each kind one bar a step from even odds to the total. Gets plain data."""

from collections.abc import Mapping
from dataclasses import dataclass
from textwrap import fill
from typing import Any, Final

import numpy as np

from fakefollow.report.explanation import (
    Bar,
    Explanation,
    bars,
    further_lines,
    kind_line,
    span,
    verdict_line,
    verdict_note,
)
from fakefollow.report.plots.drawing import BLUE, GREY, LIGHT, ORANGE, PLAIN, Display, pyplot

LABEL_WIDTH: Final = 52
"""Characters of a line of labels."""

NOTE_WIDTH: Final = 125
"""Characters of a line of the note at the foot of a figure."""

TIE: Final = "\N{NO-BREAK SPACE}"

CHANCES: Final = (0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999)
"""Probabilities that stand on the upper scale."""

COLOURS: Final[dict[str, dict[str, str]]] = {
    "for": {"color": ORANGE},
    "against": {"facecolor": "white", "edgecolor": BLUE, "hatch": "////"},
    "total": {"color": GREY},
}


@dataclass(eq=False, repr=False)
class EvidenceDisplay(Display):
    """How a score comes about, one waterfall for each kind.

    A bar leads from the log-odds before a step to those after it: full orange towards the kind, hatched blue towards
    genuine, grey for the total. The upper scale is the probability of the kind rather than genuine.

    Parameters
    ----------
    explanation : mapping
        What ``Explanation.to_dict`` returns.

    Attributes
    ----------
    ax_ : tuple of matplotlib.axes.Axes
        One for each kind but genuine, likeliest first; there after `plot`, as ``figure_`` is.
    """

    is_always_many = True

    explanation: Explanation

    @property
    def n_axes(self) -> int:  # type: ignore[override]
        """One axes for each kind."""
        return len(self.explanation["kinds"])

    def _draw(self, axes: tuple[Any, ...], *, is_new: bool) -> None:
        low, high = span(self.explanation)
        room = max(high - low, 1.0) * 0.14
        for ax, kind in zip(axes, self.explanation["kinds"], strict=True):
            _waterfall(ax, kind)
            ax.set_xlim(low - room, high + room)

    def _new_axes(self) -> Any:
        kinds = self.explanation["kinds"]
        lines = [sum(_label(bar).count("\n") + 1 for bar in bars(kind)) - 1 for kind in kinds]
        size = (9.5, 1.7 + sum(1.5 + 0.24 * n for n in lines))
        shape = {"figsize": size, "height_ratios": [n + 4 for n in lines], "layout": "constrained"}
        figure, axes = pyplot().subplots(len(kinds), 1, squeeze=False, **shape)
        head = [verdict_line(self.explanation), *further_lines(self.explanation)]
        figure.suptitle("\n".join(fill(line, 105) for line in head), fontsize=10, x=0.02, ha="left", **PLAIN)
        note = fill(verdict_note(self.explanation), NOTE_WIDTH)
        figure.supxlabel(note, fontsize=8.5, x=0.02, ha="left", color=GREY)
        return axes[:, 0]


def _waterfall(ax: Any, kind: Mapping[str, Any]) -> None:
    for index, bar in enumerate(bars(kind)):
        width = bar.end - bar.start
        ax.barh(index, width, left=bar.start, height=0.62, linewidth=1, **COLOURS[bar.side])
        if bar.side != "total":
            ax.plot([bar.end] * 2, [index - 0.31, index + 1.31], color=GREY, linewidth=0.8)
        _number(ax, index, bar)
    ax.axvline(0.0, color="black", linewidth=0.8)
    labels = [_label(bar) for bar in bars(kind)]
    ax.set_yticks(range(len(labels)), labels, fontsize=8.5, **PLAIN)
    ax.invert_yaxis()
    ax.set_title(kind_line(kind), fontsize=10, loc="left", **PLAIN)
    ax.set_xlabel("log-odds against genuine, in nats", fontsize=8.5)
    ax.tick_params(axis="x", labelsize=8.5)
    ax.tick_params(axis="y", length=0)
    ax.spines[["right", "left"]].set_visible(False)
    ax.grid(axis="x", color=LIGHT, linewidth=0.6)
    ax.set_axisbelow(True)
    _chance_scale(ax)


def _number(ax: Any, index: int, bar: Bar) -> None:
    """Write a number beside the end of a bar, on the side to which it leads."""
    offset, side = (4, "left") if bar.end >= bar.start else (-4, "right")
    box = {"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.8}
    style = {"textcoords": "offset points", "ha": side, "va": "center", "fontsize": 8.5, "bbox": box}
    ax.annotate(f"{bar.nats:+.2f}", (bar.end, index), (offset, 0), **style)


def _chance_scale(ax: Any) -> None:
    """Put the probability of the kind rather than genuine above the axes."""
    upper = ax.secondary_xaxis("top")
    upper.set_xticks([np.log(chance / (1.0 - chance)) for chance in CHANCES])
    upper.set_xticklabels([f"{100.0 * chance:.3g} %" for chance in CHANCES], fontsize=8.5)
    upper.set_xlabel("probability of the kind rather than genuine", fontsize=8.5)
    upper.spines["top"].set_color(LIGHT)


def _label(bar: Bar) -> str:
    return fill(bar.text.replace(" %", f"{TIE}%"), LABEL_WIDTH)
