"""Applause: reactions that look bought or exchanged, with their chance -> events. Facts, and no verdict on persons."""

from dataclasses import dataclass
from typing import Literal

from fakefollow.profiles import FloatArray, IntArray

ApplauseKind = Literal["burst", "pod", "copied", "out_of_line"]


@dataclass(frozen=True, slots=True, eq=False)
class ApplauseEvent:
    """Reactions that come together as chance does not bring them together.

    Parameters
    ----------
    kind : {"burst", "pod", "copied", "out_of_line"}
        Reactions of accounts alike in profile, in creation date or in time; one small group on post after post; the
        same words from many accounts; likes that replies and reposts of the account's own history do not explain.
    posts, accounts, rows : int64 array
        Rows of the posts, of the accounts and of the interactions in it, ascending.
    expected : float
        How many of these reactions usual ones would be.
    p_adjusted : float
        Chance of as much in clean reactions, over all that was looked at; 0 to 1.
    facts : tuple of str
        What stands out, in words.
    """

    kind: ApplauseKind
    posts: IntArray
    accounts: IntArray
    rows: IntArray
    expected: float
    p_adjusted: float
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Applause:
    """What was found in all interactions: the events, least likely first, and what tells for each row.

    ``log_odds`` (n,) are the natural log odds that an interaction is bought or exchanged, events and profile together;
    NaN where nothing tells.
    """

    events: tuple[ApplauseEvent, ...]
    log_odds: FloatArray
    not_looked_for: tuple[str, ...] = ()
