"""Stock: what the accounts in excess in a run look like, learnt from the run itself beside the followers around it.

Sellers never seen sell other accounts than those of old. Whatever a run holds more of than the followers around it, in
evidence, counts, creation dates and completeness, was sold. Knows profiles and events. Constants without a source
are conventions.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from fakefollow.audience.order import epoch_seconds
from fakefollow.audience.purchases.events import Purchases
from fakefollow.profiles import BoolArray, FloatArray, IntArray, ProfileTable
from fakefollow.scoring import PURCHASED, Scores

AROUND: Final = 0.1
FEWEST_AROUND, MOST_AROUND = 1_000, 4_000
"""A run is compared with those outside events within this part of the list on each side, but so many at least and
most: habits of followers drift over the years of a list."""

FEWEST: Final = 200
"""Beside fewer followers around it nothing is learnt of a run."""

MOST_LEARNT: Final = 4_000
"""Of longer runs so many are learnt from, spread evenly."""

PARTS: Final = 5
"""Nobody's profile is weighed by what was learnt from it: five parts of a run are each weighed by the other four."""

EDGES: Final = 8
"""Steps of a measure: by eighths of the followers around the run, and of the run."""

PENALTY: Final = 10.0
"""Inverse variance of the steps of a logistic regression: a step of .3 nats is usual."""

UNCLEAR: Final = float(np.log(2.0))
"""Profiles less than twice as usual in the excess as around it, or less than half, say nothing: a convention."""

ROUNDS, SETTLED = 30, 1e-9
"""Newton's method ends after so many rounds at most, or when no coefficient moves further."""

MOST_SAID: Final = 6.0
"""Nats that a profile says at most by its run."""

LEAST_LEFT: Final = 0.05
"""A profile that is usual around the run keeps this part of its odds when the organic followers are taken off."""


def run_evidence(scores: Scores, purchases: Purchases, rate: float, rows: IntArray | None = None) -> FloatArray:
    """Return how much more usual each follower's profile is in the excess of its run than around it, in nats, (n,).

    By the ratio of densities that a logistic regression tells run and surroundings by, less the organic part of the
    run. More than 0 only where it is beyond what all but this rate of the followers around the run reach, those that
    their profile calls left out: no more of the organic part of a run can look like its excess. NaN outside events,
    and where too few followers are around to learn from. ``rows`` are those of the ranks, where they differ.
    """
    said, ranked = np.full(len(scores), np.nan), np.arange(len(scores)) if rows is None else rows
    event_of = purchases.event[ranked]
    outside = np.flatnonzero(event_of < 0)
    for index, event in enumerate(purchases.events):
        run = ranked[event_of == index]
        around = ranked[_around(outside, event.start_rank, event.end_rank, len(scores))]
        if len(around) >= FEWEST and PURCHASED in scores.kinds:
            ratio = np.exp(_log_ratio(scores, run, around))
            organic = min(1.0 - event.excess.estimate / event.size, 1.0 - LEAST_LEFT)
            # Rounded, for the last digits of a regression depend on the machine.
            nats = np.round(np.log(np.maximum(ratio - organic, LEAST_LEFT * ratio) / (1.0 - organic)), 3)
            usual = nats[len(run) :][~np.char.startswith(scores.verdict[around], "likely_")]
            level = np.sort(usual)[-1 - int(rate * len(around))] if len(usual) > rate * len(around) else 0.0
            nats = np.where(nats > level, nats, np.minimum(nats, 0.0))[: len(run)]
            said[run] = np.sign(nats) * np.clip(np.abs(nats) - UNCLEAR, 0.0, MOST_SAID)
    return said


def _around(outside: IntArray, first: int, last: int, n_followers: int) -> IntArray:
    """Return the followers outside events on both sides of a run."""
    most = min(max(FEWEST_AROUND, round(AROUND * n_followers)), MOST_AROUND)
    before, after = np.searchsorted(outside, [first, last])
    return outside[max(before - most, 0) : after + most]


