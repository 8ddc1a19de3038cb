"""Bursts: posts whose reactions are of accounts less genuine, or made more together, than those of the other posts.

Each post is compared with the account's other posts, never with an absolute: how many came is no sign, nor that they
are new or come at once. Knows rows as arrays, no words of a report. Constants without a source are conventions;
those that were chosen say by what.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import stdtr

from fakefollow.audience import log_tail
from fakefollow.engagement.jumps import MAD
from fakefollow.profiles import BoolArray, FloatArray, IntArray

DAY: Final = 86_400.0
FEWEST_POSTS: Final = 5
"""Posts without which nothing is usual."""
AGE_DAYS: Final = (7.0, 30.0, 90.0, 180.0, 365.0)
"""Profiles are compared with those of the same class of age when they reacted: newcomers look emptier."""
LEAST_ODDS: Final = (-2.0, -1.0, 0.0, 1.0, 2.0)
"""Log odds against genuine from which rows are counted."""
TOGETHER: Final = (2.0**-5, 2.0**-8)
"""Chances of an account as near in creation date on the same post, from which rows are counted."""
SIGNED_UP: Final = 30.0
"""Days before a reaction in which its account was made by itself, however many were: giveaways bring sign-ups."""
AROUND: Final = 50
"""Accounts before and after one by which it is told how many signed up at that time."""
ROUNDED: Final = 0.1
"""Share of accounts made at midnight above which dates were rounded."""
UNEVEN: Final = 3.0
"""How many times as near as chance brings them accounts are; a convention, as for cohorts."""
ROUNDS: Final = 4
LEAST_SPREAD: Final = 1.5
"""Variance of usual counts over that of chance, at least: posts differ in whom they reach."""


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Reactions of one kind: post, account and time of each, and what its account's profile tells."""

    post: IntArray
    account: IntArray
    delay: FloatArray  # seconds from the post, NaN where not known
    reacted: FloatArray  # seconds since 1970, of the post where its own is not known
    created: FloatArray  # seconds since 1970
    age_days: FloatArray  # when it was observed
    log_odds: FloatArray
    follows: FloatArray  # 1, 0, NaN where not known
    n_posts: int

    def __len__(self) -> int:
        return len(self.post)

    def company(self) -> IntArray:
        """Return to how many other posts the account of each row reacts, 3 for more."""
        return np.asarray(np.minimum(np.bincount(self.account)[self.account] - 1, 3))


@dataclass(frozen=True, slots=True, eq=False)
class Excess:
    """The sign that stands out most on each post: how many rows have it, how many are usual, and ln of its chance.

    ``p_adjusted`` is that over all posts and signs, ``is_known`` where any profile tells something.
    """

    sign: IntArray
    count: FloatArray
    expected: FloatArray
    nats: FloatArray
    p_adjusted: FloatArray
    is_known: BoolArray

    @property
    def n_posts(self) -> int:
        """Number of posts."""
        return len(self.nats)


def created_beside(rows: Rows) -> FloatArray:
    """Return the chance that the account made before one, of those on the same post, is as near in time; NaN unknown.

    Dates that were rounded, to days on Mastodon, are as near as they can tell.
    """
    chance = np.full(len(rows), np.nan)
    known = np.flatnonzero(np.isfinite(rows.created))
    if len(known) <= 2 * AROUND:
        return chance
    order = known[np.lexsort((rows.created[known], rows.post[known]))]
    made, post = rows.created[order], rows.post[order]
    unit = DAY if np.mean(made % DAY == 0.0) > ROUNDED else 1.0
    gap = np.append(np.inf, np.where(np.diff(post) == 0, np.diff(made) + unit, np.inf))
    # Sign-ups at that time, as all posts show them.
    every = np.sort(made)
    at = np.clip(every.searchsorted(made), AROUND, len(every) - 1 - AROUND)
    density = 2 * AROUND / np.maximum(every[at + AROUND] - every[at - AROUND], unit) / len(every)
    chance[order] = -np.expm1(-np.bincount(post)[post] * density * gap)
    return chance


