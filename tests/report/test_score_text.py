"""The accounts of lowest authenticity as text for a terminal."""

import pytest

from fakefollow import load_detector, read
from fakefollow.report import least_authentic_text
from fakefollow.simulate import simulate_accounts

MODEL = load_detector("x")
PROFILES = simulate_accounts(14, 8, 4, random_state=12).profiles
SCORES = MODEL.score(read(PROFILES))


def named(name):
    return MODEL.score(read([{"username": name, "followers_count": 3}]))


def test_least_authentic_come_first():
    """The table for the terminal shows the rows of lowest authenticity, lowest first, a reason under each."""
    lines = least_authentic_text(SCORES.least_authentic(5)).splitlines()
    shown = [int(line.split()[0]) for line in lines[1::2]]
    assert shown == SCORES.authenticity.argsort(kind="stable")[:5].tolist()
    assert PROFILES[shown[0]]["username"] in lines[1]
    assert lines[2].strip() in {reason.text for reason in SCORES[shown[0]].reasons}


def test_reason_shown_is_for_the_verdict():
    """Under an account that is called likely something stands the strongest reason for exactly that."""
    lines = least_authentic_text(SCORES.least_authentic(len(SCORES))).splitlines()
    pairs = [(top.split()[-1], reason) for top, reason in zip(lines[1::2], lines[2::2], strict=True)]
    called = [(verdict, reason) for verdict, reason in pairs if verdict.startswith("likely_")]
    assert called
    assert all(f"speaks for {verdict.removeprefix('likely_')} (+" in reason for verdict, reason in called)


@pytest.mark.parametrize(
    "name", ["a\x1b[2Jb", "a\u202eb", "a\rb", "a\x00b", "a\u200fb", "a\x9bb", "a\u2066b"], ids=ascii
)
def test_terminal_is_not_steered_by_a_name(name):
    """Control and direction characters in a username are replaced before they reach a terminal."""
    text = least_authentic_text(named(name).least_authentic(1))
    assert all(character.isprintable() for line in text.split("\n") for character in line)


def test_account_of_which_nothing_is_known():
    """A row without a name and without reasons still has a line."""
    scores = MODEL.score(read([{"username": None, "name": None}]))
    assert least_authentic_text(scores.least_authentic(3)).splitlines()[2].endswith("nothing was observed")
