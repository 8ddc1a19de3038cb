"""Find reactions and posts in documents: in lists and API answers, under the post and kind they belong to.

What a mapping is its keys tell: a declared message, an account, or something that holds such. Knows no file and no
table.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

import numpy as np

from fakefollow.platforms import (
    COUNTS,
    PLATFORMS,
    REFERENCES,
    Message,
    Platform,
    folded,
    kind_named,
    raw_values,
    shape_of,
    usual_message,
    value_at,
)
from fakefollow.profiles import MISSING, is_missing
from fakefollow.readers.containers import mapping_of
from fakefollow.readers.rows import Row, row_lookup

DEEPEST: Final = 256
"""Lists and objects within each other; threads of replies are the deepest known. A convention."""

_Held: TypeAlias = tuple[Any, Any, str | None, int]
"""A value, the post and kind that are said around it, and how much deeper is looked."""

ACCOUNT: Final = Message("account", (), {})
"""A row that is the account itself, in a list of those that reacted."""
NOTHING: Final = Message("nothing", (), {})
NAME: Final = usual_message(frozenset(["account"]), frozenset())

WRAPPERS: Final = frozenset(
    {"data", "items", "results", "result", "node", "nodes", "edges", "users", "accounts", "profiles", "rows", "list"}
    | {"interactions", "engagements", "thread", "threads", "graphql", "shortcodemedia", "xdtshortcodemedia", "media"}
    | {"timeline", "instructions", "content", "itemcontent", "userresults", "tweetresults", "post"}
    | {"posts", "tweets", "statuses", "user", "feed", "records", "value", "payload", "body", "pages", "entries"}
)
"""Keys, folded, that say nothing of what they hold."""
BESIDE: Final = frozenset(
    {"includes", "meta", "errors", "ancestors", "cursor", "paging", "pageinfo", "extra", "logpb", "summary", "labels"}
    | {"instaloader", "owner", "author", "caption", "entities", "attachments", "location", "embed", "record", "viewer"}
    | {"threadgate", "edgemediatocaption", "coauthorproducers", "publicmetrics"}
)
"""Keys of what is no reaction."""
OWN: Final = ("uri", "id_str", "id", "pk", "shortcode", "code", "url")
"""Keys that name a post that holds its reactions, where no plainer one does."""


@dataclass
class Found:
    """The rows of a document in order, each with its form and what is said around it; and posts that hold them."""

    platform: Platform | None = None
    said: tuple[tuple[str, str], ...] = ()
    rows: list[Row] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    posts: list[Any] = field(default_factory=list)
    kinds: list[str | None] = field(default_factory=list)
    roots: list[tuple[Row, Message]] = field(default_factory=list)
    _within_it: "list[_Held]" = field(default_factory=list)
    """What the value that is being looked at holds, to be looked at next."""

    def add(self, row: Row, message: Message, post: Any, kind: str | None) -> None:
        """Take a row."""
        self.rows.append(row)
        self.messages.append(message)
        self.posts.append(post)
        self.kinds.append(kind)

    def walk(self, value: Any, post: Any = None, kind: str | None = None) -> None:
        """Take what is in a value, in order: under a post and of a kind, where these are said around it."""
        waiting: list[_Held] = [(value, post, kind, DEEPEST)]
        while waiting:
            self._look_at(*waiting.pop())
            waiting += reversed(self._within_it)
            self._within_it.clear()

    def _look_at(self, value: Any, post: Any, kind: str | None, depth: int) -> None:
        if depth <= 0:
            if not is_missing(value):
                self.add({}, NOTHING, post, kind)
            return
        if (items := items_of(value)) is not None:
            self._within_it += ((item, post, kind, depth - 1) for item in items)
            return
        row = value if isinstance(value, dict) else mapping_of(value)
        if row is None:
            if not is_missing(value):
                named = isinstance(value, str | int) and (post is not None or kind is not None)
                self.add({"account": value} if named else {}, NAME if named else NOTHING, post, kind)
        else:
            self._take(row, post, kind, depth)

    def _take(self, row: Row, post: Any, kind: str | None, depth: int) -> None:
        message = self.declared(row)
        lists = [key for key, held in row.items() if _holds(held) and len(held) and kind_named(str(key))]
        if message is not None:
            told = message.kind or any(not is_missing(_value(message, row, role)) for role in ("post", *REFERENCES))
            root = _value(message, row, "root")  # a conversation is called by the post that begins it
            is_post = not told and not is_missing(root) and root == _value(message, row, "id")
            if (told or post is not None or not (lists or message.inside)) and not is_post:
                self.add(row, message, post, kind)
                self._inside(row, message, post, depth)
                return
            own = _value(message, row, "id")
            self.roots.append((row, message))
            self._inside(row, message, own, depth)
            seen = {path[0] for path in (*message.inside, *(p for p in message.fields["id"].paths if len(p) > 1))}
            self._within({key: held for key, held in row.items() if key not in seen}, own, kind, depth)
            return
        objects = frozenset(str(key) for key, held in row.items() if isinstance(held, Mapping))
        usual = usual_message(frozenset(map(str, row)), objects, self.said)
        who = _names_account(usual)
        says = _says(row, usual) and not (lists and post is None)
        of_object = "account" in usual.fields and usual.fields["account"].paths[0][0] in objects
        answers = [key for key in lists if kind_named(str(key)) == kind == "reply"] if post is not None else []
        if who and (says or ((post is not None or kind) and "text" in usual.fields and (answers or not lists))):
            self.add(row, usual, post, kind)
            for key in answers:  # a comment's likes are none of the post
                self._within_it.append((row[key], post, kind, depth - 1))
        elif (who or shape_of(row) is not None) and not lists:
            self.add(row, usual if of_object and shape_of(row) is None else ACCOUNT, post, kind)
        elif not any(map(_holds, row.values())):
            self.add(row, NOTHING, post, kind)
        else:
            self._within(row, _own(row, usual) if post is None else post, kind, depth)

    def _inside(self, row: Row, message: Message, post: Any, depth: int) -> None:
        for path in message.inside:
            held = value_at(row, path)
            if _holds(held):
                about = _value(message, row, "post") if post is None else post
                self._within_it.append((held, None if is_missing(about) else about, "reply", depth - 1))

    def _within(self, row: Row, post: Any, kind: str | None, depth: int) -> None:
        """Take what an object holds under keys that say of what kind it is, of which post, or nothing."""
        kind = _kind_in(row.get("kind")) or kind
        users = _by_id(row)
        held = {str(key): value for key, value in row.items() if _holds(value) and folded(str(key)) not in BESIDE}
        known = {key for key in held if kind_named(key) or folded(key) in WRAPPERS}
        if users and isinstance(held.get("data"), list):
            held["data"] = [
                {**item, "author": users.get(item["author_id"])}
                if isinstance(item, Mapping) and isinstance(item.get("author_id"), str | int)
                else item
                for item in held["data"]
            ]
        for key, value in held.items():
            if key in known:
                self._within_it.append((value, post, kind_named(key) or kind, depth - 1))
            elif not known:
                self._within_it.append((value, key, kind, depth - 1))

    def is_interaction(self, row: Row) -> bool:
        """Tell whether a flat row says by itself what it is."""
        usual = usual_message(frozenset(row), frozenset(), self.said)
        return self.declared(row) is None and _says(row, usual) and _names_account(usual)

    def declared(self, row: Row) -> Message | None:
        """Return the first form of a platform whose markers a row carries, unless it says all by itself."""
        if _is_whole(row):
            return None
        for platform in (self.platform,) if self.platform else PLATFORMS:
            for message in platform.messages:
                if not message.leads.isdisjoint(row) and message.matches(row):
                    return message
        return None


def _is_whole(row: Row) -> bool:
    """Tell whether a row has a post and a kind in words of its own."""
    words = {folded(str(key)) for key in row}
    return "kind" in words and not words.isdisjoint(("postid", "tweetid", "mediaid", "videoid", "shortcode", "posturi"))


def _names_account(usual: Message) -> bool:
    return bool(usual.fields.keys() & {"account", "account_id"} or usual.profile.keys() & {"username", "id", "name"})


def _value(message: Message, row: Row, role: str) -> Any:
    found = message.fields.get(role)
    values = found and raw_values(found, row_lookup([row]))
    return values[0] if values else MISSING


def _says(row: Row, usual: Message) -> bool:
    """Tell whether a row itself says to which post or of what kind it is, in words of which no profile has any."""
    found = usual.fields.get("post")
    if any(role in usual.fields for role in REFERENCES) or (found and folded(found.paths[0][0]) not in {"uri", "url"}):
        return True
    kind = usual.fields.get("kind")
    return kind is not None and (shape_of(row) is None or _kind_in(row.get(kind.paths[0][0])) is not None)


def _kind_in(value: Any) -> str | None:
    return kind_named(value) if isinstance(value, str) else None


def _own(row: Row, usual: Message) -> Any:
    """Return the id of a post that holds its reactions."""
    keys = [*(field.paths[0][0] for role, field in usual.fields.items() if role == "post"), *OWN]
    return next((row[key] for key in keys if isinstance(row.get(key), str | int)), None)


def posts_in(
    value: Any, found: Found, posts: list[tuple[Row, Message]], key: str | None = None, depth: int = DEEPEST
) -> None:
    """Take the posts in a value, each with its form."""
    if depth <= 0:
        return
    if (items := items_of(value)) is not None:
        for item in items:
            posts_in({"id": item} if isinstance(item, str | int) else item, found, posts, None, depth - 1)
        return
    if (row := value if isinstance(value, dict) else mapping_of(value)) is None:
        return
    message = found.declared(row)
    if message is None:
        objects = frozenset(str(name) for name, held in row.items() if isinstance(held, Mapping | list))
        message = usual_message(frozenset(map(str, row)), objects, found.said)
        told = message.fields.keys() & {"text", "created_at", *COUNTS}
        if not (told or row.keys() == {"id"}) or (key is None and not message.fields.keys() & {"id", "post"}):
            for name, held in row.items():
                if _holds(held) and folded(str(name)) not in BESIDE:
                    posts_in(held, found, posts, str(name), depth - 1)
            return
        if not message.fields.keys() & {"id", "post"}:
            row, message = {**row, "id": key}, usual_message(frozenset({*map(str, row), "id"}), objects, found.said)
    posts.append((row, message))


def _by_id(row: Row) -> dict[Any, Any]:
    """Return the users that an answer of X gives beside its posts, by id."""
    users = row["includes"].get("users") if isinstance(row.get("includes"), Mapping) else None
    users = users if isinstance(users, list) else ()
    return {user["id"]: user for user in users if isinstance(user, Mapping) and isinstance(user.get("id"), str | int)}


def _holds(value: Any) -> bool:
    return isinstance(value, Mapping) or items_of(value) is not None


def items_of(value: Any) -> Sequence[Any] | None:
    """Return what is in a list, set or array, or the rows of a frame; `None` for anything else."""
    if isinstance(value, list) or (isinstance(value, tuple) and not hasattr(value, "_fields")):
        return value
    if isinstance(value, set | frozenset) or (isinstance(value, np.ndarray) and value.ndim):
        return list(value.tolist() if isinstance(value, np.ndarray) else value)
    if not hasattr(value, "columns"):
        return None
    from fakefollow.readers.frames import frame_of

    frame = frame_of(value)
    return None if frame is None else list(frame.rows(named=True))


def accounts_of(rows: Sequence[Row], messages: Sequence[Message]) -> list[Row]:
    """Return the account of each row as an object, by a name alone where that is all; empty where there is none."""
    names = dict.fromkeys(name for message in {id(m): m for m in messages}.values() for name in message.profile)
    raw = raw_of(rows, messages, ["account", "account_id", *(f"account.{name}" for name in names)])
    objects, ids = raw.pop("account", None), raw.pop("account_id", None)
    stands_for = _stand_for(objects or (), ids, messages)
    accounts: list[Row] = []
    for position, (row, message) in enumerate(zip(rows, messages, strict=True)):
        held = MISSING if objects is None else objects[position]
        if message is ACCOUNT:
            accounts.append(row)
        elif isinstance(held, Mapping):
            accounts.append(held)
        else:
            known = {} if is_missing(held) else dict(mapping_of(held) or {stands_for[id(messages[position])]: held})
            if ids is not None and not is_missing(ids[position]):
                known["id"] = ids[position]
            beside = {name[8:]: column[position] for name, column in raw.items() if not is_missing(column[position])}
            accounts.append({**beside, **known})
    return accounts


def _stand_for(objects: Sequence[Any], ids: Any, messages: Sequence[Message]) -> dict[int, str]:
    """Return of each form whether its accounts' names alone are ids or usernames: ids only where all look so."""
    plain = [(form, held) for form, held in zip(messages, objects, strict=False) if isinstance(held, str | int)]
    usernames = {id(form) for form, held in plain if ids is not None or not is_id(held)}
    return {id(form): "username" if id(form) in usernames else "id" for form in messages}


def is_id(value: Any) -> bool:
    """Tell whether what stands for an account is its id: digits, a DID or the id of a channel."""
    if isinstance(value, int):
        return value >= 0
    text = str(value)
    return text.isdigit() or text.startswith("did:") or (len(text) == 24 and text.startswith("UC"))


def raw_of(rows: Sequence[Row], messages: Sequence[Message], roles: Iterable[str]) -> dict[str, list[Any]]:
    """Return the raw values of rows by role; a role that no row has is left out."""
    values: dict[str, list[Any]] = {}
    forms: dict[int, tuple[Message, list[int]]] = {}
    for position, message in enumerate(messages):
        forms.setdefault(id(message), (message, []))[1].append(position)
    for message, positions in forms.values():
        lookup = row_lookup([rows[position] for position in positions])
        fields = {**message.fields, **{f"account.{name}": each for name, each in message.profile.items()}}
        for role in roles:
            found = raw_values(fields[role], lookup) if role in fields else None
            if found is not None:
                column = values.setdefault(role, [MISSING] * len(rows))
                for position, value in zip(positions, found, strict=True):
                    column[position] = value
    return values
