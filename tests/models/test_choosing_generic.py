"""Backbones are chosen without the set that they are judged on, and the text is what the command prints."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from fakefollow import read
from fakefollow.evaluation import LabelledAccounts, auc, false_positive_rate, value_of
from models.bench.accounts.folds import INSTAGRAM_SETS
from models.choosing_generic import CANDIDATES, TRIED, Measured, backbone_parts, choose, others
from models.plans import GENERIC_BACKBONE, INSTAGRAM_BACKBONE
from models.releases import INSTAGRAM_RELEASES, read_releases

GENERIC = Path(__file__).parents[2] / "models" / "GENERIC.md"
FEW = {"following_count": [(1.0, 1.0), (1.0, 100.0)], "followers_count": [(-1.0, 10.0)]}


def accounts_of(followers, following, kinds, sources):
    profiles = [{"followers_count": f, "following_count": g} for f, g in zip(followers, following, strict=True)]
    return LabelledAccounts.of(read(profiles), kinds, sources)


@pytest.fixture
def measured():
    """Return two sources in which those who follow most were sold, and a third in which it is the other way round."""
    following = np.tile(np.arange(20) * 100, 3)
    kinds = np.where(following >= 1000, "purchased", "genuine")
    kinds[40:] = np.where(following[40:] >= 1000, "genuine", "purchased")
    return Measured.of(accounts_of(np.full(60, 50), following, kinds, np.repeat(["a", "b", "c"], 20)))


def test_evidence_rises_with_what_a_backbone_says(measured):
    """A term is slope * ln(value + offset) up to the width of a step and a constant."""
    said = measured.term("following_count", 2.0, 100.0)[:20]
    expected = 2.0 * np.log(np.arange(20) * 100 + 100.0)
    np.testing.assert_allclose(said - said[0], expected - expected[0], atol=0.15)
    assert all(a < b for a, b in pairwise(said))


def test_a_set_has_no_part_in_its_choice(measured):
    """What is chosen is best on the sets named, whatever another one shows."""
    said = {(1.0,): measured.term("following_count", 1.0, 1.0), (-1.0,): measured.term("following_count", -1.0, 1.0)}
    assert choose(measured, said, ["a", "b"]) == (1.0,)
    assert others("b", ["a", "b", "c"]) == ["a", "c"]


def test_the_threshold_is_that_of_the_teaching_sets(measured):
    """No genuine account of a source that looks like the teaching ones is flagged, and the order is perfect."""
    found = measured.judged(measured.term("following_count", 1.0, 1.0), ["a"], ["b"])
    assert value_of(auc, found) == 1.0
    assert value_of(false_positive_rate, found) == 0.0
    assert value_of(auc, measured.judged(measured.term("following_count", 1.0, 1.0), ["c"], ["b"])) == 0.0


def test_the_text_has_a_row_for_every_set_and_backbone(data_folder):
    """On made-up releases every set is left out once, and every candidate meets both platforms."""
    both = (read_releases(data_folder, *of).accounts for of in ((), (INSTAGRAM_RELEASES,)))
    parts = list(backbone_parts(*both, FEW))
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for part in parts for line in part.splitlines()]
    assert [row[0] for row in rows if row[0] in INSTAGRAM_SETS] == [*INSTAGRAM_SETS]
    assert [row[0] for row in rows if row[0] in CANDIDATES] == [*CANDIDATES]
    assert "Of 2 combinations" in "".join(parts)


def test_what_ships_is_among_the_candidates():
    """Both backbones that ship are tried, and the features of Instagram's are those whose weights are chosen."""
    assert GENERIC_BACKBONE in CANDIDATES.values()
    assert INSTAGRAM_BACKBONE in CANDIDATES.values()
    assert list(TRIED) == list(INSTAGRAM_BACKBONE)
    assert all(term in TRIED[name] for name, term in INSTAGRAM_BACKBONE.items())


def test_the_text_in_the_repository_is_of_this_command():
    """GENERIC.md says what printed it, and has a row for every set and candidate."""
    text = GENERIC.read_text("utf8")
    assert "Printed by `python -m models.choosing_generic`." in text
    assert all(f"| {name} |" in text for name in (*INSTAGRAM_SETS, *CANDIDATES))
