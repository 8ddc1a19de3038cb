"""Published feature sets with their learner: Class A, BotometerLite and SRF's, each in a random forest.

Features are ours where ours is the same measurement; what differs from the source is said at each class.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, Final

import numpy as np
from sklearn.ensemble import RandomForestClassifier

from fakefollow.baselines import rules
from fakefollow.baselines.estimators import LearntClassifier, ProfileClassifier
from fakefollow.features import ProfileView, UsernameModel, measured
from fakefollow.profiles import BoolArray, FloatArray, ProfileTable


def _ours(name: str) -> rules.Question:
    return lambda view: measured(name, view)


def _number(column: str) -> rules.Question:
    return lambda view: view.number(column)


def _filled(column: str) -> rules.Question:
    return lambda view: view.filled(column)


def _per_hour(column: str) -> rules.Question:
    return lambda view: view.per_day(column) / 24.0


class Forest(LearntClassifier):
    """Base of random forests on a published feature set.

    A forest needs values: one that was not observed is filled with the median of the training accounts (0 where none of
    them shows it). The sources had no missing values and say nothing about them.
    """

    inputs: ClassVar[Mapping[str, rules.Question]]
    """Name of each input -> how it is measured, in the order in which the source names them."""

    def __init__(
        self, *, n_estimators: int = 100, random_state: int = 0, platform: str | None = None, observed_at: Any = None
    ) -> None:
        super().__init__(random_state=random_state, platform=platform, observed_at=observed_at)
        self.n_estimators = n_estimators

    def _prepare(self, table: ProfileTable, not_genuine: BoolArray) -> None:
        # Yang et al. learnt likelihood from handles at large, so the labels are not asked.
        self.username_log_probability_ = UsernameModel.fit(table.texts("username")).log_probability

    def _inputs(self, table: ProfileTable) -> FloatArray:
        view = ProfileView(table, UsernameModel(self.username_log_probability_))
        return np.column_stack([question(view) for question in self.inputs.values()])

    def _fill(self, inputs: FloatArray) -> FloatArray:
        seen = ~np.isnan(inputs).all(axis=0)
        fill = np.zeros(inputs.shape[1])
        fill[seen] = np.nanmedian(inputs[:, seen], axis=0)
        return fill

    def _new_learner(self) -> Any:
        return RandomForestClassifier(self.n_estimators, random_state=self.random_state, n_jobs=1)


class ClassAForest(Forest):
    """Random forest on the 19 profile features of Class A.

    Source: S. Cresci et al. 2015, *Fame for sale* (arXiv 1509.04098): accuracy .987, MCC .967, AUC .995 in ten folds
    of 1,950 + 1,950 accounts of cresci-2015. A profile answers all of Class A; Classes B and C need posts and
    neighbours and are left out.

    Ratios are of counts + 1, age is at least a day in rates, *about 100* is 50 to 200, and a duplicate picture is
    one that at least three accounts of the same table show. Missing values are filled with training medians,
    for which the source has no counterpart.

    Parameters
    ----------
    n_estimators, random_state : int, default=100, default=0
        Trees and seed.
    platform, observed_at : str, datetime, default=None
        As `fakefollow.read` takes them.

    Examples
    --------
    >>> import fakefollow as ff
    >>> from fakefollow.baselines import ClassAForest
    >>> accounts = ff.simulate_accounts(n_genuine=60, n_purchased=60, random_state=1)
    >>> forest = ClassAForest(n_estimators=10).fit(accounts.profiles, accounts.kind)
    >>> forest.predict_proba(accounts.profiles[:5]).shape
    (5, 2)
    """

    inputs: ClassVar[Mapping[str, rules.Question]] = {
        "following / followers^2": _ours("following_per_squared_follower"),
        "age": _ours("account_age_days"),
        "posts": _ours("posts_count"),
        "has a name": _filled("name"),
        "following": _ours("following_count"),
        "has a URL": _ours("has_url"),
        "following / age": _ours("following_per_day"),
        "default image after two months": _ours("placeholder_picture_after_two_months"),
        "is on a list": lambda view: rules.at_least(view, "listed_count", 1),
        "has an image": rules.has_picture,
        "following : followers >= 50": lambda view: rules.follows_many_times_its_followers(view, 50),
        "bio says bot": _ours("description_says_bot"),
        "duplicate picture": rules.picture_is_shared,
        "2 followers >= following": rules.follows_at_most_twice_its_followers,
        "following : followers about 100": lambda view: rules.follows_many_times_its_followers(view, 50, 200),
        "has an address": _ours("has_location"),
        "no bio, no location, follows at least 100": _ours("follows_without_introduction"),
        "has a bio": _filled("description"),
        "followers": _ours("followers_count"),
    }


class BotometerLiteForest(Forest):
    """Random forest on the 20 features of BotometerLite.

    Source: K.-C. Yang et al. 2020, *Scalable and generalizable social bot detection through data selection*
    (arXiv 1911.09179). All 20 features are of the profile; none is left out. Their training sets were
    selected among many, and their handle model was learnt from two million handles; here both are
    whatever `fit` is given. ``verified``, which this library never uses, is among the features.

    Rates are per hour of an age of at least a day, the ratio is of counts + 1. Missing values are filled with
    training medians, for which the source has no counterpart.

    Parameters
    ----------
    n_estimators, random_state : int, default=100, default=0
        Trees and seed.
    platform, observed_at : str, datetime, default=None
        As `fakefollow.read` takes them.

    Examples
    --------
    >>> import fakefollow as ff
    >>> from fakefollow.baselines import BotometerLiteForest
    >>> accounts = ff.simulate_accounts(n_genuine=60, n_purchased=60, random_state=1)
    >>> forest = BotometerLiteForest(n_estimators=10).fit(accounts.profiles, accounts.kind)
    >>> forest.predict_proba([{"username": "ada"}]).shape
    (1, 2)
    """

    inputs: ClassVar[Mapping[str, rules.Question]] = {
        "posts": _ours("posts_count"),
        "followers": _ours("followers_count"),
        "following": _ours("following_count"),
        "likes": _ours("likes_count"),
        "lists": _ours("listed_count"),
        "default_profile": _ours("default_profile"),
        "use_background_image": _number("use_background_image"),
        "verified": _number("verified"),
        "posts per hour": _per_hour("posts_count"),
        "followers per hour": _per_hour("followers_count"),
        "following per hour": _per_hour("following_count"),
        "likes per hour": _per_hour("likes_count"),
        "lists per hour": _per_hour("listed_count"),
        "followers / following": lambda view: view.ratio("followers_count", "following_count"),
        "username length": _ours("username_length"),
        "username digits": _ours("username_digits"),
        "name length": _ours("name_length"),
        "name digits": _ours("name_digits"),
        "bio length": _ours("description_length"),
        "username likelihood": lambda view: np.exp(measured("username_likelihood", view)),
    }


class SrfForest(Forest):
    """Random forest on what journalists looked at to find bought followers on Instagram.

    Source: SRF Data 2017, specificity .963 and sensitivity .774 on random splits of their own 975 hand-labelled
    accounts: followers, following, posts, ratios, picture, private, digits and letters of the username. Characters
    other than digits count as letters, and ratios are of counts + 1.

    Parameters
    ----------
    n_estimators, random_state : int, default=100, default=0
        Trees and seed.
    platform, observed_at : str, datetime, default=None
        As `fakefollow.read` takes them.

    Examples
    --------
    >>> import fakefollow as ff
    >>> from fakefollow.baselines import SrfForest
    >>> accounts = ff.simulate_accounts(n_genuine=60, n_purchased=60, random_state=1)
    >>> forest = SrfForest(n_estimators=10).fit(accounts.profiles, accounts.kind)
    >>> forest.score(accounts.profiles, accounts.kind) > 0.8
    True
    """

    inputs: ClassVar[Mapping[str, rules.Question]] = {
        "followers": _ours("followers_count"),
        "following": _ours("following_count"),
        "posts": _ours("posts_count"),
        "followers / following": lambda view: view.ratio("followers_count", "following_count"),
        "posts / followers": lambda view: view.ratio("posts_count", "followers_count"),
        "has an image": rules.has_picture,
        "is private": _number("protected"),
        "username digits": _ours("username_digits"),
        "username letters": lambda view: measured("username_length", view) - measured("username_digits", view),
    }


class CountsForest(Forest):
    """Random forest on three counts: followers, following, posts. The least that platforms show.

    Parameters
    ----------
    n_estimators, random_state : int, default=100, default=0
        Trees and seed.
    platform, observed_at : str, datetime, default=None
        As `fakefollow.read` takes them.

    Examples
    --------
    >>> import fakefollow as ff
    >>> from fakefollow.baselines import CountsForest
    >>> accounts = ff.simulate_accounts(n_genuine=60, n_purchased=60, random_state=1)
    >>> forest = CountsForest(n_estimators=10).fit(accounts.profiles, accounts.kind)
    >>> forest.score(accounts.profiles, accounts.kind) > 0.8
    True
    """

    inputs: ClassVar[Mapping[str, rules.Question]] = {
        name: _number(name) for name in ("followers_count", "following_count", "posts_count")
    }


PUBLISHED: Final[Mapping[str, ProfileClassifier]] = {
    **{line: rules.OneLineHeuristic(line) for line in rules.OneLineHeuristic.lines},
    "Camisani-Calzolari": rules.CamisaniCalzolariRules(),
    "Socialbakers": rules.SocialbakersRules(),
    "van den Beld": rules.VanDenBeldRules(),
    "forest on three counts": CountsForest(),
    "Class A forest (19)": ClassAForest(),
    "BotometerLite forest (20)": BotometerLiteForest(),
    "SRF forest (9)": SrfForest(),
}
"""Title -> what a detector is shown beside, not fitted; rules before what is learnt."""
