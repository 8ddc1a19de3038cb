"""A profile with some fields changed, for asking what its score would be. Knows fields and columns, no score.

New values are read as `fakefollow.read` reads them; what it would record as an issue is an error here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Any, Final

from fakefollow.errors import ProfileError
from fakefollow.profiles import (
    COLUMNS,
    EXPECTED,
    Column,
    ColumnType,
    Issue,
    IssueTable,
    ProfileTable,
    parse_column,
)
from fakefollow.readers import with_plausible_times

ALIASES: Final = {"bio": "description", "handle": "username", "display_name": "name"}
"""Words that people use for fields -> their canonical names."""

EXAMPLES: Final = {ColumnType.TIME: ", such as '2024-05-01' or '2024-05-01T12:00:00Z'"}
"""What helps where a value of a type does not fit."""


def changed_profile(table: ProfileTable, changes: Mapping[str, Any]) -> ProfileTable:
    """Return a table of one profile with some of its fields changed.

    Parameters
    ----------
    table : ProfileTable
        The profile, a table of one row; it stays as it is.
    changes : mapping
        New values by canonical name of the field, in any form that `fakefollow.read` takes; None means not
        observed.

    Raises
    ------
    ProfileError
        If a value does not fit its field, or a time contradicts another one.
    """
    issues = IssueTable([])
    read = {name: parse_column([value], name, 0, issues) for name, value in changes.items()}
    _raise_if_any(issues)
    kept: dict[str, Column] = {name: of for name, of in table.columns.items() if name not in changes}
    known = {name: column for name, column in read.items() if column is not None and column.valid.any()}
    changed = replace(table, columns=kept | known)
    if any(COLUMNS[name] is ColumnType.TIME for name in known):
        _raise_if_any(with_plausible_times(replace(changed, issues=issues)).issues)
    return changed


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


def _raise_if_any(issues: IssueTable) -> None:
    """Raise what reading would have recorded."""
    if issues:
        problems = (f"{one.column}: expected {_expected(one)}, or None, got {one.got}" for one in issues)
        raise ProfileError("; ".join(problems))


def _expected(issue: Issue) -> str:
    """Return what was expected, with an example where the form was wrong and one helps."""
    kind = COLUMNS[issue.column or ""]
    return issue.expected + (EXAMPLES.get(kind, "") if issue.expected == EXPECTED[kind] else "")
