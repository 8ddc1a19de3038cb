"""Protocols of audience shares: records that add up, on synthetic accounts."""

import json

import pytest

from fakefollow import read
from fakefollow.evaluation import LabelledAccounts
from fakefollow.simulate import simulate_accounts
from fakefollow.training import TrainingSettings, train_detector
from models.bench.accounts.folds import Fold
from models.bench.audiences.shares import (
    SHARES,
    audience_share_results,
    prior_shift_trials,
    share_results,
    unseen_trials,
)

SIMULATED = simulate_accounts(900, 450, 450, random_state=3)
ACCOUNTS = LabelledAccounts.of(read(SIMULATED.profiles), SIMULATED.kind, SIMULATED.source)
SETTINGS = TrainingSettings(classifier={"max_iter": 15})


@pytest.fixture(scope="module")
def detector():
    """Return a small detector with a reference for shares."""
    return train_detector(ACCOUNTS, "x", SETTINGS)


def test_trials_cover_every_share_and_repeat(detector):
    """Each share gets as many audiences as asked for, and the same seed gives the same records."""
    for trials in (
        lambda: list(prior_shift_trials(detector, "x", 1, 1)),
        lambda: list(unseen_trials(detector, ACCOUNTS, "x", 1, 1)),
    ):
        found = trials()
        assert [one["share"] for one in found] == list(SHARES)
        assert found == trials()


def test_results_are_plain_and_average_the_trials(detector):
    """Means, coverage and counts come from the trials; the record is plain JSON data."""
    trials = list(prior_shift_trials(detector, "x", 1, 2))
    found = share_results("share_prior_shift", trials)
    assert json.loads(json.dumps(found)) == found
    assert found["mean"]["n_audiences"] == 2 * len(SHARES)
    assert len(found["rows"]) == len(found["shares"]) == len(SHARES)
    error = sum(abs(one["error"]) for one in trials) / len(trials)
    assert found["mean"]["mean_absolute_error"] == pytest.approx(error, abs=1e-4)
    assert found["mean"]["coverage"]["value"] == pytest.approx(
        sum(one["covered"] for one in trials) / len(trials), abs=1e-4
    )


def test_folds_leave_their_sources_out():
    """Both protocols run on a fold of unseen sources and say so in their text."""
    names = sorted(set(ACCOUNTS.sources[ACCOUNTS.kinds == "purchased"].tolist()))
    people = sorted(set(ACCOUNTS.sources[ACCOUNTS.kinds == "genuine"].tolist()))
    training = ACCOUNTS.kinds != ""
    fold = Fold("vendors", (names[0],), (people[0],))
    found = audience_share_results(ACCOUNTS, training, SETTINGS, n_jobs=1, folds=[fold])
    assert list(found) == ["share_prior_shift", "share_unseen"]
    assert {row["fold"] for row in found["share_unseen"]["rows"]} == {fold.name}
