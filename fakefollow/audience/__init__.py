"""Audience: a list of followers -> AuditReport. Order, follow times, purchases, cohorts, shares and fused scores.

Knows no picture and no page: the report room makes them of the plain summary that stands here.
"""

from fakefollow.audience.audit import audit, fused
from fakefollow.audience.chance import Interval, log_tail, wilson_bounds
from fakefollow.audience.cohorts import Cohort
from fakefollow.audience.purchases import PurchaseEvent
from fakefollow.audience.quality import audience_reasons, quality_rows
from fakefollow.audience.report import AuditReport
from fakefollow.audience.sample import audience_sample, plan_sample
from fakefollow.audience.series import growth, iso_time, timeline
from fakefollow.audience.summary import finding, limits

__all__ = [
    "AuditReport",
    "Cohort",
    "Interval",
    "PurchaseEvent",
    "audience_reasons",
    "audience_sample",
    "audit",
    "finding",
    "fused",
    "growth",
    "iso_time",
    "limits",
    "log_tail",
    "plan_sample",
    "quality_rows",
    "timeline",
    "wilson_bounds",
]
