"""AuthenticityClassifier: scikit-learn's contract, equality with its trees, evidence by addition, gaps."""

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.utils.estimator_checks import parametrize_with_checks

from fakefollow import AuthenticityClassifier
from fakefollow.scoring import to_bins
from fakefollow.training import balancing_weights, without_gaps


@parametrize_with_checks([AuthenticityClassifier(max_iter=20)])
def test_scikit_learn_contract(estimator, check):
    """The estimator passes all of scikit-learn's own checks."""
    check(estimator)


def accounts(n=600, seed=0, missing=0.0):
    random = np.random.default_rng(seed)
    X = random.normal(size=(n, 5))
    X[:, 3] = np.round(X[:, 3])
    X[:, 4] = X[:, 4] > 0
    push = X[:, 0] + 0.5 * X[:, 1] ** 2 + X[:, 4]
    y = np.select([push > 1.5, X[:, 2] > 1.0], ["bot", "purchased"], "genuine")
    X[random.uniform(size=X.shape) < missing] = np.nan
    return X, y


@pytest.fixture
def captured_trees(monkeypatch):
    """Collect scikit-learn's ensembles as they are fitted."""
    trees = []
    fit = HistGradientBoostingClassifier.fit
    monkeypatch.setattr(
        HistGradientBoostingClassifier, "fit", lambda self, *a, **k: trees.append(fit(self, *a, **k)) or trees[-1]
    )
    return trees


@pytest.mark.parametrize("missing", [0.0, 0.2])
def test_equals_trees_on_fully_observed_rows(captured_trees, missing):
    """The tables give scikit-learn's decision function to 1e-12 on fully observed rows."""
    classifier = AuthenticityClassifier(random_state=3).fit(*accounts(missing=missing))
    X, _ = accounts(n=500, seed=1)
    codes = to_bins(X, classifier.edges_)
    expected = np.column_stack([trees.decision_function(codes) for trees in captured_trees])
    assert np.abs(classifier.log_odds(X) - expected).max() < 1e-12


def test_unobserved_feature_contributes_exactly_nothing():
    """Evidence of NaN is 0.0 to the bit, for every feature and kind."""
    X, y = accounts(missing=0.2)
    classifier = AuthenticityClassifier(random_state=0).fit(X, y)
    evidence = classifier.evidence_tables().by_feature(X)
    assert (evidence[np.isnan(X)] == 0.0).all()
    nothing = np.full((1, X.shape[1]), np.nan)
    np.testing.assert_array_equal(classifier.log_odds(nothing)[0], classifier.intercept_)


def test_evidence_adds_up():
    """Intercept plus the evidence of the features is the log-odds."""
    X, y = accounts(missing=0.1)
    classifier = AuthenticityClassifier(random_state=0).fit(X, y)
    added = classifier.intercept_ + classifier.evidence_tables().by_feature(X).sum(axis=1)
    np.testing.assert_allclose(added, classifier.log_odds(X), atol=1e-12)


def test_kinds_are_combined_against_genuine():
    """P(genuine) is 1 / (1 + sum of exp of the log-odds of the other kinds)."""
    X, y = accounts()
    classifier = AuthenticityClassifier(random_state=0).fit(X, y)
    assert classifier.classes_.tolist() == ["bot", "genuine", "purchased"]
    expected = 1.0 / (1.0 + np.exp(classifier.log_odds(X)).sum(axis=1))
    np.testing.assert_allclose(classifier.predict_proba(X)[:, 1], expected, rtol=1e-12)


def test_training_missingness_is_not_learnt():
    """A feature that is missing for every bot and otherwise noise says nothing when it is missing."""
    random = np.random.default_rng(0)
    X = random.normal(size=(400, 2))
    y = np.where(np.arange(400) < 200, "genuine", "bot")
    X[200:, 0] = np.nan
    X[200:, 1] += 0.5
    classifier = AuthenticityClassifier(random_state=0).fit(X, y)
    present, missing = X[:1].copy(), X[:1].copy()
    missing[0, 0] = np.nan
    change = classifier.log_odds(missing) - classifier.log_odds(present)
    assert np.abs(change).max() < 0.5


@pytest.mark.parametrize("direction", [1, -1])
def test_monotone_direction_is_kept(direction):
    """Evidence against genuine only rises (1) or only falls (-1) with a feature that is so declared."""
    X, y = accounts()
    classifier = AuthenticityClassifier(monotonic_cst=[0, direction, 0, 0, 0], random_state=0).fit(X, y)
    steps = classifier.steps_[1]
    assert (direction * np.diff(steps, axis=0) >= -1e-12).all()


def test_deterministic_under_random_state():
    """The same seed gives the same tables, another seed other ones (gaps are filled by draws)."""
    X, y = accounts(missing=0.2)
    first, again, other = (AuthenticityClassifier(random_state=seed).fit(X, y).log_odds(X) for seed in (1, 1, 2))
    assert (first == again).all()
    assert (first != other).any()


def test_sources_weigh_the_same_within_a_class():
    """A source's rows share one weight, classes have equal totals, and the mean weight is 1."""
    labels = np.array(["genuine"] * 6 + ["bot"] * 4)
    sources = np.array(["a"] * 4 + ["b"] * 2 + ["c"] * 3 + ["d"])
    weight = balancing_weights(labels, sources)
    assert weight.mean() == pytest.approx(1.0)
    totals = {s: weight[sources == s].sum() for s in "abcd"}
    assert list(totals.values()) == pytest.approx([2.5, 2.5, 2.5, 2.5])


