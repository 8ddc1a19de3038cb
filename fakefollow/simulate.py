"""Synthetic accounts with known kind: everything in them is invented, so they may go into tests and examples.

A figure measured on synthetic accounts says that the code works, never how well it tells real followers.
Knows the canonical fields and nothing of features or models.

The example file of the repository is written by
``python -m fakefollow.simulate notebooks/data/followers.jsonl``.
"""

import json
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np

from fakefollow.simulate_populations import POPULATIONS
from fakefollow.simulate_words import Pen

OBSERVED_AT: Final = datetime(2024, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class SimulatedAccounts:
    """Synthetic accounts and the truth about them.

    Parameters
    ----------
    profiles : list of dict
        Canonical fields with Python values, times zone-aware; what `fakefollow.read` takes.
    kind : list of str
        ``"genuine"``, ``"purchased"`` or ``"bot"`` for each account.
    source : list of str
        The made-up population that each account comes from, at least three a kind.
    """

    profiles: list[dict[str, Any]]
    kind: list[str]
    source: list[str]

    def __len__(self) -> int:
        return len(self.profiles)


def simulate_accounts(
    n_genuine: int = 700,
    n_purchased: int = 200,
    n_bot: int = 100,
    *,
    observed_at: datetime = OBSERVED_AT,
    random_state: int = 0,
) -> SimulatedAccounts:
    """Make up synthetic accounts of known kind, in random order.

    Parameters
    ----------
    n_genuine, n_purchased, n_bot : int
        How many accounts of each kind.
    observed_at : datetime
        When all of them are said to have been observed; must carry a zone.
    random_state : int
        Seed; the same seed gives the same accounts, byte for byte.

    Returns
    -------
    SimulatedAccounts
        Profiles with every commonly shown field, their kinds and their sources.

    Examples
    --------
    >>> from fakefollow.simulate import simulate_accounts
    >>> accounts = simulate_accounts(3, 2, 1)
    >>> len(accounts), sorted(accounts.kind)
    (6, ['bot', 'genuine', 'genuine', 'genuine', 'purchased', 'purchased'])
    """
    random = np.random.default_rng(random_state)
    sizes = {"genuine": n_genuine, "purchased": n_purchased, "bot": n_bot}
    sources = [source for kind, size in sizes.items() for source in _draw_sources(random, kind, size)]
    sources = [sources[row] for row in random.permutation(len(sources))]
    pen = Pen(random)
    profiles = [
        {"id": str(9_000_000_000 + row), **POPULATIONS[source].account(pen, observed_at)}
        for row, source in enumerate(sources)
    ]
    return SimulatedAccounts(profiles, [POPULATIONS[source].kind for source in sources], sources)


def _draw_sources(random: np.random.Generator, kind: str, size: int) -> list[str]:
    names = [name for name, population in POPULATIONS.items() if population.kind == kind]
    shares = [POPULATIONS[name].share for name in names]
    return [names[place] for place in random.choice(len(names), size, p=shares)]


def write_example(path: Path) -> None:
    """Write the synthetic example file: 300 accounts of mixed kinds as JSON lines, kinds not told."""
    accounts = simulate_accounts(210, 60, 30, random_state=1)
    path.write_bytes("".join(_json_line(profile) for profile in accounts.profiles).encode())


def _json_line(profile: dict[str, Any]) -> str:
    return json.dumps(profile, ensure_ascii=False, separators=(",", ":"), default=datetime.isoformat) + "\n"


if __name__ == "__main__":
    write_example(Path(sys.argv[1]))
