"""Cohorts: accounts whose profiles are near-duplicates of each other, found by five rules in linear time.

What is kept of a follower is 104 bytes of text sketch, its creation second, its id and the hash of the shape
of its handle; all are made row by row, so those of batches can be put together and grouped later.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final, Literal, Self

import numpy as np

from fakefollow.audience.chance import Excess
from fakefollow.audience.cohorts.bios import similar_bios
from fakefollow.audience.cohorts.creation import creation_minutes, sequential_ids, username_templates
from fakefollow.audience.cohorts.raised import like_counts
from fakefollow.audience.cohorts.text_sketches import cut, text_hashes
from fakefollow.profiles import BoolArray, FloatArray, IntArray, ProfileTable

Rule = Literal["bio", "username_template", "sequential_ids", "creation_minute", "counts"]

RULES: Final[dict[Rule, Callable[[ProfileTable, int], list[Excess]]]] = {
    "bio": similar_bios,
    "sequential_ids": sequential_ids,
    "creation_minute": creation_minutes,
    "username_template": username_templates,
    "counts": like_counts,
}
MOST_EVIDENCE: Final[dict[Rule, float]] = {
    "bio": 4.0,
    "sequential_ids": 3.0,
    "creation_minute": 3.0,
    "username_template": 1.5,
    "counts": 3.0,
}
"""Nats that membership may say at most, a convention: platforms hand out handles of one shape to honest people too."""
MADE_TOGETHER: Final = ("sequential_ids", "creation_minute", "username_template")
"""Rules for what accounts do not choose themselves. People copy a slogan into their bios, and do the same tasks."""

N_EXAMPLES: Final = 3


@dataclass(frozen=True, slots=True, eq=False)
class Cohort:
    """Accounts that are too much alike for chance.

    Parameters
    ----------
    size : int
        Number of accounts.
    rule : str
        ``"bio"``, ``"username_template"``, ``"sequential_ids"``, ``"creation_minute"`` or ``"counts"``.
    template : str
        What they share, readable. May hold text of the accounts as it is: escape it where it is shown.
    example_rows : tuple of int
        Up to three rows, spread over the cohort.
    rows : ndarray of int64, shape (size,)
        Rows of the accounts in the table, ascending.
    expected : float
        Upper estimate of how many accounts chance brings together like this in an honest list.
    log_likelihood_ratio : float
        What membership says of one account for "made together" against organic, in nats: the natural
        log of size / expected, from 0 to the cap of the rule.
    """

    size: int
    rule: Rule
    template: str
    example_rows: tuple[int, ...]
    rows: IntArray = field(repr=False)
    expected: float
    log_likelihood_ratio: float


@dataclass(frozen=True, slots=True, eq=False)
class Cohorts:
    """All cohorts of a list, the largest first, and the one that says most of each row, -1 for none.

    An account can belong to one cohort of each rule; ``made_together`` are those in one of `MADE_TOGETHER`.
    """

    found: tuple[Cohort, ...]
    member: IntArray = field(repr=False)
    made_together: BoolArray = field(repr=False)

    def take(self, rows: IntArray) -> Self:
        """Return the cohorts of some rows, in their order; rows of each cohort stay those of the table."""
        return replace(self, member=self.member[rows], made_together=self.made_together[rows])

    @property
    def n_members(self) -> int:
        """Number of accounts that belong to any cohort."""
        return int(np.count_nonzero(self.member >= 0))

    def log_likelihood_ratio(self) -> FloatArray:
        """Return what membership says of each account, in nats; 0 where it belongs to no cohort.

        Of several cohorts only the one that says most counts: they are no independent witnesses.
        """
        ratios = np.array([cohort.log_likelihood_ratio for cohort in self.found] + [0.0])
        return ratios[self.member]


def find_cohorts(table: ProfileTable, *, min_size: int = 5) -> Cohorts:
    """Return accounts whose bios, handles, numbers, creation minutes or counts were made together.

    A rule reports what its upper estimate for an honest list makes less likely than .01 over all that was looked at, so
    that an honest list has less than .05 false cohorts in expectation, as far as the estimates hold. An account that is
    listed twice counts once; a rule whose columns are missing finds nothing.
    """
    if min_size < 2:
        raise ValueError(f"min_size: expected at least 2 accounts, got {min_size}")
    rows = _listed_once(table)
    once = table if len(rows) == len(table) else table.take(rows)
    cohorts = [_cohort(rule, excess, rows) for rule, find in RULES.items() for excess in find(once, min_size)]
    rule_order = [*RULES]
    found = tuple(sorted(cohorts, key=lambda c: (-c.size, rule_order.index(c.rule), int(c.rows[0]))))
    member = np.full(len(table), -1, np.int64)
    # Of equal ratios the larger cohort is written last, and stays.
    for index in sorted(range(len(found)), key=lambda i: (found[i].log_likelihood_ratio, -i)):
        member[found[index].rows] = index
    made = np.zeros(len(table), np.bool_)
    for cohort in found:
        made[cohort.rows] |= cohort.rule in MADE_TOGETHER
    return Cohorts(found, member, made)


def _listed_once(table: ProfileTable) -> IntArray:
    """Return the first row of each account; without ids every row is an account."""
    hashes = text_hashes(cut(table.texts("id")))
    order = np.argsort(hashes, kind="stable")
    again = (hashes[order[1:]] == hashes[order[:-1]]) & (hashes[order[1:]] > 0)
    return np.delete(np.arange(len(table)), order[1:][again])


def _cohort(rule: Rule, excess: Excess, rows: IntArray) -> Cohort:
    """Return what a rule found as a cohort with rows of the whole table."""
    members = rows[excess.rows]
    size = len(members)
    examples = members[np.unique(np.linspace(0, size - 1, min(size, N_EXAMPLES)).astype(np.int64))]
    ratio = min(max(float(np.log(size / excess.expected)), 0.0), MOST_EVIDENCE[rule])
    return Cohort(
        size, rule, excess.template, tuple(examples.tolist()), members, round(excess.expected, 6), round(ratio, 6)
    )
