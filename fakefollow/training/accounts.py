"""Labelled accounts: profiles, the kind of each and the source that each comes from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from fakefollow.calibration import GENUINE
from fakefollow.errors import TrainingError
from fakefollow.table import BoolArray, ProfileTable

StrArray = NDArray[np.str_]


@dataclass(frozen=True, eq=False)
class LabelledAccounts:
    """Profiles with labels; the three have the same length and order.

    Parameters
    ----------
    table : ProfileTable
        The profiles.
    kinds : ndarray of str, shape (n,)
        ``genuine`` and the other kinds.
    sources : ndarray of str, shape (n,)
        Vendor, campaign or collection of each account. What is learnt has to hold on sources left out.
    """

    table: ProfileTable
    kinds: StrArray
    sources: StrArray

    @classmethod
    def of(cls, table: ProfileTable, labels: Sequence[str], sources: Sequence[str] | None) -> Self:
        """Check labels and sources that a user gives.

        Raises
        ------
        TrainingError
            If the lengths differ, genuine accounts are absent, or no other kind is there.
        """
        kinds = np.asarray(labels).astype(str)
        named = np.asarray(["all"] * len(kinds) if sources is None else sources).astype(str)
        if not len(table) == len(kinds) == len(named):
            raise TrainingError(
                f"expected one label and one source for each of {len(table):,} profiles, "
                f"got {len(kinds):,} labels and {len(named):,} sources"
            )
        found = sorted(set(kinds.tolist()))
        if GENUINE not in found or len(found) < 2:
            raise TrainingError(f"labels: expected {GENUINE!r} and at least one other kind, got {found}")
        return cls(table, kinds, named)

    def __len__(self) -> int:
        return len(self.kinds)

    def where(self, chosen: BoolArray) -> Self:
        """Return the accounts for which ``chosen`` is True."""
        rows = np.flatnonzero(chosen)
        return type(self)(self.table.take(rows), self.kinds[rows], self.sources[rows])

    def capped(self, max_per_source: int, random_state: int) -> Self:
        """Return at most so many accounts of each kind and source, drawn without replacement."""
        random = np.random.default_rng(random_state)
        keep = np.zeros(len(self), np.bool_)
        for kind, source in sorted(set(zip(self.kinds.tolist(), self.sources.tolist(), strict=True))):
            rows = np.flatnonzero((self.kinds == kind) & (self.sources == source))
            keep[random.permutation(rows)[:max_per_source]] = True
        return self.where(keep)

    @property
    def other_kinds(self) -> tuple[str, ...]:
        """Kinds other than genuine: ``purchased`` first, then ``bot``, then any others by name."""
        order = {"purchased": 0, "bot": 1}
        others = set(self.kinds.tolist()) - {GENUINE}
        return tuple(sorted(others, key=lambda kind: (order.get(kind, 2), kind)))
