"""Protocols of audience shares: records that add up, on synthetic accounts."""

import json
from dataclasses import replace

import pytest
from made_up_releases import SCOPE

from fakefollow import read
from fakefollow.evaluation import LabelledAccounts
from fakefollow.simulate import simulate_accounts
from fakefollow.training import TrainingSettings, train_detector
from models.bench.accounts.folds import vendor_folds
from models.bench.audiences.shares import SHARES, share_results, unlike_alarms, unlike_results, unseen_trials

SIMULATED = simulate_accounts(400, 200, 200, random_state=3)
ACCOUNTS = LabelledAccounts.of(read(SIMULATED.profiles), SIMULATED.kind, SIMULATED.source)
SETTINGS = TrainingSettings(classifier={"max_iter": 15}, n_folds=2)


@pytest.fixture(scope="module")
def detector():
    """Return a small detector with a reference for shares."""
    return train_detector(ACCOUNTS, "x", SETTINGS)


@pytest.fixture(scope="module")
def trials(detector):
    """Return a record for each share of one audience."""
    return list(unseen_trials(detector, ACCOUNTS, "x", 1, 1))


def test_trials_cover_every_share_and_repeat(detector, trials):
    """Each share gets as many audiences as asked for, and the same seed gives the same records."""
    assert [trial["share"] for trial in trials] == list(SHARES)
    assert repr(trials) == repr(list(unseen_trials(detector, ACCOUNTS, "x", 1, 1)))  # NaN is not NaN


def test_results_are_plain_and_average_the_trials(trials):
    """Means, coverage and counts come from the trials; the record is plain JSON data."""
    found = share_results("share_unseen", trials)
    assert json.loads(json.dumps(found)) == found
    assert found["mean"]["n_audiences"] == len(found["rows"]) == len(found["shares"]) == len(SHARES)
    told = [trial for trial in trials if trial["good_fit"]]
    error = sum(abs(trial["error"]) for trial in told) / len(told)
    assert found["mean"]["mean_absolute_error"] == pytest.approx(error, abs=1e-4)
    covered = sum(trial["covered"] for trial in told) / len(told)
    assert found["mean"]["coverage"]["value"] == pytest.approx(covered, abs=1e-4)
    assert found["mean"]["bad_fit"] == pytest.approx(1.0 - len(told) / len(trials), abs=1e-4)


def test_power_is_the_share_of_detectors_whose_check_fires(detector):
    """Each audience unlike all known ones has a row; a detector without shares is asked nothing."""
    fired = unlike_alarms(detector)
    assert list(fired) == ["empty", "newcomers", "readers", "spread evenly"]
    rows = unlike_results([fired, dict.fromkeys(fired, True)])["rows"]
    assert [row["power"] for row in rows] == [(1.0 + fires) / 2.0 for fires in fired.values()]
    assert unlike_alarms(replace(detector, shares=None)) == {}
    assert unlike_results([])["rows"] == []


def test_the_protocol_runs_on_cells_of_unseen_sources(bench):
    """Every audience of a cell is of sources that its detector lacks, as many for each share."""
    folds = [fold.name for fold in SCOPE.some(vendor_folds())]
    rows = bench.results["audiences"]["share_unseen"]["rows"]
    assert [(row["fold"], row["share"]) for row in rows] == [(f, share) for f in folds for share in SHARES]
    assert {row["n_audiences"] for row in rows} == {SCOPE.n_audiences}
