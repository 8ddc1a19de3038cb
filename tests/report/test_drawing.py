"""Event marks: every event is shaded and pointed at, numbers and labels never cover one another."""

import matplotlib as mpl
import pytest

from fakefollow.report import Band, label_events, shade_events

mpl.use("Agg")
plt = pytest.importorskip("matplotlib.pyplot")


@pytest.fixture
def ax():
    figure, ax = plt.subplots(figsize=(8, 4))
    ax.set(xlim=(0, 1000))
    yield ax
    plt.close(figure)


def bands(n, width=10.0):
    return [
        Band(1000 * (i + 0.5) / n, 1000 * (i + 0.5) / n + width, f"{i + 1},000 in 2020-01") for i in range(n)
    ]


def boxes(ax):
    ax.figure.draw_without_rendering()
    return [mpl.text.Text.get_window_extent(text) for text in ax.texts]


def test_events_are_shaded_from_start_to_end(ax):
    """Each event is a band from its start to its end; the first alone is named, so that a legend has one entry."""
    shade_events(ax, bands(3), hatch="////")
    assert [patch.get_x() for patch in ax.patches] == [band.start for band in bands(3)]
    assert [patch.get_width() for patch in ax.patches] == pytest.approx([10.0] * 3)
    assert len(ax.get_legend_handles_labels()[1]) == 1
    assert {patch.get_hatch() for patch in ax.patches} == {"////"}


def test_events_are_told_without_colour(ax):
    """Each event has a pointer above it, and its number."""
    label_events(ax, bands(4))
    (pointers,) = ax.lines
    assert pointers.get_marker() == "v"
    assert list(pointers.get_xdata()) == [(band.start + band.end) / 2 for band in bands(4)]
    assert {"1", "2", "3", "4"} < {text.get_text() for text in ax.texts}


@pytest.mark.parametrize("n", [1, 2, 12, 40, 200])
def test_labels_do_not_cover_each_other(ax, n):
    """However many events there are no text covers another, and the strongest has its number and label."""
    label_events(ax, bands(n))
    found = boxes(ax)
    assert not any(one.overlaps(two) for i, one in enumerate(found) for two in found[:i])
    texts = [text.get_text() for text in ax.texts]
    assert {"1", "1,000 in 2020-01"} <= set(texts)


@pytest.mark.parametrize("place", [0.0, 990.0])
def test_labels_stay_within_the_axes(ax, place):
    """The label of an event at either end of the axes does not reach beyond them."""
    label_events(ax, [Band(place, place + 10.0, "123,456 in 2020-01")])
    left, right = ax.get_window_extent().x0, ax.get_window_extent().x1
    assert all(left - 1 <= box.x0 and box.x1 <= right + 1 for box in boxes(ax))


def test_room_is_that_of_the_labels(ax):
    """The points returned hold all labels; without events none are needed."""
    assert label_events(ax, []) == 0.0
    room = label_events(ax, bands(12)) * ax.figure.dpi / 72
    assert max(box.y1 for box in boxes(ax)) <= ax.get_window_extent().y1 + room
