"""Where the profiles are in a document: in the answers of APIs, in data exports, in maps and in columns of JSON.

Profiles are known by their keys; what they mean is decided elsewhere. Where several lists hold some, that of the
followers is meant, and an account that holds its followers is not one of them.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from fakefollow.errors import ProfileError
from fakefollow.platforms import PLATFORMS, shape_of
from fakefollow.profiles import COLUMNS
from fakefollow.readers.containers import mapping_of
from fakefollow.readers.rows import is_flat

ENVELOPES: Final = (
    *("data", "users", "followers", "profiles", "accounts", "items", "user_followers", "userList"),
    *("relationships_followers", "user", "graphql", "user_results", "result"),
    *("edge_followed_by", "edges", "node"),
)
"""Keys under which the answers of APIs, and exports, hold their profiles, or one, or a further answer."""

DEEPEST: Final = 16
"""Keys and lists within each other: pages of X's web answers, ``data.user.result.timeline.timeline.instructions[]
.entries[].content.itemContent.user_results.result``, are the deepest known."""

LOOKED_AT: Final = 32  # items of a list, to tell what it holds; a convention

_FOLLOWERS: Final = re.compile(r"follower|followed_by|fans|subscriber|stargazer", re.I)
_OF_NAMES: Final = frozenset({"ids", "user_ids", "usernames", "names"})
_OTHERS: Final = re.compile(r"following|friends|blocked|muted|requests|suggest|unfollow", re.I)

_OF_PROFILES: Final = frozenset(COLUMNS) | {
    path[0]
    for platform in PLATFORMS
    for shape in platform.shapes
    for name in ("id", "username")
    if name in shape.fields
    for path in shape.fields[name].every_path()
    if len(path) == 1
}
"""Canonical names and keys that identify an account: what has one is a profile, whatever else it holds."""

_IDENTITY: Final = _OF_PROFILES - COLUMNS.keys() | {"username", "name", "followers_count"}
_OF_POSTS: Final = frozenset({"author_id", "conversation_id"})


def is_page(value: object) -> bool:
    """Tell whether a value is an answer of an API: a list of objects, or an object that holds one."""
    value = _as_data(value)
    if not isinstance(value, Mapping):
        return _holds_objects(value)
    return not is_flat(value) and _held(value) is not None


def unwrapped(value: Any, depth: int = DEEPEST) -> list[Any]:
    """Return the profiles of a document: the items of an array, also of those in API answers, or the one."""
    document = _as_data(value)
    if is_flat(document):
        return [value]
    if isinstance(document, list | tuple):
        if holds_pages(document):
            return [profile for page in document for profile in unwrapped(page, depth - 1)]
        return list(document)
    held = _held(document, depth) if depth > 0 and isinstance(document, Mapping) else None
    if held is None and depth == DEEPEST and isinstance(document, Mapping):
        names = frozenset() if _is_profile(document) else _OF_NAMES
        lists = {key: value for key, value in document.items() if isinstance(value, list) and value}
        keys = (key for key in lists if _FOLLOWERS.search(str(key)) or key in names)
        if (named := next((key for key in keys if isinstance(lists[key][0], str | int)), None)) is not None:
            raise ProfileError(f"{named!r} holds only ids or names: look up each account and pass the profiles")
    if held == [] and (count := _counted(document)):
        raise ProfileError(f"the answer counts {count:,} but holds no profiles: log in, request it again and save that")
    return [value] if held is None else held


def holds_pages(items: Sequence[Any]) -> bool:
    """Tell whether the items of a list are answers of an API, so that the profiles are in them."""
    if not items or (is_page(items[0]) and not _is_empty(_as_data(items[0]))):
        return bool(items)
    some = [_as_data(item) for item in items[:LOOKED_AT]]
    return not any(isinstance(item, Mapping) and _is_profile(item) for item in some) and any(map(is_page, some))


def _is_empty(page: Any) -> bool:
    """Tell whether nothing is in an answer, or in a row that looks like one: the others tell which."""
    held = [page[key] for key in ENVELOPES if key in page] or [*page.values()] if isinstance(page, Mapping) else []
    return bool(held) and not any(isinstance(value, list | Mapping) and len(value) for value in held)


def _held(document: Mapping[str, Any], depth: int = DEEPEST) -> list[Any] | None:
    """Return the profiles that a document holds, `None` where it is one or holds none."""
    if document.keys() >= {"actor", "payload", "type"}:  # an event of GH Archive; those that are stars follow
        kind = document["type"]
        other = isinstance(kind, str) and kind.endswith("Event") and kind != "WatchEvent"
        return [] if other else [document]
    if (rows := _rows_of_columns(document)) is not None:
        return rows
    if (found := _best(document, DEEPEST)) is not None:
        return found[1]
    if _is_profile(document):
        return None
    if (rows := _values_by_key(document)) is not None:
        return rows
    key = next((key for key in ENVELOPES if _holds_objects(document.get(key))), None)
    return None if key is None else unwrapped(document[key], depth - 1)


def _best(document: Mapping[str, Any], depth: int) -> tuple[int, list[Any]] | None:
    """Return the list of profiles that is meant among those within a document, with the rank of its keys."""
    own = _is_profile(document)
    best: tuple[int, list[Any]] | None = None
    for key, held in document.items():
        value = _as_data(held)
        known = key in ENVELOPES
        if depth <= 0 or not isinstance(value, Mapping | list) or (own and not (known and isinstance(value, list))):
            continue
        found = _within(value, depth - 1, known)
        if found is not None and (best is None or _rank(str(key), found[0]) < best[0]):
            best = _rank(str(key), found[0]), found[1]
    return best


def _rank(key: str, inner: int) -> int:
    """Return 0 for what is called followers, 1 under known keys, 2 under others, 3 for other lists of accounts."""
    if inner in (0, 3) or (called := 3 if _OTHERS.search(key) else 0 if _FOLLOWERS.search(key) else None) is None:
        return min(inner, 1) if inner != 3 and key in ENVELOPES else inner
    return called


def _within(value: Any, depth: int, known: bool) -> tuple[int, list[Any]] | None:
    """Return the profiles in a list, or in an object: itself, if it is one and stands under a known key."""
    if isinstance(value, Mapping):
        if known and _is_profile(value) and _best(value, depth) is None:
            return 2, [value]
        if not _is_profile(value) and (rows := _times_by_name(value)) is not None:
            return 2, rows
        return _best(value, depth)
    items = [_as_data(item) for item in value[:LOOKED_AT]]
    if any(isinstance(item, Mapping) and _is_account(item) for item in items):
        return 2, value
    found = [_within(_as_data(item), depth - 1, True) for item in value] if any(map(is_page, items)) else []
    kept = [each for each in found if each is not None]
    return (min(rank for rank, _ in kept), [row for _, rows in kept for row in rows]) if kept else None


def _is_profile(document: Mapping[str, Any]) -> bool:
    return not _OF_PROFILES.isdisjoint(document) or shape_of(document) is not None


def _is_account(item: Mapping[str, Any]) -> bool:
    """Tell whether an item of a list is an account, and no post or anything else with an id."""
    if not _OF_POSTS.isdisjoint(item):
        return False
    return not _IDENTITY.isdisjoint(item) or shape_of(item) is not None


def _rows_of_columns(document: Mapping[str, Any]) -> list[Any] | None:
    """Return the rows of named columns: lists of one length, or what `pandas.DataFrame.to_json` writes."""
    values = [value.tolist() if isinstance(value, np.ndarray) else value for value in document.values()]
    if document.keys() >= {"columns", "data"} and isinstance(document["data"], list):
        return [dict(zip(document["columns"], row, strict=False)) for row in document["data"]]
    if values and all(isinstance(value, Mapping) for value in values):
        indices = [list(value) for value in values]
        if indices[0] and all(index == indices[0] for index in indices) and all(map(str.isdigit, map(str, indices[0]))):
            values = [list(value.values()) for value in values]
    if not values or not all(isinstance(value, list) and len(value) == len(values[0]) for value in values):
        return None
    if not _is_profile(document) or any(isinstance(item, Mapping) for value in values for item in value[:1]):
        return None
    return [dict(zip(document, row, strict=True)) for row in zip(*values, strict=True)]


def _values_by_key(document: Mapping[str, Any]) -> list[Any] | None:
    """Return the profiles that stand under their ids or names; one without a name of its own has that of its key."""
    rows = {key: _as_data(value) for key, value in document.items()}
    if len(rows) < 2 or not all(isinstance(row, Mapping) and _is_profile(row) for row in rows.values()):
        return None
    numbers = all(str(key).isdigit() for key in rows)
    if numbers or any("username" in row or "screen_name" in row for row in rows.values()):
        return list(document.values())
    return [{"username": key, **row} for key, row in rows.items()]


def _times_by_name(document: Mapping[str, Any]) -> list[Any] | None:
    """Return the rows of ``{"ada": "2019-01-02T03:04:05"}``, Instagram's export until 2021, as it writes them now."""
    values = list(document.values())
    if not values or not all(isinstance(value, str) and re.match(r"20\d\d-\d\d-\d\dT", value) for value in values):
        return None
    return [{"title": "", "string_list_data": [{"value": k, "timestamp": v}]} for k, v in document.items()]


def _counted(document: Any) -> int:
    """Return the largest count beside an empty list."""
    if not isinstance(document, Mapping):
        return 0
    counts = [document["count"]] if isinstance(document.get("count"), int) else []
    return max([*counts, *map(_counted, document.values())], default=0)


def _as_data(value: Any) -> Any:
    """Return a list or mapping as it is, and the answer that a client made an object as a mapping."""
    if isinstance(value, list | Mapping) or type(value) is tuple:
        return value
    return mapping_of(value)


def _holds_objects(value: object) -> bool:
    if isinstance(value, list):
        return not value or mapping_of(value[0]) is not None
    return isinstance(value, Mapping) and bool(value.keys() - {"count"})  # of what the row has, as Instagram writes it
