"""Pictures of a page: lines, bars and images are where their dates, ranks and counts are."""

import base64
import io
import re

import numpy as np
import pytest
from page_parser import Page

from fakefollow.report import audience_fragment, audience_html

GROWTH = {
    "dates": ["2020-01-01", "2020-01-11", "2020-01-21"],
    "followers": [0.0, 30.0, 100.0],
    "low": [0.0, 20.0, 100.0],
    "high": [0.0, 50.0, 100.0],
}
FOUND = {
    "edges": [0.0, 0.25, 0.5, 0.75, 1.0],
    "profile": [10, 0, 1, 89],
    "fused": [50, 0, 0, 100_000],
    "not_enough_data": 0,
}
PANEL_HEIGHT = 110


def pictures(summary):
    """Return the pictures of a page that has all three: follower map, growth and distribution."""
    parts = audience_html(summary).split("<svg")[1:]
    drawn = [f"<svg{part.partition('</svg>')[0]}</svg>" for part in parts if 'role="img"' in part.partition(">")[0]]
    return dict(zip(("map", "growth", "scores"), map(Page, drawn), strict=True))


def with_class(page, tag, name):
    return [one for one in page.all(tag) if one.get("class") == name]


def points(text):
    """Return the points of a line or polygon."""
    return [tuple(map(float, one.split(","))) for one in text.split()]


def test_events_are_where_they_were(make_summary):
    """Each event is shaded from its first to its last rank and named; its label stands above."""
    page = pictures(make_summary(n=1000, places=((250, 500),)))["map"]
    (band,) = with_class(page, "rect", "event")
    frame = with_class(page, "rect", "frame")[0]
    width, left = float(frame["width"]), float(frame["x"])
    assert float(band["x"]) == pytest.approx(left + 0.25 * width)
    assert float(band["width"]) == pytest.approx(0.5 * width)
    assert page.text.count("500 in 2013-10") == 2


def test_gaps_of_authenticity_stay_gaps(make_summary):
    """Where no authenticity is known, no line is drawn."""
    summary = make_summary(n=1000, places=())
    means = summary["timeline"]["authenticity"]
    assert len(with_class(pictures(summary)["map"], "polyline", "authenticity-line")) == 1
    summary["timeline"]["authenticity"] = [*means[:50], None, *means[51:]]
    assert len(with_class(pictures(summary)["map"], "polyline", "authenticity-line")) == 2


def test_map_begins_where_its_labels_do(make_summary):
    """Without events there is no room for labels above the map; the more lines of them, the more."""
    many = [(12_000 + 950 * i, 900) for i in range(9)]
    tops = [
        float(pictures(make_summary(places=places))["map"].all("svg")[0]["viewbox"].split()[1])
        for places in ((), ((12_000, 900),), many)
    ]
    assert tops == [48, 32, 16]


def test_thumbnail_has_one_image_and_the_events(make_summary):
    """The small form has the density once, for it must suit pages of any colour, each event and a name."""
    html = audience_fragment(make_summary())
    page = Page(f"<svg{html.split('<svg')[-1].partition('</svg>')[0]}</svg>")
    assert len(page.all("image")) == 1
    assert len(page.all("rect")) == 3
    assert page.all("svg")[0]["aria-label"] == "Follower map with 3 purchase events marked"


def read_png(address):
    """Return an image as matplotlib reads it, shape (height, width, 4)."""
    image = pytest.importorskip("matplotlib.image")
    return image.imread(io.BytesIO(base64.b64decode(address.partition("base64,")[2])), format="png")


def test_picture_holds_the_density(make_summary):
    """The image has a pixel where there are accounts and none where there are not; latest creation on top."""
    summary = make_summary(n=4, places=())
    summary["timeline"] |= {
        "rank_edges": [0, 2, 4],
        "created_edges": ["2010-01-01", "2011-01-01", "2012-01-01"],
        "followers": [[0, 9], [1, 0]],
        "authenticity": [0.5, None],
        "followed_at": [None, None, None],
    }
    light, dark = (read_png(one["href"]) for one in pictures(summary)["map"].all("image"))
    assert light.shape == dark.shape == (200, 400, 4)
    opacity = light[..., 3].reshape(2, 100, 2, 200)
    assert [[np.unique(opacity[row, :, column]).tolist() for column in (0, 1)] for row in (0, 1)] == [
        [[1], [0]],
        [[0], [1]],
    ]
    most, few = light[0, 0, :3], light[-1, -1, :3]
    assert np.rint(255 * most).tolist() == list(bytes.fromhex("00304D"))
    assert most.sum() < few.sum()
    assert dark[0, 0, :3].sum() > dark[-1, -1, :3].sum()


def test_opacity_tells_few_from_many(make_summary):
    """In the small form one colour is the more opaque the more accounts there are, and clear where there are none."""
    image = read_png(Page(audience_fragment(make_summary())).all("image")[0]["href"])
    shown = np.rint(255 * image[image[..., 3] > 0]).astype(int)
    assert {tuple(colour) for colour in shown[:, :3].tolist()} == {tuple(bytes.fromhex("2b83c4"))}
    assert (shown[:, 3].min() >= 80) & (shown[:, 3].max() == 255)
    assert len(set(shown[:, 3].tolist())) > 5
    assert (image[..., 3] == 0).any()


