"""Source mixture: populations as mixtures of known ones, and how wrong that goes for a source never seen.

Communities differ most among the accounts that nobody would call anything but genuine. So bins are coarse there, a
source counts as not genuine only where profiles show it, and every genuine source stands beside a copy of itself that
looks more automated than it does. On sources left out of the training sets each of the three lowers the error.
Numbers in, numbers out.
"""

from dataclasses import dataclass, replace
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from fakefollow.profiles import BoolArray, FloatArray
from fakefollow.scoring import EvidenceHistograms

TOLERANCE: Final = 1e-6
MOST_ROUNDS: Final = 500
LONGEST: Final = 1e4
"""A population is done when a round of three steps neither moves a share of a kind by more than the tolerance nor was
to be drawn out that far. Chosen by ``python tests/benchmarks/convergence.py``: 27 to 36 rounds in the mean and 245 at
most bring 1,200 audiences within .0005 of what 40,000 plain steps give, but for one that ends in another optimum, .016
away; 60 plain steps miss it by up to .22. A tolerance of 1e-5 leaves .002 and saves a quarter of the rounds.
No round is drawn out longer than this many steps, so that rounding does not throw it anywhere."""

UNIFORM: Final = 0.003
"""Share of every distribution that is spread over all bins, so that no account is impossible; a convention."""

EXPONENTIAL_TILT: Final = 0.5
"""Nats a nat of evidence for the last kind by which the copies of genuine sources differ from these."""

DIRICHLET_STRENGTH: Final = 5.0
"""Accounts that speak for equal weights of the sources of a kind."""

SMOOTHING: Final = 0.2
"""Share that coarse bins give to their neighbours. This and the two above: conventions that lowered the error on
sources left out of the training sets; ``python -m models.bench`` measures what they give on unseen ones."""

UNRECOGNISED: Final = 0.5
"""A source of which more is taken for genuine when it is unseen cannot be counted at all, and bounds nothing."""

SMALLEST_GAP: Final = 0.05
"""Where errors leave less between none and all, the share cannot be told: any is as good; a convention."""

_TINY: Final = 1e-300


def mixture_weights(
    counts: FloatArray,
    densities: FloatArray,
    kind_of: NDArray[np.intp],
    strength: float = 0.0,
    present: BoolArray | None = None,
    start: FloatArray | None = None,
) -> FloatArray:
    """Return how much of each source populations hold, (n_populations, n_sources), by expectation and maximisation.

    Saerens, Latinne and Decaestecker 2002, on bins of evidence in place of single probabilities, and with every kind
    a mixture of its sources in turn. Within a kind a Dirichlet prior of ``strength`` accounts draws the weights to
    equal ones: a source yet to come is somewhere among those known. Counts are (n_populations, n_bins), densities
    above 0 and shared, (n_sources, n_bins), or one matrix a population. Sources that are not ``present`` get nothing.
    Kinds start with equal shares: from far away a worse optimum is found now and then.
    """
    members = np.eye(kind_of.max() + 1)[kind_of]
    held = np.ones((len(counts), len(kind_of))) if present is None else present.astype(np.float64)
    within = held / (held @ members)[:, kind_of]
    shares = np.full((len(counts), members.shape[1]), 1.0 / members.shape[1]) if start is None else start
    populations = _Populations(counts, densities, within, members, strength)
    weights = populations.weights(shares, within)
    left = np.arange(len(counts))
    for _ in range(MOST_ROUNDS):
        shares, within, moved = _round(populations, shares, within)
        weights[left] = populations.weights(shares, within)
        going = moved > TOLERANCE
        if not going.any():
            break
        if not going.all():
            left, shares, within, populations = (left[going], shares[going], within[going], populations.at(going))
    return weights


