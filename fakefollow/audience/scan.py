"""Search a follower list for runs that do not look like organic arrival.

Windows of many lengths are compared with the null model. What is found small is set aside before longer windows are
looked at, so that each run is found at its own length; then the null model is learnt anew from what is left. A
window is called when its evidence exceeds ln(number of windows / `FALSE_RUNS`): the chance of any false run in an
organic list is at most `FALSE_RUNS` then (Bonferroni), stricter than a false-discovery rate of the same size.
Knows counts and the null model; what a run means is told elsewhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from fakefollow.audience.arrival_counts import ArrivalCounts
from fakefollow.audience.e_values import excess_evidence, log_mean_exp
from fakefollow.audience.organic_arrivals import OrganicArrivals
from fakefollow.table import BoolArray, FloatArray

FALSE_RUNS: Final = 0.05

TOLERANCE: Final = {"dates": 2.0, "young": 2.0, "profiles": 1.6}
"""Organic arrival varies beyond the null model: so many times more than expected is still called organic.

For young followers it is so many times fewer: a post that travels brings older accounts than a usual day.
"""

LEAST_SHARE: Final = {"dates": 0.003, "profiles": 0.01}
"""Added to every share expected, so that what was hardly ever seen is not taken for impossible."""

DATE_SPANS: Final = (1, 2, 4, 8)
"""Windows of creation dates, in cells."""

CREATION_SIGNS: Final = ("dates", "young")
ROUNDS: Final = 5
SEED_WINDOW: Final = (40, 160)
"""Windows that the search begins from hold a 25th of the list, but so many followers at least and at most."""

FEWEST_SEEDS: Final = 2
NATS_PER_FOLLOWER: Final = {"dates": 0.4, "young": 0.1}
"""More evidence than this against the reference, for each follower, and no list is organic."""

SEED_NATS: Final = 8.0


@dataclass(frozen=True, slots=True, eq=False)
class Windows:
    """Windows of one length: their first blocks, and the length in blocks."""

    starts: NDArray[np.intp]
    length: int

    @property
    def stops(self) -> NDArray[np.intp]:
        """First blocks behind the windows."""
        return self.starts + self.length

    def totals(self, values: FloatArray) -> FloatArray:
        """Return sums over each window of what belongs to blocks."""
        total = np.concatenate([np.zeros((1, *values.shape[1:])), np.cumsum(values, axis=0)])
        sums: FloatArray = total[self.stops] - total[self.starts]
        return sums


def windows_of(n_blocks: int) -> Iterator[Windows]:
    """Yield the windows that are looked at, short ones first: lengths double, starts are a quarter apart."""
    length = 1
    while length <= n_blocks:
        yield Windows(np.arange(0, n_blocks - length + 1, max(1, length // 4)), length)
        length *= 2


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What a search found.

    Parameters
    ----------
    organic : OrganicArrivals
        The null model in the end.
    bought : ndarray of bool, shape (n_blocks,)
        Blocks that do not look like organic arrival.
    evidence : ndarray of shape (n_blocks,)
        Largest evidence of a window that was called and holds the block, in nats; -inf elsewhere.
    n_windows : int
        How many windows were looked at.
    """

    organic: OrganicArrivals
    bought: BoolArray
    evidence: FloatArray
    n_windows: int


def search(counts: ArrivalCounts) -> Found:
    """Search a list, learning the null model and finding runs in turn."""
    organic_blocks = _seeds(counts)
    found = _called(counts, OrganicArrivals.learn(counts, organic_blocks))
    for _ in range(ROUNDS - 1):
        if found.bought.all() or not organic_blocks.any():
            break
        previous = found.bought
        found = _called(counts, OrganicArrivals.learn(counts, ~_widened(previous)))
        if np.array_equal(found.bought, previous):
            break
    return found


def _widened(blocks: BoolArray) -> BoolArray:
    """Return blocks and their neighbours, which may hold the ends of a run."""
    wide = blocks.copy()
    wide[1:] |= blocks[:-1]
    wide[:-1] |= blocks[1:]
    return wide


def _called(counts: ArrivalCounts, organic: OrganicArrivals) -> Found:
    n_windows = sum(len(windows.starts) for windows in windows_of(counts.n_blocks))
    limit = np.log(n_windows / FALSE_RUNS)
    bought = np.zeros(counts.n_blocks, np.bool_)
    strongest = np.full(counts.n_blocks, -np.inf)
    for windows in windows_of(counts.n_blocks):
        while True:
            evidence = total_evidence(window_evidence(counts, organic, windows, ~bought))
            chosen = _apart(windows, evidence, limit)
            if not chosen:
                break
            for place in chosen:
                span = slice(windows.starts[place], windows.stops[place])
                bought[span] = True
                strongest[span] = np.maximum(strongest[span], evidence[place])
    return Found(organic, bought, strongest, n_windows)


def _apart(windows: Windows, evidence: FloatArray, limit: float) -> list[int]:
    """Return windows whose evidence reaches the limit, the strongest first, none of which overlap."""
    hits = np.flatnonzero(evidence >= limit)
    taken: list[int] = []
    used = np.zeros(int(windows.stops[-1]), np.bool_)
    for place in hits[np.argsort(-evidence[hits], kind="stable")].tolist():
        span = slice(windows.starts[place], windows.stops[place])
        if not used[span].any():
            used[span] = True
            taken.append(place)
    return taken


