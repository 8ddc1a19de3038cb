"""Reactions: read interactions, find who reacted, weigh them as audiences are weighed, and put the figures together."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import numpy as np

from fakefollow.audience import Order, check_level, exactly
from fakefollow.engagement.change import Side
from fakefollow.engagement.compare import side_of
from fakefollow.engagement.reach import (
    completeness,
    concentration,
    conversation,
    follow_figures,
    if_all_at_hand,
    reach,
    window,
)
from fakefollow.engagement.reactors import Reactors, told, weigh_reactors, with_profiles
from fakefollow.engagement.report import InfluenceReport
from fakefollow.errors import expect_seed, speaking_of
from fakefollow.profiles import COLUMNS
from fakefollow.readers import Interactions, read_interactions
from fakefollow.report import plain, plural, plural_verb
from fakefollow.scoring import Detector, detector_for

LIKES_HIDDEN: Final = {
    "x": "X has shown only the author of a post who liked it since June 2024.",
    "youtube": "YouTube shows nobody who liked a video.",
    "tiktok": "TikTok counts likes and lists nobody who gave them.",
}
"""What platforms withhold, where no like is at hand."""

WHY: Final = "Why somebody reacted is not known: likes out of courtesy, habit or for pay look alike."
WINDOW: Final = "More posts show more who react: compare accounts by as many posts over as many days."


def influence(
    followers: Any | None,
    interactions: Any,
    posts: Any | None = None,
    *,
    order: Order = "newest_first",
    platform: str | None = None,
    observed_at: datetime | str | None = None,
    total_followers: int | None = None,
    model: str | Path | Detector | None = None,
    columns: Mapping[str, str] | None = None,
    level: float = 0.95,
    random_state: int = 0,
) -> InfluenceReport:
    """Say who reacts to the posts of one account: how many, how many of them genuine, and how many of its followers.

    Parameters
    ----------
    followers : path, frame, list, table, AuditReport or None
        The followers of the account, in any form that `fakefollow.audit` takes, or an audit of them; usernames or ids
        are enough to tell who of those that reacted follows.
    interactions : path, frame, list or Interactions
        Who reacted to which post, how and when, as `fakefollow.read_interactions` takes it.
    posts : path, frame or list, optional
        The account's own posts, with times, counts and texts, its replies to others among them.
    order : {"newest_first", "oldest_first", "unordered"}, default="newest_first"
        How the followers are ordered by when they followed.
    platform : str, optional
        Platform they come from; recognised by default.
    observed_at : datetime or str, optional
        When the profiles were observed, for rows that do not say so themselves.
    total_followers : int, optional
        How many followers the account has by its own count, where the list may be a sample.
    model : str, Path or Detector, optional
        Model of the genuine shares; by default that of the platform.
    columns : mapping of str to str, optional
        Your column name -> canonical name, of interactions, posts and followers.
    level : float, default=0.95
        Level of the intervals.
    random_state : int, default=0
        Seed of shares and bootstrap.

    Returns
    -------
    InfluenceReport

    Raises
    ------
    ProfileError
        If an input cannot be read.
    ValueError
        If ``total_followers`` is less than the rows given, or the level is out of range.

    Examples
    --------
    >>> import fakefollow as ff
    >>> made = ff.simulate_interactions(20, 400, random_state=1)
    >>> report = ff.influence(made.followers, made.interactions, made.posts)
    >>> report.reactors.estimate == len({row["account"]["id"] for row in made.interactions})
    True
    >>> 0.0 < report.per_thousand.low < report.per_thousand.estimate < report.per_thousand.high <= 1000.0
    True
    """
    check_level(level)
    expect_seed(random_state)
    asked = {"platform": platform, "model": model, "columns": columns, "level": level, "random_state": random_state}
    if not isinstance(interactions, Interactions):
        with speaking_of("interactions"):
            interactions = read_interactions(interactions, posts, platform, columns, observed_at)
    side = None
    if followers is not None:
        asked["columns"] = columns and {theirs: ours for theirs, ours in columns.items() if ours in COLUMNS}
        with speaking_of("followers"):
            side = side_of(followers, order, observed_at, total_followers, asked, "total_followers")
    table, place = with_profiles(interactions.accounts, side)
    detector = detector_for(model, table.platform)
    with speaking_of("interactions"):
        scores = detector.score(table)
    known = weigh_reactors(interactions, detector, scores, side, place, level=level, random_state=random_state)
    n, share, kinds = int(known.reacted.sum()), told(known.weighed), completeness(known)
    n_reactions = np.bincount(interactions.account[known.rows], minlength=len(table))[known.reacted]
    follow = follow_figures(known, side)
    return InfluenceReport(
        known=known,
        reactors=exactly(n, level),
        genuine_reactors=(share.times(n) if share else None) if n else exactly(0, level),
        **follow,
        reactors_if_all_at_hand=if_all_at_hand(n_reactions, kinds, level),
        concentration=concentration(n_reactions, level, random_state),
        facts={
            "n_interactions": len(interactions),
            "n_followers_at_hand": None if side is None else len(side),
            "n_reactors_known": int((known.reacted & ~np.isnan(known.against)).sum()),
            "genuine_share": plain(share),
            "completeness": kinds,
            "reach": reach(known),
            "conversation": conversation(known),
            "posts": window(known),
            "notices": list(_notices(known, side)),
            "limits": list(_limits(known, kinds)),
        },
        level=level,
    )


def _notices_of(at: Interactions) -> Iterator[str]:
    """Yield what of the interactions is not counted, or does not say what it is with."""
    yield from at.notes
    if n := int(at.repeats.sum()):
        yield f"{n:,} of {plural(len(at), 'interaction')} repeat an earlier one: each counts once."
    if n := int(at.own.sum()):
        yield f"{plural_verb(n, 'interaction', 'is')} of the account itself: not counted."
    if n := int(((at.account < 0) & ~at.own).sum()):
        yield f"{plural_verb(n, 'interaction', 'does')} not say who reacted; nobody is counted for it."
    if n := int((at.post < 0).sum()):
        yield f"{plural_verb(n, 'interaction', 'does')} not say to which post: name files likes_POST.json."
    n = len(np.setdiff1d(at.post[at.post >= 0], np.flatnonzero(at.posts.is_given)))
    if n and at.posts.is_given.any():
        yield f"{plural(n, 'post')} that reactions name {'is' if n == 1 else 'are'} not among the posts given."


def _notices(known: Reactors, side: Side | None) -> Iterator[str]:
    """Yield what is to be known before any figure."""
    yield from _notices_of(known.interactions)
    n, unknown = int(known.reacted.sum()), int((known.reacted & np.isnan(known.against)).sum())
    if 0 < unknown < n:
        yield (
            f"Of {unknown:,} of {n:,} accounts that reacted no profile says enough: they are taken to be like the "
            "others, which they need not be."
        )
    if side is None:
        return
    if not known.can_match and len(side) and n:
        yield ("Followers and reactions name accounts differently (ids, usernames): who of them follows is not known.")
    elif len(side) and n and not (known.place >= 0).any():
        yield (
            "Nobody who reacted is among the followers given: check that both are of one account, named in the "
            "same way."
        )
    if side.total is not None and not side.is_whole:
        yield (
            f"{len(side):,} of {side.total:,} followers are given: numbers of followers are estimated as if these "
            "were drawn at random. Newest followers react otherwise than old ones."
        )
    elif side.total is None:
        yield "The list of followers is assumed to be complete: pass total_followers= if it is not."


def _limits(known: Reactors, kinds: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield what cannot be known."""
    at = known.interactions
    platform = at.accounts.platform or ""
    likes = [kind for kind in kinds if kind["kind"] == "like" and kind["n"]]
    if not likes:
        yield " ".join(["No likes are given.", LIKES_HIDDEN.get(platform, "Some platforms hide who liked.")])
    yield WHY
    yield WINDOW
    if known.weighed is not None:
        yield from (note for note in known.weighed.notes if "follower" not in note or "count as genuine" in note)
