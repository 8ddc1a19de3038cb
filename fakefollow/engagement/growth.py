"""Growth: a series of follower counts -> GrowthReport. Jumps that the account's own history does not explain, as facts.

A jump can be a broadcast, a mention or a purchase: counts alone do not tell which, and the report says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Final

import numpy as np

from fakefollow.audience import Interval, check_level, iso_time
from fakefollow.engagement.jumps import FEWEST_STEPS, After, Jump, find_jumps, round_number, what_follows
from fakefollow.engagement.series import DAY, looks_like_flow, one_a_day, steps_of, with_width, without_shared
from fakefollow.profiles import FloatArray, frame_like
from fakefollow.readers import CountSeries, read_counts, read_moments
from fakefollow.report import CountsDisplay, FindingsReport, growth_findings, plain, plain_facts, plural

LOST_BETWEEN: Final = 0.2
"""Part of a jump that is lost before the next one where a series is a saw; a convention."""
TEETH: Final = 2
"""Jumps after such a loss that make a saw-tooth."""
BEFORE_DAYS: Final = 2.0
"""Days before a jump in which a post may have brought it; a convention."""
MOSTLY: Final = 0.5
"""A jump without a post is told where most stretches of its length have one; a convention."""
UNUSUAL: Final = 0.1
"""Reactions in a jump are said to be raised where so few stretches of its length have as many; a convention."""


@dataclass(frozen=True, slots=True)
class GrowthEvent:
    """A jump or drop that the account's own history does not explain: a fact about counts, and no verdict.

    Parameters
    ----------
    kind : {"jump", "drop"}
        Whether more followers came, or left, than usual.
    first, last : datetime
        The last count before it, and the first after it.
    size : Interval
        Followers beyond what is usual meanwhile; below 0 for a drop.
    p_adjusted : float
        Chance of as much anywhere in a series without a jump, at most.
    followers_before : float, optional
        Count before it; None for a flow whose level is not known.
    after : Interval, optional
        Part of it that was lost again ("decay", above 0), or came on top afterwards as after a mention (below 0).
    after_days : float, optional
        Days in which that faded to 1/e.
    round_size, round_chance : float, optional
        Round number that ``size`` holds, and the chance that it holds one.
    posts, posts_chance : optional
        Posts in it or two days before it, and the share of stretches of its length that have as few.
    reactions, reactions_usual, reactions_chance : float, optional
        Reactions meanwhile, the median of such stretches, and the share of them that have as many.
    """

    kind: str
    first: datetime
    last: datetime
    size: Interval
    p_adjusted: float
    followers_before: float | None = None
    after: Interval | None = None
    after_days: float | None = None
    round_size: float | None = None
    round_chance: float | None = None
    posts: int | None = None
    posts_chance: float | None = None
    reactions: float | None = None
    reactions_usual: float | None = None
    reactions_chance: float | None = None

    @property
    def facts(self) -> tuple[str, ...]:
        """What stands out beside its size: decay, afterglow, round size, no posts, no reactions."""
        told = {
            "decay": self.after is not None and self.after.estimate > 0.0,
            "afterglow": self.after is not None and self.after.estimate < 0.0,
            "round size": self.round_size is not None,
            "no posts": self.posts == 0 and self.posts_chance is not None and self.posts_chance < MOSTLY,
            "no reactions": self.reactions_chance is not None and self.reactions_chance > UNUSUAL,
        }
        return tuple(fact for fact, is_told in told.items() if is_told)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, times as ISO text."""
        return plain_facts(self, *self.__slots__, "facts")


