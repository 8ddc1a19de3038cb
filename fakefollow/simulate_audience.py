"""Other name of `fakefollow.simulate_followers`, the synthetic audiences, for code written while it was new.

To be removed: a module of this name hides the public function ``fakefollow.simulate_audience`` once imported.
"""

import sys
from pathlib import Path

from fakefollow.simulate_followers import (
    Burst,
    Purchase,
    SimulatedAudience,
    simulate_audience,
    write_example,
)

__all__ = ["Burst", "Purchase", "SimulatedAudience", "simulate_audience", "write_example"]

if __name__ == "__main__":
    write_example(Path(sys.argv[1]))
