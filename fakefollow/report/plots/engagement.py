"""Plots of counts, of reactions to posts and of accounts side by side with matplotlib, from their summaries alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np

from fakefollow.report.numbers import count_parts, known_figure
from fakefollow.report.plots import drawing
from fakefollow.report.plots.audience import finish_dated
from fakefollow.report.plots.svg import LAYERS
from fakefollow.report.printable import one_line
from fakefollow.report.timeline import Band, times_of

NAME_WIDTH: Final = 24
"""Letters of the name of an account that are shown."""
COLOURS: Final = (drawing.GREEN, "#949494", drawing.ORANGE)


@dataclass(eq=False, repr=False)
class CountsDisplay(drawing.ReportDisplay):
    """A series of follower counts, with the jumps and drops that its own history does not explain as bands.

    Parameters
    ----------
    series : mapping
        ``series`` of ``GrowthReport.to_dict()``.
    events : sequence of mapping, default=()
        ``events`` of the same.

    Attributes
    ----------
    ax_ : matplotlib.axes.Axes
        There after `plot`, as ``figure_`` is.

    Examples
    --------
    >>> series = {"dates": ["2024-01-01", "2024-01-02", "2024-01-03"], "followers": [10.0, 11.0, 90.0]}
    >>> CountsDisplay(series).plot().ax_.get_ylabel()
    'followers'
    """

    series: Mapping[str, Any]
    events: Sequence[Mapping[str, Any]] = ()

    keys = ("series", "events")
    height = 4.2

    def _draw(self, axes: tuple[Any, ...], *, is_new: bool) -> None:
        (ax,), dates = axes, drawing.as_days(times_of(self.series["dates"]))
        ax.plot(dates, self.series["followers"], color=drawing.blue(ax), linewidth=1.6, label="counted")
        starts, ends = (drawing.as_days(times_of([event[end] for event in self.events])) for end in ("first", "last"))
        sizes = [count_parts(event["size"])[0] for event in self.events]
        labels = [size if size.startswith("-") else f"+{size}" for size in sizes]
        bands = [Band(*band) for band in zip(starts, ends, labels, strict=True)]
        drawing.shade_events(ax, bands, meaning="jump or drop")
        ax.set(xlim=(dates[0], max(dates[-1], dates[0] + 1.0)), ylabel="followers")
        finish_dated(ax, bands, "Followers counted", is_new=is_new)


@dataclass(eq=False, repr=False)
class ReactionsDisplay(drawing.ReportDisplay):
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

    series: Mapping[str, Sequence[Any]]

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
        ax.set(xlim=(0.4, len(place) + 0.6))
        ax.set(xlabel="posts, the earliest first", ylabel="reactions", title="Reactions by post")
        drawing.lighten(ax)
        ax.grid(visible=False, axis="x")
        drawing.legend_below(ax, "upper left", is_new=is_new)


@dataclass(eq=False, repr=False)
class ComparisonDisplay(drawing.ReportDisplay):
    """Genuine share of each account with its interval, one below the other.

    Parameters
    ----------
    accounts : sequence of mapping
        ``accounts`` of ``Comparison.to_dict()``; those of which no share is told are left out.

    Attributes
    ----------
    ax_ : matplotlib.axes.Axes
        There after `plot`, as ``figure_`` is.

    Examples
    --------
    >>> share = {"estimate": 0.7, "low": 0.62, "high": 0.78}
    >>> display = ComparisonDisplay([{"name": "ada", "genuine_share": share}]).plot()
    >>> [text.get_text() for text in display.ax_.get_yticklabels()]
    ['ada']
    """

    accounts: Sequence[Mapping[str, Any]]

    keys = ("accounts",)

    @property
    def height(self) -> float:  # type: ignore[override]
        """Inches that a line for each account needs."""
        return 1.2 + 0.4 * len(self.accounts)

    def _draw(self, axes: tuple[Any, ...], *, is_new: bool) -> None:
        (ax,) = axes
        shares = [(one_line(of["name"], NAME_WIDTH), known_figure(of["genuine_share"])) for of in self.accounts]
        known = [(name, share) for name, share in shares if share is not None]
        for line, (_, (estimate, low, high)) in enumerate(known):
            style = {"fmt": "o", "color": drawing.blue(ax), "capsize": 4, "zorder": 3}
            ax.errorbar([estimate], [line], xerr=[[estimate - low], [high - estimate]], clip_on=False, **style)
        drawing.lighten(ax)
        ax.set(xlim=(0, 1), ylim=(len(known) - 0.5, -0.5), title="Genuine share of the followers")
        ax.set_yticks(range(len(known)), [name for name, _ in known], **drawing.PLAIN)
        ax.set(xlabel="share of the followers that look genuine, with the interval of each report")
        ax.xaxis.set_major_formatter(lambda share, _: drawing.share_text(share))
