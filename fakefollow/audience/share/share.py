"""The share of each kind in an audience, with an interval that is honest about sampling and about the model's errors.

Everything is worked out from counts of evidence and from events and cohorts, by one set of draws; never by counting
flags.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from typing import Final

import numpy as np

from fakefollow.audience.chance import Interval, check_level, normal_quantile
from fakefollow.audience.share.counts import EvidenceCounts, named_pattern
from fakefollow.audience.share.mixture import ALARM, MOST_WEIGHED, N_WORLDS, Worlds, merged, misfit, shortest, smoothed
from fakefollow.profiles import FloatArray
from fakefollow.report import plural, plural_verb
from fakefollow.scoring import GENUINE, PURCHASED, TELLING_RATE, Detector, EvidenceHistograms

LEVEL: Final = 0.95
N_DRAWS: Final = 4_000
"""Draws that estimate and interval are taken from: 100 lie outside each bound of one of 95 %; a convention."""
FEW: Final = 50
"""Of fewer followers nothing is said of the fit, and the shares are said to be hardly known; a convention."""

FOREIGN: Final = "The model knows no accounts of this platform."
"""Said beside the share where that is so."""
HIDDEN: Final = {
    "purchased": "purchased accounts that buy followers of their own",
    "bot": "automated accounts whose profiles look like those of people",
}
"""Kinds of which the model knows sources that profiles do not show."""
MANY_PLATFORMS: Final = 2
"""Platforms of which one can be left out."""
UNLIKE: Final = (
    "No mixture of the accounts that the model knows explains these profiles: there is another kind of account or "
    "community. No share is given; check some followers by hand and pass their labels to "
    "AuditReport.update."
)
BY_LABELS: Final = "Known accounts do not explain the scores; the shares come from the labels."
"""What is said of the fit where it is poor and there are labels."""


@dataclass(frozen=True, slots=True)
class FitCheck:
    """Whether the known sources explain the scores of an audience, in a sentence.

    ``statistic`` is the chance that an audience of known sources, or of others as unlike them as they are to each
    other, lies as far from all that the model knows; below ``limit`` no share is told.
    """

    good: bool
    statistic: float
    limit: float
    sentence: str


@dataclass(frozen=True, slots=True)
class AudienceShare:
    """The share of each kind in an audience, 0 to 1; estimates sum to 1.

    Such intervals hold the truth as often as ``held`` says, less than the level they were made for where known sources
    are unlike each other (`held_level`). The share that is flagged, what counting would say, stands beside for
    comparison: NaN where nobody could be weighed. ``outside`` are the shares among followers outside events, and notes
    are what to know about all these figures, in sentences. Where the fit is not good any share is possible, and the
    intervals say so.
    """

    shares: Mapping[str, Interval]
    held: float
    outside: Mapping[str, float]
    flagged_share: float
    fit: FitCheck
    n_followers: int
    n_weighed: int
    total_followers: int | None
    pattern: str
    notes: tuple[str, ...]

    @property
    def not_genuine(self) -> Interval:
        """Share of all kinds but genuine together."""
        genuine = next(iter(self.shares.values()))
        return Interval(1.0 - genuine.estimate, 1.0 - genuine.high, 1.0 - genuine.low, genuine.level)

    def held_at(self, kind: str) -> Interval:
        """Return the share of a kind, called by the level that such intervals held."""
        return replace(self.shares[kind], level=self.held)

    def told(self, shares: Mapping[str, Interval]) -> "AudienceShare":
        """Return the same with shares that labels tell, whatever the fit is."""
        fit = self.fit if self.fit.good else replace(self.fit, good=True, sentence=BY_LABELS)
        return replace(self, shares=shares, held=shares[GENUINE].level, fit=fit)


def estimate_share(
    detector: Detector,
    audience: EvidenceCounts,
    *,
    bought: Sequence[Interval] = (),
    cohorts: FloatArray | None = None,
    total_followers: int | None = None,
    level: float = LEVEL,
    random_state: int = 0,
) -> AudienceShare:
    """Return the share of each kind in an audience, or in one of ``total_followers`` of which it is a sample.

    Followers are weighed against worlds: shares of kinds, and sources that are drawn as unlike known ones as these are
    to each other (`Worlds`). The estimate is the median of the likely worlds, the interval the shortest that holds the
    level in these. ``bought`` are the followers by which events exceed what is organic, of which each draw takes one
    number; who came organically meanwhile is like those outside. ``cohorts`` (n_members,) is what company and profile
    say of each member of a cohort outside events, in nats, added to the odds outside. Neither are among those counted.
    """
    check_level(level)
    is_number = isinstance(total_followers, (int, np.integer))
    if total_followers is not None and not (is_number and total_followers >= audience.n_given):
        raise ValueError(
            f"total_followers: expected at least the {audience.n_given:,} followers given, got {total_followers!r}"
        )
    random = np.random.default_rng(random_state)
    reference = named_pattern(detector, audience.pattern)
    fit = _fit_check(detector, reference, audience, random)
    kinds = [*detector.kinds, *([PURCHASED] if bought and PURCHASED not in detector.kinds else [])]
    place = detector.curve.place(TELLING_RATE)
    worlds = Worlds.of(reference, place, detector.prior.mix(), N_WORLDS, random, foreign=audience.foreign)
    outside = worlds.likely(reference.shown(place), merged(audience.counts, place), N_DRAWS)
    outside = np.pad(outside, ((0, 0), (0, len(kinds) - outside.shape[1])))
    # Rounding can leave a share beside 0 and 1.
    draws = np.clip(_with_company(outside, audience.n_given, bought, cohorts, kinds, random), 0.0, 1.0)
    prior = {GENUINE: 1.0 - sum(detector.prior.shares.values()), **detector.prior.shares}
    return AudienceShare(
        _intervals(kinds, draws, level, fit.good),
        held_level(detector, reference, audience, level) if fit.good else level,
        _estimates(kinds, outside) if fit.good else prior,
        audience.flagged_share,
        fit,
        audience.n_given,
        audience.n_weighed,
        total_followers,
        audience.pattern,
        _notes(detector, audience, reference),
    )


def _with_company(
    outside: FloatArray,
    n: int,
    bought: Sequence[Interval],
    cohorts: FloatArray | None,
    kinds: Sequence[str],
    random: np.random.Generator,
) -> FloatArray:
    """Return shares of ``n`` followers, events and cohorts among them, from draws of those outside."""
    draws = outside
    if cohorts is not None and len(cohorts):
        nats, members = np.unique(np.round(cohorts, 1), return_counts=True)
        others = np.clip(1.0 - outside[:, :1], 1.0 / (n + 1.0), 1.0 - 1.0 / (n + 1.0))
        called = 1.0 / (1.0 + (1.0 - others) / others * np.exp(-nats)) @ (members / members.sum())
        split = np.maximum(outside[:, 1:], 1e-9)
        inside = called[:, np.newaxis] * split / split.sum(axis=1, keepdims=True)
        draws = draws + members.sum() / n * (np.column_stack([1.0 - called, inside]) - draws)
    if bought:
        chance = random.standard_normal((len(draws), len(bought)))
        estimate, below, above = np.array([_spread(part) for part in bought]).T
        number = np.maximum(estimate + np.where(chance < 0.0, below, above) * chance, 0.0).sum(axis=1)
        part = np.minimum(number / n, 1.0)[:, np.newaxis]
        draws = draws + part * ((np.array(kinds) == PURCHASED) - draws)
    return draws


def _spread(part: Interval) -> tuple[float, float, float]:
    """Return an estimate and its standard deviations downwards and upwards."""
    z = normal_quantile(part.level)
    return part.estimate, (part.estimate - part.low) / z, (part.high - part.estimate) / z


def _intervals(kinds: Sequence[str], draws: FloatArray, level: float, told: bool) -> dict[str, Interval]:
    """Return the share of each kind; where none is told any is possible."""
    if not told:
        return {kind: Interval(float("nan"), 0.0, 1.0, level) for kind in kinds}
    bounds = [shortest(column, level) for column in draws.T]
    return {
        kind: Interval(estimate, min(low, estimate), max(high, estimate), level)
        for (kind, estimate), (low, high) in zip(_estimates(kinds, draws).items(), bounds, strict=True)
    }


def _estimates(kinds: Sequence[str], draws: FloatArray) -> dict[str, float]:
    """Return the median share of genuine followers, the rest split as the medians of the others; they sum to 1."""
    genuine, *others = np.median(draws, axis=0).tolist()
    parts = np.maximum(others, 1e-12)
    return dict(zip(kinds, [genuine, *((1.0 - genuine) * parts / parts.sum()).tolist()], strict=True))


def _fit_check(
    detector: Detector, reference: EvidenceHistograms, audience: EvidenceCounts, random: np.random.Generator
) -> FitCheck:
    """Return whether known sources explain what the followers show, in a sentence."""
    if not audience.n_weighed:
        return FitCheck(False, 1.0, ALARM, "No profile shows enough: no share is given.")
    if (n := int(audience.judged.sum())) < FEW:
        return FitCheck(True, 1.0, ALARM, f"{n} followers are too few to check how well the model knows them.")
    shown = reference.shown(detector.curve.place(TELLING_RATE))
    cells, sources = smoothed(reference.judged[shown]), np.array(reference.sources)[shown]
    chance = misfit(cells, reference.kind_of[shown], sources, audience.judged, random)
    good = chance > ALARM
    told = "Known accounts explain the scores as well as they explain sources that were left out." if good else UNLIKE
    return FitCheck(good, round(chance, 4), ALARM, told)


def _notes(detector: Detector, audience: EvidenceCounts, reference: EvidenceHistograms) -> tuple[str, ...]:
    """Return what to know about the shares, in sentences."""
    n, left_out, notes = audience.n_weighed, audience.n_given - audience.n_weighed, []
    if left_out and n:
        notes.append(f"{left_out:,} of {audience.n_given:,} followers show too little and are not in the shares.")
    if 0 < n < FEW:
        notes.append(f"Only {plural_verb(n, 'follower', 'was')} weighed: the shares are very uncertain.")
    if audience.foreign and len(set(reference.platforms)) < MANY_PLATFORMS:
        notes.append(
            f"The model knows sources of {plural(len(set(reference.platforms)), 'platform')}: too few to say "
            "how much those of another platform differ."
        )
    hidden = reference.kind_of[~reference.shown(detector.curve.place(TELLING_RATE))].tolist()
    if hidden:
        who = " and ".join(HIDDEN[kind] for kind in detector.kinds if detector.kinds.index(kind) in hidden)
        notes.append(f"{who[:1].upper()}{who[1:]} count as genuine: nothing in a profile shows them.")
    return tuple(notes)


TRUTHS: Final = (0.0, 0.05, 0.1, 0.3, 0.6)
HELD_WORLDS: Final = 4_000
HELD_DRAWS: Final = 1_000
"""True shares of accounts that are not genuine, and worlds and draws by which they are told; conventions."""


def held_level(detector: Detector, reference: EvidenceHistograms, audience: EvidenceCounts, level: float) -> float:
    """Return how often intervals of a level hold the share of audiences of sources left out; at most the level.

    Each genuine source makes audiences of that size with each source of the other kinds of which most accounts are
    told; kinds weigh as in the model's mix. Where there are too few sources to leave any out it is the level.
    """
    size = 2 ** round(np.log2(min(max(audience.judged.sum(), 1), MOST_WEIGHED)))
    ways = {False, audience.foreign}
    return min(level, *(round(_held(detector, reference, size, level, foreign), 2) for foreign in ways))


@lru_cache(maxsize=64)
def _held(detector: Detector, reference: EvidenceHistograms, n: int, level: float, foreign: bool) -> float:
    """Return the share of intervals that hold; the sources, or platforms, of both accounts are left out."""
    place, mix, kind_of = detector.curve.place(TELLING_RATE), detector.prior.mix(), reference.kind_of
    worlds = Worlds.of(reference, place, mix, HELD_WORLDS, 0, foreign=foreign)
    of_each, held = worlds.cells / worlds.cells.sum(axis=1, keepdims=True), np.zeros((len(mix), 2))
    told = reference.shown(place) | (reference.above(place) > 0.5)
    for genuine, other in product(np.flatnonzero(kind_of == 0), np.flatnonzero(told & (kind_of > 0))):
        known = reference.shown(place, ~np.isin(worlds.groups, worlds.groups[[genuine, other]]))
        if len(np.unique(kind_of[known])) <= len(mix):
            continue
        for truth in TRUTHS:
            others = int(worlds.random.binomial(n, truth))
            seen = worlds.random.multinomial([n - others, others], of_each[[genuine, other]]).sum(axis=0)
            low, high = shortest(worlds.likely(known, seen, HELD_DRAWS)[:, 0], level)
            held[kind_of[other] - 1] += low <= 1.0 - truth <= high, 1
    tried = held[:, 1] > 0
    return float(np.average(held[tried, 0] / held[tried, 1], weights=mix[tried])) if tried.any() else level
