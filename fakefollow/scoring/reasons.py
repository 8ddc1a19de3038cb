"""Reasons in plain words: the measured value, what is usual for genuine accounts, what it speaks for, how strongly.

Sentences are made for many rows at once. Not on the way of a score: it runs where somebody asks why.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from fakefollow.features import FEATURES, ProfileView
from fakefollow.profiles import BoolArray, FloatArray, IntArray, ProfileTable
from fakefollow.scoring.distributions import FeatureDistribution
from fakefollow.scoring.evidence import AdditiveScorer
from fakefollow.scoring.policy import GENUINE

REASONS_SHOWN: Final = 3
"""Reasons of a row in a line of text; a convention."""

COHORT: Final = "cohort"
"""Name of the context evidence that an account was made together with others."""

LOOK_ALIKES: Final = "look_alikes"
"""Name of the context evidence that an account shares with others what people choose: a bio, what they do."""

PURCHASE_EVENT: Final = "purchase_event"
"""Name of the context evidence of a run of follows."""

COMPANY_ALONE: Final = "company_alone"
"""Name of the context evidence that holds back what company says alone."""

RUN_PROFILE: Final = "run_profile"
"""Name of the context evidence that a run gives of the profiles in it, which is no company."""

LIKENESS_ALONE: Final = "likeness_alone"
"""Name of the context evidence that holds back what likeness that people choose says alone."""

OF_EVENTS: Final = (PURCHASE_EVENT, RUN_PROFILE, COMPANY_ALONE)
OF_COHORTS: Final = (COHORT, LOOK_ALIKES, LIKENESS_ALONE)
"""Context evidence that events and cohorts give."""

OF_ALL: Final = {
    PURCHASE_EVENT: "followed in one of {} runs that look bought",
    COHORT: "is in one of {} groups of accounts made together",
    LOOK_ALIKES: "is in one of {} groups of accounts that are alike",
}
"""What context evidence says of accounts of which it says more than one thing."""

NOT_BY_LIKENESS: Final = "people are alike in this too, and that alone calls nobody"

NOT_BY_COMPANY: Final = "its profile says too little against it, and company alone calls nobody"

NOT_IF_NEW: Final = "it is new, nearly empty or has only read so far, and accounts to be sold look the same then"

NEWCOMER: Final = "newcomer_or_reader"
"""Name of the evidence that holds back what is said against newcomers and readers."""

UNUSUAL: Final = 0.75
"""From this share of genuine accounts on one side of it a value is said to be low or high, else usual; a convention."""

HALF: Final = 0.5
"""From this share of genuine accounts on one side of all values of a group that side is told alone; a convention."""

LESS, MORE, SAME, NEITHER, NEITHER_TOO = range(5)
"""How a value stands to those of genuine accounts: most have less, most have more, a share has the same, neither.

