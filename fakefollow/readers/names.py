"""What the names in some rows mean: the shape that they show, and synonyms for what the shape does not find.

Looks at a few rows, opened where one name writes a path; knows no file. A synonym is used only where it is the
plainest of its meaning, its values are of the right kind, and no exact name holds the field.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np

from fakefollow.platforms import (
    CANONICAL,
    PERSONS,
    Field,
    Path,
    Platform,
    Shape,
    folded,
    kind_of_table,
    meaning_of,
    platform_of,
    platform_shown_by,
    recognise,
    shape_of,
    value_at,
)
from fakefollow.profiles import COLUMNS, FLAG_WORDS, MISSING, ColumnType, is_missing
from fakefollow.readers.rows import Row

DEEPEST: Final = 3
"""Objects within objects in which names are looked for; a convention."""

SHOWN: Final = 20  # values of a name that are looked at; a convention
IDENTITIES: Final = frozenset({"id", "username", "name"})
NO_CONTENT: Final = frozenset({"id", "created_at", "observed_at", "followed_at", "last_status_at"})
"""What is also had by posts, days, edges and labels: alone it makes no profile."""

Leaves = dict[Path, list[Any]]


def opened(rows: Sequence[Row]) -> tuple[Sequence[Row], dict[Path, str]]:
    """Return rows with objects where names such as ``author/id`` write paths, and these names by path."""
    literal = {
        path: name
        for name in dict.fromkeys(str(key) for row in rows for key in row)
        if len(path := tuple(name.replace("/", ".").split("."))) > 1 and all(path)
    }
    names = {name: path for path, name in literal.items()}
    return ([_nested(row, names) for row in rows] if names else rows), literal


def _nested(row: Row, names: Mapping[str, Path]) -> Row:
    nested: dict[str, Any] = {key: value for key, value in row.items() if key not in names}
    for name in filter(names.__contains__, row):
        inner: Any = nested
        *outer, last = names[name]
        for key in outer:
            deeper = inner.get(key)
            inner[key] = inner = dict(deeper) if isinstance(deeper, dict) else {}
        inner[last] = row[name]
    return nested


class Names:
    """The meaning of the names in some rows: a shape, which synonyms it reads, and the platform that is shown."""

    def __init__(self, rows: Sequence[Row], platform: Platform | None, given: Sequence[Path]) -> None:
        self.shape: Shape | None = None
        self.reading: dict[Path, str] = {}
        self.shown: str | None = None
        self.certain = True
        self.refused: str | None = None
        self.unclear: dict[str, str] = {}
        """Names of one meaning, of which nothing tells which is meant."""
        self._rows, self._platform, self._given = rows, platform, given
        considered = None if platform is None else (platform,)
        marked = any(shape_of(row, considered) if considered else shape_of(row) for row in rows)
        if not marked and self._settle_within():
            return
        found = recognise(rows, platform, [path[0] for path in given])
        if found is None and platform is not None and any(shape_of(row) for row in rows):
            return  # of another platform
        found = found or CANONICAL
        leaves = _leaves(rows)
        if not marked:
            self.shown, self.certain = platform_shown_by(["_".join(path) for path in leaves])
        shape = self._with_synonyms(found, leaves, marked)
        names = {name for name, field in shape.fields.items() if _is_held(field, rows)}
        if not marked and not given:
            keys = [path[-1] for path in leaves]
            kind, more = kind_of_table(keys), len(leaves) > len(names)
            dated = "created_at" in names and not IDENTITIES.isdisjoint(names)  # times of following are found by these
            enough = dated and (kind is None or kind.startswith("labels"))
            if platform is None and more and not enough and (names <= NO_CONTENT or _is_other(names, keys)):
                self.refused, self.reading = kind, {}
                return
            if not names:
                return
        self.shape = shape

    def _settle_within(self) -> bool:
        """Settle by the object that is the account, in rows about something else."""
        for person in PERSONS:
            inner = [row[person] for row in self._rows if isinstance(row.get(person), Mapping)]
            if 2 * len(inner) < len(self._rows) or not inner:
                continue
            found = Names(inner, self._platform, ())
            shape = found.shape
            held = {} if shape is None else {n: f for n, f in shape.fields.items() if _is_held(f, inner)}
            if shape is None or not (IDENTITIES & held.keys() or len(held) > 2) or held.keys() <= NO_CONTENT:
                continue
            fields = {name: field.under(person) for name, field in shape.fields.items()}
            outer = _leaves([{k: v for k, v in row.items() if k != person} for row in self._rows])
            beside = {
                meaning[0]: path
                for path in outer
                if (meaning := meaning_of("_".join(path))) and meaning[0] in ("observed_at", "followed_at")
            }
            self.shape = Shape(shape.name, (), fields | {n: Field((path,)) for n, path in beside.items()}, shape.lacks)
            self.reading = {(person, *path): name for path, name in found.reading.items()}
            self.reading |= {path: name for name, path in beside.items() if path != (name,)}
            self.shown, self.certain = found.shown, found.certain
            return True
        return False

    def _with_synonyms(self, shape: Shape, leaves: Leaves, marked: bool) -> Shape:
        """Return the shape with the fields that other names hold; what a platform's own shape leaves out stays out."""
        platform = self._platform or platform_of(shape)
        on = platform.name if platform else self.shown
        held = {name for name, field in shape.fields.items() if _is_held(field, self._rows)}
        if "url" in held and _is_own_page(leaves.get(shape.fields["url"].paths[0], ()), self._rows):
            held.remove("url")
        taken = {path for name in held for path in shape.fields[name].paths}.union(self._given)
        open_to = (shape.fields.keys() if marked else COLUMNS.keys()) - held
        homes = [path for name in ("id", "username") if name in shape.fields for path in shape.fields[name].paths]
        home = {path[0] for path in homes} if marked and all(len(path) > 1 for path in homes) else None
        best: dict[str, tuple[tuple[bool, int], list[Path]]] = {}
        for path, values in leaves.items():
            meaning = meaning_of("_".join(path)) if home is None or path[0] in home else None
            if meaning is None or meaning[0] not in open_to or path in taken or not _is_of_kind(values, meaning[0]):
                continue
            name, rank = meaning[0], (not values, meaning[1])  # a column of nothing is no rival
            received = name == "likes_count" and folded(path[-1]).startswith("like") and on != "x"
            if received or (name == "url" and _is_own_page(values, self._rows)):
                continue
            known = best.setdefault(name, (rank, [path]))
            if rank < known[0]:
                best[name] = (rank, [path])
            elif rank == known[0] and path not in known[1]:
                known[1].append(path)
        self.unclear = {".".join(path): name for name, (_, paths) in best.items() for path in paths if len(paths) > 1}
        found = {name: paths[0] for name, (_, paths) in best.items() if len(paths) == 1}
        self.reading |= {path: name for name, path in found.items() if path != (name,)}
        fields = {name: Field((path,), beside=_time_beside(path, leaves)) for name, path in found.items()}
        if not fields:
            return shape
        ends = found.values()  # values that are read as they are, so that no field looks into them
        kept = {
            name: field
            for name, field in shape.fields.items()
            if not any(path[: len(end)] == end and path != end for path in field.every_path() for end in ends)
        }
        return Shape(shape.name, shape.markers, kept | fields, shape.lacks)


