"""Audience events: how well the followers of one bought block are told from all others of a simulated list.

The predecessor's sliding histogram stands beside ours. Every figure comes from cells, one a list and method. Sees
creation dates alone; what profiles add is measured in `models.bench.audiences.injections`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
from joblib import delayed

from fakefollow.audience.cohorts import find_cohorts
from fakefollow.audience.order import estimate_follow_times
from fakefollow.audience.purchases import Arrivals, Purchases, find_purchases, profile_codes
from fakefollow.evaluation import Predictions, auc, value_of
from fakefollow.profiles import BoolArray, FloatArray
from fakefollow.scoring import Detector
from fakefollow.simulate import Purchase
from models.bench.audiences.lists import KnownList, simulated_list
from models.running import in_processes

FIRST_SEED: Final = 1000
"""Smaller seeds were looked at while the method was made."""

SIZES: Final[Mapping[int, int]] = {5_000: 4, 20_000: 2}
"""Followers of a simulated list -> lists of each setting."""

BLOCKS: Final[Mapping[str, Mapping[str, tuple[float, ...]]]] = {
    "batch_made": {"1 to 20 %": (0.01, 0.02, 0.05, 0.1, 0.2), "30 to 70 %": (0.3, 0.4, 0.5, 0.6, 0.7)},
    "aged": {"1 %": (0.01,), "2 to 70 %": (0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7)},
}
"""Stock -> name of a group -> shares of the list that are bought in one block."""

PLACES: Final = (0.5, 0.15, 0.8, 0.35)
"""Where the block begins, by seed: a share of the other followers, from the oldest on."""

BLOCK_PROTOCOL: Final = (
    "Simulated lists of {sizes} followers, creation dates only, in which one block was bought; its place varies with "
    "the seed. AUC of each follower's suspicion: bought against all others of the list, organic followers, bots and "
    "all. Mean over lists with its 95 % bootstrap interval over lists, and the lowest. Constants of the method were "
    "chosen on other seeds of the same simulator, so the figures say that the code does what it claims under these "
    "assumptions. Sliding histogram: written anew after Zouzou and Varol 2024."
)

Suspicion = Callable[[KnownList], FloatArray]


def purchases_in(known: KnownList, detector: Detector | None = None) -> Purchases:
    """Find the purchases of a list, by creation dates alone or with what a detector says of the profiles."""
    times = estimate_follow_times(known.created_at, known.observed_at)
    marks = {}
    if detector is not None and known.table is not None:
        marks = profile_codes(detector.score(known.table), find_cohorts(known.table))
    return find_purchases(Arrivals(known.created_at, times.low, marks), times)


METHODS: Final[Mapping[str, Suspicion]] = {
    "fakefollow": lambda known: purchases_in(known).bought,
    "sliding histogram": lambda known: sliding_histogram(known.created_at),
}
"""Name -> list to suspicion of each follower."""


def block_results(n_jobs: int = -1, sizes: Mapping[int, int] = SIZES) -> dict[str, Any]:
    """Return how well the followers of one bought block are told from all others.

    ``cells`` has one record a list and method, ``rows`` one a stock, share, size and method, ``mean`` one a stock,
    group of shares and method.
    """
    settings = [
        (stock, group, share, n, FIRST_SEED + number)
        for stock, groups in BLOCKS.items()
        for group, shares in groups.items()
        for share in shares
        for n, n_lists in sizes.items()
        for number in range(n_lists)
    ]
    found = in_processes((delayed(_block_cells)(*setting) for setting in settings), n_jobs)
    cells = [cell for list_cells in found for cell in list_cells]
    return {
        "protocol": BLOCK_PROTOCOL.format(sizes=" and ".join(f"{n:,}" for n in sizes)),
        "rows": _auc_rows(cells, ("stock", "share", "n", "method")),
        "mean": _auc_rows(cells, ("stock", "group", "method")),
        "cells": cells,
    }


def _block_cells(stock: Any, group: str, share: float, n: int, seed: int) -> list[dict[str, Any]]:
    place = PLACES[seed % len(PLACES)]
    known = simulated_list(n, seed, purchases=[Purchase(share, stock, at=place)])
    about = {"stock": stock, "group": group, "share": share, "n": n, "seed": seed, "place": place}
    return [
        {**about, "method": method, "auc": round(_auc(suspicion(known), known.bought), 4)}
        for method, suspicion in METHODS.items()
    ]


def _auc(suspicion: FloatArray, bought: BoolArray) -> float:
    return value_of(auc, Predictions(bought, suspicion, suspicion > 0.5))


def _auc_rows(cells: Iterable[Mapping[str, Any]], names: Sequence[str]) -> list[dict[str, Any]]:
    """Return one row for each combination of some values: mean AUC with its interval, and the lowest."""
    return [
        {
            **dict(zip(names, key, strict=True)),
            "n_lists": len(group),
            "auc": mean_over_lists([cell["auc"] for cell in group]),
            "lowest_auc": min(cell["auc"] for cell in group),
        }
        for key, group in grouped(cells, names)
    ]


def grouped(
    cells: Iterable[Mapping[str, Any]], names: Sequence[str]
) -> Iterator[tuple[tuple[Any, ...], list[Mapping[str, Any]]]]:
    """Yield the cells that have some values in common, groups in the order of their first cells."""
    groups: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    for cell in cells:
        groups.setdefault(tuple(cell[name] for name in names), []).append(cell)
    yield from groups.items()


def mean_over_lists(values: Sequence[float], n_resamples: int = 1000) -> dict[str, float]:
    """Return a mean with its 95 % bootstrap interval over lists."""
    drawn = np.random.default_rng(0).choice(values, (n_resamples, len(values))).mean(axis=1)
    low, high = np.quantile(drawn, [0.025, 0.975])
    return {"value": round(float(np.mean(values)), 4), "low": round(float(low), 4), "high": round(float(high), 4)}


WINDOW: Final = 200
STRIDE: Final = 40
N_BINS: Final = 12

LEAST_SPREAD: Final = 1.0
"""Followers: the interquartile range of a bin that is almost always empty would be 0, and every score infinite."""


def sliding_histogram(created_at: FloatArray) -> FloatArray:
    """Return how anomalous the creation (seconds, oldest follower first) of each follower is for its place in the list.

    That is the largest score of the cells that hold it: interquartile ranges above the median of the bin. 0 where
    the date is not observed, and for all with fewer than 200 known dates, for which the method is not defined.
    """
    anomaly = np.zeros(len(created_at))
    known = np.flatnonzero(~np.isnan(created_at))
    if len(known) >= WINDOW:
        bins = _bins(created_at[known])
        starts = np.append(np.arange(0, len(known) - WINDOW, STRIDE), len(known) - WINDOW)
        anomaly[known] = _largest(_cell_scores(bins, starts), starts, bins)
    return anomaly


def _bins(created_at: FloatArray) -> np.ndarray:
    """Return the bin of each creation between the oldest account of the list and the youngest so far."""
    first = created_at.min()
    span = np.maximum.accumulate(created_at) - first
    position = np.divide(created_at - first, span, out=np.ones_like(span), where=span > 0)
    bins: np.ndarray = np.minimum((position * N_BINS).astype(np.intp), N_BINS - 1)
    return bins


def _cell_scores(bins: np.ndarray, starts: np.ndarray) -> FloatArray:
    """Return how far each cell lies above the median of its bin, shape (n_windows, n_bins)."""
    total = np.concatenate([np.zeros((1, N_BINS)), np.cumsum(np.eye(N_BINS)[bins], axis=0)])
    counts = total[starts + WINDOW] - total[starts]
    low, middle, high = np.quantile(counts, (0.25, 0.5, 0.75), axis=0)
    scores: FloatArray = (counts - middle) / np.maximum(high - low, LEAST_SPREAD)
    return scores


def _largest(scores: FloatArray, starts: np.ndarray, bins: np.ndarray) -> FloatArray:
    """Return the largest score of each follower's bin over the windows that it is in."""
    rank = np.arange(len(bins))
    first = np.searchsorted(starts, rank - WINDOW, side="right")
    last = np.searchsorted(starts, rank, side="right") - 1
    largest = np.full(len(bins), -np.inf)
    for step in range(int((last - first).max()) + 1):
        largest = np.maximum(largest, scores[np.minimum(first + step, last), bins])
    return largest
