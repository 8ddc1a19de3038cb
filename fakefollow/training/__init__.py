"""Training: from labelled accounts to a detector, with everything fitted inside the fold."""

from fakefollow.training.accounts import LabelledAccounts
from fakefollow.training.fitting import train_detector
from fakefollow.training.settings import TrainingSettings

__all__ = ["LabelledAccounts", "TrainingSettings", "train_detector"]
