"""Applause: reactions that look bought or exchanged, with their chance -> events. Facts, and no verdict on persons."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal, get_args

import numpy as np

from fakefollow.audience import epoch_seconds, log_tail, near_duplicates, popularity
from fakefollow.engagement.bursts import (
    DAY,
    FEWEST_IN_LINE,
    FEWEST_POSTS,
    LEAST_ODDS,
    TOGETHER as NEAR,
    Excess,
    Line,
    Rows,
    excess_of,
    seller_odds,
    usual_likes,
)
from fakefollow.engagement.pods import FEWEST_POSTS as FEWEST_FOR_PODS, early_rows, find_pods
from fakefollow.errors import Brief
from fakefollow.profiles import BoolArray, FloatArray, IntArray
from fakefollow.readers import KINDS, Interactions
from fakefollow.report import plural

ApplauseKind = Literal["burst", "pod", "copied", "out_of_line"]

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


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Applause(Brief):
    """What was found in all interactions: the events, least likely first, and what tells for each row.

    ``log_odds`` (n,) are the natural log odds that an interaction is bought or exchanged, events and profile together;
    NaN where nothing tells. They are above 0 only where the profile speaks against the account by itself: company alone
    leaves it open. ``not_looked_for`` says in a sentence each what could not be looked for, and why.
    """

    events: tuple[ApplauseEvent, ...]
    log_odds: FloatArray
    not_looked_for: tuple[str, ...] = ()


LOOKED_FOR: Final = get_args(ApplauseKind)
TOGETHER: Final = 5.0
"""Log odds of reactions in a pod or copied, at least, before it is said that company leaves it open. A convention."""
EACH: Final = 0.05
"""Chance below which a sign stands out a little. Constants here are conventions."""
FAR: Final = 18.0
"""How many times as many likes as explained stand out by themselves: viral posts have 15 times as many, see
`fakefollow.engagement.jumps`."""
FEWEST_COPIES: Final = 5
SHORTEST: Final = 20
"""Characters below which people write the same by themselves."""
CHORUS: Final = 0.5
"""Share of the same comments on one post that is a chorus: a contest, a birthday, a slogan."""


def find_applause(
    interactions: Interactions,
    log_odds: FloatArray,
    *,
    created: FloatArray | None = None,
    follows: BoolArray | None = None,
    false_alarms: float = 0.05,
) -> Applause:
    """Find reactions that look bought or exchanged: events with their chance, and log odds of each interaction.

    Each post is compared with the account's other posts, each group with the habits of its members: how many react is
    no sign. ``log_odds`` (n_accounts,) of not being genuine are by the profile alone, NaN where it does not tell,
    ``created`` (n_accounts,) seconds since 1970, else ``created_at`` of the accounts, ``follows`` (n_accounts,) given
    where it is known: what is bought seldom follows. ``false_alarms`` is the chance of any event in clean reactions.
    """
    history = _History.of(interactions, log_odds, created, follows)
    total, part = np.full(len(interactions), np.nan), false_alarms / len(LOOKED_FOR)
    events: list[ApplauseEvent] = []
    for kind in np.unique(interactions.kind[history.rows]).tolist():
        rows = history.rows[interactions.kind[history.rows] == kind]
        # Whoever replies twice to a post is there once.
        key = interactions.post[rows] * len(interactions.accounts) + interactions.account[rows]
        _, first, again = np.unique(key, return_index=True, return_inverse=True)
        seen = history.of_rows(rows[first])
        excess = excess_of(seen)
        told = {"burst": excess.p_adjusted * len(KINDS)}
        if kind == KINDS.index("like"):
            told["out_of_line"] = _beyond_line(history.line, excess)
        found = np.any([p < part for p in told.values()], axis=0)
        total[rows] = seller_odds(seen, found, excess.nats >= np.median(excess.nats))[again]
        events += _post_events(history, rows, excess, told, part, total[rows])
    events += _by_posts(interactions, _copied_events(history, part))
    events += _pod_events(history, part)
    events.sort(key=lambda event: (event.p_adjusted, -len(event.rows)))
    return Applause(tuple(events), _at_most_even(history, events, total), tuple(history.not_looked_for()))


def _at_most_even(history: "_History", events: list[ApplauseEvent], total: FloatArray) -> FloatArray:
    """Return log odds of rows, even at most where event and profile do not both tell; their order stays."""
    in_event = np.zeros(len(total), np.bool_)
    for event in events:
        in_event[event.rows] = True
        if event.kind in ("pod", "copied"):
            total[event.rows] = np.fmax(total[event.rows], TOGETHER)
    rows = history.rows
    own, said = history.log_odds[history.interactions.account[rows]], total[rows]
    total[rows] = np.where(in_event[rows] & (own > 0.0), said, -np.logaddexp(0.0, -said))
    total[rows[np.isnan(own) & ~in_event[rows]]] = np.nan
    return total


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
    line: Line

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
            _line(given, rows),
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
                f"Bursts and groups: there are reactions to {plural(n_posts, 'post')}; "
                f"{FEWEST_POSTS if n_posts < FEWEST_POSTS else FEWEST_FOR_PODS} are needed to know what is usual."
            )
        if not self.line.nats.any():
            yield f"Likes out of line: {FEWEST_IN_LINE} posts with likes and with replies or reposts are needed."
        if given.texts.is_empty()[rows].all():
            yield "Copied comments: no comment has a text."
        if len(rows) and np.isnan(self.log_odds[given.account[rows]]).all():
            yield "Bursts of accounts that do not look genuine: no profile shows enough."
        if len(rows) and np.isnan(self.created[given.account[rows]]).all():
            yield "Bursts of accounts created together: no creation date is known."
        if len(rows) and not np.isfinite(given.seconds[rows] - self.posted[given.post[rows]]).any():
            yield (
                "Groups within minutes: no reaction has its time and that of its post, so only who reacts to the same "
                "posts was compared."
            )


def _line(given: Interactions, rows: IntArray) -> Line:
    """Return what explains the likes of posts, by the counts of the platform, or by what is at hand without them."""
    posts, counts = given.posts, given.posts.counts
    if not any(np.isfinite(counted).any() for counted in counts.values()):
        by_kind = {kind: given.post[rows[given.kind[rows] == code]] for code, kind in enumerate(KINDS)}
        counts = {kind: np.bincount(of, minlength=len(posts)).astype(np.float64) for kind, of in by_kind.items()}
    others = [counts[kind] for kind in ("reply", "repost", "quote") if kind in counts]
    return usual_likes(counts.get("like", np.full(len(posts), np.nan)), others, posts.seconds)


def _beyond_line(line: Line, excess: Excess) -> FloatArray:
    """Return the chance, over all posts, of likes beyond those that replies and reposts explain.

    Viral posts have them too: it counts only together with signs that stand out at least a little by themselves
    (Fisher 1925), or where no sign can be counted and there are very many.
    """
    both = line.nats + excess.nats
    p = np.where(np.maximum(line.nats, excess.nats) < np.log(EACH), np.exp(both) * (1.0 - both), 1.0)
    p = np.where(excess.is_known, p, np.where(line.likes > FAR * line.expected, np.exp(line.nats), 1.0))
    return np.asarray(np.minimum(p * max(np.count_nonzero(line.nats), 1), 1.0))


SIGNS: Final = (
    *["of accounts whose profiles do not look genuine"] * len(LEAST_ODDS),
    *["of accounts created within hours of each other"] * len(NEAR),
)


def _post_events(
    history: "_History", rows: IntArray, excess: Excess, told: dict[str, FloatArray], part: float, total: FloatArray
) -> Iterator[ApplauseEvent]:
    """Yield posts that stand out in one kind of reactions: those that are rather a seller's than usual ones."""
    given, line = history.interactions, history.line
    word = KINDS[given.kind[rows[0]]]
    order = np.argsort(given.post[rows], kind="stable")
    ends = np.searchsorted(given.post[rows[order]], np.arange(excess.n_posts + 1))
    for post in np.flatnonzero(np.min([*told.values()], axis=0) < part).tolist():
        on_post = order[ends[post] : ends[post + 1]]
        count, usual = float(excess.count[post]), float(excess.expected[post])
        facts = [
            f"{count:.0f} of {len(on_post)} {WORDS.get(word, word + 's')} are {SIGNS[excess.sign[post]]}, where "
            f"{usual:.1f} would be usual for accounts of their age."
        ] * (count > usual)
        kind: ApplauseKind = "burst" if told["burst"][post] < part else "out_of_line"
        if kind == "out_of_line":
            beside = f"{line.likes[post]:,.0f} likes, where its replies and reposts explain {line.expected[post]:,.0f}."
            facts.append(beside)
        inside = on_post[total[on_post] > 0.0]
        if not len(inside):
            inside = on_post[np.argsort(-total[on_post], kind="stable")[: max(round(count - usual), 1)]]
        expected = float((1.0 / (1.0 + np.exp(total[inside]))).sum())
        yield _event(given, kind, rows[np.sort(inside)], expected, float(told[kind][post]), tuple(facts))


