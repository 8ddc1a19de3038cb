"""Runs: stretches of a follower list that were not organic arrival, from where to where, and what they are made of.

Knows counts and the null model. Places are blocks here.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from fakefollow.audience.purchases.arrivals import DAY, ArrivalCounts, Arrivals
from fakefollow.audience.purchases.organic import AGE_EDGES_DAYS, OrganicArrivals
from fakefollow.audience.purchases.scan import Found
from fakefollow.profiles import BoolArray, FloatArray

HOT: Final = 3.0
"""A cell of creation dates is looked at by itself when it holds so many times and so many deviations more than
expected; the others are taken together by age."""

SLACK: Final = 1.0
"""Followers added to what was seen and what was expected before their ratio is taken."""

SUPPORT: Final = math.log(32)
"""Ends reach as far as the evidence is within so many nats of its largest: a 1/32 support interval (Royall 1997)."""

PADDING: Final = 4
"""Blocks beside a run in which its ends are looked for, at least."""

ORGANIC_GAP: Final = -3.0
"""Evidence, in nats, below which what lies between two runs was organic."""

FEWEST_EXPECTED: Final = 10.0
ROUNDS: Final = 5


@dataclass(frozen=True, slots=True, eq=False)
class Composition:
    """What a run is made of beside what organic arrival would have brought: seen / expected.

    Parameters
    ----------
    fresh : float
        Ratio for fresh sign-ups.
    dates : ndarray of shape (n_cells,)
        Ratio for the others, by creation date.
    marks : mapping of str to ndarray of shape (n_age_classes, n_codes)
        Ratio for what profiles show at their age, to the power of what it counts.
    organic : tuple of float
        Share of the run that arrived organically: estimate, least and most.
    """

    fresh: float
    dates: FloatArray
    marks: Mapping[str, FloatArray]
    organic: tuple[float, float, float]

    @classmethod
    def of(cls, counts: ArrivalCounts, organic: OrganicArrivals, start: int, stop: int) -> "Composition":
        """Describe the run from block ``start`` to before ``stop``."""
        run = slice(start, stop)
        aged = counts.aged[run]
        n_fresh, fresh = float(counts.young[run, 0].sum()), float((organic.young[run, 0] * aged).sum())
        dates = counts.dates[run].sum(axis=0)
        # Fresh sign-ups are missing or in excess by themselves, so the others are expected as if none was fresh.
        others = (organic.dates[run] * (aged - organic.young[run, 0] * aged)[:, None]).sum(axis=0)
        ratio, kept = _date_ratios(dates, others, _ages(counts, start, stop))
        kept.append((n_fresh, fresh))
        marks = {}
        for name, codes in counts.marks.items():
            size = codes[run].sum(axis=2, keepdims=True)
            expected = (organic.marks[name][run] * size).sum(axis=0)
            marks[name] = ((codes[run].sum(axis=0) + SLACK) / (expected + SLACK)) ** counts.weights[name]
        return cls((n_fresh + SLACK) / (fresh + SLACK), ratio, marks, _organic_share(kept))

    def evidence(self, counts: ArrivalCounts, start: int, stop: int) -> FloatArray:
        """Return for each block from ``start`` to before ``stop`` how much it looks like the run, in nats."""
        blocks = slice(start, stop)
        nats = counts.young[blocks, 0] * np.log(self.fresh) + counts.dates[blocks] @ np.log(self.dates)
        for name, ratio in self.marks.items():
            nats = nats + np.einsum("bac,ac->b", counts.marks[name][blocks], np.log(ratio))
        return np.asarray(nats, np.float64)

    def ratios(self, arrivals: Arrivals, counts: ArrivalCounts) -> FloatArray:
        """Return for each follower what was seen / expected of its creation date and profile; 1 if not known."""
        ages = arrivals.age_class()
        cells = np.minimum(arrivals.date_cells(counts.first), len(self.dates) - 1)
        ratio = np.where(ages == 0, self.fresh, self.dates[cells])
        ratio[np.isnan(arrivals.created_at)] = 1.0
        for name, by_age in self.marks.items():
            codes = arrivals.marks[name].codes
            ratio *= np.where(codes >= 0, by_age[ages, codes], 1.0)
        return ratio


def _ages(counts: ArrivalCounts, start: int, stop: int) -> np.ndarray:
    """Return the class of age of every cell of creation dates at the time of a run."""
    now = float(np.median(counts.followed_by[start:stop]))
    return np.searchsorted(AGE_EDGES_DAYS[:-1], (now - counts.date_cells) / DAY, side="right")


def _date_ratios(
    seen: FloatArray, expected: FloatArray, ages: np.ndarray
) -> tuple[FloatArray, list[tuple[float, float]]]:
    """Return seen / expected of every cell, and (seen, expected) of the groups of cells that are not hot."""
    hot: BoolArray = seen > HOT * (expected + np.sqrt(expected + 1.0))
    ratio = (seen + SLACK) / (expected + SLACK)
    groups = []
    for age in np.unique(ages).tolist():
        cells = (ages == age) & ~hot
        pair = float(seen[cells].sum()), float(expected[cells].sum())
        ratio[cells] = (pair[0] + SLACK) / (pair[1] + SLACK)
        groups.append(pair)
    groups.append((float(seen[~hot].sum()), float(expected[~hot].sum())))
    return ratio, groups


def _organic_share(groups: Sequence[tuple[float, float]]) -> tuple[float, float, float]:
    """Return how much of organic arrival there is at most: no group can have more of it than was seen.

    The smallest ratio of several is too small by chance, so part of its error is added to the estimate.
    """
    known = [pair for pair in groups if pair[1] >= FEWEST_EXPECTED] or [max(groups, key=lambda pair: pair[1])]
    seen, expected = np.array(known).T
    expected = np.maximum(expected, 1.0)
    error = np.sqrt(seen + 1.0)
    shares = [float(np.clip(np.min((seen + z * error) / expected), 0.0, 1.0)) for z in (0.7, -1.64, 2.0)]
    return shares[0], shares[1], shares[2]


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """A run of blocks with its composition.

    Parameters
    ----------
    start, stop : int
        First block, and the first behind the run.
    evidence : float
        Largest evidence of a window in it, in nats.
    composition : Composition
        What it is made of.
    """

    start: int
    stop: int
    evidence: float
    composition: Composition

    @property
    def padding(self) -> int:
        """Blocks on each side in which the ends are looked for."""
        return max(PADDING, (self.stop - self.start) // 4)

    def follower_ratios(
        self, arrivals: Arrivals, counts: ArrivalCounts, behind: int, before: int
    ) -> tuple[int, FloatArray]:
        """Return the first rank of the run, and the ratios of its followers (see `Composition.ratios`).

        The ends are looked for beside those in blocks, from rank ``behind`` to ``before``.
        """
        left = max((self.start - self.padding) * counts.block, behind)
        right = min((self.stop + self.padding) * counts.block, before)
        ratio = self.composition.ratios(arrivals.part(slice(left, right)), counts)
        total = np.concatenate([[0.0], np.cumsum(np.log(ratio))])
        middle = (self.start * counts.block + min(self.stop * counts.block, len(arrivals))) // 2
        first, last = supported_ends(total, middle - left)
        return left + first, ratio[first:last]


def runs_of(counts: ArrivalCounts, found: Found) -> list[Run]:
    """Return the runs that a search found, in their order: ends sharpened, those that belong together joined."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], found.bought, [False]]).astype(np.int8)))
    runs = [_run(counts, found, start, stop) for start, stop in edges.reshape(-1, 2).tolist()]
    for _ in range(ROUNDS):
        before = [(run.start, run.stop) for run in runs]
        runs = _joined(counts, found, _sharpened(counts, found, runs))
        if before == [(run.start, run.stop) for run in runs]:
            break
    return runs


