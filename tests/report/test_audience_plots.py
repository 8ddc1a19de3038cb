"""Plots of an audit: what is drawn is what the summary says, on the axes that were given."""

import sys
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import matplotlib as mpl
import numpy as np
import pytest

import fakefollow as ff
from fakefollow.report import FollowerMapDisplay, GrowthDisplay, ScoreDistributionDisplay, SharesDisplay
from fakefollow.simulate import simulate_accounts, simulate_audience

mpl.use("Agg")
plt = pytest.importorskip("matplotlib.pyplot")

START = datetime(2018, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _no_figure_stays_open():
    yield
    plt.close("all")


class Report:
    """Anything with a summary, as far as displays know."""

    def __init__(self, summary):
        self.summary = summary

    def to_dict(self):
        return self.summary


@pytest.fixture
def draw(make_summary):
    return lambda ax=None, **changes: FollowerMapDisplay.from_report(Report(make_summary(**changes)), ax)


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
    with pytest.raises(ValueError, match="ax: expected 2 axes"):
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


def growth_of(summary, ax=None):
    return GrowthDisplay(summary["growth"], summary["purchases"], summary["level"]).plot(ax)


def days(texts):
    times = [datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None) for text in texts]
    return mpl.dates.date2num(times).tolist()


def test_curve_is_that_of_the_summary(make_summary):
    """The line passes through each date and count, and the area from the lower to the upper bound."""
    summary = make_summary()
    ax, growth = growth_of(summary).ax_, summary["growth"]
    assert ax.lines[0].get_ydata().tolist() == growth["followers"]
    assert ax.lines[0].get_xdata().tolist() == pytest.approx(days(growth["dates"]), abs=1 / 86_400)
    (area,) = ax.collections
    heights = area.get_paths()[0].vertices[:, 1]
    assert {*growth["low"], *growth["high"]} <= set(heights)
    assert "by the 95 % bounds of each time" in ax.get_legend_handles_labels()[1]


def test_events_are_bands_between_their_dates(make_summary):
    """Each event reaches from when it began to when it ended, hatched, numbered and labelled."""
    summary = make_summary()
    ax = growth_of(summary).ax_
    for patch, event in zip(ax.patches, summary["purchases"], strict=True):
        expected = days([event["followed_from"], event["followed_to"]])
        assert [patch.get_x(), patch.get_x() + patch.get_width()] == pytest.approx(expected, abs=2 / 86_400)
        assert patch.get_hatch()
    assert "2,900 in 2015-05" in [text.get_text() for text in ax.texts]


def with_events(n, first=0.5):
    """Return a growth plot on axes of 1000 days with so many events of two days each, evenly spread."""
    starts = [START + timedelta(days=1000 * (i + first) / n) for i in range(n)]
    events = [
        {"size": 1000 * (i + 1), "followed_from": day.isoformat(), "followed_to": (day + timedelta(days=2)).isoformat()}
        for i, day in enumerate(starts)
    ]
    dates = [START.isoformat(), (START + timedelta(days=1000)).isoformat()]
    growth = {"dates": dates, "followers": [0.0, 9.0], "low": [0.0, 9.0], "high": [0.0, 9.0]}
    ax = plt.subplots(figsize=(8, 4), layout="constrained")[1]
    GrowthDisplay(growth, events).plot(ax)
    ax.figure.draw_without_rendering()
    return ax


def boxes(ax):
    return [mpl.text.Text.get_window_extent(text) for text in ax.texts]


def test_events_are_told_without_colour():
    """Each event is hatched, has a pointer above its middle and its number; a legend names them once."""
    ax = with_events(4)
    assert {patch.get_hatch() for patch in ax.patches} == {"////"}
    pointers = next(line for line in ax.lines if line.get_marker() == "v")
    middles = [patch.get_x() + patch.get_width() / 2 for patch in ax.patches]
    assert pointers.get_xdata() == pytest.approx(middles)
    assert {"1", "2", "3", "4"} < {text.get_text() for text in ax.texts}
    assert ax.get_legend_handles_labels()[1].count("run that does not look organic") == 1


@pytest.mark.parametrize("n", [1, 2, 12, 40, 200])
def test_labels_do_not_cover_each_other(n):
    """However many events there are no text covers another, or the title; the strongest has its number and label."""
    ax = with_events(n)
    found = [*boxes(ax), ax.title.get_window_extent()]
    assert not any(one.overlaps(two) for i, one in enumerate(found) for two in found[:i])
    label = f"1,000 in {START + timedelta(days=500 / n):%Y-%m}"
    assert {"1", label} <= {text.get_text() for text in ax.texts}


