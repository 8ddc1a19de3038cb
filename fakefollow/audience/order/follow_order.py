"""Follow order: which follower came first, and whether the list really runs the way that was said.

The direction is read off the creation dates. In a list of some length accounts that signed up in order to follow turn
up again and again, so that read oldest first the largest creation date so far is surpassed all along the list; read
the other way it is reached at once. In a shuffled list neither happens. Thresholds were chosen on simulated lists.
"""

from dataclasses import dataclass, field
from typing import Final, Literal, get_args

import numpy as np

from fakefollow.audience.order.envelope import (
    IRREGULAR,
    Envelope,
    chance_records,
    creation_envelope,
    local_geometric_mean,
)
from fakefollow.errors import FollowOrderError
from fakefollow.profiles import FloatArray, IntArray, ProfileTable

Order = Literal["newest_first", "oldest_first", "unordered"]
Direction = Literal["confirmed", "not_confirmed"]

MOSTLY: Final = 0.95
"""Follow times known for so many followers are taken as they are, whatever the order of the list."""

PARTS: Final = 10
SPREAD: Final = 5
"""Record holders must occur in so many tenths of the list, long runs without any counted in part."""

FACTOR: Final = 2.0
"""A list is called reversed when the other way has so many times the record holders that chance gives."""

SORTED_SHARE: Final = 0.8
"""Where more record holders than this follow directly upon each other, accounts are sorted by creation date."""


@dataclass(frozen=True, slots=True, eq=False)
class FollowOrder:
    """The followers of a list, oldest first, and how sure that order is."""

    rows: IntArray | None  # (n,), row of each follower, oldest first; None where the order is not known
    basis: Literal["followed_at", "list", "none"]  # what gives the order
    direction: Direction  # whether the data themselves bear the direction out
    sentence: str  # what was found, for a report
    envelope: Envelope | None = field(default=None, repr=False)  # in this order, where the list gives it


def epoch_seconds(table: ProfileTable, column: str) -> FloatArray:
    """Return a time column as seconds since 1970, float64, NaN where not observed."""
    times = table.times(column)
    return np.asarray(np.where(np.isnat(times), np.nan, times.astype(np.int64) / 1e6))


def oldest_first(table: ProfileTable, order: Order = "newest_first") -> FollowOrder:
    """Find the order in which followers came, and check it against their creation dates.

    Follow times in the data (``followed_at``) of 95 % of the followers override the order of the list. Raises
    FollowOrderError if the creation dates show that the list runs the other way, or ``order`` is no order.
    """
    if order not in get_args(Order):
        raise FollowOrderError(f"order: expected one of {', '.join(get_args(Order))}, got {order!r}")
    rows = np.arange(len(table), dtype=np.int64)
    if order == "newest_first":
        rows = rows[::-1].copy()
    followed_at = epoch_seconds(table, "followed_at")[rows]
    known = np.isfinite(followed_at)
    if len(rows) and known.mean() >= MOSTLY:
        # Unknown times are those of their neighbours in the list.
        filled = np.interp(np.arange(len(rows)), np.flatnonzero(known), followed_at[known])
        rows = rows[np.argsort(filled, kind="stable")]
        return FollowOrder(rows, "followed_at", "confirmed", "The order is that of the follow times in the data.")
    if order == "unordered":
        return FollowOrder(None, "none", "not_confirmed", "The order of the followers is not known.")
    created_at, observed_at = (epoch_seconds(table, name)[rows] for name in ("created_at", "observed_at"))
    envelope = creation_envelope(created_at, observed_at)
    return FollowOrder(rows, "list", *check_direction(envelope, created_at, observed_at, order), envelope)


def check_direction(
    envelope: Envelope, created_at: FloatArray, observed_at: FloatArray, order: Order
) -> tuple[Direction, str]:
    """Return the direction and a sentence on it; FollowOrderError if the list runs the other way.

    The record holders of a list read both ways are compared with what chance gives in a shuffled one.
    """
    n_dated = int(np.isfinite(created_at).sum())
    chance = chance_records(n_dated)
    counts = f"{len(envelope):,} followers have a younger account than all before them"
    if len(envelope) > chance:
        if _is_sorted(envelope):
            return "not_confirmed", "The list is sorted by creation date, which need not be the follow order."
        if not _is_spread(envelope):
            return "not_confirmed", f"The follow order could not be confirmed: {counts}, all in a few places."
        return "confirmed", f"The creation dates confirm the order: {counts}."
    backward = creation_envelope(created_at[::-1], observed_at[::-1])
    if len(backward) > FACTOR * chance and _is_spread(backward) and not _is_sorted(backward):
        raise FollowOrderError(
            f"order={order!r}: the creation dates show that the list runs the other way. Read as {order} "
            f"{counts}, read the other way {len(backward):,}; a shuffled list has at most about {chance:.0f}. "
            f"Pass order={'oldest_first' if order == 'newest_first' else 'newest_first'!r}"
        )
    if n_dated <= 4.0 * chance:
        return "not_confirmed", f"The follow order could not be confirmed: {n_dated:,} creation dates are too few."
    return "not_confirmed", (
        f"The list shows no trace of the follow order ({counts}, no more than by chance): it is shuffled, spans a "
        "short time only, or has next to no fresh sign-ups."
    )


def _is_spread(envelope: Envelope) -> bool:
    """Tell whether record holders occur all along the list, delivered blocks of aged accounts set aside."""
    steps = np.diff(envelope.ranks).astype(np.float64)
    along = np.cumsum(np.minimum(steps, IRREGULAR * local_geometric_mean(steps)))
    tenths = np.minimum((along * PARTS / along[-1]).astype(np.int64), PARTS - 1)
    return len(np.unique(tenths)) >= SPREAD


def _is_sorted(envelope: Envelope) -> bool:
    return bool((np.diff(envelope.ranks) == 1).mean() > SORTED_SHARE)
