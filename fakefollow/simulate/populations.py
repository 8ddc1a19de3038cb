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
_GROWS: Final = {
    "posts_count": 1.0,
    "likes_count": 1.0,
    "followers_count": 0.6,
    "following_count": 0.4,
    "listed_count": 0.8,
}
"""Slope on log-age of each count, posts being 1, about as in public sets of genuine accounts."""


@dataclass(frozen=True, slots=True)
class Population:
    """One population of synthetic accounts: how its texts are written, its counts drawn, its settings set.

    Parameters
    ----------
    kind : str
        Kind of all its accounts.
    share : float
        Share of the accounts of its kind.
    texts : callable
        `Pen` -> display name, handle and bio.
    age_days, followers, following, posts, likes, listed : tuple of two floats
        Median and log-spread of a lognormal law; counts are Poisson around it.
    settings : dict of str to float
        Chance that each flag is True, and that ``location`` and ``url`` are filled in.
    grows : float
        Power of age that posts and likes follow (other counts a fixed part of it); 0 for accounts that are
        left alone once they are made.
    coupling : float
        Loading of every count on how busy the account is, 0 to 1; its square is the correlation of two logs.
    """

    kind: str
    share: float
    texts: Callable[[Pen], Texts]
    age_days: Law
    followers: Law
    following: Law
    posts: Law
    likes: Law
    listed: Law
    settings: dict[str, float]
    grows: float = 0.0
    coupling: float = 0.5

    def draw_ages(self, random: np.random.Generator, n: int) -> FloatArray:
        """Draw ages of synthetic accounts in seconds, from an hour to that of the platform."""
        median, spread = self.age_days
        days = median * np.exp(spread * random.standard_normal(n))
        ages: FloatArray = np.floor(86400 * np.clip(days, 0.05, _PLATFORM_AGE_DAYS))
        return ages

    def log_density(self, age_seconds: FloatArray) -> FloatArray:
        """Return how well ages fit this population of synthetic accounts, as a log-density of log-age."""
        median, spread = self.age_days
        days = np.maximum(age_seconds / 86400, 0.05)
        density: FloatArray = -0.5 * (np.log(days / median) / spread) ** 2 - np.log(spread)
        return density

    def draw_accounts(self, random: np.random.Generator, age_seconds: FloatArray) -> dict[str, AnyArray]:
        """Draw synthetic accounts of these ages as canonical columns, without id and times."""
        texts = self._draw_texts(Pen(random), len(age_seconds))
        flags = {name: random.random(len(age_seconds)) < share for name, share in self.settings.items()}
        place = np.array(PLACES, object)[random.integers(len(PLACES), size=len(age_seconds))]
        site = np.array(
            [f"https://{name.lower().replace('_', '-')}.example" for name in texts["username"]], object
        )
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
        laws = {
            "followers_count": self.followers,
            "following_count": self.following,
            "posts_count": self.posts,
            "likes_count": self.likes,
            "listed_count": self.listed,
        }
        busy = random.standard_normal(len(age_seconds))
        log_age = np.log(np.maximum(age_seconds / 86400, 0.05) / self.age_days[0])
        alone = np.sqrt(1.0 - self.coupling**2)
        counts = {}
        for name, (median, spread) in laws.items():
            habit = self.coupling * busy + alone * random.standard_normal(len(age_seconds))
            rate = median * np.exp(spread * habit + self.grows * _GROWS[name] * log_age)
            counts[name] = random.poisson(np.minimum(rate, 5e7))
        # The platform lets an account follow 5,000 others before its own followers limit it.
        limit = np.maximum(5000, 1.1 * counts["followers_count"]).astype(np.int64)
        counts["following_count"] = np.minimum(counts["following_count"], limit)
        return counts


def _settings(
    *, default_profile: float, no_picture: float, banner: float, location: float, url: float, geo: float
) -> dict[str, float]:
    return {
        "location": location,
        "url": url,
        "default_profile": default_profile,
        "default_profile_image": no_picture,
        "has_banner": banner,
        "protected": 0.04,
        "verified": 0.01,
        "geo_enabled": geo,
    }


