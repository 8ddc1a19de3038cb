"""Histograms of evidence of known sources, from which the share of each kind in an audience is told.

A detector keeps these counts, made of what classifiers say of accounts whose source they have not seen, and an
audience is counted in the same cells. Aggregates only; this module sees arrays, no profile.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from fakefollow.profiles import BoolArray, FloatArray, IntArray

SHOWN: Final = 0.5
"""A source is shown by profiles where more than half of its accounts have the evidence of few genuine accounts."""


@dataclass(frozen=True, slots=True, eq=False)
class EvidenceHistograms:
    """Counts of the accounts of every source in the cells of a grid of evidence, for one pattern of observed fields.

    The grid has ascending edges of the evidence for each kind but genuine, in nats (a value equal to one belongs below
    it); some of them are ``coarse`` and bound larger cells, in which communities differ less. Of every source there is
    the number of its kind (0 is genuine), the accounts in each cell (n_sources, n_cells; the last kind's evidence
    varies fastest), those ``flagged`` above the threshold of each false-positive rate of the detector (n_sources,
    n_rates), and whether profiles show it; genuine ones always are.

    The errors of unseen sources are ``stretch`` times as wide as their spread over known sources, 1 at least;
    ``covered`` of the intervals with that stretch held the truth when two known sources were taken for unseen, None
    where sources are too few to leave any out; hardly any known source taken for unseen exceeds ``fit_limit``, the
    misfit a follower in nats. ``foreign_stretch`` and ``foreign_covered`` are the same for all sources of a platform
    left out at once, None where all are of one platform.
    """

    name: str
    hidden: tuple[str, ...]
    edges: tuple[FloatArray, ...]
    coarse: tuple[BoolArray, ...]
    sources: tuple[str, ...]
    kind_of: NDArray[np.intp]
    counts: IntArray
    flagged: IntArray
    shown: BoolArray
    stretch: float = 1.0
    covered: float | None = None
    foreign_stretch: float | None = None
    foreign_covered: float | None = None
    fit_limit: float = 0.0

    @property
    def shape(self) -> tuple[int, ...]:
        """Cells along each axis."""
        return tuple(len(edges) + 1 for edges in self.edges)

    @property
    def coarse_shape(self) -> tuple[int, ...]:
        """Coarse cells along each axis."""
        return tuple(int(bounds.sum()) + 1 for bounds in self.coarse)

    def abroad(self) -> Self:
        """Return the same for audiences of a platform that no source is of: stretched and tested by leaving one out."""
        return replace(self, stretch=self.foreign_stretch or self.stretch, covered=self.foreign_covered)

    def place(self, evidence: FloatArray) -> NDArray[np.intp]:
        """Return the cell of each account from its evidence (n, n_kinds - 1)."""
        along = [edges.searchsorted(nats) for edges, nats in zip(self.edges, evidence.T, strict=True)]
        cells: NDArray[np.intp] = np.ravel_multi_index(along, self.shape)
        return cells

    def merged(self, counts: IntArray | FloatArray) -> FloatArray:
        """Return counts (..., n_cells) as counts in the coarse cells, shape (..., n_coarse_cells)."""
        along = [np.concatenate([[0], np.cumsum(bounds)]) for bounds in self.coarse]
        coarse = np.ravel_multi_index(np.meshgrid(*along, indexing="ij"), self.coarse_shape).ravel()
        into = np.eye(int(np.prod(self.coarse_shape)))[coarse]
        return counts.astype(np.float64) @ into

    def coarse_middles(self, axis: int) -> FloatArray:
        """Return a value of evidence inside each coarse cell along one axis, shape (n_coarse_cells,)."""
        edges = self.edges[axis][self.coarse[axis]]
        ends = [edges[0] - 0.5, edges[-1] + 0.5]
        middles = np.concatenate([ends[:1], (edges[:-1] + edges[1:]) / 2.0, ends[1:]])
        cells = np.indices(self.coarse_shape)[axis].ravel()
        of_cells: FloatArray = middles[cells]
        return of_cells


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
