"""Score distribution plot: the counts of a report, or of scores, as they are."""

import matplotlib as mpl
import pytest

import fakefollow as ff
from fakefollow.report import ScoreDistributionDisplay
from fakefollow.simulate import simulate_accounts

mpl.use("Agg")
plt = pytest.importorskip("matplotlib.pyplot")


@pytest.fixture(autouse=True)
def _no_figure_stays_open():
    yield
    plt.close("all")


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
