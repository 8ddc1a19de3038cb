"""Plots of an audit: what is drawn is what the summary says, on the axes that were given."""

import sys

import matplotlib as mpl
import numpy as np
import pytest

import fakefollow as ff
from fakefollow.report.audience_plots import SharesDisplay, TimelineDisplay, plot_shares, plot_timeline

mpl.use("Agg")
plt = pytest.importorskip("matplotlib.pyplot")


@pytest.fixture(autouse=True)
def _no_figure_stays_open():
    yield
    plt.close("all")


def test_density_is_that_of_the_summary(make_summary):
    """Cells have the counts of the summary on its edges, empty ones are not drawn, colours are logarithmic."""
    summary = make_summary()
    upper = plot_timeline(summary).ax_[0]
    (mesh,) = [one for one in upper.collections if hasattr(one, "get_coordinates")]
    counts = np.array(summary["timeline"]["followers"]).T
    assert mesh.get_array().filled(0).reshape(counts.shape).tolist() == counts.tolist()
    assert mesh.get_array().mask.sum() == (counts == 0).sum() > 0
    assert mesh.get_coordinates()[0, :, 0].tolist() == summary["timeline"]["rank_edges"]
    assert mesh.norm.vmax == counts.max()
    assert type(mesh.norm).__name__ == "LogNorm"


def test_dates_are_those_of_the_summary(make_summary):
    """Creation dates run up the axis and the dashed line is the estimated time of following."""
    summary = make_summary()
    upper = plot_timeline(summary).ax_[0]
    dates = mpl.dates.num2date(upper.get_ylim())
    expected = [summary["timeline"]["created_edges"][place] for place in (0, -1)]
    assert [date.isoformat() for date in dates] == expected
    line = next(one for one in upper.lines if one.get_label() == "estimated time of following")
    shown = [date.isoformat() for date in mpl.dates.num2date(line.get_ydata())]
    assert [text[:10] for text in shown] == [text[:10] for text in summary["timeline"]["followed_at"]]


def test_events_are_shaded_and_labelled(make_summary):
    """Each event is shaded on both axes from its first to its last rank, and labelled with size and month."""
    upper, lower = plot_timeline(make_summary()).ax_
    for ax in (upper, lower):
        bands = [(patch.get_x(), patch.get_x() + patch.get_width()) for patch in ax.patches[-3:]]
        assert bands == [(12_000, 14_900), (20_000, 20_900), (26_000, 26_400)]
    assert [text.get_text() for text in upper.texts] == [
        "2,900 in 2015-05",
        "900 in 2017-09",
        "400 in 2019-04",
    ]


def test_labels_of_many_events_do_not_overlap(make_summary):
    """Of 40 events all are shaded and as many are labelled as there is room for."""
    places = [(24_000 * i + 9_000, 5_000) for i in range(40)]
    display = plot_timeline(make_summary(n=1_000_000, places=places))
    display.figure_.draw_without_rendering()
    upper, lower = display.ax_
    boxes = [text.get_window_extent() for text in upper.texts]
    assert 5 <= len(boxes) < 40
    assert len(lower.patches) == 40 + 1  # and the step line
    texts = [mpl.text.Text.get_window_extent(text) for text in upper.texts]
    assert not any(one.overlaps(two) for i, one in enumerate(texts) for two in texts[:i])


def test_authenticity_is_drawn_beneath(make_summary):
    """Mean authenticity is a step line from 0 to 1 with a gap where it is not known."""
    summary = make_summary()
    lower = plot_timeline(summary).ax_[1]
    steps = next(patch for patch in lower.patches if hasattr(patch, "get_data"))
    values = [None if np.isnan(value) else value for value in steps.get_data().values]
    assert values == summary["timeline"]["authenticity"]
    assert values[0] is None
    assert lower.get_ylim() == (0, 1)


def test_axes_of_ones_own_are_used(make_summary):
    """Given a pair of axes, nothing is drawn elsewhere and no figure is opened."""
    figure, axes = plt.subplots(2, 1)
    display = TimelineDisplay(make_summary()).plot(axes)
    assert display.figure_ is figure
    assert list(display.ax_) == list(axes)
    assert plt.get_fignums() == [figure.number]


def test_other_than_a_pair_of_axes_raises(make_summary):
    """One axes cannot hold the two panels: the error says what is expected."""
    with pytest.raises(ValueError, match="ax: expected a pair of axes"):
        plot_timeline(make_summary(), plt.subplots()[1])


@pytest.mark.parametrize(
    ("order", "reason"),
    [("unordered", "the order in which these accounts followed is not known"), ("newest_first", "too few")],
)
def test_no_timeline_raises(make_summary, order, reason):
    """Where there is no timeline the error says why, and no figure is opened."""
    with pytest.raises(ValueError, match=f"plot_timeline: No timeline: {reason}"):
        plot_timeline(make_summary(order=order, drawn=False))
    assert plt.get_fignums() == []


@pytest.mark.parametrize("n", [1, 5, 300])
def test_few_followers_are_drawn(make_summary, n):
    """One, five and 300 followers are drawn without a warning."""
    display = plot_timeline(make_summary(n=n, places=()))
    display.figure_.draw_without_rendering()
    assert display.ax_[0].get_xlim() == (0, n)


def test_shares_are_drawn(make_summary):
    """Each kind has a bar of its share, a line over its interval and both in words."""
    summary = make_summary()
    ax = plot_shares(summary).ax_
    assert [bar.get_width() for bar in ax.patches] == [
        share["estimate"] for share in summary["shares"].values()
    ]
    assert [list(line.get_xdata()) for line in ax.lines] == [
        [share["low"], share["high"]] for share in summary["shares"].values()
    ]
    assert [text.get_text() for text in ax.texts] == [
        "71 % (68 to 74 %)",
        "25 % (22 to 28 %)",
        "4 % (1 to 7 %)",
    ]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["genuine", "purchased", "bot"]


def test_share_that_is_not_known_has_no_bar(make_summary):
    """A share without a value has words and no bar."""
    unknown = {"estimate": None, "low": None, "high": None}
    ax = SharesDisplay(make_summary(shares={"genuine": unknown})).plot(plt.subplots()[1]).ax_
    assert (len(ax.patches), [text.get_text() for text in ax.texts]) == (0, ["not known"])


@pytest.mark.parametrize("plot", [plot_timeline, plot_shares])
def test_without_matplotlib_the_extra_is_named(make_summary, monkeypatch, plot):
    """Where matplotlib is not installed the error names the extra."""
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)
    with pytest.raises(ff.MissingExtraError, match=r"Drawing needs an extra.*fakefollow\[plot\]"):
        plot(make_summary())
