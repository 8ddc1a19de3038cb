"""The summary of an audit: the whole report as plain data that JSON takes, from which all views are made."""

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from fakefollow.audience.chance import Interval
from fakefollow.audience.cohorts import Cohort
from fakefollow.audience.finding import limits
from fakefollow.audience.methods import method_sentences
from fakefollow.audience.order import FollowTimes, epoch_seconds
from fakefollow.audience.sample import audience_sample
from fakefollow.audience.series import growth, iso_time, timeline
from fakefollow.audience.share import PURCHASED
from fakefollow.profiles import FloatArray
from fakefollow.scoring import Scores, drift_line, score_distribution

if TYPE_CHECKING:
    from fakefollow.audience.report import AuditReport


COHORTS_TOLD: Final = 20


def summary_of(report: "AuditReport") -> dict[str, Any]:
    """Return a report as plain data; what is not known is None."""
    share = report.share
    return {
        "model": report.scores.model,
        "model_platform": report.scores.model_platform,
        "platform": report.scores.platform,
        "order": report.order,
        "n_followers": len(report),
        "n_weighed": share.n_weighed,
        "total_followers": share.total_followers,
        "observed_at": _span(epoch_seconds(report.scores.table, "observed_at"))[1],
        "level": report.authentic_share.level,
        "n_labels": report.n_labels,
        "finding": report.finding,
        "shares": {kind: found.to_dict() for kind, found in share.shares.items()},
        "adjusted_count": _figures(share.adjusted_count),
        "flagged_share": share.flagged_share if share.n_weighed else None,
        "fit": share.fit.to_dict(),
        "quality": [row.to_dict() for row in report.quality],
        "purchases": [event.to_dict() for event in report.purchases],
        "drip": _figures(report.drip),
        "cohorts": [_cohort(report, cohort) for cohort in report.cohorts[:COHORTS_TOLD]],
        "n_cohort_members": report.cohorts_found.n_members,
        "follow_times": _follow_times(report.follow_times),
        "growth": growth(report.follow_times),
        "verdicts": {
            "profile": _verdict_counts(report.profile_scores),
            "fused": _verdict_counts(report.scores),
        },
        "score_distribution": score_distribution(
            report.profile_scores.verdict,
            profile=report.profile_scores.authenticity,
            fused=report.scores.authenticity,
        ),
        "reasons": [reason.to_dict() for reason in report.reasons],
        "sample": audience_sample(
            report.scores, report.rank, report.follow_times.estimate, report.random_state
        ),
        "method": list(method_sentences(report)),
        "limits": _limits(report),
        "timeline": _timeline(report),
    }


def _figures(interval: Interval | None) -> dict[str, float] | None:
    return None if interval is None else interval.to_dict()


def _verdict_counts(scores: Scores) -> dict[str, int]:
    return {name: int(np.count_nonzero(scores.verdict == name)) for name in scores.verdict_names}


def _cohort(report: "AuditReport", cohort: Cohort) -> dict[str, Any]:
    rows = np.array(cohort.example_rows, np.intp)
    names = report.scores.table.texts("username").take(rows).to_list()
    return {
        "size": cohort.size,
        "rule": cohort.rule,
        "template": cohort.template,
        "examples": [name for name in names if name],
    }


def _follow_times(times: FollowTimes) -> dict[str, Any]:
    first, last = _span(times.estimate)
    return {
        "basis": times.basis,
        "first": first,
        "last": last,
        "median_error_hours": times.median_error_hours,
        "level": times.level,
    }


def _limits(report: "AuditReport") -> list[str]:
    scores = report.profile_scores
    drift = drift_line(scores.drift or {}, scores.drift_share or 0.0)
    told = limits(len(report), report.share.total_followers, report.follow_order, report.order, drift)
    of_labels = [report.labels_note] if report.labels_note else []
    return [*told, *_events_apart(report), *of_labels, *report.share.notes]


def _events_apart(report: "AuditReport") -> list[str]:
    """Return what to know where there are events and a model that knows no purchased accounts."""
    if not report.purchases or report.n_labels or PURCHASED in report.scores.kinds:
        return []
    return [
        "The model knows no purchased accounts: their share is that of the events alone, and the scores of single "
        "followers do not weigh events."
    ]


def _timeline(report: "AuditReport") -> dict[str, Any] | None:
    rows = report.follow_order.rows
    if rows is None:
        return None
    created = epoch_seconds(report.scores.table, "created_at")
    return timeline(created[rows], report.scores.authenticity[rows], report.follow_times.estimate[rows])


def _span(seconds: FloatArray) -> tuple[str | None, str | None]:
    """Return the first and the last of some times as ISO text, None where none is known."""
    known = seconds[~np.isnan(seconds)]
    if not len(known):
        return None, None
    return iso_time(float(known.min())), iso_time(float(known.max()))
