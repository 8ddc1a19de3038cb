"""Score distribution with matplotlib: how many accounts have which authenticity."""

from collections.abc import Mapping
from typing import Any, Final, Self

from fakefollow.report.drawing import blue, count_ticks, ink, lighten, new_axes
from fakefollow.report.rounded import plural

PROFILE: Final = "by the profile alone"
FUSED: Final = "with its event and cohort, and the shares found"


class ScoreDistributionDisplay:
    """Histogram of authenticity: by profiles alone as bars, and by everything that an audit knows as a line.

    Parameters
    ----------
    distribution : mapping
        ``score_distribution`` of ``AuditReport.to_dict()`` or of ``Scores.summary()``: ``edges``, counts as
        ``profile`` or ``fused`` or both, and ``not_enough_data``.

    Attributes
    ----------
    ax_ : matplotlib.axes.Axes
    figure_ : matplotlib.figure.Figure
        Both there after `plot`.

    Examples
    --------
    >>> distribution = {"edges": [0.0, 0.5, 1.0], "profile": [10, 90], "not_enough_data": 3}
    >>> ScoreDistributionDisplay(distribution).plot().ax_.get_xlabel()
    'authenticity, 1 = genuine; 3 accounts with too little data are left out'
    """

    def __init__(self, distribution: Mapping[str, Any]) -> None:
        self.distribution = distribution

    @classmethod
    def from_report(cls, report: Any, ax: Any = None) -> Self:
        """Draw a report, or anything whose ``to_dict()`` gives the same; see `plot`."""
        return cls(report.to_dict()["score_distribution"]).plot(ax)

    @classmethod
    def from_scores(cls, scores: Any, ax: Any = None) -> Self:
        """Draw scores, or anything whose ``summary()`` gives the same; see `plot`."""
        return cls(scores.summary()["score_distribution"]).plot(ax)

    def plot(self, ax: Any = None) -> Self:
        """Draw on the axes, or on new ones.

        Raises
        ------
        MissingExtraError
            If matplotlib is not installed.
        """
        self.ax_ = new_axes(3.6) if ax is None else ax
        self.figure_ = self.ax_.figure
        edges = self.distribution["edges"]
        if "profile" in self.distribution:
            bars = self.distribution["profile"]
            self.ax_.stairs(
                bars, edges, fill=True, color=blue(self.ax_), alpha=0.5, linewidth=0, label=PROFILE
            )
        if "fused" in self.distribution:
            line = self.distribution["fused"]
            self.ax_.stairs(line, edges, color=ink(self.ax_), linewidth=1.8, label=FUSED)
        left_out = self.distribution["not_enough_data"]
        are = "is" if left_out == 1 else "are"
        told = f"; {plural(left_out, 'account')} with too little data {are} left out" if left_out else ""
        self.ax_.set(xlim=(edges[0], edges[-1]), ylim=(0, None), title="Authenticity of the accounts")
        self.ax_.set(xlabel=f"authenticity, 1 = genuine{told}", ylabel="accounts")
        count_ticks(self.ax_.yaxis)
        lighten(self.ax_)
        self.ax_.legend(loc="best", frameon=False)
        return self
