"""Slices: which genuine accounts are flagged, by what can be seen of them.

A rate over all accounts can hide a community that pays for it. Slices say of whom; the model sees none of them as
such.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np

from fakefollow.evaluation import LabelledAccounts, StrArray
from fakefollow.features import SCRIPTS, ProfileView, UsernameModel, script_table
from fakefollow.profiles import FloatArray, ProfileTable, TextColumn
from models.bench.accounts.run import FoldPredictions, per_thousand

UNKNOWN: Final = "unknown"
POOLED: Final = "all"
"""Name under which the genuine accounts of all sources are taken together."""

AGES: Final[Mapping[str, float]] = {
    "under 30 days": 30.0,
    "30 days to 1 year": 365.0,
    "1 to 3 years": 3 * 365.0,
    "over 3 years": np.inf,
}
COVERAGES: Final[Mapping[str, float]] = {"under .5": 0.5, ".5 to .8": 0.8, ".8 and above": np.inf}
"""Name of each band -> where it ends; the end belongs to the next one."""

PROTECTED: Final = ("not protected", "protected")
BIO: Final = ("without bio", "with bio")

NO_LETTERS: Final = "no letters"
OTHER_SCRIPT: Final = "another script"
MIXED: Final = "several scripts"
NAMED_SCRIPTS: Final[Mapping[str, tuple[str, ...]]] = {
    "Latin": ("LATIN",),
    "Cyrillic": ("CYRILLIC",),
    "Greek": ("GREEK",),
    "Arabic": ("ARABIC",),
    "Han, Kana or Hangul": ("CJK", "HANGUL"),
}
"""Name of each slice -> first Unicode names of the scripts in it, as in `code_points.SCRIPTS`."""

SCRIPT_BITS: Final[Mapping[str, int]] = {
    NO_LETTERS: 0,
    **{
        name: sum(1 << place for place, (first, *_) in enumerate(SCRIPTS) if first in members)
        for name, members in NAMED_SCRIPTS.items()
    },
}
"""Name of each slice -> bits of its scripts in `code_points.script_table`."""

SLICES: Final[Mapping[str, tuple[str, ...]]] = {
    "account age": (*AGES, UNKNOWN),
    "protected": (*PROTECTED, UNKNOWN),
    "script of the name": (*NAMED_SCRIPTS, OTHER_SCRIPT, MIXED, NO_LETTERS, UNKNOWN),
    "bio": (*BIO, UNKNOWN),
    "coverage": (*COVERAGES, UNKNOWN),
}
"""Each way of slicing -> its slices, in the order of the tables."""


def slices_of(table: ProfileTable) -> dict[str, StrArray]:
    """Return, for each way of slicing, the name of the slice that each account is in."""
    view = ProfileView(table, UsernameModel.uniform())
    return {
        "account age": in_bands(view.age_days, AGES),
        "protected": yes_or_no(view.number("protected"), PROTECTED),
        "script of the name": scripts(table.texts("name")),
        "bio": yes_or_no(view.filled("description"), BIO),
    }


def in_bands(values: FloatArray, bands: Mapping[str, float]) -> StrArray:
    """Return the name of the band that each value is in, ``unknown`` for NaN."""
    names = np.array([*bands, UNKNOWN])
    place = np.searchsorted(list(bands.values()), values, side="right")
    return names[np.where(np.isnan(values), len(bands), place)]


def yes_or_no(values: FloatArray, names: tuple[str, str]) -> StrArray:
    """Return the first name for 0, the second for 1 and ``unknown`` for NaN."""
    return np.array([*names, UNKNOWN])[np.where(np.isnan(values), 2.0, values).astype(np.intp)]


def scripts(names: TextColumn) -> StrArray:
    """Return the script that the letters of each name are in, ``unknown`` where no name was observed."""
    return np.array([UNKNOWN if name is None else _script(name) for name in names.to_list()], np.str_)


def _script(name: str) -> str:
    """Return the slice of a name; characters beyond the first plane, hardly any of them letters, are left out."""
    table = script_table()
    codes = np.array([code for code in map(ord, name) if code < len(table)], np.intp)
    found = int(np.bitwise_or.reduce(table[codes]))
    for slice_, members in SCRIPT_BITS.items():
        if found & ~members == 0:
            return slice_
    return OTHER_SCRIPT if found.bit_count() == 1 else MIXED


def slice_rows(accounts: LabelledAccounts, done: Sequence[FoldPredictions], ours: str) -> list[dict[str, Any]]:
    """Return flagged accounts per 1,000 of every slice, those of our method for each source alone as well.

    The coverage of our method makes the slices of coverage for all.
    """
    of_method: dict[str, list[FoldPredictions]] = {}
    for result in done:
        of_method.setdefault(result.method, []).append(result)
    slices = {result.fold.name: _slices_of_fold(accounts, result) for result in of_method[ours]}
    pooled = [(method, POOLED, folds) for method, folds in of_method.items()]
    alone = [(ours, result.fold.name, [result]) for result in of_method[ours]]
    return [
        {"method": method, "source": source, **row}
        for method, source, folds in [*pooled, *alone]
        for row in _rows(folds, slices)
    ]


def _slices_of_fold(accounts: LabelledAccounts, result: FoldPredictions) -> dict[str, StrArray]:
    coverage = result.predictions.coverage
    known = np.full(len(result.predictions), np.nan) if coverage is None else coverage
    seen = accounts.where(result.fold.tested(accounts)).table
    return {**slices_of(seen), "coverage": in_bands(known, COVERAGES)}


def _rows(folds: Sequence[FoldPredictions], slices: Mapping[str, Mapping[str, StrArray]]) -> Iterator[dict[str, Any]]:
    """Yield one row for every slice in which there are accounts."""
    flagged = np.concatenate([result.predictions.flagged for result in folds])
    for by, names in SLICES.items():
        found = np.concatenate([slices[result.fold.name][by] for result in folds])
        for name in names:
            chosen = found == name
            if chosen.any():
                yield {"by": by, "slice": name, **per_thousand(int(flagged[chosen].sum()), int(chosen.sum()))}
