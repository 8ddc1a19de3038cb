"""Shares where only the shares of the kinds are new: every kind is the equal mixture of its known sources.

What an audit assumes is harder, that sellers and communities were never seen; here label shift and its intervals show
that they do what they claim where nothing else is new.
"""

from typing import Final

import numpy as np

from fakefollow.audience.share import (
    LEVEL,
    N_DRAWS,
    AudienceShare,
    EvidenceCounts,
    FitCheck,
    adjusted_count,
    intervals,
    misfit,
    mixture_weights,
    named_pattern,
    resampled_counts,
    resampled_sources,
    smoothed,
)
from fakefollow.profiles import FloatArray, IntArray
from fakefollow.scoring import Detector, EvidenceHistograms

KNOWN_SMOOTHING: Final = 0.1
"""Share that fine bins give to their neighbours: chance in the counts of small sources weighs less; a convention."""

STRETCH_OF_DRAWS: Final = 1.15
"""Bins that no account of a small source fell into stay empty in every resample, so draws lie a little too close; with
it .951 of the intervals of level .95 hold for known sources (models/RESULTS.md)."""


def known_share(
    detector: Detector, audience: EvidenceCounts, total_followers: int | None = None, random_state: int = 0
) -> AudienceShare:
    """Return the share of each kind, the accounts of each being like the equal mixture of its sources."""
    reference, n = named_pattern(detector, audience.pattern), audience.n_weighed
    sampled = 0.0 if total_followers is None else n / total_followers
    kinds = KnownKinds(reference)
    random = np.random.default_rng(random_state)
    found, expected, counted = kinds.estimate(audience.counts)
    counts = resampled_counts(reference, audience.counts, sampled, found, N_DRAWS, random)
    draws = kinds.draw(counts, random)
    undoubted = resampled_counts(reference, audience.counts, sampled, found, N_DRAWS, random, doubt=0.0)
    found, draws = without_bias(found, draws, kinds.draw(undoubted, random))
    statistic = float(misfit(counted[np.newaxis], expected[np.newaxis])[0])
    return AudienceShare(
        intervals(detector.kinds, found, draws, n, sampled, LEVEL),
        adjusted_count(detector, audience, reference, np.ones(len(reference.sources), np.bool_), LEVEL),
        audience.flagged_share,
        FitCheck(statistic <= reference.fit_limit, round(statistic, 4), reference.fit_limit, ""),
        audience.n_given,
        n,
        total_followers,
        audience.pattern,
        (),
    )


class KnownKinds:
    """Kinds are the equal mixtures of their known sources."""

    def __init__(self, reference: EvidenceHistograms) -> None:
        self.reference = reference

    def _densities(self, counts: FloatArray) -> FloatArray:
        """Return the equal mixture of the sources of each kind, shape (..., n_kinds, n_bins)."""
        of_sources = counts / counts.sum(axis=-1, keepdims=True)
        kinds = range(int(self.reference.kind_of.max()) + 1)
        mixed = np.stack([of_sources[..., self.reference.kind_of == kind, :].mean(axis=-2) for kind in kinds], axis=-2)
        return smoothed(mixed, self.reference.shape, KNOWN_SMOOTHING)

    def estimate(self, counts: IntArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return shares (n_kinds,), and expected shares and counts of the bins that the fit is judged by."""
        densities = self._densities(self.reference.counts.astype(np.float64))
        kinds = np.arange(len(densities))
        shares = mixture_weights(counts[np.newaxis].astype(np.float64), densities, kinds)[0]
        return shares, self.reference.merged(shares @ densities), self.reference.merged(counts)

    def draw(self, counts: FloatArray, random: np.random.Generator) -> FloatArray:
        """Return shares (n_draws, n_kinds) for counts (n_draws, n_bins), sources being resampled as well."""
        densities = self._densities(resampled_sources(self.reference, len(counts), random))
        return mixture_weights(counts, densities, np.arange(densities.shape[1]))


def without_bias(found: FloatArray, draws: FloatArray, undoubted: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return shares (n_kinds,) and draws without what chance adds (bootstrap, Efron and Tibshirani 1993).

    Chance in the reference looks like some of every kind, the more so where one of them is absent. A draw holds the
    chance of two samples of the sources, so twice as much goes from it. The bias is that of draws without a follower's
    worth of doubt, which is meant to widen.
    """
    bias = undoubted.mean(axis=0) - found

    def moved(shares: FloatArray, by: FloatArray) -> FloatArray:
        clipped = np.maximum(shares - by, 0.0)
        whole: FloatArray = clipped / clipped.sum(axis=-1, keepdims=True)
        return whole

    estimate = moved(found, bias)
    return estimate, moved(estimate + STRETCH_OF_DRAWS * (moved(draws, 2.0 * bias) - estimate), np.zeros_like(bias))
