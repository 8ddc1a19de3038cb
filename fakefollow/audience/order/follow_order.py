"""Follow order: which follower came first, and whether the list really runs the way that was said.

The direction is read off the creation dates. In a list of some length accounts that signed up in order to follow turn
up again and again, so that read oldest first the largest creation date so far is surpassed all along the list; read
the other way it is reached at once. In a shuffled list neither happens. A list that is sorted by one of its columns
is in that order, whatever its dates seem to say: older accounts have more followers. Thresholds were chosen on
simulated lists.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Literal, Self, get_args

import numpy as np

from fakefollow.audience.order.envelope import (
    IRREGULAR,
    Envelope,
    chance_records,
    creation_envelope,
    local_geometric_mean,
)
from fakefollow.audience.order.pieces import (
    is_in_pieces,
    is_roughly_sorted,
    put_pages_together,
    put_together,
    right_dates,
)
from fakefollow.errors import FollowOrderError
from fakefollow.profiles import Column, FloatArray, IntArray, ProfileTable, TextColumn
from fakefollow.report import plural_verb

Order = Literal["newest_first", "oldest_first", "unordered"]
Direction = Literal["confirmed", "not_confirmed"]

MOSTLY: Final = 0.95
"""Follow times known for so many followers are taken as they are, whatever the order of the list."""

PARTS: Final = 10
SPREAD: Final = 5
"""Record holders must occur in so many tenths of the list, long runs without any counted in part."""

FACTOR: Final = 2.0
"""A list is called reversed when the other way has so many times the record holders that chance gives."""

FEW_DATES: Final = 4.0
"""Dates up to so many times the record holders that chance gives are too few to tell anything of the order."""

IN_PIECES: Final = (
    "This list is not in follow order: the creation dates rise, fall back and rise again, as when pages of a list are "
    "saved in another order."
)
UNORDERED: Final = "It is read as unordered: follow times and purchase events are not known."
MENDED: Final = (
    "This list was not in follow order: some blocks were misplaced. The creation dates show their order without doubt, "
    "so it was restored."
)

SORTED_STEPS: Final = 0.99
FEWEST_STEPS: Final = 20
ROWS_LOOKED_AT: Final = 20_000
LETTERS: Final = 24
"""A list is sorted by a column where so many of its steps, not counting equal values, go one way. Looked at are rows
evenly spaced, for a part of a sorted list is sorted too, and so many bytes of a text."""


@dataclass(frozen=True, slots=True, eq=False)
class FollowOrder:
    """The followers of a list, oldest first, and how sure that order is."""

    rows: IntArray | None  # (n,), row of each follower, oldest first; None where the order is not known
    basis: Literal["followed_at", "list", "none"]  # what gives the order
    direction: Direction  # whether the data themselves bear the direction out
    sentence: str  # what was found, for a report
    envelope: Envelope | None = field(default=None, repr=False)  # in this order, where the list gives it
    looks_shuffled: bool = False  # whether the list as it came is seen not to be in follow order

    @property
    def notice(self) -> str:
        """What was seen of a list that is not in follow order, and what was done; empty for any other."""
        told = [self.sentence, *([UNORDERED] if self.rows is None else [])] if self.looks_shuffled else []
        return " ".join(told)

    @classmethod
    def unknown(cls, sentence: str, *, looks_shuffled: bool = True) -> Self:
        """Return that the order is not known, and why."""
        return cls(None, "none", "not_confirmed", sentence, looks_shuffled=looks_shuffled)


def epoch_seconds(table: ProfileTable, column: str) -> FloatArray:
    """Return a time column as seconds since 1970, float64, NaN where not observed."""
    times = table.times(column)
    return np.asarray(np.where(np.isnat(times), np.nan, times.astype(np.int64) / 1e6))


def oldest_first(table: ProfileTable, order: Order = "newest_first") -> FollowOrder:
    """Find the order in which followers came, and check it against their creation dates.

    Follow times in the data (``followed_at``) of 95 % of the followers override the order of the list. A list that is
    sorted by a column, or whose dates show no trace of the follow order, has none; one in pieces is put together again
    where the dates leave no doubt. Raises FollowOrderError if they show that the list runs the other way, or ``order``
    is no order.
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
        return FollowOrder.unknown(f"The order of the followers is not known.{_hint(table)}", looks_shuffled=False)
    return _by_dates(table, rows, order)


def _hint(table: ProfileTable) -> str:
    """Return which order to pass, where the creation dates bear it out; nothing where that would change nothing."""
    try:
        found = _by_dates(table, np.arange(len(table), dtype=np.int64)[::-1], "newest_first")
    except FollowOrderError:
        fits = "oldest_first"
    else:
        if found.direction != "confirmed" or found.looks_shuffled:
            return ""
        fits = "newest_first"
    return f" The creation dates fit a follow order: pass order={fits!r} to look for purchases."


