"""The lead of RESULTS.md: one screen, every goal, every goal missed, the weakest folds."""

from models.bench.accounts.harness import OURS
from models.bench.results.report import lead_parts


def results(auc):
    """Return results with one protocol of three folds of ours."""
    rows = [
        {"method": OURS, "fold": fold, "auc": {"value": value}}
        for fold, value in [("a x b", auc), ("c x d", 0.999), ("e x f", 0.998), ("g x h", 0.997)]
    ]
    mean = {"mean_auc": auc, "worst_mcc": 0.9}
    vendors = {
        "rows": rows,
        "left_out": [],
        "mean": {OURS: mean, "class_a": {"mean_auc": 0.5, "worst_mcc": 0.1}},
    }
    return {"protocols": {"vendors": vendors}}


def test_a_goal_missed_is_said_with_its_figure():
    """The list of weaknesses names the figure, its value and its goal, and no goal that is met."""
    text = lead_parts(results(0.9))[-1]
    assert "mean AUC 0.900, goal at least 0.992" in text
    assert "worst MCC" not in text


def test_all_goals_met_is_said():
    """Where no goal is missed the list says so."""
    assert lead_parts(results(0.995))[-1].startswith("- Every goal is met.")


def test_the_three_weakest_folds_are_named():
    """Three folds are named, the lowest AUC first."""
    text = lead_parts(results(0.9))[-1]
    assert "Weakest folds by AUC: a x b (0.900); g x h (0.997); e x f (0.998)." in text


def test_the_table_has_ours_goal_and_baseline():
    """A row shows our value, its goal and the best baseline by name and value."""
    table = lead_parts(results(0.9))[2]
    assert "| Sellers never seen: mean AUC | 0.900 | at least 0.992 | Class A forest (19), 0.500 |" in table


def test_results_without_headlines_have_no_lead():
    """Where no headline figure was measured there is nothing to open with."""
    assert lead_parts({"protocols": {}}) == []
