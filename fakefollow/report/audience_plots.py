"""Plots of an audience audit with matplotlib: its timeline and its shares. Knows no ML."""

from collections.abc import Mapping
from typing import Any, Final, Self

import numpy as np

from fakefollow.report.audience_timeline import Timeline, lanes, read_timeline
from fakefollow.report.audience_words import no_timeline_sentence
from fakefollow.report.drawing import (
    BLUE,
    DENSITY,
    GREEN,
    GREY,
    ORANGE,
    axes_pair,
    lighten,
    pyplot,
    share_text,
)
from fakefollow.report.rounded import known_figure, share_words

KIND_COLOURS: Final = {"genuine": GREEN, "purchased": ORANGE, "bot": GREY}
N_LANES: Final = 3
LANE_HEIGHT: Final = 11.0
"""Points between the lines of labels above the picture."""


class TimelineDisplay:
    """Followers by follow rank and creation date, purchase events, and mean authenticity by rank.

    The density is an image of the counts in the summary, so a million followers draw as fast as a thousand.

    Parameters
    ----------
    summary : mapping
        What ``AuditReport.to_dict()`` returns.

    Attributes
    ----------
    ax_ : tuple of two matplotlib.axes.Axes
        Density, and mean authenticity beneath it.
    figure_ : matplotlib.figure.Figure
        Both there after `plot`.
    """

    def __init__(self, summary: Mapping[str, Any]) -> None:
        self.summary = summary

    def plot(self, ax: Any = None) -> Self:
        """Draw on a pair of axes, the upper one first, or on a new figure.

        Raises
        ------
        ValueError
            If the audit has no timeline, because order or creation dates are not known; or ``ax`` is no pair.
        MissingExtraError
            If matplotlib is not installed.
        """
        timeline = read_timeline(self.summary)
        if timeline is None:
            raise ValueError(f"plot_timeline: {no_timeline_sentence(self.summary)}")
        if ax is None:
            ax = _new_axes()
        upper, lower = axes_pair(ax)
        _draw_density(upper, timeline)
        _draw_authenticity(lower, timeline)
        _mark_events(upper, lower, timeline)
        self.ax_, self.figure_ = (upper, lower), upper.figure
        return self


class SharesDisplay:
    """Share of each kind of follower, with its interval.

    Parameters
    ----------
    summary : mapping
        What ``AuditReport.to_dict()`` returns.

    Attributes
    ----------
    ax_ : matplotlib.axes.Axes
    figure_ : matplotlib.figure.Figure
        Both there after `plot`.
    """

    def __init__(self, summary: Mapping[str, Any]) -> None:
        self.summary = summary

    def plot(self, ax: Any = None) -> Self:
        """Draw on the axes, or on new ones.

        Raises
        ------
        MissingExtraError
            If matplotlib is not installed.
        """
        self.ax_ = pyplot().subplots(figsize=(7.5, 2.4), layout="constrained")[1] if ax is None else ax
        self.figure_ = self.ax_.figure
        shares = self.summary["shares"]
        for line, (kind, share) in enumerate(shares.items()):
            known = known_figure(share)
            if known is not None:
                estimate, low, high = known
                self.ax_.barh(line, estimate, height=0.6, color=KIND_COLOURS.get(kind, BLUE), alpha=0.75)
                self.ax_.plot([low, high], [line, line], color="black", linewidth=2.5, solid_capstyle="butt")
            self.ax_.text(1.02, line, share_words(share), va="center")
        self.ax_.set_yticks(range(len(shares)), list(shares))
        level = f"{100 * self.summary['level']:g} %"
        self.ax_.set(xlim=(0, 1), ylim=(len(shares) - 0.5, -0.5), title="Shares of the followers")
        self.ax_.set(xlabel=f"share of the followers; black line: {level} interval")
        self.ax_.xaxis.set_major_formatter(lambda share, _: share_text(share))
        lighten(self.ax_)
        self.ax_.grid(visible=False, axis="y")
        return self


def plot_timeline(summary: Mapping[str, Any], ax: Any = None) -> TimelineDisplay:
    """Draw followers by follow rank and creation date; see `TimelineDisplay`."""
    return TimelineDisplay(summary).plot(ax)


