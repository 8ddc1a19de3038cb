"""Rule sets of others, as far as a profile can answer them. Nothing is learnt.

A rule whose fields were not observed neither adds nor takes points. Points are evidence of nothing but the rule:
none of these sets was published with a false-positive rate, and they serve as baselines only.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Final, Literal, Self

import numpy as np
from sklearn.utils.validation import check_is_fitted

from fakefollow.baselines.estimators import ProfileClassifier
from fakefollow.features import FEATURES, ProfileView, UsernameModel
from fakefollow.profiles import BoolArray, FloatArray, ProfileTable

FEWEST_COPIES: Final = 3
"""Accounts that show the same picture before it counts as duplicate; the source names no number."""


def answer(yes: BoolArray, *needed: FloatArray) -> FloatArray:
    """Return yes and no as 1 and 0, and NaN where a needed value was not observed."""
    result = yes.astype(np.float64)
    for values in needed:
        result[np.isnan(values)] = np.nan
    return result


def at_least(view: ProfileView, column: str, least: float) -> FloatArray:
    """Answer whether a count is at least so large."""
    values = view.number(column)
    return answer(values >= least, values)


def has_picture(view: ProfileView) -> FloatArray:
    """Answer whether the picture is other than the platform's placeholder."""
    return 1.0 - view.number("default_profile_image")


def follows_at_most_twice_its_followers(view: ProfileView) -> FloatArray:
    """Answer whether twice the followers are at least the accounts followed."""
    followers, following = view.number("followers_count"), view.number("following_count")
    return answer(2.0 * followers >= following, followers, following)


def follows_many_times_its_followers(view: ProfileView, least: float, most: float = np.inf) -> FloatArray:
    """Answer whether accounts followed to followers, one at least since the rules name no ratio, are so many to 1."""
    ratio = view.number("following_count") / np.maximum(view.number("followers_count"), 1.0)
    return answer((ratio >= least) & (ratio <= most), ratio)


def picture_is_shared(view: ProfileView) -> FloatArray:
    """Answer whether at least three accounts of the table have this picture address, the placeholder being nobody's."""
    addresses = view.table.texts("profile_image_url")
    placeholder = (view.number("default_profile_image") == 1.0) | addresses.is_empty()
    pairs = zip(addresses.to_list(), placeholder, strict=True)
    own = [None if is_placeholder else address for address, is_placeholder in pairs]
    copies = Counter(address for address in own if address is not None)
    shared = np.array([address is not None and copies[address] >= FEWEST_COPIES for address in own], np.bool_)
    return answer(shared, np.where(addresses.valid, 0.0, np.nan))


Question = Callable[[ProfileView], FloatArray]


class RuleSet(ProfileClassifier):
    """Base of rule sets: named questions, each answered 1, 0 or NaN, and points for the answers."""

    rules: ClassVar[Mapping[str, Question]]
    """Name of each rule -> how a profile answers it."""

    def answers(self, X: Any) -> FloatArray:
        """Return what each profile answers to each rule.

        Parameters
        ----------
        X : anything that `fakefollow.read` takes
            The profiles.

        Returns
        -------
        ndarray of float64, shape (n_profiles, n_rules)
            1 where the rule is met, 0 where not, NaN where it cannot be told; columns in the order of `rules`.
        """
        check_is_fitted(self)
        return self._answers(self._read(X))

    def _answers(self, table: ProfileTable) -> FloatArray:
        view = ProfileView(table, UsernameModel.uniform())
        return np.column_stack([question(view) for question in self.rules.values()])

    def _decide(self, table: ProfileTable) -> FloatArray:
        points: FloatArray = np.nansum(self._points(self._answers(table)), axis=1)
        return points

    def _points(self, answers: FloatArray) -> FloatArray:
        """Return points against genuine for each answer; NaN stays NaN and counts as none."""
        return answers


