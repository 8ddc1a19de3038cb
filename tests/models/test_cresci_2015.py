"""Random splits of cresci-2015: the published set, every account tested once, published figures beside."""

import numpy as np
import pytest

from fakefollow import read
from fakefollow.evaluation import LabelledAccounts, Predictions
from fakefollow.scoring import GENUINE
from fakefollow.simulate import simulate_accounts
from fakefollow.training import TrainingSettings
from models.bench.accounts.cresci_2015 import (
    ALL_FEATURES,
    N_FOLDS,
    PEOPLE,
    PUBLISHED,
    balanced_set,
    random_split_rows,
    random_splits,
)
from models.bench.accounts.folds import VENDORS
from models.bench.baselines import OurAdditive

SIMULATED = simulate_accounts(120, 90, 30, random_state=1)
NAMES = {"genuine": ["E13", "TFP", "verified-2019"], "purchased": VENDORS, "bot": ["botwiki-2019"]}
SOURCES = [NAMES[kind][row % len(NAMES[kind])] for row, kind in enumerate(SIMULATED.kind)]
ACCOUNTS = LabelledAccounts.of(read(SIMULATED.profiles), SIMULATED.kind, SOURCES)
BALANCED = balanced_set(ACCOUNTS, seed=0)


def test_the_set_is_balanced():
    """It holds all people of the two collections, as many bought accounts, and nobody else."""
    genuine = BALANCED.kinds == GENUINE
    people = np.isin(ACCOUNTS.sources, PEOPLE) & (ACCOUNTS.kinds == GENUINE)
    assert genuine.sum() == people.sum() == (~genuine).sum()
    assert set(BALANCED.sources[~genuine]) == set(VENDORS)
    assert set(BALANCED.sources[genuine]) == set(PEOPLE)


def test_the_draw_is_seeded():
    """The same seed draws the same accounts, another one others."""
    ids = [balanced_set(ACCOUNTS, seed).table.texts("id").to_list() for seed in (0, 0, 1)]
    assert ids[0] == ids[1] != ids[2]


def test_every_account_is_tested_once():
    """The folds share no tested account and leave none out; nobody is trained and tested on."""
    splits = list(random_splits(BALANCED, seed=0))
    assert len(splits) == N_FOLDS
    tested = [name for _, test in splits for name in test.table.texts("id").to_list()]
    assert sorted(tested) == sorted(BALANCED.table.texts("id").to_list())
    for train, test in splits:
        known = set(train.table.texts("id").to_list())
        assert known.isdisjoint(test.table.texts("id").to_list())
        assert len(train) + len(test) == len(BALANCED)
        assert (test.kinds == GENUINE).mean() == pytest.approx(0.5, abs=0.1)


def test_folds_are_pooled_before_they_are_measured():
    """Figures are of all accounts together: one fold turned round costs its share of them."""
    truth = np.array([False, True])
    right, wrong = np.array([0.0, 1.0]), np.array([1.0, 0.0])
    good, bad = Predictions(truth, right, right > 0.5), Predictions(truth, wrong, wrong > 0.5)
    (row, published) = random_split_rows([{"m": good}] * (N_FOLDS - 1) + [{"m": bad}])
    share = 1 / N_FOLDS
    assert row["accuracy"] == pytest.approx(1 - share)
    assert row["mcc"] == pytest.approx(1 - 2 * share)
    assert row["auc"] == pytest.approx((1 - share) ** 2 + share * (1 - share))
    assert (row["n_not_genuine"], row["n_genuine"]) == (N_FOLDS, N_FOLDS)
    assert published["method"] == ALL_FEATURES


def test_published_figures_stand_beside_ours():
    """A method that was published has its figures, named as published; others have none."""
    truth = np.array([False, True])
    said = Predictions(truth, truth.astype(float), truth)
    rows = random_split_rows([{"class_a": said, "tree": said}] * N_FOLDS)
    found = {row["method"]: {n: v for n, v in row.items() if n.startswith("published")} for row in rows}
    assert found["class_a"] == {"published_accuracy": 0.987, "published_mcc": 0.967, "published_auc": 0.995}
    assert found["tree"] == {}
    assert found[ALL_FEATURES]["published_mcc"] == PUBLISHED[ALL_FEATURES]["mcc"]


def test_our_classifier_as_a_plain_estimator():
    """The additive classifier tells the kinds apart as it would in a detector, with the settings that it is given."""
    settings = TrainingSettings(features=("followers_count", "following_count"), classifier={"max_iter": 15})
    estimator = OurAdditive(settings=settings).fit(BALANCED.table, BALANCED.kinds)
    assert estimator.score(BALANCED.table, BALANCED.kinds) > 0.75
    assert estimator.learner_.n_features_in_ == 2
    assert estimator.learner_.get_params()["max_iter"] == 15
    proba = estimator.predict_proba(BALANCED.table)
    np.testing.assert_allclose(proba.sum(axis=1), 1.0)
    assert proba[BALANCED.kinds != GENUINE, 1].mean() > 0.6
