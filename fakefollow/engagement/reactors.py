"""Reactors: the accounts that reacted, each once. Whose profile is known, who follows, how likely each is genuine.

Their genuine share is told as that of an audience is; chances of single accounts and reactions add up to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from fakefollow.audience import Interval, epoch_seconds, normal_quantile
from fakefollow.audience.share import AudienceShare, count_evidence, estimate_share
from fakefollow.engagement.applause import Applause, ApplauseEvent, find_applause
from fakefollow.engagement.chances import genuine_part, shifts_to
from fakefollow.engagement.change import Side
from fakefollow.engagement.compare import matched
from fakefollow.errors import Brief
from fakefollow.profiles import BoolArray, FloatArray, IntArray, ProfileTable, concatenate
from fakefollow.readers import KINDS, Interactions
from fakefollow.scoring import GENUINE, Detector, Scores

NAMES: Final = ("id", "username")
VIEW: Final = KINDS.index("view")
UNSURE: Final = 0.5
"""Reactions that count as usual, and as in excess, at least; a convention."""
SURE: Final = float(np.log(9.0))
"""Log odds from which a reaction in an event counts as flagged: nine in ten; a convention."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Reactors(Brief):
    """What is known of each account of some interactions, and of each interaction.

    ``place`` (n_accounts,) are rows among the followers, -1 for none, ``can_match`` is whether both are named in one
    way; ``rows`` are the interactions that count: reactions of a known account that no earlier row gives. ``against``
    (n_accounts,) and ``row_against`` (n,) are log odds of not being genuine, NaN where nothing is known, to which
    ``shifts`` (3,) add what estimate and bounds of the share say. ``called`` (n_accounts,) do not look genuine by
    profile, rows ``in_event`` (n,) come together, and those that are ``flagged`` both tell.
    """

    interactions: Interactions
    scores: Scores
    place: IntArray
    can_match: bool
    rows: IntArray
    reacted: BoolArray
    weighed: AudienceShare | None
    weighed_followers: AudienceShare | None
    against: FloatArray
    row_against: FloatArray
    shifts: FloatArray
    called: BoolArray
    in_event: BoolArray
    flagged: BoolArray
    applause: Applause
    level: float

    @property
    def share(self) -> Interval | None:
        """Share of genuine ones among those that reacted, None where nothing is known of any."""
        return told(self.weighed)

    def genuine_part_of(self, rows: IntArray) -> Interval | None:
        """Return the share of genuine reactions among rows of the interactions; None where nothing is known."""
        account, fixed = self.interactions.account[rows], self.in_event[rows]
        return genuine_part(
            self.row_against[rows], self.shifts, self.called[account] | fixed, self.level, account, fixed
        )

    def pairs(self) -> tuple[IntArray, IntArray]:
        """Return account and post of each account that reacted to a post in any way."""
        at, rows = self.interactions, self.rows[self.interactions.post[self.rows] >= 0]
        pairs = np.sort(at.account[rows] * len(at.posts) + at.post[rows])
        pairs = pairs[np.append(True, pairs[1:] != pairs[:-1])[: len(pairs)]]
        return pairs // max(len(at.posts), 1), pairs % max(len(at.posts), 1)

    def posts(self) -> IntArray:
        """Return rows of the posts, the earliest first: those that answer nobody, or that somebody reacted to."""
        at = self.interactions
        reacted = np.bincount(at.post[at.post >= 0], minlength=len(at.posts)) > 0
        rows = np.flatnonzero(at.posts.answers_to.is_empty() | reacted)
        return rows[np.argsort(at.posts.seconds[rows], kind="stable")]

    def chances(self, against: FloatArray, fixed: BoolArray | bool = False) -> FloatArray:
        """Return chances to be genuine, shape (3, n): estimate, low and high; the same where they are fixed."""
        return np.array([1.0 / (1.0 + np.exp(against + np.where(fixed, self.shifts[0], by))) for by in self.shifts])


def have(table: ProfileTable, name: str) -> bool:
    """Tell whether any account of a table has an id or a username."""
    return bool(table.texts(name).valid.any())


def told(weighed: AudienceShare | None) -> Interval | None:
    """Return the share of genuine accounts; None where none is told."""
    return None if weighed is None or not weighed.fit.good else weighed.shares[GENUINE]