@dataclass(frozen=True, slots=True, eq=False)
class _Populations:
    """What one step of expectation and maximisation needs to know of some populations."""

    counts: FloatArray
    densities: FloatArray
    equal: FloatArray
    members: FloatArray
    strength: float

    def at(self, rows: BoolArray) -> "_Populations":
        """Return some of the populations."""
        densities = self.densities if self.densities.ndim == 2 else self.densities[rows]
        return replace(self, counts=self.counts[rows], densities=densities, equal=self.equal[rows])

    def weights(self, shares: FloatArray, within: FloatArray) -> FloatArray:
        """Return weights of the sources from shares of the kinds and weights of the sources within these."""
        return (shares @ self.members.T) * within

    def normalised(self, within: FloatArray) -> FloatArray:
        """Return weights that sum to 1 within each kind."""
        return within / np.maximum((within @ self.members) @ self.members.T, _TINY)

    def step(self, shares: FloatArray, within: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return shares and weights within kinds after a step, and the log-posterior before it."""
        weights = self.weights(shares, within)
        expected = np.maximum(_times(weights, self.densities), _TINY)
        explained = weights * _times(self.counts / expected, self.densities.swapaxes(-1, -2))
        prior = self.strength * (self.equal * _log(within)).sum(axis=1)
        return (
            (explained @ self.members) / np.maximum(self.counts.sum(axis=1, keepdims=True), _TINY),
            self.normalised(explained + self.strength * self.equal),
            (self.counts * np.log(expected)).sum(axis=1) + prior,
        )


def _round(
    populations: _Populations, shares: FloatArray, within: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return shares and weights after two steps, drawn out and then a third if that fits no worse, and the move."""
    # Squared extrapolation (SQUAREM, Varadhan and Roland 2008), of weights within kinds in logarithms.
    shares_1, within_1, _ = populations.step(shares, within)
    shares_2, within_2, fit = populations.step(shares_1, within_1)
    logs, logs_1, logs_2 = _log(within), _log(within_1), _log(within_2)
    step = np.hstack([shares_1 - shares, logs_1 - logs])
    bend = np.hstack([shares_2 - shares_1, logs_2 - logs_1]) - step
    length = np.sqrt((step**2).sum(axis=1) / np.maximum((bend**2).sum(axis=1), _TINY))
    length = np.clip(length, 1.0, LONGEST)[:, np.newaxis]

    def drawn_out(first: FloatArray, second: FloatArray, third: FloatArray) -> FloatArray:
        return np.asarray(first + 2.0 * length * (second - first) + length**2 * (third - 2.0 * second + first))

    far = np.maximum(drawn_out(shares, shares_1, shares_2), 0.1 * shares_2)
    far /= np.maximum(far.sum(axis=1, keepdims=True), _TINY)
    logs = np.clip(drawn_out(logs, logs_1, logs_2), np.log(_TINY), 0.0)
    far_within = populations.normalised(np.exp(logs) * (populations.equal > 0.0))
    shares_3, within_3, fit_3 = populations.step(far, far_within)
    fits = (fit_3 >= fit)[:, np.newaxis]
    after = np.where(fits, shares_3, shares_2)
    moved = np.maximum(np.abs(after - shares), length * np.abs(shares_1 - shares)).max(axis=1)
    return after, np.where(fits, within_3, within_2), moved


def _log(weights: FloatArray) -> FloatArray:
    """Return logarithms of weights, of which some may be 0."""
    return np.log(np.maximum(weights, _TINY))


def _times(rows: FloatArray, matrices: FloatArray) -> FloatArray:
    """Return every row times one matrix for all, or times a matrix of its own."""
    return np.asarray(rows @ matrices if matrices.ndim == 2 else np.matmul(rows[:, np.newaxis], matrices)[:, 0])


def smoothed(counts: FloatArray, shape: tuple[int, ...], smoothing: float = 0.0) -> FloatArray:
    """Return counts of sources in the bins of a grid as distributions without zeros.

    Each bin gives the share ``smoothing`` to its neighbours along each axis, half to either side.
    """
    grid = counts.reshape(*counts.shape[: counts.ndim - 1], *shape).astype(np.float64)
    for axis in range(-len(shape), 0):
        size = grid.shape[axis]
        before = grid.take(np.maximum(np.arange(size) - 1, 0), axis)
        after = grid.take(np.minimum(np.arange(size) + 1, size - 1), axis)
        grid = (1.0 - smoothing) * grid + smoothing / 2.0 * (before + after)
    flat = grid.reshape(counts.shape)
    return np.asarray((1.0 - UNIFORM) * flat / flat.sum(axis=-1, keepdims=True) + UNIFORM / np.prod(shape))


def deviance(counts: FloatArray, expected: FloatArray) -> FloatArray:
    """Return the G statistic of each row of counts against expected shares, all above 0."""
    whole = counts.sum(axis=1, keepdims=True)
    ratio = np.where(counts > 0, counts, 1.0) / np.maximum(whole * expected, _TINY)
    return np.asarray(2.0 * (counts * np.log(np.where(counts > 0, ratio, 1.0))).sum(axis=1))


def misfit(counts: FloatArray, expected: FloatArray) -> FloatArray:
    """Return by how much counts differ from what is expected beyond chance, in nats a follower, at least 0.

    The G statistic less two standard deviations above what a perfect fit would give, over the followers.
    """
    free = (counts > 0).sum(axis=1)
    beyond = deviance(counts, expected) - free - 2.0 * np.sqrt(2.0 * free)
    return np.asarray(np.maximum(beyond, 0.0) / np.maximum(counts.sum(axis=1), 1.0))


@dataclass(frozen=True, slots=True, eq=False)
class SourceMixture:
    """Distributions over coarse bins that a population may be mixed of: sources that profiles show, then copies.

    Densities are (n_parts, n_coarse_bins), or one matrix a population; ``kind_of`` and ``source_of`` name the kind
    and source of each part.
    """

    densities: FloatArray
    kind_of: NDArray[np.intp]
    source_of: NDArray[np.str_]

    @classmethod
    def of(cls, reference: EvidenceHistograms, counts: FloatArray | None = None) -> Self:
        """Return the mixture of the sources of a reference, or of resampled counts (..., n_sources, n_bins)."""
        merged = reference.merged((reference.counts if counts is None else counts)[..., reference.shown, :])
        kinds, names = reference.kind_of[reference.shown], np.array(reference.sources)[reference.shown]
        plain = smoothed(merged, reference.coarse_shape, SMOOTHING)
        genuine = kinds == 0
        towards = EXPONENTIAL_TILT * reference.coarse_middles(len(reference.edges) - 1)
        copies = plain[..., genuine, :] * np.exp(towards - towards.max())
        copies /= copies.sum(axis=-1, keepdims=True)
        return cls(
            np.concatenate([plain, copies], axis=-2),
            np.concatenate([kinds, kinds[genuine]]),
            np.concatenate([names, names[genuine]]),
        )

    def explain(self, counts: FloatArray, present: BoolArray | None = None) -> tuple[FloatArray, FloatArray]:
        """Return shares of the kinds (n_populations, n_kinds) and what they lead one to expect in each coarse bin."""
        weights = mixture_weights(counts, self.densities, self.kind_of, DIRICHLET_STRENGTH, present)
        shares = weights @ np.eye(self.kind_of.max() + 1)[self.kind_of]
        return shares, weights @ self.densities

    def without(self, names: NDArray[np.str_]) -> BoolArray:
        """Return the parts that are left without some sources: names (n_populations, n_names)."""
        return np.asarray((self.source_of != names[..., np.newaxis]).all(axis=-2), np.bool_)

    def complete(self, present: BoolArray) -> BoolArray:
        """Tell which populations have a part of every kind left."""
        of_kind = present @ np.eye(self.kind_of.max() + 1)[self.kind_of]
        return np.asarray((of_kind > 0).all(axis=-1), np.bool_)


@dataclass(frozen=True, slots=True, eq=False)
class UnseenErrors:
    """What sources of each kind are taken for, (n_left_out, n_kinds), by a mixture that lacks them."""

    kind_of: NDArray[np.intp]
    shares: FloatArray

    @property
    def false(self) -> FloatArray:
        """Share of each genuine source that is taken for something else."""
        return np.asarray(1.0 - self.shares[self.kind_of == 0, 0])

    @property
    def missed(self) -> FloatArray:
        """Share of each source that is not genuine, and can be recognised at all, that is taken for genuine."""
        taken = self.shares[self.kind_of > 0, 0]
        return np.asarray(taken[taken <= UNRECOGNISED])


def unseen_errors(reference: EvidenceHistograms, mixture: SourceMixture, absent: tuple[str, ...] = ()) -> UnseenErrors:
    """Return what accounts of each source are taken for where it is left out, ``absent`` sources being so always."""
    names = np.array(reference.sources)
    tried = np.flatnonzero(reference.shown & ~np.isin(names, absent))
    left_out = np.array([[names[row], *absent] for row in tried]).reshape(len(tried), -1)
    present = mixture.without(left_out)
    kept = mixture.complete(present)
    tried, present = tried[kept], present[kept]
    if not len(tried):
        return UnseenErrors(np.zeros(0, np.intp), np.zeros((0, int(reference.kind_of.max()) + 1)))
    shares, _ = mixture.explain(reference.merged(reference.counts[tried]), present)
    return UnseenErrors(reference.kind_of[tried], shares)


def corrected(found: FloatArray, false: FloatArray, missed: FloatArray) -> FloatArray:
    """Return the shares that, with such errors, would have been found as they were (Rogan and Gladen 1978)."""
    gap = 1.0 - false - missed
    anything = np.linspace(0.0, 1.0, max(len(gap), 2))[: len(gap)]
    share = np.where(gap > SMALLEST_GAP, (found - false) / np.maximum(gap, SMALLEST_GAP), anything)
    return np.clip(share, 0.0, 1.0)
