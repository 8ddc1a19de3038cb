"""Follow order: which follower came first, and whether the list really runs the way that was said.

The direction is read off the creation dates. In a list of some length accounts that signed up in order to follow turn
up again and again, so that read oldest first the largest creation date so far is surpassed all along the list; read
the other way it is reached at once. In a shuffled list neither happens.
"""

from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np

from fakefollow.audience.order.envelope import (
    Envelope,
    chance_records,
    creation_envelope,
    local_geometric_mean,
)
from fakefollow.audience.order.follow_pace import IRREGULAR
from fakefollow.errors import FollowOrderError
from fakefollow.profiles import BoolArray, FloatArray, IntArray, ProfileTable

Order = Literal["newest_first", "oldest_first", "unordered"]
Direction = Literal["confirmed", "not_confirmed"]

MOSTLY: Final = 0.95
"""Follow times known for so many followers give the order, whatever the order of the list."""

PARTS: Final = 10
SPREAD: Final = 5
"""Record holders must occur in so many tenths of the list, long runs without any counted in part."""

FACTOR: Final = 2.0
"""A list is called reversed when the other way has so many times the record holders that chance gives."""

SORTED_SHARE: Final = 0.8
"""Where more record holders than this follow directly upon each other, accounts are sorted by creation date."""

OTHER: Final[dict[str, str]] = {"newest_first": "oldest_first", "oldest_first": "newest_first"}


@dataclass(frozen=True, slots=True, eq=False)
class FollowOrder:
    """The followers of a list, oldest first, and how sure that order is.

    Parameters
    ----------
    rows : ndarray of int64, shape (n,), or None
        Row of each follower, oldest first; None where the order is not known.
    basis : {"followed_at", "list", "none"}
        Whether the order comes from follow times in the data, from the list, or is not known.
    direction : {"confirmed", "not_confirmed"}
        Whether the data themselves bear the direction out.
    looks_shuffled : bool
        Whether the dates are many and show no trace of any order: the list is shuffled, spans a short time or
        has no fresh sign-ups, and an audit should treat it as unordered.
    sentence : str
        What was found, for a report.
    """

    rows: IntArray | None
    basis: Literal["followed_at", "list", "none"]
    direction: Direction
    looks_shuffled: bool
    sentence: str


def epoch_seconds(table: ProfileTable, column: str) -> FloatArray:
    """Return a time column as seconds since 1970, float64, NaN where not observed.

    Examples
    --------
    >>> import fakefollow as ff
    >>> rows = [{"created_at": "1970-01-01"}, {"created_at": "2020-01-01"}]
    >>> table = ff.read(rows, observed_at="2024-05-01")
    >>> epoch_seconds(table, "created_at").tolist()
    [nan, 1577836800.0]
    """
    times = table.times(column)
    seconds: FloatArray = np.where(np.isnat(times), np.nan, times.astype(np.int64) / 1e6)
    return seconds


def oldest_first(table: ProfileTable, order: Order = "newest_first") -> FollowOrder:
    """Find the order in which followers came, and check it against their creation dates.

    Follow times in the data (``followed_at``) of 95 % of the followers override the order of the list.

    Parameters
    ----------
    table : ProfileTable
        The followers of one account.
    order : {"newest_first", "oldest_first", "unordered"}, default="newest_first"
        How the rows are said to be ordered; platforms hand out the newest follower first.

    Raises
    ------
    FollowOrderError
        If the creation dates show that the list runs the other way, or ``order`` is none of the above.

    Examples
    --------
    >>> import fakefollow as ff
    >>> table = ff.read([{"username": "ada"}, {"username": "bob"}, {"username": "cyd"}])
    >>> found = oldest_first(table)
    >>> found.rows.tolist(), found.direction
    ([2, 1, 0], 'not_confirmed')
    >>> oldest_first(table, "unordered").rows is None
    True
    """
    if order not in get_args(Order):
        raise FollowOrderError(f"order: expected one of {', '.join(get_args(Order))}, got {order!r}")
    rows = np.arange(len(table), dtype=np.int64)
    if order == "newest_first":
        rows = rows[::-1].copy()
    followed_at = epoch_seconds(table, "followed_at")[rows]
    known = np.isfinite(followed_at)
    if len(rows) and known.mean() >= MOSTLY:
        rows = rows[np.argsort(_filled(followed_at, known), kind="stable")]
        said = "The order is that of the follow times in the data."
        return FollowOrder(rows, "followed_at", "confirmed", False, said)
    if order == "unordered":
        return FollowOrder(None, "none", "not_confirmed", False, "The order of the followers is not known.")
    created_at, observed_at = (
        epoch_seconds(table, "created_at")[rows],
        epoch_seconds(table, "observed_at")[rows],
    )
    direction, looks_shuffled, sentence = check_direction(created_at, observed_at, order)
    return FollowOrder(rows, "list", direction, looks_shuffled, sentence)


