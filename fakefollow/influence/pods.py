"""Pods: small groups that react early to the same posts, and not to others, beyond what each of them does by itself.

Everybody's own habit of being early is taken off: those who are quick on every post, each because it is keen, never
come together more than their habits say. A group that is early on all posts cannot be told from them. Knows rows as
arrays, no profile. Constants without a source are conventions.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from fakefollow.profiles import BoolArray, FloatArray, IntArray

EARLY: Final = 1800.0
"""Seconds from the post in which a reaction is early."""
FEWEST_POSTS: Final = 8
"""Posts without which nothing is looked for."""
LEAST_TOGETHER: Final = 4
"""Posts to which an account reacts early at least."""
SIZES: Final = (5, 50)
"""Members of a pod. More than these who come together have a topic, a language or an hour in common."""
JOINS: Final = 0.4
"""Share of the posts of its pod to which a member reacts early at least."""
RATHER: Final = 3.0
"""How many times as often as to other posts."""
HOURS: Final = 4
"""Classes of hours of the day, within which being early is compared: people sleep at the same time."""
BANDS, ROWS_PER_BAND = 24, 3
"""Of MinHash (Broder 1997) over the posts to which accounts were early: by 1 - (1 - s^3)^24 two that share half of
them meet with chance .96, two that share a tenth with .02."""
SEED_NATS: Final = 5.0
"""Nats beyond chance of two accounts by which a group is begun."""
MOST_SEEDS: Final = 256
"""Pairs that are followed, the most telling first."""
TURNS: Final = 4
CORE: Final = 3
"""Members of a group that must be beyond chance over all accounts and seeds; so is then the group."""
FALSE_MEMBERS: Final = 0.1
"""Expected number of accounts that are in a group by chance, once it is one."""


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Accounts and posts of a pod; ``nats`` by which the most telling member is beyond chance, and the same of all."""

    accounts: IntArray
    posts: IntArray
    expected: float
    p_adjusted: float


@dataclass(frozen=True, slots=True, eq=False)
class Early:
    """Who was early on which post, as a matrix of the accounts that were so often enough, and classes of posts."""

    accounts: IntArray
    matrix: FloatArray  # (n_accounts, n_posts), 1 or 0
    classes: FloatArray  # (n_classes, n_posts), 1 or 0

    def usual(self, posts: FloatArray) -> FloatArray:
        """Return how often each account would be early on some posts (n_sets, n_posts) by its habit, (n, n_sets)."""
        habit = self.matrix @ (self.classes / np.maximum(self.classes.sum(axis=1, keepdims=True), 1.0)).T
        return np.asarray(habit @ (self.classes @ posts.T))

    def nats(self, posts: FloatArray, together: FloatArray) -> FloatArray:
        """Return by how many nats accounts are early on sets of posts beyond their habit, (n, n_sets).

        It is the likelihood ratio of the table of early or not by in the set or not, which is Chernoff's exponent of
        its tail where both margins are given; 0 where they are there less than is usual.
        """
        usual, n = self.usual(posts), float(self.matrix.shape[1])
        own, of_set = self.matrix.sum(axis=1)[:, None], posts.sum(axis=1)[None, :]
        nats = np.zeros_like(usual)
        for seen, expected in (
            (together, usual),
            (own - together, own - usual),
            (of_set - together, of_set - usual),
            (n - own - of_set + together, n - own - of_set + usual),
        ):
            nats += _times_log(seen, expected)
        return np.where(together > usual, np.maximum(nats, 0.0), 0.0)


def _times_log(seen: FloatArray, expected: FloatArray) -> FloatArray:
    """Return seen ln(seen / expected), 0 where nothing is seen."""
    ratio = np.maximum(seen, 1e-9) / np.maximum(expected, 1e-9)
    return np.where(seen > 0.0, seen * np.log(ratio), 0.0)


def early_rows(delay: FloatArray) -> BoolArray:
    """Tell which reactions are early; all where no time is known."""
    known = np.isfinite(delay)
    return np.asarray(delay <= EARLY if known.any() else np.ones(len(delay), np.bool_))


def find_pods(account: IntArray, post: IntArray, posted: FloatArray, false_alarms: float) -> list[Group]:
    """Return the groups whose members come to the same posts beyond chance, the most telling first.

    Parameters
    ----------
    account, post : int64 array, shape (n,)
        Who reacted early to which post.
    posted : float64 array, shape (n_posts,)
        When posts were posted, seconds since 1970, NaN where not known.
    false_alarms : float
        Expected number of accounts that are in a pod by chance.
    """
    early = _early(account, post, posted)
    n, n_posts = early.matrix.shape
    if n < SIZES[0] or n_posts < FEWEST_POSTS:
        return []
    seeds = _seeds(early)
    least = np.log(max(n * max(len(seeds), 1), 1) / false_alarms)
    groups: list[Group] = []
    taken = np.zeros(n, np.bool_)
    for members, posts, nats, usual in _grown(early, seeds, least):
        if taken[members].any():
            continue
        taken[members] = True
        p = float(min(np.exp(least - nats[members].max()) * false_alarms, 1.0))
        groups.append(Group(early.accounts[members], np.flatnonzero(posts), float(usual[members].sum()), p))
    return groups


