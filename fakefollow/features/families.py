"""All features with their families, in the order in which users see them."""

from typing import Final

from fakefollow.features.completeness import completeness
from fakefollow.features.counts import account, activity, network
from fakefollow.features.identity import identity
from fakefollow.features.registry import REGISTRY, Feature

FAMILIES: Final[tuple[str, ...]] = tuple(
    family.args[0] for family in (account, activity, network, identity, completeness)
)
FEATURES: Final[dict[str, Feature]] = dict(sorted(REGISTRY.items(), key=lambda item: item[1].family))
"""Features by name: families in alphabetical order, each as it is written; columns of a matrix stand in this order."""

ON_GITHUB_ALONE: Final = frozenset(("repositories_count", "company"))
USUAL: Final = tuple(name for name in FEATURES if ON_GITHUB_ALONE.isdisjoint(FEATURES[name].fields))
"""Features without those that need what GitHub alone shows: what is taken where none are named, for most learners do
not take a column in which nothing is observed."""