def _run(counts: ArrivalCounts, found: Found, start: int, stop: int) -> Run:
    evidence = float(found.evidence[start:stop].max())
    return Run(start, stop, evidence, Composition.of(counts, found.organic, start, stop))


def _sharpened(counts: ArrivalCounts, found: Found, runs: Sequence[Run]) -> list[Run]:
    """Move the ends of each run to where its evidence is largest, not into its neighbours."""
    sharp: list[Run] = []
    for place, run in enumerate(runs):
        left = max(run.start - run.padding, sharp[-1].stop if sharp else 0)
        right = min(
            run.stop + run.padding, runs[place + 1].start if place + 1 < len(runs) else counts.n_blocks
        )
        total = np.concatenate([[0.0], np.cumsum(run.composition.evidence(counts, left, right))])
        middle = (run.start + run.stop) // 2 - left
        start = left + int(np.argmin(total[: middle + 1]))
        stop = left + middle + 1 + int(np.argmax(total[middle + 1 :]))
        sharp.append(_run(counts, found, start, stop))
    return sharp


def supported_ends(total: FloatArray, middle: int) -> tuple[int, int]:
    """Return the widest ends around ``middle`` that cumulative evidence supports, as places in ``total``."""
    first = int(np.flatnonzero(total[: middle + 1] <= total[: middle + 1].min() + SUPPORT)[0])
    behind = total[middle + 1 :]
    return first, middle + 1 + int(np.flatnonzero(behind >= behind.max() - SUPPORT)[-1])


def _joined(counts: ArrivalCounts, found: Found, runs: Sequence[Run]) -> list[Run]:
    """Join neighbours unless what lies between them was organic."""
    joined: list[Run] = []
    for run in runs:
        if joined and _belong_together(counts, joined[-1], run):
            joined.append(_run(counts, found, joined.pop().start, run.stop))
        else:
            joined.append(run)
    return joined


def _belong_together(counts: ArrivalCounts, one: Run, other: Run) -> bool:
    gap = one.stop, other.start
    if gap[1] - gap[0] > max(one.stop - one.start, other.stop - other.start):
        return False
    best = max(float(run.composition.evidence(counts, *gap).sum()) for run in (one, other))
    return best > ORGANIC_GAP
