"""Search a follower list for runs that do not look like organic arrival.

Windows of many lengths are compared with the null model. What is found small is set aside before longer windows are
looked at, so that each run is found at its own length; then the null model is learnt anew from what is left. A
window is called when its evidence exceeds ln(number of windows / `FALSE_RUNS`): the chance of any false run in an
organic list is at most `FALSE_RUNS` then (Bonferroni), stricter than a false-discovery rate of the same size.
Knows counts and the null model; what a run means is told elsewhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from fakefollow.audience.purchases.arrivals import ArrivalCounts
from fakefollow.audience.purchases.organic import CreationAges, OrganicArrivals
from fakefollow.audience.purchases.windows import (
    CREATION_SIGNS,
    DATES,
    YOUNG,
    Windows,
    running_signs,
    signs_of,
    total_evidence,
    window_evidence,
)
from fakefollow.profiles import BoolArray, FloatArray

FALSE_RUNS: Final = 0.05

ROUNDS: Final = 5
"""How often the null model is learnt at most; two to four times are usual."""

FEWEST_ORGANIC: Final = 40
"""From fewer followers no null model is learnt."""

PART: Final = 25
PART_FOLLOWERS: Final = (40, 160)
"""Windows that are compared with the reference hold this part of the list, but so many followers at least and most."""

NATS_PER_FOLLOWER: Final = {DATES: 0.4, YOUNG: 0.1}
"""A window with more evidence than this against the reference, for each follower, is not organic in any list."""


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
    """Search a list, finding runs and learning the null model in turn, the reference being the first null model."""
    ages = CreationAges.of(counts)
    reference = OrganicArrivals.learn(counts, ages, np.zeros(counts.n_blocks, np.bool_))
    # The reference says how old followers are, and nothing of their profiles.
    found = _called(replace(counts, marks={}), reference)
    possible, best = _compared(counts, reference)
    organic = _left(found) & possible
    if organic.sum() * counts.block < FEWEST_ORGANIC:
        organic = best
    for _ in range(ROUNDS - 1):
        if organic.sum() * counts.block < FEWEST_ORGANIC:
            break
        previous = found.bought
        found = _called(counts, OrganicArrivals.learn(counts, ages, organic))
        organic = _left(found) & possible
        if np.array_equal(found.bought, previous):
            break
    return found


def _left(found: Found) -> BoolArray:
    """Return the blocks in no run and not beside one, which may hold its ends."""
    wide = found.bought.copy()
    wide[1:] |= found.bought[:-1]
    wide[:-1] |= found.bought[1:]
    return ~wide


def windows_of(n_blocks: int) -> Iterator[Windows]:
    """Yield the windows that are looked at, short ones first: lengths double, starts are a quarter apart."""
    length = 1
    while length <= n_blocks:
        yield Windows(np.arange(0, n_blocks - length + 1, max(1, length // 4)), length)
        length *= 2


def _called(counts: ArrivalCounts, organic: OrganicArrivals) -> Found:
    """Call windows, short ones first; what was called counts for no other window."""
    n_windows = sum(len(windows.starts) for windows in windows_of(counts.n_blocks))
    limit = np.log(n_windows / FALSE_RUNS)
    bought = np.zeros(counts.n_blocks, np.bool_)
    strongest = np.full(counts.n_blocks, -np.inf)
    signs = signs_of(counts, organic)
    running = running_signs(signs, ~bought)
    for windows in windows_of(counts.n_blocks):
        evidence = total_evidence(window_evidence(running, windows))
        while chosen := _apart(windows, evidence, limit):
            new = np.zeros_like(bought)
            for place in chosen:
                span = slice(windows.starts[place], windows.stops[place])
                new[span] = True
                strongest[span] = np.maximum(strongest[span], evidence[place])
            bought |= new
            running = running_signs(signs, ~bought)
            changed = windows.touching(new)
            evidence[changed] = total_evidence(window_evidence(running, windows.take(changed)))
    return Found(organic, bought, strongest, n_windows)


def _apart(windows: Windows, evidence: FloatArray, limit: float) -> list[int]:
    """Return windows whose evidence reaches the limit, the strongest first, none of which overlap."""
    # Windows of the same counts differ by rounding: the first of them is taken, on any machine.
    evidence = np.round(evidence, 6)
    hits = np.flatnonzero(evidence >= limit)
    taken: list[int] = []
    used = np.zeros(int(windows.stops[-1]), np.bool_)
    for place in hits[np.argsort(-evidence[hits], kind="stable")].tolist():
        span = slice(windows.starts[place], windows.stops[place])
        if not used[span].any():
            used[span] = True
            taken.append(place)
    return taken


def _compared(counts: ArrivalCounts, reference: OrganicArrivals) -> tuple[BoolArray, BoolArray]:
    """Return blocks that can be organic at all, and of them the fifth of the list that the reference explains best."""
    followers = float(np.clip(counts.n_followers / PART, *PART_FOLLOWERS))
    length = min(max(1, round(followers / counts.block)), counts.n_blocks)
    last = counts.n_blocks - length
    windows = Windows(np.append(np.arange(0, last, max(1, length // 4)), last), length)
    running = running_signs(signs_of(counts, reference), np.ones(counts.n_blocks, np.bool_))
    nats = {name: np.maximum(running[name].evidence(windows), 0.0) for name in CREATION_SIGNS}
    each = {name: most * length * counts.block for name, most in NATS_PER_FOLLOWER.items()}
    possible = np.all([nats[name] <= each[name] for name in CREATION_SIGNS], axis=0)
    best = np.argsort(sum(nats.values(), np.zeros(len(possible))), kind="stable")[
        : max(3, len(possible) // 5)
    ]
    return _covered(windows, np.flatnonzero(possible)), _covered(windows, best[possible[best]])


def _covered(windows: Windows, places: NDArray[np.intp]) -> BoolArray:
    """Return the blocks of the windows at some places, the last window being the end of the list."""
    covered = np.zeros(int(windows.stops[-1]), np.bool_)
    for start in windows.starts[places].tolist():
        covered[start : start + windows.length] = True
    return covered
