"""Worlds: what audiences mixed of known sources, and of others as unlike these as they are to each other, show.

Sources of a kind are overdispersed: the share of a source in each cell is drawn from a Dirichlet distribution around
that of another source of its kind, or of all together, as concentrated as sources that are left out show. An audience
is weighed against such draws, which gives estimate, interval and fit alike. Numbers in, numbers out.
"""

from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from fakefollow.profiles import BoolArray, FloatArray, IntArray
from fakefollow.scoring import EvidenceHistograms

N_WORLDS: Final = 60_000
"""Draws of shares and sources that an audience is weighed against; a few hundred come near one. A convention."""

MOST_WEIGHED: Final = 1_000
"""Of more followers the chance in counts is less than what sources differ by; they weigh like so many, so that enough
draws come near. A convention."""

CONCENTRATIONS: Final = 2.0 ** np.arange(11)
"""Concentrations that are tried, in accounts."""

CAUTION: Final = 0.7
"""Part of the concentration found that is taken: of 1, .7, .5 and .35 the narrowest of those whose shares err least on
pairs of sources left out of training sets (.061, .054, .052, .060; 75, 78, 80, 81 % of 95 % intervals hold there)."""

UNKNOWN: Final = 4.0
"""Concentration of a kind of which no source can be left out: anything is possible; a convention."""

COMPARED: Final = 500
"""Accounts of a source left out that count: as many as an audience might show. A convention."""

ALL_TOGETHER: Final = 0.7
"""Share of the draws in which a source yet to come lies around the mean of its kind, not around one source; .5 and .9
do as well on pairs of sources left out. A convention."""

PSEUDO_ACCOUNT: Final = 0.5
"""Accounts spread over the cells of a source, so that none is impossible (Jeffreys)."""

MIXED: Final = 0.3
"""Dirichlet parameter of how an audience mixes sources of a kind where fit is judged: of mostly one, now and then of
several; a convention."""

N_FIT_WORLDS: Final = 1_000
N_REPLICATES: Final = 199
ALARM: Final = 0.05
"""Worlds and replicates of the fit check, and its chance of a false alarm; conventions."""

DIGITS: Final = 1_000
"""Bounds are told to a tenth of a percent, outwards: what is nearer to none or all cannot be told from it."""


def merged(counts: IntArray, place: int) -> IntArray:
    """Return counts (..., n_kinds - 1, n_rates + 1) as those below a threshold, and those above it by kind."""
    at = counts.shape[-1] - 1 - place
    below = np.asarray(counts[..., :at].sum(axis=(-2, -1)))[..., np.newaxis]
    return np.concatenate([below, counts[..., at:].sum(axis=-1)], axis=-1)


def smoothed(counts: IntArray) -> FloatArray:
    """Return counts (..., n_cells) as shares without zeros."""
    raised = counts + PSEUDO_ACCOUNT / counts.shape[-1]
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))


def log_gamma(x: FloatArray) -> FloatArray:
    """Return the logarithm of the gamma function of numbers above 0, to 1e-9: Stirling's series, eight steps above."""
    product = x.copy()
    for step in range(1, 8):
        product *= x + step
    y = x + 8.0
    series = (1.0 / 12.0 - (1.0 / 360.0 - 1.0 / (1260.0 * y * y)) / (y * y)) / y
    return np.asarray((y - 0.5) * np.log(y) - y + 0.5 * np.log(2.0 * np.pi) + series - np.log(product))


def log_dirichlet_multinomial(counts: FloatArray, parameters: FloatArray) -> FloatArray:
    """Return the log-probability of counts (n, n_cells) under Dirichlet parameters (..., n_cells), shape (n, ...).

    It lacks what their arrangement adds, which is the same under all parameters.
    """
    whole = parameters.sum(axis=-1)
    of_parameters = log_gamma(whole) - log_gamma(parameters).sum(axis=-1)
    rows = [of_parameters - log_gamma(whole + row.sum()) + log_gamma(parameters + row).sum(axis=-1) for row in counts]
    return np.array(rows)


def concentration(shares: FloatArray, groups: NDArray[Any]) -> float:
    """Return how concentrated the shares (n, n_cells) of sources are around those of the sources of other groups."""
    likelihood, tried = np.zeros(len(CONCENTRATIONS)), 0
    for group in np.unique(groups):
        others = shares[groups != group]
        if not len(others):
            continue
        around = CONCENTRATIONS[:, np.newaxis, np.newaxis] * np.vstack([others, others.mean(axis=0)])
        for found in log_dirichlet_multinomial(COMPARED * shares[groups == group], around):
            likelihood += np.logaddexp.reduce(found, axis=1) - np.log(found.shape[1])
            tried += 1
    return CAUTION * float(CONCENTRATIONS[np.argmax(likelihood)]) if tried else UNKNOWN


def shortest(draws: FloatArray, level: float) -> tuple[float, float]:
    """Return the shortest interval with the median that holds a share of the draws, told outwards in `DIGITS`."""
    ordered = np.sort(draws)
    n_held, middle = max(int(np.ceil(level * len(ordered))), 1), len(ordered) // 2
    starts = np.arange(max(middle - n_held + 1, 0), min(middle, len(ordered) - n_held) + 1)
    widths = ordered[starts + n_held - 1] - ordered[starts]
    at = int(starts[widths.argmin()])
    low, high = float(ordered[at]), float(ordered[at + n_held - 1])
    return float(np.floor(low * DIGITS) / DIGITS), float(np.ceil(high * DIGITS) / DIGITS)