@dataclass(frozen=True, eq=False, repr=False)
class GrowthReport(FindingsReport):
    """What a series of follower counts says of how they came.

    Parameters
    ----------
    times : ndarray of float64, shape (n,)
        Seconds since 1970 UTC of the counts used, ascending.
    counts : ndarray of float64, shape (n,)
        Followers at these times; of a flow those who came until then since the start.
    expected : ndarray of float64, shape (n,)
        What usual steps from the count before give; NaN for the first.
    events : tuple of GrowthEvent
        Jumps and drops in time order.
    is_flow : bool
        Whether the numbers were new followers, not followers.
    cannot_tell : str
        Why nothing can be told; empty where it can.
    smallest : float, optional
        Size of the smallest jump on one step that would have been told at the end of the series.
    saw_tooth : bool
        Whether followers were lost after jumps and came anew in jumps, twice or more.
    notes : tuple of str
        How the numbers were read, in sentences.
    level, false_alarms : float
        Level of the intervals, and chance of any event in a series without one.
    given : tuple of str
        Which of "shared", "posts" and "reactions" were given.
    """

    times: FloatArray
    counts: FloatArray
    expected: FloatArray
    events: tuple[GrowthEvent, ...] = ()
    is_flow: bool = False
    cannot_tell: str = ""
    smallest: float | None = None
    saw_tooth: bool = False
    notes: tuple[str, ...] = ()
    level: float = 0.95
    false_alarms: float = 0.05
    given: tuple[str, ...] = ()

    _told_by = staticmethod(growth_findings)

    def __len__(self) -> int:
        return len(self.times)

    @cached_property
    def _summary(self) -> dict[str, Any]:
        dates = [iso_time(time) for time in self.times.tolist()]
        return {
            "n_counts": len(self),
            **plain_facts(self, "is_flow", "cannot_tell", "events", "saw_tooth", "smallest", "notes"),
            **plain_facts(self, "level", "false_alarms", "given"),
            "series": {"dates": dates, "followers": plain(self.counts), "expected": plain(self.expected)},
        }

    def to_frame(self, frame_kind: Any = None) -> Any:
        """Return one row a count: ``date``, ``followers``, ``expected``, ``event`` (index in ``events``, -1 for none).

        ``frame_kind`` is "pandas", "polars" or "pyarrow", by default the first that is installed.
        """
        event = np.full(len(self), -1, np.int64)
        for index, found in enumerate(self.events):
            event[(self.times > found.first.timestamp()) & (self.times <= found.last.timestamp())] = index
        dates = self.times.astype("datetime64[s]").astype("datetime64[us]")
        columns = {"date": dates, "followers": self.counts, "expected": self.expected, "event": event}
        return frame_like(columns, frame_kind)

    def plot(self, ax: Any = None) -> CountsDisplay:
        """Draw the series with its events; needs the extra ``plot``."""
        return CountsDisplay.from_report(self, ax)


def growth(
    counts: Any,
    *,
    date: str | None = None,
    count: str | None = None,
    flow: bool | None = None,
    day_first: bool | None = None,
    shared: Any = None,
    posts: Any = None,
    reactions: Any = None,
    false_alarms: float = 0.05,
    level: float = 0.95,
) -> GrowthReport:
    """Find jumps in a series of follower counts that the account's own history does not explain.

    Each step is compared with the median of those around it, the rhythm of the week and its own scatter; windows of
    one to fourteen steps are looked at, up to about two weeks, and the chance told is that of all of them together.
    What single good days bring is no jump. Missing days widen a step, rounded counts its error.

    Parameters
    ----------
    counts : frame, series, dict, list of pairs or of dicts, or path
        Dates and counts, daily or not, in any order. Dates and numbers are read as people write them (``12.3K``).
    date, count : str, optional
        Names of the columns, where they do not show which they are.
    flow : bool, optional
        Whether the numbers are new followers of each day or month; by default what they look like, which is said.
    day_first : bool, optional
        Whether ``01/02/2023`` is the first of February; by default what the dates of each input show.
    shared : like ``counts``, optional
        Another series, such as the mean of many accounts: what the platform removed shows in it and is subtracted.
    posts : list of times, or like ``counts``, optional
        When the account posted.
    reactions : like ``counts``, optional
        Likes, replies or reposts by day.
    false_alarms : float, default=0.05
        Chance of any event in a series without one.
    level : float, default=0.95
        Level of the intervals.

    Returns
    -------
    GrowthReport

    Raises
    ------
    ProfileError
        If there are no columns of dates and counts, or nothing in them can be read.
    ValueError
        If ``false_alarms`` or the level is not between 0 and 1.

    Examples
    --------
    >>> import fakefollow as ff
    >>> series = ff.simulate_counts(200, 8000, purchases=[ff.Purchase(1000, at=0.5)], random_state=3)
    >>> (event,) = ff.growth(series.to_dict()).events
    >>> event.kind, event.first.isoformat()[:10], round(event.size.estimate, -2)
    ('jump', '2023-04-12', 1000.0)
    """
    check_level(level)
    if not 0.0 < false_alarms < 1.0:
        raise ValueError(f"false_alarms: expected between 0 and 1, got {false_alarms!r}")
    series = one_a_day(read_counts(counts, date, count, day_first=day_first), flow)
    is_flow = looks_like_flow(series.counts) if flow is None else flow
    said = "" if flow is not None else f", as they look: pass flow={not is_flow} if they are not"
    what = "the new followers of each date" if is_flow else "all followers at each date"
    series = with_width(replace(series, notes=(f"Counts are {what}{said}.", *series.notes)))
    points, steps, series = steps_of(series, is_flow)
    followers = np.append(0.0, np.cumsum(steps.change)) + (0.0 if is_flow else series.counts[0])
    given = {"shared": shared, "posts": posts, "reactions": reactions}
    report = GrowthReport(
        points,
        followers,
        np.full(len(points), np.nan),
        is_flow=is_flow,
        notes=series.notes,
        level=level,
        false_alarms=false_alarms,
        given=tuple(name for name, value in given.items() if value is not None),
    )
    if len(steps) < FEWEST_STEPS:
        few = f"{plural(len(steps), 'change')} between counts"
        return replace(report, cannot_tell=f"{few}: {FEWEST_STEPS} are needed to know what is usual.")
    if shared is not None:
        steps = without_shared(steps, points, followers, read_counts(shared, day_first=day_first, what="shared"))
    found = find_jumps(steps, false_alarms, level)
    ups = [jump for jump in found.jumps if jump.size.estimate > 0.0]
    ends = [*(jump.start for jump in ups[1:]), len(steps)][: len(ups)]
    after = {
        jump.start: what_follows(jump, steps, found.usual, end, level) for jump, end in zip(ups, ends, strict=True)
    }
    known = None if is_flow else followers
    events = [_event(jump, after.get(jump.start), points, known) for jump in found.jumps]
    if posts is not None:
        moments = read_moments(posts, "posts", day_first)
        events = [_with_posts(event, moments, points) for event in events]
    if reactions is not None:
        daily = read_counts(reactions, day_first=day_first, what="reactions")
        events = [_with_reactions(event, daily) for event in events]
    expected = np.append(np.nan, followers[:-1] + found.usual.expected)
    saw = _is_saw(ups, [after[jump.start] for jump in ups], followers)
    return replace(report, expected=expected, events=tuple(events), smallest=found.smallest, saw_tooth=saw)


