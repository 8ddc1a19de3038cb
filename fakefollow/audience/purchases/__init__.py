"""Purchases: stretches of the follower order that look bought, found by counts beside what organic arrival brings.

Knows arrivals in rank order and follow times, nothing of shares or of how a report shows events.
"""

from fakefollow.audience.purchases.arrivals import ArrivalCounts, Arrivals, ProfileCodes, profile_codes
from fakefollow.audience.purchases.events import (
    FEWEST_FOLLOWERS,
    PurchaseEvent,
    Purchases,
    find_purchases,
    pace_sentence,
)
from fakefollow.audience.purchases.organic import (
    AGE_EDGES_DAYS,
    REFERENCE_AGES,
    REFERENCE_YOUNG,
    CreationAges,
    OrganicArrivals,
)
from fakefollow.audience.purchases.scan import (
    Found,
    Windows,
    excess_evidence,
    log_mean_exp,
    running_signs,
    running_sums,
    search,
    signs_of,
    total_evidence,
    window_evidence,
    windows_of,
)
from fakefollow.audience.purchases.segments import Composition, segments_of, supported_ends

__all__ = [
    "AGE_EDGES_DAYS",
    "FEWEST_FOLLOWERS",
    "REFERENCE_AGES",
    "REFERENCE_YOUNG",
    "ArrivalCounts",
    "Arrivals",
    "Composition",
    "CreationAges",
    "Found",
    "OrganicArrivals",
    "ProfileCodes",
    "PurchaseEvent",
    "Purchases",
    "Windows",
    "excess_evidence",
    "find_purchases",
    "log_mean_exp",
    "pace_sentence",
    "profile_codes",
    "running_signs",
    "running_sums",
    "search",
    "segments_of",
    "signs_of",
    "supported_ends",
    "total_evidence",
    "window_evidence",
    "windows_of",
]
