"""Events where nothing was bought in one go, and where blocks were marked by eye: how often and how much is found.

Nobody knows who was bought in the real lists, so what is found elsewhere in them is listed and not called wrong.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from joblib import delayed

from fakefollow.audience.purchases import Purchases
from fakefollow.evaluation import wilson_interval
from fakefollow.scoring import Detector
from fakefollow.simulate import Burst
from models.bench.audiences.blocks import FIRST_SEED, grouped, purchases_in
from models.bench.audiences.lists import NPR, VERIFIED, KnownList, random_parts, read_real_list, simulated_list
from models.running import in_processes

CLEAN: Final[Mapping[str, Mapping[str, Any]]] = {
    "as usual": {},
    "36 % fresh sign-ups, old accounts too": {"fresh_share": 0.36, "hazard": 0.75, "life_days": 1e5},
    "10 % fresh sign-ups, nine years": {"fresh_share": 0.1, "hazard": 0.5, "life_days": 1e5, "span_days": 3200.0},
    "2 % fresh sign-ups": {"fresh_share": 0.02},
    "40 % fresh sign-ups, two months": {"fresh_share": 0.4, "hazard": 0.7, "life_days": 1e5, "span_days": 63.0},
    "20 % drip": {"drip_share": 0.2},
}
BURSTS: Final[Mapping[str, Mapping[str, Any]]] = {
    f"{kind} burst, {share:.0%} of the list": {"bursts": (Burst(kind, share, at=0.5),)}
    for kind in ("viral", "starter_pack", "television")
    for share in (0.1, 0.2, 0.5)
}
SETTINGS: Final = {"clean": CLEAN, "organic burst": BURSTS}
"""Kind of list -> name -> what is said to the simulator: nothing was bought in one go."""

CLEAN_SIZES: Final = (2_000, 5_000, 10_000, 20_000)
"""Followers of the lists of a setting; each size has its own seed."""

N_PARTS: Final = 20
PART_FOLLOWERS: Final = (2_000, 10_000)
REAL_LISTS: Final = (NPR, VERIFIED)

FALSE_PROTOCOL: Final = (
    "Lists in which nothing was bought in one go: simulated, some with an organic burst, by creation dates alone and "
    "with profiles that the shipped detector scores; and two real lists in which no purchase is known, whole and in "
    "20 random contiguous parts of 2,000 to 10,000 followers, which overlap. Share of lists with any event, with "
    "Wilson's interval."
)


def false_event_results(
    folder: Path, detector: Detector, n_jobs: int = -1, sizes: Sequence[int] = CLEAN_SIZES, n_parts: int = N_PARTS
) -> dict[str, Any]:
    """Return how often an event is found where nothing was bought in one go.

    ``cells`` has one record a list; ``rows`` one a kind of list, with profiles and without, and one for all
    simulated.
    """
    settings = [
        (kind, setting, profiles, n, FIRST_SEED + 100 * profiles + number)
        for kind, named in SETTINGS.items()
        for setting in named
        for profiles in (False, True)
        for number, n in enumerate(sizes)
    ]
    tasks = [delayed(_simulated_cell)(*setting, detector) for setting in settings]
    simulated = list(in_processes(tasks, n_jobs))
    real = list(in_processes(_real_tasks(folder, detector, n_parts), n_jobs))
    every = [{**cell, "kind": "all simulated", "profiles": None} for cell in simulated]
    cells = [*simulated, *real]
    rows = [
        {"kind": kind, "profiles": profiles, **_any_event(group)}
        for (kind, profiles), group in grouped([*every, *cells], ("kind", "profiles"))
    ]
    return {"protocol": FALSE_PROTOCOL, "rows": rows, "cells": cells}


def _simulated_cell(kind: str, setting: str, profiles: bool, n: int, seed: int, detector: Detector) -> dict[str, Any]:
    known = simulated_list(n, seed, profiles=profiles, **SETTINGS[kind][setting])
    about = {"kind": kind, "setting": setting, "profiles": profiles, "seed": seed}
    return {**about, **_events_of(known, detector)}


def _real_tasks(folder: Path, detector: Detector, n_parts: int) -> Iterator[Any]:
    for name in REAL_LISTS:
        whole = read_real_list(folder, name)
        has_profiles = name == VERIFIED
        yield delayed(_real_cell)(f"real list, whole: {name}", "whole", has_profiles, whole, detector)
        for number, part in enumerate(random_parts(whole, n_parts, *PART_FOLLOWERS, FIRST_SEED)):
            about = f"real list, parts: {name}", f"part {number}", has_profiles
            yield delayed(_real_cell)(*about, part, detector)


def _real_cell(kind: str, setting: str, profiles: bool, known: KnownList, detector: Detector) -> dict[str, Any]:
    about = {"kind": kind, "setting": setting, "profiles": profiles, "seed": FIRST_SEED}
    return {**about, **_events_of(known, detector if profiles else None)}


def _events_of(known: KnownList, detector: Detector | None) -> dict[str, int]:
    purchases = purchases_in(known, detector)
    in_events = int((purchases.event >= 0).sum())
    return {"n": len(known), "n_events": len(purchases.events), "n_followers_in_events": in_events}


def _any_event(cells: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the share of lists with any event, with Wilson's interval."""
    hits = sum(cell["n_events"] > 0 for cell in cells)
    low, high = wilson_interval(hits, len(cells))
    share = {"value": hits / len(cells), "low": low, "high": high}
    lists = {"n_lists": len(cells), "n_with_events": hits}
    return {**lists, "share": {name: round(value, 4) for name, value in share.items()}}


