"""Held-out sources: train without them, freeze calibration and thresholds, then look.

Vendor cells hold out one seller and one collection of genuine accounts at a time; the genuine collections
held out alone give false-positive rates.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from joblib import Parallel, delayed, parallel_config
from sklearn.metrics import matthews_corrcoef, roc_auc_score

from fakefollow.calibration import GENUINE, UNCERTAIN
from fakefollow.scores import Scores
from fakefollow.table import BoolArray
from fakefollow.training import LabelledAccounts, TrainingSettings, train_detector

VENDORS: Final = ("FSF", "INT", "TWT")
HUMAN_COLLECTIONS: Final = ("E13", "TFP", "genuine_accounts")
"""The three sellers and three collections of people of cresci-2015 and cresci-2017."""


@dataclass(frozen=True, slots=True)
class VendorCell:
    """Figures of one seller and one human collection, both unseen.

    ``auc`` is that of 1 - authenticity; ``mcc``, ``recall`` and ``false_positive_rate`` are at the model's own
    thresholds, where likely purchased and likely bot both count as flagged.
    """

    vendor: str
    genuine: str
    n_purchased: int
    n_genuine: int
    auc: float
    mcc: float
    recall: float
    false_positive_rate: float


@dataclass(frozen=True, slots=True)
class FalsePositives:
    """Genuine accounts of one unseen source that are called likely purchased or likely bot."""

    source: str
    n_genuine: int
    flagged: int
    uncertain: int

    @property
    def rate(self) -> float:
        """Share flagged."""
        return self.flagged / self.n_genuine


def flagged(scores: Scores) -> BoolArray:
    """Tell which accounts are called likely purchased or likely bot."""
    return np.char.startswith(scores.verdict, "likely_")


def vendor_cells(
    accounts: LabelledAccounts, training: BoolArray, settings: TrainingSettings, n_jobs: int = -1
) -> Iterator[VendorCell]:
    """Yield the nine cells.

    Parameters
    ----------
    accounts : LabelledAccounts
        All accounts.
    training : ndarray of bool, shape (n,)
        Accounts that may be trained on; those of the cell are left out.
    settings : TrainingSettings
        How to train.
    n_jobs : int, default=-1
        Processes, as in joblib.
    """
    pairs = [(vendor, genuine) for vendor in VENDORS for genuine in HUMAN_COLLECTIONS]
    yield from _in_processes(
        (delayed(_vendor_cell)(accounts, training, settings, *pair) for pair in pairs), n_jobs
    )


def false_positives(
    accounts: LabelledAccounts,
    training: BoolArray,
    settings: TrainingSettings,
    sources: Sequence[str],
    n_jobs: int = -1,
) -> Iterator[FalsePositives]:
    """Yield the false positives of genuine accounts, each source held out with all its kinds.

    Parameters are those of `vendor_cells`, and the sources to hold out.
    """
    yield from _in_processes(
        (delayed(_false_positives)(accounts, training, settings, source) for source in sources), n_jobs
    )


def _in_processes(tasks: Iterable[Any], n_jobs: int) -> Iterator[Any]:
    # One thread a process: trees on data of this size gain nothing from more, and threads that wait for each
    # other lose a hundredfold on a busy machine.
    with parallel_config(backend="loky", inner_max_num_threads=1):
        yield from Parallel(n_jobs=n_jobs, return_as="generator")(tasks)


def _vendor_cell(
    accounts: LabelledAccounts, training: BoolArray, settings: TrainingSettings, vendor: str, genuine: str
) -> VendorCell:
    unseen = np.isin(accounts.sources, [vendor, genuine])
    detector = train_detector(accounts.where(training & ~unseen), "held out", settings)
    test = accounts.where(unseen)
    scores, is_purchased = detector.score(test.table), test.kinds != GENUINE
    called = flagged(scores)
    return VendorCell(
        vendor,
        genuine,
        n_purchased=int(is_purchased.sum()),
        n_genuine=int((~is_purchased).sum()),
        auc=float(roc_auc_score(is_purchased, 1.0 - scores.authenticity)),
        mcc=float(matthews_corrcoef(is_purchased, called)),
        recall=float(called[is_purchased].mean()),
        false_positive_rate=float(called[~is_purchased].mean()),
    )


def _false_positives(
    accounts: LabelledAccounts, training: BoolArray, settings: TrainingSettings, source: str
) -> FalsePositives:
    unseen = accounts.sources == source
    detector = train_detector(accounts.where(training & ~unseen), "held out", settings)
    scores = detector.score(accounts.where(unseen & (accounts.kinds == GENUINE)).table)
    uncertain = scores.verdict == UNCERTAIN
    return FalsePositives(source, len(scores), int(flagged(scores).sum()), int(uncertain.sum()))


def as_record(result: VendorCell | FalsePositives) -> dict[str, Any]:
    """Return a result as plain data, shares rounded to four digits."""
    values = {name: getattr(result, name) for name in type(result).__slots__}
    if isinstance(result, FalsePositives):
        values["rate"] = result.rate
    return {name: round(value, 4) if isinstance(value, float) else value for name, value in values.items()}
