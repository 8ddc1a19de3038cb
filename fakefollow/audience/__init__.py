"""Audience: a list of followers -> AuditReport. Order, follow times, purchases, cohorts, shares and fused scores.

Knows no picture and no page: the report room makes them of the plain summary that stands here.
"""

from fakefollow.audience.audit import LEAST_SHARE, audit, fused
from fakefollow.audience.chance import Interval, log_tail, wilson_bounds
from fakefollow.audience.cohorts import Cohort
from fakefollow.audience.purchases import PurchaseEvent
from fakefollow.audience.quality import ACTIVE_DAYS, MASS_FOLLOWING, REASONS_TOLD, audience_reasons, quality_rows
from fakefollow.audience.report import AuditReport
from fakefollow.audience.sample import OF_EACH, audience_sample, plan_sample
from fakefollow.audience.series import DATE_BINS, FEWEST_DATE_BINS, N_DATES, RANK_BINS, growth, iso_time, timeline
from fakefollow.audience.summary import FEW, finding, limits

__all__ = [
    "ACTIVE_DAYS",
    "DATE_BINS",
    "FEW",
    "FEWEST_DATE_BINS",
    "LEAST_SHARE",
    "MASS_FOLLOWING",
    "N_DATES",
    "OF_EACH",
    "RANK_BINS",
    "REASONS_TOLD",
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
