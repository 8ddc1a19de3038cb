"""Protocols of audience shares: records that add up, on synthetic accounts."""

import json

import pytest
from made_up_releases import SCOPE

from fakefollow import read
from fakefollow.evaluation import LabelledAccounts
from fakefollow.simulate import simulate_accounts
from fakefollow.training import TrainingSettings, train_detector
from models.bench.accounts.folds import vendor_folds
from models.bench.audiences.shares import SHARES, prior_shift_trials, share_results, unseen_trials

SIMULATED = simulate_accounts(400, 200, 200, random_state=3)
ACCOUNTS = LabelledAccounts.of(read(SIMULATED.profiles), SIMULATED.kind, SIMULATED.source)
SETTINGS = TrainingSettings(classifier={"max_iter": 15}, n_folds=2)


@pytest.fixture(scope="module")
def detector():
    """Return a small detector with a reference for shares."""
    return train_detector(ACCOUNTS, "x", SETTINGS)


@pytest.fixture(scope="module")
def trials(detector):
    """Return a record for each share of one audience that is drawn from the reference."""
    return list(prior_shift_trials(detector, "x", 1, 1))


def test_trials_cover_every_share_and_repeat(detector, trials):
    """Each share gets as many audiences as asked for, and the same seed gives the same records."""
    unseen = list(unseen_trials(detector, ACCOUNTS, "x", 1, 1))
    for found, again in (
        (trials, prior_shift_trials(detector, "x", 1, 1)),
        (unseen, unseen_trials(detector, ACCOUNTS, "x", 1, 1)),
    ):
        assert [trial["share"] for trial in found] == list(SHARES)
        assert repr(found) == repr(list(again))  # NaN is not NaN


def test_results_are_plain_and_average_the_trials(trials):
    """Means, coverage and counts come from the trials; the record is plain JSON data."""
    found = share_results("share_prior_shift", trials)
    assert json.loads(json.dumps(found)) == found
    assert found["mean"]["n_audiences"] == len(found["rows"]) == len(found["shares"]) == len(SHARES)
    error = sum(abs(trial["error"]) for trial in trials) / len(trials)
    assert found["mean"]["mean_absolute_error"] == pytest.approx(error, abs=1e-4)
    covered = sum(trial["covered"] for trial in trials) / len(trials)
    assert found["mean"]["coverage"]["value"] == pytest.approx(covered, abs=1e-4)


def test_both_protocols_run_on_cells_of_unseen_sources(bench):
    """Every audience of a cell is of sources that its detector lacks, as many for each share in both protocols."""
    folds = [fold.name for fold in SCOPE.some(vendor_folds())]
    for name in ("share_prior_shift", "share_unseen"):
        rows = bench.results["audiences"][name]["rows"]
        assert [(row["fold"], row["share"]) for row in rows] == [(f, share) for f in folds for share in SHARES]
        assert {row["n_audiences"] for row in rows} == {SCOPE.n_audiences}
