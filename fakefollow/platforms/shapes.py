"""The words in which a platform is declared: a platform has shapes, a shape has fields, a field has a rule.

Knows the canonical schema and raw values; knows no platform and no file.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any, Final

from fakefollow.parsing.raw import MISSING, Missing
from fakefollow.profile import COLUMNS

Path = tuple[str, ...]
"""Keys from the row inwards: ``("public_metrics", "followers_count")``."""

Lookup = Callable[[Path], Sequence[Any] | None]
"""Returns the raw value of every row at a path, `None` where the source has no such column at all."""


class Rule(Enum):
    """What a raw value says; the closed set of steps between a source's value and the canonical one."""

    AS_IT_IS = "the value is the canonical value"
    EMPTY_IF_NULL = "null under a key that is there: the account left the text empty"
    PRESENT = "a flag: true where there is a text, false where it is null, empty or NULL"
    DEFAULT_PICTURE = "a flag: whether the picture's address is that of a default picture"
    TRUE_OR_EMPTY = "a flag whose false is the empty text"
    NO_EPOCH = "a time, or 1970-01-01 where there is none"


@dataclass(frozen=True, slots=True)
class Field:
    """Where a shape keeps one canonical value.

    ``paths`` are tried in turn, the first that has a value wins. ``false_where`` names a key that only a
    complete row carries: there the absence of the field itself means False.
    """

    paths: tuple[Path, ...]
    rule: Rule = Rule.AS_IT_IS
    false_where: Path | None = None

    def under(self, prefix: str) -> "Field":
        """Return the same field inside the object at ``prefix``."""
        paths = tuple((prefix, *path) for path in self.paths)
        false_where = (prefix, *self.false_where) if self.false_where else None
        return Field(paths, self.rule, false_where)

    def every_path(self) -> tuple[Path, ...]:
        """Return all paths that the field reads."""
        return (*self.paths, self.false_where) if self.false_where else self.paths

    def raw_values(self, lookup: Lookup) -> Sequence[Any] | None:
        """Return one raw value a row as the rule understands it, `None` where the source has none."""
        if self.rule is Rule.AS_IT_IS and len(self.paths) == 1 and self.false_where is None:
            return lookup(self.paths[0])
        found = [values for path in self.paths if (values := lookup(path)) is not None]
        complete = lookup(self.false_where) if self.false_where else None
        if not found and complete is None:
            return None
        values = _first_known(found) if found else [MISSING] * len(complete or ())
        values = RULES[self.rule](values)
        if complete is not None and Missing in set(map(type, values)):
            pairs = zip(values, complete, strict=True)
            values = [False if v is MISSING and c is not MISSING else v for v, c in pairs]
        return values


def at(*paths: str, rule: Rule = Rule.AS_IT_IS, false_where: str | None = None) -> Field:
    """Declare a field by dotted paths."""
    split = tuple(tuple(path.split(".")) for path in paths)
    return Field(split, rule, tuple(false_where.split(".")) if false_where else None)


def _first_known(found: Sequence[Sequence[Any]]) -> Sequence[Any]:
    values = found[0]
    for others in found[1:]:
        types = set(map(type, values))
        if Missing not in types and type(None) not in types:
            break
        values = [_known(value, other) for value, other in zip(values, others, strict=True)]
    return values


def _known(value: object, other: object) -> object:
    if value is MISSING or (value is None and other is not MISSING):
        return other
    return value


def _empty_if_null(values: Sequence[Any]) -> Sequence[Any]:
    if type(None) not in set(map(type, values)):
        return values
    return ["" if value is None else value for value in values]


def _present(values: Sequence[Any]) -> Sequence[Any]:
    return [_is_filled(value) if value is None or isinstance(value, str) else value for value in values]


def _is_filled(text: str | None) -> bool:
    return text is not None and text.strip() not in {"", "NULL"}


def _default_picture(values: Sequence[Any]) -> Sequence[Any]:
    return ["default_profile" in value if isinstance(value, str) and value else None for value in values]


def _true_or_empty(values: Sequence[Any]) -> Sequence[Any]:
    return [False if value == "" else value for value in values]


def _no_epoch(values: Sequence[Any]) -> Sequence[Any]:
    return [None if str(value).startswith("1970-01-01") else value for value in values]


RULES: Final[dict[Rule, Callable[[Sequence[Any]], Sequence[Any]]]] = {
    Rule.AS_IT_IS: lambda values: values,
    Rule.EMPTY_IF_NULL: _empty_if_null,
    Rule.PRESENT: _present,
    Rule.DEFAULT_PICTURE: _default_picture,
    Rule.TRUE_OR_EMPTY: _true_or_empty,
    Rule.NO_EPOCH: _no_epoch,
}


@dataclass(frozen=True)
class Shape:
    """One form in which profiles are handed out: the keys that give it away and where its fields are."""

    name: str
    markers: tuple[Path, ...]
    fields: Mapping[str, Field]

    @cached_property
    def paths(self) -> tuple[Path, ...]:
        """Every path that the shape reads, each once, in the order of the fields."""
        return tuple(dict.fromkeys(path for field in self.fields.values() for path in field.every_path()))

    @cached_property
    def keys(self) -> frozenset[str]:
        """The keys of a row that the shape reads or looks into."""
        return frozenset(path[0] for path in self.paths)

    def matches(self, row: Mapping[str, Any]) -> bool:
        """Tell whether a row carries all marker keys."""
        return all(_has(row, marker) for marker in self.markers)


@dataclass(frozen=True)
class Platform:
    """A platform: its name, other names for it, and the shapes of its profiles, most telling first."""

    name: str
    aliases: tuple[str, ...]
    shapes: tuple[Shape, ...]


CANONICAL: Final = Shape("canonical columns", (), {name: at(name) for name in COLUMNS})
"""Profiles that already have the canonical names, of any platform."""


def shape(title: str, markers: Sequence[str], /, **fields: Field) -> Shape:
    """Declare a shape; the keywords are canonical names."""
    if unknown := fields.keys() - COLUMNS.keys():
        raise KeyError(f"shape {title!r} declares fields that are not canonical: {sorted(unknown)}")
    return Shape(title, tuple(tuple(marker.split(".")) for marker in markers), fields)


def under(prefix: str, fields: Mapping[str, Field]) -> dict[str, Field]:
    """Return the fields of an object that sits inside another under ``prefix``."""
    return {name: field.under(prefix) for name, field in fields.items()}


def value_at(row: Mapping[str, Any], path: Path) -> Any:
    """Return the raw value at a path: `MISSING` without the key, ``None`` inside a null.

    Inside anything else that is no object, the whole is returned so that reading it records an issue.
    """
    value: Any = row
    for depth, key in enumerate(path):
        if value is None:
            return None
        if not isinstance(value, Mapping):
            return {path[depth - 1]: value}
        value = value.get(key, MISSING)
        if value is MISSING:
            return MISSING
    return value


def _has(row: Mapping[str, Any], path: Path) -> bool:
    value: Any = row
    for key in path:
        if not isinstance(value, Mapping) or key not in value:
            return False
        value = value[key]
    return True
