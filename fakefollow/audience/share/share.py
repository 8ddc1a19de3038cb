"""The share of each kind in an audience, with an interval that is honest about sampling and about the model's errors.

Everything is worked out from counts of evidence. A share is found by label shift, never by counting flags.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from fakefollow.audience.chance import Interval, check_level
from fakefollow.audience.purchases import PurchaseEvent
from fakefollow.audience.share.counts import EvidenceCounts, adjusted_count, named_pattern
from fakefollow.audience.share.mixture import UNRECOGNISED, SourceMixture, corrected, misfit, unseen_errors
from fakefollow.profiles import FloatArray, IntArray
from fakefollow.scoring import PURCHASED, Detector, EvidenceHistograms

LEVEL: Final = 0.95
N_DRAWS: Final = 400
"""Resamples of followers and sources: 10 lie outside each bound of a 95 % interval; a convention."""
FEW: Final = 50
"""Of fewer followers nothing is said of the fit, and the shares are said to be hardly known; a convention."""
DECIMALS: Final = 6
"""Digits of a share: the tolerance of the mixture leaves no more, and beyond the eighth processors differ."""

DOUBT: Final = 1.0
"""Followers of a kind drawn at random that are added to every draw, so that even one follower leaves much open."""

N_WORLDS: Final = 10
"""Errors of unseen sources that are tried with every draw: 4,000 shares of 400 draws; a convention."""

UNKNOWN_ERRORS: Final = np.linspace(0.0, UNRECOGNISED, 11)
"""Where the sources of a kind are too few to leave one out, its error is not known: any that bounds something."""

FOREIGN: Final = "The model has learnt nothing of this platform."
"""Said beside the share where that is so."""

LEAST_COUNT: Final = 0.01
"""Accounts in a bin that nobody of a source fell into, so that a gamma draw of it exists."""


@dataclass(frozen=True, slots=True)
class FitCheck:
    """Whether the known sources explain the scores of an audience, in a sentence.

    Where they do not, a kind of account or a community is there that the model knows nothing like: the statistic,
    misfit in nats a follower beyond what chance brings, exceeds the limit that hardly any known source exceeds which
    the model is kept from knowing.
    """

    good: bool
    statistic: float
    limit: float
    sentence: str


@dataclass(frozen=True, slots=True)
class AudienceShare:
    """The share of each kind in an audience, 0 to 1; estimates sum to 1.

    The adjusted count of those not genuine (Rogan and Gladen's formula with Lang and Reiczigel's interval) and the
    share that is flagged, what counting would say, stand beside for comparison: None and NaN where nothing could be
    weighed. Notes are what to know about these figures, in sentences.
    """

    shares: Mapping[str, Interval]
    adjusted_count: Interval | None
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


def estimate_share(
    detector: Detector,
    audience: EvidenceCounts,
    *,
    total_followers: int | None = None,
    level: float = LEVEL,
    random_state: int = 0,
) -> AudienceShare:
    """Return the share of each kind by the evidence of an audience, or of a sample of ``total_followers``.

    Label-shift expectation-maximisation (Saerens, Latinne and Decaestecker 2002) on bins of held-out evidence;
    intervals by Bayesian bootstrap of the followers (Rubin 1981; with one follower's worth of doubt, Muliere and
    Secchi 1996) and of the accounts of every source. Sellers and communities were never seen: the mixture of sources
    is fitted as well, and the errors that were made with each known source when it was left out widen the interval.
    How many of such intervals held the truth is in the notes.
    """
    check_level(level)
    if total_followers is not None and not _is_total(total_followers, audience.n_given):
        raise ValueError(
            f"total_followers: expected at least the {audience.n_given:,} followers given, got {total_followers!r}"
        )
    known = named_pattern(detector, audience.pattern)
    reference = known.abroad() if audience.foreign else known
    sampled = 0.0 if total_followers is None else audience.n_weighed / total_followers
    coarse = reference.merged(audience.counts)[np.newaxis]
    (found,), expected = SourceMixture.of(reference).explain(coarse)
    if not audience.n_weighed:
        found = np.array([1.0 - sum(detector.prior.shares.values()), *detector.prior.shares.values()])
    random = np.random.default_rng(random_state)
    counts = resampled_counts(reference, audience.counts, sampled, found, N_DRAWS, random)
    draws = unseen_draws(reference, counts, random)
    shares = intervals(detector.kinds, found, draws, audience.n_weighed, sampled, level)
    statistic = float(misfit(coarse, expected)[0])
    return AudienceShare(
        shares,
        adjusted_count(detector, audience, reference, reference.shown, level),
        audience.flagged_share,
        _fit_check(statistic, reference, audience.n_weighed),
        audience.n_given,
        audience.n_weighed,
        total_followers,
        audience.pattern,
        _notes(audience, reference),
    )


def unseen_draws(reference: EvidenceHistograms, counts: FloatArray, random: np.random.Generator) -> FloatArray:
    """Return shares (n_draws * n_worlds, n_kinds) for counts (n_draws, n_bins).

    Kinds are made of sources that are somewhere among the known ones, and judged as wrongly as these when unseen:
    sources are resampled, and each result is corrected by errors that were made with sources left out, one genuine
    and one other source at random, and for the split among the other kinds one source of each two.
    """
    mixture = SourceMixture.of(reference, resampled_sources(reference, len(counts), random))
    found = mixture.explain(reference.merged(counts))[0].repeat(N_WORLDS, axis=0)
    errors = unseen_errors(reference, SourceMixture.of(reference))

    def one_of(values: FloatArray) -> FloatArray:
        return reference.stretch * random.choice(values if len(values) else UNKNOWN_ERRORS, len(found))

    others = corrected(1.0 - found[:, 0], one_of(errors.false), one_of(errors.missed))
    split = _split(found[:, 1:], errors.kind_of, errors.shares[:, 1:], random)
    return np.column_stack([1.0 - others, others[:, np.newaxis] * split])


def _split(found: FloatArray, kind_of: NDArray[np.intp], shares: FloatArray, random: np.random.Generator) -> FloatArray:
    """Return what part of all that is not genuine each kind may be, shape of ``found``, (n_draws, n_kinds - 1)."""
    # Each kind against the rest: what part of an unseen source of the kind, and of one of another, is taken for it.
    taken = shares / np.maximum(shares.sum(axis=1, keepdims=True), 1e-9)
    of_others = found / np.maximum(found.sum(axis=1, keepdims=True), 1e-9)
    if found.shape[1] == 1:
        return np.ones_like(found)
    parts = np.empty_like(found)
    for column in range(found.shape[1]):
        own = taken[kind_of == column + 1, column]
        other = taken[(kind_of != column + 1) & (kind_of > 0), column]
        hit = random.choice(own if len(own) else np.ones(1), len(found))
        wrong = random.choice(other if len(other) else np.zeros(1), len(found))
        parts[:, column] = random.permutation(corrected(of_others[:, column], wrong, 1.0 - hit))
    return parts


def resampled_sources(reference: EvidenceHistograms, n_draws: int, random: np.random.Generator) -> FloatArray:
    """Return counts of every source under the Bayesian bootstrap, shape (n_draws, n_sources, n_bins)."""
    shape = (n_draws, *reference.counts.shape)
    return random.standard_gamma(np.maximum(reference.counts, LEAST_COUNT), shape)


def resampled_counts(
    reference: EvidenceHistograms,
    counts: IntArray,
    sampled: float,
    found: FloatArray,
    n_draws: int,
    random: np.random.Generator,
    doubt: float = DOUBT,
) -> FloatArray:
    """Return counts of followers (n_draws, n_bins) under the Bayesian bootstrap, with one follower's worth of doubt.

    Where the followers are a good part of a finite audience, the share ``sampled`` of it, what their kinds are is
    known for that part: that share of the variance which the kinds bring shrinks accordingly, the rest, that evidence
    errs, stays.
    """
    kind_of = reference.kind_of
    kinds = random.integers(0, int(kind_of.max()) + 1, n_draws)
    source = np.array([random.choice(np.flatnonzero(kind_of == kind)) for kind in kinds.tolist()])
    reach = np.cumsum(reference.counts, axis=1)[source]
    doubted = (random.random(n_draws)[:, np.newaxis] * reach[:, -1:] >= reach).sum(axis=1)
    drawn = random.standard_gamma(np.broadcast_to(counts, (n_draws, len(counts))).astype(np.float64))
    n = max(float(counts.sum()), 1e-9)
    shrunk = np.sqrt(max(1.0 - sampled * _known_part(reference, found), 0.0))
    drawn = counts + shrunk * (drawn * n / np.maximum(drawn.sum(axis=1, keepdims=True), 1e-9) - counts)
    added = random.standard_gamma(doubt, n_draws)
    drawn[np.arange(n_draws), doubted] += added * np.maximum(shrunk, 1.0 / np.sqrt(n + 1.0))
    return np.asarray(drawn * ((n + doubt) / np.maximum(drawn.sum(axis=1, keepdims=True), 1e-9)))


def _known_part(reference: EvidenceHistograms, found: FloatArray) -> float:
    """Return what part of the variance of the share of genuine followers their kinds bring, 0 to 1."""
    # The variance of the kinds, q (1 - q), over that of the estimate: the inverse of the information in a bin.
    share = float(found[0])
    if not 0.0 < share < 1.0:
        return 1.0
    of_sources = reference.counts / reference.counts.sum(axis=1, keepdims=True)
    genuine = of_sources[reference.kind_of == 0].mean(axis=0)
    others = of_sources[reference.kind_of > 0].mean(axis=0)
    mixed = share * genuine + (1.0 - share) * others
    information = float(((genuine - others) ** 2 / np.maximum(mixed, 1e-12)).sum())
    return float(min(1.0, share * (1.0 - share) * information))


def intervals(
    kinds: Sequence[str], found: FloatArray, draws: FloatArray, n: int, sampled: float, level: float
) -> dict[str, Interval]:
    """Return the shares found (n_kinds,) with intervals of their draws, no narrower than ``n`` followers allow."""
    tail = (1.0 - level) / 2.0
    others = np.round(found[1:], DECIMALS)
    found = np.array([round(max(1.0 - others.sum(), 0.0), DECIMALS), *others])
    lows, highs = np.round(np.quantile(draws, [tail, 1.0 - tail], axis=0), DECIMALS)
    unseen = unseen_share(n, sampled, tail)
    return {
        kind: Interval(
            float(estimate), float(min(low, estimate, 1.0 - unseen)), float(max(high, estimate, unseen)), level
        )
        for kind, estimate, low, high in zip(kinds, found, lows, highs, strict=True)
    }


def unseen_share(n: int, sampled: float, tail: float) -> float:
    """Return the largest share that a kind can have of which a sample shows nobody (Clopper and Pearson 1934)."""
    return float(1.0 - tail ** ((1.0 - sampled) / max(n, 1)))


def _is_total(total_followers: Any, n_given: int) -> bool:
    """Tell whether a number can be the size of an audience of which so many were given."""
    return isinstance(total_followers, (int, np.integer)) and bool(total_followers >= n_given)


def _fit_check(statistic: float, reference: EvidenceHistograms, n: int) -> FitCheck:
    """Return whether known sources explain the evidence, in a sentence."""
    good = statistic <= reference.fit_limit
    if not good:
        sentence = (
            "The scores are spread as in no mixture of the accounts that the model knows: some other kind of account "
            "or community is there. Do not rely on the shares; look at some of the followers by hand."
        )
    elif n < FEW:
        sentence = f"With {n} followers nothing can be said about how well known accounts explain the scores."
    elif reference.covered is None:
        sentence = "Known accounts explain the scores; how well they explain accounts of other sources is not known."
    else:
        sentence = "Known accounts explain the scores as well as they explain sources that were left out."
    return FitCheck(good, round(statistic, 4), reference.fit_limit, sentence)


def _notes(audience: EvidenceCounts, reference: EvidenceHistograms) -> tuple[str, ...]:
    """Return what to know about the shares, in sentences."""
    n, left_out = audience.n_weighed, audience.n_given - audience.n_weighed
    notes = []
    if not n:
        notes.append("No follower shows enough: the shares are what the model expects of any audience, not a finding.")
    if left_out:
        notes.append(f"{left_out:,} of {audience.n_given:,} followers show too little and are left out of the shares.")
    if 0 < n < FEW:
        notes.append(f"Only {n} followers were weighed: the shares are hardly known.")
    unseen = "platforms" if audience.foreign else "sources"
    notes.append(
        f"How many of such intervals hold the truth is not known: the model knows too few {unseen} to leave any out."
        if reference.covered is None
        else f"Of intervals made in this way, {100 * reference.covered:.0f} % held the truth when known {unseen} "
        "were taken for unseen ones."
    )
    hidden = [name for name, shown in zip(reference.sources, reference.shown, strict=True) if not shown]
    if hidden:
        notes.append(
            "Automated accounts whose profiles look like those of people count as genuine: nothing in a profile "
            "tells them."
        )
    return tuple(notes)


def with_events(whole: AudienceShare, outside: AudienceShare, events: Sequence[PurchaseEvent]) -> AudienceShare:
    """Return the share of an audience of which some followers are in events.

    ``whole`` is by the scores of all followers, ``outside`` by those of the followers outside events. Who came
    organically while an event went on is taken to be like the followers outside. Errors of both parts are
    independent: one is of creation dates and profiles of a run, the other of the scores of everybody else. Where the
    model knows no purchased accounts, those in events are all that are told.
    """
    bought = _total([event.excess for event in events]).times(1.0 / whole.n_followers)
    nobody = Interval(0.0, 0.0, 0.0, outside.not_genuine.level)
    parts = {**outside.shares, PURCHASED: outside.shares.get(PURCHASED, nobody)}
    shares = {kind: _mixed(share, bought, float(kind == PURCHASED)) for kind, share in parts.items()}
    return replace(whole, shares=shares, fit=outside.fit)


def _total(parts: Sequence[Interval]) -> Interval:
    """Return the sum of independent figures."""
    bounds = [(part.estimate, part.low, part.high) for part in parts]
    estimate, low, high = np.array(bounds).reshape(-1, 3).T
    total = float(estimate.sum())
    below, above = np.sqrt(np.sum((estimate - low) ** 2)), np.sqrt(np.sum((high - estimate) ** 2))
    return Interval(total, total - float(below), total + float(above))


def _mixed(share: Interval, bought: Interval, in_events: float) -> Interval:
    """Return ``in_events`` in the part that was bought, ``share`` in the rest."""
    estimate = bought.estimate * in_events + (1.0 - bought.estimate) * share.estimate
    gain = in_events - share.estimate
    less, more = bought.estimate - bought.low, bought.high - bought.estimate
    if gain < 0.0:
        less, more = more, less
    rest = 1.0 - bought.estimate
    low = estimate - float(np.hypot(gain * less, rest * (share.estimate - share.low)))
    high = estimate + float(np.hypot(gain * more, rest * (share.high - share.estimate)))
    return Interval(estimate, max(low, 0.0), min(high, 1.0), share.level)
