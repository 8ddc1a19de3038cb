"""Purchases: stretches of the follower order that look bought, found by counts beside what organic arrival brings.

Knows arrivals in rank order and follow times, nothing of shares or of how a report shows events.
"""

from fakefollow.audience.purchases.arrivals import (
    ArrivalCounts as ArrivalCounts,
    Arrivals as Arrivals,
    ProfileCodes as ProfileCodes,
    profile_codes as profile_codes,
)
from fakefollow.audience.purchases.events import (
    FEWEST_FOLLOWERS as FEWEST_FOLLOWERS,
    SURE as SURE,
    PurchaseEvent as PurchaseEvent,
    Purchases as Purchases,
    find_purchases as find_purchases,
    pace_sentence as pace_sentence,
)
from fakefollow.audience.purchases.organic import (
    AGE_EDGES_DAYS as AGE_EDGES_DAYS,
    REFERENCE_AGES as REFERENCE_AGES,
    REFERENCE_YOUNG as REFERENCE_YOUNG,
    CreationAges as CreationAges,
    OrganicArrivals as OrganicArrivals,
)
from fakefollow.audience.purchases.scan import (
    LEAST_YOUNG_TOLERANCE as LEAST_YOUNG_TOLERANCE,
    Found as Found,
    Windows as Windows,
    excess_evidence as excess_evidence,
    log_mean_exp as log_mean_exp,
    running_signs as running_signs,
    running_sums as running_sums,
    search as search,
    signs_of as signs_of,
    total_evidence as total_evidence,
    window_evidence as window_evidence,
    windows_of as windows_of,
    young_tolerance as young_tolerance,
)
from fakefollow.audience.purchases.segments import (
    Composition as Composition,
    segments_of as segments_of,
    supported_ends as supported_ends,
)
from fakefollow.audience.purchases.stock import run_evidence as run_evidence
