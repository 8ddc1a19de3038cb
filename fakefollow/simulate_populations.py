"""Populations of synthetic accounts: genuine people, stock of sellers and bots, each with its own habits.

Medians and spreads follow aggregate figures of public research sets; no account does.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from fakefollow import simulate_words as words
from fakefollow.simulate_words import PLACES, Pen, Texts

Law = tuple[float, float]
"""Median and log-spread of a lognormal law."""


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

    def account(self, pen: Pen, observed_at: datetime) -> dict[str, Any]:
        """Make one synthetic account, without an id."""
        name, username, description = self.texts(pen)
        happens = {setting: pen.chance(share) for setting, share in self.settings.items()}
        place, site = pen.one_of(PLACES), f"https://{username.lower().replace('_', '-')}.example"
        return {
            "username": username,
            "name": name,
            "description": description,
            "location": place if happens.pop("location") else "",
            "url": site if happens.pop("url") else "",
            "created_at": observed_at - timedelta(seconds=pen.seconds(*self.age_days)),
            "observed_at": observed_at,
            "followers_count": pen.count(*self.followers),
            "following_count": pen.count(*self.following),
            "posts_count": pen.count(*self.posts),
            "likes_count": pen.count(*self.likes),
            "listed_count": pen.count(*self.listed),
            **happens,
        }


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
        share=0.3,
        texts=words.person_texts,
        age_days=(1500, 0.9),
        followers=(35, 1.3),
        following=(220, 0.9),
        posts=(60, 1.8),
        likes=(300, 1.9),
        listed=(0.3, 1.2),
        settings=_settings(
            default_profile=0.6, no_picture=0.15, banner=0.45, location=0.5, url=0.1, geo=0.35
        ),
    ),
    "people_active": Population(
        kind="genuine",
        share=0.38,
        texts=words.person_texts,
        age_days=(2200, 0.7),
        followers=(420, 1.3),
        following=(420, 1.0),
        posts=(2600, 1.4),
        likes=(2400, 1.7),
        listed=(4, 1.4),
        settings=_settings(
            default_profile=0.35, no_picture=0.02, banner=0.85, location=0.75, url=0.35, geo=0.55
        ),
    ),
    "newcomers": Population(
        kind="genuine",
        share=0.17,
        texts=words.newcomer_texts,
        age_days=(70, 1.1),
        followers=(9, 1.2),
        following=(130, 0.9),
        posts=(7, 1.6),
        likes=(14, 2.0),
        listed=(0.03, 1.0),
        settings=_settings(
            default_profile=0.85, no_picture=0.35, banner=0.25, location=0.25, url=0.04, geo=0.2
        ),
    ),
    "public_accounts": Population(
        kind="genuine",
        share=0.15,
        texts=words.public_texts,
        age_days=(2800, 0.5),
        followers=(2600, 1.8),
        following=(600, 1.3),
        posts=(6800, 1.4),
        likes=(400, 2.2),
        listed=(60, 1.3),
        settings=_settings(
            default_profile=0.25, no_picture=0.01, banner=0.93, location=0.85, url=0.9, geo=0.35
        ),
    ),
    "batch_made": Population(
        kind="purchased",
        share=0.45,
        texts=words.batch_made_texts,
        age_days=(50, 0.7),
        followers=(4, 1.2),
        following=(350, 0.8),
        posts=(3, 1.4),
        likes=(1.5, 1.9),
        listed=(0.01, 0.5),
        settings=_settings(
            default_profile=0.93, no_picture=0.35, banner=0.08, location=0.12, url=0.01, geo=0.03
        ),
    ),
    "aged_stock": Population(
        kind="purchased",
        share=0.3,
        texts=words.aged_texts,
        age_days=(900, 0.6),
        followers=(20, 1.2),
        following=(600, 0.8),
        posts=(40, 1.4),
        likes=(18, 1.9),
        listed=(0.05, 0.8),
        settings=_settings(default_profile=0.8, no_picture=0.2, banner=0.2, location=0.25, url=0.03, geo=0.1),
    ),
    "template_bios": Population(
        kind="purchased",
        share=0.25,
        texts=words.template_bio_texts,
        age_days=(260, 0.8),
        followers=(20, 0.9),
        following=(700, 0.9),
        posts=(40, 1.5),
        likes=(30, 1.7),
        listed=(0.03, 0.8),
        settings=_settings(
            default_profile=0.75, no_picture=0.05, banner=0.4, location=0.4, url=0.05, geo=0.08
        ),
    ),
    "spam": Population(
        kind="bot",
        share=0.4,
        texts=words.spam_texts,
        age_days=(300, 0.9),
        followers=(90, 1.6),
        following=(800, 1.2),
        posts=(2200, 1.4),
        likes=(60, 2.0),
        listed=(0.4, 1.1),
        settings=_settings(default_profile=0.7, no_picture=0.08, banner=0.3, location=0.3, url=0.5, geo=0.08),
    ),
    "feed_relays": Population(
        kind="bot",
        share=0.35,
        texts=words.feed_relay_texts,
        age_days=(1300, 0.7),
        followers=(300, 1.7),
        following=(120, 1.7),
        posts=(9000, 1.6),
        likes=(60, 2.4),
        listed=(6, 1.2),
        settings=_settings(
            default_profile=0.55, no_picture=0.05, banner=0.4, location=0.5, url=0.6, geo=0.08
        ),
    ),
    "follow_back": Population(
        kind="bot",
        share=0.25,
        texts=words.follow_back_texts,
        age_days=(800, 0.7),
        followers=(1200, 1.3),
        following=(1500, 1.1),
        posts=(6500, 1.2),
        likes=(500, 1.8),
        listed=(5, 1.1),
        settings=_settings(default_profile=0.5, no_picture=0.02, banner=0.6, location=0.5, url=0.2, geo=0.2),
    ),
}
"""Populations of synthetic accounts by name; sold and automated ones overlap with newcomers and readers."""
