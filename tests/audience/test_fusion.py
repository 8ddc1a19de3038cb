"""Fusion: profile, event and cohort evidence add up, each is shown, and no company alone convicts."""

import pickle

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from fakefollow import load_detector, read
from fakefollow.audience import LEAST_SHARE, Interval, fused
from fakefollow.audience.cohorts import Cohort, Cohorts
from fakefollow.audience.purchases import PurchaseEvent, Purchases
from fakefollow.simulate import simulate_accounts

MODEL = load_detector("x")
SHARES = {"genuine": 0.9, "purchased": 0.06, "bot": 0.04}
SCORES = MODEL.score(read(simulate_accounts(60, 30, 10, random_state=5).profiles))
N = len(SCORES)
CALLS = ("likely_purchased", "likely_bot")


def purchases(bought, start=20, stop=70):
    """Return one event of these ranks (rows here) with this chance to be bought."""
    estimate = 0.9 * (stop - start)
    excess = Interval(estimate, estimate, estimate)
    event = PurchaseEvent(start, stop - 1, excess, None, None, None, None, 40.0, 1e-9, 1e-6, ("a sign",))
    found = Purchases((event,), np.full(N, -1, np.int64), np.zeros(N))
    found.event[start:stop], found.bought[start:stop] = 0, bought
    return found


def cohorts(rows=(), evidence=3.0):
    rows = np.array(rows, np.int64)
    member = np.full(N, -1, np.int64)
    member[rows] = 0
    found = (Cohort(len(rows), "bio", "words", (), rows, 0.1, evidence),) if len(rows) else ()
    return Cohorts(found, member)


def fuse(events=None, groups=None, shares=SHARES, scores=SCORES):
    return fused(scores, MODEL, shares, events or Purchases.none(len(scores)), groups or cohorts())


FUSED = fuse(purchases(0.95), cohorts(range(10, 30)))


def test_reasons_add_up():
    """For each kind, the evidence of all reasons is the difference of log-odds and prior, inside events and outside."""
    for row in (0, 12, 25, 40, 99):
        score = FUSED[row]
        for kind in ("purchased", "bot"):
            evidence = sum(reason.evidence for reason in score.reasons if reason.kind == kind)
            assert evidence == pytest.approx(score.log_odds[kind] - score.prior_log_odds[kind], abs=1e-9)


def test_each_part_is_among_the_reasons():
    """A member of an event or a cohort has a reason that says so, in words; others have none."""
    names = {row: {reason.feature for reason in FUSED[row].reasons} for row in (0, 12, 25, 40)}
    company = {"purchase_event", "cohort"}
    assert [names[row] & company for row in (0, 12, 25, 40)] == [
        set(),
        {"cohort"},
        company,
        {"purchase_event"},
    ]
    texts = [reason.text for reason in FUSED[25].reasons if reason.feature in company]
    assert any(
        "followed in the run of ranks 20 to 69, in which 90 % of the follows look bought" in t for t in texts
    )
    assert any("almost the same bio as 19 others" in t for t in texts)


def test_without_company_only_the_prior_changes():
    """Without event and cohort the evidence is that of the profile, and the prior the shares found."""
    alone = fuse()
    np.testing.assert_allclose(alone.evidence, SCORES.evidence, atol=1e-12)
    np.testing.assert_allclose(alone.prior_log_odds, np.log([0.06 / 0.9, 0.04 / 0.9]))
    assert alone.circumstances == ()


def test_an_event_brings_its_odds():
    """Inside an event the prior odds of purchased are those of the event in place of the list."""
    scores = fuse(purchases(0.95))
    odds = scores.log_odds - SCORES.evidence
    np.testing.assert_allclose(odds[20:70, 0], np.log(0.95 / 0.05))
    np.testing.assert_allclose(odds[:20, 0], np.log(0.06 / 0.9))
    np.testing.assert_allclose(odds[:, 1], np.log(0.04 / 0.9))


