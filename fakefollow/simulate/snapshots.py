"""Synthetic series of follower counts, and two lists of one account at two dates, with known truth.

Everything in them is invented, as in synthetic audiences, on which they rest; numbers without a source are assumptions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from fakefollow.errors import Brief, expect_seed
from fakefollow.simulate.accounts import OBSERVED_AT, FloatArray
from fakefollow.simulate.arrivals import DAY, Burst, Purchase, draw_follow_times
from fakefollow.simulate.audience import simulate_audience

CHURN: Final = 0.0003
"""Share of the followers that leave on a day."""


@dataclass(frozen=True, eq=False, repr=False)
class SimulatedCounts(Brief):
    """A synthetic series of follower counts, and the truth about it.

    Parameters
    ----------
    dates : array of datetime64[D], shape (n,)
        Days on which a count was taken, ascending.
    counts : float64 array, shape (n,)
        What the platform showed.
    true_counts : float64 array, shape (n,)
        The same before rounding.
    shared : dict of date to count
        Another account's count on every day, which the same purges hit.
    events : list of dict
        ``kind`` ("purchase", "burst" or "purge"), ``first`` and ``last`` day, and ``size`` in accounts.
    """

    dates: NDArray[np.datetime64]
    counts: FloatArray
    true_counts: FloatArray
    shared: dict[Any, float]
    events: list[dict[str, Any]]

    def __len__(self) -> int:
        return len(self.dates)

    def to_dict(self) -> dict[Any, int]:
        """Return date -> count, as `fakefollow.growth` takes it."""
        return dict(zip(self.dates.tolist(), self.counts.astype(np.int64).tolist(), strict=True))


def simulate_counts(
    n_days: int = 365,
    followers: int = 10_000,
    *,
    daily_growth: float = 0.001,
    purchases: Sequence[Purchase] = (),
    bursts: Sequence[Burst] = (),
    purges: Sequence[tuple[float, float]] = (),
    lost_share: float = 0.0,
    lost_days: float = 30.0,
    digits: int | None = None,
    missing_share: float = 0.0,
    first_day: datetime = datetime(2023, 1, 2, tzinfo=UTC),
    random_state: int = 0,
) -> SimulatedCounts:
    """Make up the follower counts of one synthetic account, day by day, and keep the truth.

    Followers come as in `fakefollow.simulate_audience`: with a rhythm of the week, better and worse days, and a few
    days a year on which three to eight times the usual number come.

    Parameters
    ----------
    n_days : int
        Days from the first count to the last, 1 at least.
    followers : int
        Followers at the start.
    daily_growth : float
        Those who come on a usual day, as a share of ``followers``, above 0.
    purchases : sequence of Purchase
        What was bought; ``at`` is the share of the days that have passed, a ``size`` with decimals a share of
        ``followers``. Stock and creation do not matter here.
    bursts : sequence of Burst
        What a post or a mention brought, likewise; the number who come falls to 1/e in a third of its days.
    purges : sequence of pair of float
        When the platform removed accounts, as a share of the days, and which share of all followers.
    lost_share, lost_days : float
        Share of what was bought that leaves again, and days in which it falls to 1/e.
    digits : int, optional
        Digits that the platform shows, as in ``12.3K``; all by default.
    missing_share : float
        Share of the days without a count; first and last day have one.
    first_day : datetime
        Day of the first count.
    random_state : int
        Seed; the same seed gives the same series.

    Returns
    -------
    SimulatedCounts
        Counts by day, the same before rounding, a second series for purges, and the events.

    Raises
    ------
    ValueError
        If a share or number is out of range.

    Examples
    --------
    >>> import fakefollow as ff
    >>> series = ff.simulate_counts(100, 5000, purchases=[ff.Purchase(0.1, at=0.5)], digits=2)
    >>> len(series), series.events[0]["size"], float(series.counts[0])
    (101, 500, 5000.0)
    """
    if n_days < 1 or followers < 0 or daily_growth <= 0 or not 0 <= missing_share < 1 or not 0 <= lost_share <= 1:
        raise ValueError(
            "expected n_days >= 1, followers >= 0, daily_growth > 0 and shares from 0 to 1, "
            f"got {n_days}, {followers}, {daily_growth}, {missing_share} and {lost_share}"
        )
    expect_seed(random_state)
    random = np.random.default_rng([random_state, 2])
    start = first_day.timestamp()
    days = np.arange(1, n_days + 1, dtype=np.float64)
    came = random.poisson(daily_growth * followers * n_days)
    times = (draw_follow_times(random, came, start, start + n_days * DAY, 1.0) - start) / DAY
    change = np.bincount(np.minimum(times.astype(np.intp), n_days - 1), minlength=n_days).astype(np.float64)
    change -= random.poisson(CHURN * followers, n_days)
    other = 2_000_000 + np.cumsum(random.normal(400.0, 120.0, n_days))
    events: list[dict[str, Any]] = []

    def add(kind: str, at: float, lasting: float, brought: FloatArray) -> None:
        nonlocal change
        change = change + brought
        last = min(at + lasting, n_days)
        on = (first_day + timedelta(days=part) for part in (at, last))
        events.append({"kind": kind, **dict(zip(("first", "last"), on, strict=True)), "size": round(brought.sum())})

    parts: list[Purchase | Burst] = [*purchases, *bursts]
    for each in parts:
        at = (each.at.timestamp() - start) / DAY if isinstance(each.at, datetime) else each.at * n_days
        size = each.size if isinstance(each.size, int) else round(each.size * followers)
        if isinstance(each, Purchase):
            passed = np.clip((np.append(0.0, days) - at) / max(each.delivered_days, 1e-9), 0.0, 1.0)
            add("purchase", at, each.delivered_days, np.diff(np.round(size * passed)))
            since = np.maximum(np.append(0.0, days) - at - each.delivered_days, 0.0)
            lost = np.asarray(lost_share * size * (1.0 - np.exp(-since / lost_days)))
            change = change - np.diff(np.round(lost))
        else:
            since = np.maximum(np.append(0.0, days) - at, 0.0)
            add("burst", at, each.days, np.diff(size * (1.0 - np.exp(-3.0 * since / max(each.days, 1e-9)))).round())
    for at, share in purges:
        day = min(int(at * n_days), n_days - 1)
        level = followers + change[:day].sum()
        add("purge", float(day), 1.0, np.where(np.arange(n_days) == day, -np.round(share * level), 0.0))
        other = other * np.where(np.arange(n_days) >= day, 1.0 - share, 1.0)
    true = np.maximum(followers + np.append(0.0, np.cumsum(change)), 0.0)
    kept = random.random(n_days + 1) >= missing_share
    kept[[0, -1]] = True
    step = 1.0 if digits is None else 10.0 ** np.maximum(np.floor(np.log10(np.maximum(true, 1.0))) - digits + 1, 0.0)
    dates = np.datetime64(first_day.date(), "D") + np.arange(n_days + 1)
    shown = np.floor(true / step) * step
    shared = dict(zip(dates.tolist(), np.append(2_000_000, other).round().tolist(), strict=True))
    return SimulatedCounts(dates[kept], shown[kept], true[kept], shared, events)


@dataclass(frozen=True, eq=False, repr=False)
class SimulatedSnapshots(Brief):
    """Two lists of one synthetic account's followers, newest first, and the truth about them.

    Parameters
    ----------
    before, after : list of dict
        Profiles at the two dates.
    before_at, after_at : datetime
        The dates.
    followed_before, followed_after : float64 array
        True follow times of their rows, seconds since 1970 UTC.
    left : bool array
        Which rows of ``before`` left.
    wave : bool array
        Which of them left together: accounts of a purchase that the platform removed.
    kind_before, kind_after : array of str
        ``"genuine"``, ``"purchased"`` or ``"bot"`` by row.
    """

    before: list[dict[str, Any]]
    after: list[dict[str, Any]]
    before_at: datetime
    after_at: datetime
    followed_before: FloatArray
    followed_after: FloatArray
    left: NDArray[np.bool_]
    wave: NDArray[np.bool_]
    kind_before: NDArray[np.str_]
    kind_after: NDArray[np.str_]


def simulate_snapshots(
    n_followers: int = 5000,
    *,
    days_between: float = 30.0,
    leaving_share: float = 0.02,
    newcomers_leave: float = 3.0,
    wave_share: float = 0.0,
    renamed_share: float = 0.0,
    profiles: bool = True,
    random_state: int = 0,
    **audience: Any,
) -> SimulatedSnapshots:
    """Make up two lists of one synthetic account's followers with some days between, and keep the truth.

    Parameters
    ----------
    n_followers : int
        Who follows, or did, at the later date.
    days_between : float
        Days between the two lists.
    leaving_share : float
        Share of the first list that leaves by itself.
    newcomers_leave : float
        How many times as often the newest follower leaves as the oldest.
    wave_share : float
        Share of every purchase that leaves together; needs ``purchases=``.
    renamed_share : float
        Share of those who stay that have another username later.
    profiles : bool
        Whether to make whole profiles, or ids and dates only.
    random_state : int
        Seed.
    **audience
        Whatever `fakefollow.simulate_audience` takes.

    Returns
    -------
    SimulatedSnapshots
        Both lists, newest follower first, true follow times, who left and who left in a wave.

    Examples
    --------
    >>> import fakefollow as ff
    >>> lists = ff.simulate_snapshots(1000, purchases=[ff.Purchase(0.2, at=0.5)], wave_share=0.5)
    >>> len(lists.before) - int(lists.left.sum()) <= len(lists.after), 80 < int(lists.wave.sum()) < 120
    (True, True)
    """
    expect_seed(random_state)
    random = np.random.default_rng([random_state, 3])
    people = simulate_audience(n_followers, random_state=random_state, profiles=profiles, **audience)
    after_at = audience.get("observed_at", OBSERVED_AT)
    before_at = after_at - timedelta(days=days_between)
    old = people.followed_at < before_at.timestamp()
    n = len(people)
    weight = 1.0 + (newcomers_leave - 1.0) * np.arange(n)[::-1] / max(n - 1, 1)
    leaves = old & (random.random(n) < leaving_share * weight / max(weight[old].mean() if old.any() else 1.0, 1e-9))
    wave = old & (people.event >= 0) & (random.random(n) < wave_share)
    left = leaves | wave
    renamed = ~left & (random.random(n) < renamed_share)
    rows = people.profiles
    before = [{**rows[row], "observed_at": before_at} for row in np.flatnonzero(old).tolist()]
    for profile in before:
        if profile.get("last_status_at") is not None:
            profile["last_status_at"] = min(profile["last_status_at"], before_at)
    after = [rows[row] for row in np.flatnonzero(~left).tolist()]
    for place, row in enumerate(np.flatnonzero(~left).tolist()):
        if renamed[row] and "username" in rows[row]:
            after[place] = {**rows[row], "username": f"{rows[row]['username']}_new"}
    times, kind = people.followed_at, people.kind
    return SimulatedSnapshots(
        before, after, before_at, after_at, times[old], times[~left], left[old], wave[old], kind[old], kind[~left]
    )
