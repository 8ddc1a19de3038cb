"""Interactions: who reacted to which post, when and with what words, as codes beside each account once.

What people have of them, in the shapes of platforms and tools, becomes `Interactions`. Knows no detector.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np

from fakefollow.errors import Brief, ProfileError
from fakefollow.platforms import COUNTS, kind_named, kind_of_table
from fakefollow.profiles import (
    COLUMNS,
    NOT_OBSERVED,
    BoolArray,
    FloatArray,
    IntArray,
    IssueTable,
    ProfileTable,
    TextColumn,
)
from fakefollow.readers.parts import (
    Parts,
    end_of,
    first_keys,
    is_named,
    parts_of_interactions,
    parts_of_posts,
    parts_of_roots,
)
from fakefollow.readers.whole import SLACK, text_keys

KINDS: Final = ("like", "reply", "repost", "quote", "mention", "view")
"""Kinds of interaction; a comment is a reply. Codes are places in this tuple."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Posts(Brief):
    """Posts of one account, each once; row i of every array is post i.

    Parameters
    ----------
    ids : TextColumn
        Ids as the source writes them.
    seconds : float64 array, shape (n_posts,)
        When each was posted, seconds since 1970 UTC; NaN where not known.
    counts : mapping of str to float64 array, shape (n_posts,)
        What the platform counts by kind of interaction, NaN where not known; a kind that it does not show is left out.
    texts : TextColumn
        Words of the posts.
    answers_to : TextColumn
        Whom the post answers: id or username; empty where it is no reply, not observed where that is not known.
    in_reply_to : TextColumn
        Id of what it answers, such as of an interaction (``Interactions.ids``); empty and not observed alike.
    is_given : bool array, shape (n_posts,)
        False for posts that only interactions name.
    """

    ids: TextColumn
    seconds: FloatArray
    counts: Mapping[str, FloatArray]
    texts: TextColumn
    answers_to: TextColumn
    in_reply_to: TextColumn
    is_given: BoolArray

    def __len__(self) -> int:
        return len(self.seconds)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Interactions(Brief):
    """Interactions with the posts of one account; interaction i is row i of the source, and none is left out.

    Parameters
    ----------
    accounts : ProfileTable
        Each different account once, with all that was given of its profile, or its id or username alone.
    posts : Posts
        Each different post once.
    account, post : int64 array, shape (n,)
        Row of ``accounts`` and of ``posts``; -1 where the row does not say.
    kind : int64 array, shape (n,)
        Place in `KINDS`; -1 where the row does not say.
    seconds : float64 array, shape (n,)
        When, in seconds since 1970 UTC; NaN where not known, as likes often are.
    texts : TextColumn
        Words of replies and quotes.
    ids : TextColumn
        Ids of replies, quotes and reposts, which are posts themselves; not observed for others.
    repeats : bool array, shape (n,)
        True for a like, repost or view that an earlier row gives of the same account and post, or the same reply
        again. They are counted once.
    issues : IssueTable
        What could not be taken as it was.
    notes : tuple of str
        What to know of the whole, in sentences.
    own : bool array, shape (n,)
        True for what the author of the posts does, which is no reaction: its ``account`` is -1.
    """

    accounts: ProfileTable
    posts: Posts
    account: IntArray
    post: IntArray
    kind: IntArray
    seconds: FloatArray
    texts: TextColumn
    ids: TextColumn
    repeats: BoolArray
    issues: IssueTable = field(default_factory=IssueTable)
    notes: tuple[str, ...] = ()
    own: BoolArray = field(default_factory=lambda: np.zeros(1, np.bool_))

    def __len__(self) -> int:
        return len(self.kind)

    @property
    def counted(self) -> BoolArray:
        """Which rows are reactions of others, each once."""
        counted: BoolArray = ~self.repeats & ~self.own
        return counted


REFERENCES: Final = ("repost", "reply", "quote", "post")
"""What names the post reacted to, the first that is there; all but the last say the kind too."""

ONCE: Final = ("like", "repost", "view")
"""Kinds that an account does to a post once."""


