"""Abstention: error rates by share of accounts judged, and what prediction sets hold, by hand and by law."""

import json

import numpy as np
import pytest
from hypothesis import given, strategies as st

from fakefollow import read
from fakefollow.evaluation import LabelledAccounts, Predictions, wilson_interval
from fakefollow.simulate import simulate_accounts
from fakefollow.training import TrainingSettings
from models.bench.accounts.abstention import (
    COVERAGES,
    abstention_results,
    prevalence_weights,
    risk_when_abstaining,
    set_figures,
)
from models.bench.accounts.folds import Fold
from models.bench.accounts.run import DetectorMethod, FoldPredictions

CELL = Fold("vendors", ("seller",), ("people",))


def made_up(n=400, seed=0, sets=True):
    """Return predictions whose margin is right more often the larger it is."""
    random = np.random.default_rng(seed)
    truth = random.uniform(size=n) < 0.4
    margin = random.normal(np.where(truth, 1.0, -1.0), 1.0)
    could_be = np.column_stack([margin < 1.0, margin > -1.0]) if sets else None
    return Predictions(truth, margin, margin > 0, margin=margin, sets=could_be)


def risk(margin, truth, coverage, weight=None):
    weights = np.ones((1, len(margin))) if weight is None else np.array([weight])
    kept, rest = risk_when_abstaining(np.array(margin), np.array(truth), weights, coverage)
    return float(kept[0]), float(rest[0])


def test_weights_give_the_prevalence():
    """The accounts that are not genuine weigh 15 % together, whatever their number; within a class all the same."""
    truth = np.array([True, False, False, False, True, False])
    weight = prevalence_weights(truth)
    assert weight[truth].tolist() == [0.075, 0.075]
    assert weight.sum() == pytest.approx(1.0)


def test_risk_by_hand():
    """Of five accounts the least certain is the wrong one: without it there is no error, and the rest is all wrong."""
    margin, truth = [3.0, -2.0, 0.1, -4.0, 1.0], [True, False, False, False, True]
    assert risk(margin, truth, 0.8) == (0.0, pytest.approx(1.0))


def test_confident_errors_stay():
    """An error with a large margin stays among the kept."""
    assert risk([5.0, 0.1, -1.0, -2.0], [False, True, False, False], 0.5) == (0.5, 0.0)


def test_weights_decide_how_many_are_kept():
    """The share kept is one of weight, not of rows."""
    kept, rest = risk([3.0, -2.0, 0.5], [False, False, True], 0.5, [8.0, 1.0, 1.0])
    assert (kept, rest) == (1.0, pytest.approx(0.6))


@given(st.lists(st.booleans(), min_size=2, max_size=20), st.sampled_from(COVERAGES))
def test_equal_margins_are_kept_in_equal_parts(truth, coverage):
    """Where all are equally certain, abstaining changes no error rate, whatever the order of rows."""
    whole = 1.0 - np.mean(truth)
    assert risk([1.0] * len(truth), truth, coverage) == (pytest.approx(whole), pytest.approx(whole))


@given(
    st.lists(st.tuples(st.floats(-5, 5), st.booleans()), min_size=2, max_size=30),
    st.sampled_from(COVERAGES),
    st.randoms(use_true_random=False),
)
def test_parts_add_up_and_order_changes_nothing(rows, coverage, random):
    """Errors of kept and rest add up to those of all; permuted rows have the same rates."""
    margin, truth = np.array(rows).T
    kept, rest = risk(margin, truth.astype(bool), coverage)
    whole = np.mean((margin > 0) != truth.astype(bool))
    assert coverage * kept + (1 - coverage) * rest == pytest.approx(whole)
    random.shuffle(rows)
    margin, truth = np.array(rows).T
    assert risk(margin, truth.astype(bool), coverage) == (pytest.approx(kept), pytest.approx(rest))


def test_set_figures_by_hand():
    """Covered, ambiguous and empty are shares of the accounts, with Wilson's interval, and the size is a mean."""
    sets = np.array([[1, 0, 0], [1, 1, 0], [0, 0, 0], [0, 0, 1]], bool)
    found = set_figures(sets, np.array([0, 0, 1, 2]))
    low, high = wilson_interval(3, 4)
    assert found["covered"] == {"value": 0.75, "low": round(low, 4), "high": round(high, 4)}
    assert (found["ambiguous"]["value"], found["empty"]["value"], found["set_size"]) == (0.25, 0.25, 1.0)


def test_set_figures_of_nobody():
    """No accounts have no shares: None."""
    assert set(set_figures(np.zeros((0, 2), bool), np.zeros(0, int)).values()) == {None}


