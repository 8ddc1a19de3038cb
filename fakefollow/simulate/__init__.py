"""Made-up accounts and audiences with known truth, for examples and tests; knows no feature and no model."""

from fakefollow.simulate.accounts import (
    POPULATIONS as POPULATIONS,
    PROFILE_FIELDS as PROFILE_FIELDS,
    simulate_accounts as simulate_accounts,
)
from fakefollow.simulate.arrivals import (
    Arrivals as Arrivals,
    Burst as Burst,
    Purchase as Purchase,
    deliver as deliver,
    draw_background as draw_background,
    draw_burst as draw_burst,
    draw_creation_times as draw_creation_times,
    draw_follow_times as draw_follow_times,
    draw_fresh_delays as draw_fresh_delays,
    draw_stock_creation_times as draw_stock_creation_times,
)
from fakefollow.simulate.audience import simulate_audience as simulate_audience
from fakefollow.simulate.interactions import (
    SimulatedInteractions as SimulatedInteractions,
    simulate_interactions as simulate_interactions,
)
from fakefollow.simulate.reactions import (
    BoughtReactions as BoughtReactions,
    CopiedComments as CopiedComments,
    Pod as Pod,
    Seller as Seller,
)
from fakefollow.simulate.snapshots import simulate_counts as simulate_counts, simulate_snapshots as simulate_snapshots