def _copied_events(history: "_History", part: float) -> Iterator[ApplauseEvent]:
    """Yield texts that many accounts wrote, and that by length or by who wrote them are no words of honest people.

    People repeat each other: short words are told only where the accounts look less genuine than others who reply, by
    the same comparison as for posts; long ones where chance does not bring them (`popularity`) and the accounts look
    so at least a little, or those of all such words on the posts that have most of them; or, nothing being known of
    them, where no post has most of them, as a chorus has.
    """
    given = history.interactions
    rows = history.rows[~given.texts.is_empty()[history.rows]]
    texts = given.texts.take(rows)
    first = near_duplicates(texts).first
    rows, first = rows[first >= 0], first[first >= 0]
    firsts, group = np.unique(first, return_inverse=True)
    once = np.unique(np.stack([group, given.account[rows]]), axis=1, return_index=True)[1]
    n_accounts = np.bincount(group[once], minlength=len(firsts))
    large = np.flatnonzero(n_accounts >= FEWEST_COPIES)
    if not len(large):
        return
    n_posts = len(history.posted)
    place = np.full(len(firsts), -1)
    place[large] = n_posts + np.arange(len(large))
    seen = history.of_rows(rows[once])
    moved = np.where(place[group[once]] >= 0, place[group[once]], seen.post)
    excess = excess_of(replace(seen, post=moved, n_posts=n_posts + len(large)))
    most = np.zeros(len(firsts))
    of_post, often = np.unique(np.stack([group, given.post[rows]]), axis=1, return_counts=True)
    np.maximum.at(most, of_post[0], often / np.bincount(group)[of_post[0]])
    words = [text or "" for text in texts.take(firsts[large]).to_list()]
    # What repeats itself is as short as its distinct parts.
    length = np.array([len({text[at : at + 5] for at in range(len(text))}) for text in words], np.float64)
    by_length = log_tail(n_accounts[large], len(rows) * popularity(length)) + np.log(len(firsts))
    nats, is_known = excess.nats[n_posts:], excess.is_known[n_posts:]
    rare = (length >= SHORTEST) & (by_length < np.log(part))
    spread = rare & (most[large] <= CHORUS)
    pooled = np.isin(group[once], large[spread])
    on_posts = excess_of(replace(seen, post=np.where(pooled, n_posts + seen.post, seen.post), n_posts=2 * n_posts))
    beyond = (on_posts.nats[n_posts:] < np.log(EACH))[seen.post]
    beyond = np.bincount(group[once], beyond, len(firsts))[large] > CHORUS * n_accounts[large]
    copied = np.where(is_known, rare & (nats < np.log(EACH)) | spread & beyond, spread)
    order = np.argsort(group, kind="stable")
    ends = np.searchsorted(group[order], np.arange(len(firsts) + 1))
    for number, of in enumerate(large.tolist()):
        inside = np.sort(rows[order[ends[of] : ends[of + 1]]])
        p = excess.p_adjusted[n_posts + number]
        if copied[number]:
            p = min(p, float(np.exp(min(by_length[number], 0.0))))
        if p < part:
            to = plural(len(np.unique(given.post[inside])), "post")
            fact = f"{n_accounts[of]} accounts wrote nearly the same to {to}."
            yield _event(given, "copied", inside, float(len(rows) * popularity(length[number])), float(p), (fact,))


