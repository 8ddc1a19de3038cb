"""Print speed and memory of scoring files in blocks: ``python tests/benchmarks/streaming.py [most_rows] [n_jobs]``.

From a Parquet file of made-up accounts to one of scores, by the command, at an eighth, a quarter, half and all of the
rows; the exponent k of a fit of a + b n**k over the four, the start being a, says how time grows with them. JSON Lines
once, at an eighth. Seconds of CPU and memory are those of all processes together.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

for setting in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[setting] = "1"

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from fakefollow.simulate import simulate_accounts

DISTINCT = 20_000

CODE = """
import os, resource, sys
from pathlib import Path
from fakefollow.cli import main
main(["score", sys.argv[1], "--out", sys.argv[2], "--n-jobs", sys.argv[3]])
peak = Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]  # ru_maxrss is that of the parent, too
of_others = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * (0 if sys.argv[3] == "1" else int(sys.argv[3]))
print(sum(os.times()[:4]), (int(peak) + of_others) / 1024)
"""


def measured(path: Path, target: Path, n_jobs: int) -> tuple[float, float, float]:
    """Return seconds of CPU, seconds on the clock and peak MB of scoring one file into another."""
    start = time.perf_counter()
    command = [sys.executable, "-c", CODE, path, target, str(n_jobs)]
    words = subprocess.run(command, check=True, capture_output=True, text=True)
    cpu, peak = words.stdout.splitlines()[-1].split()
    return float(cpu), time.perf_counter() - start, float(peak)


def exponent(sizes: list[int], seconds: list[float]) -> float:
    """Return the k of the best fit of a + b n**k, to a hundredth."""
    misses = {}
    for k in np.arange(0.5, 2.0, 0.01).round(2).tolist():
        terms = np.column_stack([np.ones(len(sizes)), np.array(sizes, float) ** k])
        misses[k] = np.linalg.lstsq(terms, np.array(seconds))[1].sum()
    return min(misses, key=misses.__getitem__)


def main(most_rows: int, n_jobs: int = 1) -> None:
    profiles = simulate_accounts(DISTINCT * 7 // 10, DISTINCT * 2 // 10, DISTINCT // 10, random_state=1).profiles
    table = pa.Table.from_pandas(pd.DataFrame(profiles), preserve_index=False)
    sizes = [most_rows // part for part in (8, 4, 2, 1)]
    seconds = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for n_rows in sizes:
            path = folder / f"{n_rows}.parquet"
            with pq.ParquetWriter(path, table.schema) as writer:
                for start in range(0, n_rows, DISTINCT):
                    part = table[: min(DISTINCT, n_rows - start)]
                    ids = pa.array([str(10**9 + start + i) for i in range(len(part))]).cast(table["id"].type)
                    writer.write_table(part.set_column(table.column_names.index("id"), table.field("id"), [ids]))
            show(path, folder / "scores.parquet", n_rows, n_jobs, seconds)
            path.unlink()
        lines = folder / "accounts.jsonl"
        again = pd.DataFrame(profiles * (sizes[0] // DISTINCT))
        again.assign(id=again.index.astype(str)).to_json(lines, orient="records", lines=True, date_format="iso")
        show(lines, folder / "scores.jsonl", len(again), n_jobs, [])
    power = exponent(sizes, seconds)
    print(f"CPU time grows with rows to the power of {power:.2f} beyond the start, in {n_jobs} processes", flush=True)


def show(path: Path, target: Path, n_rows: int, n_jobs: int, seconds: list[float]) -> None:
    cpu, clock, peak = measured(path, target, n_jobs)
    seconds.append(cpu)
    rate = n_rows / cpu
    print(
        f"{n_rows:>10,} rows of {path.suffix[1:]:<8} {cpu:7.1f} s CPU {clock:7.1f} s {rate:>10,.0f}/s {peak:6,.0f} MB",
        flush=True,
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:] or ["2_000_000"]))
