"""Features: named measurements of profiles, computed over columns.

Knows tables and nothing above them: no scikit-learn, no files, no clock. A feature is never an identifier,
a date, a language, the platform's own verdict, or which fields are missing.
"""

from collections.abc import Sequence

import numpy as np

from fakefollow.features import account, activity, completeness, identity, network
from fakefollow.features.bigrams import UsernameModel
from fakefollow.features.registry import REGISTRY, Feature
from fakefollow.features.view import ProfileView
from fakefollow.table import FloatArray, ProfileTable

__all__ = [
    "FAMILIES",
    "FEATURES",
    "Feature",
    "UsernameModel",
    "measure",
]

FAMILIES: tuple[str, ...] = tuple(
    module.__name__.rpartition(".")[2] for module in (account, activity, network, identity, completeness)
)
FEATURES: dict[str, Feature] = REGISTRY


def measure(table: ProfileTable, names: Sequence[str], username_model: UsernameModel) -> FloatArray:
    """Measure features of every profile.

    Parameters
    ----------
    table : ProfileTable
        The profiles.
    names : sequence of str
        Keys of `FEATURES`, in the order of the columns wanted.
    username_model : UsernameModel
        Bigram model for ``username_likelihood``.

    Returns
    -------
    ndarray of float64, shape (len(table), len(names))
        Fortran-ordered, one contiguous column a feature; NaN where not observed.
    """
    view = ProfileView(table, username_model)
    matrix = np.empty((len(table), len(names)), order="F")
    for place, name in enumerate(names):
        feature = FEATURES[name]
        matrix[:, place] = feature.compute(view) if feature.measurable(table) else np.nan
    return matrix
