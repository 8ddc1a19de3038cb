"""The summary of an audit: what was found, how it was made and what it cannot know, as plain data and sentences.

Takes parts of an audit, never the report that is made of them. Accuses nobody. For pictures a list of any size is small
data, by rank and creation date and by when followers came; numbers of bins are conventions, about a pixel or two each.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

import numpy as np

from fakefollow.audience.cohorts import Cohort
from fakefollow.audience.order import DAY, Basis, FollowOrder, FollowTimes, utc_time
from fakefollow.audience.purchases import FEWEST_FOLLOWERS, PurchaseEvent
from fakefollow.audience.quality import MOST_LOOKED_AT
from fakefollow.audience.share import AudienceShare
from fakefollow.profiles import FloatArray, Issue, ProfileTable
from fakefollow.report import is_wide, plural, plural_verb, share_words, spelt
from fakefollow.scoring import GENUINE, Scores

FEW: Final = 200
"""With fewer followers than this an audit says that only large purchases can be seen; a convention."""


FEWEST_OF_A_SHARE: Final = 5
"""Followers below which a share says nothing; a convention."""

FEWEST_SEEN: Final = 100
"""Followers of a block of which an audit finds nearly all (models/RESULTS.md)."""

MOST_UNREAD: Final = 0.02
"""A figure is withheld where more of the values it rests on could not be read; a convention."""


def unread_columns(table: ProfileTable) -> list[dict[str, Any]]:
    """Return of which columns how many values could not be read, with an example; "row" for rows without any."""
    issues: dict[str, list[Issue]] = {}
    for issue in table.issues:
        if issue.row is not None and not issue.consequence.startswith("kept"):
            issues.setdefault(issue.column or "row", []).append(issue)
    told = sorted(issues.items(), key=lambda found: -len(found[1]))
    rows = {name: len({issue.row for issue in some}) for name, some in told}  # a value can be wrong in two ways
    share = {name: {"n": n, "share": n / len(table)} for name, n in rows.items()}
    return [{"column": name, **share[name], "got": some[0].got, "expected": some[0].expected} for name, some in told]


def notices(n_rows: int, n_followers: int, unread: Sequence[Mapping[str, Any]], one_in: int = 1) -> Iterator[str]:
    """Yield what is to be known of a list before any figure: a sample, rows given twice, what could not be read."""
    if one_in > 1:
        yield (
            f"The list is long: one in {one_in:,} followers was audited, spread evenly. Ranks and sizes count these; "
            f"runs or cohorts of fewer than about {FEWEST_SEEN * one_in:,} followers are not seen."
        )
    if n_rows > n_followers:
        repeats = f"{n_rows - n_followers:,} of {n_rows:,} rows"
        yield f"{repeats} repeat an earlier follower: each follower counts once, at its first row."
    columns = (
        f"{of['column']}: {plural(of['n'], 'value')} ({_percent(of['share'])} %), such as {of['got']}; expected "
        f"{of['expected']}."
        for of in unread
    )
    if unread:
        yield " ".join(["Some values could not be read and count as not observed.", *columns])


def _percent(share: float) -> str:
    """Return percent with two digits, and all as 100."""
    return f"{100 * share:.0f}" if share >= 0.1 else f"{100 * share:.2g}"


def finding(
    n_followers: int, share: AudienceShare, purchases: Sequence[PurchaseEvent], *, looked_for: bool, one_in: int = 1
) -> str:
    """Return the finding of an audit of one in so many followers; ``looked_for``: whether runs could be looked for."""
    if n_followers == 0:
        return "There are no followers to audit."
    followers, genuine = plural(n_followers, "follower"), share.shares[GENUINE].to_dict()
    events = _events_found(purchases, one_in) if looked_for else ""
    if share.n_weighed == 0 or (share.n_weighed < FEWEST_OF_A_SHARE and is_wide(genuine)):
        known = f"Too little is known of {'this' if n_followers == 1 else 'these'} {followers}"
        return f"{known} to say how many are genuine{events if purchases else ''}."
    if not share.fit.good:
        return f"It is not known how many of these {followers} are genuine{events}. {share.fit.sentence}"
    level = f"{100 * share.held:g} % interval"
    told = share_words(genuine)
    told = f"between {told.replace(' to ', ' and ')} ({level})" if is_wide(genuine) else f"{told[:-1]}, {level})"
    return f"Of {followers} {told} look genuine{events}."


def _events_found(purchases: Sequence[PurchaseEvent], one_in: int) -> str:
    """Return what of the list stands out as bought, as the end of a sentence."""
    if not purchases:
        return "; no part of the list stands out as bought at one time"
    bought = one_in * sum(event.excess.estimate for event in purchases)
    largest = max(purchases, key=lambda event: event.excess.estimate)
    when = "" if largest.followed_from is None else f", around {largest.followed_from:%Y-%m-%d}"
    if len(purchases) == 1:
        return f"; about {bought:,.0f} came in one run that does not look organic{when}"
    return (
        f"; about {bought:,.0f} came in {len(purchases)} runs that do not look organic, the largest of "
        f"{one_in * largest.size:,}{when}"
    )


def limits(
    n_followers: int, total_followers: int | None, follow_order: FollowOrder, order: str, drift: str | None
) -> Iterator[str]:
    """Yield the limits of an audit beside those of its shares, most important first."""
    if n_followers < FEWEST_FOLLOWERS:
        yield f"{plural_verb(n_followers, 'follower', 'is')} too few to look for purchases."
    elif n_followers < FEW:
        yield f"{n_followers:,} followers are few: only large purchases can be seen among them."
    if (
        total_followers is not None
        and total_followers > n_followers
        and (order == "newest_first" or follow_order.looks_shuffled)
    ):
        yield (
            f"These are {n_followers:,} of {total_followers:,} followers. If they are the newest ones, they say "
            "little about the others: fakefollow.plan_sample says which followers to fetch."
        )
    if drift is not None:
        yield drift
    if not follow_order.looks_shuffled:
        yield follow_order.sentence


EVENTS_APART: Final = (
    "The model knows no purchased accounts: their share is that of the events alone, and the scores of single "
    "followers do not weigh events."
)
"""A limit where there are events and the model knows no purchased accounts."""

TIMES: Final[dict[Basis, str]] = {
    "observed": "Follow times are those in the data; a missing one lies between its neighbours.",
    "estimated": (
        "Follow times: nobody follows before having an account, so each account bounds the time of its follow and of "
        "all later ones; how young fresh sign-ups are is learnt from the list. The upper bound of each is at {level}."
    ),
    "unknown": "Follow times are not known: they need the follow order and creation dates.",
}


def method_sentences(
    scores: Scores, share: AudienceShare, basis: Basis, seed: int, *, looked_for: bool, events: bool, n_labels: int
) -> Iterator[str]:
    """Yield how scores, shares, events, cohorts, follow times and what is shown of them were made."""
    at_level, held = (f"{100 * level:g} %" for level in (share.shares[GENUINE].level, share.held))
    yield (
        f"Scores: model {scores.model!r}, learnt on {spelt(scores.model_platform)}, adds up the evidence of each "
        "measurement of a profile; what was not observed adds none."
    )
    yield _shares_method(at_level, held, events=events, n_labels=n_labels)
    if looked_for:
        yield (
            "Purchase events are runs of the follow order that organic arrival hardly brings about, by when the "
            "accounts were created and how empty or alike their profiles are; how fast they came is not weighed."
        )
    yield (
        "Cohorts are accounts whose bios, handles, ids or minutes of creation are more alike than by chance in a "
        "list of this size."
    )
    yield TIMES[basis].format(level=at_level)
    yield (
        "Fused scores add to each profile what its event and its cohort say, with the shares found outside events "
        "as the prior. No account is called by the company alone that it came in."
    )
    yield (
        "Growth counts these followers by follow time, and its bounds by the bounds of each time. Reasons are those "
        f"of up to {MOST_LOOKED_AT:,} accounts that do not look genuine, evenly spaced in the list; accounts to look "
        f"at were drawn with seed {seed}."
    )


def _shares_method(at_level: str, held: str, *, events: bool, n_labels: int) -> str:
    """Return how the shares were found."""
    if n_labels:
        return (
            f"Shares rest on {n_labels:,} labels given by hand and on the scores of all followers "
            f"(prediction-powered inference), with {at_level} intervals."
        )
    of_events = "; followers in events count by the excess of their run" if events else ""
    return (
        "Shares: the mixture of known accounts that explains the scores best (label shift), not a count of flagged "
        f"accounts{of_events}. Intervals, made for {at_level}, allow for chance and for sources as unlike the known "
        f"ones as these are to each other; of audiences of known sources that are left out they hold {held}."
    )


def verdict_counts(scores: Scores) -> dict[str, int]:
    """Return how many followers have each verdict."""
    return {name: int(np.count_nonzero(scores.verdict == name)) for name in scores.verdict_names}


def cohort_facts(cohort: Cohort, table: ProfileTable) -> dict[str, Any]:
    """Return a cohort as plain data, with the handles of some of its accounts."""
    usernames = table.texts("username").take(np.array(cohort.example_rows, np.intp)).to_list()
    return {
        "size": cohort.size,
        "rule": cohort.rule,
        "template": cohort.template,
        "examples": [username for username in usernames if username],
    }


def follow_time_facts(times: FollowTimes) -> dict[str, Any]:
    """Return how follow times are known, and the first and the last of them."""
    first, last = span(times.estimate)
    return {
        "basis": times.basis,
        "first": first,
        "last": last,
        "median_error_hours": times.median_error_hours,
        "level": times.level,
    }


def span(seconds: FloatArray) -> tuple[str | None, str | None]:
    """Return the first and the last of some times as ISO text, None where none is known."""
    known = seconds[~np.isnan(seconds)]
    if not len(known):
        return None, None
    return iso_time(float(known.min())), iso_time(float(known.max()))


RANK_BINS: Final = 200
DATE_BINS: Final = 100
FEWEST_DATE_BINS: Final = 20
"""A short list has a bin of dates for two followers, but not fewer than this: smaller ones would hardly be seen."""


def timeline(created_at: FloatArray, authenticity: FloatArray, followed_at: FloatArray) -> dict[str, Any] | None:
    """Return ranks against creation dates as plain data to draw; None where fewer than two dates are known.

    Creation dates and estimated follow times are in seconds, authenticity is fused, oldest follower first. Told are
    ``rank_edges``, ``created_edges`` (ISO), ``followers`` (counts, ranks by dates), ``authenticity`` (mean of each
    bin of ranks) and ``followed_at`` (ISO, at each edge of ranks).
    """
    known = ~np.isnan(created_at)
    if known.sum() < 2:
        return None
    n = len(created_at)
    rank_edges = np.unique(np.linspace(0, n, min(RANK_BINS, n) + 1).astype(np.int64))
    first, last = float(created_at[known].min()), float(created_at[known].max())
    n_dates = min(max(n // 2, FEWEST_DATE_BINS), DATE_BINS)
    dates = np.linspace(first, max(last, first + DAY), n_dates + 1)
    rank_bin = np.repeat(np.arange(len(rank_edges) - 1), np.diff(rank_edges))
    parts = (created_at[start:stop] for start, stop in pairwise(rank_edges.tolist()))
    counts = [np.histogram(part[~np.isnan(part)], dates)[0].tolist() for part in parts]
    mean = np.bincount(rank_bin, authenticity) / np.bincount(rank_bin)
    at_edges = followed_at[np.minimum(rank_edges, n - 1)]
    return {
        "rank_edges": rank_edges.tolist(),
        "created_edges": [iso_time(edge) for edge in dates.tolist()],
        "followers": counts,
        "authenticity": mean.tolist(),
        "followed_at": [iso_time(edge) for edge in at_edges.tolist()],
    }


def iso_time(seconds: float) -> str | None:
    """Return a time as ISO text to the second, None where it is not known."""
    time = utc_time(seconds)
    return None if time is None else time.isoformat()


N_DATES: Final = 200


def growth(times: FollowTimes) -> dict[str, Any] | None:
    """Return how many followers had come by each of at most 200 evenly spaced dates.

    ``dates`` (ISO), ``followers`` by the estimated times, and from ``low`` to ``high`` by the bounds of each time, all
    nondecreasing. Followers in any order; those without a time are not counted. None where no two times differ.
    """
    known = np.isfinite(times.estimate)
    if known.sum() < 2:
        return None
    estimate, earliest = times.estimate[known], times.low[known]
    latest = np.where(np.isnan(times.high), np.inf, times.high)[known]  # NaN: nothing bounds it
    last = np.concatenate([estimate, latest[np.isfinite(latest)]]).max()
    # Whole seconds, as they are told; the last one is not before the last follow.
    dates = np.unique(np.ceil(np.linspace(estimate.min(), last, N_DATES)))
    if len(dates) < 2:
        return None
    return {
        "dates": [iso_time(date) for date in dates.tolist()],
        "followers": _come_by(dates, estimate),
        "low": _come_by(dates, latest),
        "high": _come_by(dates, earliest),
    }


def _come_by(dates: FloatArray, times: FloatArray) -> list[float]:
    """Return how many of the times are not after each date."""
    return [float(count) for count in np.searchsorted(np.sort(times), dates, side="right")]
