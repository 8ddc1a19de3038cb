"""Finding: what an audit found, in one plain sentence, and what it cannot know. Accuses nobody."""

from collections.abc import Iterator, Sequence
from typing import Final

from fakefollow.audience.chance import Interval
from fakefollow.audience.order import FollowOrder
from fakefollow.audience.purchases import FEWEST_FOLLOWERS, PurchaseEvent

FEW: Final = 200
"""With fewer followers than this an audit says so."""


def finding(
    n_followers: int,
    n_weighed: int,
    genuine: Interval,
    purchases: Sequence[PurchaseEvent],
    *,
    looked_for: bool,
) -> str:
    """Return the finding of an audit; ``looked_for`` tells whether purchases could be looked for at all."""
    if n_followers == 0:
        return "There are no followers to audit."
    followers = "1 follower" if n_followers == 1 else f"{n_followers:,} followers"
    events = _events(purchases) if looked_for else ""
    if n_weighed == 0:
        known = f"Too little is known of these {followers} to say how many are genuine"
        return f"{known}{events if purchases else ''}."
    span = f"{100 * genuine.estimate:.0f} % ({100 * genuine.low:.0f} to {100 * genuine.high:.0f} %)"
    return f"Of {followers} {span} look genuine{events}."


def _events(purchases: Sequence[PurchaseEvent]) -> str:
    if not purchases:
        return "; no part of the list stands out as bought at one time"
    bought = sum(event.excess.estimate for event in purchases)
    largest = max(purchases, key=lambda event: event.excess.estimate)
    when = "" if largest.followed_from is None else f", around {largest.followed_from:%Y-%m-%d}"
    if len(purchases) == 1:
        return f"; about {bought:,.0f} came in one run that does not look organic{when}"
    return (
        f"; about {bought:,.0f} came in {len(purchases)} runs that do not look organic, the largest of "
        f"{largest.size:,}{when}"
    )


def limits(
    n_followers: int, total_followers: int | None, follow_order: FollowOrder, order: str, drift: str | None
) -> Iterator[str]:
    """Give the limits of an audit beside those of its shares, most important first."""
    if n_followers < FEWEST_FOLLOWERS:
        followers = "1 follower is" if n_followers == 1 else f"{n_followers:,} followers are"
        yield f"{followers} too few to look for purchases."
    elif n_followers < FEW:
        yield f"{n_followers:,} followers are few: only large purchases can be seen among them."
    if total_followers is not None and total_followers > n_followers and order == "newest_first":
        yield (
            f"These are {n_followers:,} of {total_followers:,} followers. If they are the newest ones, they say "
            "little of the others: fetch a sample over the whole list, see plan_sample."
        )
    if drift is not None:
        yield drift
    yield follow_order.sentence
