"""Order: who followed first, and when each began to follow, by list order and creation dates alone.

Knows ranks, dates and times, nothing of what the accounts are.
"""

from fakefollow.audience.order.envelope import (
    DAY,
    HOUR,
    Envelope,
    FollowPace,
    chance_records,
    creation_envelope,
    local_geometric_mean,
    moving_sum,
)
from fakefollow.audience.order.follow_order import FollowOrder, Order, check_direction, epoch_seconds, oldest_first
from fakefollow.audience.order.follow_times import Basis, FollowTimes, estimate_follow_times, utc_time
from fakefollow.audience.order.signup_delays import SignUpDelays, record_lag

__all__ = [
    "DAY",
    "HOUR",
    "Basis",
    "Envelope",
    "FollowOrder",
    "FollowPace",
    "FollowTimes",
    "Order",
    "SignUpDelays",
    "chance_records",
    "check_direction",
    "creation_envelope",
    "epoch_seconds",
    "estimate_follow_times",
    "local_geometric_mean",
    "moving_sum",
    "oldest_first",
    "record_lag",
    "utc_time",
]
