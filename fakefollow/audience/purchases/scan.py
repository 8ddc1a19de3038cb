"""Search a follower list for stretches that do not look like organic arrival.

Three signs are looked for: created within a short time, hardly any young account, profiles alike beyond what their age
explains. All are counts of categories beside what organic arrival allows, so sums over a window are differences of
running sums. Windows of many lengths are compared with the null model, short ones first; what is found is set aside,
so that each stretch is found at its own length, and the null model is learnt anew from what is left. Knows counts and
the null model. Constants without a source were chosen on simulated lists, other ones than those in RESULTS.md.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from fakefollow.audience.purchases.arrivals import ArrivalCounts
from fakefollow.audience.purchases.organic import CreationAges, OrganicArrivals
from fakefollow.profiles import BoolArray, FloatArray

BOUGHT_SHARES: Final = np.array([0.03, 0.07, 0.15, 0.4, 0.7, 0.95])
"""Alternatives, all thought equally likely: this share of the group comes from one stock, beside organic arrivals. A
smaller share over a long stretch of the list is drip, which is no event."""

FEWEST: Final = 3  # fewer of a category are no excess
LARGEST_SHARE: Final = 0.97  # a category that organic arrivals fill to this share cannot be in excess
SMALLEST_SHARE: Final = 1e-6  # no category is taken for rarer than this
NOTHING: Final = -5.0
"""Log e-value where no category is in excess: stands for an e-value of 0, and is too small to matter in a mean."""


def excess_evidence(
    counts: FloatArray, size: FloatArray, allowed: FloatArray, spans: Sequence[int] = (1,)
) -> FloatArray:
    """Return how much speaks for an excess in one of several categories, in nats, shape (n_groups,).

    The logarithm of the mean over spans, categories and alternatives of the likelihood ratio; about `NOTHING` at
    least. ``counts`` and ``allowed`` (n_groups, n_categories + 1) are running sums over the categories that begin
    with 0: what each group has, and the most that are still organic on average; ``size`` is of each group. ``spans``
    are how many categories in a row are taken as one.
    """
    over = counts - allowed
    nats = []
    for span in spans:
        # Places in the flat array: faster than numpy.nonzero where something seldom holds.
        flat = np.flatnonzero(over[:, span:] > over[:, :-span])
        group, first = np.divmod(flat, counts.shape[1] - span)
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


def _log_likelihood_ratio(count: FloatArray, size: FloatArray, share: FloatArray) -> FloatArray:
    """Return the log of the mean over alternatives of the binomial likelihood ratio, shape (n,)."""
    bought = BOUGHT_SHARES[:, None]
    raised = share + (1.0 - share) * bought
    return log_mean_exp(count * np.log(raised / share) + (size - count) * np.log1p(-bought))


def log_mean_exp(values: FloatArray) -> FloatArray:
    """Return ln(mean(exp(values))) over the first axis; values are finite."""
    largest = values.max(axis=0)
    return np.asarray(largest + np.log(np.exp(values - largest).mean(axis=0)))


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
"""Organic arrival varies beyond the null model: so many times more than expected is still called organic."""

YOUNG_TOLERANCE: Final = np.array([1.0, 1.0, 0.5, 0.35])
LEAST_YOUNG_TOLERANCE: Final = np.array([0.7, 0.7, 0.4, 0.15])
LEAST_BY_REFERENCE: Final = np.array([0.85, 0.85])
STEADY: Final = 256.0
"""How much more accounts of `YOUNG_DAYS` are still usual than there are, fresh sign-ups left out: a post that travels
brings older accounts than a usual day. The longer the window the less: among 256, 512, 1,024 and 2,048 followers of
two real lists in which no purchase is known .7, .4, .3 and .2 of those younger than 90 days are the most, .4, .2, .2
and .1 of those younger than three years. At least as much as simulated bursts of half a list need: .5 beside the rest
of the list, .74 beside the reference, which is of other communities."""

LEAST_DATE_SHARE: Final = 0.003
LEAST_PROFILE_SHARE: Final = 0.01
"""Added to every share allowed, so that what was hardly ever seen is not taken for impossible."""

DATE_SPANS: Final = (1, 2, 4, 8)  # windows of creation dates, in bins
CHUNK: Final = 32  # blocks that are summed up one after another


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
        return np.asarray(running[self.stops] - running[self.starts])

    def touching(self, blocks: BoolArray) -> NDArray[np.intp]:
        """Return the indices of the windows that hold any of these blocks."""
        return np.flatnonzero(self.totals(np.concatenate([[0.0], np.cumsum(blocks)])) > 0.0)

    def take(self, indices: NDArray[np.intp]) -> "Windows":
        """Return the windows of these indices."""
        return Windows(self.starts[indices], self.length)


@dataclass(frozen=True, slots=True, eq=False)
class Sign:
    """Accounts by category, and how many organic arrival allows: of each block, or from the first block (n + 1)."""

    counts: FloatArray  # (n, n_groups, n_categories + 1), sums over the categories that begin with 0
    allowed: FloatArray  # the same
    size: FloatArray  # (n, n_groups), accounts of known category
    spans: tuple[int, ...]  # how many categories in a row are taken as one
    least: FloatArray | None = None  # tolerance of those not in the categories, where it shrinks with the window

    @classmethod
    def of(
        cls,
        counts: FloatArray,
        allowed: FloatArray,
        size: FloatArray,
        spans: tuple[int, ...] = (1,),
        least: FloatArray | None = None,
    ) -> Self:
        """Return the sign of what each block holds of each category."""
        return cls(_over_categories(counts), _over_categories(allowed), size, spans, least)

    def running(self, used: BoolArray) -> "Sign":
        """Return sums from the first block on, of the blocks that are used."""
        counts, allowed, size = (running_sums(each, used) for each in (self.counts, self.allowed, self.size))
        return replace(self, counts=counts, allowed=allowed, size=size)

    def evidence(self, windows: Windows) -> FloatArray:
        """Return the evidence in each window, in nats, where sums run from the first block on."""
        counts, allowed, size = map(windows.totals, (self.counts, self.allowed, self.size))
        if self.least is not None:
            younger = size[:, :, np.newaxis] - np.diff(allowed, axis=2)
            allowed = _over_categories(size[:, :, np.newaxis] - younger / young_tolerance(size, self.least))
        nats = [
            excess_evidence(counts[:, group], size[:, group], allowed[:, group], self.spans)
            for group in range(counts.shape[1])
        ]
        return log_mean_exp(np.stack(nats))


def _over_categories(values: FloatArray) -> FloatArray:
    return np.concatenate([np.zeros((*values.shape[:-1], 1)), np.cumsum(values, axis=-1)], axis=-1)


def running_sums(values: FloatArray, used: BoolArray) -> FloatArray:
    """Return cumulative sums over the first axis of what is used, that begin with 0.

    Chunks are summed side by side and then put together, several times as fast as `numpy.cumsum`.
    """
    n, chunks = len(values), -(-len(values) // CHUNK)
    sums = np.zeros((chunks * CHUNK + 1, *values.shape[1:]))
    np.multiply(values, used.reshape(-1, *[1] * (values.ndim - 1)), out=sums[1 : n + 1])
    steps = sums[1:].reshape(chunks, CHUNK, -1)
    for index in range(1, CHUNK):
        steps[:, index] += steps[:, index - 1]
    for chunk in range(1, chunks):
        steps[chunk] += steps[chunk - 1, -1]
    return sums[: n + 1]


def signs_of(counts: ArrivalCounts, organic: OrganicArrivals) -> dict[str, Sign]:
    """Return the signs of every block: ``dates``, ``young``, and one for each respect of profiles."""
    return {
        DATES: _dates(counts, organic),
        YOUNG: _young(counts, organic),
        **{name: _profiles(counts, organic, name) for name in counts.profiles},
    }


def _dates(counts: ArrivalCounts, organic: OrganicArrivals) -> Sign:
    size = counts.dates.sum(axis=1, keepdims=True)
    allowed = (DATE_TOLERANCE * organic.dates + LEAST_DATE_SHARE) * size
    spans = tuple(span for span in DATE_SPANS if span <= counts.dates.shape[1])
    return Sign.of(counts.dates[:, None], allowed[:, None], size, spans)


def _young(counts: ArrivalCounts, organic: OrganicArrivals) -> Sign:
    """Return the sign that accounts are older than is usual; fresh sign-ups alone vary too much from day to day."""
    size = counts.aged[:, None]
    older = size - counts.young[:, 1 : organic.young.shape[1]]
    # The reference is of other communities.
    least = LEAST_YOUNG_TOLERANCE if organic.young.shape[1] > KNOWN_AGES else LEAST_BY_REFERENCE
    usual = size * (1.0 - organic.young[:, 1:])
    return Sign.of(older[:, None], usual[:, None], size, least=least)


def young_tolerance(size: FloatArray, least: FloatArray) -> FloatArray:
    """Return how many times fewer accounts of each age than usual are still organic, one more axis than the size."""
    shrunk = YOUNG_TOLERANCE[: len(least)] * np.minimum(1.0, np.sqrt(STEADY / np.maximum(size, 1.0)))[..., np.newaxis]
    return np.asarray(1.0 + np.maximum(shrunk, least))


def _profiles(counts: ArrivalCounts, organic: OrganicArrivals, name: str) -> Sign:
    codes = counts.profiles[name]
    size = codes.sum(axis=2)
    share = PROFILE_TOLERANCE * organic.profiles[name] + LEAST_PROFILE_SHARE
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
    profile = [name for name in signs if name not in CREATION_SIGNS]
    both = [signs[creation] + signs[name] for creation in CREATION_SIGNS for name in profile]
    return log_mean_exp(np.stack([*signs.values(), *both]))


FALSE_SEGMENTS: Final = 0.05
"""A window is called when its evidence exceeds ln(number of windows / this): the chance of any false segment in an
organic list is at most this then (Bonferroni)."""

ROUNDS: Final = 5  # how often the null model is learnt at most; two to four times are usual
FEWEST_ORGANIC: Final = 40  # from fewer followers no null model is learnt
PART: Final = 25
PART_FOLLOWERS: Final = (40, 160)
"""Windows that are compared with the reference hold this part of the list, but so many followers at least and most."""

KNOWN_AGES: Final = 3
"""So many of `YOUNG_DAYS` are compared with the reference."""

NATS_PER_FOLLOWER: Final = {DATES: 0.4, YOUNG: 0.1}
"""A window with more evidence than this against the reference, for each follower, is not organic in any list."""


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What a search found."""

    organic: OrganicArrivals  # the null model in the end
    bought: BoolArray  # (n_blocks,), whether a block does not look like organic arrival
    evidence: FloatArray  # (n_blocks,), largest of a called window that holds it, in nats; -inf elsewhere
    n_windows: int  # how many windows were looked at


