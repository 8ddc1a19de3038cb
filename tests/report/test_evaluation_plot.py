"""Displays: what is drawn is what the evaluation says, on the axes that were given."""

import sys

import matplotlib as mpl
import numpy as np
import pytest

import fakefollow as ff
from fakefollow.report import EvaluationDisplay
from fakefollow.simulate import simulate_accounts

mpl.use("Agg")
plt = pytest.importorskip("matplotlib.pyplot")

SIMULATED = simulate_accounts(400, 200, 200, random_state=24)
EVALUATION = ff.evaluate("x", SIMULATED.profiles, SIMULATED.kind, SIMULATED.source)
FACTS = EVALUATION.to_dict()


@pytest.fixture(autouse=True)
def _no_figure_stays_open():
    yield
    plt.close("all")


def texts(ax):
    """Return every text of the axes, legend included."""
    return [text.get_text() for text in [*ax.texts, *ax.get_legend().get_texts()]]


def test_curve_is_that_of_the_evaluation():
    """The line passes through every point of the curve; a rate of 0, which the axis has not, is its left end."""
    ax, _ = EvaluationDisplay(FACTS).plot().ax_
    x, y = ax.lines[0].get_data()
    assert ax.get_xscale() == "log"
    assert list(y) == [point["recall"] for point in FACTS["recall_curve"]]
    assert list(x[1:]) == [point["false_positive_rate"] for point in FACTS["recall_curve"]][1:]
    assert 0.0 < x[0] == ax.get_xlim()[0] < x[1]


def test_operating_point_is_marked():
    """The mark is at the false-positive rate and recall of the verdicts, and the legend says both and the AUC."""
    ax, _ = EvaluationDisplay(FACTS).plot().ax_
    (mark,) = ax.containers
    figures = EVALUATION.figures
    place = figures["false_positive_rate"].value, figures["recall"].value
    assert tuple(float(v[0]) for v in mark.lines[0].get_data()) == pytest.approx(place)
    assert any(f"AUC {figures['auc'].value:.3f}" in text for text in texts(ax))


def test_no_false_positive_is_marked_at_the_left_end():
    """A false-positive rate of 0 is drawn at the left end of the axis, not lost."""
    none = {"value": 0.0, "low": 0.0, "high": 0.0}
    figures = FACTS["figures"] | {"false_positive_rate": none}
    ax, _ = EvaluationDisplay(FACTS | {"figures": figures}).plot().ax_
    (mark,) = ax.containers
    assert mark.lines[0].get_xdata()[0] == ax.get_xlim()[0]
    assert any("at 0 %" in text for text in texts(ax))


def test_reliability_shows_bins_that_are_large_enough():
    """Bins of 50 accounts and more are drawn at stated and observed, each with its number of accounts."""
    _, ax = EvaluationDisplay(FACTS).plot().ax_
    drawn = [one for one in EVALUATION.reliability if one.observed]
    (points,) = ax.containers
    x, y = points.lines[0].get_data()
    assert list(x) == [one.stated for one in drawn]
    assert list(y) == [one.observed.value for one in drawn]
    assert [text.get_text() for text in ax.texts] == [f"{one.n_accounts:,}" for one in drawn]
    assert "a prior of 15% not genuine" in ax.get_ylabel()


def test_intervals_are_drawn():
    """Error bars reach from the low to the high end of each interval."""
    _, ax = EvaluationDisplay(FACTS).plot().ax_
    drawn = [one.observed for one in EVALUATION.reliability if one.observed]
    (points,) = ax.containers
    segments = points.lines[2][0].get_segments()
    found = [(segment[0][1], segment[1][1]) for segment in segments]
    np.testing.assert_allclose(found, [(one.low, one.high) for one in drawn])


def test_both_panels_are_on_one_figure():
    """`plot` gives a figure with the two panels, and their titles are told apart."""
    display = EVALUATION.plot()
    assert isinstance(display, EvaluationDisplay)
    left, right = display.ax_
    assert left.figure is right.figure is display.figure_
    assert left.get_title() != right.get_title()


def test_axes_of_ones_own_are_used():
    """Given a pair of axes, nothing is drawn elsewhere and no figure is opened."""
    figure, axes = plt.subplots(1, 2)
    display = EVALUATION.plot(axes)
    assert display.figure_ is figure
    assert list(display.ax_) == list(axes)
    assert plt.get_fignums() == [figure.number]


@pytest.mark.parametrize("ax", [5, [1, 2, 3]])
def test_other_than_a_pair_of_axes_raises(ax):
    """One axes or three cannot hold the two panels: the error says what is expected."""
    with pytest.raises(ValueError, match="ax: expected 2 axes"):
        EVALUATION.plot(ax)


def test_without_matplotlib_the_extra_is_named(monkeypatch):
    """Where matplotlib is not installed the error names the extra."""
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)
    with pytest.raises(ff.MissingExtraError, match=r"Drawing needs the extra .plot.:  pip install matplotlib"):
        EVALUATION.plot()