def _event(jump: Jump, after: After | None, points: FloatArray, followers: FloatArray | None) -> GrowthEvent:
    """Return a jump as an event with its dates."""
    rounded = round_number(jump.size)
    first, last = (datetime.fromtimestamp(int(points[at]), UTC) for at in (jump.start, jump.stop))
    return GrowthEvent(
        "jump" if jump.size.estimate > 0.0 else "drop",
        first,
        last,
        jump.size,
        jump.p_adjusted,
        None if followers is None else float(followers[jump.start]),
        *(None, None) if after is None else (after.part, after.days),
        *(None, None) if rounded is None else rounded,
    )


def _with_posts(event: GrowthEvent, moments: FloatArray, points: FloatArray) -> GrowthEvent:
    """Return an event with the posts in it and just before it, beside those of stretches of the same length."""
    moments = np.sort(moments)
    length = event.last.timestamp() - event.first.timestamp() + BEFORE_DAYS * DAY
    ends = np.arange(points[0] + length, points[-1] + 1.0, DAY)
    n_in = np.searchsorted(moments, ends, "right") - np.searchsorted(moments, ends - length)
    end = event.last.timestamp()
    n = int(np.searchsorted(moments, end, "right") - np.searchsorted(moments, end - length))
    return replace(event, posts=n, posts_chance=float((n_in <= n).mean()) if len(ends) else 1.0)


def _with_reactions(event: GrowthEvent, daily: CountSeries) -> GrowthEvent:
    """Return an event with the reactions meanwhile, beside those of stretches of as many counts."""
    inside = (daily.times > event.first.timestamp() - DAY) & (daily.times <= event.last.timestamp())
    n = int(inside.sum())
    if not n or n > len(daily) / 2:
        return event
    sums = np.convolve(daily.counts, np.ones(n), "valid")
    own = float(daily.counts[inside].sum())
    chance = float((sums >= own).mean())
    return replace(event, reactions=own, reactions_usual=float(np.median(sums)), reactions_chance=chance)


def _is_saw(ups: Sequence[Jump], after: Sequence[After | None], followers: FloatArray) -> bool:
    """Tell whether a good part of jumps was lost before the next one, twice or more."""
    lost = [
        (fading is not None and fading.part.low > 0.0)
        or followers[one.stop] - followers[other.start] > LOST_BETWEEN * one.size.estimate
        for one, other, fading in zip(ups[:-1], ups[1:], after[:-1], strict=True)
    ]
    return int(sum(lost)) >= TEETH
