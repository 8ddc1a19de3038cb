"""What rule sets and published baselines have in common: profiles in, *genuine* or *not_genuine* out.

Knows scikit-learn's interface and how profiles are read, but no rule, feature set or data set.
"""

from abc import ABC, abstractmethod
from typing import Any, Final, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted
from threadpoolctl import threadpool_limits

from fakefollow.errors import TrainingError
from fakefollow.profiles import BoolArray, FloatArray, ProfileTable
from fakefollow.readers import read
from fakefollow.scoring import GENUINE

NOT_GENUINE: Final = "not_genuine"
StrArray = NDArray[np.str_]


def two_kinds(kinds: ArrayLike) -> StrArray:
    """Return kinds with every kind but ``"genuine"`` called ``"not_genuine"``."""
    return np.where(np.asarray(kinds).astype(str) == GENUINE, GENUINE, NOT_GENUINE)


class ProfileClassifier(ClassifierMixin, BaseEstimator, ABC):
    """Base of estimators that tell genuine accounts from all others and take profiles as they come.

    ``platform`` and ``observed_at`` go to `fakefollow.read`; ``classes_`` are ``"genuine"`` and ``"not_genuine"``.
    """

    def __init__(self, *, platform: str | None = None, observed_at: Any = None) -> None:
        self.platform = platform
        self.observed_at = observed_at

    def fit(self, X: Any, y: Any = None) -> Self:
        """Learn nothing: the rules are what their authors wrote. X and y are ignored.

        Returns
        -------
        self : ProfileClassifier
        """
        self.classes_ = np.array([GENUINE, NOT_GENUINE])
        return self

    def decision_function(self, X: Any) -> FloatArray:
        """Return one number an account, the higher the less genuine.

        Parameters
        ----------
        X : anything that `fakefollow.read` takes
            The profiles.

        Returns
        -------
        ndarray of float64, shape (n_profiles,)
            Always finite.
        """
        check_is_fitted(self)
        return self._decide(self._read(X))

    def predict(self, X: Any) -> StrArray:
        """Return ``"genuine"`` or ``"not_genuine"`` for each account, shape (n_profiles,)."""
        not_genuine = self.decision_function(X) > self._threshold
        return np.where(not_genuine, NOT_GENUINE, GENUINE)

    def score(self, X: Any, y: Any, sample_weight: ArrayLike | None = None) -> float:
        """Return the accuracy, any kind in y but ``"genuine"`` counting as ``"not_genuine"``."""
        return float(super().score(X, two_kinds(y), sample_weight))

    @property
    def _threshold(self) -> float:
        """An account whose decision is above it is called not genuine."""
        return 0.0

    @abstractmethod
    def _decide(self, table: ProfileTable) -> FloatArray:
        """Return the decision function of a table."""

    def _read(self, profiles: Any) -> ProfileTable:
        return read(profiles, platform=self.platform, observed_at=self.observed_at)


class LearntClassifier(ProfileClassifier):
    """Base of baselines that train a scikit-learn classifier on a matrix made from profiles.

    Both classes weigh the same in training, whatever their sizes and sample weights. ``fill_`` replaces inputs that
    were not observed (NaN where the learner takes NaN), and class 1 of ``learner_`` is *not genuine*.
    """

    def __init__(self, *, random_state: int = 0, platform: str | None = None, observed_at: Any = None) -> None:
        super().__init__(platform=platform, observed_at=observed_at)
        self.random_state = random_state

    def fit(self, X: Any, y: Any = None, sample_weight: ArrayLike | None = None) -> Self:
        """Train on labelled profiles.

        Parameters
        ----------
        X : anything that `fakefollow.read` takes
            The profiles.
        y : array-like of str, shape (n_profiles,)
            Kind of each account; every kind but ``"genuine"`` is one class.
        sample_weight : array-like of shape (n_profiles,), default=None
            Weight of each account within its class.

        Returns
        -------
        self : LearntClassifier

        Raises
        ------
        TrainingError
            If labels or weights do not fit the profiles, or a class has no weight.
        """
        table = self._read(X)
        kinds = two_kinds([] if y is None else y)
        if kinds.shape != (len(table),):
            raise TrainingError(f"y: expected one kind for each of {len(table):,} profiles, got {kinds.shape}")
        not_genuine = kinds != GENUINE
        weight = _balanced(not_genuine, sample_weight)
        self._prepare(table, not_genuine)
        inputs = self._inputs(table)
        self.fill_ = self._fill(inputs)
        with threadpool_limits(1):  # threads that wait for each other make small trees several times slower
            self.learner_ = self._new_learner().fit(self._filled(inputs), not_genuine, sample_weight=weight)
        return super().fit(X)

    def predict_proba(self, X: Any) -> FloatArray:
        """Return P(genuine) and P(not genuine) under equal priors, shape (n_profiles, 2)."""
        check_is_fitted(self)
        return self._probability(self._read(X))

    def _probability(self, table: ProfileTable) -> FloatArray:
        probability: FloatArray = self.learner_.predict_proba(self._filled(self._inputs(table)))
        return probability

    def _decide(self, table: ProfileTable) -> FloatArray:
        return self._probability(table)[:, 1] - 0.5

    def _filled(self, inputs: FloatArray) -> FloatArray:
        return np.where(np.isnan(inputs), self.fill_, inputs)

    def _fill(self, inputs: FloatArray) -> FloatArray:
        """Return what replaces NaN: nothing does, save where all is NaN, which no tree could be grown on."""
        return np.where(np.isnan(inputs).all(axis=0), 0.0, np.nan)

    def _prepare(self, table: ProfileTable, not_genuine: BoolArray) -> None:
        """Fit what the inputs need, on the training accounts alone; most need nothing."""

    @abstractmethod
    def _inputs(self, table: ProfileTable) -> FloatArray:
        """Return the matrix (n_profiles, n_inputs), NaN where not observed."""

    @abstractmethod
    def _new_learner(self) -> Any:
        """Return an unfitted scikit-learn classifier."""


def _balanced(not_genuine: BoolArray, sample_weight: ArrayLike | None) -> FloatArray:
    """Return weights under which both classes weigh the same, with mean 1."""
    weight = np.ones(len(not_genuine)) if sample_weight is None else np.asarray(sample_weight, np.float64)
    if weight.shape != not_genuine.shape:
        raise TrainingError(
            f"sample_weight: expected one weight for each of {len(not_genuine):,} profiles, got {weight.shape}"
        )
    totals = np.bincount(not_genuine, weights=weight, minlength=2)
    if not (totals > 0.0).all():
        raise TrainingError(
            f"y: expected {GENUINE!r} and at least one other kind, got a total weight of "
            f"{totals[0]:g} genuine and {totals[1]:g} other accounts"
        )
    return weight * len(weight) / (2.0 * totals[not_genuine.astype(np.intp)])
