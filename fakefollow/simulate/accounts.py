"""Synthetic accounts with known kind: everything in them is invented, so they may go into tests and examples.

A figure measured on synthetic accounts says that the code works, never how well it tells real followers.
Knows the canonical fields and nothing of features or models.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from fakefollow.errors import expect_seed
from fakefollow.simulate.populations import POPULATIONS, AnyArray, FloatArray

OBSERVED_AT: Final = datetime(2024, 1, 1, tzinfo=UTC)

_EARLIEST: Final = datetime(2006, 1, 1, tzinfo=UTC).timestamp()
_FIRST_ID: Final = 9_000_000_000_000
"""Ids of synthetic followers grow with their creation, in a range that the platform never used."""

PROFILE_FIELDS: Final = (
    *("id", "username", "name", "description", "location", "url", "created_at", "observed_at"),
    *("followers_count", "following_count", "posts_count", "likes_count", "listed_count"),
    *("default_profile", "default_profile_image", "has_banner", "protected", "verified", "geo_enabled"),
)
"""Canonical fields that every synthetic profile shows."""


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
    >>> import fakefollow as ff
    >>> accounts = ff.simulate_accounts(3, 2, 1)
    >>> len(accounts), sorted(accounts.kind)
    (6, ['bot', 'genuine', 'genuine', 'genuine', 'purchased', 'purchased'])
    """
    expect_seed(random_state)
    random = np.random.default_rng(random_state)
    sizes = {"genuine": n_genuine, "purchased": n_purchased, "bot": n_bot}
    sources = [source for kind, size in sizes.items() for source in _draw_sources(random, kind, size)]
    sources = [sources[row] for row in random.permutation(len(sources))]
    ages = _draw_ages(random, np.array(sources, object))
    ids = [str(9_000_000_000 + row) for row in range(len(sources))]
    columns = profile_columns(
        random, np.array(sources, object), np.array(ids, object), observed_at.timestamp() - ages, observed_at
    )
    profiles = profiles_of(columns)
    return SimulatedAccounts(profiles, [POPULATIONS[source].kind for source in sources], sources)


def _draw_sources(random: np.random.Generator, kind: str, size: int) -> list[str]:
    names = [name for name, population in POPULATIONS.items() if population.kind == kind]
    shares = [POPULATIONS[name].share for name in names]
    return [names[index] for index in random.choice(len(names), size, p=shares)]


def _draw_ages(random: np.random.Generator, sources: AnyArray) -> FloatArray:
    ages = np.zeros(len(sources))
    for name, population in POPULATIONS.items():
        rows = np.flatnonzero(sources == name)
        ages[rows] = population.draw_ages(random, len(rows))
    return ages


def draw_genuine_sources(
    random: np.random.Generator, source: NDArray[np.str_], age_seconds: FloatArray
) -> NDArray[np.str_]:
    """Name a population for synthetic accounts without one, by how common it is among those of their age."""
    rows = np.flatnonzero(source == "")
    names = [name for name, population in POPULATIONS.items() if population.kind == "genuine"]
    # The largest of log-weights with Gumbel noise is a draw by weight.
    noisy = [
        np.log(POPULATIONS[name].share) + POPULATIONS[name].log_density(age_seconds[rows]) + noise
        for name, noise in zip(names, random.gumbel(size=(len(names), len(rows))), strict=True)
    ]
    named = source.copy()
    named[rows] = np.array(names, source.dtype)[np.argmax(noisy, axis=0)]
    return named


def ids_of(created_at: FloatArray) -> AnyArray:
    """Return ids of synthetic accounts in the order of creation, all different."""
    order = np.argsort(created_at, kind="stable")
    ids = _FIRST_ID + ((created_at - _EARLIEST) * 1000).astype(np.int64)
    steps = np.arange(len(ids))
    ids[order] = np.maximum.accumulate(ids[order] - steps) + steps
    return ids.astype("<U20").astype(object)


def profile_columns(
    random: np.random.Generator, sources: AnyArray, ids: AnyArray, created_at: FloatArray, observed_at: datetime
) -> dict[str, AnyArray]:
    """Draw synthetic profiles of given populations and creation times as canonical columns, in their order."""
    columns: dict[str, AnyArray] = {}
    for name, population in POPULATIONS.items():
        rows = np.flatnonzero(sources == name)
        drawn = population.draw_accounts(random, observed_at.timestamp() - created_at[rows])
        for field, values in drawn.items():
            columns.setdefault(field, np.empty(len(sources), values.dtype))[rows] = values
    columns["username"] = _all_different(columns["username"])
    dated = {"id": ids, **columns, **time_columns(created_at, observed_at)}
    return {field: dated[field] for field in PROFILE_FIELDS}


def _all_different(handles: AnyArray) -> AnyArray:
    """Add numbers to handles that are taken, as people do; case does not count."""
    taken: set[str] = set()
    times: Counter[str] = Counter()
    for row, handle in enumerate(handles.tolist()):
        free, key = handle, handle.lower()
        while free.lower() in taken:
            times[key] += 1
            free = f"{handle[: 14 - len(str(times[key]))]}{times[key]}"
        taken.add(free.lower())
        handles[row] = free
    return handles


def draw_last_posts(random: np.random.Generator, kind: NDArray[np.str_], columns: dict[str, AnyArray]) -> AnyArray:
    """Draw when synthetic accounts last posted, NaT for those that never did.

    Bought accounts stop within months of being made. Of the others half go on, so that their last post is about as
    long ago as their posts are apart, and half stopped at any time.
    """
    age = (columns["observed_at"] - columns["created_at"]).astype(np.float64) / 1e6
    n, posts = len(kind), columns["posts_count"]
    apart = np.maximum(age / (posts + 1), 6 * 3600.0)
    ago = np.where(random.random(n) < 0.5, apart * random.standard_exponential(n), age * random.random(n))
    stopped = age - 40 * 86400.0 * random.standard_exponential(n)
    ago = np.clip(np.where(kind == "purchased", stopped, ago), 0.0, age)
    times = columns["observed_at"] - ago.astype(np.int64).astype("timedelta64[s]")
    return np.where(posts > 0, times, np.datetime64("NaT", "us"))


def time_columns(created_at: FloatArray, observed_at: datetime) -> dict[str, AnyArray]:
    """Return creation and observation times of synthetic accounts as datetime64[us] columns (UTC)."""
    created = (created_at * 1e6).astype(np.int64).astype("datetime64[us]")
    observed = np.datetime64(observed_at.astimezone(UTC).replace(tzinfo=None), "us")
    return {"created_at": created, "observed_at": np.full(len(created_at), observed)}


def profiles_of(columns: dict[str, AnyArray]) -> list[dict[str, Any]]:
    """Turn columns of synthetic accounts into one dict each, with Python values and zone-aware times."""
    lists = {name: _python_values(values) for name, values in columns.items()}
    return [dict(zip(lists, row, strict=True)) for row in zip(*lists.values(), strict=True)]


def _python_values(values: AnyArray) -> list[Any]:
    if values.dtype.kind == "M":
        return [time and time.replace(tzinfo=UTC) for time in values.tolist()]
    listed: list[Any] = values.tolist()
    return listed
