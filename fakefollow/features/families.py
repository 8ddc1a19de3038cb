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
