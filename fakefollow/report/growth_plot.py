"""Growth with matplotlib: how many of the followers at hand had come by when, with bounds and purchase events."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Self

import numpy as np

from fakefollow.report.audience_timeline import Band
from fakefollow.report.drawing import as_days, blue, count_ticks, date_ticks, legend_below, lighten, new_axes
from fakefollow.report.event_marks import label_events, shade_events
from fakefollow.report.rounded import moment

TITLE: Final = "Followers at hand who had come by each date"
PAD: Final = 6.0
HATCH: Final = "////"


class GrowthDisplay:
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
    figure_ : matplotlib.figure.Figure
        Both there after `plot`.

    Examples
    --------
    >>> days = ["2020-01-01T00:00:00+00:00", "2020-03-01T00:00:00+00:00"]
    >>> growth = {"dates": days, "followers": [10.0, 90.0], "low": [4.0, 80.0], "high": [20.0, 95.0]}
    >>> display = GrowthDisplay(growth).plot()
    >>> display.ax_.lines[0].get_ydata().tolist()
    [10.0, 90.0]
    """

    def __init__(
        self, growth: Mapping[str, Any], purchases: Sequence[Mapping[str, Any]] = (), level: float = 0.95
    ) -> None:
        self.growth = growth
        self.purchases = purchases
        self.level = level

    @classmethod
    def from_report(cls, report: Any, ax: Any = None) -> Self:
        """Draw a report, or anything whose ``to_dict()`` gives the same; see `plot`.

        Raises
        ------
        ValueError
            If the follow times are not known.
        """
        summary = report.to_dict()
        if summary["growth"] is None:
            raise ValueError(
                "plot_growth: no two different follow times of these accounts are known; they need the follow "
                "order and creation dates, or followed_at"
            )
        return cls(summary["growth"], summary["purchases"], summary["level"]).plot(ax)

    def plot(self, ax: Any = None) -> Self:
        """Draw on the axes, or on new ones.

        Labels of events need room above axes of your own: make them with ``layout="constrained"``.

        Raises
        ------
        MissingExtraError
            If matplotlib is not installed.
        """
        self.ax_ = new_axes(4.2) if ax is None else ax
        self.figure_ = self.ax_.figure
        dates, colour = _days(self.growth["dates"]), blue(self.ax_)
        followers, low, high = (np.array(self.growth[name]) for name in ("followers", "low", "high"))
        self.ax_.plot(dates, followers, color=colour, linewidth=2, label="by the estimated follow times")
        if (low < high).any():
            name = f"by the {100 * self.level:g} % bounds of each time"
            self.ax_.fill_between(dates, low, high, color=colour, alpha=0.3, linewidth=0, label=name)
        self.ax_.set(xlim=(dates[0], dates[-1]), ylim=(0, None), ylabel="followers")
        bands = self._bands()
        shade_events(self.ax_, bands, hatch=HATCH)
        self.ax_.set_title(TITLE, pad=PAD + label_events(self.ax_, bands))
        date_ticks(self.ax_.xaxis)
        count_ticks(self.ax_.yaxis)
        lighten(self.ax_)
        legend_below(self.ax_, "upper left", is_new=ax is None)
        return self

    def _bands(self) -> list[Band]:
        """Return the events between the dates on which they began and ended."""
        bands = []
        for event in self.purchases:
            start, end = _days([event["followed_from"], event["followed_to"]])
            if np.isfinite(start) and np.isfinite(end):
                bands.append(Band(start, end, f"{event['size']:,} in {moment(event['followed_from']):%Y-%m}"))
        return bands


def _days(times: Sequence[str | None]) -> Any:
    known = [moment(time) for time in times]
    return as_days(np.array([np.nan if time is None else time.timestamp() for time in known]))
