"""The harness on synthetic accounts: nothing unseen is trained on, and every number comes from predictions."""

import json
import re
from itertools import pairwise

import numpy as np
import pytest
from made_up_releases import SCOPE
from sklearn.metrics import matthews_corrcoef, roc_auc_score

from fakefollow import read
from fakefollow.evaluation import LabelledAccounts, Predictions
from fakefollow.scoring import GENUINE
from fakefollow.simulate import simulate_accounts
from fakefollow.training import TrainingSettings, train_detector
from models.bench.accounts.cresci_2015 import ALL_FEATURES
from models.bench.accounts.folds import Fold, bot_folds, genuine_folds, vendor_folds
from models.bench.accounts.harness import ADDITIVE, OURS, PROTOCOLS, methods, results_of
from models.bench.accounts.run import DetectorMethod, EstimatorMethod, mean_of, run_folds
from models.bench.accounts.slices import POOLED
from models.bench.baselines import ALL_BASELINES
from models.bench.results.report import SECTIONS, TITLES, results_to_markdown
from models.bench.scope import Scope

SETTINGS = TrainingSettings(classifier={"max_iter": 12}, n_folds=2)
SIMULATED = simulate_accounts(400, 240, 120, random_state=9)
ACCOUNTS = LabelledAccounts.of(read(SIMULATED.profiles), SIMULATED.kind, SIMULATED.source)
TRAINING = np.ones(len(ACCOUNTS), np.bool_)
PURCHASED = sorted({s for s, k in zip(SIMULATED.source, SIMULATED.kind, strict=True) if k == "purchased"})
PEOPLE = sorted({s for s, k in zip(SIMULATED.source, SIMULATED.kind, strict=True) if k == GENUINE})
FOLDS = [
    *(Fold("sellers", (vendor,), (PEOPLE[0],)) for vendor in PURCHASED[:2]),
    Fold("false_positives", (), (PEOPLE[1],)),
]
TRIED = {
    OURS: DetectorMethod(SETTINGS),
    **{name: EstimatorMethod(ALL_BASELINES[name].make, SETTINGS) for name in ("one_line", "tree", "missingness")},
}


def no_bar(steps, n_steps, description):
    return steps


@pytest.fixture(scope="module")
def results():
    """Return the results of a small run."""
    return results_of(ACCOUNTS, TRAINING, FOLDS, TRIED, no_bar, n_jobs=1)


@pytest.fixture(scope="module")
def evaluated(bench):
    """Return the results about accounts of a whole bench that runs every tenth fold with two baselines."""
    return {name: bench.results[name] for name in ("seed", "interval", "protocols")}


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
    row = results["protocols"]["sellers"]["rows"][0]
    assert (row["method"], row["fold"]) == (OURS, fold.name)
    assert row["auc"]["value"] == pytest.approx(roc_auc_score(truth, 1 - scores.authenticity), abs=1e-4)
    called = np.char.startswith(scores.verdict, "likely_")
    assert row["mcc"]["value"] == pytest.approx(matthews_corrcoef(truth, called), abs=1e-4)
    assert (row["n_not_genuine"], row["n_genuine"]) == (truth.sum(), (~truth).sum())


def test_every_figure_has_its_interval(results):
    """Each value lies within its interval, and each row says how many accounts it is about."""
    for row in results["protocols"]["sellers"]["rows"]:
        found = [value for value in row.values() if isinstance(value, dict)]
        assert found
        assert all(value["low"] <= value["high"] for value in found)
        assert row["n_genuine"] > 0


def test_means_are_means_of_the_rows(results):
    """Mean and worst of a method are taken over its folds."""
    vendors = results["protocols"]["sellers"]
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


def test_missingness_says_nothing_where_all_fields_are_known(results):
    """On synthetic accounts, which show every field, the mask of known fields has an AUC of one half."""
    assert results["protocols"]["sellers"]["mean"]["missingness"]["mean_auc"] == 0.5


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
    assert list(methods(Scope())) == [OURS, *ALL_BASELINES]


def test_the_whole_run_has_every_protocol(evaluated):
    """Each protocol is there in the order of the report, with its description and rows, as plain data."""
    found = {name: protocol["protocol"] for name, protocol in evaluated["protocols"].items()}
    assert list(found.items()) == list(PROTOCOLS.items())
    assert all(protocol["rows"] for protocol in evaluated["protocols"].values())


