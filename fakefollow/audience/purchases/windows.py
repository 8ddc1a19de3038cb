"""Signs of a purchase in windows of a follower list: what is in excess there of what organic arrival brings.

Three signs: created within a short time, hardly any young account, profiles alike beyond what their age explains.
All are counts of categories beside what organic arrival allows, so sums over a window are differences of running
sums. Knows counts and the null model, not which windows are looked at.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from fakefollow.audience.purchases.arrivals import ArrivalCounts
from fakefollow.audience.purchases.organic import OrganicArrivals
from fakefollow.profiles import BoolArray, FloatArray

BOUGHT_SHARES: Final = np.array([0.15, 0.4, 0.7, 0.95])
"""Alternatives, all thought equally likely: this share of the group comes from one stock, beside organic arrivals.

A smaller share over a long stretch of the list is drip, which is no event.
"""

FEWEST: Final = 3
"""Fewer of a category are no excess."""

NOTHING: Final = -5.0
"""Log e-value where no category is in excess: stands for an e-value of 0, and is too small to matter in a mean."""

LARGEST_SHARE: Final = 0.97
"""A category that organic arrivals fill to this share cannot be in excess."""

SMALLEST_SHARE: Final = 1e-6
"""No category is taken for rarer than this."""


def excess_evidence(
    counts: FloatArray, size: FloatArray, allowed: FloatArray, spans: Sequence[int] = (1,)
) -> FloatArray:
    """Return how much speaks for an excess in one of several categories, in nats, for every group.

    Parameters
    ----------
    counts : ndarray of shape (n_groups, n_categories + 1)
        Accounts of each category, as running sums over the categories that begin with 0.
    size : ndarray of shape (n_groups,)
        Accounts of each group whose category is known.
    allowed : ndarray of shape (n_groups, n_categories + 1)
        Most accounts of each category that are still organic on average; running sums likewise.
    spans : sequence of int, default=(1,)
        How many categories in a row are taken as one, each at most ``n_categories``.

    Returns
    -------
    ndarray of shape (n_groups,)
        Logarithm of the mean over spans, categories and alternatives of the likelihood ratio; about `NOTHING` at
        least.

    Examples
    --------
    >>> import numpy as np
    >>> counts = np.array([[0.0, 2.0, 20.0], [0.0, 19.0, 20.0]])
    >>> allowed = np.array([[0.0, 18.0, 20.0], [0.0, 18.0, 20.0]])
    >>> excess_evidence(counts, np.array([20.0, 20.0]), allowed).round(1).tolist()
    [32.8, -0.7]
    """
    over = counts - allowed
    nats = []
    for span in spans:
        group, first = _places(over[:, span:] > over[:, :-span])
        count = counts[group, first + span] - counts[group, first]
        enough = count >= FEWEST
        group, first, count = group[enough], first[enough], count[enough]
        most = allowed[group, first + span] - allowed[group, first]
        share = np.maximum(most / size[group], SMALLEST_SHARE)
        possible = share <= LARGEST_SHARE
        group, count, share = group[possible], count[possible], share[possible]
        ratio = _log_likelihood_ratio(count, size[group], share)
        nats.append(_log_mean(ratio, group, len(counts), counts.shape[1] - span))
    return log_mean_exp(np.stack(nats))


def _places(holds: BoolArray) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return rows and columns where something holds; faster than `numpy.nonzero` where it seldom does."""
    place = np.flatnonzero(holds)
    return place // holds.shape[1], place % holds.shape[1]


def _log_likelihood_ratio(count: FloatArray, size: FloatArray, share: FloatArray) -> FloatArray:
    """Return the log of the mean over alternatives of the binomial likelihood ratio, shape (n,)."""
    bought = BOUGHT_SHARES[:, None]
    raised = share + (1.0 - share) * bought
    nats = count * np.log(raised / share) + (size - count) * np.log1p(-bought)
    return log_mean_exp(nats)


