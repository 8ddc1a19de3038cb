"""Purchase events: segments of the follower order that look bought, which followers belong to them, and why.

A segment is found by what organic arrival hardly brings about: many accounts created within days of each other, hardly
any young account, or profiles that are emptier or more alike than those of their age. Bursts of organic followers
have diverse creation dates and ordinary profiles, and are not called. What is bought one by one over months changes
no stretch of the list and shows in the share only. A stretch that came no faster than the time around it is a change
in who follows, for who is bought comes beside the others. Deterministic.

Knows arrivals and follow times; says nothing of a single account beyond how much of its segment was bought.
Constants without a source are conventions.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import zip_longest
from typing import Any, Final, Self

import numpy as np

from fakefollow.audience.chance import Interval
from fakefollow.audience.order import DAY, FollowTimes, utc_time
from fakefollow.audience.purchases import scan
from fakefollow.audience.purchases.arrivals import DATE_BIN_DAYS, YOUNG_DAYS, ArrivalCounts, Arrivals
from fakefollow.audience.purchases.organic import OrganicArrivals
from fakefollow.audience.purchases.segments import Segment, segments_of
from fakefollow.profiles import FloatArray, IntArray
from fakefollow.report import event_text, plain_facts

FEWEST_FOLLOWERS: Final = 50
"""In shorter lists no segment can be told from chance."""

LEAST_EXCESS: Final = 1.0
"""A segment in which not one follow is more than organic arrival explains, however unusual, is no purchase."""

SURE: Final = 0.998
"""Nobody's follow is surer than this by the segment that it is in: a convention, 6.2 nats."""

SAID: Final = 3.0
"""A sign with less evidence than this, in nats, is not mentioned beside a stronger one."""

CREATED_WITHIN: Final = 0.9
"""Share of the accounts in excess that the stated creation dates hold."""

LONGEST_CREATION_DAYS: Final = 366.0
"""Creation dates are not stated where they are spread over a longer time."""

FASTER: Final = 3.0
"""A segment is said to have come fast when it came so many times as fast as the rest of the list."""

SAID_AGE: Final = 2  # of YOUNG_DAYS, that a sentence speaks of
BINS_SAID: Final = 2  # bins of creation dates that a sentence speaks of


