"""Other platforms, on synthetic accounts: what learns anew never sees the set that it is tested on."""

import json

import numpy as np
import pytest
from made_up_releases import SCOPE, Spy
from sklearn.metrics import roc_auc_score

from fakefollow import load_detector, read
from fakefollow.evaluation import LabelledAccounts
from fakefollow.scoring import GENUINE
from fakefollow.simulate import simulate_accounts
from fakefollow.training import TrainingSettings
from models.bench.accounts.folds import INSTAGRAM_SETS, platform_folds
from models.bench.accounts.platforms import (
    GENERIC,
    GENERIC_TEXTS,
    LEAKS,
    LISTS,
    OF_X,
    OWN,
    PLATFORM_BASELINES,
    PLATFORM_TEXTS,
    RANDOM_ACCOUNTS,
    UNLABELLED_LISTS,
    AsItShips,
    evaluate_generic,
    evaluate_platforms,
    platform_methods,
    read_lists,
)
from models.bench.accounts.run import DetectorMethod, EstimatorMethod, FittedDetector
from models.bench.baselines import ALL_BASELINES
from models.bench.scope import Scope
from models.releases import INSTAGRAM_RELEASES, X_RELEASES, read_releases

FEATURES = ("followers_count", "following_per_follower", "posts_count", "username_digits")
SETTINGS = TrainingSettings(features=FEATURES, classifier={"max_iter": 8}, n_folds=2)
SIMULATED = simulate_accounts(300, 210, 0, random_state=4)
FIELDS = ("id", "username", "followers_count", "following_count", "posts_count", "default_profile_image")
TABLE = read([{name: profile[name] for name in FIELDS} for profile in SIMULATED.profiles])
ACCOUNTS = LabelledAccounts.of(
    TABLE, SIMULATED.kind, [INSTAGRAM_SETS[row % len(INSTAGRAM_SETS)] for row in range(len(SIMULATED))]
)
DRAWN = read([{name: profile[name] for name in FIELDS} for profile in SIMULATED.profiles[:80]])
SHIPPED = load_detector("x")


def no_bar(steps, n_steps, description):
    return steps


@pytest.fixture(scope="module")
def evaluated():
    """Return the results of four methods, one of which notes what it was trained on."""
    spy = Spy(lambda table: table.floats("followers_count"))
    tried = {
        OWN: DetectorMethod(SETTINGS),
        OF_X: AsItShips(SHIPPED),
        "one_line": EstimatorMethod(ALL_BASELINES["one_line"].make, SETTINGS),
        "counts": EstimatorMethod(PLATFORM_BASELINES["counts"].make, SETTINGS),
        "spy": spy,
    }
    return evaluate_platforms(ACCOUNTS, DRAWN, tried, no_bar, n_jobs=1), spy.trained


def test_a_set_is_never_trained_on_before_it_is_tested(evaluated):
    """Each set in turn is left out, and for the accounts drawn at random the set that they are of."""
    every = set(INSTAGRAM_SETS)
    assert evaluated[1] == [*(every - {name} for name in INSTAGRAM_SETS), every - {INSTAGRAM_SETS[0]}]


def test_a_shipped_detector_is_not_trained():
    """Whatever it is given to learn from, a detector that ships stays as it is."""
    fitted = AsItShips(SHIPPED)(ACCOUNTS)
    assert isinstance(fitted, FittedDetector)
    assert fitted.detector is SHIPPED


def test_every_protocol_is_told_with_its_rows(evaluated):
    """Results are plain data: each protocol with its text, and a row for every method and set."""
    results, _ = evaluated
    protocols = results["protocols"]
    assert {name: found["protocol"] for name, found in protocols.items()} == PLATFORM_TEXTS
    pairs = [(row["method"], row["fold"].split(" x ")[0]) for row in protocols["instagram_sets"]["rows"]]
    tried = (OWN, OF_X, "one_line", "counts", "spy")
    assert pairs == [(method, name) for name in INSTAGRAM_SETS for method in tried]
    assert json.loads(json.dumps(results)) == results


