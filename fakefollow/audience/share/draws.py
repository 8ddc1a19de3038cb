"""Draws: shares of an audience as they could be, given how few followers and sources they rest on.

Numbers in, numbers out; randomness comes from the generator that is passed.
"""

from typing import Final

import numpy as np

from fakefollow.audience.share.mixture import (
    UNRECOGNISED,
    SourceMixture,
    corrected,
    mixture_weights,
    smoothed,
    unseen_errors,
)
from fakefollow.profiles import FloatArray, IntArray
from fakefollow.scoring import EvidenceHistograms

KNOWN_STEPS: Final = 200
KNOWN_BLUR: Final = 0.1
"""Share that cells give to their neighbours: chance in the counts of small sources weighs less."""

DOUBT: Final = 1.0
"""Followers of a kind drawn at random that are added to every draw, so that even one follower leaves much open."""

WIDER: Final = 1.15
"""Cells that no account of a small source fell into stay empty in every resample, so draws lie a little too close."""

N_WORLDS: Final = 10
"""Errors of unseen sources that are tried with every draw."""

UNKNOWN_ERRORS: Final = np.linspace(0.0, UNRECOGNISED, 11)
"""Where the sources of a kind are too few to leave one out, its error is not known: any that bounds something."""

LEAST_COUNT: Final = 0.01


