"""Purchases: runs of the follower order that look bought, which followers belong to them, and why.

A run is found by what organic arrival hardly brings about: many accounts created within days of each other, hardly
any young account, or profiles that are emptier or more alike than those of their age. Bursts of organic followers
have diverse creation dates and ordinary profiles, and are not called. What is bought one by one over months changes
no stretch of the list and shows in the share only. Deterministic.

Knows arrivals and follow times; says nothing of a single account beyond how much of its run was bought.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import zip_longest
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from fakefollow.audience.chance import Interval
from fakefollow.audience.order import FollowTimes
from fakefollow.audience.purchases.arrivals import DATE_CELL_DAYS, DAY, YOUNG_DAYS, ArrivalCounts, Arrivals
from fakefollow.audience.purchases.organic import OrganicArrivals
from fakefollow.audience.purchases.scan import Found, search
from fakefollow.audience.purchases.segments import Run, runs_of
from fakefollow.audience.purchases.windows import (
    DATES,
    YOUNG,
    Sign,
    Windows,
    running_signs,
    signs_of,
    total_evidence,
    window_evidence,
)
from fakefollow.profiles import FloatArray
from fakefollow.report import event_facts, event_title

CREATED_WITHIN: Final = 0.9
"""Share of the accounts in excess that the stated creation dates hold."""

LONGEST_CREATION_DAYS: Final = 366.0
"""Creation dates are not stated where they are spread over a longer time."""

FASTER: Final = 3.0
"""A run is said to have come fast when it came so many times as fast as the rest of the list."""

TOLD_CELLS: Final = 2
"""Cells of creation dates that a sentence speaks of."""


@dataclass(frozen=True, slots=True, eq=False)
class RunSigns:
    """One run beside what organic arrival would have brought in its place.

    Parameters
    ----------
    counts : ArrivalCounts
        The list.
    organic : OrganicArrivals
        The null model.
    run : Run
        The run.
    """

    counts: ArrivalCounts
    organic: OrganicArrivals
    run: Run

    @property
    def blocks(self) -> slice:
        """Blocks of the run."""
        return slice(self.run.start, self.run.stop)

    @property
    def aged(self) -> float:
        """Followers of known age."""
        return float(self.counts.aged[self.blocks].sum())

    def dates(self) -> tuple[FloatArray, FloatArray]:
        """Return how many accounts each cell of creation dates holds, and how many are usual."""
        dates = self.counts.dates[self.blocks]
        size = dates.sum(axis=1, keepdims=True)
        return dates.sum(axis=0), (self.organic.dates[self.blocks] * size).sum(axis=0)

    def created(self) -> tuple[datetime | None, datetime | None]:
        """Return between which dates most of the excess was created; None where that takes too long."""
        seen, expected = self.dates()
        excess = np.maximum(seen - expected * self.run.composition.organic[0], 0.0)
        if excess.sum() <= 0.5 * seen.sum():
            return None, None
        outside = (1.0 - CREATED_WITHIN) / 2.0
        low, high = np.searchsorted(np.cumsum(excess) / excess.sum(), [outside, 1.0 - outside])
        if (high - low) * DATE_CELL_DAYS > LONGEST_CREATION_DAYS:
            return None, None
        return self._begin(int(low)), self._begin(int(high) + 1)

    def _begin(self, cell: int) -> datetime | None:
        return time_of(self.counts.first + cell * DATE_CELL_DAYS * DAY)

    def sentence(self, sign: str, labels: tuple[str, ...]) -> str:
        """Put one sign into words; ``labels`` are those of the marks, where it is one."""
        if sign == YOUNG:
            return self._young_sentence()
        return self._date_sentence() if sign == DATES else self._mark_sentence(sign, labels)

    def _young_sentence(self) -> str:
        young = self.counts.young[self.blocks, -1].sum() / self.aged
        usual = (self.organic.young[self.blocks, -1] * self.counts.aged[self.blocks]).sum() / self.aged
        return (
            f"{100 * young:.0f} % of the accounts were younger than {YOUNG_DAYS[-1]:.0f} days when they followed; "
            f"{100 * usual:.0f} % are usual"
        )

    def _date_sentence(self) -> str:
        seen, expected = (np.convolve(values, np.ones(TOLD_CELLS)) for values in self.dates())
        cell = int(np.argmax(seen - 2.0 * expected))
        return (
            f"{100 * seen[cell] / self.aged:.0f} % of the accounts were created within "
            f"{TOLD_CELLS * DATE_CELL_DAYS:.0f} days from {self._begin(cell - TOLD_CELLS + 1):%Y-%m-%d}; "
            f"{100 * expected[cell] / self.aged:.0f} % are usual"
        )

    def _mark_sentence(self, name: str, labels: tuple[str, ...]) -> str:
        codes = self.counts.marks[name][self.blocks]
        size = codes.sum(axis=2, keepdims=True)
        seen = codes.sum(axis=(0, 1))
        expected = (self.organic.marks[name][self.blocks] * size).sum(axis=(0, 1))
        code = int(np.argmax(seen - expected))
        whole = max(float(size.sum()), 1.0)
        return (
            f"{100 * seen[code] / whole:.0f} % have {labels[code]}; {100 * expected[code] / whole:.0f} % are usual "
            "for accounts of their age"
        )


def time_of(seconds: float) -> datetime | None:
    """Return a time in UTC to the second, None where it is not known."""
    return None if np.isnan(seconds) else datetime.fromtimestamp(float(seconds), UTC).replace(microsecond=0)


def pace_sentence(followed_at: FloatArray, start: int, stop: int) -> str | None:
    """Return how fast a run came beside the rest of its list; None where it was not much faster.

    Told and not weighed: a post that travels brings followers as fast as a seller does.

    Parameters
    ----------
    followed_at : ndarray of shape (n,)
        Follow times in seconds, oldest follower first, NaN where not known.
    start, stop : int
        First rank of the run, and the first behind it.

    Examples
    --------
    >>> import numpy as np
    >>> days = np.concatenate([np.arange(100.0), 100.0 + np.arange(50) / 25, 103.0 + np.arange(100)])
    >>> pace_sentence(days * 86_400.0, 100, 150)
    'they came at 26 a day; 1.0 a day is usual in this list'
    """
    ends = followed_at[[0, start, stop - 1, -1]] / DAY
    if np.isnan(ends).any():
        return None
    lasted = max(float(ends[2] - ends[1]), 1.0)
    usual = (len(followed_at) - (stop - start)) / max(float(ends[3] - ends[0]) - lasted, 1.0)
    pace = (stop - start) / lasted
    if usual <= 0.0 or pace < FASTER * usual:
        return None
    return (
        f"they came at {pace:,.0f} a day; {usual:,.{0 if usual >= 1.0 else 1}f} a day is usual in this list"
    )


LEAST_EXCESS: Final = 1.0
"""A run in which not one follow is more than organic arrival explains, however unusual, is no purchase."""

FEWEST_FOLLOWERS: Final = 50
"""In shorter lists no run can be told from chance."""

SURE: Final = 0.998
"""Nobody's follow is surer than this by the run that it is in."""