def test_line_and_bounds_are_where_the_numbers_are(make_summary):
    """Dates are spread from left to right, counts from the bottom to the top; bounds lie around the line."""
    page = pictures(make_summary(growth=GROWTH, places=()))["growth"]
    (frame,) = with_class(page, "rect", "frame")
    left, top, width, height = (float(frame[name]) for name in ("x", "y", "width", "height"))
    line = points(with_class(page, "polyline", "growth-line")[0]["points"])
    assert [x for x, _ in line] == pytest.approx([left, left + width / 2, left + width], abs=0.1)
    assert [y for _, y in line] == pytest.approx([top + height * (1 - one) for one in (0, 0.3, 1)], abs=0.1)
    bounds = points(page.all("polygon")[0]["points"])
    expected = [top + height * (1 - one) for one in (0, 0.2, 1, 1, 0.5, 0)]
    assert [y for _, y in bounds] == pytest.approx(expected, abs=0.1)


def test_events_are_at_their_dates(make_summary):
    """An event is shaded between its first and last follow and labelled with its size; undated ones are left out."""
    (event,) = make_summary(n=100, places=((10, 40),))["purchases"]
    dated = event | {"followed_from": "2020-01-06", "followed_to": "2020-01-11"}
    undated = event | {"followed_from": None, "followed_to": None}
    page = pictures(make_summary(growth=GROWTH, purchases=[dated, undated]))["growth"]
    (frame,) = with_class(page, "rect", "frame")
    (band, _) = with_class(page, "rect", "event")  # the other is of the legend
    assert float(band["x"]) == pytest.approx(float(frame["x"]) + 0.25 * float(frame["width"]), abs=0.1)
    assert float(band["width"]) == pytest.approx(0.25 * float(frame["width"]), abs=0.1)
    assert "1 purchase event shaded" in page.all("svg")[0]["aria-label"]


def test_one_moment_is_drawn(make_summary):
    """Followers who all came at one moment, or none at all, are no division by zero."""
    one = {"dates": ["2020-01-01"], "followers": [0.0], "low": [0.0], "high": [0.0]}
    assert len(pictures(make_summary(growth=one, places=()))["growth"].all("polyline")) == 2


@pytest.fixture(scope="module")
def bars(make_summary):
    def drawn(series, found):
        return with_class(pictures(make_summary(score_distribution=found))["scores"], "rect", f"series-{series}")

    return drawn


def test_bars_are_as_high_as_counts(bars):
    """Both rows have one scale, an empty bin has no bar, and no other is too low to be seen."""
    small = FOUND | {"fused": [50, 0, 0, 200]}
    heights = {series: [float(one["height"]) for one in bars(series, small)] for series in ("fused", "profile")}
    assert heights["fused"] == pytest.approx([PANEL_HEIGHT / 4, PANEL_HEIGHT], abs=0.1)
    assert heights["profile"] == pytest.approx([5.5, 1.5, 48.95], abs=0.1)


def test_counts_are_told(make_summary):
    """Each bar has its count above it, in four characters at most, and its range and count in full as a title."""
    counts = [812, 1234, 9960, 43_210, 999_600, 1_234_567]
    edges = [index / 7 for index in range(8)]
    found = {"edges": edges, "profile": [1, *counts], "fused": [0, 0, 0, 0, 0, 0, 100_000], "not_enough_data": 0}
    page = pictures(make_summary(score_distribution=found))["scores"]
    assert "0.86 to 1.00: 100,000 accounts" in page.text
    assert "0.00 to 0.14: 1 account " in page.text
    assert " 812 accounts 812 " in page.text
    told = [text for text in page.text.split() if re.fullmatch(r"[\d.]+[kM]", text)]
    assert told == ["1.2k", "10k", "43k", "1M", "1.2M", "100k"]


def test_empty_series_is_drawn(bars):
    """A series without any account has no bar, and is no division by zero."""
    assert bars("fused", FOUND | {"fused": [0] * 4}) == []


def test_share_bars_are_as_long_as_shares(make_summary):
    """A bar ends at the estimate, its line spans the interval; a share that is not known has no bar."""
    shares = {
        "bot": {"estimate": 0.25, "low": 0.2, "high": 0.31},
        "genuine": {"estimate": None, "low": None, "high": None},
    }
    known, unknown = audience_html(make_summary(shares=shares, drawn=False)).split('class="bar"')[1:]
    drawn = [Page(f"<svg {part.partition('</svg>')[0]}</svg>").all("rect") for part in (known, unknown)]
    assert [(one.get("x"), one["width"]) for one in drawn[0]] == [(None, "100"), (None, "25"), ("20", "11")]
    assert len(drawn[1]) == 1
