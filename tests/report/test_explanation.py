"""An explanation as text and as HTML: what was found in words, a line, a number and a bar for each step."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from fakefollow import load_detector, read
from fakefollow.report import chance_words, display_width, explanation_text
from fakefollow.simulate import simulate_accounts

MODEL = load_detector("x")
PROFILES = simulate_accounts(20, 10, 10, random_state=2).profiles
SCORES = MODEL.score(read(PROFILES))
HOSTILE = {
    "username": "\u202e\x1b[31m" + "w" * 400,
    "name": "</td>" * 300,
    "description": "\u611b" * 900,
    "followers_count": 10**10,
    "following_count": 10**10,
    "posts_count": 10**10,
    "likes_count": 10**10,
}
WIDEST = [*SCORES, MODEL.score(read([HOSTILE]))[0], MODEL.score(read([{"id": "1"}]))[0]]
HOSTILE_NAME = "<script>alert(1)</script>\"'&<img src=x onerror=alert(1)>\u202e"
TEXT, NATS, CHANCE, BAR = 42, 7, 6, 22  # columns of a line of 80, with three between them
ROW = re.compile(rf"^(.{{{TEXT}}})([ +\-.0-9]{{{NATS}}}) ([ <>%0-9]{{{CHANCE}}})  (.*)$")
ACCUSING = re.compile(r"\b(fake|fraud|guilty|liar|cheat|scam|criminal|suspicious)", re.IGNORECASE)


def steps(*totals):
    return [{"text": "step", "evidence": 1.0, "chance": 0.5, "total": total} for total in totals]


FACTS = {
    "model": "x",
    "learnt_on": "x",
    "username": "ada",
    "verdict": "likely_purchased",
    "authenticity": 0.0123,
    "coverage": 0.876,
    "not_observed": ["bio", "location"],
    "changed": [],
    "before": None,
    "cut_offs": None,
    "withheld": None,
    "kinds": [
        {"kind": "purchased", "probability": 0.98, "steps": steps(-2.0, 4.0), "log_odds": 4.0, "chance": 0.98},
        {"kind": "bot", "probability": 0.01, "steps": steps(-2.0, -3.5), "log_odds": -3.5, "chance": 0.03},
    ],
}


def told(**changes):
    """Return the made-up explanation as text in one line."""
    return " ".join(explanation_text(FACTS | changes).split())


def rows(text):
    """Return (text, nats, chance, bar) of the first line of every step and total."""
    found = (ROW.match(line) for line in text.splitlines())
    return [match.groups() for match in found if match and match[2].strip()]


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
            self.rows[-1][-1] += data.strip("\n")
        elif self.open and self.open[-1] == "style":
            self.rules += data


def parsed(explanation):
    reader = Reader()
    reader.feed(explanation._repr_html_())
    assert reader.open == []
    return reader


def test_first_line_says_verdict_authenticity_coverage():
    """The first line names the account, where it has a handle, and says what was found."""
    line = "likely purchased, authenticity 0.012, coverage 0.88"
    assert explanation_text(FACTS).splitlines()[0] == f"@ada: {line}"
    assert explanation_text(FACTS | {"username": None}).splitlines()[0] == line


def test_second_line_says_what_was_not_observed():
    """Missing fields are named after the model."""
    assert explanation_text(FACTS).splitlines()[1] == "by model 'x'; not observed: bio, location"
    complete = explanation_text(FACTS | {"not_observed": []})
    assert complete.splitlines()[1] == "by model 'x'; all its fields were observed"


def test_third_line_compares_with_the_score_before():
    """Of a changed profile it says what was changed, and authenticity and verdict before and after."""
    before = {"authenticity": 0.5, "verdict": "uncertain"}
    assert "changed: bio, location; authenticity 0.500 -> 0.012, uncertain -> likely purchased" in told(
        changed=["bio", "location"], before=before
    )
    assert "changed: nothing; " in told(before=before)


def test_names_are_harmless_and_cut():
    """A hostile handle, model or kind stays on one line of its own width."""
    hostile = "a\n\x1b[31m" + "b" * 500
    kinds = [FACTS["kinds"][0] | {"kind": hostile}]
    text = explanation_text(FACTS | {"username": hostile, "model": hostile, "kinds": kinds})
    assert len(text) < len(explanation_text(FACTS)) + 150
    assert "\x1b" not in text
    assert max(map(display_width, text.splitlines())) <= 80


def test_genuine_accounts_are_those_of_the_platform_learnt_on():
    """The last lines say of which platform the accounts are that others are compared with."""
    assert "Genuine accounts are those of X that the model was learnt on. " in told()
    assert "Genuine accounts are those of GitHub that the model was learnt on. " in told(learnt_on="github")
    assert "Genuine accounts are those that the model was learnt on. " in told(learnt_on=None)


def test_where_verdicts_cut_is_said():
    """The last sentence says what verdicts ask: how rare the evidence is, or authenticity by cut-offs."""
    assert told().endswith("so it can call an account whose authenticity is above one half.")
    ruled = told(cut_offs=[0.25, 0.9])
    assert ruled.endswith("The verdict follows from authenticity: 'likely ...' below 0.25, authentic from 0.9 on.")
    assert "prior" not in ruled.partition("The verdict")[2]


def test_bars_share_a_scale_that_holds_even_odds():
    """Bars of all kinds run from the lowest to the highest total, and even odds lie between."""
    bars = [bar for _, _, _, bar in rows(explanation_text(FACTS))]
    even = round(3.5 / 7.5 * (BAR - 1))
    assert max(map(len, bars)) == BAR
    assert bars[-1] == "=" * (even + 1)
    assert bars[2] == " " * even + "=" * (BAR - even)


@pytest.mark.parametrize("score", WIDEST, ids=range(len(WIDEST)))
def test_no_line_is_wider_than_a_terminal(score):
    """Whatever the profile, no line takes more than 80 columns, and nothing moves the cursor."""
    text = repr(score.explain())
    assert max(map(display_width, text.splitlines())) <= 80
    assert all(character.isprintable() for line in text.splitlines() for character in line)


@pytest.mark.parametrize("score", WIDEST[:10], ids=range(10))
def test_numbers_are_those_of_the_plain_data(score):
    """Each step has its evidence, each total the log-odds, and both the probability against genuine."""
    expected = []
    for kind in score.explain().to_dict()["kinds"]:
        expected += [(step["evidence"], step["chance"]) for step in kind["steps"]]
        expected.append((kind["log_odds"], kind["chance"]))
    found = rows(repr(score.explain()))
    assert [nats.strip() for _, nats, _, _ in found] == [f"{nats:+.2f}" for nats, _ in expected]
    assert [shown.strip() for _, _, shown, _ in found] == [chance_words(chance) for _, chance in expected]


@pytest.mark.parametrize("score", WIDEST[:10], ids=range(10))
def test_the_sign_of_a_bar_is_that_of_its_number(score):
    """Bars of + lead towards the kind and bars of - towards genuine, without any colour; totals are =."""
    for text, nats, _, bar in rows(repr(score.explain())):
        sign = "=" if text.strip() == "total" else nats.strip()[0]
        assert set(bar.replace("|", "").replace(" ", "")) == {sign}
        assert len(bar) <= BAR


def test_bars_follow_each_other():
    """A bar begins in the column in which the one before ended, the first at even odds."""
    last = None
    for text, nats, _, bar in rows(repr(SCORES[0].explain())):
        if text.startswith("  prior"):
            last = None
        columns = [column for column, sign in enumerate(bar) if sign in "+-"]
        if columns:
            start, end = (columns[0], columns[-1]) if nats.strip()[0] == "+" else (columns[-1], columns[0])
            assert last is None or start == last
            last = end


def test_percent_signs_stay_with_their_numbers():
    """No line begins with a percent sign."""
    for score in WIDEST:
        assert not any(line.strip().startswith("%") for line in repr(score.explain()).splitlines())


def test_no_word_accuses():
    """The text speaks of what was seen and how probable it makes what."""
    assert not any(ACCUSING.search(repr(score.explain())) for score in SCORES)


@pytest.mark.parametrize("row", range(0, 40, 13))
def test_every_number_is_in_the_table(row):
    """Each step and total has a row with text, evidence and probability, whatever becomes of the bars."""
    explanation = SCORES[row].explain()
    expected = []
    for kind in explanation.to_dict()["kinds"]:
        for step in kind["steps"]:
            expected.append([step["text"], f"{step['evidence']:+.2f}", chance_words(step["chance"]), ""])
        expected.append(["total", f"{kind['log_odds']:+.2f}", chance_words(kind["chance"]), ""])
    assert [[text.replace("\xa0", " ") for text in row] for row in parsed(explanation).rows] == expected


def test_hostile_names_stay_text():
    """Neither handle, model nor kind can bring markup, script or an attribute into the page."""
    explanation = SCORES[0].explain()
    kinds = tuple(replace(kind, kind=HOSTILE_NAME) for kind in explanation.kinds)
    hostile = replace(explanation, username=HOSTILE_NAME, model=HOSTILE_NAME, kinds=kinds)
    reader = parsed(hostile)
    assert not reader.tags & {"script", "img"}
    assert {name for name, _ in reader.attributes} <= {"class", "style", "aria-hidden", "data-label"}
    assert "\u202e" not in hostile._repr_html_()


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
