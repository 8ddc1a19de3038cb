"""How to train, and cross-fitting over sources: what a classifier says of accounts whose source it has not seen."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np

from fakefollow.evaluation import LabelledAccounts, source_folds
from fakefollow.features import FEATURES, USUAL, UsernameModel, measure
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

BOT_FEATURES: Final = (
    *("posts_count", "posts_per_day", "likes_count", "likes_per_day", "likes_per_post", "account_age_days"),
    *("listed_count", "followers_count", "followers_per_post", "description_says_bot", "username_says_bot"),
)
"""What tells bots: what an account does, who listens, and whether it says so. Names, texts, pictures and whom it
follows tell the bots of one campaign and mislead on others."""

DRESSED: Final = (
    *("likes_count", "listed_count", "has_banner", "default_profile", "geo_enabled"),
    *("description", "description_length", "location", "url", "has_url"),
)
"""Fields that a seller can fill at will, and years fill differently."""

DRESSED_SHARE: Final = 0.7
"""Share of these fields in which a dressed account shows what a genuine one does; a convention."""


@dataclass(frozen=True)
class TrainingSettings:
    """Everything that training can be told.

    The defaults are those of the shipped models; ``python -m models.choosing`` compares them with others.

    Parameters
    ----------
    features : tuple of str
        Keys of `fakefollow.features.FEATURES`; by default those that need nothing that GitHub alone shows.
    classifier : mapping
        Parameters of `AuthenticityClassifier` other than `genuine`, `left_out` and `random_state`.
    backbone : mapping of str to (float, float)
        Feature -> slope and offset, for evidence of slope * ln(value + offset): what ``purchased`` stands on, whatever
        sources teach of the rest. Features that see no other fields say nothing else of that kind. Empty for none.
    most_rest : float
        Slope of all other features of that kind, in parts of that of the backbone, at most.
    bot_features : tuple of str
        Features that alone tell ``bot``; where none of them is in ``features``, all do.
    dressing : float in [0, 1)
        Share of the examples of ``purchased`` that show likes, lists, bio and settings of genuine accounts.
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
    most_rest: float = 0.2
    bot_features: tuple[str, ...] = BOT_FEATURES
    dressing: float = 0.5
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

    def new_classifier(self, left_out: Mapping[Any, Sequence[int]]) -> AuthenticityClassifier:
        """Return an unfitted classifier, some of whose specialists do not see some features."""
        return AuthenticityClassifier(
            genuine=GENUINE, left_out=left_out, random_state=self.random_state, **self.classifier
        )

    def left_out(self, stands: bool) -> dict[str, list[int]]:
        """Return kind -> indices of the features that do not tell it by trees; ``stands`` tells if a backbone does."""
        fields = {name for feature in self.backbone for name in FEATURES[feature].fields if stands}
        of_bots = set(self.features).intersection(self.bot_features) or set(self.features)
        return {
            PURCHASED: [i for i, name in enumerate(self.features) if fields.issuperset(FEATURES[name].fields)],
            "bot": [i for i, name in enumerate(self.features) if name not in of_bots],
        }


def dressed(accounts: LabelledAccounts, random_state: int) -> LabelledAccounts:
    """Return the purchased accounts, showing in most of the fields of `DRESSED` what a genuine account shows."""
    sold = np.flatnonzero(accounts.kinds == PURCHASED)
    random, table = np.random.default_rng(random_state), accounts.table
    weight = np.where(accounts.kinds == GENUINE, balancing_weights(accounts.kinds, accounts.sources), 0.0)
    donors = random.choice(len(accounts), len(sold), p=weight / weight.sum())
    columns = {name: column.take(sold) for name, column in table.columns.items()}
    for name in DRESSED:
        if name in columns:
            shown = (random.uniform(size=len(sold)) < DRESSED_SHARE) & table.columns[name].valid[donors]
            columns[name] = table.columns[name].take(np.where(shown, donors, sold))
    return replace(accounts.where(accounts.kinds == PURCHASED), table=replace(table.take(sold), columns=columns))


