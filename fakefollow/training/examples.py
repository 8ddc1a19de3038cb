"""Examples: what each specialist learns from, and how much every account counts in it.

The specialist of purchased accounts learns from those alone. The specialist of automated accounts is the broad one:
it also learns from purchased accounts, and from accounts for which a seller bought followers, so that it holds on
ways not to be genuine that no source has shown.
"""

from dataclasses import replace
from typing import Final

import numpy as np

from fakefollow.calibration import GENUINE
from fakefollow.classifier import balancing_weights
from fakefollow.table import FloatArray, ValueColumn
from fakefollow.training.accounts import LabelledAccounts

BROAD_KIND: Final = "bot"
"""The kind whose specialist learns from every account that is not genuine."""

FEWEST_BOUGHT: Final = 5
MOST_BOUGHT: Final = 300


def with_bought_followers(accounts: LabelledAccounts, random_state: int) -> LabelledAccounts:
    """Return the accounts that are not genuine after followers were bought for each, 5 to 300 of them.

    It is the cheapest move that hides an account from what its own counts say.
    """
    others = accounts.where(accounts.kinds != GENUINE)
    followers = others.table.columns.get("followers_count")
    if not isinstance(followers, ValueColumn):
        return others
    random = np.random.default_rng(random_state)
    bought = np.exp(random.uniform(np.log(FEWEST_BOUGHT), np.log(MOST_BOUGHT), len(others)))
    more = ValueColumn(followers.values + np.rint(bought).astype(followers.values.dtype), followers.valid)
    columns = {**others.table.columns, "followers_count": more}
    return replace(others, table=replace(others.table, columns=columns))


def example_weights(accounts: LabelledAccounts, borrowed: float, evasive: float) -> FloatArray:
    """Return how much each account counts as an example of each kind.

    All kinds, and all sources of a kind, weigh the same. Where accounts are not of three kinds at least, or
    none is automated, no specialist is broad.

    Parameters
    ----------
    accounts : LabelledAccounts
        Accounts to train on.
    borrowed : float in [0, 1)
        Share of the broad specialist's examples that are of other kinds.
    evasive : float in [0, 1)
        Share of the broad specialist's examples for which followers were bought.

    Returns
    -------
    ndarray of shape (n + n_not_genuine, n_kinds)
        A row for each account and then for each of `with_bought_followers`; columns in sorted order of the kinds.
    """
    kinds = sorted(set(accounts.kinds.tolist()))
    others = accounts.kinds != GENUINE
    own = (accounts.kinds[:, None] == np.array(kinds)).astype(np.float64)
    moved = np.zeros_like(own)
    if BROAD_KIND in kinds and len(kinds) > 2:
        broad = kinds.index(BROAD_KIND)
        of_others = others & (accounts.kinds != BROAD_KIND)
        share = own[:, broad] * (1.0 - borrowed) + of_others * borrowed / (len(kinds) - 2)
        own[:, broad], moved[:, broad] = share * (1.0 - evasive), share * evasive
    weight = balancing_weights(accounts.kinds, accounts.sources)[:, None]
    return np.vstack([own * weight, (moved * weight)[others]])
