"""fakefollow tells genuine followers from purchased and automated ones, offline and with reasons.

Importing it does nothing; each public name is loaded when it is first used.
"""

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fakefollow.account_score import Score
    from fakefollow.api import load_detector, score, score_one
    from fakefollow.audience import AuditReport, Cohort, Interval, PurchaseEvent, audit, plan_sample
    from fakefollow.calibration import Policy
    from fakefollow.classifier import AuthenticityClassifier
    from fakefollow.detector import Detector
    from fakefollow.errors import (
        CoverageWarning,
        DriftWarning,
        FakefollowError,
        FakefollowWarning,
        FollowOrderError,
        LeakWarning,
        MissingExtraError,
        ModelFileError,
        ObservationTimeWarning,
        PlatformWarning,
        ProfileError,
        TrainingError,
    )
    from fakefollow.explanation import Explanation
    from fakefollow.own_labels import Evaluation, evaluate, train
    from fakefollow.profile import Profile
    from fakefollow.readers import read
    from fakefollow.reasons import Reason
    from fakefollow.report.evidence_plot import EvidenceDisplay
    from fakefollow.report.feature_plot import FeatureDisplay
    from fakefollow.report.follower_map import FollowerMapDisplay
    from fakefollow.report.growth_plot import GrowthDisplay
    from fakefollow.report.score_distribution_plot import ScoreDistributionDisplay
    from fakefollow.report.shares_plot import SharesDisplay
    from fakefollow.scores import Scores
    from fakefollow.simulate import simulate_accounts
    from fakefollow.simulate_deliveries import Burst, Purchase
    from fakefollow.simulate_followers import simulate_audience
    from fakefollow.table import ProfileTable
    from fakefollow.training import TrainingSettings
    from fakefollow.vectorizer import ProfileVectorizer

_HOME = {
    "AuditReport": "audience",
    "AuthenticityClassifier": "classifier",
    "Burst": "simulate_deliveries",
    "Cohort": "audience",
    "CoverageWarning": "errors",
    "Detector": "detector",
    "DriftWarning": "errors",
    "Evaluation": "own_labels",
    "EvidenceDisplay": "report.evidence_plot",
    "Explanation": "explanation",
    "FakefollowError": "errors",
    "FakefollowWarning": "errors",
    "FeatureDisplay": "report.feature_plot",
    "FollowOrderError": "errors",
    "FollowerMapDisplay": "report.follower_map",
    "GrowthDisplay": "report.growth_plot",
    "Interval": "audience",
    "LeakWarning": "errors",
    "MissingExtraError": "errors",
    "ModelFileError": "errors",
    "ObservationTimeWarning": "errors",
    "PlatformWarning": "errors",
    "Policy": "calibration",
    "Profile": "profile",
    "ProfileError": "errors",
    "ProfileTable": "table",
    "ProfileVectorizer": "vectorizer",
    "Purchase": "simulate_deliveries",
    "PurchaseEvent": "audience",
    "Reason": "reasons",
    "Score": "account_score",
    "ScoreDistributionDisplay": "report.score_distribution_plot",
    "Scores": "scores",
    "SharesDisplay": "report.shares_plot",
    "TrainingError": "errors",
    "TrainingSettings": "training",
    "audit": "audience",
    "evaluate": "own_labels",
    "load_detector": "api",
    "plan_sample": "audience",
    "read": "readers",
    "score": "api",
    "score_one": "api",
    "simulate_accounts": "simulate",
    "simulate_audience": "simulate_followers",
    "train": "own_labels",
}

__version__ = version("fakefollow")

__all__ = [
    "AuditReport",
    "AuthenticityClassifier",
    "Burst",
    "Cohort",
    "CoverageWarning",
    "Detector",
    "DriftWarning",
    "Evaluation",
    "EvidenceDisplay",
    "Explanation",
    "FakefollowError",
    "FakefollowWarning",
    "FeatureDisplay",
    "FollowOrderError",
    "FollowerMapDisplay",
    "GrowthDisplay",
    "Interval",
    "LeakWarning",
    "MissingExtraError",
    "ModelFileError",
    "ObservationTimeWarning",
    "PlatformWarning",
    "Policy",
    "Profile",
    "ProfileError",
    "ProfileTable",
    "ProfileVectorizer",
    "Purchase",
    "PurchaseEvent",
    "Reason",
    "Score",
    "ScoreDistributionDisplay",
    "Scores",
    "SharesDisplay",
    "TrainingError",
    "TrainingSettings",
    "audit",
    "evaluate",
    "load_detector",
    "plan_sample",
    "read",
    "score",
    "score_one",
    "simulate_accounts",
    "simulate_audience",
    "train",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'fakefollow' has no attribute {name!r}")
    return getattr(import_module(f"fakefollow.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
