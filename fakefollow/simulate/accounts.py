"""Synthetic accounts with known kind: everything in them is invented, so they may go into tests and examples.

A figure measured on synthetic accounts says that the code works, never how well it tells real followers.
Knows the canonical fields and nothing of features or models. They come of populations, each with its own habits, whose
medians and spreads follow aggregate figures of public research sets; no account does.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from fakefollow.errors import Brief, expect_seed
from fakefollow.simulate import words
from fakefollow.simulate.words import PLACES, Pen, Texts

Law = tuple[float, float]
"""Median and log-spread of a lognormal law."""
FloatArray = NDArray[np.float64]
AnyArray = NDArray[Any]

_PLATFORM_AGE_DAYS: Final = 6000.0
_DAY: Final = 86400.0
_YOUNGEST_DAYS: Final = 0.05
_LARGEST_RATE: Final = 5e7
"""Mean of a count at most, about that of the largest accounts of a platform; a convention."""
_GROWS: Final = {
    "followers_count": 0.6,
    "following_count": 0.4,
    "posts_count": 1.0,
    "likes_count": 1.0,
    "listed_count": 0.8,
}
"""Slope on log-age of each count, posts being 1, about as in public sets of genuine accounts."""
_SETTINGS: Final = (
    *("location", "url", "default_profile", "default_profile_image", "has_banner"),
    *("protected", "verified", "geo_enabled"),
)


@dataclass(frozen=True, slots=True)
class Population:
    """One population of synthetic accounts: how its texts are written, its counts drawn, its settings set.

    ``share`` is that among the accounts of its kind. ``age_days`` and ``counts``, in the order of `_GROWS`, are
    medians and log-spreads; counts are Poisson around them. ``settings`` are the chances of `_SETTINGS`. ``grows`` is
    the power of age that posts follow, 0 for accounts that are left alone once they are made. ``coupling`` is the
    loading of every count on how busy the account is; its square is the correlation of two logs.
    """

    kind: str
    share: float
    texts: Callable[[Pen], Texts]
    age_days: Law
    grows: float
    coupling: float
    counts: tuple[Law, ...]
    settings: tuple[float, ...]

    def draw_ages(self, random: np.random.Generator, n: int) -> FloatArray:
        """Draw ages of synthetic accounts in seconds, from an hour to that of the platform."""
        median, spread = self.age_days
        days = median * np.exp(spread * random.standard_normal(n))
        return np.floor(_DAY * np.clip(days, _YOUNGEST_DAYS, _PLATFORM_AGE_DAYS))

    def log_density(self, age_seconds: FloatArray) -> FloatArray:
        """Return how well ages fit this population of synthetic accounts, as a log-density of log-age."""
        median, spread = self.age_days
        days = np.maximum(age_seconds / _DAY, _YOUNGEST_DAYS)
        density: FloatArray = -0.5 * (np.log(days / median) / spread) ** 2 - np.log(spread)
        return density

    def draw_accounts(self, random: np.random.Generator, age_seconds: FloatArray) -> dict[str, AnyArray]:
        """Draw synthetic accounts of these ages as canonical columns, without id and times."""
        texts = self._draw_texts(Pen(random), len(age_seconds))
        chances = zip(_SETTINGS, self.settings, strict=True)
        flags = {name: random.random(len(age_seconds)) < share for name, share in chances}
        place = np.array(PLACES, object)[random.integers(len(PLACES), size=len(age_seconds))]
        site = np.array([f"https://{name.lower().replace('_', '-')}.example" for name in texts["username"]], object)
        return {
            **texts,
            "location": np.where(flags.pop("location"), place, ""),
            "url": np.where(flags.pop("url"), site, ""),
            **self._draw_counts(random, age_seconds),
            **flags,
        }

    def _draw_texts(self, pen: Pen, n: int) -> dict[str, AnyArray]:
        texts = np.array([self.texts(pen) for _ in range(n)], object).reshape(n, 3)
        return {"username": texts[:, 1], "name": texts[:, 0], "description": texts[:, 2]}

    def _draw_counts(self, random: np.random.Generator, age_seconds: FloatArray) -> dict[str, AnyArray]:
        busy = random.standard_normal(len(age_seconds))
        log_age = np.log(np.maximum(age_seconds / _DAY, _YOUNGEST_DAYS) / self.age_days[0])
        alone = np.sqrt(1.0 - self.coupling**2)
        counts = {}
        for (name, slope), (median, spread) in zip(_GROWS.items(), self.counts, strict=True):
            habit = self.coupling * busy + alone * random.standard_normal(len(age_seconds))
            rate = median * np.exp(spread * habit + self.grows * slope * log_age)
            counts[name] = random.poisson(np.minimum(rate, _LARGEST_RATE))
        # The platform lets an account follow 5,000 others before its own followers limit it.
        limit = np.maximum(5000, 1.1 * counts["followers_count"]).astype(np.int64)
        counts["following_count"] = np.minimum(counts["following_count"], limit)
        return counts


_MADE: Final = {  # kind, share, texts, age in days, power of age, coupling
    "people_readers": ("genuine", 0.34, words.reader_texts, (1500, 0.8), 0.8, 0.85),
    "people_active": ("genuine", 0.36, words.person_texts, (2000, 0.7), 0.8, 0.8),
    "newcomers": ("genuine", 0.12, words.newcomer_texts, (60, 1.1), 0.8, 0.8),
    "public_accounts": ("genuine", 0.18, words.public_texts, (2800, 0.5), 0.8, 0.6),
    "batch_made": ("purchased", 0.45, words.batch_made_texts, (60, 0.7), 0.0, 0.35),
    "aged_stock": ("purchased", 0.3, words.aged_texts, (900, 0.55), 0.0, 0.35),
    "template_bios": ("purchased", 0.25, words.template_bio_texts, (300, 0.8), 0.0, 0.35),
    "spam": ("bot", 0.4, words.spam_texts, (450, 0.8), 0.0, 0.5),
    "feed_relays": ("bot", 0.35, words.feed_relay_texts, (850, 0.7), 0.8, 0.5),
    "follow_back": ("bot", 0.25, words.follow_back_texts, (800, 0.7), 0.8, 0.5),
}
_COUNTS: Final = {  # median and log-spread of each count, in the order of `_GROWS`
    "people_readers": ((75, 1.5), (240, 1.1), (400, 1.8), (95, 2.2), (0.7, 1.4)),
    "people_active": ((380, 1.4), (350, 1.05), (5000, 1.6), (1800, 2.1), (3, 1.5)),
    "newcomers": ((26, 1.3), (170, 1.0), (28, 1.7), (60, 2.1), (0.06, 1.0)),
    "public_accounts": ((4000, 1.7), (900, 1.2), (9000, 1.3), (2500, 1.9), (80, 1.4)),
    "batch_made": ((6, 1.2), (330, 0.7), (12, 1.5), (0.7, 1.7), (0.01, 0.5)),
    "aged_stock": ((19, 1.3), (570, 0.8), (38, 1.9), (6, 2.1), (0.07, 1.0)),
    "template_bios": ((22, 1.2), (580, 0.8), (50, 1.5), (9, 2.1), (0.04, 0.9)),
    "spam": ((150, 1.5), (800, 1.1), (150, 2.0), (0.5, 1.7), (0.8, 1.3)),
    "feed_relays": ((90, 2.1), (2, 1.9), (4700, 1.6), (2, 2.2), (8, 1.5)),
    "follow_back": ((700, 1.0), (1300, 0.8), (8000, 1.0), (300, 2.3), (3, 1.2)),
}
_CHANCES: Final = {  # in the order of `_SETTINGS`
    "people_readers": (0.68, 0.25, 0.44, 0.03, 0.62, 0.04, 0.01, 0.46),
    "people_active": (0.7, 0.36, 0.3, 0.005, 0.88, 0.04, 0.01, 0.6),
    "newcomers": (0.55, 0.14, 0.85, 0.08, 0.42, 0.04, 0.01, 0.15),
    "public_accounts": (0.9, 0.9, 0.2, 0.005, 0.95, 0.04, 0.01, 0.6),
    "batch_made": (0.15, 0.01, 0.95, 0.25, 0.06, 0.04, 0.01, 0.02),
    "aged_stock": (0.36, 0.07, 0.73, 0.09, 0.12, 0.04, 0.01, 0.11),
    "template_bios": (0.55, 0.03, 0.8, 0.03, 0.26, 0.04, 0.01, 0.05),
    "spam": (0.35, 0.45, 0.45, 0.03, 0.25, 0.04, 0.01, 0.02),
    "feed_relays": (0.5, 0.85, 0.46, 0.01, 0.66, 0.04, 0.01, 0.04),
    "follow_back": (0.35, 0.4, 0.6, 0.02, 0.5, 0.04, 0.01, 0.1),
}
POPULATIONS: Final = {name: Population(*made, _COUNTS[name], _CHANCES[name]) for name, made in _MADE.items()}
"""Populations of synthetic accounts by name; sold and automated ones overlap with newcomers and readers."""


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


@dataclass(frozen=True, slots=True, repr=False)
class SimulatedAccounts(Brief):
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
    expect_seed(size, f"n_{kind}")
    shares = {name: population.share for name, population in POPULATIONS.items() if population.kind == kind}
    return [list(shares)[index] for index in random.choice(len(shares), size, p=list(shares.values()))]


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


def draw_columns(
    random: np.random.Generator,
    source: NDArray[np.str_],
    created_at: FloatArray,
    observed_at: datetime,
    *,
    profiles: bool,
) -> tuple[dict[str, AnyArray], NDArray[np.str_], NDArray[np.str_]]:
    """Draw columns of synthetic accounts, ids and times alone without profiles; return the source and kind of each."""
    source = draw_genuine_sources(random, source, observed_at.timestamp() - created_at)
    kind = np.full(len(source), "genuine", "<U9")
    for name, population in POPULATIONS.items():
        kind[source == name] = population.kind
    if not profiles:
        return {"id": ids_of(created_at), **time_columns(created_at, observed_at)}, source, kind
    columns = profile_columns(random, source, ids_of(created_at), created_at, observed_at)
    columns["last_status_at"] = draw_last_posts(random, kind, columns)
    return columns, source, kind


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
