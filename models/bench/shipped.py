"""What the models cost that ship: their size, and how fast the largest scores. The one figure here that is timed."""

import time
from typing import Any, Final

import pyarrow as pa

from fakefollow.readers import read
from fakefollow.scoring import MODEL_FILE, load_detector, shipped_models
from fakefollow.simulate import simulate_accounts

N_DISTINCT: Final = 20_000
N_ACCOUNTS: Final = 200_000
REPEATS: Final = 3
"""As in `models.bench.speed`, which times more: accounts of a frame, the best of some repeats."""


def shipped_figures(n_accounts: int = N_ACCOUNTS) -> dict[str, Any]:
    """Return the size of the largest model in bytes, and the accounts of a pyarrow table that model x scores a second.

    CPU time of this process, to two digits.
    """
    profiles = simulate_accounts(*(N_DISTINCT * share // 10 for share in (7, 2, 1)), random_state=1).profiles
    rows = [{**profiles[row % len(profiles)], "id": str(10**9 + row)} for row in range(n_accounts)]
    frame = pa.Table.from_pylist(rows)
    detector, seconds = load_detector("x"), []
    for _ in range(REPEATS):
        start = time.process_time()
        detector.score(read(frame))
        seconds.append(time.process_time() - start)
    sizes = [path.stat().st_size for path in shipped_models().glob(f"*/{MODEL_FILE}")]
    rate = float(f"{n_accounts / min(seconds):.2g}")
    return {"figures": {"largest_model_bytes": max(sizes), "frames_per_second": round(rate)}}
