"""An explanation as text: 80 columns, a line and a bar with a sign for each step."""

import re

import pytest

from fakefollow import load_detector, read
from fakefollow.report import BAR, CHANCE, NATS, TEXT, display_width
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
ROW = re.compile(rf"^(.{{{TEXT}}})([ +\-.0-9]{{{NATS}}}) ([ <>%0-9]{{{CHANCE}}})  (.*)$")
ACCUSING = re.compile(r"\b(fake|fraud|guilty|liar|cheat|scam|criminal|suspicious)", re.IGNORECASE)


def rows(score):
    """Return (text, nats, chance, bar) of the first line of every step and total."""
    found = (ROW.match(line) for line in repr(score.explain()).splitlines())
    return [match.groups() for match in found if match and match[2].strip()]


@pytest.mark.parametrize("score", WIDEST, ids=range(len(WIDEST)))
def test_no_line_is_wider_than_a_terminal(score):
    """Whatever the profile, no line takes more than 80 columns, and nothing moves the cursor."""
    text = repr(score.explain())
    assert max(map(display_width, text.splitlines())) <= 80
    assert all(character.isprintable() for line in text.splitlines() for character in line)


@pytest.mark.parametrize("score", WIDEST[:10], ids=range(10))
def test_numbers_are_those_of_the_plain_data(score):
    """Each step has its evidence, each total the log-odds, and both the probability against genuine."""
    facts = score.explain().to_dict()
    expected = []
    for kind in facts["kinds"]:
        expected += [(step["evidence"], step["chance"]) for step in kind["steps"]]
        expected.append((kind["log_odds"], kind["chance"]))
    found = rows(score)
    assert [nats.strip() for _, nats, _, _ in found] == [f"{nats:+.2f}" for nats, _ in expected]
    for (_, _, shown, _), (_, chance) in zip(found, expected, strict=True):
        if 0.01 <= chance <= 0.99:
            assert int(shown.strip(" %")) == pytest.approx(100.0 * chance, abs=0.5001)


@pytest.mark.parametrize("score", WIDEST[:10], ids=range(10))
def test_the_sign_of_a_bar_is_that_of_its_number(score):
    """Bars of + lead towards the kind and bars of - towards genuine, without any colour; totals are =."""
    for text, nats, _, bar in rows(score):
        sign = "=" if text.strip() == "total" else nats.strip()[0]
        assert set(bar.replace("|", "").replace(" ", "")) == {sign}
        assert len(bar) <= BAR


def test_bars_follow_each_other():
    """A bar begins in the column in which the one before ended."""
    last = None
    for text, nats, _, bar in rows(SCORES[0]):
        if text.startswith("  prior"):
            last = None
        columns = [place for place, sign in enumerate(bar) if sign in "+-"]
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
