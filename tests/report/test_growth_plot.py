"""Growth plot: curve, bounds and events are those of the report."""

from datetime import UTC, datetime
from itertools import pairwise

import matplotlib as mpl
import pytest

import fakefollow as ff
from fakefollow.report import GrowthDisplay
from fakefollow.simulate import simulate_audience

mpl.use("Agg")
plt = pytest.importorskip("matplotlib.pyplot")


@pytest.fixture(autouse=True)
def _no_figure_stays_open():
    yield
    plt.close("all")


def drawn(summary, ax=None):
    return GrowthDisplay(summary["growth"], summary["purchases"], summary["level"]).plot(ax)


def days(texts):
    times = [datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None) for text in texts]
    return mpl.dates.date2num(times).tolist()


def test_curve_is_that_of_the_summary(make_summary):
    """The line passes through each date and count, and the area from the lower to the upper bound."""
    summary = make_summary()
    ax, growth = drawn(summary).ax_, summary["growth"]
    assert ax.lines[0].get_ydata().tolist() == growth["followers"]
    assert ax.lines[0].get_xdata().tolist() == pytest.approx(days(growth["dates"]), abs=1 / 86_400)
    (area,) = ax.collections
    heights = area.get_paths()[0].vertices[:, 1]
    assert {*growth["low"], *growth["high"]} <= set(heights)
    assert "by the 95 % bounds of each time" in ax.get_legend_handles_labels()[1]


def test_events_are_bands_between_their_dates(make_summary):
    """Each event reaches from when it began to when it ended, hatched, numbered and labelled."""
    summary = make_summary()
    ax = drawn(summary).ax_
    for patch, event in zip(ax.patches, summary["purchases"], strict=True):
        expected = days([event["followed_from"], event["followed_to"]])
        assert [patch.get_x(), patch.get_x() + patch.get_width()] == pytest.approx(expected, abs=2 / 86_400)
        assert patch.get_hatch()
    assert "2,900 in 2015-05" in [text.get_text() for text in ax.texts]


def test_events_without_dates_are_not_drawn(make_summary):
    """An event whose time is not known has no band."""
    summary = make_summary()
    undated = [{**event, "followed_from": None} for event in summary["purchases"]]
    assert len(drawn({**summary, "purchases": undated}).ax_.patches) == 0


def test_known_times_have_no_bounds(make_summary):
    """Where times are in the data the bounds are the curve and nothing is drawn about it."""
    growth = make_summary()["growth"]
    known = {**growth, "low": growth["followers"], "high": growth["followers"]}
    assert len(GrowthDisplay(known).plot().ax_.collections) == 0


def test_unknown_times_are_an_error_that_says_why():
    """A list without order has no growth, and the error says what is needed."""
    report = ff.audit(simulate_audience(60, random_state=1).profiles, order="unordered")
    with pytest.raises(ValueError, match="plot_growth: no two different follow times"):
        report.plot_growth()


@pytest.mark.parametrize("years", [0.001, 0.02, 0.3, 1, 2.5, 4, 5, 8, 17])
def test_any_length_of_time_has_ticks(years):
    """Dates of a day as of seventeen years have ticks that do not cover one another."""
    last = datetime.fromtimestamp(1.5e9 + years * 365 * 86_400, UTC).isoformat()
    growth = {"dates": ["2017-07-14T02:40:00+00:00", last], "followers": [1.0, 9.0], "low": [1.0, 9.0]}
    display = GrowthDisplay(growth | {"high": [1.0, 9.0]}).plot()
    display.figure_.draw_without_rendering()
    boxes = [label.get_window_extent() for label in display.ax_.get_xticklabels() if label.get_text()]
    assert len(boxes) >= 2
    assert not any(one.overlaps(two) for one, two in pairwise(boxes))


def test_legend_of_a_new_figure_hides_nothing(make_summary):
    """The legend stands below the axes of a new figure and inside those that were given."""
    display = drawn(make_summary())
    display.figure_.draw_without_rendering()
    (legend,) = display.figure_.legends
    assert not legend.get_window_extent().overlaps(display.ax_.get_tightbbox())
    axes = plt.subplots()[1]
    assert drawn(make_summary(), axes).ax_ is axes
    assert axes.get_legend() is not None
