"""Choosing: ways to train are judged inside training sets, and the text is what the command prints."""

from dataclasses import replace
from pathlib import Path

from made_up_releases import SCOPE

from models.choosing import CANDIDATES, INTRO, Candidate, cells, choice_parts
from models.releases import read_releases

MODELS = Path(__file__).parents[2] / "models"
PLAIN = replace(SCOPE.settings, borrowed=0.0, evasive=0.0)


def table_of(part):
    """Return the rows of a Markdown table, each a list of cells, without its head."""
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines()[2:]]


def test_ways_to_train_are_judged_in_every_cell(data_folder):
    """Each protocol has a table with a row a candidate, as often chosen as there are cells, and what choosing gives."""
    quick = {"plain": Candidate(PLAIN), "every source": Candidate(PLAIN, every_source=True)}
    intro, *parts = choice_parts(read_releases(data_folder), quick, cells()[::10], n_jobs=1)
    assert intro == INTRO
    assert parts[::2] == ["## The nine cells of 2013", "## Automated accounts of sources never seen"]
    for part in parts[1::2]:
        rows = table_of(part)
        assert [row[0] for row in rows] == [*quick, "chosen inside each cell"]
        assert sum(int(row[1]) for row in rows[:-1]) == 1
        (chosen,) = [row for row in rows[:-1] if row[1] == "1"]
        assert rows[-1][2:] == chosen[2:]


def test_hard_bots_are_trained_on_where_a_candidate_says_so(data_folder):
    """A way that takes every source of full profiles adds the hard bots and leaves the counts out."""
    released = read_releases(data_folder)
    more, usual = (Candidate(PLAIN, every_source=e).training(released) for e in (True, False))
    sources = released.accounts.sources
    assert set(sources[more & ~usual].tolist()) == {"cresci-rtbust-2019", "human-bots-sample"}
    assert set(sources[usual & ~more].tolist()) == {"caverlee-2011"}


def test_what_ships_is_among_the_candidates():
    """The settings of training are those of one candidate."""
    assert sum("(shipped)" in name for name in CANDIDATES) == 1


def test_the_text_in_the_repository_is_of_this_command():
    """CHOICE.md begins as the command prints it, and has a row for every candidate."""
    choice = (MODELS / "CHOICE.md").read_text("utf8")
    assert choice.startswith(INTRO)
    assert all(f"| {name} |" in choice for name in CANDIDATES)