def test_folds_left_out_are_reported_beside_the_means(evaluated):
    """Sources that do not count, here one of weak labels, have their rows, are named, and do not enter the means."""
    bots, folds = evaluated["protocols"]["bots"], SCOPE.some(bot_folds())
    assert bots["left_out"] == [fold.name for fold in folds if not fold.counts] == ["twibot22-2024 x twibot22-2024"]
    aucs = {row["fold"]: row["auc"]["value"] for row in bots["rows"] if row["method"] == OURS}
    assert list(aucs) == [fold.name for fold in folds]
    counted = [auc for name, auc in aucs.items() if name not in bots["left_out"]]
    assert bots["mean"][OURS]["mean_auc"] == pytest.approx(np.mean(counted), abs=1e-4)
    assert bots["mean"][OURS]["worst_auc"] == min(counted)


def test_random_splits_have_plain_methods_only(evaluated):
    """Our classifier stands there as a plain estimator beside every baseline and the published figures."""
    rows = evaluated["protocols"]["cresci_2015"]["rows"]
    assert [row["method"] for row in rows] == [ADDITIVE, *SCOPE.baselines, ALL_FEATURES]


def test_slices_are_of_the_false_positives(evaluated):
    """Slices of one kind add up to the accounts and flags that are counted for each source of ours."""
    protocols = evaluated["protocols"]
    slices = protocols["false_positive_slices"]["rows"]
    whole = [row for row in protocols["false_positives"]["rows"] if row["method"] == OURS]
    assert [row["source"] for row in whole] == [fold.name for fold in SCOPE.some(genuine_folds())]
    for row in whole:
        of_source = [one for one in slices if (one["source"], one["by"]) == (row["source"], "script of the name")]
        for count in ("n_genuine", "flagged"):
            assert sum(one[count] for one in of_source) == row[count]
    assert {row["method"] for row in slices if row["source"] == POOLED} == {OURS, "one_line"}


def test_the_nine_cells_are_among_the_sellers(evaluated):
    """Figures of the nine cells of 2013 are those that stand among the 24, for every method."""
    sellers, nine = (evaluated["protocols"][name] for name in ("sellers", "vendors"))
    names = {fold.name for fold in vendor_folds()}
    rows = [row for row in sellers["rows"] if row["fold"] in names]
    assert nine["rows"] == [row for row in rows if row["method"] == OURS]
    assert nine["mean"] == {method: mean_of(rows, method) for method in (OURS, *SCOPE.baselines)}


def test_leaks_are_looked_at_beside_sellers_only(evaluated):
    """Methods that look at no account stand in the seller cells and nowhere else."""
    found = {
        name: {row["method"] for row in protocol["rows"] if "method" in row} & {"tree"}
        for name, protocol in evaluated["protocols"].items()
    }
    assert {name for name, leaks in found.items() if leaks} == {"sellers", "cresci_2015"}


def test_the_text_has_every_section(evaluated):
    """RESULTS.md shows every protocol under a plain title, no column name of the data, and no number in full."""
    text = results_to_markdown(evaluated)
    assert list(SECTIONS) == list(TITLES) == list(PROTOCOLS)
    assert [line[3:] for line in text.splitlines() if line.startswith("## ")][2:] == list(TITLES.values())
    heads = [line for line, rule in pairwise(text.splitlines()) if rule.startswith("| --- |")]
    words = set(" ".join(heads).split())
    assert not {word for word in words if "_" in word} - {"genuine_accounts"} - fold_words()
    assert not re.search(r"[0-9][.][0-9]{4}", text)


def fold_words():
    """Return the words in the names of folds."""
    return {word for fold in bot_folds() for word in fold.name.split()}


def test_the_lead_fits_one_screen(evaluated):
    """Before anything else there is one table of figures and goals, in at most 45 lines."""
    lead, _, rest = results_to_markdown(evaluated).partition("## Where we are weak")
    assert lead.startswith("# Results\n")
    assert len(lead.splitlines()) <= 45
    assert "## Where we stand" in lead
    assert rest
