"""Order: who followed first, and when each began to follow, by list order and creation dates alone.

Knows ranks, dates and times, nothing of what the accounts are.
"""

from fakefollow.audience.order.envelope import (
    DAY as DAY,
    HOUR as HOUR,
    Envelope as Envelope,
    FollowPace as FollowPace,
    chance_records as chance_records,
    creation_envelope as creation_envelope,
    local_geometric_mean as local_geometric_mean,
    moving_sum as moving_sum,
)
from fakefollow.audience.order.follow_order import (
    FollowOrder as FollowOrder,
    Order as Order,
    check_direction as check_direction,
    epoch_seconds as epoch_seconds,
    oldest_first as oldest_first,
)
from fakefollow.audience.order.follow_times import (
    Basis as Basis,
    FollowTimes as FollowTimes,
    datetimes as datetimes,
    estimate_follow_times as estimate_follow_times,
    utc_time as utc_time,
)
from fakefollow.audience.order.pieces import (
    is_in_pieces as is_in_pieces,
    is_roughly_sorted as is_roughly_sorted,
    right_dates as right_dates,
)
from fakefollow.audience.order.signup_delays import SignUpDelays as SignUpDelays, record_lag as record_lag