def log_mean_exp(values: FloatArray) -> FloatArray:
    """Return ln(mean(exp(values))) over the first axis; values are finite."""
    largest = values.max(axis=0)
    mean: FloatArray = largest + np.log(np.exp(values - largest).mean(axis=0))
    return mean


def _log_mean(nats: FloatArray, group: NDArray[np.intp], n_groups: int, n_categories: int) -> FloatArray:
    """Return the log-mean over the categories of each group, those left out counting as 0."""
    largest = np.full(n_groups, NOTHING)
    np.maximum.at(largest, group, nats)
    total = np.bincount(group, np.exp(nats - largest[group]), n_groups)
    with np.errstate(divide="ignore"):
        means: FloatArray = largest + np.log(total) - np.log(n_categories)
    return np.maximum(means, NOTHING)


DATES: Final = "dates"
YOUNG: Final = "young"
CREATION_SIGNS: Final = (DATES, YOUNG)
"""Signs of creation dates; all others are of profiles."""

DATE_TOLERANCE: Final = 2.0
PROFILE_TOLERANCE: Final = 1.6
YOUNG_TOLERANCE: Final = 2.0
"""Organic arrival varies beyond the null model: so many times more than expected is still called organic, and so
many times fewer young accounts, because a post that travels brings older accounts than a usual day."""

LEAST_DATE_SHARE: Final = 0.003
LEAST_PROFILE_SHARE: Final = 0.01
"""Added to every share allowed, so that what was hardly ever seen is not taken for impossible."""

DATE_SPANS: Final = (1, 2, 4, 8)
"""Windows of creation dates, in cells."""

CHUNK: Final = 32
"""Blocks that are summed up one after another."""


@dataclass(frozen=True, slots=True, eq=False)
class Windows:
    """Windows of one length: their first blocks, and the length in blocks."""

    starts: NDArray[np.intp]
    length: int

    @property
    def stops(self) -> NDArray[np.intp]:
        """First blocks behind the windows."""
        return self.starts + self.length

    def totals(self, running: FloatArray) -> FloatArray:
        """Return sums over each window, of sums that run from the first block on and begin with 0."""
        sums: FloatArray = running[self.stops] - running[self.starts]
        return sums

    def touching(self, blocks: BoolArray) -> NDArray[np.intp]:
        """Return the places of the windows that hold any of these blocks."""
        return np.flatnonzero(self.totals(np.concatenate([[0.0], np.cumsum(blocks)])) > 0.0)

    def take(self, places: NDArray[np.intp]) -> "Windows":
        """Return the windows at these places."""
        return Windows(self.starts[places], self.length)


@dataclass(frozen=True, slots=True, eq=False)
class Sign:
    """Accounts by category, and how many of each category organic arrival allows.

    Parameters
    ----------
    counts, allowed : ndarray of shape (n, n_groups, n_categories + 1)
        Running sums over the categories, which begin with 0; in each block, or from the first block on (n is one
        more than the blocks then).
    size : ndarray of shape (n, n_groups)
        Accounts of known category.
    spans : tuple of int
        How many categories in a row are taken as one.
    """

    counts: FloatArray
    allowed: FloatArray
    size: FloatArray
    spans: tuple[int, ...]

    @classmethod
    def of(
        cls, counts: FloatArray, allowed: FloatArray, size: FloatArray, spans: tuple[int, ...] = (1,)
    ) -> "Sign":
        """Make a sign of what each block holds of each category."""
        return cls(_over_categories(counts), _over_categories(allowed), size, spans)

    def running(self, used: BoolArray) -> "Sign":
        """Return sums from the first block on, of the blocks that are used."""
        arrays = self.counts, self.allowed, self.size
        counts, allowed, size = (running(values, used) for values in arrays)
        return Sign(counts, allowed, size, self.spans)

    def evidence(self, windows: Windows) -> FloatArray:
        """Return the evidence in each window, in nats, where sums run from the first block on."""
        counts, allowed, size = map(windows.totals, (self.counts, self.allowed, self.size))
        nats = [
            excess_evidence(counts[:, group], size[:, group], allowed[:, group], self.spans)
            for group in range(counts.shape[1])
        ]
        return log_mean_exp(np.stack(nats))


