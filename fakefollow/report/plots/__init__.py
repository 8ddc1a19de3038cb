"""Plots: displays with matplotlib in the style of scikit-learn, and where marks of the page's SVG lie."""

from fakefollow.report.plots.audience import (
    FollowerMapDisplay,
    GrowthDisplay,
    ScoreDistributionDisplay,
    SharesDisplay,
)
from fakefollow.report.plots.drawing import (
    BLUE,
    DENSITY,
    DENSITY_ON_DARK,
    GREEN,
    GREY,
    ORANGE,
    label_events,
    lighten,
    pyplot,
    shade_events,
)
from fakefollow.report.plots.evaluation import EvaluationDisplay
from fakefollow.report.plots.evidence import EvidenceDisplay
from fakefollow.report.plots.feature import NO_USUAL, FeatureDisplay

__all__ = [
    "BLUE",
    "DENSITY",
    "DENSITY_ON_DARK",
    "GREEN",
    "GREY",
    "NO_USUAL",
    "ORANGE",
    "EvaluationDisplay",
    "EvidenceDisplay",
    "FeatureDisplay",
    "FollowerMapDisplay",
    "GrowthDisplay",
    "ScoreDistributionDisplay",
    "SharesDisplay",
    "label_events",
    "lighten",
    "pyplot",
    "shade_events",
]
