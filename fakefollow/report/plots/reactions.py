"""Plot of the reactions to an account's posts with matplotlib, from the summary of an influence report alone."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Self

import numpy as np

from fakefollow.report.plots import drawing
from fakefollow.report.plots.svg import LAYERS

COLOURS: Final = (drawing.GREEN, drawing.LIGHT, drawing.ORANGE)


class ReactionsDisplay(drawing.Display):
    """Reactions by post, the earliest first: those that look genuine, that cannot be told, that do not look genuine.

    The line is the number of genuine ones that is expected, with its bounds.

    Parameters
    ----------
    series : mapping
        ``posts["series"]`` of ``InfluenceReport.to_dict()``.

    Attributes
    ----------
    ax_ : matplotlib.axes.Axes
        There after `plot`, as ``figure_`` is.

    Examples
    --------
    >>> series = {"looks_genuine": [3.0], "cannot_tell": [1.0], "flagged": [2.0]}
    >>> ReactionsDisplay(series).plot().ax_.get_ylabel()
    'reactions'
    """

    def __init__(self, series: Mapping[str, Sequence[Any]]) -> None:
        self.series = series

    @classmethod
    def from_report(cls, report: Any, ax: Any = None) -> Self:
        """Draw a report, or anything whose ``to_dict()`` gives the same; see `plot`."""
        return cls(report.to_dict()["posts"]["series"]).plot(ax)

    def _draw(self, axes: tuple[Any, ...], *, is_new: bool) -> None:
        (ax,), layers = axes, [np.asarray(self.series[layer], np.float64) for layer in LAYERS]
        place, below = np.arange(len(layers[0])) + 1, np.zeros(len(layers[0]))
        for values, name, colour in zip(layers, LAYERS.values(), COLOURS, strict=True):
            ax.bar(place, values, 0.85, bottom=below, color=colour, label=name)
            below = below + values
        bounds = [np.asarray(self.series.get(f"genuine{end}", [None]), np.float64) for end in ("", "_low", "_high")]
        if np.isfinite(bounds[0]).all():
            errors = [bounds[0] - bounds[1], bounds[2] - bounds[0]]
            style = {"fmt": "_", "color": drawing.ink(ax), "linewidth": 0.8, "markersize": 4}
            ax.errorbar(place, bounds[0], errors, label="genuine, expected", **style)
        drawing.count_ticks(ax.xaxis)
        drawing.count_ticks(ax.yaxis)
        ax.set(xlabel="posts, the earliest first", ylabel="reactions", title="Reactions by post")
        drawing.lighten(ax)
        ax.grid(visible=False, axis="x")
        drawing.legend_below(ax, "upper left", is_new=is_new)