def test_row_has_sizes_rates_ratios_and_sets():
    """A row tells how many accounts of each class, and every figure is that of the predictions."""
    predictions = made_up()
    (row,) = abstention_results([FoldPredictions(CELL, "ours", predictions)])["rows"]
    truth = predictions.not_genuine
    assert (row["method"], row["fold"], row["n_not_genuine"]) == ("ours", "seller x people", int(truth.sum()))
    weight = prevalence_weights(truth)
    assert row["error_rate"]["value"] == round(float(weight[predictions.flagged != truth].sum()), 4)
    for share in COVERAGES:
        kept, rest = risk(predictions.margin, truth, share, weight)
        name = f"{100 * share:.0f}"
        assert (row[f"kept_{name}"]["value"], row[f"rest_{name}"]["value"]) == (round(kept, 4), round(rest, 4))
        assert row[f"ratio_{name}"] == pytest.approx(kept / row["error_rate"]["value"], abs=2e-3)
        assert row[f"kept_{name}"]["low"] <= kept <= row[f"kept_{name}"]["high"]
    assert row["genuine_covered"]["value"] == round(float((predictions.margin[~truth] < 1.0).mean()), 4)
    assert row["not_genuine_covered"]["value"] == round(float((predictions.margin[truth] > -1.0).mean()), 4)
    assert row["genuine_set_size"] == round(float(predictions.sets[~truth].sum(axis=1).mean()), 4)


def test_abstaining_pays_where_margins_tell():
    """Where large margins are right more often, leaving more open lowers the error rate step by step."""
    (row,) = abstention_results([FoldPredictions(CELL, "ours", made_up(4000))])["rows"]
    rates = [row[f"kept_{100 * share:.0f}"]["value"] for share in (0.95, 0.9, 0.8, 0.7, 0.5)]
    assert rates == sorted(rates, reverse=True)
    assert row["ratio_80"] < 0.7


def test_mean_is_over_the_folds():
    """Means are over folds; the ratio is that of the mean rates, so that a fold without errors does no harm."""
    perfect = np.array([True, False] * 100)
    margin = np.where(perfect, 1.0, -1.0)
    done = [
        FoldPredictions(CELL, "ours", made_up()),
        FoldPredictions(CELL, "ours", Predictions(perfect, margin, perfect, margin=margin, sets=made_up(200).sets)),
    ]
    results = abstention_results(done)
    first, second = results["rows"]
    mean = results["mean"]["ours"]
    assert second["ratio_80"] is None
    assert mean["mean_kept_80"] == pytest.approx(first["kept_80"]["value"] / 2, abs=1e-4)
    assert mean["ratio_80"] == pytest.approx(first["ratio_80"], abs=2e-3)
    assert mean["mean_genuine_set_size"] == pytest.approx(
        (first["genuine_set_size"] + second["genuine_set_size"]) / 2, abs=1e-4
    )


def test_what_cannot_be_measured_is_left_out():
    """Methods without margins and cells of one class give no row; without sets the row has error rates alone."""
    one_class = Predictions(np.zeros(5, bool), np.zeros(5), np.zeros(5, bool), margin=np.full(5, -1.0))
    blind = Predictions(np.array([True, False]), np.zeros(2), np.zeros(2, bool))
    done = [
        FoldPredictions(CELL, name, one)
        for name, one in {"one class": one_class, "blind": blind, "plain": made_up(sets=False)}.items()
    ]
    results = abstention_results(done)
    assert [row["method"] for row in results["rows"]] == ["plain"]
    assert not any("covered" in name for name in results["rows"][0])
    assert list(results["mean"]) == ["plain"]


def test_results_are_plain_data():
    """Results survive JSON unchanged."""
    results = abstention_results([FoldPredictions(CELL, "ours", made_up())])
    assert json.loads(json.dumps(results)) == results


def test_detector_predicts_sets():
    """A trained detector says for each account whether it could be genuine and whether it could be another kind."""
    simulated = simulate_accounts(300, 150, 150, random_state=4)
    accounts = LabelledAccounts.of(read(simulated.profiles), simulated.kind, simulated.source)
    settings = TrainingSettings(classifier={"max_iter": 10}, n_folds=2)
    fitted = DetectorMethod(settings)(accounts)
    predictions = fitted.predict(accounts)
    sets = fitted.detector.score(accounts.table).prediction_sets(0.9)
    np.testing.assert_array_equal(predictions.sets, sets)
    assert "ratio_80" in abstention_results([FoldPredictions(CELL, "ours", predictions)])["rows"][0]
