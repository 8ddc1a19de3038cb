"""Shares with matplotlib: the share of each kind of follower, with its interval."""

from collections.abc import Mapping
from typing import Any, Final, Self

from fakefollow.report.drawing import BLUE, GREEN, GREY, ORANGE, ink, lighten, new_axes, share_text
from fakefollow.report.line_width import one_line
from fakefollow.report.rounded import Figure, known_figure, share_words

KIND_COLOURS: Final = {"genuine": GREEN, "purchased": ORANGE, "bot": GREY}
KIND_WIDTH: Final = 40
"""Letters of the name of a kind that are shown."""


class SharesDisplay:
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
    figure_ : matplotlib.figure.Figure
        Both there after `plot`.

    Examples
    --------
    >>> genuine = {"estimate": 0.7, "low": 0.62, "high": 0.78}
    >>> bought = {"estimate": 0.3, "low": 0.22, "high": 0.38}
    >>> display = SharesDisplay({"genuine": genuine, "purchased": bought}).plot()
    >>> [text.get_text() for text in display.ax_.texts]
    ['genuine: 70 % (62 to 78 %)', 'purchased: 30 % (22 to 38 %)']
    """

    def __init__(self, shares: Mapping[str, Figure], level: float = 0.95) -> None:
        self.shares = shares
        self.level = level

    @classmethod
    def from_report(cls, report: Any, ax: Any = None) -> Self:
        """Draw a report, or anything whose ``to_dict()`` gives the same; see `plot`."""
        summary = report.to_dict()
        return cls(summary["shares"], summary["level"]).plot(ax)

    def plot(self, ax: Any = None) -> Self:
        """Draw on the axes, or on new ones.

        Raises
        ------
        MissingExtraError
            If matplotlib is not installed.
        """
        self.ax_ = new_axes(1.0 + 0.62 * len(self.shares)) if ax is None else ax
        self.figure_ = self.ax_.figure
        for line, (kind, share) in enumerate(self.shares.items()):
            self._draw(line, kind, share)
        lighten(self.ax_)
        self.ax_.grid(visible=False, axis="y")
        self.ax_.set(
            xlim=(0, 1), ylim=(len(self.shares) - 0.5, -0.75), yticks=[], title="Shares of the followers"
        )
        self.ax_.set(
            xlabel=f"share of the followers; the line at the end of a bar is its {100 * self.level:g} % interval"
        )
        self.ax_.xaxis.set_major_formatter(lambda share, _: share_text(share))
        return self

    def _draw(self, line: int, kind: str, share: Figure) -> None:
        """Draw the bar of one kind, the words above it: no name is too long, nothing beside the axes is cut."""
        known = known_figure(share)
        if known is not None:
            estimate, low, high = known
            self.ax_.barh(line, estimate, height=0.42, color=KIND_COLOURS.get(kind, BLUE), alpha=0.8)
            bounds = [[estimate - low], [high - estimate]]
            self.ax_.errorbar(
                [estimate], [line], xerr=bounds, color=ink(self.ax_), linewidth=1.8, capsize=5, capthick=1.8,
                clip_on=False, zorder=3,
            )  # fmt: skip
        words = f"{one_line(kind, KIND_WIDTH)}: {share_words(share)}"
        # A dollar sign in the name of a kind begins no formula.
        self.ax_.text(0.004, line - 0.26, words, va="bottom", parse_math=False)
