"""Conversation: how much of what an account posts answers others, whom it answers and how fast. Figures, no grade."""

import re
from collections import Counter
from typing import Any, Final

import numpy as np

from fakefollow.audience import Interval, normal_quantile, wilson_bounds
from fakefollow.engagement.reactors import NAMES, Reactors
from fakefollow.profiles import FloatArray, IntArray
from fakefollow.readers import KINDS

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
