"""Runs: what a detector says in the terms of the bench, and figures as plain data."""

from dataclasses import replace

import numpy as np
import pytest

from fakefollow import read
from fakefollow.evaluation import LabelledAccounts, Predictions, wilson_interval
from fakefollow.scoring import Policy
from fakefollow.simulate import simulate_accounts
from fakefollow.training import TrainingSettings, train_detector
from models.bench.accounts.folds import Fold
from models.bench.accounts.run import (
    FittedDetector,
    FoldPredictions,
    false_positives_per_thousand,
    in_two_parts,
    mean_of,
    per_thousand,
    record,
    same_training,
)

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
    """The margin is how far suspicion, the log of the odds of the kinds by their shares, lies above the threshold."""
    detector = FITTED.detector
    threshold = detector.curve.at(detector.policy.max_false_positive_rate)
    score = detector.score(ACCOUNTS.table)[0]
    evidence = [score.log_odds[kind] - score.prior_log_odds[kind] for kind in detector.kinds[1:]]
    np.testing.assert_allclose(PREDICTIONS.margin[0], np.log(detector.prior.mix() @ np.exp(evidence)) - threshold)


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


def test_too_few_accounts_give_no_share():
    """Below 50 genuine accounts no share is stated."""
    few = Predictions(np.zeros(49, bool), np.zeros(49), np.zeros(49, bool))
    assert false_positives_per_thousand(few) == {"n_genuine": 49, "flagged": 0, "per_1000": None}


def test_flags_on_other_accounts_are_no_false_positives():
    """Only genuine accounts are counted."""
    truth, flagged = np.arange(120) < 60, np.arange(120) < 66
    found = false_positives_per_thousand(Predictions(truth, np.zeros(120), flagged))
    assert (found["n_genuine"], found["flagged"], found["per_1000"]) == (60, 6, 100.0)


def test_per_thousand_has_wilsons_interval():
    """Shares and bounds are given for 1,000 accounts."""
    low, high = wilson_interval(3, 400)
    expected = {"n_genuine": 400, "flagged": 3, "per_1000": 7.5}
    assert per_thousand(3, 400) == expected | {"low": round(1000 * low, 2), "high": round(1000 * high, 2)}


def test_a_record_says_of_whom_it_speaks():
    """A record has the method, the fold and the number of accounts of each class before its figures."""
    truth = np.arange(90) < 30
    said = Predictions(truth, truth.astype(float), truth)
    row = record(FoldPredictions(Fold("vendors", ("seller",), ("people",)), "m", said))
    assert list(row)[:4] == ["method", "fold", "n_not_genuine", "n_genuine"]
    assert list(row.values())[:4] == ["m", "seller x people", 30, 60]
    assert row["auc"] == {"value": 1.0, "low": 1.0, "high": 1.0}


def test_a_record_stands_beside_the_rule():
    """A row has what the one-line rule reaches in the same cell, and the recall at the rate at which it errs."""
    truth = np.arange(200) < 100
    suspicion = np.concatenate([np.linspace(0.0, 1.0, 100), np.linspace(0.0, 0.5, 100)])
    rule = Predictions(truth, truth.astype(float), truth | (np.arange(200) >= 190))
    said = Predictions(truth, suspicion, suspicion > 2.0)
    row = record(FoldPredictions(Fold("sellers", ("seller",), ("people",)), "m", said, rule=rule))
    assert (row["rule_recall"], row["rule_false_positive_rate"]) == (1.0, 0.1)
    assert row["recall_at_rule_rate"]["value"] == (suspicion[:100] > np.sort(suspicion[100:])[-11]).mean()
    assert row["recall_at_2_percent"]["value"] < row["recall_at_rule_rate"]["value"]


def test_cells_behind_the_rule_are_counted():
    """A cell counts where the rule is better by more than .01, in MCC and in recall at its rate."""
    rows = [
        {
            "method": "m",
            "mcc": {"value": own},
            "rule_mcc": 0.8,
            "recall_at_rule_rate": {"value": own},
            "rule_recall": 0.7,
        }
        for own in (0.795, 0.78, 0.6)
    ]
    found = mean_of(rows, "m")
    assert (found["cells_behind_rule_mcc"], found["cells_behind_rule_recall"]) == (2, 1)
    assert (found["mean_rule_mcc"], found["worst_mcc"]) == (0.8, 0.6)


def test_a_kind_of_one_source_is_dealt_into_two():
    """Without a second source nothing is calibrated, so one source becomes two halves, and the others stay."""
    sources = [{"genuine": f"people {row % 2}"}.get(kind, kind) for row, kind in enumerate(SIMULATED.kind)]
    dealt = in_two_parts(LabelledAccounts.of(read(SIMULATED.profiles), SIMULATED.kind, sources))
    found = {kind: sorted(set(dealt.sources[dealt.kinds == kind].tolist())) for kind in ("genuine", "purchased")}
    assert found == {"genuine": ["people 0", "people 1"], "purchased": ["purchased", "purchased (second half)"]}
    assert (dealt.sources == "purchased").sum() == 120


def test_folds_of_the_same_training_are_one_step():
    """Folds that hold the same accounts out share a step, in the order of the first of them."""
    folds = [Fold("bots", ("bot 0",), ("genuine 0",)), Fold("sellers", ("bot 1",), ()), Fold("a", ("bot 1",), ())]
    steps = same_training(ACCOUNTS, np.ones(len(ACCOUNTS), bool), folds)
    assert [step for _, step in steps] == [[folds[0]], folds[1:]]
    np.testing.assert_array_equal(steps[1][0], ACCOUNTS.sources != "bot 1")


def test_means_are_of_one_method():
    """Mean and worst value are taken over the records of the method that is asked for."""
    rows = [{"method": method, "auc": {"value": value}} for method, value in [("m", 0.9), ("m", 0.7), ("other", 0.1)]]
    assert mean_of(rows, "m") == {"mean_auc": pytest.approx(0.8), "worst_auc": 0.7}
