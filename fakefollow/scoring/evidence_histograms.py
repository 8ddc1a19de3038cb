"""Histograms of evidence of known sources, from which the share of each kind in an audience is told.

A detector keeps these counts, made of what classifiers say of accounts whose source they have not seen, and an
audience is counted in the same cells. Aggregates only; this module sees arrays, no profile.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from fakefollow.profiles import BoolArray, FloatArray, IntArray

TELLING_RATE: Final = 0.03
"""False-positive rate of genuine accounts beyond whose threshold an account tells that it is of another kind. Of .01,
.02, .03 and .05 the one whose shares err least on pairs of sources left out of the training sets."""

SHOWN: Final = 0.75
"""A source is shown by profiles where so many of its accounts are beyond that threshold; a convention. At two thirds
intervals of Instagram hold more (.89 for .65 of pairs left out) and say little, at a half shares of X err more."""


@dataclass(frozen=True, slots=True, eq=False)
class EvidenceHistograms:
    """Counts of the accounts of every source by what they show, for one pattern of observed fields.

    Of every source there is the number of its kind (0 is genuine), its platform, and the accounts (n_sources, n_kinds -
    1, n_rates + 1) by their likeliest kind but genuine and by the number of thresholds of the detector's
    false-positive rates that their suspicion is above. There evidence counts whole; in ``judged`` (n_sources, n_rates +
    1) it counts as far as verdicts go, which is not beyond the threshold of newcomers and readers.
    """

    name: str
    hidden: tuple[str, ...]
    sources: tuple[str, ...]
    platforms: tuple[str, ...]
    kind_of: NDArray[np.intp]
    counts: IntArray
    judged: IntArray

    def above(self, place: int) -> FloatArray:
        """Return the share of each source that verdicts put above the threshold at a place of the rates."""
        return _above(self.judged, place)

    def shown(self, place: int, known: BoolArray | bool = True) -> BoolArray:
        """Return the known sources that profiles show: genuine ones, and of every other kind the one shown best."""
        above, shown = _above(self.counts.sum(axis=1), place), (self.kind_of == 0) & known
        for kind in range(1, self.counts.shape[1] + 1):
            of_kind = (self.kind_of == kind) & known
            shown |= of_kind & (above >= min(SHOWN, above[of_kind].max(initial=0.0)))
        return np.asarray(shown, np.bool_)


def _above(counts: IntArray, place: int) -> FloatArray:
    """Return what part of counts (n_sources, n_rates + 1) is above the threshold at a place."""
    return np.asarray(counts[:, counts.shape[1] - 1 - place :].sum(axis=1) / counts.sum(axis=1))


def evidence_cells(evidence: FloatArray, mix: FloatArray, thresholds: FloatArray) -> NDArray[np.intp]:
    """Return the cell of each account from its evidence (n, n_kinds - 1): likeliest kind, then thresholds passed.

    ``mix`` (n_kinds - 1,) are the shares of the kinds among accounts that are not genuine.
    """
    weighed = evidence + np.log(mix)
    passed = np.searchsorted(np.sort(thresholds), np.logaddexp.reduce(weighed, axis=1))
    return np.asarray(weighed.argmax(axis=1) * (len(thresholds) + 1) + passed, np.intp)


@dataclass(frozen=True, slots=True, eq=False)
class ShareReference:
    """Histograms of known sources, one for each pattern of observed fields, all fields first."""

    patterns: tuple[EvidenceHistograms, ...]

    def nearest(
        self, observed: Mapping[str, float], weights: Mapping[str, float], fields: Mapping[str, Sequence[str]]
    ) -> EvidenceHistograms:
        """Return the pattern nearest to what was observed.

        ``observed`` is the share of accounts of which each canonical field was observed, ``weights`` the share of the
        model's evidence that each feature carries, ``fields`` the fields that each feature depends on.
        """
        seen = {name: min(observed.get(field, 0.0) for field in fields[name]) for name in weights}

        def distance(pattern: EvidenceHistograms) -> float:
            hidden = set(pattern.hidden)
            return sum(
                weight * abs(seen[name] - float(hidden.isdisjoint(fields[name]))) for name, weight in weights.items()
            )

        return min(self.patterns, key=distance)
