"""Follow times: when each follower began to follow, from the order of the list and the creation dates.

Only the envelope of creation dates is used (see `Envelope`), so a list needs to keep no more than its record holders.
Knows times and ranks, nothing of what the accounts are. Constants without a source were chosen on simulated lists,
other ones than those in RESULTS.md ("Follow times").
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from statistics import NormalDist
from typing import Any, Final, Literal, Self

import numpy as np
from numpy.typing import NDArray

from fakefollow.audience.chance import check_level
from fakefollow.audience.order.envelope import HOUR, Envelope, FollowPace, chance_records, creation_envelope
from fakefollow.audience.order.follow_order import MOSTLY
from fakefollow.audience.order.signup_delays import SignUpDelays, record_lag
from fakefollow.profiles import FloatArray, FrameKind, IntArray, frame_like
from fakefollow.report import hours_words

Basis = Literal["observed", "estimated", "unknown"]

UNEVEN: Final = 0.05
"""Variance of the share of a step that has passed, over ``part * (1 - part)``, beyond that of random arrivals, in steps
much longer than `UNEVEN_HOURS`: days and weeks have a rhythm. On simulated lists 0 to 0.07."""

UNEVEN_HOURS: Final = 2.0

TOGETHER: Final = 0.8
"""Correlation of how late a record holder and the next one are: both follow from the same hours of the list."""

BOUND_LEVEL: Final = 0.95
"""Estimates keep to the bounds at this level, whatever is asked for, and the error told is a part of their distance."""

ERROR_SHARE: Final = 0.25
"""Median error over the median distance from estimate to 95 % bound: on simulated lists it was .07 to .26."""

GAP_DAYS: Final = 3.0
"""Ages up to this, or twenty usual steps where those are longer, tell how old fresh sign-ups are."""


def utc_time(seconds: float) -> datetime | None:
    """Return a time to the second, None where it is not known."""
    return None if np.isnan(seconds) else datetime.fromtimestamp(float(seconds), UTC).replace(microsecond=0)


def datetimes(seconds: FloatArray) -> NDArray[np.datetime64]:
    """Return times in UTC to the second, NaT where not known."""
    known = np.isfinite(seconds)
    times = np.where(known, seconds, 0.0).astype("datetime64[s]").astype("datetime64[us]")
    times[~known] = np.datetime64("NaT", "s")
    return times


@dataclass(frozen=True, slots=True, eq=False)
class FollowTimes:
    """When each follower began to follow, with bounds: seconds since 1970, oldest first, each array nondecreasing.

    ``low <= estimate <= high``; all are NaN where no date is known. ``low`` is a hard bound as far as the dates are
    right: an older follower's account did not exist earlier. ``high`` is where the chance to have followed by then
    reaches the level, or one half where that is more; NaN where nothing bounds the time from above.
    """

    low: FloatArray
    estimate: FloatArray
    high: FloatArray
    level: float  # chance that an interval holds the truth
    basis: Basis  # whether the times were in the data, come from list order and creation dates, or cannot be known
    median_error_hours: float | None = None  # expected, rather too large, whatever the level

    def __len__(self) -> int:
        return len(self.low)

    def to_frame(self, frame_kind: FrameKind | None = None) -> Any:
        """Return ``followed_at``, ``followed_low`` and ``followed_high`` in UTC as a frame of one row a follower."""
        columns = {"followed_at": self.estimate, "followed_low": self.low, "followed_high": self.high}
        return frame_like({name: datetimes(seconds) for name, seconds in columns.items()}, frame_kind)

    def __repr__(self) -> str:
        known = [utc_time(end(self.estimate)) for end in (np.nanmin, np.nanmax) if np.isfinite(self.estimate).any()]
        told = " to ".join(f"{time:%Y-%m-%d}" for time in known) or "none is known"
        error = self.median_error_hours
        width = "" if error is None else f", median error about {hours_words(error)}"
        return f"FollowTimes of {len(self):,} followers, {self.basis}: {told}{width}; to_frame() has them"

    def take(self, indices: IntArray) -> Self:
        """Return the times of the followers of these indices."""
        return replace(self, low=self.low[indices], estimate=self.estimate[indices], high=self.high[indices])

    @classmethod
    def in_data(cls, followed_at: FloatArray, level: float) -> Self:
        """Return the times that the data hold, NaN where not, for a list whose order is not known."""
        known = np.isfinite(followed_at)
        basis: Basis = "observed" if known.any() else "unknown"
        return cls(followed_at, followed_at, followed_at, level, basis, _median_error(followed_at, followed_at))


def estimate_follow_times(
    created_at: FloatArray,
    observed_at: FloatArray,
    *,
    followed_at: FloatArray | None = None,
    envelope: Envelope | None = None,
    level: float = 0.95,
) -> FollowTimes:
    """Estimate when each follower began to follow, from seconds since 1970, oldest follower first, NaN where not known.

    After Meeder et al. (2011): nobody follows before having an account, so the running maximum of creation dates bounds
    follow times from below, and the more fresh sign-ups a list has, the age of which is learnt from it
    (`SignUpDelays`), the less it lags. Between record holders followers are taken to have come evenly; where the list
    goes on for long without one the interval reaches to the next. ``followed_at`` are times in the data, ``envelope``
    known record holders.
    """
    known = np.full(len(created_at), np.nan) if followed_at is None else followed_at
    check_level(level)
    seen = observed_at[np.isfinite(observed_at)]
    end = float(seen.max()) if len(seen) else np.nan
    share = np.isfinite(known).mean() if len(known) else 0.0
    if envelope is None and share < MOSTLY:
        envelope = creation_envelope(created_at, observed_at)
    # One record holder says when its own account was made, and of when anybody followed nothing.
    if share >= MOSTLY or envelope is None or len(envelope) < 2:
        if share == 0.0:
            return FollowTimes.in_data(known, level)
        even = np.interp(np.arange(len(known)), np.flatnonzero(np.isfinite(known)), known[np.isfinite(known)])
        nothing = np.full(len(known), -np.inf)
        low, estimate, high = _between(known, nothing, np.full(len(known), end), even)
        basis: Basis = "observed" if share >= MOSTLY else "estimated"
        return FollowTimes(low, estimate, high, level, basis, _median_error(estimate, high))
    low, even, bound, high = _by_order(created_at, envelope, end, level)
    estimate = np.fmin(np.maximum(even, low), bound)
    if share > 0.0:
        _, _, high = _between(known, low, high, estimate)
        low, estimate, bound = _between(known, low, bound, estimate)
    error = _median_error(estimate, bound)
    return FollowTimes(low, estimate, np.maximum(high, estimate), level, "estimated", error)


def _median_error(estimate: FloatArray, bound: FloatArray) -> float | None:
    """Return the expected median error in hours by the bounds at `BOUND_LEVEL`; None where there is none."""
    known = np.isfinite(bound)
    return ERROR_SHARE * float(np.median(bound[known] - estimate[known])) / HOUR if known.any() else None


def _between(
    known: FloatArray, low: FloatArray, high: FloatArray, estimate: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return bounds and estimate with known times as they are and the others between the known ones about them."""
    is_known = np.isfinite(known)
    earlier = np.maximum.accumulate(np.where(is_known, known, -np.inf))
    later = np.minimum.accumulate(np.where(is_known, known, np.inf)[::-1])[::-1]
    low = np.maximum(low, earlier)
    low = np.where(np.isfinite(low), low, estimate)
    high = np.maximum(np.fmin(high, np.where(np.isfinite(later), later, np.nan)), low)
    estimate = np.fmin(np.maximum(estimate, low), high)
    return np.where(is_known, known, low), np.where(is_known, known, estimate), np.where(is_known, known, high)


