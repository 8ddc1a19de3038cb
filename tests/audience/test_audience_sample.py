"""Sample: followers to look at by hand, no one twice, the random ones truly drawn at random."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

import fakefollow as ff
from fakefollow.audience import OF_EACH, audience_sample
from fakefollow.simulate import Purchase, simulate_audience

AUDIENCE = simulate_audience(700, purchases=[Purchase(0.1, at=0.5)], bot_share=0.1, random_state=41)
REPORT = ff.audit(AUDIENCE.profiles, random_state=5)
SAMPLE = REPORT.to_dict()["sample"]


def rows(why, sample=SAMPLE):
    return [one["row"] for one in sample if one["why"] == why]


def drawn(scores, seed=0):
    unknown = np.full(len(scores), np.nan)
    return audience_sample(scores, np.full(len(scores), -1), unknown, seed)


def test_eight_of_each_and_nobody_twice():
    """There are eight of each part, and no follower is in two of them."""
    assert Counter(one["why"] for one in SAMPLE) == dict.fromkeys(
        ("least authentic", "uncertain", "drawn at random"), OF_EACH
    )
    assert len({one["row"] for one in SAMPLE}) == len(SAMPLE)


def test_rows_are_those_of_the_report():
    """Each row says of its follower what the report says."""
    for one in SAMPLE:
        row, score = one["row"], REPORT.scores[one["row"]]
        assert one["id"] == AUDIENCE.columns["id"][row]
        assert one["username"] == AUDIENCE.columns["username"][row]
        assert one["rank"] == REPORT.rank[row]
        assert (one["authenticity"], one["verdict"], one["coverage"]) == (
            score.authenticity,
            score.verdict,
            score.coverage,
        )
        assert one["reasons"].split("; ")[0] in {reason.text for reason in score.reasons}
        assert one["followed_at"] is not None
        assert one["created_at"] is not None


def test_least_authentic_are_so():
    """Nobody outside the sample is less authentic than those called so."""
    others = np.delete(REPORT.scores.authenticity, [one["row"] for one in SAMPLE])
    assert REPORT.scores.authenticity[rows("least authentic")].max() <= others.min()


def test_uncertain_are_so():
    """Those called uncertain have that verdict."""
    assert set(REPORT.scores.verdict[rows("uncertain")]) == {"uncertain"}


def test_reasons_are_those_for_the_verdict():
    """Of an account that is called a kind the reasons told are those for that kind."""
    for one in SAMPLE:
        if one["verdict"] == "likely_purchased":
            assert "for purchased" in one["reasons"]
            assert "for bot" not in one["reasons"]


def test_seed_decides_the_draw():
    """The same seed draws the same followers, another one others."""
    assert drawn(REPORT.scores, 5) == drawn(REPORT.scores, 5)
    assert rows("drawn at random", drawn(REPORT.scores, 5)) == rows("drawn at random")
    assert rows("drawn at random", drawn(REPORT.scores, 6)) != rows("drawn at random")


def test_random_draw_takes_everybody_alike():
    """Over many seeds the least authentic are drawn at random as often as all others."""
    scores = ff.score(AUDIENCE.profiles[:60])
    lowest = set(np.argsort(scores.authenticity, kind="stable")[:8].tolist())
    hits = sum(len(lowest & set(rows("drawn at random", drawn(scores, seed)))) for seed in range(150))
    assert hits / 150 == pytest.approx(8 * 8 / 60, abs=0.25)


@pytest.mark.parametrize("n", [0, 1, 3, 9])
def test_short_lists_are_told_whole(n):
    """Of a few followers all can be in the sample, none twice."""
    scores = ff.score(AUDIENCE.profiles[:n]) if n else ff.audit([]).scores
    sample = drawn(scores)
    assert sorted(one["row"] for one in sample) == list(range(n)) or n == 9
    assert len({one["row"] for one in sample}) == len(sample)


def test_what_is_not_known_is_none():
    """Rank and times that are not known are None, and so are names that were not observed."""
    sample = ff.audit([{"followers_count": 3}] * 4, order="unordered").to_dict()["sample"]
    assert {(one["rank"], one["followed_at"], one["created_at"], one["username"]) for one in sample} == {
        (None, None, None, None)
    }


def test_nothing_known_is_not_least_authentic():
    """An account of which too little is known is not told as one of the least authentic."""
    scores = replace(REPORT.scores, verdict=np.full(len(REPORT), "not_enough_data"))
    assert {one["why"] for one in drawn(scores)} == {"drawn at random"}
