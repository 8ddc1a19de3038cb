"""Segments: what a stretch of a list is made of, where it begins and ends, and what belongs together."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from fakefollow.audience.order import DAY
from fakefollow.audience.purchases import (
    ArrivalCounts,
    Arrivals,
    Composition,
    CreationAges,
    Found,
    OrganicArrivals,
    ProfileCodes,
    segments_of,
    supported_ends,
)

START = 1.5e9
N = 2400
BATCH = slice(803, 1197)


def arrivals(ranks=(BATCH,), seed=0, organic=0.0):
    """Return an organic list with batches, which have code 1 and some organic followers among them."""
    random = np.random.default_rng(seed)
    followed_by = START + 3600.0 * np.arange(N)
    ages = np.where(random.random(N) < 0.35, random.exponential(20, N), random.uniform(90, 2500, N))
    created_at, codes = followed_by - ages * DAY, (random.random(N) < 0.1).astype(np.int8)
    for some in ranks:
        made = np.arange(N)[some][random.random(some.stop - some.start) >= organic]
        created_at[made] = START - random.uniform(10, 14, len(made)) * DAY
        codes[made] = 1
    return Arrivals(created_at, followed_by, {"m": ProfileCodes(codes, ("a", "b"))})


def found_in(listed, *called):
    """Return counts and what a search would have found that called these blocks."""
    counts = ArrivalCounts.of(listed)
    bought = np.zeros(counts.n_blocks, np.bool_)
    for some in called:
        bought[some] = True
    wide = bought | np.roll(bought, 3) | np.roll(bought, -3)
    organic = OrganicArrivals.learn(counts, CreationAges.of(counts), ~wide)
    return counts, Found(organic, bought, np.where(bought, 30.0, -np.inf), 1000)


@pytest.mark.parametrize("called", [slice(100, 150), slice(104, 146), slice(97, 153)])
def test_ends_are_sharpened(called):
    """A segment that was found too short or too long ends at the blocks where the batch does."""
    (segment,) = segments_of(*found_in(arrivals(), called))
    assert abs(segment.start - 100) <= 1
    assert abs(segment.stop - 150) <= 1
    assert segment.evidence == 30.0


def test_ends_by_follower():
    """Inside the blocks of the ends, the segment begins and ends at its first and last follower, or all but."""
    listed = arrivals()
    counts, found = found_in(listed, slice(100, 150))
    (segment,) = segments_of(counts, found)
    start, ratio = segment.follower_ratios(listed, counts, 0, N)
    assert abs(start - BATCH.start) <= 2
    assert abs(start + len(ratio) - BATCH.stop) <= 2
    start, ratio = segment.follower_ratios(listed, counts, 900, 1100)
    assert (start, start + len(ratio)) == (900, 1100)


def test_segment_of_a_short_last_block():
    """A segment of the last block alone has ends, though the block is less than half full."""
    listed = arrivals([slice(N - 3, N)]).part(slice(5, N))
    counts, found = found_in(listed, slice(299, 300))
    (segment,) = segments_of(counts, found)
    start, ratio = segment.follower_ratios(listed, counts, 0, len(listed))
    assert start + len(ratio) == len(listed)


def test_neighbours_are_joined_unless_organic_followers_are_between():
    """Two calls inside one batch are one segment; two batches with organic followers between them stay two."""
    (segment,) = segments_of(*found_in(arrivals(), slice(100, 120), slice(126, 150)))
    assert abs(segment.start - 100) + abs(segment.stop - 150) <= 2
    apart = segments_of(*found_in(arrivals([slice(800, 960), slice(1040, 1200)]), slice(100, 120), slice(130, 150)))
    assert [(segment.start, segment.stop) for segment in apart] == [(100, 120), (130, 150)]


@pytest.mark.parametrize("organic", [0.0, 0.2, 0.5])
def test_organic_share_of_a_segment(organic):
    """The share that came organically while the batch did is estimated, its bounds around it."""
    listed = arrivals([slice(800, 1600)], organic=organic)
    counts, found = found_in(listed, slice(100, 200))
    (segment,) = segments_of(counts, found)
    excess = segment.composition.excess(1, 0.95)
    assert 0.0 <= excess.low <= excess.estimate <= excess.high <= 1.0
    assert excess.low <= 1.0 - organic <= excess.high
    assert segment.composition.organic == pytest.approx(organic, abs=0.1)


def test_composition_says_what_is_in_excess():
    """Cells of the batch and its code have a ratio above 1, what is missing one below."""
    counts, found = found_in(arrivals(), slice(100, 150))
    composition = Composition.of(counts, found.organic, 101, 149)
    batch = np.abs(counts.date_bins - (START - 12 * DAY)) < 4 * DAY
    assert composition.dates[batch].max() > 10.0
    assert np.median(composition.dates[~batch]) < 1.0
    assert composition.profiles["m"][2, 1] > 1.0 > composition.profiles["m"][2, 0]
    inside = composition.evidence(counts, 101, 149)
    outside = composition.evidence(counts, 0, 90)
    assert inside.min() > 0.0 > outside.max()


def test_weight_of_marks():
    """ProfileCodes of half the weight have the root of the ratio."""
    listed = arrivals()
    counts, found = found_in(listed, slice(100, 150))
    half = ProfileCodes(listed.profiles["m"].codes, ("a", "b"), 0.5)
    lighter = ArrivalCounts.of(Arrivals(listed.created_at, listed.followed_by, {"m": half}))
    one, other = (Composition.of(some, found.organic, 101, 149) for some in (counts, lighter))
    np.testing.assert_allclose(other.profiles["m"], np.sqrt(one.profiles["m"]))


def test_unknown_followers_have_no_ratio():
    """A follower of whom neither date nor mark is known is as usual as not."""
    listed = arrivals()
    counts, found = found_in(listed, slice(100, 150))
    composition = Composition.of(counts, found.organic, 101, 149)
    nothing = Arrivals(np.full(2, np.nan), np.full(2, START), {"m": ProfileCodes(np.full(2, -1, np.int8), ("a", "b"))})
    assert composition.ratios(nothing, counts).tolist() == [1.0, 1.0]


@given(st.lists(st.floats(-20, 20), min_size=2, max_size=30), st.data())
def test_supported_ends(steps, data):
    """Ends lie on both sides of the middle, where the evidence is near its best, and no wider ones are."""
    total = np.concatenate([[0.0], np.cumsum(steps)])
    middle = data.draw(st.integers(0, len(total) - 2))
    first, last = supported_ends(total, middle)
    assert 0 <= first <= middle < last < len(total)
    assert total[first] <= total[: middle + 1].min() + np.log(32)
    assert np.all(total[:first] > total[: middle + 1].min() + np.log(32))
    assert total[last] >= total[middle + 1 :].max() - np.log(32)
    assert np.all(total[last + 1 :] < total[middle + 1 :].max() - np.log(32))


def test_no_segment_where_nothing_was_found():
    """Without a called block there is no segment."""
    assert segments_of(*found_in(arrivals())) == []
