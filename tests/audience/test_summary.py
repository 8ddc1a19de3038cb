"""Summary: the finding in one plain sentence, the limits of an audit, and how it was made."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

import fakefollow as ff
from fakefollow.audience import Interval, finding, limits
from fakefollow.audience.order import FollowOrder
from fakefollow.audience.purchases import PurchaseEvent
from fakefollow.audience.share import AudienceShare, FitCheck
from fakefollow.simulate import Purchase, simulate_audience

FIT = FitCheck(True, 0.4, 0.05, "The fit is good.")
SHARE = AudienceShare(
    shares={"genuine": Interval(0.71, 0.66, 0.75), "purchased": Interval(0.29, 0.25, 0.34)},
    held=0.8,
    **{"outside": {"genuine": 0.71, "purchased": 0.29}, "flagged_share": 0.3, "fit": FIT, "n_followers": 5000},
    **{"n_weighed": 5000, "total_followers": None, "pattern": "all fields", "notes": ()},
)
NOBODY = replace(SHARE, n_weighed=0, fit=replace(FIT, good=False))
WHEN = datetime(2021, 5, 4, tzinfo=UTC)
ORDER = FollowOrder(np.arange(3), "list", "confirmed", "The creation dates confirm the order.")


def event(size, excess, when=WHEN):
    figure = Interval(excess, excess, excess)
    return PurchaseEvent(0, size - 1, figure, when, when, None, None, 30.0, 1e-9, 1e-7, ("a sign",))


def told(n=5000, total=None, order="newest_first", drift=None):
    return list(limits(n, total, ORDER, order, drift))


def test_of_few_followers_no_share_leads():
    """Where fewer than five tell anything, a wide interval is no finding; shares told by hand are."""
    wide = replace(SHARE, n_weighed=1, shares={"genuine": Interval(0.4, 0.0, 0.81)})
    assert (
        finding(1, wide, [], looked_for=False) == "Too little is known of this 1 follower to say how many are genuine."
    )
    by_hand = replace(SHARE, n_weighed=2, shares={"genuine": Interval(0.5, 0.5, 0.5)})
    assert "50.00 %" in finding(2, by_hand, [], looked_for=False)


def test_nothing_found():
    """Without an event the sentence says the share and that nothing stands out."""
    assert finding(1234, SHARE, [], looked_for=True) == (
        "Of 1,234 followers 71 % (66 to 75 %, 80 % interval) look genuine; "
        "no part of the list stands out as bought at one time."
    )


def test_one_run():
    """One event is told with its size beyond expectation and its date."""
    assert finding(5000, SHARE, [event(900, 850.4)], looked_for=True) == (
        "Of 5,000 followers 71 % (66 to 75 %, 80 % interval) look genuine; "
        "about 850 came in one run that does not look organic, around 2021-05-04."
    )


def test_several_runs():
    """Several events are told together, and the one with most bought accounts is the largest."""
    found = finding(5000, SHARE, [event(300, 290.0), event(900, 800.0, None)], looked_for=True)
    assert found.endswith("about 1,090 came in 2 runs that do not look organic, the largest of 900.")


def test_too_little_known():
    """Where nothing could be weighed no share is told; where there is nobody, neither."""
    assert (
        finding(30, NOBODY, [], looked_for=True)
        == "Too little is known of these 30 followers to say how many are genuine."
    )
    assert finding(0, NOBODY, [], looked_for=True) == "There are no followers to audit."


@pytest.mark.parametrize("purchases", [[], [event(300, 290.0)], [event(300, 290.0), event(20, 9.0)]])
def test_accuses_nobody(purchases):
    """No sentence holds a word of guilt."""
    said = finding(5000, SHARE, purchases, looked_for=True)
    assert not re.search(r"\b(fake\w*|fraud\w*|guilt\w*|cheat\w*|scam\w*|you bought)\b", said, re.IGNORECASE)
    assert said.count(".") - said.count("0.") == 1


def test_no_share_is_told_where_the_fit_is_poor():
    """Where followers are unlike all that is known the finding says so, why, and what runs tell."""
    unlike = replace(SHARE, fit=FitCheck(False, 0.01, 0.05, "Nobody is known to be like them."))
    assert finding(5000, unlike, [event(900, 850.4)], looked_for=True) == (
        "It is not known how many of these 5,000 followers are genuine; about 850 came in one run that does not look "
        "organic, around 2021-05-04. Nobody is known to be like them."
    )


def test_short_lists_say_so():
    """Fewer than 50 followers are too few for events, fewer than 200 for small ones; more say nothing."""
    assert told(49)[0] == "49 followers are too few to look for purchases."
    assert told(1)[0] == "1 follower is too few to look for purchases."
    assert "only large purchases" in told(199)[0]
    assert told(200) == [ORDER.sentence]


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
    assert finding(1, SHARE, [], looked_for=False) == "Of 1 follower 71 % (66 to 75 %, 80 % interval) look genuine."


def test_dates_alone_tell_of_runs():
    """Where nobody could be weighed runs are told all the same."""
    said = finding(300, NOBODY, [event(90, 85.0)], looked_for=True)
    assert said.startswith("Too little is known of these 300 followers")
    assert "about 85 came in one run" in said


AUDIENCE = simulate_audience(600, purchases=[Purchase(0.2, at=0.5)], random_state=51)
REPORT = ff.audit(AUDIENCE.profiles, level=0.9, random_state=7)


def method(report):
    return " ".join(report.to_dict()["method"])


def test_model_level_and_seed_are_named():
    """The sentences name the model, the level and the seed, and are eight at most."""
    assert "model 'x', learnt on X" in method(REPORT)
    assert "90 %" in method(REPORT)
    assert "seed 7" in method(REPORT)
    assert len(REPORT.to_dict()["method"]) <= 8


def test_events_are_told_where_they_were_looked_for():
    """An unordered list is said to have no follow times, and nothing is told of runs."""
    unordered = ff.audit(AUDIENCE.profiles, order="unordered")
    assert "runs of the follow order" in method(REPORT)
    assert "runs of the follow order" not in method(unordered)
    assert "not known" in method(unordered)


def test_events_in_shares_are_told_where_there_are_any():
    """Followers in events are said to count by the excess only where there is an event."""
    clean = ff.audit(simulate_audience(300, bot_share=0.0, random_state=2).profiles)
    assert "excess of their run" in method(REPORT)
    assert clean.purchases == []
    assert "excess of their run" not in method(clean)


def test_hand_labels_are_told():
    """After an update the shares are said to rest on the labels, however many they are."""
    rows = np.random.default_rng(0).choice(len(AUDIENCE), 60, replace=False)
    updated = REPORT.update({int(row): str(AUDIENCE.kind[row]) for row in rows})
    assert "60 labels given by hand" in method(updated)
    assert "label shift" not in method(updated)
    assert updated.to_dict()["n_labels"] == 60


def test_follow_times_in_the_data_are_told():
    """Where follow times are in the data nothing is said to be estimated."""
    times = [datetime.fromtimestamp(round(seconds), UTC) for seconds in AUDIENCE.followed_at]
    rows = zip(AUDIENCE.profiles, times, strict=True)
    profiles = [{**profile, "followed_at": time} for profile, time in rows]
    assert "Follow times are those in the data" in method(ff.audit(profiles))


@pytest.mark.parametrize(("low", "high", "told"), [(0.1, 0.6, "between 10 and 60 %"), (0.3, 0.59, "41 % (30 to 59 %")])
def test_a_wide_interval_leads(low, high, told):
    """Where the interval is wider than .3 it is all that the finding says of the share."""
    share = replace(SHARE, shares={"genuine": Interval(0.41, low, high)})
    assert finding(300, share, [], looked_for=False).startswith(f"Of 300 followers {told}")
