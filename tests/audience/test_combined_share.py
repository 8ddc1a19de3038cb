"""The share of each kind: what events hold, and what the scores of all others say."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, strategies as st

from fakefollow.audience import Interval
from fakefollow.audience.purchases import PurchaseEvent
from fakefollow.audience.share import AudienceShare, FitCheck, with_events

KINDS = ("genuine", "purchased", "bot")
SHARES = {
    "genuine": Interval(0.8, 0.7, 0.88),
    "purchased": Interval(0.15, 0.1, 0.2),
    "bot": Interval(0.05, 0.0, 0.1),
}


def share_of(shares=None, n=1000, fit_good=True):
    fit = FitCheck(fit_good, 0.1, 2.0, "It fits.")
    return AudienceShare(shares or SHARES, None, 0.2, fit, n, n, None, "all", "unseen", ("a note",))


def event(estimate, low=None, high=None):
    excess = Interval(estimate, estimate if low is None else low, estimate if high is None else high)
    return PurchaseEvent(0, 499, excess, None, None, None, None, 20.0, 1e-9, 1e-6, ("sign",))


def combined(*events, outside=None):
    return with_events(share_of(), outside or share_of(), events).shares


def test_estimates_are_mixed():
    """A quarter in events: purchased is a quarter and three quarters of what was found outside."""
    shares = combined(event(250.0))
    assert shares["purchased"].estimate == pytest.approx(0.25 + 0.75 * 0.15)
    assert shares["genuine"].estimate == pytest.approx(0.75 * 0.8)
    assert shares["bot"].estimate == pytest.approx(0.75 * 0.05)


def test_a_model_without_purchased_accounts_has_those_of_events():
    """Where the model knows no purchased accounts, those in events are the purchased share, and all sums to 1."""
    known = {"genuine": Interval(0.9, 0.8, 0.95), "bot": Interval(0.1, 0.05, 0.2)}
    shares = combined(event(250.0, 200.0, 300.0), outside=share_of(known))
    assert shares["purchased"] == Interval(0.25, 0.2, 0.3)
    assert sum(share.estimate for share in shares.values()) == pytest.approx(1.0)


def test_a_certain_event_shrinks_the_interval():
    """Where the excess is certain, the interval is that of the others, as wide as there are others."""
    genuine = combined(event(500.0))["genuine"]
    assert (genuine.low, genuine.high) == pytest.approx((0.35, 0.44))


def test_more_in_events_is_less_genuine():
    """An excess that may be larger makes the lower bound of genuine lower, and the upper one of purchased higher."""
    sure, unsure = combined(event(250.0)), combined(event(250.0, 250.0, 400.0))
    assert unsure["genuine"].low < sure["genuine"].low
    assert unsure["genuine"].high == pytest.approx(sure["genuine"].high)
    assert unsure["purchased"].high > sure["purchased"].high
    assert unsure["purchased"].low == pytest.approx(sure["purchased"].low)


def test_errors_of_events_are_independent():
    """Two events of the same error have the root of two times it together."""
    outside = share_of(
        {
            kind: Interval(float(kind == "genuine"), float(kind == "genuine"), float(kind == "genuine"))
            for kind in KINDS
        }
    )
    found = combined(event(100.0, 90.0, 120.0), event(200.0, 190.0, 220.0), outside=outside)["purchased"]
    assert found.estimate == pytest.approx(0.3)
    assert found.low == pytest.approx(0.3 - np.hypot(0.01, 0.01))
    assert found.high == pytest.approx(0.3 + np.hypot(0.02, 0.02))


@given(
    st.lists(st.floats(0.01, 1.0), min_size=3, max_size=3),
    st.lists(st.floats(0, 300), min_size=1, max_size=3),
    st.data(),
)
def test_shares_stay_shares(weights, sizes, data):
    """Estimates sum to 1 and lie in their intervals, these in [0, 1], whatever events there are."""
    outside = {
        kind: Interval(w, w * data.draw(st.floats(0, 1)), w + (1 - w) * data.draw(st.floats(0, 1)))
        for kind, w in zip(KINDS, np.array(weights) / np.sum(weights), strict=True)
    }
    events = [
        event(size, size * data.draw(st.floats(0, 1)), size + data.draw(st.floats(0, 50))) for size in sizes
    ]
    shares = combined(*events, outside=share_of(outside))
    assert sum(share.estimate for share in shares.values()) == pytest.approx(1.0)
    for share in shares.values():
        assert -1e-12 <= share.low <= share.estimate + 1e-9
        assert share.estimate - 1e-9 <= share.high <= 1.0 + 1e-12


def test_the_rest_is_that_of_the_whole():
    """Counts, flags and notes are those of all followers, the fit check that of the scores that were used."""
    outside = replace(share_of(n=500), fit=FitCheck(False, 9.0, 2.0, "It does not fit."), flagged_share=0.9)
    found = with_events(share_of(), outside, [event(500.0)])
    assert (found.n_followers, found.flagged_share, found.notes) == (1000, 0.2, ("a note",))
    assert not found.fit.good


def test_no_event_changes_nothing():
    """Without an event the shares are those found outside events."""
    assert combined() == SHARES