def _by_posts(given: Interactions, events: Iterable[ApplauseEvent]) -> Iterator[ApplauseEvent]:
    """Yield events of copied words; one whose posts are all among those of another is part of it: sellers vary."""
    together: list[list[ApplauseEvent]] = []
    for event in sorted(events, key=lambda event: -len(event.posts)):
        widest = next((group for group in together if np.isin(event.posts, group[0].posts).all()), None)
        if widest is None:
            together.append([event])
        else:
            widest.append(event)
    for first, *others in together:
        if not others:
            yield first
            continue
        group = [first, *others]
        rows = np.unique(np.concatenate([event.rows for event in group]))
        expected, p = sum(event.expected for event in group), min(event.p_adjusted for event in group)
        n_accounts, to = len(np.unique(given.account[rows])), plural(len(first.posts), "post")
        fact = f"{n_accounts} accounts wrote nearly the same {len(group)} texts to {to}."
        yield _event(given, "copied", rows, expected, p, (fact,))


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
            f"where their own habits explain {group.expected:.0f}; on other posts they seldom do."
        )
        yield _event(given, "pod", inside, group.expected, group.p_adjusted, (fact,))


def _event(
    given: Interactions, kind: ApplauseKind, rows: IntArray, expected: float, p: float, facts: tuple[str, ...]
) -> ApplauseEvent:
    """Return an event of some rows."""
    return ApplauseEvent(kind, np.unique(given.post[rows]), np.unique(given.account[rows]), rows, expected, p, facts)
