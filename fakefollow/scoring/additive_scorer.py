"""Weighing: profiles are measured, and what their features say is looked up and added, batch by batch.

Large tables are shared out among processes; neither batches nor processes change a bit of what comes out.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from fakefollow.features import FEATURES, ProfileView, UsernameModel, measure
from fakefollow.profiles import COLUMNS, FloatArray, ProfileTable
from fakefollow.scoring.evidence import EvidenceTables
from fakefollow.scoring.reason_texts import ReasonWriter
from fakefollow.scoring.reasons import Reason

BATCH_ROWS: Final = 4096
"""Rows measured at a time: the columns of a batch stay in the processor's cache."""

PARALLEL_ROWS: Final = 100_000
"""Below this a second process costs more than it saves."""

Progress = Callable[[int], object] | None


@dataclass(frozen=True, eq=False)
class Weighed:
    """What profiles say.

    Parameters
    ----------
    evidence : ndarray of shape (n, n_kinds - 1)
        Sum of what the features of each say for each kind against genuine, in nats.
    coverage : ndarray of shape (n,)
        Share of the model's evidence that was observed.
    texts : list of str or None
        The strongest reasons of each row in words, where they were asked for.
    """

    evidence: FloatArray
    coverage: FloatArray
    texts: list[str] | None


@dataclass(frozen=True, eq=False)
class AdditiveScorer:
    """What weighing needs of a detector; its parameters are the detector's of the same names.

    Parameters
    ----------
    features : tuple of str
        Keys of `fakefollow.features.FEATURES`.
    tables : EvidenceTables
        Evidence of each feature.
    weights : ndarray of shape (n_features,)
        Share of the model's evidence that each feature carries.
    username_model : UsernameModel
        Bigram model of genuine handles.
    writer : ReasonWriter
        Puts reasons into words.
    """

    features: tuple[str, ...]
    tables: EvidenceTables
    weights: FloatArray
    username_model: UsernameModel
    writer: ReasonWriter

    def measure(self, table: ProfileTable) -> FloatArray:
        """Return the features of every profile, shape (n, n_features), NaN where not observed."""
        matrix = np.empty((len(table), len(self.features)), order="F")
        for rows in _batches(len(table)):
            matrix[rows] = measure(table[rows], self.features, self.username_model)
        return matrix

    def weigh(
        self, table: ProfileTable, reasons: bool = False, n_jobs: int | None = None, progress: Progress = None
    ) -> Weighed:
        """Return what profiles say.

        Parameters
        ----------
        table : ProfileTable
            The profiles.
        reasons : bool, default=False
            Whether to put the strongest reasons of every row into words.
        n_jobs : int, optional
            Processes for large tables, as in joblib.
        progress : callable, optional
            Called after each batch with the number of rows in it, where one process does the work.
        """
        if len(table) < PARALLEL_ROWS:
            return self._weigh(table, reasons, progress)
        from joblib import Parallel, delayed, effective_n_jobs

        n_parts = effective_n_jobs(n_jobs)
        if n_parts == 1:
            return self._weigh(table, reasons, progress)
        bounds = np.linspace(0, len(table), n_parts + 1).astype(int)
        parts = [table[a:b] for a, b in pairwise(bounds.tolist())]
        done: list[Weighed] = Parallel(n_jobs=n_jobs)(delayed(self._weigh)(part, reasons) for part in parts)
        return Weighed(
            np.concatenate([part.evidence for part in done]),
            np.concatenate([part.coverage for part in done]),
            [text for part in done for text in part.texts or ()] if reasons else None,
        )

    def _weigh(self, table: ProfileTable, reasons: bool, progress: Progress = None) -> Weighed:
        evidence = np.empty((len(table), self.tables.n_kinds))
        coverage = np.empty(len(table))
        texts: list[str] | None = [] if reasons else None
        for rows in _batches(len(table)):
            features = measure(table[rows], self.features, self.username_model)
            evidence[rows] = self.tables.total(features)
            coverage[rows] = self._coverage(features)
            if texts is not None:
                view = ProfileView(table[rows], self.username_model)
                texts += self.writer.strongest(view, features, self.tables.by_feature(features))
            if progress is not None:
                progress(len(features))
        return Weighed(evidence, coverage, texts)

    def _coverage(self, features: FloatArray) -> FloatArray:
        """Return the observed share of the weights, which are such that adding them rounds nothing."""
        coverage: FloatArray = self.weights @ ~np.isnan(features).T
        return coverage

    def reasons(self, table: ProfileTable) -> tuple[Reason, ...]:
        """Return what every observed feature says of the first row, strongest first."""
        view = ProfileView(table[:1], self.username_model)
        features = measure(view.table, self.features, self.username_model)
        return self.writer.reasons(view, features[0], self.tables.by_feature(features)[0])

    def not_observed(self, table: ProfileTable) -> tuple[str, ...]:
        """Return the fields for want of which features of the first row were not measured, in schema order."""
        row = table[:1]
        missing = np.isnan(measure(row, self.features, self.username_model)[0]).tolist()
        lacking = (FEATURES[name].fields for name, gone in zip(self.features, missing, strict=True) if gone)
        fields = {field for needed in lacking for field in needed}
        return tuple(
            name for name in COLUMNS if name in fields and not (row.has(name) and row.columns[name].valid[0])
        )


def _batches(n_rows: int) -> Iterator[slice]:
    return (slice(start, min(start + BATCH_ROWS, n_rows)) for start in range(0, n_rows, BATCH_ROWS))
