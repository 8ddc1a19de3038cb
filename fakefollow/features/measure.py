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
from fakefollow.profiles import FloatArray, ProfileTable

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
        matrix[:, place] = measured(name, view)
    return matrix


def measured(name: str, view: ProfileView) -> FloatArray:
    """Return one feature of every profile; the source's own measure where it withholds the text."""
    feature, table = FEATURES[name], view.table
    if not feature.measurable(table):
        return np.full(len(table), np.nan)
    values = feature.compute(view)
    if feature.stand_in is None or not table.has(feature.stand_in):
        return values
    return np.where(table.texts(feature.fields[0]).valid, values, view.number(feature.stand_in))
