"""The issue table: what reading found wrong, one row a value, so that nothing is lost in silence.

This module knows no profile and no file; readers fill it, people read it.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

SHOWN_CHARACTERS: Final = 80


class Issue(NamedTuple):
    """One value that could not be taken as it was.

    ``column`` is ``None`` where the whole row is concerned; ``row`` is ``None`` where the whole input is.
    """

    row: int | None
    column: str | None
    got: str
    expected: str
    consequence: str = "treated as not observed"

    def __str__(self) -> str:
        where = "" if self.row is None else f" in row {self.row}"
        return f"{self.column or 'row'}: expected {self.expected}, got {self.got}{where}; {self.consequence}"


@dataclass(slots=True)
class IssueTable:
    """Issues in the order in which reading met them; behaves like a read-only sequence of `Issue`.

    Examples
    --------
    >>> import fakefollow as ff
    >>> table = ff.read([{"username": "ada", "followers_count": -3}])
    >>> print(table.issues[0])
    followers_count: expected a count from 0 to 10,000,000,000, got -3 in row 0; treated as not observed
    """

    _issues: list[Issue]

    def add(
        self,
        row: int | None,
        column: str | None,
        got: object,
        expected: str,
        consequence: str = "treated as not observed",
    ) -> None:
        """Record one issue; ``got`` is shown as Python would show it, cut at 80 characters."""
        shown = got if isinstance(got, str) and column is None else repr(got)
        if len(shown) > SHOWN_CHARACTERS:
            shown = shown[: SHOWN_CHARACTERS - 1] + "…"
        self._issues.append(Issue(row, column, shown, expected, consequence))

    def moved(self, n_rows: int) -> "IssueTable":
        """Return the issues of rows that come after others."""
        return IssueTable(
            [issue if issue.row is None else issue._replace(row=issue.row + n_rows) for issue in self._issues]
        )

    def __len__(self) -> int:
        return len(self._issues)

    def __getitem__(self, index: int) -> Issue:
        return self._issues[index]

    def __iter__(self) -> Iterator[Issue]:
        return iter(self._issues)

    def to_dict(self) -> dict[str, list[Any]]:
        """Return the issues as columns (``row``, ``column``, ``got``, ``expected``, ``consequence``).

        Any frame library takes them: ``pandas.DataFrame(table.issues.to_dict())``.
        """
        return {name: [getattr(issue, name) for issue in self._issues] for name in Issue._fields}

    def __repr__(self) -> str:
        if not self._issues:
            return "IssueTable: no issues"
        kinds = Counter((issue.column or "row", issue.expected) for issue in self._issues)
        lines = [
            f"  {n:>6,} x {column}: expected {expected}" for (column, expected), n in kinds.most_common(8)
        ]
        more = [f"  and {len(kinds) - 8} other kinds"] if len(kinds) > 8 else []
        return "\n".join([f"IssueTable: {len(self._issues):,} issues", *lines, *more])
