"""An explanation as HTML: escaped, without script, every number there without the style sheet."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from fakefollow import load_detector, read
from fakefollow.report import chance_words
from fakefollow.simulate import simulate_accounts

MODEL = load_detector("x")
SCORES = MODEL.score(read(simulate_accounts(10, 5, 5, random_state=2).profiles))
HOSTILE = "<script>alert(1)</script>\"'&<img src=x onerror=alert(1)>\u202e"


class Reader(HTMLParser):
    """Collects tags, attributes, rows of tables and the style sheet; every element has to be closed."""

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.attributes, self.rows, self.rules = [], set(), [], [], ""

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.tags.add(tag)
        self.attributes += attrs
        if tag == "tr" and "tbody" in self.open:
            self.rows.append([])
        if tag == "td":
            self.rows[-1].append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] == "td":
            self.rows[-1][-1] += data
        elif self.open and self.open[-1] == "style":
            self.rules += data


def parsed(explanation):
    reader = Reader()
    reader.feed(explanation._repr_html_())
    assert reader.open == []
    return reader


@pytest.mark.parametrize("row", range(0, 20, 6))
def test_every_number_is_in_the_table(row):
    """Each step and total has a row with text, evidence and probability, whatever becomes of the bars."""
    explanation = SCORES[row].explain()
    expected = []
    for kind in explanation.to_dict()["kinds"]:
        for step in kind["steps"]:
            expected.append([step["text"], f"{step['evidence']:+.2f}", chance_words(step["chance"]), ""])
        expected.append(["total", f"{kind['log_odds']:+.2f}", chance_words(kind["chance"]), ""])
    assert parsed(explanation).rows == expected


def test_hostile_names_stay_text():
    """Neither handle, model nor kind can bring markup, script or an attribute into the page."""
    explanation = SCORES[0].explain()
    kinds = tuple(replace(kind, kind=HOSTILE) for kind in explanation.kinds)
    reader = parsed(replace(explanation, username=HOSTILE, model=HOSTILE, kinds=kinds))
    assert not reader.tags & {"script", "img"}
    assert {name for name, _ in reader.attributes} <= {"class", "style", "aria-hidden"}
    assert "\u202e" not in explanation._repr_html_()


def test_nothing_is_loaded_or_run():
    """The fragment has no address, script, handler or import."""
    html = SCORES[0].explain()._repr_html_()
    assert not re.search(r"https?:|url\(|@import|<script|\bon\w+=", html)


def test_bars_lie_within_their_cells():
    """Every bar starts at 0 % or later and ends by 100 %."""
    for score in SCORES:
        styles = [value for name, value in parsed(score.explain()).attributes if name == "style"]
        for left, width in re.findall(r"left: ([\d.]+)%; width: ([\d.]+)%", " ".join(styles)):
            assert float(left) >= 0.0
            assert float(left) + float(width) <= 100.02


def test_signs_are_told_without_colour():
    """What speaks against a kind is hatched and what speaks for it is full, and numbers have signs."""
    reader = parsed(SCORES[0].explain())
    assert "repeating-linear-gradient" in reader.rules.partition(".against")[2].partition("}")[0]
    assert {"for", "against", "total"} <= {value for name, value in reader.attributes if name == "class"}
