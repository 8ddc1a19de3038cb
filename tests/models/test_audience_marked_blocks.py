"""Audience marked blocks: what is counted of a block and elsewhere, by hand."""

from fakefollow.audience import Interval
from fakefollow.audience.purchases import PurchaseEvent, Purchases
from models.bench.audiences.events import block_record, elsewhere_record


def event(start, end):
    """Return an event at some ranks; nothing else of it matters here."""
    nothing = (None, None, None, None)
    return PurchaseEvent(start, end, Interval(1.0, 1.0, 1.0), *nothing, 20.0, 1e-9, 1e-6, ("made up",))


def found(n, *runs):
    """Return what was found: runs of ranks from first to last."""
    purchases = Purchases.none(n)
    for place, (start, end) in enumerate(runs):
        purchases.event[start : end + 1] = place
    return Purchases(tuple(event(*run) for run in runs), purchases.event, purchases.bought)


def test_share_found_of_a_block_by_hand():
    """Both ends of a marked block count, and what lies outside of it does not."""
    row = block_record("list", found(100, (15, 24)), 10, 19)
    assert (row["n"], row["share_found"]["value"]) == (10, 0.5)
    assert row["share_found"]["low"] < 0.5 < row["share_found"]["high"]


def test_events_that_touch_a_marked_block_are_not_elsewhere():
    """Only events without any follower of a marked block are counted as found elsewhere."""
    row = elsewhere_record("list", found(100, (5, 10), (30, 49), (20, 22)), [(10, 15), (22, 25)])
    assert (row["n_events"], row["n_events_elsewhere"], row["n_followers_elsewhere"]) == (3, 1, 20)
    assert row["share_elsewhere"] == 0.2
    assert [(one["first_rank"], one["last_rank"]) for one in row["elsewhere"]] == [(30, 49)]