def test_figures_are_of_the_accounts_of_the_set(evaluated):
    """The AUC of a shipped detector is that of its own scores of the set."""
    row = next(row for row in evaluated[0]["protocols"]["instagram_sets"]["rows"] if row["method"] == OF_X)
    of_set = ACCOUNTS.where(INSTAGRAM_SETS[0] == ACCOUNTS.sources)
    truth = of_set.kinds != GENUINE
    expected = roc_auc_score(truth, 1 - SHIPPED.score(of_set.table).authenticity)
    assert row["auc"]["value"] == pytest.approx(expected, abs=1e-4)
    assert (row["n_not_genuine"], row["n_genuine"]) == (truth.sum(), (~truth).sum())


def test_accounts_drawn_at_random_are_counted(evaluated):
    """Of accounts that nobody labelled only the share flagged is told."""
    rows = {row["method"]: row for row in evaluated[0]["protocols"][RANDOM_ACCOUNTS]["rows"]}
    followers = DRAWN.floats("followers_count")
    flagged = int((followers > np.median(followers)).sum())
    assert (rows["spy"]["n_accounts"], rows["spy"]["flagged"]) == (len(DRAWN), flagged)
    assert rows["spy"]["low"] <= rows["spy"]["per_1000"] <= rows["spy"]["high"]
    assert "n_genuine" not in rows["spy"]


def test_leaks_are_looked_for_inside_each_set(evaluated):
    """Every set has the leak baselines that it shows something to: ids and missing fields here."""
    rows = evaluated[0]["protocols"][LEAKS]["rows"]
    found = {(row["set"], row["leak"]) for row in rows}
    titles = [ALL_BASELINES[name].title for name in ("id", "missingness")]
    assert found == {(name, title) for name in INSTAGRAM_SETS for title in titles}


def test_all_baselines_are_tried():
    """Our models come first, then every baseline, those made for Instagram last."""
    tried = platform_methods(Scope(), {OF_X: SHIPPED})
    assert list(tried) == [OWN, OF_X, *ALL_BASELINES, *PLATFORM_BASELINES]


@pytest.fixture(scope="module")
def generic(data_folder):
    """Return what the generic model finds on made-up accounts of either platform, and on lists."""
    both = read_releases(data_folder, (*X_RELEASES, *INSTAGRAM_RELEASES))
    return evaluate_generic(both, read_lists(data_folder), load_detector("generic"), SCOPE, no_bar)


def test_a_platform_left_out_is_measured_by_what_it_has_not_taught(generic):
    """Every cell that is run has the model and the baselines beside it, and the figures are the means over them."""
    protocols = generic["protocols"]
    assert {name: protocol["protocol"] for name, protocol in protocols.items()} == GENERIC_TEXTS
    for name, figure in (("instagram_unseen", "generic_auc_instagram"), ("x_unseen", "generic_auc_x")):
        cells = SCOPE.some([fold.name for fold in platform_folds() if fold.protocol == name])
        found = [row["fold"] for row in protocols[name]["rows"] if row["method"] == GENERIC]
        assert found == list(cells)
        assert generic["figures"][figure] == protocols[name]["mean"][GENERIC]["mean_auc"]
        assert set(protocols[name]["mean"]) == {GENERIC, "one_line", "counts"}


def test_lists_without_labels_are_counted(generic, data_folder):
    """Flagged per 1,000 of each list is what the shipped model calls; thresholds alone and the rule stand beside it."""
    rows = {row["list"]: row for row in generic["protocols"][LISTS]["rows"]}
    assert list(rows) == list(UNLABELLED_LISTS)
    for name, table in read_lists(data_folder).items():
        verdicts = load_detector("generic").score(table).verdict
        called = sum(verdict.startswith("likely_") for verdict in verdicts.tolist())
        followed, followers = table.floats("following_count"), table.floats("followers_count")
        assert (rows[name]["n_accounts"], rows[name]["flagged"]) == (len(table), called)
        assert rows[name]["thresholds"] >= rows[name]["per_1000"]
        assert rows[name]["rule"] == pytest.approx(1000 * np.mean(followed > 10 * followers), abs=0.05)
