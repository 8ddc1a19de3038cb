"""The front door of scoring: accounts in any form -> scores, by the model of their platform."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, overload

from fakefollow.platforms import canonical_platform_name
from fakefollow.readers import read, warn_if_large
from fakefollow.scoring.detector import Detector
from fakefollow.scoring.model_file import find_model, shipped_models
from fakefollow.scoring.policy import GENERIC, Policy
from fakefollow.scoring.score import Score
from fakefollow.scoring.scores import Scores
from fakefollow.scoring.summary import DEFAULT_MODEL

if TYPE_CHECKING:
    from narwhals.typing import IntoDataFrameT

OWN_MODELS: Final = (DEFAULT_MODEL, "instagram", "github")
"""Platforms with a shipped model of their own, which has the platform's name."""


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


@overload
def score(
    followers: "IntoDataFrameT",
    platform: str | None = ...,
    observed_at: datetime | str | None = ...,
    model: str | Path | Detector | None = ...,
    reasons: bool = ...,
    n_jobs: int | None = ...,
    *,
    columns: Mapping[str, str] | None = ...,
    prior: float | Mapping[str, float] | None = ...,
    policy: Policy | None = ...,
    max_false_positive_rate: float | None = ...,
) -> "Scores[IntoDataFrameT]": ...


@overload
def score(
    followers: Any,
    platform: str | None = ...,
    observed_at: datetime | str | None = ...,
    model: str | Path | Detector | None = ...,
    reasons: bool = ...,
    n_jobs: int | None = ...,
    *,
    columns: Mapping[str, str] | None = ...,
    prior: float | Mapping[str, float] | None = ...,
    policy: Policy | None = ...,
    max_false_positive_rate: float | None = ...,
) -> Scores: ...


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
