"""Predictions: what a change of prior does to probabilities, and what methods without any answer."""

import numpy as np
import pytest

from fakefollow import read
from fakefollow.evaluation import LabelledAccounts, Predictions
from fakefollow.simulate import simulate_accounts
from fakefollow.training import TrainingSettings
from models.bench.accounts.run import DetectorMethod

SIMULATED = simulate_accounts(200, 120, 80, random_state=2)
ACCOUNTS = LabelledAccounts.of(read(SIMULATED.profiles), SIMULATED.kind, SIMULATED.source)
SETTINGS = TrainingSettings(classifier={"max_iter": 10}, n_folds=2)


def with_probability(*probability, prevalence=0.5):
    truth = np.zeros(len(probability), bool)
    return Predictions(truth, np.array(probability), truth, np.array(probability), prevalence)


def test_another_prior_by_hand():
    """Even odds at one half are odds of 1 to 9 where a tenth is not genuine."""
    moved = with_probability(0.5, 0.9).at_prevalence(0.1)
    np.testing.assert_allclose(moved.probability, [0.1, 0.5])
    assert moved.prevalence == 0.1


def test_there_and_back_again():
    """Setting the prior back gives the probabilities back, certain ones included."""
    start = with_probability(0.0, 1e-9, 0.3, 0.999, 1.0, prevalence=0.15)
    back = start.at_prevalence(0.01).at_prevalence(0.15)
    np.testing.assert_allclose(back.probability, start.probability)


@pytest.mark.parametrize("share", [0.01, 0.05, 0.4])
def test_equal_to_scoring_with_the_prior(share):
    """The probabilities are those that the detector gives when it is told the prevalence, for three kinds."""
    fitted = DetectorMethod(SETTINGS)(ACCOUNTS)
    scores = fitted.detector.score(ACCOUNTS.table, prior=share)
    moved = fitted.predict(ACCOUNTS).at_prevalence(share)
    np.testing.assert_allclose(moved.probability, 1.0 - scores.authenticity, atol=1e-12)


def test_a_method_without_probabilities_says_so():
    """Asking for a prior where no probability is stated is an error."""
    bare = Predictions(np.zeros(2, bool), np.zeros(2), np.zeros(2, bool))
    with pytest.raises(ValueError, match="a method without them"):
        bare.at_prevalence(0.1)
