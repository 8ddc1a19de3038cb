"""Plots: displays with matplotlib in the style of scikit-learn, and where marks of the page's SVG lie."""

from fakefollow.report.plots.audience import FollowerMapDisplay, GrowthDisplay, ScoreDistributionDisplay, SharesDisplay
from fakefollow.report.plots.drawing import BLUE, GREEN, GREY, ORANGE, lighten, pyplot
from fakefollow.report.plots.evaluation import EvaluationDisplay
from fakefollow.report.plots.evidence import EvidenceDisplay
from fakefollow.report.plots.feature import FeatureDisplay

__all__ = [
    "BLUE",
    "GREEN",
    "GREY",
    "ORANGE",
    "EvaluationDisplay",
    "EvidenceDisplay",
    "FeatureDisplay",
    "FollowerMapDisplay",
    "GrowthDisplay",
    "ScoreDistributionDisplay",
    "SharesDisplay",
    "lighten",
    "pyplot",
]
