"""Follower map: what is drawn is what the summary says, on the axes that were given."""

import sys

import matplotlib as mpl
import numpy as np
import pytest

import fakefollow as ff
from fakefollow.report import FollowerMapDisplay

mpl.use("Agg")
plt = pytest.importorskip("matplotlib.pyplot")


class Report:
    """Anything with a summary, as far as displays know."""

    def __init__(self, summary):
        self.summary = summary

    def to_dict(self):
        return self.summary


@pytest.fixture
def draw(make_summary):
    yield lambda ax=None, **changes: FollowerMapDisplay.from_report(Report(make_summary(**changes)), ax)
    plt.close("all")


def line_of(ax):
    return next(one for one in ax.lines if one.get_label() == "estimated time of following")


def test_density_is_that_of_the_summary(draw, make_summary):
    """Cells have the counts of the summary on its edges, empty ones are not drawn, colours are logarithmic."""
    timeline = make_summary()["timeline"]
    upper = draw().ax_[0]
    (mesh,) = [one for one in upper.collections if hasattr(one, "get_coordinates")]
    counts = np.array(timeline["followers"]).T
    assert mesh.get_array().filled(0).reshape(counts.shape).tolist() == counts.tolist()
    assert mesh.get_array().mask.sum() == (counts == 0).sum() > 0
    assert mesh.get_coordinates()[0, :, 0].tolist() == timeline["rank_edges"]
    assert mesh.norm.vmax == counts.max()
    assert type(mesh.norm).__name__ == "LogNorm"


def test_dates_are_those_of_the_summary(draw, make_summary):
    """Creation dates run up the axis and the dashed line is the estimated time of following."""
    timeline = make_summary()["timeline"]
    upper = draw().ax_[0]
    dates = mpl.dates.num2date(upper.get_ylim())
    assert [date.isoformat() for date in dates] == [timeline["created_edges"][place] for place in (0, -1)]
    shown = [date.isoformat() for date in mpl.dates.num2date(line_of(upper).get_ydata())]
    assert [text[:10] for text in shown] == [text[:10] for text in timeline["followed_at"]]


def test_events_are_on_both_axes(draw):
    """Each event is shaded on both axes from its first to its last rank, numbered, and labelled with size and month."""
    upper, lower = draw().ax_
    for ax in (upper, lower):
        found = [(patch.get_x(), patch.get_x() + patch.get_width()) for patch in ax.patches[-3:]]
        assert found == [(12_000, 14_900), (20_000, 20_900), (26_000, 26_400)]
    labels = ["1", "2", "3", "2,900 in 2015-05", "900 in 2017-09", "400 in 2019-04"]
    assert [text.get_text() for text in upper.texts] == labels


def test_authenticity_is_drawn_beneath(draw, make_summary):
    """Mean authenticity is a step line from 0 to 1 with a gap where it is not known."""
    lower = draw().ax_[1]
    steps = next(patch for patch in lower.patches if hasattr(patch, "get_data"))
    values = [None if np.isnan(value) else value for value in steps.get_data().values]
    assert values == make_summary()["timeline"]["authenticity"]
    assert values[0] is None
    assert lower.get_ylim() == (0, 1)


def test_title_is_above_the_labels_of_events(draw):
    """The title covers no label."""
    display = draw()
    display.figure_.draw_without_rendering()
    upper = display.ax_[0]
    title = upper.title.get_window_extent()
    assert not any(mpl.text.Text.get_window_extent(text).overlaps(title) for text in upper.texts)


def test_axes_of_ones_own_are_used(draw):
    """Given a pair of axes, nothing is drawn elsewhere and no figure is opened."""
    figure, axes = plt.subplots(2, 1)
    display = draw(axes)
    assert display.figure_ is figure
    assert list(display.ax_) == list(axes)
    assert plt.get_fignums() == [figure.number]


def test_other_than_a_pair_of_axes_raises(draw):
    """One axes cannot hold the two panels: the error says what is expected."""
    with pytest.raises(ValueError, match="ax: expected a pair of axes"):
        draw(plt.subplots()[1])


@pytest.mark.parametrize(
    ("order", "reason"),
    [("unordered", "the order in which these accounts followed is not known"), ("newest_first", "too few")],
)
def test_no_timeline_raises(draw, order, reason):
    """Where there is no timeline the error says why, and no figure is opened."""
    with pytest.raises(ValueError, match=f"plot_timeline: No timeline: {reason}"):
        draw(order=order, drawn=False)
    assert plt.get_fignums() == []


@pytest.mark.parametrize("n", [1, 5, 300])
def test_few_followers_are_drawn(draw, n):
    """One, five and 300 followers are drawn without a warning."""
    display = draw(n=n, places=())
    display.figure_.draw_without_rendering()
    assert display.ax_[0].get_xlim() == (0, n)


def test_dark_ground_has_light_cells(draw):
    """On a dark ground many accounts are light, on a light one they are dark."""
    brightest = {}
    for style in ("default", "dark_background"):
        with plt.style.context(style):
            upper = draw().ax_[0]
            (mesh,) = [one for one in upper.collections if hasattr(one, "get_coordinates")]
            brightest[style] = sum(mesh.cmap(1.0)[:3])
    assert brightest["default"] < 1.0
    assert brightest["dark_background"] > 2.0


def test_without_matplotlib_the_extra_is_named(draw, monkeypatch):
    """Where matplotlib is not installed the error names the extra."""
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)
    with pytest.raises(ff.MissingExtraError, match=r"Drawing needs an extra.*fakefollow\[plot\]"):
        draw()
