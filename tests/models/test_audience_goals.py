"""Goals of audits: bounds as data, and where some results stand beside them."""

import math

import pytest

from models.bench.audiences.blocks import BLOCKS, METHODS
from models.bench.audiences.runs import SIZES
from models.bench.audiences.shares import AUDIENCE_PROTOCOLS
from models.bench.audiences.times import SETTINGS, WAYS
from models.bench.results.audience_goals import (
    AUDIENCE_GOALS,
    HISTOGRAM,
    INTERPOLATION,
    STANDINGS,
    AudienceStanding,
    audience_standings,
)


def shares(error, covered):
    """Return results of a protocol of shares; counting flags errs by .2."""
    mean = {"mean_absolute_error": error, "coverage": {"value": covered}, "counting_mean_absolute_error": 0.2}
    of_shares = [{"share": 0.1, "coverage": {"value": 0.1}}, {"share": 0.0, "coverage": {"value": 0.92}}]
    return {"mean": {**mean, "width": 0.17, "bad_fit": 0.04}, "shares": of_shares}


def times(setting, method, error, covered):
    return {"setting": setting, "method": method, "median_error_hours": error, "coverage": covered}


def block(stock, group, method, auc):
    return {"stock": stock, "group": group, "method": method, "auc": {"value": auc}}


def false_events(share):
    rows = [("clean", 0.4), ("all simulated", share), ("real list, whole: made up", 0.9)]
    return {"rows": [{"kind": kind, "share": {"value": value}} for kind, value in rows]}


def injected(delivery, profile, fused):
    return {"delivery": delivery, "profile_recall": profile, "fused_recall": fused}


AUDIENCES = {
    "share_unseen": shares(0.04, 0.98),
    "share_unlike": {"rows": [{"audience": name, "power": power} for name, power in (("a", 1.0), ("b", 0.5))]},
    "follow_times": {
        "rows": [
            times("sixty days", "fakefollow", 7.0, 0.1),
            times("four years", "fakefollow", 0.9, 0.98),
            times("four years", "running maximum", 9.0, None),
            times("four years", "interpolation", 1.1, None),
        ]
    },
    "bought_blocks": {
        "mean": [
            block(stock, group, method, auc)
            for stock, group, ours, other in [
                ("batch_made", "1 to 20 %", 0.995, 0.999),
                ("batch_made", "30 to 70 %", 0.96, 0.7),
                ("aged", "1 %", 0.5, 0.6),
                ("aged", "2 to 70 %", 0.91, 0.55),
            ]
            for method, auc in [("fakefollow", ours), ("sliding histogram", other)]
        ]
    },
    "false_events": false_events(0.06),
    "mangled_lists": {"all": {"false": {"value": 0.03}, "coverage": {"value": 0.95}}},
    "marked_blocks": {"rows": [{"share_found": {"value": value}} for value in (0.9, 0.7, 1.0)]},
    "injected_sellers": {
        "mean": [injected("block", 0.6, 0.97), injected("block", 0.7, 0.96), injected("drip", 0.5, 0.5)]
    },
    "sold_runs": {
        "mean": [
            {"delivery": delivery, "n_asked": n, "lowest_fused_recall": 0.8}
            for delivery, sizes in SIZES.items()
            for n in sizes
        ]
    },
    "drips": {
        "mean": [{"raised_together": True, "share_found": 0.6}, {"raised_together": False, "share_found": 0.1}],
        "clean": [{"n_lists": 40, "n_with_cohorts": 0}, {"n_lists": 10, "n_with_cohorts": 1}],
    },
}
BLOCKS_AT_FIRST = {100: 0.02, 200: 0.58, 400: 0.57, 800: 0.57}
OF_AUDIENCES = audience_standings(AUDIENCES)


