"""Audience marked blocks: how much of the blocks that were marked by eye in two real lists is found.

Nobody knows who was bought in these lists, so what is found elsewhere is listed and not called wrong.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from joblib import delayed

from fakefollow.audience.purchases import Purchases
from fakefollow.evaluation import wilson_interval
from fakefollow.scoring import Detector
from models.bench.accounts.run import in_processes
from models.bench.audiences.events import purchases_in
from models.bench.audiences.lists import read_real_list

MARKED: Final[Mapping[str, tuple[str, tuple[tuple[int, int], ...]]]] = {
    "longer list": ("ordered-17*", ((5_104, 5_303), (12_414, 12_713))),
    "shorter list": ("ordered-16*", ((3_402, 3_601), (13_813, 14_017))),
}
"""Real list -> its file, and first and last rank of its blocks that look bought; see README of the data folder.

Whose followers they are is nobody's business, so results do not name the file.
"""

MARKED_PROTOCOL: Final = (
    "Two real lists, oldest follower first, with blocks that were marked by eye: created in one short time and without "
    "bio. Profiles scored by the shipped detector. Share of each block that lies in found events, with Wilson's "
    "interval, and what was found elsewhere, of which nobody knows whether it was bought."
)


def marked_block_results(
    folder: Path, detector: Detector, n_jobs: int = -1, marked: Mapping[str, Any] = MARKED
) -> dict[str, Any]:
    """Return how much of the marked blocks of real lists is found; ``rows`` one a block, ``lists`` one a list."""
    tasks = (delayed(_marked_list)(folder, name, *files, detector) for name, files in marked.items())
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
            {"first_rank": event.start_rank, "last_rank": event.end_rank, "signs": list(event.signs)}
            for event in apart
        ],
    }
