"""Plots of an evaluation, in the style of scikit-learn's displays. Knows no ML: what is drawn comes as plain data."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Self

from fakefollow.report.plots.drawing import BLUE, GREY, ORANGE, axes_pair, lighten, pyplot, share_text

LEAST_RATE: Final = 2e-4
"""False-positive rates below are drawn as this one: a logarithmic axis has no 0."""

Figures = Mapping[str, Mapping[str, float]]


class RecallDisplay:
    """Recall against the false-positive rate, on a logarithmic axis, with the operating point.

    Parameters
    ----------
    curve : sequence of mapping
        ``false_positive_rate`` and ``recall`` of each point, 0 to 1, ascending, the first rate being 0.
    figures : mapping of str to mapping
        ``false_positive_rate``, ``recall`` and ``auc``, each with ``value``, ``low`` and ``high``.

    Attributes
    ----------
    ax_ : matplotlib.axes.Axes
    figure_ : matplotlib.figure.Figure
        Both there after `plot`.
    """

    def __init__(self, curve: Sequence[Mapping[str, float]], figures: Figures) -> None:
        self.curve = curve
        self.figures = figures

    def plot(self, ax: Any = None) -> Self:
        """Draw on the axes, or on new ones.

        Raises
        ------
        MissingExtraError
            If matplotlib is not installed.
        """
        self.ax_ = pyplot().subplots(layout="constrained")[1] if ax is None else ax
        self.figure_ = self.ax_.figure
        rates = [point["false_positive_rate"] for point in self.curve]
        left = max(rates[1] / 2, LEAST_RATE)  # left of one genuine account there is none flagged
        label = f"at any threshold, AUC {self.figures['auc']['value']:.3f}"
        recalls = [point["recall"] for point in self.curve]
        self.ax_.plot(
            [left, *rates[1:]], recalls, drawstyle="steps-post", color=BLUE, linewidth=2, label=label
        )
        self._mark_operating_point(left)
        self.ax_.set(xscale="log", xlim=(left, 1), ylim=(0, 1.02), title="Recall against false positives")
        self.ax_.set(xlabel="false-positive rate: share of genuine accounts flagged")
        self.ax_.set(ylabel="recall: share of other accounts flagged")
        self.ax_.xaxis.set_major_formatter(lambda rate, _: share_text(rate))
        self.ax_.yaxis.set_major_formatter(lambda share, _: share_text(share))
        self.ax_.legend(loc="best", frameon=False)
        lighten(self.ax_)
        return self

    def _mark_operating_point(self, left: float) -> None:
        rate, recall = self.figures["false_positive_rate"], self.figures["recall"]
        bounds = {name: max(rate[name], left) for name in ("value", "low", "high")}
        label = f"as verdicts: {share_text(recall['value'])} at {share_text(rate['value'])}"
        self.ax_.errorbar(
            [bounds["value"]],
            [recall["value"]],
            xerr=_arms(bounds),
            yerr=_arms(recall),
            color=ORANGE,
            marker="o",
            markersize=7,
            linewidth=1.5,
            linestyle="none",
            zorder=3,
            clip_on=False,
            label=label,
        )


class ReliabilityDisplay:
    """Stated authenticity against the share of accounts that were genuine, with the number of accounts.

    Parameters
    ----------
    bins : sequence of mapping
        ``stated``, ``n_accounts`` and ``observed`` (with ``value``, ``low`` and ``high``, or None where accounts are
        too few, which is not drawn) of each bin.
    prior : float
        Share of accounts that are not genuine which is assumed, 0 to 1.

    Attributes
    ----------
    ax_ : matplotlib.axes.Axes
    figure_ : matplotlib.figure.Figure
        Both there after `plot`.
    """

    def __init__(self, bins: Sequence[Mapping[str, Any]], prior: float) -> None:
        self.bins = bins
        self.prior = prior

    def plot(self, ax: Any = None) -> Self:
        """Draw on the axes, or on new ones.

        Raises
        ------
        MissingExtraError
            If matplotlib is not installed.
        """
        self.ax_ = pyplot().subplots(layout="constrained")[1] if ax is None else ax
        self.figure_ = self.ax_.figure
        self.ax_.plot([0, 1], [0, 1], color=GREY, linewidth=1, linestyle="--", label="as stated")
        self._draw_bins([one for one in self.bins if one["observed"]])
        self.ax_.set(xlim=(-0.04, 1.04), ylim=(-0.13, 1.04), title="Stated and observed authenticity")
        self.ax_.set(xlabel="stated authenticity")
        self.ax_.set(ylabel=f"share genuine, at a prior of {self.prior:.0%} not genuine")
        self.ax_.legend(loc="best", frameon=False)
        lighten(self.ax_)
        return self

    def _draw_bins(self, bins: Sequence[Mapping[str, Any]]) -> None:
        stated = [one["stated"] for one in bins]
        shares = [one["observed"]["value"] for one in bins]
        arms = [_arms(one["observed"]) for one in bins]
        self.ax_.errorbar(
            stated,
            shares,
            yerr=[[below for (below,), _ in arms], [above for _, (above,) in arms]],
            color=BLUE,
            marker="o",
            markersize=6,
            linewidth=1.5,
            label="observed; below, number of accounts",
        )
        for one in bins:
            text = f"{one['n_accounts']:,}"
            self.ax_.text(one["stated"], -0.1, text, ha="center", fontsize=7.5, color=GREY)


class EvaluationDisplay:
    """Both displays side by side.

    Parameters
    ----------
    evaluation : mapping
        What ``Evaluation.to_dict()`` returns.

    Attributes
    ----------
    ax_ : tuple of two matplotlib.axes.Axes
    figure_ : matplotlib.figure.Figure
        Both there after `plot`.
    """

    def __init__(self, evaluation: Mapping[str, Any]) -> None:
        self.evaluation = evaluation

    def plot(self, ax: Any = None) -> Self:
        """Draw on a pair of axes, or on a new figure.

        Raises
        ------
        ValueError
            If ``ax`` is something else.
        MissingExtraError
            If matplotlib is not installed.
        """
        if ax is None:
            ax = pyplot().subplots(1, 2, figsize=(10.5, 4.4), layout="constrained")[1]
        left, right = axes_pair(ax)
        RecallDisplay(self.evaluation["recall_curve"], self.evaluation["figures"]).plot(left)
        ReliabilityDisplay(self.evaluation["reliability"], self.evaluation["prior"]).plot(right)
        self.ax_, self.figure_ = (left, right), left.figure
        return self


def _arms(figure: Mapping[str, float]) -> tuple[list[float], list[float]]:
    """Return how far an interval reaches below and above its value."""
    return [max(figure["value"] - figure["low"], 0.0)], [max(figure["high"] - figure["value"], 0.0)]
