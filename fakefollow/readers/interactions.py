"""Interactions: who reacted to which post, when and with what words, as codes beside each account once.

What people have of them, in the shapes of platforms and tools, becomes `Interactions`. Knows no detector.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from fakefollow.profiles import BoolArray, FloatArray, IntArray, IssueTable, ProfileTable, TextColumn

KINDS: Final = ("like", "reply", "repost", "quote", "mention", "view")
"""Kinds of interaction; a comment is a reply. Codes are places in this tuple."""


@dataclass(frozen=True, slots=True, eq=False)
class Posts:
    """Posts of one account, each once; row i of every array is post i.

    Parameters
    ----------
    ids : TextColumn
        Ids as the source writes them.
    seconds : float64 array, shape (n_posts,)
        When each was posted, seconds since 1970 UTC; NaN where not known.
    counts : mapping of str to float64 array, shape (n_posts,)
        What the platform counts by kind of interaction, NaN where not known; a kind that it does not show is left out.
    texts : TextColumn
        Words of the posts.
    answers_to : TextColumn
        Whom the post answers: id or username; empty where it is no reply, not observed where that is not known.
    is_given : bool array, shape (n_posts,)
        False for posts that only interactions name.
    """

    ids: TextColumn
    seconds: FloatArray
    counts: Mapping[str, FloatArray]
    texts: TextColumn
    answers_to: TextColumn
    is_given: BoolArray

    def __len__(self) -> int:
        return len(self.seconds)


@dataclass(frozen=True, slots=True, eq=False)
class Interactions:
    """Interactions with the posts of one account; interaction i is row i of the source, and none is left out.

    Parameters
    ----------
    accounts : ProfileTable
        Each different account once, with all that was given of its profile, or its id or username alone.
    posts : Posts
        Each different post once.
    account, post : int64 array, shape (n,)
        Row of ``accounts`` and of ``posts``; -1 where the row does not say.
    kind : int64 array, shape (n,)
        Place in `KINDS`; -1 where the row does not say.
    seconds : float64 array, shape (n,)
        When, in seconds since 1970 UTC; NaN where not known, as likes often are.
    texts : TextColumn
        Words of replies and quotes.
    repeats : bool array, shape (n,)
        True for a like, repost or view that an earlier row gives of the same account and post, or the same reply
        again. They are counted once.
    issues : IssueTable
        What could not be taken as it was.
    notes : tuple of str
        What to know of the whole, in sentences.
    """

    accounts: ProfileTable
    posts: Posts
    account: IntArray
    post: IntArray
    kind: IntArray
    seconds: FloatArray
    texts: TextColumn
    repeats: BoolArray
    issues: IssueTable = field(default_factory=IssueTable)
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.kind)
