"""Purchases: runs of the follower order that look bought, which followers belong to them, and why.

A run is found by what organic arrival hardly brings about: many accounts created within days of each other, hardly
any young account, or profiles that are emptier or more alike than those of their age. Bursts of organic followers
have diverse creation dates and ordinary profiles, and are not called. What is bought one by one over months changes
no stretch of the list and shows in the share only. Deterministic.

Knows arrivals and follow times; says nothing of a single account beyond how much of its run was bought.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import zip_longest
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from fakefollow.audience.arrival_counts import DATE_CELL_DAYS, DAY, YOUNG_DAYS, ArrivalCounts, Arrivals
from fakefollow.audience.follow_times import FollowTimes
from fakefollow.audience.interval import Interval
from fakefollow.audience.runs import PADDING, Composition, Run, runs_of, supported_ends
from fakefollow.audience.scan import Found, Windows, search, total_evidence, window_evidence
from fakefollow.table import FloatArray

FEWEST_FOLLOWERS: Final = 50
"""In shorter lists no run can be told from chance."""

SURE: Final = 0.99
"""Nobody's follow is surer than this by the run that it is in."""

SAID: Final = 3.0
"""A sign with less evidence than this, in nats, is not mentioned."""

CREATED_WITHIN: Final = 0.9
"""Share of the accounts in excess that the stated creation dates hold."""


@dataclass(frozen=True, slots=True)
class PurchaseEvent:
    """A run of the follower order that looks bought.

    Parameters
    ----------
    start_rank, end_rank : int
        First and last rank, 0 for the oldest follower.
    excess : Interval
        Followers in the run beyond those who came organically, in accounts.
    followed_from, followed_to : datetime, optional
        When the run began and ended, by the estimated follow times; None where they are not known.
    created_from, created_to : datetime, optional
        When most of the accounts in excess were created, where that is a matter of months; None else.
    evidence : float
        ln of the likelihood ratio against organic arrival, in nats, of the whole run.
    p_value : float
        Chance of as much evidence in a window of organic arrivals, at most.
    q_value : float
        The same after all windows that were looked at (Bonferroni).
    signs : tuple of str
        What made the run stand out, strongest first.
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
    q_value: float
    signs: tuple[str, ...]

    @property
    def size(self) -> int:
        """Followers from first to last rank, organic ones among them."""
        return self.end_rank - self.start_rank + 1

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, times as ISO text."""
        times = ("followed_from", "followed_to", "created_from", "created_to")
        return {
            "start_rank": self.start_rank,
            "end_rank": self.end_rank,
            "size": self.size,
            "excess": self.excess.to_dict(),
            **{name: _iso(getattr(self, name)) for name in times},
            "evidence": self.evidence,
            "p_value": self.p_value,
            "q_value": self.q_value,
            "signs": list(self.signs),
        }


def _iso(time: datetime | None) -> str | None:
    return None if time is None else time.isoformat()


@dataclass(frozen=True, slots=True, eq=False)
class Purchases:
    """Purchases of a list, and what they say of its followers.

    Parameters
    ----------
    events : tuple of PurchaseEvent
        Strongest first.
    event : ndarray of int64, shape (n,)
        Place in ``events`` of the run that each follower is in, -1 outside; oldest follower first.
    bought : ndarray of float64, shape (n,)
        Chance that the follower is one of those in excess, by the run alone; 0 outside.
    """

    events: tuple[PurchaseEvent, ...]
    event: NDArray[np.int64]
    bought: FloatArray

    @classmethod
    def none(cls, n_followers: int) -> "Purchases":
        """Return that nothing was found."""
        return cls((), np.full(n_followers, -1, np.int64), np.zeros(n_followers))


