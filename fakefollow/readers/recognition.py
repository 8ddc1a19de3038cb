"""Decide in which shape the profiles of an input are, and say what to do where they have none. Knows no file."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any, Final, NamedTuple, TypeVar

import numpy as np

from fakefollow.errors import PlatformWarning, ProfileError, expect, nearest, warn_caller
from fakefollow.platforms import (
    CANONICAL,
    GENERIC,
    OBJECTS,
    Field,
    Lookup,
    Marker,
    Path,
    Platform,
    Shape,
    is_nothing,
    path_of,
    platform_named,
    platform_of,
    several,
    shape_of,
)
from fakefollow.profiles import COLUMNS, MISSING, IssueTable, Missing, ProfileTable
from fakefollow.readers.containers import mapping_of
from fakefollow.readers.names import Names, opened
from fakefollow.readers.rows import (
    BATCH_ROWS,
    CHUNK_ROWS,
    MONGO,
    RawRows,
    Row,
    TableBuilder,
    add_unreadable,
    object_in,
    plain_object,
    row_lookup,
)

Batch = TypeVar("Batch")

SHOWN_KEYS: Final = 12  # of an input, in a message; a convention


ONLY_NAMES: Final = (
    "a name or id alone says nothing about an account: look up each profile, such as with "
    "`twarc2 users --usernames names.txt profiles.jsonl` (X) or `gh api users/NAME` (GitHub), and pass the results"
)

SETTLING_ROWS: Final = BATCH_ROWS
"""Rows, from the first on, that settle what the names of an input mean."""


@dataclass
class Recognition:
    """The shape of one input: settled by the first rows that show it, the same for all rows after them."""

    platform: Platform | None
    """Said by the caller; otherwise every platform is considered."""
    given: Mapping[str, Field]
    """Canonical fields of which the caller says where they are."""
    shape: Shape | None = None
    keys: dict[str, None] = field(default_factory=dict)
    """The keys of the rows that were looked at, in order."""
    objects_seen: bool = False
    """Whether any of these rows had a key."""
    elsewhere: Platform | None = None
    """Another platform than the caller's whose shape these rows have."""
    guessed: Platform | None = None
    """The platform that only names show which others have too, where the caller does not say it."""
    shown: str | None = None
    """The platform that names show, where no shape does."""
    reading: dict[str, str] = field(default_factory=dict)
    """Names that are no platform's own and what they were taken for."""
    unclear: dict[str, str] = field(default_factory=dict)
    """Names that share a meaning, so that none of them is used."""
    refused: str | None = None
    """What the rows are, where they are no profiles."""
    same_keys: bool = False
    """Whether every row is known to have the same keys."""
    steady: bool = True
    """Whether no row of a text is known to have other keys than those that were looked at."""
    cells: bool = False
    """Whether the rows are cells of a text file, in which a word may stand for nothing."""
    names_suffice: bool = False
    """Whether usernames or ids alone are all that is wanted."""
    absent: dict[str, bool | str | None] = field(default_factory=dict)
    """Canonical fields whose absence says something in a complete row, and what."""
    held: set[str] = field(default_factory=set)
    """Those of them that some such row has."""
    by_rows: bool = False
    """Whether frames are read row by row, being of several shapes."""
    platforms: set[str] = field(default_factory=set)
    """The platforms of the rows, as far as these show it."""

    @classmethod
    def asked(cls, platform: str | None, columns: Mapping[str, str] | None) -> "Recognition":
        """Return the recognition for the arguments of a read, or raise ProfileError for an unknown name."""
        return cls(platform_named(platform) if platform else None, given_fields(columns or {}))

    def look_at(self, rows: Sequence[Row]) -> None:
        """Settle the shape by some rows, if they show one."""
        filled: Sequence[Row] = [row for row in rows[:SETTLING_ROWS] if row]
        self.objects_seen = self.objects_seen or bool(filled)
        self.keys.update(dict.fromkeys(str(key) for row in filled for key in row))
        if not filled:
            return
        if self.platform is None and not self.given and all(CANONICAL.keys >= row.keys() for row in filled):
            self.shape = CANONICAL
            return
        filled, literal = opened(filled)
        given = [path for asked in self.given.values() for path in asked.paths]
        found = Names(filled, self.platform, given)
        if found.shape is None and any(path[0] in self.keys or path in literal for path in given):
            found.shape = CANONICAL
        if found.shape is None:
            self.refused = self.refused or found.refused
            if self.platform is not None:
                others = (shape_of(row) for row in filled)
                self.elsewhere = next((platform_of(other) for other in others if other is not None), None)
            return
        shape = replace(found.shape, fields={**found.shape.fields, **self.given})
        if literal:
            moved = {name: field.moved(lambda path: _written(path, literal)) for name, field in shape.fields.items()}
            markers = ((m._replace(path=_written(m.path, literal)) for m in marked) for marked in shape.markers)
            shape = replace(shape, fields=moved, markers=tuple(map(tuple, markers)))
        self.shape = shape if self.given or literal or found.reading else found.shape
        self.reading = {".".join(_written(path, literal)): name for path, name in found.reading.items()}
        self.shown, self.unclear = found.shown, found.unclear
        self.guessed = platform_named(found.shown) if found.shown and not found.certain and not self.platform else None

    def add_seen(self, builder: TableBuilder) -> None:
        """Take over of which fields some rows have the key."""
        self.absent |= builder.shape.absent
        self.held |= builder.held
        self.platforms |= builder.platforms

    def platform_for(self, issues: IssueTable) -> str | None:
        """Return the platform of all rows; where they are of several, the generic one, with an issue and a warning."""
        if self.platform is not None:
            return self.platform.name
        if len(self.platforms) < 2:
            return next(iter(self.platforms), self.shown)
        names = " and ".join(sorted(self.platforms))
        issues.add(None, None, f"rows of {names}", "profiles of one platform", "each read by its own platform")
        warn_caller(
            f"profiles of several platforms ({names}) are scored by the generic model: pass one platform at a time",
            PlatformWarning,
        )
        return GENERIC.name

    def require(self) -> Shape:
        """Return the shape, or raise ProfileError with the keys that were met and how to say what they are."""
        if self.shape is not None:
            return self.shape
        if not self.objects_seen:
            raise ProfileError(
                "no row has named fields: expected profiles such as "
                f'{{"username": "ada", "followers_count": 120}}; {ONLY_NAMES}'
            )
        if self.given:
            raise ProfileError(self._no_such_column(next(iter(self.given))))
        if self.refused is not None:
            raise ProfileError(f"these look like {self.refused}; the columns are {_shown(list(self.keys))}")
        if self.platform is not None and self.elsewhere is not None:
            raise ProfileError(
                f"platform={self.platform.name!r}: the columns look like {self.elsewhere.name!r}: "
                f"{_shown(list(self.keys))}; leave platform out or pass platform={self.elsewhere.name!r}"
            )
        raise ProfileError(no_known_column(list(self.keys)))

    def require_given(self, table: ProfileTable) -> None:
        """Raise ProfileError where a column that the caller names is nowhere in the rows."""
        for canonical in self.given:
            if len(table) and not table.has(canonical):
                raise ProfileError(self._no_such_column(canonical))

    def _no_such_column(self, canonical: str) -> str:
        name = ".".join(self.given[canonical].paths[0])
        return (
            f"columns={{{name!r}: {canonical!r}}}: {name!r} is not a column; the columns are {_shown(list(self.keys))}"
        )


