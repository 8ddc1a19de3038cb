"""Detector: the model of one platform, which scores profiles and is kept in files; and the front door, which finds one.

Scoring is features, then lookups, then addition; nothing here needs scikit-learn.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final, Self

from fakefollow.errors import ArgumentError, PlatformWarning, ProfileError, nearest, printable, warn_caller
from fakefollow.features import FEATURES
from fakefollow.platforms import canonical_platform_name
from fakefollow.profiles import ProfileTable
from fakefollow.readers import read, warn_if_large
from fakefollow.report import FeatureDisplay
from fakefollow.scoring.evidence import AdditiveScorer
from fakefollow.scoring.foreign import judged_abroad
from fakefollow.scoring.model_file import find_model, read_model, shipped_models, write_model
from fakefollow.scoring.policy import GENERIC, Policy
from fakefollow.scoring.reasons import ReasonWriter
from fakefollow.scoring.score import Score
from fakefollow.scoring.scores import Scores
from fakefollow.scoring.summary import DEFAULT_MODEL

OWN_MODELS: Final = (DEFAULT_MODEL, "instagram", "github")
"""Platforms with a shipped model of their own, which has the platform's name."""
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
                f"expected a ProfileTable, got {type(table).__name__}: pass fakefollow.read(...) of it, "
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


def model_for_platform(platform: str | None) -> str:
    """Return the platform's own shipped model, the generic one for every other, and that of X where nothing is said."""
    if platform is None:
        return DEFAULT_MODEL
    name = canonical_platform_name(platform)
    return name if name in OWN_MODELS else GENERIC


def detector_for(model: str | Path | Detector | None, platform: str | None = None) -> Detector:
    """Return the detector that a ``model`` argument means: itself, of a name or folder, or that for the platform."""
    if isinstance(model, Detector):
        return model
    if model is None:
        return _shipped(shipped_models(), model_for_platform(platform))
    folder = find_model(model)
    # A folder of one's own is read each time, for it may have changed.
    shipped = folder.parent == shipped_models()
    return _shipped(folder.parent, folder.name) if shipped else Detector.load(folder)


@cache
def _shipped(_folder: Path, name: str) -> Detector:
    """Load a shipped model once; the folder of all of them tells one library's models from another's."""
    return Detector.load(find_model(name))


def load_detector(name_or_folder: str | Path) -> Detector:
    """Load a shipped model by name, or one of your own by its folder.

    Parameters
    ----------
    name_or_folder : str or Path
        ``"x"``, ``"instagram"``, ``"github"``, ``"generic"``, or a folder that `Detector.save` wrote.

    Returns
    -------
    Detector

    Raises
    ------
    ModelFileError
        If there is no such model, or it is damaged or does not fit this library.

    Examples
    --------
    >>> import fakefollow as ff
    >>> ff.load_detector("x").kinds
    ('genuine', 'purchased', 'bot')
    """
    return Detector.load(find_model(name_or_folder))


def score(
    followers: Any,
    platform: str | None = None,
    observed_at: datetime | str | None = None,
    model: str | Path | Detector | None = None,
    reasons: bool = False,
    n_jobs: int | None = None,
    *,
    columns: Mapping[str, str] | None = None,
    prior: float | Mapping[str, float] | None = None,
    policy: Policy | None = None,
    max_false_positive_rate: float | None = None,
) -> Scores:
    """Score accounts: how likely each is genuine, what it may be instead, and why.

    Parameters
    ----------
    followers : path, frame, list, dict or ProfileTable
        The profiles in any form that `fakefollow.read` takes.
    platform : str, optional
        Platform they come from; recognised by default. Where nothing says it, profiles with canonical column names are
        taken to be of X; ``"generic"`` stands for a platform that is not listed.
    observed_at : datetime or str, optional
        When the profiles were observed, for rows that do not say so themselves. Needed for ages.
    model : str, Path or Detector, optional
        Shipped model, folder of a model, or a detector. By platform: ``"x"``, ``"instagram"`` or
        ``"github"`` for these, ``"generic"`` for every other; `Scores.model` tells which it was.
    reasons : bool, default=False
        Also put the strongest reasons into words for `Scores.to_frame`.
    n_jobs : int, optional
        Processes for large input, as in joblib.
    columns : mapping of str to str, optional
        Your column name -> canonical name, where a table has other names.
    prior : float or mapping, optional
        Share of accounts that are not genuine, or the share of each kind; a mere share changes no verdict.
    policy : Policy, optional
        When an account is called what.
    max_false_positive_rate : float, optional
        Short for the model's policy with this rate.

    Returns
    -------
    Scores
        One score for every profile, in the order of the input.

    Raises
    ------
    ProfileError
        If the whole input cannot be read; single bad values become issues instead.
    ModelFileError
        If the model cannot be loaded.

    Examples
    --------
    >>> import fakefollow as ff
    >>> followers = [{"username": "ada", "followers_count": 400, "following_count": 300, "posts_count": 900}]
    >>> scores = ff.score(followers)
    >>> scores.authenticity.shape, scores.verdict.shape
    ((1,), (1,))
    """
    warn_if_large(followers)
    table = read(followers, platform=platform, observed_at=observed_at, columns=columns)
    return detector_for(model, table.platform).score(
        table,
        prior=prior,
        policy=policy,
        max_false_positive_rate=max_false_positive_rate,
        reasons=reasons,
        n_jobs=n_jobs,
    )


def score_one(profile: Any, **settings: Any) -> Score:
    """Score one account.

    Parameters
    ----------
    profile : dict, Profile or client object
        The account.
    **settings
        As in `score`.

    Returns
    -------
    Score

    Raises
    ------
    ValueError
        If the input is more than one profile.

    Examples
    --------
    >>> import fakefollow as ff
    >>> score = ff.score_one({"username": "ada", "followers_count": 400, "following_count": 300})
    >>> score.verdict in {"authentic", "uncertain", "not_enough_data"}
    True
    """
    scores = score(profile, **settings)
    if len(scores) != 1:
        raise ValueError(f"score_one: expected one profile, got {len(scores)}; use score for many")
    return scores[0]
