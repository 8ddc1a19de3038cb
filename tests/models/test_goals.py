"""Goals: every line of the first screen finds its figure in the results, and what stands beside it."""

import pytest

from models.bench.accounts.folds import genuine_folds, instagram_folds, seller_folds
from models.bench.accounts.harness import OURS
from models.bench.accounts.platforms import OWN
from models.bench.accounts.slices import POOLED
from models.bench.results.goals import CAREFUL, HEADLINES, LATER, PURBA, Goal, missed, weakest_cells

LINES = {line.title: line for line in HEADLINES}
MEAN_MCC = "24 cells: mean MCC"
AT_RATE = "24 cells: mean recall at the rule's own false-positive rate"
LOWEST_AUC = "vendor-2019 beside ordinary accounts: lowest AUC"


def means(**figures):
    return {"mean_rule_mcc": 0.8, "mean_rule_recall": 0.85, "cells_behind_rule_mcc": 3, **figures}


def cell(method, fold, auc, mcc=0.5, rule_mcc=0.6):
    return {"method": method, "fold": fold, "auc": {"value": auc}, "mcc": {"value": mcc}, "rule_mcc": rule_mcc}


def rate(method, source, per_1000):
    return {"method": method, "source": source, "per_1000": per_1000}


RESULTS = {
    "protocols": {
        "sellers": {
            "mean": {
                OURS: means(mean_mcc=0.9, mean_recall_at_rule_rate=0.8, mean_auc=0.99, mean_ece=0.05),
                "ratio_rule": means(mean_mcc=0.8, mean_recall_at_rule_rate=0.86, mean_auc=0.93),
                "ratio": means(mean_mcc=0.79, mean_recall_at_rule_rate=0.87, mean_auc=0.93),
                "class_a": means(mean_mcc=0.5, mean_recall_at_rule_rate=0.4, mean_auc=0.94),
                "id": means(mean_mcc=0.99, mean_recall_at_rule_rate=0.99, mean_auc=0.99),
            },
            "rows": [
                cell(OURS, LATER[0], 0.95, 0.9, 0.7),
                cell(OURS, LATER[1], 0.91, 0.6, 0.7),
                cell(OURS, "vendor-2019 x E13", 0.5, 0.5, 0.7),
                cell("ratio", LATER[0], 0.1),
                cell("ratio", LATER[1], 0.7),
            ],
        },
        "bots": {"mean": {OURS: {"mean_recall": 0.5}, "class_a": {"mean_recall": 0.9}}},
        "false_positives": {
            "rows": [
                rate(OURS, "verified-2019", 1.0),
                rate(OURS, "caverlee-2011", 11.0),
                rate(OURS, "cresci-rtbust-2019", None),
                rate(OURS, "nyu-2017", 90.0),
                rate("ratio_rule", "caverlee-2011", 19.0),
            ]
        },
        "false_positive_slices": {
            "rows": [
                {**rate(OURS, source, per_1000), "slice": name}
                for source, name, per_1000 in [
                    (POOLED, "under 30 days", 10.0),
                    (POOLED, "without bio", 30.0),
                    (POOLED, "with bio", 99.0),
                    ("nyu-2017", "without bio", 99.0),
                ]
            ]
        },
        "missing_fields": {
            "rows": [
                {"variant": variant, "auc_lost": lost}
                for variant, lost in [("as it is", 0.0), ("without bio", 0.015), ("handle and picture only", 0.4)]
            ]
        },
    },
    "platforms": {
        "protocols": {"instagram_sets": {"mean": {OWN: {"mean_mcc": 0.7}}, "rows": []}},
        "figures": {"generic_auc_x": 0.5},
    },
}


def found(title):
    return LINES[title].find(RESULTS)


@pytest.mark.parametrize(("value", "at_most", "met"), [(0.5, False, True), (0.4, False, False), (0.5, True, True)])
def test_a_bound_itself_is_kept(value, at_most, met):
    """A goal is met at its bound and on the right side of it."""
    assert Goal(0.5, at_most).is_met(value) is met


def test_figures_of_means_stand_beside_rule_ratio_and_best_other():
    """The rule has what it reaches at its own threshold, leaks are no baseline, a recall alone has none."""
    assert found(MEAN_MCC) == (0.9, "", 0.8, 0.79, ("class_a", 0.5))
    assert found(AT_RATE) == (0.8, "", 0.85, 0.87, ("class_a", 0.4))
    assert found("24 cells: cells in which the rule's MCC is better by more than .01") == (3, "", None, None, None)
    assert found("bots, 8 sources: mean recall") == (0.5, "", None, None, None)
    assert found("24 cells: mean calibration error") == (0.05, "", None, None, None)


def test_the_lowest_cell_is_of_the_cells_asked_for():
    """The lowest of our values over some cells is told with its cell and the baselines of that cell."""
    assert found(LOWEST_AUC) == (0.91, LATER[1], None, 0.7, None)


def test_false_positives_are_the_highest_of_some_sources():
    """Sources with too few accounts and sources that are not asked for are left out."""
    line = "false positives: verified, genuine_accounts, rtbust, caverlee, the highest"
    assert found(line) == (0.011, "caverlee-2011", 0.019, None, None)
    assert found("false positives: accounts under 30 days, and without bio, the higher")[:2] == (0.03, "without bio")


def test_single_fields_only():
    """The worst missing field is one block; exports that lack many are not asked."""
    assert found("any field missing: AUC lost")[:2] == (0.015, "without bio")


def test_platforms_are_found():
    """Figures of other platforms are those of their protocols, or numbers under their own names."""
    assert found("Instagram, a set left out: mean MCC").ours == 0.7
    assert found("generic, X left out: AUC").ours == 0.5


def test_what_was_not_measured_is_none():
    """Each line finds nothing in results that do not hold it."""
    assert {line.find({}) for line in HEADLINES} == {None}
    assert found("GitHub, held out: AUC") is None


def test_goals_missed():
    """Just the lines are named whose figure is on the wrong side of its goal."""
    assert [line.title for line, _ in missed(RESULTS)] == [
        "24 cells: cells in which the rule's MCC is better by more than .01",
        AT_RATE,
        LOWEST_AUC,
        "false positives: verified, genuine_accounts, rtbust, caverlee, the highest",
        "false positives: accounts under 30 days, and without bio, the higher",
        "generic, X left out: AUC",
    ]


def test_the_weakest_cells_are_furthest_behind_the_rule():
    """Cells are ordered by how far our MCC is below the rule's, and those of baselines are none."""
    assert weakest_cells(RESULTS, 2) == [("vendor-2019 x E13", 0.5, 0.7), (LATER[1], 0.6, 0.7)]
    assert weakest_cells({}) == []


def test_names_are_those_of_the_protocols(bench):
    """Every line about accounts of X finds its figure in what a bench finds, save where accounts are too few."""
    assert {*LATER} <= {fold.name for fold in seller_folds()}
    assert {*CAREFUL} <= {fold.name for fold in genuine_folds()}
    assert {*PURBA} <= {fold.name for fold in instagram_folds()}
    too_few = {
        "false positives: accounts under 30 days, and without bio, the higher",
        "genuine of 2022 (API v2 fields) flagged",
        "genuine of 2024 flagged",
    }
    nothing = {line.title for line in HEADLINES if line.find(bench.results) is None}
    assert {title for title in nothing if not title.startswith(("generic", "GitHub"))} == too_few
