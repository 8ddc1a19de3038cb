"""Audience false events: what the protocol counts, on made-up findings."""

import json

import numpy as np
import pytest

from fakefollow.audience.purchases import Purchases
from models.bench.audiences import events as audience_false_events
from models.bench.audiences.events import false_event_results
from models.bench.audiences.lists import KnownList


def found(n, *runs):
    """Return what was found: runs of ranks from first to last; what the events say does not matter here."""
    purchases = Purchases.none(n)
    for place, (start, end) in enumerate(runs):
        purchases.event[start : end + 1] = place
    return Purchases(tuple(runs), purchases.event, purchases.bought)


def test_any_event_on_a_list_counts_once(monkeypatch):
    """Rows count lists with any event, however many it has, of their own kind and of all simulated ones."""
    runs = {1000: [(0, 9), (20, 29)], 600: []}
    monkeypatch.setattr(
        audience_false_events, "purchases_in", lambda known, detector: found(len(known), *runs[len(known)])
    )
    monkeypatch.setattr(
        audience_false_events, "SETTINGS", {"clean": {"a": {}, "b": {}}, "organic burst": {"c": {}}}
    )
    results = false_event_results(None, None, n_jobs=1, sizes=(1000, 600))
    rows = {(row["kind"], row["profiles"]): row for row in results["rows"]}
    assert (rows["clean", False]["n_lists"], rows["clean", False]["n_with_events"]) == (4, 2)
    assert (rows["all simulated", None]["n_lists"], rows["all simulated", None]["n_with_events"]) == (12, 6)
    share = rows["all simulated", None]["share"]
    assert share["value"] == 0.5
    assert share["low"] == pytest.approx(0.2538, abs=1e-4)
    assert {cell["n_followers_in_events"] for cell in results["cells"]} == {20, 0}
    assert json.loads(json.dumps(results)) == results


def test_lists_with_profiles_have_seeds_of_their_own(monkeypatch):
    """Lists with profiles are other lists than those without, so that all of them count as independent."""
    monkeypatch.setattr(audience_false_events, "purchases_in", lambda known, detector: found(len(known)))
    monkeypatch.setattr(audience_false_events, "SETTINGS", {"clean": {"a": {}}})
    results = false_event_results(None, None, n_jobs=1, sizes=(60, 70))
    seeds = [cell["seed"] for cell in results["cells"]]
    assert len(set(seeds)) == 4


def test_real_lists_are_counted_by_kind(monkeypatch):
    """A real list counts once whole and once for each part; a detector is used where there are profiles."""
    known = KnownList(np.arange(5000.0), np.full(5000, 5000.0), np.zeros(5000, np.bool_))
    asked = []

    def purchases_in(part, detector):
        asked.append((len(part), detector))
        return found(len(part), *([(0, 1)] if len(part) == 5000 else []))

    monkeypatch.setattr(audience_false_events, "purchases_in", purchases_in)
    monkeypatch.setattr(audience_false_events, "read_real_list", lambda folder, name: known)
    monkeypatch.setattr(audience_false_events, "SETTINGS", {})
    monkeypatch.setattr(audience_false_events, "PART_FOLLOWERS", (2000, 4000))
    rows = false_event_results("folder", "detector", n_jobs=1, sizes=())["rows"]
    assert [(row["n_lists"], row["n_with_events"]) for row in rows] == [(1, 1), (20, 0)] * 2
    assert {detector for _, detector in asked[:21]} == {None}
    assert {detector for _, detector in asked[21:]} == {"detector"}
