"""What an audit found, as lists: shown as tables, and as frames."""

import copy
import pickle

import numpy as np
import polars as pl
import pytest

import fakefollow as ff

PROFILES = ff.simulate_audience(600, purchases=[ff.Purchase(0.3)], random_state=1).profiles
REPORT = ff.audit(PROFILES, order="newest_first")


def test_events_are_a_list_and_show_as_a_table():
    """Events are compared, indexed and told as before; shown they are a table with what the report says of them."""
    (event,) = REPORT.purchases
    assert REPORT.purchases == [event]
    assert repr(REPORT.purchases).startswith("1 purchase event, strongest first\n")
    for view in (" ".join(repr(REPORT.purchases).split()), REPORT.purchases._repr_html_()):
        assert f"{event.start_rank:,} to {event.end_rank:,}" in view
        assert f"{event.followed_from:%Y-%m-%d}" in view


def test_events_as_a_frame():
    """A row an event in the library of the input, times as times, the interval in three columns."""
    (event,) = REPORT.purchases
    row = REPORT.purchases.to_frame().iloc[0]
    assert row["followed_from"] == np.datetime64(event.followed_from.replace(tzinfo=None))
    assert (row["excess_low"], row["excess"], row["excess_high"]) == (
        event.excess.low,
        event.excess.estimate,
        event.excess.high,
    )
    assert isinstance(ff.audit(pl.DataFrame(PROFILES), order="newest_first").purchases.to_frame(), pl.DataFrame)


def test_cohorts_are_listed_too():
    """Cohorts show what they are alike in, and give a row each."""
    assert len(REPORT.cohorts.to_frame()) == len(REPORT.cohorts) > 0
    assert "alike in" in REPORT.cohorts._repr_html_()


def test_nothing_says_whether_it_was_looked_for():
    """An empty list is one of a list without purchases, or says that nobody looked; its frame has all columns."""
    honest = ff.audit(ff.simulate_audience(400, random_state=2).profiles, order="newest_first").purchases
    assert (honest, repr(honest)) == ([], "No purchase event found")
    unordered = ff.audit(PROFILES, order="unordered").purchases
    assert "not looked for" in repr(unordered)
    assert "not looked for" in unordered._repr_html_()
    assert list(honest.to_frame().columns) == list(REPORT.purchases.to_frame().columns)


@pytest.mark.parametrize("again", [copy.deepcopy, lambda of: pickle.loads(pickle.dumps(of))])  # noqa: S301
def test_listings_survive_copies(again):
    """A copy shows the same."""
    assert repr(again(REPORT.purchases)) == repr(REPORT.purchases)


def test_follow_times_as_a_frame():
    """Follow times are told by their span and given as times in UTC, missing where not known."""
    frame = REPORT.follow_times.to_frame()
    assert str(frame["followed_at"].dtype) == "datetime64[us]"
    assert frame.equals(REPORT.to_frame()[["followed_at", "followed_low", "followed_high"]])
    assert repr(REPORT.follow_times).startswith("FollowTimes of 600 followers, estimated: 20")
    unknown = ff.audit([{"username": "a"}]).follow_times
    assert "none is known" in repr(unknown)
    assert unknown.to_frame()["followed_at"].isna().all()
