"""The adjusted count: flags corrected for the sensitivity and specificity of the flagging. Shown for comparison."""

from statistics import NormalDist
from typing import Literal

import numpy as np

from fakefollow.audience.chance import Interval
from fakefollow.profiles import FloatArray
from fakefollow.scoring import EvidenceHistograms


def flagging_errors(
    cells: EvidenceHistograms, rates: FloatArray, rate: float, assume: Literal["known", "unseen"]
) -> tuple[float, int, float, int]:
    """Return sensitivity, accounts it rests on, specificity, accounts it rests on, of held-out accounts.

    Kinds weigh the same, and within them sources; where sources are assumed to be unseen, only those that profiles
    show count.

    Parameters
    ----------
    cells : EvidenceHistograms
        The reference.
    rates : ndarray of shape (n_rates,)
        False-positive rates that flags were counted at.
    rate : float
        The rate in use; the largest of ``rates`` that does not exceed it counts.
    assume : {"known", "unseen"}
        As in `fakefollow.audience.share.estimate_share`.
    """
    place = max(int(np.searchsorted(rates, rate * (1.0 + 1e-9), side="right")) - 1, 0)
    size = cells.counts.sum(axis=1)
    flagged = cells.flagged[:, place] / size
    used = cells.shown if assume == "unseen" else np.ones(len(size), np.bool_)
    of_kind = [used & (cells.kind_of == kind) for kind in range(int(cells.kind_of.max()) + 1)]
    means = [float(flagged[rows].mean()) for rows in of_kind]
    sizes = [int(size[rows].sum()) for rows in of_kind]
    return float(np.mean(means[1:])), sum(sizes[1:]), 1.0 - means[0], sizes[0]


def adjusted_count(
    cells: EvidenceHistograms,
    rates: FloatArray,
    rate: float,
    n_flagged: int,
    n: int,
    assume: Literal["known", "unseen"],
    level: float = 0.95,
) -> Interval | None:
    """Return the share not genuine by the adjusted count, see `lang_reiczigel`; None without followers.

    Parameters
    ----------
    cells, rates, rate, assume
        As in `flagging_errors`.
    n_flagged, n : int
        Followers flagged, of how many.
    level : float, default=0.95
        Level of the interval.
    """
    if not n:
        return None
    errors = flagging_errors(cells, rates, rate, assume)
    return lang_reiczigel(n_flagged, n, *errors, level=level)


def lang_reiczigel(
    n_flagged: int,
    n: int,
    sensitivity: float,
    n_sensitivity: int,
    specificity: float,
    n_specificity: int,
    level: float = 0.95,
) -> Interval | None:
    """Return Rogan and Gladen's adjusted count (1978) with the interval of Lang and Reiczigel (2014).

    Parameters
    ----------
    n_flagged, n : int
        Accounts flagged, of how many; at least one.
    sensitivity, specificity : float
        Shares of accounts that are not genuine, and that are, which are called so.
    n_sensitivity, n_specificity : int
        Accounts that these were found on.
    level : float, default=0.95
        Level of the interval.

    Returns
    -------
    Interval or None
        Share not genuine, clipped to 0 to 1; None where flags say nothing (sensitivity + specificity at most 1).

    Examples
    --------
    >>> found = lang_reiczigel(259, 1000, 0.9, 500, 0.97, 500)
    >>> f"{found.estimate:.3f} ({found.low:.3f} to {found.high:.3f})"
    '0.263 (0.228 to 0.298)'
    """
    if sensitivity + specificity <= 1.0:
        return None
    z = NormalDist().inv_cdf((1.0 + level) / 2.0)
    n_more = n + z**2
    apparent = (n_flagged + z**2 / 2.0) / n_more
    sens = (n_sensitivity * sensitivity + 1.0) / (n_sensitivity + 2.0)
    spec = (n_specificity * specificity + 1.0) / (n_specificity + 2.0)
    gap = sens + spec - 1.0
    if gap <= 0.0:
        return None
    share = (apparent + spec - 1.0) / gap
    of_sens, of_spec = (
        sens * (1.0 - sens) / (n_sensitivity + 2.0),
        spec * (1.0 - spec) / (n_specificity + 2.0),
    )
    variance = apparent * (1.0 - apparent) / n_more + share**2 * of_sens + (1.0 - share) ** 2 * of_spec
    middle = share + 2.0 * z**2 * (share * of_sens - (1.0 - share) * of_spec)
    half = z * variance**0.5 / gap
    estimate = (n_flagged / n + specificity - 1.0) / (sensitivity + specificity - 1.0)
    low, found, high = np.clip(
        [min(middle - half, estimate), estimate, max(middle + half, estimate)], 0.0, 1.0
    )
    return Interval(float(found), float(low), float(high), level)
