"""AuditState: an audience that does not fit into memory, in one pass: batches in, a bounded sample of followers kept.

Which followers are kept is told by a hash of each one's id, so that the same ones are kept whatever the batches, and
states of parts can be merged. All are kept until there are too many; then every second, every fourth ...
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Self

import numpy as np

from fakefollow.audience.audit import audit_table
from fakefollow.audience.order import Order
from fakefollow.audience.repeats import ODD, first_rows, keys_of, row_keys
from fakefollow.audience.report import AuditReport
from fakefollow.audience.share import LEVEL
from fakefollow.errors import ProfileError
from fakefollow.profiles import BoolArray, IntArray, IssueTable, ProfileTable, concatenate
from fakefollow.readers import read
from fakefollow.scoring import Detector

MOST_FOLLOWERS: Final = 1_000_000
"""Followers kept by default: 2.2 GB at most for a list of any length (`python tests/benchmarks/state.py`)."""


class AuditState:
    """What is kept of a follower list that comes in batches, to be audited at the end.

    Memory is bounded by ``max_followers`` whole profiles (about 1 kB each while they are audited) and grows with
    nothing else. Up to so many followers the report is that of `audit`, to the byte. Of more, one in 2, 4, 8 ... is
    kept, spread evenly over the list: shares are those of the whole list within their intervals, ranks and sizes in
    the report count kept followers, and the report says that a purchase of few followers cannot be seen.

    Parameters
    ----------
    max_followers : int, default=1_000_000
        Most followers to keep.
    one_in : int, default=1
        Of how many followers to keep one from the beginning, a power of two; for batches out of which others have
        left the rest already.
    platform, observed_at, columns
        As in `audit`, for every batch; the first one that shows a platform tells that of all.

    Raises
    ------
    ValueError
        If fewer than 1,000 followers are to be kept, or ``one_in`` is no power of two.

    Examples
    --------
    >>> import fakefollow as ff
    >>> table = ff.simulate_audience(2_000, random_state=1).profiles
    >>> state = ff.AuditState()
    >>> for start in range(0, 2_000, 500):
    ...     state.update(table[start : start + 500])
    AuditState: 500 followers, all kept
    AuditState: 1,000 followers, all kept
    AuditState: 1,500 followers, all kept
    AuditState: 2,000 followers, all kept
    >>> state.finalize().to_json() == ff.audit(table).to_json()
    True
    """

    def __init__(
        self,
        max_followers: int = MOST_FOLLOWERS,
        *,
        one_in: int = 1,
        platform: str | None = None,
        observed_at: datetime | str | None = None,
        columns: Mapping[str, str] | None = None,
    ) -> None:
        if max_followers < 1_000:
            raise ValueError(f"max_followers={max_followers}: expected at least 1,000, which an audit needs")
        if one_in < 1 or one_in & (one_in - 1):
            raise ValueError(f"one_in={one_in}: expected a power of two")
        self.max_followers = max_followers
        self.n_rows = 0
        self.halvings = one_in.bit_length() - 1
        self._reading: dict[str, Any] = {"platform": platform, "observed_at": observed_at, "columns": columns}
        self._parts: list[ProfileTable] = []
        self._rows: list[IntArray] = []

    @property
    def one_in(self) -> int:
        """Of how many followers one is kept."""
        return 1 << self.halvings

    @property
    def n_kept(self) -> int:
        """Followers kept."""
        return sum(map(len, self._rows))

    @property
    def rows(self) -> IntArray:
        """Row in the whole list of each follower kept, which are the rows of the report."""
        return np.concatenate([np.zeros(0, np.int64), *self._rows])

    def update(self, batch: Any) -> Self:
        """Take the next followers of the list, in any form that `fakefollow.read` takes.

        Raises
        ------
        ProfileError
            If the batch cannot be read; the state is then as it was.
        """
        table = read(batch, **self._reading)
        self._reading["platform"] = self._reading["platform"] or table.platform
        return self._take([table], [np.arange(len(table))], len(table))

    def merge(self, other: "AuditState") -> Self:
        """Take what another state kept of the followers that come after these ones.

        Raises
        ------
        TypeError
            If it is no AuditState.
        ValueError
            If the other was made with another ``max_followers``.
        """
        if not isinstance(other, AuditState):
            raise TypeError(f"other: expected an AuditState, got {type(other).__name__}")
        if other.max_followers != self.max_followers:
            raise ValueError(f"max_followers: expected {self.max_followers:,} in both, got {other.max_followers:,}")
        if other.halvings > self.halvings:
            self._halve(other.halvings)
        return self._take(list(other._parts), list(other._rows), other.n_rows)

    def finalize(
        self,
        order: Order = "newest_first",
        random_state: int = 0,
        *,
        total_followers: int | None = None,
        model: str | Path | Detector | None = None,
        level: float = LEVEL,
        n_jobs: int | None = None,
    ) -> AuditReport:
        """Audit what was kept; parameters, errors and warnings are those of `audit`.

        Returns
        -------
        AuditReport
            Row i of it is row ``rows[i]`` of the whole list. More followers may be taken afterwards.

        Raises
        ------
        ProfileError
            If not one batch was taken.
        """
        if not self._parts:
            raise ProfileError("no followers yet: pass batches of them to update()")
        kept = replace(concatenate(self._parts), frame_kind=self._parts[0].frame_kind)
        if total_followers is None and self.halvings:
            first = first_rows(kept)
            # As many rows of the whole list repeat a follower as of those kept.
            total_followers = self.n_rows if first is None else round(self.n_rows * len(np.unique(first)) / len(first))
        options: dict[str, Any] = {"model": model, "level": level, "n_jobs": n_jobs, "one_in": self.one_in}
        return audit_table(kept, order, total_followers, random_state, **options)

    def _take(self, tables: list[ProfileTable], rows: list[IntArray], n_rows: int) -> Self:
        self._parts += tables
        self._rows += [part + self.n_rows for part in rows]
        self.n_rows += n_rows
        new = len(tables)
        if self.halvings:
            self._keep(slice(len(self._parts) - new, None))
        while self.n_kept > self.max_followers:
            self._halve(self.halvings + 1)
        return self

    def _halve(self, halvings: int) -> None:
        self.halvings = halvings
        self._keep(slice(None))

    def _keep(self, parts: slice) -> None:
        """Drop of these parts the followers that are not to be kept any more."""
        kept = [sampled(table, self.halvings) for table in self._parts[parts]]
        self._rows[parts] = [rows[keep] for rows, keep in zip(self._rows[parts], kept, strict=True)]
        self._parts[parts] = [_taken(table, keep) for table, keep in zip(self._parts[parts], kept, strict=True)]

    def __repr__(self) -> str:
        kept = "all kept" if not self.halvings else f"{self.n_kept:,} kept, one in {self.one_in:,}"
        return f"AuditState: {self.n_rows:,} followers, {kept}"


def sampled(table: ProfileTable, halvings: int) -> BoolArray:
    """Tell which followers are kept where one in ``2 ** halvings`` is."""
    if halvings == 0:
        return np.ones(len(table), np.bool_)
    ids, usernames = (keys_of(table.texts(name)) for name in ("id", "username"))
    keys = np.where(ids > 0, ids, usernames)
    nameless = np.flatnonzero(keys == 0)
    keys[nameless] = row_keys(table.take(nameless))
    for factor, shift in zip(ODD, (30, 27), strict=True):
        keys = (keys ^ (keys >> np.uint64(shift))) * factor
    keys ^= keys >> np.uint64(31)
    keep: BoolArray = keys >> np.uint64(64 - halvings) == 0
    return keep


def _taken(table: ProfileTable, keep: BoolArray) -> ProfileTable:
    """Return these rows with their issues, and those of the whole input."""
    place = np.cumsum(keep) - 1
    issues = [
        issue if issue.row is None else issue._replace(row=int(place[issue.row]))
        for issue in table.issues
        if issue.row is None or keep[issue.row]
    ]
    return replace(table.take(np.flatnonzero(keep)), issues=IssueTable(issues))
