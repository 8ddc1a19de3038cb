"""Audit: read an audience, score it, find its order, purchases and cohorts, and put them together."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from fakefollow.audience.cohorts import find_cohorts
from fakefollow.audience.fusion import fused
from fakefollow.audience.order import (
    Basis,
    FollowOrder,
    FollowTimes,
    Order,
    epoch_seconds,
    estimate_follow_times,
    oldest_first,
)
from fakefollow.audience.purchases import Arrivals, ProfileCodes, Purchases, find_purchases, profile_codes
from fakefollow.audience.quality import audience_reasons
from fakefollow.audience.report import AuditReport
from fakefollow.audience.share import LEVEL, AudienceShare, count_evidence, estimate_share, with_events
from fakefollow.profiles import ProfileTable
from fakefollow.readers import read
from fakefollow.scoring import Detector, Scores, detector_for


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
        Level of the intervals.
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

    Examples
    --------
    >>> import fakefollow as ff
    >>> audience = ff.simulate_audience(600, random_state=1)
    >>> report = ff.audit(audience.profiles)
    >>> report.purchases
    []
    >>> 0.0 <= report.authentic_share.low <= report.authentic_share.estimate <= report.authentic_share.high <= 1.0
    True
    """
    table = read(followers, platform=platform, observed_at=observed_at, columns=columns)
    detector = detector_for(model, table.platform)
    follow_order = oldest_first(table, order)
    follow_times = _follow_times(table, follow_order, level)
    scores = detector.score(table, n_jobs=n_jobs)
    cohorts = find_cohorts(table)
    purchases = _purchases(table, follow_order, follow_times, profile_codes(scores, cohorts))
    share, outside = _shares(detector, scores, purchases, total_followers, level, random_state)
    prior = {kind: found.estimate for kind, found in outside.shares.items()}
    everything = fused(scores, detector, prior, purchases, cohorts)
    return AuditReport(
        scores=everything,
        profile_scores=scores,
        share=share,
        follow_order=follow_order,
        purchases_found=purchases,
        cohorts_found=cohorts,
        follow_times=follow_times,
        order=order,
        reasons=audience_reasons(everything, detector),
        random_state=random_state,
    )


def _follow_times(table: ProfileTable, follow_order: FollowOrder, level: float) -> FollowTimes:
    """Return follow times by row; where the order is not known only those in the data."""
    followed_at = epoch_seconds(table, "followed_at")
    rows = follow_order.rows
    if rows is None:
        basis: Basis = "unknown" if np.isnan(followed_at).all() else "observed"
        return FollowTimes(followed_at, followed_at, followed_at, level, basis)
    times = estimate_follow_times(
        epoch_seconds(table, "created_at")[rows],
        epoch_seconds(table, "observed_at")[rows],
        followed_at=followed_at[rows],
        level=level,
    )
    return _by_row(times, rows)


def _by_row(times: FollowTimes, rows: np.ndarray) -> FollowTimes:
    place = np.empty(len(rows), np.intp)
    place[rows] = np.arange(len(rows))
    return replace(times, low=times.low[place], estimate=times.estimate[place], high=times.high[place])


def _purchases(
    table: ProfileTable, follow_order: FollowOrder, times: FollowTimes, marks: Mapping[str, ProfileCodes]
) -> Purchases:
    """Return events with places by row; none where the order is not known."""
    rows = follow_order.rows
    if rows is None:
        return Purchases.none(len(table))
    created_at = epoch_seconds(table, "created_at")
    arrivals = Arrivals(
        created_at[rows],
        times.low[rows],
        {name: some.take(rows) for name, some in marks.items()},
    )
    in_order = replace(times, low=times.low[rows], estimate=times.estimate[rows], high=times.high[rows])
    found = find_purchases(arrivals, in_order)
    event, bought = np.empty_like(found.event), np.empty_like(found.bought)
    event[rows], bought[rows] = found.event, found.bought
    return Purchases(found.events, event, bought)


def _shares(
    detector: Detector,
    scores: Scores,
    purchases: Purchases,
    total_followers: int | None,
    level: float,
    random_state: int,
) -> tuple[AudienceShare, AudienceShare]:
    """Return the share of each kind in the audience, and in that part of it that is outside events."""
    whole_counts = count_evidence(detector, scores)
    whole = estimate_share(
        detector, whole_counts, total_followers=total_followers, level=level, random_state=random_state
    )
    if not purchases.events:
        return whole, whole
    rows = purchases.event < 0
    counts = count_evidence(detector, scores, whole_counts.pattern, rows=rows)
    total = None if total_followers is None else max(round(total_followers * rows.mean()), counts.n_given)
    outside = estimate_share(detector, counts, total_followers=total, level=level, random_state=random_state)
    return with_events(whole, outside, purchases.events), outside
