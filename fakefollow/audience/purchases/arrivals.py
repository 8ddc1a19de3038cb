"""Arrivals of a follower list in blocks of consecutive ranks: how many, how old, and what their profiles show.

This is all that the search for purchases needs of a list: some thousand blocks of counts whatever its size, so
lists can be read batch by batch. Knows no null model and no purchase. Constants without a source are conventions.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from fakefollow.audience.cohorts import Cohorts
from fakefollow.audience.order import DAY, FollowTimes
from fakefollow.profiles import BoolArray, FloatArray, IntArray, ProfileTable
from fakefollow.scoring import NOT_ENOUGH_DATA, Scores

DATE_BIN_DAYS: Final = 15.0
"""A convention: the stock of a seller is made in days, a list of years has some hundred bins."""

YOUNG_DAYS: Final = (1.0, 7.0, 90.0, 365.0, 1095.0)
"""Followers younger than this when they followed are counted; the first are fresh sign-ups."""

AGE_CLASS_DAYS: Final = (1.0, 30.0)
"""What a profile shows is compared with profiles of the same class of age: fresh, young, old, and age unknown."""

N_AGE_CLASSES: Final = len(AGE_CLASS_DAYS) + 2
MAX_BLOCKS: Final = 2048
SMALLEST_BLOCK: Final = 8
"""Conventions: a search takes a second for a list of any size, and a block of a short list has a few followers."""

LONG_DAYS: Final = 14.0
FASTER: Final = 1.5
FASTER_AT_THE_END: Final = 1.8
"""Who is bought comes beside those who come anyway: what takes longer, and came not so many times as fast as the time
on both sides, is a change in who follows. At the end of a growing list only the slower time before is known. On
simulated lists and runs of real sellers, other ones than in RESULTS.md, blocks bought in one go took 14 days at most,
and runs in which every other follower was bought came 1.5 to 3 times as fast."""

LEAST_AROUND: Final = 0.1
"""A long run with less than this part of its time around it is not told from a change: a convention."""

EARLIEST: Final = datetime(2006, 3, 21, tzinfo=UTC).timestamp()
"""First account on X, in seconds: no platform that shows followers is older."""

YEARS_BEFORE: Final = 3.0
"""Followers could have been so old from the start: a list in which none is says something."""


@dataclass(frozen=True, slots=True, eq=False)
class ProfileCodes:
    """What profiles show in one respect, as codes."""

    codes: NDArray[np.int8]  # (n,), from 0 on, -1 where not observed
    labels: tuple[str, ...]  # what each code means, to be read after "have"
    weight: float = 1.0  # how much their evidence counts: respects that say the same twice share one
    ordinary: tuple[int, ...] = ()  # codes of which no number of followers is a sign of anything

    def take(self, rows: IntArray | slice) -> Self:
        """Return the codes of these followers."""
        return replace(self, codes=self.codes[rows])


@dataclass(frozen=True, slots=True, eq=False)
class Arrivals:
    """What is known of each follower, oldest first; seconds since 1970, NaN where not observed."""

    created_at: FloatArray
    followed_by: FloatArray  # lower bound of the follow time, see FollowTimes
    profiles: Mapping[str, ProfileCodes]

    def __len__(self) -> int:
        return len(self.created_at)

    def part(self, ranks: slice) -> "Arrivals":
        """Return the followers at these ranks."""
        profiles = {name: shown.take(ranks) for name, shown in self.profiles.items()}
        return Arrivals(self.created_at[ranks], self.followed_by[ranks], profiles)

    def age_days(self) -> FloatArray:
        """Return ages at the follow, shape (n,): by its lower bound, so they are rather too low."""
        return np.asarray(np.maximum((self.followed_by - self.created_at) / DAY, 0.0))

    def date_bin(self, first: float) -> NDArray[np.intp]:
        """Return the bin of each creation date, counted from ``first``; 0 where not observed."""
        bins = (self.created_at - first) / (DATE_BIN_DAYS * DAY)
        return np.where(np.isnan(bins), 0.0, np.maximum(bins, 0.0)).astype(np.intp)

    def age_class(self) -> NDArray[np.intp]:
        """Return 0 for fresh sign-ups, then older classes, the last for unknown ages."""
        age = self.age_days()
        return np.where(np.isnan(age), N_AGE_CLASSES - 1, np.searchsorted(AGE_CLASS_DAYS, age, side="right"))


@dataclass(frozen=True, slots=True, eq=False)
class ArrivalCounts:
    """Counts of a list in blocks of consecutive ranks."""

    n_followers: int
    block: int  # followers of a block; the last one may be shorter
    first: float  # where the bins of creation dates begin, in seconds
    followed_by: FloatArray  # (n_blocks,), lower bound of the follow time amid each block, in seconds
    edges: FloatArray  # (n_blocks + 1,), follow times of the first of each block, and when the list was seen
    aged: FloatArray  # (n_blocks,), followers of known age
    young: FloatArray  # (n_blocks, n_ages), those younger than each of YOUNG_DAYS
    dates: FloatArray  # (n_blocks, n_bins), those that are no fresh sign-ups, by creation date
    profiles: Mapping[str, FloatArray]  # (n_blocks, n_age_classes, n_codes), followers by age class and code
    weights: Mapping[str, float]  # how much the evidence of each respect counts
    ordinary: Mapping[str, tuple[int, ...]]  # codes of each respect that are no sign of anything

    @property
    def n_blocks(self) -> int:
        """Number of blocks."""
        return len(self.aged)

    def came_slowly(self, starts: NDArray[np.intp], stops: NDArray[np.intp]) -> BoolArray:
        """Tell which stretches of blocks took long, and came hardly faster than as much time around them brought."""
        begin, end = self.edges[starts], self.edges[stops]
        lasted = end - begin
        before = self.edges.searchsorted(begin - lasted)
        after = self.edges.searchsorted(end + lasted, side="right") - 1
        took = np.minimum(lasted, begin - self.edges[0]) + np.minimum(lasted, self.edges[-1] - end) + DAY
        usual = np.maximum(starts - before, 0) + np.maximum(after - stops, 0)
        faster = np.where(stops < self.n_blocks, FASTER, FASTER_AT_THE_END)
        slow = (stops - starts) * took < faster * usual * lasted
        return np.asarray((lasted > LONG_DAYS * DAY) & (slow | (took < LEAST_AROUND * lasted)))

    @property
    def date_bins(self) -> FloatArray:
        """Middles of the bins of creation dates, in seconds."""
        middles = np.arange(self.dates.shape[1], dtype=np.float64) + 0.5
        return self.first + middles * (DATE_BIN_DAYS * DAY)

    @classmethod
    def of(cls, arrivals: Arrivals, times: FollowTimes | None = None) -> Self:
        """Return the counts of a list in which one creation date at least is known; times by bounds if not given."""
        n = len(arrivals)
        block = max(SMALLEST_BLOCK, -(-n // MAX_BLOCKS))
        block_of = np.arange(n) // block
        age = arrivals.age_days()
        known = ~np.isnan(age)
        # Dates begin some years before the first follow, if not with an older account.
        before = float(np.nanmin(arrivals.followed_by)) - YEARS_BEFORE * 365.25 * DAY
        first = min(float(np.nanmin(arrivals.created_at)), max(before, EARLIEST))
        dates = arrivals.date_bin(first)
        young = [known & (age < days) for days in YOUNG_DAYS]
        rows = known & ~young[0]
        shape = int(block_of[-1]) + 1, int(dates.max()) + 1
        return cls(
            n_followers=n,
            block=block,
            first=first,
            followed_by=_middles(arrivals.followed_by, block),
            edges=_edges(arrivals, times, block),
            aged=np.bincount(block_of[known], minlength=shape[0]).astype(np.float64),
            young=np.stack([np.bincount(block_of, some, shape[0]) for some in young], axis=1),
            dates=_cross(shape, block_of[rows], dates[rows]),
            profiles=dict(_profile_counts(arrivals, block_of, shape[0])),
            weights={name: shown.weight for name, shown in arrivals.profiles.items()},
            ordinary={name: shown.ordinary for name, shown in arrivals.profiles.items()},
        )


def _edges(arrivals: Arrivals, times: FollowTimes | None, block: int) -> FloatArray:
    """Return when each block began, and when the list was seen; never going back."""
    begun, seen = (arrivals.followed_by,) * 2 if times is None else (times.estimate, times.high)
    edges = np.append(begun[::block], np.nanmax(np.append(seen, begun)))
    return np.asarray(np.fmax.accumulate(np.fmax(edges, np.nanmin(begun))))


def _middles(values: FloatArray, block: int) -> FloatArray:
    """Return a middle value of each block, the last known one before it where a block knows none."""
    starts = np.arange(0, len(values), block)
    middle = np.fmax.accumulate(values[np.minimum(starts + block // 2, len(values) - 1)])
    middle[np.isnan(middle)] = np.nanmin(values)
    return middle


def _cross(shape: tuple[int, int], rows: NDArray[np.intp], columns: NDArray[np.intp]) -> FloatArray:
    """Return counts of pairs as a matrix."""
    counts = np.bincount(rows * shape[1] + columns, minlength=shape[0] * shape[1])
    return counts.reshape(shape).astype(np.float64)


def _profile_counts(arrivals: Arrivals, block_of: NDArray[np.intp], n_blocks: int) -> Iterator[tuple[str, FloatArray]]:
    ages = arrivals.age_class()
    for name, shown in arrivals.profiles.items():
        seen: BoolArray = shown.codes >= 0
        if seen.any():
            shape = n_blocks * N_AGE_CLASSES, len(shown.labels)
            groups = block_of[seen] * N_AGE_CLASSES + ages[seen]
            counts = _cross(shape, groups, shown.codes[seen].astype(np.intp))
            yield name, counts.reshape(n_blocks, N_AGE_CLASSES, -1)


FEW_POSTS: Final = 2
POSTS_AFTER_DAYS: Final = 90.0
"""Accounts younger than this when they were observed had no time to post: having hardly a post, and evidence, is no
sign then. Else the newest followers of an honest list, who were observed as new as they followed, would look emptier,
and worse, than those who were as new when they followed long ago."""

FIFTHS: Final = ("lowest", "second lowest", "middle", "second highest", "highest")
EMPTINESS: Final = (
    "a bio, a picture and posts",
    "no bio",
    "no picture",
    "neither bio nor picture",
    "hardly a post",
    "neither bio nor posts",
    "neither picture nor posts",
    "neither bio, picture nor posts",
)
"""By which of three fields are empty: bio 1, picture 2, posts 4."""

IN_COHORT: Final = ("a profile of their own", "near-duplicates among the other profiles")


def profile_codes(scores: Scores, cohorts: Cohorts) -> dict[str, ProfileCodes]:
    """Return ``emptiness``, ``evidence`` and ``cohort`` of the rows, where anything is known of them.

    Emptiness is read off the fields; the evidence is the detector's, in fifths of this list.
    """
    shown = {"emptiness": _emptiness(scores.table), "evidence": _evidence(scores)}
    if cohorts.found:
        in_cohort = (cohorts.member >= 0).astype(np.int8)
        shown["cohort"] = ProfileCodes(in_cohort, IN_COHORT, ordinary=(0,))
    known = {name: some for name, some in shown.items() if (some.codes >= 0).any()}
    if {"emptiness", "evidence"} <= known.keys():
        # Emptiness is part of what the detector weighs.
        known |= {name: replace(known[name], weight=0.5) for name in ("emptiness", "evidence")}
    return known


def _emptiness(table: ProfileTable) -> ProfileCodes:
    """Return which fields are empty; a column that no row has counts as filled, a row that lacks one is unknown."""
    codes, known, any_column = np.zeros(len(table), np.int8), np.ones(len(table), np.bool_), False
    bio = table.texts("description")
    is_new = _days_when_seen(table) < POSTS_AFTER_DAYS  # False where the age is not known
    no_picture, n_posts = table.floats("default_profile_image"), table.floats("posts_count")
    for code, empty, valid in (
        (1, bio.is_empty(), bio.valid),
        (2, no_picture >= 1.0, ~np.isnan(no_picture)),
        (4, (n_posts <= FEW_POSTS) & ~is_new, ~np.isnan(n_posts)),
    ):
        if valid.any():
            any_column, known = True, known & valid
            codes += np.int8(code) * (empty & valid)
    codes[~known | (not any_column)] = -1
    return ProfileCodes(codes, EMPTINESS)


def _evidence(scores: Scores) -> ProfileCodes:
    """Return in which fifth of the list each follower's evidence against genuine is; not of those who are new."""
    evidence = np.max(scores.evidence, axis=1)
    known = (scores.verdict != NOT_ENOUGH_DATA) & ~(_days_when_seen(scores.table) < POSTS_AFTER_DAYS)
    codes = np.full(len(scores), -1, np.int8)
    if known.any():
        bounds = np.quantile(evidence[known], np.arange(1, len(FIFTHS)) / len(FIFTHS))
        codes[known] = np.searchsorted(bounds, evidence[known], side="left")
    labels = tuple(f"profile evidence in the {fifth} fifth of this list" for fifth in FIFTHS)
    return ProfileCodes(codes, labels)


def _days_when_seen(table: ProfileTable) -> FloatArray:
    """Return ages at the observation, NaN where not known."""
    return np.asarray((table.times("observed_at") - table.times("created_at")) / np.timedelta64(1, "D"))
