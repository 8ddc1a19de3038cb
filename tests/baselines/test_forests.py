"""Published feature sets in forests: inputs by hand, scikit-learn's interface, classes of one weight."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from fakefollow import read
from fakefollow.baselines import PUBLISHED, BotometerLiteForest, ClassAForest, CountsForest, LearntClassifier, SrfForest
from fakefollow.errors import TrainingError
from fakefollow.features import ProfileView, UsernameModel
from fakefollow.simulate import simulate_accounts

LEARNT = [ClassAForest, BotometerLiteForest, SrfForest, CountsForest]
SEEN = datetime(2013, 5, 1, tzinfo=UTC)
ACCOUNT = {
    "username": "ada_99",
    "name": "Ada 1",
    "description": "I am a bot.",
    "location": "",
    "url": "",
    "profile_image_url": "https://example.org/ada.png",
    "default_profile": True,
    "default_profile_image": True,
    "use_background_image": False,
    "verified": False,
    "followers_count": 1,
    "following_count": 99,
    "posts_count": 480,
    "likes_count": 240,
    "listed_count": 24,
    "created_at": SEEN - timedelta(days=100),
    "observed_at": SEEN,
}


@pytest.fixture(scope="module")
def accounts():
    """Return a table of synthetic accounts and their kinds."""
    simulated = simulate_accounts(n_genuine=120, n_purchased=60, n_bot=60, random_state=3)
    return read(simulated.profiles), np.asarray(simulated.kind)


def measured(questions, table):
    view = ProfileView(table, UsernameModel.uniform())
    return np.column_stack([question(view) for question in questions.values()])


def test_class_a_by_hand(make_table):
    """The 19 features of one account are those worked out by hand."""
    expected = [25.0, 100.0, 480.0, 1.0, 99.0, 0.0, 0.99, 1.0, 1.0, 0.0]
    expected += [1.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 1.0]
    np.testing.assert_allclose(measured(ClassAForest.inputs, make_table([ACCOUNT]))[0], expected)


def test_botometer_lite_by_hand(make_table):
    """The 20 features of one account are those worked out by hand, with a handle model that knows nothing."""
    expected = [480.0, 1.0, 99.0, 240.0, 24.0, 1.0, 0.0, 0.0]
    expected += [0.2, 1 / 2400, 99 / 2400, 0.1, 0.01, 0.02, 6.0, 2.0, 5.0, 1.0, 11.0, 1 / 39]
    np.testing.assert_allclose(measured(BotometerLiteForest.inputs, make_table([ACCOUNT]))[0], expected)


def test_srf_by_hand(make_table):
    """The nine features of an account of Instagram are those worked out by hand, also where the handle is withheld."""
    account = {"followers_count": 9, "following_count": 19, "posts_count": 4, "default_profile_image": False}
    expected = [[9.0, 19.0, 4.0, 0.5, 0.5, 1.0, 1.0, 2.0, 3.0]]
    shown = {"username": "ann42", "protected": True}
    withheld = {"username_length": 5, "username_digits": 2, "protected": True}
    for more in (shown, withheld):
        np.testing.assert_allclose(measured(SrfForest.inputs, make_table([account | more])), expected)


@pytest.mark.parametrize("forest", [ClassAForest, BotometerLiteForest, SrfForest, CountsForest])
def test_nothing_observed_is_nan_everywhere(make_table, forest):
    """An account of which nothing was observed has no features, whether columns are empty or absent."""
    for table in (make_table([dict.fromkeys(ACCOUNT)]), make_table([{"id": "1"}])):
        assert np.isnan(measured(forest.inputs, table)).all()


def test_forests_fill_with_the_training_median(accounts):
    """What fills a missing value comes from the training accounts, whatever is predicted later."""
    table, kinds = accounts
    forest = ClassAForest(n_estimators=3).fit(table, kinds)
    names = list(ClassAForest.inputs)
    assert forest.fill_[names.index("followers")] == np.median(table.floats("followers_count"))
    assert forest.fill_[names.index("posts")] == np.median(table.floats("posts_count"))
    assert np.isfinite(forest.fill_).all()


def test_handle_model_is_of_the_training_accounts(accounts):
    """BotometerLite learns handles of all training accounts, as its authors did."""
    table, kinds = accounts
    expected = UsernameModel.fit(table.texts("username")).log_probability
    forest = BotometerLiteForest(n_estimators=2).fit(table, kinds)
    np.testing.assert_array_equal(forest.username_log_probability_, expected)


@pytest.mark.parametrize("make", LEARNT)
def test_learns_simulated_accounts(accounts, make):
    """Probabilities are in order, decisions have their sign, and predictions are the two classes."""
    table, kinds = accounts
    estimator = make(n_estimators=10).fit(table, kinds)
    probability, decision = estimator.predict_proba(table), estimator.decision_function(table)
    np.testing.assert_allclose(probability.sum(axis=1), 1.0)
    np.testing.assert_array_equal(decision, probability[:, 1] - 0.5)
    np.testing.assert_array_equal(estimator.predict(table) == "not_genuine", decision > 0)
    assert estimator.classes_.tolist() == ["genuine", "not_genuine"]


@pytest.mark.parametrize("make", [ClassAForest, BotometerLiteForest])
def test_profiles_tell_simulated_accounts_apart(accounts, make):
    """Whatever looks at the profile beats chance by far on the accounts that it was trained on."""
    table, kinds = accounts
    assert make(n_estimators=10).fit(table, kinds).score(table, kinds) > 0.85


@pytest.mark.parametrize("make", LEARNT)
def test_accounts_without_any_field_have_a_score(accounts, make_table, make):
    """Missing fields never stop the run, in training or later."""
    table, kinds = accounts
    unknown = make_table([{"username": None}, {"username": "ada"}])
    assert np.isfinite(make(n_estimators=10).fit(table, kinds).decision_function(unknown)).all()
    bare = make_table([{"username": f"ada{n}"} for n in range(len(kinds))])
    assert np.isfinite(make(n_estimators=10).fit(bare, kinds).decision_function(table)).all()


@pytest.mark.parametrize("make", LEARNT)
def test_order_of_rows_changes_no_score(accounts, make):
    """A row keeps its score wherever it stands."""
    table, kinds = accounts
    estimator, order = (make(n_estimators=10).fit(table, kinds), np.random.default_rng(0).permutation(len(table)))
    scores = estimator.decision_function(table)
    np.testing.assert_array_equal(estimator.decision_function(table.take(order)), scores[order])


@pytest.mark.parametrize("make", LEARNT)
def test_same_seed_same_scores(accounts, make):
    """Fitting twice with one seed gives the same scores to the bit."""
    table, kinds = accounts
    first, again = (make(n_estimators=10, random_state=7).fit(table, kinds).decision_function(table) for _ in range(2))
    np.testing.assert_array_equal(first, again)


@pytest.mark.parametrize("make", LEARNT)
def test_scikit_learn_interface(accounts, make):
    """Baselines clone with their parameters and want to be fitted first."""
    table, _ = accounts
    estimator = make(random_state=5, platform="x", observed_at="2013-05-01")
    assert clone(estimator).get_params() == estimator.get_params()
    for method in (estimator.predict, estimator.predict_proba, estimator.decision_function):
        with pytest.raises(NotFittedError, match="'fit'"):
            method(table)


class Weights(LearntClassifier):
    """Keeps the weights that the learner is given."""

    def _inputs(self, table):
        return np.zeros((len(table), 1))

    def _new_learner(self):
        return self

    def fit(self, X, y, sample_weight=None):
        if isinstance(X, np.ndarray):
            self.weight_ = sample_weight
            return self
        return super().fit(X, y, sample_weight)


def test_classes_weigh_the_same(make_table):
    """Both classes have half of the weight, within a class the weights given stand, and the mean is 1."""
    table = make_table([{"username": "ada"}] * 4)
    kinds = ["genuine", "bot", "purchased", "bot"]
    np.testing.assert_allclose(Weights().fit(table, kinds).weight_, [2, 2 / 3, 2 / 3, 2 / 3])
    np.testing.assert_allclose(Weights().fit(table, kinds, [5, 1, 2, 1]).weight_, [2, 0.5, 1, 0.5])


@pytest.mark.parametrize(
    ("kinds", "weight", "expected"),
    [
        (None, None, r"one kind for each of 2 profiles, got \(0,\)"),
        (["bot"], None, r"one kind for each of 2 profiles, got \(1,\)"),
        (["bot", "bot"], None, "a total weight of 0 genuine and 2 other"),
        (["genuine", "genuine"], None, "a total weight of 2 genuine and 0 other"),
        (["genuine", "bot"], [1.0], r"one weight for each of 2 profiles, got \(1,\)"),
        (["genuine", "bot"], [1.0, 0.0], "a total weight of 1 genuine and 0 other"),
    ],
)
def test_labels_that_do_not_fit_are_named(make_table, kinds, weight, expected):
    """Labels and weights that cannot be trained on raise and say what was expected."""
    with pytest.raises(TrainingError, match=expected):
        CountsForest().fit(make_table([{"id": "1"}, {"id": "2"}]), kinds, weight)


def test_every_published_baseline_is_listed_with_a_title():
    """The list has the rules before what is learnt, each with parameters of its own that work by default."""
    learnt = [isinstance(method, LearntClassifier) for method in PUBLISHED.values()]
    assert learnt == sorted(learnt)
    assert set(LEARNT) < {type(method) for method in PUBLISHED.values()}
    assert len(set(map(repr, PUBLISHED.values()))) == len(PUBLISHED) == 9
