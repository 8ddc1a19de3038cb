"""Audience times: how far estimated follow times are from the true ones, on simulated lists.

Beside ours stand two plain ways, written anew after Meeder et al. (2011) as the predecessor (Zouzou and Varol 2024)
uses them: the running maximum of creation dates itself, and straight lines by rank between those who raise it.
Neither has an interval.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np

from fakefollow.audience.order import FollowTimes, creation_envelope, estimate_follow_times
from fakefollow.profiles import FloatArray
from fakefollow.simulate import Burst, Purchase, simulate_audience

N_FOLLOWERS: Final = 100_000
SEEDS: Final = (101, 102, 103)
HOUR: Final = 3600.0

SETTINGS: Final[Mapping[str, Mapping[str, Any]]] = {
    "four years": {},
    "four years, 2 % fresh sign-ups": {"fresh_share": 0.02},
    "four years, 40 % fresh sign-ups": {"fresh_share": 0.4},
    "sixty days": {"span_days": 60.0},
    "organic bursts": {
        "bursts": (Burst("viral", 0.1, 0.3), Burst("starter_pack", 0.1, 0.5), Burst("television", 0.1, 0.8))
    },
    "20 % batch-made": {"purchases": (Purchase(0.2, at=0.5),)},
    "70 % bought": {"purchases": (Purchase(0.3, "aged", at=0.3), Purchase(0.4, at=0.6))},
    "40 % drip": {"drip_share": 0.4},
}
"""Name -> what is said to `fakefollow.simulate.simulate_audience` beside size and seed."""

PROTOCOL: Final = (
    "Simulated lists of {n:,} followers, {seeds} seeds a setting. Error: hours between estimated and true follow time, "
    "median over followers, mean over seeds. Coverage: share of followers whose true time lies in the 95 % interval. "
    "Constants of the method were chosen on other seeds of the same simulator, so the figures say that the code does "
    "what it claims under these assumptions. The running maximum and interpolation by rank are the plain ways."
)

Way = Callable[[FloatArray, FloatArray], FollowTimes]


def running_maximum(created_at: FloatArray, observed_at: FloatArray) -> FollowTimes:
    """Take the largest creation date so far for the follow time; ``observed_at`` is not used."""
    highest = np.maximum.accumulate(np.where(np.isnan(created_at), -np.inf, created_at))
    return _without_interval(np.where(np.isfinite(highest), highest, np.nan))


def interpolation(created_at: FloatArray, observed_at: FloatArray) -> FollowTimes:
    """Draw straight lines by rank between followers who raise the largest creation date so far."""
    highest = running_maximum(created_at, observed_at).estimate
    raises = np.flatnonzero(np.diff(highest, prepend=-np.inf) > 0)
    rank = np.arange(len(highest))
    return _without_interval(np.interp(rank, raises, highest[raises]) if len(raises) else highest)


def _without_interval(estimate: FloatArray) -> FollowTimes:
    nothing = np.full(len(estimate), np.nan)
    return FollowTimes(nothing, estimate, nothing.copy(), 0.95, "estimated")


WAYS: Final[Mapping[str, Way]] = {
    "fakefollow": estimate_follow_times,
    "running maximum": running_maximum,
    "interpolation": interpolation,
}


def follow_time_cells(
    n_followers: int = N_FOLLOWERS,
    seeds: Sequence[int] = SEEDS,
    settings: Mapping[str, Mapping[str, Any]] = SETTINGS,
    ways: Mapping[str, Way] = WAYS,
) -> list[dict[str, Any]]:
    """Return a record of figures for every setting, seed and way.

    ``coverage`` is None for a way without an interval, ``coverage_bought`` where nothing was bought.
    """
    cells = []
    for setting, arguments in settings.items():
        for seed in seeds:
            audience = simulate_audience(n_followers, profiles=False, random_state=seed, **arguments)
            created_at, observed_at = (_seconds(audience.columns[c]) for c in ("created_at", "observed_at"))
            truth, bought = audience.followed_at[::-1], audience.event[::-1] >= 0
            for method, way in ways.items():
                figures = _figures(way(created_at, observed_at), truth, bought)
                cells.append({"setting": setting, "seed": seed, "method": method, **figures})
    return cells


def _seconds(times: Any) -> FloatArray:
    """Return times of a list that comes newest first as seconds, oldest first."""
    seconds: FloatArray = times.astype("datetime64[us]").astype(np.int64)[::-1] / 1e6
    return seconds


def _figures(times: FollowTimes, truth: FloatArray, bought: np.ndarray[Any, Any]) -> dict[str, Any]:
    inside = (times.low <= truth) & (truth <= times.high)
    has_interval = bool(np.isfinite(times.low).any())
    width = np.median(times.high - times.low) / HOUR
    return {
        "n": len(truth),
        "median_error_hours": round(float(np.nanmedian(np.abs(times.estimate - truth)) / HOUR), 4),
        "coverage": round(float(inside.mean()), 4) if has_interval else None,
        "coverage_bought": round(float(inside[bought].mean()), 4) if has_interval and bought.any() else None,
        "median_width_hours": round(float(width), 4) if has_interval else None,
    }


def follow_time_rows(cells: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return one row for each setting and method: means over seeds, lowest and highest coverage."""
    groups: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for cell in cells:
        groups.setdefault((cell["setting"], cell["method"]), []).append(cell)
    return [{"setting": setting, "method": method, **_over_seeds(group)} for (setting, method), group in groups.items()]


