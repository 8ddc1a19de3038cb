"""Profile marks: what the profiles of followers show in coarse codes, to be compared with those of other followers.

Emptiness is read off the fields; the evidence is the detector's, in fifths of this list; and some followers are in a
cohort. Knows scores and columns, nothing of order or time.
"""

from dataclasses import replace
from typing import Final

import numpy as np

from fakefollow.audience.cohorts import Cohorts
from fakefollow.audience.purchases.arrivals import Marks
from fakefollow.profiles import BoolArray, ProfileTable, ValueColumn
from fakefollow.scoring import NOT_ENOUGH_DATA, Scores

FEW_POSTS: Final = 2
POSTS_AFTER_DAYS: Final = 90.0
"""Accounts younger than this when they were observed had no time to post: having hardly a post is no sign then. Else
the newest followers of an honest list would look emptier than all before them."""

N_FIFTHS: Final = 5
EMPTINESS: Final = (
    "a bio, a picture and posts",
    "no bio",
    "no picture",
    "neither bio nor picture",
    "hardly a post",
    "neither bio nor posts",
    "neither picture nor posts",
    "neither bio, picture nor posts",
)
"""By which of three fields are empty: bio 1, picture 2, posts 4."""

COHORT: Final = ("a profile of their own", "near-duplicates among the other profiles")


def profile_marks(scores: Scores, cohorts: Cohorts) -> dict[str, Marks]:
    """Return marks of the profiles, in the order of the rows.

    Parameters
    ----------
    scores : Scores
        What a detector says of the profiles.
    cohorts : Cohorts
        Cohorts among the same profiles.

    Returns
    -------
    dict of str to Marks
        ``emptiness`` and ``evidence`` where anything is known of them, ``cohort`` where there is one.
    """
    marks = {"emptiness": _emptiness(scores.table), "evidence": _evidence(scores)}
    if cohorts.found:
        in_cohort = (cohorts.member >= 0).astype(np.int8)
        marks["cohort"] = Marks(in_cohort, COHORT, ordinary=(0,))
    known = {name: some for name, some in marks.items() if (some.codes >= 0).any()}
    twice = {"emptiness", "evidence"}
    if twice <= known.keys():
        # Emptiness is part of what the detector weighs.
        known |= {name: replace(known[name], weight=0.5) for name in twice}
    return known


def _emptiness(table: ProfileTable) -> Marks:
    """Return which fields are empty; a column that no row has counts as filled, a row that lacks one is unknown."""
    codes = np.zeros(len(table), np.int8)
    known = np.ones(len(table), np.bool_)
    any_column = False
    bio = table.texts("description")
    few_posts, posts_known = _values(table, "posts_count", most=FEW_POSTS)
    for code, empty, valid in (
        (1, bio.is_empty(), bio.valid),
        (2, *_values(table, "default_profile_image", least=1)),
        (4, few_posts & ~_new(table), posts_known),
    ):
        if valid.any():
            any_column = True
            known &= valid
            codes += np.int8(code) * empty
    codes[~known] = -1
    return Marks(codes if any_column else np.full(len(table), -1, np.int8), EMPTINESS)


def _new(table: ProfileTable) -> BoolArray:
    """Tell which accounts had hardly been made when they were observed; False where that is not known."""
    age_days = (table.times("observed_at") - table.times("created_at")) / np.timedelta64(1, "D")
    new: BoolArray = age_days < POSTS_AFTER_DAYS
    return new


def _values(
    table: ProfileTable, name: str, *, least: int | None = None, most: int | None = None
) -> tuple[BoolArray, BoolArray]:
    """Tell where a column is at least or at most some value, and where it is known."""
    column = table.columns.get(name)
    if not isinstance(column, ValueColumn):
        return np.zeros(len(table), np.bool_), np.zeros(len(table), np.bool_)
    fits = column.values >= least if least is not None else column.values <= most
    return fits & column.valid, column.valid


def _evidence(scores: Scores) -> Marks:
    """Return in which fifth of the list each follower's evidence against genuine is."""
    evidence = np.max(scores.evidence, axis=1)
    known = scores.verdict != NOT_ENOUGH_DATA
    codes = np.full(len(scores), -1, np.int8)
    if known.any():
        bounds = np.quantile(evidence[known], np.arange(1, N_FIFTHS) / N_FIFTHS)
        codes[known] = np.searchsorted(bounds, evidence[known], side="left")
    fifths = ("lowest", "second lowest", "middle", "second highest", "highest")
    return Marks(codes, tuple(f"profile evidence in the {fifth} fifth of this list" for fifth in fifths))
