"""Username templates: handles of one shape, too many of which were created in one narrow window."""

from typing import Final, NamedTuple

import numpy as np

from fakefollow.audience.cohorts.excess import Excess, is_beyond_chance, log_tail
from fakefollow.audience.cohorts.text_sketches import at_rows, cut, text_hashes
from fakefollow.profiles import BoolArray, FloatArray, IntArray, ProfileTable, TextColumn

DAY: Final = 86_400
WIDTHS: Final = (1, 7, 30)
"""Days of the windows, each laid twice, half a width apart."""
NEIGHBOURS: Final = 6
"""Windows on each side that tell how frequent a shape was at that time."""
SMALLEST: Final = 10
"""Least number of accounts: fewer handles of one shape say nothing."""
LEAST_DIGITS: Final = 2
"""Digits that a shape needs to count at all."""
OVERDISPERSION: Final = 3.0
"""How many times its usual share a shape may have among honest followers of one window."""
PRIOR: Final = 20
"""Accounts of the whole list that a window's neighbours are mixed with."""
_STEP: Final = 1 << 32
"""A shape and a day or window in one number: shape times this plus the other."""
_SHAPE: Final = bytes(
    ord("A")
    if 65 <= code <= 90
    else ord("a")
    if 97 <= code <= 122
    else ord("9")
    if 48 <= code <= 57
    else code
    if code in b"_.-"
    else ord("x")
    for code in range(256)
)


def username_templates(table: ProfileTable, min_size: int) -> list[Excess]:
    """Find shapes of handles that are far more frequent among accounts created together than elsewhere.

    A shape writes each run of capitals as A, of small letters as a, of letters of other scripts as x, and each
    digit as 9: ``Anna_Maria1987`` and ``Jo_Li2001`` are both ``Aa_Aa9999``. X hands out such handles itself, so a
    shape alone says nothing: it must be far beyond three times the larger of its share in the list and its
    share among accounts created shortly before and after the window.

    Parameters
    ----------
    table : ProfileTable
        Profiles with ``username`` and ``created_at``.
    min_size : int
        Least number of accounts; never fewer than 10.

    Returns
    -------
    list of Excess
        Disjoint for each shape; the template is the shape and the window.
    """
    times = table.times("created_at")
    usernames = table.texts("username")
    rows = np.flatnonzero(~np.isnat(times) & ~usernames.is_empty())
    if len(rows) < 2 * SMALLEST:
        return []
    days = times[rows].astype("datetime64[D]").astype(np.int64)
    shapes = username_shapes(usernames.take(rows))
    _, first, shape = np.unique(text_hashes(shapes), return_index=True, return_inverse=True)
    keys = shape * _STEP + days
    order = np.argsort(keys, kind="stable")
    keys, days = keys[order], np.sort(days)
    numbered = _has_digits(at_rows(shapes, first))
    cells = [
        cell
        for width in WIDTHS
        for shift in sorted({0, width // 2})
        for cell in _crowded(keys, days, numbered, min_size, width, shift)
    ]
    return [
        Excess(
            np.sort(
                rows[
                    order[
                        slice(*keys.searchsorted([cell.shape * _STEP + d for d in (cell.first, cell.stop)]))
                    ]
                ]
            ),
            cell.expected,
            f"{at_rows(shapes, first[[cell.shape]]).to_list()[0]}, created "
            f"{np.datetime64(cell.first, 'D')} to {np.datetime64(cell.stop - 1, 'D')}",
        )
        for cell in _strongest(cells)
    ]


def username_shapes(usernames: TextColumn) -> TextColumn:
    """Return the shape of each handle.

    Examples
    --------
    >>> username_shapes(TextColumn.from_strings(["Anna_Maria1987", "jo99", None])).to_list()
    ['Aa_Aa9999', 'a99', None]
    """
    usernames = cut(usernames)
    shape = np.frombuffer(usernames.bytes_used().tobytes().translate(_SHAPE), np.uint8)
    offsets = usernames.offsets - usernames.offsets[0]
    keep = np.ones(len(shape), np.bool_)
    keep[1:] = (shape[1:] != shape[:-1]) | (shape[1:] == ord("9"))
    keep[offsets[:-1][offsets[:-1] < len(shape)]] = True
    before = np.concatenate([np.zeros(1, np.int64), np.cumsum(keep, dtype=np.int64)])
    return TextColumn(shape[keep], before[offsets], usernames.valid)


class Cell(NamedTuple):
    """One shape in one window: ln of its tail, expectation, shape, first day and the day after the last."""

    strength: float
    expected: float
    shape: int
    first: int
    stop: int


def _has_digits(shapes: TextColumn) -> BoolArray:
    of_byte = np.repeat(np.arange(len(shapes)), np.diff(shapes.offsets))
    enough: BoolArray = np.bincount(of_byte, shapes.bytes_used() == ord("9"), len(shapes)) >= LEAST_DIGITS
    return enough


def _crowded(
    keys: IntArray, days: IntArray, numbered: BoolArray, min_size: int, width: int, shift: int
) -> list[Cell]:
    """Return the windows of one width in which a shape is beyond chance; keys and days ascend."""
    # Windows follow days in order, so what was sorted by day is sorted by window.
    keys = keys // _STEP * _STEP + (keys % _STEP + shift) // width
    starts = np.flatnonzero(np.diff(keys, prepend=-1))
    cells, counts = keys[starts], np.diff(starts, append=len(keys))
    large = (counts >= max(min_size, SMALLEST)) & numbered[cells // _STEP]
    n_tests = len(cells) * len(WIDTHS) * 2
    cells, counts = cells[large], counts[large]
    expected = OVERDISPERSION * _expected(keys, (days + shift) // width, cells, counts)
    found = is_beyond_chance(counts, expected, n_tests)
    strength = log_tail(counts, expected)[found].tolist()
    shapes, firsts = cells[found] // _STEP, cells[found] % _STEP * width - shift
    rows = zip(strength, expected[found].tolist(), shapes.tolist(), firsts.tolist(), strict=True)
    return [Cell(nats, most, shape, first, first + width) for nats, most, shape, first in rows]


def _expected(keys: IntArray, windows: IntArray, cells: IntArray, counts: IntArray) -> FloatArray:
    """Return how many accounts of its shape each cell would have at the usual share."""
    window, shape_start = cells % _STEP, cells // _STEP * _STEP
    n_window = _between(windows, window, window + 1)
    n_shape = _between(keys, shape_start, shape_start + _STEP) - counts
    # One more than was seen, so that a shape that is nowhere else is not impossible.
    share = (n_shape + 1) / (len(windows) - n_window + 1)
    n_near = _between(windows, window - NEIGHBOURS, window + NEIGHBOURS + 1) - n_window
    n_alike = _between(keys, cells - NEIGHBOURS, cells + NEIGHBOURS + 1) - counts
    near_share = (n_alike + PRIOR * share) / (n_near + PRIOR)
    return np.maximum(share, near_share).astype(np.float64) * n_window


def _between(ordered: IntArray, low: IntArray, high: IntArray) -> IntArray:
    """Count the ascending values from low up to below high."""
    return ordered.searchsorted(high) - ordered.searchsorted(low)


def _strongest(cells: list[Cell]) -> list[Cell]:
    """Return the strongest cells, those left out that overlap with a stronger one of the same shape."""
    chosen: dict[int, list[Cell]] = {}
    for cell in sorted(cells):
        others = chosen.setdefault(cell.shape, [])
        if all(cell.first >= other.stop or cell.stop <= other.first for other in others):
            others.append(cell)
    return [cell for others in chosen.values() for cell in others]
