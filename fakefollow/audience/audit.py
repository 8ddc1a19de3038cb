"""Audit: read an audience, put its followers in order, find times, purchases, cohorts and shares, and fuse them.

Position i of every array is row i. Dates, follow times and purchases alone are looked at by rank, oldest follower
first, and put back to rows: nothing large is kept in two orders. Fusion is one posterior for each follower: each part
is a log-likelihood ratio that is added to the others and shown among the reasons. An account is never called by the
company it came in alone: where its own profile says nothing against it, or no more like the excess of its run than the
policy's rate of those around the run, company counts up to the cut, and it is uncertain.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, overload

import numpy as np

from fakefollow.audience.chance import check_level
from fakefollow.audience.cohorts import Cohorts, find_cohorts
from fakefollow.audience.order import FollowTimes, Order, epoch_seconds, estimate_follow_times, oldest_first
from fakefollow.audience.purchases import SURE, Arrivals, Purchases, find_purchases, profile_codes, run_evidence
from fakefollow.audience.quality import audience_reasons
from fakefollow.audience.repeats import first_rows
from fakefollow.audience.report import AuditReport
from fakefollow.audience.share import LEVEL, AudienceShare, count_evidence, estimate_share
from fakefollow.audience.summary import notices, timeline, unread_columns
from fakefollow.errors import FakefollowWarning, FollowOrderWarning, expect_seed, warn_caller
from fakefollow.profiles import FloatArray, IntArray, ProfileTable
from fakefollow.readers import read
from fakefollow.scoring import (
    COHORT,
    COMPANY_ALONE,
    GENUINE,
    LIKENESS_ALONE,
    LOOK_ALIKES,
    NOT_BY_COMPANY,
    NOT_BY_LIKENESS,
    PURCHASE_EVENT,
    PURCHASED,
    RUN_PROFILE,
    ContextEvidence,
    Detector,
    Prior,
    Scores,
    at_most_uncertain,
    detector_for,
    held_evidence,
)

if TYPE_CHECKING:
    from narwhals.typing import IntoDataFrameT

LEAST_SHARE: Final = 0.002
"""No kind is ruled out for a follower because the share found is zero: a convention, one of 500."""

RULE_WORDS: Final = {
    "bio": "almost the same bio as {n} others",
    "username_template": "a handle of the same make as {n} others, created at the same time",
    "sequential_ids": "an id in a row with those of {n} others",
    "creation_minute": "created in the same minute as {n} others",
    "counts": "nearly the same numbers of posts and followers as {n} others created in the same weeks",
}

LIKE_ITS_RUN: Final = "its profile is like those in excess in its run and unlike those around the run"


@overload
def audit(
    followers: "IntoDataFrameT",
    order: Order = ...,
    platform: str | None = ...,
    observed_at: datetime | str | None = ...,
    total_followers: int | None = ...,
    random_state: int = ...,
    *,
    model: str | Path | Detector | None = ...,
    columns: Mapping[str, str] | None = ...,
    level: float = ...,
    n_jobs: int | None = ...,
) -> "AuditReport[IntoDataFrameT]": ...


@overload
def audit(
    followers: Any,
    order: Order = ...,
    platform: str | None = ...,
    observed_at: datetime | str | None = ...,
    total_followers: int | None = ...,
    random_state: int = ...,
    *,
    model: str | Path | Detector | None = ...,
    columns: Mapping[str, str] | None = ...,
    level: float = ...,
    n_jobs: int | None = ...,
) -> AuditReport: ...


def audit(
    followers: Any,
    order: Order = "newest_first",
    platform: str | None = None,
    observed_at: datetime | str | None = None,
    total_followers: int | None = None,
    random_state: int = 0,
    *,
    model: str | Path | Detector | None = None,
    columns: Mapping[str, str] | None = None,
    level: float = LEVEL,
    n_jobs: int | None = None,
) -> AuditReport:
    """Audit the followers of one account: how many are genuine, when others were bought, and who is left.

    Parameters
    ----------
    followers : path, frame, list or ProfileTable
        The followers of one account, whole or sampled, in any form that `fakefollow.read` takes.
    order : {"newest_first", "oldest_first", "unordered"}, default="newest_first"
        How the rows are ordered by when they followed; platforms hand out the newest follower first. Purchases
        and follow times need it. Follow times in the data (``followed_at``) override it.
    platform : str, optional
        Platform they come from; recognised by default.
    observed_at : datetime or str, optional
        When the profiles were observed, for rows that do not say so themselves.
    total_followers : int, optional
        Size of the whole audience, where the rows are a sample of it.
    random_state : int, default=0
        Seed of the bootstrap and of the sample to look at. The same input and seed give the same report, to the byte.
    model : str, Path or Detector, optional
        Shipped model, folder of a model, or a detector; by default the model for the platform of the profiles, which
        the report names.
    columns : mapping of str to str, optional
        Your column name -> canonical name, where a table has other names.
    level : float, default=0.95
        Level of the intervals, between 0 and 1; those of shares say which level they hold on unseen sources.
    n_jobs : int, optional
        Processes for scoring large input, as in joblib.

    Returns
    -------
    AuditReport

    Raises
    ------
    FollowOrderError
        If creation dates show that the list runs the other way.
    ProfileError
        If the whole input cannot be read.
    ModelFileError
        If the model cannot be loaded or cannot tell shares.
    ValueError
        If ``total_followers`` is less than the followers given, or the level out of range.

    Warns
    -----
    FollowOrderWarning
        If the list is seen not to be in follow order: it is taken as unordered, or was put together again.
    FakefollowWarning
        If values could not be read; a figure for which that is over 2 % of a column is withheld.

    Examples
    --------
    >>> import fakefollow as ff
    >>> audience = ff.simulate_audience(600, random_state=1)
    >>> report = ff.audit(audience.profiles)
    >>> report.purchases
    No purchase event found
    >>> 0.0 <= report.authentic_share.low <= report.authentic_share.estimate <= report.authentic_share.high <= 1.0
    True
    """
    given = read(followers, platform=platform, observed_at=observed_at, columns=columns)
    return audit_table(given, order, total_followers, random_state, model=model, level=level, n_jobs=n_jobs)


def audit_table(
    given: ProfileTable,
    order: Order,
    total_followers: int | None,
    random_state: int,
    *,
    model: str | Path | Detector | None,
    level: float,
    n_jobs: int | None,
    one_in: int = 1,
) -> AuditReport:
    """Return the audit of followers that were read, of which one in so many was kept."""
    check_level(level)
    expect_seed(random_state)
    first = first_rows(given)
    table = given if first is None else given.take(np.unique(first))
    detector = detector_for(model, table.platform)
    follow_order = oldest_first(table, order)
    is_ordered = follow_order.rows is not None
    rows = np.arange(len(table)) if follow_order.rows is None else follow_order.rows
    rank = np.empty_like(rows)
    rank[rows] = np.arange(len(rows))
    created, seen, followed = (epoch_seconds(table, f"{name}_at")[rows] for name in ("created", "observed", "followed"))
    scores = detector.score(table, n_jobs=n_jobs)
    cohorts = find_cohorts(table)
    follow_times, purchases = FollowTimes.in_data(followed, level), Purchases.none(len(table))
    if is_ordered:
        envelope = follow_order.envelope
        follow_times = estimate_follow_times(created, seen, followed_at=followed, envelope=envelope, level=level)
    if follow_order.direction == "confirmed":
        codes = {name: shown.take(rows) for name, shown in profile_codes(scores, cohorts).items()}
        purchases = find_purchases(Arrivals(created, follow_times.low, codes), follow_times, level=level)
    purchases = purchases.take(rank)
    share = _share(
        detector, scores, purchases, cohorts, rows, total=total_followers, level=level, random_state=random_state
    )
    everything = fused(scores, detector, share.outside, purchases, cohorts, rows)
    report = AuditReport(
        scores=everything,
        profile_scores=scores,
        share=share,
        follow_order=follow_order,
        purchases_found=purchases,
        cohorts_found=cohorts,
        follow_times=follow_times.take(rank),
        order=order if is_ordered else "unordered",
        timeline=timeline(created, everything.authenticity[rows], follow_times.estimate) if is_ordered else None,
        reasons=audience_reasons(everything, detector),
        random_state=random_state,
        unread=unread_columns(given),
        one_in=one_in,
    )
    if follow_order.looks_shuffled:
        warn_caller(follow_order.notice, FollowOrderWarning)
    for notice in notices(0, 0, report.unread):
        warn_caller(notice, FakefollowWarning)
    return report if first is None else _for_every_row(report, given, first)


def _for_every_row(report: AuditReport, table: ProfileTable, first: IntArray) -> AuditReport:
    """Return the report on distinct followers as one on all rows, of which each has what its first one has."""
    rows, place = np.unique(first, return_inverse=True)
    order, cohorts = report.follow_order, report.cohorts_found
    found = tuple(
        replace(cohort, example_rows=tuple(rows[list(cohort.example_rows)].tolist())) for cohort in cohorts.found
    )
    return replace(
        report,
        scores=_scores_by_row(report.scores, place, table),
        profile_scores=_scores_by_row(report.profile_scores, place, table),
        follow_order=order if order.rows is None else replace(order, rows=rows[order.rows]),
        purchases_found=report.purchases_found.take(place),
        cohorts_found=replace(cohorts.take(place), found=found),
        follow_times=report.follow_times.take(place),
        distinct=report,
        place=place,
    )


def _scores_by_row(scores: Scores, place: IntArray, table: ProfileTable) -> Scores:
    """Return scores of distinct followers as those of the rows of the table that came in, whose places are given."""
    columns = ("authenticity", "kind_probability", "verdict", "coverage", "evidence", "log_odds", "held")
    circumstances = tuple(context.take(place) for context in scores.circumstances)
    taken = {name: getattr(scores, name)[place] for name in columns}
    return replace(scores, **taken, table=table, circumstances=circumstances)


def _share(
    detector: Detector,
    scores: Scores,
    purchases: Purchases,
    cohorts: Cohorts,
    rows: IntArray,
    *,
    total: int | None,
    level: float,
    random_state: int,
) -> AudienceShare:
    """Return the share of each kind: of followers outside events and cohorts by evidence, with what these add."""
    in_event, in_cohort = purchases.event >= 0, cohorts.made_together
    shown = scores.evidence if scores.held is None else scores.evidence + scores.held
    return estimate_share(
        detector,
        count_evidence(detector, scores, in_event | in_cohort),
        bought=[event.excess for event in purchases.events],
        cohorts=(cohorts.log_likelihood_ratio() + detector.suspicion(shown))[rows[(in_cohort & ~in_event)[rows]]],
        total_followers=total,
        level=level,
        random_state=random_state,
    )


def fused(
    scores: Scores,
    detector: Detector,
    shares: Mapping[str, float],
    purchases: Purchases,
    cohorts: Cohorts,
    rows: IntArray | None = None,
) -> Scores:
    """Return scores in which profile, event and cohort evidence are added up.

    Scores, purchases and cohorts are of the same followers, ``rows`` in follow order where they are not themselves;
    ``shares`` of the kinds outside events are the prior.
    """
    prior = _prior(detector, shares)
    by_run = run_evidence(scores, purchases, detector.policy.max_false_positive_rate, rows)
    circumstances = (
        *_event_evidence(scores, prior, purchases, by_run),
        *_own_evidence(scores, cohorts, by_run),
        *_cohort_evidence(scores, cohorts),
    )
    prior_log_odds, profile, company = prior.log_odds(), scores.evidence.copy(), np.zeros_like(scores.evidence)
    for circumstance in circumstances:
        said = profile if circumstance.name == RUN_PROFILE else company
        said[circumstance.rows, scores.kinds.index(circumstance.kind) - 1] += circumstance.evidence
    # Where the run tells what its profiles are worth, only those like its excess are more than company. Outside runs
    # people are alike too, in bios and counts that they choose: that convicts nobody.
    alone = np.where(np.isnan(by_run), profile.max(axis=1) <= 0.0, by_run <= 0.0)
    in_event = purchases.event[:, np.newaxis] >= 0
    alone = np.where(cohorts.member < 0, alone, ~in_event[:, 0] & ~cohorts.made_together)
    held = detector.held_back(prior_log_odds, profile, company, alone, detector.policy)
    decision = detector.decide(prior_log_odds, profile + (company - held), scores.coverage)
    return replace(
        scores,
        authenticity=decision.authenticity,
        kind_probability=decision.probability,
        verdict=decision.verdict if scores.withheld is None else at_most_uncertain(decision.verdict),
        prior_log_odds=prior_log_odds,
        log_odds=decision.log_odds,
        circumstances=(
            *circumstances,
            *held_evidence(COMPANY_ALONE, NOT_BY_COMPANY, scores.kinds[1:], np.where(in_event, held, 0.0)),
            *held_evidence(LIKENESS_ALONE, NOT_BY_LIKENESS, scores.kinds[1:], np.where(in_event, 0.0, held)),
        ),
        policy=detector.policy,
    )


def _prior(detector: Detector, shares: Mapping[str, float]) -> Prior:
    """Return the share not genuine as a prior that rules nothing out, in the model's mix of kinds, as its cuts are."""
    return detector.prior.replaced_by(float(np.clip(1.0 - shares[GENUINE], LEAST_SHARE, 1.0 - LEAST_SHARE)))


