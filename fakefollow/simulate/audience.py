"""Synthetic audiences with known truth: who followed when, who was bought, and what a platform would show.

Everything in them is invented. A figure measured on a synthetic audience says that the code works under the
assumptions written here, never how well it audits real ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fakefollow.errors import Brief, expect_seed
from fakefollow.simulate import accounts
from fakefollow.simulate.accounts import AnyArray, FloatArray
from fakefollow.simulate.arrivals import (
    DAY,
    HOUR,
    PLATFORM_START,
    Arrivals,
    Burst,
    Purchase,
    deliver,
    draw_background,
    draw_burst,
    draw_follow_times,
    expect,
)


@dataclass(frozen=True, eq=False, repr=False)
class SimulatedAudience(Brief):
    """A synthetic audience, newest follower first as platforms hand it out, and the truth about it.

    Parameters
    ----------
    columns : dict of str to array
        Canonical columns of the profiles: texts as Python strings, counts as int64, flags as bool, times as
        datetime64[us] in UTC, NaT where an account never posted. `fakefollow.read` takes
        ``pandas.DataFrame(audience.columns)``.
    kind : array of str, shape (n,)
        ``"genuine"``, ``"purchased"`` or ``"bot"``.
    source : array of str, shape (n,)
        The made-up population that each account comes from.
    followed_at : float64 array, shape (n,)
        True follow times, seconds since 1970 UTC, descending.
    event : int64 array, shape (n,)
        Index of the purchase; -1 for what was not bought or bought one by one (drip).
    burst : int64 array, shape (n,)
        Index of the burst, -1 where there is none.
    """

    columns: dict[str, AnyArray]
    kind: NDArray[np.str_]
    source: NDArray[np.str_]
    followed_at: FloatArray
    event: NDArray[np.int64]
    burst: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.kind)

    @cached_property
    def profiles(self) -> list[dict[str, Any]]:
        """The profiles as dicts of canonical fields with Python values, newest follower first."""
        return accounts.profiles_of(self.columns)


def simulate_audience(
    n_followers: int = 5000,
    *,
    purchases: Sequence[Purchase] = (),
    bursts: Sequence[Burst] = (),
    drip_share: float = 0.0,
    bot_share: float = 0.02,
    fresh_share: float = 0.12,
    hazard: float = 0.55,
    life_days: float = 1900.0,
    span_days: float = 1500.0,
    growth: float = 3.0,
    observed_at: datetime = accounts.OBSERVED_AT,
    profiles: bool = True,
    random_state: int = 0,
) -> SimulatedAudience:
    """Make up the followers of one synthetic account, with purchases and bursts, and keep the truth.

    Parameters
    ----------
    n_followers : int
        How many followers in all, from 0 on.
    purchases : sequence of Purchase
        What was bought and delivered in one go.
    bursts : sequence of Burst
        Days on which many genuine followers came.
    drip_share : float
        Share of the whole list that was bought one by one, spread over the list; half is aged stock, half
        stock with slogans for bios. 0 to 1.
    bot_share : float
        Share of bots among those who came by themselves outside bursts, 0 to 1.
    fresh_share : float
        Share of genuine followers outside bursts who signed up to follow, minutes or hours before. 0 to 1.
    hazard, life_days : float
        How fast the chance to follow falls with an account's age, see
        `fakefollow.simulate.draw_creation_times`. The default gives ages at follow close to those of a
        public list of 29,000 followers; ``fresh_share=0.1, hazard=0.5, life_days=1e5, span_days=3200`` those of
        an audience of old accounts; ``fresh_share=0.4, hazard=0.7, life_days=1e5, span_days=63`` those of the
        newest followers of a news organisation.
    span_days : float
        Days from the first possible follow to the observation, above 0.
    growth : float
        Follows a day at the end over those at the start, above 0.
    observed_at : datetime
        When all are said to have been observed; must carry a zone.
    profiles : bool
        Whether to make whole profiles; False gives ``id``, ``created_at`` and ``observed_at`` only, with the
        same truth, and a million of them in seconds.
    random_state : int
        Seed; the same seed gives the same audience, byte for byte.

    Returns
    -------
    SimulatedAudience
        Profiles newest follower first, kind, follow time, purchase and burst of each.

    Raises
    ------
    TypeError
        If purchases or bursts are anything but a sequence of `Purchase` and of `Burst`.
    ValueError
        If purchases, bursts and drip are more than all followers, or a value is out of range.

    Examples
    --------
    >>> import fakefollow as ff
    >>> bought, burst = ff.Purchase(0.2, at=0.6), ff.Burst("viral", 50)
    >>> audience = ff.simulate_audience(1000, purchases=[bought], bursts=[burst])
    >>> [int((audience.kind == kind).sum()) for kind in ("genuine", "purchased", "bot")]
    [785, 200, 15]
    >>> int((audience.event == 0).sum()), int((audience.burst == 0).sum())
    (200, 50)
    >>> audience.profiles[0]["observed_at"].isoformat()
    '2024-01-01T00:00:00+00:00'
    """
    for name, share in {"drip_share": drip_share, "bot_share": bot_share, "fresh_share": fresh_share}.items():
        expect(name, 0 <= share <= 1, "a share from 0 to 1", share)
    check_parts("purchases", purchases, Purchase, "Purchase(0.1)")
    check_parts("bursts", bursts, Burst, 'Burst("viral", 0.05)')
    expect_seed(n_followers, "n_followers")
    expect_seed(random_state)
    random = np.random.default_rng([random_state, 0])
    period = _period(observed_at, span_days, growth)
    ages = {"hazard": hazard, "life_days": life_days}
    sold = [_accounts(purchase.size, n_followers) for purchase in purchases]
    came = [_accounts(burst.size, n_followers) for burst in bursts]
    n_drip = _accounts(float(drip_share), n_followers)
    n_background = n_followers - sum(sold) - sum(came)
    if n_background < n_drip:
        raise ValueError(
            f"purchases, bursts, drip_share: expected at most {n_followers} followers together, "
            f"got {sum(sold)} + {sum(came)} + {n_drip}"
        )
    times = draw_follow_times(random, n_background, *period, growth)
    shares = {"bot_share": bot_share, "fresh_share": fresh_share}
    parts = [draw_background(random, times, n_drip, **shares, **ages)]
    for index, (purchase, n) in enumerate(zip(purchases, sold, strict=True)):
        begin = _begin(purchase.at, purchase.delivered_days, times, period)
        parts.append(deliver(random, purchase, n, begin, index))
    for index, (burst, n) in enumerate(zip(bursts, came, strict=True)):
        begin = _begin(burst.at, burst.days, times, period)
        parts.append(draw_burst(random, burst, n, begin, index, **ages))
    return _audience(Arrivals.newest_first(parts), observed_at, profiles, random_state)


def check_parts(name: str, parts: object, part: type, example: str) -> None:
    """Refuse what is no list of parts of a synthetic audience."""
    expected = f"{name}: expected a list such as [{example}]"
    if isinstance(parts, str) or not isinstance(parts, Sequence):
        raise TypeError(f"{expected}, got {parts!r}")
    for index, got in enumerate(parts):
        if not isinstance(got, part):
            raise TypeError(f"{expected}, got {got!r} at place {index}")


def _period(observed_at: datetime, span_days: float, growth: float) -> tuple[float, float]:
    """Return first and last possible follow time; the last hour before the observation stays free."""
    if not isinstance(observed_at, datetime) or observed_at.tzinfo is None:
        raise ValueError(f"observed_at: expected a datetime with a time zone, got {observed_at}")
    end = observed_at.timestamp() - HOUR
    start = max(end - span_days * DAY, PLATFORM_START + DAY)
    if not start < end:
        raise ValueError(
            f"observed_at, span_days: expected a time after {start} and days above 0, got {observed_at} and {span_days}"
        )
    if not growth > 0:
        raise ValueError(f"growth: expected a factor above 0, got {growth}")
    return start, end


def _accounts(size: int | float, n_followers: int) -> int:
    # Rounded down, so that shares of a sum of 1 never ask for more accounts than there are.
    return int(size * n_followers + 1e-9) if isinstance(size, float) else size


def _begin(at: float | datetime, days: float, times: FloatArray, period: tuple[float, float]) -> float:
    """Return when a delivery or burst begins, early enough to be over at the observation."""
    start, end = period
    if isinstance(at, datetime):
        begin = at.timestamp()
    else:
        begin = float(np.quantile(times, at)) if len(times) else start + at * (end - start)
    return max(min(begin, end - days * DAY), start)


def _audience(arrivals: Arrivals, observed_at: datetime, profiles: bool, random_state: int) -> SimulatedAudience:
    # Randomness of its own, so that an audience has the same times with profiles and without.
    random = np.random.default_rng([random_state, 1])
    created_at = np.floor(arrivals.created_at)
    columns, source, kind = accounts.draw_columns(random, arrivals.source, created_at, observed_at, profiles=profiles)
    return SimulatedAudience(columns, kind, source, arrivals.followed_at, arrivals.event, arrivals.burst)
