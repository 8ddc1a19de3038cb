"""The harness of audiences: every protocol about audits in one run, as plain data.

Shares and injected sellers are measured with detectors that lack the sources; the other protocols need none or use
the detector that ships. Knows the protocols and their order; goals and tables are made of what it returns.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from fakefollow.scoring import Detector
from fakefollow.training import TrainingSettings
from models.bench.audiences.blocks import block_results
from models.bench.audiences.events import false_event_results, marked_block_results
from models.bench.audiences.injections import detectors_without_vendors, injection_results
from models.bench.audiences.shares import audience_share_results
from models.bench.audiences.times import follow_time_section
from models.releases import ReleasedAccounts
from models.running import Bar


def evaluate_audiences(
    folder: Path,
    released: ReleasedAccounts,
    detector: Detector,
    settings: TrainingSettings,
    bar: Bar,
    n_jobs: int = -1,
) -> dict[str, Any]:
    """Run every protocol about audiences.

    Parameters
    ----------
    folder : Path
        Data folder with ``followers``.
    released : ReleasedAccounts
        Accounts of the research releases.
    detector : Detector
        The detector that ships, for lists whose accounts it was not trained on.
    settings : TrainingSettings
        How to train the others.
    bar : callable
        Shows progress: steps, their number, description -> the same steps.
    n_jobs : int, default=-1
        Processes, as in joblib.

    Returns
    -------
    dict
        Protocol name -> its results, in the order of the report.
    """
    steps: list[Callable[[], dict[str, Any]]] = [
        lambda: audience_share_results(released.accounts, released.training, settings, n_jobs),
        lambda: {"follow_times": follow_time_section()},
        lambda: {"bought_blocks": block_results(n_jobs)},
        lambda: {"false_events": false_event_results(folder, detector, n_jobs)},
        lambda: {"marked_blocks": marked_block_results(folder, detector, n_jobs)},
        lambda: {"injected_sellers": _injected_sellers(folder, released, settings, n_jobs)},
    ]
    found: dict[str, Any] = {}
    for step in bar(steps, len(steps), "protocols of audiences"):
        found |= step()
    return found


def _injected_sellers(
    folder: Path, released: ReleasedAccounts, settings: TrainingSettings, n_jobs: int
) -> dict[str, Any]:
    lacking = detectors_without_vendors(released, settings, n_jobs)
    return injection_results(folder, released, lacking, n_jobs)
