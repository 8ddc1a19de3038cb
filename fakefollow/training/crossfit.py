"""How to train, and cross-fitting over sources: what a classifier says of accounts whose source it has not seen."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final

import numpy as np

from fakefollow.evaluation import LabelledAccounts, source_folds
from fakefollow.features import FEATURES, USUAL, UsernameModel, measure
from fakefollow.profiles import BoolArray, FloatArray, ProfileTable, ValueColumn
from fakefollow.scoring import GENUINE, EvidenceTables, Policy
from fakefollow.training.classifier import AuthenticityClassifier, balancing_weights

BROAD_KIND: Final = "bot"
"""The kind whose specialist learns from every account that is not genuine; models/CHOICE.md compares."""

FEWEST_BOUGHT: Final = 5
MOST_BOUGHT: Final = 300
"""Followers that a seller may add to an account that is sold: a convention, from a handful to a small delivery."""


@dataclass(frozen=True)
class TrainingSettings:
    """Everything that training can be told.

    The defaults are those of the shipped models; ``python -m models.choosing`` compares them with others.

    Parameters
    ----------
    features : tuple of str
        Keys of `fakefollow.features.FEATURES`; by default those that need nothing that GitHub alone shows.
    classifier : mapping
        Parameters of `AuthenticityClassifier` other than `genuine`, `blocks` and `random_state`.
    borrowed : float in [0, 1)
        Share of the examples of bots that are accounts of other kinds, not genuine.
    evasive : float in [0, 1)
        Share of the examples of bots for which 5 to 300 followers were bought.
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
    classifier: Mapping[str, Any] = field(default_factory=lambda: {"dropout": 0.3, "max_iter": 120})
    borrowed: float = 0.4
    evasive: float = 0.3
    max_per_source: int = 3000
    n_folds: int = 5
    decimals: int = 4
    random_state: int = 0
    policy: Policy = field(default_factory=Policy)
    platform: str | None = None

    @cached_property
    def blocks(self) -> list[list[int]]:
        """Indices of the features that depend on one field, for every field."""
        fields = sorted({name for feature in self.features for name in FEATURES[feature].fields})
        members = [
            tuple(index for index, feature in enumerate(self.features) if name in FEATURES[feature].fields)
            for name in fields
        ]
        return [list(block) for block in dict.fromkeys(members)]

    def new_classifier(self) -> AuthenticityClassifier:
        """Return an unfitted classifier."""
        return AuthenticityClassifier(
            genuine=GENUINE, blocks=self.blocks, random_state=self.random_state, **self.classifier
        )


def with_bought_followers(accounts: LabelledAccounts, random_state: int) -> LabelledAccounts:
    """Return the accounts not genuine after 5 to 300 followers were bought for each, the cheapest way to hide."""
    others = accounts.where(accounts.kinds != GENUINE)
    followers = others.table.columns.get("followers_count")
    if not isinstance(followers, ValueColumn):
        return others
    random = np.random.default_rng(random_state)
    bought = np.exp(random.uniform(np.log(FEWEST_BOUGHT), np.log(MOST_BOUGHT), len(others)))
    more = ValueColumn(followers.values + np.rint(bought).astype(followers.values.dtype), followers.valid)
    columns = {**others.table.columns, "followers_count": more}
    return replace(others, table=replace(others.table, columns=columns))


def example_weights(accounts: LabelledAccounts, borrowed: float, evasive: float) -> FloatArray:
    """Return how much each account, then each of `with_bought_followers`, counts as an example of each kind, sorted.

    All kinds, and all sources of a kind, weigh the same. Without a third kind no specialist is broad.
    """
    kinds = sorted(set(accounts.kinds.tolist()))
    others = accounts.kinds != GENUINE
    own = (accounts.kinds[:, None] == np.array(kinds)).astype(np.float64)
    moved = np.zeros_like(own)
    if BROAD_KIND in kinds and len(kinds) > 2:
        broad = kinds.index(BROAD_KIND)
        of_others = others & (accounts.kinds != BROAD_KIND)
        share = own[:, broad] * (1.0 - borrowed) + of_others * borrowed / (len(kinds) - 2)
        own[:, broad], moved[:, broad] = share * (1.0 - evasive), share * evasive
    weight = balancing_weights(accounts.kinds, accounts.sources)[:, None]
    return np.vstack([own * weight, (moved * weight)[others]])


@dataclass(frozen=True, eq=False)
class FittedClassifier:
    """A classifier with the features and the username model that it was fitted on."""

    features: tuple[str, ...]
    usernames: UsernameModel
    classifier: AuthenticityClassifier

    def log_odds(self, table: ProfileTable, kinds: Sequence[str]) -> FloatArray:
        """Return uncalibrated log-odds of the kinds against genuine, shape (n, n_kinds)."""
        log_odds = self.classifier.log_odds(measure(table, self.features, self.usernames))
        return log_odds[:, self._columns(kinds)]

    def tables(self, kinds: Sequence[str]) -> tuple[EvidenceTables, FloatArray]:
        """Return uncalibrated step functions of the kinds against genuine, and their intercepts (n_kinds,)."""
        columns, classifier = self._columns(kinds), self.classifier
        tables = EvidenceTables(tuple(classifier.edges_), tuple(steps[:, columns] for steps in classifier.steps_))
        return tables, classifier.intercept_[columns]

    def _columns(self, kinds: Sequence[str]) -> list[int]:
        """Return the columns of the classifier's log-odds that belong to some kinds."""
        others = [label for label in self.classifier.classes_.tolist() if label != GENUINE]
        return [others.index(kind) for kind in kinds]


def held_out_log_odds(crossed: Iterable[tuple[BoolArray, FittedClassifier]], accounts: LabelledAccounts) -> FloatArray:
    """Return uncalibrated log-odds (n, n_kinds) of every account by a classifier that lacks its source."""
    kinds = accounts.other_kinds
    held_out = np.empty((len(accounts), len(kinds)))
    for rows, fitted in crossed:
        held_out[rows] = fitted.log_odds(accounts.where(rows).table, kinds)
    return held_out


def cross_fitted(
    accounts: LabelledAccounts, settings: TrainingSettings
) -> Iterator[tuple[BoolArray, FittedClassifier]]:
    """Yield the accounts of each fold, and a classifier that lacks their sources."""
    folds = source_folds(accounts.kinds, accounts.sources, settings.n_folds)
    for fold in range(folds.max() + 1):
        yield folds == fold, fit_classifier(accounts.where(folds != fold), settings)


def fit_classifier(accounts: LabelledAccounts, settings: TrainingSettings) -> FittedClassifier:
    """Fit the username model and the classifier to accounts, and to what sellers could make of them."""
    genuine = accounts.where(accounts.kinds == GENUINE)
    usernames = UsernameModel.fit(genuine.table.texts("username"))
    moved = with_bought_followers(accounts, settings.random_state)
    features = [measure(part.table, settings.features, usernames) for part in (accounts, moved)]
    classifier = settings.new_classifier().fit(
        np.vstack(features),
        np.concatenate([accounts.kinds, moved.kinds]),
        example_weight=example_weights(accounts, settings.borrowed, settings.evasive),
    )
    return FittedClassifier(settings.features, usernames, classifier)
