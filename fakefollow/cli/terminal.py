"""What commands write to the terminal: text, warnings as plain lines, and progress bars."""

import sys
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

from fakefollow.errors import FakefollowWarning


def write(text: str) -> None:
    """Write a text to stdout as it is."""
    sys.stdout.write(text)


def say(text: str) -> None:
    """Write a line to stdout."""
    write(f"{text}\n")


@contextmanager
def plain_warnings() -> Iterator[None]:
    """Show the warnings of the library as one line each on stderr, without a line of code."""

    def show(message: Warning | str, category: type[Warning], *place: Any, **more: Any) -> None:
        if issubclass(category, FakefollowWarning):
            sys.stderr.write(f"fakefollow: {message}\n")
        else:
            shown_before(message, category, *place, **more)

    with warnings.catch_warnings():
        warnings.simplefilter("always", FakefollowWarning)
        shown_before = warnings.showwarning
        warnings.showwarning = show
        yield


def _bars_wanted() -> bool:
    return sys.stderr.isatty() and find_spec("tqdm") is not None


@contextmanager
def row_bar(n_rows: int) -> Iterator[Any]:
    """Give a function that takes the number of rows done; draws on a terminal only."""
    if not _bars_wanted():
        yield None
        return
    from tqdm import tqdm

    with tqdm(total=n_rows, unit=" accounts", unit_scale=True, leave=False) as bar:
        yield bar.update


def step_bar(steps: Iterable[Any], n_steps: int, description: str) -> Iterable[Any]:
    """Show the progress of long steps, on a terminal only."""
    if not _bars_wanted():
        return steps
    from tqdm import tqdm

    wrapped: Iterable[Any] = tqdm(steps, total=n_steps, desc=description, leave=False)
    return wrapped
