"""Goals: bounds as data, and where some results stand beside them."""

import math

import pytest

from models.bench.accounts.folds import GENUINE_SOURCES
from models.bench.accounts.harness import OURS
from models.bench.audiences.blocks import BLOCKS, METHODS
from models.bench.audiences.shares import AUDIENCE_PROTOCOLS
from models.bench.audiences.times import SETTINGS, WAYS
from models.bench.results.goals import (
    AUDIENCE_GOALS,
    GOALS,
    HISTOGRAM,
    INTERPOLATION,
    STANDINGS,
    AudienceStanding,
    Goal,
    Standing,
    audience_standings,
    standings,
    weakest_folds,
)


def means(**aucs):
    return {name: {"mean_auc": auc, "worst_auc": auc - 0.1} for name, auc in aucs.items()}


RESULTS = {
    "protocols": {
        "vendors": {
            "mean": means(**{OURS: 0.995, "class_a": 0.9, "full_trees": 0.8, "id": 0.97, "tree": 0.5}),
            "rows": [
                {"method": method, "fold": fold, "auc": {"value": auc}}
                for method, fold, auc in [(OURS, "a", 0.9), (OURS, "b", 0.6), ("class_a", "b", 0.1)]
            ],
            "left_out": [],
        },
        "bots": {
            "mean": means(**{OURS: 0.9, "class_a": 0.95}),
            "rows": [
                {"method": OURS, "fold": fold, "auc": {"value": auc}}
                for fold, auc in [("c", 0.8), ("d", 0.1), ("e", 0.95)]
            ],
            "left_out": ["d"],
        },
        "false_positives": {
            "rows": [
                {"method": method, "source": source, "per_1000": rate}
                for method, source, rate in [
                    (OURS, "nyu-2017", 30.1),
                    ("full_trees", "nyu-2017", 1.0),
                    ("class_a", "nyu-2017", 50.0),
                    (OURS, "verified-2019", None),
                    ("class_a", "verified-2019", None),
                ]
            ]
        },
        "missing_fields": {
            "rows": [
                {"variant": variant, "auc_lost": lost, "false_positive_ratio": ratio}
                for variant, lost, ratio in [
                    ("as it is", 0.0, 1.0),
                    ("without age", 0.01, 1.6),
                    ("without bio", 0.015, 1.1),
                    ("handle and picture only", 0.4, 0.0),
                ]
            ]
        },
        "evasion": {"rows": [{"variant": "as it is", "recall_lost": 0.0}, {"variant": "a move", "recall_lost": 0.2}]},
    }
}
FOUND = {(one.protocol, one.figure): one for one in standings(RESULTS)}


@pytest.mark.parametrize(("value", "at_most", "met"), [(0.5, False, True), (0.4, False, False), (0.5, True, True)])
def test_a_bound_itself_is_kept(value, at_most, met):
    """A goal is met at its bound and on the right side of it."""
    assert Goal(0.5, at_most).is_met(value) is met


def test_every_genuine_source_has_a_goal():
    """False positives are bounded on each source whose false positives are counted."""
    assert {figure for name, figure in GOALS if name == "false_positives"} == set(GENUINE_SOURCES)


def test_values_are_those_of_the_results():
    """Each headline figure that the results hold stands with its value."""
    assert {key: one.ours for key, one in FOUND.items()} == {
        ("vendors", "mean_auc"): 0.995,
        ("vendors", "worst_auc"): 0.895,
        ("bots", "mean_auc"): 0.9,
        ("false_positives", "nyu-2017"): 30.1,
        ("missing_fields", "auc_lost"): 0.015,
        ("missing_fields", "false_positive_ratio"): 1.6,
        ("evasion", "recall_lost"): 0.2,
        ("vendors", "leak_auc"): None,
    }


def test_goals_missed():
    """A value on the wrong side of its bound is missed; where there is no goal nothing is."""
    assert [key for key, one in FOUND.items() if one.is_missed] == [
        ("vendors", "worst_auc"),
        ("bots", "mean_auc"),
        ("false_positives", "nyu-2017"),
        ("missing_fields", "false_positive_ratio"),
        ("evasion", "recall_lost"),
    ]
    assert not Standing("vendors", "mean_recall_at_1_percent", 0.0).is_missed