def _over_seeds(cells: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {"n": cells[0]["n"], "seeds": [cell["seed"] for cell in cells]}
    for name in ("median_error_hours", "coverage", "coverage_bought", "median_width_hours"):
        values = [cell[name] for cell in cells]
        found[name] = None if None in values else round(float(np.mean(values)), 4)
    covered = [cell["coverage"] for cell in cells]
    bounds = (None, None) if None in covered else (min(covered), max(covered))
    return {**found, "lowest_coverage": bounds[0], "highest_coverage": bounds[1]}


def held_out_sign_ups(
    created_at: FloatArray, observed_at: FloatArray, parts: int = 8, random_state: int = 0
) -> dict[str, Any]:
    """Check upper bounds on a real list: hide creation dates of fresh sign-ups and look where they fall.

    Followers who raise the largest creation date are nearly all fresh sign-ups. Hidden in turn, a share at a time,
    each must have been created before it followed, so at most 5 % may lie above a 95 % bound made without it, and
    how far their dates lie from the estimates (negative: created before) shows the error on this list, their own
    delays included.
    """
    envelope = creation_envelope(created_at, observed_at)
    holders = np.random.default_rng(random_state).permutation(envelope.ranks[:-1])
    late, difference, width = [], [], []
    for hidden in np.array_split(holders, parts):
        dates = created_at.copy()
        dates[hidden] = np.nan
        times = estimate_follow_times(dates, observed_at)
        late.append(created_at[hidden] > times.high[hidden])
        difference.append((created_at - times.estimate)[hidden] / HOUR)
        width.append((times.high - times.low)[hidden] / HOUR)
    apart = np.concatenate(difference)
    return {
        "n": len(apart),
        "created_after_high": round(float(np.concatenate(late).mean()), 4),
        "median_difference_hours": round(float(np.median(apart)), 4),
        "median_absolute_hours": round(float(np.median(np.abs(apart))), 4),
        "median_width_hours": round(float(np.median(np.concatenate(width))), 4),
    }


def follow_time_section(n_followers: int = N_FOLLOWERS, seeds: Sequence[int] = SEEDS) -> dict[str, Any]:
    """Return protocol, rows and cells of the whole comparison, plain data."""
    cells = follow_time_cells(n_followers, seeds)
    protocol = PROTOCOL.format(n=n_followers, seeds=len(seeds))
    return {"protocol": protocol, "rows": follow_time_rows(cells), "cells": cells}