def _strata(rows: Rows) -> IntArray:
    """Return classes of rows that are alike in age and in whether their account reacts to other posts."""
    age = np.where(np.isnan(rows.age_days), len(AGE_DAYS) + 1, np.searchsorted(AGE_DAYS, rows.age_days))
    return np.asarray(age * 2 + (rows.company() > 0))


N_STRATA: Final = 2 * (len(AGE_DAYS) + 2)


def excess_of(rows: Rows) -> Excess:
    """Return by how much signs are more frequent on each post than on the others; with few posts nothing is in excess.

    Signs are log odds from `LEAST_ODDS` on, then accounts as near in creation as `TOGETHER`.
    """
    older, beside, n_posts = ~(rows.reacted - rows.created < SIGNED_UP * DAY), created_beside(rows), rows.n_posts
    by_odds, by_date = np.isfinite(rows.log_odds), np.isfinite(beside) & older
    # Calibrated odds of t or more have a chance of exp(-t) at most with genuine accounts (Markov).
    signs = [(by_odds, rows.log_odds >= odds, min(float(np.exp(-odds)), 1.0), 0.0) for odds in LEAST_ODDS]
    signs += [(by_date, beside < chance, chance, UNEVEN * chance) for chance in TOGETHER]
    half = (rows.account * 0x9E3779B1 >> 16) & 1
    cell = (half * n_posts + rows.post) * N_STRATA + _strata(rows)
    nats, expected, counts = np.zeros((3, len(signs), n_posts))
    for number, (known, has, unknown, least) in enumerate(signs):
        seen, count = (
            np.bincount(cell[some], minlength=2 * n_posts * N_STRATA).reshape(2, n_posts, N_STRATA)
            for some in (known, known & has)
        )
        nats[number], expected[number] = _against_others(count, seen, unknown, least)
        counts[number] = count.sum(axis=(0, 2))
    best, every = nats.argmin(axis=0), np.arange(n_posts)
    p = np.minimum(np.exp(nats[best, every]) * max(np.count_nonzero(expected), 1), 1.0)
    return Excess(best, counts[best, every], expected[best, every], nats[best, every], p, np.asarray(expected[0] > 0.0))


def _against_others(count: IntArray, seen: IntArray, unknown: float, least: float) -> tuple[FloatArray, FloatArray]:
    """Return ln of the chance of the count of each post by the rates of the others, and its expectation.

    Both are given for two halves of the rows, (2, n_posts, n_strata). What is usual is told by each half on the posts
    that have few in the other, so that bought ones, up to half of the posts, do not hide each other, and few by chance
    are not taken for usual; how much counts scatter, by those that have fewer than usual.
    """
    totals, sizes = count.sum(axis=2).astype(np.float64), seen.sum(axis=2)
    total, size = totals.sum(axis=0), sizes.sum(axis=0)
    some = size > 0
    if some.sum() < FEWEST_POSTS:
        return np.zeros(len(total)), np.zeros(len(total))
    usually = (totals.sum() + 1.0) * sizes / size.sum()
    expected = usually.sum(axis=0)
    for _ in range(ROUNDS):
        excess = (totals - usually) / np.sqrt(usually + 1.0)
        few = (excess <= np.median(excess[:, some], axis=1, keepdims=True))[::-1, :, None]
        k, n = (np.where(few, of, 0).sum(axis=0) for of in (count, seen))
        # The post itself does not tell what is usual. Of classes that no other has, little is too many.
        known = n.sum(axis=0) - n + 1.0
        rate = np.clip((k.sum(axis=0) - k + unknown) / known, least, 1.0)
        usually = (seen * rate).sum(axis=2)
        expected = usually.sum(axis=0)
    below = some & (total < expected)
    residual = (total - expected)[below] ** 2 / expected[below]
    spread = max(LEAST_SPREAD, float(residual.mean()) if below.any() else 0.0)
    # What is usual in a class that others hardly have is hardly known.
    unsure = (seen.sum(axis=0) ** 2 * np.maximum(rate * (1.0 - rate), rate / 2.0) / known).sum(axis=1)
    spread = spread + unsure / np.maximum(expected, 1e-9)
    return log_tail(total / spread, expected / spread), expected


