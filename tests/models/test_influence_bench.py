"""The bench of influence: every figure with its goal, in its interval, and a part of RESULTS.md."""

import json

import pytest
from made_up_releases import SCOPE

from models.bench.__main__ import main
from models.bench.influence import GOALS

CLEAN = {"usual": {}}


@pytest.fixture(scope="module")
def folder(data_folder, tmp_path_factory):
    """Return the folder that the bench wrote."""
    out = tmp_path_factory.mktemp("influence")
    with pytest.MonkeyPatch.context() as few:
        few.setattr("models.bench.influence.SHARES", (0.3,))
        few.setattr("models.bench.influence.SELLERS", ("batch_made", "hijacked"))
        few.setattr("models.bench.influence.POD_SIZES", (12,))
        few.setattr("models.bench.influence.CLEAN", CLEAN)
        assert main(["influence", "--data", str(data_folder), "--out", str(out)], SCOPE) == 0
    return out


def test_every_goal_has_its_figures(folder):
    """Each goal has rows, whose values lie in their intervals; sellers whose stock shows are told from people."""
    rows = json.loads((folder / "results.json").read_text("utf8"))["influence"]["rows"]
    assert set(GOALS) <= {row["figure"] for row in rows}
    assert all(row["low"] <= row["value"] <= row["high"] for row in rows)
    auc = {row["case"]: row["value"] for row in rows if row["figure"] == "AUC of bought likes"}
    assert min(value for case, value in auc.items() if case.endswith("batch made")) > 0.9
    assert sum(row["figure"] == "clean histories with any event" for row in rows) == len(CLEAN) + 1


def test_the_text_has_every_row(folder):
    """RESULTS.md holds one line a figure and one a size that was timed."""
    text = (folder / "RESULTS.md").read_text("utf8")
    found = json.loads((folder / "results.json").read_text("utf8"))["influence"]
    assert text.startswith("# Influence\n")
    assert sum(line.startswith("|") for line in text.splitlines()) == len(found["rows"]) + len(found["speed"]) + 4
