"""README shows what its commands and examples print."""

import json
import math
import re
from pathlib import Path

import pytest

from fakefollow.cli import main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf8")
AUDITED, PRINTED, SCORED = re.findall(r"^```text\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
EXAMPLE = re.findall(r"^```python\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)[0]
TOLD = " ".join(README.split())
CUT = "  ...\n"


def test_first_command_prints_what_readme_shows(tmp_path, capsys):
    """The text under the first command is how the audit of the example audience begins."""
    page = tmp_path / "report.html"
    assert main(["audit", str(ROOT / "notebooks" / "data" / "audience.jsonl"), "--html", str(page)]) == 0
    assert AUDITED.endswith(CUT)
    assert capsys.readouterr().out.startswith(AUDITED.removesuffix(CUT))
    assert page.is_file()


def test_scoring_prints_what_readme_shows(capsys):
    """The text under the command that scores is the output of scoring the example file."""
    assert main(["score", str(ROOT / "notebooks" / "data" / "followers.jsonl")]) == 0
    assert capsys.readouterr().out == SCORED


def test_python_example_prints_what_readme_shows(monkeypatch, capsys):
    """The text under the Python example is what it prints, run from the root of the repository."""
    monkeypatch.chdir(ROOT)
    exec(EXAMPLE, {})  # noqa: S102
    assert capsys.readouterr().out == PRINTED


@pytest.mark.parametrize("path", sorted(set(re.findall(r"\]\(([^)#:]+)\)", README))))
def test_links_lead_somewhere(path):
    """Every file and folder that README links to exists."""
    assert (ROOT / path).exists()


def of_model(name, file):
    return json.loads((ROOT / "models" / name / file).read_text("utf8"))


def test_figures_of_model_x_are_those_of_its_card():
    """What README says of sellers and communities never seen is what the card of the model has."""
    card = of_model("x", "card.json")
    sellers = card["figures"]["sellers"]
    mean = sellers["mean"]["fakefollow"]
    latest = min(row["recall"]["value"] for row in sellers["rows"] if row["fold"].startswith("vendor-2019"))
    for told in (
        f"mean AUC {mean['mean_auc']:.3f};".replace("0.", "."),
        f"calls {100 * mean['mean_recall']:.0f} % of the sold accounts",
        f"{100 * mean['mean_false_positive_rate']:.1f} % of the genuine ones",
        f"calls {100 * mean['mean_rule_recall']:.0f} % and {100 * mean['mean_rule_false_positive_rate']:.1f} %",
        f"in {mean['cells_behind_rule_mcc']} of the 24 pairs",
        f"the model finds {math.floor(100 * latest)} % and more",
        f"an AUC of {mean['worst_auc']:.3f}".replace("0.", "."),
        f"{100 * card['false_positives']['worst']:.1f} % are called",
    ):
        assert told in TOLD


def test_rates_of_verdicts_are_those_of_the_models():
    """README says one in how many genuine accounts each model is to call, and at which authenticity that of X cuts."""
    x, *others = (of_model(name, "model.json") for name in ("x", "instagram", "generic", "github"))
    rate, *rates = (model["policy"]["max_false_positive_rate"] for model in (x, *others))
    assert rates == [rate, 0.005, 0.002]
    assert (
        f"one in {1 / rate:.0f} is called on X and on Instagram (one in 200 by `generic`, one in 500 on GitHub)" in TOLD
    )
    suspicion = dict(zip(x["thresholds"]["false_positive_rate"], x["thresholds"]["suspicion"], strict=True))[rate]
    prior = sum(x["prior"].values())
    cut = 1 / (1 + prior / (1 - prior) * math.exp(suspicion))
    assert f"an authenticity of {cut:.2f};".replace("0.", ".") in TOLD
