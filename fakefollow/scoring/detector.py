"""Detector: features, evidence tables, prior, thresholds and card of one platform's model.

Scoring is features, then lookups, then addition; nothing here needs scikit-learn.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from fakefollow.errors import ModelFileError, PlatformWarning, warn_caller
from fakefollow.features import FEATURES, UsernameModel
from fakefollow.profiles import BoolArray, FloatArray, ProfileTable
from fakefollow.scoring.additive_scorer import AdditiveScorer
from fakefollow.scoring.changed_profiles import nearest
from fakefollow.scoring.conformal import ConformalThresholds
from fakefollow.scoring.detector_files import content_of, parts_of
from fakefollow.scoring.drift import MAX_ROWS, MIN_VALUES, drifted_features
from fakefollow.scoring.evidence import EvidenceTables
from fakefollow.scoring.evidence_histograms import ShareReference
from fakefollow.scoring.model_file import read_model, write_model
from fakefollow.scoring.policy import Decision, FalsePositiveCurve, Policy, Prior, kind_probabilities
from fakefollow.scoring.reason_texts import ReasonWriter
from fakefollow.scoring.reasons import GENERIC, Reason
from fakefollow.scoring.scores import Scores

if TYPE_CHECKING:
    from fakefollow.report import FeatureDisplay


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
        if self.platform != GENERIC and table.platform not in (None, self.platform):
            warn_caller(
                f"the profiles are of {table.platform}, model {self.name!r} was learnt on {self.platform}: "
                "its figures do not hold for them",
                PlatformWarning,
            )
        prior_log_odds = self.prior.replaced_by(prior).log_odds()
        policy = self.policy.replaced_by(policy, max_false_positive_rate)
        weighed = self._scorer.weigh(table, reasons, n_jobs, progress)
        decision = self.decide(prior_log_odds, weighed.evidence, weighed.coverage, policy)
        return Scores(
            self.kinds,
            decision.authenticity,
            decision.probability,
            decision.verdict,
            weighed.coverage,
            prior_log_odds,
            weighed.evidence,
            decision.log_odds,
            table,
            self,
            weighed.texts,
            policy=policy,
        )

    @cached_property
    def _scorer(self) -> AdditiveScorer:
        writer = ReasonWriter.of_card(self.features, self.kinds, self.card)
        return AdditiveScorer(self.features, self.tables, self.weights, self.username_model, writer)

    def measure(self, table: ProfileTable) -> FloatArray:
        """Return the model's features of every profile, shape (n, n_features), NaN where not observed."""
        return self._scorer.measure(table)

    def weigh(self, table: ProfileTable) -> tuple[FloatArray, FloatArray]:
        """Return the sum of evidence of each kind, shape (n, n_kinds - 1), and the coverage of every profile."""
        weighed = self._scorer.weigh(table)
        return weighed.evidence, weighed.coverage

    def decide(
        self, prior: FloatArray, evidence: FloatArray, coverage: FloatArray, policy: Policy | None = None
    ) -> Decision:
        """Return what prior log-odds (n_kinds - 1,) and evidence come to; by the model's policy if none is given."""
        rule = self.policy if policy is None else policy
        log_odds = prior + evidence
        probability = kind_probabilities(log_odds)
        authenticity = probability[:, 0].copy()
        verdict = rule.verdicts(self.kinds[1:], evidence, authenticity, coverage, self.curve)
        return Decision(log_odds, probability, authenticity, verdict)

    def reasons(self, table: ProfileTable) -> tuple[Reason, ...]:
        """Return what every observed feature says of the first row, strongest first.

        For each kind the evidence adds up exactly to its log-odds minus the prior.
        """
        return self._scorer.reasons(table)

    def not_observed(self, table: ProfileTable) -> tuple[str, ...]:
        """Return the fields of the model that were not observed of the first row."""
        return self._scorer.not_observed(table)

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

    def feature_facts(self, name: str) -> dict[str, Any]:
        """Return all that the model knows of one feature, as plain data: what `plot_feature` draws.

        Parameters
        ----------
        name : str
            Feature of the model.

        Returns
        -------
        dict
            ``model``, ``feature``, ``unit``, ``weight`` (share of the model's evidence), ``answers`` (words for no
            and yes, or None), ``edges`` and ``evidence`` (for each kind, in nats) of the step function, and
            ``usual`` (see `fakefollow.scoring.distributions`, or None).

        Raises
        ------
        ValueError
            If the model has no such feature; names the nearest.
        """
        if name not in self.features:
            raise ValueError(f"model {self.name!r} has no feature {name!r}: {nearest(name, self.features)}")
        place = self.features.index(name)
        usual = self._scorer.writer.usual.get(name)
        steps = self.tables.steps[place].T.tolist()
        return {
            "model": self.name,
            "feature": name,
            "unit": FEATURES[name].unit,
            "weight": float(self.weights[place]),
            "answers": list(FEATURES[name].answers) if FEATURES[name].is_yes_or_no else None,
            "edges": self.tables.edges[place].tolist(),
            "evidence": dict(zip(self.kinds[1:], steps, strict=True)),
            "usual": None if usual is None else usual.to_dict(),
        }

    def plot_feature(self, name: str, ax: Any = None) -> "FeatureDisplay":
        """Draw what one feature says for each of its values, and how it is distributed among known accounts.

        Parameters
        ----------
        name : str
            Feature of the model, see `features`.
        ax : pair of matplotlib.axes.Axes, optional
            For the step function and, below it, the distributions; a new figure by default.

        Returns
        -------
        FeatureDisplay
            With ``ax_`` and ``figure_``. A model without distributions on its card shows the step function alone and
            says so.

        Raises
        ------
        ValueError
            If the model has no such feature, or ``ax`` is something else.
        MissingExtraError
            If matplotlib is not installed.
        """
        from fakefollow.report import FeatureDisplay

        return FeatureDisplay(self.feature_facts(name)).plot(ax)

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
