"""The plots of RESULTS.md: every mean, cell and rate of the results, and the same bytes each time."""

import json
import sys
from pathlib import Path

import pytest

import fakefollow as ff
from fakefollow.report import pyplot
from models.bench.results.plots import LEAST, OURS, draw_false_positives, draw_results, draw_sellers

TITLES = {"botometer_lite": "Forest (20)", "full_trees": "Full trees", "rule": "A rule"}
MEANS = {OURS: (0.98, 0.92), "botometer_lite": (0.97, 0.84), "full_trees": (0.99, 0.83), "rule": (0.61, 0.22)}
RATES = {
    "people": {OURS: (1000, 4), "botometer_lite": (1000, 60), "full_trees": (1000, 0)},
    "public": {OURS: (400, 40), "botometer_lite": (400, 8), "full_trees": (400, 400), "rule": (400, 1)},
    "tiny": {OURS: (20, None), "botometer_lite": (20, None)},
}
CELLS = (-0.02, 0.0, 0.02)
RESULTS = {
    "protocols": {
        "sellers": {
            "rows": [
                {"method": method, "auc": {"value": auc + d}, "mcc": {"value": mcc + d}}
                for d in CELLS
                for method, (auc, mcc) in MEANS.items()
            ],
            "mean": {method: {"mean_auc": auc, "mean_mcc": mcc} for method, (auc, mcc) in MEANS.items()},
        },
        "false_positives": {
            "rows": [
                {"method": method, "source": source, "n_genuine": n, "flagged": flagged or 0}
                | (
                    {"per_1000": None}
                    if flagged is None
                    else {"per_1000": 1000 * flagged / n, "low": 900 * flagged / n, "high": 1000 * flagged / n + 2}
                )
                for source, methods in RATES.items()
                for method, (n, flagged) in methods.items()
            ]
        },
    }
}


def lines_of(ax):
    """Return the marks of axes: (marker, x values, y values)."""
    return [(line.get_marker(), list(line.get_xdata()), list(line.get_ydata())) for line in ax.lines]


def test_two_files_are_written_and_named(tmp_path):
    """The two paths that come back are SVG files in the folder."""
    paths = draw_results(RESULTS, tmp_path, TITLES)
    assert [path.name for path in paths] == ["sellers.svg", "false_positives.svg"]
    assert sorted(tmp_path.iterdir()) == sorted(paths)
    for path in paths:
        assert path.read_text("utf8").rstrip().endswith("</svg>")


def test_same_results_same_bytes(tmp_path):
    """Drawing again, also in another style of the user, gives the same bytes, without a date."""
    plt = pyplot()
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first = draw_results(RESULTS, tmp_path / "a", TITLES)
    with plt.style.context("dark_background"):
        second = draw_results(RESULTS, tmp_path / "b", TITLES)
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    assert not any(b"<dc:date>" in path.read_bytes() for path in first)


def test_background_is_white(tmp_path):
    """The picture brings its own white, so that it reads in dark mode too."""
    for path in draw_results(RESULTS, tmp_path, TITLES):
        assert "fill: #ffffff" in path.read_text("utf8").partition("axes_1")[0]


def test_methods_are_sorted_and_titled():
    """The best mean AUC is on top, methods have their titles, ours is bold."""
    ax = draw_sellers(RESULTS["protocols"]["sellers"], TITLES).axes[0]
    labels = ax.get_yticklabels()
    assert [label.get_text() for label in labels] == ["A rule", "Forest (20)", OURS, "Full trees"]
    assert [label.get_fontweight() for label in labels] == ["normal", "normal", "bold", "normal"]


@pytest.mark.parametrize(("panel", "place"), [(0, 0), (1, 1)], ids=["auc", "mcc"])
def test_means_and_cells_are_drawn(panel, place):
    """Each method has a dot and a number at its mean and a tick at each cell."""
    ax = draw_sellers(RESULTS["protocols"]["sellers"], TITLES).axes[panel]
    order = sorted(MEANS, key=lambda method: MEANS[method][0])
    dots = {y[0]: x[0] for marker, x, y in lines_of(ax) if marker == "o"}
    ticks = {y[0]: x for marker, x, y in lines_of(ax) if marker == "|"}
    for line, method in enumerate(order):
        mean = MEANS[method][place]
        assert dots[line] == mean
        assert ticks[line] == pytest.approx([mean + d for d in CELLS])
        assert f"{mean:.3f}" in [text.get_text() for text in ax.texts]


def test_rates_are_drawn():
    """Each source has a mark a method at its rate; none flagged is at the left end, too few accounts are not drawn."""
    methods = [OURS, "botometer_lite", "full_trees"]
    figure = draw_false_positives(RESULTS["protocols"]["false_positives"], TITLES, methods)
    (ax,) = figure.axes
    drawn = {container.get_label(): container.lines[0] for container in ax.containers}
    assert list(drawn[OURS].get_xdata()) == [4.0, 100.0]
    assert list(drawn["Forest (20)"].get_xdata()) == [60.0, 20.0]
    assert list(drawn["Full trees"].get_xdata()) == [LEAST, 1000.0]
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert labels == ["public\n400 accounts", "people\n1,000 accounts"]


def test_methods_have_lines_of_their_own():
    """No two methods are drawn at the same height, and their marks differ in colour and shape."""
    methods = [OURS, "botometer_lite", "full_trees"]
    (ax,) = draw_false_positives(RESULTS["protocols"]["false_positives"], TITLES, methods).axes
    marks = [container.lines[0] for container in ax.containers]
    assert len({mark.get_ydata()[0] for mark in marks}) == 3
    assert len({mark.get_color() for mark in marks}) == len({mark.get_marker() for mark in marks}) == 3


def test_methods_that_were_not_tried_are_left_out(tmp_path):
    """Results without the methods beside ours are drawn without them."""
    draw_results(RESULTS, tmp_path, TITLES, beside_ours=("nobody", "rule"))
    figure = draw_false_positives(RESULTS["protocols"]["false_positives"], TITLES, [OURS, "nobody", "rule"])
    assert [container.get_label() for container in figure.axes[0].containers] == [OURS, "A rule"]


def test_shipped_results_are_drawn(tmp_path):
    """The results in the repository have the shape that is drawn."""
    models = Path(ff.__file__).parent.parent / "models"
    results = json.loads((models / "results.json").read_text("utf8"))
    assert len(draw_results(results, tmp_path, {})) == 2


def test_without_matplotlib_the_extra_is_named(monkeypatch, tmp_path):
    """Where matplotlib is not installed the error names the extra and nothing is written."""
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(ff.MissingExtraError, match=r"\.\[plot\]"):
        draw_results(RESULTS, tmp_path, TITLES)
    assert not list(tmp_path.iterdir())