class CamisaniCalzolariRules(RuleSet):
    """Ten rules of Camisani-Calzolari (2012): signs of a person that a profile can show.

    Source: M. Camisani-Calzolari 2012, as restated and tested by Cresci et al. 2015 (arXiv 1509.04098). A met
    rule gives one human point, a failed one one bot point. Human minus bot points above 0 mean human, 0 to -4
    neutral, below that bot; `decision_function` is bot minus human points, from -10 to 10.

    Of the 22 rules, those left out need posts, likes received or the apps used. The rule on punctuation was about
    posts and is asked of the bio instead. The thresholds are the published ones although they were meant for 22
    rules, so bot is rarer here. models/RESULTS.md has what they reach beside the published figures.

    Parameters
    ----------
    neutral : {"genuine", "not_genuine"}, default="genuine"
        What `predict` calls an account that the rules call neutral. By default only bots are not genuine.
    platform, observed_at : str, datetime, default=None
        As `fakefollow.read` takes them.

    Examples
    --------
    >>> from fakefollow.baselines import CamisaniCalzolariRules
    >>> profiles = [{"name": "Ada", "description": "", "followers_count": 40}, {"followers_count": 3}]
    >>> rules = CamisaniCalzolariRules().fit(profiles)
    >>> rules.decision_function(profiles).tolist()  # met: name, followers; failed: bio, punctuation
    [0.0, 1.0]
    >>> rules.predict(profiles).tolist()
    ['genuine', 'genuine']
    """

    rules: ClassVar[Mapping[str, Question]] = {
        "has a name": lambda view: view.filled("name"),
        "has an image": has_picture,
        "has an address": lambda view: view.filled("location"),
        "has a bio": lambda view: view.filled("description"),
        "at least 30 followers": lambda view: at_least(view, "followers_count", 30),
        "is on a list": lambda view: at_least(view, "listed_count", 1),
        "at least 50 posts": lambda view: at_least(view, "posts_count", 50),
        "has a URL": lambda view: view.filled("url"),
        "2 followers >= following": follows_at_most_twice_its_followers,
        "punctuation in the bio": lambda view: np.minimum(FEATURES["description_punctuation"].compute(view), 1.0),
    }

    def __init__(
        self,
        *,
        neutral: Literal["genuine", "not_genuine"] = "genuine",
        platform: str | None = None,
        observed_at: Any = None,
    ) -> None:
        super().__init__(platform=platform, observed_at=observed_at)
        self.neutral = neutral

    @property
    def _threshold(self) -> float:
        return 4.0 if self.neutral == "genuine" else -0.5

    def _points(self, answers: FloatArray) -> FloatArray:
        return 1.0 - 2.0 * answers


class SocialbakersRules(RuleSet):
    """Four rules of the Socialbakers Fake Follower Check (2012): signs of a suspicious account.

    Source: the methodology page of the tool, as restated by Cresci et al. 2015 (arXiv 1509.04098). The tool gave
    each rule a number of points and called an account suspicious above some sum, and published neither. Here each
    rule gives one point, and one is enough, as in the first announcement of the tool; `decision_function` is the
    sum, 0 to 4.

    Of the eight rules, those on spam phrases, repeated posts, retweets and links need posts and are left out, and
    so is the second step, which calls the rest inactive: inactive is not fake. An account without followers
    is taken to have one.

    Parameters
    ----------
    min_points : int, default=1
        Points from which an account is called not genuine.
    platform, observed_at : str, datetime, default=None
        As `fakefollow.read` takes them.

    Examples
    --------
    >>> from fakefollow.baselines import SocialbakersRules
    >>> profiles = [{"followers_count": 2, "following_count": 100, "posts_count": 0}, {"posts_count": 7}]
    >>> SocialbakersRules().fit(profiles).decision_function(profiles).tolist()
    [2.0, 0.0]
    """

    rules: ClassVar[Mapping[str, Question]] = {
        "following : followers >= 50 : 1": lambda view: follows_many_times_its_followers(view, 50),
        "never posted": lambda view: 1.0 - at_least(view, "posts_count", 1),
        "two months old with the default image": FEATURES["placeholder_picture_after_two_months"].compute,
        "no bio, no location, follows more than 100": lambda view: (
            (1.0 - view.filled("description"))
            * (1.0 - view.filled("location"))
            * at_least(view, "following_count", 101)
        ),
    }

    def __init__(self, *, min_points: int = 1, platform: str | None = None, observed_at: Any = None) -> None:
        super().__init__(platform=platform, observed_at=observed_at)
        self.min_points = min_points

    @property
    def _threshold(self) -> float:
        return self.min_points - 0.5


