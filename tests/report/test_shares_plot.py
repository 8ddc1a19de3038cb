"""Shares plot: bars, intervals and words are those of the report, for whatever kinds the model knows."""

import sys

import matplotlib as mpl
import pytest

import fakefollow as ff
from fakefollow.report import SharesDisplay

mpl.use("Agg")
plt = pytest.importorskip("matplotlib.pyplot")


@pytest.fixture(autouse=True)
def _no_figure_stays_open():
    yield
    plt.close("all")


def texts(ax):
    return [text.get_text() for text in ax.texts]


def test_shares_are_drawn(make_summary):
    """Each kind has a bar of its share, a line over its interval and both in words."""
    summary = make_summary()
    ax = SharesDisplay(summary["shares"], summary["level"]).plot().ax_
    shares = summary["shares"].values()
    bars = [patch.get_width() for patch in ax.patches]
    assert bars == [share["estimate"] for share in shares]
    spans = [
        one.lines[2][0].get_segments()[0][:, 0].tolist() for one in ax.containers if hasattr(one, "lines")
    ]
    assert spans == [pytest.approx([share["low"], share["high"]]) for share in shares]
    assert texts(ax) == ["genuine: 71 % (68 to 74 %)", "purchased: 25 % (22 to 28 %)", "bot: 4 % (1 to 7 %)"]
    assert "95 % interval" in ax.get_xlabel()


def test_kinds_that_the_model_does_not_know_are_left_out(make_summary):
    """A report on two kinds has two bars."""
    shares = make_summary()["shares"]
    ax = SharesDisplay({kind: shares[kind] for kind in ("genuine", "bot")}).plot().ax_
    assert [text.split(":")[0] for text in texts(ax)] == ["genuine", "bot"]


def test_share_that_is_not_known_has_no_bar():
    """A share without a value has words and no bar."""
    unknown = {"estimate": None, "low": None, "high": None}
    ax = SharesDisplay({"genuine": unknown}).plot(plt.subplots()[1]).ax_
    assert (len(ax.patches), texts(ax)) == (0, ["genuine: not known"])


def test_long_and_odd_names_of_kinds_stay_within_the_figure(make_summary):
    """The name of a kind is cut where it is long, and no dollar sign or line end in it is taken for more."""
    share = make_summary()["shares"]["bot"]
    names = ["genuine", "accounts of " * 20, "$x^2$ \\frac", "one\ntwo\u202e"]
    display = SharesDisplay(dict.fromkeys(names, share)).plot()
    display.figure_.draw_without_rendering()
    width = display.figure_.bbox.width
    assert all(
        0 <= text.get_window_extent().x0 <= text.get_window_extent().x1 <= width for text in display.ax_.texts
    )
    assert "$x^2$" in texts(display.ax_)[2]
    assert all("\n" not in text and "\u202e" not in text for text in texts(display.ax_))


def test_lines_stand_out_on_a_dark_ground(make_summary):
    """Intervals are black on a light ground and white on a dark one."""
    colours = []
    for style in ("default", "dark_background"):
        with plt.style.context(style):
            ax = SharesDisplay(make_summary()["shares"]).plot().ax_
            colours.append(ax.lines[0].get_color())
    assert colours == ["black", "white"]


def test_without_matplotlib_the_extra_is_named(make_summary, monkeypatch):
    """Where matplotlib is not installed the error names the extra."""
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)
    with pytest.raises(ff.MissingExtraError, match=r"Drawing needs an extra.*fakefollow\[plot\]"):
        SharesDisplay(make_summary()["shares"]).plot()
