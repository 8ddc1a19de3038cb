"""Hand labels: shares of an audience from labels of some of its followers and what a model says of all.

Labels of followers drawn at random make the share right whatever the model errs; the model makes it narrow.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from fakefollow.audience.chance import Interval, check_level
from fakefollow.errors import nearest
from fakefollow.profiles import FloatArray
from fakefollow.report import plural_verb

ENOUGH: Final = 20
"""Below so many labels the model is not used: how it is to be weighed cannot be told from fewer; a convention."""

ENOUGH_OF_EACH: Final = 5
"""Fewer labels of a kind, or of all others, say little of its variance: it is that of labels alone; a convention."""

WIDER: Final = (
    "The interval of genuine followers is wider than before, as it does not trust the model: more labels narrow it."
)


@dataclass(frozen=True, slots=True)
class LabelledShares:
    """Shares by hand labels; ``enough`` tells whether these suffice for them: 20, or all followers there are."""

    shares: Mapping[str, Interval]
    n_labels: int
    enough: bool
    sentence: str


def update_with_labels(
    probability: FloatArray,
    kinds: Sequence[str],
    rows: Sequence[int] | NDArray[Any],
    labels: Sequence[str],
    *,
    total_followers: int | None = None,
    level: float = 0.95,
) -> LabelledShares:
    """Return the share of each kind by prediction-powered inference.

    The mean of the probabilities (n, n_kinds) of all followers, minus the mean error on the labelled rows
    (Angelopoulos et al. 2023), probabilities being weighed so that the variance is least (Angelopoulos, Duchi and
    Zrnic 2023, PPI++; the regression estimator of survey sampling, Cochran 1977). Estimate and interval are median and
    bounds of the Beta distribution of as many labels as that is worth, with Jeffreys' prior. Followers must have been
    labelled at random: not the newest, not those that look odd.
    """
    labelled, is_kind = _checked(probability, kinds, rows, labels)
    n_all = len(probability)
    total = n_all if total_followers is None else total_followers
    if total < n_all:
        raise ValueError(f"total_followers: expected at least the {n_all:,} followers given, got {total:,}")
    check_level(level)
    n = len(labelled)
    powered = n >= ENOUGH
    of_kinds = [
        _one_share(probability[:, k], labelled, is_kind[:, k], total, level, powered) for k in range(len(kinds))
    ]
    estimates = np.array([interval.estimate for interval in of_kinds])
    estimates = (estimates / estimates.sum()).tolist()
    shares = {
        kind: Interval(estimate, min(estimate, interval.low), max(estimate, interval.high), level)
        for kind, estimate, interval in zip(kinds, estimates, of_kinds, strict=True)
    }
    return LabelledShares(shares, n, n >= min(ENOUGH, total), _labels_sentence(n, n_all, total))


def _checked(
    probability: FloatArray, kinds: Sequence[str], rows: Sequence[int] | NDArray[Any], labels: Sequence[str]
) -> tuple[NDArray[np.intp], FloatArray]:
    """Return the labelled rows, and 1 where the label is the kind of the column."""
    if probability.ndim != 2 or probability.shape[1] != len(kinds):
        raise ValueError(f"probability: expected shape (n, {len(kinds)}), got {probability.shape}")
    labelled = np.asarray(rows)
    if len(labelled) != len(labels) or not len(labelled):
        raise ValueError(f"labels: expected at least one, and one for each of {len(labelled)} rows, got {len(labels)}")
    if labelled.dtype.kind not in "iu":
        raise ValueError(f"labels: expected row numbers, got {labelled.dtype}")
    outside = labelled[(labelled < 0) | (labelled >= len(probability))]
    if len(outside):
        raise ValueError(f"labels: expected rows from 0 to {len(probability) - 1}, got {outside[0]}")
    if len(np.unique(labelled)) < len(labelled):
        raise ValueError("labels: a follower is labelled twice: label each once")
    for row, label in zip(labelled.tolist(), labels, strict=True):
        if label not in kinds:
            raise ValueError(f"labels: {label!r} in row {row} is not a kind: {nearest(str(label), kinds)}")
    return labelled.astype(np.intp), (np.array(labels)[:, None] == np.array(kinds)).astype(np.float64)


def _one_share(
    probability: FloatArray, labelled: NDArray[np.intp], truth: FloatArray, total: int, level: float, powered: bool
) -> Interval:
    """Return the share of one kind."""
    n, n_all = len(labelled), len(probability)
    if n == total:
        known = float(truth.mean())
        return Interval(known, known, known, level)
    of_labelled = probability[labelled]
    spread = of_labelled.var(ddof=1) if powered else 0.0
    weight = float(np.clip(np.cov(truth, of_labelled)[0, 1] / spread, 0.0, 1.0)) if spread > 0.0 else 0.0
    error = truth - weight * of_labelled
    found = float(np.clip(weight * probability.mean() + error.mean(), 0.0, 1.0))
    worth = n / max(1.0 - n / total, 1.0 / total)
    if powered and min(truth.sum(), n - truth.sum()) >= ENOUGH_OF_EACH:
        variance = error.var(ddof=2) * max(1.0 / n - 1.0 / n_all, 0.0) + truth.var(ddof=1) * (1.0 / n_all - 1.0 / total)
        # As wide as a t distribution of as many labels is.
        worth = found * (1.0 - found) / max(variance * (n - 2) / (n - 4), 1e-12)
    from scipy.special import betaincinv  # loads for 70 ms, and only labels need it

    tail, many = (1.0 - level) / 2.0, (worth * found + 0.5, worth * (1.0 - found) + 0.5)
    low, estimate, high = betaincinv(*many, [tail, 0.5, 1.0 - tail]).tolist()
    return Interval(estimate, low if truth.any() else 0.0, 1.0 if truth.all() else high, level)


def too_few(n: int) -> str:
    """Return what is said where so few labels leave the shares of an audit as they are."""
    return (
        f"{plural_verb(n, 'label', 'is')} too few to change the shares. Label at least "
        f"{ENOUGH} followers, better 100 to 300, drawn at random."
    )


def _labels_sentence(n: int, n_all: int, total: int) -> str:
    """Return what the shares rest on."""
    if n == total:
        return f"All {n:,} followers are labelled: the shares are those of the labels."
    if n < ENOUGH:
        return (
            f"{plural_verb(n, 'label', 'is')} too few to check the model here: the shares are "
            f"those of the labels alone. Label at least {ENOUGH}, better 100 to 300, drawn at random."
        )
    return (
        f"The shares rest on {n:,} labels of followers drawn at random, and on the scores of all {n_all:,}. They hold "
        "even where the model is wrong, if the labels are right and the draw was random."
    )