def search(counts: ArrivalCounts) -> Found:
    """Return what is found in a list, segments and null model in turn, the reference being the first null model."""
    ages = CreationAges.of(counts)
    reference = OrganicArrivals.learn(counts, ages, np.zeros(counts.n_blocks, np.bool_))
    # The reference says how old followers are, and nothing of their profiles; communities differ in how old they are.
    by_reference = replace(counts, profiles={})
    reference = replace(reference, young=reference.young[:, :KNOWN_AGES])
    found = _called(by_reference, reference)
    possible, best = _compared(by_reference, reference)
    organic = _left(found) & possible
    if organic.sum() * counts.block < FEWEST_ORGANIC:
        organic = best
    for _ in range(ROUNDS - 1):
        if organic.sum() * counts.block < FEWEST_ORGANIC:
            break
        previous = found.bought
        found = _called(counts, OrganicArrivals.learn(counts, ages, organic))
        organic = _left(found) & possible
        if np.array_equal(found.bought, previous):
            break
    return found


def _left(found: Found) -> BoolArray:
    """Return the blocks in no segment and not beside one, which may hold its ends."""
    wide = found.bought.copy()
    wide[1:] |= found.bought[:-1]
    wide[:-1] |= found.bought[1:]
    return ~wide


def windows_of(n_blocks: int) -> Iterator[Windows]:
    """Yield the windows that are looked at, short ones first: 1, 2, 3, 4, 6, 8 and so on long, a quarter apart."""
    lengths = sorted({times << power for times in (1, 3) for power in range(n_blocks.bit_length())})
    for length in lengths:
        if length <= n_blocks:
            yield Windows(np.arange(0, n_blocks - length + 1, max(1, length // 4)), length)


def _called(counts: ArrivalCounts, organic: OrganicArrivals) -> Found:
    """Return the windows that are called, short ones first; what was called counts for no other window."""
    n_windows = sum(len(windows.starts) for windows in windows_of(counts.n_blocks))
    limit = np.log(n_windows / FALSE_SEGMENTS)
    bought = np.zeros(counts.n_blocks, np.bool_)
    strongest = np.full(counts.n_blocks, -np.inf)
    signs = signs_of(counts, organic)
    running = running_signs(signs, ~bought)
    for every in windows_of(counts.n_blocks):
        windows = every.take(np.flatnonzero(~counts.came_slowly(every.starts, every.stops)))
        if not len(windows.starts):
            continue
        evidence = total_evidence(window_evidence(running, windows))
        while chosen := _apart(windows, evidence, limit):
            new = np.zeros_like(bought)
            for index in chosen:
                span = slice(windows.starts[index], windows.stops[index])
                new[span] = True
                strongest[span] = np.maximum(strongest[span], evidence[index])
            bought |= new
            running = running_signs(signs, ~bought)
            changed = windows.touching(new)
            evidence[changed] = total_evidence(window_evidence(running, windows.take(changed)))
    return Found(organic, bought, strongest, n_windows)


def _apart(windows: Windows, evidence: FloatArray, limit: float) -> list[int]:
    """Return windows whose evidence reaches the limit, the strongest first, none of which overlap."""
    # Windows of the same counts differ by rounding: the first of them is taken, on any machine.
    evidence = np.round(evidence, 6)
    hits = np.flatnonzero(evidence >= limit)
    taken: list[int] = []
    used = np.zeros(int(windows.stops[-1]), np.bool_)
    for index in hits[np.argsort(-evidence[hits], kind="stable")].tolist():
        span = slice(windows.starts[index], windows.stops[index])
        if not used[span].any():
            used[span] = True
            taken.append(index)
    return taken


def _compared(counts: ArrivalCounts, reference: OrganicArrivals) -> tuple[BoolArray, BoolArray]:
    """Return blocks that can be organic at all, and of them the fifth of the list that the reference explains best."""
    followers = float(np.clip(counts.n_followers / PART, *PART_FOLLOWERS))
    length = min(max(1, round(followers / counts.block)), counts.n_blocks)
    last = counts.n_blocks - length
    windows = Windows(np.append(np.arange(0, last, max(1, length // 4)), last), length)
    running = running_signs(signs_of(counts, reference), np.ones(counts.n_blocks, np.bool_))
    nats = {name: np.maximum(running[name].evidence(windows), 0.0) for name in CREATION_SIGNS}
    most = {name: per_follower * length * counts.block for name, per_follower in NATS_PER_FOLLOWER.items()}
    possible = np.all([nats[name] <= most[name] for name in CREATION_SIGNS], axis=0)
    ranked = np.argsort(sum(nats.values(), np.zeros(len(possible))), kind="stable")
    best = ranked[: max(3, len(possible) // 5)]
    return _covered(windows, np.flatnonzero(possible)), _covered(windows, best[possible[best]])


def _covered(windows: Windows, indices: NDArray[np.intp]) -> BoolArray:
    """Return the blocks of the windows of some indices, the last window being the end of the list."""
    covered = np.zeros(int(windows.stops[-1]), np.bool_)
    for start in windows.starts[indices].tolist():
        covered[start : start + windows.length] = True
    return covered