def test_values_of_audits_and_other_ways_are_those_of_the_results():
    """Each headline figure stands with its value and the other way's in the same run, in the order of the report."""
    aged = "AUC, aged block of {} of the list".format
    run = "recall at 1 % false positives, {} of {}, lowest seller".format
    made = "AUC, batch-made block of {} of the list".format
    assert [(one.protocol, one.figure, one.ours, one.other) for one in OF_AUDIENCES] == [
        ("share_unseen", "mean absolute error", 0.04, ("counting flags", 0.2)),
        ("share_unseen", "share of 95 % intervals that hold", 0.98, None),
        ("share_unseen", "mean width of 95 % intervals", 0.17, None),
        ("share_unseen", "share of 95 % intervals that hold where nobody is bought", 0.92, None),
        ("share_unseen", "false alarms of the fit check", 0.04, None),
        ("share_unlike", "fit check fires on audiences unlike all known, mean", 0.75, None),
        ("follow_times", "median error, hours", 0.9, ("interpolation", 1.1)),
        ("follow_times", "share of 95 % intervals that hold", 0.98, None),
        ("bought_blocks", made("1 to 20 %"), 0.995, ("sliding histogram", 0.999)),
        ("bought_blocks", made("30 to 70 %"), 0.96, ("sliding histogram", 0.7)),
        ("bought_blocks", aged("1 %"), 0.5, ("sliding histogram", 0.6)),
        ("bought_blocks", aged("2 to 70 %"), 0.91, ("sliding histogram", 0.55)),
        ("false_events", "clean and organic-burst lists with any event", 0.06, None),
        ("mangled_lists", "mangled lists with a false event", 0.03, None),
        ("mangled_lists", "share of 95 % intervals that hold", 0.95, None),
        ("marked_blocks", "least share of a marked block found", 0.7, None),
        ("injected_sellers", "recall at 1 % false positives, blocks, lowest mean", 0.96, ("profile alone", 0.7)),
        *(("sold_runs", run("block", n), 0.8, ("first release", first)) for n, first in BLOCKS_AT_FIRST.items()),
        *(("sold_runs", run("half-mixed", n), 0.8, ("first release", 0.0)) for n in (200, 400, 800)),
        ("drips", "share found of stock raised together", 0.6, ("first release", 0.0)),
        ("drips", "clean lists and genuine sets with a cohort by counts", 0.02, None),
    ]


def test_goals_missed_by_audits():
    """A value on the wrong side of any of its bounds is missed; where there is no goal nothing is."""
    assert [(one.protocol, one.ours) for one in OF_AUDIENCES if one.is_missed] == [
        ("share_unseen", 0.04),
        ("share_unseen", 0.98),
        ("share_unseen", 0.92),
        ("share_unlike", 0.75),
        ("follow_times", 0.98),
        ("bought_blocks", 0.96),
        ("false_events", 0.06),
        ("mangled_lists", 0.03),
        ("marked_blocks", 0.7),
        *[("sold_runs", 0.8)] * 4,
        ("drips", 0.6),
        ("drips", 0.02),
    ]
    assert not AudienceStanding("follow_times", "no such figure", 0.0).is_missed


@pytest.mark.parametrize("key", AUDIENCE_GOALS, ids=": ".join)
def test_a_bound_of_audits_itself_is_kept(key):
    """A figure is met at each of its bounds and missed right behind it; one that is not known is missed."""
    assert AUDIENCE_GOALS[key]
    for goal in AUDIENCE_GOALS[key]:
        behind = math.nextafter(goal.bound, math.inf if goal.at_most else -math.inf)
        assert not AudienceStanding(*key, goal.bound).is_missed
        assert AudienceStanding(*key, behind).is_missed
    assert AudienceStanding(*key, math.nan).is_missed


def test_every_goal_is_asked():
    """Each goal belongs to a figure that results of every protocol give, so none is lost by a slip in its name."""
    assert list(AUDIENCE_GOALS) == [(one.protocol, one.figure) for one in OF_AUDIENCES if one.goals]
    assert list(dict.fromkeys(one.protocol for one in OF_AUDIENCES)) == list(STANDINGS)


def test_names_are_those_of_the_protocols():
    """Settings, groups and methods by which figures are looked up occur in the protocols that give them."""
    assert {"four years"} <= set(SETTINGS)
    assert {"fakefollow", INTERPOLATION} <= set(WAYS)
    assert list(METHODS) == ["fakefollow", HISTOGRAM]
    assert list(STANDINGS)[:2] == list(AUDIENCE_PROTOCOLS)
    groups = [(row["stock"], row["group"]) for row in AUDIENCES["bought_blocks"]["mean"]][::2]
    assert groups == [(stock, group) for stock, named in BLOCKS.items() for group in named]


def test_results_of_some_protocols_stand_alone():
    """Only the figures of protocols that were run are returned; their order is that of the report."""
    some = {name: AUDIENCES[name] for name in ("false_events", "share_unseen")}
    assert audience_standings(some) == [one for one in OF_AUDIENCES if one.protocol in ("share_unseen", "false_events")]
    assert audience_standings({}) == []
