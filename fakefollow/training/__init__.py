"""Training."""

from fakefollow.training.calibration import LARGEST_SLOPE, SMALLEST_SLOPE, fit_slopes
from fakefollow.training.cards import ANSWERS, LIMITS, describe_data, make_card
from fakefollow.training.classifier import AuthenticityClassifier, balancing_weights
from fakefollow.training.crossfit import (
    FEWEST_BOUGHT,
    MOST_BOUGHT,
    cross_fitted,
    example_weights,
    held_out_log_odds,
    with_bought_followers,
)
from fakefollow.training.fitting import calibrated, detector_given, train_detector
from fakefollow.training.held_out import NO_THRESHOLD, held_out_figures, judge
from fakefollow.training.imputation import without_gaps, without_random_blocks
from fakefollow.training.reference import conformal_thresholds, describe_reference, describe_usual
from fakefollow.training.settings import TrainingSettings
from fakefollow.training.train import OWN_LIMITS, train
from fakefollow.training.vectorizer import ProfileVectorizer

__all__ = [
    "ANSWERS",
    "FEWEST_BOUGHT",
    "LARGEST_SLOPE",
    "LIMITS",
    "MOST_BOUGHT",
    "NO_THRESHOLD",
    "OWN_LIMITS",
    "SMALLEST_SLOPE",
    "AuthenticityClassifier",
    "ProfileVectorizer",
    "TrainingSettings",
    "balancing_weights",
    "calibrated",
    "conformal_thresholds",
    "cross_fitted",
    "describe_data",
    "describe_reference",
    "describe_usual",
    "detector_given",
    "example_weights",
    "fit_slopes",
    "held_out_figures",
    "held_out_log_odds",
    "judge",
    "make_card",
    "train",
    "train_detector",
    "with_bought_followers",
    "without_gaps",
    "without_random_blocks",
]
