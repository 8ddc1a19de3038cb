"""Sample: a few followers to look at by hand, the least authentic, uncertain ones, and some drawn at random."""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from fakefollow.audience.order import epoch_seconds
from fakefollow.audience.series import iso_time
from fakefollow.profiles import FloatArray, IntArray
from fakefollow.scoring import NOT_ENOUGH_DATA, REASONS_SHOWN, UNCERTAIN, Scores

OF_EACH: Final = 8


def audience_sample(
    scores: Scores, rank: IntArray, followed_at: FloatArray, random_state: int
) -> list[dict[str, Any]]:
    """Return up to 24 followers as plain rows, none of them twice; texts are those of the accounts, as they are.

    Those drawn at random are drawn first, from all followers, so that they may be labelled and given to
    `AuditReport.update`.

    Parameters
    ----------
    scores : Scores
        Fused scores of an audience.
    rank, followed_at : ndarray of shape (n,)
        Rank in the follow order, -1 where not known, and follow time in seconds, NaN where not known.
    random_state : int
        Seed of the draw.
    """
    sample = _draw(scores, np.random.default_rng(random_state))
    rows = np.concatenate(list(sample.values()))
    table = scores.table.take(rows)
    names = {name: table.texts(name).to_list() for name in ("id", "username", "name")}
    created_at = epoch_seconds(table, "created_at").tolist()
    whys = [why for why, drawn in sample.items() for _ in drawn]
    return [
        {
            "why": why,
            "row": row,
            "rank": int(rank[row]) if rank[row] >= 0 else None,
            **{name: texts[place] for name, texts in names.items()},
            "created_at": iso_time(created_at[place]),
            "followed_at": iso_time(float(followed_at[row])),
            "authenticity": float(scores.authenticity[row]),
            "verdict": str(scores.verdict[row]),
            "coverage": float(scores.coverage[row]),
            "reasons": "; ".join(_strongest(scores, row)),
        }
        for place, (why, row) in enumerate(zip(whys, rows.tolist(), strict=True))
    ]


def _draw(scores: Scores, random: np.random.Generator) -> dict[str, NDArray[np.intp]]:
    """Return the rows of each part; those drawn at random are drawn before any other is taken out."""
    n = len(scores)
    drawn = np.sort(random.choice(n, min(n, OF_EACH), replace=False))
    free = np.ones(n, np.bool_)
    free[drawn] = False
    least = np.flatnonzero(free & (scores.verdict != NOT_ENOUGH_DATA))
    least = least[np.argsort(scores.authenticity[least], kind="stable")[:OF_EACH]]
    free[least] = False
    uncertain = np.flatnonzero(free & (scores.verdict == UNCERTAIN))
    uncertain = np.sort(random.choice(uncertain, min(len(uncertain), OF_EACH), replace=False))
    return {"least authentic": least, "uncertain": uncertain, "drawn at random": drawn}


def _strongest(scores: Scores, row: int) -> Iterator[str]:
    """Yield what speaks most for the verdict, or most at all where the verdict names no kind."""
    score = scores[row]
    reasons = [
        reason
        for reason in score.reasons
        if reason.evidence > 0.0 and score.verdict == f"likely_{reason.kind}"
    ]
    reasons = reasons or [reason for reason in score.reasons if reason.evidence]
    return (reason.text for reason in reasons[:REASONS_SHOWN])