SAID: Final = 3.0
"""A sign with less evidence than this, in nats, is not mentioned beside a stronger one."""


@dataclass(frozen=True, slots=True)
class PurchaseEvent:
    """A run of the follower order that looks bought.

    Parameters
    ----------
    start_rank, end_rank : int
        First and last rank, 0 for the oldest follower.
    excess : Interval
        Followers in the run beyond those who came organically, in accounts; at 95 %, whatever level was asked for.
    followed_from, followed_to : datetime, optional
        When the run began and ended, by the estimated follow times; None where they are not known.
    created_from, created_to : datetime, optional
        When most of the accounts in excess were created, where that is a matter of months; None else.
    evidence : float
        ln of the likelihood ratio against organic arrival, in nats: of the whole run, or of a window in it if that
        has more.
    p_value : float
        Chance of as much evidence as the strongest window in it has in a window of organic arrivals, at most.
    q_value : float
        The same after all windows that were looked at (Bonferroni).
    signs : tuple of str
        What made the run stand out, strongest first; last how fast it came, which is told and not weighed.
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

    def __str__(self) -> str:
        plain = self.to_dict()
        return "; ".join("".join(parts) for parts in (event_title(plain), *event_facts(plain)))


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
    event: NDArray[np.int64] = field(repr=False)
    bought: FloatArray = field(repr=False)

    @classmethod
    def none(cls, n_followers: int) -> "Purchases":
        """Return that nothing was found."""
        return cls((), np.full(n_followers, -1, np.int64), np.zeros(n_followers))


def find_purchases(arrivals: Arrivals, follow_times: FollowTimes) -> Purchases:
    """Find the runs of a list that look bought.

    The null model and the search are described in the module `organic` and
    `scan`: binomial scan statistics over many window lengths, as e-values against a null model
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
    described = sorted(_Searched.of(arrivals, follow_times).events(), key=lambda pair: -pair[0].evidence)
    purchases = Purchases.none(len(arrivals))
    for place, (event, bought) in enumerate(described):
        ranks = slice(event.start_rank, event.end_rank + 1)
        purchases.event[ranks], purchases.bought[ranks] = place, bought
    return Purchases(tuple(event for event, _ in described), purchases.event, purchases.bought)


