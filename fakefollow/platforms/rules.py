"""What a raw value says: the closed set of steps between a source's value and the canonical one.

A step takes the raw values of some rows and leaves alone what it does not understand, so that reading the column
records it. Knows no platform.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from enum import Enum
from html import unescape
from typing import Any, Final, TypeAlias

import numpy as np

from fakefollow.profiles import FLAGS, MISSING

_BREAK: Final = re.compile(r"<(?:br|/p|/li|/div|/h[1-6])\b[^<>]*>", re.IGNORECASE)
_TAG: Final = re.compile(r"<[/!?]?[a-zA-Z-][^<>]*>")
_REFERENCE_DIGITS: Final = re.compile(r"&#\d{8,}")
"""Longer than any character's number; Python refuses to convert some thousand digits."""


def plain_text(fragment: str) -> str:
    """Return the text that a reader of an HTML fragment sees; blocks and line breaks end a line."""
    if "<" in fragment:
        fragment = _TAG.sub("", _BREAK.sub("\n", fragment))
    if "&" in fragment:
        fragment = unescape(_REFERENCE_DIGITS.sub("\N{REPLACEMENT CHARACTER}", fragment))
    return fragment.strip()


Words: TypeAlias = tuple[str, ...]
Step: TypeAlias = Callable[[Sequence[Any], Words], Sequence[Any]]

LISTS: Final = (list, tuple, np.ndarray)
"""What a list is in JSON, in Python and in a frame that was stored as Parquet."""

LONGEST_FLAG: Final = max(len(word) for word in FLAGS if isinstance(word, str))


class Rule(Enum):
    """What a raw value says. Some rules depend on the words of their field."""

    AS_IT_IS = "the value is the canonical value"
    EMPTY_IF_NULL = "null under a key that is there: the account left the text empty"
    PRESENT = "a flag: true where there is a text, false where it is null, empty or NULL"
    GIVEN = "a flag: true where there is a text; null says nothing"
    DEFAULT_PICTURE = "a flag: whether a picture's address has one of the words of default pictures"
    OWN_PICTURE = "a flag: whether there is a picture's address that has none of these words"
    TRUE_OR_EMPTY = "a flag whose false is the empty text"
    NO_EPOCH = "a time, or 0 or 1970-01-01 where there is none"
    PLAIN_TEXT = "HTML; the text in it is the canonical value"
    WITHOUT_ENDING = "a text; the words are endings that do not belong to it"
    BEFORE_AT = "an address; what stands before its host is the username"
    OF_TYPE = "a list of objects with a type, or an object by types; the id of the one of the type that the words say"
    AUTHORITY = "the address of a record, at://WHOSE/...; whose it is"
    LABELLED_USERNAME = "a list of labelled values, one of which is the username or the profile's address"


def _empty_if_null(values: Sequence[Any], _: Words) -> Sequence[Any]:
    if type(None) not in set(map(type, values)):
        return values
    return ["" if value is None else value for value in values]


def _is_filled(text: str | None) -> bool:
    return text is not None and text.strip() not in {"", "NULL"}


def _default_picture(values: Sequence[Any], words: Words) -> Sequence[Any]:
    if set(map(type, values)) == {str} and min(map(len, values)) > LONGEST_FLAG and len(words) == 1:
        return [words[0] in value for value in values]
    return [_is_default(value, words) for value in values]


def _is_default(value: Any, words: Words) -> Any:
    """Return whether an address is a default picture's; a flag of the platform itself stays."""
    if not isinstance(value, str) or value in FLAGS:
        return value
    return any(word in value for word in words) if value else None


def _is_epoch(value: object) -> bool:
    if isinstance(value, str | date):
        return str(value).startswith("1970-01-01") or value == "0"
    return isinstance(value, int) and value == 0


def _username_in(labelled: Iterable[Any], words: Words) -> Any:
    """Return the value with one of the labels, or the end of the first address: labels are translated."""
    entries = [entry for entry in labelled if isinstance(entry, Mapping)]
    for entry in entries:
        label = entry.get("label")
        if isinstance(label, str) and label.lower() in words:
            return entry.get("value")
    for value in (entry.get(key) for entry in entries for key in ("href", "value")):
        if isinstance(value, str) and value.startswith(("https://", "http://")):
            return value.partition("?")[0].rstrip("/").rpartition("/")[2]
    return MISSING


def _is_list(value: Any) -> bool:
    return isinstance(value, LISTS) and getattr(value, "ndim", 1) > 0


def _id_of_type(value: Any, words: Words) -> Any:
    """Return the id of the object of a type, None where there is none."""
    if not isinstance(value, Mapping):
        typed = [each for each in value if isinstance(each, Mapping) and isinstance(each.get("type"), str)]
        value = {each["type"]: each for each in typed}
    held = value.get(words[0])
    return held.get("id") if isinstance(held, Mapping) else None


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_text_or_null(value: Any) -> bool:
    return value is None or isinstance(value, str)


def _each(read: Callable[[Any, Words], Any], applies: Callable[[Any], bool] = _is_text) -> Step:
    """Return the step that reads values one by one, of texts by default, and leaves alone all others."""
    return lambda values, words: [read(value, words) if applies(value) else value for value in values]


RULES: Final[dict[Rule, Step]] = {
    Rule.AS_IT_IS: lambda values, _: values,
    Rule.EMPTY_IF_NULL: _empty_if_null,
    Rule.PRESENT: _each(lambda text, _: _is_filled(text), _is_text_or_null),
    Rule.GIVEN: _each(lambda text, _: _is_filled(text)),
    Rule.DEFAULT_PICTURE: _default_picture,
    Rule.OWN_PICTURE: _each(lambda text, words: _is_filled(text) and not _is_default(text, words), _is_text_or_null),
    Rule.TRUE_OR_EMPTY: _each(lambda text, _: text or False),
    Rule.NO_EPOCH: _each(lambda _, __: None, _is_epoch),
    Rule.PLAIN_TEXT: _each(lambda text, _: plain_text(text)),
    Rule.WITHOUT_ENDING: _each(lambda text, ends: text[: -len(next(filter(text.endswith, ends), "")) or None]),
    Rule.BEFORE_AT: _each(lambda text, _: text.strip().removeprefix("@").partition("@")[0]),
    Rule.OF_TYPE: _each(_id_of_type, lambda value: isinstance(value, Mapping) or _is_list(value)),
    Rule.AUTHORITY: _each(lambda text, _: text.removeprefix("at://").partition("/")[0]),
    Rule.LABELLED_USERNAME: _each(_username_in, _is_list),
}