def _written(path: Path, literal: Mapping[Path, str]) -> Path:
    """Return where a path stands in rows in which some paths are written as one name."""
    for depth in range(len(path), 0, -1):
        if path[:depth] in literal:
            return (literal[path[:depth]], *path[depth:])
    return path


def _shown(names: Sequence[str]) -> str:
    if not names:
        return "no columns"
    return ", ".join(map(repr, names[:SHOWN_KEYS])) + (", ..." if len(names) > SHOWN_KEYS else "")


def no_known_column(names: Sequence[str]) -> str:
    """Return the message for an input in which no name is known."""
    return (
        f"no known column: expected names such as username, followers_count, created_at, got {_shown(names)}; "
        "pass columns={'your name': 'followers_count', ...}"
    )


def given_fields(columns: Mapping[str, str]) -> dict[str, Field]:
    """Return the fields of ``columns={"their name": "canonical name"}``, or raise ProfileError."""
    fields: dict[str, Field] = {}
    for theirs, canonical in columns.items():
        expect("columns", theirs, str, "your column names as text")
        expect("columns", canonical, str, "canonical names as text")
        if canonical not in COLUMNS:
            asked = f"columns={{{theirs!r}: {canonical!r}}}"
            raise ProfileError(f"{asked}: {canonical!r} is not a canonical name: {nearest(canonical, COLUMNS)}")
        if canonical in fields:
            raise ProfileError(f"columns: {canonical!r} is named twice: keep one")
        fields[canonical] = Field((path_of(theirs),))
    return fields


