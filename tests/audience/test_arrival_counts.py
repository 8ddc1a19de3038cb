"""Arrival counts: a list in blocks of counts."""

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from fakefollow.audience.purchases import (
    DATE_CELL_DAYS,
    DAY,
    MAX_BLOCKS,
    SMALLEST_BLOCK,
    YOUNG_DAYS,
    ArrivalCounts,
    Arrivals,
    Marks,
)

START = 1.4e9


def listed(n, seed=0, missing=0.0, marks=True):
    """Return a list: a follow an hour, ages from minutes to years, some dates missing, marks of three codes."""
    random = np.random.default_rng(seed)
    followed_by = START + 3600.0 * np.arange(n)
    created_at = followed_by - np.exp(random.uniform(np.log(60), np.log(5 * 365 * DAY), n))
    created_at[random.random(n) < missing] = np.nan
    codes = random.integers(-1, 3, n).astype(np.int8)
    return Arrivals(created_at, followed_by, {"kind": Marks(codes, ("a", "b", "c"), 0.5)} if marks else {})


@pytest.mark.parametrize("n", [1, 7, 8, 9, 50, 5000, 20_000, 50_001])
def test_every_follower_is_counted_once(n):
    """Each follower of known age is in one block, and there either fresh or in one cell of creation dates."""
    arrivals = listed(n, missing=0.2)
    arrivals.created_at[0] = START - DAY
    counts = ArrivalCounts.of(arrivals)
    assert counts.aged.sum() == np.count_nonzero(~np.isnan(arrivals.created_at))
    np.testing.assert_array_equal(counts.dates.sum(axis=1) + counts.young[:, 0], counts.aged)
    assert counts.marks["kind"].sum() == np.count_nonzero(arrivals.marks["kind"].codes >= 0)
    assert counts.weights == {"kind": 0.5}


@pytest.mark.parametrize(
    ("n", "block"), [(1, SMALLEST_BLOCK), (50, SMALLEST_BLOCK), (16_384, 8), (16_385, 9), (1_000_000, 489)]
)
def test_lists_of_any_size_have_few_blocks(n, block):
    """Blocks hold eight followers at least, and there are some two thousand of them at most."""
    counts = ArrivalCounts.of(listed(n, marks=False))
    assert (counts.block, counts.n_followers) == (block, n)
    assert counts.n_blocks == -(-n // block) <= MAX_BLOCKS


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 200), st.integers(0, 99))
def test_order_inside_a_block_does_not_matter(n, seed):
    """Followers of one block may change places: dates, ages and marks of the block are counted alike."""
    arrivals = listed(n, seed, missing=0.3)
    arrivals.created_at[-1], arrivals.marks["kind"].codes[-1] = START - DAY, 0
    random = np.random.default_rng(seed)
    block = np.arange(n) // SMALLEST_BLOCK
    arrivals.followed_by[:] = arrivals.followed_by[block * SMALLEST_BLOCK]
    order = np.lexsort([random.random(n), block])
    moved = Arrivals(
        arrivals.created_at[order],
        arrivals.followed_by[order],
        {"kind": arrivals.marks["kind"].take(order)},
    )
    one, other = ArrivalCounts.of(arrivals), ArrivalCounts.of(moved)
    for name in ("followed_by", "aged", "young", "dates"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    np.testing.assert_array_equal(one.marks["kind"], other.marks["kind"])


def test_young_are_counted_by_age_at_the_follow():
    """A follower counts as younger than each bound that its age at the follow is below."""
    ages = np.array([0.5, 1.0, 6.9, 7.0, 89.0, 90.0, 4000.0, -3.0])
    followed_by = np.full(8, START + 9e8)
    counts = ArrivalCounts.of(Arrivals(followed_by - ages * DAY, followed_by, {}))
    assert counts.young.tolist() == [[sum(age < days for age in ages.tolist()) for days in YOUNG_DAYS]]


def test_cells_hold_the_dates_they_name():
    """An account is counted in the cell whose middle is at most half a cell from its creation."""
    created_at = np.array([START - 400 * DAY])
    counts = ArrivalCounts.of(Arrivals(created_at, np.array([START]), {}))
    cell = int(np.argmax(counts.dates[0]))
    assert abs(counts.date_cells[cell] - created_at[0]) <= 0.5 * DATE_CELL_DAYS * DAY


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
    nothing = Marks(np.full(16, -1, np.int8), ("a", "b"))
    created_at = np.where(np.arange(16) < 8, np.nan, START - 100 * DAY)
    counts = ArrivalCounts.of(Arrivals(created_at, np.full(16, START), {"none": nothing}))
    assert counts.aged.tolist() == [0.0, 8.0]
    assert counts.dates.sum() == 8.0
    assert dict(counts.marks) == {}


def test_marks_of_unknown_age_are_a_class_of_their_own():
    """What profiles show is counted by class of age: below a day, below 30 days, older, not known."""
    ages = np.array([0.5, 20.0, 300.0, np.nan])
    marks = Marks(np.array([0, 1, 1, 0], np.int8), ("a", "b"))
    counts = ArrivalCounts.of(Arrivals(START - ages * DAY, np.full(4, START), {"m": marks}))
    assert counts.marks["m"][0].tolist() == [[1, 0], [0, 1], [0, 1], [1, 0]]


def test_part_of_a_list():
    """A part holds the followers at its ranks with their marks."""
    arrivals = listed(40)
    part = arrivals.part(slice(10, 25))
    assert len(part) == 15
    np.testing.assert_array_equal(part.created_at, arrivals.created_at[10:25])
    np.testing.assert_array_equal(part.marks["kind"].codes, arrivals.marks["kind"].codes[10:25])
    assert (part.marks["kind"].labels, part.marks["kind"].weight) == (("a", "b", "c"), 0.5)
