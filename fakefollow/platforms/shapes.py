"""The words in which a platform is declared: a platform has shapes, a shape has markers and fields.

Knows the canonical schema and what rules there are; knows no platform, and of rows only their markers.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final, NamedTuple, TypeAlias

from fakefollow.platforms.rules import Rule
from fakefollow.profiles import COLUMNS

Path: TypeAlias = tuple[str, ...]
"""Keys from the row inwards: ``("public_metrics", "followers_count")``; a number is an index of a list."""


@dataclass(frozen=True, slots=True)
class Field:
    """Where a shape keeps one canonical value, and what its raw value and its absence say."""

    paths: tuple[Path, ...]
    """Tried in turn, the first that has a value wins."""
    rule: Rule = Rule.AS_IT_IS
    words: tuple[str, ...] = ()
    """What the rule looks for."""
    absent: bool | str | None = None
    """What the absence of the value says in a complete row."""
    complete: tuple[Path, ...] = ()
    """What only a complete row carries, all of it: nobody keeps it who picks fields."""
    unless: Path | None = None
    """A flag; where it is true, the value is withheld and whatever stands there was not observed."""
    others: tuple["Field", ...] = ()
    """The same value in other shapes, tried in turn in rows of several shapes."""
    beside: Path | None = None
    """What is written behind the value, such as the time of day that has a column of its own."""

    def under(self, prefix: str) -> "Field":
        """Return the same field inside the object at ``prefix``."""
        return self.moved(lambda path: (prefix, *path))

    def every_path(self) -> tuple[Path, ...]:
        """Return all paths that the field reads."""
        others = (path for other in self.others for path in other.every_path())
        single = tuple(path for path in (self.unless, self.beside) if path)
        return (*self.paths, *self.complete, *single, *others)

    def moved(self, where: Callable[[Path], Path]) -> "Field":
        """Return the same field with every path elsewhere."""
        return replace(
            self,
            paths=tuple(map(where, self.paths)),
            complete=tuple(map(where, self.complete)),
            unless=where(self.unless) if self.unless else None,
            others=tuple(other.moved(where) for other in self.others),
            beside=where(self.beside) if self.beside else None,
        )


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


def fields(*words: str, rule: Rule = Rule.AS_IT_IS, unless: str | None = None) -> dict[str, Field]:
    """Declare fields in words such as ``verified`` or ``id=id_str|id``: names, and paths to be tried in turn."""
    named = [word.partition("=") for line in words for word in line.split()]
    return {name: at(*(paths or name).split("|"), rule=rule, unless=unless) for name, _, paths in named}


def path_of(dotted: str) -> Path:
    """Return the path that a dotted text writes."""
    return tuple(dotted.split("."))


def under(prefix: str, fields: Mapping[str, Field]) -> dict[str, Field]:
    """Return the fields of an object that sits inside another under ``prefix``."""
    return {name: field.under(prefix) for name, field in fields.items()}


class Marker(NamedTuple):
    """A path that gives a shape away, or that does so where it holds a certain text."""

    path: Path
    text: str | None = None

    def is_in(self, row: Mapping[str, Any], null: bool = True) -> bool:
        """Tell whether a row carries the marker, as null or an empty text too."""
        value: Any = row
        for key in self.path:
            if not isinstance(value, Mapping) or key not in value:
                return False
            value = value[key]
        if self.text is not None:
            return isinstance(value, str) and value == self.text
        return null or not (value is None or (isinstance(value, str) and not value))


@dataclass(frozen=True)
class Form:
    """One form in which something is handed out: what gives it away and where its fields are."""

    name: str
    """In words; no two shapes have the same."""
    markers: tuple[tuple[Marker, ...], ...]
    """Alternatives: a row that carries all markers of one of them has this form."""
    fields: Mapping[str, Field]
    """Canonical name or role -> where it is."""

    @cached_property
    def leads(self) -> frozenset[str]:
        """The first key of each alternative: a row without any of them does not carry the markers."""
        return frozenset(alternative[0].path[0] for alternative in self.markers)

    def matches(self, row: Mapping[str, Any]) -> bool:
        """Tell whether a row carries the markers."""
        return any(
            alternative[0].path[0] in row and all(marker.is_in(row) for marker in alternative)
            for alternative in self.markers
        )


@dataclass(frozen=True)
class Shape(Form):
    """One form of profiles, of which the fields have canonical names."""

    lacks: str = ""
    """What this form leaves out that another has, and how to get it; one sentence, or empty."""

    @cached_property
    def paths(self) -> tuple[Path, ...]:
        """Every path that the shape reads, each once, in the order of the fields."""
        return tuple(dict.fromkeys(path for field in self.fields.values() for path in field.every_path()))

    @cached_property
    def says_absence(self) -> Mapping[str, tuple[Field, ...]]:
        """The fields whose absence says something in a complete row, by canonical name."""
        told = {n: tuple(f for f in (field, *field.others) if f.complete) for n, field in self.fields.items()}
        return {name: fields for name, fields in told.items() if fields}

    @cached_property
    def absent(self) -> dict[str, bool | str | None]:
        """What the absence of these fields says."""
        return {name: fields[0].absent for name, fields in self.says_absence.items()}

    @cached_property
    def keys(self) -> frozenset[str]:
        """The keys of a row that the shape reads or looks into."""
        return frozenset(path[0] for path in self.paths)

    @cached_property
    def signs(self) -> tuple[tuple[Marker, ...], ...]:
        """The markers, or what most rows have of a shape without any: one that has it is not looked at again."""
        usual = (Marker(self.fields[n].paths[0]) for n in ("username", "followers_count") if n in self.fields)
        return self.markers or (tuple(usual),)

    @cached_property
    def looked_up(self) -> tuple[Path, ...]:
        """Every path that the shape reads, and those of its signs that are not on the way to or behind one of them."""
        signs = (sign.path for alternative in self.signs for sign in alternative)
        apart = (p for p in signs if not any(p[: len(q)] == q or q[: len(p)] == p for q in self.paths))
        return tuple(dict.fromkeys((*self.paths, *apart)))

    def is_in(self, row: Mapping[str, Any]) -> bool:
        """Tell whether a row has the signs, none of them null or empty."""
        return any(all(sign.is_in(row, null=False) for sign in alternative) for alternative in self.signs)

    @cached_property
    def fewest_markers(self) -> int:
        """The number of markers that suffice."""
        return min(map(len, self.markers), default=0)

    def lacking(self, sentence: str) -> "Shape":
        """Return the shape with what it leaves out."""
        return replace(self, lacks=sentence)


REFERENCES: Final = ("repost", "reply", "quote")
"""Roles that name the post reacted to and say how; the first that is there goes before others."""

COUNTS: Final = {"likes": "like", "replies": "reply", "reposts": "repost", "quotes": "quote", "views": "view"}
"""Role of a count of a post -> the kind of interaction that it counts."""

ROLES: Final = frozenset(
    {"id", "post", "root", "kind", "account", "account_id", "created_at", "text", "answers_to", *REFERENCES, *COUNTS}
)


@dataclass(frozen=True)
class Message(Form):
    """One form of reactions or posts, of which the fields have roles.

    They are ``id``, ``account`` (an object or a name), ``account_id``, ``created_at``, ``text``; the post that it is a
    reaction to as ``post``, ``reply``, ``quote`` or ``repost``, which say the kind too; ``root``, the post that the
    conversation is about; ``answers_to``, an account; and counts (`COUNTS`).
    """

    kind: str | None = None
    """What it is where no field and nothing around it says so."""
    inside: tuple[Path, ...] = ()
    """Where further replies to the same post are."""
    also: tuple[Path, ...] = ()
    """Under what a post is known too: its shortcode or address."""
    profile: Mapping[str, Field] = field(default_factory=dict)
    """Canonical name -> where it is, of an account that is no object of its own."""


def message(
    title: str,
    *markers: Sequence[str],
    kind: str | None = None,
    inside: Sequence[str] = (),
    also: Sequence[str] = (),
    profile: Mapping[str, Field] | None = None,
    roles: Mapping[str, Field],
    **others: Field,
) -> Message:
    """Declare a form of reactions or posts, as `shape` does one of profiles."""
    held = {**roles, **others}
    if unknown := held.keys() - ROLES:
        raise KeyError(f"message {title!r} declares fields that there are not: {sorted(unknown)}")
    within, names = (tuple(map(path_of, each)) for each in (inside, also))
    return Message(title, _alternatives(markers), held, kind, within, names, profile or {})


@dataclass(frozen=True)
class Platform:
    """A platform: its name, other names for it, and the shapes of its profiles, most telling first."""

    name: str
    aliases: tuple[str, ...]
    shapes: tuple[Shape, ...]
    messages: tuple[Message, ...] = ()

    @cached_property
    def leads(self) -> frozenset[str]:
        """The keys without which a row has none of the shapes."""
        return frozenset(key for known in self.shapes for key in known.leads)


CANONICAL: Final = Shape("canonical columns", (), {name: at(name) for name in COLUMNS})
"""Profiles that already have the canonical names, of any platform."""


def shape(title: str, *markers: Sequence[str], **fields: Field) -> Shape:
    """Declare a shape: each sequence of markers is an alternative, the keywords are canonical names.

    A marker is a dotted path; ``"kind=youtube#channel"`` is one that holds a certain text. When a profile was observed
    no platform says: ``observed_at`` stands beside what it gave, unless the shape has it elsewhere.
    """
    if unknown := fields.keys() - COLUMNS.keys():
        raise KeyError(f"shape {title!r} declares fields that are not canonical: {sorted(unknown)}")
    return Shape(title, _alternatives(markers), {"observed_at": at("observed_at"), **fields})


def _alternatives(markers: Sequence[Sequence[str]]) -> tuple[tuple[Marker, ...], ...]:
    parted = [[marker.partition("=") for marker in alternative] for alternative in markers]
    return tuple(tuple(Marker(path_of(path), text or None) for path, _, text in alternative) for alternative in parted)


def several(shapes: Sequence[Shape]) -> Shape:
    """Return the shape of rows of several shapes, each inside an object under the name of its own shape."""
    fields: dict[str, Field] = {}
    for name in dict.fromkeys(name for known in shapes for name in known.fields):
        first, *others = (known.fields[name].under(known.name) for known in shapes if name in known.fields)
        fields[name] = replace(first, others=tuple(others))
    return Shape(shapes[0].name, (), fields, shapes[0].lacks)