def _event_evidence(
    scores: Scores, prior: Prior, purchases: Purchases, by_run: FloatArray
) -> Iterator[ContextEvidence]:
    """Yield what events say: odds to be bought inside the event over those outside, profile left out.

    Where a run tells what its profiles are worth, dates are among these, and everybody has the odds of the run.
    """
    rows = np.flatnonzero(purchases.event >= 0)
    if not len(rows) or PURCHASED not in prior.shares:
        return
    event_of, by_run = purchases.event[rows], by_run[rows]
    before = float(prior.log_odds()[list(prior.shares).index(PURCHASED)])
    shares = np.array([event.excess.estimate / event.size for event in purchases.events])
    bought = np.where(np.isnan(by_run), purchases.bought[rows], np.clip(shares, 1.0 - SURE, SURE)[event_of])
    evidence = np.log(bought) - np.log1p(-bought) - before
    # Who is unlike the excess came by this event with so much less, and by any other way as likely as outside.
    known = scores.evidence[rows, scores.kinds.index(PURCHASED) - 1]
    unlike = np.logaddexp(evidence + np.nan_to_num(by_run) - known, 0.0)
    evidence = np.where(by_run < 0.0, unlike, evidence)
    sentences = tuple(
        f"followed in the run of ranks {event.start_rank:,} to {event.end_rank:,}, in which "
        f"{100 * share:.0f} % of the follows look bought"
        for event, share in zip(purchases.events, shares, strict=True)
    )
    yield ContextEvidence(PURCHASE_EVENT, "probability", PURCHASED, rows, bought, evidence, sentences, event_of)


