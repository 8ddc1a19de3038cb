"""Audits of whole audiences: what share is genuine, when followers were bought, and who is left."""

from fakefollow.audience.audit_report import AuditReport
from fakefollow.audience.auditing import audit
from fakefollow.audience.cohorts import Cohort
from fakefollow.audience.interval import Interval
from fakefollow.audience.purchases import PurchaseEvent
from fakefollow.audience.sampling import SamplePlan, plan_sample

__all__ = [
    "AuditReport",
    "Cohort",
    "Interval",
    "PurchaseEvent",
    "SamplePlan",
    "audit",
    "plan_sample",
]
