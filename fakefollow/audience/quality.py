"""Quality beside quantity: how many followers are genuine, how many of those are active, and how far they reach.

Inactive is not fake: people read without posting, and are a row of their own. Knows fused scores and columns.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from fakefollow.audience.chance import Interval, normal_quantile, wilson_bounds
from fakefollow.profiles import BoolArray, FloatArray, ProfileTable, ValueColumn
from fakefollow.scoring import Scores

ACTIVE_DAYS: Final = 90
MASS_FOLLOWING: Final = 1500
"""Who follows more accounts than this hardly sees what any one of them posts; a usual limit of audience tools."""


@dataclass(frozen=True, slots=True)
class QualityRow:
    """One figure about an audience, in accounts.

    Parameters
    ----------
    name, label, note : str
        Short name, what it is, and how to read it.
    followers : Interval
        The figure.
    """

    name: str
    label: str
    note: str
    followers: Interval

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {"name": self.name, "label": self.label, **self.followers.to_dict(), "note": self.note}


def quality_rows(scores: Scores, genuine_share: Interval, n_followers: int) -> tuple[QualityRow, ...]:
    """Return what an audience is worth.

    Parameters
    ----------
    scores : Scores
        Fused scores of the followers at hand.
    genuine_share : Interval
        Share of the whole audience that is genuine.
    n_followers : int
        Size of the whole audience.
    """
    whole = Interval(n_followers, n_followers, n_followers, genuine_share.level)
    genuine = genuine_share.times(n_followers)
    rows = [
        QualityRow("followers", "followers", "quantity: what the platform counts", whole),
        QualityRow("genuine", "genuine followers", "quality: what is left of them", genuine),
    ]
    weight = scores.authenticity
    rows.extend(_activity_rows(scores.table, weight, genuine))
    rows.extend(_mass_following_row(scores.table, weight, genuine))
    rows.extend(_reach_row(scores.table, weight, genuine))
    return tuple(rows)


def _activity_rows(table: ProfileTable, weight: FloatArray, genuine: Interval) -> Iterator[QualityRow]:
    last, seen = table.times("last_status_at"), table.times("observed_at")
    days = (seen - last) / np.timedelta64(1, "D")
    posts = table.columns.get("posts_count")
    never = (
        posts.valid & (posts.values == 0)
        if isinstance(posts, ValueColumn)
        else np.zeros(len(table), np.bool_)
    )
    if np.isnan(days).all():
        return
    known = ~np.isnan(days) | never
    active = days <= ACTIVE_DAYS
    yield QualityRow(
        "active",
        "of these, active",
        f"posted within {ACTIVE_DAYS} days before they were observed",
        _part(active & known, weight, genuine),
    )
    yield QualityRow(
        "inactive",
        "of these, inactive",
        "not fake: many people only read",
        _part(~active & known, weight, genuine),
    )
    if not known.all():
        yield QualityRow(
            "activity_unknown",
            "of these, activity not known",
            "time of the last post not observed",
            _part(~known, weight, genuine),
        )


def _mass_following_row(table: ProfileTable, weight: FloatArray, genuine: Interval) -> Iterator[QualityRow]:
    column = table.columns.get("following_count")
    if isinstance(column, ValueColumn) and column.valid.any():
        many = column.valid & (column.values > MASS_FOLLOWING)
        yield QualityRow(
            "mass_following",
            "of these, following very many",
            f"follow over {MASS_FOLLOWING:,} accounts and hardly see one of them",
            _part(many, weight * column.valid, genuine),
        )


def _reach_row(table: ProfileTable, weight: FloatArray, genuine: Interval) -> Iterator[QualityRow]:
    """Give the followers of the genuine followers, each counted as often as it follows one of them."""
    column = table.columns.get("followers_count")
    if not isinstance(column, ValueColumn) or not column.valid.any():
        return
    weight = weight * column.valid
    counts = column.values * column.valid
    total = max(float(weight.sum()), 1e-12)
    mean = float(np.sum(weight * counts)) / total
    # Linearised variance of a ratio of weighted sums.
    error = normal_quantile(genuine.level) * float(np.sqrt(np.sum((weight * (counts - mean)) ** 2))) / total
    low, high = max(mean - error, 0.0) * genuine.low, (mean + error) * genuine.high
    yield QualityRow(
        "reach",
        "followers of genuine followers",
        "whom they could pass a post on to; counted twice where they share followers",
        Interval(mean * genuine.estimate, low, high, genuine.level),
    )


def _part(holds: BoolArray, weight: FloatArray, genuine: Interval) -> Interval:
    """Return the genuine followers of whom something holds, by Wilson's interval for the weighted share."""
    most = float(weight.max(initial=0.0))
    if most <= 0.0:
        return Interval(0.0, 0.0, genuine.high, genuine.level)
    weight = weight / most
    total = float(weight.sum())
    size = total**2 / float(np.sum(weight**2))
    share = float(np.sum(weight * holds)) / total
    # Rounding can leave a sum of weights beside 0 and 1.
    low, high = wilson_bounds(min(max(share, 0.0), 1.0), size, genuine.level)
    return Interval(share * genuine.estimate, low * genuine.low, high * genuine.high, genuine.level)
