"""Scores in a few numbers: the distribution of authenticity, and the lines that every view begins with."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, strategies as st

from fakefollow import load_detector, read
from fakefollow.profiles import ProfileTable
from fakefollow.scoring import ContextEvidence, score_distribution
from fakefollow.simulate import simulate_accounts

MODEL = load_detector("x")
PROFILES = simulate_accounts(8, 4, 4, random_state=3).profiles
GENERIC = replace(MODEL, name="generic", platform="generic", card={"learnt_on": "x"})


def first_line(detector, platform, n=16):
    """Return the first line of the views of scores of profiles of a platform."""
    with_platform = replace(read(PROFILES[:n]), platform=platform)
    return repr(detector.score(with_platform)).splitlines()[0]


@given(st.lists(st.tuples(st.floats(0.0, 1.0), st.booleans()), max_size=60))
def test_every_account_is_counted_once(accounts):
    """An account is in the bin of its authenticity, or among those without enough data."""
    authenticity = np.array([value for value, _ in accounts])
    verdict = np.array(["uncertain" if enough else "not_enough_data" for _, enough in accounts], np.str_)
    found = score_distribution(verdict, profile=authenticity)
    assert found["not_enough_data"] == sum(not enough for _, enough in accounts)
    bins = [(*edges, n) for edges, n in zip(pairwise(found["edges"]), found["profile"], strict=True)]
    for low, high, n in bins:
        inside = [low <= value < high or value == high == 1.0 for value, enough in accounts if enough]
        assert n == sum(inside)


def test_the_edges_are_twentieths():
    """There are 20 bins from 0 to 1."""
    edges = score_distribution(np.array([], np.str_), profile=np.array([]))["edges"]
    assert edges == pytest.approx(np.linspace(0.0, 1.0, 21))
    assert (edges[0], edges[1], edges[-1]) == (0.0, 0.05, 1.0)


def test_distribution_is_by_profile_or_by_everything():
    """Scores that the audience has a part in are counted under another name."""
    scores = MODEL.score(read(PROFILES))
    nothing, rows = np.zeros(len(PROFILES)), np.arange(len(PROFILES))
    circumstance = ContextEvidence("event", "", "purchased", rows, nothing, nothing, ("in an event",), 0 * rows)
    fused = replace(scores, circumstances=(circumstance,)).summary()["score_distribution"]
    alone = scores.summary()["score_distribution"]
    assert (list(alone), list(fused)) == (
        ["edges", "profile", "not_enough_data"],
        ["edges", "fused", "not_enough_data"],
    )
    assert alone["profile"] == fused["fused"]
    assert sum(alone["profile"]) == len(PROFILES)


@pytest.mark.parametrize(
    ("detector", "platform", "line"),
    [
        (MODEL, None, "Scores of 16 accounts by model 'x', taken to be of X: pass platform= if they are not"),
        (MODEL, "x", "Scores of 16 accounts by model 'x'"),
        (GENERIC, None, "Scores of 16 accounts by model 'generic'"),
        (GENERIC, "mastodon", "Scores of 16 accounts by model 'generic' (learnt on X) for mastodon profiles"),
        (replace(GENERIC, card={}), "mastodon", "Scores of 16 accounts by model 'generic' for mastodon profiles"),
        (GENERIC, "generic", "Scores of 16 accounts by model 'generic' (learnt on X) for other profiles"),
        (
            replace(MODEL, name="instagram", platform="instagram", card={"learnt_on": "instagram"}),
            "instagram",
            "Scores of 16 accounts by model 'instagram'",
        ),
    ],
)
def test_the_first_line_names_the_model(detector, platform, line):
    """Where the profiles are not of the platform that the model was learnt on the first line says so."""
    assert first_line(detector, platform) == line


def test_the_first_line_counts_one_account():
    """One account is not several."""
    assert first_line(MODEL, "x", n=1) == "Scores of 1 account by model 'x'"


def test_a_hostile_platform_steers_no_terminal():
    """A platform comes from the rows: it is cut short and made printable."""
    line = first_line(GENERIC, "\x1b[2J" + "m" * 500)
    assert line.isprintable()
    assert len(line) < 130


def test_shares_of_verdicts_are_of_all_accounts():
    """Each verdict has its number and share; of nobody every share is 0."""
    scores = MODEL.score(read(PROFILES))
    three_of_four = replace(scores, verdict=np.array(["authentic", "authentic", "authentic", "uncertain"] * 4))
    lines = [line.split() for line in repr(three_of_four).splitlines()[2:]]
    assert ["authentic", "12", "75.0", "%"] in lines
    assert ["uncertain", "4", "25.0", "%"] in lines
    nobody = [line.split() for line in repr(MODEL.score(ProfileTable({}, 0))).splitlines()]
    assert ["authentic", "0", "0.0", "%"] in nobody
