"""Reasons in plain words: the measured value, what is usual for genuine accounts, what it speaks for, how strongly.

Sentences are made for many rows at once; nothing here measures or weighs.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from fakefollow.features import FEATURES, ProfileView
from fakefollow.profiles import BoolArray, FloatArray
from fakefollow.scoring.distributions import FeatureDistribution
from fakefollow.scoring.policy import GENUINE
from fakefollow.scoring.reasons import REASONS_SHOWN, Reason, weight_words

UNUSUAL: Final = 0.75
"""From this share of genuine accounts on one side of it a value is said to be low or high; else it is usual."""

LESS, MORE, SAME, NEITHER, NEITHER_TOO = range(5)
"""How a value stands to those of genuine accounts: most have less, most have more, a share has the same, neither.

The last is neither where the value nevertheless speaks for another kind: it is more usual there, so the text says
"usual for genuine accounts too".
"""

PERCENTS: Final = ("fewer than 1 %", *(f"{percent} %" for percent in range(1, 100)), "more than 99 %")
"""Shares in words, never all and never none: a distribution of some thousand accounts cannot know."""


@dataclass(frozen=True, eq=False)
class ReasonWriter:
    """Puts what features say into words.

    Parameters
    ----------
    features, kinds : tuple of str
        Features and kinds of a model, genuine first.
    usual : mapping of str to FeatureDistribution
        Distribution of each feature's values; of a feature that is not there nothing is compared.
    """

    features: tuple[str, ...]
    kinds: tuple[str, ...]
    usual: Mapping[str, FeatureDistribution] = field(default_factory=dict)

    @classmethod
    def of_card(cls, features: tuple[str, ...], kinds: tuple[str, ...], card: Mapping[str, Any]) -> Self:
        """Return the writer for a model with a card."""
        known = card.get("usual") or {}
        usual = {name: FeatureDistribution.of(known[name]) for name in features if name in known}
        return cls(features, kinds, {name: of for name, of in usual.items() if GENUINE in of.below})

    def strongest(self, view: ProfileView, features: FloatArray, evidence: FloatArray) -> list[str]:
        """Return the strongest reasons of each row in words, joined by ``"; "``.

        Parameters
        ----------
        view : ProfileView
            The profiles.
        features : ndarray of shape (n, n_features)
            What was measured of them.
        evidence : ndarray of shape (n, n_features, n_kinds - 1)
            What each feature says.
        """
        n_kinds = evidence.shape[2]
        flat = evidence.reshape(len(features), -1)
        places = np.argsort(-np.abs(flat), axis=1, kind="stable")[:, : min(REASONS_SHOWN, flat.shape[1])]
        nats = np.take_along_axis(flat, places, axis=1)
        texts = np.full(places.shape, "", dtype=object)
        told = np.where(nats == 0.0, -1, places // n_kinds)
        for feature in np.unique(told[told >= 0]).tolist():
            rows, columns = np.nonzero(told == feature)
            texts[rows, columns] = self.sentences(
                feature, view, rows, features[rows, feature], nats[rows, columns] > 0.0
            )
        weights = {
            (kind, one): weight_words(self.kinds[kind + 1], one)
            for kind in range(n_kinds)
            for one in np.unique(nats[places % n_kinds == kind]).tolist()
        }
        return [
            "; ".join(
                text + weights[place % n_kinds, one] for text, place, one in zip(*row, strict=True) if text
            )
            for row in zip(texts.tolist(), places.tolist(), nats.tolist(), strict=True)
        ]

    def reasons(self, view: ProfileView, features: FloatArray, evidence: FloatArray) -> tuple[Reason, ...]:
        """Return what every observed feature says of one row, strongest first.

        Parameters
        ----------
        view : ProfileView
            The profile.
        features : ndarray of shape (n_features,)
            What was measured of it.
        evidence : ndarray of shape (n_features, n_kinds - 1)
            What each feature says.
        """
        rows = np.zeros(evidence.shape[1], np.intp)
        said = []
        for place in np.flatnonzero(~np.isnan(features)).tolist():
            name, value = self.features[place], features[place : place + 1]
            sentences = self.sentences(place, view, rows, value[rows], evidence[place] > 0.0)
            usual = float(self.usual[name].lower(GENUINE, value)[0]) if name in self.usual else None
            of_kinds = zip(self.kinds[1:], evidence[place].tolist(), sentences, strict=True)
            for kind, nats, sentence in of_kinds:
                text = sentence + weight_words(kind, nats)
                said.append(Reason(name, float(value[0]), FEATURES[name].unit, kind, nats, text, usual))
        return tuple(sorted(said, key=lambda reason: -abs(reason.evidence)))

    def sentences(
        self,
        feature: int,
        view: ProfileView,
        rows: NDArray[np.intp],
        values: FloatArray,
        for_a_kind: BoolArray,
    ) -> list[str]:
        """Say what was measured of some rows, and what is usual for genuine accounts.

        Parameters
        ----------
        feature : int
            Place of the feature.
        view : ProfileView
            The profiles.
        rows : ndarray of shape (n,)
            Rows of them, any of them more than once.
        values : ndarray of shape (n,)
            What was measured of these rows.
        for_a_kind : ndarray of bool, shape (n,)
            Whether the sentence stands where the value speaks for a kind that is not genuine.
        """
        name = self.features[feature]
        numbers = {told: view.told(told)[rows].tolist() for told in FEATURES[name].numbers}
        said = FEATURES[name].sentences(values.tolist(), numbers)
        if name not in self.usual:
            return said
        return [
            one + usual for one, usual in zip(said, self._compared(name, values, for_a_kind), strict=True)
        ]

    def _compared(self, name: str, values: FloatArray, for_a_kind: BoolArray) -> list[str]:
        """Say how common values are among genuine accounts, choosing the side that tells more."""
        usual, feature = self.usual[name], FEATURES[name]
        lower, higher = usual.lower(GENUINE, values), usual.higher(GENUINE, values)
        same = 1.0 - lower - higher
        by_share = (values == 0.0) & (np.isin(0.0, usual.knots) | (same < 0.01))
        by_share = by_share if feature.at_zero else np.full(len(values), feature.is_yes_or_no)
        neither = np.where(for_a_kind, NEITHER_TOO, NEITHER)
        side = np.select([by_share, lower >= UNUSUAL, higher >= UNUSUAL], [SAME, LESS, MORE], neither)
        percents = _places(np.choose(side, [lower, higher, same, same, same]), side == SAME)
        words = _comparisons(feature.less, feature.more)
        return [words[one][percent] for one, percent in zip(side.tolist(), percents.tolist(), strict=True)]


@cache
def _comparisons(less: str, more: str) -> tuple[list[str], ...]:
    """Return the words for each way in which a value can stand, by percent."""
    return (
        [f" ({percent} of genuine accounts {less})" for percent in PERCENTS],
        [f" ({percent} of genuine accounts {more})" for percent in PERCENTS],
        [f" (as with {percent} of genuine accounts)" for percent in PERCENTS],
        [" (usual for genuine accounts)"] * len(PERCENTS),
        [" (usual for genuine accounts too)"] * len(PERCENTS),
    )


def _places(share: FloatArray, rounded: BoolArray) -> NDArray[np.int64]:
    """Return the place of each share among the words of percents: rounded where exact, otherwise rounded down."""
    percents = np.where(rounded, np.round(100.0 * share), np.floor(100.0 * share + 1e-9))
    return np.select([share < 0.01, share > 0.99], [0, 100], percents).astype(np.int64)