def _leaves(rows: Sequence[Row]) -> Leaves:
    """Return the known values by path, of objects also those within; a list is no value."""
    leaves: Leaves = {}
    for row in rows:
        for path, value in _walk(row, ()):
            values = leaves.setdefault(path, [])
            if len(values) < SHOWN and not is_missing(value) and not (isinstance(value, str) and not value):
                values.append(value)
    return leaves


def _walk(row: Row, outer: Path) -> Iterator[tuple[Path, Any]]:
    for key, value in row.items():
        path = (*outer, str(key))
        if isinstance(value, Mapping):
            if len(path) < DEEPEST:
                yield from _walk(value, path)
        elif isinstance(value, str | int | float) or not hasattr(value, "__len__"):
            yield path, value


def _is_held(field: Field | None, rows: Sequence[Row]) -> bool:
    """Tell whether some row has a field's value under one of its paths."""
    if field is None:
        return False
    fields = (field, *field.others)
    return any(
        not isinstance(value, Mapping) and value is not MISSING and (value is not None or path[-1] in _inner(row, path))
        for row in rows
        for each in fields
        for path in each.paths
        for value in (value_at(row, path),)
    )


def _inner(row: Row, path: Path) -> Any:
    inner = row if len(path) == 1 else value_at(row, path[:-1])
    return inner if isinstance(inner, Mapping) else ()


def _is_of_kind(values: Sequence[Any], name: str) -> bool:
    """Tell whether values may be those of a canonical column; of none everything is possible."""
    kind = COLUMNS[name]
    if not values:
        return kind is not ColumnType.COUNT
    if kind is ColumnType.FLAG:
        return any(
            v in (0, 1) if isinstance(v, int | float | np.number | np.bool_) else str(v).strip().lower() in FLAG_WORDS
            for v in values
        )
    if kind is ColumnType.TEXT:
        return any(isinstance(v, str) for v in values) or (name in IDENTITIES and type(values[0]) is int)
    return any(type(v) in (int, float) or (type(v) is not bool and re.search(r"\d", str(v))) for v in values)


def _is_own_page(values: Sequence[Any], rows: Sequence[Row]) -> bool:
    """Tell whether addresses are those of the profiles themselves, made of what else is in the row."""
    texts = {str(v).strip().casefold() for row in rows for v in row.values() if isinstance(v, str)}
    urls = [v.partition("?")[0].rstrip("/") for v in values if isinstance(v, str)]
    ends = [url.rpartition("/")[2].removeprefix("@").casefold() for url in urls]
    return bool(ends) and all("/" in url and end in texts for url, end in zip(urls, ends, strict=True))


def _time_beside(path: Path, leaves: Leaves) -> Path | None:
    """Return where the time of day stands of a date that has a column of its own."""
    stem = folded(path[-1]).removesuffix("date")
    if stem == folded(path[-1]):
        return None
    return next((other for other in leaves if other[:-1] == path[:-1] and folded(other[-1]) == f"{stem}time"), None)


def _is_other(names: set[str], keys: Sequence[str]) -> bool:
    """Tell whether rows with hardly anything of a profile are posts, edges, labels or days."""
    few = names <= NO_CONTENT | {"username", "name", "likes_count", "followers_count"}
    kind = kind_of_table(keys) if few else None
    return kind is not None and not (kind.startswith("labels") and "followers_count" in names)
