"""Applause: reactions that look bought or exchanged, with their chance -> events. Facts, and no verdict on persons."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from fakefollow.audience import epoch_seconds
from fakefollow.influence.bursts import DAY, FEWEST_POSTS, Burst, Rows, find_bursts
from fakefollow.influence.pods import FEWEST_POSTS as FEWEST_FOR_PODS, early_rows, find_pods
from fakefollow.profiles import BoolArray, FloatArray, IntArray
from fakefollow.readers import KINDS, Interactions
from fakefollow.report import plural

ApplauseKind = Literal["burst", "pod", "copied", "out_of_line"]

IN_POD: Final = 5.0
"""Log odds of reactions by members of a pod to its posts, at least, before it is said that company leaves it open."""
WORDS: Final = {"reply": "replies"}


@dataclass(frozen=True, slots=True, eq=False)
class ApplauseEvent:
    """Reactions that come together as chance does not bring them together.

    Parameters
    ----------
    kind : {"burst", "pod", "copied", "out_of_line"}
        Reactions of accounts alike in profile, in creation date or in time; one small group on post after post; the
        same words from many accounts; likes that replies and reposts of the account's own history do not explain.
    posts, accounts, rows : int64 array
        Rows of the posts, of the accounts and of the interactions in it, ascending.
    expected : float
        How many of these reactions usual ones would be.
    p_adjusted : float
        Chance of as much in clean reactions, over all that was looked at; 0 to 1.
    facts : tuple of str
        What stands out, in words.
    """

    kind: ApplauseKind
    posts: IntArray
    accounts: IntArray
    rows: IntArray
    expected: float
    p_adjusted: float
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Applause:
    """What was found in all interactions: the events, least likely first, and what tells for each row.

    ``log_odds`` (n,) are the natural log odds that an interaction is bought or exchanged, events and profile together;
    NaN where nothing tells. They are above 0 only where the profile speaks against the account by itself: company alone
    leaves it open. ``not_looked_for`` says in a sentence each what could not be looked for, and why.
    """

    events: tuple[ApplauseEvent, ...]
    log_odds: FloatArray
    not_looked_for: tuple[str, ...] = ()


def find_applause(
    interactions: Interactions,
    log_odds: FloatArray,
    *,
    created: FloatArray | None = None,
    follows: BoolArray | None = None,
    false_alarms: float = 0.05,
) -> Applause:
    """Find reactions that look bought or exchanged.

    Each post is compared with the account's other posts, each group with the habits of its members: how many react is
    no sign. Time grows with the number of interactions.

    Parameters
    ----------
    interactions : Interactions
        Who reacted to which post.
    log_odds : float64 array, shape (n_accounts,)
        Natural log odds of each account not to be genuine, by its own profile; NaN where its profile does not tell.
    created : float64 array, shape (n_accounts,), optional
        When accounts were created, seconds since 1970; else ``created_at`` of the accounts.
    follows : bool array, shape (n_accounts,), optional
        Which accounts follow, where that is known: what is bought seldom follows.
    false_alarms : float, default=0.05
        Chance of any event in clean reactions.

    Returns
    -------
    Applause
        Events with their chance, and log odds of each interaction.
    """
    history = _History.of(interactions, log_odds, created, follows)
    events: list[ApplauseEvent] = []
    total = np.full(len(interactions), np.nan)
    part = false_alarms / 2.0
    for kind in range(len(KINDS)):
        rows = history.rows[interactions.kind[history.rows] == kind]
        if len(rows):
            # Whoever replies twice to a post is there once.
            key = interactions.post[rows] * len(interactions.accounts) + interactions.account[rows]
            _, first, again = np.unique(key, return_index=True, return_inverse=True)
            found = find_bursts(history.of_rows(rows[first]), part / 3.0)
            total[rows] = found.log_odds[again]
            events += [_burst_event(interactions, rows, burst, found.log_odds[again]) for burst in found.bursts]
    events += _pod_events(history, part)
    touched = np.zeros(len(total), np.bool_)
    for event in events:
        touched[event.rows] = True
        if event.kind != "burst":
            total[event.rows] = np.fmax(total[event.rows], IN_POD)
    rows = history.rows
    own, said = history.log_odds[interactions.account[rows]], total[rows]
    # Where not both tell, the odds are at most even; the order of rows stays.
    total[rows] = np.where(touched[rows] & (own > 0.0), said, -np.logaddexp(0.0, -said))
    total[rows[np.isnan(own) & ~touched[rows]]] = np.nan
    events.sort(key=lambda event: (event.p_adjusted, -len(event.rows)))
    return Applause(tuple(events), total, tuple(history.not_looked_for()))


@dataclass(frozen=True, slots=True, eq=False)
class _History:
    """Interactions that count, and what is known of their times and accounts."""

    interactions: Interactions
    rows: IntArray
    posted: FloatArray
    created: FloatArray
    observed: FloatArray
    log_odds: FloatArray
    follows: FloatArray

    @classmethod
    def of(
        cls, interactions: Interactions, log_odds: FloatArray, created: FloatArray | None, follows: BoolArray | None
    ) -> "_History":
        """Return what counts: rows of a known account, post and kind, each reaction once."""
        given, accounts = interactions, interactions.accounts
        rows = np.flatnonzero((given.account >= 0) & (given.post >= 0) & (given.kind >= 0) & ~given.repeats)
        times = np.concatenate([given.seconds, given.posts.seconds])
        observed = epoch_seconds(accounts, "observed_at")
        end = max(times[np.isfinite(times)], default=np.nan) if np.isnan(observed).all() else np.nanmax(observed)
        return cls(
            given,
            rows,
            given.posts.seconds,
            epoch_seconds(accounts, "created_at") if created is None else np.asarray(created, np.float64),
            np.where(np.isnan(observed), end, observed),
            np.asarray(log_odds, np.float64),
            np.full(len(accounts), np.nan) if follows is None else np.asarray(follows, np.float64),
        )

    def of_rows(self, rows: IntArray) -> Rows:
        """Return rows of one kind as bursts are looked for in."""
        post, account = self.interactions.post[rows], self.interactions.account[rows]
        posted, reacted = self.posted[post], self.interactions.seconds[rows]
        created = self.created[account]
        return Rows(
            post,
            account,
            reacted - posted,
            np.where(np.isnan(reacted), posted, reacted),
            created,
            (self.observed[account] - created) / DAY,
            self.log_odds[account],
            self.follows[account],
            len(self.posted),
        )

    def not_looked_for(self) -> Iterator[str]:
        """Yield what could not be looked for, and why."""
        given, rows = self.interactions, self.rows
        n_posts = len(np.unique(given.post[rows]))
        if n_posts < FEWEST_FOR_PODS:
            yield (
                f"Bursts and groups: reactions to {plural(n_posts, 'post')} are at hand, and it takes "
                f"{FEWEST_POSTS if n_posts < FEWEST_POSTS else FEWEST_FOR_PODS} to tell what is usual."
            )
        if len(rows) and np.isnan(self.log_odds[given.account[rows]]).all():
            yield "Bursts of accounts that do not look genuine: no profile tells anything."
        if len(rows) and np.isnan(self.created[given.account[rows]]).all():
            yield "Bursts of accounts created together: no creation date is known."
        if len(rows) and not np.isfinite(given.seconds[rows] - self.posted[given.post[rows]]).any():
            yield "Groups within minutes: no time is known, so only who comes to the same posts was compared."


def _burst_event(interactions: Interactions, rows: IntArray, burst: Burst, log_odds: FloatArray) -> ApplauseEvent:
    """Return a post that stands out as an event: the reactions that are rather a seller's than usual ones."""
    on_post = np.flatnonzero(interactions.post[rows] == burst.post)
    told = on_post[log_odds[on_post] > 0.0]
    if not len(told):
        told = on_post[np.argsort(-log_odds[on_post], kind="stable")[: max(round(burst.count - burst.expected), 1)]]
    inside = np.sort(rows[told])
    word = KINDS[interactions.kind[inside[0]]]
    words = f"{burst.count} of {len(on_post)} {WORDS.get(word, word + 's')}"
    sign = {
        "odds": "are of accounts whose profiles do not look genuine",
        "together": "are of accounts created within hours of each other",
    }[burst.sign]
    fact = f"{words} {sign}, where {burst.expected:.1f} would be usual for accounts of their age."
    expected = float((1.0 / (1.0 + np.exp(log_odds[told]))).sum())
    return _event(interactions, "burst", inside, expected, burst.p_adjusted, (fact,))


