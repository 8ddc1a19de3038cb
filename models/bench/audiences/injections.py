"""Audience injections: what order and cohorts add to profile evidence, on real accounts of a seller never seen.

The accounts of a seller of cresci-2015 are put into a real list, and a detector that was trained without this seller
weighs all profiles: alone, and fused with the purchases and cohorts that an audit finds. Knows lists and the audit.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from joblib import delayed

from fakefollow.audience import audit
from fakefollow.audience.purchases import Purchases
from fakefollow.evaluation import Predictions, auc, estimate, flagged, plain, recall_at
from fakefollow.profiles import ProfileTable
from fakefollow.scoring import GENUINE, Detector, Scores
from fakefollow.training import TrainingSettings, train_detector
from models.bench.accounts.folds import VENDORS
from models.bench.audiences.blocks import FIRST_SEED, grouped
from models.bench.audiences.lists import VERIFIED, KnownList, injected_list, read_real_list
from models.releases import ReleasedAccounts
from models.running import in_processes

DELIVERIES: Final[Mapping[str, tuple[float, ...]]] = {"block": (0.02, 0.05, 0.1, 0.2), "drip": (0.05, 0.2)}
"""Way of delivery -> shares of the list that are bought."""

PLACES: Final = (0.45, 0.75)
"""Where blocks begin: some days before the list was seen. As many lists are made of every seller and share."""

PROFILE: Final = "profile alone"
FUSED: Final = "fused"

PROTOCOL: Final = (
    "Real accounts of one seller of cresci-2015, put into the 9,836 followers of a real list as one block or one by "
    "one (drip). Their times are moved alike, so that they are observed when the list was; ids and fields that the "
    "list does not show are taken away. The detector was trained, calibrated and given thresholds without this "
    "seller. Recall of the bought accounts at the threshold that calls 1 % of the rest of the list, of which nobody "
    "knows how many are genuine; bootstrap interval over accounts. Means are over sellers and places."
)


class Fused(NamedTuple):
    """What an audit says of a list: fused scores and the purchases it found, both by row."""

    scores: Scores
    purchases: Purchases


Fuse = Callable[[ProfileTable, Detector], Fused]
"""Profiles oldest first, detector -> what is found."""


def audited(table: ProfileTable, detector: Detector) -> Fused:
    """Return what an audit says of a list, oldest follower first."""
    report = audit(table, order="oldest_first", model=detector)
    return Fused(report.scores, report.purchases_found)


def detectors_without_vendors(
    released: ReleasedAccounts,
    settings: TrainingSettings,
    n_jobs: int = -1,
    vendors: Sequence[str] = VENDORS,
    lacking: Sequence[str] = (),
) -> dict[str, Detector]:
    """Return for each seller a detector that was trained without it, and without some other sources."""
    tasks = [
        delayed(train_detector)(
            released.accounts.where(released.training & ~np.isin(released.accounts.sources, (vendor, *lacking))),
            f"without {vendor}",
            settings,
        )
        for vendor in vendors
    ]
    return dict(zip(vendors, in_processes(tasks, n_jobs), strict=True))


def injection_results(
    folder: Path, released: ReleasedAccounts, detectors: Mapping[str, Detector], n_jobs: int = -1, fuse: Fuse = audited
) -> dict[str, Any]:
    """Return how many accounts of each seller are called by a detector that lacks it, by profile alone and fused.

    ``rows`` has one record a list and method, ``mean`` one a way of delivery and share with the gain.
    """
    background = read_real_list(folder, VERIFIED)
    accounts = released.accounts
    tasks = []
    for vendor, detector in detectors.items():
        stock = accounts.where((accounts.sources == vendor) & (accounts.kinds != GENUINE)).table
        for about, seed in _lists():
            known = injected_list(background, stock, about["share"], about["place"], seed)
            tasks.append(delayed(injection_rows)(known, detector, fuse, {"vendor": vendor, **about}))
    rows = [row for found in in_processes(tasks, n_jobs) for row in found]
    return {"protocol": PROTOCOL, "rows": rows, "mean": injection_means(rows)}


def _lists() -> Iterator[tuple[dict[str, Any], int]]:
    """Yield delivery, share and place of each list that is made of a seller, and its seed."""
    for delivery, shares in DELIVERIES.items():
        for share in shares:
            for number, place in enumerate(PLACES):
                begin = place if delivery == "block" else None
                yield {"delivery": delivery, "share": share, "place": begin}, FIRST_SEED + number


def injection_rows(known: KnownList, detector: Detector, fuse: Fuse, about: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return recall at 1 % false positives and AUC on one list, one row a method.

    The row of the fused scores also says how many events were found, and how many followers of either sort they hold.
    """
    if known.table is None:
        raise ValueError("known: expected a list with profiles, got one without")
    head = {**about, "n_bought": int(known.bought.sum()), "n_others": int((~known.bought).sum())}
    fused = fuse(known.table, detector)
    inside = fused.purchases.event >= 0
    events = {
        "n_events": len(fused.purchases.events),
        "n_bought_in_events": int((inside & known.bought).sum()),
        "n_others_in_events": int((inside & ~known.bought).sum()),
    }
    return [
        {**head, "method": PROFILE, **_figures(known, detector.score(known.table))},
        {**head, "method": FUSED, **_figures(known, fused.scores), **events},
    ]


def _figures(known: KnownList, scores: Scores) -> dict[str, Any]:
    suspicion = np.logaddexp.reduce(scores.log_odds, axis=1)
    judged = Predictions(known.bought, suspicion, flagged(scores))
    wanted = {"recall_at_1_percent": recall_at(0.01), "auc": auc}
    return {name: plain(figure) for name, figure in estimate(judged, wanted, FIRST_SEED).items()}


def injection_means(rows: Iterable[Mapping[str, Any]], size: str = "share") -> list[dict[str, Any]]:
    """Return mean and lowest recall of both methods and the gain, one row a way of delivery and size.

    Beside them stands in how many lists any event was found: in every list with a block, and in none with drip, if
    all is well.
    """
    means = []
    for (delivery, bought), group in grouped(rows, ("delivery", size)):
        alone, fused = (
            [row["recall_at_1_percent"]["value"] for row in group if row["method"] == method]
            for method in (PROFILE, FUSED)
        )
        means.append(
            {
                "delivery": delivery,
                size: bought,
                "n_lists": len(fused),
                "profile_recall": round(float(np.mean(alone)), 4),
                "fused_recall": round(float(np.mean(fused)), 4),
                "gain": round(float(np.mean(fused) - np.mean(alone)), 4),
                "lowest_profile_recall": min(alone),
                "lowest_fused_recall": min(fused),
                "n_with_events": sum(row.get("n_events", 0) > 0 for row in group),
            }
        )
    return means
