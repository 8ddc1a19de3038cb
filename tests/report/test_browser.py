"""The page of an audit in a browser: nothing is asked for, nothing sticks out, every number is one of the report."""

import os
import re
import zlib

import numpy as np
import pytest
from chromium import CONTRASTS, PROGRAM, Chromium
from page_parser import Page, is_rounding, numbers_of, with_texts

import fakefollow as ff
from fakefollow.report import audience_fragment, audience_html

NOT_HERE = "Chromium is not installed: run `apt-get install chromium`, or put chromium or google-chrome on the PATH"
pytestmark = pytest.mark.skipif(PROGRAM is None and "CI" not in os.environ, reason=NOT_HERE)

HOSTILE = (
    '</style></title><script>document.title = "run"</script><img src="https://example.org/x.png" onerror="alert(1)">'
    "<a href='javascript:alert(1)'>\u202e\x00&amp;{{}}" + "W" * 3000
)
SIZES = {"desktop": 1280, "phone": 390}

COVERED = """
[...document.querySelectorAll('svg[role=img]')].flatMap(svg => {
  const texts = [...svg.querySelectorAll('text')].map(one => [one.getBoundingClientRect(), one.textContent]);
  return texts.flatMap(([a, one], i) => texts.slice(i + 1)
    .filter(([b]) => a.left < b.right - .5 && b.left < a.right - .5 && a.top < b.bottom - 2 && b.top < a.bottom - 2)
    .map(([, other]) => one + ' | ' + other));
})
"""
BROKEN = """
[...document.querySelectorAll('.cards .kept, p .kept')].filter(one =>
  new Set([...one.getClientRects()].map(box => Math.round(box.top / 8))).size > 1).map(one => one.textContent)
"""
EMPTY = """
[...document.querySelectorAll('section')].filter(one => one.children.length < 2).map(one => one.textContent)
"""
OUTSIDE = """
[...document.querySelectorAll('svg[role=img] text')].filter(one => {
  const a = one.getBoundingClientRect(), b = one.closest('svg').getBoundingClientRect();
  return a.width && (a.left < b.left - 1 || a.right > b.right + 1 || a.top < b.top - 1 || a.bottom > b.bottom + 1);
}).map(one => one.textContent)
"""


@pytest.fixture(scope="module")
def browser():
    if PROGRAM is None:
        pytest.fail(NOT_HERE)
    with Chromium() as one:
        yield one


@pytest.fixture(scope="module")
def pages(make_summary, tmp_path_factory):
    """Return files of a usual page, a hostile one, one of a million followers and one of hardly anything."""
    folder = tmp_path_factory.mktemp("pages")
    summaries = {
        "usual": make_summary(),
        "hostile": with_texts(make_summary(), HOSTILE),
        "large": make_summary(n=1_000_000, places=[(24_000 * i, 5_000) for i in range(40)]),
        "small": make_summary(n=5, places=(), cohorts=[], drawn=False, reasons=[], sample=[]),
    }
    for name, summary in summaries.items():
        (folder / f"{name}.html").write_text(audience_html(summary), "utf8")
    return {name: folder / f"{name}.html" for name in summaries}


@pytest.fixture(scope="module")
def findings(tmp_path_factory):
    """Return files of two accounts of long names side by side, of growth in millions, and of reactions."""
    folder, made = tmp_path_factory.mktemp("findings"), ff.simulate_interactions(12, 300, pods=[ff.Pod()])
    report = ff.audit(made.followers)
    influence = ff.influence(report, made.interactions, made.posts)
    days = np.datetime64("2024-01-01") + np.arange(90)
    counts = 1_200_000 + 900 * np.arange(90) + 90_000 * (np.arange(90) > 50)
    reports = {
        "compare": ff.compare([report, influence, report.to_dict()], names=["n" * 60, "n" * 60, "ada" * 20]),
        "growth": ff.growth(dict(zip(days.tolist(), counts.tolist(), strict=True))),
        "influence": influence,
    }
    for name, one in reports.items():
        one.to_html(folder / f"{name}.html", title="@" + "w" * 40)
    return {name: folder / f"{name}.html" for name in reports}


NAMES = ["usual", "hostile", "large", "small"]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_asked_for_and_nothing_complains(browser, pages, name):
    """Besides the file itself and images within it nothing is requested; the console stays empty; no script ran."""
    browser.open(pages[name])
    asked = [one["request"]["url"] for one in browser.told("Network.requestWillBeSent")]
    assert [one for one in asked if not one.startswith("data:image/png;base64,")] == [pages[name].as_uri()]
    assert browser.told("Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown") == []
    assert browser.evaluate("document.title") != "run"
    assert (
        browser.evaluate("document.scripts.length + document.querySelectorAll('img, a:not([href^=\"#\"])').length") == 0
    )


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", NAMES)
def test_page_does_not_scroll_sideways(browser, pages, name, size):
    """At 1280 and at 390 pixels all fits; what is wider scrolls in its own place."""
    browser.open(pages[name], width=SIZES[size])
    assert browser.evaluate("document.scrollingElement.clientWidth") == SIZES[size]
    assert browser.evaluate("document.scrollingElement.scrollWidth") <= SIZES[size]
    browser.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert browser.evaluate("document.scrollingElement.scrollWidth") <= SIZES[size]


