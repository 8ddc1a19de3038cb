"""Profile marks: what profiles show in codes, to be compared with those of other followers."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from fakefollow import load_detector
from fakefollow.audience.cohorts import Cohort, Cohorts, find_cohorts
from fakefollow.audience.purchases import EMPTINESS, POSTS_AFTER_DAYS, profile_marks
from fakefollow.scoring import NOT_ENOUGH_DATA
from fakefollow.simulate import simulate_accounts

MODEL = load_detector("x")
NOW = datetime(2022, 1, 1, tzinfo=UTC)
FULL = {"description": "some words of my own", "default_profile_image": False, "posts_count": 40}


def marks(table, cohorts=None):
    return profile_marks(MODEL.score(table), cohorts or find_cohorts(table))


def none(n):
    return Cohorts((), np.full(n, -1, np.int64))


@pytest.mark.parametrize(
    ("profile", "label"),
    [
        (FULL, "a bio, a picture and posts"),
        (FULL | {"description": ""}, "no bio"),
        (FULL | {"default_profile_image": True}, "no picture"),
        (FULL | {"posts_count": 2}, "hardly a post"),
        (FULL | {"posts_count": 3}, "a bio, a picture and posts"),
        (FULL | {"description": "", "posts_count": 0}, "neither bio nor posts"),
        (
            {"description": "", "default_profile_image": True, "posts_count": 0},
            "neither bio, picture nor posts",
        ),
    ],
)
def test_emptiness(make_table, profile, label):
    """Which of bio, picture and posts are empty is one code, and its label says so."""
    emptiness = marks(make_table([profile, FULL]))["emptiness"]
    assert emptiness.labels == EMPTINESS
    assert emptiness.labels[emptiness.codes[0]] == label


def test_a_field_not_observed(make_table):
    """A row that lacks a field which others have has no code; a field that nobody has says nothing."""
    rows = [FULL, FULL | {"posts_count": None}, {"description": "", "posts_count": 0}]
    assert marks(make_table(rows))["emptiness"].codes.tolist() == [0, -1, -1]
    without = [{"description": "", "posts_count": 9}, {"description": "words", "posts_count": 0}]
    assert marks(make_table(without))["emptiness"].codes.tolist() == [1, 4]


@pytest.mark.parametrize(("days", "code"), [(POSTS_AFTER_DAYS - 1, 0), (POSTS_AFTER_DAYS + 1, 4)])
def test_new_accounts_had_no_time_to_post(make_table, days, code):
    """Hardly a post counts as empty only where the account is some months old at the observation."""
    times = {"created_at": NOW - timedelta(days=days), "observed_at": NOW}
    table = make_table([FULL | {"posts_count": 0} | times, FULL | times])
    assert marks(table)["emptiness"].codes.tolist() == [code, 0]


def test_evidence_in_fifths(make_table):
    """The evidence against genuine is put into fifths of the list, the highest last; unknown stays unknown."""
    profiles = simulate_accounts(60, 30, 10, random_state=3).profiles
    table = make_table([*profiles, {"username": "alone"}])
    scores = MODEL.score(table)
    codes = profile_marks(scores, none(101))["evidence"].codes
    known = scores.verdict != NOT_ENOUGH_DATA
    assert not known[100]
    assert np.all(codes[~known] == -1)
    strongest = scores.evidence.max(axis=1)
    order = np.argsort(strongest[known], kind="stable")
    assert np.all(np.diff(codes[known][order]) >= 0)
    np.testing.assert_allclose(np.bincount(codes[known]), known.sum() / 5, atol=2)


def test_cohort_members(make_table):
    """Members of a cohort have a code of their own; to be in none is no sign of anything."""
    cohort = Cohort(2, "bio", "words", (0, 2), np.array([0, 2]), 0.1, 3.0)
    found = marks(make_table([FULL] * 3), Cohorts((cohort,), np.array([0, -1, 0])))["cohort"]
    assert found.codes.tolist() == [1, 0, 1]
    assert found.ordinary == (0,)
    assert "near-duplicates" in found.labels[1]


def test_no_cohort_no_mark(make_table):
    """Where no cohort was found there are no marks of cohorts."""
    assert "cohort" not in marks(make_table([FULL] * 3), none(3))


def test_emptiness_and_evidence_share_a_weight(make_table):
    """Emptiness is part of the evidence, so each counts half where both are known, and whole alone."""
    both = marks(make_table(simulate_accounts(9, 3, 3, random_state=3).profiles), none(15))
    assert {name: some.weight for name, some in both.items()} == {"emptiness": 0.5, "evidence": 0.5}
    alone = marks(make_table([{"description": ""}, {"description": "words"}]), none(2))
    assert {name: some.weight for name, some in alone.items()} == {"emptiness": 1.0}


def test_nothing_known_has_no_marks(make_table):
    """Profiles of which nothing is known, and no profiles, have no marks."""
    assert marks(make_table([{"id": "1"}, {"id": "2"}])) == {}
    assert marks(make_table([FULL])[:0]) == {}