def read_interactions(
    source: Any,
    posts: Any = None,
    platform: str | None = None,
    columns: Mapping[str, str] | None = None,
    observed_at: Any = None,
) -> Interactions:
    """Read who reacted to the posts of an account; interaction i is row i of the source.

    Parameters
    ----------
    source : path, frame, list, dict or generator
        One row an interaction: which post, which account (its id, username or whole profile), what kind, and when and
        with what words where that is known; as a table, or nested as ``{"post_id": ..., "kind": "like", "account":
        {...}}``. Also what the APIs of X, Instagram, Bluesky, Mastodon, YouTube and TikTok answer and their tools
        keep: lists of who liked or reposted, under the post's id (``{"POST": {"likes": [...]}}``); replies and comments
        with their authors. Files as for `read`, and several of them, called such as ``likes_POST.json``.
    posts : path, frame, list or dict, optional
        The account's own posts with their times, words and counts.
    platform : str, optional
        Name of the platform; by default recognised.
    columns : mapping of str to str, optional
        ``{"their name": "post_id"}`` for names of one's own: ``post_id``, ``kind``, ``created_at``, ``text``, ``id``
        (of the interaction), ``account``, ``account_id``, and the names of profiles, such as ``followers_count``.
    observed_at : datetime, date, str, numpy.datetime64 or float, optional
        When the profiles were collected, for rows that do not say it.

    Returns
    -------
    Interactions
        With ``issues`` for what could not be taken as it was; no row is left out.

    Raises
    ------
    ProfileError
        If the rows are no interactions, or nothing says of which post or kind they are.

    Examples
    --------
    >>> import fakefollow as ff
    >>> rows = [{"post_id": "7", "kind": kind, "username": "ada"} for kind in ("like", "reply")]
    >>> read = ff.read_interactions(rows)
    >>> len(read), len(read.accounts), read.kind.tolist()
    (2, 1, [0, 1])
    """
    found = parts_of_interactions(source, platform, columns, observed_at)
    issues = IssueTable(found.issues)
    own = parts_of_posts(posts, platform, columns) if posts is not None else parts_of_roots(found.roots)
    for name, role in (columns or {}).items():
        if name not in found.keys and name not in own.keys:
            listed = ", ".join(map(repr, found.keys[:12]))
            if role not in COLUMNS:  # of these followers may have it
                raise ProfileError(f"columns={{{name!r}: {role!r}}}: not a column; the columns are {listed}")
            issues.add(None, role, f"no column {name!r}", f"one of {listed}", NOT_OBSERVED)
    issues.extend([issue._replace(row=None, column=f"posts.{issue.column}") for issue in own.issues])
    kind = _kinds(found, issues)
    post, ids = _posts(found, own, posts is not None, kind, issues)
    read = Interactions(
        accounts=found.accounts,
        posts=_as_posts(own, ids),
        account=found.account,
        post=post,
        kind=kind,
        seconds=found.seconds,
        texts=found.text("text"),
        ids=found.text("id"),
        repeats=np.zeros(len(kind), np.bool_),
        issues=issues,
    )
    _require(read, found)
    read = replace(read, repeats=_repeats(read))
    _tell(read, issues)
    by_owner = is_named(read.accounts, own.owner)[read.account] & (read.account >= 0)
    account = np.where(by_owner, -1, read.account)
    return replace(read, account=account, own=by_owner, issues=issues.in_row_order())


def _kinds(found: Parts, issues: IssueTable) -> IntArray:
    """Return the kind of each row: what it says itself, which post it names and how, or what is said around it."""
    around = found.kinds or [None] * found.n_rows
    kind = np.array([-1 if each is None else KINDS.index(each) for each in around], np.int64)
    for role in reversed(REFERENCES[:-1]):
        kind[found.text(role).valid & ~found.text(role).is_empty()] = KINDS.index(role)
    said, words = found.text("kind"), found.text("text")
    if not said.valid.any():  # who says nothing of a kind and has words, answers
        kind[(kind < 0) & words.valid & ~words.is_empty()] = KINDS.index("reply")
    codes, first = _distinct(said)
    for number, word in enumerate(said.take(first).to_list()):
        named = kind_named(word or "")
        rows = np.flatnonzero(codes == number)
        if named is not None:
            kind[rows] = KINDS.index(named)
        elif (rows := rows[kind[rows] < 0]).size:
            more = f" ({len(rows) - 1:,} more rows)" if len(rows) > 1 else ""
            issues.add(int(rows[0]), "kind", word, f"one of {', '.join(KINDS)}", f"{NOT_OBSERVED}{more}")
    return kind


