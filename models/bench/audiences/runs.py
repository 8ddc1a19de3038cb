"""Audience runs: how many accounts of one order an audit calls where everybody else is known to be genuine.

Blocks of a seller never seen, and the same with an organic follower after each. Knows lists, injections and the audit.
"""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from joblib import delayed

from fakefollow.scoring import GENUINE
from fakefollow.training import TrainingSettings
from models.bench.accounts.folds import HUMAN_COLLECTIONS, LATER_SELLERS, VENDORS
from models.bench.audiences.blocks import FIRST_SEED
from models.bench.audiences.injections import Fuse, audited, detectors_without_vendors, injection_means, injection_rows
from models.bench.audiences.lists import followed_list, run_list
from models.releases import ReleasedAccounts
from models.running import in_processes

BLOCK: Final = "block"
HALF_MIXED: Final = "half-mixed"
SIZES: Final[Mapping[str, tuple[int, ...]]] = {BLOCK: (100, 200, 400, 800), HALF_MIXED: (200, 400, 800)}
"""Way of delivery -> accounts bought."""
BETWEEN: Final[Mapping[str, int]] = {BLOCK: 0, HALF_MIXED: 1}
"""Way of delivery -> organic followers behind each bought one."""
PLACE: Final = 0.75
SOLD: Final = (*VENDORS, *LATER_SELLERS)

PROTOCOL: Final = (
    "Real accounts of one seller, put as one run among {n} real accounts labelled genuine ({sources}). These stand in "
    "an order made for them: each follows some time after its creation, drawn as the simulator draws it. All times are "
    "moved so that everybody is observed at once, and ids taken away; stock of which fewer than {most} existed "
    "when they follow is made older alike until so many did. A run begins behind {place:.0%} of the others; "
    "half-mixed, a genuine follower comes after each bought one. The detector was trained, calibrated and given "
    "thresholds without this seller and without these genuine accounts. Recall of the bought accounts at the "
    "threshold that calls 1 % of the genuine ones; means over {sellers} sellers, one list each."
)


def run_results(
    released: ReleasedAccounts, settings: TrainingSettings, n_jobs: int = -1, fuse: Fuse = audited
) -> dict[str, Any]:
    """Return how many accounts of each seller are called by a detector that lacks it, by profile alone and fused.

    ``rows`` has one record a list and method, ``mean`` one a way of delivery and number of accounts.
    """
    accounts = released.accounts
    people = np.isin(accounts.sources, HUMAN_COLLECTIONS) & (accounts.kinds == GENUINE)
    background = followed_list(accounts.where(people).table, FIRST_SEED)
    detectors = detectors_without_vendors(released, settings, n_jobs, SOLD, HUMAN_COLLECTIONS)
    tasks = []
    for vendor, detector in detectors.items():
        stock = accounts.where((accounts.sources == vendor) & (accounts.kinds != GENUINE)).table
        for delivery, sizes in SIZES.items():
            for n_asked in sizes:
                known = run_list(background, stock, n_asked, PLACE, BETWEEN[delivery], FIRST_SEED, max(sizes))
                about = {"vendor": vendor, "delivery": delivery, "n_asked": n_asked}
                tasks.append(delayed(injection_rows)(known, detector, fuse, about))
    rows = [row for found in in_processes(tasks, n_jobs) for row in found]
    told: dict[str, Any] = {
        "n": f"{len(background):,}",
        "sources": ", ".join(HUMAN_COLLECTIONS),
        "place": PLACE,
        "most": max(SIZES[BLOCK]),
    }
    return {
        "protocol": PROTOCOL.format(**told, sellers=len(SOLD)),
        "rows": rows,
        "mean": injection_means(rows, "n_asked"),
    }
