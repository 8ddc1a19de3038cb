"""Where a shape keeps one canonical value, and what its raw value and its absence say.

Knows raw values and rules; knows no platform and no file.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from fakefollow.platforms.rules import LISTS, RULES, Rule
from fakefollow.profiles import FLAGS, MISSING, Missing

Path: TypeAlias = tuple[str, ...]
"""Keys from the row inwards: ``("public_metrics", "followers_count")``; a number is a place in a list."""

Lookup: TypeAlias = Callable[[Path], Sequence[Any] | None]
"""Returns the raw value of every row at a path, `None` where the source has no such column at all."""


@dataclass(frozen=True, slots=True)
class Field:
    """Where a shape keeps one canonical value.

    Parameters
    ----------
    paths : tuple of Path
        Tried in turn, the first that has a value wins.
    rule : Rule
        What the raw value says.
    words : tuple of str
        What the rule looks for.
    absent : bool or str, optional
        What the absence of the value says in a complete row.
    complete : tuple of Path
        What only a complete row carries, all of it: nobody keeps it who picks fields.
    unless : Path, optional
        A flag; where it is true, the value is withheld and whatever stands in its place was not observed.
    """

    paths: tuple[Path, ...]
    rule: Rule = Rule.AS_IT_IS
    words: tuple[str, ...] = ()
    absent: bool | str | None = None
    complete: tuple[Path, ...] = ()
    unless: Path | None = None

    def under(self, prefix: str) -> "Field":
        """Return the same field inside the object at ``prefix``."""
        return replace(
            self,
            paths=tuple((prefix, *path) for path in self.paths),
            complete=tuple((prefix, *path) for path in self.complete),
            unless=(prefix, *self.unless) if self.unless else None,
        )

    def every_path(self) -> tuple[Path, ...]:
        """Return all paths that the field reads."""
        return (*self.paths, *self.complete, *((self.unless,) if self.unless else ()))

    def raw_values(self, lookup: Lookup) -> Sequence[Any] | None:
        """Return one raw value a row as the rule understands it, `None` where the source has none."""
        if self.rule is Rule.AS_IT_IS and len(self.paths) == 1 and not self.complete and not self.unless:
            return lookup(self.paths[0])
        found = [values for path in self.paths if (values := lookup(path)) is not None]
        marks = [values for path in self.complete if (values := lookup(path)) is not None]
        complete = marks if len(marks) == len(self.complete) else []
        if not found and not complete:
            return None
        values = first_known(found) if found else [MISSING] * len(complete[0])
        read = RULES[self.rule](values, self.words)
        if complete:
            read = self._with_absent(values, read, complete)
        withheld = lookup(self.unless) if self.unless else None
        return read if withheld is None else _without_withheld(read, withheld)

    def _with_absent(
        self, raw: Sequence[Any], read: Sequence[Any], complete: Sequence[Sequence[Any]]
    ) -> Sequence[Any]:
        """Return the values with what their absence says; a frame has null where a row lacks the key."""
        if {Missing, type(None)}.isdisjoint(map(type, raw)):
            return read
        wholes = map(_all_known, zip(*complete, strict=True))
        return [
            self.absent if (was is MISSING or was is None) and whole else value
            for was, value, whole in zip(raw, read, wholes, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class FieldOfSeveral:
    """The same canonical value in several shapes: of the fields, the first that has a value wins."""

    fields: tuple["AnyField", ...]

    def under(self, prefix: str) -> "FieldOfSeveral":
        """Return the same field inside the object at ``prefix``."""
        return FieldOfSeveral(tuple(field.under(prefix) for field in self.fields))

    def every_path(self) -> tuple[Path, ...]:
        """Return all paths that the fields read."""
        return tuple(path for field in self.fields for path in field.every_path())

    def raw_values(self, lookup: Lookup) -> Sequence[Any] | None:
        """Return one raw value a row, `None` where the source has none."""
        found = [values for field in self.fields if (values := field.raw_values(lookup)) is not None]
        return first_known(found) if found else None


AnyField: TypeAlias = Field | FieldOfSeveral


def at(
    *paths: str,
    rule: Rule = Rule.AS_IT_IS,
    words: Sequence[str] = (),
    absent: bool | str | None = None,
    complete: Sequence[str] = (),
    unless: str | None = None,
) -> Field:
    """Declare a field by dotted paths."""
    return Field(
        paths=tuple(map(path_of, paths)),
        rule=rule,
        words=tuple(words),
        absent=absent,
        complete=tuple(map(path_of, complete)),
        unless=path_of(unless) if unless else None,
    )


def path_of(dotted: str) -> Path:
    """Return the path that a dotted text writes."""
    return tuple(dotted.split("."))


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
        if isinstance(value, Mapping):
            value = value.get(key, MISSING)
        elif key.isdigit() and isinstance(value, LISTS):
            value = value[int(key)] if int(key) < len(value) else MISSING
        else:
            return {path[depth - 1]: value}
        if value is MISSING:
            return MISSING
    return value


def first_known(found: Sequence[Sequence[Any]]) -> Sequence[Any]:
    """Return row by row the first of several values that is known."""
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


def _all_known(values: Sequence[Any]) -> bool:
    return all(value is not MISSING and value is not None for value in values)


def _without_withheld(values: Sequence[Any], withheld: Sequence[Any]) -> Sequence[Any]:
    if set(map(type, withheld)) == {Missing}:
        return values
    return [None if _is_true(flag) else value for flag, value in zip(withheld, values, strict=True)]


def _is_true(flag: object) -> bool:
    return isinstance(flag, bool | int | str) and FLAGS.get(flag, False)