@pytest.mark.parametrize("first", [0.0, 0.998])
def test_labels_stay_within_the_axes(first):
    """The label of an event at either end of the axes does not reach beyond them."""
    ax = with_events(1, first)
    left, right = ax.get_window_extent().x0, ax.get_window_extent().x1
    assert len(ax.texts) == 2
    assert all(left - 1 <= box.x0 and box.x1 <= right + 1 for box in boxes(ax))


def test_events_without_dates_are_not_drawn(make_summary):
    """An event whose time is not known has no band."""
    summary = make_summary()
    undated = [{**event, "followed_from": None} for event in summary["purchases"]]
    assert len(growth_of({**summary, "purchases": undated}).ax_.patches) == 0


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
    display = growth_of(make_summary())
    display.figure_.draw_without_rendering()
    (legend,) = display.figure_.legends
    assert not legend.get_window_extent().overlaps(display.ax_.get_tightbbox())
    axes = plt.subplots()[1]
    assert growth_of(make_summary(), axes).ax_ is axes
    assert axes.get_legend() is not None


def texts(ax):
    return [text.get_text() for text in ax.texts]


def test_shares_are_drawn(make_summary):
    """Each kind has a bar of its share, a line over its interval and both in words."""
    summary = make_summary()
    ax = SharesDisplay(summary["shares"], summary["level"]).plot().ax_
    shares = summary["shares"].values()
    bars = [patch.get_width() for patch in ax.patches]
    assert bars == [share["estimate"] for share in shares]
    spans = [one.lines[2][0].get_segments()[0][:, 0].tolist() for one in ax.containers if hasattr(one, "lines")]
    assert spans == [pytest.approx([share["low"], share["high"]]) for share in shares]
    assert texts(ax) == ["genuine: 71 % (68 to 74 %)", "purchased: 25 % (22 to 28 %)", "bot: 4 % (1 to 7 %)"]
    assert "95 % interval" in ax.get_xlabel()


def test_ticks_have_two_digits_that_count(make_summary):
    """Shares on an axis are percent with the digits that tell them apart, all and nothing among them."""
    write = SharesDisplay(make_summary()["shares"]).plot().ax_.xaxis.get_major_formatter()
    assert [write(share) for share in (0.4931, 0.0138, 0.00125, 0.0, 1.0)] == [
        "49 %",
        "1.4 %",
        "0.12 %",
        "0 %",
        "100 %",
    ]


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
    assert all(0 <= text.get_window_extent().x0 <= text.get_window_extent().x1 <= width for text in display.ax_.texts)
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


def steps(ax):
    return {patch.get_label(): patch.get_data() for patch in ax.patches}


def test_counts_are_those_of_the_summary(make_summary):
    """Both histograms have the counts and edges of the summary, and are told apart by shape as well as colour."""
    distribution = make_summary()["score_distribution"]
    ax = ScoreDistributionDisplay(distribution).plot().ax_
    alone, fused = steps(ax).values()
    assert (alone.values.tolist(), alone.edges.tolist()) == (distribution["profile"], distribution["edges"])
    assert fused.values.tolist() == distribution["fused"]
    assert [patch.get_fill() for patch in ax.patches] == [True, False]


def test_accounts_left_out_are_told(make_summary):
    """The label says how many accounts had too little data, and nothing where none had."""
    distribution = make_summary()["score_distribution"]
    assert "580 accounts with too little data are left out" in (
        ScoreDistributionDisplay(distribution).plot().ax_.get_xlabel()
    )
    all_known = ScoreDistributionDisplay(distribution | {"not_enough_data": 0}).plot()
    assert all_known.ax_.get_xlabel() == "authenticity, 1 = genuine"


def test_scores_are_drawn():
    """Scores without an audience have one histogram, by their profiles alone."""
    scores = ff.score(simulate_accounts(100, 50, 50, random_state=1).profiles)
    axes = plt.subplots()[1]
    display = ScoreDistributionDisplay.from_scores(scores, axes)
    assert display.ax_ is axes
    ((label, drawn),) = steps(axes).items()
    assert label == "by the profile alone"
    assert drawn.values.tolist() == scores.summary()["score_distribution"]["profile"]
    assert drawn.values.sum() == 200


def test_no_accounts_are_drawn():
    """An empty list is drawn without a warning."""
    ScoreDistributionDisplay.from_report(ff.audit([])).figure_.draw_without_rendering()


@pytest.mark.parametrize("display", [FollowerMapDisplay, GrowthDisplay, SharesDisplay, ScoreDistributionDisplay])
def test_without_matplotlib_the_extra_is_named(make_summary, monkeypatch, display):
    """Where matplotlib is not installed the error names the extra."""
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)
    with pytest.raises(ff.MissingExtraError, match=r"Drawing needs the extra .plot.:  pip install matplotlib"):
        display.from_report(Report(make_summary()))
