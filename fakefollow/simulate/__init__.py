"""Made-up accounts and audiences with known truth, for examples and tests; knows no feature and no model."""

from fakefollow.simulate.accounts import PROFILE_FIELDS, simulate_accounts
from fakefollow.simulate.arrivals import (
    Arrivals,
    Burst,
    Purchase,
    deliver,
    draw_background,
    draw_burst,
    draw_creation_times,
    draw_follow_times,
    draw_fresh_delays,
    draw_stock_creation_times,
)
from fakefollow.simulate.audience import simulate_audience
from fakefollow.simulate.populations import POPULATIONS

__all__ = [
    "POPULATIONS",
    "PROFILE_FIELDS",
    "Arrivals",
    "Burst",
    "Purchase",
    "deliver",
    "draw_background",
    "draw_burst",
    "draw_creation_times",
    "draw_follow_times",
    "draw_fresh_delays",
    "draw_stock_creation_times",
    "simulate_accounts",
    "simulate_audience",
]