class RowBatch(NamedTuple):
    """Some objects as mappings, and what was none with its position; there stands an empty row."""

    rows: Sequence[Row]
    unreadable: Sequence[tuple[int, Any]]


def row_batches(objects: Sequence[Any]) -> Iterator[RowBatch]:
    """Yield objects as rows, some hundred at a time."""
    for start in range(0, len(objects), BATCH_ROWS):
        batch = objects[start : start + BATCH_ROWS]
        if set(map(type, batch)) == {dict}:
            exported = any(type(v) is dict and str(next(iter(v), "")).startswith(MONGO) for v in batch[0].values())
            yield RowBatch(list(map(plain_object, batch)) if exported else batch, ())
            continue
        held = [mapping_of(value) for value in batch]
        unreadable = [(position, batch[position]) for position, row in enumerate(held) if row is None]
        yield RowBatch([{} if row is None else row for row in held], unreadable)


class MixedRows:
    """Reads batches of rows by the shape of the input, or by several of its platform where a batch has them.

    Follower lists come in a short form and single lookups in a long one, and people put them together.
    """

    def __init__(self, recognition: Recognition) -> None:
        self._recognition = recognition
        self._several: dict[tuple[str, ...], Shape] = {}

    def opened(self, rows: Sequence[Row]) -> Sequence[Row]:
        """Return rows with objects beside names that write paths, made of what is something."""
        filled = [{key: value for key, value in row.items() if not is_nothing(value)} for row in rows]
        nested, literal = opened(filled)
        return [{**row, **objects} for row, objects in zip(rows, nested, strict=True)] if literal else rows

    def shape_of_row(self, row: Row) -> Shape:
        """Return the shape of a row: the main one where it has its signs, or has no others and fits it as well."""
        main = self._recognition.shape or CANONICAL
        if main.is_in(row):
            return main
        known = {key: value for key, value in row.items() if not is_nothing(value)}
        asked, ours = self._recognition.platform, len(known.keys() & main.keys)
        found = shape_of(known, (asked,)) if asked else shape_of(known)
        declared = next((s for s in on.shapes if s.name == main.name), main) if (on := platform_of(main)) else main
        if found is None or (main.matches(row) and len(known.keys() & declared.keys) >= len(known.keys() & found.keys)):
            usual = known.keys() & CANONICAL.keys
            found = CANONICAL if found is None and len(usual) > ours and usual - main.keys - {"id"} else main
        return main if found.name == main.name else found

    def _of_several(self, main: Shape, others: Sequence[Shape]) -> Shape:
        names = (main.name, *(other.name for other in others))
        if names not in self._several:
            given = self._recognition.given
            same = [replace(other, fields={**other.fields, **given}) if given else other for other in others]
            self._several[names] = several([main, *same])
        return self._several[names]

    def read(self, batch: RowBatch, issues: IssueTable) -> tuple[Shape, RawRows]:
        """Return the shape to read a batch by and the raw values in it; a post among profiles is none."""
        for position, value in batch.unreadable:
            add_unreadable(position, value, issues)
        main, rows = self._recognition.shape, batch.rows
        if main is not None and main.markers and not all(map(_OF_POSTS.isdisjoint, rows)):
            platform = platform_of(main)
            known = (platform,) if platform else ()
            posts = [not _OF_POSTS.isdisjoint(row) and shape_of(row, known) is None for row in rows]
            for position in (position for position, is_post in enumerate(posts) if is_post):
                add_unreadable(position, "a post", issues)
            rows = [{} if is_post else row for row, is_post in zip(rows, posts, strict=True)]
        lookup = row_lookup(rows)
        if main is None or not has_strangers(main, lookup):
            return main or CANONICAL, (lookup, len(rows))
        rows = self.opened(rows)
        shapes = list(map(self.shape_of_row, rows))
        others = {shape.name: shape for shape in shapes if shape is not main}
        if not others:
            return main, (lookup, len(rows))  # as it was: a name that writes a path is one of the main shape's
        self._recognition.platforms |= {on.name for shape in others.values() if (on := platform_of(shape))}
        rows = [{shape.name: row} for shape, row in zip(shapes, rows, strict=True)]
        return self._of_several(main, list(others.values())), (row_lookup(rows), len(rows))


