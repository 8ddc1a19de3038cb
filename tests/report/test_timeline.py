"""Ticks on round values, and labels that do not cover one another."""

from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from fakefollow.report import date_ticks, lanes, rank_ticks


@pytest.mark.parametrize(
    ("days", "first", "last"),
    [
        (5, "2019-01-01", "2019-01-06"),
        (40, "2019-01-03", "2019-02-07"),
        (150, "2019-01", "2019-05"),
        (700, "2019-01", "2020-07"),
        (3650, "2020", "2028"),
        (20_000, "2020", "2070"),
    ],
)
def test_date_ticks_are_round(days, first, last):
    """From days to decades there are two to seven ticks on round dates, all inside."""
    start = 1546300800.0  # 2019-01-01
    ticks = date_ticks(start, start + 86400 * days)
    assert 2 <= len(ticks) <= 7
    assert (ticks[0][1], ticks[-1][1]) == (first, last)
    assert all(start <= time <= start + 86400 * days for time, _ in ticks)


@pytest.mark.parametrize("last", [1, 3, 7, 8, 99, 12_345, 10**9])
def test_rank_ticks_are_round(last):
    """From one follower to a thousand million there are one to eight ticks on whole ranks, all inside."""
    ticks = rank_ticks(last)
    assert 1 <= len(ticks) <= 8
    assert all(0 <= rank <= last and rank == int(rank) for rank, _ in ticks)
    assert len({text for _, text in ticks}) == len(ticks)


def test_labels_go_up_until_there_is_no_room():
    """A label takes the lowest free lane, crosses no line of another, and is left out where none is free."""
    labels = [(0, 5, 2), (3, 9, 6), (4, 6, 5), (5, 8, 7), (-3, 3, 1)]
    assert lanes(labels, n_lanes=2) == [0, 1, None, None, None]


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(1, 30)), max_size=12), st.integers(1, 4))
def test_labels_cover_nothing(sizes, n_lanes):
    """No two placed labels overlap in a lane, and the first has the lowest lane."""
    labels = [(middle - width / 2, middle + width / 2, middle) for middle, width in sizes]
    chosen = lanes(labels, n_lanes)
    assert chosen[:1] in ([], [0])
    for lane in range(n_lanes):
        spans = sorted(label[:2] for label, its in zip(labels, chosen, strict=True) if its == lane)
        assert all(one[1] <= other[0] for one, other in pairwise(spans))
