"""Raw values: what a source hands over before it is read, and how a value that does not fit is recorded."""

from typing import Final, NamedTuple

import numpy as np

from fakefollow.profiles.issues import IssueTable
from fakefollow.profiles.profile import COLUMNS, EARLIEST_TIME, LARGEST_COUNT, LATEST_TIME, ColumnType

EXPECTED: Final[dict[ColumnType, str]] = {
    ColumnType.COUNT: f"a count from 0 to {LARGEST_COUNT:,}",
    ColumnType.FLAG: "true or false",
    ColumnType.TIME: f"a time from {EARLIEST_TIME.year} to {LATEST_TIME.year - 1}",
    ColumnType.TEXT: "text",
}


NO_VALUE: Final = frozenset({"", "nan", "nat", "null", "none", "na", "n/a", "<na>"})
"""How exports write that there is no count, flag or time."""


class Missing:
    """The type of `MISSING`: the source row has no such key, which differs from a key with null."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = Missing()


def is_missing(value: object) -> bool:
    """Tell whether a raw value says that nothing was observed (None, NaN, NaT, pandas.NA, no key)."""
    if value is None or value is MISSING:
        return True
    if isinstance(value, float | np.floating | np.datetime64):
        return bool(value != value)  # noqa: PLR0124 - only NaN and NaT differ from themselves
    return type(value).__name__ in {"NAType", "NaTType"}


class Place(NamedTuple):
    """Where the values of one column stand in the input, so that an issue can name its row."""

    column: str
    first_row: int
    issues: IssueTable

    def reject(
        self,
        position: int,
        got: object,
        expected: str | None = None,
        consequence: str = "treated as not observed",
    ) -> None:
        """Record that a value is not what this column holds."""
        expected = expected or EXPECTED[COLUMNS[self.column]]
        row = self.first_row + position
        try:
            self.issues.add(row, self.column, got, expected, consequence)
        except (ValueError, RecursionError):  # some integers are too long and some lists too deep to be shown
            self.issues.add(row, self.column, type(got), expected, consequence)
