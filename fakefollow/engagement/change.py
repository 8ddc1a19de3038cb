"""Change: what two lists of one account's followers say. Who came, left and stayed, and who of them is genuine.

A list that is cut, or a sample, is never taken for people who left: what was not at hand is told as not known.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from fakefollow.audience import AuditReport, Interval, datetimes, epoch_seconds, iso_time, log_tail
from fakefollow.engagement.chances import genuine_part, shifts_to
from fakefollow.profiles import BoolArray, FloatArray, IntArray, ProfileTable, frame_like
from fakefollow.report import FindingsReport, change_findings, plain, plain_facts, plural

CAME, LEFT, STAYED, UNKNOWN = "came", "left", "stayed", "not at hand both times"

WHOLE: Final = 0.98
"""A list with so much of the total is whole: counts and lists of platforms differ by what was closed meanwhile."""


@dataclass(frozen=True, slots=True)
class LeavingWave:
    """Accounts that left together: a stretch of the earlier list in which far more left than around it.

    Parameters
    ----------
    kind : {"followed together", "created together"}
        What the stretch is one of: follow order or creation dates.
    rows : tuple of int
        Rows of the earlier list that left.
    size : int
        Accounts in the stretch.
    expected : float
        How many leave from such a stretch as they do around it.
    p_adjusted : float
        Chance of as many in any stretch, at most.
    first, last : float
        Seconds since 1970 UTC when they followed or were created, NaN where not known.
    genuine : Interval or None
        Share of genuine accounts among those that left in it.
    """

    kind: str
    rows: tuple[int, ...]
    size: int
    expected: float
    p_adjusted: float
    first: float
    last: float
    genuine: Interval | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, times as ISO text; rows are counted only."""
        return {
            "kind": self.kind,
            "n_left": len(self.rows),
            **plain_facts(self, "size", "expected", "p_adjusted"),
            "first": iso_time(self.first),
            "last": iso_time(self.last),
            "genuine": plain(self.genuine),
        }


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One list: its rows, ranks (0 oldest, -1 not known), audit where profiles show anything, total and date."""

    table: ProfileTable
    rank: IntArray
    report: AuditReport | None
    total: int | None
    seconds: float

    def __len__(self) -> int:
        return len(self.table)

    @property
    def is_whole(self) -> bool:
        """Whether all followers are known to be at hand."""
        return self.total is not None and len(self) >= WHOLE * self.total

    @property
    def ordered(self) -> IntArray | None:
        """Rows from the oldest follower on; None where the order is not known."""
        return None if (self.rank < 0).any() or not len(self) else np.argsort(self.rank, kind="stable")


@dataclass(frozen=True, eq=False, repr=False)
class AudienceChange(FindingsReport):
    """Who came, left and stayed between two lists of one account's followers.

    Parameters
    ----------
    before, after : Side
        The two lists, each account once.
    place : ndarray of int64
        Row in the later list of each row of the earlier one, -1 where it is not there.
    status_before, status_after : ndarray of str
        "left", "stayed", "came" or "not at hand both times" by row of each list.
    accounts : mapping of str to Interval
        How many came, left and stayed.
    genuine : mapping of str to Interval or None
        Share of genuine accounts among them; None where it cannot be told.
    waves : tuple of LeavingWave
        Stretches from which accounts left together, the least likely first.
    no_waves : str
        What is said where there are none.
    changed : mapping of str to ndarray of bool
        What changed in the profiles of those who stayed, by row of the earlier list.
    notices, limits : tuple of str
        What was at hand, and what cannot be known.
    matched_by : str
        "id", "username" or "id and username".
    level : float
        Level of the intervals.
    """

    before: Side
    after: Side
    place: IntArray
    status_before: NDArray[np.str_]
    status_after: NDArray[np.str_]
    accounts: Mapping[str, Interval]
    genuine: Mapping[str, Interval | None]
    waves: tuple[LeavingWave, ...]
    no_waves: str
    changed: Mapping[str, BoolArray]
    notices: tuple[str, ...]
    limits: tuple[str, ...]
    matched_by: str
    level: float = 0.95

    _told_by = staticmethod(change_findings)

    @property
    def net_genuine(self) -> Interval | None:
        """Genuine followers who came less those who left; None where either is not known."""
        came, left = self.genuine_accounts(CAME), self.genuine_accounts(LEFT)
        if came is None or left is None:
            return None
        estimate = came.estimate - left.estimate
        # Errors of the two are taken as independent; those of the model go the same way in both, and cancel in part.
        below = np.hypot(came.estimate - came.low, left.high - left.estimate)
        above = np.hypot(came.high - came.estimate, left.estimate - left.low)
        return Interval(estimate, estimate - float(below), estimate + float(above), self.level)

    def genuine_accounts(self, group: str) -> Interval | None:
        """Return the genuine accounts of a group ("came", "left" or "stayed"); None where not known."""
        share, accounts = self.genuine[group], self.accounts[group]
        if accounts.high == 0.0:
            return accounts
        if share is None or np.isnan(share.estimate):
            return None
        return Interval(
            share.estimate * accounts.estimate, share.low * accounts.low, share.high * accounts.high, self.level
        )

    @cached_property
    def followed(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Bounds and estimate of when each row of the later list followed (low, estimate, high), in seconds.

        Who came followed between the two dates, who stayed before the first.
        """
        times = None if self.after.report is None else self.after.report.follow_times
        nothing = np.full(len(self.after), np.nan)
        low, estimate, high = (nothing,) * 3 if times is None else (times.low, times.estimate, times.high)
        came, stayed = self.status_after == CAME, self.status_after == STAYED
        first, last = self.before.seconds, self.after.seconds
        most = np.where(came, last, np.where(stayed, first, np.nan))
        high = np.fmin(high, most)
        low = np.fmin(np.fmax(low, np.where(came, first, np.nan)), high)
        middle = np.where(np.isnan(estimate), (low + high) / 2.0, estimate)
        return low, np.fmin(np.fmax(middle, low), high), high

    @cached_property
    def _summary(self) -> dict[str, Any]:
        groups = {
            name: {
                "accounts": plain(self.accounts[name]),
                "genuine": plain(self.genuine[name]),
                "genuine_accounts": plain(self.genuine_accounts(name)),
            }
            for name in (CAME, LEFT, STAYED)
        }
        sides = {"before": self.before, "after": self.after}
        return {
            **{f"n_{name}": len(side) for name, side in sides.items()},
            **{f"{name}_total": side.total for name, side in sides.items()},
            **{f"{name}_at": iso_time(side.seconds) for name, side in sides.items()},
            "matched_by": self.matched_by,
            "groups": groups,
            "n_not_known": {
                "before": int((self.status_before == UNKNOWN).sum()),
                "after": int((self.status_after == UNKNOWN).sum()),
            },
            **plain_facts(self, "net_genuine", "waves", "no_waves"),
            "changed": {what: int(rows.sum()) for what, rows in self.changed.items()},
            **plain_facts(self, "notices", "limits", "level"),
        }

    def to_frame(self, frame_kind: Any = None) -> Any:
        """Return one row an account: those of the later list, then those of the earlier one that are not in it.

        Columns are ``id``, ``username``, ``username_before``, ``status``, ``authenticity`` (of the later list, of the
        earlier one for who left), ``followed_at`` with ``followed_low`` and ``followed_high``, ``wave`` (index in
        `waves`, -1 for none) and ``changed``. ``frame_kind`` is "pandas", "polars" or "pyarrow".
        """
        gone = np.flatnonzero(self.place < 0)
        origin = np.full(len(self.after), -1, np.int64)
        origin[self.place[self.place >= 0]] = np.flatnonzero(self.place >= 0)
        wave = np.full(len(self.before), -1, np.int64)
        for index, found in reversed(list(enumerate(self.waves))):
            wave[list(found.rows)] = index
        changed = np.array([""] * (len(self.before) + 1), object)
        for what, rows in self.changed.items():
            for row in np.flatnonzero(rows).tolist():
                changed[row] = f"{changed[row]}; {what}" if changed[row] else what
        old = [*self.before.table.texts("username").to_list(), None]
        missing = np.full(len(gone), np.nan)
        low, estimate, high = (np.concatenate([column, missing]) for column in self.followed)
        columns: dict[str, Any] = {
            name: [*self.after.table.texts(name).to_list(), *self.before.table.take(gone).texts(name).to_list()]
            for name in ("id", "username")
        }
        columns |= {
            "username_before": [old[row] for row in (*origin.tolist(), *gone.tolist())],
            "status": [*self.status_after.tolist(), *self.status_before[gone].tolist()],
            "authenticity": np.concatenate([_authenticity(self.after), _authenticity(self.before)[gone]]),
            "followed_at": datetimes(estimate),
            "followed_low": datetimes(low),
            "followed_high": datetimes(high),
            "wave": np.concatenate([np.full(len(self.after), -1, np.int64), wave[gone]]),
            "changed": [changed[row] for row in (*origin.tolist(), *[-1] * len(gone))],
        }
        return frame_like(columns, frame_kind or self.after.table.frame_kind)


