"""Long runs: tasks in processes of one thread each, and their progress on a terminal."""

import sys
from collections.abc import Callable, Iterable, Iterator
from importlib.util import find_spec
from typing import Any

from joblib import Parallel, parallel_config

Bar = Callable[[Iterable[Any], int, str], Iterable[Any]]
"""Shows progress: steps, their number, description -> the same steps."""


def step_bar(steps: Iterable[Any], n_steps: int, description: str) -> Iterable[Any]:
    """Show the progress of long steps, on a terminal only."""
    if not sys.stderr.isatty() or find_spec("tqdm") is None:
        return steps
    from tqdm import tqdm

    wrapped: Iterable[Any] = tqdm(steps, total=n_steps, desc=description, leave=False)
    return wrapped


def in_processes(tasks: Iterable[Any], n_jobs: int) -> Iterator[Any]:
    """Yield the results of joblib tasks in their order.

    One thread a process: trees on data of this size gain little from more, and threads that wait for each other
    are slower by far than one on a busy machine.
    """
    with parallel_config(backend="loky", inner_max_num_threads=1):
        yield from Parallel(n_jobs=n_jobs, return_as="generator")(tasks)
