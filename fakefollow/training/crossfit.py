"""How to train, and cross-fitting over sources: what a classifier says of accounts whose source it has not seen."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from fakefollow.evaluation import LabelledAccounts, source_folds
from fakefollow.features import USUAL, UsernameModel, measure
from fakefollow.profiles import BoolArray, FloatArray, ProfileTable
from fakefollow.scoring import GENUINE, PURCHASED, EvidenceTables, Policy
from fakefollow.training.calibration import Slopes
from fakefollow.training.classifier import AuthenticityClassifier, balancing_weights

GRID: Final = np.array([float(f"{edge:.6g}") for edge in np.exp(np.arange(-40, 381) / 20.0)])
GRID_CENTRES: Final = np.exp(np.arange(-40, 382) / 20.0 - 1.0 / 40.0)
"""Edges of the backbone's tables, a twentieth of an e-fold apart so that its order is hardly blurred (the steps of
trees blur it), and the value that stands for each bin; conventions."""

BACKBONE: Final = {
    "following_count": (2.0, 20.0),
    "followers_count": (-1.0, 3.0),
    "posts_count": (-0.4, 3.0),
    "account_age_days": (-0.6, 10.0),
}
"""Feature -> slope and offset: evidence, before calibration, is slope * ln(value + offset). It is what sellers have in
common, that what is sold follows much for what it has, does and is old; the offset keeps few from meaning much. Round
numbers, taken with all four sellers in sight; `python -m models.choosing` shows what choosing without one gives."""

BOT: Final = "bot"

BOT_FEATURES: Final = (
    *("posts_count", "posts_per_day", "likes_count", "likes_per_day", "likes_per_post", "account_age_days"),
    *("listed_count", "followers_count", "followers_per_post", "following_per_post"),
    *("description_says_bot", "username_says_bot"),
)
"""What tells bots: what an account does, who listens, how many it follows for what it posts, and whether it says so.
Names, texts, pictures and how many it follows tell the bots of one campaign and mislead on others."""


@dataclass(frozen=True)
class TrainingSettings:
    """Everything that training can be told.

    The defaults are those of the shipped models; ``python -m models.choosing`` compares them with others.

    Parameters
    ----------
    features : tuple of str
        Keys of `fakefollow.features.FEATURES`; by default those that need nothing that GitHub alone shows.
    classifier : mapping
        Parameters of `AuthenticityClassifier` other than ``genuine``, ``left_out`` and ``random_state``.
    backbone : mapping of str to (float, float)
        Feature -> slope and offset, for evidence of slope * ln(value + offset): what alone tells ``purchased``. Empty
        to learn that kind from all features, as others are: what your sellers have in common is then learnt too.
    bot_features : tuple of str
        Features that alone tell ``bot``; where none of them is in ``features``, all do.
    max_per_source : int
        Accounts of each kind and source that are used at most.
    n_folds : int
        Most folds of the cross-source calibration.
    decimals : int
        Digits that evidence is rounded to in nats.
    random_state : int
        Seed.
    policy : Policy
        When the detector calls an account what.
    platform : str, optional
        Platform that the detector is for; that of the accounts by default.
    """

    features: tuple[str, ...] = USUAL
    classifier: Mapping[str, Any] = field(default_factory=lambda: {"max_iter": 120})
    backbone: Mapping[str, tuple[float, float]] = field(default_factory=lambda: dict(BACKBONE))
    bot_features: tuple[str, ...] = BOT_FEATURES
    max_per_source: int = 3000
    n_folds: int = 5
    decimals: int = 4
    random_state: int = 0
    policy: Policy = field(default_factory=Policy)
    platform: str | None = None

    def backbone_tables(self, features: FloatArray, weight: FloatArray) -> EvidenceTables:
        """Return the backbone as tables of all features (n, n_features), centred so that its weighted mean is 0."""
        edges, steps = [], []
        for name, column in zip(self.features, features.T, strict=True):
            observed, (slope, offset) = ~np.isnan(column), self.backbone.get(name, (0.0, 1.0))
            stands = slope != 0.0 and bool(observed.any())
            edges.append(GRID if stands else np.zeros(0))
            values = slope * np.log(GRID_CENTRES + offset) if stands else np.zeros(1)
            said = values[np.searchsorted(edges[-1], column[observed])]
            steps.append((values - (np.average(said, weights=weight[observed]) if stands else 0.0))[:, None])
        return EvidenceTables(tuple(edges), tuple(steps))

    def new_classifier(self) -> AuthenticityClassifier:
        """Return an unfitted classifier, whose specialist of ``bot`` does not see some features."""
        of_bots = set(self.features).intersection(self.bot_features) or set(self.features)
        left_out = {BOT: [index for index, name in enumerate(self.features) if name not in of_bots]}
        return AuthenticityClassifier(
            genuine=GENUINE, left_out=left_out, random_state=self.random_state, **self.classifier
        )


@dataclass(frozen=True, eq=False)
class FittedClassifier:
    """What features say of each kind but genuine, uncalibrated, with the features and the username model.

    Tables and intercept (n_kinds,) have the kinds in their order.
    """

    features: tuple[str, ...]
    usernames: UsernameModel
    kinds: tuple[str, ...]
    tables: EvidenceTables
    intercept: FloatArray

    def log_odds(self, table: ProfileTable) -> FloatArray:
        """Return the uncalibrated log-odds of the kinds against genuine, shape (n, n_kinds)."""
        return self.tables.total(measure(table, self.features, self.usernames)) + self.intercept

    def calibrated(self, slopes: Slopes) -> tuple[EvidenceTables, FloatArray]:
        """Return calibrated step functions of the kinds against genuine, and their intercepts (n_kinds,)."""
        return self.tables.scaled(slopes.slope), slopes.intercept + slopes.slope * self.intercept


def held_out_log_odds(crossed: Iterable[tuple[BoolArray, FittedClassifier]], accounts: LabelledAccounts) -> FloatArray:
    """Return uncalibrated log-odds (n, n_kinds) of accounts by classifiers that lack their source."""
    held_out = np.empty((len(accounts), len(accounts.other_kinds)))
    for rows, fitted in crossed:
        held_out[rows] = fitted.log_odds(accounts.where(rows).table)
    return held_out


def cross_fitted(
    accounts: LabelledAccounts, settings: TrainingSettings, progress: Callable[[int], object] | None = None
) -> Iterator[tuple[BoolArray, FittedClassifier]]:
    """Yield the accounts of each fold, and a classifier that lacks their sources; progress is told how many."""
    folds = source_folds(accounts.kinds, accounts.sources, settings.n_folds)
    for fold in range(folds.max() + 1):
        yield folds == fold, fit_classifier(accounts.where(folds != fold), settings)
        if progress is not None:
            progress(int((folds == fold).sum()))


def fit_classifier(accounts: LabelledAccounts, settings: TrainingSettings) -> FittedClassifier:
    """Fit the username model, and what tells each kind: the backbone purchased accounts, trees the others."""
    genuine, kinds = accounts.where(accounts.kinds == GENUINE), accounts.other_kinds
    usernames = UsernameModel.fit(genuine.table.texts("username"))
    features = measure(accounts.table, settings.features, usernames)
    tables = settings.backbone_tables(features, balancing_weights(accounts.kinds, accounts.sources))
    stands = any(len(edges) for edges in tables.edges)
    by_trees = [kind for kind in kinds if not (stands and kind == PURCHASED)]
    tables, intercept = tables.scaled([float(kind not in by_trees) for kind in kinds]), np.zeros(len(kinds))
    if by_trees:
        rows = np.isin(accounts.kinds, [GENUINE, *by_trees])
        classifier = settings.new_classifier().fit(features[rows], accounts.kinds[rows], sources=accounts.sources[rows])
        learnt = [label for label in classifier.classes_.tolist() if label != GENUINE]
        places = (np.array(learnt)[:, None] == np.array(kinds)).astype(np.float64)
        steps = tuple(of_feature @ places for of_feature in classifier.steps_)
        tables = tables.plus(EvidenceTables(tuple(classifier.edges_), steps))
        intercept = classifier.intercept_ @ places
    return FittedClassifier(settings.features, usernames, kinds, tables, intercept)
