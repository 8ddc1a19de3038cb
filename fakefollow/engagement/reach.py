"""Engagement: how many genuine followers react, how concentrated that is, and whom it reaches. Figures, no grade."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from fakefollow.audience import Interval, exactly, normal_quantile, span, wilson_bounds
from fakefollow.engagement.chances import genuine_part
from fakefollow.engagement.change import Side
from fakefollow.engagement.reactors import NAMES, Reactors, told
from fakefollow.profiles import FloatArray, IntArray
from fakefollow.readers import KINDS

N_DRAWS: Final = 400
"""Bootstrap draws of accounts: 10 lie outside each bound of an interval of 95 %; a convention."""
MOST_MISSED: Final = 0.1
"""A window of posts is long enough if a quarter of it less loses no more of those who reacted; a convention."""
WHOLE: Final = 0.98
"""Reactions at hand with so much of the platform's count are all: counts hold what was closed meanwhile."""
FEWEST_POSTS: Final = 5
FEWEST_ACCOUNTS: Final = 10
"""Of fewer posts and accounts nothing is said of the window and of concentration; conventions."""
PASSING_ON: Final = [KINDS.index("repost"), KINDS.index("quote")]
PER_THOUSAND: Final = ("per_thousand", "per_thousand_a_post", "reacting_per_thousand")
UNLIKELY: Final = 1e-9
"""Stands for none under a fraction line."""
EXTRAPOLATED: Final = 0.5
"""From so much at hand on the rest is estimated: less than as much again (Good and Toulmin 1956)."""


def combined(over: Sequence[Interval], under: Sequence[Interval] = (), factor: float = 1.0) -> Interval:
    """Return the product of some figures over that of others, taken as independent."""
    estimate, down, up = factor, 0.0, 0.0
    for figure, low, high in [
        *((part.estimate, part.low, part.high) for part in over),
        *((1.0 / part.estimate, 1.0 / part.high, 1.0 / max(part.low, UNLIKELY)) for part in under),
    ]:
        if not figure:  # of none not even the bound of another one is left out
            return Interval(0.0, 0.0, factor * high, over[0].level)
        estimate *= figure
        down, up = np.hypot(down, np.log(figure / max(low, UNLIKELY))), np.hypot(up, np.log(high / figure))
    return Interval(estimate, float(estimate * np.exp(-down)), float(estimate * np.exp(up)), over[0].level)


def follow_figures(of: Reactors, side: Side | None) -> dict[str, Interval | None]:
    """Return followers and genuine ones, how many of these reacted, and for 1,000 of them; None where not known."""
    names = ("followers", "genuine_followers", "reacting_followers", "genuine_reacting_followers")
    figures: dict[str, Interval | None] = dict.fromkeys((*names, *PER_THOUSAND))
    if side is None or not len(side):
        return figures
    total, audience = side.total or len(side), None if side.report is None else side.report.share.shares["genuine"]
    figures["followers"] = exactly(total, of.level)
    if audience is not None and audience.estimate > 0.0:
        figures["genuine_followers"] = audience.times(total)
    if not of.can_match:
        return figures
    share = len(np.unique(of.place[of.reacted & (of.place >= 0)])) / len(side)
    low, high = (share, share) if side.total is None or side.is_whole else wilson_bounds(share, len(side), of.level)
    acting = Interval(share, low, high, of.level)
    figures["reacting_followers"], figures["reacting_per_thousand"] = acting.times(total), acting.times(1000.0)
    genuine = exactly(0.0, of.level) if not share else told(of.weighed_followers)
    if genuine is not None:
        figures["genuine_reacting_followers"] = combined([acting, genuine], factor=total)
        if figures["genuine_followers"] is not None and audience is not None:
            found = combined([acting, genuine], [audience], 1000.0)
            most = min(found.estimate, 1000.0), min(found.low, 1000.0), min(found.high, 1000.0)
            figures["per_thousand"] = Interval(*most, of.level)
            figures["per_thousand_a_post"] = _a_post(of, side, audience)
    return figures