def _own_evidence(scores: Scores, cohorts: Cohorts, by_run: FloatArray) -> Iterator[ContextEvidence]:
    """Yield what profiles say by their own run beyond known sellers and cohorts: the same marks count once."""
    if PURCHASED in scores.kinds:
        known = scores.evidence[:, scores.kinds.index(PURCHASED) - 1] + cohorts.log_likelihood_ratio()
        rows = np.flatnonzero((by_run > 0.0) & (by_run > known))
        if len(rows):
            value, beyond, first = by_run[rows], (by_run - known)[rows], np.broadcast_to(0, len(rows))
            yield ContextEvidence(RUN_PROFILE, "nats", PURCHASED, rows, value, beyond, (LIKE_ITS_RUN,), first)


def _cohort_evidence(scores: Scores, cohorts: Cohorts) -> Iterator[ContextEvidence]:
    """Yield what cohorts say, of whatever kind: accounts made together were not made by people, look-alikes may be."""
    together = cohorts.made_together
    found = {COHORT: together, LOOK_ALIKES: (cohorts.member >= 0) & ~together}
    rows_of = {name: np.flatnonzero(of) for name, of in found.items() if of.any()}
    evidence, sizes = cohorts.log_likelihood_ratio(), np.array([float(cohort.size) for cohort in cohorts.found])
    sentences = tuple(RULE_WORDS[cohort.rule].format(n=f"{cohort.size - 1:,}") for cohort in cohorts.found)
    told = {name: (cohorts.member[rows], evidence[rows]) for name, rows in rows_of.items()}
    for kind in scores.kinds[1:]:
        for name, (of, said) in told.items():
            yield ContextEvidence(name, "accounts", kind, rows_of[name], sizes[of], said, sentences, of)
