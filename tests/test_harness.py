"""The harness on synthetic accounts: nothing unseen is trained on, and every number comes from predictions."""

import json

import numpy as np
import pytest
from sklearn.metrics import matthews_corrcoef, roc_auc_score

from fakefollow import read
from fakefollow.calibration import GENUINE
from fakefollow.evaluation.baselines import ALL_BASELINES
from fakefollow.evaluation.folds import Fold
from fakefollow.evaluation.harness import OURS, methods, results_of
from fakefollow.evaluation.methods import DetectorMethod, EstimatorMethod
from fakefollow.evaluation.metrics import Predictions
from fakefollow.evaluation.results_text import results_to_markdown
from fakefollow.evaluation.run import false_positives_per_thousand, run_folds
from fakefollow.simulate import simulate_accounts
from fakefollow.training import LabelledAccounts, TrainingSettings, train_detector

SETTINGS = TrainingSettings(classifier={"dropout": 0.3, "max_iter": 12}, n_folds=2)
SIMULATED = simulate_accounts(400, 240, 120, random_state=9)
ACCOUNTS = LabelledAccounts.of(read(SIMULATED.profiles), SIMULATED.kind, SIMULATED.source)
TRAINING = np.ones(len(ACCOUNTS), np.bool_)
PURCHASED = sorted({s for s, k in zip(SIMULATED.source, SIMULATED.kind, strict=True) if k == "purchased"})
PEOPLE = sorted({s for s, k in zip(SIMULATED.source, SIMULATED.kind, strict=True) if k == GENUINE})
FOLDS = [
    *(Fold("vendors", (vendor,), (PEOPLE[0],)) for vendor in PURCHASED[:2]),
    Fold("false_positives", (), (PEOPLE[1],)),
]
TRIED = {
    OURS: DetectorMethod(SETTINGS),
    **{
        name: EstimatorMethod(ALL_BASELINES[name].make, SETTINGS)
        for name in ("one_line", "tree", "missingness")
    },
}


def no_bar(steps, n_steps, description):
    return steps


@pytest.fixture(scope="module")
def results():
    """Return the results of a small run."""
    return results_of(ACCOUNTS, TRAINING, FOLDS, TRIED, no_bar, n_jobs=1)


def test_unseen_sources_are_never_trained_on():
    """A method is given every source but those of the fold, and is tested on those alone."""
    trained, tested = [], []

    class Spy:
        def __call__(self, accounts):
            trained.append(set(accounts.sources.tolist()))
            return self

        def predict(self, accounts):
            tested.append(set(accounts.sources.tolist()))
            return Predictions(accounts.kinds != GENUINE, np.zeros(len(accounts)), accounts.kinds == "none")

    list(run_folds(ACCOUNTS, TRAINING, FOLDS, {"spy": Spy()}, n_jobs=1))
    every = set(SIMULATED.source)
    expected = [{*fold.not_genuine, *fold.genuine} for fold in FOLDS]
    assert tested == expected
    assert trained == [every - unseen for unseen in expected]


def test_figures_are_those_of_a_training_by_hand(results):
    """AUC and MCC of a fold equal scikit-learn's on a detector trained without its sources."""
    fold = FOLDS[0]
    detector = train_detector(ACCOUNTS.where(~fold.unseen(ACCOUNTS)), "by hand", SETTINGS)
    test = ACCOUNTS.where(fold.tested(ACCOUNTS))
    scores, truth = detector.score(test.table), test.kinds != GENUINE
    row = results["protocols"]["vendors"]["rows"][0]
    assert (row["method"], row["fold"]) == (OURS, fold.name)
    assert row["auc"]["value"] == pytest.approx(roc_auc_score(truth, 1 - scores.authenticity), abs=1e-4)
    called = np.char.startswith(scores.verdict, "likely_")
    assert row["mcc"]["value"] == pytest.approx(matthews_corrcoef(truth, called), abs=1e-4)
    assert (row["n_not_genuine"], row["n_genuine"]) == (truth.sum(), (~truth).sum())


def test_every_figure_has_its_interval(results):
    """Each value lies within its interval, and each row says how many accounts it is about."""
    for row in results["protocols"]["vendors"]["rows"]:
        found = [value for value in row.values() if isinstance(value, dict)]
        assert found
        assert all(value["low"] <= value["high"] for value in found)
        assert row["n_genuine"] > 0


def test_means_are_means_of_the_rows(results):
    """Mean and worst of a method are taken over its folds."""
    vendors = results["protocols"]["vendors"]
    values = [row["auc"]["value"] for row in vendors["rows"] if row["method"] == "tree"]
    assert vendors["mean"]["tree"]["mean_auc"] == pytest.approx(np.mean(values), abs=1e-4)
    assert vendors["mean"]["tree"]["worst_auc"] == min(values)


def test_false_positives_are_counted_per_thousand(results):
    """Flagged genuine accounts per 1,000 with their interval, for every method."""
    rows = results["protocols"]["false_positives"]["rows"]
    assert [row["method"] for row in rows] == list(TRIED)
    for row in rows:
        assert row["per_1000"] == pytest.approx(1000 * row["flagged"] / row["n_genuine"], abs=0.01)
        assert row["low"] <= row["per_1000"] <= row["high"]


def test_too_few_accounts_give_no_share():
    """Below 50 genuine accounts no share is stated."""
    few = Predictions(np.zeros(49, bool), np.zeros(49), np.zeros(49, bool))
    assert false_positives_per_thousand(few) == {"n_genuine": 49, "flagged": 0, "per_1000": None}


def test_missingness_says_nothing_where_all_fields_are_known(results):
    """On synthetic accounts, which show every field, the mask of known fields has an AUC of one half."""
    assert results["protocols"]["vendors"]["mean"]["missingness"]["mean_auc"] == 0.5


def test_results_are_plain_data_and_repeatable(results):
    """Results survive JSON and a second run gives the same."""
    assert json.loads(json.dumps(results)) == results
    assert results_of(ACCOUNTS, TRAINING, FOLDS, TRIED, no_bar, n_jobs=1) == results


def test_text_shows_every_method(results):
    """RESULTS.md has a row for every method and one for each fold of ours."""
    text = results_to_markdown(results)
    for name in TRIED:
        title = name if name == OURS else ALL_BASELINES[name].title
        assert f"| {title} |" in text
    assert all(f"| {fold.name} |" in text for fold in FOLDS[:2])


def test_all_baselines_are_tried():
    """The full run has our detector first and then every baseline."""
    assert list(methods(SETTINGS)) == [OURS, *ALL_BASELINES]
