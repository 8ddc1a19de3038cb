"""Mangled lists: what an audit says of lists that were sorted, shuffled, joined, cut or doubled on their way to it.

A list may come in any order, with followers twice and others missing, and nothing of that was bought. Simulated lists,
of which the truth is known, clean and with a purchase, and parts of real ones in which no purchase is known.
"""

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from zlib import crc32

import numpy as np
from joblib import delayed

from fakefollow.audience import audit
from fakefollow.errors import FakefollowWarning, FollowOrderError
from fakefollow.evaluation import wilson_interval
from fakefollow.profiles import BoolArray, FloatArray, IntArray, ProfileTable
from fakefollow.readers import read
from fakefollow.scoring import Detector
from fakefollow.simulate import Purchase, simulate_audience
from models.bench.audiences.blocks import FIRST_SEED, grouped
from models.bench.audiences.lists import NPR, VERIFIED, random_parts, read_real_list
from models.running import in_processes

LISTS: Final[Mapping[str, Mapping[str, Any]]] = {
    "clean": {},
    "clean, shrinking": {"growth": 0.5},
    "20 % bought, made together": {"purchases": (Purchase(0.2, at=0.4),)},
    "20 % bought, aged": {"purchases": (Purchase(0.2, "aged", at=0.6),)},
}
"""Name -> what is said to the simulator."""

MANGLED_LISTS: Final[Mapping[int, int]] = {1_000: 6, 5_000: 3}
"""Followers of a simulated list -> lists of each name."""

REAL_PARTS: Final = 3
REAL_FOLLOWERS: Final = 5_000
"""Parts of each real list, which overlap, and their followers."""

PAGE: Final = 100
GAPS: Final = 5
"""Pages of a list that is given page by page, and stretches of a twentieth that are lost of one with gaps."""

PROTOCOL: Final = (
    "Lists newest follower first, simulated (clean, and with 20 % bought in one go) and parts of 5,000 of two real "
    "ones in which no purchase is known, each mangled in twelve ways and audited under the default order by the "
    "shipped detector. A false event is one of whose followers less than half were bought. Coverage is that of the "
    "95 % interval of the genuine share, each follower counted once; of real lists it is not known. A list that is "
    "refused for its order has no event and no interval."
)

Mangle = Callable[[ProfileTable, np.random.Generator], IntArray]
"""A list newest first -> the rows that it comes in."""


def _sorted_by(column: str, *, most_first: bool = False) -> Mangle:
    def rows(table: ProfileTable, _: np.random.Generator) -> IntArray:
        return np.argsort(_values(table, column) * (-1.0 if most_first else 1.0), kind="stable")

    return rows


def _values(table: ProfileTable, column: str) -> FloatArray:
    """Return by what a column is sorted: numbers, times as numbers, the rank of a text."""
    if column == "created_at":
        return table.times(column).astype(np.int64).astype(np.float64)
    if not table.has(column) or column in ("id", "username"):
        texts = np.array([text or "" for text in table.texts(column).to_list()])
        return np.unique(texts, return_inverse=True)[1].astype(np.float64)
    return np.nan_to_num(table.floats(column), nan=-1.0)


def _shuffled(table: ProfileTable, random: np.random.Generator) -> IntArray:
    return random.permutation(len(table))


def _pages(table: ProfileTable, random: np.random.Generator) -> IntArray:
    pages = np.split(np.arange(len(table)), np.arange(PAGE, len(table), PAGE))
    return np.concatenate([pages[page] for page in random.permutation(len(pages))])