EDGES: Final = np.arange(-7.0, 4.0)
_SAY: Final = np.exp([*(EDGES - 0.5), EDGES[-1] + 0.5, 0.0])
"""Bins of log odds, the last for unknown ones, and the odds that each says: so much more frequent are sold accounts."""
OUTSIDERS: Final = 0.95
"""Share of what is bought that does not follow: stock of a seller was not there before. A convention."""
MOST_SAID: Final = 3.0
"""Nats that one respect says of one row at most."""
UNFOUND, USUAL_SHARE, USUAL_ROWS = 0.01, 0.01, 20.0
"""Share of bought rows on a post before it is looked at; it counts as so many rows."""
DRAWN: Final = 30.0
"""Rows that sold accounts as such count for, beside those of the posts found."""
DATES: Final = 24
"""Parts of equal size of the creation dates."""
Respect = tuple[IntArray, int]


def seller_odds(rows: Rows, found: BoolArray, plain: BoolArray) -> FloatArray:
    """Return log odds of rows to be of a seller rather than of those whom other posts bring.

    Rows of a post are usual ones, with the histograms of usual posts, or a seller's: begun with what profiles say of
    sold accounts as such, and fitted to the posts found (expectation and maximisation, Dempster, Laird and Rubin 1977;
    respects taken as independent). The share of each post is fitted to it.
    """
    respects = list(_respects(rows))
    plain_rows = plain[rows.post]
    usual = [
        _as_density(np.bincount(code[plain_rows], minlength=size).astype(np.float64) + 0.5) for code, size in respects
    ]
    begun = [*usual]
    begun[0] = _as_density(usual[0] * _SAY[np.arange(len(usual[0])) % len(_SAY)])
    begun[-1] = _as_density(usual[-1] * np.array([OUTSIDERS, 1.0 - OUTSIDERS, 1.0]))
    inside, n = found[rows.post], np.bincount(rows.post, minlength=rows.n_posts)
    # A crowd that a post brings by itself differs from others in all but what profiles say of accounts of an age.
    begun_crowd = [usual[0], *begun[1:]]
    sold, crowd = begun, begun_crowd
    share = np.where(found, 0.2, UNFOUND)
    crowded = share.copy()
    log_odds = np.zeros(len(rows))
    for _ in range(2 * ROUNDS):
        of_crowd = np.log(crowded)[rows.post] + _said(respects, crowd, usual)
        others = np.logaddexp(np.log(1.0 - share - crowded)[rows.post], of_crowd)
        log_odds = np.log(share)[rows.post] + _said(respects, sold, usual) - others
        chance = 1.0 / (1.0 + np.exp(-log_odds))
        in_crowd = (1.0 - chance) * np.exp(of_crowd - others)
        share = (np.bincount(rows.post, chance, rows.n_posts) + USUAL_SHARE * USUAL_ROWS) / (n + USUAL_ROWS)
        crowded = (np.bincount(rows.post, in_crowd, rows.n_posts) + USUAL_SHARE * USUAL_ROWS) / (n + USUAL_ROWS)
        sold = _drawn(respects, np.where(inside, chance, 0.0), begun)
        crowd = [usual[0], *_drawn(respects, np.where(inside, in_crowd, 0.0), begun_crowd)[1:]]
    return log_odds


def _said(respects: list[Respect], ours: list[FloatArray], theirs: list[FloatArray]) -> FloatArray:
    """Return the nats by which rows are rather of some histograms than of others."""
    said = np.zeros(len(respects[0][0]))
    for (code, _size), one, other in zip(respects, ours, theirs, strict=True):
        said += np.clip(np.log(one / other), -MOST_SAID, MOST_SAID)[code]
    return said


def _drawn(respects: list[Respect], chance: FloatArray, begun: list[FloatArray]) -> list[FloatArray]:
    """Return the histograms of rows by their chances, drawn to what they were begun with."""
    return [
        _as_density(np.bincount(code, chance, size) + DRAWN * each)
        for (code, size), each in zip(respects, begun, strict=True)
    ]