def _distinct(texts: TextColumn) -> tuple[IntArray, IntArray]:
    """Return which of the different texts each row has, -1 where there is none, and the first row of each in order."""
    return first_keys(np.where(texts.is_empty(), 0, text_keys(texts)))


def _posts(
    found: Parts, own: Parts, given: bool, kind: IntArray, issues: IssueTable
) -> tuple[IntArray, list[str | None]]:
    """Return the row of each interaction's post, and the ids of all posts: those given, then those only named."""
    ids = own.text("id").to_list()
    known = _names_of(own, has_files=bool(found.text("around").valid.any()))
    is_given = len(ids)
    post = np.full(len(kind), -1, np.int64)
    candidates = [found.text(role) for role in REFERENCES]
    parent = candidates[0]
    for other in candidates[1:]:
        parent = _first(parent, other)
    root = found.text("root")
    root = replace(root, valid=root.valid & (kind == KINDS.index("reply")))
    for texts in (parent, root, found.text("around")):
        _settle(post, texts, lambda text: known.get(text, known.get(end_of(text), -1)))
    left = _first(_first(found.text("around"), root), parent)

    def add(text: str) -> int:
        if text not in known:
            known[text] = len(ids)
            ids.append(text)
        return known[text]

    above = _answered(parent, found.text("id"))
    direct = (above < 0) | found.text("around").valid | root.valid
    _settle(post, replace(left, valid=left.valid & direct), add)
    while (rows := np.flatnonzero((post < 0) & (above >= 0) & (post[above] >= 0))).size:
        post[rows] = post[above[rows]]
    _settle(post, left, add)
    if given and (n := int((post >= is_given).sum())):
        got = f"{n:,} of {len(post):,} interactions are with other posts ({len(ids) - is_given:,})"
        issues.add(None, None, got, "ids of the posts given", "kept; only the id of these posts is known")
    return post, ids


def _names_of(own: Parts, has_files: bool) -> dict[str, int]:
    """Return the row of each post by what it is called; instaloader calls the files of a post by its time."""
    known: dict[str, int] = {}
    for texts in (own.text("id"), *own.also):
        for row, name in enumerate(texts.to_list()):
            if name:
                known.setdefault(name, row)
                known.setdefault(end_of(name), row)
    for row in np.flatnonzero(np.isfinite(own.seconds)).tolist() if has_files else ():
        time = str(np.datetime64(int(own.seconds[row]), "s"))
        known.setdefault(f"{time.replace('T', '_').replace(':', '-')}_UTC", row)
    return known


def _settle(post: IntArray, texts: TextColumn, row_of: Any) -> None:
    """Set the post of rows that have none to what their texts name."""
    open_rows = np.flatnonzero(post < 0)
    texts = texts.take(open_rows)
    codes, first = _distinct(texts)
    rows = np.array([*map(row_of, texts.take(first).to_list()), -1], np.int64)
    post[open_rows] = rows[codes]


def _first(texts: TextColumn, others: TextColumn) -> TextColumn:
    """Return row by row the first of two texts that is known."""
    known = texts.valid & ~texts.is_empty()
    if known.all() or not others.valid.any():
        return texts
    if not known.any():
        return others
    pairs = zip(texts.to_list(), others.to_list(), strict=True)
    return TextColumn.from_strings([text or other for text, other in pairs])


def _answered(parent: TextColumn, ids: TextColumn) -> IntArray:
    """Return the row of the interaction that each one answers, -1 where it is none."""
    if not ids.valid.any():
        return np.full(len(ids), -1, np.int64)
    keys, wanted = text_keys(ids), text_keys(parent)
    order = np.argsort(keys, kind="stable")
    at = np.minimum(keys[order].searchsorted(wanted), len(order) - 1)
    return np.where((keys[order][at] == wanted) & (wanted > 0), order[at], -1)


