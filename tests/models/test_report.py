"""RESULTS.md is made from results.json and from nothing else: lead, sections, every goal missed."""

import json
from pathlib import Path

from models.bench.accounts.cresci_2015 import ALL_FEATURES, METRICS
from models.bench.accounts.harness import OURS, PROTOCOLS
from models.bench.accounts.run import per_thousand
from models.bench.accounts.slices import POOLED
from models.bench.baselines import ALL_BASELINES
from models.bench.results.goals import HEADLINES
from models.bench.results.report import lead_parts, main, results_to_markdown

MODELS = Path(__file__).parents[2] / "models"
RESULTS = json.loads((MODELS / "results.json").read_text("utf8"))


def test_shipped_text_is_made_from_the_shipped_results():
    """The checked-in text is what the checked-in results give."""
    assert (MODELS / "RESULTS.md").read_text("utf8") == results_to_markdown(RESULTS)


def test_the_command_prints_the_text(capsys):
    """`python -m models.bench.results.report` prints it without measuring anything."""
    main()
    assert capsys.readouterr().out == (MODELS / "RESULTS.md").read_text("utf8")


def test_every_protocol_has_its_figures():
    """Each protocol of the harness is in the results, with rows and its description."""
    assert {name: protocol["protocol"] for name, protocol in RESULTS["protocols"].items()} == PROTOCOLS
    assert all(protocol["rows"] for protocol in RESULTS["protocols"].values())


def test_every_baseline_stands_beside_ours():
    """Sellers, automated accounts and false positives show our detector and every baseline."""
    honest = {name for name, baseline in ALL_BASELINES.items() if baseline.kind != "leak"}
    for name in ("sellers", "learnt_to_2015", "learnt_from_2018", "bots", "false_positives"):
        found = {row["method"] for row in RESULTS["protocols"][name]["rows"]}
        assert found == {OURS, *(ALL_BASELINES if name == "sellers" else honest)}


def test_the_card_quotes_the_same_figures():
    """The detector's seller cells on the card of model x are those of the results."""
    card = json.loads((MODELS / "x" / "card.json").read_text("utf8"))
    ours = [row for row in RESULTS["protocols"]["sellers"]["rows"] if row["method"] == OURS]
    assert card["figures"]["sellers"]["rows"] == ours


def text_of(**protocols):
    """Return the text of results that hold these protocols."""
    return results_to_markdown({"seed": 0, "interval": "as drawn", "protocols": protocols})


def test_random_splits_say_what_a_leak_reaches():
    """Published figures have columns of their own, and what the id alone reaches stands above the table."""
    rows = [{"method": "id", **dict.fromkeys(METRICS, 0.8)}, {"method": ALL_FEATURES, "published_mcc": 0.987}]
    text = text_of(cresci_2015={"protocol": "As published.", "rows": rows})
    assert "numeric id alone reaches 0.800." in text
    assert "| published accuracy | published MCC | published AUC |" in text
    assert "| forest on all features of Cresci et al. |  |  |  |  | 0.987 |  |" in text


def test_few_accounts_are_said_to_be_few():
    """A slice of too few accounts shows its counts and no rate; one that a source lacks is empty there."""
    rows = [
        {"method": OURS, "source": source, "by": "bio", "slice": name, **per_thousand(1, n)}
        for source, name, n in [(POOLED, "with bio", 100), (POOLED, "without bio", 10), ("a", "with bio", 100)]
    ]
    text = text_of(false_positive_slices={"protocol": "Sliced.", "rows": rows})
    assert "| bio | with bio | 100 | 1 | 10.0 (1.8 to 54.5) | 10.0 (1.8 to 54.5) |" in text
    assert "| bio | without bio | 10 | 1 | too few |  |" in text


def test_folds_left_out_are_shown():
    """AUC on folds that do not count stands in a table of its own, one column a method."""
    figure = {"value": 0.6, "low": 0.5, "high": 0.7}
    row = {"method": OURS, "fold": "a x b", "n_not_genuine": 1, "n_genuine": 1, "auc": figure}
    bots = {"protocol": "Bots.", "rows": [row], "left_out": ["a x b"], "mean": {OURS: {}}}
    assert f"| left out | {OURS} |\n| --- | --- |\n| a x b | 0.600 |" in text_of(bots=bots)


def results(mcc):
    """Return results with one protocol of four cells of ours beside a rule that has .8 in each."""
    rows = [
        {"method": OURS, "fold": fold, "auc": {"value": 0.9}, "mcc": {"value": value}, "rule_mcc": 0.8}
        for fold, value in [("a x b", mcc), ("c x d", 0.81), ("e x f", 0.7), ("g x h", 0.83)]
    ]
    mean = {"mean_mcc": mcc, "mean_rule_mcc": 0.8, "cells_behind_rule_mcc": 0}
    sellers = {"rows": rows, "left_out": [], "mean": {OURS: mean, "class_a": {"mean_mcc": 0.5}}}
    return {"protocols": {"sellers": sellers}}


def test_a_goal_missed_is_said_with_its_figure():
    """The list of weaknesses names the figure, its value and its goal, and no goal that is met."""
    text = lead_parts(results(0.6))[-1]
    assert "- 24 cells: mean MCC: 0.600, goal at least 0.870." in text
    assert "cells in which" not in text


def test_all_goals_met_is_said():
    """Where no goal that was measured is missed the list says so."""
    assert lead_parts(results(0.95))[-1].startswith("- Every goal that was measured is met.")


def test_the_cells_furthest_behind_the_rule_are_named():
    """Three cells are named, the one furthest behind first."""
    text = lead_parts(results(0.6))[-1]
    assert "MCC furthest from the rule's: a x b (0.600 against 0.800); e x f (0.700 against 0.800); c x d" in text


def test_the_table_has_every_goal():
    """A row shows the first release, our value, its goal, the rule and the best baseline; what is missing says so."""
    table = lead_parts(results(0.6))[2]
    assert "| 24 cells: mean MCC | .74 | 0.600 | at least 0.870 | 0.800 |  | Class A forest (19), 0.500 |" in table
    assert "| GitHub, held out: AUC | .65 (model x), .48 (generic) | not measured | at least 0.820 |  |  |  |" in table
    assert len(table.splitlines()) == 2 + len(HEADLINES)


def test_reliability_is_told_by_seller_and_group():
    """Each bin has a column a seller and group, and the level of the worst seller and group stands above it."""
    share = {"value": 0.7, "low": 0.6, "high": 0.8}
    rows = [
        {"by": by, "of": name, "mean_ece": 0.04, "genuine_covered": {**share, "value": 0.9}}
        | {"not_genuine_covered": share}
        for by, name in (("both", "all"), ("not_genuine", "FSF"), ("genuine", "E13"))
    ]
    bins = [
        {"of": name, "low": 0.0, "high": 0.1, "n_accounts": 60, "stated": 0.04, "observed": observed}
        for name, observed in [("all", share), ("FSF", None)]
    ]
    text = text_of(reliability={"protocol": "Reliable.", "rows": rows, "bins": bins})
    assert "| stated authenticity | mean | all | FSF | E13 |" in text
    assert "| 0.0 to 0.1 | 0.040 | 0.700 | too few |  |" in text
    assert "hold: 0.700 on the worst seller, FSF; 0.900 on the worst group of genuine accounts, E13." in text
