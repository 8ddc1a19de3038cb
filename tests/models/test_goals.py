"""Goals: bounds as data, and where some results stand beside them."""

import pytest

from models.bench.accounts.folds import GENUINE_SOURCES
from models.bench.accounts.harness import OURS
from models.bench.results.goals import GOALS, Goal, Standing, standings, weakest_folds


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
        "evasion": {
            "rows": [{"variant": "as it is", "recall_lost": 0.0}, {"variant": "a move", "recall_lost": 0.2}]
        },
    }
}
FOUND = {(one.protocol, one.figure): one for one in standings(RESULTS)}


@pytest.mark.parametrize(
    ("value", "at_most", "met"), [(0.5, False, True), (0.4, False, False), (0.5, True, True)]
)
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
