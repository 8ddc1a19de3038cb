"""Reactions made up by hand for tests: who reacted to which post, as `Interactions` are."""

import numpy as np

import fakefollow as ff
from fakefollow.profiles import TextColumn
from fakefollow.readers import KINDS, Interactions, Posts

DAY = 86_400.0
START = 1_700_000_000.0


def posts_of(n, *, counts=None, texts=None, answers_to=None, in_reply_to=None, seconds=None):
    """Return so many posts, one a day."""
    return Posts(
        ids=TextColumn.from_strings([f"p{row}" for row in range(n)]),
        seconds=START + DAY * np.arange(n) if seconds is None else np.asarray(seconds, float),
        counts=counts or {},
        texts=TextColumn.from_strings([None] * n if texts is None else texts),
        answers_to=TextColumn.from_strings([None] * n if answers_to is None else answers_to),
        in_reply_to=TextColumn.from_strings([None] * n if in_reply_to is None else in_reply_to),
        is_given=np.ones(n, bool),
    )


def reactions_of(accounts, account, post, kind=0, *, posts, seconds=None, texts=None, ids=None, repeats=None, notes=()):
    """Return interactions of accounts (profiles as `fakefollow.read` takes them) by row of accounts and posts."""
    n = len(account)
    return Interactions(
        accounts=accounts if isinstance(accounts, ff.ProfileTable) else ff.read(accounts),
        posts=posts,
        account=np.asarray(account, np.int64),
        post=np.asarray(post, np.int64),
        kind=np.full(n, KINDS.index(kind) if isinstance(kind, str) else kind)
        if np.isscalar(kind)
        else np.asarray(kind),
        seconds=np.full(n, np.nan) if seconds is None else np.asarray(seconds, float),
        texts=TextColumn.from_strings([None] * n if texts is None else texts),
        ids=TextColumn.from_strings([None] * n if ids is None else ids),
        repeats=np.zeros(n, bool) if repeats is None else np.asarray(repeats),
        notes=notes,
    )


def simulated(n_followers=1500, n_posts=40, *, bots=200, outsiders=300, kinds=(0, 0, 0, 1, 2), random_state=0):
    """Return followers, interactions and who of the accounts that reacted is genuine, by made-up habits."""
    random = np.random.default_rng(random_state)
    audience = ff.simulate_accounts(n_followers, bots // 2, bots - bots // 2, random_state=random_state)
    others = ff.simulate_accounts(outsiders, 0, 0, random_state=random_state + 1)
    others = [{**row, "id": f"o{row['id']}", "username": f"o_{row['username']}"} for row in others.profiles]
    rows = [*audience.profiles, *others]
    is_genuine = np.array([kind == "genuine" for kind in audience.kind] + [True] * len(others))
    rate = np.where(is_genuine, random.gamma(0.5, 0.05, len(rows)), 0.1)
    rate[len(audience) :] *= 0.5
    hits = random.random((len(rows), n_posts)) < rate[:, None]
    account, post = np.nonzero(hits)
    used, account = np.unique(account, return_inverse=True)
    kind = random.choice(kinds, len(account))
    seconds = START + DAY * post + random.exponential(3 * 3600, len(account))
    table = ff.read([rows[row] for row in used])
    return audience, table, is_genuine[used], (account, post, kind, seconds)