def test_a_cohort_speaks_for_every_kind():
    """Members of a cohort have its evidence for purchased and for bot, others none."""
    gained = fuse(None, cohorts([3, 4, 5], 2.5)).log_odds - fuse().log_odds
    np.testing.assert_allclose(gained[3:6], 2.5)
    assert np.all(np.delete(gained, [3, 4, 5], axis=0) == 0.0)


@settings(max_examples=20, deadline=None)
@given(st.floats(0.01, 0.99), st.floats(0.0, 1.0))
def test_nobody_is_called_by_an_event_alone(bought, purchased):
    """An account whose profile says nothing against it, and that is in no cohort, is never called."""
    shares = {"genuine": 1.0 - purchased, "purchased": purchased, "bot": 0.0}
    scores = fuse(purchases(bought, 0, N), shares=shares)
    innocent = SCORES.evidence.max(axis=1) <= 0.0
    assert innocent.sum() > 20
    assert not np.isin(scores.verdict[innocent], CALLS).any()


def test_company_calls_with_the_profile():
    """An event makes more accounts likely purchased whose profile speaks against them, and most others uncertain."""
    scores = fuse(purchases(0.99, 0, N))
    guilty = SCORES.evidence[:, 0] > 1.0
    assert np.isin(scores.verdict[guilty], CALLS).mean() > np.isin(SCORES.verdict[guilty], CALLS).mean()
    innocent = (SCORES.evidence.max(axis=1) <= 0.0) & (SCORES.verdict == "authentic")
    assert np.mean(scores.verdict[innocent] == "uncertain") > 0.9


def test_probabilities_follow_from_log_odds():
    """Rows of probabilities sum to 1, authenticity is the first column, ratios are the odds."""
    np.testing.assert_allclose(FUSED.kind_probability.sum(axis=1), 1.0)
    np.testing.assert_array_equal(FUSED.authenticity, FUSED.kind_probability[:, 0])
    odds = FUSED.kind_probability[:, 1:] / FUSED.kind_probability[:, :1]
    np.testing.assert_allclose(np.log(odds), FUSED.log_odds)


def test_sets_and_drift_are_those_of_profiles():
    """Prediction sets and drift of fused scores are those of the profile scores: no prior, no company."""
    np.testing.assert_allclose(FUSED.evidence, SCORES.evidence, atol=1e-9)
    np.testing.assert_array_equal(FUSED.prediction_sets(0.9), SCORES.prediction_sets(0.9))
    assert FUSED.drift == SCORES.drift


def test_no_kind_is_ruled_out():
    """A share of zero leaves a small prior, so that evidence can still speak."""
    scores = fuse(shares={"genuine": 1.0, "purchased": 0.0, "bot": 0.0})
    np.testing.assert_allclose(np.exp(scores.prior_log_odds), LEAST_SHARE)
    assert np.isfinite(fuse(shares={"genuine": 0.0, "purchased": 1.0, "bot": 0.0}).log_odds).all()


def test_scores_with_circumstances_can_be_pickled():
    """Fused scores survive pickling with their reasons."""
    back = pickle.loads(pickle.dumps(FUSED))  # noqa: S301
    np.testing.assert_array_equal(back.log_odds, FUSED.log_odds)
    assert [reason.text for reason in back[25].reasons] == [reason.text for reason in FUSED[25].reasons]


def test_scores_given_are_not_changed():
    """Fusing leaves the profile scores as they were."""
    before = SCORES.log_odds.copy()
    fuse(purchases(0.99), cohorts(range(30)))
    np.testing.assert_array_equal(SCORES.log_odds, before)
    assert SCORES.circumstances == ()


def test_no_followers():
    """An empty list is fused to an empty list."""
    empty = MODEL.score(SCORES.table[:0])
    assert len(fused(empty, MODEL, SHARES, Purchases.none(0), Cohorts((), np.zeros(0, np.int64)))) == 0
