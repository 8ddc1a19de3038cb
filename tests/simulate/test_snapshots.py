"""Synthetic counts and snapshots: the same seed gives the same, and the truth is that of what was asked for."""

import numpy as np
import pytest

import fakefollow as ff


def test_a_purchase_is_in_the_counts():
    """A purchase raises the counts by its size between its days; what is lost again leaves afterwards."""
    plain, bought = (
        ff.simulate_counts(100, 5000, purchases=given, lost_share=0.5, lost_days=5.0, random_state=1)
        for given in ([], [ff.Purchase(700, at=0.3, delivered_days=3.0)])
    )
    more = bought.counts - plain.counts
    assert more[:30].tolist() == [0] * 30
    assert more.max() == 700
    assert more[-1] == 350
    assert [event["size"] for event in bought.events] == [700]


def test_a_burst_fades_and_a_purge_takes():
    """A burst brings most in its first third; a purge takes its share on one day, also of the shared series."""
    series = ff.simulate_counts(100, 5000, bursts=[ff.Burst("viral", 900, 0.5, 9.0)], purges=[(0.8, 0.1)])
    assert [event["kind"] for event in series.events] == ["burst", "purge"]
    assert series.events[1]["size"] == pytest.approx(-0.1 * series.counts[80], abs=1)
    shared = np.array(list(series.shared.values()))
    assert shared[81] / shared[80] == pytest.approx(0.9, abs=0.001)


def test_rounding_and_missing_days():
    """Counts show so many digits, days are left out but for the first and the last, the truth stays beside."""
    series = ff.simulate_counts(300, 12_345, digits=3, missing_share=0.3, random_state=2)
    assert (series.counts % 100 == 0).all()
    assert (series.true_counts >= series.counts).all()
    assert 180 < len(series) < 240
    assert (series.dates[-1] - series.dates[0]).astype(int) == 300
    assert series.to_dict() == ff.simulate_counts(300, 12_345, digits=3, missing_share=0.3, random_state=2).to_dict()


def test_what_cannot_be_is_refused():
    """Shares and numbers out of range are an error."""
    with pytest.raises(ValueError, match="shares from 0 to 1"):
        ff.simulate_counts(100, missing_share=1.0)


def test_snapshots_are_one_audience_twice():
    """The later list is the earlier one without who left, and with who came; nobody follows before signing up."""
    lists = ff.simulate_snapshots(500, leaving_share=0.1, days_between=90.0, random_state=1)
    before, after = ({row["id"] for row in rows} for rows in (lists.before, lists.after))
    left = {row["id"] for row, gone in zip(lists.before, lists.left, strict=True) if gone}
    assert before - after == left
    assert 20 < len(left) < 80
    assert (np.diff(lists.followed_after) <= 0).all()
    assert all(row["observed_at"] == lists.before_at for row in lists.before)
    assert lists.followed_before.max() < lists.before_at.timestamp()


def test_what_is_made_goes_in_as_it_is():
    """What simulators return is read without taking it apart: counts by growth, accounts by whatever reads profiles."""
    counts = ff.simulate_counts(100, 5000, purchases=[ff.Purchase(700, at=0.5)], random_state=1)
    assert ff.growth(counts).to_json() == ff.growth(counts.to_dict()).to_json()
    audience = ff.simulate_audience(60, random_state=1)
    assert ff.score(audience).authenticity.tolist() == ff.score(audience.profiles).authenticity.tolist()
    assert len(ff.audit(audience)) == 60


def test_what_is_made_tells_itself_in_few_lines():
    """A repr says how much each part holds, days from when to when, kinds one by one, and no whole array."""
    told = repr(ff.simulate_counts(100, 5000, random_state=1)).splitlines()
    assert told[:3] == ["SimulatedCounts", "  dates: 101, 2023-01-02 to 2023-04-12", "  counts: 101"]
    assert "\n  kind: 9: 4 genuine, 3 purchased, 2 bot\n" in repr(ff.simulate_accounts(4, 3, 2))
    made = ff.simulate_interactions(5, 50, random_state=1)
    reactions = ff.read_interactions(made.interactions, made.posts)
    for what in (made, reactions, ff.influence(made.followers, reactions).applause):
        assert len(repr(what)) < 800
    lists = ff.simulate_snapshots(50, random_state=1)
    assert "array" not in repr(lists)
