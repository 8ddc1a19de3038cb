"""Pieces: whether a list is in follow order throughout, block by block, and how pieces of it belong together.

In a block of the follow order the creation dates climb with the follows. Read oldest first, their climb lifts the
largest date so far; in a piece that stands too late it stays below, and sets records of its own there, more than a
block in random order, as of delivered stock, does. Knows dates by rank, nothing of accounts.
"""

from itertools import pairwise
from typing import Final

import numpy as np

from fakefollow.audience.order.envelope import Envelope, chance_records, moving_sum
from fakefollow.profiles import BoolArray, FloatArray, IntArray

WINDOWS: Final = 10
SHORTEST_WINDOW, LONGEST_WINDOW = 25, 100
"""Dates of a window: a tenth of the list, within these bounds; a convention."""

RATIO: Final = 1.3
"""A stretch is out of order where windows that do not lift the largest date so far have so many times the records of a
random order, and `_least_surplus` standard deviations more."""

WRONG_DATES: Final = 0.0025
"""Share of wrong dates, and five on top, that a list may have; more of them are a piece of another time."""

CUTS: Final = 4
KEPT_RECORDS: Final = 0.97
"""Pieces are halved so often at most, and put together if so many of their records are records of the whole: of 456
simulated lists in pieces 19 were put together wrongly (rank correlation below .9) at .9, 7 of 403 are at this."""

NEARLY_ALL, ROUGHLY_SORTED, FEWEST_DATES = 0.995, 0.2, 20
"""A list is roughly sorted by creation dates where so many accounts are at most so much of all the time that they span
older than one before them: sorted by the year .18 at most in simulated lists of 150 to 3,000, by the month .02, in
those in follow order .33 and more."""


def right_dates(created_at: FloatArray, observed_at: FloatArray, envelope: Envelope) -> BoolArray:
    """Tell which followers have a date to test the order by, oldest first: known, and not wrong by the envelope."""
    known = np.isfinite(created_at) & ~(created_at > observed_at)
    below = known & (created_at <= envelope.at(len(created_at)))
    few = int((known & ~below).sum()) <= 5 + WRONG_DATES * len(created_at)
    return np.asarray(below if few else known)


