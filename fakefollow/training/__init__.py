"""Learning: a user's labelled accounts -> a detector with honest figures; knows no data set and no shipped model."""

from fakefollow.training.calibration import Slopes as Slopes, calibrated as calibrated, fit_slopes as fit_slopes
from fakefollow.training.cards import describe_data as describe_data, make_card as make_card
from fakefollow.training.classifier import (
    AuthenticityClassifier as AuthenticityClassifier,
    balancing_weights as balancing_weights,
    without_gaps as without_gaps,
)
from fakefollow.training.crossfit import (
    BACKBONE as BACKBONE,
    BOT as BOT,
    BOT_FEATURES as BOT_FEATURES,
    TrainingSettings as TrainingSettings,
    cross_fitted as cross_fitted,
    fit_classifier as fit_classifier,
    held_out_log_odds as held_out_log_odds,
)
from fakefollow.training.fitting import (
    default_prior as default_prior,
    detector_given as detector_given,
    train_detector as train_detector,
)
from fakefollow.training.reference import (
    conformal_thresholds as conformal_thresholds,
    describe_reference as describe_reference,
    describe_usual as describe_usual,
)
from fakefollow.training.train import (
    OWN_LIMITS as OWN_LIMITS,
    false_positives as false_positives,
    held_out_figures as held_out_figures,
    judge as judge,
    train as train,
)
from fakefollow.training.vectorizer import ProfileVectorizer as ProfileVectorizer
