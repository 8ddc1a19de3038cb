"""Detector: features, evidence tables, prior, thresholds and card of one platform's model.

Scoring is features, then lookups, then addition; nothing here needs scikit-learn.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, Self

import numpy as np

from fakefollow.calibration import FalsePositiveCurve, Policy, Prior, kind_probabilities
from fakefollow.conformal import ConformalThresholds
from fakefollow.detector_files import content_of, parts_of
from fakefollow.drift import MAX_ROWS, MIN_VALUES, drifted_features
from fakefollow.errors import ModelFileError, PlatformWarning, warn_caller
from fakefollow.evidence import EvidenceTables
from fakefollow.features import FEATURES, UsernameModel, measure
from fakefollow.model_files import read_model, write_model
from fakefollow.reasons import REASONS_SHOWN, Reason
from fakefollow.score_cells import ShareReference
from fakefollow.scores import Scores
from fakefollow.table import BoolArray, FloatArray, ProfileTable

BATCH_ROWS: Final = 4096
"""Rows measured at a time: the columns of a batch stay in the processor's cache."""

PARALLEL_ROWS: Final = 100_000
"""Below this a second process costs more than it saves."""


@dataclass(frozen=True, eq=False)
class Detector:
    """A trained model with everything it needs to score profiles.

    Parameters
    ----------
    name, platform : str
        Name of the model and platform that it was learnt on.
    kinds : tuple of str
        ``genuine`` first, then the kinds that are told from it.
    features : tuple of str
        Keys of `fakefollow.features.FEATURES`, in the order of the tables.
    tables : EvidenceTables
        Calibrated evidence of each feature.
    weights : ndarray of shape (n_features,)
        Share of the model's evidence that each feature carries: multiples of 2**-20 that sum to 1, so that a
        coverage is exact in whatever order it is added up.
    username_model : UsernameModel
        Bigram model of genuine handles.
    prior : Prior
        Shares expected when nothing else is said.
    curve : FalsePositiveCurve
        Evidence that held-out genuine accounts reach.
    policy : Policy
        Default policy for verdicts.
    card : mapping
        What the model was made of, how good it is and what it cannot do; its ``reference`` is how the features
        of the accounts that it was learnt on are distributed.
    conformal : ConformalThresholds, optional
        Thresholds of prediction sets; None for a model trained before there were any.
    shares : ShareReference, optional
        How the evidence of known sources is distributed, by which shares of an audience are told; None for a
        model trained before there was one, or from too few accounts or sources.
    """

    name: str
    platform: str
    kinds: tuple[str, ...]
    features: tuple[str, ...]
    tables: EvidenceTables
    weights: FloatArray
    username_model: UsernameModel
    prior: Prior
    curve: FalsePositiveCurve
    policy: Policy = field(default_factory=Policy)
    card: Mapping[str, Any] = field(default_factory=dict)
    conformal: ConformalThresholds | None = None
    shares: ShareReference | None = None

    def score(
        self,
        table: ProfileTable,
        *,
        prior: float | Mapping[str, float] | None = None,
        policy: Policy | None = None,
        max_false_positive_rate: float | None = None,
        reasons: bool = False,
        n_jobs: int | None = None,
        progress: Callable[[int], object] | None = None,
    ) -> Scores:
        """Score every profile of a table.

        Parameters
        ----------
        table : ProfileTable
            The profiles, see `fakefollow.read`.
        prior : float or mapping, optional
            Share of accounts that are not genuine, or the share of each kind; the card's by default.
            Changes probabilities, not verdicts.
        policy : Policy, optional
            When an account is called what; the card's by default.
        max_false_positive_rate : float, optional
            Short for the card's policy with this rate.
        reasons : bool, default=False
            Also put the strongest reasons of every row into words for `Scores.to_frame`.
            ``scores[i].reasons`` works either way.
        n_jobs : int, optional
            Processes for large tables, as in joblib.
        progress : callable, optional
            Called after each batch with the number of rows in it, where one process does the work.

        Returns
        -------
        Scores
            One score a row, in the order of the rows.

        Raises
        ------
        ValueError
            If the prior or the policy is outside its range.

        Warns
        -----
        PlatformWarning
            If the profiles are of another platform than the model.
        """
        if table.platform not in (None, self.platform):
            warn_caller(
                f"the profiles are of {table.platform}, model {self.name!r} was learnt on {self.platform}: "
                "its figures do not hold for them",
                PlatformWarning,
            )
        prior_log_odds = self.prior.replaced_by(prior).log_odds()
        policy = self.policy.replaced_by(policy, max_false_positive_rate)
        evidence, coverage, texts = self._weigh_in_parallel(table, reasons, n_jobs, progress)
        log_odds = prior_log_odds + evidence
        probability = kind_probabilities(log_odds)
        authenticity = probability[:, 0].copy()
        verdict = policy.verdicts(self.kinds[1:], evidence, authenticity, coverage, self.curve)
        return Scores(
            self.kinds,
            authenticity,
            probability,
            verdict,
            coverage,
            prior_log_odds,
            log_odds,
            table,
            self,
            texts,
        )

    def measure(self, table: ProfileTable) -> FloatArray:
        """Return the model's features of every profile, shape (n, n_features), NaN where not observed."""
        matrix = np.empty((len(table), len(self.features)), order="F")
        for rows in _batches(len(table)):
            matrix[rows] = measure(table[rows], self.features, self.username_model)
        return matrix

    def _weigh_in_parallel(
        self,
        table: ProfileTable,
        reasons: bool,
        n_jobs: int | None,
        progress: Callable[[int], object] | None,
    ) -> tuple[FloatArray, FloatArray, list[str] | None]:
        if len(table) < PARALLEL_ROWS:
            return self._weigh(table, reasons, progress)
        from joblib import Parallel, delayed, effective_n_jobs

        n_parts = effective_n_jobs(n_jobs)
        if n_parts == 1:
            return self._weigh(table, reasons, progress)
        bounds = np.linspace(0, len(table), n_parts + 1).astype(int)
        parts = [table[a:b] for a, b in pairwise(bounds.tolist())]
        done = Parallel(n_jobs=n_jobs)(delayed(self._weigh)(part, reasons) for part in parts)
        texts = [text for part in done for text in part[2]] if reasons else None
        return np.concatenate([part[0] for part in done]), np.concatenate([part[1] for part in done]), texts

    def _weigh(
        self, table: ProfileTable, reasons: bool, progress: Callable[[int], object] | None = None
    ) -> tuple[FloatArray, FloatArray, list[str] | None]:
        """Return evidence (n, n_kinds), coverage (n,) and, if asked for, the strongest reasons in words."""
        evidence = np.empty((len(table), len(self.kinds) - 1))
        coverage = np.empty(len(table))
        texts: list[str] | None = [] if reasons else None
        for rows in _batches(len(table)):
            features = measure(table[rows], self.features, self.username_model)
            evidence[rows] = self.tables.total(features)
            coverage[rows] = self._coverage(features)
            if texts is not None:
                texts.extend(self._texts(features))
            if progress is not None:
                progress(len(features))
        return evidence, coverage, texts

    def _coverage(self, features: FloatArray) -> FloatArray:
        """Return the observed share of the weights, which are such that adding them rounds nothing."""
        coverage: FloatArray = self.weights @ ~np.isnan(features).T
        return coverage

    def _texts(self, features: FloatArray) -> list[str]:
        """Put the strongest reasons of each row into words."""
        evidence = self.tables.by_feature(features)
        n_kinds = evidence.shape[2]
        flat = evidence.reshape(len(features), -1)
        shown = min(REASONS_SHOWN, flat.shape[1])
        strongest = np.argsort(-np.abs(flat), axis=1, kind="stable")[:, :shown]
        values = np.take_along_axis(features, strongest // n_kinds, axis=1).tolist()
        said = np.take_along_axis(flat, strongest, axis=1).tolist()
        return [
            "; ".join(
                self._text(place // n_kinds, place % n_kinds, value, nats)
                for place, value, nats in zip(places, row_values, row_said, strict=True)
                if nats
            )
            for places, row_values, row_said in zip(strongest.tolist(), values, said, strict=True)
        ]

    def _text(self, feature: int, kind: int, value: float, evidence: float) -> str:
        direction = "for" if evidence > 0 else "against"
        sentence = FEATURES[self.features[feature]].sentence(value)
        return f"{sentence}: speaks {direction} {self.kinds[kind + 1]} ({evidence:+.2f})"

    def reasons(self, table: ProfileTable) -> tuple[Reason, ...]:
        """Return what every observed feature says of the first row, strongest first.

        For each kind the evidence adds up exactly to its log-odds minus the prior.
        """
        features = measure(table[:1], self.features, self.username_model)
        evidence = self.tables.by_feature(features)[0]
        said = [
            Reason(
                name,
                float(value),
                FEATURES[name].unit,
                self.kinds[kind + 1],
                float(nats),
                self._text(place, kind, float(value), float(nats)),
            )
            for place, (name, value) in enumerate(zip(self.features, features[0], strict=True))
            if not np.isnan(value)
            for kind, nats in enumerate(evidence[place])
        ]
        return tuple(sorted(said, key=lambda reason: -abs(reason.evidence)))

    def prediction_sets(self, evidence: FloatArray, level: float) -> BoolArray:
        """Return whether accounts could be genuine and could be not, shape (n, 2), see `Scores.prediction_sets`.

        Parameters
        ----------
        evidence : ndarray of shape (n, n_kinds - 1)
            Sum of evidence of each kind against genuine, in nats, prior left out.
        level : float
            Level of the sets.
        """
        if self.conformal is None:
            raise ModelFileError(
                f"model {self.name!r} has no conformal thresholds: expected a model trained with this version of "
                "the library; train it again"
            )
        return self.conformal.sets(evidence, level)

    def drift(self, table: ProfileTable) -> dict[str, float] | None:
        """Return the features in which profiles differ from those learnt on, see `Scores.drift`."""
        reference = self.card.get("reference")
        if reference is None or len(table) < MIN_VALUES:
            return None
        rows = np.linspace(0, len(table) - 1, min(len(table), MAX_ROWS)).astype(np.intp)
        return drifted_features(self.measure(table.take(rows)), self.features, reference)

    def evidence_share(self, features: Iterable[str]) -> float:
        """Return the share of the model's evidence that features carry together, 0 to 1."""
        return float(self.weights[np.isin(self.features, list(features))].sum())

    @classmethod
    def load(cls, folder: str | Path) -> Self:
        """Load a model folder after checking it.

        Raises
        ------
        ModelFileError
            If a file is missing or damaged, the format is unknown, or this library lacks a feature.
        """
        model, card = read_model(Path(folder), known_features=FEATURES)
        try:
            return cls(**parts_of(model), card=card)
        except ValueError as error:
            raise ModelFileError(f"{folder}: {error}") from error

    def save(self, folder: str | Path) -> None:
        """Write the model as plain JSON: ``model.json`` and ``card.json`` with its digest.

        Parameters
        ----------
        folder : str or Path
            Made if it does not exist; files of those names are replaced.
        """
        write_model(Path(folder), content_of(self), self.card)

    def __repr__(self) -> str:
        return (
            f"Detector {self.name!r} for {self.platform}: {len(self.features)} features, kinds {self.kinds}"
        )


def _batches(n_rows: int) -> Iterator[slice]:
    return (slice(start, min(start + BATCH_ROWS, n_rows)) for start in range(0, n_rows, BATCH_ROWS))