def _authenticity(side: Side) -> FloatArray:
    return np.full(len(side), np.nan) if side.report is None else side.report.scores.authenticity


FEWEST_LEFT: Final = 10
"""Of fewer accounts that left no wave is looked for; a convention."""
FALSE_WAVES: Final = 0.01
"""Expected number of false waves in each order of one pair of lists; a convention, as for cohorts."""
UNEVEN: Final = 2.0
"""How many times the leavers around it an honest stretch may have: newcomers leave more, and campaigns fade."""
LENGTHS: Final = 1.4
"""Each length of windows over the one before, from `FEWEST_LEFT` on up to half of the list."""
WAVES_SHARED: Final = 5
"""Waves of which the genuine share is told, the least likely first."""


def genuine_among(side: Side, rows: IntArray) -> Interval | None:
    """Return the share of genuine accounts among rows of an audited list; None where profiles do not show it.

    It is the mean chance of each to be genuine by all that the audit knows, moved so that the whole list has its share,
    or a bound of that. Those who came are new, and the model is less sure of newcomers than of others: weighing them
    as an audience of their own says that two in three are genuine where nearly all are (simulated). So all who are
    not called anything else may be genuine: the upper bound says so.
    """
    if side.report is None or not len(rows):
        return None
    whole, scores = side.report.share.shares["genuine"], side.report.scores
    if np.isnan(whole.estimate):
        return Interval(float("nan"), 0.0, 1.0, whole.level)
    against = np.log(np.exp(scores.log_odds).sum(axis=1))
    called = np.char.startswith(scores.verdict[rows].astype(str), "likely_")
    return genuine_part(against[rows], shifts_to(against, whole), called, whole.level)


