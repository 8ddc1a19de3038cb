"""ProfileVectorizer: the scikit-learn transformer from profiles to feature vectors."""

from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils import Tags
from sklearn.utils.validation import check_is_fitted

from fakefollow.features import FEATURES, USUAL, UsernameModel, measure
from fakefollow.profiles import FloatArray, ProfileTable
from fakefollow.readers import read


class ProfileVectorizer(TransformerMixin, BaseEstimator):
    """Turn profiles into feature vectors.

    Stands at the beginning of a pipeline, before any classifier: what was not observed is NaN, so the next step has to
    take NaN (`AuthenticityClassifier`, ``HistGradientBoostingClassifier``) or fill it (``SimpleImputer``). Profiles may
    come in every form that `fakefollow.read` takes. scikit-learn can split pandas, polars and pyarrow frames, lists,
    and tables that `fakefollow.read` returns, so all of them go through ``cross_val_score`` and ``GridSearchCV``; in a
    ``ColumnTransformer`` they have to be pandas or polars frames.

    Parameters
    ----------
    features : sequence of str, default=None
        Keys of `fakefollow.features.FEATURES`, in the order of the columns wanted; None takes all but those
        that need what GitHub alone shows (`fakefollow.features.USUAL`). An entry of
        `FEATURES` says what it measures, in which unit, and from which columns.
    platform : str, default=None
        Platform that the profiles come from; recognised by default.
    observed_at : datetime or str, default=None
        When profiles were observed that do not say so themselves; without it there are no ages.
    columns : mapping of str to str, default=None
        Your column name -> canonical name, where the profiles have other names.

    Attributes
    ----------
    username_log_probability_ : ndarray of shape (39, 39)
        Bigram model of the handles seen in `fit`, see `fakefollow.features.UsernameModel`.
    n_features_out_ : int
        Number of features.
    n_features_in_ : int
        Number of columns seen in `fit`, where it was given a frame. Later frames may have more or fewer columns:
        those that no feature needs are ignored, and what misses is not observed.
    feature_names_in_ : ndarray of str
        Names of these columns, where all are texts.

    See Also
    --------
    AuthenticityClassifier : The classifier behind every detector.
    fakefollow.train : A detector with calibration, thresholds and reasons in one call.

    Examples
    --------
    >>> from fakefollow import ProfileVectorizer
    >>> profiles = [{"username": "ada", "followers_count": 9}, {"username": "grace"}]
    >>> vectorizer = ProfileVectorizer(features=["followers_count", "username_length"])
    >>> vectorizer.fit_transform(profiles).tolist()
    [[9.0, 3.0], [nan, 5.0]]

    In a pipeline, with a classifier that takes NaN:

    >>> from sklearn.pipeline import make_pipeline
    >>> from fakefollow import AuthenticityClassifier, simulate_accounts
    >>> accounts = simulate_accounts(n_genuine=60, n_purchased=40, n_bot=40, random_state=0)
    >>> pipeline = make_pipeline(ProfileVectorizer(), AuthenticityClassifier(max_iter=20, random_state=0))
    >>> pipeline.fit(accounts.profiles, accounts.kind).predict(accounts.profiles[:1]).shape
    (1,)
    """

    def __init__(
        self,
        *,
        features: Sequence[str] | None = None,
        platform: str | None = None,
        observed_at: Any = None,
        columns: Mapping[str, str] | None = None,
    ) -> None:
        self.features = features
        self.platform = platform
        self.observed_at = observed_at
        self.columns = columns

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        tags.input_tags.dict = True
        tags.input_tags.allow_nan = True
        return tags

    def fit(self, X: Any, y: Any = None) -> Self:
        """Learn what handles look like.

        Parameters
        ----------
        X : anything that `fakefollow.read` takes
            The profiles.
        y : ignored
            There for the sake of pipelines.

        Returns
        -------
        self : ProfileVectorizer
            The fitted transformer.

        Raises
        ------
        ValueError
            If a feature is unknown or named twice.
        ProfileError
            If the input as a whole cannot be read.
        """
        self._learn(X)
        return self

    def fit_transform(self, X: Any, y: Any = None) -> FloatArray:
        """Learn what handles look like and measure the features, reading the profiles once; see `transform`."""
        return self._measured(self._learn(X))

    def transform(self, X: Any) -> FloatArray:
        """Measure the features.

        Parameters
        ----------
        X : anything that `fakefollow.read` takes
            The profiles.

        Returns
        -------
        ndarray of float64, shape (n_profiles, n_features)
            NaN where not observed. After ``set_output(transform="pandas")`` or ``"polars"`` a frame with the names of
            the features; in pandas with the index of the frame that came in.
        """
        check_is_fitted(self)
        return self._measured(self._read(X))

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[np.object_]:
        """Return the names of the features, in the order of the columns.

        Parameters
        ----------
        input_features : ignored
            There for the sake of pipelines.

        Returns
        -------
        ndarray of str
            Keys of `fakefollow.features.FEATURES`.
        """
        return np.array(self._names(), dtype=object)

    def _learn(self, X: Any) -> ProfileTable:
        names = self._names()
        table: ProfileTable = self._read(X)
        self.username_log_probability_ = UsernameModel.fit(table.texts("username")).log_probability
        self.n_features_out_ = len(names)
        self._remember_columns(X)
        return table

    def _remember_columns(self, X: Any) -> None:
        """Keep the column names of a frame, as scikit-learn's own estimators do; forget those of an earlier fit."""
        for name in ("n_features_in_", "feature_names_in_"):
            if hasattr(self, name):
                delattr(self, name)
        if not hasattr(X, "shape") or len(X.shape) != 2:
            return
        columns = list(getattr(X, "column_names", X.columns))  # pyarrow keeps arrays under ``columns``
        self.n_features_in_ = len(columns)
        if all(isinstance(name, str) for name in columns):
            self.feature_names_in_ = np.array(columns, dtype=object)

    def _measured(self, table: ProfileTable) -> FloatArray:
        return measure(table, self._names(), UsernameModel(self.username_log_probability_))

    def _names(self) -> list[str]:
        if self.features is None:
            return list(USUAL)
        alone = isinstance(self.features, str)
        names = [str(self.features)] if alone else list(self.features)
        wrong = [name for name in names if alone or name not in FEATURES or names.count(name) > 1]
        if wrong:
            raise ValueError(
                "features: expected a list of different names from fakefollow.features.FEATURES, got "
                f"{', '.join(map(repr, dict.fromkeys(wrong)))}"
            )
        return names

    def _read(self, profiles: Any) -> ProfileTable:
        return read(profiles, platform=self.platform, observed_at=self.observed_at, columns=self.columns)
