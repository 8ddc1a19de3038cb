"""Print how fast accounts are scored: ``python tests/benchmarks/scoring.py [n_accounts]``.

CPU time of one process with one thread, synthetic accounts. Compare by ratio: machines differ.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

for setting in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS"):
    os.environ[setting] = "1"

import numpy as np
import pandas as pd
import polars as pl

import fakefollow as ff
from fakefollow.simulate import simulate_accounts

DISTINCT = 20_000
MEMORY_ACCOUNTS = 1_000_000


def per_second(n_accounts: int, work: Callable[[], object], repeats: int = 3) -> float:
    """Return accounts per second of CPU time, the best of some repeats."""
    seconds = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return n_accounts / min(seconds)


def show(name: str, rate: float, goal: str = "") -> None:
    print(f"{name:<52}{rate:>12,.0f} /s  {goal}", flush=True)


def write_lines(path: Path, profiles: list[dict], n_accounts: int) -> None:
    with path.open("w", encoding="utf8") as stream:
        for profile in with_new_ids(profiles, n_accounts):
            stream.write(json.dumps(profile, default=lambda time: time.isoformat()) + "\n")


def with_new_ids(profiles: list[dict], n_accounts: int) -> Iterator[dict]:
    """Yield the profiles again and again, each time under other ids."""
    return ({**profiles[i % len(profiles)], "id": str(10**9 + i)} for i in range(n_accounts))


def main(n_accounts: int) -> None:
    simulated = simulate_accounts(DISTINCT * 7 // 10, DISTINCT * 2 // 10, DISTINCT // 10, random_state=1)
    profiles = simulated.profiles
    detector = ff.load_detector("x")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "accounts.jsonl"
        write_lines(path, profiles, n_accounts)
        show("JSON Lines file to scores", per_second(n_accounts, lambda: ff.score(path)), "goal 400,000")
        show("  of it: file to table", per_second(n_accounts, lambda: ff.read(path)))
        frames(profiles, n_accounts)
        table = ff.read(path)
        show("table to scores", per_second(n_accounts, lambda: detector.score(table)))
        few = table[:DISTINCT]
        told = per_second(DISTINCT, lambda: detector.score(few, reasons=True))
        show("table to scores with reasons in words", told, "goal 250,000")
        peers(detector, few, simulated.kind, profiles)
        single(profiles)
        write_lines(path, profiles, MEMORY_ACCOUNTS)
        memory(path)


def frames(profiles: list[dict], n_accounts: int) -> None:
    frame = pd.DataFrame(list(with_new_ids(profiles, n_accounts)))
    show("pandas frame to scores", per_second(n_accounts, lambda: ff.score(frame)), "goal 1,000,000")
    polars = pl.from_pandas(frame)
    show("polars frame to scores", per_second(n_accounts, lambda: ff.score(polars)), "goal 1,000,000")
    arrow = polars.to_arrow()
    show("pyarrow table to scores", per_second(n_accounts, lambda: ff.score(arrow)), "goal 1,000,000")
    with tempfile.TemporaryDirectory() as folder:
        csv, parquet = Path(folder) / "accounts.csv", Path(folder) / "accounts.parquet"
        polars.write_csv(csv)
        polars.write_parquet(parquet)
        show("CSV file to scores", per_second(n_accounts, lambda: ff.score(csv)))
        show("Parquet file to scores", per_second(n_accounts, lambda: ff.score(parquet)), "goal 1,000,000")


def peers(detector: ff.Detector, table: ff.ProfileTable, kinds: list[str], profiles: list[dict]) -> None:
    from sklearn.ensemble import HistGradientBoostingClassifier

    features = detector.measure(table)
    trees = HistGradientBoostingClassifier(max_iter=100, max_leaf_nodes=15, early_stopping=False, random_state=0)
    trees.fit(features, np.array(kinds) == "genuine")
    fast = per_second(DISTINCT, lambda: detector.tables.total(features))
    slow = per_second(DISTINCT, lambda: trees.predict_proba(features))
    show("features to evidence of two kinds, additive tables", fast)
    show(
        "features to one probability, 100 trees of 15 leaves",
        slow,
        f"tables are {fast / slow:.1f} times as fast, goal 5",
    )
    first = profiles[:2000]
    show("one pydantic Profile at a time", per_second(2000, lambda: [ff.score_one(ff.Profile(**p)) for p in first], 1))


def single(profiles: list[dict]) -> None:
    seconds = []
    for profile in profiles[:2000]:
        start = time.perf_counter()
        ff.score_one(profile)
        seconds.append(time.perf_counter() - start)
    print(f"score_one: median {statistics.median(seconds) * 1e3:.3f} ms  goal 0.3 ms", flush=True)
    command = [sys.executable, "-c", "import fakefollow"]
    bare = [sys.executable, "-c", "pass"]
    taken = {name: min(_seconds(words) for _ in range(5)) for name, words in (("import", command), ("bare", bare))}
    print(f"import fakefollow: {taken['import'] - taken['bare']:.3f} s beyond Python's start  goal 0.25 s", flush=True)


def _seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True)
    return time.perf_counter() - start


def memory(path: Path) -> None:
    code = (
        "import resource, sys, fakefollow as ff; scores = ff.score(sys.argv[1]);"
        "print(len(scores), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20)"
    )
    words = subprocess.run([sys.executable, "-c", code, str(path)], check=True, capture_output=True, text=True)
    rows, peak = words.stdout.split()
    print(f"{int(rows):,} accounts from JSON Lines: peak {float(peak):.2f} GiB  goal 1 GB", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
