"""Pods: small groups that react early to the same posts, and not to others, beyond what each of them does by itself.

Everybody's own habit of being early is taken off: those who are quick on every post, each because it is keen, never
come together more than their habits say. A group that is early on all posts cannot be told from them. Knows rows as
arrays, no profile. Constants without a source are conventions.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.sparse import csr_array
from scipy.special import gammaln

from fakefollow.profiles import BoolArray, FloatArray, IntArray

EARLY: Final = 1800.0
"""Seconds from the post in which a reaction is early."""
FEWEST_POSTS: Final = 8
"""Posts without which nothing is looked for."""
LEAST_TOGETHER: Final = 4
"""Posts to which an account reacts early at least."""
SIZES: Final = (4, 60)
"""Members that are found of a pod of 5 to 50, of whom some may be missed. More have a topic or a language in common."""
JOINS: Final = 0.4
"""Share of the posts of its pod to which a member reacts early at least."""
RATHER: Final = 3.0
"""How many times as often as to other posts."""
POSTS_A_CLASS: Final = 15
CLASSES: Final = (4, 12)
"""Being early is compared within classes of the hour of the day, since people sleep at the same time, and within
stretches of the history, since new followers come together: of so many posts each, at least and at most so many hours.
"""
ALIKE: Final = (0.1, 0.002)
"""Accounts beside the members that keep to the same posts by `SEED_NATS` at most: so many for each member, and for each
account (chance gives .0008). Interests, hours and dates of joining have no sharp edge: of 60 made-up histories in which
everybody keeps to few topics 6 have a pod by these, 12 by twice as many; of 240 pods one is lost by them."""
BANDS, ROWS_PER_BAND = 24, 3
"""Of MinHash (Broder 1997) over the posts to which accounts were early: by 1 - (1 - s^3)^24 two that share half of
them meet with chance .96, two that share a tenth with .02."""
SEED_NATS: Final = 5.0
"""Nats beyond chance of two accounts by which a group is begun."""
MOST_SEEDS, AT_ONCE = 128, 32
"""Pairs that are followed, the most telling first, no account in two of them; so many at a time, to keep memory low."""
TURNS: Final = 4
PAIRS: Final = 4096
CORE: Final = 3
"""Members that make a group one if each is beyond chance over all accounts and seeds."""
FALSE_MEMBERS: Final = 0.3
"""Expected number of accounts that are in a group by chance, once it is one: of .1, .3, .5 and 1 the least by which
nine in ten of each size of pods are found (`models.bench influence`, other seeds); 1 tells the first false member."""


Side = tuple[list[FloatArray], FloatArray]


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Accounts and posts of a pod, how often its members would be there by habit, and the chance over all looked at."""

    accounts: IntArray
    posts: IntArray
    expected: float
    p_adjusted: float


