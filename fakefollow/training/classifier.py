"""AuthenticityClassifier: the additive scikit-learn estimator behind every detector.

It sees arrays, never a profile. Trees are grown with scikit-learn and compiled into step-function tables.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.utils import Tags, check_random_state
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data
from threadpoolctl import threadpool_limits

from fakefollow.profiles import FloatArray
from fakefollow.scoring import EvidenceTables, bin_edges, softmax, to_bins


class AuthenticityClassifier(ClassifierMixin, BaseEstimator):
    """Additive classifier: a sum of one-dimensional step functions for every kind against *genuine*.

    One specialist a kind is trained on the accounts of that kind and the genuine ones, as boosted trees that
    never combine two features, and compiled into lookup tables. With L(kind) the log-odds of a kind against
    genuine, P(genuine) = 1 / (1 + sum of exp L) and P(kind) = exp(L) P(genuine).

    Parameters
    ----------
    genuine : label, default=None
        The class that the others are told from. None takes ``"genuine"`` if it is a label and the first
        label in sorted order otherwise.
    max_iter : int, default=200
        Trees a specialist.
    learning_rate : float, default=0.1
        Shrinkage of each tree.
    max_leaf_nodes : int, default=4
        Leaves a tree.
    min_samples_leaf : int, default=20
        Fewest training rows in a leaf.
    l2_regularization : float, default=1.0
        Ridge penalty on leaf values.
    max_bins : int, default=64
        Most bins a feature (at most 255).
    monotonic_cst : sequence of {-1, 0, 1}, default=None
        For each feature the direction in which evidence *against* genuine may go: 1 only rises with the
        feature, -1 only falls, 0 is free.
    left_out : mapping of label to sequence of int, default=None
        Features that the specialist of a class does not see.
    random_state : int, RandomState or None, default=None
        Seed of what gaps are filled with, and of the trees.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
        Labels in sorted order.
    genuine_ : int
        Place of the genuine class in `classes_`.
    edges_ : list of ndarray
        Thresholds of each feature.
    steps_ : list of ndarray of shape (n_edges + 1, n_classes - 1)
        Evidence of each bin in nats, one column for every class but the genuine one.
    intercept_ : ndarray of shape (n_classes - 1,)
        Log-odds of an account of which nothing was observed.
    n_iter_ : int
        Trees that each specialist has grown.
    n_features_in_ : int
        Number of features seen in `fit`.

    Examples
    --------
    >>> import numpy as np
    >>> from fakefollow import AuthenticityClassifier
    >>> X = np.array([[0.0], [1.0], [2.0], [3.0]] * 20)
    >>> y = np.array(["genuine", "genuine", "genuine", "bot"] * 20)
    >>> classifier = AuthenticityClassifier(random_state=0).fit(X, y)
    >>> classifier.predict([[0.5], [2.9], [np.nan]]).tolist()
    ['genuine', 'bot', 'genuine']
    """

    def __init__(
        self,
        *,
        genuine: Any = None,
        max_iter: int = 200,
        learning_rate: float = 0.1,
        max_leaf_nodes: int = 4,
        min_samples_leaf: int = 20,
        l2_regularization: float = 1.0,
        max_bins: int = 64,
        monotonic_cst: Sequence[int] | None = None,
        left_out: Mapping[Any, Sequence[int]] | None = None,
        random_state: Any = None,
    ) -> None:
        self.genuine = genuine
        self.max_iter = max_iter
        self.learning_rate = learning_rate
        self.max_leaf_nodes = max_leaf_nodes
        self.min_samples_leaf = min_samples_leaf
        self.l2_regularization = l2_regularization
        self.max_bins = max_bins
        self.monotonic_cst = monotonic_cst
        self.left_out = left_out
        self.random_state = random_state

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags

    def fit(
        self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None, sources: ArrayLike | None = None
    ) -> Self:
        """Train one specialist for every class against the genuine one.

        A gap is filled with a draw from the observed values of its feature, whatever their class, so that no
        tree can learn from what was not observed.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)
            Features, NaN where not observed.
        y : array-like of shape (n_samples,)
            Kind of each account; at least two kinds.
        sample_weight : array-like of shape (n_samples,), default=None
            Weight of each account.
        sources : array-like of shape (n_samples,), default=None
            Where each account comes from. If given, every class weighs the same in total, and within a class
            every source weighs the same, whatever its size.

        Returns
        -------
        self : AuthenticityClassifier
            The fitted estimator.

        Raises
        ------
        ValueError
            If there is only one class, or if `genuine` is not among the labels.
        """
        features: FloatArray
        features, y = validate_data(self, X, y, dtype=np.float64, ensure_all_finite="allow-nan")
        check_classification_targets(y)
        self.classes_, labels = np.unique(y, return_inverse=True)
        self.genuine_ = self._find_genuine()
        weight: FloatArray = _check_sample_weight(sample_weight, features, dtype=np.float64)
        if sources is not None:
            weight = weight * balancing_weights(labels, np.asarray(sources))
        used = weight > 0.0
        features, labels, weight = features[used], labels[used], weight[used]
        edges = [bin_edges(column, weight, self.max_bins) for column in features.T]
        codes = to_bins(features, edges)
        random = check_random_state(self.random_state)
        filled = without_gaps(codes, weight, random)
        kinds = [kind for kind in range(len(self.classes_)) if kind != self.genuine_]
        with threadpool_limits(1):  # threads that wait for each other make small trees several times slower
            specialists = [self._fit_specialist(filled, labels, weight, kind, random) for kind in kinds]
            self._compile(specialists, edges, codes, weight)
        self.n_iter_ = max(trees.n_iter_ for trees in specialists)
        return self

    def _find_genuine(self) -> int:
        if len(self.classes_) < 2:
            raise ValueError(
                f"AuthenticityClassifier can't train when only one class is present, got {self.classes_[0]!r}"
            )
        wanted = self.genuine
        if wanted is None:
            wanted = "genuine" if "genuine" in self.classes_.tolist() else self.classes_[0]
        matches = np.flatnonzero(self.classes_ == wanted)
        if not len(matches):
            raise ValueError(f"genuine={wanted!r} is not among the labels {self.classes_.tolist()}")
        return int(matches[0])

    def _fit_specialist(
        self, codes: FloatArray, labels: NDArray[np.intp], weight: FloatArray, kind: int, random: np.random.RandomState
    ) -> HistGradientBoostingClassifier:
        """Grow the trees of one kind against genuine, on binned features."""
        rows = np.isin(labels, [kind, self.genuine_])
        codes, weight, target = codes[rows], weight[rows], labels[rows] == kind
        codes[:, (self.left_out or {}).get(self.classes_[kind], [])] = 0.0
        trees = HistGradientBoostingClassifier(
            interaction_cst="no_interactions",
            max_iter=self.max_iter,
            learning_rate=self.learning_rate,
            max_leaf_nodes=self.max_leaf_nodes,
            min_samples_leaf=self.min_samples_leaf,
            l2_regularization=self.l2_regularization,
            monotonic_cst=self.monotonic_cst,
            early_stopping=False,
            random_state=random.randint(2**31),
        )
        return trees.fit(codes, target, sample_weight=weight / weight.mean())

    def _compile(
        self,
        specialists: list[HistGradientBoostingClassifier],
        edges: list[FloatArray],
        codes: FloatArray,
        weight: FloatArray,
    ) -> None:
        """Read the step functions off the trees, centred so that their training mean is 0."""
        # Moving one feature through its bins while the others stay put shows its step function up to a constant.
        sizes = [len(feature_edges) + 1 for feature_edges in edges]
        probes = np.zeros((1 + sum(sizes), len(edges)))
        offsets = 1 + np.concatenate([[0], np.cumsum(sizes)])
        for index, size in enumerate(sizes):
            probes[offsets[index] : offsets[index + 1], index] = np.arange(size)
        answers = np.column_stack([trees.decision_function(probes) for trees in specialists])
        steps = [answers[a:b] - answers[0] for a, b in pairwise(offsets.tolist())]
        means = [_mean_step(s, column, weight) for s, column in zip(steps, codes.T, strict=True)]
        self.edges_ = edges
        self.steps_ = [step - mean for step, mean in zip(steps, means, strict=True)]
        self.intercept_ = answers[0] + np.sum(means, axis=0)

    def evidence_tables(self) -> EvidenceTables:
        """Return the fitted step functions, without the intercept."""
        check_is_fitted(self)
        return EvidenceTables(tuple(self.edges_), tuple(self.steps_))

    def log_odds(self, X: ArrayLike) -> FloatArray:
        """Return the log-odds of every class but the genuine one against it.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)
            Features, NaN where not observed.

        Returns
        -------
        ndarray of shape (n_samples, n_classes - 1)
            In nats, columns in the order of `classes_` without the genuine class.
        """
        check_is_fitted(self)
        features: FloatArray = validate_data(self, X, dtype=np.float64, ensure_all_finite="allow-nan", reset=False)
        log_odds: FloatArray = self.evidence_tables().total(features) + self.intercept_
        return log_odds

    def decision_function(self, X: ArrayLike) -> FloatArray:
        """Return scikit-learn's decision function.

        Returns
        -------
        ndarray of shape (n_samples,) or (n_samples, n_classes)
            Two classes: log-odds of ``classes_[1]``. More: log-odds of each class against the genuine one,
            which has 0.
        """
        log_odds = self.log_odds(X)
        if len(self.classes_) == 2:
            return log_odds[:, 0] if self.genuine_ == 0 else -log_odds[:, 0]
        return np.insert(log_odds, self.genuine_, 0.0, axis=1)

    def predict_proba(self, X: ArrayLike) -> FloatArray:
        """Return class probabilities, shape (n_samples, n_classes), columns in the order of `classes_`."""
        scores = np.insert(self.log_odds(X), self.genuine_, 0.0, axis=1)
        return softmax(scores)

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """Return the most probable class of each row."""
        most_probable = np.argmax(self.predict_proba(X), axis=1)
        predicted: NDArray[Any] = self.classes_[most_probable]
        return predicted


def balancing_weights(labels: NDArray[Any], sources: NDArray[Any]) -> FloatArray:
    """Return weights under which all classes, and all sources within a class, weigh the same (mean 1)."""
    weight = np.zeros(len(labels))
    classes = np.unique(labels)
    for label in classes:
        in_class = labels == label
        names, members, sizes = np.unique(sources[in_class], return_inverse=True, return_counts=True)
        weight[in_class] = 1.0 / (len(classes) * len(names) * sizes[members])
    return weight * len(labels)


def _mean_step(steps: FloatArray, codes: FloatArray, weight: FloatArray) -> FloatArray:
    observed = ~np.isnan(codes)
    if not observed.any():
        return np.zeros(steps.shape[1])
    mass = np.bincount(codes[observed].astype(np.intp), weights=weight[observed], minlength=len(steps))
    mean: FloatArray = mass @ steps / mass.sum()
    return mean


def without_gaps(codes: FloatArray, weight: FloatArray, random: np.random.RandomState) -> FloatArray:
    """Return bins with gaps drawn from the feature's observed values, whatever their class; 0 where there are none."""
    filled = codes.copy()
    for column in filled.T:
        gaps = np.isnan(column)
        observed = np.flatnonzero(~gaps)
        if not len(observed):
            column[:] = 0.0
        elif len(observed) < len(column):
            cumulated = np.cumsum(weight[observed])
            draws = np.searchsorted(cumulated, random.uniform(size=gaps.sum()) * cumulated[-1])
            column[gaps] = column[observed[np.minimum(draws, len(observed) - 1)]]
    return filled