def find_waves(side: Side, status: Any) -> list[LeavingWave]:
    """Return stretches of follow order, then of creation dates, in which far more left than around them."""
    left, told, waves = status == LEFT, np.zeros(len(side), np.bool_), []
    created = epoch_seconds(side.table, "created_at")
    followed = None if side.report is None else side.report.follow_times
    orders = {"followed together": side.ordered, "created together": np.argsort(created, kind="stable")}
    for kind, order in orders.items():
        if order is None:
            continue
        by_date = kind == "created together"
        rows = order[(status[order] != UNKNOWN) & (np.isfinite(created[order]) if by_date else True)]
        times = created if by_date else np.full(len(side), np.nan) if followed is None else followed.estimate
        for start, stop, expected, p in _scan(left[rows]):
            span = rows[start:stop]
            gone = span[left[span]]
            if told[gone].mean() < 0.5:
                told[gone] = True
                ends = (float(np.min(times[span])), float(np.max(times[span])))
                waves.append(LeavingWave(kind, tuple(gone.tolist()), stop - start, expected, p, *ends))
    waves.sort(key=lambda wave: (wave.p_adjusted, -len(wave.rows)))
    shared = [replace(wave, genuine=genuine_among(side, np.array(wave.rows))) for wave in waves[:WAVES_SHARED]]
    return [*shared, *waves[WAVES_SHARED:]]


def _scan(left: BoolArray) -> Iterator[tuple[int, int, float, float]]:
    """Yield start, stop, expected number and chance of stretches in which more left than around, none overlapping."""
    # The chance is Chernoff's bound of the Poisson tail, which is above that of the hypergeometric one, over all
    # windows; expected are twice the leavers of the rest, or of the stretches on both sides where these have more.
    n, running = len(left), np.append(0, np.cumsum(left)).astype(np.float64)
    total = running[-1]
    if total < FEWEST_LEFT or n < 2 * FEWEST_LEFT:
        return
    lengths = np.unique((FEWEST_LEFT / 2 * LENGTHS ** np.arange(40)).astype(np.int64))
    lengths = lengths[lengths <= n / 2]
    n_tests = sum(n - int(length) + 1 for length in lengths)
    found: list[tuple[float, int, int, float]] = []
    for length in lengths.tolist():
        start = np.arange(n - length + 1)
        stop = start + length
        count = running[stop] - running[start]
        rate = (total - count + 1.0) / (n - length + 1.0)
        low, high = np.maximum(start - length, 0), np.minimum(stop + length, n)
        near = (running[high] - running[low] - count) / np.maximum(high - low - length, 1)
        expected = UNEVEN * length * np.maximum(rate, np.where(near * length < count / 2.0 / UNEVEN, 0.0, near))
        nats = log_tail(count, expected)
        found += [
            (float(nats[at]), int(at), int(at) + length, float(expected[at]) / UNEVEN)
            for at in np.flatnonzero(nats < np.log(FALSE_WAVES / n_tests))
        ]
    used = np.zeros(n, np.bool_)
    for least, begin, end, usual in sorted(found):
        if not used[begin:end].any():
            used[begin:end] = True
            inside = begin + np.flatnonzero(left[begin:end])
            first, last = int(inside[0]), int(inside[-1]) + 1
            yield first, last, usual * (last - first) / (end - begin), float(min(np.exp(least) * n_tests, 1.0))


def no_waves(status: Any, share: float) -> str:
    """Return what is said where there is no wave."""
    if share < 1.0:
        return "Not looked for: the later list is a sample, in which nobody is known to have left."
    if (n := int((status == LEFT).sum())) < FEWEST_LEFT:
        return f"Not looked for: {plural(n, 'account')} that left {'is' if n == 1 else 'are'} too few."
    return "None: those who left are spread as chance and usual leaving spread them."
