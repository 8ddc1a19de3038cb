"""Audience."""

from fakefollow.audience.audit import audit
from fakefollow.audience.chance import Interval, log_tail, wilson_bounds
from fakefollow.audience.cohorts import Cohort
from fakefollow.audience.finding import FEW, finding, limits
from fakefollow.audience.fusion import LEAST_SHARE, fused
from fakefollow.audience.purchases import PurchaseEvent
from fakefollow.audience.quality import ACTIVE_DAYS, MASS_FOLLOWING, quality_rows
from fakefollow.audience.reasons import REASONS_TOLD, audience_reasons
from fakefollow.audience.report import AuditReport
from fakefollow.audience.sample import OF_EACH, audience_sample
from fakefollow.audience.sampling import plan_sample
from fakefollow.audience.series import (
    DATE_BINS,
    FEWEST_DATE_BINS,
    N_DATES,
    RANK_BINS,
    growth,
    iso_time,
    timeline,
)

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
