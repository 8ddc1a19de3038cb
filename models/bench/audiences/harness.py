"""The harness of audiences: every protocol about audits in one run, as plain data.

Shares and injected sellers are measured with detectors that lack the sources; the other protocols need none or use
the detector that ships. Knows the protocols and their order; goals and tables are made of what it returns.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from fakefollow.scoring import Detector
from models.bench.accounts.folds import vendor_folds
from models.bench.audiences.blocks import block_results
from models.bench.audiences.drips import drip_results
from models.bench.audiences.events import false_event_results, marked_block_results
from models.bench.audiences.injections import detectors_without_vendors, injection_results
from models.bench.audiences.lists import VERIFIED
from models.bench.audiences.mangled import mangled_results
from models.bench.audiences.runs import run_results
from models.bench.audiences.shares import audience_share_results
from models.bench.audiences.times import follow_time_section
from models.bench.scope import Scope
from models.releases import ReleasedAccounts
from models.running import Bar


def evaluate_audiences(
    folder: Path, released: ReleasedAccounts, detector: Detector, scope: Scope, bar: Bar
) -> dict[str, Any]:
    """Return the results of every protocol about audiences by name, in the order of the report.

    ``folder`` is the data folder, with ``followers``, and ``detector`` the one that ships, for lists whose accounts it
    was not trained on.
    """
    n_jobs = scope.n_jobs

    def shares() -> dict[str, Any]:
        folds = scope.some(vendor_folds())
        return audience_share_results(released, scope.settings, n_jobs, folds, scope.n_audiences)

    def injected() -> dict[str, Any]:
        lacking = detectors_without_vendors(released, scope.settings, n_jobs)
        return {"injected_sellers": injection_results(folder, released, lacking, n_jobs)}

    def drips() -> dict[str, Any]:
        homes = {"newest list": VERIFIED, **{name: file for name, (file, _) in scope.marked.items()}}
        return {"drips": drip_results(folder, released, homes, scope.clean_sizes, n_jobs)}

    steps: list[Callable[[], dict[str, Any]]] = [
        shares,
        lambda: {"follow_times": follow_time_section(scope.time_followers, scope.time_seeds)},
        lambda: {"bought_blocks": block_results(n_jobs, scope.block_lists)},
        lambda: {"false_events": false_event_results(folder, detector, n_jobs, scope.clean_sizes, scope.n_parts)},
        lambda: {"mangled_lists": mangled_results(folder, detector, n_jobs, scope.mangled_lists)},
        lambda: {"marked_blocks": marked_block_results(folder, detector, n_jobs, scope.marked)},
        injected,
        lambda: {"sold_runs": run_results(released, scope.settings, n_jobs)},
        drips,
    ]
    results: dict[str, Any] = {}
    for step in bar(steps, len(steps), "protocols of audiences"):
        results |= step()
    return results