class KnownDraws:
    """Kinds are the equal mixtures of their known sources.

    Parameters
    ----------
    cells : EvidenceHistograms
        The reference.
    """

    def __init__(self, cells: EvidenceHistograms) -> None:
        self.cells = cells

    def _densities(self, counts: FloatArray) -> FloatArray:
        """Return the equal mixture of the sources of each kind, shape (..., n_kinds, n_cells)."""
        of_sources = counts / counts.sum(axis=-1, keepdims=True)
        kinds = range(int(self.cells.kind_of.max()) + 1)
        mixed = np.stack(
            [of_sources[..., self.cells.kind_of == kind, :].mean(axis=-2) for kind in kinds], axis=-2
        )
        return smoothed(mixed, self.cells.shape, KNOWN_BLUR)

    def estimate(self, counts: IntArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return shares (n_kinds,), and expected shares and counts of the cells that the fit is judged by."""
        densities = self._densities(self.cells.counts.astype(np.float64))
        kinds = np.arange(len(densities))
        found = mixture_weights(counts[np.newaxis].astype(np.float64), densities, kinds, steps=KNOWN_STEPS)[0]
        return found, self.cells.merged(found @ densities), self.cells.merged(counts)

    def draw(self, counts: FloatArray, random: np.random.Generator) -> FloatArray:
        """Return shares (n_draws, n_kinds) for counts (n_draws, n_cells), sources being resampled as well."""
        densities = self._densities(_resampled_sources(self.cells, len(counts), random))
        return mixture_weights(counts, densities, np.arange(densities.shape[1]), steps=KNOWN_STEPS)


def without_bias(
    found: FloatArray, draws: FloatArray, undoubted: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Take away what chance adds on average, by the bootstrap (Efron and Tibshirani 1993).

    Chance in the reference looks like some of every kind, the more so where one of them is absent. A draw holds the
    chance of two samples of the sources, so twice as much goes from it.

    Parameters
    ----------
    found : ndarray of shape (n_kinds,)
        Shares found.
    draws : ndarray of shape (n_draws, n_kinds)
        Shares drawn.
    undoubted : ndarray of shape (n_draws, n_kinds)
        Shares drawn without a follower's worth of doubt, which is meant to widen and is no bias.

    Returns
    -------
    found : ndarray of shape (n_kinds,)
    draws : ndarray of shape (n_draws, n_kinds)
        At least 0; rows sum to 1.
    """
    bias = undoubted.mean(axis=0) - found

    def moved(shares: FloatArray, by: FloatArray) -> FloatArray:
        clipped = np.maximum(shares - by, 0.0)
        whole: FloatArray = clipped / clipped.sum(axis=-1, keepdims=True)
        return whole

    estimate = moved(found, bias)
    return estimate, moved(estimate + WIDER * (moved(draws, 2.0 * bias) - estimate), np.zeros_like(bias))


class UnseenDraws:
    """Kinds are made of sources that are somewhere among the known ones, and judged as wrongly as these when unseen.

    Parameters
    ----------
    cells : EvidenceHistograms
        The reference.
    """

    def __init__(self, cells: EvidenceHistograms) -> None:
        self.cells = cells

    def estimate(self, counts: IntArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return shares (n_kinds,), and expected shares and counts of the cells that the fit is judged by."""
        coarse = self.cells.merged(counts)
        shares, expected = SourceMixture.of(self.cells).explain(coarse[np.newaxis])
        return shares[0], expected[0], coarse

    def draw(self, counts: FloatArray, random: np.random.Generator) -> FloatArray:
        """Return shares (n_draws * n_worlds, n_kinds) for counts (n_draws, n_cells).

        Sources are resampled, and each result is corrected by errors that were made with sources left out: one
        genuine and one other source at random, and for the split among the other kinds one source of each two.
        """
        mixture = SourceMixture.of(self.cells, _resampled_sources(self.cells, len(counts), random))
        found = mixture.explain(self.cells.merged(counts))[0].repeat(N_WORLDS, axis=0)
        errors = unseen_errors(self.cells, SourceMixture.of(self.cells))
        stretch = self.cells.stretch

        def one_of(values: FloatArray) -> FloatArray:
            return stretch * random.choice(values if len(values) else UNKNOWN_ERRORS, len(found))

        others = corrected(1.0 - found[:, 0], one_of(errors.false), one_of(errors.missed))
        split = _split(found[:, 1:], errors.kind_of, errors.shares[:, 1:], random)
        return np.column_stack([1.0 - others, others[:, np.newaxis] * split])


def _split(
    found: FloatArray, kind_of: np.ndarray, shares: FloatArray, random: np.random.Generator
) -> FloatArray:
    """Return what part of all that is not genuine each kind may be, shape of ``found``, (n_draws, n_kinds - 1).

    Each kind against the rest: what part of an unseen source of the kind, and of one of another kind, is taken for it.
    """
    taken = shares / np.maximum(shares.sum(axis=1, keepdims=True), 1e-9)
    told = found / np.maximum(found.sum(axis=1, keepdims=True), 1e-9)
    if found.shape[1] == 1:
        return np.ones_like(found)
    parts = np.empty_like(found)
    for place in range(found.shape[1]):
        own, other = taken[kind_of == place + 1, place], taken[(kind_of != place + 1) & (kind_of > 0), place]
        hit = random.choice(own if len(own) else np.ones(1), len(found))
        wrong = random.choice(other if len(other) else np.zeros(1), len(found))
        parts[:, place] = random.permutation(corrected(told[:, place], wrong, 1.0 - hit))
    return parts


def _resampled_sources(cells: EvidenceHistograms, n_draws: int, random: np.random.Generator) -> FloatArray:
    """Return counts of every source under the Bayesian bootstrap, shape (n_draws, n_sources, n_cells)."""
    return random.standard_gamma(np.maximum(cells.counts, LEAST_COUNT), (n_draws, *cells.counts.shape))


def resampled_counts(
    cells: EvidenceHistograms,
    counts: IntArray,
    sampled: float,
    found: FloatArray,
    n_draws: int,
    random: np.random.Generator,
    doubt: float = DOUBT,
) -> FloatArray:
    """Return counts of followers under the Bayesian bootstrap, with one follower's worth of doubt.

    Where the followers are a good part of a finite audience, what their kinds are is known for that part: that
    share of the variance which the kinds bring shrinks accordingly, the rest, that evidence errs, stays.

    Parameters
    ----------
    cells : EvidenceHistograms
        The reference.
    counts : ndarray of int, shape (n_cells,)
        Followers.
    sampled : float
        Share of the audience that they are, 0 to 1.
    found : ndarray of shape (n_kinds,)
        Shares found.
    n_draws : int
        Draws.
    random : Generator
        Source of randomness.
    doubt : float, default=1
        Followers of a random kind that are added.

    Returns
    -------
    ndarray of shape (n_draws, n_cells)
    """
    kind_of = cells.kind_of
    kinds = random.integers(0, int(kind_of.max()) + 1, n_draws)
    source = np.array([random.choice(np.flatnonzero(kind_of == kind)) for kind in kinds.tolist()])
    reach = np.cumsum(cells.counts, axis=1)[source]
    doubted = (random.random(n_draws)[:, np.newaxis] * reach[:, -1:] >= reach).sum(axis=1)
    drawn = random.standard_gamma(np.broadcast_to(counts, (n_draws, len(counts))).astype(np.float64))
    n = max(float(counts.sum()), 1e-9)
    shrunk = np.sqrt(max(1.0 - sampled * _known_part(cells, counts, found), 0.0))
    drawn = counts + shrunk * (drawn * n / np.maximum(drawn.sum(axis=1, keepdims=True), 1e-9) - counts)
    added = random.standard_gamma(doubt, n_draws)
    drawn[np.arange(n_draws), doubted] += added * np.maximum(shrunk, 1.0 / np.sqrt(n + 1.0))
    scaled: FloatArray = drawn * ((n + doubt) / np.maximum(drawn.sum(axis=1, keepdims=True), 1e-9))
    return scaled


def _known_part(cells: EvidenceHistograms, counts: IntArray, found: FloatArray) -> float:
    """Return what part of the variance of the share of genuine followers their kinds bring, 0 to 1.

    The variance of the kinds, q (1 - q), over that of the estimate: the inverse of the information in a cell.
    """
    share = float(found[0])
    if not 0.0 < share < 1.0:
        return 1.0
    of_sources = cells.counts / cells.counts.sum(axis=1, keepdims=True)
    genuine = of_sources[cells.kind_of == 0].mean(axis=0)
    others = of_sources[cells.kind_of > 0].mean(axis=0)
    mixed = share * genuine + (1.0 - share) * others
    information = float(((genuine - others) ** 2 / np.maximum(mixed, 1e-12)).sum())
    return float(min(1.0, share * (1.0 - share) * information))
