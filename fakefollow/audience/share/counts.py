"""Audience cells: followers as counts in the cells of a model's reference; all that is kept of them for a share."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from fakefollow.errors import ModelFileError
from fakefollow.features import FEATURES
from fakefollow.profiles import BoolArray, IntArray, ProfileTable
from fakefollow.scoring import Detector, EvidenceHistograms, Scores


@dataclass(frozen=True, slots=True, eq=False)
class AudienceCells:
    """An audience as counts in cells: all that is kept of it; counts of batches add up.

    Parameters
    ----------
    pattern : str
        Name of the pattern of observed fields, see `fakefollow.scoring.EvidenceHistograms`.
    counts : ndarray of int, shape (n_cells,)
        Followers in each cell, of those that are weighed.
    n_flagged : int
        Of these, followers above the thresholds of the false-positive rate `rate`.
    n_given : int
        Followers looked at; those of whom too little is known are left out of the other counts.
    rate : float
        False-positive rate of the thresholds.
    """

    pattern: str
    counts: IntArray
    n_flagged: int
    n_given: int
    rate: float

    @property
    def n_weighed(self) -> int:
        """Followers of whom enough is known."""
        return int(self.counts.sum())

    def __add__(self, other: Self) -> Self:
        if (self.pattern, self.rate) != (other.pattern, other.rate):
            raise ValueError(
                f"expected counts of one pattern and rate, got {(self.pattern, self.rate)} and "
                f"{(other.pattern, other.rate)}; pass pattern= of the first batch for all others"
            )
        return replace(
            self,
            counts=self.counts + other.counts,
            n_flagged=self.n_flagged + other.n_flagged,
            n_given=self.n_given + other.n_given,
        )


def nearest_pattern(detector: Detector, table: ProfileTable) -> EvidenceHistograms:
    """Return the reference cells whose pattern of fields is nearest to what a table shows.

    Raises
    ------
    ModelFileError
        If the model has no reference for shares.
    """
    if detector.shares is None:
        raise ModelFileError(
            f"model {detector.name!r} cannot tell shares of an audience: expected one trained with this version of "
            "the library on enough accounts and sources; train it again with more, or score the followers without "
            "an audit"
        )
    observed = {name: float(column.valid.mean()) for name, column in table.columns.items() if len(table)}
    names = [*detector.features]
    fields = {
        name: [
            stand_in if (stand_in := _stand_in(name, observed)) else field for field in FEATURES[name].fields
        ]
        for name in names
    }
    weights = dict(zip(names, detector.weights.tolist(), strict=True))
    return detector.shares.nearest(observed, weights, fields)


def _stand_in(name: str, observed: Mapping[str, float]) -> str | None:
    """Return the column that gives the value of a feature where its own field is withheld."""
    feature = FEATURES[name]
    if feature.stand_in is None or observed.get(feature.fields[0], 0.0) > 0.0:
        return None
    return feature.stand_in if observed.get(feature.stand_in, 0.0) > 0.0 else None


def count_cells(
    detector: Detector,
    scores: Scores,
    pattern: str | None = None,
    rate: float | None = None,
    rows: BoolArray | None = None,
) -> AudienceCells:
    """Reduce scored followers to counts in cells.

    Parameters
    ----------
    detector : Detector
        The detector that scored.
    scores : Scores
        Profile evidence of the followers; the prior that was assumed is taken out.
    pattern : str, optional
        Name of the pattern; the one nearest to these followers by default. Pass that of the first batch for others.
    rate : float, optional
        False-positive rate of the thresholds that flags are counted at; that of the detector's policy by default.
    rows : ndarray of bool, shape (n,), optional
        Followers to count; all by default.

    Raises
    ------
    ModelFileError
        If the model has no reference for shares.
    ValueError
        If the pattern or the rate is unknown; names those that are there.
    """
    nearest = nearest_pattern(detector, scores.table)
    cells = nearest if pattern is None else named_cells(detector, pattern)
    rate = detector.policy.max_false_positive_rate if rate is None else rate
    given = np.ones(len(scores), np.bool_) if rows is None else rows
    weighed = given & (scores.coverage >= detector.policy.min_coverage)
    evidence = scores.evidence[weighed]
    return AudienceCells(
        cells.name,
        np.bincount(cells.place(evidence), minlength=cells.counts.shape[1]),
        int((evidence > detector.curve.at(rate)).any(axis=1).sum()),
        int(given.sum()),
        rate,
    )


def named_cells(detector: Detector, pattern: str) -> EvidenceHistograms:
    """Return the reference cells of a pattern by its name.

    Raises
    ------
    ValueError
        If the model has no such pattern; names those that it has.
    """
    patterns = {} if detector.shares is None else {cells.name: cells for cells in detector.shares.patterns}
    if pattern not in patterns:
        raise ValueError(f"pattern: expected one of {sorted(patterns)}, got {pattern!r}")
    return patterns[pattern]
