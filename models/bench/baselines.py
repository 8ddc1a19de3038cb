"""The simplest learners on our own features, and `ALL_BASELINES`: everything that our figures are shown beside."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Literal

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.tree import DecisionTreeClassifier

from fakefollow.baselines import (
    BotometerLiteForest,
    CamisaniCalzolariRules,
    ClassAForest,
    LearntClassifier,
    OneLineHeuristic,
    ProfileClassifier,
    SocialbakersRules,
    VanDenBeldRules,
)
from fakefollow.evaluation import LEAKS
from fakefollow.features import FEATURES, ProfileView, UsernameModel, measure
from fakefollow.profiles import BoolArray, FloatArray, ProfileTable
from fakefollow.training import TrainingSettings


class LeakBaseline(LearntClassifier):
    """Boosted trees on inputs that must not matter: a leak of the releases, see `fakefollow.evaluation.LEAKS`.

    Parameters
    ----------
    leak : str, default="id"
        Key of `LEAKS`.
    random_state, platform, observed_at : int, str, datetime
        See `fakefollow.baselines.ProfileClassifier`.

    Examples
    --------
    >>> profiles = [{"id": str(n), "username": "ada"} for n in range(60)]
    >>> leak = LeakBaseline("id").fit(profiles, ["genuine"] * 30 + ["bot"] * 30)
    >>> leak.predict(profiles[::30]).tolist()
    ['genuine', 'not_genuine']
    """

    def __init__(
        self, leak: str = "id", *, random_state: int = 0, platform: str | None = None, observed_at: Any = None
    ) -> None:
        super().__init__(random_state=random_state, platform=platform, observed_at=observed_at)
        self.leak = leak

    def _inputs(self, table: ProfileTable) -> FloatArray:
        return LEAKS[self.leak].inputs(table)

    def _new_learner(self) -> Any:
        return HistGradientBoostingClassifier(early_stopping=False, random_state=self.random_state)


class OurFeatures(LearntClassifier):
    """Base of plain learners on all features of the library, NaN where not observed.

    Parameters
    ----------
    random_state : int, default=0
        Seed.
    platform, observed_at : default=None
        See `fakefollow.baselines.ProfileClassifier`.
    """

    def _prepare(self, table: ProfileTable, not_genuine: BoolArray) -> None:
        genuine = table.take(np.flatnonzero(~not_genuine))
        self.username_log_probability_ = UsernameModel.fit(genuine.texts("username")).log_probability

    def _inputs(self, table: ProfileTable) -> FloatArray:
        return measure(table, list(FEATURES), UsernameModel(self.username_log_probability_))


class FullTrees(OurFeatures):
    """Boosted trees that may combine all our features: what additivity costs or saves.

    Source: scikit-learn's histogram gradient boosting with its default settings, 100 trees.

    Parameters
    ----------
    random_state, platform, observed_at : int, str, datetime
        See `OurFeatures`.
    """

    def _new_learner(self) -> Any:
        return HistGradientBoostingClassifier(early_stopping=False, random_state=self.random_state)


class DepthThreeTree(OurFeatures):
    """One decision tree of depth 3 on our features.

    Source: Hays et al. 2023 (WWW), who show that such a tree comes near the best published figures on a data set
    and fails on the next, because it reads how the set was collected.

    Parameters
    ----------
    random_state, platform, observed_at : int, str, datetime
        See `OurFeatures`.
    """

    def _new_learner(self) -> Any:
        return DecisionTreeClassifier(max_depth=3, random_state=self.random_state)


class BareRatio(ProfileClassifier):
    """ln((following + 1) / (followers + 1)) alone, as an order: what everything else has to add something to.

    An account that follows over ten for each follower, both counted from 1, is not genuine; 0 where not observed.

    Parameters
    ----------
    platform, observed_at : default=None
        See `fakefollow.baselines.ProfileClassifier`.
    """

    def _decide(self, table: ProfileTable) -> FloatArray:
        view = ProfileView(table, UsernameModel.uniform())
        return np.nan_to_num(np.log(view.ratio("following_count", "followers_count")))

    @property
    def _threshold(self) -> float:
        return float(np.log(10.0))


class OurAdditive(OurFeatures):
    """The additive classifier of our detectors as a plain estimator: one kind, no calibration across sources.

    For random splits, which know no sources; it stands in the place of our detector there, not beside it.

    Parameters
    ----------
    settings : TrainingSettings, default=None
        Features and how the classifier is grown; those of the shipped models by default.
    random_state, platform, observed_at : int, str, datetime
        See `OurFeatures`.
    """

    def __init__(
        self,
        *,
        settings: TrainingSettings | None = None,
        random_state: int = 0,
        platform: str | None = None,
        observed_at: Any = None,
    ) -> None:
        super().__init__(random_state=random_state, platform=platform, observed_at=observed_at)
        self.settings = settings

    def _inputs(self, table: ProfileTable) -> FloatArray:
        return measure(table, self._settings.features, UsernameModel(self.username_log_probability_))

    def _new_learner(self) -> Any:
        classifier = self._settings.new_classifier()
        return classifier.set_params(genuine=False, random_state=self.random_state)

    @property
    def _settings(self) -> TrainingSettings:
        return TrainingSettings() if self.settings is None else self.settings


@dataclass(frozen=True, slots=True)
class Baseline:
    """One entry of `ALL_BASELINES`.

    Parameters
    ----------
    title : str
        Name for tables and plots.
    kind : {"rule", "published", "leak", "simple"}
        A rule set, a published feature set with its learner, a leak baseline, or a plain method.
    make : callable
        Seed -> unfitted estimator.
    """

    title: str
    kind: Literal["rule", "published", "leak", "simple"]
    make: Callable[[int], ProfileClassifier]


RATIO_RULE: Final = "follows over 10 per follower"
"""The line that every figure of sellers stands beside."""


def _leak_baseline(leak: str, seed: int) -> LeakBaseline:
    return LeakBaseline(leak, random_state=seed)


ALL_BASELINES: Final[Mapping[str, Baseline]] = {
    **{name: Baseline(leak.title, "leak", partial(_leak_baseline, name)) for name, leak in LEAKS.items()},
    "tree": Baseline("one tree of depth 3", "leak", lambda seed: DepthThreeTree(random_state=seed)),
    "one_line": Baseline("fewer than 30 followers", "simple", lambda seed: OneLineHeuristic()),
    "ratio_rule": Baseline(RATIO_RULE, "simple", lambda seed: OneLineHeuristic(RATIO_RULE)),
    "ratio": Baseline("accounts followed for each follower, as an order", "simple", lambda seed: BareRatio()),
    "camisani_calzolari": Baseline("Camisani-Calzolari", "rule", lambda seed: CamisaniCalzolariRules()),
    "socialbakers": Baseline("Socialbakers", "rule", lambda seed: SocialbakersRules()),
    "van_den_beld": Baseline("van den Beld", "rule", lambda seed: VanDenBeldRules()),
    "class_a": Baseline("Class A forest (19)", "published", lambda seed: ClassAForest(random_state=seed)),
    "botometer_lite": Baseline(
        "BotometerLite forest (20)", "published", lambda seed: BotometerLiteForest(random_state=seed)
    ),
    "full_trees": Baseline("full trees on our features", "simple", lambda seed: FullTrees(random_state=seed)),
}
"""Short name -> baseline, in the order of the tables."""
