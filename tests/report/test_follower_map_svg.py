"""The follower map: events where they were, gaps where nothing is known."""

import pytest
from page_parser import Page

from fakefollow.report import follower_map_svg, map_thumbnail, read_timeline


def test_events_are_where_they_were(make_summary):
    """Each event is shaded from its first to its last rank and named; its label stands above."""
    html = follower_map_svg(read_timeline(make_summary(n=1000, places=((250, 500),))))
    (band,) = [one for one in Page(html).all("rect") if one.get("class") == "event"]
    frame = next(one for one in Page(html).all("rect") if one.get("class") == "frame")
    width, left = float(frame["width"]), float(frame["x"])
    assert float(band["x"]) == pytest.approx(left + 0.25 * width)
    assert float(band["width"]) == pytest.approx(0.5 * width)
    assert "<title>500 in 2013-10</title>" in html
    assert Page(html).text.count("500 in 2013-10") == 2


def test_gaps_of_authenticity_stay_gaps(make_summary):
    """Where no authenticity is known, no line is drawn."""
    summary = make_summary(n=1000, places=())
    means = summary["timeline"]["authenticity"]
    whole = follower_map_svg(read_timeline(summary)).count('class="authenticity-line"')
    summary["timeline"]["authenticity"] = [*means[:50], None, *means[51:]]
    assert (whole, follower_map_svg(read_timeline(summary)).count('class="authenticity-line"')) == (1, 2)


def test_map_begins_where_its_labels_do(make_summary):
    """Without events there is no room for labels above the map; the more lines of them, the more."""
    tops = [
        float(
            Page(follower_map_svg(read_timeline(make_summary(places=places))))
            .all("svg")[0]["viewbox"]
            .split()[1]
        )
        for places in ((), ((12_000, 900),), [(12_000 + 950 * i, 900) for i in range(9)])
    ]
    assert tops == [48, 32, 16]


def test_thumbnail_has_one_image_and_the_events(make_summary):
    """The small form has the density once, for it must suit pages of any colour, each event and a name."""
    page = Page(map_thumbnail(read_timeline(make_summary())))
    assert len(page.all("image")) == 1
    assert len(page.all("rect")) == 3
    assert page.all("svg")[0]["aria-label"] == "Follower map with 3 purchase events marked"
