"""ProfileVectorizer: the scikit-learn transformer from profiles to feature vectors."""

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from fakefollow.features import FEATURES, UsernameModel, measure
from fakefollow.readers import read
from fakefollow.table import FloatArray


class ProfileVectorizer(TransformerMixin, BaseEstimator):
    """Turn profiles into feature vectors.

    Parameters
    ----------
    features : sequence of str, default=None
        Keys of `fakefollow.features.FEATURES`; None takes all.
    platform : str, default=None
        Platform that the profiles come from; recognised by default.
    observed_at : datetime or str, default=None
        When profiles were observed that do not say so themselves.

    Attributes
    ----------
    username_log_probability_ : ndarray of shape (39, 39)
        Bigram model of the handles seen in `fit`, see `fakefollow.features.UsernameModel`.
    n_features_out_ : int
        Number of features.

    Examples
    --------
    >>> from fakefollow import ProfileVectorizer
    >>> profiles = [{"username": "ada", "followers_count": 9}, {"username": "grace"}]
    >>> vectorizer = ProfileVectorizer(features=["followers_count", "username_length"])
    >>> vectorizer.fit_transform(profiles).tolist()
    [[9.0, 3.0], [nan, 5.0]]
    """

    def __init__(
        self,
        *,
        features: Sequence[str] | None = None,
        platform: str | None = None,
        observed_at: Any = None,
    ) -> None:
        self.features = features
        self.platform = platform
        self.observed_at = observed_at

    def fit(self, X: Any, y: Any = None) -> Self:
        """Learn what handles look like.

        Parameters
        ----------
        X : anything that `fakefollow.read` takes
            The profiles.
        y : ignored

        Returns
        -------
        self : ProfileVectorizer

        Raises
        ------
        ValueError
            If a feature is unknown.
        """
        unknown = set(self._names()) - FEATURES.keys()
        if unknown:
            raise ValueError(
                f"features: expected names from fakefollow.features.FEATURES, got {sorted(unknown)}"
            )
        usernames = self._read(X).texts("username")
        self.username_log_probability_ = UsernameModel.fit(usernames).log_probability
        self.n_features_out_ = len(self._names())
        return self

    def transform(self, X: Any) -> FloatArray:
        """Measure the features.

        Parameters
        ----------
        X : anything that `fakefollow.read` takes
            The profiles.

        Returns
        -------
        ndarray of float64, shape (n_profiles, n_features)
            NaN where not observed.
        """
        check_is_fitted(self)
        return measure(self._read(X), self._names(), UsernameModel(self.username_log_probability_))

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[np.object_]:
        """Return the names of the features, in the order of the columns."""
        return np.array(self._names(), dtype=object)

    def _names(self) -> list[str]:
        return list(FEATURES) if self.features is None else list(self.features)

    def _read(self, profiles: Any) -> Any:
        return read(profiles, platform=self.platform, observed_at=self.observed_at)
