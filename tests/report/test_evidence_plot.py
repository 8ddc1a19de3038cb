"""Waterfalls: what is drawn is what the explanation says, on the axes that were given."""

import sys
from dataclasses import replace

import matplotlib as mpl
import pytest

import fakefollow as ff
from fakefollow import load_detector, read
from fakefollow.report import explanation_text
from fakefollow.simulate import simulate_accounts

mpl.use("Agg")
plt = pytest.importorskip("matplotlib.pyplot")

SCORES = load_detector("x").score(read(simulate_accounts(10, 5, 5, random_state=2).profiles))
EXPLANATION = SCORES[0].explain()
FACTS = EXPLANATION.to_dict()
NOTE = " ".join(explanation_text(FACTS).split()).partition("learnt on. ")[2]
"""Why the verdict need not follow the probabilities, the last sentence of the text."""


@pytest.fixture(autouse=True)
def _no_figure_stays_open():
    yield
    plt.close("all")


@pytest.mark.parametrize("row", [0, 12, 19])
def test_bars_lead_from_total_to_total(row):
    """Each bar begins at the log-odds before its step and ends at those after; the last one is the total."""
    explanation = SCORES[row].explain()
    display = explanation.plot()
    for ax, kind in zip(display.ax_, explanation.to_dict()["kinds"], strict=True):
        before = 0.0
        for bar, step in zip(ax.patches, kind["steps"], strict=False):
            assert bar.get_x() == pytest.approx(before)
            assert bar.get_x() + bar.get_width() == pytest.approx(step["total"])
            before = step["total"]
        assert (ax.patches[-1].get_x(), ax.patches[-1].get_width()) == pytest.approx((0.0, kind["log_odds"]))
        assert len(ax.patches) == len(kind["steps"]) + 1


def test_numbers_and_labels_are_there():
    """Each bar has its signed number, and each step its text as label."""
    display = EXPLANATION.plot()
    for ax, kind in zip(display.ax_, FACTS["kinds"], strict=True):
        labels = [" ".join(label.get_text().split()) for label in ax.get_yticklabels()]
        assert labels == [*(step["text"] for step in kind["steps"]), "total"]
        numbers = [text.get_text() for text in ax.texts]
        assert numbers == [*(f"{step['evidence']:+.2f}" for step in kind["steps"]), f"{kind['log_odds']:+.2f}"]
        assert kind["kind"] in ax.get_title(loc="left")


def test_signs_are_told_without_colour():
    """Steps against a kind are hatched, steps for it are not."""
    display = EXPLANATION.plot()
    for ax, kind in zip(display.ax_, FACTS["kinds"], strict=True):
        for bar, step in zip(ax.patches, kind["steps"], strict=False):
            assert bool(bar.get_hatch()) == (step["evidence"] < 0)


def test_the_foot_says_what_the_verdict_asks():
    """A figure of its own has the note why verdict and probabilities need not agree; no text lies on another."""
    figure = EXPLANATION.plot().figure_
    assert " ".join(figure.get_supxlabel().split()) == NOTE
    figure.canvas.draw()
    (note,) = (text for text in figure.texts if text.get_text() == figure.get_supxlabel())
    foot = note.get_window_extent()
    assert foot.y0 >= 0.0
    assert all(foot.y1 <= ax.get_tightbbox().y0 for ax in figure.axes)


def test_kinds_share_their_scale():
    """All waterfalls of one explanation have the same ends."""
    first, second = EXPLANATION.plot().ax_
    assert first.get_xlim() == second.get_xlim()


def test_axes_of_ones_own_are_used():
    """Given as many axes as kinds, nothing is drawn elsewhere and no figure is opened."""
    figure, axes = plt.subplots(1, 2)
    display = EXPLANATION.plot(axes)
    assert display.figure_ is figure
    assert list(display.ax_) == list(axes)
    assert plt.get_fignums() == [figure.number]


@pytest.mark.parametrize("ax", [5, [1, 2], []])
def test_other_than_axes_for_each_kind_raises(ax):
    """The error says how many axes are expected."""
    with pytest.raises(ValueError, match="ax: expected 2 axes"):
        EXPLANATION.plot(ax)


def test_dollar_signs_are_dollar_signs():
    """A handle or kind of mathematical signs is drawn as it is."""
    kinds = tuple(replace(kind, kind="$\\frac{1$") for kind in EXPLANATION.kinds)
    display = replace(EXPLANATION, username="$\\alpha_{$", model="$\\x$", kinds=kinds).plot()
    display.figure_.canvas.draw()
    assert display.ax_[0].get_title(loc="left").startswith("$\\frac{1$")


def test_without_matplotlib_the_extra_is_named(monkeypatch):
    """Where matplotlib is not installed the error names the extra."""
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)
    with pytest.raises(ff.MissingExtraError, match=r"Drawing needs the extra .plot.:  pip install matplotlib"):
        EXPLANATION.plot()
