"""Reasons in an audience: what speaks most against the accounts that do not look genuine, all of them together.

Evidence is looked up again for some of these accounts, evenly spaced in the list, so that a million followers take no
longer than a few thousand.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from fakefollow.profiles import FloatArray
from fakefollow.scoring import Detector, Scores

MOST_LOOKED_AT: Final = 2000
REASONS_TOLD: Final = 12


@dataclass(frozen=True, slots=True)
class AudienceReason:
    """What one feature, or one circumstance, says of the accounts called by one kind.

    Parameters
    ----------
    feature : str
        Name of the feature or circumstance.
    kind : str
        Kind by which the accounts are called, and for which it speaks.
    n_accounts : int
        Accounts for which it speaks, of those looked at.
    share : float
        The same as a share of all accounts looked at, by whatever kind they are called.
    mean_evidence : float
        Mean of its evidence for these accounts, in nats.
    text : str
        What it says of one of them, the one with the middle evidence.
    n_looked_at : int
        Accounts looked at: all that are called, or 2,000 of them evenly spaced in the list.
    """

    feature: str
    kind: str
    n_accounts: int
    share: float
    mean_evidence: float
    text: str
    n_looked_at: int

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return asdict(self)


def audience_reasons(scores: Scores, detector: Detector) -> tuple[AudienceReason, ...]:
    """Return what speaks most for the verdicts of the accounts called likely purchased or bot.

    Each account is looked at for the kind by which it is called.

    Parameters
    ----------
    scores : Scores
        Fused scores of an audience.
    detector : Detector
        The detector that made them.

    Returns
    -------
    tuple of AudienceReason
        At most twelve, by their total evidence, the most first.
    """
    called = np.flatnonzero(np.isin(scores.verdict, [f"likely_{kind}" for kind in scores.kinds[1:]]))
    rows = called[np.linspace(0, len(called) - 1, min(len(called), MOST_LOOKED_AT)).astype(np.intp)]
    if not len(rows):
        return ()
    features = detector.tables.by_feature(detector.measure(scores.table.take(rows)))
    said = [
        one
        for place, kind in enumerate(scores.kinds[1:])
        for one in _of_kind(scores, kind, rows, _named(detector, features[:, :, place]))
    ]
    strongest = sorted(said, key=lambda one: (-one.total, one.feature, one.kind))[:REASONS_TOLD]
    return tuple(one.told(scores, len(rows)) for one in strongest)


def _named(detector: Detector, evidence: FloatArray) -> dict[str, FloatArray]:
    return dict(zip(detector.features, evidence.T, strict=True))


@dataclass(frozen=True, slots=True, eq=False)
class _Said:
    """What a feature says of the accounts for which it speaks, and their rows."""

    feature: str
    kind: str
    rows: NDArray[np.intp]
    evidence: FloatArray

    @property
    def total(self) -> float:
        return float(self.evidence.sum())

    def told(self, scores: Scores, n_looked_at: int) -> AudienceReason:
        """Return the same as plain figures, with the text of the account in the middle."""
        middle = int(self.rows[np.argsort(self.evidence, kind="stable")[len(self.rows) // 2]])
        text = next(
            reason.text
            for reason in scores[middle].reasons
            if (reason.feature, reason.kind) == (self.feature, self.kind)
        )
        n = len(self.rows)
        return AudienceReason(self.feature, self.kind, n, n / n_looked_at, self.total / n, text, n_looked_at)


def _of_kind(
    scores: Scores, kind: str, rows: NDArray[np.intp], features: dict[str, FloatArray]
) -> Iterator[_Said]:
    """Yield what speaks for one kind among the accounts called by it."""
    circumstances = {one.name: one.evidence[rows] for one in scores.circumstances if one.kind == kind}
    is_kind = scores.verdict[rows] == f"likely_{kind}"
    for name, evidence in (features | circumstances).items():
        speaks = is_kind & (evidence > 0.0)
        if speaks.any():
            yield _Said(name, kind, rows[speaks], evidence[speaks])
