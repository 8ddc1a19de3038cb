"""Follower map with matplotlib: every follower by follow rank and creation date, events, and mean authenticity."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Self

import numpy as np

from fakefollow.report.audience_timeline import Timeline, read_timeline
from fakefollow.report.audience_words import no_timeline_sentence
from fakefollow.report.drawing import (
    DENSITY,
    DENSITY_ON_DARK,
    GREEN,
    PURPLE,
    as_days,
    axes_pair,
    count_ticks,
    date_ticks,
    is_dark,
    legend_below,
    lighten,
    pyplot,
)
from fakefollow.report.event_marks import label_events, shade_events

FOLLOWED: Final = "estimated time of following"
TITLE: Final = "Followers by follow rank and by creation of their accounts"
PAD: Final = 6.0
FEW: Final = 10
"""Where no cell has more accounts than this the palest shade, of one account, would be too pale."""


class FollowerMapDisplay:
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
        Density, and mean authenticity beneath it.
    figure_ : matplotlib.figure.Figure
        Both there after `plot`.

    Examples
    --------
    >>> import fakefollow as ff
    >>> report = ff.audit(ff.simulate_audience(600, random_state=1).profiles)
    >>> display = FollowerMapDisplay.from_report(report)
    >>> display.figure_.savefig("map.png")  # doctest: +SKIP
    """

    def __init__(self, timeline: Mapping[str, Any], purchases: Sequence[Mapping[str, Any]] = ()) -> None:
        self.timeline = timeline
        self.purchases = purchases

    @classmethod
    def from_report(cls, report: Any, ax: Any = None) -> Self:
        """Draw a report, or anything whose ``to_dict()`` gives the same; see `plot`.

        Raises
        ------
        ValueError
            If the report has no timeline, because order or creation dates are not known.
        """
        summary = report.to_dict()
        if summary["timeline"] is None:
            raise ValueError(f"plot_timeline: {no_timeline_sentence(summary)}")
        return cls(summary["timeline"], summary["purchases"]).plot(ax)

    def plot(self, ax: Any = None) -> Self:
        """Draw on a pair of axes, the upper one first, or on a new figure.

        Labels of events need room above axes of your own: make them with ``layout="constrained"``.

        Raises
        ------
        ValueError
            If ``ax`` is no pair.
        MissingExtraError
            If matplotlib is not installed.
        """
        timeline = read_timeline({"timeline": self.timeline, "purchases": self.purchases})
        if timeline is None:
            raise ValueError("timeline: expected that of an audit of ordered followers, got None")
        is_new = ax is None
        upper, lower = axes_pair(_new_axes() if is_new else ax)
        _draw_density(upper, lower, timeline)
        _draw_authenticity(lower, timeline)
        for one in (upper, lower):
            shade_events(one, timeline.bands)
        upper.set_title(TITLE, pad=PAD + label_events(upper, timeline.bands))
        legend_below(upper, "lower left", is_new=is_new)
        self.ax_, self.figure_ = (upper, lower), upper.figure
        return self


def _new_axes() -> Any:
    """Return a tall and a flat axes with one axis of ranks."""
    ratios = {"height_ratios": [4, 1]}
    return pyplot().subplots(2, 1, sharex=True, figsize=(9, 6), layout="constrained", gridspec_kw=ratios)[1]


def _draw_density(ax: Any, lower: Any, timeline: Timeline) -> None:
    from matplotlib.colors import LinearSegmentedColormap, LogNorm

    counts = np.ma.masked_equal(timeline.followers.T, 0.0)
    most = max(float(timeline.followers.max(initial=0.0)), 2.0)
    shades = (DENSITY_ON_DARK if is_dark(ax) else DENSITY)[int(most <= FEW) :]
    colours = LinearSegmentedColormap.from_list("followers", shades)
    norm = LogNorm(vmin=1.0, vmax=most)
    # Drawn as an image inside a vector picture too: 20,000 small rectangles are slow and leave seams.
    image = ax.pcolormesh(
        timeline.ranks, as_days(timeline.created), counts, cmap=colours, norm=norm, rasterized=True
    )
    ax.plot(
        timeline.ranks,
        as_days(timeline.followed),
        color=PURPLE,
        linewidth=1.4,
        linestyle="--",
        label=FOLLOWED,
    )
    bar = ax.figure.colorbar(image, ax=[ax, lower], pad=0.01, aspect=32, shrink=0.78, anchor=(0.0, 1.0))
    bar.set_label("accounts in a cell")
    bar.set_ticks(ticks := _powers(most), labels=[f"{tick:,}" for tick in ticks])
    bar.ax.minorticks_off()
    date_ticks(ax.yaxis)
    ax.set(xlim=(timeline.ranks[0], timeline.ranks[-1]), ylim=as_days(np.array(timeline.times)))
    ax.set(ylabel="account created")
    ax.tick_params(labelbottom=False)
    lighten(ax)
    ax.grid(visible=False)


def _draw_authenticity(ax: Any, timeline: Timeline) -> None:
    ax.stairs(timeline.authenticity, timeline.ranks, baseline=None, color=GREEN, linewidth=1.8)
    ax.set(xlim=(timeline.ranks[0], timeline.ranks[-1]), ylim=(0, 1), yticks=[0, 0.5, 1])
    ax.set(xlabel="follow rank, oldest follower first", ylabel="mean\nauthenticity")
    count_ticks(ax.xaxis)
    lighten(ax)


def _powers(most: float) -> list[int]:
    """Return powers of ten from 1 on, and the most accounts that there are, as far from the last as to be read."""
    powers = [10**place for place in range(12) if 10**place <= most / 2]
    return [*powers, int(most)]
