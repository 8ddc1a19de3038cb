"""What a run says of the profiles in it: those like its excess and unlike those around it, whoever sold them."""

from dataclasses import replace

import numpy as np
import pytest

import fakefollow as ff
from fakefollow.audience import Interval, fused
from fakefollow.audience.cohorts import Cohorts
from fakefollow.audience.purchases import PurchaseEvent, Purchases, run_evidence
from fakefollow.simulate import simulate_accounts

MODEL = ff.load_detector("x")
N, START, STOP = 1500, 600, 800
SHARES = {"genuine": 0.9, "purchased": 0.06, "bot": 0.04}
CALLS = ("likely_purchased", "likely_bot")
RATE = MODEL.policy.max_false_positive_rate
PEOPLE = simulate_accounts(N, 0, 0, random_state=3).profiles
NOBODY = Cohorts((), np.full(N, -1, np.int64), np.zeros(N, np.bool_))


def event(excess):
    """Return one event of these ranks, so much of which is in excess."""
    share = Interval(excess, excess, excess)
    found = PurchaseEvent(START, STOP - 1, share.times(STOP - START), *[None] * 4, 40.0, 1e-9, 1e-6, ("a sign",))
    purchases = Purchases((found,), np.full(N, -1, np.int64), np.zeros(N))
    purchases.event[START:STOP], purchases.bought[START:STOP] = 0, excess
    return purchases


def scored(sold, people=PEOPLE):
    """Return scores of a list in which some rows were sold by a seller whose accounts look like people's to the model.

    They are of one make: nearly the same number of posts and likes, and follow few.
    """
    random = np.random.default_rng(1)
    stock = {"followers_count": 900, "following_count": 300, "listed_count": 2}
    rows = [dict(profile) for profile in people]
    for row in np.flatnonzero(sold).tolist():
        rows[row] |= stock | {"posts_count": 1400 + random.integers(40), "likes_count": 700 + random.integers(40)}
    return MODEL.score(ff.read(rows))


WHOLE = np.zeros(N, np.bool_)
WHOLE[START:STOP] = True
HALF = WHOLE & (np.arange(N) % 2 == 0)


@pytest.mark.parametrize("sold", [WHOLE, HALF], ids=["whole", "half"])
def test_stock_never_seen_is_learnt_from_its_run(sold):
    """Nearly all of the sold accounts are told by their run, whatever the model says; nearly none of the others."""
    scores = scored(sold)
    assert np.median(scores.evidence[sold, 0]) < 0.0
    said = run_evidence(scores, event(sold[START:STOP].mean() - 0.01), RATE)
    assert np.mean(said[sold] > 1.0) > 0.95
    assert (said[WHOLE & ~sold] > 0.0).sum() <= 2
    assert np.isnan(said[~WHOLE]).all()


def test_a_run_like_those_around_it_says_nothing():
    """Where an event was called in error its profiles are as those around it, and hardly one is told by it."""
    said = run_evidence(scored(np.zeros(N, np.bool_)), event(0.9), RATE)[WHOLE]
    assert np.mean(said > 0.0) < 0.05
    assert said.max() < 1.0


def test_nothing_is_learnt_beside_too_few():
    """A list that is all run has nothing to compare it with; neither has one without events."""
    scores = scored(WHOLE)
    everything = event(0.9)
    everything.event[100:] = 0
    assert np.isnan(run_evidence(scores, everything, RATE)).all()
    assert np.isnan(run_evidence(scores, Purchases.none(N), RATE)).all()


def test_looking_like_the_run_is_not_company_alone():
    """Sold accounts of whom the model says nothing are called in their run, few of the others in it are."""
    scores = scored(HALF)
    found = fused(scores, MODEL, SHARES, event(0.49), NOBODY)
    called = np.isin(found.verdict, CALLS)
    assert called[HALF].mean() > 0.9
    score = found[int(np.flatnonzero(HALF)[0])]
    (own,) = [reason for reason in score.reasons if reason.feature == "run_profile"]
    assert "unlike those around the run: speaks for purchased" in own.text
    assert score.what_if().log_odds == pytest.approx(score.log_odds, abs=1e-9)
    assert score.what_if().verdict == score.verdict


def test_no_more_of_its_organic_part_is_called_than_the_policy_allows():
    """Who came in a run by chance is called beyond its profile no more often than the rate, over lists together."""
    called_beyond = n = 0
    for seed in range(4, 10):
        scores = scored(HALF, simulate_accounts(N, 0, 0, random_state=seed).profiles)
        alone = np.isin(fused(scores, MODEL, SHARES, Purchases.none(N), NOBODY).verdict, CALLS)
        called = np.isin(fused(scores, MODEL, SHARES, event(0.49), NOBODY).verdict, CALLS)
        organic = WHOLE & ~HALF
        assert called[HALF].mean() > 0.9
        assert (called[~WHOLE] == alone[~WHOLE]).all()
        called_beyond, n = called_beyond + (called & ~alone)[organic].sum(), n + organic.sum()
    assert called_beyond <= RATE * n + 2.0 * np.sqrt(RATE * n)


def test_a_stricter_policy_calls_fewer_by_their_run():
    """The rate of the policy is how many around the run may look like its excess: fewer at a stricter one."""
    scores = scored(HALF)
    told = [(run_evidence(scores, event(0.49), rate) > 0.0) & ~HALF for rate in (0.2, RATE, 0.001)]
    assert told[0].sum() > told[1].sum() >= told[2].sum()


def test_a_newcomer_can_look_like_the_run():
    """What the run says counts for newcomers too, whose profile alone says at most the threshold."""
    rows = [dict(profile) for profile in PEOPLE]
    for row in np.flatnonzero(WHOLE).tolist():
        rows[row] |= {"following_count": 200 + row % 7, "followers_count": 1, "posts_count": 0, "likes_count": 0}
    scores = MODEL.score(ff.read(rows))
    assert not np.isin(scores.verdict[WHOLE], CALLS).any()
    assert (fused(scores, MODEL, SHARES, event(0.99), NOBODY).verdict[WHOLE] == "likely_purchased").mean() > 0.95


def test_the_same_marks_count_once():
    """Where known sellers say as much as the run, the run adds nothing to it."""
    rows = [dict(profile) for profile in PEOPLE]
    for row in np.flatnonzero(WHOLE).tolist():
        rows[row] |= {"following_count": 2000 + row % 70, "followers_count": 3, "posts_count": 5, "likes_count": 0}
    scores = MODEL.score(ff.read(rows))
    louder = replace(scores, evidence=scores.evidence + np.where(WHOLE, 9.0, 0.0)[:, np.newaxis])
    found = fused(louder, MODEL, SHARES, event(0.99), NOBODY)
    assert "run_profile" not in {reason.feature for row in (START, STOP - 1) for reason in found[row].circumstances}
