"""Sample plans: enough followers for the margin, spread over the whole list, or an error that says what can be had."""

import numpy as np
import pytest

from fakefollow.audience import plan_sample

GOOD = {"sensitivity": 0.9, "specificity": 0.98}


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
    with pytest.raises(ValueError, match="even all of them do not make up") as caught:
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
        ({"sensitivity": 0.2, "specificity": 0.7}, "say nothing"),
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