def _halves(table: ProfileTable, _: np.random.Generator) -> IntArray:
    return np.roll(np.arange(len(table)), len(table) // 2)


def _joined(table: ProfileTable, _: np.random.Generator) -> IntArray:
    """Return two overlapping crawls joined on the username or, where there is none, the id, as an outer merge does."""
    key = "username" if table.has("username") else "id"
    both = np.concatenate([np.arange(len(table) * 2 // 3), np.arange(len(table) // 3, len(table))])
    return both[np.argsort(_values(table, key)[both], kind="stable")]


def _grouped(table: ProfileTable, _: np.random.Generator) -> IntArray:
    """Return the list put in groups, each in its own order, as a group-by on a key that is not kept does."""
    return np.argsort([crc32((text or "").encode()) % 3 for text in table.texts("id").to_list()], kind="stable")


def _repeated(table: ProfileTable, _: np.random.Generator) -> IntArray:
    """Return a list whose cursor started again after a third, and one page of which came six times."""
    rows = np.arange(len(table))
    third, page = len(rows) // 3, rows[len(rows) // 2 : len(rows) // 2 + PAGE]
    return np.concatenate([rows[:third], rows[: page[-1] + 1], *[page] * 5, rows[page[-1] + 1 :]])


def _gaps(table: ProfileTable, random: np.random.Generator) -> IntArray:
    kept, length = np.ones(len(table), np.bool_), len(table) // 20
    for start in random.integers(0, len(table) - length, GAPS):
        kept[start : start + length] = False
    return np.flatnonzero(kept)


MANGLES: Final[Mapping[str, Mangle]] = {
    "sorted by followers, most first": _sorted_by("followers_count", most_first=True),
    "sorted by posts": _sorted_by("posts_count"),
    "sorted by creation date": _sorted_by("created_at"),
    "sorted by id": _sorted_by("id"),
    "sorted by username": _sorted_by("username"),
    "shuffled": _shuffled,
    "pages of 100 shuffled": _pages,
    "halves swapped": _halves,
    "outer join of two crawls": _joined,
    "grouped": _grouped,
    "followers twice": _repeated,
    "gaps": _gaps,
}


def mangled_results(
    folder: Path, detector: Detector, n_jobs: int = -1, lists: Mapping[int, int] = MANGLED_LISTS
) -> dict[str, Any]:
    """Return how often an audit finds a false event, and holds the truth; ``rows`` one a way of mangling, ``all`` one.

    ``cells`` has one record a list and way.
    """
    tasks = [
        delayed(_simulated)(name, n, FIRST_SEED + number, detector)
        for name in LISTS
        for n, n_lists in lists.items()
        for number in range(n_lists)
    ]
    real = [delayed(_real)(folder, name, detector) for name in (VERIFIED, NPR)]
    cells = [cell for found in in_processes([*tasks, *real], n_jobs) for cell in found]
    rows = [{"mangled": mangled, **_summed(group)} for (mangled,), group in grouped(cells, ("mangled",))]
    return {"protocol": PROTOCOL, "all": _summed(cells), "rows": rows, "cells": cells}


def _simulated(name: str, n: int, seed: int, detector: Detector) -> list[dict[str, Any]]:
    audience = simulate_audience(n, random_state=seed, **LISTS[name])
    about = {"list": name, "n": n, "seed": seed}
    table = read(audience.profiles, platform="x")
    return [
        {**about, **cell} for cell in mangled_cells(table, audience.kind == "genuine", audience.event >= 0, detector)
    ]


def _real(folder: Path, name: str, detector: Detector) -> list[dict[str, Any]]:
    parts = random_parts(read_real_list(folder, name), REAL_PARTS, REAL_FOLLOWERS, REAL_FOLLOWERS, FIRST_SEED)
    tables = [part.table for part in parts if part.table is not None]
    return [
        {"list": f"real: {name}", "n": len(table), "seed": number, **cell}
        for number, table in enumerate(tables)
        for cell in mangled_cells(table[::-1], None, np.zeros(len(table), np.bool_), detector)
    ]


def mangled_cells(
    table: ProfileTable, genuine: BoolArray | None, bought: BoolArray, detector: Detector
) -> Iterator[dict[str, Any]]:
    """Yield what an audit says of a list, newest follower first, in each way of mangling and as it is."""
    for name, mangle in {"as it is": lambda table, _: np.arange(len(table)), **MANGLES}.items():
        rows = mangle(table, np.random.default_rng(FIRST_SEED))
        truth = None if genuine is None else float(genuine[np.unique(rows)].mean())
        yield {"mangled": name, **_audited(table.take(rows), truth, bought[rows], detector)}


def _audited(table: ProfileTable, truth: float | None, bought: BoolArray, detector: Detector) -> dict[str, Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FakefollowWarning)
        try:
            report = audit(table, model=detector)
        except FollowOrderError:
            return {"refused": True, "n_events": 0, "n_false": 0, "holds": None}
    event, share = report.purchases_found.event, report.authentic_share
    false = sum(bool(bought[event == number].mean() < 0.5) for number in range(len(report.purchases)))
    holds = None if truth is None else bool(share.low <= truth <= share.high)
    return {"refused": False, "n_events": len(report.purchases), "n_false": false, "holds": holds}


def _summed(cells: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the lists with any false event and the intervals that hold, with Wilson's intervals.

    Lists as they are stand beside and do not count among all mangled ones.
    """
    if len({cell["mangled"] for cell in cells}) > 1:
        cells = [cell for cell in cells if cell["mangled"] in MANGLES]
    known = [cell["holds"] for cell in cells if cell["holds"] is not None]
    return {
        "n_lists": len(cells),
        "n_refused": sum(cell["refused"] for cell in cells),
        "n_with_events": sum(cell["n_events"] > 0 for cell in cells),
        "false": _rate(sum(cell["n_false"] > 0 for cell in cells), len(cells)),
        "coverage": _rate(sum(known), len(known)),
    }


def _rate(hits: int, n: int) -> dict[str, float]:
    low, high = wilson_interval(hits, n)
    return {name: round(value, 4) for name, value in {"value": hits / max(n, 1), "low": low, "high": high}.items()}
