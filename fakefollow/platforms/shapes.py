"""The words in which a platform is declared: a platform has shapes, a shape has markers and fields.

Knows the canonical schema and fields; knows no platform and no file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final, NamedTuple

from fakefollow.platforms.fields import AnyField, Field, FieldOfSeveral, Path, at, path_of
from fakefollow.profiles import COLUMNS


class Marker(NamedTuple):
    """A path that gives a shape away, or that does so where it holds a certain text."""

    path: Path
    text: str | None = None

    def is_in(self, row: Mapping[str, Any]) -> bool:
        """Tell whether a row carries the marker."""
        value: Any = row
        for key in self.path:
            if not isinstance(value, Mapping) or key not in value:
                return False
            value = value[key]
        return self.text is None or value == self.text


@dataclass(frozen=True)
class Shape:
    """One form in which profiles are handed out: what gives it away and where its fields are.

    Parameters
    ----------
    name : str
        In words; no two shapes have the same.
    markers : tuple of tuple of Marker
        Alternatives: a row that carries all markers of one of them has this shape.
    fields : mapping of str to Field
        Canonical name -> where it is.
    lacks : str
        What this form leaves out that another has, and how to get it; one sentence, empty where that is nothing.
    """

    name: str
    markers: tuple[tuple[Marker, ...], ...]
    fields: Mapping[str, AnyField]
    lacks: str = ""

    @cached_property
    def paths(self) -> tuple[Path, ...]:
        """Every path that the shape reads, each once, in the order of the fields."""
        return tuple(dict.fromkeys(path for field in self.fields.values() for path in field.every_path()))

    @cached_property
    def keys(self) -> frozenset[str]:
        """The keys of a row that the shape reads or looks into."""
        return frozenset(path[0] for path in self.paths)

    @cached_property
    def leads(self) -> frozenset[str]:
        """The first key of each alternative: a row without any of them does not carry the markers."""
        return frozenset(alternative[0].path[0] for alternative in self.markers)

    @cached_property
    def fewest_markers(self) -> int:
        """The number of markers that suffice."""
        return min(map(len, self.markers), default=0)

    def lacking(self, sentence: str) -> "Shape":
        """Return the shape with what it leaves out."""
        return replace(self, lacks=sentence)

    def matches(self, row: Mapping[str, Any]) -> bool:
        """Tell whether a row carries the markers."""
        return any(
            alternative[0].path[0] in row and all(marker.is_in(row) for marker in alternative)
            for alternative in self.markers
        )


@dataclass(frozen=True)
class Platform:
    """A platform: its name, other names for it, and the shapes of its profiles, most telling first."""

    name: str
    aliases: tuple[str, ...]
    shapes: tuple[Shape, ...]

    @cached_property
    def leads(self) -> frozenset[str]:
        """The keys without which a row has none of the shapes."""
        return frozenset(key for known in self.shapes for key in known.leads)


CANONICAL: Final = Shape("canonical columns", (), {name: at(name) for name in COLUMNS})
"""Profiles that already have the canonical names, of any platform."""


def shape(title: str, *markers: Sequence[str], **fields: Field) -> Shape:
    """Declare a shape: each sequence of markers is an alternative, the keywords are canonical names.

    A marker is a dotted path; ``"kind=youtube#channel"`` is one that holds a certain text.
    """
    if unknown := fields.keys() - COLUMNS.keys():
        raise KeyError(f"shape {title!r} declares fields that are not canonical: {sorted(unknown)}")
    alternatives = tuple(tuple(map(_marker, alternative)) for alternative in markers)
    return Shape(title, alternatives, fields)


def _marker(declared: str) -> Marker:
    path, _, text = declared.partition("=")
    return Marker(path_of(path), text or None)


def several(shapes: Sequence[Shape]) -> Shape:
    """Return the shape of rows of several shapes, each inside an object under the name of its own shape."""
    names = dict.fromkeys(name for known in shapes for name in known.fields)
    fields = {
        name: FieldOfSeveral(
            tuple(known.fields[name].under(known.name) for known in shapes if name in known.fields)
        )
        for name in names
    }
    return Shape(shapes[0].name, (), fields, shapes[0].lacks)
