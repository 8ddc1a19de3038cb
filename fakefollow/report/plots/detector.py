"""Plots of a detector: what the values of a feature say, and how good it is on labelled accounts. Gets plain data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import fill
from typing import Any, Final

import numpy as np

from fakefollow.report.plots.drawing import BLUE, GREEN, GREY, ORANGE, PLAIN, Display, lighten, pyplot, share_text
from fakefollow.report.timeline import FloatArray

GENUINE: Final = "genuine"
STYLES: Final = ((ORANGE, "-", "////"), (GREY, "--", "...."), (BLUE, ":", "xxxx"))
"""Colour, line and hatch of the kinds but genuine, in their order."""

HEAVY_TAIL: Final = 50.0
"""Values whose largest is so many times their smallest positive one are drawn on a logarithmic axis."""

N_BINS: Final = 40
NO_USUAL: Final = "This model does not know how the values are distributed."
LEAST_RATE: Final = 2e-4
"""False-positive rates below are drawn as this one, for a logarithmic axis has no 0; a convention."""


@dataclass(eq=False, repr=False)
class FeatureDisplay(Display):
    """What the values of one feature say, and how they are distributed among known accounts.

    Above, the evidence for each kind against genuine as a step function; below, the share of the accounts of each
    kind by value, read off the quantiles that the model's card keeps.

    Parameters
    ----------
    facts : mapping
        What ``Detector.feature_facts`` returns.

    Attributes
    ----------
    ax_ : tuple of two matplotlib.axes.Axes
        There after `plot`, as ``figure_`` is.
    """

    facts: Mapping[str, Any]

    n_axes = 2

    def _new_axes(self) -> Any:
        return pyplot().subplots(2, 1, height_ratios=(3, 2), figsize=(8, 6), layout="constrained")[1]

    def _draw(self, axes: tuple[Any, ...], *, is_new: bool) -> None:
        above, below = axes
        draw = _answers if self.facts["answers"] else _values
        draw(above, below, self.facts)
        if self.facts["usual"] is None:
            below.text(0.5, 0.5, NO_USUAL, ha="center", va="center", transform=below.transAxes)
            below.set_yticks([])
        words = self.facts["feature"].replace("_", " ")
        title = (
            f"What {words} says: {100 * self.facts['weight']:.1f} % of the evidence of model {self.facts['model']!r}"
        )
        above.set_title(fill(title, 90), fontsize=11, **PLAIN)
        above.axhline(0.0, color="black", linewidth=0.8)
        above.set_ylabel("evidence in nats:\n- for genuine, + for the kind")
        below.set_ylabel("share of accounts")
        lighten(above)
        lighten(below)


def _styles(facts: Mapping[str, Any]) -> dict[str, tuple[str, str, str]]:
    """Return colour, line and hatch of each kind, genuine first."""
    kinds = enumerate(facts["evidence"])
    return {GENUINE: (GREEN, "-", ""), **{kind: STYLES[number % len(STYLES)] for number, kind in kinds}}


def _answers(above: Any, below: Any, facts: Mapping[str, Any]) -> None:
    """Draw a feature that is yes or no: a bar for each answer and kind."""
    n_kinds, usual = len(facts["evidence"]), facts["usual"]
    positions, width = np.arange(2.0), 0.8 / (n_kinds + 1)
    bins = np.searchsorted(facts["edges"], [0.0, 1.0])
    for number, (kind, (colour, _, hatch)) in enumerate(_styles(facts).items()):
        style = {"width": width, "color": colour, "hatch": hatch, "edgecolor": "white", "label": kind}
        if kind != GENUINE:
            evidence = np.array(facts["evidence"][kind])[bins]
            above.bar(positions + (number - (n_kinds + 1) / 2) * width, evidence, **style)
        if usual and kind in usual["below"]:
            below_yes = float(_cumulated(usual, kind, np.array([0.5]), np.array(usual["knots"]))[0])
            below.bar(positions + (number - n_kinds / 2) * width, [below_yes, 1.0 - below_yes], **style)
    for ax in (above, below):
        ax.set_xticks(positions, [fill(answer, 40) for answer in facts["answers"]])
        ax.set_xlim(-0.6, 1.6)
    _legends(above, below, facts)


def _values(above: Any, below: Any, facts: Mapping[str, Any]) -> None:
    """Draw a feature that is measured: steps above, histograms below."""
    usual, edges = facts["usual"], np.array(facts["edges"])
    seen = np.concatenate([edges, usual["knots"] if usual else edges])
    seen = seen if len(seen) else np.array([0.0, 1.0])
    threshold = _linear_until(seen)
    low, high = _widened(float(seen.min()), float(seen.max()), threshold)
    for ax in (above, below):
        if threshold is not None:
            ax.set_xscale("symlog", linthresh=threshold, linscale=1.0)
        ax.set_xlim(low, high)
        ax.xaxis.set_major_formatter(lambda value, _: _tick(value))
    for kind, (colour, line, _) in _styles(facts).items():
        if kind != GENUINE:
            style = {"color": colour, "linestyle": line, "linewidth": 2, "label": kind}
            above.stairs(facts["evidence"][kind], [low, *edges, high], baseline=None, **style)
        if usual and kind in usual["below"]:
            genuine = {"fill": True, "color": colour, "alpha": 0.35}
            style = genuine if kind == GENUINE else {"color": colour, "linestyle": line, "linewidth": 1.8}
            below.stairs(*_histogram(below, usual, kind), label=kind, **style)
    note = "; the outermost bars hold what is beyond" if usual else ""
    below.set_xlabel(f"{facts['feature'].replace('_', ' ')} ({facts['unit']}){note}")
    _legends(above, below, facts)


def _histogram(ax: Any, usual: Mapping[str, Any], kind: str) -> tuple[FloatArray, FloatArray]:
    """Return the share of a kind in each bin, and the ends of bins; what lies beyond the outermost is in them."""
    knots, scale = np.array(usual["knots"]), ax.xaxis.get_transform()
    # A bin is around each of some whole numbers, or they are as many of the same width on the axis.
    bins = np.append(knots - 0.5, knots[-1] + 0.5)
    if len(knots) == 1 or (np.diff(knots) != 1.0).any() or ax.get_xscale() != "linear":
        first, last = scale.transform(np.array(ax.get_xlim()))
        bins = scale.inverted().transform(np.linspace(first, last, N_BINS + 1))
    reached = _cumulated(usual, kind, scale.transform(bins), scale.transform(knots))
    return np.diff([0.0, *reached[1:-1], 1.0]), bins


def _cumulated(usual: Mapping[str, Any], kind: str, values: FloatArray, knots: FloatArray) -> FloatArray:
    """Return the share up to each value: exact at knots, and on a line between them."""
    shares = np.column_stack([usual["below"][kind], usual["up_to"][kind]])
    return np.asarray(np.interp(values, np.repeat(knots, 2), shares.ravel()))


def _linear_until(values: FloatArray) -> float | None:
    """Return up to which value a logarithmic axis is linear; None for an axis that is linear throughout."""
    positive = values[values > 0.0]
    if not len(positive) or values.min() < 0.0 or positive.max() < HEAVY_TAIL * positive.min():
        return None
    return float(10.0 ** np.floor(np.log10(positive.min())))


def _tick(value: float) -> str:
    """Return a number without an exponent: these are counts and rates of people."""
    text = f"{value:,.9f}".rstrip("0").rstrip(".")
    return text if text != "-0" else "0"


def _widened(low: float, high: float, threshold: float | None) -> tuple[float, float]:
    """Return ends of the axis some way beyond the outermost values."""
    if threshold is None:
        room = 0.05 * max(high - low, 1.0)
        return low - room, high + room
    return (0.0 if low < threshold else threshold), 1.5 * high


def _legends(above: Any, below: Any, facts: Mapping[str, Any]) -> None:
    for ax in (above, below) if facts["usual"] else (above,):
        for text in ax.legend(frameon=False).get_texts():
            text.set_parse_math(False)


@dataclass(eq=False, repr=False)
class EvaluationDisplay(Display):
    """Recall and reliability side by side, of what ``Evaluation.to_dict()`` gives; ``ax_`` is a pair after `plot`."""

    evaluation: Mapping[str, Any]

    n_axes = 2

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