def _by_dates(table: ProfileTable, rows: IntArray, order: Order) -> FollowOrder:
    """Return the order of rows that are said to be oldest first, as far as creation dates bear it out."""
    created_at, observed_at = (epoch_seconds(table, name) for name in ("created_at", "observed_at"))
    n_dated = int(np.isfinite(created_at).sum())
    column = sorted_column(table) if n_dated else None
    if column is None and any(map(is_roughly_sorted, (created_at, created_at[::-1]))):
        column = "created_at, if only roughly"
    if column is not None:
        return FollowOrder.unknown(f"This list is sorted by {column}, so it does not show who followed first.")
    envelope = creation_envelope(created_at[rows], observed_at[rows])
    is_right = right_dates(created_at[rows], observed_at[rows], envelope)
    in_pieces = is_in_pieces(created_at[rows[is_right]])
    if in_pieces:
        together = put_pages_together(np.where(is_right, created_at[rows], -np.inf), rows)
        if together is None and (pieces := put_together(created_at[rows[is_right]])) is not None:
            # Who has no date stays behind the follower that stands before.
            place = np.concatenate([[-1], np.argsort(pieces)])
            together = np.argsort(place[np.cumsum(is_right)], kind="stable")
        if together is None:
            return FollowOrder.unknown(IN_PIECES)
        rows = rows[together]
        envelope = creation_envelope(created_at[rows], observed_at[rows])
    direction, sentence = check_direction(envelope, created_at[rows], observed_at[rows], order)
    if direction == "confirmed":
        return FollowOrder(rows, "list", direction, MENDED if in_pieces else sentence, envelope, in_pieces)
    if in_pieces:
        return FollowOrder.unknown(IN_PIECES)
    if n_dated > FEW_DATES * chance_records(n_dated):
        return FollowOrder.unknown(sentence)
    return FollowOrder(rows, "list", direction, sentence, envelope)


def sorted_column(table: ProfileTable) -> str | None:
    """Return the first column by which a list is sorted, either way; None where it is by none.

    Texts are sorted with capitals and without, and ids also by their number.
    """
    some = np.unique(np.linspace(0, len(table) - 1, min(len(table), ROWS_LOOKED_AT)).astype(np.intp))
    for name, column in table.columns.items():
        may_be = name in ("observed_at", "followed_at")  # which go one way in follow order too
        if not may_be and any(map(_is_one_way, _sort_keys(column.take(some[column.valid[some]])))):
            return name
    return None


def _sort_keys(column: Column) -> Iterator[IntArray]:
    """Yield what a list may be sorted by: values, letters as rows of codes, letters without capitals."""
    if not isinstance(column, TextColumn):
        yield column.values.astype(np.int64)[:, None]
        return
    letters = column.byte_matrix(LETTERS).astype(np.int64)
    yield letters
    yield letters + 32 * ((letters >= ord("A")) & (letters <= ord("Z")))
    yield np.column_stack([np.diff(column.offsets), letters])


def _is_one_way(keys: IntArray) -> bool:
    """Tell whether nearly all steps of rows of codes, the first that differs decides, go one way."""
    # Few steps say so where random order had many, as of a list grouped by a flag.
    steps = np.diff(keys, axis=0)
    first = steps[np.arange(len(steps)), np.argmax(steps != 0, axis=1)]
    one_way = max(np.count_nonzero(first > 0), np.count_nonzero(first < 0))
    by_chance = np.count_nonzero((keys != np.roll(keys, len(keys) // 2, axis=0)).any(axis=1))
    return bool(by_chance >= FEWEST_STEPS and one_way >= max(SORTED_STEPS * np.count_nonzero(first), 1))


def check_direction(
    envelope: Envelope, created_at: FloatArray, observed_at: FloatArray, order: Order
) -> tuple[Direction, str]:
    """Return the direction and a sentence on it; FollowOrderError if the list runs the other way.

    The record holders of a list read both ways are compared with what chance gives in a shuffled one.
    """
    n_dated = int(np.isfinite(created_at).sum())
    chance = chance_records(n_dated)
    counts = f"{plural_verb(len(envelope), 'follower', 'has')} a younger account than all before them"
    if len(envelope) > chance:
        if not _is_spread(envelope):
            return "not_confirmed", f"The follow order could not be confirmed: {counts}, all in a few places."
        return "confirmed", f"The creation dates confirm the order: {counts}."
    backward = creation_envelope(created_at[::-1], observed_at[::-1])
    if len(backward) > FACTOR * chance and _is_spread(backward):
        raise FollowOrderError(
            f"order={order!r}: the creation dates show that the list runs the other way. Read as {order}, "
            f"{counts}; read the other way, {len(backward):,}; a shuffled list has at most about {chance:.0f}: "
            f"pass order={'oldest_first' if order == 'newest_first' else 'newest_first'!r}"
        )
    if n_dated <= FEW_DATES * chance:
        few = plural_verb(n_dated, "creation date", "is")
        return "not_confirmed", f"The follow order could not be confirmed: {few} too few."
    return "not_confirmed", (
        f"This list shows no follow order ({counts}, no more than by chance): it is shuffled, spans a "
        "short time, or has hardly any new accounts."
    )


def _is_spread(envelope: Envelope) -> bool:
    """Tell whether record holders occur all along the list, delivered blocks of aged accounts set aside."""
    steps = np.diff(envelope.ranks).astype(np.float64)
    along = np.cumsum(np.minimum(steps, IRREGULAR * local_geometric_mean(steps)))
    tenths = np.minimum((along * PARTS / along[-1]).astype(np.int64), PARTS - 1)
    return len(np.unique(tenths)) >= SPREAD
