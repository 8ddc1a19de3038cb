"""Training: from labelled accounts to a detector, with everything fitted inside the fold."""

from fakefollow.training.accounts import LabelledAccounts
from fakefollow.training.fitting import TrainingSettings, train_detector

__all__ = ["LabelledAccounts", "TrainingSettings", "train_detector"]
