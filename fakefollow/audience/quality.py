"""Quality beside quantity: how many followers are genuine, active, and reach how far; and what speaks against others.

Inactive is not fake: people read without posting, and are a row of their own. Knows fused scores and columns.
"""

from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fakefollow.audience.chance import Interval, normal_quantile, wilson_bounds
from fakefollow.profiles import BoolArray, FloatArray, ProfileTable
from fakefollow.scoring import Detector, ReasonWriter, Scores, weight_words

ACTIVE_DAYS: Final = 90
"""Days since the last post up to which an account is called active; a convention of audience tools."""
MASS_FOLLOWING: Final = 1500
"""Who follows more accounts than this hardly sees what any one of them posts; a usual limit of audience tools."""


@dataclass(frozen=True, slots=True)
class QualityRow:
    """One figure about an audience, in accounts: short name, what it is, and how to read it."""

    name: str
    label: str
    note: str
    followers: Interval | None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data; a figure that is withheld is None."""
        figure = self.followers.to_dict() if self.followers is not None else dict.fromkeys(("estimate", "low", "high"))
        return {"name": self.name, "label": self.label, **figure, "note": self.note}


RESTS_ON: Final = {"mass_following": "following_count", "reach": "followers_count"}
"""Figure -> the column it rests on; those of activity rest on the time of the last post."""


def quality_rows(
    scores: Scores, genuine_share: Interval, n_followers: int, unread: Container[str] = ()
) -> tuple[QualityRow, ...]:
    """Return what the whole audience of ``n_followers`` is worth, by fused scores of the followers at hand.

    Figures that rest on an ``unread`` column, of which too many values could not be read, are withheld.
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
    for place, row in enumerate(rows[2:], start=2):
        column = RESTS_ON.get(row.name, "last_status_at")
        if column in unread:
            note = f"withheld: too many values of {column} could not be read"
            rows[place] = replace(row, followers=None, note=note)
    return tuple(rows)


def _activity_rows(table: ProfileTable, weight: FloatArray, genuine: Interval) -> Iterator[QualityRow]:
    """Yield how many genuine followers are active, inactive, and not known to be either."""
    last, seen = table.times("last_status_at"), table.times("observed_at")
    days = (seen - last) / np.timedelta64(1, "D")
    if np.isnan(days).all():
        return
    known = ~np.isnan(days) | (table.floats("posts_count") == 0.0)
    active = days <= ACTIVE_DAYS
    yield QualityRow(
        "active",
        "of these, active",
        f"posted within {ACTIVE_DAYS} days before they were observed",
        _part(active & known, weight, genuine),
    )
    yield QualityRow(
        "inactive", "of these, inactive", "not fake: many people only read", _part(~active & known, weight, genuine)
    )
    if not known.all():
        yield QualityRow(
            "activity_unknown",
            "of these, activity not known",
            "time of the last post not observed",
            _part(~known, weight, genuine),
        )


def _mass_following_row(table: ProfileTable, weight: FloatArray, genuine: Interval) -> Iterator[QualityRow]:
    """Yield how many genuine followers follow very many accounts."""
    following = table.floats("following_count")
    known = ~np.isnan(following)
    if known.any():
        yield QualityRow(
            "mass_following",
            "of these, following very many",
            f"follow over {MASS_FOLLOWING:,} accounts and hardly see one of them",
            _part(following > MASS_FOLLOWING, weight * known, genuine),
        )


def _reach_row(table: ProfileTable, weight: FloatArray, genuine: Interval) -> Iterator[QualityRow]:
    """Yield the followers of the genuine followers, each counted as often as it follows one of them."""
    counts = table.floats("followers_count")
    known = ~np.isnan(counts)
    if not known.any():
        return
    weight, counts = weight * known, np.nan_to_num(counts)
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
    # Rounding can leave a sum of weights beside 0 and 1.
    share = min(max(float(np.sum(weight * holds)) / total, 0.0), 1.0)
    low, high = wilson_bounds(share, size, genuine.level)
    return Interval(share * genuine.estimate, low * genuine.low, high * genuine.high, genuine.level)


MOST_LOOKED_AT: Final = 2000
"""Accounts called whose evidence is looked up again, so that a million followers take no longer than a few thousand."""
REASONS_TOLD: Final = 12
"""Reasons of an audit; a convention: as many as are read."""


@dataclass(frozen=True, slots=True)
class AudienceReason:
    """What one feature, event or cohort says for a kind of the accounts called by it.

    It speaks for ``n_accounts`` of those looked at, a share of all looked at by whatever kind they are called; their
    mean evidence is in nats, and the text holds for all of them.
    """

    feature: str
    kind: str
    n_accounts: int
    share: float
    mean_evidence: float
    text: str
    n_looked_at: int


def audience_reasons(
    scores: Scores, detector: Detector, most_looked_at: int = MOST_LOOKED_AT
) -> tuple[AudienceReason, ...]:
    """Return what speaks most for the verdicts of the accounts called likely purchased or bot, the most first.

    Each account is looked at for the kind by which it is called; where more are called, some evenly spaced in the list.
    """
    called = np.flatnonzero(np.isin(scores.verdict, [f"likely_{kind}" for kind in scores.kinds[1:]]))
    rows = called[np.linspace(0, len(called) - 1, min(len(called), most_looked_at)).astype(np.intp)]
    if not len(rows):
        return ()
    measured = detector.measure(scores.table.take(rows))
    by_feature = detector.tables.by_feature(measured)
    speaking = []
    for index, kind in enumerate(scores.kinds[1:]):
        features = dict(zip(detector.features, by_feature[:, :, index].T, strict=True))
        contexts = {of.name: of.take(rows).by_row(len(rows)) for of in scores.circumstances if of.kind == kind}
        is_kind = scores.verdict[rows] == f"likely_{kind}"
        for name, evidence in (features | contexts).items():
            speaks = is_kind & (evidence > 0.0)
            if speaks.any():
                total = float(evidence[speaks].sum())
                values = measured[speaks, detector.features.index(name)] if name in features else None
                speaking.append(_SpeakingEvidence(name, kind, rows[speaks], values, total))
    strongest = sorted(speaking, key=lambda evidence: (-evidence.total, evidence.feature, evidence.kind))
    return tuple(_reason(scores, evidence, len(rows)) for evidence in strongest[:REASONS_TOLD])


class _SpeakingEvidence(NamedTuple):
    """What a feature says of the accounts for which it speaks: their rows, and what was measured of profiles."""

    feature: str
    kind: str
    rows: NDArray[np.intp]
    values: FloatArray | None
    total: float


def _reason(scores: Scores, speaking: _SpeakingEvidence, n_looked_at: int) -> AudienceReason:
    """Return evidence as plain figures, with what holds for all of the accounts."""
    feature, kind, rows, values, total = speaking
    n = len(rows)
    if values is None:
        (text,) = (of.of_all(rows) for of in scores.circumstances if (of.name, of.kind) == (feature, kind))
    else:
        text = ReasonWriter.of(scores.detector).of_all(feature, values)
    text += weight_words(kind, total / n)
    return AudienceReason(feature, kind, n, n / n_looked_at, total / n, text, n_looked_at)
