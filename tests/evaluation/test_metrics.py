"""Metrics: equal to scikit-learn's where it has them, with intervals that cover."""

import numpy as np
import pytest
from sklearn import metrics as oracle

import fakefollow as ff
from fakefollow.evaluation import (
    N_RESAMPLES,
    Predictions,
    auc,
    estimate,
    false_positive_rate,
    figures,
    recall,
    recall_at,
    value_of,
    wilson_interval,
)


def some_predictions(n=400, seed=0, rounded=False):
    random = np.random.default_rng(seed)
    truth = random.uniform(size=n) < 0.3
    probability = np.clip(random.normal(0.3 + 0.3 * truth, 0.2), 0, 1)
    if rounded:
        probability = np.round(probability, 1)
    return Predictions(truth, probability, probability > 0.5, probability, float(truth.mean()))


@pytest.mark.parametrize("rounded", [False, True])
def test_values_equal_scikit_learn(rounded):
    """AUC (also with ties), MCC, recall and Brier are those of scikit-learn."""
    p = some_predictions(rounded=rounded)
    found = {name: figure.value for name, figure in figures(p).items()}
    assert found["auc"] == pytest.approx(oracle.roc_auc_score(p.not_genuine, p.suspicion))
    assert found["mcc"] == pytest.approx(oracle.matthews_corrcoef(p.not_genuine, p.flagged))
    assert found["recall"] == pytest.approx(oracle.recall_score(p.not_genuine, p.flagged))
    assert found["brier"] == pytest.approx(oracle.brier_score_loss(p.not_genuine, p.probability))


def test_recall_at_one_percent():
    """The threshold is the lowest that flags at most 1 % of the genuine accounts."""
    suspicion = np.concatenate([np.arange(100.0), [98.5, 50.0, 100.0, 200.0]])
    truth = np.arange(104) >= 100
    found = figures(Predictions(truth, suspicion, suspicion > 98))
    assert found["recall_at_1_percent"].value == 0.75


@pytest.mark.parametrize(("rate", "recall"), [(0.0, 0.5), (0.01, 0.75), (0.49, 0.75), (0.51, 1.0), (0.29, 0.75)])
def test_recall_at_a_rate_counts_ties_against_the_method(rate, recall):
    """At most that share of genuine accounts lies at or above the threshold, and what ties with the next is lost."""
    suspicion = np.concatenate([np.arange(100.0), [98.5, 50.0, 100.0, 200.0]])
    truth = np.arange(104) >= 100
    assert value_of(recall_at(rate), Predictions(truth, suspicion, suspicion > 98)) == recall


def test_recall_at_the_rate_of_the_flags_is_no_less_than_theirs():
    """A rate that was counted is met by the accounts that were counted, whatever the division left over."""
    for flagged in range(1, 200):
        suspicion = np.concatenate([np.arange(197.0), np.full(10, 196.5 - flagged)])
        truth = np.arange(207) >= 197
        said = Predictions(truth, suspicion, suspicion > 196.0 - flagged)
        assert value_of(recall_at(value_of(false_positive_rate, said)), said) >= value_of(recall, said)


def test_calibration_error_by_hand():
    """Ten bins, each with its gap of mean probability and frequency, weighed by its size."""
    truth = np.array([False, False, True, True])
    probability = np.array([0.1, 0.1, 0.1, 0.95])
    found = figures(Predictions(truth, probability, probability > 0.5, probability, 0.5))
    assert found["ece"].value == pytest.approx(0.75 * (1 / 3 - 0.1) + 0.25 * 0.05)


def test_calibration_is_judged_at_the_assumed_prevalence():
    """Probabilities that are right at 15 % are right whatever the mixture of the test accounts."""
    random = np.random.default_rng(1)
    probability = random.choice([0.05, 0.5], size=40_000, p=[7 / 9, 2 / 9])
    truth = random.uniform(size=len(probability)) < probability
    few_genuine = truth | (random.uniform(size=len(truth)) < 0.2)
    chosen = Predictions(*(x[few_genuine] for x in (truth, probability, probability > 0.4, probability)), 0.15)
    assert figures(chosen)["ece"].value < 0.02


def test_intervals_cover():
    """About 95 % of intervals hold the value of a large sample."""
    truth_value = figures(some_predictions(60_000, 99))["auc"].value
    held = [
        figure.low <= truth_value <= figure.high
        for figure in (figures(some_predictions(300, seed))["auc"] for seed in range(60))
    ]
    assert 0.85 <= np.mean(held) <= 1.0


def test_one_class_only():
    """Genuine accounts alone give a false-positive rate and nothing that needs two classes."""
    alone = Predictions(np.zeros(10, bool), np.arange(10.0), np.arange(10) > 7)
    assert set(figures(alone)) == {"false_positive_rate"}
    assert figures(alone)["false_positive_rate"].value == pytest.approx(0.2)


def test_same_seed_same_interval():
    """The bootstrap is seeded."""
    assert figures(some_predictions(), seed=3) == figures(some_predictions(), seed=3)


def test_wilson_interval_is_inside_zero_and_one():
    """Extreme counts give intervals that stay within 0 and 1."""
    assert wilson_interval(0, 5)[0] == 0.0
    assert wilson_interval(5, 5)[1] == 1.0


def test_a_value_needs_no_interval():
    """Without resampling a metric has the value that stands in its figure."""
    p = some_predictions()
    assert value_of(auc, p) == figures(p)["auc"].value
    assert value_of(recall, p) == pytest.approx(oracle.recall_score(p.not_genuine, p.flagged))


def test_resamples_keep_the_size_of_each_class():
    """Every resample draws as many accounts of each class as there are, in blocks that add up to all of them."""
    p = some_predictions(90)
    seen = []

    def spy(predictions, weights):
        seen.append(weights)
        return recall(predictions, weights)

    estimate(p, {"spy": spy})
    assert [len(weights) for weights in seen] == [1, *[25] * (N_RESAMPLES // 25)]
    assert (seen[0] == 1).all()
    for weights in seen:
        assert (weights[:, p.not_genuine].sum(axis=1) == p.not_genuine.sum()).all()
        assert (weights.sum(axis=1) == len(p)).all()
    assert len({row.tobytes() for weights in seen for row in weights}) == 1 + N_RESAMPLES


def test_metrics_share_their_resamples():
    """The same metric asked for under two names has the same interval."""
    found = estimate(some_predictions(), {"a": auc, "b": auc})
    assert found["a"] == found["b"]


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
    simulated, model = ff.simulate_accounts(50, 30, 20, random_state=2), ff.load_detector("x")
    scores, told = (model.score(ff.read(simulated.profiles), prior=prior) for prior in (None, share))
    truth = np.array(simulated.kind) != "genuine"
    moved = Predictions.of_log_odds(scores.log_odds, truth, truth, model.prior).at_prevalence(share)
    np.testing.assert_allclose(moved.probability, 1.0 - told.authenticity, atol=1e-12)


def test_a_method_without_probabilities_says_so():
    """Asking for a prior where no probability is stated is an error."""
    bare = Predictions(np.zeros(2, bool), np.zeros(2), np.zeros(2, bool))
    with pytest.raises(ValueError, match="a method without them"):
        bare.at_prevalence(0.1)
