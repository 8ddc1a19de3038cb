"""Decide once an input in which shape its profiles are, and say what to do where it is in none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Final

from fakefollow.errors import ProfileError
from fakefollow.platforms import (
    CANONICAL,
    Field,
    Platform,
    Shape,
    path_of,
    platform_named,
    platform_of,
    recognise,
    shape_of,
)
from fakefollow.profiles import COLUMNS, ProfileTable
from fakefollow.readers.rows import Row

SHOWN_KEYS: Final = 12


@dataclass
class Recognition:
    """The shape of one input: settled by the first rows that show it, the same for all rows after them.

    Parameters
    ----------
    platform : Platform, optional
        Said by the caller; otherwise every platform is considered.
    given : mapping of str to Field
        Canonical fields of which the caller says where they are.
    shape : Shape, optional
        The shape, once rows have shown it.
    keys : dict of str to None
        The keys of the rows that were looked at, in order.
    objects_seen : bool
        Whether any of these rows had a key.
    elsewhere : Platform, optional
        Another platform than the caller's whose shape these rows have.
    guessed : Platform, optional
        The platform of the shape, where no marker shows it and the caller does not say it.
    """

    platform: Platform | None
    given: Mapping[str, Field]
    shape: Shape | None = None
    keys: dict[str, None] = field(default_factory=dict)
    objects_seen: bool = False
    elsewhere: Platform | None = None
    guessed: Platform | None = None

    @classmethod
    def asked(cls, platform: str | None, columns: Mapping[str, str] | None) -> "Recognition":
        """Return the recognition for the arguments of a read.

        Raises
        ------
        ProfileError
            If the platform or a canonical name is not known.
        """
        return cls(platform_named(platform) if platform else None, given_fields(columns or {}))

    def look_at(self, rows: Sequence[Row]) -> None:
        """Settle the shape by some rows, if they show one."""
        filled = [row for row in rows if row]
        self.objects_seen = self.objects_seen or bool(filled)
        self.keys.update(dict.fromkeys(str(key) for row in filled for key in row))
        said = [path[0] for known in self.given.values() for path in known.paths]
        found = recognise(filled, self.platform, said)
        if found is None and any(key in self.keys for key in said):
            found = CANONICAL
        if found is None and self.platform is not None:
            others = (shape_of(row) for row in filled)
            self.elsewhere = next((platform_of(other) for other in others if other is not None), None)
        if found is not None:
            platform = platform_of(found) if self.platform is None else None
            if platform is not None and all(shape_of(row) is None for row in filled):
                self.guessed = platform
            self.shape = replace(found, fields={**found.fields, **self.given}) if self.given else found

    def require(self) -> Shape:
        """Return the shape.

        Raises
        ------
        ProfileError
            If the input has shown none; names the keys that were found and how to say what they are.
        """
        if self.shape is not None:
            return self.shape
        if not self.objects_seen:
            raise ProfileError(
                "no row could be read as an object with fields: expected profiles such as "
                '{"username": "ada", "followers_count": 120}'
            )
        if self.given:
            raise ProfileError(self._no_such_column(next(iter(self.given))))
        if self.platform is not None and self.elsewhere is not None:
            raise ProfileError(
                f"platform={self.platform.name!r}: these look like profiles of {self.elsewhere.name!r}, with keys such "
                f"as {_shown(list(self.keys))}; leave platform out, or name that one"
            )
        raise ProfileError(no_known_column(list(self.keys)))

    def require_given(self, table: ProfileTable) -> None:
        """Raise where a column that the caller names is nowhere in the rows.

        Raises
        ------
        ProfileError
            Names the missing column and the keys that were found.
        """
        for canonical in self.given:
            if len(table) and not table.has(canonical):
                raise ProfileError(self._no_such_column(canonical))

    def _no_such_column(self, canonical: str) -> str:
        name = ".".join(self.given[canonical].paths[0])
        return f"columns={{{name!r}: {canonical!r}}}: no such column, only {_shown(list(self.keys))}"


def _shown(names: Sequence[str]) -> str:
    if not names:
        return "no columns"
    return ", ".join(map(repr, names[:SHOWN_KEYS])) + (", ..." if len(names) > SHOWN_KEYS else "")


def no_known_column(names: Sequence[str]) -> str:
    """Return the message for an input in which no name is known."""
    return (
        "expected profiles of a known platform or columns such as username, followers_count, created_at; "
        f"got {_shown(names)}. Say which column is which with "
        "columns={'their name': 'followers_count', ...}"
    )


def given_fields(columns: Mapping[str, str]) -> dict[str, Field]:
    """Return the fields that ``columns={"their name": "canonical name"}`` describes.

    Raises
    ------
    ProfileError
        If a canonical name is not known or given twice.
    """
    fields: dict[str, Field] = {}
    for theirs, canonical in columns.items():
        if canonical not in COLUMNS:
            close = get_close_matches(canonical, COLUMNS, n=3) or list(COLUMNS)
            raise ProfileError(
                f"columns={{{theirs!r}: {canonical!r}}}: {canonical!r} is not a canonical name; "
                f"expected one such as {', '.join(close)}"
            )
        if canonical in fields:
            raise ProfileError(f"columns= names {canonical!r} twice; keep the one to be read")
        fields[canonical] = Field((path_of(theirs),))
    return fields
