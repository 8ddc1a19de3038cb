"""Repeats: followers that a list gives twice, by id, by username, or as a block of whole rows that comes again.

Knows tables, and nothing of what accounts are.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from fakefollow.audience.cohorts import cut, text_hashes
from fakefollow.profiles import COLUMNS, BoolArray, ColumnType, IntArray, ProfileTable, TextColumn

BROKEN_IDS: Final = 0.98
"""Where ids tell fewer accounts apart than so many of the usernames, they are none or were rounded; a convention."""

FEWEST_DIFFERENT: Final = 10
"""Different rows that a block must have to be called a repeat; a convention. Stock of which each account is one of ten
kinds has such blocks by chance in one of 200 lists of 10,000: 10! / 10^20 for each pair of places."""

FEWEST_COUNTS: Final = 2
"""Counts that a row must show beside its creation date to be told from others by its values alone; a convention."""

LEAST_COUNT: Final = 10
"""Smaller counts say little: accounts made by a script in one second may show the same; a convention."""

ODD: Final = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
"""Multipliers of the finalizer of splitmix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators)."""

NO_VALUE: Final = -(1 << 62)
"""Stands for a value that is not observed; no count, flag or time has it."""

APART: Final = ("id", "username", "observed_at", "followed_at")
"""Columns that every account has of its own, or that say nothing of it."""


def first_rows(table: ProfileTable) -> IntArray | None:
    """Return for each row the first one of the same id or, where there is none, username; None where none repeats.

    Where ids tell hardly any accounts apart that usernames do, only usernames count. Rows with neither repeat another
    where all their values do, and tell it by the second it was created in and counts that few share, or stand in a
    block of rows that comes again in the same order.
    """
    ids, usernames = (keys_of(table.texts(name)) for name in ("id", "username"))
    # Sorted, for numpy's own count of different numbers is a hundred times as slow.
    n_ids, n_usernames = (np.count_nonzero(np.diff(np.sort(keys), prepend=np.uint64(0))) for keys in (ids, usernames))
    if n_ids == len(table):
        return None
    if n_ids + (ids == 0).any() < BROKEN_IDS * n_usernames:
        ids = np.zeros_like(ids)
    # Numbers of usernames are moved, so that none is that of an id.
    keys, rows = np.where(ids > 0, ids, np.where(usernames > 0, usernames + np.uint64(1), 0)), np.arange(len(table))
    _, first, group = np.unique(keys, return_index=True, return_inverse=True)
    nameless = np.flatnonzero((keys == 0) & _is_told_by_values(table))
    found = np.where(keys > 0, first[group], rows)
    values = row_keys(table.take(nameless))
    found[nameless] = nameless[_repeated_blocks(values)]
    unlike = nameless[(telling := _is_told_by_second(table)[nameless])]
    _, of_values, group = np.unique(values[telling], return_index=True, return_inverse=True)
    found[unlike] = unlike[of_values[group]]
    return None if (found == rows).all() else found


def keys_of(texts: TextColumn) -> NDArray[np.uint64]:
    """Return a number for each text, capitals taken as small letters, 0 for none; next to never one for two texts."""
    folded = np.frombuffer(texts.bytes_used().tobytes().lower(), np.uint8)
    return text_hashes(cut(TextColumn(folded, texts.offsets - texts.offsets[0], texts.valid)))


def row_keys(table: ProfileTable) -> NDArray[np.uint64]:
    """Return a number for the values of each row, names and ids left out."""
    keys = np.zeros(len(table), np.uint64)
    for name, column in table.columns.items():
        if name in APART:
            continue
        if isinstance(column, TextColumn):
            keys = _mixed(keys, keys_of(column))
        else:
            keys = _mixed(keys, np.where(column.valid, column.values.astype(np.int64), NO_VALUE).view(np.uint64))
    return keys


def n_identical(table: ProfileTable) -> int:
    """Return how many accounts the largest group has that show the same in every column; 0 where nothing is shown."""
    shown = [column.valid.any() for name, column in table.columns.items() if name not in APART]
    keys = np.sort(row_keys(table))
    return int(np.diff(np.flatnonzero(np.diff(keys, prepend=~keys[:1], append=~keys[-1:]))).max()) if any(shown) else 0


def _is_told_by_values(table: ProfileTable) -> BoolArray:
    """Tell which rows have a creation date and enough counts."""
    counts = [column.valid for name, column in table.columns.items() if COLUMNS[name] is ColumnType.COUNT]
    return np.asarray(~np.isnat(table.times("created_at")) & (np.sum(counts, axis=0) >= FEWEST_COUNTS))


def _is_told_by_second(table: ProfileTable) -> BoolArray:
    """Tell which rows have a creation time to the second and enough counts that are not small."""
    exact = table.exact()
    counts = [exact.floats(name) >= LEAST_COUNT for name in exact.columns if COLUMNS[name] is ColumnType.COUNT]
    seconds = exact.times("created_at").astype("datetime64[s]")
    dated = ~np.isnat(seconds) & (seconds != seconds.astype("datetime64[D]"))
    return np.asarray(dated & (np.sum(counts, axis=0) >= FEWEST_COUNTS))


def _mixed(keys: NDArray[np.uint64], values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return keys of which each bit depends on those of before and of the values (steps of splitmix64)."""
    for factor in ODD:
        keys = (keys ^ values) * factor
        keys ^= keys >> np.uint64(29)
    return keys


def _repeated_blocks(keys: NDArray[np.uint64]) -> IntArray:
    """Return for each row the one that it repeats, itself where none: blocks of rows that came before in that order."""
    rows = np.arange(len(keys))
    if not len(keys):
        return rows
    _, first, group = np.unique(keys, return_index=True, return_inverse=True)
    behind = rows - first[group]
    # How far a block lies behind the first one is told by two rows in a row; a row that others equal may mislead.
    told = np.flatnonzero((behind > 0) & ((np.diff(behind, prepend=-1) == 0) | (np.diff(behind, append=-1) == 0)))
    repeats = rows.copy()
    for place in (told.searchsorted(rows, side="right") - 1, told.searchsorted(rows)):
        offset = np.where((place >= 0) & (place < len(told)), np.append(behind[told], 0)[place], 0)
        earlier = np.maximum(rows - offset, 0)
        repeats = np.where((repeats == rows) & (keys == keys[earlier]), earlier, repeats)
    return _long_blocks(keys, rows, repeats)


def _long_blocks(keys: NDArray[np.uint64], rows: IntArray, repeats: IntArray) -> IntArray:
    """Return repeats that stand in a block with enough different rows, traced to the first one."""
    behind = rows - repeats
    block = np.cumsum(np.diff(behind, prepend=0) != 0)
    _, of_pair = np.unique(_mixed(block.astype(np.uint64), keys), return_index=True)
    different = np.bincount(block[of_pair], minlength=block[-1] + 1)[block]
    found: IntArray = np.where(different >= FEWEST_DIFFERENT, repeats, rows)
    while not np.array_equal(found, before := found[found]):
        found = before
    return found