def _pod_events(history: _History, false_alarms: float) -> Iterator[ApplauseEvent]:
    """Yield groups that come to the same posts."""
    given, rows = history.interactions, history.rows
    account, post = given.account[rows], given.post[rows]
    early = early_rows(given.seconds[rows] - history.posted[post])
    timed = np.isfinite(given.seconds[rows]).any()
    for group in find_pods(account[early], post[early], history.posted, false_alarms):
        inside = rows[early & np.isin(account, group.accounts) & np.isin(post, group.posts)]
        n = len(np.unique(given.account[inside] * len(history.posted) + given.post[inside]))
        when = " within half an hour" if timed else ""
        fact = (
            f"{len(group.accounts)} accounts came{when} to the same {len(group.posts)} posts, {n} times together, "
            f"where their own habits explain {group.expected:.0f}; to other posts they seldom come so."
        )
        yield _event(given, "pod", inside, group.expected, group.p_adjusted, (fact,))


def _event(
    given: Interactions, kind: ApplauseKind, rows: IntArray, expected: float, p: float, facts: tuple[str, ...]
) -> ApplauseEvent:
    """Return an event of some rows."""
    return ApplauseEvent(kind, np.unique(given.post[rows]), np.unique(given.account[rows]), rows, expected, p, facts)
