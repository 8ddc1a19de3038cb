"""Labelled accounts: profiles, the kind of each and the source that each comes from."""

from collections.abc import Collection, Mapping, Sequence, Sized
from dataclasses import dataclass, field, replace
from types import UnionType
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from fakefollow.errors import ArgumentError, FakefollowError, TrainingError, expect
from fakefollow.profiles import BoolArray, ProfileTable
from fakefollow.readers import read_column
from fakefollow.scoring import GENUINE, MOST_KINDS, MOST_OF_NAME, is_name

StrArray = NDArray[np.str_]

ALL_SOURCES: Final = "all"
"""Name of the one source where no sources are given."""

SOURCE_COLUMNS: Final = ("source", "source_group", "vendor", "seller", "campaign", "collection", "dataset")
"""Columns of the user's own that may name sources where none are given; the first that has two of every kind."""
N_PARTS: Final = 5
"""Random parts that stand in for sources where there are none; a convention, as five-fold cross-validation."""
NO_SOURCES: Final = (
    "no sources= were given and no column names any, so accounts were dealt at random into five parts: thresholds and "
    "figures hold for accounts like these, and nothing is promised for sellers, communities or years that are not "
    "among them. sources= says which vendor, campaign or collection each account comes from"
)

KINDS_TOLD: Final = 12
"""Kinds that an error names; more of them are names or numbers of accounts, of a column that was taken for labels."""


@dataclass(frozen=True, eq=False)
class LabelledAccounts:
    """Profiles, kind, and vendor, campaign or collection of each; the platforms of sources if not that of the table."""

    table: ProfileTable
    kinds: StrArray
    sources: StrArray
    platforms: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, table: ProfileTable, labels: Collection[Any], sources: Collection[Any] | None) -> Self:
        """Return accounts to train on: genuine and another kind at least, else a TrainingError."""
        accounts = cls.labelled(table, labels, sources)
        kinds = sorted(set(accounts.kinds.tolist()))
        if GENUINE not in kinds or not 2 <= len(kinds) <= MOST_KINDS:
            raise TrainingError(f"labels: expected {GENUINE!r} and at least one other kind, got {_told(kinds)}")
        _check_names(kinds, accounts.sources.tolist())
        return accounts

    @classmethod
    def to_measure(cls, table: ProfileTable, labels: Collection[Any], sources: Any, kinds: Sequence[str]) -> Self:
        """Return accounts to measure a detector of some kinds on; without genuine ones all are of these kinds."""
        accounts = cls.labelled(table, labels, sources)
        if not len(accounts):
            raise TrainingError("evaluate: expected at least one labelled account, got an empty table")
        found = sorted(set(accounts.kinds.tolist()))
        if GENUINE not in found and not set(found) <= set(kinds):
            raise TrainingError(
                f"labels: expected {GENUINE!r} for genuine accounts, or kinds of the model ({', '.join(kinds)}), "
                f"got {_told(found)}"
            )
        _check_names(found)
        return accounts

    @classmethod
    def labelled(cls, table: ProfileTable, labels: Collection[Any], sources: Collection[Any] | None) -> Self:
        """Return accounts of whatever kinds; other lengths, or what is no name, is a TrainingError."""
        for name, given in (("labels", labels), ("sources", labels if sources is None else sources)):
            expect(name, given, Sized, "one for each account")
            if isinstance(given, str):
                raise ArgumentError(
                    f"{name}: expected one for each account, such as frame[{given!r}], got {given!r:.80}"
                )
        n_sources = len(labels if sources is None else sources)
        if not len(table) == len(labels) == n_sources:
            raise TrainingError(
                f"labels, sources: expected one for each of {len(table):,} profiles, "
                f"got {len(labels):,} labels and {n_sources:,} sources"
            )
        named = [ALL_SOURCES] * len(table) if sources is None else sources
        expected = "sources: expected the name or number of a vendor, campaign or collection"
        return cls(table, _kinds(labels), _names(named, str | int | np.integer, expected))

    def __len__(self) -> int:
        return len(self.kinds)

    def where(self, chosen: BoolArray) -> Self:
        """Return the accounts for which ``chosen`` is True."""
        rows = np.flatnonzero(chosen)
        return replace(self, table=self.table.take(rows), kinds=self.kinds[rows], sources=self.sources[rows])

    def capped(self, max_per_source: int, random_state: int) -> Self:
        """Return at most so many accounts of each kind and source, drawn without replacement."""
        random = np.random.default_rng(random_state)
        keep = np.zeros(len(self), np.bool_)
        for kind, source in sorted(set(zip(self.kinds.tolist(), self.sources.tolist(), strict=True))):
            rows = np.flatnonzero((self.kinds == kind) & (self.sources == source))
            keep[random.permutation(rows)[:max_per_source]] = True
        return self.where(keep)

    @property
    def learnt_on(self) -> list[str]:
        """Platforms of the accounts, in the order in which they come."""
        sources = dict.fromkeys(self.sources.tolist())
        return list(filter(None, dict.fromkeys(self.platforms.get(name, self.table.platform) for name in sources)))

    @property
    def other_kinds(self) -> tuple[str, ...]:
        """Kinds other than genuine: ``purchased`` first, then ``bot``, then any others by name."""
        order = {"purchased": 0, "bot": 1}
        others = set(self.kinds.tolist()) - {GENUINE}
        return tuple(sorted(others, key=lambda kind: (order.get(kind, 2), kind)))


