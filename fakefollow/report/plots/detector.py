"""Plots of a detector: what a feature says, how good it is, and how a score comes about. Gets plain data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import fill
from typing import Any, Final

import numpy as np

from fakefollow.report.explanation import (
    Bar,
    Explanation,
    bars,
    further_lines,
    kind_line,
    span,
    verdict_line,
    verdict_note,
)
from fakefollow.report.plots import drawing
from fakefollow.report.timeline import FloatArray

GENUINE: Final = "genuine"
STYLES: Final = ((drawing.ORANGE, "-", "////"), (drawing.GREY, "--", "...."), (drawing.BLUE, ":", "xxxx"))
"""Colour, line and hatch of the kinds but genuine, in their order."""

HEAVY_TAIL: Final = 50.0
"""Values whose largest is so many times their smallest positive one are drawn on a logarithmic axis."""

N_BINS: Final = 40
BEYOND: Final = 0.002
"""Share of the accounts of a kind whose values may be beyond the axis; a convention."""

NO_USUAL: Final = "This model does not know how the values are distributed."
LEAST_RATE: Final = 2e-4
"""False-positive rates below are drawn as this one, for a logarithmic axis has no 0; a convention."""


@dataclass(eq=False, repr=False)
class FeatureDisplay(drawing.Display):
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
        return drawing.pyplot().subplots(2, 1, height_ratios=(3, 2), figsize=(8, 6), layout="constrained")[1]

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
        above.set_title(fill(title, 90), fontsize=11, **drawing.PLAIN)
        above.axhline(0.0, color=drawing.ink(above), linewidth=0.8)
        above.set_ylabel("evidence in nats:\n- for genuine, + for the kind")
        below.set_ylabel("share of accounts")
        drawing.lighten(above)
        drawing.lighten(below)


def _styles(facts: Mapping[str, Any]) -> dict[str, tuple[str, str, str]]:
    """Return colour, line and hatch of each kind, genuine first."""
    kinds = enumerate(facts["evidence"])
    return {GENUINE: (drawing.GREEN, "-", ""), **{kind: STYLES[number % len(STYLES)] for number, kind in kinds}}


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
    seen = edges
    if usual:  # up to where next to nobody of any kind is beyond
        reached = np.min([*usual["up_to"].values()], axis=0)
        seen = np.array(usual["knots"][: int(np.searchsorted(reached, 1.0 - BEYOND)) + 1])
    seen = seen if len(seen) else np.array([0.0, 1.0])
    threshold = _linear_until(seen)
    low, high = _widened(float(seen.min()), float(seen.max()), threshold)
    for ax in (above, below):
        if threshold is not None:
            ax.set_xscale("symlog", linthresh=threshold, linscale=1.0)
        ax.set_xlim(low, high)
        ax.xaxis.set_major_formatter(lambda value, _: _tick(value))
    ends = [min(low, *edges - 1.0), *edges, max(high, *edges + 1.0)]
    first, last = np.searchsorted(edges, [low, high])
    shown = [evidence[first : last + 1] for evidence in facts["evidence"].values()]
    above.set_ylim(np.min(shown) - 0.3, np.max(shown) + 0.3)
    for kind, (colour, line, _) in _styles(facts).items():
        if kind != GENUINE:
            style = {"color": colour, "linestyle": line, "linewidth": 2, "label": kind}
            above.stairs(facts["evidence"][kind], ends, baseline=None, **style)
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
class EvaluationDisplay(drawing.Display):
    """Recall and reliability side by side, of what ``Evaluation.to_dict()`` gives; ``ax_`` is a pair after `plot`."""

    evaluation: Mapping[str, Any]

    n_axes = 2

    def _new_axes(self) -> Any:
        return drawing.pyplot().subplots(1, 2, figsize=(10.5, 4.4), layout="constrained")[1]

    def _draw(self, axes: tuple[Any, ...], *, is_new: bool) -> None:
        _draw_recall(axes[0], self.evaluation["recall_curve"], self.evaluation["figures"])
        _draw_reliability(axes[1], self.evaluation["reliability"], self.evaluation["prior"])


def _draw_recall(ax: Any, curve: Sequence[Mapping[str, float]], figures: Mapping[str, Any]) -> None:
    """Draw recall against the false-positive rate, on a logarithmic axis, with the operating point."""
    rates = [point["false_positive_rate"] for point in curve]
    left = max(rates[1] / 2, LEAST_RATE)  # left of one genuine account there is none flagged
    label = f"at any threshold, AUC {figures['auc']['value']:.3f}"
    recalls = [point["recall"] for point in curve]
    ax.plot([left, *rates[1:]], recalls, drawstyle="steps-post", color=drawing.blue(ax), linewidth=2, label=label)
    _mark_operating_point(ax, left, figures["false_positive_rate"], figures["recall"])
    ax.set(xscale="log", xlim=(left, 1), ylim=(0, 1.02), title="Recall against false positives")
    ax.set(xlabel="false-positive rate: share of genuine accounts flagged")
    ax.set(ylabel="recall: share of other accounts flagged")
    ax.xaxis.set_major_formatter(lambda rate, _: drawing.share_text(rate))
    ax.yaxis.set_major_formatter(lambda share, _: drawing.share_text(share))
    ax.legend(loc="best", frameon=False)
    drawing.lighten(ax)


def _mark_operating_point(ax: Any, left: float, rate: Mapping[str, float], recall: Mapping[str, float]) -> None:
    bounds = {name: max(rate[name], left) for name in ("value", "low", "high")}
    label = f"as verdicts: {drawing.share_text(recall['value'])} at {drawing.share_text(rate['value'])}"
    ax.errorbar(
        [bounds["value"]], [recall["value"]], xerr=_arms(bounds), yerr=_arms(recall), color=drawing.ORANGE, marker="o",
        markersize=7, linewidth=1.5, linestyle="none", zorder=3, clip_on=False, label=label,
    )  # fmt: skip


def _draw_reliability(ax: Any, bins: Sequence[Mapping[str, Any]], prior: float) -> None:
    """Draw stated authenticity against the share of accounts that were genuine, with the number of accounts."""
    ax.plot([0, 1], [0, 1], color=drawing.GREY, linewidth=1, linestyle="--", label="as stated")
    large = [bin_ for bin_ in bins if bin_["observed"]]
    arms = [_arms(bin_["observed"]) for bin_ in large]
    ax.errorbar(
        [bin_["stated"] for bin_ in large], [bin_["observed"]["value"] for bin_ in large],
        yerr=[[below for (below,), _ in arms], [above for _, (above,) in arms]],
        color=drawing.blue(ax), marker="o", markersize=6, linewidth=1.5, label="observed; below, number of accounts",
    )  # fmt: skip
    for bin_ in large:
        ax.text(bin_["stated"], -0.1, f"{bin_['n_accounts']:,}", ha="center", fontsize=7.5)
    ax.set(xlim=(-0.04, 1.04), ylim=(-0.13, 1.04), title="Stated and observed authenticity")
    ax.set(xlabel="stated authenticity", ylabel=f"share genuine, at a prior of {prior:.0%} not genuine")
    ax.legend(loc="best", frameon=False)
    drawing.lighten(ax)


def _arms(figure: Mapping[str, float]) -> tuple[list[float], list[float]]:
    """Return how far an interval reaches below and above its value."""
    return [max(figure["value"] - figure["low"], 0.0)], [max(figure["high"] - figure["value"], 0.0)]


LABEL_WIDTH: Final = 52
"""Characters of a line of labels."""

NOTE_WIDTH: Final = 125
"""Characters of a line of the note at the foot of a figure."""

TIE: Final = "\N{NO-BREAK SPACE}"

CHANCES: Final = (0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999)
"""Probabilities that stand on the upper scale."""

COLOURS: Final[dict[str, dict[str, str]]] = {
    "for": {"color": drawing.ORANGE},
    "against": {"facecolor": "white", "edgecolor": drawing.BLUE, "hatch": "////"},
    "total": {"color": drawing.GREY},
}


@dataclass(eq=False, repr=False)
class EvidenceDisplay(drawing.Display):
    """How a score comes about, one waterfall for each kind.

    A bar leads from the log-odds before a step to those after it: full orange towards the kind, hatched blue towards
    genuine, grey for the total. The upper scale is the probability of the kind rather than genuine.

    Parameters
    ----------
    explanation : mapping
        What ``Explanation.to_dict`` returns.

    Attributes
    ----------
    ax_ : tuple of matplotlib.axes.Axes
        One for each kind but genuine, likeliest first; there after `plot`, as ``figure_`` is.
    """

    is_always_many = True

    explanation: Explanation

    @property
    def n_axes(self) -> int:  # type: ignore[override]
        """One axes for each kind."""
        return len(self.explanation["kinds"])

    def _draw(self, axes: tuple[Any, ...], *, is_new: bool) -> None:
        low, high = span(self.explanation)
        room = max(high - low, 1.0) * 0.14
        for ax, kind in zip(axes, self.explanation["kinds"], strict=True):
            _waterfall(ax, kind)
            ax.set_xlim(low - room, high + room)

    def _new_axes(self) -> Any:
        kinds = self.explanation["kinds"]
        lines = [sum(_label(bar).count("\n") + 1 for bar in bars(kind)) - 1 for kind in kinds]
        size = (9.5, 1.7 + sum(1.5 + 0.24 * n for n in lines))
        shape = {"figsize": size, "height_ratios": [n + 4 for n in lines], "layout": "constrained"}
        figure, axes = drawing.pyplot().subplots(len(kinds), 1, squeeze=False, **shape)
        head = [verdict_line(self.explanation), *further_lines(self.explanation)]
        figure.suptitle("\n".join(fill(line, 105) for line in head), fontsize=10, x=0.02, ha="left", **drawing.PLAIN)
        note = fill(verdict_note(self.explanation), NOTE_WIDTH)
        figure.supxlabel(note, fontsize=8.5, x=0.02, ha="left")
        return axes[:, 0]


def _waterfall(ax: Any, kind: Mapping[str, Any]) -> None:
    for index, bar in enumerate(bars(kind)):
        width = bar.end - bar.start
        ax.barh(index, width, left=bar.start, height=0.62, linewidth=1, **COLOURS[bar.side])
        if bar.side != "total":
            ax.plot([bar.end] * 2, [index - 0.31, index + 1.31], color=drawing.GREY, linewidth=0.8)
        _number(ax, index, bar)
    ax.axvline(0.0, color=drawing.ink(ax), linewidth=0.8)
    labels = [_label(bar) for bar in bars(kind)]
    ax.set_yticks(range(len(labels)), labels, fontsize=8.5, **drawing.PLAIN)
    ax.invert_yaxis()
    ax.set_title(kind_line(kind), fontsize=10, loc="left", **drawing.PLAIN)
    ax.set_xlabel("log-odds against genuine, in nats", fontsize=8.5)
    ax.tick_params(axis="x", labelsize=8.5)
    ax.tick_params(axis="y", length=0)
    ax.spines[["right", "left"]].set_visible(False)
    ax.grid(axis="x", color=drawing.DIM if drawing.is_dark(ax) else drawing.LIGHT, linewidth=0.6)
    ax.set_axisbelow(True)
    _chance_scale(ax)


def _number(ax: Any, index: int, bar: Bar) -> None:
    """Write a number beside the end of a bar, on the side to which it leads."""
    offset, side = (4, "left") if bar.end >= bar.start else (-4, "right")
    box = {"boxstyle": "square,pad=0.1", "facecolor": ax.get_facecolor(), "edgecolor": "none", "alpha": 0.8}
    style = {"textcoords": "offset points", "ha": side, "va": "center", "fontsize": 8.5, "bbox": box}
    ax.annotate(f"{bar.nats:+.2f}", (bar.end, index), (offset, 0), **style)


def _chance_scale(ax: Any) -> None:
    """Put the probability of the kind rather than genuine above the axes."""
    upper = ax.secondary_xaxis("top")
    upper.set_xticks([np.log(chance / (1.0 - chance)) for chance in CHANCES])
    upper.set_xticklabels([f"{100.0 * chance:.3g} %" for chance in CHANCES], fontsize=8.5)
    upper.set_xlabel("probability of the kind rather than genuine", fontsize=8.5)
    upper.spines["top"].set_color(drawing.LIGHT)


def _label(bar: Bar) -> str:
    return fill(bar.text.replace(" %", f"{TIE}%"), LABEL_WIDTH)