The last is neither where the value nevertheless speaks for another kind: it is more usual there, so the text says
"usual for genuine accounts too".
"""

PERCENTS: Final = ("fewer than 1 %", *(f"{percent} %" for percent in range(1, 100)), "more than 99 %")
"""Shares in words, never all and never none: a distribution of some thousand accounts cannot know."""


@dataclass(frozen=True, slots=True)
class Reason:
    """What one feature says of one account for one kind.

    Parameters
    ----------
    feature : str
        Name of the feature.
    value : float
        Measured value, in ``unit``.
    unit : str
        Unit of the value.
    kind : str
        Kind that the evidence is for (above 0) or against (below 0), compared with genuine.
    evidence : float
        Log-odds in nats.
    text : str
        The same in words, with what is usual for genuine accounts where the model knows it.
    usual : float, optional
        Share of genuine accounts with a lower value, 0 to 1, at least; None where the model does not know it.
    """

    feature: str
    value: float
    unit: str
    kind: str
    evidence: float
    text: str
    usual: float | None = None

    @property
    def sentence(self) -> str:
        """The text without what it speaks for."""
        return self.text.removesuffix(weight_words(self.kind, self.evidence))


def weight_words(kind: str, evidence: float) -> str:
    """Return what evidence speaks for and how strongly, as the end of a text: ``": speaks for bot (+1.50)"``."""
    if evidence == 0.0:
        return f": says nothing of {kind} (+0.00)"
    return f": speaks {'for' if evidence > 0.0 else 'against'} {kind} ({evidence:+.2f})"


@dataclass(frozen=True, slots=True, eq=False)
class ContextEvidence:
    """What the audience that accounts are in says of them for one kind, beside what their profiles say.

    Kept are the rows to which it applies, ascending, and of each a measured value, evidence in nats, and the number of
    the sentence that says so in words; arrays of shape (n_rows,). Of all others it says nothing.
    """

    name: str
    unit: str
    kind: str
    rows: IntArray
    value: FloatArray
    evidence: FloatArray
    sentences: tuple[str, ...]
    sentence: IntArray

    def reason(self, row: int) -> Reason | None:
        """Return what it says of one account, None where it does not apply."""
        place = int(self.rows.searchsorted(row))
        if place == len(self.rows) or self.rows[place] != row:
            return None
        value, evidence = float(self.value[place]), float(self.evidence[place])
        text = self.sentences[int(self.sentence[place])] + weight_words(self.kind, evidence)
        return Reason(self.name, value, self.unit, self.kind, evidence, text)

    def of_all(self, rows: IntArray) -> str:
        """Return what holds for all of some accounts."""
        some = self.take(rows)
        told: list[int] = np.unique(some.sentence[some.evidence > 0.0]).tolist()
        if len(told) == 1 or self.name not in OF_ALL:
            return self.sentences[told[0]]
        return OF_ALL[self.name].format(len(told))

    def take(self, rows: IntArray) -> Self:
        """Return what it says of some accounts, which are then those from 0 on."""
        kept = np.flatnonzero(np.isin(rows, self.rows))
        at = self.rows.searchsorted(rows[kept])
        return replace(self, rows=kept, value=self.value[at], evidence=self.evidence[at], sentence=self.sentence[at])

    def by_row(self, n_rows: int) -> FloatArray:
        """Return the evidence of each of so many accounts, 0 where it does not apply."""
        evidence = np.zeros(n_rows)
        evidence[self.rows] = self.evidence
        return evidence


def held_evidence(name: str, why: str, kinds: Sequence[str], held: FloatArray) -> tuple[ContextEvidence, ...]:
    """Return what is held back for each kind, (n, n_kinds - 1) in nats, as evidence; none where that is nothing."""
    rows_of = {kind: np.flatnonzero(nats) for kind, nats in zip(kinds, held.T, strict=True)}
    told = {kind: (rows, held[rows, column]) for column, (kind, rows) in enumerate(rows_of.items()) if len(rows)}
    return tuple(
        ContextEvidence(name, "nats", kind, rows, nats, -nats, (why,), np.broadcast_to(0, len(rows)))
        for kind, (rows, nats) in told.items()
    )


@dataclass(frozen=True, eq=False)
class ReasonWriter:
    """Puts what features say into words; compares values of those features whose distribution is known."""

    features: tuple[str, ...]
    kinds: tuple[str, ...]
    usual: Mapping[str, FeatureDistribution] = field(default_factory=dict)

    @classmethod
    def of(cls, scorer: AdditiveScorer) -> Self:
        """Return the writer for a model, with the distributions of its card in which genuine accounts are."""
        known = scorer.known.usual or {}
        usual = {name: known[name] for name in scorer.features if name in known}
        genuine = {name: usual[name] for name in usual if GENUINE in usual[name].below}
        return cls(scorer.features, scorer.kinds, genuine)

    def strongest(self, view: ProfileView, features: FloatArray, evidence: FloatArray, held: FloatArray) -> list[str]:
        """Return the strongest reasons of each row, joined by ``"; "``, by what features say and what is held back."""
        n_kinds = evidence.shape[2]
        flat = np.concatenate([evidence, -held[:, np.newaxis]], axis=1).reshape(len(features), -1)
        strongest = np.argsort(-np.abs(flat), axis=1, kind="stable")[:, : min(REASONS_SHOWN, flat.shape[1])]
        nats = np.take_along_axis(flat, strongest, axis=1)
        texts = np.full(strongest.shape, "", dtype=object)
        speaking = np.where(nats == 0.0, -1, strongest // n_kinds)
        for feature in np.unique(speaking[speaking >= 0]).tolist():
            rows, columns = np.nonzero(speaking == feature)
            if feature == len(self.features):
                texts[rows, columns] = NOT_IF_NEW
                continue
            texts[rows, columns] = self.sentences(
                feature, view, rows, features[rows, feature], nats[rows, columns] > 0.0
            )
        for kind in range(n_kinds):
            told = (strongest % n_kinds == kind) & (speaking >= 0)
            values, each = np.unique(nats[told], return_inverse=True)
            words = [weight_words(self.kinds[kind + 1], value) for value in values.tolist()]
            texts[told] += np.array(words, dtype=object)[each]
        return ["; ".join(filter(None, row)) for row in zip(*texts.T.tolist(), strict=True)]

    def reasons(self, view: ProfileView, features: FloatArray, evidence: FloatArray) -> tuple[Reason, ...]:
        """Return what each observed feature says of one row, strongest first, by evidence (n_features, n_kinds - 1)."""
        rows = np.zeros(evidence.shape[1], np.intp)
        reasons = []
        for number in np.flatnonzero(~np.isnan(features)).tolist():
            name, value = self.features[number], features[number : number + 1]
            sentences = self.sentences(number, view, rows, value[rows], evidence[number] > 0.0)
            usual = float(self.usual[name].lower(GENUINE, value)[0]) if name in self.usual else None
            of_kinds = zip(self.kinds[1:], evidence[number].tolist(), sentences, strict=True)
            for kind, nats, sentence in of_kinds:
                text = sentence + weight_words(kind, nats)
                reasons.append(Reason(name, float(value[0]), FEATURES[name].unit, kind, nats, text, usual))
        return tuple(sorted(reasons, key=lambda reason: -abs(reason.evidence)))

    def sentences(
        self, feature: int, view: ProfileView, rows: NDArray[np.intp], values: FloatArray, for_a_kind: BoolArray
    ) -> list[str]:
        """Return what was measured of rows and what is usual; ``for_a_kind`` where it speaks for one not genuine."""
        name = self.features[feature]
        numbers = {number: view.told(number)[rows].tolist() for number in FEATURES[name].numbers}
        sentences = FEATURES[name].sentences(values.tolist(), numbers)
        if name not in self.usual:
            return sentences
        compared = self._compared(name, values, for_a_kind)
        return [sentence + usual for sentence, usual in zip(sentences, compared, strict=True)]

    def of_all(self, name: str, values: FloatArray) -> str:
        """Return what holds for all of some values of a feature, and how common that is among genuine accounts."""
        low, high, feature = float(values.min()), float(values.max()), FEATURES[name]
        if name not in self.usual:
            return feature.of_all(low, high)
        ends = np.array([low, high])
        below, above = float(self.usual[name].lower(GENUINE, ends)[0]), float(self.usual[name].higher(GENUINE, ends)[1])
        sides = ("at least", below, feature.less), ("at most", above, feature.more)
        side, share, what = max(sides, key=lambda of: of[1])
        if share < HALF or feature.is_yes_or_no:
            return feature.of_all(low, high)
        percent = PERCENTS[int(_percents(np.array([share]), np.zeros(1, np.bool_))[0])]
        return f"{feature.of_all(low, high, side)} ({percent} of genuine accounts {what})"

    def _compared(self, name: str, values: FloatArray, for_a_kind: BoolArray) -> list[str]:
        """Return how common values are among genuine accounts, by the side that tells more."""
        usual, feature = self.usual[name], FEATURES[name]
        lower, higher = usual.lower(GENUINE, values), usual.higher(GENUINE, values)
        same = 1.0 - lower - higher
        by_share = (values == 0.0) & ((0.0 in usual.knots) | (same < 0.01))
        by_share = by_share if feature.at_zero else np.full(len(values), feature.is_yes_or_no)
        neither = np.where(for_a_kind, NEITHER_TOO, NEITHER)
        side = np.select([by_share, lower >= UNUSUAL, higher >= UNUSUAL], [SAME, LESS, MORE], neither)
        percents = _percents(np.choose(side, [lower, higher, same, same, same]), side == SAME)
        words = _comparisons(feature.less, feature.more)
        compared: list[str] = words[side, percents].tolist()
        return compared


@cache
def _comparisons(less: str, more: str) -> NDArray[np.object_]:
    """Return the words for each way in which a value can stand, by percent."""
    words = (
        [f" ({percent} of genuine accounts {less})" for percent in PERCENTS],
        [f" ({percent} of genuine accounts {more})" for percent in PERCENTS],
        [f" (as with {percent} of genuine accounts)" for percent in PERCENTS],
        [" (usual for genuine accounts)"] * len(PERCENTS),
        [" (usual for genuine accounts too)"] * len(PERCENTS),
    )
    return np.array(words, dtype=object)


def _percents(share: FloatArray, rounded: BoolArray) -> NDArray[np.int64]:
    """Return the number of each share's words among `PERCENTS`: rounded where exact, otherwise rounded down."""
    percents = np.where(rounded, np.round(100.0 * share), np.floor(100.0 * share + 1e-9))
    return np.select([share < 0.01, share > 0.99], [0, 100], percents).astype(np.int64)


def reasons_of(scorer: AdditiveScorer, table: ProfileTable) -> tuple[Reason, ...]:
    """Return what each observed feature says of the first row, strongest first; the sum is log-odds minus prior."""
    view = ProfileView(table[:1], scorer.username_model)
    features = view.measure(scorer.features)
    told = ReasonWriter.of(scorer).reasons(view, features[0], scorer.tables.by_feature(features)[0])
    held = scorer.held_of_newcomers(view, scorer.tables.total(features))
    contexts = held_evidence(NEWCOMER, NOT_IF_NEW, scorer.kinds[1:], held)
    return (*told, *(reason for context in contexts if (reason := context.reason(0))))
