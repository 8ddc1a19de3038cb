"""What can go wrong, as types: every error and warning that fakefollow raises itself.

A message says what was got, what was expected and what to do. This module knows nothing else.
"""

import sys
import warnings
from collections.abc import Collection
from difflib import get_close_matches


class FakefollowError(Exception):
    """Base of every error that fakefollow raises on purpose."""


class ProfileError(FakefollowError, ValueError):
    """The whole input cannot be read as profiles (one bad value never raises: it becomes an issue)."""


class ModelFileError(FakefollowError, ValueError):
    """A model folder is missing, damaged, of an unknown format, or does not fit this library."""


class TrainingError(FakefollowError, ValueError):
    """Labelled accounts cannot carry a detector or its figures, for example because a kind has one source."""


class FollowOrderError(FakefollowError, ValueError):
    """A list of followers runs the other way than was said; the message names the order to pass."""


class MissingExtraError(FakefollowError, ImportError):
    """An optional library is needed; the message names the extra that installs it."""

    def __init__(self, purpose: str, extra: str) -> None:
        super().__init__(f'{purpose} needs an extra: install it with  pip install "fakefollow[{extra}]"')
        self.extra = extra


class FakefollowWarning(UserWarning):
    """Base of every warning that fakefollow gives."""


class ObservationTimeWarning(FakefollowWarning):
    """Creation dates are known but not when the profiles were observed, so no age can be measured."""


class CoverageWarning(FakefollowWarning):
    """The profiles come in a form that leaves out so much that no account can be judged by it."""


class ReadingWarning(FakefollowWarning):
    """Something of the input was not read, or cannot be what it looks like; the message says what to pass."""


class FollowOrderWarning(FakefollowWarning):
    """A list is not in the follow order that it was said to be in; the message says what was seen and done."""


class LeakWarning(FakefollowWarning):
    """What a detector must not use tells the labelled accounts apart: the kinds were collected differently."""


class LabelWarning(FakefollowWarning):
    """Labelled accounts look made up, copied, or labelled by a rule: figures on them would prove little."""


class DriftWarning(FakefollowWarning):
    """The accounts scored differ from those that the model was learnt on."""


class PlatformWarning(FakefollowWarning):
    """The platform of profiles is only guessed, or the model was learnt on another."""


def nearest(name: str, known: Collection[str]) -> str:
    """Return how to go on where a name is not known: the nearest one that is, or all of them."""
    close = get_close_matches(name, known, n=1)
    return f"did you mean {close[0]!r}?" if close else f"expected one of {', '.join(map(repr, known))}"


def warn_caller(message: str, category: type[FakefollowWarning]) -> None:
    """Warn at the line of the user's code that called into the package."""
    level, frame = 2, sys._getframe(1)
    while frame.f_back is not None and frame.f_globals.get("__name__", "").partition(".")[0] == "fakefollow":
        level, frame = level + 1, frame.f_back
    warnings.warn(message, category, stacklevel=level)