def _seeds(counts: ArrivalCounts) -> BoolArray:
    """Return blocks to begin with: those whose arrivals the reference explains.

    Where it explains too few, the fifth of the list that it explains best, unless even that is beyond what any
    organic list shows: then nothing of the list is taken to be organic.
    """
    followers = float(np.clip(counts.n_followers / 25, *SEED_WINDOW))
    length = min(max(1, round(followers / counts.block)), counts.n_blocks)
    windows = Windows(np.arange(0, counts.n_blocks - length + 1, max(1, length // 2)), length)
    reference = OrganicArrivals.learn(counts, np.zeros(counts.n_blocks, np.bool_))
    signs = window_evidence(counts, reference, windows, np.ones(counts.n_blocks, np.bool_))
    against = sum(np.maximum(signs[name], 0.0) for name in CREATION_SIGNS)
    possible = np.ones(len(windows.starts), np.bool_)
    for name, nats in NATS_PER_FOLLOWER.items():
        possible &= signs[name] <= max(nats * length * counts.block, SEED_NATS)
    explained = possible & (against < SEED_NATS)
    if explained.sum() < FEWEST_SEEDS:
        best = np.argsort(against, kind="stable")[: max(3, len(against) // 5)]
        explained = possible & np.isin(np.arange(len(against)), best)
    organic = np.zeros(counts.n_blocks, np.bool_)
    for start in windows.starts[explained].tolist():
        organic[start : start + length] = True
    return organic


def window_evidence(
    counts: ArrivalCounts, organic: OrganicArrivals, windows: Windows, used: BoolArray
) -> dict[str, FloatArray]:
    """Return the evidence of every sign, in nats and shape (n_windows,), in windows of which some blocks are used.

    Signs are ``dates`` (created within a short time), ``young`` (hardly any young account), and one for each set
    of marks (profiles alike beyond what accounts of their age show).
    """
    blocks = used.astype(np.float64)
    signs = {
        "dates": _date_evidence(counts, organic, windows, blocks),
        "young": _young_evidence(counts, organic, windows, blocks),
    }
    for name, codes in counts.marks.items():
        signs[name] = _mark_evidence(codes, organic.marks[name], windows, blocks)
    return signs


def total_evidence(signs: dict[str, FloatArray]) -> FloatArray:
    """Return the evidence of all signs together.

    A mean of e-values is one; so is the product of one about creation dates and one about profiles of the same
    age, which are independent in organic arrival.
    """
    creation = [name for name in signs if name in CREATION_SIGNS]
    profile = [name for name in signs if name not in CREATION_SIGNS]
    both = [signs[one] + signs[other] for one in creation for other in profile]
    return log_mean_exp(np.stack([*signs.values(), *both]), axis=0)


def _expected_share(share: FloatArray, size: FloatArray, windows: Windows) -> FloatArray:
    """Return the share expected in windows from those of their blocks."""
    return windows.totals(share * size) / np.maximum(windows.totals(size), 1e-9)


def _date_evidence(
    counts: ArrivalCounts, organic: OrganicArrivals, windows: Windows, used: FloatArray
) -> FloatArray:
    dates = counts.dates * used[:, None]
    size = dates.sum(axis=1, keepdims=True)
    seen = _running(windows.totals(dates))
    expected = _running(_expected_share(organic.dates, size, windows))
    n = seen[:, -1]
    spans = [span for span in DATE_SPANS if span <= dates.shape[1]]
    nats = []
    for span in spans:
        share = TOLERANCE["dates"] * (expected[:, span:] - expected[:, :-span]) + LEAST_SHARE["dates"] * span
        nats.append(excess_evidence(seen[:, span:] - seen[:, :-span], n, share))
    return log_mean_exp(np.stack(nats), axis=0)


def _running(values: FloatArray) -> FloatArray:
    return np.concatenate([np.zeros((len(values), 1)), np.cumsum(values, axis=1)], axis=1)


def _young_evidence(
    counts: ArrivalCounts, organic: OrganicArrivals, windows: Windows, used: FloatArray
) -> FloatArray:
    size = (counts.aged * used)[:, None]
    n = windows.totals(size)
    older = n - windows.totals(counts.young * used[:, None])
    share = 1.0 - _expected_share(organic.young, size, windows) / TOLERANCE["young"]
    return excess_evidence(older[:, 1:], n[:, 0], share[:, 1:])


def _mark_evidence(codes: FloatArray, share: FloatArray, windows: Windows, used: FloatArray) -> FloatArray:
    codes = codes * used[:, None, None]
    size = codes.sum(axis=2, keepdims=True)
    seen, n = windows.totals(codes), windows.totals(size)[:, :, 0]
    allowed = TOLERANCE["profiles"] * _expected_share(share, size, windows) + LEAST_SHARE["profiles"]
    ages = [excess_evidence(seen[:, age], n[:, age], allowed[:, age]) for age in range(codes.shape[1])]
    return log_mean_exp(np.stack(ages), axis=0)
