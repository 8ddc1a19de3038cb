"""Detector: the model of one platform, which scores profiles and is kept in files.

Scoring is features, then lookups, then addition; nothing here needs scikit-learn. In a list of a platform that a model
was not learnt on, unlike all that it knows, bought followers and the habits of the platform cannot be told apart.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, Self

from fakefollow.errors import ArgumentError, PlatformWarning, ProfileError, nearest, printable, warn_caller
from fakefollow.features import FEATURES
from fakefollow.profiles import ProfileTable
from fakefollow.report import FeatureDisplay, one_line, plural, spelt
from fakefollow.scoring.distributions import MIN_VALUES
from fakefollow.scoring.evidence import AdditiveScorer
from fakefollow.scoring.model_file import read_model, write_model
from fakefollow.scoring.policy import GENERIC, Policy, at_most_uncertain
from fakefollow.scoring.reasons import ReasonWriter
from fakefollow.scoring.scores import Scores
from fakefollow.scoring.summary import PLATFORM_WIDTH

MOST_DRIFT: Final = 0.25
"""Share of the evidence in features that drifted, or were not observed, from which on a list is unlike all that is
known; a convention, the share of observed evidence below which there is no verdict."""

COMPARED_RATE: Final = 0.2
"""Rate at whose threshold a list is compared with known communities. Beyond strict ones a third of bought followers is
already more than any community has; beyond lenient ones other habits of a whole platform show first. A convention."""


def judged_abroad(scores: Scores) -> Scores:
    """Return scores of a list of a foreign platform, in which nobody is called where it is unlike what is known."""
    why = _why_nobody_is_called(scores)
    return scores if why is None else replace(scores, verdict=at_most_uncertain(scores.verdict), withheld=why)


def _why_nobody_is_called(scores: Scores) -> str | None:
    """Return why no account of a foreign list may be called, in a sentence; None where some may be, or none could."""
    detector, drift, drift_share = scores.detector, scores.drift, scores.drift_share
    enough = scores.coverage >= (scores.policy or detector.policy).min_coverage
    if not enough.any():
        return None
    platform = "this platform" if scores.platform == GENERIC else spelt(one_line(str(scores.platform), PLATFORM_WIDTH))
    start = f"No account is called worse than uncertain: the model has learnt nothing of {platform}, and"
    if drift is None or drift_share is None or detector.shares is None or enough.sum() < MIN_VALUES:
        return f"{start} {plural(int(enough.sum()), 'account')} cannot tell whether they are like those that it knows."
    unseen = 1.0 - float(scores.coverage[enough].mean())
    if drift_share + unseen >= MOST_DRIFT:
        what = f"{100 * (drift_share + unseen):.0f} % of its evidence is unlike that of all communities that it knows"
        return f"{start} {what} ({', '.join([*drift, *['fields not observed'] * (unseen > 0.0)])})."
    above = float((detector.suspicion(scores.evidence[enough]) > detector.curve.at(COMPARED_RATE)).mean())
    sources, place = detector.shares.patterns[0], detector.curve.place(COMPARED_RATE)
    most = float(sources.above(place)[sources.kind_of == 0].max())
    told = (
        f"{start} {100 * above:.0f} % of these look somewhat unlike genuine accounts, of communities of people that it "
        f"knows {100 * most:.0f} % at most: that may be bought followers or the habits of the platform."
    )
    return told if above > most else None


REFUSED: Final[Mapping[str, str]] = {"github": "on GitHub it tells campaign accounts from others no better than chance"}
"""Platforms whose profiles the generic model refuses, and why; models/RESULTS.md has the figure."""


class Detector(AdditiveScorer):
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
        Suspicion that held-out genuine accounts reach.
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
            A share changes no verdict; shares of kinds in another mix can.
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
            One score a row, in the order of the rows; ``withheld`` says where nobody is called, and why.

        Raises
        ------
        TypeError
            If the profiles are no table yet.
        ValueError
            If the prior or the policy is outside its range.
        ProfileError
            If the model is the generic one and is known to be of no use on the platform of the profiles.

        Warns
        -----
        PlatformWarning
            If the profiles are of another platform than the model.
        """
        if not isinstance(table, ProfileTable):
            raise ArgumentError(
                f"table: expected a ProfileTable, got {type(table).__name__}: pass fakefollow.read(...) of it, "
                "or call fakefollow.score(..., model=detector)"
            )
        if self.name == self.platform == GENERIC and (why := REFUSED.get(table.platform or "")):
            raise ProfileError(
                f"model {self.name!r} does not score profiles of {table.platform}: {why}; leave model out, or pass "
                f"model={table.platform!r}"
            )
        if self.platform != GENERIC and table.platform not in (None, self.platform):
            warn_caller(
                f"the profiles are of {table.platform}, model {self.name!r} was learnt on {self.platform}: "
                "its figures do not hold for them",
                PlatformWarning,
            )
        prior_log_odds = self.prior.replaced_by(prior).log_odds()
        policy = self.policy.replaced_by(policy, max_false_positive_rate)
        tell = ReasonWriter.of(self).strongest if reasons else None
        weighed = self.weigh(table, tell, n_jobs, progress)
        decision = self.decide(prior_log_odds, weighed.evidence, weighed.coverage, policy)
        scores = Scores(
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
            held=weighed.held,
        )
        return scores if table.platform in (None, *self.learnt_on) else judged_abroad(scores)

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
            ``usual`` (how values of known accounts lie, or None).

        Raises
        ------
        ValueError
            If the model has no such feature; names the nearest.
        """
        if name not in self.features:
            raise ValueError(f"model {self.name!r} has no feature {name!r}: {nearest(name, self.features)}")
        number = self.features.index(name)
        usual = ReasonWriter.of(self).usual.get(name)
        steps = self.tables.steps[number].T.tolist()
        return {
            "model": self.name,
            "feature": name,
            "unit": FEATURES[name].unit,
            "weight": float(self.weights[number]),
            "answers": list(FEATURES[name].answers) if FEATURES[name].is_yes_or_no else None,
            "edges": self.tables.edges[number].tolist(),
            "evidence": dict(zip(self.kinds[1:], steps, strict=True)),
            "usual": None if usual is None else usual.to_dict(),
        }

    def plot_feature(self, name: str, ax: Any = None) -> FeatureDisplay:
        """Draw what one feature says for each of its values, and how it is distributed among known accounts.

        Parameters
        ----------
        name : str
            Feature of the model, one of ``features``.
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
        return FeatureDisplay(self.feature_facts(name)).plot(ax)

    @classmethod
    def load(cls, folder: str | Path) -> Self:
        """Load a model folder after checking it.

        Raises
        ------
        ModelFileError
            If a file is missing or damaged, the format is unknown, or this library lacks a feature.
        """
        parts, card = read_model(Path(folder))
        return cls(**parts, card=card)

    def save(self, folder: str | Path) -> None:
        """Write the model as plain JSON: ``model.json`` and ``card.json`` with its digest.

        Parameters
        ----------
        folder : str or Path
            Made if it does not exist; files of those names are replaced.
        """
        write_model(Path(folder), self)

    def __repr__(self) -> str:
        return (
            f"Detector {self.name!r} for {printable(self.platform)}: {len(self.features)} features, kinds {self.kinds}"
        )