def _early(account: IntArray, post: IntArray, posted: FloatArray) -> Early:
    """Return the matrix of those who are early on enough posts, and not on nearly all."""
    key = np.unique(account * len(posted) + post)
    account, post = key // len(posted), key % len(posted)
    n_early = np.bincount(account)
    chosen = np.flatnonzero(n_early >= LEAST_TOGETHER)
    place = np.full(len(n_early), -1)
    place[chosen] = np.arange(len(chosen))
    kept = place[account] >= 0
    used = np.unique(post)
    matrix = np.zeros((len(chosen), len(posted)))
    matrix[place[account[kept]], post[kept]] = 1.0
    hour = np.where(np.isfinite(posted), posted, 0.0) % 86_400.0
    edges = np.quantile(hour[used], np.arange(1, HOURS) / HOURS) if len(used) else np.zeros(0)
    classes = (np.searchsorted(edges, hour) == np.arange(HOURS)[:, None]).astype(np.float64)
    return Early(chosen, matrix, classes)


def _seeds(early: Early) -> IntArray:
    """Return pairs of accounts that meet in a bucket of MinHash and come together beyond chance, best first."""
    n, n_posts = early.matrix.shape
    random = np.random.default_rng(0)
    there = early.matrix > 0.0
    pairs = []
    for _ in range(BANDS):
        key = np.zeros(n, np.int64)
        for _ in range(ROWS_PER_BAND):
            order = random.permutation(n_posts)
            key = key * n_posts + np.argmax(there[:, order], axis=1)
        order = np.argsort(key, kind="stable")
        for step in (1, 2):
            same = np.flatnonzero(key[order[step:]] == key[order[:-step]])
            pairs.append(np.sort(np.stack([order[same], order[same + step]], axis=1), axis=1))
    pairs_found = np.unique(np.concatenate(pairs), axis=0)
    if not len(pairs_found):
        return pairs_found
    nats = np.concatenate(
        [_pair_nats(early, some) for some in np.array_split(pairs_found, len(pairs_found) // 4096 + 1)]
    )
    best = np.argsort(-nats, kind="stable")[:MOST_SEEDS]
    return pairs_found[best[nats[best] >= SEED_NATS]]


def _pair_nats(early: Early, pairs: IntArray) -> FloatArray:
    """Return by how many nats the two of each pair come together beyond their habits."""
    one, two = early.matrix[pairs[:, 0]], early.matrix[pairs[:, 1]]
    size = np.maximum(early.classes.sum(axis=1), 1.0)
    usual = ((one @ early.classes.T) * (two @ early.classes.T) / size).sum(axis=1)
    together, own, other, n = (one * two).sum(axis=1), one.sum(axis=1), two.sum(axis=1), float(one.shape[1])
    cells = ((together, usual), (own - together, own - usual), (other - together, other - usual))
    nats = sum(_times_log(*cell) for cell in cells)
    nats = nats + _times_log(n - own - other + together, n - own - other + usual)
    return np.where(together > usual, nats, 0.0)


def _grown(early: Early, seeds: IntArray, least: float) -> Iterator[tuple[IntArray, BoolArray, FloatArray, FloatArray]]:
    """Yield members, posts, nats and usual number of early reactions of groups grown from pairs, those told alone."""
    if not len(seeds):
        return
    posts = early.matrix[seeds[:, 0]] * early.matrix[seeds[:, 1]]
    inside = np.zeros((len(early.matrix), len(seeds)), np.bool_)
    nats = usual = np.zeros_like(inside, np.float64)
    for turn in range(TURNS):
        together = early.matrix @ posts.T
        nats, usual = early.nats(posts, together), early.usual(posts)
        size, own = posts.sum(axis=1), early.matrix.sum(axis=1)[:, None]
        elsewhere = (own - together) / np.maximum(early.matrix.shape[1] - size, 1.0)
        rate = together / np.maximum(size, 1.0)
        enough = SEED_NATS if turn < TURNS - 1 else np.log(len(early.matrix) / FALSE_MEMBERS)
        inside = (nats >= enough) & (rate >= JOINS) & (rate >= RATHER * elsewhere)
        if turn < TURNS - 1:
            # The posts of a group are those on which far more of it were than its members usually are.
            members = inside.astype(np.float64)
            votes, n = members.T @ early.matrix, members.sum(axis=0)[:, None]
            posts = np.where(votes >= np.maximum(JOINS * n, 2.0), 1.0, 0.0)
    order = np.argsort(-np.where(inside, nats, 0.0).sum(axis=0), kind="stable")
    for group in order.tolist():
        members = np.flatnonzero(inside[:, group])
        if SIZES[0] <= len(members) <= SIZES[1] and (nats[members, group] >= least).sum() >= CORE:
            yield members, posts[group] > 0.0, nats[:, group], usual[:, group]
