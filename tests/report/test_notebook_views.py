"""Views in JupyterLab's own style, wide and narrow, by day and by night: all fits, text is left and readable."""

import os

import numpy as np
import pytest
from chromium import CONTRASTS, PROGRAM, Chromium
from jupyter import LAB, notebook

import fakefollow as ff

pytestmark = pytest.mark.skipif(
    not LAB.is_dir() or (PROGRAM is None and "CI" not in os.environ), reason="JupyterLab and Chromium are not installed"
)

STICKING_OUT = """
[...document.querySelectorAll('.fakefollow')].flatMap(view => {
  const edge = view.getBoundingClientRect().right;
  const seen = [...view.querySelectorAll(':not(svg *, style, details:not([open]) *)')];
  return seen.filter(one => one.getBoundingClientRect().right > edge + 1).map(one => one.outerHTML.slice(0, 90));
})
"""
SIDES = """
[...document.querySelectorAll('.fakefollow :is(td, th):not(.count)')]
  .filter(one => !['left', 'start'].includes(getComputedStyle(one).textAlign)).map(one => one.textContent)
"""
NARROW = """
[...document.querySelectorAll('.fakefollow :is(td, th, p, li, caption)')].flatMap(one => {
  const range = document.createRange();
  range.selectNodeContents(one);
  const lines = new Set([...range.getClientRects()].map(box => Math.round(box.bottom / 8))).size;
  const words = one.textContent.trim().split(/\\s+/).length;
  return words > 3 && lines > 1 && words / lines < 1.8 ? [one.textContent] : [];
})
"""


@pytest.fixture(scope="module")
def browser():
    with Chromium() as one:
        yield one


@pytest.fixture(scope="module")
def outputs():
    """Return what a notebook shows of everything that has a view."""
    people = ff.simulate_accounts(60, 30, 20, random_state=3)
    scores = ff.score(people.profiles, platform="x")
    audience = ff.simulate_audience(600, purchases=[ff.Purchase(0.3)], random_state=1).profiles
    report = ff.audit(audience, order="newest_first")
    counts = 10_000 + np.cumsum(np.full(100, 20)) + np.where(np.arange(100) > 60, 4000, 0)
    days = np.datetime64("2024-01-01") + np.arange(100)
    growth = ff.growth([{"date": str(day), "followers": int(n)} for day, n in zip(days, counts, strict=True)])
    dates = {"before_at": "2024-01-01", "after_at": "2024-02-01"}
    change = ff.compare_audiences(audience[150:], audience[:100] + audience[250:], **dates)
    found = [scores, scores[scores.authenticity < 0.3], scores[0], scores[0].explain(), report, report.purchases]
    found += [report.cohorts, growth, change, ff.evaluate("x", people.profiles, people.kind)]
    return [one._repr_html_() for one in found]


@pytest.fixture(scope="module")
def pages(outputs, tmp_path_factory):
    folder = tmp_path_factory.mktemp("notebooks")
    for scheme in ("light", "dark"):
        (folder / f"{scheme}.html").write_text(notebook([*outputs, "<table><td>plain</td></table>"], scheme), "utf8")
    return folder


@pytest.mark.parametrize("width", [1200, 390, 300])
def test_views_fit_and_can_be_read(browser, pages, width):
    """Nothing is wider than the view, text is on the left and has more than a word a line."""
    browser.open(pages / "light.html", width=width)
    plain = "getComputedStyle([...document.querySelectorAll('td')].at(-1)).textAlign"
    assert browser.evaluate(plain) == "right", "JupyterLab sets other tables to the right: else nothing is tried"
    assert browser.evaluate("document.querySelectorAll('.fakefollow').length") == 10
    assert browser.evaluate(STICKING_OUT) == []
    assert browser.evaluate(SIDES) == []
    assert browser.evaluate(NARROW) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_of_views_stands_out(browser, pages, scheme):
    """Text, in pictures too, has a contrast of 4.5 with the notebook behind it, in both themes of JupyterLab."""
    browser.open(pages / f"{scheme}.html", width=1200)
    dark = browser.evaluate("getComputedStyle(document.querySelector('main')).backgroundColor") != "rgb(255, 255, 255)"
    assert dark == (scheme == "dark")
    found = browser.evaluate(CONTRASTS)
    assert len(found) > 300
    assert [one for one in found if one[0] < 4.5] == []


def test_pictures_are_there_only_with_their_style(browser, outputs, tmp_path):
    """Where a notebook is not trusted JupyterLab drops style and pictures: what is left of these is hidden."""
    kept = [html.partition("<style>")[0] + html.partition("</style>")[2] for html in outputs]
    path = tmp_path / "untrusted.html"
    path.write_text(notebook(kept, "light"), "utf8")
    browser.open(path, width=1200)
    assert browser.evaluate("document.querySelectorAll('figure svg').length") > 3
    assert browser.evaluate("[...document.querySelectorAll('figure')].filter(one => one.offsetHeight).length") == 0
    assert browser.evaluate(SIDES) == []
