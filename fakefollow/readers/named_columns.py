"""Input that has named columns instead of rows with keys: the cells of CSV files and the series of frames."""

from collections.abc import Callable, Sequence
from typing import Any

from fakefollow.platforms import Lookup, Path, value_at

Values = Callable[[str], Sequence[Any]]
"""Returns the raw values of a column by its name."""


def column_lookup(names: Sequence[str], values_of: Values) -> Lookup:
    """Return the lookup of raw values in named columns.

    A path into an object is found under its dotted name (``public_metrics.followers_count``, as
    `pandas.json_normalize` writes it) or inside the values of the column that its first keys name.
    """
    known = frozenset(names)

    def lookup(path: Path) -> Sequence[Any] | None:
        for depth in range(len(path), 0, -1):
            name = ".".join(path[:depth])
            if name in known:
                values = values_of(name)
                return (
                    values
                    if depth == len(path)
                    else [value_at({name: v}, (name, *path[depth:])) for v in values]
                )
        return None

    return lookup


def row_of_columns(names: Sequence[str], first_value: Callable[[str], Any]) -> dict[str, Any]:
    """Return a row that has the keys of named columns, for recognising their shape."""
    row: dict[str, Any] = {}
    for name in names:
        inner = row
        *outer, last = name.split(".")
        for key in outer:
            deeper = inner.get(key)
            inner[key] = inner = deeper if isinstance(deeper, dict) else {}
        inner[last] = first_value(name)
    return row
