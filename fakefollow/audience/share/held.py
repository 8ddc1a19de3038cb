"""The level that intervals hold: audiences of known sources are weighed as if these were not known."""

from functools import lru_cache
from itertools import product
from typing import Final

import numpy as np

from fakefollow.audience.share.counts import EvidenceCounts
from fakefollow.audience.share.mixture import MOST_WEIGHED, Worlds, shortest
from fakefollow.scoring import TELLING_RATE, Detector, EvidenceHistograms

TRUTHS: Final = (0.0, 0.05, 0.1, 0.3, 0.6)
N_WORLDS: Final = 4_000
N_DRAWS: Final = 1_000
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
    worlds = Worlds.of(reference, place, mix, N_WORLDS, 0, foreign=foreign)
    of_each, held = worlds.cells / worlds.cells.sum(axis=1, keepdims=True), np.zeros((len(mix), 2))
    told = reference.shown(place) | (reference.above(place) > 0.5)
    for genuine, other in product(np.flatnonzero(kind_of == 0), np.flatnonzero(told & (kind_of > 0))):
        known = reference.shown(place, ~np.isin(worlds.groups, worlds.groups[[genuine, other]]))
        if len(np.unique(kind_of[known])) <= len(mix):
            continue
        for truth in TRUTHS:
            others = int(worlds.random.binomial(n, truth))
            seen = worlds.random.multinomial([n - others, others], of_each[[genuine, other]]).sum(axis=0)
            low, high = shortest(worlds.likely(known, seen, N_DRAWS)[:, 0], level)
            held[kind_of[other] - 1] += low <= 1.0 - truth <= high, 1
    tried = held[:, 1] > 0
    return float(np.average(held[tried, 0] / held[tried, 1], weights=mix[tried])) if tried.any() else level
