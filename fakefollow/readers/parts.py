"""Reactions and posts of whatever form -> columns by what they say, and the accounts, each once.

Tables are read by columns, documents row by row. Knows not what is made of the columns.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final

import numpy as np

from fakefollow.errors import ProfileError, expect, nearest
from fakefollow.platforms import COUNTS, ROLES, Field, Message, platform_named, usual_message
from fakefollow.profiles import (
    COLUMNS,
    BoolArray,
    Column,
    FloatArray,
    IntArray,
    IssueTable,
    ProfileTable,
    TextColumn,
    is_missing,
    not_observed,
    parse_column,
)
from fakefollow.readers.messages import Found, accounts_of, is_id, posts_in, raw_of
from fakefollow.readers.pieces import Table, pieces_of
from fakefollow.readers.reading import read
from fakefollow.readers.rows import Row
from fakefollow.readers.whole import text_keys

_AS: Final = {"created_at": "observed_at", "text": "description", **dict.fromkeys(COUNTS, "followers_count")}
"""Role -> the canonical column that is read alike; others are read as ids."""


@dataclass
class Parts:
    """Columns of interactions or posts by role, and accounts each once."""

    n_rows: int
    texts: dict[str, TextColumn]
    seconds: FloatArray
    counts: dict[str, FloatArray]
    issues: IssueTable
    keys: list[str]
    kinds: Sequence[str | None] | None = None
    """Of rows of which it is said around them."""
    account: IntArray = field(default_factory=lambda: np.zeros(0, np.int64))
    accounts: ProfileTable = field(default_factory=lambda: ProfileTable({}, 0))
    also: list[TextColumn] = field(default_factory=list)
    roots: Sequence[tuple[Row, Message]] = ()
    owner: frozenset[str] = frozenset()
    """Id and username of who wrote all of the posts, where that is known, in small letters."""

    def text(self, role: str) -> TextColumn:
        """Return the texts of a role."""
        found = self.texts.get(role) or not_observed("id", self.n_rows)
        return found if isinstance(found, TextColumn) else TextColumn.from_strings([None] * self.n_rows)

    def take(self, rows: IntArray) -> "Parts":
        """Return some rows, of posts."""
        texts = {role: column.take(rows) for role, column in self.texts.items()}
        counts = {role: values[rows] for role, values in self.counts.items()}
        also = [column.take(rows) for column in self.also]
        return replace(self, n_rows=len(rows), texts=texts, seconds=self.seconds[rows], counts=counts, also=also)


def parts_of_interactions(source: Any, platform: str | None, columns: Mapping[str, str] | None, at: Any) -> Parts:
    """Return the columns of interactions."""
    said = roles_said(columns)
    found = Found(platform_named(platform) if platform else None, tuple(said.items()))
    pieces = list(pieces_of(source, issues := IssueTable()))
    if (table := _only_table(pieces, found)) is not None:
        parts = _of_table(table, said, platform, at)
        return replace(parts, issues=IssueTable([*issues, *parts.issues]))
    for value, post, kind in pieces:
        found.walk(value.rows() if isinstance(value, Table) else value, post, kind)
    parts = _of_rows(found.rows, found.messages)
    around = parse_column(found.posts, "id", IssueTable([])) if found.rows else None
    if isinstance(around, TextColumn):
        parts.texts["around"] = around
    objects = accounts_of(found.rows, found.messages)
    codes, chosen = _first_objects(objects)
    accounts = read([objects[row] for row in chosen], platform, at) if chosen else ProfileTable({}, 0)
    account, accounts = _each_once(codes, accounts)
    kinds = [kind or message.kind for kind, message in zip(found.kinds, found.messages, strict=True)]
    issues.extend(parts.issues)
    return replace(parts, kinds=kinds, account=account, accounts=accounts, roots=found.roots, issues=issues)


def parts_of_posts(source: Any, platform: str | None, columns: Mapping[str, str] | None) -> Parts:
    """Return the columns of posts, each post once."""
    said = roles_said(columns)
    found = Found(platform_named(platform) if platform else None, tuple(said.items()))
    pieces = list(pieces_of(source, IssueTable()))
    table = pieces[0][0] if len(pieces) == 1 else None
    if isinstance(table, Table) and table.is_flat() and found.declared(table.first()) is None:
        usual = usual_message(frozenset(table.names), frozenset(), _asked(said, table.names))
        authors = [usual.fields[role].paths[0][0] for role in ("account", "account_id") if role in usual.fields]
        names = [{text.casefold() for v in table.values(name) if (text := _name_in(v))} for name in authors]
        owner = frozenset[str]().union(*(each for each in names if len(each) == 1))
        return replace(posts_once(_of_columns(table, usual)), owner=owner)
    rows: list[tuple[Row, Message]] = []
    for value, _, _ in pieces:
        posts_in(value.rows() if isinstance(value, Table) else value, found, rows)
    if not rows and any(len(value) for value, _, _ in pieces):
        raise ProfileError("posts: expected rows with an id and fields such as created_at, likes_count")
    return parts_of_roots(rows)


def parts_of_roots(rows: Sequence[tuple[Row, Message]]) -> Parts:
    """Return the columns of posts that are known row by row, each post once."""
    each, messages = [row for row, _ in rows], [message for _, message in rows]
    authors = filter(None, accounts_of(each, messages))
    names = [{text.casefold() for _, text in _identities(one)} for one in authors]
    owner = frozenset(set.intersection(*names)) if names else frozenset[str]()
    return replace(posts_once(_of_rows(each, messages)), owner=owner)


def posts_once(parts: Parts) -> Parts:
    """Return posts without those that came before, under the id or, without any, what else names them."""
    if "id" not in parts.texts and "post" in parts.texts:
        parts.texts["id"] = parts.texts["post"]
    if parts.n_rows and not parts.text("id").valid.any():
        listed = ", ".join(map(repr, parts.keys[:12]))
        raise ProfileError(f'posts: no column holds the id: got {listed}; pass columns={{"your name": "id"}}')
    keys = text_keys(parts.text("id"))
    _, first = np.unique(keys, return_index=True)
    kept = np.union1d(first, np.flatnonzero(keys == 0))
    if len(kept) < parts.n_rows:
        got = f"{parts.n_rows - len(kept):,} posts whose id came before"
        parts.issues.add(None, "posts", got, "each post once", "the first was kept")
    return parts.take(kept)


def roles_said(columns: Mapping[str, str] | None) -> dict[str, str]:
    """Return the role of each column that the caller names, or raise ProfileError."""
    expect("columns", columns, Mapping | None, "{'your name': 'post_id'}")
    known = (*sorted(ROLES - {"post"}), "post_id", *COLUMNS)
    for theirs, role in (columns or {}).items():
        expect("columns", role, str, "names as text")
        if role.removeprefix("account.") not in known:
            raise ProfileError(
                f"columns={{{theirs!r}: {role!r}}}: {role!r} is not a canonical name: {nearest(role, known)}"
            )
    return {theirs: role.replace("post_id", "post") for theirs, role in (columns or {}).items()}


def _only_table(pieces: Sequence[tuple[Any, str | None, str | None]], found: Found) -> Table | None:
    """Return the one table in which every row says itself what it is."""
    if len(pieces) != 1 or not isinstance(table := pieces[0][0], Table) or not table.is_flat():
        return None
    if pieces[0][1:] != (None, None):
        return None
    return table if found.is_interaction(table.first()) else None


def _asked(said: Mapping[str, str], names: Sequence[str]) -> tuple[tuple[str, str], ...]:
    return tuple((name, role) for name, role in said.items() if name in names)


def _of_table(table: Table, said: Mapping[str, str], platform: str | None, at: Any) -> Parts:
    usual = usual_message(frozenset(table.names), frozenset(), _asked(said, table.names))
    parts = _of_columns(table, usual)
    ids, username = usual.fields.get("account_id"), usual.fields.get("account")
    names = {name: each.paths[0][0] for name, each in usual.profile.items()}
    names |= {"id": ids.paths[0][0]} if ids else {}
    if username:
        known = [value for value in table.values(username.paths[0][0]) if not is_missing(value)] if not ids else []
        as_id = bool(known) and all(map(is_id, known))
        names["id" if as_id else "username"] = username.paths[0][0]
    identity = {name: table.column(names[name], name, IssueTable([])) for name in ("id", "username") if name in names}
    keys = [text_keys(texts, name == "username") for name, texts in identity.items() if isinstance(texts, TextColumn)]
    keys = keys or [np.zeros(len(table), np.uint64)]
    key = np.where(keys[0] > 0, keys[0], keys[-1])
    codes, chosen = first_keys(key, _fullness(table, list(names.values())))
    accounts = read(table.accounts(names, chosen), platform, at) if len(chosen) else ProfileTable({}, 0)
    account, accounts = _each_once(codes, accounts)
    return replace(parts, account=account, accounts=accounts)


def _fullness(table: Table, names: Sequence[str]) -> IntArray:
    """Return how many of some columns each row has."""
    if len(names) < 2:
        return np.zeros(len(table), np.int64)
    if table.frame is not None:
        from fakefollow.readers.frames import nulls

        return _counted([~nulls(table.frame[name]) for name in names])
    filled = ([value is not None and value != "" for value in table.values(name)] for name in names)
    return _counted([np.array(column) for column in filled])


def _counted(flags: Sequence[BoolArray]) -> IntArray:
    """Return how many of some flags each row has."""
    counted: IntArray = np.sum(flags, axis=0, dtype=np.int64)
    return counted


def first_keys(keys: Any, fullness: IntArray | None = None) -> tuple[IntArray, IntArray]:
    """Return a code for each row by its key, -1 where that is 0, and the fullest row, else the first, of each code."""
    rows = np.flatnonzero(keys)
    _, first, group = np.unique(keys[rows], return_index=True, return_inverse=True)
    place = np.empty(len(first), np.int64)
    place[np.argsort(first)] = np.arange(len(first))
    codes = np.full(len(keys), -1, np.int64)
    codes[rows] = place[group]
    order = rows if fullness is None else rows[np.lexsort((rows, -fullness[rows], codes[rows]))]
    _, at = np.unique(codes[order], return_index=True)
    return codes, order[at]


def _first_objects(objects: Sequence[Row]) -> tuple[IntArray, list[int]]:
    """Return a code for each account by what plainly identifies it, -1 for none, and the fullest of each."""
    known: dict[Any, int] = {}
    chosen: list[int] = []
    codes = np.full(len(objects), -1, np.int64)
    for row, account in enumerate(objects):
        if not account:
            continue
        code = known.setdefault(next(_identities(account), row), len(chosen))
        if code == len(chosen):
            chosen.append(row)
        elif len(account) > len(objects[chosen[code]]):
            chosen[code] = row
        codes[row] = code
    return codes, chosen


def _identities(account: Row) -> Iterator[tuple[str, str]]:
    """Yield what plainly identifies an account, by key."""
    yield from ((name, text) for name in _IDENTITIES if (text := _name_in(account.get(name))))


def _name_in(value: Any) -> str:
    """Return a name, or an id as text; empty where it is neither."""
    whole = isinstance(value, int | np.integer) and 0 < value < 2**64
    return str(value) if whole or isinstance(value, str) else ""


_IDENTITIES: Final = (
    *("id_str", "id", "did", "pk", "rest_id", "uid", "acct"),
    *("username", "screen_name", "handle", "uniqueId", "unique_id", "login"),
)
"""Keys that identify an account where they are at its top; what is told apart by others is put together later."""


def _each_once(codes: IntArray, table: ProfileTable) -> tuple[IntArray, ProfileTable]:
    """Return the row of each interaction's account in a table that has each account once, by id else username."""
    if not len(table):
        return codes, table
    ids, names = text_keys(table.texts("id")), text_keys(table.texts("username"), fold=True)
    with_id = np.flatnonzero((ids > 0) & (names > 0))
    order = with_id[np.argsort(names[with_id], kind="stable")]
    key = np.where(ids > 0, ids, names)
    if len(order):
        at = order[np.minimum(names[order].searchsorted(names), len(order) - 1)]
        key = np.where((ids == 0) & (names > 0) & (names[at] == names), ids[at], key)
    alone = np.flatnonzero(key == 0)
    key[alone] = np.arange(1, len(alone) + 1, dtype=np.uint64)
    full = _counted([column.valid for column in table.columns.values()])
    places, chosen = first_keys(key, full + 1)
    codes = np.where(codes >= 0, places[codes], -1)
    if len(chosen) == len(table):
        return codes, table
    to = dict(zip(chosen.tolist(), range(len(chosen)), strict=True))
    kept = [issue for issue in table.issues if issue.row is None or issue.row in to]
    moved = IssueTable([issue if issue.row is None else issue._replace(row=to[issue.row]) for issue in kept])
    return codes, replace(table.take(chosen), issues=moved)


