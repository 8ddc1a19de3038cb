"""Signs: the yes-or-no questions that published rule sets ask of a profile.

Each answers 1 for yes, 0 for no and NaN where a field that it needs was not observed. They are kept apart from
the library's own features, which do not cut counts at thresholds and never look at other accounts.
"""

from collections import Counter
from typing import Final

import numpy as np

from fakefollow.features.view import ProfileView
from fakefollow.table import BoolArray, FloatArray

FEWEST_COPIES: Final = 3
"""Accounts that show the same picture before it counts as duplicate."""


def answer(yes: BoolArray, *needed: FloatArray) -> FloatArray:
    """Return yes and no as 1 and 0, and NaN where a needed value was not observed."""
    result = yes.astype(np.float64)
    for values in needed:
        result[np.isnan(values)] = np.nan
    return result


def at_least(view: ProfileView, column: str, least: float) -> FloatArray:
    """Answer whether a count is at least so large."""
    values = view.number(column)
    return answer(values >= least, values)


def has_picture(view: ProfileView) -> FloatArray:
    """Answer whether the picture is other than the platform's placeholder."""
    return 1.0 - view.number("default_profile_image")


def follows_at_most_twice_its_followers(view: ProfileView) -> FloatArray:
    """Answer whether twice the followers are at least the accounts followed."""
    followers, following = view.number("followers_count"), view.number("following_count")
    return answer(2.0 * followers >= following, followers, following)


def follows_fifty_times_its_followers(view: ProfileView) -> FloatArray:
    """Answer whether accounts followed to followers are 50 to 1 or more."""
    ratio = _following_to_followers(view)
    return answer(ratio >= 50.0, ratio)


def follows_about_a_hundred_times_its_followers(view: ProfileView) -> FloatArray:
    """Answer whether accounts followed to followers are about 100 to 1: from 50 to 200, a factor of two."""
    ratio = _following_to_followers(view)
    return answer((ratio >= 50.0) & (ratio <= 200.0), ratio)


def _following_to_followers(view: ProfileView) -> FloatArray:
    """Divide accounts followed by followers; the rules name no ratio for an account without: taken as one."""
    ratio: FloatArray = view.number("following_count") / np.maximum(view.number("followers_count"), 1.0)
    return ratio


def picture_is_shared(view: ProfileView) -> FloatArray:
    """Answer whether at least three accounts of the table have this picture address.

    The platform's placeholder is nobody's picture. The answer depends on who else is in the table, not on the
    order; in a table of one or two accounts it is always no.
    """
    addresses = view.table.texts("profile_image_url")
    pictures = addresses.to_list()
    placeholder = (view.number("default_profile_image") == 1.0) | addresses.is_empty()
    shown = [None if hidden else address for address, hidden in zip(pictures, placeholder, strict=True)]
    copies = Counter(address for address in shown if address is not None)
    shared = np.array(
        [address is not None and copies[address] >= FEWEST_COPIES for address in shown], np.bool_
    )
    return answer(shared, np.where(addresses.valid, 0.0, np.nan))
