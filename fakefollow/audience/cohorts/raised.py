"""Raised together: accounts of one time that have nearly the same numbers of posts, likes, followers and follows.

Knows counts and creation dates, no other column. Constants without a source are conventions; bins and windows were
chosen by ``tests/benchmarks/raised.py`` on made-up stock in simulated lists.
"""

from typing import Final, NamedTuple

import numpy as np

from fakefollow.audience.chance import Excess, is_beyond_chance, log_tail
from fakefollow.audience.cohorts.bios import roots
from fakefollow.audience.cohorts.creation import SMALLEST, STEP, between, crowds
from fakefollow.profiles import DAY, FloatArray, IntArray, ProfileTable

COUNTS: Final = {
    "posts_count": "{} posts",
    "likes_count": "{} likes",
    "followers_count": "{} followers",
    "following_count": "following {}",
}
"""What is compared, and the words for it."""
TELLING: Final = 3
"""Counts in which accounts must be alike: of fewer nothing is told."""
FEW: Final = 3
"""A bin that reaches below this tells nothing: people have none, one or two alike."""
WIDTH, LAID = 1.0, 3
"""Width of bins of log(1 + count), which are laid so many times, evenly shifted."""
ASIDE: Final = 2
"""A bin is compared with those so many steps below and above it. The next ones may hold the rest of a batch."""
BESIDE: Final = 5.0
"""How many times as many as in those a bin may have; with 3 many newcomers of two weeks had a false cohort."""
DAYS: Final = 30
"""Days of the windows of creation, laid twice, half a width apart."""
SKIPPED: Final = 1
"""Windows on each side that do not tell what was usual at that time: they may hold the rest of a batch."""
MIDDLE: Final = (0.05, 0.95)
"""Quantiles of each count that a template names."""
_BITS: Final = 6
"""Bits for the bin of a count: log(1 + count) is below 45 for every count that fits in 64 bits."""


class _Bin(NamedTuple):
    """Accounts of one bin and window that are too many: ln of their tail, and expectation for each of them."""

    strength: float
    expected: float
    members: IntArray


def like_counts(table: ProfileTable, min_size: int) -> list[Excess]:
    """Return accounts created together that have nearly the same counts; the template has nine tenths of them.

    The expectation of a bin of counts and a window of creation is the largest of these: three times what it would
    have at the share of such counts in the list, or at that among accounts created shortly before and after; and five
    times what bins of less and more in one count have in the same window. People of one time differ by factors, so
    that these are nearly as full; accounts are alike only where they are not, in three counts. Bins that share
    accounts are one cohort.
    """
    names = [name for name in COUNTS if table.has(name)]
    table = table.exact(DAY)
    times = table.times("created_at")
    counts = np.array([table.floats(name) for name in names]).reshape(len(names), len(table))
    rows = np.flatnonzero(~np.isnat(times) & ~np.isnan(counts).any(axis=0))
    if len(names) < TELLING or len(rows) < 2 * SMALLEST:
        return []
    days = times[rows].astype("datetime64[D]").astype(np.int64)
    counts = counts[:, rows]
    logs = np.log1p(counts)
    bins = [found for number in range(LAID) for found in _crowded_bins(logs, days, min_size, number / LAID)]

    def excess(members: IntArray, expected: float) -> Excess:
        ranges = np.quantile(counts[:, members], MIDDLE, axis=1, method="nearest").T.tolist()
        said = [COUNTS[name].format(_span(*ends)) for name, ends in zip(names, ranges, strict=True)]
        first, last = (np.datetime64(int(day), "D") for day in (days[members].min(), days[members].max()))
        return Excess(rows[members], expected, f"{', '.join(said)}, created {first} to {last}")

    return [excess(*group) for group in _joined(bins, len(rows))]


def _span(low: float, high: float) -> str:
    """Return a range of counts in words."""
    return f"{low:,.0f} to {high:,.0f}" if low < high else f"{low:,.0f}"


def _crowded_bins(logs: FloatArray, days: IntArray, min_size: int, shift: float) -> list[_Bin]:
    """Return the bins of one laying that hold too many accounts of one window."""
    codes = np.zeros(len(days), np.int64)
    for level in np.floor(logs / WIDTH + shift).astype(np.int64) + ASIDE:
        codes = (codes << _BITS) | level
    keys = codes * STEP + days
    order = np.argsort(keys, kind="stable")
    keys, days = keys[order], np.sort(days)
    bins = []
    for moved in (0, DAYS // 2):
        crowd = crowds(keys, days, max(min_size, SMALLEST), DAYS, moved, SKIPPED)
        beside = _beside(crowd.keys, crowd.found, crowd.counts, len(logs), shift)
        expected = np.maximum(crowd.expected, BESIDE * beside)
        beyond = is_beyond_chance(crowd.counts, expected, crowd.n_tests * LAID * 2)
        strength = log_tail(crowd.counts, expected)
        for at in np.flatnonzero(beyond).tolist():
            start, size = crowd.starts[at], crowd.counts[at]
            bins.append(_Bin(float(strength[at]), float(expected[at] / size), order[start : start + size]))
    return bins


def _beside(keys: IntArray, found: IntArray, counts: IntArray, n_counts: int, shift: float) -> FloatArray:
    """Return the accounts in the bins of less and more of that count which is the third most telling one."""
    beside = []
    for place in range(n_counts):
        unit = STEP << (_BITS * place)
        low, high = (between(keys, found + step, found + step + 1) for step in (-ASIDE * unit, ASIDE * unit))
        lowest = np.expm1(((found // unit) % (1 << _BITS) - ASIDE - shift) * WIDTH)
        beside.append(np.where(lowest < FEW, counts, (low + high) / 2))
    return np.asarray(np.sort(beside, axis=0)[TELLING - 1])


def _joined(bins: list[_Bin], n_accounts: int) -> list[tuple[IntArray, float]]:
    """Return accounts of bins that share some, ascending, and how many of them chance brings together."""
    # Each account counts with the expectation of its strongest bin.
    group, expected, parent = np.full(n_accounts, -1), np.zeros(n_accounts), np.arange(len(bins))
    for number, found in enumerate(sorted(bins, key=lambda one: (one.strength, one.expected))):
        before = group[found.members]
        new = found.members[before < 0]
        group[new], expected[new] = number, found.expected
        parent[roots(parent)[np.unique(before[before >= 0])]] = number
    inside = np.flatnonzero(group >= 0)
    whole = roots(parent)[group[inside]]
    members = [inside[whole == number] for number in np.unique(whole)]
    return [(rows, float(expected[rows].sum())) for rows in members]
