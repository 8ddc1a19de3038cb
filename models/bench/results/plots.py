"""The plots of RESULTS.md from the data of results.json, as SVG that is the same byte for byte each time."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from fakefollow.report import BLUE, GREEN, GREY, ORANGE, lighten, pyplot

OURS: Final = "fakefollow"
BESIDE_OURS: Final = ("botometer_lite", "full_trees")
"""Methods whose false positives are drawn beside ours."""

STYLES: Final = ((BLUE, "o"), (ORANGE, "s"), (GREEN, "^"))
GOALS: Final = (10, 20)
"""False positives in 1,000 that are aimed at: sources labelled with care, the policy of the model."""

LEAST: Final = 0.05
"""False positives in 1,000 below which a logarithmic axis ends; none at all is drawn there."""


def draw_results(
    results: Mapping[str, Any], folder: Path, titles: Mapping[str, str], beside_ours: Sequence[str] = BESIDE_OURS
) -> list[Path]:
    """Draw ``sellers.svg`` and ``false_positives.svg`` into a folder and return the files.

    Methods have their titles; false positives are drawn of at most two methods beside ours.
    """
    plt = pyplot()
    protocols = results["protocols"]
    # White, and in matplotlib's own style, whatever the user's: the same in dark mode and on every machine.
    with plt.style.context(["default", {"svg.hashsalt": "fakefollow", "font.size": 9}]):
        drawn = {
            "sellers.svg": draw_sellers(protocols["sellers"], titles),
            "false_positives.svg": draw_false_positives(protocols["false_positives"], titles, [OURS, *beside_ours]),
        }
        for name, figure in drawn.items():
            figure.savefig(folder / name, metadata={"Date": None, "Creator": None})
    return [folder / name for name in drawn]


def draw_sellers(protocol: Mapping[str, Any], titles: Mapping[str, str]) -> Any:
    """Return a figure with one line a method, best mean AUC on top: mean as a dot, every cell as a tick."""
    figure = _new_figure(0.3 * len(protocol["mean"]) + 1.4)
    panels = figure.subplots(1, 2, sharey=True)
    methods = sorted(protocol["mean"], key=lambda method: protocol["mean"][method]["mean_auc"])
    for ax, name, chance in zip(panels, ("auc", "mcc"), (0.5, 0.0), strict=True):
        ax.axvline(chance, color=GREY, linewidth=0.8, linestyle=":")
        for line, method in enumerate(methods):
            cells = [row[name]["value"] for row in protocol["rows"] if row["method"] == method]
            _draw_line(ax, line, protocol["mean"][method][f"mean_{name}"], cells, method == OURS)
        lighten(ax)
        ax.grid(visible=False, axis="x")
        ax.set(title=name.upper())
    panels[0].set_yticks(range(len(methods)), [titles.get(method, method) for method in methods])
    panels[0].get_yticklabels()[methods.index(OURS)].set_fontweight("bold")
    figure.supxlabel(
        "Dot and number: mean; tick: one seller beside one group of genuine accounts, both never seen; dotted: chance.",
        fontsize="medium",
    )
    return figure


def _draw_line(ax: Any, line: int, mean: float, cells: Sequence[float], ours: bool) -> None:
    colour, size = (BLUE, 8) if ours else (GREY, 6)
    ax.plot(cells, [line] * len(cells), "|", color=colour, markersize=8, alpha=0.6)
    ax.plot([mean], [line], "o", color=colour, markersize=size)
    weight = "bold" if ours else "normal"
    ax.annotate(
        f"{mean:.3f}", (1.0, line), (30, 0), xycoords=("axes fraction", "data"), textcoords="offset points",
        ha="right", va="center", color=colour, fontweight=weight, annotation_clip=False,
    )  # fmt: skip


def draw_false_positives(protocol: Mapping[str, Any], titles: Mapping[str, str], methods: Sequence[str]) -> Any:
    """Return a figure with one line a source and method: genuine accounts flagged in 1,000, with intervals."""
    rows = [row for row in protocol["rows"] if row["method"] in methods and row["per_1000"] is not None]
    sources = list(dict.fromkeys(row["source"] for row in rows))[::-1]
    methods = [method for method in methods if any(row["method"] == method for row in rows)]
    figure = _new_figure(0.5 * len(sources) + 1.4)
    ax = figure.subplots()
    for place, (method, (colour, shape)) in enumerate(zip(methods, STYLES, strict=False)):
        of_method = [row for row in rows if row["method"] == method]
        lines = [sources.index(row["source"]) + 0.22 * (1 - place) for row in of_method]
        _draw_rates(ax, of_method, lines, color=colour, marker=shape, label=titles.get(method, method))
    for goal in GOALS:
        ax.axvline(goal, color=GREY, linewidth=0.8, linestyle=":")
    sizes = {row["source"]: row["n_genuine"] for row in rows}
    ax.set_yticks(range(len(sources)), [f"{source}\n{sizes[source]:,} accounts" for source in sources])
    ax.set(xscale="log", xlim=(LEAST, 1000), xlabel="genuine accounts flagged in 1,000 (dotted: goals, 10 and 20)")
    ax.xaxis.set_major_formatter(lambda rate, _: f"{rate:g}")
    lighten(ax)
    ax.grid(visible=False, axis="y")
    figure.legend(loc="outside upper center", ncols=len(methods), frameon=False)
    return figure


def _draw_rates(ax: Any, rows: Sequence[Mapping[str, Any]], lines: Sequence[float], **style: Any) -> None:
    rates = [max(row["per_1000"], LEAST) for row in rows]
    below = [rate - max(row["low"], LEAST) for rate, row in zip(rates, rows, strict=True)]
    above = [row["high"] - rate for rate, row in zip(rates, rows, strict=True)]
    ax.errorbar(rates, lines, xerr=[below, above], linestyle="none", markersize=5, clip_on=False, **style)


def _new_figure(height: float) -> Any:
    from matplotlib.figure import Figure

    return Figure(figsize=(8.5, height), layout="constrained")
