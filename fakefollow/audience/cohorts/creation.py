"""Made together: accounts numbered in a row, created in one minute, or named alike in one narrow window.

Knows ids, handles and creation dates, no other column. Constants without a source are conventions.
"""

from string import ascii_lowercase, ascii_uppercase, digits
from typing import Final, NamedTuple

import numpy as np

from fakefollow.audience.chance import Excess, is_beyond_chance, log_tail
from fakefollow.audience.cohorts.text_sketches import cut, text_hashes
from fakefollow.profiles import DAY, BoolArray, FloatArray, IntArray, ProfileTable, TextColumn

OVERDISPERSION: Final = 3.0
"""How many times its usual density an honest minute, run or shape of handles may have: sign-ups follow the hour and
the news. A convention, with which the organic lists of ``tests/benchmarks/cohorts.py`` have next to no cohort."""

DIGITS: Final = 15
"""Ids of more digits are made of times (X since February 2016, Mastodon) and do not count accounts."""
NEAR: Final = 20
"""Ids are near where their gap is at most 1 in so many of the mean gap around; a convention."""
AROUND: Final = 1_000
"""Accounts on each side that the mean gap is taken of, where the list has as many."""
SIDES: Final = (10, 100, 1_000)
"""Accounts on each side of a run that the density around it is taken of."""

ONE_SITTING: Final = np.timedelta64(12, "h")
"""Numbers in a row that were given over a longer time are a wave of sign-ups, as a television show brings it."""


def sequential_ids(table: ProfileTable, min_size: int) -> list[Excess]:
    """Return runs of nearly consecutive decimal ids below 10 to the 15th; the template is the first and last id.

    The expectation is three times the highest density among the next 10, 100 and 1,000 accounts before and after
    a run, so that a day on which many signed up is not called a sequence.
    """
    ids, rows = _account_numbers(table.texts("id"))
    if len(ids) < 2 * min_size:
        return []
    order = np.argsort(ids, kind="stable")
    ids, rows = ids[order], rows[order]
    starts, stops = _runs_of_near(ids)
    large = stops - starts >= min_size
    starts, stops = starts[large], stops[large]
    expected = OVERDISPERSION * _id_density(ids, starts, stops) * (ids[stops - 1] - ids[starts] + 1)
    # The first of a run is where it is by definition: only those after it can be too many.
    beyond = is_beyond_chance(stops - starts - 1, expected, len(ids)) & _made_in_one_go(table, rows, starts, stops)
    return [
        Excess(np.sort(rows[start:stop]), float(mean), f"{ids[start]} to {ids[stop - 1]}")
        for start, stop, mean in zip(starts[beyond], stops[beyond], expected[beyond], strict=True)
    ]


def _made_in_one_go(table: ProfileTable, rows: IntArray, starts: IntArray, stops: IntArray) -> BoolArray:
    """Tell in which runs no two known creation dates are further apart than one sitting."""
    created = table.times("created_at")
    ends = [created[rows[start:stop]] for start, stop in zip(starts, stops, strict=True)]
    known = [times[~np.isnat(times)] for times in ends]
    return np.array([not len(times) or np.ptp(times) <= ONE_SITTING for times in known], np.bool_)


def _account_numbers(ids: TextColumn) -> tuple[IntArray, IntArray]:
    """Return the ids that are account numbers and their rows."""
    lengths = np.diff(ids.offsets)
    rows = np.flatnonzero((lengths > 0) & (lengths <= DIGITS))
    lengths = lengths[rows]
    numbers = np.zeros(len(rows), np.int64)
    decimal: BoolArray = np.ones(len(rows), np.bool_)
    for position, digit in enumerate(ids.take(rows).byte_matrix(DIGITS).T.astype(np.int64) - ord("0")):
        inside = position < lengths
        decimal &= ~inside | ((digit >= 0) & (digit <= 9))
        numbers = np.where(inside, numbers * 10 + digit, numbers)
    decimal &= numbers > 0
    return numbers[decimal], rows[decimal]


