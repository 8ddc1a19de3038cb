"""Every fit that users call grows its trees in one thread, however many there are: threads that wait cost minutes."""

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from threadpoolctl import threadpool_info, threadpool_limits

import fakefollow as ff
from fakefollow.baselines import PUBLISHED, LearntClassifier
from fakefollow.evaluation import LabelledAccounts, leak_figures
from fakefollow.simulate import simulate_accounts
from fakefollow.training import TrainingSettings

SIMULATED = simulate_accounts(120, 60, 60, random_state=4)
TABLE = ff.read(SIMULATED.profiles)
X, Y = np.random.default_rng(0).normal(size=(80, 2)), ["genuine", "bot"] * 40
QUICK = TrainingSettings(classifier={"max_iter": 2}, n_folds=2)
FITS = {
    "AuthenticityClassifier": lambda: ff.AuthenticityClassifier(max_iter=2).fit(X, Y),
    "train": lambda: ff.train(TABLE, SIMULATED.kind, SIMULATED.source, settings=QUICK),
    "evaluate": lambda: ff.evaluate("x", TABLE, SIMULATED.kind, SIMULATED.source, baselines=True),
    "leaks": lambda: leak_figures(LabelledAccounts.of(TABLE, SIMULATED.kind, None)),
    **{
        name: lambda method=method: clone(method).fit(TABLE, SIMULATED.kind)
        for name, method in PUBLISHED.items()
        if isinstance(method, LearntClassifier)
    },
}


@pytest.fixture
def threads(monkeypatch):
    """Collect how many threads each library may use while scikit-learn fits trees."""
    seen = []

    def recorded(fit):
        def wrapped(self, *arguments, **options):
            seen.extend(library["num_threads"] for library in threadpool_info())
            return fit(self, *arguments, **options)

        return wrapped

    for ensemble in (HistGradientBoostingClassifier, RandomForestClassifier):
        monkeypatch.setattr(ensemble, "fit", recorded(ensemble.fit))
    with threadpool_limits(2):
        yield seen


@pytest.mark.parametrize("name", FITS)
def test_trees_are_grown_in_one_thread(threads, name):
    """During the fit no library has more than one thread, and afterwards as many as before."""
    FITS[name]()
    assert set(threads) == {1}
    assert {library["num_threads"] for library in threadpool_info() if library["user_api"] == "openmp"} == {2}
