"""Follower columns: every number that an audit has of each follower, one column a name, row i for input row i."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from fakefollow.profiles import FloatArray

if TYPE_CHECKING:
    from fakefollow.audience.report import AuditReport


def follower_columns(report: "AuditReport") -> dict[str, Any]:
    """Return the columns of `AuditReport.to_frame` by name; times in UTC."""
    times, alone = report.follow_times, report.profile_scores
    said = {
        one.name: one.evidence for one in report.scores.circumstances
    }  # a cohort says the same of every kind
    nothing = np.zeros(len(report))
    return {
        **report.scores.to_dict(),
        "profile_authenticity": alone.authenticity,
        "profile_verdict": alone.verdict.tolist(),
        "rank": report.rank,
        "followed_at": _datetimes(times.estimate),
        "followed_low": _datetimes(times.low),
        "followed_high": _datetimes(times.high),
        "event": report.purchases_found.event,
        "event_evidence": said.get("purchase_event", nothing),
        "cohort": report.cohorts_found.member,
        "cohort_evidence": said.get("cohort", nothing),
    }


def _datetimes(seconds: FloatArray) -> NDArray[np.datetime64]:
    """Return times in UTC to the second, NaT where not known."""
    known = np.isfinite(seconds)
    times = np.where(known, seconds, 0.0).astype("datetime64[s]").astype("datetime64[us]")
    times[~known] = np.datetime64("NaT")
    return times
