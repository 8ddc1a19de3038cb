"""One feature of a model as a picture: what its values say, and how they are distributed. Gets plain data."""

from collections.abc import Mapping
from textwrap import fill
from typing import Any, Final

import numpy as np

from fakefollow.report.plots.drawing import BLUE, GREEN, GREY, ORANGE, Display, lighten, pyplot
from fakefollow.report.timeline import FloatArray

GENUINE: Final = "genuine"
STYLES: Final = ((ORANGE, "-", "////"), (GREY, "--", "...."), (BLUE, ":", "xxxx"))
"""Colour, line and hatch of the kinds but genuine, in their order."""

HEAVY_TAIL: Final = 50.0
"""Values whose largest is so many times their smallest positive one are drawn on a logarithmic axis."""

LINEAR: Final = 1.0 / (1.0 - 0.1)
"""Decades that the linear part of such an axis takes, as matplotlib draws it."""

N_BINS: Final = 40
PLAIN: Final = {"parse_math": False}
NO_USUAL: Final = "This model does not know how the values are distributed."


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

    n_axes = 2

    def __init__(self, facts: Mapping[str, Any]) -> None:
        self.facts = facts

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
            f"What {words} says: {100 * self.facts['weight']:.1f} % of the evidence of model "
            f"{self.facts['model']!r}"
        )
        above.set_title(fill(title, 90), fontsize=11, **PLAIN)
        above.axhline(0.0, color="black", linewidth=0.8)
        above.set_ylabel("evidence in nats:\n- for genuine, + for the kind")
        below.set_ylabel("share of accounts")
        lighten(above)
        lighten(below)


def _answers(above: Any, below: Any, facts: Mapping[str, Any]) -> None:
    """Draw a feature that is yes or no: a bar for each answer and kind."""
    kinds = list(facts["evidence"])
    places, width = np.arange(2.0), 0.8 / (len(kinds) + 1)
    bins = np.searchsorted(facts["edges"], [0.0, 1.0])
    for number, kind in enumerate(kinds):
        colour, _, hatch = _style(number)
        style = {"width": width, "color": colour, "hatch": hatch, "edgecolor": "white"}
        evidence = np.array(facts["evidence"][kind])[bins]
        above.bar(places + (number - (len(kinds) - 1) / 2) * width, evidence, label=kind, **style)
    for number, kind in enumerate([GENUINE, *kinds] if facts["usual"] else []):
        if kind in facts["usual"]["below"]:
            colour, _, hatch = (GREEN, "-", "") if kind == GENUINE else _style(number - 1)
            style = {"width": width, "color": colour, "hatch": hatch, "edgecolor": "white"}
            shares = _shares_of_answers(facts["usual"], kind)
            below.bar(places + (number - len(kinds) / 2) * width, shares, label=kind, **style)
    for one in (above, below):
        one.set_xticks(places, [fill(answer, 40) for answer in facts["answers"]])
        one.set_xlim(-0.6, 1.6)
    _legends(above, below, facts)


def _shares_of_answers(usual: Mapping[str, Any], kind: str) -> list[float]:
    below_yes = float(_cumulated(usual, kind, np.array([0.5]), np.array(usual["knots"]))[0])
    return [below_yes, 1.0 - below_yes]


def _values(above: Any, below: Any, facts: Mapping[str, Any]) -> None:
    """Draw a feature that is measured: steps above, histograms below."""
    usual, edges = facts["usual"], np.array(facts["edges"])
    knots = np.array(usual["knots"]) if usual else edges
    seen = np.concatenate([edges, knots]) if len(edges) + len(knots) else np.array([0.0, 1.0])
    low, high = float(seen.min()), float(seen.max())
    threshold = _linear_until(seen)
    low, high = _widened(low, high, threshold)
    for number, (kind, steps) in enumerate(facts["evidence"].items()):
        colour, line, _ = _style(number)
        above.stairs(
            steps, [low, *edges, high], baseline=None, color=colour, linestyle=line, linewidth=2, label=kind
        )
    for number, kind in enumerate([GENUINE, *facts["evidence"]] if usual else []):
        if kind in usual["below"]:
            _histogram(below, usual, kind, number, _bins(knots, low, high, threshold), threshold)
    for one in (above, below):
        if threshold is not None:
            one.set_xscale("symlog", linthresh=threshold, linscale=1.0)
        one.set_xlim(low, high)
        one.xaxis.set_major_formatter(lambda value, _: _tick(value))
    note = "; the outermost bars hold what is beyond" if usual else ""
    below.set_xlabel(f"{facts['feature'].replace('_', ' ')} ({facts['unit']}){note}")
    _legends(above, below, facts)


def _histogram(
    ax: Any, usual: Mapping[str, Any], kind: str, number: int, bins: FloatArray, threshold: float | None
) -> None:
    """Draw the share of a kind in each bin; what lies beyond the outermost is in them."""
    knots = np.array(usual["knots"])
    reached = _cumulated(usual, kind, _scaled(bins, threshold), _scaled(knots, threshold))
    shares = np.diff([0.0, *reached[1:-1], 1.0])
    if kind == GENUINE:
        ax.stairs(shares, bins, fill=True, color=GREEN, alpha=0.35, label=kind)
        return
    colour, line, _ = _style(number - 1)
    ax.stairs(shares, bins, color=colour, linestyle=line, linewidth=1.8, label=kind)


def _cumulated(usual: Mapping[str, Any], kind: str, values: FloatArray, knots: FloatArray) -> FloatArray:
    """Return the share up to each value: exact at knots, and on a line between them."""
    shares = np.column_stack([usual["below"][kind], usual["up_to"][kind]])
    cumulated: FloatArray = np.interp(values, np.repeat(knots, 2), shares.ravel())
    return cumulated


def _bins(knots: FloatArray, low: float, high: float, threshold: float | None) -> FloatArray:
    """Return the ends of bins: one around each of some whole numbers, or as many of the same width on the axis."""
    if len(knots) > 1 and (np.diff(knots) == 1.0).all() and threshold is None:
        return np.append(knots - 0.5, knots[-1] + 0.5)
    first, last = _scaled(np.array([low, high]), threshold)
    ends = np.linspace(first, last, N_BINS + 1)
    if threshold is None:
        return ends
    values: FloatArray = threshold * np.where(ends <= LINEAR, ends / LINEAR, 10.0 ** (ends - LINEAR))
    return values


def _scaled(values: FloatArray, threshold: float | None) -> FloatArray:
    """Return values as far apart as on the axis."""
    if threshold is None:
        return values
    parts = values / threshold
    return np.where(parts <= 1.0, parts * LINEAR, LINEAR + np.log10(np.maximum(parts, 1.0)))


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


def _style(number: int) -> tuple[str, str, str]:
    return STYLES[number % len(STYLES)]


def _legends(above: Any, below: Any, facts: Mapping[str, Any]) -> None:
    for one in (above, below) if facts["usual"] else (above,):
        legend = one.legend(frameon=False)
        for text in legend.get_texts():
            text.set_parse_math(False)
