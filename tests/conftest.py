"""Tables for tests, built column by column from canonical values, without any reader."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest

from fakefollow.profile import COLUMNS, ColumnType
from fakefollow.table import DTYPES, Column, ProfileTable, TextColumn, ValueColumn

TableMaker = Callable[[Sequence[Mapping[str, Any]]], ProfileTable]


def _plain(value: Any) -> Any:
    if value is None:
        return 0
    return value.astimezone(UTC).replace(tzinfo=None) if isinstance(value, datetime) else value


def _column(name: str, values: list[Any]) -> Column:
    if COLUMNS[name] is ColumnType.TEXT:
        return TextColumn.from_strings(values)
    valid = np.array([value is not None for value in values], np.bool_)
    plain = [_plain(value) for value in values]
    if COLUMNS[name] is ColumnType.TIME:
        plain = [np.datetime64(value, "us") for value in plain]
    return ValueColumn(np.array(plain, DTYPES[COLUMNS[name]]), valid)


@pytest.fixture(scope="session")
def make_table() -> TableMaker:
    """Return a function from rows of canonical values to a table; a key that no row has is no column."""

    def make(rows: Sequence[Mapping[str, Any]]) -> ProfileTable:
        names = [name for name in COLUMNS if any(name in row for row in rows)]
        columns = {name: _column(name, [row.get(name) for row in rows]) for name in names}
        return ProfileTable(columns, len(rows))

    return make