def _by_order(
    created_at: FloatArray, envelope: Envelope, end: float, level: float
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return lower bound, estimate, and upper bounds at `BOUND_LEVEL` and at the level asked for, by list order."""
    low = envelope.at(len(created_at), float(np.nanmin(created_at)))
    if len(envelope) <= chance_records(int(np.isfinite(created_at).sum())):
        # No more followers set records than in a shuffled list: order says nothing more.
        high = np.full(len(low), end)
        return low, np.interp(np.arange(len(low)), envelope.ranks, envelope.times), high, high
    pace = FollowPace.of(envelope, len(created_at), end)
    record = np.repeat(np.arange(len(envelope)), pace.ranks.astype(np.int64))
    first = int(envelope.ranks[0])
    delays = _delays(created_at[first:], low[first:], record, envelope, pace)
    levels = tuple(dict.fromkeys((BOUND_LEVEL, max(level, 0.5))))
    lags = record_lag(delays, pace, (0.5, *levels)) * HOUR
    estimate = np.maximum.accumulate(_curve(envelope, pace, lags[0], low, end))
    bounds = []
    for row, chance in enumerate(levels, start=1):
        high = _upper(envelope, pace, record, lags[[0, row]], end, chance)
        high = np.concatenate([np.full(first, high[0]), high])
        bounds.append(np.maximum(np.maximum.accumulate(high), low))
    return low, estimate, bounds[0], bounds[-1]


def _delays(
    created_at: FloatArray, low: FloatArray, record: IntArray, envelope: Envelope, pace: FollowPace
) -> SignUpDelays:
    """Learn how old fresh sign-ups are when they follow."""
    typical = float(np.exp(np.log(pace.record_rate).mean()))
    oldest = max(24.0 * GAP_DAYS, 20.0 / typical)
    gap = (low - created_at) / HOUR
    # A record holder's gap is to the envelope before it, and the first has none.
    gap[envelope.ranks - envelope.ranks[0]] = -np.diff(envelope.times, prepend=np.inf) / HOUR
    # Ties tell nothing: dates known to the day only have many.
    rows = np.flatnonzero((gap < oldest / 2.0) & (gap > -np.inf) & (gap != 0.0))
    return SignUpDelays.learn(gap[rows], pace.record_rate[record[rows]], oldest)


def _curve(envelope: Envelope, pace: FollowPace, usual: FloatArray, low: FloatArray, end: float) -> FloatArray:
    """Return the estimate: even between record holders, each as late after its creation as usual."""
    # The first record holders are old accounts: their dates lie far below the follow times.
    begin = int(np.argmin(pace.is_paused))
    ranks, times = envelope.ranks[begin:], envelope.times[begin:] + usual[begin:]
    rank = np.arange(len(low))
    curve = np.interp(rank, ranks, times)
    early, late = slice(0, ranks[0]), slice(ranks[-1], None)
    curve[early] = times[0] - (ranks[0] - rank[early]) / pace.follow_rate[begin] * HOUR
    wait = np.minimum((rank[late] - ranks[-1]) / pace.follow_rate[-1], 2.0 / pace.record_rate[-1])
    curve[late] = times[-1] + wait * HOUR
    return np.fmin(np.maximum(curve, low), end)


def _upper(
    envelope: Envelope, pace: FollowPace, record: IntArray, lags: FloatArray, end: float, level: float
) -> FloatArray:
    """Return the upper bounds from the first record holder on, NaN where there is none."""
    usual, late = envelope.times + lags[0], lags[1] - lags[0]
    # After the last record holder the next one is awaited.
    arrive = np.append(usual[1:], usual[-1])
    late_there = np.append(late[1:], -np.log(1.0 - level) / pace.record_rate[-1] * HOUR)
    part = (np.arange(len(record)) - (envelope.ranks - envelope.ranks[0])[record]) / pace.ranks[record]
    near, far = (1.0 - part) * late[record], part * late_there[record]
    rhythm = UNEVEN * pace.hours / (pace.hours + UNEVEN_HOURS)
    spread = NormalDist().inv_cdf(level) * HOUR * pace.hours * np.sqrt(1.0 / (pace.ranks + 1.0) + rhythm)
    width = near**2 + far**2 + 2.0 * TOGETHER * near * far + spread[record] ** 2 * part * (1.0 - part)
    high = usual[record] + part * (arrive - usual)[record] + np.sqrt(width)
    high[(pace.is_paused | pace.is_block)[record]] = np.inf
    # A record holder followed by a long pause bounds nobody before it: its own account may have been old.
    bounds = np.append(np.where(pace.is_paused, np.inf, usual + late)[1:], np.inf)
    lowest = np.minimum.accumulate(bounds[::-1])[::-1]
    high = np.fmin(np.minimum(high, lowest[record]), end)
    return np.where(np.isfinite(high), high, np.nan)
