"""Python objects -> rows, each read by its own shape where one list holds several shapes of a platform.

Follower lists come in a short form and single lookups in a long one, and people put them together.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from fakefollow.platforms import CANONICAL, Lookup, Platform, Shape, platform_of, several, shape_of
from fakefollow.profiles import IssueTable
from fakefollow.readers.client_objects import mapping_of
from fakefollow.readers.recognition import Recognition
from fakefollow.readers.rows import BATCH_ROWS, Row, add_unreadable, row_lookup


class RowBatch(NamedTuple):
    """Some objects as mappings, and what was none with its position; there stands an empty row."""

    rows: Sequence[Row]
    unreadable: Sequence[tuple[int, Any]]


def row_batches(objects: Sequence[Any]) -> Iterator[RowBatch]:
    """Yield objects as rows, some hundred at a time."""
    for start in range(0, len(objects), BATCH_ROWS):
        batch = objects[start : start + BATCH_ROWS]
        if set(map(type, batch)) == {dict}:
            yield RowBatch(batch, ())
            continue
        found = [mapping_of(value) for value in batch]
        unreadable = [(position, batch[position]) for position, row in enumerate(found) if row is None]
        yield RowBatch([{} if row is None else row for row in found], unreadable)


class MixedRows:
    """Reads batches of rows by the shape of the input, or by several of its platform where a batch has them.

    Parameters
    ----------
    recognition : Recognition
        Holds the shape of the input: that of its first rows.
    """

    def __init__(self, recognition: Recognition) -> None:
        self._recognition = recognition
        self._several: dict[tuple[str, ...], Shape] = {}

    def shape_for(self, batch: RowBatch) -> Shape:
        """Return the shape to read a batch by."""
        main = self._recognition.shape or CANONICAL
        platform = platform_of(main)
        if platform is None:
            return main
        leads = main.leads
        strangers = [row for row in batch.rows if leads.isdisjoint(row)]
        others = {_shape_in(platform, row, main).name: _shape_in(platform, row, main) for row in strangers}
        others.pop(main.name, None)
        return self._of_several(main, list(others.values())) if others else main

    def _of_several(self, main: Shape, others: Sequence[Shape]) -> Shape:
        names = (main.name, *(other.name for other in others))
        if names not in self._several:
            given = self._recognition.given
            same = [replace(other, fields={**other.fields, **given}) if given else other for other in others]
            self._several[names] = several([main, *same])
        return self._several[names]

    def look_up(
        self, shape: Shape, batch: RowBatch, first_row: int, issues: IssueTable
    ) -> tuple[Lookup, int]:
        """Return the lookup of raw values in a batch, and how many rows it has."""
        for position, value in batch.unreadable:
            add_unreadable(first_row + position, value, issues)
        rows = batch.rows
        main, platform = self._recognition.shape, platform_of(shape)
        if shape is not main and main is not None and platform is not None:
            rows = [{_shape_in(platform, row, main).name: row} for row in rows]
        return row_lookup(rows), len(rows)


def _shape_in(platform: Platform, row: Row, main: Shape) -> Shape:
    """Return the shape of a row, the main one where the row has its first marker or none at all."""
    if not main.leads.isdisjoint(row):
        return main
    return shape_of(row, (platform,)) or main
