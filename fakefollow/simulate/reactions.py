"""Reactions to the posts of a synthetic account: who reacts to what and when, honestly, for money or in exchange.

Times are float64, seconds since 1970 UTC. Half of what a post
gets comes in 80 minutes, 5 % after a day (Pfeffer, Matter and Sargsyan, The Half-Life of a Tweet, ICWSM 2023). Pods are
groups of people who react to each other's posts on demand, with short praise (Weerasinghe et al., The Pod People,
WWW 2020). Numbers without a source are
assumptions of this project.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from numbers import Integral, Real
from typing import Any, Final, Literal, Self

import numpy as np
from numpy.typing import NDArray

from fakefollow.simulate import accounts
from fakefollow.simulate.accounts import AnyArray, FloatArray
from fakefollow.simulate.arrivals import HOUR, Purchase, Stock, deliver, draw_background, expect
from fakefollow.simulate.words import PRAISE, TEMPLATES, Pen, comment, varied

IntArray = NDArray[np.int64]
Seller = Literal["batch_made", "aged", "template", "hijacked", "mixed"]
Law = Literal["even", "fading"]

KINDS: Final = ("like", "reply", "repost", "quote")
"""Kinds of synthetic interactions; codes are places in it."""
RATES: Final = {"reply": (0.1, 0.4), "repost": (0.15, 0.4), "quote": (0.015, 0.6)}
"""Median and log-spread over posts of replies, reposts and quotes for each like."""
HALF_LIFE: Final = 80 * 60.0
TOPICS: Final = 4
OWN_TOPIC: Final = 3.0
"""How many times as often a follower reacts to posts of the topic it came for: honest groups that come together."""
_KEENNESS: Final = 1.5
"""Log-spread over followers of how often they react: 1 % of them bring about a fifth of all reactions."""
_APPEAL: Final = 0.8
"""Log-spread over posts of how many reactions they get."""
_STOCKS: Final[tuple[Stock, ...]] = ("batch_made", "aged", "template")
_HIJACKED: Final = {"bot_share": 0.0, "fresh_share": 0.0, "hazard": 0.3, "life_days": 1e5}


@dataclass(frozen=True, slots=True)
class BoughtReactions:
    """Likes or reposts that were bought for some posts of a synthetic account.

    Parameters
    ----------
    share : float
        Share of the reactions of this kind that a post then has, above 0 and below 1.
    posts : int or float or sequence of int
        How many posts, which share of them, or the places of the posts in time.
    seller : {"batch_made", "aged", "template", "hijacked", "mixed"}
        What the seller has: stock as of `Purchase`; ``"hijacked"`` accounts are profiles of people whose owner no
        longer has them, which no profile tells; ``"mixed"`` is a quarter of each.
    kind : {"like", "repost"}
        What is delivered.
    start_hours, hours : float
        Hours from the post to the first reaction, and from the first to the last.
    law : {"even", "fading"}
        Delivered evenly, or fading as honest reactions fade.
    pool : float
        How many accounts the seller has, as a multiple of the largest order: 1 sends the same to every post.
    """

    share: float = 0.3
    posts: int | float | Sequence[int] = 0.1
    seller: Seller = "batch_made"
    kind: str = "like"
    start_hours: float = 0.5
    hours: float = 6.0
    law: Law = "even"
    pool: float = 3.0

    def __post_init__(self) -> None:
        expect("share", 0 < self.share < 1, "a share above 0 and below 1", self.share)
        expect("seller", self.seller in (*_STOCKS, "hijacked", "mixed"), "a seller", self.seller)
        expect("kind", self.kind in ("like", "repost"), "like or repost", self.kind)
        expect("pool", self.pool >= 1, "1 or more", self.pool)


@dataclass(frozen=True, slots=True)
class Pod:
    """A synthetic group of people who react to each other's posts on demand.

    Parameters
    ----------
    size : int
        Members.
    posts : int or float or sequence of int
        The posts that it was asked for: how many, which share, or which.
    joining : float
        Chance that a member reacts to such a post, 0 to 1.
    minutes : float
        Minutes from the first reaction to the last.
    comments : float
        Share of those who react that also leave some praise.
    follows : float
        Share of the members who follow; these may react to other posts too, as followers do.
    """

    size: int = 12
    posts: int | float | Sequence[int] = 0.5
    joining: float = 0.9
    minutes: float = 15.0
    comments: float = 0.3
    follows: float = 0.7

    def __post_init__(self) -> None:
        expect("size", self.size >= 1, "1 or more", self.size)
        expect("joining", 0 <= self.joining <= 1, "a chance from 0 to 1", self.joining)


@dataclass(frozen=True, slots=True)
class CopiedComments:
    """Synthetic comments that were bought and written from templates.

    Parameters
    ----------
    size : int
        Comments on each post.
    posts : int or float or sequence of int
        How many posts, which share, or which.
    templates : int
        How many different texts there are.
    variation : float
        Share of the comments that differ a little: a letter, an emoji, the end. 0 to 1.
    seller, start_hours, hours, law : optional
        As of `BoughtReactions`.
    """

    size: int = 30
    posts: int | float | Sequence[int] = 0.1
    templates: int = 5
    variation: float = 0.3
    seller: Seller = "mixed"
    start_hours: float = 0.5
    hours: float = 6.0
    law: Law = "even"

    def __post_init__(self) -> None:
        expect("size", self.size >= 1, "1 or more", self.size)
        expect("templates", self.templates >= 1, "1 or more", self.templates)


@dataclass(frozen=True, slots=True, eq=False)
class Reactions:
    """Synthetic interactions as arrays: account, post, kind, time, and which purchase, pod or copies they are of."""

    account: IntArray
    post: IntArray
    kind: IntArray
    seconds: FloatArray
    bought: IntArray
    pod: IntArray
    copied: IntArray

    @classmethod
    def of(
        cls,
        account: IntArray,
        post: IntArray,
        kind: str,
        seconds: FloatArray,
        *,
        bought: int = -1,
        pod: int = -1,
        copied: int = -1,
    ) -> Self:
        """Make interactions of one kind that have one origin."""
        n = len(account)
        truth = [np.full(n, value) for value in (bought, pod, copied)]
        return cls(account, post, np.full(n, KINDS.index(kind)), seconds, *truth)

    @classmethod
    def join(cls, parts: Iterable[Self]) -> Self:
        """Put interactions together in the order given."""
        parts = list(parts)
        return cls(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(cls)))

    def take(self, rows: NDArray[np.generic]) -> Self:
        """Return some of the interactions."""
        return type(self)(*(getattr(self, field.name)[rows] for field in fields(self)))

    def without_repeats(self) -> Self:
        """Leave the first of each account, post and kind; everybody may reply as often as they like."""
        key = (self.post * (self.account.max(initial=0) + 1) + self.account) * len(KINDS) + self.kind
        first = np.zeros(len(key), np.bool_)
        first[np.unique(key, return_index=True)[1]] = True
        return self.take(first | (self.kind == KINDS.index("reply")))


def draw_post_times(random: np.random.Generator, n: int, start: float, end: float, gap_spread: float) -> FloatArray:
    """Draw when a synthetic account posts: gaps are log-normal, so that posts come in bursts with silence between."""
    gaps = np.exp(gap_spread * random.standard_normal(n + 1))
    return np.asarray(np.floor(start + (end - start) * np.cumsum(gaps)[:-1] / gaps.sum()))


def draw_appeal(random: np.random.Generator, n: int) -> FloatArray:
    """Draw how many reactions each synthetic post gets beside others, 1 on average: log-normal."""
    appeal: FloatArray = np.exp(_APPEAL * random.standard_normal(n))
    return np.asarray(appeal / appeal.mean())


def draw_keenness(random: np.random.Generator, n: int) -> FloatArray:
    """Draw how often each synthetic follower reacts: log-normal, so that few react to most posts."""
    return np.asarray(np.exp(_KEENNESS * random.standard_normal(n)))


def draw_delays(random: np.random.Generator, n: int, half_life: float | FloatArray) -> FloatArray:
    """Draw seconds from a synthetic post to its reactions: half within the half-life, then a tail of power 1."""
    chance = random.random(n)
    return np.asarray(5.0 + half_life * chance / np.maximum(1.0 - chance, 1e-5))


def draw_honest(
    random: np.random.Generator,
    weight: FloatArray,
    topic: IntArray,
    post_topic: IntArray,
    posted: FloatArray,
    likes: FloatArray,
    replies_rate: FloatArray,
) -> Reactions:
    """Draw reactions of synthetic accounts by weight, more often to posts of their topic."""
    speed = HALF_LIFE * np.exp(0.3 * random.standard_normal(len(posted)))
    parts = []
    for kind in KINDS:
        rate = np.ones(len(posted))
        if kind != "like":
            median, spread = RATES[kind]
            rate = median * np.exp(spread * random.standard_normal(len(posted)))
            rate = np.where(np.isnan(replies_rate), rate, replies_rate) if kind == "reply" else rate
        n = random.poisson(likes * rate)
        post = np.repeat(np.arange(len(posted)), n)
        account = np.empty(len(post), np.int64)
        for each in range(TOPICS if len(weight) else 0):
            rows = np.flatnonzero(post_topic[post] == each)
            reached = np.cumsum(weight * np.where(topic == each, OWN_TOPIC, 1.0))
            account[rows] = np.searchsorted(reached, random.random(len(rows)) * reached[-1], "right")
        times = posted[post] + draw_delays(random, len(post), speed[post])
        parts.append(Reactions.of(account, post, kind, times))
    return Reactions.join(parts)


def draw_fans(
    random: np.random.Generator, fans: IntArray, topic: IntArray, post_topic: IntArray, posted: FloatArray
) -> Reactions:
    """Draw likes of synthetic fans: each likes most posts within minutes, fewer of those off its topic."""
    likely = random.uniform(0.5, 0.95, len(fans))[:, None] * np.where(topic[fans][:, None] == post_topic, 1.0, 0.6)
    who, post = np.nonzero(random.random(likely.shape) < likely)
    delays = 180.0 * np.exp(0.8 * random.standard_normal(len(who)))
    return Reactions.of(fans[who], post, "like", posted[post] + delays)


def draw_pod(
    random: np.random.Generator,
    members: IntArray,
    posts: IntArray,
    posted: FloatArray,
    *,
    joining: float,
    minutes: float,
    comments: float,
    index: int,
) -> Reactions:
    """Draw what a synthetic pod does for the posts that it was asked for: likes and praise, minutes later."""
    who, place = np.nonzero(random.random((len(members), len(posts))) < joining)
    asked = posted[posts] + 60.0 * random.uniform(1.0, 10.0, len(posts))
    times = asked[place] + 60.0 * minutes * random.beta(1.2, 2.0, len(who))
    says = random.random(len(who)) < comments
    likes = Reactions.of(members[who], posts[place], "like", times, pod=index)
    replies = Reactions.of(
        members[who[says]], posts[place[says]], "reply", times[says] + random.uniform(5.0, 60.0, says.sum()), pod=index
    )
    return Reactions.join([likes, replies])


def delivery_times(
    random: np.random.Generator, n: int, posted: float, start_hours: float, hours: float, law: Law
) -> FloatArray:
    """Draw when a synthetic seller delivers: evenly over some hours, or fading as honest reactions do."""
    begin = posted + start_hours * HOUR * random.uniform(0.3, 1.7)
    delays = hours * HOUR * random.random(n) if law == "even" else draw_delays(random, n, hours * HOUR / 4.0)
    return np.asarray(begin + delays)


def comments_of(
    random: np.random.Generator, reactions: Reactions, words_asked: dict[int, str], texts: Sequence[tuple[int, float]]
) -> NDArray[np.object_]:
    """Write the words of synthetic replies and quotes, None for others; ``texts`` are templates and variation."""
    pen, made = Pen(random), np.full(len(reactions.kind), None, object)
    order = random.permutation(len(TEMPLATES)).tolist()
    rows = np.flatnonzero((reactions.kind == KINDS.index("reply")) | (reactions.kind == KINDS.index("quote")))
    told = (values[rows].tolist() for values in (reactions.post, reactions.pod, reactions.copied))
    for row, post, pod, copied in zip(rows.tolist(), *told, strict=True):
        if copied >= 0:
            n, variation = texts[copied]
            number = int(pen.number(6)) % n
            template = TEMPLATES[order[(copied + number) % len(TEMPLATES)]]
            made[row] = varied(pen, template + ("" if number < len(TEMPLATES) else f" {number}"), variation)
        elif pod >= 0:
            made[row] = pen.one_of(PRAISE)
        elif post in words_asked and pen.chance(0.85):
            made[row] = varied(pen, words_asked[post], 0.3)
        else:
            made[row] = comment(pen)
    return made


class Crowd:
    """All synthetic accounts of a simulation: followers first, then whoever else reacts."""

    def __init__(self, random: np.random.Generator, people: Any, end: float) -> None:
        self.created_at = [people.columns["created_at"].astype(np.int64) / 1e6]
        self.source, self.sold = [people.source], [people.kind == "purchased"]
        self.n_followers, self.n, self.end = len(people), len(people), end
        busy = np.select([people.kind == "purchased", people.kind == "bot"], [0.02, 0.3], 1.0)
        self.weight = busy * draw_keenness(random, len(people))
        self.topic = random.integers(TOPICS, size=len(people))
        self.genuine = np.flatnonzero(people.kind == "genuine")

    def add(self, arrivals: Any, sold: bool = False) -> IntArray:
        """Take accounts in and return their rows."""
        n = len(arrivals.created_at)
        self.created_at.append(np.floor(arrivals.created_at))
        self.source.append(arrivals.source)
        self.sold.append(np.full(n, sold))
        self.n += n
        return np.arange(self.n - n, self.n)

    def profiles(
        self, random: np.random.Generator, observed_at: datetime, whole: bool
    ) -> tuple[dict[str, AnyArray], NDArray[np.str_]]:
        """Return columns of all accounts and the kind of each."""
        created_at = np.minimum(np.concatenate(self.created_at), self.end - 60.0)
        source = np.concatenate(self.source)
        columns, _, kind = accounts.draw_columns(random, source, created_at, observed_at, profiles=whole)
        kind[np.concatenate(self.sold)] = "purchased"
        return columns, kind


def draw_stock(random: np.random.Generator, seller: Seller, n: int, begin: float, crowd: Crowd) -> IntArray:
    """Take the synthetic accounts of a seller in, all made before the first post, and return their rows."""
    kinds = (*_STOCKS, "hijacked") if seller == "mixed" else (seller,)
    rows = []
    for place, kind in enumerate(kinds):
        size = n // len(kinds) + (place < n % len(kinds))
        if kind == "hijacked":
            some = draw_background(random, np.full(size, begin), 0, **_HIJACKED)
        else:
            some = deliver(random, Purchase(size, kind), size, begin, -1)  # type: ignore[arg-type]
        rows.append(crowd.add(some, sold=True))
    return np.concatenate(rows)


def expect_numbers(expected: str, **given: Any) -> None:
    """Refuse arguments of synthetic histories that are no numbers from 0 on: whole ones, or below 1, as is expected."""
    kind: Any = Integral if "whole" in expected else Real
    below = 1.0 if "share" in expected else float("inf")
    for name, got in given.items():
        expect(name, isinstance(got, kind) and 0 <= got < below, expected, got)
