"""Samples: how many followers to fetch, and which to look at by hand."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, floor, isfinite
from numbers import Real
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from fakefollow.audience.chance import check_level, normal_quantile
from fakefollow.audience.order import epoch_seconds
from fakefollow.audience.share import flagging_errors
from fakefollow.audience.summary import iso_time
from fakefollow.errors import expect, expect_seed
from fakefollow.profiles import FloatArray, IntArray
from fakefollow.scoring import NOT_ENOUGH_DATA, REASONS_SHOWN, UNCERTAIN, Detector, Scores, find_model

SHIPPED: Final = "x"
"""Model whose errors are planned for where none is named."""


@dataclass(frozen=True, slots=True, eq=False)
class SamplePlan:
    """Which followers to fetch.

    Parameters
    ----------
    n : int
        Followers to fetch.
    ranks : ndarray of int, shape (n,)
        Which ones: ranks in the list of followers from 0 on, ascending, one at random out of each of ``n`` equal
        stretches. It does not matter from which end the list is counted.
    margin : float
        Half the width of the interval of the share that is to be expected, 0 to 1.
    sentence : str
        The plan in words.
    """

    n: int
    ranks: IntArray
    margin: float
    sentence: str

    def __repr__(self) -> str:
        return f"SamplePlan: {self.sentence} Which ones: plan.ranks."

    def __str__(self) -> str:
        return self.sentence


def plan_sample(
    total_followers: int,
    margin: float = 0.03,
    level: float = 0.95,
    *,
    share: float = 0.5,
    sensitivity: float | None = None,
    specificity: float | None = None,
    detector: Detector | None = None,
    random_state: int = 0,
) -> SamplePlan:
    """Plan a sample of the followers of one account, spread evenly over the whole list.

    The variance is that of the adjusted count (Rogan and Gladen 1978): followers differ, and flags err. The first
    part vanishes as the sample becomes the whole audience; what flags err does not. That an audience may hold
    sellers that no model has seen is no matter of sampling: an audit adds it to its interval, and no sample,
    however large, takes it away.

    Parameters
    ----------
    total_followers : int
        Followers of the account, 1 at least.
    margin : float, default=0.03
        Half the width of the interval of the share not genuine, above 0 and below .5.
    level : float, default=0.95
        Level of the interval.
    share : float, default=0.5
        Share not genuine to plan for; one half needs the most followers.
    sensitivity, specificity : float, optional
        Shares of accounts that are not genuine, and that are, which the detector calls so. By default what it
        reached on sources held out in training.
    detector : Detector, optional
        The detector that will score; the shipped model of X by default.
    random_state : int, default=0
        Seed of the ranks.

    Returns
    -------
    SamplePlan

    Raises
    ------
    ValueError
        If an argument is out of range, or the margin cannot be reached with all followers; says which can.

    Examples
    --------
    >>> plan = plan_sample(1_000_000, margin=0.03, sensitivity=0.9, specificity=0.98)
    >>> plan.n
    1368
    >>> bool((plan.ranks[1:] > plan.ranks[:-1]).all()), int(plan.ranks[-1]) < 1_000_000
    (True, True)
    """
    _check(total_followers, margin, level, share)
    sens, spec = _errors(sensitivity, specificity, detector)
    z = normal_quantile(level)
    gap = sens + spec - 1.0
    if gap <= 0.0:
        raise ValueError(f"sensitivity, specificity: expected a sum above 1, got {sens} + {spec}")
    of_kinds = share * (1.0 - share)
    of_flags = (share * sens * (1.0 - sens) + (1.0 - share) * spec * (1.0 - spec)) / gap**2
    needed = (of_kinds + of_flags) / ((margin / z) ** 2 + of_kinds / total_followers)
    if needed > total_followers:
        best = z * (of_flags / total_followers) ** 0.5
        raise ValueError(
            f"margin: expected at least {ceil(best * 1e4) / 1e4:.4f} for {total_followers:,} followers, got {margin}; "
            "chance errors of the model alone are larger"
        )
    n = min(max(ceil(needed - 1e-9), 1), total_followers)
    reached = z * max((of_kinds + of_flags) / n - of_kinds / total_followers, 0.0) ** 0.5
    bounds = [floor(stretch * total_followers / n) for stretch in range(n + 1)]
    expect_seed(random_state)
    ranks = np.random.default_rng(random_state).integers(bounds[:-1], bounds[1:])
    return SamplePlan(n, ranks, reached, _plan_sentence(n, total_followers, reached, level))


def _check(total_followers: int, margin: float, level: float, share: float) -> None:
    """Refuse arguments out of range by their names."""
    expect("total_followers", total_followers, Real, "how many followers the account has")
    expect("margin", margin, Real, "a share between 0 and 0.5")
    if total_followers < 1 or not isfinite(total_followers):
        raise ValueError(f"total_followers: expected at least 1, got {total_followers!r}")
    if not 0.0 < margin < 0.5:
        raise ValueError(f"margin: expected above 0 and below 0.5, got {margin!r}")
    check_level(level)
    if not 0.0 <= share <= 1.0:
        raise ValueError(f"share: expected from 0 to 1, got {share!r}")


def _errors(sensitivity: float | None, specificity: float | None, detector: Detector | None) -> tuple[float, float]:
    """Return the sensitivity and specificity given, or else those of the detector."""
    for name, value in (("sensitivity", sensitivity), ("specificity", specificity)):
        if value is not None and not 0.0 < value <= 1.0:
            raise ValueError(f"{name}: expected above 0 and at most 1, got {value!r}")
    if sensitivity is not None and specificity is not None:
        return sensitivity, specificity
    detector = Detector.load(find_model(SHIPPED)) if detector is None else detector
    if detector.shares is None:
        raise ValueError(
            f"detector: model {detector.name!r} has no measured error rates: pass sensitivity= and specificity="
        )
    sens, spec = flagging_errors(detector, detector.shares.patterns[0])
    return sensitivity or sens, specificity or spec


def _plan_sentence(n: int, total_followers: int, reached: float, level: float) -> str:
    """Return the plan in words."""
    which = "all of them" if n == total_followers else "one out of each equal stretch of the list, newest to oldest"
    return (
        f"Fetch {n:,} of {total_followers:,} followers, {which}: chance then moves the share not genuine by at most "
        f"{100 * reached:.1f} points either way at level {100 * level:g} %. Errors with unseen sellers come on top."
    )


OF_EACH: Final = 8
"""Followers of each part that are shown, a convention: as many as fit on a page."""


def audience_sample(scores: Scores, rank: IntArray, followed_at: FloatArray, random_state: int) -> list[dict[str, Any]]:
    """Return up to 24 followers as plain rows, none of them twice; texts are those of the accounts, as they are.

    Those drawn at random are drawn first, from all followers, so that they may be labelled and given to
    `AuditReport.update`. Rank is -1 and follow time NaN where not known.
    """
    sample = _drawn_rows(scores, np.random.default_rng(random_state))
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
            **{name: texts[index] for name, texts in names.items()},
            "created_at": iso_time(created_at[index]),
            "followed_at": iso_time(float(followed_at[row])),
            "authenticity": float(scores.authenticity[row]),
            "verdict": str(scores.verdict[row]),
            "coverage": float(scores.coverage[row]),
            "reasons": "; ".join(_strongest(scores, row)),
        }
        for index, (why, row) in enumerate(zip(whys, rows.tolist(), strict=True))
    ]


def _drawn_rows(scores: Scores, random: np.random.Generator) -> dict[str, NDArray[np.intp]]:
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
    reasons = [reason for reason in score.reasons if reason.evidence > 0.0 and score.verdict == f"likely_{reason.kind}"]
    reasons = reasons or [reason for reason in score.reasons if reason.evidence]
    return (reason.text for reason in reasons[:REASONS_SHOWN])
