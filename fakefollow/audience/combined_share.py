"""The share of each kind in a whole audience: what events hold, and what the scores of all others say.

Accounts that a seller made to look genuine are counted by the run that they came in; drip by its scores.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from fakefollow.audience.interval import Interval
from fakefollow.audience.purchases import PurchaseEvent
from fakefollow.audience.share import AudienceShare

PURCHASED: Final = "purchased"


def with_events(
    whole: AudienceShare, outside: AudienceShare, events: Sequence[PurchaseEvent]
) -> AudienceShare:
    """Return the share of an audience of which some followers are in events.

    Who came organically while an event went on is taken to be like the followers outside. Errors of both parts are
    independent: one is of creation dates and profiles of a run, the other of the scores of everybody else. Where the
    model knows no purchased accounts, those in events are all that are told.

    Parameters
    ----------
    whole : AudienceShare
        By the scores of all followers: counts, flags and notes are taken from it.
    outside : AudienceShare
        By the scores of the followers outside events.
    events : sequence of PurchaseEvent
        The events.
    """
    bought = _total([event.excess for event in events]).times(1.0 / whole.n_followers)
    nobody = Interval(0.0, 0.0, 0.0, outside.not_genuine.level)
    parts = {**outside.shares, PURCHASED: outside.shares.get(PURCHASED, nobody)}
    shares = {kind: _mixed(share, bought, float(kind == PURCHASED)) for kind, share in parts.items()}
    return replace(whole, shares=shares, fit=outside.fit)


def _total(parts: Sequence[Interval]) -> Interval:
    """Return the sum of independent figures."""
    bounds = [(part.estimate, part.low, part.high) for part in parts]
    estimate, low, high = np.array(bounds).reshape(-1, 3).T
    total = float(estimate.sum())
    below, above = np.sqrt(np.sum((estimate - low) ** 2)), np.sqrt(np.sum((high - estimate) ** 2))
    return Interval(total, total - float(below), total + float(above))


def _mixed(share: Interval, bought: Interval, in_events: float) -> Interval:
    """Return ``in_events`` in the part that was bought, ``share`` in the rest."""
    estimate = bought.estimate * in_events + (1.0 - bought.estimate) * share.estimate
    gain = in_events - share.estimate
    less, more = bought.estimate - bought.low, bought.high - bought.estimate
    if gain < 0.0:
        less, more = more, less
    rest = 1.0 - bought.estimate
    low = estimate - float(np.hypot(gain * less, rest * (share.estimate - share.low)))
    high = estimate + float(np.hypot(gain * more, rest * (share.high - share.estimate)))
    return Interval(estimate, max(low, 0.0), min(high, 1.0), share.level)
