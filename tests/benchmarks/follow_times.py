"""Print how fast follow times are estimated: ``python tests/benchmarks/follow_times.py [n_followers]``.

CPU time of one process with one thread, synthetic lists. Compare by ratio: machines differ.
"""

import os
import sys
import time
from collections.abc import Callable

for setting in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[setting] = "1"

import numpy as np

from fakefollow.audience.order import check_direction, creation_envelope, estimate_follow_times
from fakefollow.simulate import Purchase, simulate_audience

LISTS = {
    "four years": {},
    "four years, 40 % fresh sign-ups": {"fresh_share": 0.4},
    "sixty days": {"span_days": 60.0},
    "70 % bought": {"purchases": (Purchase(0.3, "aged", at=0.3), Purchase(0.4, at=0.6))},
}


def per_second(n_followers: int, work: Callable[[], object], repeats: int = 3) -> float:
    """Return followers per second of CPU time, the best of some repeats."""
    seconds = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return n_followers / min(seconds)


def main(n_followers: int) -> None:
    print(f"{n_followers:,} followers a list; goal 1,000,000 /s for follow times")
    for name, arguments in LISTS.items():
        audience = simulate_audience(n_followers, profiles=False, random_state=1, **arguments)
        created_at, observed_at = (
            audience.columns[column].astype("datetime64[us]").astype(np.int64)[::-1] / 1e6
            for column in ("created_at", "observed_at")
        )
        times = per_second(n_followers, lambda c=created_at, o=observed_at: estimate_follow_times(c, o))
        order = per_second(
            n_followers,
            lambda c=created_at, o=observed_at: check_direction(creation_envelope(c, o), c, o, "oldest_first"),
        )
        kept = len(creation_envelope(created_at, observed_at)) / n_followers
        print(f"{name:<34}{times:>12,.0f} /s  direction {order:>12,.0f} /s  record holders {kept:.1%}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