def test_leaks_are_not_the_best_baseline():
    """The best baseline is one that looks at accounts; the best leak has a row of its own."""
    assert FOUND["vendors", "mean_auc"].baseline == ("class_a", 0.9)
    assert FOUND["vendors", "leak_auc"].baseline == ("id", 0.97)


def test_false_positives_are_compared_with_the_best_order():
    """The baseline is the one of best mean AUC, not the one that flags least."""
    assert FOUND["false_positives", "nyu-2017"].baseline == ("class_a", 50.0)


def test_single_fields_only():
    """The worst missing field is one block; exports that lack many are not asked."""
    assert FOUND["missing_fields", "auc_lost"].case == "without bio"
    assert FOUND["missing_fields", "false_positive_ratio"].case == "without age"


def test_weakest_folds_are_ours_and_count():
    """Folds are ordered by our AUC over both protocols, without those left out of the means."""
    assert weakest_folds(RESULTS) == [("b", 0.6), ("c", 0.8), ("a", 0.9)]


def test_no_protocols_no_standings():
    """Results of other protocols have no lead."""
    assert standings({"protocols": {}}) == weakest_folds({"protocols": {}}) == []


def shares(error, covered):
    """Return means of a protocol of shares; the other ways err by .2 and hold in one half."""
    return {
        "mean": {
            "mean_absolute_error": error,
            "coverage": {"value": covered},
            "counting_mean_absolute_error": 0.2,
            "adjusted_coverage": {"value": 0.5},
        }
    }


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
    "share_prior_shift": shares(0.02, 0.94),
    "share_unseen": shares(0.04, 0.8),
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
    "marked_blocks": {"rows": [{"share_found": {"value": value}} for value in (0.9, 0.7, 1.0)]},
    "injected_sellers": {
        "mean": [injected("block", 0.6, 0.97), injected("block", 0.7, 0.96), injected("drip", 0.5, 0.5)]
    },
}
OF_AUDIENCES = audience_standings(AUDIENCES)


def test_values_of_audits_and_other_ways_are_those_of_the_results():
    """Each headline figure stands with its value and the other way's in the same run, in the order of the report."""
    aged = "AUC, aged block of {} of the list".format
    made = "AUC, batch-made block of {} of the list".format
    assert [(one.protocol, one.figure, one.ours, one.other) for one in OF_AUDIENCES] == [
        ("share_prior_shift", "mean absolute error", 0.02, ("counting flags", 0.2)),
        ("share_prior_shift", "share of 95 % intervals that hold", 0.94, ("adjusted count", 0.5)),
        ("share_unseen", "mean absolute error", 0.04, ("counting flags", 0.2)),
        ("share_unseen", "share of 95 % intervals that hold", 0.8, ("adjusted count", 0.5)),
        ("follow_times", "median error, hours", 0.9, ("interpolation", 1.1)),
        ("follow_times", "share of 95 % intervals that hold", 0.98, None),
        ("bought_blocks", made("1 to 20 %"), 0.995, ("sliding histogram", 0.999)),
        ("bought_blocks", made("30 to 70 %"), 0.96, ("sliding histogram", 0.7)),
        ("bought_blocks", aged("1 %"), 0.5, ("sliding histogram", 0.6)),
        ("bought_blocks", aged("2 to 70 %"), 0.91, ("sliding histogram", 0.55)),
        ("false_events", "clean and organic-burst lists with any event", 0.06, None),
        ("marked_blocks", "least share of a marked block found", 0.7, None),
        ("injected_sellers", "recall at 1 % false positives, blocks, lowest mean", 0.96, ("profile alone", 0.7)),
    ]


def test_goals_missed_by_audits():
    """A value on the wrong side of any of its bounds is missed; where there is no goal nothing is."""
    assert [(one.protocol, one.ours) for one in OF_AUDIENCES if one.is_missed] == [
        ("share_prior_shift", 0.02),
        ("share_unseen", 0.8),
        ("follow_times", 0.98),
        ("bought_blocks", 0.96),
        ("false_events", 0.06),
        ("marked_blocks", 0.7),
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
