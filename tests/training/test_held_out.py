"""Held-out figures: each fold is judged by what the other folds say, and by nothing else."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

import fakefollow as ff
from fakefollow.evaluation import LabelledAccounts, share_of, source_folds
from fakefollow.features import ProfileView, UsernameModel, newcomers_and_readers
from fakefollow.scoring import spared_evidence
from fakefollow.simulate import simulate_accounts
from fakefollow.training import (
    TrainingSettings,
    calibrated,
    cross_fitted,
    held_out_figures,
    held_out_log_odds,
    judge,
    train_detector,
)

SIMULATED = simulate_accounts(400, 200, 200, random_state=22)
ACCOUNTS = LabelledAccounts.of(ff.read(SIMULATED.profiles), SIMULATED.kind, SIMULATED.source)
QUICK = TrainingSettings(classifier={"max_iter": 12}, n_folds=3)
FOLDS = source_folds(ACCOUNTS.kinds, ACCOUNTS.sources, QUICK.n_folds)
SPARED = newcomers_and_readers(ProfileView(ACCOUNTS.table, UsernameModel.uniform()))


@pytest.fixture(scope="module")
def parts():
    """Return log-odds, cross-fitted."""
    return held_out_log_odds(cross_fitted(ACCOUNTS, QUICK), ACCOUNTS)


@pytest.fixture(scope="module")
def detector():
    """Return the finished detector."""
    return train_detector(ACCOUNTS, "mine", QUICK)


def test_a_fold_is_judged_by_the_other_folds(parts, detector):
    """Flags and order of a fold are those of slopes and thresholds that never saw its accounts."""
    found = judge(parts, ACCOUNTS, FOLDS, detector, QUICK).predictions
    for fold in range(3):
        here, others = fold == FOLDS, fold != FOLDS
        slopes, curve = calibrated(parts[others], ACCOUNTS.where(others), detector.prior, SPARED[others])
        evidence = slopes.evidence(parts[here])
        evidence -= spared_evidence(evidence, SPARED[here], curve, detector.policy)
        np.testing.assert_array_equal(found.flagged[here], detector.suspicion(evidence) > curve.at(0.02))
        suspicion = np.log(np.exp(evidence + detector.prior.log_odds()).sum(axis=1))
        np.testing.assert_allclose(found.suspicion[here], suspicion)
        np.testing.assert_allclose(found.probability[here], 1 - 1 / (1 + np.exp(suspicion)))


def test_what_a_fold_holds_does_not_change_its_thresholds(parts, detector):
    """Other evidence in one fold leaves the flags of its other accounts as they are."""
    moved = parts.copy()
    (row, *_) = np.flatnonzero((FOLDS == 0) & ~SPARED)
    moved[row] += 100.0
    before, after = (judge(x, ACCOUNTS, FOLDS, detector, QUICK).predictions.flagged for x in (parts, moved))
    rest = (FOLDS == 0) & (np.arange(len(FOLDS)) != row)
    np.testing.assert_array_equal(before[rest], after[rest])
    assert after[row]


def test_overall_figures_are_those_of_all_accounts(parts, detector):
    """The AUC over all accounts is scikit-learn's."""
    found = held_out_figures(parts, ACCOUNTS, FOLDS, detector, QUICK)
    predictions = judge(parts, ACCOUNTS, FOLDS, detector, QUICK).predictions
    expected = roc_auc_score(predictions.not_genuine, predictions.suspicion)
    assert found["overall"]["auc"]["value"] == pytest.approx(expected, abs=1e-4)


def test_a_fold_gets_no_thresholds_where_the_others_lack_a_kind(parts, detector):
    """Where the other folds lack a kind, accounts have no share, the row says why, and no figure counts them."""
    folds = np.where(ACCOUNTS.kinds == "bot", 0, 1)
    first_people = sorted(set(ACCOUNTS.sources[ACCOUNTS.kinds == "genuine"]))[0]
    folds[ACCOUNTS.sources == first_people] = 0
    found = held_out_figures(parts, ACCOUNTS, folds, detector, QUICK)
    silent = {row["source"] for row in found["rows"] if str(row["share_flagged"]).startswith("no threshold")}
    assert silent == set(ACCOUNTS.sources.tolist())
    assert found["mean"]["sources"] == {}
    assert found["overall"] == {}
    folds[ACCOUNTS.sources == "spam"] = 2
    found = held_out_figures(parts, ACCOUNTS, folds, detector, QUICK)
    silent = {row["source"] for row in found["rows"] if str(row["share_flagged"]).startswith("no threshold")}
    assert silent == set(ACCOUNTS.sources[folds == 1].tolist())
    judged = [row for row in found["rows"] if row["source"] not in silent]
    assert all(row["flagged"] is not None for row in judged)


def test_accounts_of_which_little_was_observed_are_not_flagged(parts, detector):
    """An account below the least coverage gets no verdict and so no flag, whatever its log-odds."""
    profiles = [{**profile} for profile in SIMULATED.profiles]
    row = SIMULATED.kind.index("bot")
    profiles[row] = {"id": "1"}
    accounts = LabelledAccounts.of(ff.read(profiles), SIMULATED.kind, SIMULATED.source)
    loud = parts.copy()
    loud[row] = 100.0
    assert judge(loud, ACCOUNTS, FOLDS, detector, QUICK).predictions.flagged[row]
    assert not judge(loud, accounts, FOLDS, detector, QUICK).predictions.flagged[row]


def test_newcomers_and_readers_are_not_flagged(parts, detector):
    """Who is new or has only read is never flagged, whatever is said of the account."""
    assert SPARED[ACCOUNTS.kinds != "genuine"].any()
    loud = parts.copy()
    loud[SPARED] = 100.0
    flagged = judge(loud, ACCOUNTS, FOLDS, detector, QUICK).predictions.flagged
    assert not flagged[SPARED].any()
    assert flagged[~SPARED].any()


def test_a_share_needs_fifty_accounts():
    """From 50 accounts on a share is stated, within Wilson's interval."""
    assert share_of(3, 49) is None
    share = share_of(5, 50)
    assert share.low < share.value == 0.1 < share.high