def _filled(followed_at: FloatArray, known: BoolArray) -> FloatArray:
    """Return follow times in which unknown ones are those of their neighbours in the list."""
    place = np.arange(len(known))
    filled: FloatArray = np.interp(place, place[known], followed_at[known])
    return filled


def check_direction(
    created_at: FloatArray, observed_at: FloatArray, order: Order
) -> tuple[Direction, bool, str]:
    """Compare the record holders of a list read both ways with what chance gives in a shuffled one.

    Parameters
    ----------
    created_at, observed_at : ndarray of float64, shape (n,)
        Seconds, NaN where not observed, oldest follower first if the order is as said.
    order : {"newest_first", "oldest_first"}
        What was said, for the message.

    Returns
    -------
    direction : {"confirmed", "not_confirmed"}
    looks_shuffled : bool
    sentence : str

    Raises
    ------
    FollowOrderError
        If the list runs the other way.
    """
    n_dated = int(np.isfinite(created_at).sum())
    forward = creation_envelope(created_at, observed_at)
    backward = creation_envelope(created_at[::-1], observed_at[::-1])
    chance = chance_records(n_dated)
    counts = f"{len(forward):,} followers have a younger account than all before them"
    if len(forward) > chance:
        return _with_records(forward, counts)
    if len(backward) > FACTOR * chance and _is_spread(backward) and not _is_sorted(backward):
        raise FollowOrderError(
            f"order={order!r}: the creation dates show that the list runs the other way. Read as {order} "
            f"{counts}, read the other way {len(backward):,}; a shuffled list has at most about {chance:.0f}. "
            f"Pass order={OTHER[order]!r}"
        )
    return _without_records(n_dated, counts, chance)


def _with_records(envelope: Envelope, counts: str) -> tuple[Direction, bool, str]:
    if _is_sorted(envelope):
        return (
            "not_confirmed",
            False,
            "The list is sorted by creation date, which need not be the follow order.",
        )
    if not _is_spread(envelope):
        return (
            "not_confirmed",
            False,
            f"The follow order could not be confirmed: {counts}, all in a few places.",
        )
    return "confirmed", False, f"The creation dates confirm the order: {counts}."


def _without_records(n_dated: int, counts: str, chance: float) -> tuple[Direction, bool, str]:
    enough = n_dated > 4.0 * chance
    if not enough:
        return (
            "not_confirmed",
            False,
            f"The follow order could not be confirmed: {n_dated:,} creation dates are too few.",
        )
    why = "it is shuffled, spans a short time only, or has next to no fresh sign-ups"
    return (
        "not_confirmed",
        True,
        f"The list shows no trace of the follow order ({counts}, no more than by chance): {why}.",
    )


def _is_spread(envelope: Envelope) -> bool:
    """Tell whether record holders occur all along the list, delivered blocks of aged accounts set aside."""
    steps = np.diff(envelope.ranks).astype(np.float64)
    along = np.cumsum(np.minimum(steps, IRREGULAR * local_geometric_mean(steps)))
    tenths = np.minimum((along * PARTS / along[-1]).astype(np.int64), PARTS - 1)
    return len(np.unique(tenths)) >= SPREAD


def _is_sorted(envelope: Envelope) -> bool:
    return bool((np.diff(envelope.ranks) == 1).mean() > SORTED_SHARE)
