"""Plots of an evaluation: recall at false-positive rates, and how far stated probabilities hold. Knows no ML."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from fakefollow.report.plots.drawing import BLUE, GREY, ORANGE, Display, lighten, pyplot, share_text

LEAST_RATE: Final = 2e-4
"""False-positive rates below are drawn as this one, for a logarithmic axis has no 0; a convention."""


class EvaluationDisplay(Display):
    """Recall and reliability side by side, of what ``Evaluation.to_dict()`` gives; ``ax_`` is a pair after `plot`."""

    n_axes = 2

    def __init__(self, evaluation: Mapping[str, Any]) -> None:
        self.evaluation = evaluation

    def _new_axes(self) -> Any:
        return pyplot().subplots(1, 2, figsize=(10.5, 4.4), layout="constrained")[1]

    def _draw(self, axes: tuple[Any, ...], *, is_new: bool) -> None:
        _draw_recall(axes[0], self.evaluation["recall_curve"], self.evaluation["figures"])
        _draw_reliability(axes[1], self.evaluation["reliability"], self.evaluation["prior"])


def _draw_recall(ax: Any, curve: Sequence[Mapping[str, float]], figures: Mapping[str, Any]) -> None:
    """Draw recall against the false-positive rate, on a logarithmic axis, with the operating point."""
    rates = [point["false_positive_rate"] for point in curve]
    left = max(rates[1] / 2, LEAST_RATE)  # left of one genuine account there is none flagged
    label = f"at any threshold, AUC {figures['auc']['value']:.3f}"
    recalls = [point["recall"] for point in curve]
    ax.plot([left, *rates[1:]], recalls, drawstyle="steps-post", color=BLUE, linewidth=2, label=label)
    _mark_operating_point(ax, left, figures["false_positive_rate"], figures["recall"])
    ax.set(xscale="log", xlim=(left, 1), ylim=(0, 1.02), title="Recall against false positives")
    ax.set(xlabel="false-positive rate: share of genuine accounts flagged")
    ax.set(ylabel="recall: share of other accounts flagged")
    ax.xaxis.set_major_formatter(lambda rate, _: share_text(rate))
    ax.yaxis.set_major_formatter(lambda share, _: share_text(share))
    ax.legend(loc="best", frameon=False)
    lighten(ax)


def _mark_operating_point(ax: Any, left: float, rate: Mapping[str, float], recall: Mapping[str, float]) -> None:
    bounds = {name: max(rate[name], left) for name in ("value", "low", "high")}
    label = f"as verdicts: {share_text(recall['value'])} at {share_text(rate['value'])}"
    ax.errorbar(
        [bounds["value"]], [recall["value"]], xerr=_arms(bounds), yerr=_arms(recall), color=ORANGE, marker="o",
        markersize=7, linewidth=1.5, linestyle="none", zorder=3, clip_on=False, label=label,
    )  # fmt: skip


def _draw_reliability(ax: Any, bins: Sequence[Mapping[str, Any]], prior: float) -> None:
    """Draw stated authenticity against the share of accounts that were genuine, with the number of accounts."""
    ax.plot([0, 1], [0, 1], color=GREY, linewidth=1, linestyle="--", label="as stated")
    large = [bin_ for bin_ in bins if bin_["observed"]]
    arms = [_arms(bin_["observed"]) for bin_ in large]
    ax.errorbar(
        [bin_["stated"] for bin_ in large], [bin_["observed"]["value"] for bin_ in large],
        yerr=[[below for (below,), _ in arms], [above for _, (above,) in arms]],
        color=BLUE, marker="o", markersize=6, linewidth=1.5, label="observed; below, number of accounts",
    )  # fmt: skip
    for bin_ in large:
        ax.text(bin_["stated"], -0.1, f"{bin_['n_accounts']:,}", ha="center", fontsize=7.5, color=GREY)
    ax.set(xlim=(-0.04, 1.04), ylim=(-0.13, 1.04), title="Stated and observed authenticity")
    ax.set(xlabel="stated authenticity", ylabel=f"share genuine, at a prior of {prior:.0%} not genuine")
    ax.legend(loc="best", frameon=False)
    lighten(ax)


def _arms(figure: Mapping[str, float]) -> tuple[list[float], list[float]]:
    """Return how far an interval reaches below and above its value."""
    return [max(figure["value"] - figure["low"], 0.0)], [max(figure["high"] - figure["value"], 0.0)]
