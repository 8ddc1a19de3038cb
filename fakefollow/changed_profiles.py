"""A profile with some fields changed, for asking what its score would be. Knows fields and columns, no score."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Any, Final

import numpy as np
from pydantic import ValidationError

from fakefollow.errors import ProfileError
from fakefollow.profile import COLUMNS, EARLIEST_TIME, LARGEST_COUNT, LATEST_TIME, ColumnType, Profile
from fakefollow.table import DTYPES, Column, ProfileTable, TextColumn, ValueColumn

ALIASES: Final = {"bio": "description", "handle": "username", "display_name": "name"}
"""Words that people use for fields -> their canonical names."""

EXPECTED: Final = {
    ColumnType.TEXT: "a text without lone surrogates",
    ColumnType.COUNT: f"a whole number from 0 to {LARGEST_COUNT:,}",
    ColumnType.FLAG: "True or False",
    ColumnType.TIME: (
        f"a time from {EARLIEST_TIME.year} to {LATEST_TIME.year} with its zone, such as '2024-05-01T00:00:00Z',"
    ),
}


def changed_profile(table: ProfileTable, changes: Mapping[str, Any]) -> ProfileTable:
    """Return a table of one profile with some of its fields changed.

    Parameters
    ----------
    table : ProfileTable
        The profile, a table of one row; it stays as it is.
    changes : mapping
        New values by canonical name of the field; None means not observed.

    Raises
    ------
    ProfileError
        If a value does not fit its field.
    """
    changed = {name: _column(name, value) for name, value in _checked(changes).items()}
    kept = {name: column for name, column in table.columns.items() if name not in changes}
    return replace(table, columns=kept | changed)


def nearest(name: str, names: Iterable[str]) -> str:
    """Return how to go on where a name is not known: the nearest one that is, or all of them.

    Examples
    --------
    >>> nearest("folowers", ["followers", "posts"]), nearest("age", ["followers", "posts"])
    ("did you mean 'followers'?", "expected one of 'followers', 'posts'")
    """
    known = list(names)
    close = get_close_matches(name, known, n=1, cutoff=0.6)
    return f"did you mean {close[0]!r}?" if close else f"expected one of {', '.join(map(repr, known))}"


def canonical_changes(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return changes by canonical name of the field.

    Parameters
    ----------
    changes : mapping
        New values by canonical name or by alias.

    Raises
    ------
    ProfileError
        If a field is not known or is given twice.
    """
    named: dict[str, Any] = {}
    for name, value in changes.items():
        field = ALIASES.get(name, name)
        if field not in COLUMNS:
            raise ProfileError(f"a profile has no field {name!r}: {nearest(name, [*COLUMNS, *ALIASES])}")
        if field in named:
            raise ProfileError(f"the field {field!r} was given by two names: give one of them")
        named[field] = value
    return named


def _checked(named: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that were observed, as the schema has them."""
    try:
        values = Profile.model_validate(named)
    except ValidationError as error:
        wrong = [str(one["loc"][0]) for one in error.errors()]
        raise ProfileError("; ".join(_problem(name, named[name]) for name in wrong)) from error
    known = {name: value for name, value in values if value is not None}
    for name, value in known.items():
        if isinstance(value, str) and any("\ud800" <= character <= "\udfff" for character in value):
            raise ProfileError(_problem(name, value))
    return known


def _problem(name: str, value: Any) -> str:
    return f"{name}: expected {EXPECTED[COLUMNS[name]]} or None, got {value!r:.80}"


def _column(name: str, value: Any) -> Column:
    """Return an observed value as a column of one row."""
    kind = COLUMNS[name]
    if kind is ColumnType.TEXT:
        return TextColumn.from_strings([value])
    plain = _time(value) if kind is ColumnType.TIME else value
    return ValueColumn(np.array([plain], DTYPES[kind]), np.ones(1, np.bool_))


def _time(value: datetime) -> np.datetime64:
    return np.datetime64(value.astimezone(UTC).replace(tzinfo=None), "us")
