"""Arrivals: a list in blocks of counts, and what profiles show in codes."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from fakefollow import load_detector
from fakefollow.audience.cohorts import Cohort, Cohorts, find_cohorts
from fakefollow.audience.order import DAY
from fakefollow.audience.purchases import ArrivalCounts, Arrivals, ProfileCodes, profile_codes
from fakefollow.scoring import NOT_ENOUGH_DATA
from fakefollow.simulate import simulate_accounts

START = 1.4e9


def listed(n, seed=0, missing=0.0, marks=True):
    """Return a list: a follow an hour, ages from minutes to years, some dates missing, marks of three codes."""
    random = np.random.default_rng(seed)
    followed_by = START + 3600.0 * np.arange(n)
    created_at = followed_by - np.exp(random.uniform(np.log(60), np.log(5 * 365 * DAY), n))
    created_at[random.random(n) < missing] = np.nan
    codes = random.integers(-1, 3, n).astype(np.int8)
    return Arrivals(created_at, followed_by, {"kind": ProfileCodes(codes, ("a", "b", "c"), 0.5)} if marks else {})


@pytest.mark.parametrize("n", [1, 7, 8, 9, 50, 5000, 20_000, 50_001])
def test_every_follower_is_counted_once(n):
    """Each follower of known age is in one block, and there either fresh or in one cell of creation dates."""
    arrivals = listed(n, missing=0.2)
    arrivals.created_at[0] = START - DAY
    counts = ArrivalCounts.of(arrivals)
    assert counts.aged.sum() == np.count_nonzero(~np.isnan(arrivals.created_at))
    np.testing.assert_array_equal(counts.dates.sum(axis=1) + counts.young[:, 0], counts.aged)
    assert counts.profiles["kind"].sum() == np.count_nonzero(arrivals.profiles["kind"].codes >= 0)
    assert counts.weights == {"kind": 0.5}


@pytest.mark.parametrize(("n", "block"), [(1, 8), (50, 8), (16_384, 8), (16_385, 9), (1_000_000, 489)])
def test_lists_of_any_size_have_few_blocks(n, block):
    """Blocks hold eight followers at least, and there are some two thousand of them at most."""
    counts = ArrivalCounts.of(listed(n, marks=False))
    assert (counts.block, counts.n_followers) == (block, n)
    assert counts.n_blocks == -(-n // block) <= 2048


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 200), st.integers(0, 99))
def test_order_inside_a_block_does_not_matter(n, seed):
    """Followers of one block may change places: dates, ages and marks of the block are counted alike."""
    arrivals = listed(n, seed, missing=0.3)
    arrivals.created_at[-1], arrivals.profiles["kind"].codes[-1] = START - DAY, 0
    random = np.random.default_rng(seed)
    block = np.arange(n) // 8
    arrivals.followed_by[:] = arrivals.followed_by[block * 8]
    order = np.lexsort([random.random(n), block])
    moved = Arrivals(
        arrivals.created_at[order], arrivals.followed_by[order], {"kind": arrivals.profiles["kind"].take(order)}
    )
    one, other = ArrivalCounts.of(arrivals), ArrivalCounts.of(moved)
    for name in ("followed_by", "aged", "young", "dates"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    np.testing.assert_array_equal(one.profiles["kind"], other.profiles["kind"])


def test_young_are_counted_by_age_at_the_follow():
    """A follower counts as younger than each bound that its age at the follow is below."""
    ages = np.array([0.5, 1.0, 6.9, 7.0, 89.0, 90.0, 4000.0, -3.0])
    followed_by = np.full(8, START + 9e8)
    counts = ArrivalCounts.of(Arrivals(followed_by - ages * DAY, followed_by, {}))
    assert counts.young.tolist() == [[sum(age < days for age in ages.tolist()) for days in (1, 7, 90, 365, 1095)]]


def test_cells_hold_the_dates_they_name():
    """An account is counted in the cell whose middle is at most half a cell from its creation."""
    created_at = np.array([START - 400 * DAY])
    counts = ArrivalCounts.of(Arrivals(created_at, np.array([START]), {}))
    cell = int(np.argmax(counts.dates[0]))
    assert abs(counts.date_bins[cell] - created_at[0]) <= 7.5 * DAY


def test_dates_begin_years_before_the_first_follow():
    """Cells begin three years before the first follow, so that the lack of old accounts can be seen."""
    followed_by = START + DAY * np.arange(60.0)
    counts = ArrivalCounts.of(Arrivals(followed_by - 2 * DAY, followed_by, {}))
    assert counts.first == pytest.approx(START - 3 * 365.25 * DAY)
    older = Arrivals(followed_by - 2000 * DAY, followed_by, {})
    assert ArrivalCounts.of(older).first == pytest.approx(START - 2000 * DAY)


def test_time_of_a_block_is_that_of_its_middle():
    """A block has the follow time of its middle follower, or the last one known before it."""
    followed_by = START + np.arange(24.0)
    followed_by[12] = np.nan
    counts = ArrivalCounts.of(Arrivals(np.full(24, START - DAY), followed_by, {}))
    assert (counts.followed_by - START).tolist() == [4.0, 4.0, 20.0]


def test_unknown_marks_and_dates_are_left_out():
    """A follower without a date is of no age, one without a mark in no code; sets of no marks are not counted."""
    nothing = ProfileCodes(np.full(16, -1, np.int8), ("a", "b"))
    created_at = np.where(np.arange(16) < 8, np.nan, START - 100 * DAY)
    counts = ArrivalCounts.of(Arrivals(created_at, np.full(16, START), {"none": nothing}))
    assert counts.aged.tolist() == [0.0, 8.0]
    assert counts.dates.sum() == 8.0
    assert dict(counts.profiles) == {}


def test_marks_of_unknown_age_are_a_class_of_their_own():
    """What profiles show is counted by class of age: below a day, below 30 days, older, not known."""
    ages = np.array([0.5, 20.0, 300.0, np.nan])
    marks = ProfileCodes(np.array([0, 1, 1, 0], np.int8), ("a", "b"))
    counts = ArrivalCounts.of(Arrivals(START - ages * DAY, np.full(4, START), {"m": marks}))
    assert counts.profiles["m"][0].tolist() == [[1, 0], [0, 1], [0, 1], [1, 0]]


def test_part_of_a_list():
    """A part holds the followers at its ranks with their marks."""
    arrivals = listed(40)
    part = arrivals.part(slice(10, 25))
    assert len(part) == 15
    np.testing.assert_array_equal(part.created_at, arrivals.created_at[10:25])
    np.testing.assert_array_equal(part.profiles["kind"].codes, arrivals.profiles["kind"].codes[10:25])
    assert (part.profiles["kind"].labels, part.profiles["kind"].weight) == (("a", "b", "c"), 0.5)


MODEL = load_detector("x")
NOW = datetime(2022, 1, 1, tzinfo=UTC)
FULL = {"description": "some words of my own", "default_profile_image": False, "posts_count": 40}


def codes_of(table, cohorts=None):
    return profile_codes(MODEL.score(table), cohorts or find_cohorts(table))


def none(n):
    return Cohorts((), np.full(n, -1, np.int64), np.zeros(n, np.bool_))


@pytest.mark.parametrize(
    ("profile", "label"),
    [
        (FULL, "a bio, a picture and posts"),
        (FULL | {"description": ""}, "no bio"),
        (FULL | {"default_profile_image": True}, "no picture"),
        (FULL | {"posts_count": 2}, "hardly a post"),
        (FULL | {"posts_count": 3}, "a bio, a picture and posts"),
        (FULL | {"description": "", "posts_count": 0}, "neither bio nor posts"),
        ({"description": "", "default_profile_image": True, "posts_count": 0}, "neither bio, picture nor posts"),
    ],
)
def test_emptiness(make_table, profile, label):
    """Which of bio, picture and posts are empty is one code, and its label says so."""
    emptiness = codes_of(make_table([profile, FULL]))["emptiness"]
    assert emptiness.labels[emptiness.codes[0]] == label


def test_a_field_not_observed(make_table):
    """A row that lacks a field which others have has no code; a field that nobody has says nothing."""
    rows = [FULL, FULL | {"posts_count": None}, {"description": "", "posts_count": 0}]
    assert codes_of(make_table(rows))["emptiness"].codes.tolist() == [0, -1, -1]
    without = [{"description": "", "posts_count": 9}, {"description": "words", "posts_count": 0}]
    assert codes_of(make_table(without))["emptiness"].codes.tolist() == [1, 4]


@pytest.mark.parametrize(("days", "code"), [(89, 0), (91, 4)])
def test_new_accounts_had_no_time_to_post(make_table, days, code):
    """Hardly a post counts as empty only where the account is some months old at the observation."""
    times = {"created_at": NOW - timedelta(days=days), "observed_at": NOW}
    table = make_table([FULL | {"posts_count": 0} | times, FULL | times])
    assert codes_of(table)["emptiness"].codes.tolist() == [code, 0]


def test_evidence_in_fifths(make_table):
    """The evidence against genuine is put into fifths of the list, the highest last; unknown and new ones have none.

    New accounts look worse than those who were as new when they followed long ago.
    """
    profiles = simulate_accounts(60, 30, 10, random_state=3).profiles
    table = make_table([*profiles, {"username": "alone"}])
    scores = MODEL.score(table)
    codes = profile_codes(scores, none(101))["evidence"].codes
    age = (table.times("observed_at") - table.times("created_at")) / np.timedelta64(1, "D")
    known = (scores.verdict != NOT_ENOUGH_DATA) & ~(age < 90.0)
    assert not known[100]
    assert 0 < np.count_nonzero(age < 90.0) < 50
    assert np.all(codes[~known] == -1)
    strongest = scores.evidence.max(axis=1)
    order = np.argsort(strongest[known], kind="stable")
    assert np.all(np.diff(codes[known][order]) >= 0)
    np.testing.assert_allclose(np.bincount(codes[known]), known.sum() / 5, atol=4)


def test_cohort_members(make_table):
    """Members of a cohort have a code of their own; to be in none is no sign of anything."""
    cohort = Cohort(2, "bio", "words", (0, 2), np.array([0, 2]), 0.1, 3.0)
    found = codes_of(make_table([FULL] * 3), Cohorts((cohort,), np.array([0, -1, 0]), np.array([True, False, True])))[
        "cohort"
    ]
    assert found.codes.tolist() == [1, 0, 1]
    assert found.ordinary == (0,)
    assert "near-duplicates" in found.labels[1]


def test_no_cohort_no_code(make_table):
    """Where no cohort was found there are no codes of cohorts."""
    assert "cohort" not in codes_of(make_table([FULL] * 3), none(3))


def test_emptiness_and_evidence_share_a_weight(make_table):
    """Emptiness is part of the evidence, so each counts half where both are known, and whole alone."""
    both = codes_of(make_table(simulate_accounts(9, 3, 3, random_state=3).profiles), none(15))
    assert {name: shown.weight for name, shown in both.items()} == {"emptiness": 0.5, "evidence": 0.5}
    alone = codes_of(make_table([{"description": ""}, {"description": "words"}]), none(2))
    assert {name: shown.weight for name, shown in alone.items()} == {"emptiness": 1.0}


def test_nothing_known_has_no_codes_of(make_table):
    """Profiles of which nothing is known, and no profiles, have no codes."""
    assert codes_of(make_table([{"id": "1"}, {"id": "2"}])) == {}
    assert codes_of(make_table([FULL])[:0]) == {}