def opened_cells(columns: Mapping[str, Sequence[Any]], main: Shape) -> list[Sequence[Any]]:
    """Return the values of columns, with the objects that cells write where some shape has an object."""
    objects = OBJECTS.union(path[0] for path in main.looked_up if len(path) > 1)
    return [list(map(object_in, values)) if name in objects else values for name, values in columns.items()]


_OF_POSTS: Final = frozenset({"author_id", "conversation_id", "edit_history_tweet_ids", "retweet_count"})


def has_strangers(shape: Shape, lookup: Lookup) -> bool:
    """Tell whether some rows may lack the signs of a shape, as rows of other shapes do."""
    told: Any = np.False_
    for alternative in shape.signs:
        signs = [_held(sign, shape, lookup) for sign in alternative]
        if signs and all(held is np.True_ for held in signs):
            return False
        if signs and not any(held is None for held in signs):
            told = told | np.all(np.broadcast_arrays(*signs), axis=0)
            if told.all():
                return False
    return True


def _held(sign: Marker, shape: Shape, lookup: Lookup) -> Any:
    """Return which rows have a sign for certain, `None` where it is not looked up."""
    paths = [path for path in shape.looked_up if path[: len(sign.path)] == sign.path]
    columns: list[Sequence[Any]] = []
    for path in paths:
        if (values := lookup(path)) is not None:
            types = set(map(type, values)) if sign.text is None else {Missing}
            empty = "" in values if types == {str} else str in types and any(map(is_nothing, values))
            if not empty and {Missing, type(None)}.isdisjoint(types):
                return np.True_
            columns.append(values)
    if not columns:
        return None
    text = sign.text
    held = ([v is not MISSING and not is_nothing(v) if text is None else _is_text(v, text) for v in c] for c in columns)
    return np.any(list(held), axis=0)


def _is_text(value: Any, text: str) -> bool:
    """Tell whether a value is a text; NA of pandas and arrays are neither equal nor not."""
    return isinstance(value, str) and value == text


def tables_of_batches(
    batches: Iterable[Batch],
    recognition: Recognition,
    rows_of: Callable[[Batch], Sequence[Row]],
    read: Callable[[Batch, IssueTable], tuple[Shape, RawRows]],
) -> Iterator[ProfileTable]:
    """Yield the tables of batches of whatever kind, read one by one: a table for so many rows of one shape."""
    builder: TableBuilder | None = None
    for batch in _looked_at(iter(batches), recognition, rows_of):
        issues = IssueTable()
        shape, raw = read(batch, issues)
        if builder is None or builder.n_rows >= CHUNK_ROWS or builder.shape is not shape:
            if builder is not None:
                yield builder.table()
            builder = TableBuilder(shape)
        builder.issues.extend(issues, builder.n_rows)
        builder.add(*raw)
        recognition.add_seen(builder)
    if builder is not None:
        yield builder.table()
        recognition.require()


def _looked_at(
    batches: Iterator[Batch], recognition: Recognition, rows_of: Callable[[Batch], Sequence[Row]]
) -> Iterator[Batch]:
    """Yield the batches, after so many rows were looked at as settle what names mean, however long a batch is."""
    waiting: list[Batch] = []
    rows: list[Row] = []
    while recognition.shape is None and len(rows) < SETTLING_ROWS and (batch := next(batches, None)) is not None:
        waiting.append(batch)
        rows += rows_of(batch)
    if waiting:
        recognition.look_at(rows)
    for batch in chain(waiting, batches):
        if recognition.shape is None:
            recognition.look_at(rows_of(batch))
        yield batch
