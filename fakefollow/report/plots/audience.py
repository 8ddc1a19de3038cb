"""Plots of an audience audit with matplotlib: follower map, growth, shares and scores, from its summary alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np

from fakefollow.report.numbers import Figure, is_wide, known_figure, moment, parts_of_whole, plural
from fakefollow.report.plots import drawing
from fakefollow.report.printable import one_line
from fakefollow.report.timeline import Band, Timeline, read_timeline, times_of
from fakefollow.report.words import no_timeline_sentence

PAD: Final = 6.0
"""Points between axes, or labels above them, and the title."""

FEW: Final = 10
"""Where no bin has more accounts than this the palest shade, of one account, would be too pale."""

KIND_COLOURS: Final = {"genuine": drawing.GREEN, "purchased": drawing.ORANGE, "bot": drawing.GREY}
KIND_WIDTH: Final = 40
"""Letters of the name of a kind that are shown."""


@dataclass(eq=False, repr=False)
class FollowerMapDisplay(drawing.ReportDisplay):
    """Followers by follow rank and creation date, purchase events, and mean authenticity by rank.

    The density is an image of the counts of the report, so a million followers draw as fast as a thousand. Dense
    patches far below the line of follow times, with low authenticity beneath, are what purchases look like.

    Parameters
    ----------
    timeline : mapping
        ``timeline`` of ``AuditReport.to_dict()``.
    purchases : sequence of mapping, default=()
        ``purchases`` of the same.

    Attributes
    ----------
    ax_ : tuple of two matplotlib.axes.Axes
        Density, and mean authenticity beneath it; there after `plot`, as ``figure_`` is.

    Examples
    --------
    >>> import fakefollow as ff
    >>> report = ff.audit(ff.simulate_audience(600, random_state=1).profiles)
    >>> display = FollowerMapDisplay.from_report(report)
    >>> display.figure_.savefig("map.png")  # doctest: +SKIP
    """

    timeline: Mapping[str, Any]
    purchases: Sequence[Mapping[str, Any]] = ()

    keys = ("timeline", "purchases")
    n_axes = 2

    @staticmethod
    def _missing(summary: Mapping[str, Any]) -> str:
        return f"plot_timeline: {no_timeline_sentence(summary)}"

    def _new_axes(self) -> Any:
        """Return a tall and a flat axes with one axis of ranks."""
        ratios = {"height_ratios": [4, 1]}
        return drawing.pyplot().subplots(2, 1, sharex=True, figsize=(9, 6), layout="constrained", gridspec_kw=ratios)[1]

    def _draw(self, axes: tuple[Any, ...], *, is_new: bool) -> None:
        (upper, lower), timeline = axes, read_timeline(self.timeline, self.purchases)
        _draw_density(upper, lower, timeline)
        _draw_authenticity(lower, timeline)
        drawing.shade_events(upper, timeline.bands)
        drawing.shade_events(lower, timeline.bands)
        title = "Followers by follow rank and by creation of their accounts"
        upper.set_title(title, pad=PAD + drawing.label_events(upper, timeline.bands))
        drawing.legend_below(upper, "lower left", is_new=is_new)


def _draw_density(ax: Any, lower: Any, timeline: Timeline) -> None:
    from matplotlib.colors import LinearSegmentedColormap, LogNorm

    counts = np.ma.masked_equal(timeline.followers.T, 0.0)
    most = max(float(timeline.followers.max(initial=0.0)), 2.0)
    shades = (drawing.DENSITY_ON_DARK if drawing.is_dark(ax) else drawing.DENSITY)[int(most <= FEW) :]
    style = {
        "cmap": LinearSegmentedColormap.from_list("followers", shades),
        "norm": LogNorm(vmin=1.0, vmax=most),
        # Drawn as an image inside a vector picture too: 20,000 small rectangles are slow and leave seams.
        "rasterized": True,
    }
    image = ax.pcolormesh(timeline.ranks, drawing.as_days(timeline.created), counts, **style)
    style = {"color": drawing.PURPLE, "linewidth": 1.4, "linestyle": "--", "label": "estimated time of following"}
    ax.plot(timeline.ranks, drawing.as_days(timeline.followed), **style)
    bar = ax.figure.colorbar(image, ax=[ax, lower], pad=0.01, aspect=32, shrink=0.78, anchor=(0.0, 1.0))
    bar.set_label("accounts in a cell")
    bar.set_ticks(ticks := _powers(most) if counts.max() > 1 else [1], labels=[f"{tick:,}" for tick in ticks])
    bar.ax.minorticks_off()
    drawing.date_ticks(ax.yaxis)
    ax.set(xlim=(timeline.ranks[0], timeline.ranks[-1]), ylim=drawing.as_days(np.array(timeline.times)))
    ax.set(ylabel="account created")
    ax.tick_params(labelbottom=False)
    drawing.lighten(ax)
    ax.grid(visible=False)


def _draw_authenticity(ax: Any, timeline: Timeline) -> None:
    ax.stairs(timeline.authenticity, timeline.ranks, baseline=None, color=drawing.GREEN, linewidth=1.8)
    ax.set(xlim=(timeline.ranks[0], timeline.ranks[-1]), ylim=(0, 1), yticks=[0, 0.5, 1])
    ax.set(xlabel="follow rank, oldest follower first", ylabel="mean\nauthenticity")
    drawing.count_ticks(ax.xaxis)
    drawing.lighten(ax)


def _powers(most: float) -> list[int]:
    """Return powers of ten from 1 on, and the most accounts that there are, as far from the last as to be read."""
    powers = [10**power for power in range(12) if 10**power <= most / 2]
    return [*powers, int(most)]


@dataclass(eq=False, repr=False)
class GrowthDisplay(drawing.ReportDisplay):
    """Followers who had come by each date, by estimated follow times, with bounds; purchase events as bands.

    Parameters
    ----------
    growth : mapping
        ``growth`` of ``AuditReport.to_dict()``.
    purchases : sequence of mapping, default=()
        ``purchases`` of the same; events without dates are not drawn.
    level : float, default=0.95
        Level of the bounds.

    Attributes
    ----------
    ax_ : matplotlib.axes.Axes
        There after `plot`, as ``figure_`` is.

    Examples
    --------
    >>> days = ["2020-01-01T00:00:00+00:00", "2020-03-01T00:00:00+00:00"]
    >>> growth = {"dates": days, "followers": [10.0, 90.0], "low": [4.0, 80.0], "high": [20.0, 95.0]}
    >>> display = GrowthDisplay(growth).plot()
    >>> display.ax_.lines[0].get_ydata().tolist()
    [10.0, 90.0]
    """

    growth: Mapping[str, Any]
    purchases: Sequence[Mapping[str, Any]] = ()
    level: float = 0.95

    keys = ("growth", "purchases", "level")
    height = 4.2

    @staticmethod
    def _missing(summary: Mapping[str, Any]) -> str:
        return (
            "plot_growth: no two different follow times of these accounts are known; they need the follow order and "
            "creation dates, or followed_at"
        )

    def _draw(self, axes: tuple[Any, ...], *, is_new: bool) -> None:
        (ax,) = axes
        dates, colour = drawing.as_days(times_of(self.growth["dates"])), drawing.blue(ax)
        followers, low, high = (np.array(self.growth[name]) for name in ("followers", "low", "high"))
        ax.plot(dates, followers, color=colour, linewidth=2, label="by the estimated follow times")
        if (low < high).any():
            name = f"by the {100 * self.level:g} % bounds of each time"
            ax.fill_between(dates, low, high, color=colour, alpha=0.3, linewidth=0, label=name)
        ax.set(xlim=(dates[0], dates[-1]), ylim=(0, None), ylabel="followers")
        bands = self._bands()
        drawing.shade_events(ax, bands, hatch="////")
        finish_dated(ax, bands, "Followers given who had come by each date", is_new=is_new)

    def _bands(self) -> list[Band]:
        """Return the events between the dates on which they began and ended, where these are known."""
        dated = [event for event in self.purchases if event["followed_from"] and event["followed_to"]]
        times = (times_of([event[f"followed_{end}"] for event in dated]) for end in ("from", "to"))
        starts, ends = map(drawing.as_days, times)
        labels = [f"{event['size']:,} in {moment(event['followed_from']):%Y-%m}" for event in dated]
        return [Band(*band) for band in zip(starts, ends, labels, strict=True)]


def finish_dated(ax: Any, bands: Sequence[Band], title: str, *, is_new: bool) -> None:
    """Name events, axes and lines of followers by date."""
    ax.set_title(title, pad=PAD + drawing.label_events(ax, bands))
    drawing.date_ticks(ax.xaxis)
    drawing.count_ticks(ax.yaxis)
    drawing.lighten(ax)
    drawing.legend_below(ax, "upper left", is_new=is_new)


@dataclass(eq=False, repr=False)
class SharesDisplay(drawing.ReportDisplay):
    """Share of each kind of follower, with its interval.

    Parameters
    ----------
    shares : mapping of str to mapping
        ``shares`` of ``AuditReport.to_dict()``: ``estimate``, ``low`` and ``high`` of each kind that the model knows.
    level : float, default=0.95
        Level of the intervals.

    Attributes
    ----------
    ax_ : matplotlib.axes.Axes
        There after `plot`, as ``figure_`` is.

    Examples
    --------
    >>> genuine = {"estimate": 0.7, "low": 0.62, "high": 0.78}
    >>> bought = {"estimate": 0.3, "low": 0.22, "high": 0.38}
    >>> display = SharesDisplay({"genuine": genuine, "purchased": bought}).plot()
    >>> [text.get_text() for text in display.ax_.texts]
    ['genuine: 70 % (62 to 78 %)', 'purchased: 30 % (22 to 38 %)']
    """

    shares: Mapping[str, Figure]
    level: float = 0.95

    keys = ("shares", "held")

    @property
    def height(self) -> float:  # type: ignore[override]
        """Inches that a bar for each kind needs."""
        return 1.0 + 0.62 * len(self.shares)

    def _draw(self, axes: tuple[Any, ...], *, is_new: bool) -> None:
        (ax,) = axes
        told = parts_of_whole([*self.shares.values()])
        for line, (kind, share) in enumerate(self.shares.items()):
            _draw_share(ax, line, f"{one_line(kind, KIND_WIDTH)}: {''.join(told[line])}", kind, share)
        drawing.lighten(ax)
        ax.grid(visible=False, axis="y")
        ax.set(xlim=(0, 1), ylim=(len(self.shares) - 0.5, -0.75), yticks=[], title="Shares of the followers")
        level = f"{100 * self.level:g} %"
        ax.set(xlabel=f"share of the followers; lines are {level} intervals")
        ax.xaxis.set_major_formatter(lambda share, _: drawing.share_text(share))


def _draw_share(ax: Any, line: int, words: str, kind: str, share: Figure) -> None:
    """Draw the bar of one kind, the words above it: no name is too long, nothing beside the axes is cut."""
    known = known_figure(share)
    if known is not None:
        estimate, low, high = known
        if not is_wide(share):  # of which no point is told
            ax.barh(line, estimate, height=0.42, color=KIND_COLOURS.get(kind, drawing.BLUE), alpha=0.8)
        style = {"color": drawing.ink(ax), "linewidth": 1.8, "capsize": 5, "capthick": 1.8, "zorder": 3}
        ax.errorbar([estimate], [line], xerr=[[estimate - low], [high - estimate]], clip_on=False, **style)
    ax.text(0.004, line - 0.26, words, va="bottom", **drawing.PLAIN)


@dataclass(eq=False, repr=False)
class ScoreDistributionDisplay(drawing.ReportDisplay):
    """Histogram of authenticity: by profiles alone as bars, and by everything that an audit knows as a line.

    Parameters
    ----------
    distribution : mapping
        ``score_distribution`` of ``AuditReport.to_dict()`` or of ``Scores.summary()``: ``edges``, counts as
        ``profile`` or ``fused`` or both, and ``not_enough_data``.

    Attributes
    ----------
    ax_ : matplotlib.axes.Axes
        There after `plot`, as ``figure_`` is.

    Examples
    --------
    >>> distribution = {"edges": [0.0, 0.5, 1.0], "profile": [10, 90], "not_enough_data": 3}
    >>> ScoreDistributionDisplay(distribution).plot().ax_.get_xlabel()
    'authenticity, 1 = genuine; 3 accounts with too little data are left out'
    """

    distribution: Mapping[str, Any]

    keys = ("score_distribution",)
    height = 3.6

    @classmethod
    def from_scores(cls, scores: Any, ax: Any = None) -> Self:
        """Draw scores, or anything whose ``summary()`` gives the same; see `plot`."""
        return cls(scores.summary()["score_distribution"]).plot(ax)

    def _draw(self, axes: tuple[Any, ...], *, is_new: bool) -> None:
        (ax,), edges = axes, self.distribution["edges"]
        if "profile" in self.distribution:
            style = {"fill": True, "color": drawing.blue(ax), "alpha": 0.5, "linewidth": 0}
            ax.stairs(self.distribution["profile"], edges, label="by the profile alone", **style)
        if "fused" in self.distribution:
            label = "with its event and cohort, and the shares found"
            ax.stairs(self.distribution["fused"], edges, color=drawing.ink(ax), linewidth=1.8, label=label)
        left_out = self.distribution["not_enough_data"]
        are = "is" if left_out == 1 else "are"
        note = f"; {plural(left_out, 'account')} with too little data {are} left out" if left_out else ""
        ax.set(xlim=(edges[0], edges[-1]), ylim=(0, None), title="Authenticity of the accounts")
        ax.set(ylim=(0, max(ax.get_ylim()[1], 1)))
        ax.set(xlabel=f"authenticity, 1 = genuine{note}", ylabel="accounts")
        drawing.count_ticks(ax.yaxis)
        drawing.lighten(ax)
        ax.legend(loc="best", frameon=False)
