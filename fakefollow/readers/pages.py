"""Answers of APIs that hold profiles: find the profiles inside, and never take a profile for an answer.

Knows the keys under which platforms wrap profiles and the shapes; knows no file.
"""

from collections.abc import Mapping
from typing import Any, Final

from fakefollow.platforms import PLATFORMS, shape_of
from fakefollow.profiles import COLUMNS
from fakefollow.readers.client_objects import mapping_of

ENVELOPES: Final = (
    "data",
    "users",
    "followers",
    "profiles",
    "accounts",
    "items",
    "user_followers",
    "userList",
    "relationships_followers",
    "user",
    "graphql",
    "user_results",
    "result",
    "edge_followed_by",
    "edges",
    "node",
)
"""Keys under which the answers of APIs, and exports, hold their profiles, or one, or a further answer."""

DEEPEST: Final = 8
"""Answers within answers: ``[].data.user.edge_followed_by.edges[].node`` is the deepest known."""

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


def envelope_of(document: Mapping[str, Any]) -> str | None:
    """Return the key under which a document holds its profiles, `None` where it is no answer of an API."""
    if not _OF_PROFILES.isdisjoint(document) or shape_of(document) is not None:
        return None
    return next((key for key in ENVELOPES if _holds_objects(document.get(key))), None)


def is_page(value: object) -> bool:
    """Tell whether a value is an answer of an API: a list of objects, or an object that holds one."""
    value = _as_data(value)
    return envelope_of(value) is not None if isinstance(value, Mapping) else _holds_objects(value)


def unwrapped(value: Any, depth: int = DEEPEST) -> list[Any]:
    """Return the profiles of a document: the items of an array, also of those in API answers, or the one."""
    document = _as_data(value)
    if isinstance(document, list | tuple):
        if depth > 0 and document and is_page(document[0]):
            return [profile for page in document for profile in unwrapped(page, depth - 1)]
        return list(document)
    key = envelope_of(document) if depth > 0 and isinstance(document, Mapping) else None
    return [value] if key is None else unwrapped(document[key], depth - 1)


def _as_data(value: Any) -> Any:
    """Return a list or mapping as it is, and the answer that a client made an object as a mapping."""
    if isinstance(value, list) or type(value) is tuple:
        return value
    return mapping_of(value)


def _holds_objects(value: object) -> bool:
    if isinstance(value, list):
        return not value or mapping_of(value[0]) is not None
    return isinstance(value, Mapping)
