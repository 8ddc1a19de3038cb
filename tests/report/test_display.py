"""What a notebook shows of a picture that a call returns: the figure, once, and no line beside it."""

import copy
import pickle

import matplotlib.pyplot as plt
import pytest

from fakefollow.report import ScoreDistributionDisplay

DisplayFormatter = pytest.importorskip("IPython.core.formatters").DisplayFormatter

DISTRIBUTION = {"edges": [0.0, 0.5, 1.0], "profile": [400, 1500], "not_enough_data": 100}


@pytest.fixture
def shown(monkeypatch):
    """Return what is shown besides the figures that pyplot holds, which a notebook shows at the end of a cell."""
    found = []
    monkeypatch.setattr("IPython.display.display", found.append)
    yield found
    plt.close("all")


def test_open_figures_are_left_to_the_notebook(shown):
    """A figure that pyplot holds is shown by the notebook: the display adds no text and no second one."""
    plt.close("all")  # those that other tests left open
    assert DisplayFormatter().format(ScoreDistributionDisplay(DISTRIBUTION).plot()) == ({}, {})
    assert shown == []
    assert len(plt.get_fignums()) == 1


def test_a_closed_figure_is_shown(shown):
    """In a later cell, when pyplot holds it no longer, the display shows its figure."""
    display = ScoreDistributionDisplay(DISTRIBUTION).plot()
    plt.close("all")
    DisplayFormatter().format(display)
    assert shown == [display.figure_]


def test_what_was_not_drawn_is_drawn(shown):
    """A display that was only made is drawn when it is shown."""
    DisplayFormatter().format(ScoreDistributionDisplay(DISTRIBUTION))
    assert (shown, len(plt.get_fignums())) == ([], 1)


@pytest.mark.parametrize("again", [copy.deepcopy, lambda display: pickle.loads(pickle.dumps(display))])  # noqa: S301
def test_a_drawn_display_is_copied_and_pickled(shown, again):
    """A copy holds the facts and no figure, and draws them when it is shown."""
    drawn = ScoreDistributionDisplay(DISTRIBUTION).plot()
    copied = again(drawn)
    assert not hasattr(copied, "figure_")
    assert len(copied.plot().ax_.patches) == len(drawn.ax_.patches)