def _of_columns(table: Table, usual: Message) -> Parts:
    """Return the columns of a table by role."""
    read = {role: partial(table.column, each.paths[0][0]) for role, each in usual.fields.items() if role in _READ}
    return _parts(len(table), read, table.names, [table.column(path[0], "id", IssueTable([])) for path in usual.also])


def _of_rows(rows: Sequence[Row], messages: Sequence[Message]) -> Parts:
    """Return the columns of rows by role; of an object that is the post, its id."""
    raw = {
        role: [value.get("id") if isinstance(value, Mapping) else value for value in values]
        for role, values in raw_of(rows, messages, _READ).items()
    }
    n = max((len(message.also) for message in messages), default=0)
    numbered = (raw_of(rows, _also(messages, number), ["id"]).get("id") for number in range(n))
    also = [parse_column(values, "id", IssueTable([])) for values in numbered if values]
    keys = list(dict.fromkeys(str(key) for row in rows for key in row))
    return _parts(len(rows), {role: partial(parse_column, values) for role, values in raw.items()}, keys, also)


def _also(messages: Sequence[Message], number: int) -> list[Message]:
    """Return forms in which the id is what a post is known under too."""
    forms = {id(m): Message("", (), {"id": Field((m.also[number],))} if number < len(m.also) else {}) for m in messages}
    return [forms[id(message)] for message in messages]