def find_purchases(arrivals: Arrivals, follow_times: FollowTimes) -> Purchases:
    """Find the runs of a list that look bought.

    The null model and the search are described in `fakefollow.audience.organic_arrivals` and
    `fakefollow.audience.scan`: binomial scan statistics over many window lengths, as e-values against a null model
    that is learnt robustly from the list itself, beginning from an organic reference. The chance of any false event
    in an organic list is at most 5 %, as far as organic arrival varies no more than the tolerances say.

    Parameters
    ----------
    arrivals : Arrivals
        The list, oldest follower first.
    follow_times : FollowTimes
        Its follow times, for the dates of events.

    Returns
    -------
    Purchases
        No event for fewer than 50 followers, or where no creation date is known.
    """
    if len(arrivals) < FEWEST_FOLLOWERS or np.isnan(arrivals.age_days()).all():
        return Purchases.none(len(arrivals))
    counts = ArrivalCounts.of(arrivals)
    found = search(counts)
    described = list(_describe(arrivals, follow_times, counts, found))
    described.sort(key=lambda pair: -pair[0].evidence)
    purchases = Purchases.none(len(arrivals))
    for place, (event, bought) in enumerate(described):
        ranks = slice(event.start_rank, event.end_rank + 1)
        purchases.event[ranks], purchases.bought[ranks] = place, bought
    return Purchases(tuple(event for event, _ in described), purchases.event, purchases.bought)


def _describe(
    arrivals: Arrivals, follow_times: FollowTimes, counts: ArrivalCounts, found: Found
) -> Iterator[tuple[PurchaseEvent, FloatArray]]:
    """Yield the event of each run, and for its followers the chance to be in excess; events do not overlap."""
    runs = runs_of(counts, found)
    behind = 0
    for run, after in zip_longest(runs, runs[1:]):
        before = len(arrivals) if after is None else after.start * counts.block
        start, ratio = _follower_ratios(arrivals, counts, run, behind, before)
        behind = start + len(ratio)
        yield _described(arrivals, follow_times, counts, found, run, start, ratio)


def _described(
    arrivals: Arrivals,
    follow_times: FollowTimes,
    counts: ArrivalCounts,
    found: Found,
    run: Run,
    start: int,
    ratio: FloatArray,
) -> tuple[PurchaseEvent, FloatArray]:
    stop = start + len(ratio)
    estimate, least, most = run.composition.organic
    size = stop - start
    times = follow_times.estimate[[start, stop - 1]]
    created = _creation_span(counts, found, run)
    whole = Windows(np.array([run.start]), run.stop - run.start)
    signs = window_evidence(counts, found.organic, whole, np.ones(counts.n_blocks, np.bool_))
    nats = max(float(total_evidence(signs)[0]), run.evidence)
    p_value = float(np.exp(-run.evidence))
    event = PurchaseEvent(
        start_rank=start,
        end_rank=stop - 1,
        excess=Interval(size * (1.0 - estimate), size * (1.0 - most), size * (1.0 - least)),
        followed_from=_time(times[0]),
        followed_to=_time(times[1]),
        created_from=_time(created[0]),
        created_to=_time(created[1]),
        evidence=nats,
        p_value=p_value,
        q_value=min(1.0, p_value * found.n_windows),
        signs=tuple(
            _sentences(arrivals, counts, found, run, {name: float(v[0]) for name, v in signs.items()})
        ),
    )
    return event, np.clip(1.0 - estimate / ratio, 1.0 - SURE, SURE)