def _a_post(of: Reactors, side: Side, audience: Interval) -> Interval | None:
    """Return genuine followers who react to a post, for 1,000 genuine followers: the mean of posts, as of a draw."""
    account, post = of.pairs()
    posts, follows = of.posts(), of.place[account] >= 0
    account = account[follows]
    counts = np.bincount(post[follows], minlength=len(of.interactions.posts))[posts] / len(side)
    genuine = genuine_part(of.against[account], of.shifts, of.called[account], of.level, account)
    if genuine is None or len(posts) < 2:
        return None
    mean = float(counts.mean())
    half = normal_quantile(of.level) * float(counts.std(ddof=1)) / np.sqrt(len(posts))
    return combined([Interval(mean, max(mean - half, 0.0), mean + half, of.level), genuine], [audience], 1000.0)


def completeness(of: Reactors) -> list[dict[str, Any]]:
    """Return for each kind the reactions at hand, and those that the platform counts at the posts that have a count."""
    at, found = of.interactions, []
    for code, kind in enumerate(KINDS):
        rows = np.flatnonzero((at.kind == code) & ~at.repeats)
        counts = at.posts.counts.get(kind, np.zeros(0))
        has_count = np.isfinite(counts)
        if not len(rows) and not has_count.any():
            continue
        with_count = rows[np.append(has_count, False)[at.post[rows]]] if len(counts) else rows[:0]
        total = float(counts[has_count].sum()) if has_count.any() else None
        found.append({"kind": kind, "n": len(rows), "at_hand": len(with_count), "counted": total})
    return found


def if_all_at_hand(n_reactions: IntArray, kinds: Sequence[Mapping[str, Any]], level: float) -> Interval | None:
    """Return how many accounts reacted if those not at hand are like those that are; None where all are, or no count.

    ``n_reactions`` are those of each account. Where less than half is at hand, only bounds are known (the estimate is
    NaN): each reaction that is missing can be of an account of its own, or none.
    """
    told_kinds = [kind for kind in kinds if kind["counted"] is not None and kind["kind"] != "view"]
    missing = sum(max(kind["counted"] - kind["at_hand"], 0.0) for kind in told_kinds)
    at_hand, n = float(sum(kind["at_hand"] for kind in told_kinds)), float(len(n_reactions))
    if not missing or at_hand >= WHOLE * (at_hand + missing):
        return None
    if at_hand < EXTRAPOLATED * (at_hand + missing):
        return Interval(float("nan"), n, n + missing, level)
    times, often = np.unique(n_reactions, return_counts=True)
    powers = (missing / at_hand) ** times
    new = float((np.where(times % 2, 1.0, -1.0) * powers * often).sum())
    half = normal_quantile(level) * float(np.sqrt((powers**2 * often).sum()))
    new = min(max(new, 0.0), missing)
    return Interval(n + new, n + max(new - half, 0.0), n + min(new + half, missing), level)


def window(of: Reactors) -> dict[str, Any]:
    """Return the posts that were looked at, and whether they are enough to know who reacts at all."""
    posts, n_posts_of = of.posts(), np.bincount(of.pairs()[0])
    times = of.interactions.posts.seconds[posts]
    times = times[np.isfinite(times)]
    first, last = span(times)
    n, reacted = len(posts), n_posts_of[n_posts_of > 0]
    # Of those who reacted to k posts a share of .25 ** k is lost with a quarter of the posts.
    lost = float((0.25 ** reacted.astype(np.float64)).mean()) if len(reacted) else None
    return {
        "n": n,
        "first": first,
        "last": last,
        "days": float(np.ptp(times)) / 86_400.0 if len(times) else None,
        "lost_with_a_quarter_less": lost,
        "is_long_enough": None if lost is None else bool(n >= FEWEST_POSTS and lost <= MOST_MISSED),
        "per_thousand_views": _of_views(of, posts),
    }


def _of_views(of: Reactors, posts: IntArray) -> float | None:
    """Return reactions for 1,000 views, of the posts and kinds that the platform counts; None where it counts none."""
    counts = of.interactions.posts.counts
    views = counts.get("view", np.zeros(0))
    reactions = [values[posts] for kind, values in counts.items() if kind != "view"]
    if not len(views) or not reactions:
        return None
    known = np.isfinite(views[posts]) & np.isfinite(np.sum(reactions, axis=0))
    total = float(views[posts][known].sum())
    return 1000.0 * float(np.sum(reactions, axis=0)[known].sum()) / total if total else None


