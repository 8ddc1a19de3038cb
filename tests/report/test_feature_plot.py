"""A feature as a picture: steps and distributions are those of the model."""

import sys
from dataclasses import replace

import matplotlib as mpl
import numpy as np
import pytest

import fakefollow as ff
from fakefollow import load_detector
from fakefollow.features import FEATURES
from fakefollow.scoring import FeatureDistribution

mpl.use("Agg")
plt = pytest.importorskip("matplotlib.pyplot")

MODEL = load_detector("x")
MEASURED = [name for name in MODEL.features if not FEATURES[name].is_yes_or_no]
ANSWERED = [name for name in MODEL.features if FEATURES[name].is_yes_or_no]


@pytest.fixture(autouse=True)
def _no_figure_stays_open():
    yield
    plt.close("all")


def stairs(ax):
    return {patch.get_label(): patch.get_data() for patch in ax.patches}


@pytest.mark.parametrize("name", MEASURED)
def test_steps_are_those_of_the_model(name):
    """The upper axes have the evidence of each kind between the model's thresholds."""
    above, _ = MODEL.plot_feature(name).ax_
    place = MODEL.features.index(name)
    drawn = stairs(above)
    assert list(drawn) == ["purchased", "bot"]
    for number, data in enumerate(drawn.values()):
        assert data.values.tolist() == MODEL.tables.steps[place][:, number].tolist()
        assert data.edges[1:-1].tolist() == MODEL.tables.edges[place].tolist()
        assert data.edges[0] < data.edges[1]
        assert data.edges[-2] < data.edges[-1]


@pytest.mark.parametrize("name", MEASURED)
def test_distributions_are_whole_and_those_of_the_card(name):
    """Shares of each kind sum to 1, and up to any end of a bin they lie between the bounds that the knots give."""
    _, below = MODEL.plot_feature(name).ax_
    facts = MODEL.card["usual"][name]
    shares = ({kind: np.array(values) for kind, values in facts[part].items()} for part in ("below", "up_to"))
    usual = FeatureDistribution(np.array(facts["knots"]), *shares)
    drawn = stairs(below)
    assert list(drawn) == ["genuine", "purchased", "bot"]
    for kind, data in drawn.items():
        assert (data.values >= -1e-9).all()
        assert data.values.sum() == pytest.approx(1.0)
        ends = data.edges[1:-1]
        reached = np.cumsum(data.values)[:-1]
        assert (reached >= usual.lower(kind, ends) - 1e-6).all()
        assert (reached <= 1.0 - usual.higher(kind, ends) + 1e-6).all()


@pytest.mark.parametrize("name", ANSWERED)
def test_answers_are_bars(name):
    """A yes-or-no feature has a bar for each answer and kind: evidence above, shares that sum to 1 below."""
    above, below = MODEL.plot_feature(name).ax_
    place = MODEL.features.index(name)
    steps = MODEL.tables.steps[place][np.searchsorted(MODEL.tables.edges[place], [0.0, 1.0])]
    for number, bars in enumerate(above.containers):
        assert [bar.get_height() for bar in bars] == steps[:, number].tolist()
    usual = MODEL.card["usual"][name]
    for bars, kind in zip(below.containers, ["genuine", "purchased", "bot"], strict=True):
        no, yes = (bar.get_height() for bar in bars)
        assert (no, no + yes) == pytest.approx((usual["up_to"][kind][0], 1.0))
    labels = [" ".join(label.get_text().split()) for label in above.get_xticklabels()]
    assert labels == list(FEATURES[name].answers)


def test_heavy_tails_have_a_logarithmic_axis():
    """Counts of people differ by powers of ten, digits of handles do not."""
    models = {"followers_count": MODEL, "username_digits": ff.load_detector("github")}
    scale = {name: model.plot_feature(name).ax_[0].get_xscale() for name, model in models.items()}
    assert scale == {"followers_count": "symlog", "username_digits": "linear"}


def test_axes_tell_name_and_unit():
    """The picture says which feature it is, its unit and its share of the evidence."""
    above, below = MODEL.plot_feature("followers_per_post").ax_
    weight = MODEL.weights[MODEL.features.index("followers_per_post")]
    assert above.get_title() == f"What followers per post says: {100 * weight:.1f} % of the evidence of model 'x'"
    assert below.get_xlabel().startswith("followers per post (followers per post)")


@pytest.mark.parametrize("name", ["posts_count", "description_says_bot"])
def test_without_distributions_the_picture_says_so(name):
    """A model that does not know them shows its step function, and says that it does not know them."""
    above, below = replace(MODEL, card={"name": "x"}).plot_feature(name).ax_
    assert above.patches
    assert [text.get_text() for text in below.texts] == ["This model does not know how the values are distributed."]
    assert not below.patches


def test_axes_of_ones_own_are_used():
    """Given a pair of axes, nothing is drawn elsewhere and no figure is opened."""
    figure, axes = plt.subplots(2, 1)
    display = MODEL.plot_feature("posts_count", axes)
    assert display.figure_ is figure
    assert list(display.ax_) == list(axes)
    assert plt.get_fignums() == [figure.number]


def test_other_than_a_pair_of_axes_raises():
    """One axes cannot hold both parts: the error says what is expected."""
    with pytest.raises(ValueError, match="ax: expected 2 axes"):
        MODEL.plot_feature("posts_count", 5)


def test_names_of_a_users_own_are_drawn_as_they_are():
    """A dollar sign in the name of a model or a kind is a dollar sign."""
    model = replace(MODEL, name="$\\frac{", kinds=("genuine", "$\\a{", "bot"))
    display = model.plot_feature("posts_count")
    display.figure_.canvas.draw()
    assert "$\\frac{" in display.ax_[0].get_title().replace("\\\\", "\\")


def test_without_matplotlib_the_extra_is_named(monkeypatch):
    """Where matplotlib is not installed the error names the extra."""
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)
    with pytest.raises(ff.MissingExtraError, match=r"Drawing needs the extra .plot.:  pip install matplotlib"):
        MODEL.plot_feature("posts_count")