@dataclass(frozen=True, slots=True)
class PurchaseEvent:
    """A segment of the follower order that looks bought.

    Parameters
    ----------
    start_rank, end_rank : int
        First and last rank, 0 for the oldest follower.
    excess : Interval
        Followers in the segment beyond those who came organically, in accounts, at the level that was asked for.
    followed_from, followed_to : datetime, optional
        When the segment began and ended, by the estimated follow times; None where they are not known.
    created_from, created_to : datetime, optional
        When most of the accounts in excess were created, where that is a matter of months; None else.
    evidence : float
        ln of the likelihood ratio against organic arrival, in nats: of the whole segment, or of a window in it if that
        has more.
    p_value : float
        Chance of as much evidence as the strongest window in it has in a window of organic arrivals, at most.
    p_adjusted : float
        The same of any window of an organic list (Bonferroni: times the windows that were looked at), 1 at most.
    signs : tuple of str
        What made the segment stand out, strongest first; last how fast it came, which is told and not weighed.
    """

    start_rank: int
    end_rank: int
    excess: Interval
    followed_from: datetime | None
    followed_to: datetime | None
    created_from: datetime | None
    created_to: datetime | None
    evidence: float
    p_value: float
    p_adjusted: float
    signs: tuple[str, ...]

    @property
    def size(self) -> int:
        """Followers from first to last rank, organic ones among them."""
        return self.end_rank - self.start_rank + 1

    @property
    def q_value(self) -> float:
        """The old name of ``p_adjusted``; no false-discovery rate."""
        return self.p_adjusted

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, times as ISO text."""
        where = plain_facts(self, "start_rank", "end_rank", "size", "excess")
        when = plain_facts(self, "followed_from", "followed_to", "created_from", "created_to")
        return where | when | plain_facts(self, "evidence", "p_value", "p_adjusted", "q_value", "signs")

    def __str__(self) -> str:
        return event_text(self.to_dict())


@dataclass(frozen=True, slots=True, eq=False)
class Purchases:
    """Purchases of a list, and what they say of its followers."""

    events: tuple[PurchaseEvent, ...]  # strongest first
    event: IntArray = field(repr=False)  # (n,), index in events of that of each follower, -1 outside
    bought: FloatArray = field(repr=False)  # (n,), chance to be in excess, by the event alone; 0 outside

    @classmethod
    def none(cls, n_followers: int) -> Self:
        """Return that nothing was found."""
        return cls((), np.full(n_followers, -1, np.int64), np.zeros(n_followers))

    def take(self, indices: IntArray) -> Self:
        """Return the same of the followers of these indices."""
        return replace(self, event=self.event[indices], bought=self.bought[indices])


def find_purchases(arrivals: Arrivals, follow_times: FollowTimes, *, level: float = 0.95) -> Purchases:
    """Find the segments of a list that look bought, oldest follower first.

    Binomial scan statistics over many window lengths, as e-values against a null model that is learnt from the list
    itself (see the modules `scan` and `organic`): the chance of any false event in an organic list is at most 5 %, as
    far as organic arrival varies no more than the tolerances say. ``level`` is that of the intervals of sizes alone.
    """
    purchases = Purchases.none(len(arrivals))
    if len(arrivals) < FEWEST_FOLLOWERS or np.isnan(arrivals.age_days()).all():
        return purchases
    described = sorted(_Searched.of(arrivals, follow_times).events(level), key=lambda pair: -pair[0].evidence)
    for index, (event, bought) in enumerate(described):
        ranks = slice(event.start_rank, event.end_rank + 1)
        purchases.event[ranks], purchases.bought[ranks] = index, bought
    return Purchases(tuple(event for event, _ in described), purchases.event, purchases.bought)


@dataclass(frozen=True, slots=True, eq=False)
class _Searched:
    """A list with what a search found in it, and the running sums of its signs."""

    arrivals: Arrivals
    follow_times: FollowTimes
    counts: ArrivalCounts
    found: scan.Found
    signs: dict[str, scan.Sign]

    @classmethod
    def of(cls, arrivals: Arrivals, follow_times: FollowTimes) -> Self:
        counts = ArrivalCounts.of(arrivals, follow_times)
        found = scan.search(counts)
        signs = scan.running_signs(scan.signs_of(counts, found.organic), np.ones(counts.n_blocks, np.bool_))
        return cls(arrivals, follow_times, counts, found, signs)

    def events(self, level: float) -> Iterator[tuple[PurchaseEvent, FloatArray]]:
        """Yield each event, and for its followers the chance to be in excess; events do not overlap."""
        segments = segments_of(self.counts, self.found)
        behind = 0
        for segment, after in zip_longest(segments, segments[1:]):
            before = len(self.arrivals) if after is None else after.start * self.counts.block
            start, ratio = segment.follower_ratios(self.arrivals, self.counts, behind, before)
            behind = start + len(ratio)
            event = self._event(segment, start, behind, level)
            first, last = np.array([start]) // self.counts.block, np.array([behind - 1]) // self.counts.block
            # Accounts made at once are no change in who follows, however slowly they came.
            slow = event.created_from is None and self.counts.came_slowly(first, last + 1).any()
            if event.excess.estimate >= LEAST_EXCESS and not slow:
                yield event, np.clip(1.0 - segment.composition.organic / ratio, 1.0 - SURE, SURE)

    def _event(self, segment: Segment, start: int, stop: int, level: float) -> PurchaseEvent:
        """Return the event of a segment whose first rank is ``start``, its last one before ``stop``."""
        signs = scan.window_evidence(self.signs, scan.Windows(np.array([segment.start]), segment.stop - segment.start))
        view = _SegmentSigns(self.counts, self.found.organic, segment)
        created_from, created_to = view.created()
        p_value = min(1.0, float(np.exp(-segment.evidence)))
        followed_at = self.follow_times.estimate
        return PurchaseEvent(
            start_rank=start,
            end_rank=stop - 1,
            excess=segment.composition.excess(stop - start, level),
            followed_from=utc_time(followed_at[start]),
            followed_to=utc_time(followed_at[stop - 1]),
            created_from=created_from,
            created_to=created_to,
            evidence=max(float(scan.total_evidence(signs)[0]), segment.evidence),
            p_value=p_value,
            p_adjusted=min(1.0, p_value * self.found.n_windows),
            signs=(
                *self._sentences(view, {name: float(nats[0]) for name, nats in signs.items()}),
                *filter(None, [pace_sentence(followed_at, start, stop)]),
            ),
        )

    def _sentences(self, view: "_SegmentSigns", nats: dict[str, float]) -> Iterator[str]:
        """Yield what made a segment stand out in words, strongest first: one sign at least."""
        least = min(SAID, max(nats.values()))
        for name in sorted(nats, key=lambda name: -nats[name]):
            if nats[name] >= least:
                shown = self.arrivals.profiles.get(name)
                yield view.sentence(name, () if shown is None else shown.labels)


@dataclass(frozen=True, slots=True, eq=False)
class _SegmentSigns:
    """A segment beside what organic arrival would have brought in its stead, in dates and sentences."""

    counts: ArrivalCounts
    organic: OrganicArrivals
    segment: Segment

    @property
    def blocks(self) -> slice:
        return slice(self.segment.start, self.segment.stop)

    @property
    def aged(self) -> float:
        """Followers of known age."""
        return float(self.counts.aged[self.blocks].sum())

    def dates(self) -> tuple[FloatArray, FloatArray]:
        """Return how many accounts each bin of creation dates holds, and how many are usual."""
        dates = self.counts.dates[self.blocks]
        size = dates.sum(axis=1, keepdims=True)
        return dates.sum(axis=0), (self.organic.dates[self.blocks] * size).sum(axis=0)

    def created(self) -> tuple[datetime | None, datetime | None]:
        """Return between which dates most of the excess was created; None where that takes too long."""
        seen, expected = self.dates()
        excess = np.maximum(seen - expected * self.segment.composition.organic, 0.0)
        if excess.sum() <= 0.5 * seen.sum():
            return None, None
        outside = (1.0 - CREATED_WITHIN) / 2.0
        low, high = np.searchsorted(np.cumsum(excess) / excess.sum(), [outside, 1.0 - outside])
        if (high - low) * DATE_BIN_DAYS > LONGEST_CREATION_DAYS:
            return None, None
        return self._begin(int(low)), self._begin(int(high) + 1)

    def _begin(self, date_bin: int) -> datetime | None:
        return utc_time(self.counts.first + date_bin * DATE_BIN_DAYS * DAY)

    def sentence(self, sign: str, labels: tuple[str, ...]) -> str:
        """Return one sign in words; ``labels`` are those of the profile codes, where it is one of profiles."""
        if sign == scan.YOUNG:
            return self._young_sentence()
        return self._date_sentence() if sign == scan.DATES else self._profile_sentence(sign, labels)

    def _young_sentence(self) -> str:
        young = self.counts.young[self.blocks, SAID_AGE].sum() / self.aged
        usual = (self.organic.young[self.blocks, SAID_AGE] * self.counts.aged[self.blocks]).sum() / self.aged
        age = f"younger than {YOUNG_DAYS[SAID_AGE]:.0f} days when they followed"
        return f"{100 * young:.0f} % of the accounts were {age}; {100 * usual:.0f} % are usual"

    def _date_sentence(self) -> str:
        seen, expected = (np.convolve(values, np.ones(BINS_SAID)) for values in self.dates())
        date_bin = int(np.argmax(seen - 2.0 * expected))
        return (
            f"{100 * seen[date_bin] / self.aged:.0f} % of the accounts were created within "
            f"{BINS_SAID * DATE_BIN_DAYS:.0f} days from {self._begin(date_bin - BINS_SAID + 1):%Y-%m-%d}; "
            f"{100 * expected[date_bin] / self.aged:.0f} % are usual"
        )

    def _profile_sentence(self, name: str, labels: tuple[str, ...]) -> str:
        codes = self.counts.profiles[name][self.blocks]
        size = codes.sum(axis=2, keepdims=True)
        seen = codes.sum(axis=(0, 1))
        expected = (self.organic.profiles[name][self.blocks] * size).sum(axis=(0, 1))
        code, whole = int(np.argmax(seen - expected)), max(float(size.sum()), 1.0)
        usual = f"{100 * expected[code] / whole:.0f} % are usual for accounts of their age"
        return f"{100 * seen[code] / whole:.0f} % have {labels[code]}; {usual}"


def pace_sentence(followed_at: FloatArray, start: int, stop: int) -> str | None:
    """Return how fast a segment came beside the rest of its list; None where it was not much faster.

    Told and not weighed: a post that travels brings followers as fast as a seller does. Follow times in seconds,
    oldest follower first; the segment is from rank ``start`` to before ``stop``.
    """
    ends = followed_at[[0, start, stop - 1, -1]] / DAY
    if np.isnan(ends).any():
        return None
    lasted = max(float(ends[2] - ends[1]), 1.0)
    usual = (len(followed_at) - (stop - start)) / max(float(ends[3] - ends[0]) - lasted, 1.0)
    pace = (stop - start) / lasted
    if usual <= 0.0 or pace < FASTER * usual:
        return None
    digits = 0 if usual >= 1.0 else 1
    return f"they came at {pace:,.0f} a day; {usual:,.{digits}f} a day is usual in this list"