def _follower_ratios(
    arrivals: Arrivals, counts: ArrivalCounts, run: Run, behind: int, before: int
) -> tuple[int, FloatArray]:
    """Return the first rank of a run, and what was seen / expected of its followers' dates and profiles.

    The ends are looked for beside those in blocks, from rank ``behind`` to ``before``.
    """
    padding = max(PADDING, (run.stop - run.start) // 4)
    left = max((run.start - padding) * counts.block, behind)
    right = min((run.stop + padding) * counts.block, before)
    ratio = _ratios(arrivals, counts.first, run.composition, slice(left, right))
    total = np.concatenate([[0.0], np.cumsum(np.log(ratio))])
    first, last = supported_ends(total, (run.start + run.stop) * counts.block // 2 - left)
    return left + first, ratio[first:last]


def _ratios(arrivals: Arrivals, first: float, composition: Composition, ranks: slice) -> FloatArray:
    part = arrivals.part(ranks)
    ages = part.age_class()
    cells = np.minimum(part.date_cells(first), len(composition.dates) - 1)
    ratio = np.where(ages == 0, composition.fresh, composition.dates[cells])
    ratio[np.isnan(part.created_at)] = 1.0
    for name, by_age in composition.marks.items():
        codes = part.marks[name].codes
        ratio *= np.where(codes >= 0, by_age[ages, codes], 1.0)
    return ratio


def _creation_span(counts: ArrivalCounts, found: Found, run: Run) -> tuple[float, float]:
    """Return between which dates most of the excess was created, in seconds; NaN where that takes too long."""
    blocks = slice(run.start, run.stop)
    seen = counts.dates[blocks].sum(axis=0)
    expected = (found.organic.dates[blocks] * counts.dates[blocks].sum(axis=1, keepdims=True)).sum(axis=0)
    excess = np.maximum(seen - expected * run.composition.organic[0], 0.0)
    total = np.cumsum(excess) / max(float(excess.sum()), 1.0)
    outside = (1.0 - CREATED_WITHIN) / 2.0
    low, high = np.searchsorted(total, [outside, 1.0 - outside])
    if (high - low) * DATE_CELL_DAYS > 366.0 or excess.sum() < 0.5 * seen.sum():
        return np.nan, np.nan
    return tuple(float(counts.first + cell * DATE_CELL_DAYS * DAY) for cell in (low, high + 1))  # type: ignore[return-value]


def _time(seconds: float) -> datetime | None:
    return None if np.isnan(seconds) else datetime.fromtimestamp(float(seconds), UTC).replace(microsecond=0)


def _sentences(
    arrivals: Arrivals, counts: ArrivalCounts, found: Found, run: Run, signs: dict[str, float]
) -> Iterator[str]:
    """Put into words what made a run stand out, strongest first."""
    for name in sorted(signs, key=lambda name: -signs[name]):
        if signs[name] >= SAID:
            if name == "young":
                yield _young_sentence(counts, found, run)
            elif name == "dates":
                yield _date_sentence(counts, found, run)
            else:
                yield _mark_sentence(counts, found, run, name, arrivals.marks[name].labels)


def _young_sentence(counts: ArrivalCounts, found: Found, run: Run) -> str:
    blocks = slice(run.start, run.stop)
    size = counts.aged[blocks].sum()
    young = counts.young[blocks, -1].sum() / size
    usual = (found.organic.young[blocks, -1] * counts.aged[blocks]).sum() / size
    return (
        f"{young:.0%} of the accounts were younger than {YOUNG_DAYS[-1]:.0f} days when they followed; "
        f"{usual:.0%} are usual"
    )


def _date_sentence(counts: ArrivalCounts, found: Found, run: Run) -> str:
    blocks = slice(run.start, run.stop)
    seen = counts.dates[blocks].sum(axis=0)
    expected = (found.organic.dates[blocks] * counts.dates[blocks].sum(axis=1, keepdims=True)).sum(axis=0)
    span = 2
    both = [np.convolve(values, np.ones(span)) for values in (seen, expected)]
    cell = int(np.argmax(both[0] - 2.0 * both[1]))
    begin = counts.first + (cell - span + 1) * DATE_CELL_DAYS * DAY
    share, usual = (values[cell] / counts.aged[blocks].sum() for values in both)
    return (
        f"{share:.0%} of the accounts were created within {span * DATE_CELL_DAYS:.0f} days from "
        f"{datetime.fromtimestamp(begin, UTC):%Y-%m-%d}; {usual:.0%} are usual"
    )


def _mark_sentence(counts: ArrivalCounts, found: Found, run: Run, name: str, labels: tuple[str, ...]) -> str:
    blocks = slice(run.start, run.stop)
    codes = counts.marks[name][blocks]
    size = codes.sum(axis=2, keepdims=True)
    seen = codes.sum(axis=(0, 1))
    expected = (found.organic.marks[name][blocks] * size).sum(axis=(0, 1))
    code = int(np.argmax(seen - expected))
    whole = max(float(size.sum()), 1.0)
    return (
        f"{seen[code] / whole:.0%} have {labels[code]}; {expected[code] / whole:.0%} are usual for accounts of "
        "their age"
    )
