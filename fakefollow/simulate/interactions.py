"""Synthetic interactions with one account's posts, with known truth: who reacted, what was bought, who is in a pod.

Everything in them is invented, as in synthetic audiences, on which they rest. A figure measured on them says that the
code works under the assumptions written here and in the file of reactions.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from fakefollow.errors import Brief, expect_seed
from fakefollow.simulate import accounts, reactions as law
from fakefollow.simulate.accounts import AnyArray, FloatArray
from fakefollow.simulate.arrivals import DAY, Burst, draw_background, draw_burst, expect
from fakefollow.simulate.audience import check_parts, simulate_audience
from fakefollow.simulate.reactions import (
    KINDS,
    RATES,
    BoughtReactions,
    CopiedComments,
    Crowd,
    IntArray,
    Pod,
    Reactions,
    draw_stock,
    expect_numbers,
)
from fakefollow.simulate.words import WORDS_ASKED, Pen, comment

_FIRST_POST: Final = 8_000_000_000_000
_FIRST_REPLY: Final = 7_000_000_000_000
_AGES: Final = {"hazard": 0.3, "life_days": 1e5}
"""Who reacts from outside uses the platform, whatever the age of the account; who follows is younger."""


@dataclass(frozen=True, eq=False, repr=False)
class SimulatedInteractions(Brief):
    """Synthetic interactions, post by post and the newest first in each, and the truth about them.

    Parameters
    ----------
    posts : list of dict
        ``id``, ``created_at``, ``text``, ``likes_count``, ``replies_count``, ``reposts_count``, ``quotes_count``,
        ``reply_to`` and ``in_reply_to``: posts, oldest first, then the account's own replies.
    columns : dict of str to array
        ``id``, ``post_id``, ``kind``, ``account_id``, ``created_at`` (datetime64[us] UTC, NaT where hidden) and
        ``text`` (None where there is none) of each interaction: a frame takes it.
    accounts : dict of str to array
        Canonical columns of the profiles, each account once: followers first, newest first, as `SimulatedAudience`.
    n_followers : int
        How many of them follow.
    account, post : int64 array, shape (n,)
        Row of ``accounts`` and of ``posts``.
    seconds : float64 array, shape (n,)
        True times, seconds since 1970 UTC.
    bought, pod, copied : int64 array, shape (n,)
        Index of the purchase, the pod and the copied comments; -1 for none.
    account_kind : array of str, shape (n_accounts,)
        ``"genuine"``, ``"purchased"`` or ``"bot"``; hijacked accounts are purchased.
    """

    posts: list[dict[str, Any]]
    columns: dict[str, AnyArray]
    accounts: dict[str, AnyArray]
    n_followers: int
    account: IntArray
    post: IntArray
    seconds: FloatArray
    bought: IntArray
    pod: IntArray
    copied: IntArray
    account_kind: NDArray[np.str_]

    def __len__(self) -> int:
        return len(self.account)

    @property
    def is_bought(self) -> NDArray[np.bool_]:
        """Which interactions were bought, copied comments among them; those of pods are exchanged, not bought."""
        return (self.bought >= 0) | (self.copied >= 0)

    @property
    def is_genuine(self) -> NDArray[np.bool_]:
        """Which interactions are of a genuine account."""
        return np.asarray(self.account_kind[self.account] == "genuine")

    @property
    def follows(self) -> NDArray[np.bool_]:
        """Which interactions are of a follower."""
        return self.account < self.n_followers

    @cached_property
    def profiles(self) -> list[dict[str, Any]]:
        """The profiles of all accounts as dicts."""
        return accounts.profiles_of(self.accounts)

    @property
    def followers(self) -> list[dict[str, Any]]:
        """The profiles of the followers, newest first."""
        return self.profiles[: self.n_followers]

    @cached_property
    def interactions(self) -> list[dict[str, Any]]:
        """The interactions as dicts, each with the profile of its account under ``account``."""
        rows = accounts.profiles_of({name: values for name, values in self.columns.items() if name != "account_id"})
        profiles = self.profiles
        return [
            {**{name: value for name, value in row.items() if value is not None}, "account": profiles[account]}
            for row, account in zip(rows, self.account.tolist(), strict=True)
        ]


def simulate_interactions(
    n_posts: int = 60,
    n_followers: int = 2000,
    *,
    reacting_share: float = 0.04,
    outsiders_share: float = 0.2,
    bought: Sequence[BoughtReactions] = (),
    pods: Sequence[Pod] = (),
    copied: Sequence[CopiedComments] = (),
    viral: int = 0,
    giveaways: int = 0,
    fans: int = 0,
    drop: float = 0.0,
    answered_share: float = 0.2,
    days: float = 90.0,
    gap_spread: float = 1.0,
    like_times: bool = True,
    at_hand: int | None = None,
    observed_at: datetime = accounts.OBSERVED_AT,
    profiles: bool = True,
    random_state: int = 0,
    **audience: Any,
) -> SimulatedInteractions:
    """Make up who reacted to the posts of one synthetic account, with purchases and pods, and keep the truth.

    Reactions are log-normal over posts and over accounts; followers come for one of four topics and react more to its
    posts; a tenth as many replies as likes, 15 % as many reposts, log-normal over posts. Profiles are as
    silent as those of followers of their age, people who react are less so: genuine shares come out lower here.

    Parameters
    ----------
    n_posts, n_followers : int
        How many posts and followers.
    reacting_share : float
        Likes of a usual post by the number of followers. Markerly (2016) found .04 for 1,000 to 10,000 followers on
        Instagram, .024 up to 100,000 and .017 for millions; HypeAuditor tells .017 on average.
    outsiders_share : float
        Share of the reactions of accounts that do not follow.
    bought : sequence of BoughtReactions
        Likes and reposts that were bought.
    pods : sequence of Pod
        Groups that react on demand.
    copied : sequence of CopiedComments
        Bought comments.
    viral : int
        Posts that outsiders carry on, three to fifteen times as many as usually react, a fifth of them signed up
        for it. Nobody bought them.
    giveaways : int
        Posts that ask for a like and a word, and get hundreds of equal comments of honest accounts.
    fans : int
        Followers who like most posts within minutes, each by itself.
    drop : float
        Share of the reactions that stays away in the second half of the posts.
    answered_share : float
        Share of the replies that the account answers.
    days : float
        Days over which the posts are spread.
    gap_spread : float
        Log-spread of the gaps between posts; 0 posts like a clock, 2 in bursts with long silence.
    like_times : bool
        Whether times of likes are shown.
    at_hand : int, optional
        How many interactions of a kind the list holds at most for a post, the newest, as interfaces cut lists; counts
        of posts stay those of all.
    observed_at : datetime
        When all were observed; must carry a zone.
    profiles : bool
        Whether to make whole profiles; False gives ``id``, ``created_at`` and ``observed_at``, a million interactions
        in seconds.
    random_state : int
        Seed; the same seed gives the same interactions.
    **audience
        Whatever `fakefollow.simulate_audience` takes for the followers. Bought ones react seldom.

    Returns
    -------
    SimulatedInteractions
        Followers, posts, interactions, and the truth by interaction.

    Raises
    ------
    ValueError
        If a share or number is out of range.

    Examples
    --------
    >>> import fakefollow as ff
    >>> made = ff.simulate_interactions(20, 1000, bought=[ff.BoughtReactions(0.4, posts=2)], pods=[ff.Pod(10)])
    >>> len(made.followers), len(made.posts) >= 20, sorted(made.columns)[:3]
    (1000, True, ['account_id', 'created_at', 'id'])
    >>> len(set(made.post[made.is_bought].tolist())), len(set(made.account[made.pod == 0].tolist()))
    (2, 10)
    """
    expect_numbers("a share below 1", outsiders_share=outsiders_share, drop=drop, answered_share=answered_share)
    expect_numbers("a number from 0 on", reacting_share=reacting_share, days=days, gap_spread=gap_spread)
    expect_numbers("a whole number from 0 on", n_posts=n_posts, viral=viral, giveaways=giveaways, fans=fans)
    expect("n_posts", n_posts >= max(viral + giveaways, 1), "a post, and as many as are viral or giveaways", n_posts)
    check_parts("bought", bought, BoughtReactions, "BoughtReactions(0.4)")
    check_parts("pods", pods, Pod, "Pod(10)")
    check_parts("copied", copied, CopiedComments, "CopiedComments(20)")
    expect_seed(random_state)
    random = np.random.default_rng([random_state, 4])
    people = simulate_audience(
        n_followers, random_state=random_state, observed_at=observed_at, profiles=False, **audience
    )
    crowd = Crowd(random, people, observed_at.timestamp())
    posts = _Posts(random, n_posts, observed_at.timestamp(), days, gap_spread, (viral, giveaways))
    likes = reacting_share * n_followers * posts.appeal
    likes = np.where(np.arange(n_posts) >= n_posts / 2, (1.0 - drop) * likes, likes)
    parts = [_of_pod(random, pod, index, crowd, posts) for index, pod in enumerate(pods)]
    parts += _honest(random, crowd, posts, likes, outsiders_share, fans)
    liked = np.concatenate([part.post[part.kind == 0] for part in parts])
    n_likes = np.bincount(liked, minlength=n_posts).astype(np.float64)
    n_honest: dict[str, FloatArray] = {"like": n_likes, "repost": RATES["repost"][0] * n_likes}
    for index, order in enumerate(bought):
        parts += _of_seller(random, order, index, crowd, posts, n_honest[order.kind])
    for index, copies in enumerate(copied):
        parts += _of_seller(random, copies, index, crowd, posts, n_honest["like"])
    made = Reactions.join(parts).without_repeats()
    created_at = np.concatenate(crowd.created_at)
    made = made.take((made.seconds < observed_at.timestamp()) & (made.seconds > created_at[made.account]))
    made = made.take(np.lexsort((-made.seconds, made.post)))
    columns, kind = crowd.profiles(random, observed_at, profiles)
    texts = law.comments_of(random, made, posts.words_asked, [(each.templates, each.variation) for each in copied])
    shown = _columns(made, columns["id"], texts, like_times)
    told = _post_rows(random, made, posts, shown, columns, answered_share, observed_at.timestamp())
    rows = _newest(made, at_hand)
    made, shown = made.take(rows), {name: values[rows] for name, values in shown.items()}
    truth = (made.account, made.post, made.seconds, made.bought, made.pod, made.copied)
    return SimulatedInteractions(told, shown, columns, n_followers, *truth, kind)


class _Posts:
    """Posts of a simulation: when, about what, how appealing, and which are viral or giveaways."""

    def __init__(
        self, random: np.random.Generator, n: int, end: float, days: float, gap_spread: float, special: Sequence[int]
    ) -> None:
        self.posted = law.draw_post_times(random, n, end - days * DAY, end - 0.1 * DAY, gap_spread)
        self.topic = random.integers(law.TOPICS, size=n)
        self.appeal = law.draw_appeal(random, n)
        order = random.permutation(np.arange(n))
        self.viral, self.giveaways = order[: special[0]], order[special[0] : sum(special)]
        self.words_asked = {
            post: WORDS_ASKED[word]
            for post, word in zip(
                self.giveaways.tolist(), random.integers(len(WORDS_ASKED), size=special[1]).tolist(), strict=True
            )
        }
        self.appeal[self.giveaways] = 3.0 * np.maximum(self.appeal[self.giveaways], 1.0)

    def some(self, random: np.random.Generator, posts: int | float | Sequence[int]) -> IntArray:
        """Return places of posts: so many, a share, or those named."""
        n = len(self.posted)
        if isinstance(posts, int | float):
            wanted = round(posts * n) if isinstance(posts, float) else posts
            return np.sort(random.permutation(n)[: max(wanted, 1)])
        return np.array(posts, np.int64)


def _honest(
    random: np.random.Generator, crowd: Crowd, posts: _Posts, likes: FloatArray, outsiders_share: float, fans: int
) -> list[Reactions]:
    """Draw what nobody bought: fans, followers, outsiders, and those who carry a viral post on."""
    keen = random.permutation(crowd.genuine)[:fans]
    parts = [law.draw_fans(random, keen, crowd.topic, posts.topic, posts.posted)]
    replies = np.full(len(likes), np.nan)
    replies[posts.giveaways] = 0.6
    outside = np.where(np.isin(np.arange(len(likes)), posts.giveaways), max(outsiders_share, 0.5), outsiders_share)
    arguments = (posts.topic, posts.posted)
    parts.append(law.draw_honest(random, crowd.weight, crowd.topic, *arguments, (1.0 - outside) * likes, replies))
    n = int(np.ceil(1.1 * (outside * likes).sum()))
    if n:
        times = np.sort(posts.posted[random.integers(len(likes), size=n)])
        shares = {"bot_share": 0.03, "fresh_share": 0.02}
        rows = crowd.add(draw_background(random, times, 0, **shares, **_AGES))
        weight, topic = np.sqrt(law.draw_keenness(random, n)), random.integers(law.TOPICS, size=n)
        part = law.draw_honest(random, weight, topic, *arguments, outside * likes, replies)
        parts.append(replace(part, account=rows[part.account]))
    for post in posts.viral.tolist():
        size = int(np.median(likes) * np.exp(random.uniform(np.log(3.0), np.log(15.0))))
        burst, begin = Burst("viral", size, days=3.0, fresh_share=0.2), float(posts.posted[post])
        come = draw_burst(random, burst, size, begin, -1, hazard=0.5, life_days=1900.0)
        parts.append(Reactions.of(crowd.add(come), np.full(size, post), "like", come.followed_at + 5.0))
    return parts


def _of_pod(random: np.random.Generator, pod: Pod, index: int, crowd: Crowd, posts: _Posts) -> Reactions:
    """Draw what a pod does; members who do not follow are people like others."""
    inside = random.permutation(crowd.genuine)[: round(pod.follows * pod.size)]
    crowd.genuine = np.setdiff1d(crowd.genuine, inside)
    chosen = posts.some(random, pod.posts)
    joined = np.full(pod.size - len(inside), posts.posted.min(initial=crowd.end) - DAY)
    outside = crowd.add(draw_background(random, joined, 0, bot_share=0.0, fresh_share=0.0, **_AGES))
    given = {"joining": pod.joining, "minutes": pod.minutes, "comments": pod.comments, "index": index}
    return law.draw_pod(random, np.concatenate([inside, outside]), chosen, posts.posted, **given)  # type: ignore[arg-type]


def _of_seller(
    random: np.random.Generator,
    order: BoughtReactions | CopiedComments,
    index: int,
    crowd: Crowd,
    posts: _Posts,
    honest: FloatArray,
) -> list[Reactions]:
    """Draw what a seller delivers to some posts, from stock of its own."""
    chosen = posts.some(random, order.posts)
    if isinstance(order, CopiedComments):
        sizes, kind, truth, pool = np.full(len(chosen), order.size), "reply", {"copied": index}, 2.0
    else:
        sizes = np.maximum(np.round(honest[chosen] * order.share / (1.0 - order.share)), 1.0).astype(np.int64)
        kind, truth, pool = order.kind, {"bought": index}, order.pool
    stock = draw_stock(
        random, order.seller, int(np.ceil(pool * sizes.max(initial=0))), posts.posted[chosen].min(), crowd
    )
    made = []
    for post, size in zip(chosen.tolist(), sizes.tolist(), strict=True):
        times = law.delivery_times(random, size, posts.posted[post], order.start_hours, order.hours, order.law)
        sent = random.permutation(stock)[:size]
        made.append(Reactions.of(sent, np.full(size, post), kind, times, **truth))
    return made


def _columns(made: Reactions, ids: AnyArray, texts: AnyArray, like_times: bool) -> dict[str, AnyArray]:
    """Return what a platform shows of interactions."""
    times = (np.floor(made.seconds) * 1e6).astype(np.int64).astype("datetime64[us]")
    if not like_times:
        times[made.kind == 0] = np.datetime64("NaT", "us")
    return {
        "id": (_FIRST_REPLY + np.arange(len(made.kind))).astype("<U20").astype(object),
        "post_id": (_FIRST_POST + made.post).astype("<U20").astype(object),
        "kind": np.array(KINDS, object)[made.kind],
        "account_id": ids[made.account],
        "created_at": times,
        "text": texts,
    }


def _newest(made: Reactions, at_hand: int | None) -> IntArray:
    """Return the rows that a list cut at some interactions of each post and kind holds."""
    if at_hand is None:
        return np.arange(len(made.kind))
    key = made.post * len(KINDS) + made.kind
    order = np.argsort(key, kind="stable")
    starts = np.flatnonzero(np.diff(key[order], prepend=-1))
    place = np.arange(len(key)) - np.repeat(starts, np.diff(np.append(starts, len(key))))
    return np.sort(order[place < at_hand])


def _post_rows(
    random: np.random.Generator,
    made: Reactions,
    posts: _Posts,
    shown: dict[str, AnyArray],
    columns: dict[str, AnyArray],
    answered_share: float,
    end: float,
) -> list[dict[str, Any]]:
    """Return the posts with their counts and texts, then the account's own replies."""
    pen, n = Pen(random), len(posts.posted)
    counts = np.bincount(made.post * len(KINDS) + made.kind, minlength=n * len(KINDS)).reshape(n, len(KINDS)).tolist()
    names = [f"{'replie' if kind == 'reply' else kind}s_count" for kind in KINDS]
    rows = []
    for post, posted in enumerate(posts.posted.tolist()):
        text = comment(pen) + (f" https://{pen.letters(6)}.example" if pen.chance(0.3) else "")
        if post in posts.words_asked:
            text = f"Giveaway! Like this and comment {posts.words_asked[post]}."
        rows.append(_post(_FIRST_POST + post, posted, text, dict(zip(names, counts[post], strict=True)), None, None))
    replies = np.flatnonzero(made.kind == KINDS.index("reply"))
    answered = replies[random.random(len(replies)) < answered_share]
    times = made.seconds[answered] + 3600.0 * np.exp(1.2 * random.standard_normal(len(answered)))
    whom = columns.get("username", columns["id"])[made.account[answered]]
    for number, (row, time) in enumerate(zip(answered.tolist(), times.tolist(), strict=True)):
        if time < end:
            none = dict.fromkeys(names, 0)
            rows.append(_post(_FIRST_POST + n + number, time, comment(pen), none, whom[number], shown["id"][row]))
    return rows


def _post(number: int, time: float, text: str, counts: dict[str, int], to: Any, reply: Any) -> dict[str, Any]:
    at = datetime.fromtimestamp(int(time), UTC)
    return {"id": str(number), "created_at": at, "text": text, **counts, "reply_to": to, "in_reply_to": reply}
