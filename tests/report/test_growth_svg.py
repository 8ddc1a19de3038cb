"""Growth of an audience as a picture: line, bounds and events where their dates and numbers are."""

import pytest
from page_parser import Page

from fakefollow.report import growth_svg

GROWTH = {
    "dates": ["2020-01-01", "2020-01-11", "2020-01-21"],
    "followers": [0.0, 30.0, 100.0],
    "low": [0.0, 20.0, 100.0],
    "high": [0.0, 50.0, 100.0],
}
EVENT = {"size": 40, "followed_from": "2020-01-06", "followed_to": "2020-01-11"}


def places(text):
    """Return the points of a line or polygon."""
    return [tuple(map(float, one.split(","))) for one in text.split()]


def test_line_and_bounds_are_where_the_numbers_are():
    """Dates are spread from left to right, counts from the bottom to the top; bounds lie around the line."""
    page = Page(growth_svg(GROWTH, []))
    frame = next(one for one in page.all("rect") if one["class"] == "frame")
    left, top, width, height = (float(frame[name]) for name in ("x", "y", "width", "height"))
    share = [0.0, 0.3, 1.0]
    line = next(places(one["points"]) for one in page.all("polyline") if one["class"] == "growth-line")
    assert [x for x, _ in line] == pytest.approx([left, left + width / 2, left + width], abs=0.1)
    assert [y for _, y in line] == pytest.approx([top + height * (1 - one) for one in share], abs=0.1)
    bounds = places(page.all("polygon")[0]["points"])
    assert [y for _, y in bounds] == pytest.approx(
        [top + height * (1 - one) for one in (0, 0.2, 1, 1, 0.5, 0)], abs=0.1
    )


def test_events_are_at_their_dates():
    """An event is shaded between its first and last follow and labelled with its size; undated ones are left out."""
    undated = {"size": 7, "followed_from": None, "followed_to": None}
    page = Page(growth_svg(GROWTH, [EVENT, undated]))
    frame = next(one for one in page.all("rect") if one["class"] == "frame")
    (band, _) = [one for one in page.all("rect") if one["class"] == "event"]  # the other is of the legend
    assert float(band["x"]) == pytest.approx(float(frame["x"]) + 0.25 * float(frame["width"]), abs=0.1)
    assert float(band["width"]) == pytest.approx(0.25 * float(frame["width"]), abs=0.1)
    assert "1 purchase event shaded" in page.all("svg")[0]["aria-label"]


def test_one_moment_is_drawn():
    """Followers who all came at one moment, or none at all, are no division by zero."""
    one = {"dates": ["2020-01-01"], "followers": [0.0], "low": [0.0], "high": [0.0]}
    assert len(Page(growth_svg(one, [])).all("polyline")) == 2