def with_profiles(accounts: ProfileTable, side: Side | None) -> tuple[ProfileTable, IntArray]:
    """Return accounts with that profile of each which shows more, its own or its follower's, and places of these."""
    if side is None or not len(side) or not len(accounts):
        return accounts, np.full(len(accounts), -1, np.int64)
    place, _ = matched(accounts, side.table)
    there = np.flatnonzero(place >= 0)
    shown, shown_there = (
        np.sum([column.valid for column in table.columns.values()], axis=0) for table in (accounts, side.table)
    )
    better = there[shown_there[place[there]] > shown[there]]
    if len(better):
        rows = np.arange(len(accounts))
        rows[better] = len(accounts) + np.arange(len(better))
        platform = accounts.platform or side.table.platform
        joined = concatenate([accounts, side.table.take(place[better])]).take(rows)
        accounts = replace(joined, platform=platform)
    return accounts, place


def weigh_reactors(
    interactions: Interactions,
    detector: Detector,
    scores: Scores,
    side: Side | None,
    place: IntArray,
    *,
    level: float,
    random_state: int,
) -> Reactors:
    """Return who reacted, how many of them are genuine, and what of the applause is."""
    # `scores` are of the accounts as `with_profiles` gives them, `place` too; the side tells what can be matched.
    counted = (interactions.account >= 0) & ~interactions.repeats & (interactions.kind != VIEW)
    rows, reacted = np.flatnonzero(counted), np.zeros(len(scores), np.bool_)
    reacted[interactions.account[rows]] = True
    is_known = scores.coverage >= detector.policy.min_coverage
    known = np.flatnonzero(reacted & is_known)
    asked: dict[str, Any] = {"level": level, "random_state": random_state}
    weighed = _weigh(detector, scores, known, (), asked)
    against = np.where(is_known, np.log(np.exp(scores.log_odds).sum(axis=1)), np.nan)
    shifts = _shifts(against[known], weighed)
    can_match = side is not None and any(have(side.table, name) and have(scores.table, name) for name in NAMES)
    applause = find_applause(
        interactions,
        against + np.nan_to_num(shifts[0]),
        created=epoch_seconds(scores.table, "created_at"),
        follows=place >= 0 if can_match else None,
    )
    bursts = [event for event in applause.events if event.kind == "burst"]
    followers = _weigh(detector, scores, known[place[known] >= 0], bursts, asked)
    if bursts:
        outside = np.setdiff1d(known, np.concatenate([event.accounts for event in bursts]))
        shifts = _shifts(against[outside], _weigh(detector, scores, outside, (), asked))
        weighed = _weigh(detector, scores, known, bursts, asked)
    prior = float(np.nan_to_num(shifts[0]))
    by_row = np.append(against, np.nan)[interactions.account]  # -1 is the last one, of which nothing is known
    called = np.char.startswith(scores.verdict.astype(str), "likely_")
    flagged, in_event = np.zeros((2, len(interactions)), np.bool_)
    for event in applause.events:
        # What exceeds the usual counts as not genuine; whose it is is told by profile and company, never by this alone.
        excess = np.log(max(len(event.rows) - event.expected, UNSURE) / max(event.expected, UNSURE))
        by_row[event.rows] = np.maximum(by_row[event.rows], excess - prior)
        in_event[event.rows] = True
        flagged[event.rows] |= applause.log_odds[event.rows] > SURE
    for event in bursts:
        np.maximum.at(against, interactions.account[event.rows], applause.log_odds[event.rows] - prior)
    return Reactors(
        interactions=interactions,
        scores=scores,
        place=place,
        can_match=can_match,
        rows=rows,
        reacted=reacted,
        weighed=weighed,
        weighed_followers=followers,
        against=against,
        row_against=by_row,
        shifts=shifts,
        called=called,
        in_event=in_event,
        flagged=flagged,
        applause=applause,
        level=level,
    )


def _shifts(against: FloatArray, weighed: AudienceShare | None) -> FloatArray:
    """Return what the share of some accounts adds to their log odds; nothing where there are none."""
    return np.zeros(3) if weighed is None else shifts_to(against, weighed.shares[GENUINE])


def _weigh(
    detector: Detector, scores: Scores, rows: IntArray, bursts: Sequence[ApplauseEvent], asked: dict[str, Any]
) -> AudienceShare | None:
    """Return the share of each kind among some accounts, those in bursts by the excess; None of none."""
    if not len(rows):
        return None
    some, apart, bought = scores[rows], np.zeros(len(scores), np.bool_), []
    for event in bursts:
        new = np.setdiff1d(np.intersect1d(event.accounts, rows), np.flatnonzero(apart))
        usual = event.expected / max(len(event.rows), 1) * len(new)
        apart[new] = True
        half = normal_quantile(asked["level"]) * np.sqrt(max(usual, 1.0))
        excess = max(len(new) - usual, 0.0)
        bought.append(Interval(excess, max(excess - half, 0.0), min(excess + half, float(len(new))), asked["level"]))
    return estimate_share(detector, count_evidence(detector, some, apart[rows]), bought=bought, **asked)
