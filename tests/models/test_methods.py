"""Methods: what a detector says of accounts in the terms of the harness."""

from dataclasses import replace

import numpy as np

from fakefollow import read
from fakefollow.evaluation import LabelledAccounts
from fakefollow.scoring import Policy
from fakefollow.simulate import simulate_accounts
from fakefollow.training import TrainingSettings, train_detector
from models.bench.accounts.run import FittedDetector

SIMULATED = simulate_accounts(400, 240, 120, random_state=9)
SOURCES = [f"{kind} {row % 2}" for row, kind in enumerate(SIMULATED.kind)]
ACCOUNTS = LabelledAccounts.of(read(SIMULATED.profiles), SIMULATED.kind, SOURCES)
DETECTOR = train_detector(ACCOUNTS, "x", TrainingSettings(classifier={"max_iter": 12}, n_folds=2))
FITTED = FittedDetector(replace(DETECTOR, policy=Policy(max_false_positive_rate=0.1)))
PREDICTIONS = FITTED.predict(ACCOUNTS)


def test_a_margin_above_zero_is_a_flag():
    """Where enough was observed, exactly the accounts with a margin above 0 are flagged."""
    assert (PREDICTIONS.coverage >= FITTED.detector.policy.min_coverage).all()
    assert 0 < PREDICTIONS.flagged.sum() < len(ACCOUNTS)
    np.testing.assert_array_equal(PREDICTIONS.margin > 0, PREDICTIONS.flagged)


def test_margin_by_hand():
    """The margin is the largest difference of a kind's evidence and its threshold, in nats, prior left out."""
    detector = FITTED.detector
    thresholds = detector.curve.at(detector.policy.max_false_positive_rate)
    score = detector.score(ACCOUNTS.table)[0]
    evidence = [score.log_odds[kind] - score.prior_log_odds[kind] for kind in detector.kinds[1:]]
    expected = max(e - t for e, t in zip(evidence, thresholds, strict=True))
    np.testing.assert_allclose(PREDICTIONS.margin[0], expected)


def test_coverage_is_the_detectors():
    """Coverage is told for every account, as the detector scores it."""
    np.testing.assert_array_equal(PREDICTIONS.coverage, FITTED.detector.score(ACCOUNTS.table).coverage)


def test_a_poor_profile_keeps_its_margin_without_a_flag():
    """Where too little was observed there is no verdict, whatever the margin."""
    table = read([{"default_profile": True}] * 3, platform="x")
    poor = LabelledAccounts.of(table, ["genuine", "bot", "bot"], None)
    said = FITTED.predict(poor)
    assert (said.coverage < FITTED.detector.policy.min_coverage).all()
    assert not said.flagged.any()
    assert np.isfinite(said.margin).all()
