"""Follower columns: every number that an audit has of each follower."""

import numpy as np

import fakefollow as ff
from fakefollow.simulate import Purchase, simulate_audience

AUDIENCE = simulate_audience(600, purchases=[Purchase(0.2, at=0.5)], random_state=61)
REPORT = ff.audit(AUDIENCE.profiles)
COLUMNS = REPORT.follower_columns()


def test_every_column_has_one_value_a_follower():
    """All columns are as long as the list."""
    assert {len(values) for values in COLUMNS.values()} == {len(REPORT)}


def test_evidence_adds_up_to_the_fused_scores():
    """Prior, profile, event and cohort evidence of a row give its probability of having been bought."""
    alone = REPORT.profile_scores.evidence
    fused = REPORT.scores.prior_log_odds + alone + COLUMNS["cohort_evidence"][:, None]
    fused[:, 0] += COLUMNS["event_evidence"]
    odds = np.exp(fused)
    np.testing.assert_allclose(COLUMNS["authenticity"], 1.0 / (1.0 + odds.sum(axis=1)))


def test_evidence_is_that_of_members_only():
    """Who is in no event or cohort has exactly 0 from it."""
    assert (COLUMNS["event_evidence"][COLUMNS["event"] < 0] == 0.0).all()
    assert (COLUMNS["cohort_evidence"][COLUMNS["cohort"] < 0] == 0.0).all()
    assert (COLUMNS["event"] >= 0).sum() > 50
    assert np.abs(COLUMNS["event_evidence"]).max() > 1.0


def test_verdict_by_the_profile_alone_is_told():
    """The verdict before order and cohorts were weighed stands beside the fused one."""
    assert COLUMNS["profile_verdict"] == REPORT.profile_scores.verdict.tolist()


def test_unordered_lists_have_the_same_columns():
    """Columns are the same for every audit; what is not known is -1, NaT or 0."""
    unordered = ff.audit(AUDIENCE.profiles, order="unordered").follower_columns()
    assert list(unordered) == list(COLUMNS)
    assert set(unordered["rank"]) == {-1}
    assert np.isnat(unordered["followed_at"]).all()
    assert (unordered["event_evidence"] == 0.0).all()