def concentration(n_reactions: IntArray, level: float, random_state: int) -> dict[str, Interval | None]:
    """Return which share of the reactions the most active accounts make, and Gini's coefficient (bootstrap)."""
    names = ("top_1_percent", "top_10_percent", "gini")
    n = len(n_reactions)
    if n < FEWEST_ACCOUNTS:
        return dict.fromkeys(names)
    times, often = np.unique(n_reactions, return_counts=True)
    drawn = np.random.default_rng(random_state).multinomial(n, often / n, size=N_DRAWS)
    figures = []
    for weights in (often[np.newaxis], drawn):
        # Lorenz's curve by groups of accounts of as many reactions, from the least active on.
        accounts = np.pad(np.cumsum(weights, axis=1), ((0, 0), (1, 0))) / n
        made = np.pad(np.cumsum(weights * times, axis=1), ((0, 0), (1, 0))).astype(np.float64)
        made /= made[:, -1:]
        area = ((made[:, 1:] + made[:, :-1]) * np.diff(accounts, axis=1)).sum(axis=1)
        tops = [[1.0 - np.interp(1.0 - top, x, y) for x, y in zip(accounts, made, strict=True)] for top in (0.01, 0.1)]
        figures.append([*map(np.array, tops), 1.0 - area])
    told_figures = {}
    for name, (estimate,), draws in zip(names, *figures, strict=True):
        low, high = np.quantile(draws, [(1.0 - level) / 2.0, (1.0 + level) / 2.0])
        told_figures[name] = Interval(float(estimate), min(low, float(estimate)), max(high, float(estimate)), level)
    return {**told_figures, **({"top_1_percent": None} if n < 100 else {})}


def reach(of: Reactors) -> dict[str, Any]:
    """Return the followers of genuine reactors, summed: an upper bound of those reached, for audiences overlap."""
    at, found = of.interactions, {}
    passed_on = np.zeros(len(of.scores), np.bool_)
    passed_on[at.account[of.rows[np.isin(at.kind[of.rows], PASSING_ON)]]] = True
    followers = of.scores.table.floats("followers_count")
    for name, who in (("all", of.reacted), ("passed_on", passed_on)):
        rows = np.flatnonzero(who & np.isfinite(followers) & np.isfinite(of.against))
        chances, n = of.chances(of.against[rows]), followers[rows]
        estimate, low, high = (chances @ n).tolist() if len(rows) else (np.nan,) * 3
        half = normal_quantile(of.level) * float(np.sqrt((n**2 * chances[0] * (1.0 - chances[0])).sum()))
        sure = n[chances[0] >= 0.5]
        up, down = np.hypot(high - estimate, half), np.hypot(estimate - low, half)
        found[name] = {
            "n_accounts": int(who.sum()),
            "n_known": len(rows),
            "audiences": Interval(estimate, max(estimate - down, 0.0), estimate + up).to_dict(),
            "largest": float(sure.max()) if len(sure) else None,
        }
    return found


REPLY: Final = KINDS.index("reply")
LINK: Final = re.compile(r"https?://\S+|\bwww\.\S+", re.IGNORECASE)
NOT_LETTERS: Final = re.compile(r"[\W\d_]+")
FEWEST_LETTERS: Final = 8
"""Texts of fewer letters are not compared: "good morning" is no broadcast; a convention."""
LONGEST: Final = 1_000
"""Characters of a text that are compared; a convention."""


def conversation(of: Reactors) -> dict[str, Any]:
    """Return shares of replies and broadcasts among the posts, whom they answer, and how often and fast."""
    posts = of.interactions.posts
    own = np.flatnonzero(posts.is_given)
    answers = [name and _plain(name) for name in posts.answers_to.take(own).to_list()]
    known = [name for name in answers if name is not None]
    texts = [text or "" for text, name in zip(posts.texts.take(own).to_list(), answers, strict=True) if not name]
    words = [NOT_LETTERS.sub(" ", LINK.sub(" ", text)).strip().casefold()[:LONGEST] for text in texts]
    repeated = Counter(word for word in words if len(word) >= FEWEST_LETTERS)
    written = sum(map(bool, texts))
    links, again = ([bool(LINK.search(text)) for text in texts], [repeated[word] > 1 for word in words])
    return {
        "n_posts": len(own),
        "replies": _share(sum(map(bool, known)), len(known), of.level),
        "people": len({name for name in known if name}) if known else None,
        "with_links": _share(sum(links), written, of.level),
        "repeated": _share(sum(again), written, of.level),
        "broadcast": _share(sum(map(max, links, again)), len(known), of.level) if written else None,
        **_answered(of),
    }


