"""Methods: what an audit says of how it was made is true of that audit."""

from datetime import UTC, datetime

import numpy as np

import fakefollow as ff
from fakefollow.simulate import Purchase, simulate_audience

AUDIENCE = simulate_audience(600, purchases=[Purchase(0.2, at=0.5)], random_state=51)
REPORT = ff.audit(AUDIENCE.profiles, level=0.9, random_state=7)


def said(report):
    return " ".join(report.to_dict()["method"])


def test_model_level_and_seed_are_named():
    """The sentences name the model, the level and the seed, and are eight at most."""
    assert "model 'x', learnt on X" in said(REPORT)
    assert "90 %" in said(REPORT)
    assert "seed 7" in said(REPORT)
    assert len(REPORT.to_dict()["method"]) <= 8


def test_events_are_told_where_they_were_looked_for():
    """An unordered list is said to have no follow times, and nothing is told of runs."""
    unordered = ff.audit(AUDIENCE.profiles, order="unordered")
    assert "runs of the follow order" in said(REPORT)
    assert "runs of the follow order" not in said(unordered)
    assert "not known" in said(unordered)


def test_events_in_shares_are_told_where_there_are_any():
    """Followers in events are said to count by the excess only where there is an event."""
    clean = ff.audit(simulate_audience(300, bot_share=0.0, random_state=2).profiles)
    assert "excess of their run" in said(REPORT)
    assert clean.purchases == []
    assert "excess of their run" not in said(clean)


def test_hand_labels_are_told():
    """After an update the shares are said to rest on the labels, however many they are."""
    rows = np.random.default_rng(0).choice(len(AUDIENCE), 60, replace=False)
    updated = REPORT.update({int(row): str(AUDIENCE.kind[row]) for row in rows})
    assert "60 labels given by hand" in said(updated)
    assert "label shift" not in said(updated)
    assert updated.to_dict()["n_labels"] == 60


def test_follow_times_in_the_data_are_told():
    """Where follow times are in the data nothing is said to be estimated."""
    times = [datetime.fromtimestamp(round(seconds), UTC) for seconds in AUDIENCE.followed_at]
    rows = zip(AUDIENCE.profiles, times, strict=True)
    profiles = [{**profile, "followed_at": time} for profile, time in rows]
    assert "Follow times are those in the data" in said(ff.audit(profiles))
