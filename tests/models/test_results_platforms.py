"""The part of RESULTS.md about other platforms: every sentence is made from the figures."""

import json
import re
from pathlib import Path

import pytest

from models.bench.accounts.folds import INSTAGRAM_SETS
from models.bench.accounts.github import GITHUB_TEXTS
from models.bench.accounts.platforms import (
    GENERIC,
    GENERIC_TEXTS,
    LEAKS,
    LISTS,
    OF_X,
    OWN,
    PLATFORM_TEXTS,
    RANDOM_ACCOUNTS,
)
from models.bench.results.platforms import TITLES, lead_lines, platform_parts

TEXTS = PLATFORM_TEXTS | GENERIC_TEXTS
RESULTS = Path(__file__).parents[2] / "models" / "results.json"
AUCS = {OWN: (0.8, 0.9, 0.7), OF_X: (0.85, 0.6, 0.65), "one_line": (0.5, 0.75, 0.7), "id": (0.99, 0.99, 0.99)}


def figure(value):
    return {"value": value, "low": value - 0.1, "high": value + 0.1}


def row_of(method, place):
    found = {name: figure(AUCS[method][place] - 0.5) for name in ("mcc", "recall", "false_positive_rate")}
    counts = {"n_not_genuine": (98, 340, 900)[place], "n_genuine": 500}
    name = INSTAGRAM_SETS[place]
    return {"method": method, "fold": f"{name} x {name}", **counts, "auc": figure(AUCS[method][place]), **found}


@pytest.fixture
def results():
    """Return made-up results of three sets, two of our models and two baselines."""
    rows = [row_of(method, place) for place in range(3) for method in AUCS]
    mean = {method: {"mean_auc": sum(aucs) / 3, "worst_auc": min(aucs)} for method, aucs in AUCS.items()}
    shares = {"n_accounts": 1000, "flagged": 20, "per_1000": 20.0, "low": 13.0, "high": 30.7}
    drawn = [{"method": method, **shares} for method in AUCS]
    unseen = {
        "rows": [row_of(OWN, 0) | {"method": GENERIC}],
        "mean": {GENERIC: {"mean_auc": 0.92}, "one_line": {"mean_auc": 0.8}},
        "left_out": [],
    }
    leak = {"set": INSTAGRAM_SETS[0], "leak": "numeric id alone", "n_not_genuine": 98, "auc": figure(0.5)}
    found = {
        "instagram_sets": {"rows": rows, "mean": mean, "left_out": []},
        RANDOM_ACCOUNTS: {"rows": drawn},
        LEAKS: {"rows": [leak]},
        **dict.fromkeys(("instagram_unseen", "x_unseen"), unseen),
        LISTS: {"rows": [{"list": "of somebody", **shares, "thresholds": 30.0, "rule": 80.0}]},
    }
    protocols = {name: {**part, "protocol": TEXTS[name]} for name, part in found.items()}
    return {"seed": 0, "interval": "as drawn", "protocols": protocols}


def test_the_lead_is_made_from_the_figures(results):
    """Ranges are over the sets, the best baseline is no leak, and fakes are counted by how they were labelled."""
    lines = lead_lines(results["protocols"])
    assert lines[0].startswith(
        "Model instagram, over 3 sets: AUC 0.700 to 0.900, share of fakes flagged 0.200 to 0.400"
    )
    assert lines[1].startswith("Model x, over 3 sets: AUC 0.600 to 0.850")
    assert "best baseline fewer than 30 followers 0.650" in lines[2]
    assert "Of 1,000 accounts drawn at random" in lines[3]
    assert "model instagram 20.0 (13.0 to 30.7)" in lines[3]
    assert "98 fakes were labelled by hand" in lines[4]
    assert "other 1,240 are of 2 sets" in lines[4]
    assert lines[5].startswith("Model generic, learnt on the other platform alone, mean AUC: sets of Instagram 0.920 (")
    assert lines[6].endswith("lists that nobody labelled: of somebody 20.0 (13.0 to 30.7).")


def test_every_protocol_has_its_section(results):
    """The text has a title, the protocol and a table for each part, and a row a set."""
    text = "\n\n".join(platform_parts(results))
    assert [line[3:] for line in text.splitlines() if line.startswith("## ")] == [TITLES[name] for name in TEXTS]
    assert all(protocol in text for protocol in TEXTS.values())
    assert f"| {OWN} | {INSTAGRAM_SETS[0]} | 98 | 500 |" in text
    assert f"| {INSTAGRAM_SETS[0]} x {INSTAGRAM_SETS[0]} | 98 | 500 |" in text
    assert not re.search(r"[0-9][.][0-9]{4}", text)


def test_nothing_measured_is_nothing_said():
    """Without results there is no part."""
    assert platform_parts({}) == []


def test_shipped_results_hold_the_part():
    """What ships was measured with all three models, on all sets."""
    protocols = json.loads(RESULTS.read_text("utf8"))["platforms"]["protocols"]
    assert {name: protocol["protocol"] for name, protocol in protocols.items()} == TEXTS | GITHUB_TEXTS
    assert {OWN, OF_X} <= set(protocols["instagram_sets"]["mean"])
