"""Choosing: ways to train are judged inside training sets, and the text is what the command prints."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from made_up_releases import SCOPE

from fakefollow.training import TrainingSettings
from models.choosing import BOTS, CANDIDATES, GROUPS, INTRO, SELLERS, answer, mean_recall
from models.releases import read_releases

MODELS = Path(__file__).parents[2] / "models"


def table_of(part):
    """Return the rows of a Markdown table, each a list of cells, without its head."""
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines()[2:]]


@pytest.mark.parametrize("question", [SELLERS, BOTS], ids=["sellers", "bots"])
def test_ways_to_train_are_judged_in_every_cell(question, data_folder):
    """The table has a row a candidate, as often chosen as there are cells, and what choosing inside gives."""
    quick = {"shipped": SCOPE.settings, "no backbone": replace(SCOPE.settings, backbone={})}
    question = replace(question, candidates=quick, folds=question.folds[:1])
    intro, table = answer(question, read_releases(data_folder), n_jobs=1)
    assert intro == question.intro
    rows = table_of(table)
    assert [row[0] for row in rows] == [*quick, "chosen inside each cell"]
    (chosen,) = [row for row in rows[:-1] if row[1] == "1"]
    assert rows[-1][2:] == chosen[2:]


def test_recall_is_a_mean_over_pairs_of_a_seller_and_a_genuine_source(data_folder):
    """Each pair counts the same: what is seen of one seller alone is half of the recall of two."""
    accounts = read_releases(data_folder).accounts
    accounts = accounts.where(np.isin(accounts.sources, ["FSF", "INT", "E13", "TFP"]))
    suspected = (accounts.sources == "FSF").astype(float)
    assert mean_recall(accounts, suspected) == pytest.approx(0.5)


def test_cells_are_of_every_seller_and_of_three_groups():
    """Each of four sellers stands beside genuine accounts of 2013 and of the 2020s."""
    assert len(SELLERS.folds) == 4 * len(GROUPS)
    assert {fold.genuine for fold in SELLERS.folds} == set(GROUPS)


def test_what_ships_is_among_the_candidates():
    """The settings of training are those of one candidate."""
    for question in (SELLERS, BOTS):
        (shipped,) = [settings for name, settings in question.candidates.items() if "(shipped)" in name]
        assert shipped == TrainingSettings()


def test_the_text_in_the_repository_is_of_this_command():
    """CHOICE.md begins as the command prints it, and has a row for every candidate."""
    choice = (MODELS / "CHOICE.md").read_text("utf8")
    assert choice.startswith(INTRO)
    assert all(f"| {name} |" in choice for name in (*CANDIDATES, *BOTS.candidates))