Marked = tuple[str, tuple[tuple[int, int], ...]]
"""File of a real list, and first and last rank of its blocks that look bought."""

MARKED: Final[Mapping[str, Marked]] = {
    "longer list": ("ordered-17*", ((5_104, 5_303), (12_414, 12_713))),
    "shorter list": ("ordered-16*", ((3_402, 3_601), (13_813, 14_017))),
}
"""Real lists with blocks marked by eye; see README of the data folder.

Whose followers they are is nobody's business, so results do not name the file.
"""

MARKED_PROTOCOL: Final = (
    "Two real lists, oldest follower first, with blocks that were marked by eye: created in one short time and without "
    "bio. Profiles scored by the shipped detector. Share of each block that lies in found events, with Wilson's "
    "interval, and what was found elsewhere, of which nobody knows whether it was bought."
)


def marked_block_results(
    folder: Path, detector: Detector, n_jobs: int = -1, marked: Mapping[str, Marked] = MARKED
) -> dict[str, Any]:
    """Return how much of the marked blocks of real lists is found; ``rows`` one a block, ``lists`` one a list."""
    tasks = (delayed(_marked_list)(folder, name, *blocks, detector) for name, blocks in marked.items())
    found = list(in_processes(tasks, n_jobs))
    return {
        "protocol": MARKED_PROTOCOL,
        "rows": [row for rows, _ in found for row in rows],
        "lists": [one for _, one in found],
    }


def _marked_list(
    folder: Path, name: str, file: str, blocks: Sequence[tuple[int, int]], detector: Detector
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    known = read_real_list(folder, file)
    found = purchases_in(known, detector)
    return [block_record(name, found, *block) for block in blocks], elsewhere_record(name, found, blocks)


def block_record(name: str, found: Purchases, first: int, last: int) -> dict[str, Any]:
    """Return how much of the block from rank ``first`` to ``last`` lies in found events."""
    inside = found.event[first : last + 1] >= 0
    low, high = wilson_interval(int(inside.sum()), len(inside))
    share = {"value": float(inside.mean()), "low": low, "high": high}
    return {
        "list": name,
        "first_rank": first,
        "last_rank": last,
        "n": len(inside),
        "share_found": {key: round(value, 4) for key, value in share.items()},
    }


def elsewhere_record(name: str, found: Purchases, blocks: Sequence[tuple[int, int]]) -> dict[str, Any]:
    """Return how many events touch no marked block, and how many followers they hold."""
    apart = [
        event
        for event in found.events
        if all(event.end_rank < first or event.start_rank > last for first, last in blocks)
    ]
    n_followers = sum(event.size for event in apart)
    return {
        "list": name,
        "n": len(found.event),
        "n_events": len(found.events),
        "n_events_elsewhere": len(apart),
        "n_followers_elsewhere": n_followers,
        "share_elsewhere": round(n_followers / len(found.event), 4),
        "elsewhere": [
            {"first_rank": event.start_rank, "last_rank": event.end_rank, "signs": list(event.signs)} for event in apart
        ],
    }