POPULATIONS: Final[dict[str, Population]] = {
    "people_readers": Population(
        kind="genuine",
        share=0.34,
        texts=words.reader_texts,
        age_days=(1500, 0.8),
        followers=(75, 1.5),
        following=(240, 1.1),
        posts=(400, 1.8),
        likes=(95, 2.2),
        listed=(0.7, 1.4),
        settings=_settings(
            default_profile=0.44, no_picture=0.03, banner=0.62, location=0.68, url=0.25, geo=0.46
        ),
        grows=0.8,
        coupling=0.85,
    ),
    "people_active": Population(
        kind="genuine",
        share=0.36,
        texts=words.person_texts,
        age_days=(2000, 0.7),
        followers=(380, 1.4),
        following=(350, 1.05),
        posts=(5000, 1.6),
        likes=(1800, 2.1),
        listed=(3, 1.5),
        settings=_settings(
            default_profile=0.3, no_picture=0.005, banner=0.88, location=0.7, url=0.36, geo=0.6
        ),
        grows=0.8,
        coupling=0.8,
    ),
    "newcomers": Population(
        kind="genuine",
        share=0.12,
        texts=words.newcomer_texts,
        age_days=(60, 1.1),
        followers=(26, 1.3),
        following=(170, 1.0),
        posts=(28, 1.7),
        likes=(60, 2.1),
        listed=(0.06, 1.0),
        settings=_settings(
            default_profile=0.85, no_picture=0.08, banner=0.42, location=0.55, url=0.14, geo=0.15
        ),
        grows=0.8,
        coupling=0.8,
    ),
    "public_accounts": Population(
        kind="genuine",
        share=0.18,
        texts=words.public_texts,
        age_days=(2800, 0.5),
        followers=(4000, 1.7),
        following=(900, 1.2),
        posts=(9000, 1.3),
        likes=(2500, 1.9),
        listed=(80, 1.4),
        settings=_settings(
            default_profile=0.2, no_picture=0.005, banner=0.95, location=0.9, url=0.9, geo=0.6
        ),
        grows=0.8,
        coupling=0.6,
    ),
    "batch_made": Population(
        kind="purchased",
        share=0.45,
        texts=words.batch_made_texts,
        age_days=(60, 0.7),
        followers=(6, 1.2),
        following=(330, 0.7),
        posts=(12, 1.5),
        likes=(0.7, 1.7),
        listed=(0.01, 0.5),
        settings=_settings(
            default_profile=0.95, no_picture=0.25, banner=0.06, location=0.15, url=0.01, geo=0.02
        ),
        coupling=0.35,
    ),
    "aged_stock": Population(
        kind="purchased",
        share=0.3,
        texts=words.aged_texts,
        age_days=(900, 0.55),
        followers=(19, 1.3),
        following=(570, 0.8),
        posts=(38, 1.9),
        likes=(6, 2.1),
        listed=(0.07, 1.0),
        settings=_settings(
            default_profile=0.73, no_picture=0.09, banner=0.12, location=0.36, url=0.07, geo=0.11
        ),
        coupling=0.35,
    ),
    "template_bios": Population(
        kind="purchased",
        share=0.25,
        texts=words.template_bio_texts,
        age_days=(300, 0.8),
        followers=(22, 1.2),
        following=(580, 0.8),
        posts=(50, 1.5),
        likes=(9, 2.1),
        listed=(0.04, 0.9),
        settings=_settings(
            default_profile=0.8, no_picture=0.03, banner=0.26, location=0.55, url=0.03, geo=0.05
        ),
        coupling=0.35,
    ),
    "spam": Population(
        kind="bot",
        share=0.4,
        texts=words.spam_texts,
        age_days=(450, 0.8),
        followers=(150, 1.5),
        following=(800, 1.1),
        posts=(150, 2.0),
        likes=(0.5, 1.7),
        listed=(0.8, 1.3),
        settings=_settings(
            default_profile=0.45, no_picture=0.03, banner=0.25, location=0.35, url=0.45, geo=0.02
        ),
    ),
    "feed_relays": Population(
        kind="bot",
        share=0.35,
        texts=words.feed_relay_texts,
        age_days=(850, 0.7),
        followers=(90, 2.1),
        following=(2, 1.9),
        posts=(4700, 1.6),
        likes=(2, 2.2),
        listed=(8, 1.5),
        settings=_settings(
            default_profile=0.46, no_picture=0.01, banner=0.66, location=0.5, url=0.85, geo=0.04
        ),
        grows=0.8,
    ),
    "follow_back": Population(
        kind="bot",
        share=0.25,
        texts=words.follow_back_texts,
        age_days=(800, 0.7),
        followers=(700, 1.0),
        following=(1300, 0.8),
        posts=(8000, 1.0),
        likes=(300, 2.3),
        listed=(3, 1.2),
        settings=_settings(default_profile=0.6, no_picture=0.02, banner=0.5, location=0.35, url=0.4, geo=0.1),
        grows=0.8,
    ),
}
"""Populations of synthetic accounts by name; sold and automated ones overlap with newcomers and readers."""