def test_every_number_is_of_the_report(browser, pages, make_summary):
    """What the browser shows as data is in the summary, and its text is that value rounded."""
    browser.open(pages["usual"])
    summary = make_summary()
    shown = list(Page(browser.evaluate("document.documentElement.outerHTML")).numbers())
    assert len(shown) == browser.evaluate("document.querySelectorAll('data').length") > 150
    assert {value for value, _, _ in shown} <= numbers_of(summary)
    assert all(is_rounding(text, value, unit) for value, text, unit in shown)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["usual", "hostile"])
def test_text_can_be_read(browser, pages, name, scheme):
    """All text, in pictures too, has a contrast of at least 4.5 with what is behind it, by day and by night."""
    browser.open(pages[name], scheme=scheme)
    dark = browser.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 23, 26)"
    assert dark == (scheme == "dark")
    found = browser.evaluate(CONTRASTS)
    assert len(found) > 200
    assert [one for one in found if one[0] < 4.5] == []


@pytest.mark.parametrize("name", ["usual", "large"])
def test_labels_of_pictures_cover_nothing(browser, pages, name):
    """No two texts of a picture overlap, and none sticks out of it."""
    browser.open(pages[name])
    assert browser.evaluate(COVERED) == []
    assert browser.evaluate(OUTSIDE) == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["compare", "growth", "influence", "small", "large"])
def test_figures_stay_whole(browser, pages, findings, name, size):
    """No estimate is parted from its interval or unit, no name of a picture is cut, and no heading stands alone."""
    browser.open({**pages, **findings}[name], width=SIZES[size])
    browser.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert browser.evaluate("document.scrollingElement.scrollWidth") <= SIZES[size]
    assert browser.evaluate("document.querySelectorAll('.kept').length") > 0
    assert browser.evaluate(BROKEN) == browser.evaluate(EMPTY) == []
    if name in findings:
        assert browser.evaluate(OUTSIDE) == []


@pytest.mark.parametrize("name", NAMES)
def test_links_lead_to_sections(browser, pages, name):
    """Each link of the contents has its section."""
    browser.open(pages[name])
    lost = "[...document.links].filter(one => !document.querySelector('section' + one.hash)).length"
    assert browser.evaluate("document.links.length") == browser.evaluate("document.querySelectorAll('section').length")
    assert browser.evaluate("document.links.length") == (7 if name == "small" else 10)
    assert browser.evaluate(lost) == 0


def drawn_on(pdf):
    """Return for each page of a PDF how often its content shows text."""
    objects = dict(re.findall(rb"\n(\d+) 0 obj\s*(.*?)endobj", pdf, re.DOTALL))
    counts = []
    for body in objects.values():
        content = re.search(rb"/Contents (\d+) 0 R", body)
        if re.search(rb"/Type\s*/Page\b", body) and content:
            stream = objects[content[1]].partition(b"stream")[2].strip(b"\r\n")
            counts.append(zlib.decompressobj().decompress(stream).count(b"BT"))
    return counts


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["usual", "small"])
def test_page_is_printed(browser, pages, name, scheme):
    """On A4 every page has text, the first one too, and dark screens print as light ones."""
    browser.open(pages[name], scheme=scheme)
    pdf = browser.pdf()
    assert pdf.startswith(b"%PDF-")
    assert re.search(rb"/MediaBox \[0 0 59[45]\.?\d* 84[12]\.?\d*\]", pdf)
    counts = drawn_on(pdf)
    assert 2 <= len(counts) <= 12
    assert min(counts) > 3
    browser.open(pages[name], scheme=scheme, media="print")
    assert browser.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


@pytest.mark.parametrize(("colour", "background"), [("#111111", "#ffffff"), ("#e0e0e0", "#111111")])
def test_fragment_can_be_read_in_notebooks(browser, make_summary, tmp_path, colour, background):
    """In a light and in a dark notebook the short form takes the notebook's colour and stays readable."""
    path = tmp_path / "notebook.html"
    body = f"<body style='color: {colour}; background: {background}'>{audience_fragment(make_summary())}</body>"
    path.write_text(f"<!DOCTYPE html><meta charset='utf-8'>{body}", "utf8")
    browser.open(path)
    quiet = browser.evaluate("getComputedStyle(document.querySelector('caption')).color")
    strong = browser.evaluate("getComputedStyle(document.querySelector('b')).color")
    assert quiet != strong == f"rgb{tuple(bytes.fromhex(colour[1:]))}"
    assert browser.told("Log.entryAdded", "Runtime.consoleAPICalled") == []
