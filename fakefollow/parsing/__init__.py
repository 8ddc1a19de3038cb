"""Turn the raw values of one column into a column; what does not fit becomes an issue, never an error.

Knows the canonical schema, not where the values come from.
"""

from collections.abc import Sequence
from typing import Any

from fakefollow.issues import IssueTable
from fakefollow.parsing.packing import Packed, pack
from fakefollow.parsing.raw import MISSING, Missing, Place
from fakefollow.parsing.texts import parse_texts
from fakefollow.parsing.values import parse_values
from fakefollow.profile import COLUMNS, ColumnType
from fakefollow.table import Column, not_observed

__all__ = ["MISSING", "Missing", "Place", "parse_column", "parse_packed"]


def parse_column(values: Sequence[Any], name: str, first_row: int, issues: IssueTable) -> Column | None:
    """Read the raw values of one canonical column.

    Parameters
    ----------
    values : sequence
        One raw value a row; `MISSING` where the row has no such key.
    name : str
        Canonical column name.
    first_row : int
        Row of the input that the first value belongs to.
    issues : IssueTable
        Takes one row for every value that does not fit; the value is then not observed.

    Returns
    -------
    ValueColumn, TextColumn or None
        ``None`` where no row has the key at all.

    Examples
    --------
    >>> issues = IssueTable([])
    >>> parse_column([12, "7", None, -3], "posts_count", 0, issues).to_list()
    [12, 7, None, None]
    >>> issues[0].got
    '-3'
    """
    return (
        parse_packed(pack(values, name), Place(name, first_row, issues)) if values else not_observed(name, 0)
    )


def parse_packed(packed: Packed, place: Place) -> Column | None:
    """Read packed values, `None` where no row has the key at all."""
    if not packed.found:
        return None
    if COLUMNS[place.column] is ColumnType.TEXT:
        return parse_texts(packed, place)
    return parse_values(packed, place)