class VanDenBeldRules(RuleSet):
    """Three of van den Beld's signs of a bot (State of Search 2012).

    Source: B. van den Beld 2012, as restated by Cresci et al. 2015 (arXiv 1509.04098). Each sign gives one
    point and one is enough; `decision_function` is the sum, 0 to 3.

    The signs on posts (same sentence from many accounts, posting through the API) are left out. "bot" must stand in
    the bio as a whole word; *about 100 : 1* is read as 50 to 200; a picture is duplicate if at least three
    accounts of the table show it, so a score depends on the table that the account is in.

    Parameters
    ----------
    platform, observed_at : str, datetime, default=None
        As `fakefollow.read` takes them.

    Examples
    --------
    >>> from fakefollow.baselines import VanDenBeldRules
    >>> profiles = [{"description": "I am a bot."}, {"description": "Abbott"}]
    >>> VanDenBeldRules().fit(profiles).predict(profiles).tolist()
    ['not_genuine', 'genuine']
    """

    rules: ClassVar[Mapping[str, Question]] = {
        'the bio says "bot"': FEATURES["description_says_bot"].compute,
        "following : followers about 100 : 1": lambda view: follows_many_times_its_followers(view, 50, 200),
        "duplicate picture": picture_is_shared,
    }

    @property
    def _threshold(self) -> float:
        return 0.5


FEW_FOLLOWERS: Final = 30  # as in the rule of Camisani-Calzolari
MANY_FOLLOWED: Final = 10  # for each follower: a convention


def _too_few_followers(view: ProfileView) -> FloatArray:
    """Return by how many an account falls short of 30 followers."""
    return FEW_FOLLOWERS - view.number("followers_count")


def _too_many_followed(view: ProfileView) -> FloatArray:
    """Return a logarithm above 0 just where an account follows over 10 times its followers, whom it may lack."""
    followers, following = view.number("followers_count"), view.number("following_count")
    return np.log((following + MANY_FOLLOWED) / (MANY_FOLLOWED * (followers + 1.0)))


def _beyond(excess: Question) -> Question:
    """Return the question whether a number is above 0."""
    return lambda view: answer(excess(view) > 0, excess(view))


class OneLineHeuristic(RuleSet):
    """One line: fewer than 30 followers, or ten accounts followed for each follower, is not genuine.

    Source: the first is the best single rule by MCC of those of Camisani-Calzolari in Cresci et al. 2015 (arXiv
    1509.04098), where MCC is .768 on cresci-2015; its `decision_function` is 30 minus the followers. The second, whose
    10 is a convention, holds better on sellers of other years (models/RESULTS.md); its `decision_function` is
    ln((following + 10) / (10 followers + 10)). Both are 0 where a count was not observed. A model has to beat them to
    be worth anything; most newcomers and readers fall to both.

    Parameters
    ----------
    line : {"fewer than 30 followers", "follows over 10 per follower"}, default="fewer than 30 followers"
        The line that decides; ``answers`` has those of both.
    platform, observed_at : str, datetime, default=None
        As `fakefollow.read` takes them.

    Examples
    --------
    >>> from fakefollow.baselines import OneLineHeuristic
    >>> profiles = [{"username": "ada", "followers_count": 29}, {"followers_count": 30}, {"username": "bob"}]
    >>> OneLineHeuristic().fit(profiles).predict(profiles).tolist()
    ['not_genuine', 'genuine', 'genuine']
    >>> profiles = [{"followers_count": 40, "following_count": n} for n in (400, 401)]
    >>> OneLineHeuristic("follows over 10 per follower").fit(profiles).predict(profiles).tolist()
    ['genuine', 'not_genuine']
    """

    lines: ClassVar[Mapping[str, Question]] = {
        "fewer than 30 followers": _too_few_followers,
        "follows over 10 per follower": _too_many_followed,
    }
    rules: ClassVar[Mapping[str, Question]] = {line: _beyond(excess) for line, excess in lines.items()}

    def __init__(
        self, line: str = "fewer than 30 followers", *, platform: str | None = None, observed_at: Any = None
    ) -> None:
        super().__init__(platform=platform, observed_at=observed_at)
        self.line = line

    def fit(self, X: Any, y: Any = None) -> Self:
        """Learn nothing, X and y are ignored; a line that there is not raises ValueError."""
        if self.line not in self.lines:
            raise ValueError(f"line: expected one of {', '.join(map(repr, self.lines))}, got {self.line!r}")
        return super().fit(X, y)

    def _decide(self, table: ProfileTable) -> FloatArray:
        return np.nan_to_num(self.lines[self.line](ProfileView(table, UsernameModel.uniform())))