@dataclass(frozen=True, slots=True, eq=False)
class Worlds:
    """Shares (n, n_kinds) that audiences may have, and the sources that they may be mixed of.

    Each source is in one of ``groups`` that is left out as one. What each set brings about, ``drawn``, is drawn once.
    """

    cells: IntArray
    kind_of: NDArray[np.intp]
    groups: NDArray[Any]
    shares: FloatArray
    random: np.random.Generator
    drawn: dict[bytes, FloatArray]

    @classmethod
    def of(
        cls, reference: EvidenceHistograms, place: int, mix: FloatArray, n: int, seed: Any, *, foreign: bool
    ) -> Self:
        """Return worlds of a reference: Jeffreys' prior of the share not genuine, and one account like ``mix``."""
        random = np.random.default_rng(seed)
        groups = np.array(reference.platforms if foreign else reference.sources)
        others = random.beta(0.5, 0.5, n)
        split = random.dirichlet(mix, n) if len(mix) > 1 else np.ones((n, 1))
        shares = np.column_stack([1.0 - others, others[:, np.newaxis] * split])
        return cls(merged(reference.counts, place), reference.kind_of, groups, shares, random, {})

    def likely(self, known: BoolArray, counts: IntArray, n: int) -> FloatArray:
        """Return shares (n, n_kinds) that are likely where an audience of known sources shows counts (n_cells,)."""
        shown = sum(
            share[:, np.newaxis] * self._sources_to_come(np.flatnonzero(known & (self.kind_of == kind)))
            for kind, share in enumerate(self.shares.T)
        )
        seen = counts * min(1.0, MOST_WEIGHED / max(float(counts.sum()), 1.0))
        likelihood = np.log(np.maximum(shown, 1e-12)) @ seen
        reached = np.cumsum(np.exp(likelihood - likelihood.max()))
        return np.asarray(self.shares[np.searchsorted(reached, (np.arange(n) + 0.5) / n * reached[-1])])

    def _sources_to_come(self, rows: NDArray[np.intp]) -> FloatArray:
        """Return what sources like some of one kind may show in each cell (n, n_cells)."""
        if rows.tobytes() not in self.drawn:
            known, n = smoothed(self.cells[rows]), len(self.shares)
            one = self.random.integers(len(known), size=n)
            which = np.where(self.random.random(n) < ALL_TOGETHER, len(known), one)
            around = concentration(known, self.groups[rows]) * np.vstack([known, known.mean(axis=0)])[which]
            drawn = np.maximum(self.random.standard_gamma(around), 1e-300)
            self.drawn[rows.tobytes()] = drawn / drawn.sum(axis=1, keepdims=True)
        return self.drawn[rows.tobytes()]


def misfit(
    cells: FloatArray, kind_of: NDArray[np.intp], groups: NDArray[Any], counts: IntArray, random: np.random.Generator
) -> float:
    """Return the chance that an audience of known sources, or of others like them, is as unlike all worlds as this.

    Distances of counts (n_cells,) to the nearest world are the log-probability, which finds who is spread as nobody is,
    and squares in terms of the variance, which find who is all in one place; each is compared with that of audiences
    drawn from the nearest world. The lesser chance counts twice.
    """
    means, spread = np.zeros((N_FIT_WORLDS, cells.shape[1])), np.zeros(N_FIT_WORLDS)
    others = random.beta(0.5, 0.5, N_FIT_WORLDS)
    n_kinds = int(kind_of.max()) + 1
    split = random.dirichlet(np.full(n_kinds - 1, 0.5), N_FIT_WORLDS)
    for kind, share in enumerate([1.0 - others, *(others * split.T)]):
        known, of = cells[kind_of == kind], groups[kind_of == kind]
        picked = random.dirichlet(np.full(len(known), MIXED), N_FIT_WORLDS) @ known
        means += share[:, np.newaxis] * picked
        spread += share**2 * (1.0 - (picked**2).sum(axis=1)) / (concentration(known, of) + 1.0)
    strength = np.maximum((1.0 - (means**2).sum(axis=1)) / np.maximum(spread, 1e-12) - 1.0, 0.5)[:, np.newaxis]
    n = int(counts.sum())
    inverse = 1.0 / (means * (1.0 / n + 1.0 / (strength + 1.0)))

    def squares(rows: FloatArray) -> FloatArray:
        shares = rows / n
        parts = shares**2 @ inverse.T - 2.0 * shares @ (inverse * means).T + (inverse * means**2).sum(axis=1)
        return np.asarray(parts)

    def improbability(rows: FloatArray) -> FloatArray:
        return -log_dirichlet_multinomial(rows, strength * means)

    least = 1.0
    for distances in (squares, improbability):
        found = distances(counts[np.newaxis].astype(np.float64))[0]
        nearest = int(found.argmin())
        around = np.tile(strength[nearest] * means[nearest], (N_REPLICATES, 1))
        drawn = np.maximum(random.standard_gamma(around), 1e-300)
        replicates = random.multinomial(n, drawn / drawn.sum(axis=1, keepdims=True)).astype(np.float64)
        as_far = int((distances(replicates).min(axis=1) >= found.min()).sum())
        least = min(least, (as_far + 1) / (N_REPLICATES + 1))
    return min(1.0, 2.0 * least)
