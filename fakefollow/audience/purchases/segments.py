"""Segments: stretches of a follower list that were not organic arrival, from where to where, and what they are made of.

Knows counts and the null model. Indices are those of blocks here. Constants without a source were chosen on simulated
lists, other ones than those in RESULTS.md.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final, Self

import numpy as np

from fakefollow.audience.chance import Interval, normal_quantile
from fakefollow.audience.order import DAY
from fakefollow.audience.purchases.arrivals import ArrivalCounts, Arrivals
from fakefollow.audience.purchases.organic import AGE_EDGES_DAYS, OrganicArrivals
from fakefollow.audience.purchases.scan import Found
from fakefollow.profiles import BoolArray, FloatArray, IntArray

HOT: Final = 3.0
"""A bin of creation dates is looked at by itself when it holds so many times and so many deviations more than
expected; the others are taken together by age."""

SLACK: Final = 1.0  # followers added to what was seen and what was expected before their ratio is taken
PADDING: Final = 4  # blocks beside a segment in which its ends are looked for, at least
ORGANIC_GAP: Final = -3.0  # evidence, in nats, below which what lies between two segments was organic
FEWEST_EXPECTED: Final = 10.0  # groups of which fewer are expected say nothing of the organic share
ROUNDS: Final = 5  # how often ends are sharpened and neighbours joined, at most

SUPPORT: Final = math.log(32)
"""Ends reach as far as the evidence is within so many nats of its largest: a 1/32 support interval (Royall 1997)."""

TOO_SMALL: Final = 0.7
BOUNDS: Final = (-1.64, 2.0)
"""Standard errors added for the estimate of the organic share, and for its bounds at 95 %: the smallest ratio of
several is too small by chance, so part of its error is added."""


@dataclass(frozen=True, slots=True, eq=False)
class Composition:
    """What a segment is made of beside what organic arrival would have brought: ratios of seen to expected."""

    fresh: float  # of fresh sign-ups
    dates: FloatArray  # (n_bins,), of the others, by creation date
    profiles: Mapping[str, FloatArray]  # (n_age_classes, n_codes), at their age, to the power of the weight
    usual: tuple[tuple[float, float], ...]  # (seen, expected) of the groups of ages that no stock is in

    @classmethod
    def of(cls, counts: ArrivalCounts, organic: OrganicArrivals, start: int, stop: int) -> Self:
        """Return the composition from block ``start`` to before ``stop``."""
        blocks = slice(start, stop)
        aged = counts.aged[blocks]
        n_fresh, fresh = float(counts.young[blocks, 0].sum()), float((organic.young[blocks, 0] * aged).sum())
        dates = counts.dates[blocks].sum(axis=0)
        # Fresh sign-ups are missing or in excess by themselves, so the others are expected as if none was fresh.
        others = (organic.dates[blocks] * (aged - organic.young[blocks, 0] * aged)[:, None]).sum(axis=0)
        # Bins of creation dates are of the class of age that they have when the segment came.
        days = (float(np.median(counts.followed_by[blocks])) - counts.date_bins) / DAY
        ratio, usual = _date_ratios(dates, others, np.searchsorted(AGE_EDGES_DAYS[:-1], days, side="right"))
        profiles = {}
        for name, codes in counts.profiles.items():
            size = codes[blocks].sum(axis=2, keepdims=True)
            expected = (organic.profiles[name][blocks] * size).sum(axis=0)
            seen = codes[blocks].sum(axis=0)
            profiles[name] = ((seen + SLACK) / (expected + SLACK)) ** counts.weights[name]
        return cls((n_fresh + SLACK) / (fresh + SLACK), ratio, profiles, (*usual, (n_fresh, fresh)))

    @property
    def organic(self) -> float:
        """Share that came organically: no group can have more of it than was seen."""
        return self._lowest_ratio(TOO_SMALL)

    def excess(self, size: int, level: float) -> Interval:
        """Return the followers, of so many, beyond those who came organically."""
        wider = normal_quantile(level) / normal_quantile(0.95) - 1.0
        least, most = (self._lowest_ratio(bound + wider * (bound - TOO_SMALL)) for bound in BOUNDS)
        return Interval(size * (1.0 - self.organic), size * (1.0 - most), size * (1.0 - least), level)

    def _lowest_ratio(self, deviations: float) -> float:
        """Return the smallest of the ratios of seen to expected, so many standard errors added to each, 0 to 1."""
        enough = [pair for pair in self.usual if pair[1] >= FEWEST_EXPECTED]
        seen, expected = np.array(enough or [max(self.usual, key=lambda pair: pair[1])]).T
        expected = np.maximum(expected, 1.0)
        return float(np.clip(np.min((seen + deviations * np.sqrt(seen + 1.0)) / expected), 0.0, 1.0))

    def evidence(self, counts: ArrivalCounts, start: int, stop: int) -> FloatArray:
        """Return for each block from ``start`` to before ``stop`` how much it looks like the segment, in nats."""
        blocks = slice(start, stop)
        nats = counts.young[blocks, 0] * np.log(self.fresh) + counts.dates[blocks] @ np.log(self.dates)
        for name, ratio in self.profiles.items():
            nats = nats + np.einsum("bac,ac->b", counts.profiles[name][blocks], np.log(ratio))
        return np.asarray(nats, np.float64)

    def ratios(self, arrivals: Arrivals, counts: ArrivalCounts) -> FloatArray:
        """Return for each follower what was seen / expected of its creation date and profile; 1 if not known."""
        ages = arrivals.age_class()
        date_bin = np.minimum(arrivals.date_bin(counts.first), len(self.dates) - 1)
        ratio = np.where(ages == 0, self.fresh, self.dates[date_bin])
        ratio[np.isnan(arrivals.created_at)] = 1.0
        for name, by_age in self.profiles.items():
            codes = arrivals.profiles[name].codes
            ratio *= np.where(codes >= 0, by_age[ages, codes], 1.0)
        return ratio


def _date_ratios(
    seen: FloatArray, expected: FloatArray, ages: IntArray
) -> tuple[FloatArray, list[tuple[float, float]]]:
    """Return seen / expected of every bin, and (seen, expected) of the groups of bins that are not hot."""
    hot: BoolArray = seen > HOT * (expected + np.sqrt(expected + 1.0))
    ratio = (seen + SLACK) / (expected + SLACK)
    groups = []
    for age in np.unique(ages).tolist():
        bins = (ages == age) & ~hot
        pair = float(seen[bins].sum()), float(expected[bins].sum())
        ratio[bins] = (pair[0] + SLACK) / (pair[1] + SLACK)
        groups.append(pair)
    groups.append((float(seen[~hot].sum()), float(expected[~hot].sum())))
    return ratio, groups


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """A segment of the list in blocks, with its composition."""

    start: int  # first block
    stop: int  # first block behind it
    evidence: float  # largest of a window in it, in nats
    composition: Composition

    @classmethod
    def of(cls, counts: ArrivalCounts, found: Found, start: int, stop: int) -> Self:
        """Return the segment from block ``start`` to before ``stop``."""
        evidence = float(found.evidence[start:stop].max())
        return cls(start, stop, evidence, Composition.of(counts, found.organic, start, stop))

    @property
    def padding(self) -> int:
        """Blocks on each side in which the ends are looked for."""
        return max(PADDING, (self.stop - self.start) // 4)

    def follower_ratios(
        self, arrivals: Arrivals, counts: ArrivalCounts, behind: int, before: int
    ) -> tuple[int, FloatArray]:
        """Return the first rank of the segment, and the ratios of its followers (see `Composition.ratios`).

        The ends are looked for beside those in blocks, from rank ``behind`` to ``before``.
        """
        left = max((self.start - self.padding) * counts.block, behind)
        right = min((self.stop + self.padding) * counts.block, before)
        ratio = self.composition.ratios(arrivals.part(slice(left, right)), counts)
        total = np.concatenate([[0.0], np.cumsum(np.log(ratio))])
        middle = (self.start * counts.block + min(self.stop * counts.block, len(arrivals))) // 2
        first, last = supported_ends(total, middle - left)
        return left + first, ratio[first:last]


def segments_of(counts: ArrivalCounts, found: Found) -> list[Segment]:
    """Return the segments that a search found, in order: ends sharpened, those that belong together joined."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], found.bought, [False]]).astype(np.int8)))
    segments = [Segment.of(counts, found, start, stop) for start, stop in edges.reshape(-1, 2).tolist()]
    for _ in range(ROUNDS):
        before = [(segment.start, segment.stop) for segment in segments]
        segments = _joined(counts, found, _sharpened(counts, found, segments))
        if before == [(segment.start, segment.stop) for segment in segments]:
            break
    return segments


