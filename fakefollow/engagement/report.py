"""The report on influence: who of an audience reacts, how much of the applause is genuine, and who is answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np

from fakefollow.audience import Interval, datetimes, iso_time, normal_quantile, span
from fakefollow.engagement.applause import Applause, ApplauseEvent
from fakefollow.engagement.reach import PER_THOUSAND
from fakefollow.engagement.reactors import VIEW, Reactors
from fakefollow.profiles import FloatArray, IntArray, frame_like
from fakefollow.readers import KINDS, Interactions
from fakefollow.report import FindingsReport, ReactionsDisplay, influence_findings, plain, plain_facts
from fakefollow.scoring import Scores

FIGURES: Final = (
    *("followers", "genuine_followers", "reactors", "genuine_reactors", "reacting_followers"),
    *("genuine_reacting_followers", *PER_THOUSAND, "reactors_if_all_at_hand"),
)
"""Figures of the report that are intervals, by name."""


@dataclass(frozen=True, eq=False, repr=False)
class InfluenceReport(FindingsReport):
    """Influence beside popularity: who reacted to the posts of one account, and how many of them are genuine.

    Parameters
    ----------
    known : Reactors
        What is known of each account that reacted and of each interaction.
    reactors, genuine_reactors : Interval or None
        How many different accounts reacted, and how many of them are genuine; None where it cannot be told.
    followers, genuine_followers, reacting_followers, genuine_reacting_followers : Interval or None
        How many follow, how many of them react, and the genuine ones of both.
    per_thousand, per_thousand_a_post, reacting_per_thousand : Interval or None
        Genuine followers who reacted at least once for 1,000 genuine followers, the mean of those who react to one
        post, which no window of posts moves, and followers who reacted at least once for 1,000 of all.
    reactors_if_all_at_hand : Interval or None
        How many reacted if reactions that are not at hand are like those that are; None where all are.
    concentration : mapping of str to Interval or None
        Share of the reactions that the most active 1 % and 10 % of the reactors make, and Gini's coefficient.
    facts : mapping
        The rest of the summary: reach, conversation, window, completeness and notices.
    level : float
        Level of the intervals.
    """

    known: Reactors
    reactors: Interval
    genuine_reactors: Interval | None
    followers: Interval | None
    genuine_followers: Interval | None
    reacting_followers: Interval | None
    genuine_reacting_followers: Interval | None
    per_thousand: Interval | None
    per_thousand_a_post: Interval | None
    reacting_per_thousand: Interval | None
    reactors_if_all_at_hand: Interval | None
    concentration: Mapping[str, Interval | None]
    facts: Mapping[str, Any]
    level: float = 0.95

    _told_by = staticmethod(influence_findings)

    @property
    def interactions(self) -> Interactions:
        """The interactions, as they were read."""
        return self.known.interactions

    @property
    def scores(self) -> Scores:
        """Scores of the accounts that reacted, by row of ``interactions.accounts``."""
        return self.known.scores

    @property
    def applause(self) -> Applause:
        """What in the reactions comes together as chance does not bring it together."""
        return self.known.applause

    @cached_property
    def post_columns(self) -> dict[str, Any]:
        """Reactions at each post, the earliest post first: all, genuine (with bounds), flagged, by kind, and views."""
        at, posts = self.interactions, self.interactions.posts
        order = self.known.posts()
        reactions = np.flatnonzero((at.post >= 0) & at.counted & (at.kind != VIEW))

        def by_post(rows: IntArray, weights: FloatArray | None = None) -> FloatArray:
            sums = np.bincount(at.post[rows], weights, minlength=len(posts))[order]
            return np.asarray(sums, np.float64)

        known = reactions[~np.isnan(self.known.row_against[reactions])]
        chances = self.known.chances(self.known.row_against[known], self.known.in_event[known])
        is_told = not np.isnan(chances).any()
        unflagged = ~self.known.flagged[known]
        n, flagged = by_post(reactions), by_post(reactions[self.known.flagged[reactions]])
        genuine, low, high = (by_post(known, chance) if is_told else np.full(len(order), np.nan) for chance in chances)
        half = normal_quantile(self.level) * np.sqrt(by_post(known, chances[0] * (1.0 - chances[0])))
        looks = by_post(known[unflagged], chances[0][unflagged]) if is_told else np.zeros(len(order))
        columns = {
            "id": posts.ids.take(order).to_list(),
            "time": posts.seconds[order],
            "reactions": n,
            "genuine": genuine,
            "genuine_low": np.maximum(genuine - np.hypot(genuine - low, half), 0.0),
            "genuine_high": np.minimum(genuine + np.hypot(high - genuine, half), n),
            "looks_genuine": looks,
            "cannot_tell": np.maximum(n - looks - flagged, 0.0),
            "flagged": flagged,
        }
        for code, kind in enumerate(KINDS):
            if (at.kind == code).any():
                columns[f"n_{kind}"] = by_post(np.flatnonzero((at.post >= 0) & at.counted & (at.kind == code)))
        return {**columns, **{f"counted_{kind}": counts[order] for kind, counts in posts.counts.items()}}

    @cached_property
    def _summary(self) -> dict[str, Any]:
        times = [iso_time(time) for time in self.post_columns["time"].tolist()]
        return {
            **plain_facts(self, *FIGURES, "concentration"),
            **{name: value for name, value in self.facts.items() if name != "posts"},
            "applause": {
                "kinds": self._kinds(),
                "events": [self._event(event) for event in self.applause.events],
                "not_looked_for": list(self.applause.not_looked_for),
            },
            "posts": {**self.facts["posts"], "series": plain(self.post_columns) | {"time": times}},
            "model": self.scores.model,
            "platform": self.scores.platform,
            "level": self.level,
        }

    def _kinds(self) -> list[dict[str, Any]]:
        """Return reactions of each kind: at hand, counted by the platform, genuine share, and how many are flagged."""
        at, kinds = self.interactions, []
        for kind in self.facts["completeness"]:
            code = KINDS.index(kind["kind"])
            rows = np.flatnonzero((at.kind == code) & ~at.repeats)
            part = self.known.genuine_part_of(rows) if code != VIEW else None
            n_known = int((~np.isnan(self.known.row_against[rows])).sum())
            genuine = None if part is None or np.isnan(part.estimate) else part.to_dict()
            flagged = int(self.known.flagged[rows].sum())
            kinds.append({**kind, "n_known": n_known, "genuine": genuine, "flagged": flagged})
        return kinds

    def _event(self, event: ApplauseEvent) -> dict[str, Any]:
        times = self.interactions.posts.seconds[event.posts]
        first, last = span(times)
        return {
            "kind": event.kind,
            "n_reactions": len(event.rows),
            "n_accounts": len(event.accounts),
            "n_posts": len(event.posts),
            **plain_facts(event, "expected", "p_adjusted"),
            "first": first,
            "last": last,
            "facts": list(event.facts),
        }

    def plot(self, ax: Any = None) -> ReactionsDisplay:
        """Draw the reactions by post; needs the extra ``plot``."""
        return ReactionsDisplay.from_report(self, ax)

    def to_frame(self, frame_kind: Any = None) -> Any:
        """Return one row an account that reacted.

        Columns are ``id``, ``username``, how many of its reactions are of each kind (``n_like`` and so on), ``n_posts``
        (different posts), ``follows`` (None where no followers were given), ``verdict``, ``p_genuine`` (all that is
        known, so that the sum is the number of genuine ones) and ``event`` (index in ``applause.events``, -1 for none).
        ``frame_kind`` is "pandas", "polars" or "pyarrow".
        """
        at, known, n = self.interactions, self.known, len(self.scores)
        table = at.accounts
        event = np.full(n, -1, np.int64)
        for index, found in reversed(list(enumerate(self.applause.events))):
            event[found.accounts] = index
        columns: dict[str, Any] = {name: self.scores.table.texts(name).to_list() for name in ("id", "username")}
        for code, kind in enumerate(KINDS):
            rows = np.flatnonzero((at.kind == code) & ~at.repeats & (at.account >= 0))
            if len(rows):
                columns[f"n_{kind}"] = np.bincount(at.account[rows], minlength=n)
        columns |= {
            "n_posts": np.bincount(known.pairs()[0], minlength=n),
            "follows": (known.place >= 0).tolist() if self.followers is not None else [None] * n,
            "verdict": self.scores.verdict.tolist(),
            "p_genuine": known.chances(known.against)[0],
            "event": event,
        }
        return frame_like(columns, frame_kind or table.frame_kind)

    def posts_frame(self, frame_kind: Any = None) -> Any:
        """Return one row a post, the earliest first.

        Columns are ``id``, ``time``, ``reactions`` at hand, ``genuine`` of them with bounds, what ``looks_genuine``,
        ``cannot_tell`` and ``flagged`` split them into, reactions by kind (``n_like``), and what the platform counts
        (``counted_like``). ``frame_kind`` is "pandas", "polars" or "pyarrow".
        """
        columns = {**self.post_columns, "time": datetimes(self.post_columns["time"])}
        return frame_like(columns, frame_kind or self.interactions.accounts.frame_kind)
