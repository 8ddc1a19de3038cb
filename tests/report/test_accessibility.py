"""axe-core on page, findings page and views, wide and narrow, light and dark; run where axe.min.js is found.

It is found in ``node_modules`` of this folder or one above (``npm install axe-core``), or at the path ``AXE``.
"""

import os
from pathlib import Path

import pytest
from chromium import PROGRAM, Chromium
from jupyter import LAB, notebook

import fakefollow as ff
from fakefollow.report import audience_fragment, audience_html

PLACES = [Path(os.environ.get("AXE", "axe.min.js"))]
PLACES += [folder / "node_modules" / "axe-core" / "axe.min.js" for folder in Path(__file__).resolve().parents]
AXE = next((path for path in PLACES if path.is_file()), None)
pytestmark = pytest.mark.skipif(AXE is None or PROGRAM is None, reason="axe-core or Chromium is not installed")

RUN = """
axe.run(document, {resultTypes: ['violations'], rules: {region: {enabled: %s}}})
  .then(found => found.violations.flatMap(one => one.nodes.map(node => one.id + ': ' + node.html.slice(0, 200))))
"""
KEYS = """
[...document.querySelectorAll('summary, a[href]')].filter(one => {
  one.focus();
  return document.activeElement !== one || getComputedStyle(one).outlineStyle === 'none';
}).map(one => one.textContent)
"""


@pytest.fixture(scope="module")
def browser():
    with Chromium() as one:
        yield one


@pytest.fixture(scope="module")
def pages(make_summary, tmp_path_factory):
    """Return files of an audit's page, of one of growth, and of a notebook with views."""
    folder = tmp_path_factory.mktemp("pages")
    days = [{"date": f"2024-{month:02}-{day:02}", "followers": 10_000} for month in (1, 2, 3) for day in range(1, 29)]
    growth = ff.growth([{**day, "followers": 10_000 + 20 * n + 4000 * (n > 50)} for n, day in enumerate(days)])
    scores = ff.score(ff.simulate_accounts(40, 20, 10, random_state=2).profiles, platform="x")
    views = [scores, scores[0], scores[0].explain(), growth]
    (folder / "audit.html").write_text(audience_html(make_summary(), title="@ada"), "utf8")
    growth.to_html(folder / "growth.html", title="@ada")
    if LAB.is_dir():
        outputs = [audience_fragment(make_summary()), *(view._repr_html_() for view in views)]
        for scheme in ("light", "dark"):
            (folder / f"notebook-{scheme}.html").write_text(notebook(outputs, scheme), "utf8")
    return folder


def violations(browser, path, region="true", **how):
    """Return what axe finds in a file, with all of it unfolded."""
    browser.open(path, **how)
    browser.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    browser.evaluate(AXE.read_text("utf8"))
    return browser.evaluate(RUN % region)


def test_a_barrier_is_found(browser, tmp_path):
    """What is looked for is found where it is: without language, title, heading and contrast."""
    path = tmp_path / "bad.html"
    path.write_text("<meta charset='utf-8'><p style='color: #ccc; background: #fff'>pale</p><img src='data:,'>", "utf8")
    found = {one.partition(":")[0] for one in violations(browser, path)}
    assert {"color-contrast", "document-title", "html-has-lang", "image-alt", "page-has-heading-one"} <= found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", ["audit", "growth"])
def test_pages_have_no_barrier(browser, pages, name, width, scheme):
    """Contrast, headings, names of pictures, tables and landmarks of whole pages."""
    assert violations(browser, pages / f"{name}.html", width=width, scheme=scheme) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.skipif(not LAB.is_dir(), reason="JupyterLab is not installed")
def test_views_have_no_barrier(browser, pages, scheme):
    """The same of views in a notebook, in JupyterLab's style; the notebook round them is not ours."""
    found = violations(browser, pages / f"notebook-{scheme}.html", "false")
    assert [one for one in found if "jp-" not in one] == []


@pytest.mark.parametrize("name", ["audit", "growth"])
def test_keys_reach_what_opens(browser, pages, name):
    """Each link and each line that opens something is reached by the keyboard and shows that it is."""
    browser.open(pages / f"{name}.html")
    browser.call("Input.dispatchKeyEvent", type="keyDown", key="Tab", code="Tab", windowsVirtualKeyCode=9)
    assert browser.evaluate(KEYS) == []
