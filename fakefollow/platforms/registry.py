"""The platforms that are known: how rows are recognised by their markers, and how raw values are taken out of them.

A platform is one declarative file; adding one means writing it and naming it in `PLATFORMS`. Knows no file.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from itertools import chain
from typing import Any, Final, TypeAlias

from fakefollow.errors import ProfileError, expect
from fakefollow.platforms.bluesky import BLUESKY
from fakefollow.platforms.github import GITHUB
from fakefollow.platforms.instagram import INSTAGRAM, THREADS
from fakefollow.platforms.mastodon import MASTODON
from fakefollow.platforms.names import platform_shown_by
from fakefollow.platforms.rules import LISTS, RULES, Rule
from fakefollow.platforms.shapes import CANONICAL, Field, Path, Platform, Shape
from fakefollow.platforms.tiktok import TIKTOK
from fakefollow.platforms.x import X
from fakefollow.platforms.youtube import YOUTUBE
from fakefollow.profiles import FLAGS, MISSING, Missing

Lookup: TypeAlias = Callable[[Path], Sequence[Any] | None]
"""Returns the raw value of every row at a path, `None` where the source has no such column at all."""

GENERIC: Final = Platform("generic", ("other",), ())
"""Has no shape of its own, so only canonical names are understood."""

PLATFORMS: Final = (X, THREADS, INSTAGRAM, TIKTOK, MASTODON, BLUESKY, YOUTUBE, GITHUB, GENERIC)

_PLATFORM_OF: Final = {shape.name: platform for platform in PLATFORMS for shape in platform.shapes}

OBJECTS: Final = frozenset(
    path[0] for platform in PLATFORMS for shape in platform.shapes for path in shape.looked_up if len(path) > 1
)
"""Keys of a row that hold objects on some platform; what looks like an object elsewhere may be a text."""

_BY_NAME: Final = {name: platform for platform in PLATFORMS for name in (platform.name, *platform.aliases)}


def platform_named(name: str) -> Platform:
    """Return the platform of that name or alias, in any case, or raise ProfileError."""
    expect("platform", name, str, "the name of a platform")
    if (platform := _BY_NAME.get(name.lower())) is not None:
        return platform
    close = get_close_matches(name.lower(), _BY_NAME, n=1)
    hint = f" (did you mean {close[0]!r}?)" if close else ""
    raise ProfileError(
        f"platform: {name[:80]!r} is unknown{hint}; expected one of {', '.join(repr(p.name) for p in PLATFORMS)} "
        "('generic' for any other)"
    )


def canonical_platform_name(name: str) -> str:
    """Return the name of the platform that has this name or alias, or the name as it is in lower case."""
    platform = _BY_NAME.get(name.lower())
    return platform.name if platform else name.lower()


def recognise(
    rows: Iterable[Mapping[str, Any]], platform: Platform | None = None, given: Collection[str] = ()
) -> Shape | None:
    """Return the shape of some rows of one platform or any, `None` where no key is known.

    The first row that carries a shape's markers decides, filled before null. Without any, it is that of the platform
    said, or shown by names, which knows most of the keys that are not the caller's; the canonical one comes first.
    """
    rows = list(rows)
    considered: tuple[Platform, ...] = PLATFORMS if platform is None else (platform,)
    for row in chain(({key: v for key, v in row.items() if not is_nothing(v)} for row in rows), rows):
        if (marked := shape_of(row, considered)) is not None:
            return marked
    keys = {key for row in rows for key in row} - set(given)
    if platform is None:
        shown, _ = platform_shown_by(list(map(str, keys)))
        considered = tuple(each for each in PLATFORMS if each.name == shown)
    shapes = (CANONICAL, *(shape for each in considered for shape in each.shapes))
    closest = max(shapes, key=lambda shape: (len(keys & shape.keys), -shape.fewest_markers))
    return closest if keys & closest.keys else None


def is_nothing(value: Any) -> bool:
    """Tell whether a value is null or an empty text: cells have no other way to say that a key is not there."""
    return value is None or (isinstance(value, str) and not value)


def shape_of(row: Mapping[str, Any], platforms: Iterable[Platform] = PLATFORMS) -> Shape | None:
    """Return the first shape of some platforms whose markers a row carries."""
    for platform in platforms:
        if platform.leads.isdisjoint(row):
            continue
        for shape in platform.shapes:
            if shape.matches(row):
                return shape
    return None


def platform_of(shape: Shape) -> Platform | None:
    """Return the platform that declares a shape; the canonical shape belongs to none."""
    return _PLATFORM_OF.get(shape.name)


def raw_values(field: Field, lookup: Lookup) -> Sequence[Any] | None:
    """Return one raw value a row as the rule of a field understands it, `None` where the source has none."""
    if field.others:
        fields = (replace(field, others=()), *field.others)
        by_field = [values for each in fields if (values := raw_values(each, lookup)) is not None]
        return first_known(by_field) if by_field else None
    if field.beside is not None:
        values, behind = raw_values(replace(field, beside=None), lookup), lookup(field.beside)
        return values and behind and [_joined(*pair) for pair in zip(values, behind, strict=True)]
    if field.rule is Rule.AS_IT_IS and len(field.paths) == 1 and not field.complete and not field.unless:
        return lookup(field.paths[0])
    by_path = [values for path in field.paths if (values := lookup(path)) is not None]
    marks = [values for path in field.complete if (values := lookup(path)) is not None]
    complete = marks if len(marks) == len(field.complete) else []
    if not by_path and not complete:
        return None
    values = first_known(by_path) if by_path else [MISSING] * len(complete[0])
    read = RULES[field.rule](values, field.words)
    if complete:
        read = _with_absent(field, values, read, complete)
    withheld = lookup(field.unless) if field.unless else None
    if withheld is None or set(map(type, withheld)) == {Missing}:
        return read
    return [None if _is_true(flag) else value for flag, value in zip(withheld, read, strict=True)]


def _joined(value: Any, beside: Any) -> Any:
    return f"{value} {beside}" if isinstance(value, str) and isinstance(beside, str) else value


def _with_absent(
    field: Field, raw: Sequence[Any], read: Sequence[Any], complete: Sequence[Sequence[Any]]
) -> Sequence[Any]:
    """Return the values with what their absence says; a frame has null where a row lacks the key."""
    if {Missing, type(None)}.isdisjoint(map(type, raw)):
        return read
    rows = zip(*complete, strict=True)
    wholes = (all(mark is not MISSING and mark is not None for mark in marks) for marks in rows)
    return [
        field.absent if (was is MISSING or was is None) and whole else value
        for was, value, whole in zip(raw, read, wholes, strict=True)
    ]


def value_at(row: Mapping[str, Any], path: Path) -> Any:
    """Return the raw value at a path: `MISSING` without the key, ``None`` inside a null or an empty text.

    Inside anything else that is no object, the whole is returned so that reading it records an issue.
    """
    value: Any = row
    for depth, key in enumerate(path):
        if is_nothing(value):
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


def first_known(candidates: Sequence[Sequence[Any]]) -> Sequence[Any]:
    """Return row by row the first of several candidates that is known, and no empty text where one is filled."""
    values, *rest = candidates
    for others in rest:
        types = set(map(type, values))
        if Missing not in types and type(None) not in types and not (str in types and any(map(is_nothing, values))):
            break
        values = [
            other
            if value is MISSING or (is_nothing(value) and other is not MISSING and (value is None or other is not None))
            else value
            for value, other in zip(values, others, strict=True)
        ]
    return values


def _is_true(flag: object) -> bool:
    return isinstance(flag, bool | int | str) and FLAGS.get(flag, False)