def test_sources_change_the_fit():
    """Giving sources is the same as giving the balanced weights."""
    X, y = accounts()
    sources = np.where(np.arange(len(y)) % 10 == 0, "small", "large")
    by_source = AuthenticityClassifier(random_state=0).fit(X, y, sources=sources)
    by_weight = AuthenticityClassifier(random_state=0).fit(X, y, sample_weight=balancing_weights(y, sources))
    np.testing.assert_array_equal(by_source.log_odds(X), by_weight.log_odds(X))


def test_weight_zero_is_absence():
    """Rows of weight 0 leave no trace in bins or steps."""
    X, y = accounts()
    X_more, y_more = accounts(n=300, seed=9)
    weight = np.concatenate([np.ones(len(y)), np.zeros(len(y_more))])
    alone = AuthenticityClassifier(random_state=0).fit(X, y)
    among = AuthenticityClassifier(random_state=0).fit(
        np.vstack([X, X_more * 3]), np.concatenate([y, y_more]), sample_weight=weight
    )
    np.testing.assert_array_equal(alone.log_odds(X), among.log_odds(X))


@pytest.mark.parametrize("genuine", [0, 1])
def test_binary_decision_function_is_for_the_second_class(genuine):
    """With two classes the decision function is positive for classes_[1], whichever is genuine."""
    X, y = accounts()
    y = (y == "bot").astype(int)
    classifier = AuthenticityClassifier(genuine=genuine, random_state=0).fit(X, y)
    decided = classifier.decision_function(X)
    assert decided.shape == (len(X),)
    np.testing.assert_array_equal(decided > 0, classifier.predict(X) == 1)


def test_unknown_genuine_label_names_the_labels():
    """A genuine class that is not among the labels raises and shows the labels."""
    X, y = accounts()
    with pytest.raises(ValueError, match=r"not among the labels \['bot', 'genuine', 'purchased'\]"):
        AuthenticityClassifier(genuine="human").fit(X, y)


def test_clone_keeps_parameters():
    """Cloning keeps every parameter as it was given."""
    classifier = AuthenticityClassifier(left_out={"bot": [0, 1]}, max_iter=7)
    assert clone(classifier).get_params() == classifier.get_params()


def test_nothing_is_learnt_from_a_gap():
    """A feature that is never observed for one class, and says nothing where it is observed, stays silent."""
    random = np.random.default_rng(1)
    y = np.repeat(["bot", "genuine"], 2000)
    X = random.normal(size=(4000, 2))
    X[y == "bot", 1] += 1.0
    X[(y == "bot") & (random.uniform(size=4000) < 0.9), 0] = np.nan
    classifier = AuthenticityClassifier(random_state=0, max_iter=50).fit(X, y)
    silent, telling = (np.abs(steps).max() for steps in classifier.steps_)
    assert silent < telling / 4


def test_gaps_are_filled_from_the_observed_values_by_weight():
    """Draws have the weighted distribution of the observed values; what was observed stays."""
    codes = np.concatenate([[1.0, 2.0], np.full(8000, np.nan)])[:, None]
    filled = without_gaps(codes, np.array([3.0, 1.0] + [1.0] * 8000), np.random.RandomState(0))
    assert filled[:2, 0].tolist() == [1.0, 2.0]
    assert abs((filled[2:] == 1.0).mean() - 0.75) < 0.02
    assert set(filled[:, 0].tolist()) == {1.0, 2.0}


def test_what_was_never_observed_is_constant():
    """A feature that no account shows becomes 0 everywhere."""
    filled = without_gaps(np.full((3, 1), np.nan), np.ones(3), np.random.RandomState(0))
    assert filled.tolist() == [[0.0]] * 3


def test_nothing_missing_nothing_changed():
    """Without gaps the values stay, and no number is drawn."""
    random = np.random.RandomState(0)
    codes = np.arange(6.0).reshape(3, 2)
    np.testing.assert_array_equal(without_gaps(codes, np.ones(3), random), codes)
    assert random.randint(10**6) == np.random.RandomState(0).randint(10**6)


def test_a_feature_left_out_is_never_used():
    """The specialist of a class says 0 whatever the values of features left out for it; another class is untouched."""
    X, y = accounts(n=1500, missing=0.1)
    classifier = AuthenticityClassifier(left_out={"bot": [0, 4]}, random_state=0, max_iter=30).fit(X, y)
    used = np.array([np.abs(steps).max(axis=0) > 0.0 for steps in classifier.steps_])
    assert used[[0, 1, 4], 0].tolist() == [False, True, False]
    moved = X.copy()
    moved[:, [0, 4]] = np.random.default_rng(4).normal(scale=50.0, size=(len(X), 2))
    np.testing.assert_array_equal(classifier.log_odds(moved)[:, 0], classifier.log_odds(X)[:, 0])
    plain = AuthenticityClassifier(random_state=0, max_iter=30).fit(X, y)
    assert all(plain.steps_[feature][:, 0].any() for feature in (0, 4))
    for steps, expected in zip(classifier.steps_, plain.steps_, strict=True):
        np.testing.assert_array_equal(steps[:, 1], expected[:, 1])


def test_leaving_out_nothing_changes_nothing():
    """Without features left out, or with those of a class that is not there, the model is the same."""
    X, y = accounts()
    plain = AuthenticityClassifier(random_state=0).fit(X, y)
    for nothing in ({}, {"bot": []}, {"sleeper": [0]}):
        found = AuthenticityClassifier(random_state=0, left_out=nothing).fit(X, y)
        np.testing.assert_array_equal(found.log_odds(X), plain.log_odds(X))
