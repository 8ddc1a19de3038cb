"""Learning: a user's labelled accounts -> a detector with honest figures; knows no data set and no shipped model."""

from fakefollow.training.calibration import calibrated, fit_slopes
from fakefollow.training.cards import describe_data, make_card
from fakefollow.training.classifier import AuthenticityClassifier, balancing_weights, without_gaps
from fakefollow.training.crossfit import (
    BACKBONE,
    DRESSED,
    TrainingSettings,
    cross_fitted,
    dressed,
    example_weights,
    held_out_parts,
)
from fakefollow.training.fitting import default_prior, detector_given, train_detector
from fakefollow.training.reference import conformal_thresholds, describe_reference, describe_usual
from fakefollow.training.train import OWN_LIMITS, false_positives, held_out_figures, judge, train
from fakefollow.training.vectorizer import ProfileVectorizer

__all__ = [
    "BACKBONE",
    "DRESSED",
    "OWN_LIMITS",
    "AuthenticityClassifier",
    "ProfileVectorizer",
    "TrainingSettings",
    "balancing_weights",
    "calibrated",
    "conformal_thresholds",
    "cross_fitted",
    "default_prior",
    "describe_data",
    "describe_reference",
    "describe_usual",
    "detector_given",
    "dressed",
    "example_weights",
    "false_positives",
    "fit_slopes",
    "held_out_figures",
    "held_out_parts",
    "judge",
    "make_card",
    "train",
    "train_detector",
    "without_gaps",
]
