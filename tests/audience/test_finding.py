"""Finding: one plain sentence, and the limits of an audit."""

import re
from datetime import UTC, datetime

import numpy as np
import pytest

from fakefollow.audience import FEW, Interval, finding, limits
from fakefollow.audience.order import FollowOrder
from fakefollow.audience.purchases import FEWEST_FOLLOWERS, PurchaseEvent

GENUINE = Interval(0.71, 0.66, 0.75)
WHEN = datetime(2021, 5, 4, tzinfo=UTC)
ORDER = FollowOrder(np.arange(3), "list", "confirmed", False, "The creation dates confirm the order.")


def event(size, excess, when=WHEN):
    figure = Interval(excess, excess, excess)
    return PurchaseEvent(0, size - 1, figure, when, when, None, None, 30.0, 1e-9, 1e-7, ("a sign",))


def told(n=5000, total=None, order="newest_first", drift=None):
    return list(limits(n, total, ORDER, order, drift))


def test_nothing_found():
    """Without an event the sentence says the share and that nothing stands out."""
    assert finding(1234, 1200, GENUINE, [], looked_for=True) == (
        "Of 1,234 followers 71 % (66 to 75 %) look genuine; no part of the list stands out as bought at one time."
    )


def test_one_run():
    """One event is told with its size beyond expectation and its date."""
    assert finding(5000, 5000, GENUINE, [event(900, 850.4)], looked_for=True) == (
        "Of 5,000 followers 71 % (66 to 75 %) look genuine; about 850 came in one run that does not look organic, "
        "around 2021-05-04."
    )


def test_several_runs():
    """Several events are told together, and the one with most bought accounts is the largest."""
    found = finding(5000, 5000, GENUINE, [event(300, 290.0), event(900, 800.0, None)], looked_for=True)
    assert found.endswith("about 1,090 came in 2 runs that do not look organic, the largest of 900.")


def test_too_little_known():
    """Where nothing could be weighed no share is told; where there is nobody, neither."""
    assert (
        finding(30, 0, GENUINE, [], looked_for=True)
        == "Too little is known of these 30 followers to say how many are genuine."
    )
    assert finding(0, 0, GENUINE, [], looked_for=True) == "There are no followers to audit."


@pytest.mark.parametrize("purchases", [[], [event(300, 290.0)], [event(300, 290.0), event(20, 9.0)]])
def test_accuses_nobody(purchases):
    """No sentence holds a word of guilt."""
    said = finding(5000, 5000, GENUINE, purchases, looked_for=True)
    assert not re.search(r"\b(fake\w*|fraud\w*|guilt\w*|cheat\w*|scam\w*|you bought)\b", said, re.IGNORECASE)
    assert said.count(".") - said.count("0.") == 1


def test_short_lists_say_so():
    """Fewer than 50 followers are too few for events, fewer than 200 for small ones; more say nothing."""
    assert told(FEWEST_FOLLOWERS - 1)[0] == "49 followers are too few to look for purchases."
    assert told(1)[0] == "1 follower is too few to look for purchases."
    assert "only large purchases" in told(FEW - 1)[0]
    assert told(FEW) == [ORDER.sentence]


def test_newest_part_of_an_audience():
    """A part of an audience in the order of the platform may be its newest followers, and says so."""
    (part, _) = told(1000, total=90_000)
    assert part.startswith("These are 1,000 of 90,000 followers.")
    assert "plan_sample" in part
    assert told(1000, total=1000) == told(1000, total=90_000, order="unordered") == [ORDER.sentence]


def test_drift_and_order_are_told():
    """What is unlike the model's accounts comes before the order."""
    assert told(drift="followers_count differs") == ["followers_count differs", ORDER.sentence]


def test_nothing_is_said_of_purchases_that_were_not_looked_for():
    """Without an order, or with few followers, the sentence is of shares alone; one follower is one."""
    assert finding(1, 1, GENUINE, [], looked_for=False) == "Of 1 follower 71 % (66 to 75 %) look genuine."


def test_dates_alone_tell_of_runs():
    """Where nobody could be weighed runs are told all the same."""
    said = finding(300, 0, GENUINE, [event(90, 85.0)], looked_for=True)
    assert said.startswith("Too little is known of these 300 followers")
    assert "about 85 came in one run" in said