def _over_categories(values: FloatArray) -> FloatArray:
    return np.concatenate([np.zeros((*values.shape[:-1], 1)), np.cumsum(values, axis=-1)], axis=-1)


def running(values: FloatArray, used: BoolArray) -> FloatArray:
    """Return cumulative sums over the first axis of what is used, that begin with 0.

    Chunks are summed side by side and then put together, several times as fast as `numpy.cumsum`.
    """
    n, chunks = len(values), -(-len(values) // CHUNK)
    sums = np.zeros((chunks * CHUNK + 1, *values.shape[1:]))
    np.multiply(values, used.reshape(-1, *[1] * (values.ndim - 1)), out=sums[1 : n + 1])
    steps = sums[1:].reshape(chunks, CHUNK, -1)
    for place in range(1, CHUNK):
        steps[:, place] += steps[:, place - 1]
    for chunk in range(1, chunks):
        steps[chunk] += steps[chunk - 1, -1]
    return sums[: n + 1]


def signs_of(counts: ArrivalCounts, organic: OrganicArrivals) -> dict[str, Sign]:
    """Return the signs of every block: ``dates``, ``young``, and one for each set of marks."""
    return {
        DATES: _dates(counts, organic),
        YOUNG: _young(counts, organic),
        **{name: _marks(counts, organic, name) for name in counts.marks},
    }


def _dates(counts: ArrivalCounts, organic: OrganicArrivals) -> Sign:
    size = counts.dates.sum(axis=1, keepdims=True)
    allowed = (DATE_TOLERANCE * organic.dates + LEAST_DATE_SHARE) * size
    spans = tuple(span for span in DATE_SPANS if span <= counts.dates.shape[1])
    return Sign.of(counts.dates[:, None, :], allowed[:, None, :], size, spans)


def _young(counts: ArrivalCounts, organic: OrganicArrivals) -> Sign:
    """Return the sign that accounts are older than is usual; fresh sign-ups alone vary too much from day to day."""
    size = counts.aged[:, None]
    older = size - counts.young[:, 1:]
    allowed = size * (1.0 - organic.young[:, 1:] / YOUNG_TOLERANCE)
    return Sign.of(older[:, None, :], allowed[:, None, :], size)


def _marks(counts: ArrivalCounts, organic: OrganicArrivals, name: str) -> Sign:
    codes = counts.marks[name]
    size = codes.sum(axis=2)
    share = PROFILE_TOLERANCE * organic.marks[name] + LEAST_PROFILE_SHARE
    share[:, :, list(counts.ordinary[name])] = 1.0
    return Sign.of(codes, share * size[:, :, None], size)


def running_signs(signs: Mapping[str, Sign], used: BoolArray) -> dict[str, Sign]:
    """Return running sums of signs over the blocks that are used, shape (n_blocks,)."""
    return {name: sign.running(used) for name, sign in signs.items()}


def window_evidence(running: Mapping[str, Sign], windows: Windows) -> dict[str, FloatArray]:
    """Return the evidence of every sign in each window, in nats, from running sums."""
    return {name: sign.evidence(windows) for name, sign in running.items()}


def total_evidence(signs: Mapping[str, FloatArray]) -> FloatArray:
    """Return the evidence of all signs together.

    A mean of e-values is one; so is the product of one about creation dates and one about profiles of the same
    age, which are independent in organic arrival.
    """
    creation = [name for name in signs if name in CREATION_SIGNS]
    profile = [name for name in signs if name not in CREATION_SIGNS]
    both = [signs[one] + signs[other] for one in creation for other in profile]
    return log_mean_exp(np.stack([*signs.values(), *both]))