def _as_density(counts: FloatArray) -> FloatArray:
    """Return counts as shares, those of log odds as shares of their stratum: age by itself is no sign."""
    if len(counts) == N_STRATA * len(_SAY):
        counts = counts.reshape(N_STRATA, -1)
    return np.asarray(counts / counts.sum(axis=-1, keepdims=True)).ravel()


def _respects(rows: Rows) -> Iterator[Respect]:
    """Yield codes of rows in each respect and how many there are: profile, creation, delay and whether it follows."""
    odds = np.where(np.isnan(rows.log_odds), len(_SAY) - 1, np.searchsorted(EDGES, rows.log_odds, side="right"))
    yield _strata(rows) * len(_SAY) + odds, N_STRATA * len(_SAY)
    yield _code(-np.log2(np.maximum(created_beside(rows), 1e-9)), 8), 10
    yield _code(np.log2(np.maximum(rows.delay, 1.0) / 60.0), 15), 17
    known = rows.reacted - rows.created >= SIGNED_UP * DAY
    edges = np.quantile(rows.created[known], np.arange(1, DATES) / DATES) if known.any() else np.zeros(DATES - 1)
    yield np.where(known, np.searchsorted(edges, rows.created), DATES), DATES + 1
    # 0 does not follow, 1 follows.
    yield _code(rows.follows, 1), 3


def _code(values: FloatArray, most: int) -> IntArray:
    """Return values cut to whole numbers from 0 to the most, one more where not known."""
    return np.where(np.isnan(values), most + 1, np.clip(np.nan_to_num(values), 0, most)).astype(np.int64)


FEWEST_IN_LINE: Final = 8
"""Posts of which the usual likes for each reply or repost are told."""
TAIL: Final = 10.0
"""Degrees of freedom of Student's t, as the law of log ratios of likes to replies or reposts; a convention."""
MOST_IN_LINE: Final = 400
"""Posts that a trend is told by, evenly chosen."""


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """The likes of posts, those that replies or reposts explain, and ln of the chance of as many; 0 not known."""

    likes: FloatArray
    expected: FloatArray
    nats: FloatArray


def usual_likes(likes: FloatArray, others: Iterable[FloatArray], seconds: FloatArray) -> Line:
    """Return what each of some other counts explains of likes by the history's own ratio, the most generous for each.

    The log ratio may drift: its line in time is that of Theil (1950) and Sen (1968), its scatter the median deviation
    beside what Poisson counts bring.
    """
    z, expected = np.full(len(likes), np.inf), np.zeros(len(likes))
    for other in others:
        told = np.flatnonzero(np.isfinite(likes) & np.isfinite(other) & (likes + other > 0.0))
        if len(told) < FEWEST_IN_LINE:
            continue
        ratio = np.log((likes[told] + 0.5) / (other[told] + 0.5))
        at = np.where(np.isfinite(seconds[told]), seconds[told], np.nanmedian(seconds[told])) / DAY
        few = np.unique(np.linspace(0, len(told) - 1, min(len(told), MOST_IN_LINE)).astype(np.int64))
        one, two = few[np.array(np.triu_indices(len(few), 1))]
        apart = at[one] != at[two]
        slope = np.median(((ratio[two] - ratio[one])[apart]) / (at[two] - at[one])[apart]) if apart.any() else 0.0
        level = slope * at + np.median(ratio - slope * at)
        drawn = 1.0 / (likes[told] + 0.5) + 1.0 / (other[told] + 0.5)
        scatter = max((MAD * float(np.median(np.abs(ratio - level)))) ** 2 - float(np.median(drawn)), 0.0)
        own = (ratio - level) / np.sqrt(scatter + drawn)
        less = own < z[told]
        z[told[less]], expected[told[less]] = own[less], (np.exp(level) * (other[told] + 0.5))[less]
    return Line(likes, expected, np.where(np.isfinite(z), np.log(stdtr(TAIL, -np.where(np.isfinite(z), z, 0.0))), 0.0))