def example_weights(accounts: LabelledAccounts, dressing: float) -> FloatArray:
    """Return how much each account, then each of `dressed`, counts as an example of each kind, sorted.

    All kinds, and all sources of a kind, weigh the same.
    """
    sold, weight = accounts.kinds == PURCHASED, balancing_weights(accounts.kinds, accounts.sources)
    own = (accounts.kinds[:, None] == np.unique(accounts.kinds)) * weight[:, None]
    return np.vstack([own * np.where(sold, 1.0 - dressing, 1.0)[:, None], own[sold] * dressing])


@dataclass(frozen=True, eq=False)
class FittedClassifier:
    """A classifier with the features, the username model and the backbone that it was fitted with."""

    features: tuple[str, ...]
    usernames: UsernameModel
    classifier: AuthenticityClassifier
    backbone: EvidenceTables

    def parts(self, table: ProfileTable, kinds: Sequence[str]) -> FloatArray:
        """Return the backbone and the uncalibrated log-odds of the kinds against genuine, shape (n, 1 + n_kinds)."""
        features = measure(table, self.features, self.usernames)
        log_odds = self.classifier.log_odds(features)[:, self._columns(kinds)]
        return np.hstack([self.backbone.total(features), log_odds])

    def tables(self, kinds: Sequence[str], slopes: Slopes) -> tuple[EvidenceTables, FloatArray]:
        """Return calibrated step functions of the kinds against genuine, and their intercepts (n_kinds,)."""
        columns, classifier = self._columns(kinds), self.classifier
        rest = EvidenceTables(tuple(classifier.edges_), tuple(steps[:, columns] for steps in classifier.steps_))
        tables = self.backbone.scaled(slopes.backbone).plus(rest.scaled(slopes.rest))
        return tables, slopes.intercept + slopes.rest * classifier.intercept_[columns]

    def _columns(self, kinds: Sequence[str]) -> list[int]:
        """Return the columns of the classifier's log-odds that belong to some kinds."""
        others = [label for label in self.classifier.classes_.tolist() if label != GENUINE]
        return [others.index(kind) for kind in kinds]


def held_out_parts(crossed: Iterable[tuple[BoolArray, FittedClassifier]], accounts: LabelledAccounts) -> FloatArray:
    """Return backbone and uncalibrated log-odds (n, 1 + n_kinds) of accounts by classifiers that lack their source."""
    kinds = accounts.other_kinds
    held_out = np.empty((len(accounts), 1 + len(kinds)))
    for rows, fitted in crossed:
        held_out[rows] = fitted.parts(accounts.where(rows).table, kinds)
    return held_out


def cross_fitted(
    accounts: LabelledAccounts, settings: TrainingSettings
) -> Iterator[tuple[BoolArray, FittedClassifier]]:
    """Yield the accounts of each fold, and a classifier that lacks their sources."""
    folds = source_folds(accounts.kinds, accounts.sources, settings.n_folds)
    for fold in range(folds.max() + 1):
        yield folds == fold, fit_classifier(accounts.where(folds != fold), settings)


def fit_classifier(accounts: LabelledAccounts, settings: TrainingSettings) -> FittedClassifier:
    """Fit the username model and the classifier to accounts, and to purchased ones dressed as genuine."""
    genuine = accounts.where(accounts.kinds == GENUINE)
    usernames = UsernameModel.fit(genuine.table.texts("username"))
    moved = dressed(accounts, settings.random_state)
    features, of_moved = (measure(part.table, settings.features, usernames) for part in (accounts, moved))
    backbone = settings.backbone_tables(features, balancing_weights(accounts.kinds, accounts.sources))
    stands = any(len(edges) for edges in backbone.edges)
    left_out = {kind: of for kind, of in settings.left_out(stands).items() if kind in accounts.other_kinds}
    classifier = settings.new_classifier(left_out).fit(
        np.vstack([features, of_moved]),
        np.concatenate([accounts.kinds, moved.kinds]),
        example_weight=example_weights(accounts, settings.dressing),
    )
    return FittedClassifier(settings.features, usernames, classifier, backbone)
