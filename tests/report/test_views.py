"""Notebook views of scores and tables, and the one environment by which all text becomes markup."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, strategies as st
from page_parser import Page, shape

import fakefollow
from fakefollow.report import scores_html, tables_html

TEMPLATES = sorted((Path(fakefollow.__file__).parent / "report" / "templates").iterdir())
ROWS = [
    {"source": "people", "n": 12345, "share": 0.5},
    {"source": "x", "n": 7, "share": None},
    {"source": "y", "n": 8, "share": "too few"},
]
VERDICTS = [("authentic", 1500, 0.75), ("likely_vendor", 400, 0.2), ("not_enough_data", 100, 0.05)]
DISTRIBUTION = {"edges": [0.0, 0.5, 1.0], "profile": [400, 1500], "not_enough_data": 100}
ROW = {
    "row": 1203,
    "username": "ada",
    "authenticity": 0.0123,
    "verdict": "likely_vendor",
    "main_reason": "9 < 10 posts",
}
HOSTILE = "</td><script>alert('x')</script><b onclick=\"y\">\u202e\x1b[2J"


def html(lines=("Scores of 2,000 accounts",), verdicts=VERDICTS, distribution=DISTRIBUTION, rows=(ROW,)):
    return scores_html(lines, verdicts, distribution, rows)


class Elements(HTMLParser):
    """Collects opened elements, and closes them in order."""

    def __init__(self, text):
        super().__init__()
        self.names, self.attributes, self.open = set(), set(), []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def cells(text):
    """Return the texts of the cells of each row of all tables."""
    rows = re.findall(r"<tr>(.*?)</tr>", text, re.DOTALL)
    return [
        [re.sub(r"<[^>]*>|\n", "", cell) for cell in re.findall(r"<t[dh].*?>(.*?)</t[dh]>", row, re.DOTALL)]
        for row in rows
    ]


def test_it_is_one_element_that_runs_and_loads_nothing():
    """Every element is closed; there is no script, no event, no address."""
    found = Elements(html())
    assert found.open == []
    assert not found.names & {"script", "img", "link", "iframe", "a", "object"}
    assert not {name for name in found.attributes if name.startswith("on") or name in {"href", "src"}}
    assert "url(" not in html()
    assert "@import" not in html()


def test_its_style_touches_nothing_else_of_the_page():
    """Every rule of the style sheet is for what is inside the element."""
    style = re.search(r"<style>(.*?)</style>", html(), re.DOTALL).group(1)
    selectors = [one for rule in re.findall(r"([^{}]+)\{", style) for one in rule.split(",")]
    assert selectors
    assert all(selector.strip().startswith((".fakefollow", "@container")) for selector in selectors)


def test_tables_hold_the_numbers():
    """Verdicts with number and share, and accounts with their reason, are in the cells as texts."""
    assert cells(html()) == [
        ["verdict", "accounts", "share", ""],
        ["authentic", "1,500", "75.0 %", ""],
        ["likely_vendor", "400", "20.0 %", ""],
        ["not_enough_data", "100", "5.0 %", ""],
        ["row", "username", "authenticity", "verdict", "main reason"],
        ["1,203", "ada", "0.012", "likely_vendor", "9 &lt; 10 posts"],
    ]


def test_bars_are_as_long_as_the_shares():
    """The bar of a verdict has its share of the whole width of 120."""
    lengths = re.findall(r'<rect width="([\d.]+)" height="10"', html())
    assert [float(length) for length in lengths] == pytest.approx([90.0, 24.0, 6.0])


def test_distribution_says_what_each_bar_counts():
    """Each bar of the distribution is titled, and the caption tells all accounts, those left out and the scale."""
    page = html()
    assert re.findall("<title>(.*?)</title>", page) == ["0.00 to 0.50: 400", "0.50 to 1.00: 1,500"]
    assert "Authenticity of 1,900 accounts, from 0 (not genuine) to 1 (genuine); 100 without" in page
    assert "The longest bar is 1,500." in page


def test_the_distribution_may_have_another_name():
    """Counts by everything are drawn as those by profile."""
    fused = {"edges": [0.0, 0.5, 1.0], "fused": [400, 1500], "not_enough_data": 100}
    assert html(distribution=fused) == html()


def test_few_among_many_are_still_seen():
    """A bin of one account among a million has a bar."""
    page = html(distribution={"edges": [0.0, 0.5, 1.0], "profile": [1, 10**6], "not_enough_data": 0})
    assert 'height="1" class="counted"' in page


def test_nobody_and_nothing_known_need_no_picture():
    """Without accounts that have enough data there is no distribution, and without accounts no list."""
    page = html(distribution={"edges": [0.0, 0.5, 1.0], "profile": [0, 0], "not_enough_data": 3}, rows=())
    assert "<figure" not in page
    assert "Lowest authenticity" not in page


@pytest.mark.parametrize("field", ["username", "verdict", "main_reason"])
def test_hostile_texts_are_texts(field):
    """Whatever a name, a kind or a reason holds, no element comes from it and nothing turns a line round."""
    page = html(lines=(HOSTILE, HOSTILE), verdicts=[(HOSTILE, 1, 1.0)], rows=[{**ROW, field: HOSTILE}])
    assert Elements(page).open == []
    assert not Elements(page).names & {"script", "b "}
    assert "onclick" not in Elements(page).attributes
    assert "&lt;script&gt;" in page
    assert not {"\u202e", "\x1b"} & set(page)


def test_a_long_name_is_cut():
    """A username of thousands of letters does not fill the notebook."""
    assert len(html(rows=[{**ROW, "username": "a" * 9999}])) < len(html()) + 100


def test_an_unknown_name_is_an_empty_cell():
    """A username that was not observed is nothing, not the word None."""
    assert cells(html(rows=[{**ROW, "username": None}]))[-1][1] == ""


def table_html(rows):
    """Return the table alone, without white space between its elements."""
    return re.search(
        "<table.*</table>",
        re.sub(
            r">\s+<| data-label=\"[^\"]*\"",
            lambda found: "><" * (found[0][0] == ">"),
            tables_html([], [("title", rows)]),
        ),
    )[0]


def test_html_has_every_cell():
    """HTML has the same cells, header first; each holds its side, numbers the right one."""
    html = table_html(ROWS)
    left, right = 'style="text-align: left"', 'class="count" style="text-align: right"'
    assert f"<thead><tr><th {left}>source</th><th {right}>n</th><th {right}>share</th></tr></thead>" in html
    assert f"<tr><td {left}>people</td><td {right}>12,345</td><td {right}>0.500</td></tr>" in html
    assert f"<tr><td {left}>x</td><td {right}>7</td><td {left}></td></tr>" in html


def test_names_are_escaped():
    """Neither cells, column names, titles nor lines can carry tags or control characters."""
    rows = [{"<b>": "<i>\x07"}]
    assert re.findall(r">([^<>]+)<", table_html(rows)) == ["title", "&lt;b&gt;", "&lt;i&gt;?"]
    assert 'data-label="&lt;b&gt;"' in tables_html([], [("title", rows)])
    html = tables_html(["<b>\x07"], [("<i>\u202e", rows)])
    assert "<p><b>&lt;b&gt;?</b></p>" in html
    assert "<caption>&lt;i&gt;?</caption>" in html


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_calls_text_markup(path):
    """Nothing but a macro makes markup: no filter that would let a text by unescaped or unprintable is used."""
    text = path.read_text("utf8")
    assert not re.search(
        r"\|\s*(safe|e|escape|forceescape|xmlattr|tojson|urlize|replace|format|join(?! \| length))\b", text
    )
    assert not re.search(r"autoescape|Markup|\{%-?\s*(filter|set \w+\s*-?%)", text)


@given(st.text(min_size=1))
def test_any_text_stays_text(text):
    """Whatever is in a line, a title, the name of a column or a cell, no element comes of it and all is printable."""
    page, calm = (Page(tables_html([one], [(one, [{one: one}])])) for one in (text, "calm"))
    assert shape(page) == shape(calm)
    assert all(one.replace("\n", "").isprintable() for one in page.texts)


def test_markup_is_escaped_once():
    """Signs and entities in a text are shown as they were written; unprintable characters are replaced."""
    html = tables_html(["1 < 2 &amp; \"x\" 'y' {{ 7 * 7 }}\x07"], [])
    assert "<b>1 &lt; 2 &amp;amp; &quot;x&quot; &#x27;y&#x27; {{ 7 * 7 }}?</b>" in html