def _sharpened(counts: ArrivalCounts, found: Found, segments: Sequence[Segment]) -> list[Segment]:
    """Return the segments with ends where their evidence is largest, not in their neighbours."""
    sharp: list[Segment] = []
    for segment, after in zip_longest(segments, segments[1:]):
        left = max(segment.start - segment.padding, sharp[-1].stop if sharp else 0)
        right = min(segment.stop + segment.padding, counts.n_blocks if after is None else after.start)
        total = np.concatenate([[0.0], np.cumsum(segment.composition.evidence(counts, left, right))])
        middle = (segment.start + segment.stop) // 2 - left
        start = left + int(np.argmin(total[: middle + 1]))
        stop = left + middle + 1 + int(np.argmax(total[middle + 1 :]))
        sharp.append(Segment.of(counts, found, start, stop))
    return sharp


def supported_ends(total: FloatArray, middle: int) -> tuple[int, int]:
    """Return the widest ends around ``middle`` that cumulative evidence supports, as indices of ``total``."""
    first = int(np.flatnonzero(total[: middle + 1] <= total[: middle + 1].min() + SUPPORT)[0])
    behind = total[middle + 1 :]
    return first, middle + 1 + int(np.flatnonzero(behind >= behind.max() - SUPPORT)[-1])


def _joined(counts: ArrivalCounts, found: Found, segments: Sequence[Segment]) -> list[Segment]:
    """Return the segments, neighbours joined unless what lies between them was organic."""
    joined: list[Segment] = []
    for segment in segments:
        if joined and _belong_together(counts, joined[-1], segment):
            joined.append(Segment.of(counts, found, joined.pop().start, segment.stop))
        else:
            joined.append(segment)
    return joined


def _belong_together(counts: ArrivalCounts, one: Segment, other: Segment) -> bool:
    gap = one.stop, other.start
    if gap[1] - gap[0] > max(one.stop - one.start, other.stop - other.start):
        return False
    return any(part.composition.evidence(counts, *gap).sum() > ORGANIC_GAP for part in (one, other))
