"""Audience: a list of followers -> AuditReport. Order, follow times, purchases, cohorts, shares and fused scores.

Knows no picture and no page: the report room makes them of the plain summary that stands here.
"""

from fakefollow.audience.audit import audit as audit, fused as fused
from fakefollow.audience.chance import (
    Interval as Interval,
    check_level as check_level,
    exactly as exactly,
    log_tail as log_tail,
    normal_quantile as normal_quantile,
    wilson_bounds as wilson_bounds,
)
from fakefollow.audience.cohorts import Cohort as Cohort, near_duplicates as near_duplicates, popularity as popularity
from fakefollow.audience.order import Order as Order, datetimes as datetimes, epoch_seconds as epoch_seconds
from fakefollow.audience.purchases import PurchaseEvent as PurchaseEvent
from fakefollow.audience.quality import audience_reasons as audience_reasons, quality_rows as quality_rows
from fakefollow.audience.repeats import first_rows as first_rows
from fakefollow.audience.report import AuditReport as AuditReport
from fakefollow.audience.sample import audience_sample as audience_sample, plan_sample as plan_sample
from fakefollow.audience.state import MOST_FOLLOWERS as MOST_FOLLOWERS, AuditState as AuditState, sampled as sampled
from fakefollow.audience.summary import (
    finding as finding,
    growth as growth,
    iso_time as iso_time,
    limits as limits,
    span as span,
    timeline as timeline,
)