def _check_names(kinds: Sequence[str], sources: Sequence[str] = ()) -> None:
    """Raise TrainingError for more kinds than a model can have, or what is no name."""
    if len(kinds) > MOST_KINDS:
        raise TrainingError(f"labels: expected at most {MOST_KINDS} kinds, got {_told(kinds)}")
    if unfit := [name for name in {*kinds, *sources} if not is_name(name)]:
        raise TrainingError(
            f"labels, sources: expected at most {MOST_OF_NAME} printable characters, got {unfit[0]!r:.300}"
        )


def _told(kinds: Sequence[str]) -> str:
    """Return kinds for an error: all of them, or how many and a few."""
    return f"{kinds}" if len(kinds) <= KINDS_TOLD else f"{len(kinds):,} kinds such as {kinds[:KINDS_TOLD]}"


def stand_in_sources(source: Any, table: ProfileTable, labels: Collection[Any]) -> tuple[StrArray, str]:
    """Return sources where none are given, and what is to be said of them.

    A column of the input that names at least two of every kind, else random parts; an account that is given twice is in
    one of them.
    """
    kinds = _kinds(labels)
    for name in SOURCE_COLUMNS:
        try:
            named = [value or "not named" for value in read_column(source, name)]
            source_folds(kinds, np.array(named), N_PARTS)
        except FakefollowError:
            continue
        return np.array(named), f"sources come from column {name!r}: pass sources= for others"
    ids, usernames = (table.texts(column).to_list() for column in ("id", "username"))
    keys = [first or second or str(row) for row, (first, second) in enumerate(zip(ids, usernames, strict=True))]
    of_account = np.unique(keys, return_inverse=True)[1]
    order = np.random.default_rng(0).permutation(len(keys))[of_account]
    parts = np.empty(len(keys), np.int64)
    for kind in np.unique(kinds).tolist():
        rows = kinds == kind
        parts[rows] = np.unique(order[rows], return_inverse=True)[1] % N_PARTS
    return np.array([f"random part {part + 1}" for part in parts.tolist()]), NO_SOURCES


def _kinds(labels: Collection[Any]) -> StrArray:
    """Return labels as kinds; one that means genuine but is spelt otherwise is refused, not taken for a kind."""
    kinds = _names(labels, str, f"labels: expected {GENUINE!r} or another kind, such as 'bot',")
    for row, kind in enumerate(kinds.tolist()):
        if kind != GENUINE and kind.strip().casefold() == GENUINE:
            raise TrainingError(f"labels: write {GENUINE!r} in exactly these letters, got {kind!r} in row {row}")
    return kinds


def _names(given: Collection[Any], types: type | UnionType, expected: str) -> StrArray:
    """Return names as text; what is missing, empty or of another type is no name."""
    names = np.asarray(given, dtype=object)
    for row, name in enumerate(names):
        if not isinstance(name, types) or name == "":
            raise TrainingError(f"{expected} for each account, got {name!r} in row {row}")
    return names.astype(str)


def source_folds(kinds: StrArray, sources: StrArray, n_folds: int) -> NDArray[np.intp]:
    """Return the fold of each account: no source is split, and the sources of every kind are spread over the folds.

    Kinds with few sources are dealt first; a source that has accounts of several kinds stays together. A kind
    with fewer sources than folds is held out in some folds only, so that every fold trains on every kind; where a
    kind has one source, or its sources cannot be held out apart, a TrainingError says so.
    """
    of_kind = {kind: sorted(set(sources[kinds == kind].tolist())) for kind in sorted(set(kinds.tolist()))}
    fewest = min(of_kind, key=lambda kind: len(of_kind[kind]))
    n_folds = min(n_folds, max(map(len, of_kind.values())))
    if len(of_kind[fewest]) < 2:
        raise TrainingError(
            f"calibration needs at least two sources of every kind, got only {of_kind[fewest]} for {fewest!r}; "
            "pass sources= that say which vendor, campaign or collection each account comes from "
            "(on the command line --source COLUMN)"
        )
    fold: dict[str, int] = {}
    for kind in sorted(of_kind, key=lambda kind: (len(of_kind[kind]), kind)):
        load = [sum(fold.get(source) == index for source in of_kind[kind]) for index in range(n_folds)]
        for source in of_kind[kind]:
            if source not in fold:
                fold[source] = int(np.argmin(load))
                load[fold[source]] += 1
    for kind, names in of_kind.items():
        if len({fold[source] for source in names}) < 2:
            raise TrainingError(
                f"the sources of {kind!r}, {names}, are also sources of other kinds and all fall into one fold; "
                "give some of its accounts a source of their own"
            )
    return np.array([fold[source] for source in sources.tolist()])
