"""Published rules and feature sets as scikit-learn estimators: profiles in, *genuine* or *not_genuine* out.

Public, for whoever compares; `fakefollow.evaluate(..., baselines=True)` does it in one call. Knows no detector and no
data set.
"""

from fakefollow.baselines.estimators import LearntClassifier, ProfileClassifier, two_kinds
from fakefollow.baselines.forests import PUBLISHED, BotometerLiteForest, ClassAForest, CountsForest, SrfForest
from fakefollow.baselines.rules import CamisaniCalzolariRules, OneLineHeuristic, SocialbakersRules, VanDenBeldRules

__all__ = [
    "PUBLISHED",
    "BotometerLiteForest",
    "CamisaniCalzolariRules",
    "ClassAForest",
    "CountsForest",
    "LearntClassifier",
    "OneLineHeuristic",
    "ProfileClassifier",
    "SocialbakersRules",
    "SrfForest",
    "VanDenBeldRules",
    "two_kinds",
]