@dataclass(frozen=True, slots=True, eq=False)
class Early:
    """Who was early on which post, of the accounts that were so often enough, and two ways to put posts in classes."""

    accounts: IntArray
    matrix: csr_array  # (n_accounts, n_posts), 1 or 0
    classes: tuple[FloatArray, FloatArray]  # (n_posts, n_classes), 1 or 0

    def nats(self, together: FloatArray, one: FloatArray, two: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return by how many nats two sets of posts (n, n_posts) meet beyond chance, and how often they usually do.

        ``together`` is how often they meet. Chance is that of sets as large in each class of posts; of the two ways to
        class them the one that explains more. Nats are the likelihood ratio of the table of in or not in each, which
        is Chernoff's exponent of its tail where both margins are given; 0 where they do not meet more than usually.
        """
        sides = [([each @ classes for classes in self.classes], each.sum(axis=1)) for each in (one, two)]
        return self.table_nats(together, *sides)

    def table_nats(self, together: FloatArray, one: Side, two: Side) -> tuple[FloatArray, FloatArray]:
        """Return the same of sets by how many of their posts are in each class of both ways, and in all."""
        usual = np.zeros(len(together))
        for classes, own, other in zip(self.classes, one[0], two[0], strict=True):
            usual = np.maximum(usual, (own * other / np.maximum(classes.sum(axis=0), 1.0)).sum(axis=1))
        return _table_nats(together, usual, one[1], two[1], float(self.matrix.shape[1])), usual


def _table_nats(together: FloatArray, usual: FloatArray, own: FloatArray, other: FloatArray, n: float) -> FloatArray:
    """Return the log likelihood ratio of tables of two by two, 0 where both together are not more than usual."""
    nats = np.zeros_like(usual)
    for seen, expected in (
        (together, usual),
        (own - together, own - usual),
        (other - together, other - usual),
        (n - own - other + together, n - own - other + usual),
    ):
        nats += np.where(seen > 0.0, seen * np.log(np.maximum(seen, 1.0) / np.maximum(expected, 1e-9)), 0.0)
    return np.where(together > usual, np.maximum(nats, 0.0), 0.0)


def early_rows(delay: FloatArray) -> BoolArray:
    """Tell which reactions are early; all where no time is known."""
    known = np.isfinite(delay)
    return np.asarray(delay <= EARLY if known.any() else np.ones(len(delay), np.bool_))


def find_pods(account: IntArray, post: IntArray, posted: FloatArray, false_alarms: float) -> list[Group]:
    """Return the groups whose members come to the same posts beyond chance, the most telling first.

    ``account`` and ``post`` (n,) say who reacted early to which post, ``posted`` (n_posts,) when posts were posted, in
    seconds since 1970, NaN where not known; ``false_alarms`` is the expected number of groups by chance.
    """
    early = _early(account, post, posted)
    n = len(early.accounts)
    if n < SIZES[0] or len(np.unique(post)) < FEWEST_POSTS:
        return []
    seeds = _seeds(early)
    grown = [
        group for start in range(0, len(seeds), AT_ONCE) for group in _grown(early, seeds[start : start + AT_ONCE])
    ]
    groups: list[Group] = []
    taken = np.zeros(n, np.bool_)
    for members, posts in sorted(grown, key=lambda group: -len(group[0])):
        nats, usual = _without_own(early, members)
        # Some members beyond chance over all accounts, or all together over all groups of that size.
        by_some, m = np.sort(nats)[-CORE] - np.log(n * len(seeds)), len(members)
        by_all = nats.sum() / 2.0 - (gammaln(n + 1) - gammaln(m + 1) - gammaln(n - m + 1))
        p = min(2.0 * float(np.exp(-max(by_some, by_all))), 1.0)
        if p < false_alarms and not taken[members].any():
            taken[members] = True
            groups.append(Group(early.accounts[members], posts, float(usual.sum()), p))
    return sorted(groups, key=lambda group: group.p_adjusted)


def _early(account: IntArray, post: IntArray, posted: FloatArray) -> Early:
    """Return the accounts that are early on enough posts."""
    key = np.unique(account * len(posted) + post)
    account, post = key // len(posted), key % len(posted)
    accounts, place, n_early = np.unique(account, return_inverse=True, return_counts=True)
    chosen = n_early >= LEAST_TOGETHER
    kept = chosen[place]
    row, used = (np.cumsum(chosen) - 1)[place[kept]], np.unique(post)
    entries = (np.ones(len(row)), (row, post[kept]))
    matrix = csr_array(entries, shape=(int(chosen.sum()), len(posted)))
    at = np.where(np.isfinite(posted), posted, 0.0)
    n_classes = max(len(used) // POSTS_A_CLASS, CLASSES[0])
    hours = _classes(at % 86_400.0, used, min(n_classes, CLASSES[1]))
    return Early(accounts[chosen], matrix, (hours, _classes(at, used, n_classes)))


def _classes(values: FloatArray, used: IntArray, n: int) -> FloatArray:
    """Return into which of some classes of equal size each post falls, those that nobody was early on into none."""
    inside = np.zeros((len(values), n))
    order = used[np.argsort(values[used], kind="stable")]
    inside[order, np.arange(len(order)) * n // max(len(order), 1)] = 1.0
    return inside


def _seeds(early: Early) -> IntArray:
    """Return pairs of accounts that meet in a bucket of MinHash and come together beyond chance, best first."""
    matrix, random, found = early.matrix, np.random.default_rng(0), []
    for _ in range(BANDS):
        key = np.zeros(matrix.shape[0], np.int64)
        for _ in range(ROWS_PER_BAND):
            rank = random.permutation(matrix.shape[1])[matrix.indices]
            key = key * matrix.shape[1] + np.minimum.reduceat(rank, matrix.indptr[:-1])
        order = np.argsort(key, kind="stable")
        for step in (1, 2):
            same = np.flatnonzero(key[order[step:]] == key[order[:-step]])
            found.append(np.sort(np.stack([order[same], order[same + step]], axis=1), axis=1))
    pairs = np.unique(np.concatenate(found), axis=0)
    nats, by_class = np.zeros(len(pairs)), [matrix @ classes for classes in early.classes]
    n_early = np.diff(matrix.indptr).astype(np.float64)
    for start in range(0, len(pairs), PAIRS):
        one, two = pairs[start : start + PAIRS].T
        together = np.asarray((matrix[one] * matrix[two]).sum(axis=1))
        sides = (([of[rows] for of in by_class], n_early[rows]) for rows in (one, two))
        nats[start : start + PAIRS] = early.table_nats(together, *sides)[0]
    used = np.zeros(matrix.shape[0], np.bool_)
    seeds: list[list[int]] = []
    for pair in pairs[np.argsort(-nats, kind="stable")[: np.count_nonzero(nats >= SEED_NATS)]].tolist():
        if not used[pair].any() and len(seeds) < MOST_SEEDS:
            used[pair] = True
            seeds.append(pair)
    return np.array(seeds, np.int64).reshape(-1, 2)


def _grown(early: Early, seeds: IntArray) -> Iterator[tuple[IntArray, IntArray]]:
    """Yield members and posts of groups grown from pairs, those that are no pods by their size or their posts left out.

    Posts of a group are those to which so many of it come as to a pod; members are those who keep to these posts.
    """
    matrix = early.matrix
    (n, n_posts), own = matrix.shape, np.asarray(matrix.sum(axis=1))[:, None]
    habits = [matrix @ (classes / np.maximum(classes.sum(axis=0), 1.0)) for classes in early.classes]
    posts = matrix[seeds[:, 0]].toarray() * matrix[seeds[:, 1]].toarray()
    inside = nats = np.zeros((n, len(seeds)))
    for turn in range(TURNS):
        if turn:
            votes, members = (matrix.T @ inside).T, inside.sum(axis=0)[:, None]
            posts = (votes >= np.maximum(JOINS * members, 2.0)).astype(np.float64)
        together, size = matrix @ posts.T, posts.sum(axis=1)
        usual = np.maximum(*[by @ (posts @ of).T for by, of in zip(habits, early.classes, strict=True)])
        nats = np.zeros_like(usual)
        some = np.nonzero((together > usual) & (together >= 2.0))
        nats[some] = _table_nats(together[some], usual[some], own[some[0], 0], size[some[1]], n_posts)
        rate, elsewhere = together / np.maximum(size, 1.0), (own - together) / np.maximum(n_posts - size, 1.0)
        enough = min(SEED_NATS, np.log(n)) if turn < TURNS - 1 else np.log(n / FALSE_MEMBERS)
        inside = ((nats >= enough) & (rate >= JOINS) & (rate >= RATHER * elsewhere)).astype(np.float64)
    alike = ((nats >= SEED_NATS) & (inside == 0.0)).sum(axis=0)
    size = inside.sum(axis=0)
    sharp = alike <= ALIKE[0] * size + ALIKE[1] * n
    for group in np.flatnonzero((size >= SIZES[0]) & (size <= SIZES[1]) & sharp).tolist():
        yield np.flatnonzero(inside[:, group]), np.flatnonzero(posts[group])


def _without_own(early: Early, members: IntArray) -> tuple[FloatArray, FloatArray]:
    """Return by how many nats each member keeps to the posts of the others, which it has no say in, and is usual."""
    own = early.matrix[members].toarray()
    others = own.sum(axis=0) - own
    posts = (others >= max(JOINS * (len(members) - 1), 2.0)).astype(np.float64)
    return early.nats((own * posts).sum(axis=1), own, posts)
