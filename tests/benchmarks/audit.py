"""Seconds and memory of an audit of a million simulated followers, part by part: frame in, report out.

``python tests/benchmarks/audit.py [n_followers] [n_jobs] [model]`` makes the followers, writes them to a temporary
file and audits them in another process, so that the memory told is that of the frame and its audit alone.
"""

import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from functools import wraps
from inspect import isfunction
from pathlib import Path
from typing import Any

import pandas as pd

import fakefollow as ff

FOLLOW_TIMES = "audience.order"
"""The part of the audit that has a goal of its own."""


def main(n_followers: int, n_jobs: int, model: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "followers.parquet"
        for task in ("make", "audit"):
            subprocess.run(
                [sys.executable, __file__, task, str(path), str(n_followers), str(n_jobs), model], check=True
            )


def make(path: Path, n_followers: int) -> None:
    """Write a list with two purchases, a burst and drip."""
    audience = ff.simulate_audience(
        n_followers,
        purchases=[ff.Purchase(0.1, at=0.4), ff.Purchase(0.05, "aged", at=0.7)],
        bursts=[ff.Burst("viral", 0.05)],
        drip_share=0.03,
        random_state=1,
    )
    pd.DataFrame(audience.columns).to_parquet(path)


def audit(path: Path, n_jobs: int, model: str) -> None:
    """Audit the list and print where the time went."""
    frame, detector, seconds = pd.read_parquet(path), ff.load_detector(model), defaultdict(float)
    time_parts(seconds)
    before = peak_megabytes()
    start = time.perf_counter()
    report = ff.audit(frame, model=detector, n_jobs=n_jobs)
    seconds["the rest"] = time.perf_counter() - start - sum(seconds.values())
    for part, work in (("report as dict", report.to_dict), ("report as page", report.to_html)):
        start = time.perf_counter()
        work()
        seconds[part] = time.perf_counter() - start
    for part, spent in seconds.items():
        print(f"{part:<28}{spent:>8.2f} s")
    rate = len(frame) / max(seconds[FOLLOW_TIMES], 1e-9)
    print(f"{'all':<28}{sum(seconds.values()):>8.2f} s   goal 20 s for a million, frame to report")
    print(f"{'follow order and times':<28}{rate:>8,.0f} /s  goal 1,000,000 /s")
    print(f"{'memory at most':<28}{peak_megabytes():>8,.0f} MB  goal 2,000 MB; {before:,.0f} MB with the frame alone")
    for event in report.purchases:
        print(f"  event of ranks {event.start_rank:,} to {event.end_rank:,}, p {event.p_value:.1g}")


def time_parts(seconds: dict[str, float]) -> None:
    """Have what the audit calls, and the scoring of the detector, add the seconds it takes to those of its part."""
    called, own = ff.audit.__globals__, ff.audit.__module__
    for name, function in list(called.items()):
        if isfunction(function) and function.__module__.startswith("fakefollow") and function.__module__ != own:
            called[name] = timed(function, seconds)
    ff.Detector.score = timed(ff.Detector.score, seconds)


def timed(function: Callable[..., Any], seconds: dict[str, float]) -> Callable[..., Any]:
    """Return a function that adds the seconds it takes to those of its part."""
    part = ".".join(function.__module__.split(".")[1:3])

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
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024


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
