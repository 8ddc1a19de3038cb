"""Evaluation: what a model says of accounts from sources that it has never seen, beside every baseline."""

from fakefollow.evaluation.baselines import ALL_BASELINES, Baseline, DepthThreeTree, FullTrees
from fakefollow.evaluation.forests import BotometerLiteForest, ClassAForest
from fakefollow.evaluation.metrics import Figure, Predictions, figures
from fakefollow.evaluation.rules import (
    CamisaniCalzolariRules,
    OneLineHeuristic,
    SocialbakersRules,
    VanDenBeldRules,
)

__all__ = [
    "ALL_BASELINES",
    "Baseline",
    "BotometerLiteForest",
    "CamisaniCalzolariRules",
    "ClassAForest",
    "DepthThreeTree",
    "Figure",
    "FullTrees",
    "OneLineHeuristic",
    "Predictions",
    "SocialbakersRules",
    "VanDenBeldRules",
    "figures",
]
