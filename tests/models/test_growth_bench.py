"""The bench of growth and change: every figure once, campaigns found, and a part of RESULTS.md."""

import json

import pytest
from made_up_releases import SCOPE

from models.bench.__main__ import main
from models.bench.growth import GOALS


@pytest.fixture(scope="module")
def folder(data_folder, tmp_path_factory):
    """Return the folder that the bench wrote."""
    out = tmp_path_factory.mktemp("growth")
    assert main(["growth", "--data", str(data_folder), "--out", str(out)], SCOPE) == 0
    return out


def test_campaigns_of_made_up_repositories_are_found(folder):
    """A month with twenty times the usual stars is found in each repository that is reported, months apart are not."""
    rows = json.loads((folder / "results.json").read_text("utf8"))["growth"]["rows"]
    figures = {(row["figure"], row["case"].partition(",")[0]): row for row in rows}
    campaigns = figures["campaign months found", "GitHub"]
    assert campaigns["value"] == 1.0
    assert campaigns["n"] >= 2
    assert figures["months told", "GitHub"]["value"] == 0.0
    assert all(row["low"] <= row["value"] <= row["high"] for row in rows)
    assert set(GOALS) <= {row["figure"] for row in rows}


def test_the_text_has_every_row(folder):
    """RESULTS.md holds one line a row, with the goal where there is one."""
    text = (folder / "RESULTS.md").read_text("utf8")
    rows = json.loads((folder / "results.json").read_text("utf8"))["growth"]["rows"]
    assert text.startswith("# Growth and change\n")
    assert sum(line.startswith("|") for line in text.splitlines()) == len(rows) + 2
