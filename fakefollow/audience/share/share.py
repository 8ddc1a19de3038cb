"""The share of each kind in an audience, with an interval that is honest about sampling and about the model's errors.

Everything is worked out from counts of evidence, which add up batch by batch. A share is found by label shift, never
by counting flags.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

import numpy as np

from fakefollow.audience.chance import Interval, check_level
from fakefollow.audience.purchases import PurchaseEvent
from fakefollow.audience.share.counts import EvidenceCounts, adjusted_count, named_pattern
from fakefollow.audience.share.mixture import UnseenDraws, misfit, resampled_counts
from fakefollow.profiles import FloatArray
from fakefollow.scoring import Detector, EvidenceHistograms

LEVEL: Final = 0.95
N_DRAWS: Final = 400
"""Resamples of followers and sources: 10 lie outside each bound of a 95 % interval; a convention."""
FEW: Final = 50
"""Of fewer followers nothing is said of the fit, and the shares are said to be hardly known; a convention."""
PURCHASED: Final = "purchased"


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

    def to_dict(self) -> dict[str, Any]:
        """Return the check as plain data."""
        return asdict(self)


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

    def accounts(self) -> dict[str, Interval] | None:
        """Return the shares in accounts of the whole audience; None where its size is not known."""
        if self.total_followers is None:
            return None
        return {kind: share.times(self.total_followers) for kind, share in self.shares.items()}


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
    reference = named_pattern(detector, audience.pattern)
    sampled = 0.0 if total_followers is None else audience.n_weighed / total_followers
    draws = UnseenDraws(reference)
    found, expected, counted = draws.estimate(audience.counts)
    if not audience.n_weighed:
        found = np.array([1.0 - sum(detector.prior.shares.values()), *detector.prior.shares.values()])
    random = np.random.default_rng(random_state)
    counts = resampled_counts(reference, audience.counts, sampled, found, N_DRAWS, random)
    shares = intervals(detector.kinds, found, draws.draw(counts, random), audience.n_weighed, sampled, level)
    statistic = float(misfit(counted[np.newaxis], expected[np.newaxis])[0])
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


def intervals(
    kinds: Sequence[str], found: FloatArray, draws: FloatArray, n: int, sampled: float, level: float
) -> dict[str, Interval]:
    """Return the shares found (n_kinds,) with intervals of their draws, no narrower than ``n`` followers allow."""
    tail = (1.0 - level) / 2.0
    lows, highs = np.quantile(draws, [tail, 1.0 - tail], axis=0)
    unseen = unseen_share(n, sampled, tail)
    return {
        kind: Interval(
            float(estimate),
            float(min(low, estimate, 1.0 - unseen)),
            float(max(high, estimate, unseen)),
            level,
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
        sentence = (
            "Known accounts explain the scores; how well they explain accounts of other sources is not known."
        )
    else:
        sentence = "Known accounts explain the scores as well as they explain sources that were left out."
    return FitCheck(good, round(statistic, 4), reference.fit_limit, sentence)


def _notes(audience: EvidenceCounts, reference: EvidenceHistograms) -> tuple[str, ...]:
    """Return what to know about the shares, in sentences."""
    n, left_out = audience.n_weighed, audience.n_given - audience.n_weighed
    notes = []
    if not n:
        notes.append(
            "No follower shows enough: the shares are what the model expects of any audience, not a finding."
        )
    if left_out:
        notes.append(
            f"{left_out:,} of {audience.n_given:,} followers show too little and are left out of the shares."
        )
    if 0 < n < FEW:
        notes.append(f"Only {n} followers were weighed: the shares are hardly known.")
    notes.append(
        "How many of such intervals hold the truth is not known: the model knows too few sources to leave any out."
        if reference.covered is None
        else f"Of intervals made in this way, {100 * reference.covered:.0f} % held the truth when known sources "
        "were taken for unseen ones."
    )
    hidden = [name for name, shown in zip(reference.sources, reference.shown, strict=True) if not shown]
    if hidden:
        notes.append(
            "Automated accounts whose profiles look like those of people count as genuine: nothing in a profile "
            "tells them."
        )
    return tuple(notes)


def with_events(
    whole: AudienceShare, outside: AudienceShare, events: Sequence[PurchaseEvent]
) -> AudienceShare:
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
