"""Seconds and memory of an audience in batches: ``python tests/benchmarks/state.py [millions of followers, 100]``.

Each follower of a simulated million stands in the list so many times in a row, every time under an id of its own.
"""

import resource
import sys
import time
from dataclasses import replace

import numpy as np
import pandas as pd

import fakefollow as ff
from fakefollow.profiles import TextColumn

BATCH = 1_000_000
DIGITS = 11


def ids_of(first: int, n: int) -> TextColumn:
    """Return so many different ids, in no order."""
    numbers = (np.arange(first, first + n, dtype=np.uint64) * np.uint64(7_919_000_003)) % np.uint64(10**10 + 19)
    texts = np.char.mod("%d", numbers + np.uint64(3 * 10**10)).astype(f"S{DIGITS}")
    offsets = np.arange(n + 1, dtype=np.int64) * DIGITS
    return TextColumn(np.frombuffer(texts.tobytes(), np.uint8), offsets, np.ones(n, np.bool_))


def main(millions: int) -> None:
    audience = ff.simulate_audience(
        BATCH, purchases=[ff.Purchase(0.1, at=0.4), ff.Purchase(0.05, "aged", at=0.7)], drip_share=0.03, random_state=1
    )
    table, state = ff.read(pd.DataFrame(audience.columns)), ff.AuditState()
    start = time.process_time()
    for part in range(millions):
        rows = np.arange(part * BATCH, (part + 1) * BATCH) // millions
        ids = ids_of(part * BATCH, BATCH)
        batch = table.take(rows)
        state.update(replace(batch, columns={**batch.columns, "id": ids, "username": ids}))
    print(f"{state}: {time.process_time() - start:.1f} s of CPU")
    start = time.process_time()
    report = state.finalize()
    print(f"finalize: {time.process_time() - start:.1f} s of CPU")
    print(f"memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")
    print(f"{report.finding}\ntruth: {100 * np.mean(np.array(audience.kind) == 'genuine'):.1f} % genuine")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