_READ: Final = ("id", "post", "repost", "reply", "quote", "root", "kind", "created_at", "text", "answers_to", *COUNTS)


def _parts(
    n: int,
    readers: Mapping[str, Callable[[str, IssueTable], Column | None]],
    keys: list[str],
    also: Sequence[Column | None],
) -> Parts:
    """Return the columns of roles, each read as a canonical one, with issues under the name of the role."""
    issues, texts, counts, seconds = (
        IssueTable([]),
        dict[str, TextColumn](),
        dict[str, FloatArray](),
        np.full(n, np.nan),
    )
    for role, read_as in readers.items():
        column = read_as(_AS.get(role, "id"), mine := IssueTable([]))
        name = "post_id" if role == "post" else role
        issues.extend([issue._replace(column=name if issue.column else None) for issue in mine])
        if isinstance(column, TextColumn):
            texts[role] = column
        elif column is not None and role == "created_at":
            seconds = np.where(column.valid, column.values.astype(np.int64) / 1e6, np.nan)
        elif column is not None:
            counts[role] = np.where(column.valid, column.values.astype(np.float64), np.nan)
    return Parts(n, texts, seconds, counts, issues, keys, also=[c for c in also if isinstance(c, TextColumn)])


def is_named(accounts: ProfileTable, names: frozenset[str]) -> BoolArray:
    """Tell which accounts are named so, by id or, without any, by username; one more at the end, that is none."""
    ids, usernames = accounts.texts("id"), accounts.texts("username")
    if not names or not len(accounts):
        return np.zeros(len(accounts) + 1, np.bool_)
    pairs = zip(ids.to_list(), usernames.to_list(), strict=True)
    return np.array([(own or username or "").casefold() in names for own, username in pairs] + [False])


def end_of(text: str | None) -> str:
    """Return the last part of an address, or the media's number of ``NUMBER_OWNER``, by which a post is known too."""
    text = (text or "").partition("?")[0].rstrip("/").rpartition("/")[2]
    return text.partition("_")[0] if text.replace("_", "").isdigit() else text
