"""Scores for notebooks: one HTML element whose numbers are those of the plain data."""

import re
from html.parser import HTMLParser

import pytest

from fakefollow.report import scores_html

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
    assert all(selector.strip().startswith(".fakefollow-scores") for selector in selectors)


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
    assert 'height="1" class="count"' in page


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