def plot_shares(summary: Mapping[str, Any], ax: Any = None) -> SharesDisplay:
    """Draw the share of each kind of follower with its interval; see `SharesDisplay`."""
    return SharesDisplay(summary).plot(ax)


def _new_axes() -> Any:
    """Return a tall and a flat axes with one axis of ranks, and room for labels above."""
    ratios = {"height_ratios": [4, 1]}
    figure, axes = pyplot().subplots(
        2, 1, sharex=True, figsize=(9, 5.6), layout="constrained", gridspec_kw=ratios
    )
    figure.get_layout_engine().set(h_pad=0.08)
    return axes


def _draw_density(ax: Any, timeline: Timeline) -> None:
    from matplotlib.colors import LinearSegmentedColormap, LogNorm

    counts = np.ma.masked_equal(timeline.followers.T, 0.0)
    colours = LinearSegmentedColormap.from_list("followers", DENSITY)
    norm = LogNorm(vmin=1.0, vmax=max(float(timeline.followers.max(initial=0.0)), 2.0))
    # Drawn as an image inside a vector picture too: 20,000 small rectangles are slow and leave seams.
    image = ax.pcolormesh(
        timeline.ranks, _days(timeline.created), counts, cmap=colours, norm=norm, rasterized=True
    )
    ax.plot(
        timeline.ranks,
        _days(timeline.followed),
        color="black",
        linewidth=1.2,
        linestyle="--",
        label="estimated time of following",
    )
    bar = ax.figure.colorbar(image, ax=ax, pad=0.01, aspect=30)
    bar.set_label("accounts in a cell")
    bar.ax.yaxis.set_major_formatter(lambda number, _: f"{number:,.0f}")
    bar.ax.minorticks_off()
    locator = _dates().AutoDateLocator(maxticks=8)
    ax.yaxis.set_major_locator(locator)
    ax.yaxis.set_major_formatter(_dates().ConciseDateFormatter(locator))
    ax.set(xlim=(timeline.ranks[0], timeline.ranks[-1]), ylim=_days(np.array(timeline.times)))
    ax.set(ylabel="account created")
    ax.legend(loc="upper left", framealpha=0.9, edgecolor="none")
    lighten(ax)
    ax.grid(visible=False)


def _draw_authenticity(ax: Any, timeline: Timeline) -> None:
    ax.stairs(timeline.authenticity, timeline.ranks, baseline=None, color=GREEN, linewidth=1.8)
    ax.set(xlim=(timeline.ranks[0], timeline.ranks[-1]), ylim=(0, 1), yticks=[0, 0.5, 1])
    ax.set(xlabel="follow rank, oldest follower first", ylabel="mean\nauthenticity")
    ax.xaxis.set_major_formatter(lambda rank, _: f"{rank:,.0f}")
    lighten(ax)


def _mark_events(upper: Any, lower: Any, timeline: Timeline) -> None:
    """Shade each event on both axes; label as many as there is room for, the strongest first."""
    for band in timeline.bands:
        for ax in (upper, lower):
            ax.axvspan(band.start, band.end, facecolor=ORANGE, alpha=0.16, linewidth=0)
            for edge in (band.start, band.end):
                ax.axvline(edge, color=ORANGE, linewidth=0.7)
    letter = 0.011 * np.ptp(timeline.ranks)  # of a picture of the usual width
    labels = []
    for band in timeline.bands:
        middle, half = (band.start + band.end) / 2, letter * len(band.label) / 2
        labels.append((middle - half, middle + half, middle))
    places = lanes(labels, N_LANES)
    for (_, _, middle), lane, band in zip(labels, places, timeline.bands, strict=True):
        if lane is not None:
            upper.annotate(
                band.label,
                (middle, 1.0),
                (0.0, 4.0 + LANE_HEIGHT * lane),
                xycoords=("data", "axes fraction"),
                textcoords="offset points",
                ha="center",
                fontsize=8,
                arrowprops={"arrowstyle": "-", "color": ORANGE, "shrinkA": 0, "shrinkB": 0},
            )


def _days(seconds: Any) -> Any:
    """Return times as matplotlib counts them: days since 1970 in its usual epoch, whatever the user's."""
    known = np.isfinite(seconds)
    times = np.where(known, seconds, 0.0).astype("datetime64[s]")
    return np.where(known, _dates().date2num(times), np.nan)


def _dates() -> Any:
    from matplotlib import dates

    return dates
