"""RESULTS.md is made from results.json and from nothing else."""

import json
from pathlib import Path

from fakefollow.evaluation.baselines import ALL_BASELINES
from fakefollow.evaluation.harness import OURS, PROTOCOLS
from fakefollow.evaluation.results_text import results_to_markdown

MODELS = Path(__file__).parent.parent / "models"
RESULTS = json.loads((MODELS / "results.json").read_text("utf8"))


def test_shipped_text_is_made_from_the_shipped_results():
    """The checked-in text is what the checked-in results give."""
    assert (MODELS / "RESULTS.md").read_text("utf8") == results_to_markdown(RESULTS)


def test_every_protocol_has_its_figures():
    """Each protocol of the harness is in the results, with rows and its description."""
    assert {name: protocol["protocol"] for name, protocol in RESULTS["protocols"].items()} == PROTOCOLS
    assert all(protocol["rows"] for protocol in RESULTS["protocols"].values())


def test_every_baseline_stands_beside_ours():
    """Sellers, automated accounts and false positives show our detector and every baseline."""
    for name in ("vendors", "bots", "false_positives"):
        found = {row["method"] for row in RESULTS["protocols"][name]["rows"]}
        assert found == {OURS, *ALL_BASELINES}


def test_the_card_quotes_the_same_figures():
    """The detector's vendor cells on the card of model x are those of the results."""
    card = json.loads((MODELS / "x" / "card.json").read_text("utf8"))
    ours = [row for row in RESULTS["protocols"]["vendors"]["rows"] if row["method"] == OURS]
    assert card["figures"]["vendors"]["rows"] == ours
