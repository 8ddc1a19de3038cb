"""An audit as HTML: one page that loads nothing, escapes everything and says how to read it."""

import base64
import copy
import re
import zlib
from html.parser import HTMLParser
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fakefollow.report.audience_page import audience_fragment, audience_html
from fakefollow.report.audience_svg import png, share_bar
from fakefollow.report.audience_timeline import date_ticks, lanes, rank_ticks, read_timeline
from fakefollow.report.drawing import DENSITY, DENSITY_ON_DARK
from fakefollow.report.markup import Markup, element, joined

HOSTILE = '</style><script>alert(1)</script><img src=x onerror="y">\'\u202e\x00&amp;' + "x" * 5000
VOID = {"meta", "br", "img", "hr", "input", "link"}
NO_TIMES = {"basis": "unknown", "first": None, "last": None, "median_error_hours": None, "level": 0.95}


class Page(HTMLParser):
    """Tags with attributes, and texts, of markup whose elements are all closed in order."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.tags, self.texts = [], [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.texts.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.texts).split())

    def all(self, tag):
        """Return the attributes of each element of that name."""
        return [attributes for name, attributes in self.tags if name == tag]


def with_texts(summary, text):
    """Return a summary in which every free text is the same one."""
    changed = copy.deepcopy(summary)
    changed |= dict.fromkeys(("model", "platform", "finding"), text)
    changed["limits"] = [text]
    changed["fit"] |= {"good": False, "sentence": text}
    changed["cohorts"] = [{"size": 3, "rule": text, "template": text, "examples": [text] * 9}]
    for event in changed["purchases"]:
        event["signs"] = [text] * 4
    for row in changed["quality"]:
        row |= {"label": text, "note": text}
    return changed


def shape(page):
    """Return names and attributes of all elements but pictures, whose places depend on numbers alone."""
    return [(tag, sorted(attributes)) for tag, attributes in page.tags]


def test_page_says_what_the_text_says(make_summary):
    """Finding, shares, quality, events, cohorts, limits and the warning about owners are all on the page."""
    text = Page(audience_html(make_summary())).text
    for part in (
        "About 71% of these followers look genuine.",
        "genuine 71 % (68 to 74 %) 20,600 (19,700 to 21,500)",
        "adjusted count 29 % (25 to 34 %)",
        "inactive among them 10,300 (9,400 to 11,200) inactive is not fake",
        "Ranks 12,000 to 14,899: 2,900 accounts 2,610 (2,460 to 2,810) more than expected there (q < 0.001)",
        "outside these runs: 5 % (2 to 8 %)",
        "412 accounts, usernames of one pattern : Aaaa99999999 such as Anna10482210, Carl92210482",
        "The model has seen accounts of 2009 to 2017 only.",
        "anybody can buy followers for an account of someone else",
    ):
        assert part.replace(" : ", ": ") in text.replace(" : ", ": ")


def test_nothing_is_loaded_and_nothing_runs(make_summary):
    """No script, frame, link or address; images are inline; the page forbids the browser the rest."""
    html = audience_html(make_summary())
    page = Page(html)
    assert {"script", "link", "iframe", "object", "base", "form", "a"} & {
        tag for tag, _ in page.tags
    } == set()
    assert not re.search(r"https?:|//www|url\(|@import| on\w+=", html)
    assert [one["href"].partition(",")[0] for one in page.all("image")] == ["data:image/png;base64"] * 2
    policy = next(one["content"] for one in page.all("meta") if "http-equiv" in one)
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


@pytest.mark.parametrize("view", [audience_html, audience_fragment])
def test_hostile_texts_are_escaped(make_summary, view):
    """Hostile names, bios and templates change no element of the page, and control characters are gone."""
    html = view(with_texts(make_summary(), HOSTILE))
    assert "<script" not in html
    assert "onerror=&quot;y" in html
    assert not {"\u202e", "\x00"} & set(html)
    assert shape(Page(html)) == shape(Page(view(with_texts(make_summary(), "calm"))))
    assert "&amp;amp;" in html  # escaped once: an entity in a bio is shown as it was written
    assert "&amp;lt;" not in html


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(text=st.text(min_size=1, max_size=60).filter(str.strip))
def test_no_text_changes_the_page(make_summary, text):
    """Whatever the texts are, the elements stay the same."""
    small = make_summary(drawn=False)
    assert shape(Page(audience_html(with_texts(small, text)))) == shape(
        Page(audience_html(with_texts(small, "calm")))
    )


@pytest.mark.parametrize("n", [1, 5, 300, 29_000, 1_000_000])
def test_page_is_small(make_summary, n):
    """From one follower to a million with 40 events the page is smaller than 300 kB."""
    places = [(24_000 * i, 5_000) for i in range(40)] if n == 1_000_000 else ()
    html = audience_html(make_summary(n=n, places=places))
    assert len(html.encode()) < 300_000
    assert len(Page(html).all("svg")) == 4  # a bar a kind and the timeline


def test_dense_timeline_is_small(make_summary):
    """A timeline whose 20,000 cells all differ stays below 300 kB."""
    summary = make_summary()
    noise = (10 ** np.random.default_rng(0).uniform(0, 6, (200, 100))).astype(int)
    summary["timeline"]["followers"] = noise.tolist()
    assert 50_000 < len(audience_html(summary).encode()) < 300_000


def test_page_is_accessible(make_summary):
    """Language, captions, scopes of headers and names of pictures are there; bars are said in words beside."""
    page = Page(audience_html(make_summary()))
    assert page.all("html") == [{"lang": "en"}]
    assert len(page.all("caption")) == len(page.all("table")) == 4
    assert {one["scope"] for one in page.all("th")} == {"row", "col"}
    pictures = page.all("svg")
    assert [one.get("aria-hidden") for one in pictures] == ["true", "true", "true", None]
    assert pictures[-1]["role"] == "img"
    assert "3 purchase events shaded" in pictures[-1]["aria-label"]
    assert len(page.all("figcaption")) == len(page.all("figure")) == 2
    for head in ("What it shows", "How to read it", "What to do next"):
        assert page.text.count(head) == 2


def test_style_is_for_dark_narrow_and_paper(make_summary):
    """One page serves light and dark screens, phones and paper."""
    html = audience_html(make_summary())
    for rule in ("prefers-color-scheme: dark", "max-width: 34rem", "@media print"):
        assert rule in html
    assert 'name="viewport"' in html


def contrast(one, other):
    """Return the contrast of two colours, 1 to 21 (WCAG 2.2)."""

    def luminance(colour):
        parts = np.array(list(bytes.fromhex(colour[1:]))) / 255
        linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
        return linear @ [0.2126, 0.7152, 0.0722]

    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


def test_contrast_suffices(make_summary):
    """Text has a contrast of 4.5 and bars of 3 with the page, in each of its three sets of colours."""
    sets = re.findall(r":root \{([^}]+)\}", audience_html(make_summary()))
    assert len(sets) == 3
    for colours in (dict(re.findall(r"--(\w+): (#\w{6})", one)) for one in sets):
        assert contrast(colours["text"], colours["page"]) >= 7
        assert contrast(colours["text"], colours["warn"]) >= 4.5
        assert contrast(colours["quiet"], colours["page"]) >= 4.5
        assert all(contrast(colours[kind], colours["page"]) >= 3 for kind in ("genuine", "purchased", "bot"))


@pytest.mark.parametrize("colours", [DENSITY, DENSITY_ON_DARK])
def test_density_reads_in_grey(colours):
    """From few to many the colours of the density only get darker, or only lighter."""
    steps = [contrast(colour, "#000000") for colour in colours]
    assert steps in (sorted(steps), sorted(steps, reverse=True))


def test_no_timeline_says_why(make_summary):
    """Without a timeline the page says why, for unordered samples and for unknown creation dates."""
    unordered = make_summary(order="unordered", places=(), drawn=False, follow_times=NO_TIMES)
    undated = make_summary(places=(), drawn=False, follow_times=NO_TIMES)
    assert (
        "No timeline: the order in which these accounts followed is not known."
        in Page(audience_html(unordered)).text
    )
    assert "Not looked for: the order" in Page(audience_html(unordered)).text
    assert "No timeline: too few of these accounts have a creation date." in Page(audience_html(undated)).text


def test_other_picture_is_put_in(make_summary):
    """A picture that is handed in replaces the built-in one."""
    page = Page(audience_html(make_summary(), '<svg id="own"></svg>'))
    assert [one.get("id") for one in page.all("svg")][3:] == ["own"]


def test_bad_fit_is_a_warning(make_summary):
    """A poor fit is told in a box above the shares; a good one in a line below them."""
    good = audience_html(make_summary())
    bad = audience_html(make_summary(fit={"good": False, "sentence": "Neither fits."}))
    assert '<p class="quiet">The scores fit.</p>' in good
    assert 'class="warning"' not in good
    assert '<p class="warning" role="note">Neither fits.</p>' in bad


def test_fragment_is_short(make_summary):
    """Notebooks get one division with finding, shares, quality and the strongest three events, without style."""
    summary = make_summary(n=400_000, places=[(9_000 * i, 2_000) for i in range(40)])
    html = audience_fragment(summary)
    page = Page(html)
    assert page.tags[0][0] == "div"
    assert {"style", "html", "svg", "script"} & {tag for tag, _ in page.tags} == set()
    assert page.text.count(": 2,000 accounts") == 3
    assert "and 37 more" in page.text
    assert "genuine 71 % (68 to 74 %)" in page.text
    assert len(html) < 6_000


def test_fragment_without_events(make_summary):
    """Where there is no event the fragment says so."""
    assert "None found." in Page(audience_fragment(make_summary(places=()))).text


def test_same_summary_same_page(make_summary):
    """The page is the same byte for byte each time."""
    assert audience_html(make_summary()) == audience_html(make_summary())


def test_picture_holds_the_density(make_summary):
    """The image has a pixel where there are accounts and none where there are not; latest creation on top."""
    summary = make_summary(n=4, places=())
    counts = [[0, 9], [1, 0]]
    summary["timeline"] |= {
        "rank_edges": [0, 2, 4],
        "created_edges": ["2010-01-01", "2011-01-01", "2012-01-01"],
        "followers": counts,
        "authenticity": [0.5, None],
        "followed_at": [None, None, None],
    }
    href = Page(audience_html(summary)).all("image")[0]["href"]
    data = base64.b64decode(href.partition(",")[2])
    start = data.index(b"IDAT")
    length = int.from_bytes(data[start - 4 : start], "big")
    lines = np.frombuffer(zlib.decompress(data[start + 4 : start + 4 + length]), np.uint8).reshape(200, 401)
    image = lines[:, 1:]
    assert np.unique(image[:100, :200]).tolist() == [24]
    assert np.unique(image[100:, :200]).tolist() == [0]
    assert np.unique(image[:100, 200:]).tolist() == [0]
    assert np.unique(image[100:, 200:]).item() in range(1, 24)


def test_png_is_read_by_others(tmp_path):
    """matplotlib reads the image back: size, colours, and transparency where the shade is 0."""
    image = pytest.importorskip("matplotlib.image")
    path = tmp_path / "shades.png"
    path.write_bytes(png(np.array([[0, 1], [2, 1], [1, 0]], np.uint8), ["#FF0000", "#0000FF"]))
    found = image.imread(path)
    assert found.shape == (3, 2, 4)
    assert found[..., 3].tolist() == [[0, 1], [1, 1], [1, 0]]
    assert found[0, 1].tolist() == [1, 0, 0, 1]
    assert found[1, 0].tolist() == [0, 0, 1, 1]


def test_bars_are_as_long_as_shares():
    """A bar ends at the estimate, its line spans the interval; a share that is not known has no bar."""
    bar = Page(share_bar({"estimate": 0.25, "low": 0.2, "high": 0.31}, "bot")).all("rect")
    assert [(one.get("x"), one["width"]) for one in bar] == [(None, "100"), (None, "25"), ("20", "11")]
    assert len(Page(share_bar(None, "bot")).all("rect")) == 1


def test_events_are_where_they_were(make_summary):
    """Each event is shaded from its first to its last rank and named; its label stands above."""
    html = audience_html(make_summary(n=1000, places=((250, 500),)))
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
    whole = audience_html(summary).count('class="authenticity-line"')
    summary["timeline"]["authenticity"] = [*means[:50], None, *means[51:]]
    assert (whole, audience_html(summary).count('class="authenticity-line"')) == (1, 2)


def test_summary_without_timeline_has_none(make_summary):
    """No timeline in the summary is none to draw."""
    assert read_timeline(make_summary(drawn=False)) is None


@pytest.mark.parametrize(
    ("days", "first", "last"),
    [
        (5, "2019-01-01", "2019-01-06"),
        (40, "2019-01-03", "2019-02-07"),
        (150, "2019-01", "2019-05"),
        (700, "2019-01", "2020-07"),
        (3650, "2020", "2028"),
        (20_000, "2020", "2070"),
    ],
)
def test_date_ticks_are_round(days, first, last):
    """From days to decades there are two to seven ticks on round dates, all inside."""
    start = 1546300800.0  # 2019-01-01
    ticks = date_ticks(start, start + 86400 * days)
    assert 2 <= len(ticks) <= 7
    assert (ticks[0][1], ticks[-1][1]) == (first, last)
    assert all(start <= time <= start + 86400 * days for time, _ in ticks)


@pytest.mark.parametrize("last", [1, 3, 7, 8, 99, 12_345, 10**9])
def test_rank_ticks_are_round(last):
    """From one follower to a thousand million there are one to eight ticks on whole ranks, all inside."""
    ticks = rank_ticks(last)
    assert 1 <= len(ticks) <= 8
    assert all(0 <= rank <= last and rank == int(rank) for rank, _ in ticks)
    assert len({text for _, text in ticks}) == len(ticks)


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(1, 30)), max_size=12), st.integers(1, 4))
def test_labels_cover_nothing(sizes, n_lanes):
    """No two placed labels overlap in a lane, and the first has the lowest lane."""
    labels = [(middle - width / 2, middle + width / 2, middle) for middle, width in sizes]
    places = lanes(labels, n_lanes)
    assert places[:1] in ([], [0])
    for lane in range(n_lanes):
        spans = sorted(label[:2] for label, place in zip(labels, places, strict=True) if place == lane)
        assert all(one[1] <= other[0] for one, other in pairwise(spans))


def test_markup_is_escaped_once():
    """Texts are escaped, elements within elements are not escaped again, attributes are."""
    inner = element("b", "1 < 2")
    assert element("p", inner, " & ", class_='"x"') == '<p class="&quot;x&quot;"><b>1 &lt; 2</b> &amp; </p>'
    assert joined("<", Markup("<br>")) == "&lt;<br>"
    assert element("i", aria_label="a\x07", x=1.234) == '<i aria-label="a?" x="1.23"></i>'
