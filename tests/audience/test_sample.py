"""Samples: enough followers to fetch, spread over the list; to look at, no one twice and the random ones at random."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

import fakefollow as ff
from fakefollow.audience import audience_sample, plan_sample
from fakefollow.simulate import Purchase, simulate_audience

GOOD = {"sensitivity": 0.9, "specificity": 0.98}
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
        ("least authentic", "uncertain", "drawn at random"), 8
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
    """Who is drawn at random does not depend on what is said of anybody, nor on where in the list one is."""
    scores = ff.score(AUDIENCE.profiles[:60])
    reversed_scores = replace(scores, authenticity=scores.authenticity[::-1], verdict=scores.verdict[::-1])
    draws = [rows("drawn at random", drawn(scores, seed)) for seed in range(5)]
    assert draws == [rows("drawn at random", drawn(reversed_scores, seed)) for seed in range(5)]
    assert np.mean(draws) == pytest.approx(59 / 2, abs=8)
    assert min(map(min, draws)) < 10
    assert max(map(max, draws)) > 50


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


def test_perfect_flags_need_the_textbook_number():
    """Without errors and for a large audience n is z^2 / (4 margin^2): 1,068 for 3 points."""
    assert plan_sample(10**9, 0.03, sensitivity=1.0, specificity=1.0).n == 1068


def test_finite_audiences_need_less_and_errors_more():
    """Cochran's correction takes followers away, errors of the flags add some."""
    perfect = {"sensitivity": 1.0, "specificity": 1.0}
    assert plan_sample(2000, 0.03, **perfect).n == 696
    assert plan_sample(2000, 0.03, **GOOD).n > 696
    assert plan_sample(10**6, 0.03, **GOOD).n > 1068


@pytest.mark.parametrize("total", [1, 7, 1000, 1001, 987_654_321])
def test_ranks_are_spread_over_the_whole_list(total):
    """One rank lies in each of n equal stretches, so none twice, and none outside."""
    plan = plan_sample(total, 0.04, sensitivity=1.0, specificity=1.0, random_state=3)
    assert len(plan.ranks) == plan.n <= total
    assert (np.diff(plan.ranks) > 0).all()
    bounds = np.array([place * total // plan.n for place in range(plan.n + 1)])
    assert ((plan.ranks >= bounds[:-1]) & (plan.ranks < bounds[1:])).all()


def test_ranks_follow_the_seed():
    """The same seed draws the same ranks, another one others."""
    one, two, other = (plan_sample(10**6, random_state=seed, **GOOD).ranks for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, two)
    assert (one != other).any()


def test_margin_out_of_reach_says_which_is_within():
    """Errors of flags do not vanish with all followers; the margin that the error names can be had."""
    with pytest.raises(ValueError, match="chance errors of the model alone are larger") as caught:
        plan_sample(200, 0.02, sensitivity=0.6, specificity=0.9)
    named = float(str(caught.value).split("at least ")[1].split()[0])
    assert plan_sample(200, named, sensitivity=0.6, specificity=0.9).n == 200


@pytest.mark.parametrize(
    ("arguments", "match"),
    [
        ({"total_followers": 0}, "total_followers"),
        ({"margin": 0.5}, "margin"),
        ({"level": 1.0}, "level"),
        ({"share": 1.5}, "share"),
        ({"sensitivity": 1.2}, "sensitivity"),
        ({"sensitivity": 0.2, "specificity": 0.7}, "expected a sum above 1"),
    ],
)
def test_arguments_out_of_range_are_named(arguments, match):
    """What is out of range is said by its name."""
    with pytest.raises(ValueError, match=match):
        plan_sample(**{"total_followers": 1000, **GOOD, **arguments})


def test_sentence_says_number_and_margin():
    """The plan in words holds what the plan holds."""
    plan = plan_sample(50_000, 0.05, **GOOD)
    assert f"{plan.n:,} of 50,000" in str(plan)
    assert f"{100 * plan.margin:.1f} points" in str(plan)
    assert plan.margin <= 0.05