def is_in_pieces(dates: FloatArray) -> bool:
    """Tell whether some stretch of a list, dates all known, oldest first, is out of the order of the rest."""
    size = min(max(len(dates) // WINDOWS, SHORTEST_WINDOW), LONGEST_WINDOW)
    n = len(dates) // size
    if n < 2:
        return False
    windows = dates[len(dates) - n * size :].reshape(n, size)
    lifts = windows.max(axis=1)[1:] > np.maximum.accumulate(windows.max(axis=1))[:-1]
    highest = np.maximum.accumulate(windows[1:], axis=1)
    records = 1.0 + (highest[:, 1:] > highest[:, :-1]).sum(axis=1)
    chances = 1.0 / np.arange(1, size + 1)
    usual, variance = float(chances.sum()), float((chances * (1.0 - chances)).sum())
    surplus, flat = np.where(lifts, 0.0, records - usual), np.where(lifts, 0.0, 1.0)
    least = _least_surplus(len(dates)) * float(np.sqrt(variance))
    for reach in (0, *(2**power for power in range(int(np.log2(n)) + 1))):
        more, many = moving_sum(surplus, reach), np.maximum(moving_sum(flat, reach), 1.0)
        if ((more > least * np.sqrt(many)) & (more > (RATIO - 1.0) * usual * many)).any():
            return True
    return False


def _least_surplus(n_dates: int) -> float:
    """Return standard deviations that neither chance nor stock delivered in the order of its making reaches."""
    # 3 at 200 dates, 5 at 1,000, 9 at 20,000: in lists in order, some hundred simulated and four real ones, stretches
    # reached 2.3, 3.6 and, in one of 16,000 with blocks that look bought, 7.8; in swapped and shuffled pages mostly
    # twice of this and more.
    return 3.0 * float(np.log10(n_dates)) - 4.0


def is_roughly_sorted(dates: FloatArray) -> bool:
    """Tell whether a list is sorted by creation dates up to their month or year; NaN is not known.

    In follow order older accounts come all along the list. Nowhere do they in a sorted one.
    """
    known = dates[np.isfinite(dates)]
    if len(known) < FEWEST_DATES:
        return False
    first, last = np.quantile(known, [1.0 - NEARLY_ALL, NEARLY_ALL])
    behind = np.maximum.accumulate(np.minimum(known, last)) - known
    return bool(np.quantile(behind, NEARLY_ALL, method="higher") < ROUGHLY_SORTED * (last - first))


def put_together(dates: FloatArray) -> IntArray | None:
    """Return the order of a list in pieces, oldest first; None where the dates leave a doubt.

    Pieces begin where restarting the largest date so far gives most records; they are sorted by their latest dates,
    those split that span the time of another. All dates are known.
    """
    pieces = _cut(dates, 0, len(dates), CUTS)
    if any(len(_cut(dates, *piece, 1)) > 1 for piece in pieces):  # more pieces than are told apart
        return None
    pieces = _split_at_gaps(dates, pieces)
    pieces.sort(key=lambda piece: float(dates[piece[0] : piece[1]].max()))
    order = np.concatenate([np.arange(*piece) for piece in pieces])
    own = sum(_n_records(dates[start:stop]) for start, stop in pieces)
    if is_in_pieces(dates[order]) or _n_records(dates[order]) < KEPT_RECORDS * own:
        return None
    return order


PAGES: Final = (1_000, 500, 250, 200, 150, 120, 100, 90, 80, 75, 70, 60, 50, 40, 30)
"""Followers of a page, as platforms and exports hand them out; on shorter ones too few records tell pages apart."""
FEWEST_PAGES: Final = 5
"""On fewer the grid is not sure; a convention."""
SURE: Final = 3
"""Records that are lost at least where a page changes places with the next one."""
ALIGNED: Final = 1.4
"""So many times the records of any grid moved by a quarter, half or three quarters of a page. In 600 simulated lists of
shuffled pages, some of no usual size, 99 % of wrong grids had less than 1.26 times those, half of the right ones 1.46
and more; with the doubts beside it none was taken for right."""


def put_pages_together(dates: FloatArray, places: IntArray) -> IntArray | None:
    """Return the order of a list whose pages were shuffled, by their latest dates; None where that leaves a doubt.

    ``dates`` that are not known are -inf, ``places`` those in the list as it came. A page without records of its own,
    as of bought stock, is a doubt, and so is a shorter page, which may have stood anywhere.
    """
    for size in PAGES:
        if len(dates) % size or len(dates) < FEWEST_PAGES * size:
            continue
        orders = [_by_latest(dates, (places + size * quarter // 4) // size) for quarter in range(4)]
        moved = max(_n_records(dates[order]) for order in orders[1:])
        found = dates[orders[0]]
        if _n_records(found) < ALIGNED * moved or is_in_pieces(found[found > -np.inf]):
            continue
        climbs = np.maximum.accumulate(found.reshape(-1, size), axis=1)
        is_record = np.insert(climbs[:, 1:] > climbs[:, :-1], 0, climbs[:, 0] > -np.inf, axis=1)
        before = np.concatenate([[-np.inf], climbs[:-1, -1]])[:, np.newaxis]
        own = (is_record & (climbs > before)).sum(axis=1)
        alone = (is_record[1:] & (climbs[1:] > before[:-1])).sum(axis=1)
        if (own[:-1] + own[1:] - alone).min() >= SURE:
            return orders[0]
    return None


def _by_latest(dates: FloatArray, pages: IntArray) -> IntArray:
    """Return the order of pages, whose numbers are given, by their latest dates."""
    latest = np.full(pages.max() + 1, -np.inf)
    np.maximum.at(latest, pages, dates)
    return np.lexsort((pages, latest[pages]))


def _n_records(dates: FloatArray) -> int:
    return len(np.unique(np.maximum.accumulate(dates)))


def _cut(dates: FloatArray, start: int, stop: int, cuts: int) -> list[tuple[int, int]]:
    """Return the pieces of a stretch, halved so often at most: first and behind the last index of each."""
    part = dates[start:stop]
    before = np.concatenate([[0], np.cumsum(np.diff(np.maximum.accumulate(part), prepend=-np.inf) > 0)])[:-1]
    both = before + _records_from(part)
    best = int(np.argmax(both))
    if both[best] - both[0] <= chance_records(len(part)) or not cuts:
        return [(start, stop)]
    return [*_cut(dates, start, start + best, cuts - 1), *_cut(dates, start + best, stop, cuts - 1)]


def _records_from(dates: FloatArray) -> IntArray:
    """Return how many records there are from each place on, if one begins there."""
    records, higher = np.zeros(len(dates), np.int64), list[int]()
    values = dates.tolist()
    for place in range(len(values) - 1, -1, -1):
        while higher and values[higher[-1]] <= values[place]:
            higher.pop()
        higher.append(place)
        records[place] = len(higher)
    return records


def _split_at_gaps(dates: FloatArray, pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the pieces, those split that span when another one begins or ends."""
    climbs = [np.maximum.accumulate(dates[start:stop]) for start, stop in pieces]
    ends = {float(climb[place]) for climb in climbs for place in (min(SHORTEST_WINDOW, len(climb) - 1), -1)}
    split = []
    for (start, stop), climb in zip(pieces, climbs, strict=True):
        cuts = start + np.unique(np.searchsorted(climb, sorted(ends), side="right"))
        kept = cuts[(cuts >= start + SHORTEST_WINDOW) & (cuts <= stop - SHORTEST_WINDOW)].tolist()
        split += [*pairwise([start, *kept, stop])]
    return split