def _log_ratio(scores: Scores, run: IntArray, around: IntArray) -> FloatArray:
    """Return the log of how much denser the profiles of run and surroundings are in it, each left out in its turn."""
    rows = np.concatenate([run, around])
    in_run = np.arange(len(rows)) < len(run)
    taken = ~in_run
    taken[np.unique(np.linspace(0, len(run) - 1, min(len(run), MOST_LEARNT)).astype(np.intp))] = True
    codes, sizes = _codes(_measures(scores, rows), in_run)
    part = np.arange(len(rows)) % PARTS
    ratio, coefficients = np.zeros(len(rows)), np.zeros(1 + sum(sizes))
    for left_out in range(PARTS):
        learnt = taken & (part != left_out)
        coefficients = _regression(_steps(codes[:, learnt], sizes), in_run[learnt], coefficients)
        ratio[part == left_out] = _total(coefficients, codes[:, part == left_out], sizes)
    # What is learnt from few is too loud: how much of it holds for those left out is measured on them.
    held = _regression(np.column_stack([np.ones(len(rows)), ratio]), in_run, np.zeros(2)) @ np.array([0.0, 1.0])
    return np.asarray(ratio * np.clip(held, 0.0, 1.0))


def _regression(steps: FloatArray, in_run: BoolArray, coefficients: FloatArray) -> FloatArray:
    """Return the coefficients (n_steps,) of a penalised logistic regression, by Newton's method; the first is free."""
    # The first step is 1 for everybody: its coefficient is that of the ratio of densities, sizes taken off. The nearer
    # to them the coefficients that it begins with, the sooner it ends.
    odds = np.log(in_run.sum() / (~in_run).sum())
    penalty = np.append(0.0, np.full(len(coefficients) - 1, PENALTY))
    for _ in range(ROUNDS):
        chance = 1.0 / (1.0 + np.exp(-(odds + steps @ coefficients)))
        gradient = steps.T @ (in_run - chance) - penalty * coefficients
        weighed = steps * np.sqrt(chance * (1.0 - chance))[:, np.newaxis]
        change = np.linalg.solve(weighed.T @ weighed + np.diag(penalty), gradient)
        coefficients = coefficients + change / max(1.0, float(np.abs(change).max()))
        if np.abs(change).max() < SETTLED:
            break
    return coefficients


def _codes(measures: Iterator[FloatArray], in_run: BoolArray) -> tuple[NDArray[np.uint8], list[int]]:
    """Return how many edges each value is above (n_measures, n), and how many there are of each measure."""
    # What is not observed is below all.
    codes, sizes, parts = [], [], np.arange(1, EDGES) / EDGES
    for values in measures:
        known = np.where(np.isnan(values), -np.inf, values)
        edges = np.unique([np.quantile(known[some], parts, method="lower") for some in (in_run, ~in_run)])
        codes.append(edges.searchsorted(known).astype(np.uint8))
        sizes.append(len(edges))
    return np.array(codes), sizes


def _steps(codes: NDArray[np.uint8], sizes: list[int]) -> FloatArray:
    """Return 1 for everybody, and which edges each value is above, (n, 1 + n_edges)."""
    steps = [code[:, np.newaxis] > np.arange(size) for code, size in zip(codes, sizes, strict=True)]
    return np.concatenate([np.ones((codes.shape[1], 1)), *steps], axis=1)


def _total(coefficients: FloatArray, codes: NDArray[np.uint8], sizes: list[int]) -> FloatArray:
    """Return what coefficients come to, for each value those of the edges that it is above."""
    by_measure = np.split(coefficients[1:], np.cumsum(sizes)[:-1])
    sums = [np.append(0.0, np.cumsum(of))[code] for of, code in zip(by_measure, codes, strict=True)]
    return np.asarray(coefficients[0] + np.sum(sums, axis=0))


def _measures(scores: Scores, rows: IntArray) -> Iterator[FloatArray]:
    """Yield what the profiles of some rows show in each respect, of which only the order counts."""
    table: ProfileTable = scores.table.take(rows)
    yield scores.evidence[rows, scores.kinds.index(PURCHASED) - 1]
    yield epoch_seconds(table, "created_at")
    for name in COUNTS:
        yield table.floats(name)
    for name in TEXTS:
        texts = table.texts(name)
        yield np.where(texts.valid, np.diff(texts.offsets), np.nan)


COUNTS: Final = (
    *("followers_count", "following_count", "posts_count", "likes_count", "listed_count"),
    *("default_profile", "default_profile_image", "has_banner"),
)
TEXTS: Final = ("username", "name", "description", "location")
"""Counts, settings and lengths of texts that are compared, where a list shows them."""
