"""Cross-fitting over sources: what a classifier says of accounts whose source it has never seen."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from fakefollow.evaluation import LabelledAccounts, source_folds
from fakefollow.features import UsernameModel, measure
from fakefollow.profiles import BoolArray, FloatArray, ProfileTable, ValueColumn
from fakefollow.scoring import GENUINE
from fakefollow.training.classifier import AuthenticityClassifier, balancing_weights
from fakefollow.training.settings import TrainingSettings

BROAD_KIND: Final = "bot"
"""The kind whose specialist learns from every account that is not genuine."""

FEWEST_BOUGHT: Final = 5
MOST_BOUGHT: Final = 300


def with_bought_followers(accounts: LabelledAccounts, random_state: int) -> LabelledAccounts:
    """Return the accounts that are not genuine after followers were bought for each, 5 to 300 of them.

    It is the cheapest move that hides an account from what its own counts say.
    """
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
    """Return how much each account counts as an example of each kind.

    All kinds, and all sources of a kind, weigh the same. Where accounts are not of three kinds at least, or
    none is automated, no specialist is broad.

    Parameters
    ----------
    accounts : LabelledAccounts
        Accounts to train on.
    borrowed : float in [0, 1)
        Share of the broad specialist's examples that are of other kinds.
    evasive : float in [0, 1)
        Share of the broad specialist's examples for which followers were bought.

    Returns
    -------
    ndarray of shape (n + n_not_genuine, n_kinds)
        A row for each account and then for each of `with_bought_followers`; columns in sorted order of the kinds.
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
    """A classifier with what its features need.

    Parameters
    ----------
    features : tuple of str
        Keys of `fakefollow.features.FEATURES`.
    usernames : UsernameModel
        Fitted to the genuine accounts that the classifier saw.
    classifier : AuthenticityClassifier
        The fitted estimator.
    """

    features: tuple[str, ...]
    usernames: UsernameModel
    classifier: AuthenticityClassifier

    def log_odds(self, table: ProfileTable, kinds: Sequence[str]) -> FloatArray:
        """Return uncalibrated log-odds of the kinds against genuine, shape (n, n_kinds)."""
        said = self.classifier.log_odds(measure(table, self.features, self.usernames))
        return said[:, column_order(self.classifier, kinds)]


def held_out_log_odds(
    crossed: Iterable[tuple[BoolArray, FittedClassifier]], accounts: LabelledAccounts
) -> FloatArray:
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


def column_order(classifier: AuthenticityClassifier, kinds: Sequence[str]) -> list[int]:
    """Return the columns of a classifier's log-odds that belong to some kinds."""
    columns = [label for label in classifier.classes_.tolist() if label != GENUINE]
    return [columns.index(kind) for kind in kinds]
