"""Seconds and memory of an audit of a million simulated followers, part by part: frame in, report out.

``python tests/benchmarks/audit.py [n_followers] [n_jobs] [model]`` makes the followers, writes them to a temporary
file and audits them in another process, so that the memory told is that of the frame and its audit alone.
"""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import pandas as pd

import fakefollow as ff
from fakefollow.audience import audit as auditing
from fakefollow.scoring import Detector
from fakefollow.simulate import Burst, Purchase, simulate_audience

PARTS = {
    "read": ["read"],
    "score": ["score"],
    "cohorts": ["find_cohorts"],
    "follow order and times": ["oldest_first", "estimate_follow_times"],
    "profile marks": ["profile_codes"],
    "search for purchases": ["find_purchases"],
    "share": ["count_evidence", "estimate_share", "with_events"],
    "fuse": ["fused"],
}
"""Functions of the audit by part."""


def main(n_followers: int, n_jobs: int, model: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "followers.parquet"
        for task in ("make", "audit"):
            subprocess.run(
                [sys.executable, __file__, task, str(path), str(n_followers), str(n_jobs), model], check=True
            )


def make(path: Path, n_followers: int) -> None:
    """Write a list with two purchases, a burst and drip."""
    audience = simulate_audience(
        n_followers,
        purchases=[Purchase(0.1, at=0.4), Purchase(0.05, "aged", at=0.7)],
        bursts=[Burst("viral", 0.05)],
        drip_share=0.03,
        random_state=1,
    )
    pd.DataFrame(audience.columns).to_parquet(path)


def audit(path: Path, n_jobs: int, model: str) -> None:
    """Audit the list and print where the time went."""
    frame, detector = pd.read_parquet(path), ff.load_detector(model)
    seconds = dict.fromkeys(PARTS, 0.0)
    for part, names in PARTS.items():
        for name in names:
            owner: Any = Detector if name == "score" else auditing
            setattr(owner, name, timed(getattr(owner, name), part, seconds))
    before = peak_megabytes()
    start = time.perf_counter()
    report = auditing.audit(frame, model=detector, n_jobs=n_jobs)
    seconds["the rest"] = time.perf_counter() - start - sum(seconds.values())
    for part, work in (("report as dict", report.to_dict), ("report as page", report.to_html)):
        start = time.perf_counter()
        work()
        seconds[part] = time.perf_counter() - start
    for part, spent in seconds.items():
        print(f"{part:<28}{spent:>8.2f} s")
    rate = len(frame) / max(seconds["follow order and times"], 1e-9)
    print(f"{'all':<28}{sum(seconds.values()):>8.2f} s   goal 20 s for a million, frame to report")
    print(f"{'follow order and times':<28}{rate:>8,.0f} /s  goal 1,000,000 /s")
    print(
        f"{'memory at most':<28}{peak_megabytes():>8,.0f} MB  goal 2,000 MB; {before:,.0f} MB with the frame alone"
    )
    for event in report.purchases:
        print(f"  event of ranks {event.start_rank:,} to {event.end_rank:,}, q {event.q_value:.1g}")


def timed(function: Callable[..., Any], part: str, seconds: dict[str, float]) -> Callable[..., Any]:
    """Return a function that adds the seconds it takes to those of its part."""

    @wraps(function)
    def measured(*args: Any, **keywords: Any) -> Any:
        start = time.perf_counter()
        try:
            return function(*args, **keywords)
        finally:
            seconds[part] += time.perf_counter() - start

    return measured


def peak_megabytes() -> float:
    """Return the largest memory that this process, or one it started, had so far."""
    return (
        max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        / 1024
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["make"]:
        make(Path(sys.argv[2]), int(sys.argv[3]))
    elif sys.argv[1:2] == ["audit"]:
        audit(Path(sys.argv[2]), int(sys.argv[4]), sys.argv[5])
    else:
        arguments = sys.argv[1:]
        main(
            int(arguments[0]) if arguments else 1_000_000,
            int(arguments[1]) if len(arguments) > 1 else 2,
            arguments[2] if len(arguments) > 2 else "x",
        )
