"""Records: figures as plain data, with their numbers of accounts."""

import numpy as np
import pytest

from fakefollow.evaluation import Predictions, false_positives_per_thousand, per_thousand, wilson_interval
from models.bench.accounts.folds import Fold
from models.bench.accounts.run import FoldPredictions, mean_of, record


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


def test_means_are_of_one_method():
    """Mean and worst value are taken over the records of the method that is asked for."""
    rows = [
        {"method": method, "auc": {"value": value}}
        for method, value in [("m", 0.9), ("m", 0.7), ("other", 0.1)]
    ]
    assert mean_of(rows, "m") == {"mean_auc": pytest.approx(0.8), "worst_auc": 0.7}