def _runs_of_near(ids: IntArray) -> tuple[IntArray, IntArray]:
    """Return where runs of near ids start and stop."""
    side = min(AROUND, len(ids) // 4 + 1)
    gaps = np.arange(len(ids) - 1)
    low, high = np.maximum(gaps - side, 0), np.minimum(gaps + 1 + side, len(ids) - 1)
    mean_gap = (ids[high] - ids[low]) / (high - low)
    far = np.flatnonzero(np.diff(ids) * NEAR > mean_gap) + 1
    return np.concatenate([np.zeros(1, np.int64), far]), np.append(far, len(ids))


def _id_density(ids: IntArray, starts: IntArray, stops: IntArray) -> FloatArray:
    """Return the highest density of accounts, per id, before and after runs."""
    highest = np.zeros(len(starts))
    for side in SIDES:
        before, after = np.maximum(starts - side, 0), np.minimum(stops - 1 + side, len(ids) - 1)
        for n, span in ((starts - before, ids[starts] - ids[before]), (after - stops + 1, ids[after] - ids[stops - 1])):
            # A side that the list's end cuts short has too few accounts to tell a density.
            known = (n >= min(side, SIDES[0])) & (span > 0)
            highest = np.where(known, np.maximum(highest, n / np.maximum(span, 1)), highest)
    whole = len(ids) / max(int(ids[-1] - ids[0]), 1)
    return np.where(highest > 0, highest, whole)


MINUTE: Final = 60
SPANS: Final = (3_600, 86_400, 30 * 86_400)
"""Seconds before and after the minute in which sign-ups are counted: an hour, a day, 30 days."""
FULL_HOURS: Final = 0.02
"""Share of accounts created on a full hour above which dates were rounded; honest seconds give 1 in 3,600."""


def creation_minutes(table: ProfileTable, min_size: int) -> list[Excess]:
    """Return minutes in which many more accounts were created than around them; the template is ISO 8601 in UTC.

    The expectation is three times the highest density of `SPANS` before and after: a busy evening is no batch. Times on
    a full hour are left out where they are more frequent than clocks allow: such dates were rounded.
    """
    times = table.exact().times("created_at")
    seen = ~np.isnat(times)
    seconds = np.where(seen, times, np.datetime64(0, "us")).astype("datetime64[s]").astype(np.int64)
    full_hour = seconds % 3_600 == 0
    if np.count_nonzero(full_hour & seen) > max(FULL_HOURS * np.count_nonzero(seen), 1):
        seen &= ~full_hour
    rows = np.flatnonzero(seen)
    rows = rows[np.argsort(seconds[rows], kind="stable")]
    seconds = seconds[rows]
    minutes, firsts, counts = np.unique(seconds // MINUTE, return_index=True, return_counts=True)
    large = np.flatnonzero(counts >= min_size)
    expected = OVERDISPERSION * _usual_in_a_minute(seconds, minutes[large] * MINUTE)
    beyond = is_beyond_chance(counts[large], expected, len(minutes))
    return [
        Excess(
            np.sort(rows[firsts[index] : firsts[index] + counts[index]]),
            float(mean),
            f"{np.datetime64(int(minutes[index]), 'm')}Z",
        )
        for index, mean in zip(large[beyond].tolist(), expected[beyond], strict=True)
    ]


def _usual_in_a_minute(seconds: IntArray, starts: IntArray) -> FloatArray:
    """Return the accounts that a minute would have at the highest density around it."""
    stops = starts + MINUTE
    first, last = seconds.searchsorted(starts), seconds.searchsorted(stops)
    highest = np.zeros(len(starts))
    for span in SPANS:
        before = first - seconds.searchsorted(starts - span)
        after = seconds.searchsorted(stops + span) - last
        # One more than was seen: that none was seen does not say that there is none.
        highest = np.maximum(highest, (np.maximum(before, after) + 1) * MINUTE / span)
    return highest


WIDTHS: Final = (1, 7, 30)
"""Days of the windows, each laid twice, half a width apart."""
NEIGHBOURS: Final = 6
"""Windows on each side that tell how frequent a shape was at that time."""
SMALLEST: Final = 10
"""Least number of accounts: fewer handles of one shape say nothing; a convention."""
LEAST_DIGITS: Final = 2
"""Digits that a shape needs to count at all; a convention."""
PRIOR: Final = 20
"""Accounts of the whole list that a window's neighbours are mixed with; a convention."""
STEP: Final = 1 << 32
"""A shape and a day or window in one number: shape times this plus the other."""
_LIKE: Final = dict.fromkeys(ascii_uppercase, "A") | dict.fromkeys(ascii_lowercase, "a") | dict.fromkeys(digits, "9")
_SHAPE: Final = bytes(ord(_LIKE.get(sign, sign if sign in "_.-" else "x")) for sign in map(chr, range(256)))


class CrowdedWindow(NamedTuple):
    """One shape in one window: ln of its tail, expectation, shape, first day and the day after the last."""

    strength: float
    expected: float
    shape: int
    first: int
    stop: int


def username_templates(table: ProfileTable, min_size: int) -> list[Excess]:
    """Return shapes of handles that are far more frequent among accounts created together than elsewhere, see `crowds`.

    X hands out handles of one shape itself, so a shape alone says nothing. The template is the shape and the window.
    """
    times = table.exact(DAY).times("created_at")
    usernames = table.texts("username")
    rows = np.flatnonzero(~np.isnat(times) & ~usernames.is_empty())
    if len(rows) < 2 * SMALLEST:
        return []
    days = times[rows].astype("datetime64[D]").astype(np.int64)
    shapes = username_shapes(usernames.take(rows))
    _, first, shape = np.unique(text_hashes(shapes), return_index=True, return_inverse=True)
    keys = shape * STEP + days
    order = np.argsort(keys, kind="stable")
    keys, days = keys[order], np.sort(days)
    numbered = _has_digits(shapes.take(first))
    windows = [
        window
        for width in WIDTHS
        for shift in sorted({0, width // 2})
        for window in _crowded(keys, days, numbered, min_size, width, shift)
    ]

    def excess(window: CrowdedWindow) -> Excess:
        start, stop = keys.searchsorted([window.shape * STEP + day for day in (window.first, window.stop)])
        dates = f"{np.datetime64(window.first, 'D')} to {np.datetime64(window.stop - 1, 'D')}"
        (template,) = shapes.take(first[[window.shape]]).to_list()
        return Excess(np.sort(rows[order[start:stop]]), window.expected, f"{template}, created {dates}")

    return [excess(window) for window in _strongest(windows)]


def username_shapes(usernames: TextColumn) -> TextColumn:
    """Return handles with runs of capitals as A, of small letters as a, of others as x, and digits as 9."""
    usernames = cut(usernames)
    shape = np.frombuffer(usernames.bytes_used().tobytes().translate(_SHAPE), np.uint8)
    offsets = usernames.offsets - usernames.offsets[0]
    keep = np.ones(len(shape), np.bool_)
    keep[1:] = (shape[1:] != shape[:-1]) | (shape[1:] == ord("9"))
    keep[offsets[:-1][offsets[:-1] < len(shape)]] = True
    before = np.concatenate([np.zeros(1, np.int64), np.cumsum(keep, dtype=np.int64)])
    return TextColumn(shape[keep], before[offsets], usernames.valid)


def _has_digits(shapes: TextColumn) -> BoolArray:
    """Tell which shapes have enough digits to count."""
    of_byte = np.repeat(np.arange(len(shapes)), np.diff(shapes.offsets))
    return np.asarray(np.bincount(of_byte, shapes.bytes_used() == ord("9"), len(shapes)) >= LEAST_DIGITS)


def _crowded(
    keys: IntArray, days: IntArray, numbered: BoolArray, min_size: int, width: int, shift: int
) -> list[CrowdedWindow]:
    """Return the windows of one width in which a shape is beyond chance; keys and days ascend."""
    crowd = crowds(keys, days, max(min_size, SMALLEST), width, shift)
    beyond = is_beyond_chance(crowd.counts, crowd.expected, crowd.n_tests * len(WIDTHS) * 2)
    beyond &= numbered[crowd.found // STEP]
    strength = log_tail(crowd.counts, crowd.expected)[beyond].tolist()
    shapes, firsts = crowd.found[beyond] // STEP, crowd.found[beyond] % STEP * width - shift
    rows = zip(strength, crowd.expected[beyond].tolist(), shapes.tolist(), firsts.tolist(), strict=True)
    return [CrowdedWindow(nats, most, shape, first, first + width) for nats, most, shape, first in rows]


class Crowds(NamedTuple):
    """Shapes in windows: ascending keys of all accounts, and those of each crowd, where it starts, size, expectation.

    ``n_tests`` counts the small ones too.
    """

    keys: IntArray
    found: IntArray
    starts: IntArray
    counts: IntArray
    expected: FloatArray
    n_tests: int


def crowds(keys: IntArray, days: IntArray, least: int, width: int, shift: int, skipped: int = 0) -> Crowds:
    """Return how many accounts of one shape each window has, where at least so many; keys and days ascend.

    The expectation is three times what the window would have at the larger of the share of the shape in the list and
    among accounts created shortly before and after, the nearest windows skipped or not.
    """
    # Windows follow days in order, so what was sorted by day is sorted by window.
    keys = keys // STEP * STEP + (keys % STEP + shift) // width
    starts = np.flatnonzero(np.diff(keys, prepend=-1))
    counts = np.diff(starts, append=len(keys))
    large = np.flatnonzero(counts >= least)
    found = keys[starts[large]]
    expected = OVERDISPERSION * _usual_of_shape(keys, (days + shift) // width, found, counts[large], skipped)
    return Crowds(keys, found, starts[large], counts[large], expected, len(counts))


def _usual_of_shape(keys: IntArray, windows: IntArray, crowds: IntArray, counts: IntArray, skipped: int) -> FloatArray:
    """Return how many accounts of its shape each window would have at the usual share; see `crowds`."""
    window, shape_start = crowds % STEP, crowds // STEP * STEP
    n_window = between(windows, window, window + 1)
    n_shape = between(keys, shape_start, shape_start + STEP) - counts
    # One more than was seen, so that a shape that is nowhere else is not impossible.
    share = (n_shape + 1) / (len(windows) - n_window + 1)
    n_near = _around(windows, window, NEIGHBOURS) - _around(windows, window, skipped)
    n_alike = _around(keys, crowds, NEIGHBOURS) - _around(keys, crowds, skipped)
    near_share = (n_alike + PRIOR * share) / (n_near + PRIOR)
    return np.maximum(share, near_share).astype(np.float64) * n_window


def _around(ascending: IntArray, places: IntArray, distance: int) -> IntArray:
    """Return how many of the values lie at most so far from each place."""
    return between(ascending, places - distance, places + distance + 1)


def between(ascending: IntArray, low: IntArray, high: IntArray) -> IntArray:
    """Return how many of the values lie from low up to below high."""
    return ascending.searchsorted(high) - ascending.searchsorted(low)


def _strongest(windows: list[CrowdedWindow]) -> list[CrowdedWindow]:
    """Return the strongest windows without those that overlap with a stronger one of the same shape."""
    chosen: dict[int, list[CrowdedWindow]] = {}
    for window in sorted(windows):
        others = chosen.setdefault(window.shape, [])
        if all(window.first >= other.stop or window.stop <= other.first for other in others):
            others.append(window)
    return [window for others in chosen.values() for window in others]
