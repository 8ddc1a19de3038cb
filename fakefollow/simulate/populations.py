"""Populations of synthetic accounts: genuine people, stock of sellers and bots, each with its own habits.

Medians and spreads follow aggregate figures of public research sets; no account does.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

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
