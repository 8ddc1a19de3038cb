"""Progress of long steps on a terminal."""

import sys
from collections.abc import Iterable
from importlib.util import find_spec
from typing import Any


def step_bar(steps: Iterable[Any], n_steps: int, description: str) -> Iterable[Any]:
    """Show the progress of long steps, on a terminal only."""
    if not sys.stderr.isatty() or find_spec("tqdm") is None:
        return steps
    from tqdm import tqdm

    wrapped: Iterable[Any] = tqdm(steps, total=n_steps, desc=description, leave=False)
    return wrapped
