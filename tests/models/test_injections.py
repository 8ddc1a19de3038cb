"""Audience injections: recall of bought accounts by profile alone and fused, on synthetic accounts."""

import json
from dataclasses import replace

import numpy as np
import pytest
from made_up_releases import SCOPE

from fakefollow.audience.purchases import Purchases
from fakefollow.scoring import load_detector
from fakefollow.simulate import Purchase
from models.bench.accounts.folds import VENDORS
from models.bench.audiences.injections import (
    DELIVERIES,
    FUSED,
    PLACES,
    PROFILE,
    Fused,
    audited,
    detectors_without_vendors,
    injection_means,
    injection_rows,
)
from models.bench.audiences.lists import KnownList, simulated_list
from models.releases import read_releases


@pytest.fixture(scope="module")
def known():
    """Return a list of which a fifth was bought in one block."""
    return simulated_list(1000, 1000, profiles=True, purchases=[Purchase(0.2, at=0.5)])


def saying(log_odds, purchases):
    """Return a way to fuse that gives every follower so much log-odds of each other kind."""

    def fuse(table, detector):
        scores = detector.score(table)
        said = np.repeat(log_odds[:, None], scores.log_odds.shape[1], axis=1)
        return Fused(replace(scores, log_odds=said), purchases)

    return fuse


def test_recall_is_that_of_the_bought_accounts_at_one_percent_of_the_rest(known):
    """Scores that put every bought account above all others recall all of them; reversed ones none."""
    told, nothing = np.where(known.bought, 5.0, -5.0), Purchases.none(len(known))
    alone, fused = injection_rows(known, load_detector("x"), saying(told, nothing), {"vendor": "made up"})
    assert (alone["method"], fused["method"], fused["vendor"]) == (PROFILE, FUSED, "made up")
    assert fused["recall_at_1_percent"] == {"value": 1.0, "low": 1.0, "high": 1.0}
    assert (fused["n_bought"], fused["n_others"]) == (200, 800)
    assert alone["auc"]["low"] <= alone["auc"]["value"] <= alone["auc"]["high"]
    reversed_row = injection_rows(known, load_detector("x"), saying(-told, nothing), {})[1]
    assert reversed_row["recall_at_1_percent"]["value"] == 0.0


def test_rows_count_who_is_in_events(known):
    """Bought and other followers inside found events are counted apart."""
    purchases = Purchases.none(len(known))
    first = int(np.flatnonzero(known.bought)[0])
    purchases.event[first - 10 : first] = 0
    purchases.event[known.bought] = 0
    row = injection_rows(known, load_detector("x"), saying(np.arange(1000.0), purchases), {})[1]
    assert row["n_bought_in_events"] == 200
    assert row["n_others_in_events"] == 10


def test_an_audit_gains_on_a_block(known):
    """On a simulated block the fused order is better than that of the profiles alone."""
    alone, fused = injection_rows(known, load_detector("x"), audited, {})
    assert fused["auc"]["value"] > alone["auc"]["value"]
    assert fused["auc"]["value"] > 0.98


def test_means_and_gain_by_hand():
    """One row a way of delivery and share: means over lists, the lowest, and fused less alone."""
    rows = [
        {"delivery": "block", "share": 0.1, "method": method, "recall_at_1_percent": {"value": value}}
        for method, value in ((PROFILE, 0.2), (FUSED, 0.9), (PROFILE, 0.4), (FUSED, 1.0))
    ]
    rows[1]["n_events"], rows[3]["n_events"] = 2, 0
    (mean,) = injection_means(rows)
    assert mean == {
        "delivery": "block",
        "share": 0.1,
        "n_lists": 2,
        "profile_recall": 0.3,
        "fused_recall": 0.95,
        "gain": 0.65,
        "lowest_profile_recall": 0.2,
        "lowest_fused_recall": 0.9,
        "n_with_events": 1,
    }
    assert json.loads(json.dumps(mean)) == mean


def test_lists_without_profiles_are_refused():
    """There is nothing to weigh where only dates are known."""
    bare = KnownList(np.zeros(3), np.ones(3), np.zeros(3, np.bool_))
    with pytest.raises(ValueError, match="expected a list with profiles"):
        injection_rows(bare, load_detector("x"), audited, {})


def test_a_seller_is_judged_by_a_detector_that_lacks_it(data_folder):
    """Each detector has every seller but its own in what it knows of sources, thresholds and shares included."""
    detectors = detectors_without_vendors(read_releases(data_folder), SCOPE.settings, n_jobs=1)
    for vendor, detector in detectors.items():
        known = set(VENDORS) & set(detector.shares.patterns[0].sources)
        assert known == set(VENDORS) - {vendor}


def test_every_seller_is_delivered_in_every_way(bench):
    """Two lists are made of each seller, way of delivery and share, and weighed by both methods."""
    rows = bench.results["audiences"]["injected_sellers"]["rows"]
    made = {(row["vendor"], row["delivery"], row["share"]) for row in rows}
    assert made == {
        (vendor, delivery, share) for vendor in VENDORS for delivery, shares in DELIVERIES.items() for share in shares
    }
    assert len(rows) == len(made) * len(PLACES) * 2
