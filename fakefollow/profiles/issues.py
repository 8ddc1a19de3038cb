"""Issues: what reading found wrong, value by value, packed. Knows no schema."""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple, overload

import numpy as np

from fakefollow.errors import shown
from fakefollow.profiles.frames import FrameKind, frame_like

SHOWN_CHARACTERS: Final = 80  # of a value in an issue; a convention
NOT_OBSERVED: Final = "treated as not observed"


class Issue(NamedTuple):
    """One value that could not be taken as it was.

    ``column`` is ``None`` where the whole row is concerned; ``row`` is ``None`` where the whole input is.
    """

    row: int | None
    column: str | None
    got: str
    expected: str
    consequence: str = NOT_OBSERVED

    def __str__(self) -> str:
        where = "" if self.row is None else f" in row {self.row}"
        return f"{self.column or 'row'}: expected {self.expected}, got {self.got}{where}; {self.consequence}"


class IssueTable:
    """Issues in the order in which reading met them; behaves like a read-only sequence of `Issue`.

    They are kept packed, some 30 bytes each: a million bad values are no million objects.

    Examples
    --------
    >>> import fakefollow as ff
    >>> table = ff.read([{"username": "ada", "followers_count": -3}])
    >>> print(table.issues[0])
    followers_count: expected a count from 0 to 10,000,000,000, got -3 in row 0; treated as not observed
    """

    __slots__ = ("_ends", "_kinds", "_known", "_rows", "_texts", "left")

    def __init__(self, issues: "Iterable[Issue] | IssueTable" = ()) -> None:
        self._rows, self._kinds, self._ends, self._texts = array("q"), array("q"), array("q"), bytearray()
        self._known: dict[tuple[str | None, str], int] = {}
        self.left: list[tuple[int, str, Any]] = []
        """Row, column and value of cells that only their whole column can tell the meaning of."""
        self.extend(issues)

    def add(
        self, row: int | None, column: str | None, got: object, expected: str, consequence: str = NOT_OBSERVED
    ) -> None:
        """Record one issue; ``got`` is shown as Python would show it, cut at 80 characters."""
        text = got if isinstance(got, str) and column is None else shown(got)
        if len(text) > SHOWN_CHARACTERS:
            text = text[: SHOWN_CHARACTERS - 1] + "…"
        self._put(Issue(row, column, text, expected, consequence))

    def _put(self, issue: Issue) -> None:
        self._rows.append(-1 if issue.row is None else issue.row)
        self._kinds.append(self._known.setdefault((issue.column, issue.expected), len(self._known)))
        consequence = "" if issue.consequence == NOT_OBSERVED else issue.consequence
        self._texts += f"{issue.got}\0{consequence}".encode("utf-8", "surrogatepass")
        self._ends.append(len(self._texts))

    def extend(self, issues: "Iterable[Issue] | IssueTable", n_rows: int = 0) -> None:
        """Take over all of others, the rows of which come after so many."""
        if not isinstance(issues, IssueTable):
            for issue in issues:
                self._put(issue)
            return
        self.left += ((row + n_rows, column, value) for row, column, value in issues.left)
        if issues:
            kinds = np.array([self._known.setdefault(kind, len(self._known)) for kind in issues._known], np.int64)
            rows = np.array(issues._rows)
            self._rows.frombytes(np.where(rows < 0, rows, rows + n_rows).tobytes())
            self._kinds.frombytes(kinds[np.array(issues._kinds)].tobytes())
            self._ends.frombytes((np.array(issues._ends) + len(self._texts)).tobytes())
            self._texts += issues._texts

    def in_row_order(self) -> "IssueTable":
        """Return the issues by row, those of one row in the order in which they were met."""
        order = sorted(range(len(self)), key=self._rows.__getitem__)
        return self if order == [*range(len(self))] else IssueTable(map(self.__getitem__, order))

    def of_whole_rows(self) -> set[int]:
        """Return the rows that could not be read at all."""
        kinds = [number for (column, _), number in self._known.items() if column is None]
        return set(np.array(self._rows)[np.isin(np.array(self._kinds), kinds)].tolist())

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> Issue: ...

    @overload
    def __getitem__(self, index: slice) -> list[Issue]: ...

    def __getitem__(self, index: int | slice) -> Issue | list[Issue]:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        number = range(len(self))[index]
        row, start = self._rows[number], self._ends[number - 1] if number else 0
        text = self._texts[start : self._ends[number]].decode("utf-8", "surrogatepass")
        got, _, consequence = text.rpartition("\0")
        column, expected = list(self._known)[self._kinds[number]]
        return Issue(None if row < 0 else row, column, got, expected, consequence or NOT_OBSERVED)

    def __iter__(self) -> Iterator[Issue]:
        return map(self.__getitem__, range(len(self)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, IssueTable) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    def to_dict(self) -> dict[str, list[Any]]:
        """Return the issues as columns (``row``, ``column``, ``got``, ``expected``, ``consequence``).

        `to_frame` gives them as a frame.
        """
        columns = list(zip(*self, strict=True)) or [()] * len(Issue._fields)
        return dict(zip(Issue._fields, map(list, columns), strict=True))

    def to_frame(self, frame_kind: FrameKind | None = None) -> Any:
        """Return one row an issue, as a frame of pandas, polars or pyarrow; by default the first that is installed."""
        return frame_like(self.to_dict(), frame_kind)

    def __repr__(self) -> str:
        if not len(self):
            return "IssueTable: no issues"
        kinds = list(self._known)
        counts = Counter({kinds[number]: n for number, n in Counter(self._kinds).items()})
        firsts = {kinds[number]: place for place, number in reversed(list(enumerate(self._kinds)))}
        lines = [
            f"  {n:>6,} x {kind[0] or 'row'}: expected {kind[1]}, got {_example(self[firsts[kind]])}"
            for kind, n in counts.most_common(8)
        ]
        more = [f"  and {len(counts) - 8} other kinds"] if len(counts) > 8 else []
        return "\n".join([f"IssueTable: {counted(len(self), 'issue')}", *lines, *more])


def _example(issue: Issue) -> str:
    """Return what was got, and in which row, of one issue of its kind."""
    return issue.got if issue.row is None else f"{issue.got} in row {issue.row}"


def counted(number: int, noun: str) -> str:
    """Return how many there are: ``1 issue``, ``2 issues``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