def _as_posts(own: Parts, ids: list[str | None]) -> Posts:
    n = len(ids) - own.n_rows
    nothing = np.full(n, np.nan)

    def longer(texts: TextColumn) -> TextColumn:
        offsets = np.append(texts.offsets, np.full(n, texts.offsets[-1]))
        return TextColumn(texts.data, offsets, np.append(texts.valid, np.zeros(n, np.bool_)))

    counts = {COUNTS[role]: np.append(values, nothing) for role, values in own.counts.items()}
    reply = own.text("reply")
    to = own.text("answers_to")
    if own.texts.keys() & {"reply", "answers_to"}:  # where some have the key, the others are no replies
        to = replace(to, valid=to.valid | ~reply.valid | reply.is_empty())
    return Posts(
        ids=TextColumn.from_strings(ids),
        seconds=np.append(own.seconds, nothing),
        counts={kind: counts[kind] for kind in KINDS if kind in counts},
        texts=longer(own.text("text")),
        answers_to=longer(to),
        in_reply_to=longer(reply),
        is_given=np.arange(len(ids)) < own.n_rows,
    )


def _repeats(read: Interactions) -> BoolArray:
    """Tell which rows an earlier one gives as well."""
    again = np.zeros(len(read), np.bool_)
    once = np.isin(read.kind, [KINDS.index(kind) for kind in ONCE]) & (read.account >= 0) & (read.post >= 0)
    key = (read.account * (len(read.posts) + 1) + read.post) * len(KINDS) + read.kind
    _mark(again, np.flatnonzero(once), key[once])
    named = ~once & read.ids.valid & ~read.ids.is_empty()
    _mark(again, np.flatnonzero(named), text_keys(read.ids)[named])
    dated = np.flatnonzero(~once & ~named & ~np.isnan(read.seconds) & (read.account >= 0))
    words = text_keys(read.texts.take(dated))
    words ^= read.seconds[dated].view(np.uint64) * np.uint64(0x9E3779B97F4A7C15)  # as `text_keys` mixes
    words ^= key[dated].astype(np.uint64) * np.uint64(0xBF58476D1CE4E5B9)
    _mark(again, dated, words)
    return again


def _mark(again: BoolArray, rows: IntArray, keys: Any) -> None:
    """Mark rows whose key an earlier one of them has."""
    _, first = np.unique(keys, return_index=True)
    repeated = np.ones(len(rows), np.bool_)
    repeated[first] = False
    again[rows[repeated]] = True


def _require(read: Interactions, found: Parts) -> None:
    """Raise ProfileError where nothing says to which post, of what kind or by whom the interactions are."""
    if not len(read):
        return
    keys = ", ".join(map(repr, found.keys[:12])) or "no names"
    lacking = [
        (missing, way)
        for values, missing, way in (
            (read.account, "who reacted", 'columns={"your name": "account"} (a username or id)'),
            (read.post, "to which post", 'columns={"your name": "post_id"} or {"POST ID": [rows]}'),
            (read.kind, "how (like, reply, ...)", 'columns={"your name": "kind"} or {"likes": [rows]}'),
        )
        if not (values >= 0).any()
    ]
    if lacking:
        missing, ways = zip(*lacking, strict=True)
        kind = kind_of_table(found.keys) if len(lacking) > 1 else None
        if len(lacking) > 1 and "followers_count" in found.keys:
            raise ProfileError(f"these look like profiles ({keys}): expected rows with an account, post_id and kind")
        looks = f" and look like {kind.partition(',')[0]}" if kind else ""
        raise ProfileError(f"no column says {' or '.join(missing)}: got {keys}{looks}; pass {'; '.join(ways)}")


def _tell(read: Interactions, issues: IssueTable) -> None:
    """Record what single rows lack or say that cannot be."""
    created = read.accounts.times("created_at")
    if len(created):
        of_row = (created[read.account] - SLACK).astype(np.float64) / 1e6
        of_row[np.isnat(created[read.account]) | (read.account < 0)] = np.nan
        for row in np.flatnonzero(read.seconds < of_row).tolist():
            got = str(np.datetime64(int(read.seconds[row]), "s"))
            issues.add(row, "created_at", got, "a time after the account's creation", "kept")
    for values, name, expected in ((read.account, "account", "an account"), (read.post, "post_id", "a post")):
        for row in np.flatnonzero(values < 0).tolist():
            issues.add(row, name, None, expected, "kept, without")
