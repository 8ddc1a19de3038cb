"""Accounts that a user has labelled: train a detector on them with honest figures, or measure one with them."""

from fakefollow.own_labels.evaluating import evaluate
from fakefollow.own_labels.evaluation import Evaluation, SourceRow
from fakefollow.own_labels.training import train

__all__ = ["Evaluation", "SourceRow", "evaluate", "train"]
