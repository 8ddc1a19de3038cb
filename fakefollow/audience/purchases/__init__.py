"""Purchases: stretches of the follower order that look bought, found by counts beside what organic arrival brings.

Knows arrivals in rank order and follow times, nothing of shares or of how a report shows events.
"""

from fakefollow.audience.purchases.arrivals import (
    DATE_CELL_DAYS,
    DAY,
    MAX_BLOCKS,
    SMALLEST_BLOCK,
    YOUNG_DAYS,
    ArrivalCounts,
    Arrivals,
    Marks,
)
from fakefollow.audience.purchases.events import (
    FEWEST_FOLLOWERS,
    SURE,
    PurchaseEvent,
    Purchases,
    find_purchases,
    pace_sentence,
)
from fakefollow.audience.purchases.organic import (
    AGE_EDGES_DAYS,
    GUARD,
    REFERENCE_AGES,
    REFERENCE_YOUNG,
    CreationAges,
    OrganicArrivals,
)
from fakefollow.audience.purchases.profile_codes import EMPTINESS, POSTS_AFTER_DAYS, profile_marks
from fakefollow.audience.purchases.scan import FALSE_RUNS, Found, search, windows_of
from fakefollow.audience.purchases.segments import SUPPORT, Composition, runs_of, supported_ends
from fakefollow.audience.purchases.windows import (
    BOUGHT_SHARES,
    NOTHING,
    Windows,
    excess_evidence,
    log_mean_exp,
    running,
    running_signs,
    signs_of,
    total_evidence,
    window_evidence,
)

__all__ = [
    "AGE_EDGES_DAYS",
    "BOUGHT_SHARES",
    "DATE_CELL_DAYS",
    "DAY",
    "EMPTINESS",
    "FALSE_RUNS",
    "FEWEST_FOLLOWERS",
    "GUARD",
    "MAX_BLOCKS",
    "NOTHING",
    "POSTS_AFTER_DAYS",
    "REFERENCE_AGES",
    "REFERENCE_YOUNG",
    "SMALLEST_BLOCK",
    "SUPPORT",
    "SURE",
    "YOUNG_DAYS",
    "ArrivalCounts",
    "Arrivals",
    "Composition",
    "CreationAges",
    "Found",
    "Marks",
    "OrganicArrivals",
    "PurchaseEvent",
    "Purchases",
    "Windows",
    "excess_evidence",
    "find_purchases",
    "log_mean_exp",
    "pace_sentence",
    "profile_marks",
    "running",
    "running_signs",
    "runs_of",
    "search",
    "signs_of",
    "supported_ends",
    "total_evidence",
    "window_evidence",
    "windows_of",
]