@dataclass(frozen=True, slots=True, eq=False)
class _Searched:
    """A list with what a search found in it, and the running sums of its signs."""

    arrivals: Arrivals
    follow_times: FollowTimes
    counts: ArrivalCounts
    found: Found
    signs: dict[str, Sign]

    @classmethod
    def of(cls, arrivals: Arrivals, follow_times: FollowTimes) -> "_Searched":
        counts = ArrivalCounts.of(arrivals)
        found = search(counts)
        signs = running_signs(signs_of(counts, found.organic), np.ones(counts.n_blocks, np.bool_))
        return cls(arrivals, follow_times, counts, found, signs)

    def events(self) -> Iterator[tuple[PurchaseEvent, FloatArray]]:
        """Yield each event, and for its followers the chance to be in excess; events do not overlap."""
        runs = runs_of(self.counts, self.found)
        behind = 0
        for run, after in zip_longest(runs, runs[1:]):
            before = len(self.arrivals) if after is None else after.start * self.counts.block
            start, ratio = run.follower_ratios(self.arrivals, self.counts, behind, before)
            behind = start + len(ratio)
            bought = np.clip(1.0 - run.composition.organic[0] / ratio, 1.0 - SURE, SURE)
            event = self._event(run, start, behind)
            if event.excess.estimate >= LEAST_EXCESS:
                yield event, bought

    def _event(self, run: Run, start: int, stop: int) -> PurchaseEvent:
        """Describe a run whose first rank is ``start``, its last one before ``stop``."""
        signs = window_evidence(self.signs, Windows(np.array([run.start]), run.stop - run.start))
        view = RunSigns(self.counts, self.found.organic, run)
        created_from, created_to = view.created()
        p_value = min(1.0, float(np.exp(-run.evidence)))
        return PurchaseEvent(
            start_rank=start,
            end_rank=stop - 1,
            excess=_excess(stop - start, run.composition.organic),
            followed_from=time_of(self.follow_times.estimate[start]),
            followed_to=time_of(self.follow_times.estimate[stop - 1]),
            created_from=created_from,
            created_to=created_to,
            evidence=max(float(total_evidence(signs)[0]), run.evidence),
            p_value=p_value,
            q_value=min(1.0, p_value * self.found.n_windows),
            signs=(
                *self._sentences(view, {name: float(nats[0]) for name, nats in signs.items()}),
                *filter(None, [pace_sentence(self.follow_times.estimate, start, stop)]),
            ),
        )

    def _sentences(self, view: RunSigns, nats: dict[str, float]) -> Iterator[str]:
        """Put into words what made a run stand out, strongest first: one sign at least."""
        strongest = max(nats.values())
        for name in sorted(nats, key=lambda name: -nats[name]):
            if nats[name] >= min(SAID, strongest):
                marks = self.arrivals.marks.get(name)
                yield view.sentence(name, () if marks is None else marks.labels)


def _excess(size: int, organic: tuple[float, float, float]) -> Interval:
    """Return the followers beyond the organic ones, whose share is given as estimate, least and most."""
    estimate, least, most = organic
    return Interval(size * (1.0 - estimate), size * (1.0 - most), size * (1.0 - least))