def _share(k: float, n: float, level: float) -> dict[str, float | None] | None:
    return Interval(k / n, *wilson_bounds(k / n, n, level), level).to_dict() if n else None


def _answered(of: Reactors) -> dict[str, Any]:
    """Return how many replies were answered, also of genuine accounts, and how soon; None where it is not known.

    An answer is to the reply whose id it names, else to the last one of that account before it.
    """
    at, posts = of.interactions, of.interactions.posts
    rows = of.rows[(at.kind[of.rows] == REPLY) & np.isfinite(at.seconds[of.rows])]
    found: dict[str, Any] = {"n_replies": len(rows), "answered": None, "answered_of_all": None, "hours_to_answer": None}
    if not len(rows) or not (posts.answers_to.valid.any() or posts.in_reply_to.valid.any()):
        return found
    who = np.flatnonzero(np.bincount(at.account[rows]))
    code = {
        _plain(name): row
        for column in NAMES
        for row, name in zip(who.tolist(), of.scores.table.texts(column).take(who).to_list(), strict=True)
        if name
    }
    whom = [code.get(_plain(name or ""), -1) for name in posts.answers_to.to_list()]
    hours = _hours_to_answer(at.account[rows], at.seconds[rows], np.array(whom, np.int64), posts.seconds)
    place = {name: row for row, name in enumerate(at.ids.take(rows).to_list()) if name}
    named = np.array([place.get(name or "", -1) for name in posts.in_reply_to.to_list()], np.int64)
    if (named >= 0).any():
        waited = (posts.seconds[named >= 0] - at.seconds[rows][named[named >= 0]]) / 3600.0
        hours[:] = np.inf
        np.fmin.at(hours, named[named >= 0], np.maximum(waited, 0.0))
    answered = np.isfinite(hours)
    found["answered_of_all"] = _share(float(answered.sum()), len(rows), of.level)
    chance = of.chances(of.row_against[rows])[0]
    genuine = np.isfinite(chance)
    if genuine.any():
        found["answered"] = _share(float(chance[genuine & answered].sum()), float(chance[genuine].sum()), of.level)
    if len(waited := np.sort(hours[answered & ~(chance < 0.5)])):
        half = normal_quantile(of.level) * np.sqrt(len(waited)) / 2.0
        low, high = np.clip(np.rint(len(waited) / 2.0 - 0.5 + np.array([-half, half])), 0, len(waited) - 1).astype(int)
        found["hours_to_answer"] = Interval(
            float(np.median(waited)), float(waited[low]), float(waited[high]), of.level
        ).to_dict()
    return found


def _plain(name: str) -> str:
    return name.casefold().removeprefix("@")


def _hours_to_answer(account: IntArray, seconds: FloatArray, whom: IntArray, answered_at: FloatArray) -> FloatArray:
    """Return after how many hours each reply was answered, infinity where it was not."""
    known = (whom >= 0) & np.isfinite(answered_at)
    accounts = np.concatenate([account, whom[known]])
    times = np.concatenate([seconds, answered_at[known]])
    is_answer = np.arange(len(accounts)) >= len(account)
    order = np.lexsort((is_answer, times, accounts))
    last = np.maximum.accumulate(np.where(is_answer[order], -1, np.arange(len(order))))
    answers = np.flatnonzero(is_answer[order] & (last >= 0))
    answers = answers[accounts[order[answers]] == accounts[order[last[answers]]]]
    hours = np.full(len(accounts), np.inf)
    replies = order[last[answers]]
    np.minimum.at(hours, replies, (times[order[answers]] - times[replies]) / 3600.0)
    return hours[: len(account)]
