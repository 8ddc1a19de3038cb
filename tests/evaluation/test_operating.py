"""Recall curves and reliability: worked out from predictions, equal to counting by hand."""

import numpy as np
import pytest
from sklearn.metrics import roc_curve

from fakefollow.evaluation import Predictions, figures, figures_in_use, recall_curve, reliability, wilson_interval


def some_predictions(n=500, seed=0, digits=6):
    """Return predictions whose probabilities hold at a prior of 15 %, with ties if rounded coarsely."""
    random = np.random.default_rng(seed)
    probability = np.round(random.uniform(size=n), digits)
    truth = random.uniform(size=n) < probability
    return Predictions(truth, probability, probability > 0.5, probability, 0.15)


@pytest.mark.parametrize("digits", [1, 6], ids=["ties", "no ties"])
def test_points_lie_on_the_roc_curve(digits):
    """At each rate the recall is the highest that scikit-learn's ROC curve reaches without exceeding the rate."""
    predictions = some_predictions(digits=digits)
    rates, recalls, _ = roc_curve(predictions.not_genuine, predictions.suspicion, drop_intermediate=False)
    for point in recall_curve(predictions):
        expected = recalls[rates <= point.false_positive_rate + 1e-12].max()
        assert point.recall == pytest.approx(expected)


def test_curve_rises_from_no_false_positive_to_all():
    """Rates begin with 0 and end with 1, and neither rates nor recalls ever fall."""
    points = recall_curve(some_predictions())
    rates, recalls = [p.false_positive_rate for p in points], [p.recall for p in points]
    assert (rates[0], rates[-1], recalls[-1]) == (0.0, 1.0, 1.0)
    assert rates == sorted(set(rates))
    assert recalls == sorted(recalls)


def test_curve_agrees_with_the_figure_at_one_percent():
    """Where 1 % is a whole number of accounts, the curve has the recall of the figure there."""
    random = np.random.default_rng(1)
    truth = np.arange(1300) >= 1000
    suspicion = random.normal(size=1300) + truth
    predictions = Predictions(truth, suspicion, suspicion > 1)
    (point,) = [p for p in recall_curve(predictions) if p.false_positive_rate == 0.01]
    assert point.recall == figures(predictions)["recall_at_1_percent"].value


def test_few_accounts_are_enough_for_a_curve():
    """One genuine and one other account give a curve of two points."""
    points = recall_curve(Predictions(np.array([True, False]), np.array([2.0, 1.0]), np.array([True, False])))
    assert [(p.false_positive_rate, p.recall) for p in points] == [(0.0, 1.0), (1.0, 1.0)]


def test_reliability_by_hand():
    """Classes are weighed to the prior: 30 of 60 genuine in a bin are not one half where few accounts are genuine."""
    probability = np.array([0.95] * 60 + [0.05] * 140)
    truth = np.array([True] * 30 + [False] * 30 + [True] * 70 + [False] * 70)
    low, high = reliability(Predictions(truth, probability, truth, probability, 0.15))
    assert (low.low, low.high, low.n_accounts) == (0.0, 0.1, 60)
    assert (high.low, high.high, high.n_accounts) == (0.9, 1.0, 140)
    assert low.stated == pytest.approx(0.05)
    assert low.observed.value == pytest.approx(0.85)  # 30 % of both classes, so what the prior says
    bounds = wilson_interval(30, 60)
    assert low.observed.low == pytest.approx(0.85 * bounds[0] / (0.85 * bounds[0] + 0.15 * (1 - bounds[0])))
    assert low.observed.high == pytest.approx(0.85 * bounds[1] / (0.85 * bounds[1] + 0.15 * (1 - bounds[1])))


def test_true_probabilities_lie_within_their_intervals():
    """Probabilities that hold at the prior are observed as stated."""
    random = np.random.default_rng(3)
    probability = random.beta(0.3, 1.7, size=40_000)  # mean .15
    truth = random.uniform(size=len(probability)) < probability
    bins = [one for one in reliability(Predictions(truth, probability, truth, probability, 0.15)) if one.observed]
    held = [one.observed.low - 0.01 <= one.stated <= one.observed.high + 0.01 for one in bins]
    assert len(bins) == 10
    assert all(held)


def test_few_accounts_have_no_observed_share():
    """Below 50 accounts in a bin only their number and mean are given."""
    probability = np.array([0.95] * 49 + [0.05] * 50)
    truth = np.arange(99) % 2 == 0
    low, high = reliability(Predictions(truth, probability, truth, probability, 0.15))
    assert low.observed is None
    assert low.n_accounts == 49
    assert high.observed is not None


def test_shares_have_wilson_intervals():
    """Nobody flagged among 100 genuine accounts does not mean that nobody ever will be."""
    truth = np.arange(200) >= 100
    probability = np.where(truth, 0.9, 0.1)
    found = figures_in_use(Predictions(truth, probability, truth & (np.arange(200) < 150), probability, 0.15))
    rate, recall = found["false_positive_rate"], found["recall"]
    assert (rate.value, rate.low, rate.high) == (0.0, *wilson_interval(0, 100))
    assert (recall.value, recall.low, recall.high) == (0.5, *wilson_interval(50, 100))
    assert found["precision"].value == 1.0
    worst = 0.15 * recall.low / (0.15 * recall.low + 0.85 * rate.high)
    assert (found["precision"].low, found["precision"].high) == pytest.approx((worst, 1.0))


def test_other_figures_are_those_of_the_metrics():
    """Everything else is the bootstrap's, in the order in which it is shown."""
    predictions = some_predictions()
    found, before = figures_in_use(predictions, seed=2), figures(predictions, seed=2)
    assert list(found) == [
        *("auc", "mcc", "recall", "false_positive_rate", "recall_at_1_percent", "precision", "brier", "ece")
    ]
    assert all(found[name] == before[name] for name in ("auc", "mcc", "recall_at_1_percent", "brier", "ece"))
    assert found["recall"].value == before["recall"].value
