"""Reasons in an audience: what speaks most against the followers that do not look genuine, all together."""

from dataclasses import replace

import numpy as np
import pytest

import fakefollow as ff
from fakefollow.audience import REASONS_TOLD, audience_reasons
from fakefollow.simulate import Purchase, simulate_audience

DETECTOR = ff.load_detector("x")
REPORT = ff.audit(
    simulate_audience(800, purchases=[Purchase(0.2, at=0.5)], bot_share=0.1, random_state=31).profiles
)
SCORES = REPORT.scores


def called(kind):
    return [score for score in SCORES if score.verdict == f"likely_{kind}"]


def expected(feature, kind):
    """Return the evidence of a feature for a kind in all accounts called by it, where it speaks for it."""
    said = [
        reason.evidence
        for score in called(kind)
        for reason in score.reasons
        if (reason.feature, reason.kind) == (feature, kind)
    ]
    return [nats for nats in said if nats > 0.0]


def test_figures_are_those_of_the_accounts():
    """Number and mean evidence are those of the reasons of every account called by the kind."""
    n_called = len(called("purchased")) + len(called("bot"))
    for reason in REPORT.reasons:
        evidence = expected(reason.feature, reason.kind)
        assert reason.n_accounts == len(evidence)
        assert reason.mean_evidence == pytest.approx(np.mean(evidence))
        assert reason.share == pytest.approx(len(evidence) / n_called)
        assert reason.n_looked_at == n_called


def test_the_strongest_are_first():
    """Reasons are sorted by their evidence in all accounts, and are twelve at most."""
    totals = [reason.n_accounts * reason.mean_evidence for reason in REPORT.reasons]
    assert totals == sorted(totals, reverse=True)
    assert 3 <= len(totals) <= REASONS_TOLD


def test_what_the_audience_says_is_among_them():
    """The run that accounts came in is a reason like those of their profiles."""
    assert "purchase_event" in [reason.feature for reason in REPORT.reasons]
    assert any(reason.feature in DETECTOR.features for reason in REPORT.reasons)


def test_text_is_that_of_an_account():
    """The text of a reason is what it says of one of the accounts."""
    texts = {reason.text for score in SCORES for reason in score.reasons}
    assert {reason.text for reason in REPORT.reasons} <= texts


def test_many_accounts_are_looked_at_in_part():
    """Of many called accounts some are looked at, evenly spaced, and the reasons say how many."""
    some = audience_reasons(SCORES, DETECTOR, most_looked_at=40)
    assert {reason.n_looked_at for reason in some} == {40}
    shares = {(reason.feature, reason.kind): reason.share for reason in REPORT.reasons}
    for reason in some[:3]:
        assert reason.share == pytest.approx(shares[reason.feature, reason.kind], abs=0.2)


def test_no_account_called_no_reason():
    """Where every account looks genuine there is nothing to say."""
    nobody = replace(SCORES, verdict=np.full(len(SCORES), "authentic"))
    assert audience_reasons(nobody, DETECTOR) == ()
