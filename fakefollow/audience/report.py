"""AuditReport: what an audit says of an audience. Plain results; the views are the report's, made of `to_dict`."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any, Final, Generic, Self

import numpy as np

from fakefollow.audience.chance import Interval
from fakefollow.audience.cohorts import Cohorts
from fakefollow.audience.listing import CohortList, EventList
from fakefollow.audience.order import FollowOrder, FollowTimes, datetimes, epoch_seconds
from fakefollow.audience.purchases import FEWEST_FOLLOWERS, PurchaseEvent, Purchases
from fakefollow.audience.quality import AudienceReason, QualityRow, quality_rows
from fakefollow.audience.repeats import n_identical
from fakefollow.audience.sample import audience_sample
from fakefollow.audience.share import FOREIGN, WIDER, AudienceShare, too_few, update_with_labels
from fakefollow.audience.summary import (
    EVENTS_APART,
    MOST_UNREAD,
    cohort_facts,
    finding,
    follow_time_facts,
    growth,
    limits,
    method_sentences,
    notices,
    span,
    verdict_counts,
)
from fakefollow.errors import FakefollowWarning, expect, warn_caller
from fakefollow.profiles import FrameT, IntArray, frame_like
from fakefollow.report import (
    FollowerMapDisplay,
    GrowthDisplay,
    PlainReport,
    ScoreDistributionDisplay,
    SharesDisplay,
    audience_fragment,
    audience_html,
    audience_text,
    plain,
    plain_facts,
)
from fakefollow.scoring import OF_COHORTS, OF_EVENTS, PURCHASED, Scores, drift_line, score_distribution

DRIP_TOLD: Final = 0.01
"""A smaller share outside events is not told as drip, nor is one that may be none; a convention."""
NOT_LOOKED_FOR: Final = "Purchase events: not looked for, as the order of the followers or their dates are not known"
COHORTS_TOLD: Final = 20
"""Cohorts in a summary, the largest; all are in `AuditReport.cohorts`."""


@dataclass(frozen=True, eq=False)
class AuditReport(PlainReport, Generic[FrameT]):
    """What an audit says of an audience; row i of every array belongs to input row i.

    Parameters
    ----------
    scores : Scores
        Profile evidence fused with that of events and cohorts; the prior is what the audit found.
    profile_scores : Scores
        Profile evidence alone, with the model's prior.
    share : AudienceShare
        Share of each kind, events and cohorts included, with what counting would say and the fit check.
    follow_order : FollowOrder
        In which order they followed, and how sure that is.
    purchases_found : Purchases
        Events, and what they say of each row.
    cohorts_found : Cohorts
        Cohorts, and the one of each row.
    follow_times : FollowTimes
        When each follower began to follow, by row.
    order : str
        What was said of the order of the rows; "unordered" where the list does not bear it out.
    timeline : mapping or None
        Follower rank against creation date as counts to draw; None where the order or nearly all dates are not known.
    reasons : tuple of AudienceReason
        What speaks most for the verdicts of the followers that do not look genuine, the most first.
    random_state : int
        Seed of the audit, also of the accounts drawn to look at.
    n_labels : int
        Labels given by hand on which the shares rest, see `update`.
    labels_note : str
        What is to be said of labels given by hand; empty where there were none.
    unread : list of dict
        Columns of which some values could not be read, with an example each.
    one_in : int
        Of how many followers one was audited, see `AuditState`.
    distinct : AuditReport or None
        Where some followers are given twice, the audit of the first row of each, on which every figure rests.
    place : ndarray of int64, shape (n,), or None
        Row in it of the follower of each row.
    """

    scores: Scores
    profile_scores: Scores
    share: AudienceShare
    follow_order: FollowOrder
    purchases_found: Purchases
    cohorts_found: Cohorts
    follow_times: FollowTimes
    order: str
    timeline: Mapping[str, Any] | None = None
    reasons: tuple[AudienceReason, ...] = ()
    random_state: int = 0
    n_labels: int = 0
    labels_note: str = ""
    unread: Sequence[Mapping[str, Any]] = ()
    one_in: int = 1
    distinct: "AuditReport | None" = None
    place: IntArray | None = None

    def __len__(self) -> int:
        return len(self.scores)

    @property
    def _n(self) -> int:
        """Followers at hand, each counted once."""
        return len(self.distinct or self)

    @property
    def authentic_share(self) -> Interval:
        """Share of followers that are genuine; its level is that which such intervals held."""
        return self.share.held_at("genuine")

    @property
    def purchased_share(self) -> Interval | None:
        """Share of followers that were bought; None where the model knows none and no event was found."""
        return self.share.held_at("purchased") if "purchased" in self.share.shares else None

    @property
    def bot_share(self) -> Interval | None:
        """Share of followers that are automated; None where the model knows no bots, as of Instagram."""
        return self.share.held_at("bot") if "bot" in self.share.shares else None

    @property
    def n_audience(self) -> int:
        """Size of the whole audience: what was said of it, else the followers at hand."""
        return self.share.total_followers or self._n

    @property
    def authentic_followers(self) -> Interval:
        """Genuine followers in accounts: quality beside quantity."""
        return self.authentic_share.times(self.n_audience)

    @property
    def purchases(self) -> EventList:
        """Runs of the follower order that look bought, strongest first: a list that has ``to_frame``."""
        nothing = "" if self.looked_for_purchases else NOT_LOOKED_FOR
        return EventList(self.purchases_found.events, self.scores.table.frame_kind, nothing)

    @property
    def cohorts(self) -> CohortList:
        """Groups of accounts that are too much alike for chance, largest first: a list that has ``to_frame``."""
        return CohortList(self.cohorts_found.found, self.scores.table.frame_kind)

    @cached_property
    def quality(self) -> tuple[QualityRow, ...]:
        """Followers, genuine ones, active ones among them, their reach, in accounts."""
        unread = {column["column"] for column in self.unread if column["share"] > MOST_UNREAD}
        return quality_rows((self.distinct or self).scores, self.share.shares["genuine"], self.n_audience, unread)

    @cached_property
    def rank(self) -> IntArray:
        """Rank of each row in the follow order, 0 for the oldest follower; -1 where the order is not known."""
        if self.distinct is not None:
            return self.distinct.rank[self.place]
        rank = np.full(len(self), -1, np.int64)
        if self.follow_order.rows is not None:
            rank[self.follow_order.rows] = np.arange(len(self))
        return rank

    @property
    def looked_for_purchases(self) -> bool:
        """Whether events could be looked for: the data bear the order out and there are enough followers."""
        return self.follow_order.direction == "confirmed" and self._n >= FEWEST_FOLLOWERS

    @property
    def drip(self) -> Interval | None:
        """Share of the audience that was bought outside events; None where that may be nothing or is not known."""
        bought = self.purchased_share
        if bought is None or not self.looked_for_purchases or not self.share.n_weighed:
            return None
        inside = sum(event.excess.estimate for event in self.purchases) / max(self._n, 1)
        low, estimate, high = (max(bound - inside, 0.0) for bound in (bought.low, bought.estimate, bought.high))
        return Interval(estimate, low, high, bought.level) if estimate >= DRIP_TOLD and low > 0.0 else None

    @property
    def finding(self) -> str:
        """What was found, in one sentence; before it what is wrong with the order, behind it with the platform."""
        n, looked_for = self._n if self.one_in == 1 else self.n_audience, self.looked_for_purchases
        told = finding(n, self.share, self.purchases, looked_for=looked_for, one_in=self.one_in)
        foreign = FOREIGN if self.scores.is_foreign and not self.n_labels else ""
        return " ".join(filter(None, (self.follow_order.notice, told, foreign)))

    @cached_property
    def _summary(self) -> dict[str, Any]:
        """The report as plain data, made once; all views are made of it alone. What is not known is None."""
        if self.distinct is not None:
            labelled: dict[str, Any] = {name: getattr(self, name) for name in ("share", "n_labels", "labels_note")}
            facts = replace(self.distinct, **labelled)._summary
            _, rows = np.unique(np.asarray(self.place), return_index=True)
            sample = [{**account, "row": int(rows[account["row"]])} for account in facts["sample"]]
            runs = [
                event | {name: int(rows[event[name]]) for name in ("start_row", "end_row")}
                for event in facts["purchases"]
            ]
            told = list(notices(len(self), len(self.distinct), self.unread, self.one_in))
            return {**facts, "n_rows": len(self), "notices": told, "sample": sample, "purchases": runs}
        share, scores, times, drip = self.share, self.scores, self.follow_times, self.drip
        looked_for, events = self.looked_for_purchases, bool(self.purchases)
        made: dict[str, Any] = {"looked_for": looked_for, "events": events, "n_labels": self.n_labels}
        return {
            **plain_facts(scores, "model", "model_platform", "platform"),
            "order": self.order,
            "looked_for_purchases": looked_for,
            "n_rows": len(self),
            "n_followers": len(self),
            "n_weighed": share.n_weighed,
            "total_followers": share.total_followers,
            "observed_at": span(epoch_seconds(scores.table, "observed_at"))[1],
            "level": share.shares["genuine"].level,
            "held": share.held,
            "n_labels": self.n_labels,
            "finding": self.finding,
            "notices": list(notices(0, 0, self.unread, self.one_in)),
            "unread": list(self.unread),
            "shares": plain(share.shares),
            "flagged_share": share.flagged_share if share.n_weighed else None,
            "fit": asdict(share.fit),
            "quality": plain(self.quality),
            "purchases": [event.to_dict() | self._rows_of(event) for event in self.purchases],
            "drip": plain(drip),
            "cohorts": [cohort_facts(cohort, scores.table) for cohort in self.cohorts[:COHORTS_TOLD]],
            "n_cohort_members": self.cohorts_found.n_members,
            "n_identical": 0 if self.cohorts else n_identical(scores.table),
            "follow_times": follow_time_facts(times),
            "growth": growth(times),
            "withheld": scores.withheld,
            "verdicts": {"profile": verdict_counts(self.profile_scores), "fused": verdict_counts(scores)},
            "score_distribution": score_distribution(
                self.profile_scores.verdict, profile=self.profile_scores.authenticity, fused=scores.authenticity
            ),
            "reasons": [asdict(reason) for reason in self.reasons],
            "sample": audience_sample(scores, self.rank, times.estimate, self.random_state),
            "method": list(method_sentences(scores, share, times.basis, self.random_state, **made)),
            "limits": self._limits(),
            "timeline": self.timeline,
        }

    def _rows_of(self, event: PurchaseEvent) -> dict[str, int]:
        """Return in which rows of the input an event begins and ends."""
        rows = self.follow_order.rows
        ends = {"start_row": event.start_rank, "end_row": event.end_rank}
        return {} if rows is None else {name: int(rows[rank]) for name, rank in ends.items()}

    def _limits(self) -> list[str]:
        """Return what the audit cannot know, and what is to be said of hand labels and shares."""
        drift = drift_line(self.profile_scores.drift or {}, self.profile_scores.drift_share or 0.0)
        total = self.share.total_followers if self.one_in == 1 else None  # those kept are spread over the whole list
        sentences = limits(len(self), total, self.follow_order, self.order, drift)
        apart = self.purchases and not self.n_labels and PURCHASED not in self.scores.kinds
        return [*sentences, *filter(None, [EVENTS_APART if apart else "", self.labels_note]), *self.share.notes]

    def to_frame(self) -> FrameT:
        """Return one row a follower as the kind of frame that came in.

        Returns
        -------
        pandas.DataFrame, polars.DataFrame or pyarrow.Table
            The columns of `Scores.to_frame` (fused), ``profile_authenticity`` and ``profile_verdict``, ``rank``,
            ``followed_at`` with ``followed_low`` and ``followed_high``, the indices of ``event`` and ``cohort`` in
            `purchases` and `cohorts` (-1 for none), and what these say in ``event_evidence`` (for purchased, as
            far as it counts) and ``cohort_evidence`` (for every kind but genuine), in nats.

        Raises
        ------
        MissingExtraError
            If neither pandas, polars nor pyarrow is installed.
        """
        table = self.scores.table
        frame: FrameT = frame_like(self.follower_columns(), table.frame_kind, table.index)
        return frame

    def follower_columns(self) -> dict[str, Any]:
        """Return the columns of `to_frame` by name; times in UTC."""
        # A cohort says the same of every kind but genuine, and events speak of what was bought.
        evidence = {context.name: context.by_row(len(self)) for context in self.scores.circumstances}
        nothing = np.zeros(len(self))
        return {
            **self.scores.to_dict(),
            "profile_authenticity": self.profile_scores.authenticity,
            "profile_verdict": self.profile_scores.verdict.tolist(),
            "rank": self.rank,
            "followed_at": datetimes(self.follow_times.estimate),
            "followed_low": datetimes(self.follow_times.low),
            "followed_high": datetimes(self.follow_times.high),
            "event": self.purchases_found.event,
            "event_evidence": sum((evidence.get(name, nothing) for name in OF_EVENTS), nothing),
            "cohort": self.cohorts_found.member,
            "cohort_evidence": sum((evidence.get(name, nothing) for name in OF_COHORTS), nothing),
        }

    def update(self, labels: Mapping[int, str] | Mapping[str, str]) -> Self:
        """Return the report with shares that rest on labels of your own, see `update_with_labels`.

        Look at followers drawn at random from this audience, say of each what kind it is, and the intervals narrow:
        100 to 300 labels do much. Fewer than 20 leave the shares as they are, unless they are all followers there
        are. Events and scores stay as they are.

        Parameters
        ----------
        labels : mapping or pandas.Series
            Row number, or id as text, of a follower -> its kind, one of those that the model knows.

        Returns
        -------
        AuditReport

        Raises
        ------
        ValueError
            If a row, id or kind is unknown, or a follower is labelled twice.

        Warns
        -----
        FakefollowWarning
            If the labels are too few to estimate shares by; the report says so too.
        """
        if hasattr(labels, "to_dict"):  # a pandas series
            labels = labels.to_dict()
        expect("labels", labels, Mapping, "{row number or id: kind}")
        rows, counted = [self._row(key) for key in labels], self.distinct or self
        labelled = update_with_labels(
            counted.scores.kind_probability,
            counted.scores.kinds,
            rows,
            list(labels.values()),
            total_followers=self.share.total_followers,
            level=self.share.shares["genuine"].level,
        )
        if not labelled.enough:
            note = too_few(labelled.n_labels)
            warn_caller(f"labels: {note}", FakefollowWarning)
            return replace(self, labels_note=note)
        before, after = self.authentic_share, labelled.shares["genuine"]
        note = labelled.sentence + (f" {WIDER}" if after.high - after.low > before.high - before.low else "")
        return replace(self, share=self.share.told(labelled.shares), n_labels=labelled.n_labels, labels_note=note)

    @cached_property
    def _row_of_id(self) -> dict[str | None, int]:
        """First row of each id."""
        ids = self.scores.table.texts("id").to_list()
        return {name: row for row, name in reversed(list(enumerate(ids)))}

    def _row(self, key: int | str) -> int:
        if isinstance(key, str) and key not in self._row_of_id:
            raise ValueError(
                f"labels: {key!r} is not the id of a follower: pass row numbers or ids from scores.to_frame()"
            )
        row = self._row_of_id[key] if isinstance(key, str) else key
        return row if self.place is None or not -1 < row < len(self) else int(self.place[row])

    def _page(self, title: str | None) -> str:
        return audience_html(self._summary, title=title)

    def plot_timeline(self, ax: Any = None) -> FollowerMapDisplay:
        """Draw follower rank against creation date, with events; needs the extra ``plot``."""
        return FollowerMapDisplay.from_report(self, ax)

    def plot_shares(self, ax: Any = None) -> SharesDisplay:
        """Draw the share of each kind with its interval; needs the extra ``plot``."""
        return SharesDisplay.from_report(self, ax)

    def plot_growth(self, ax: Any = None) -> GrowthDisplay:
        """Draw how many followers had come by when, with bounds and events; needs the extra ``plot``."""
        return GrowthDisplay.from_report(self, ax)

    def plot_scores(self, ax: Any = None) -> ScoreDistributionDisplay:
        """Draw how many followers have which authenticity; needs the extra ``plot``."""
        return ScoreDistributionDisplay.from_report(self, ax)

    def __repr__(self) -> str:
        return audience_text(self._summary)

    def _repr_html_(self) -> str:
        return audience_fragment(self._summary)
