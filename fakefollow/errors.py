"""What can go wrong, as types: every error and warning that fakefollow raises itself.

A message says what was got, what was expected and what to do, and is harmless to print, whatever of the data, a card or
a path is in it. This module knows nothing else.
"""

import sys
import warnings
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import fields
from datetime import date
from difflib import get_close_matches
from numbers import Integral
from reprlib import Repr
from types import UnionType
from typing import Any, Final

JOINERS: Final = frozenset({"\u200c", "\u200d", *map(chr, range(0xE0020, 0xE0080))})
"""What joins or parts the letters and emoji around it, unseen; left out, what it stood between can still be read."""

LONGEST_MESSAGE: Final = 4000  # characters; a convention
FEW: Final = 6  # different values of a part that are counted one by one; a convention


def printable(text: str) -> str:
    """Replace what could move a terminal's cursor or turn the line round; leave out unseen joiners."""
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else "?" for character in text if character not in JOINERS)


class _Told(Exception):  # noqa: N818 - what errors and warnings share
    """Something with a message of one printable line."""

    def __init__(self, *args: Any) -> None:
        told = (arg[:LONGEST_MESSAGE].replace("\n", "; ") if isinstance(arg, str) else arg for arg in args)
        super().__init__(*(printable(arg) if isinstance(arg, str) else arg for arg in told))


class FakefollowError(_Told):
    """Base of every error that fakefollow raises on purpose."""


class ArgumentError(FakefollowError, ValueError, TypeError):
    """An argument is of a type that means nothing there."""


class ProfileError(FakefollowError, ValueError):
    """The whole input cannot be read as profiles (one bad value never raises: it becomes an issue)."""


class ModelFileError(FakefollowError, ValueError):
    """A model folder is missing, damaged, of an unknown format, or does not fit this library."""


class TrainingError(FakefollowError, ValueError):
    """Labelled accounts cannot carry a detector or its figures, for example because a kind has one source."""


class FollowOrderError(FakefollowError, ValueError):
    """A list of followers runs the other way than was said; the message names the order to pass."""


PACKAGES: Final = {
    **{"pandas": "pandas", "polars": "polars", "parquet": "pyarrow", "excel": "openpyxl", "plot": "matplotlib"},
    **{"fast": "msgspec", "spark": "pyspark pyarrow", "progress": "tqdm"},
}
"""Extra -> what it installs, as pyproject.toml has it."""


class MissingExtraError(FakefollowError, ImportError):
    """An optional library is needed; the message names the extra that installs it."""

    def __init__(self, purpose: str, extra: str) -> None:
        install = f'pip install {PACKAGES.get(extra, extra)}  or, in a clone of fakefollow,  pip install ".[{extra}]"'
        super().__init__(f"{purpose} needs the extra {extra!r}:  {install}")
        self.purpose, self.extra = purpose, extra

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.purpose, self.extra)  # a worker's error reaches the caller


@contextmanager
def needing(purpose: str, extra: str) -> Iterator[None]:
    """Raise a `MissingExtraError` where an optional library that is imported inside is not there."""
    try:
        yield
    except ImportError as error:
        raise MissingExtraError(purpose, extra) from error


class FakefollowWarning(_Told, UserWarning):
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


_REPR: Final = Repr()
_REPR.maxstring = _REPR.maxother = _REPR.maxlong = 240
_REPR.maxdict = _REPR.maxlist = _REPR.maxtuple = _REPR.maxset = 80
_REPR.maxlevel = 20


def shown(value: object) -> str:
    """Return the beginning of how Python shows a value, however long or deep it is, even if it cannot be shown."""
    try:
        return _REPR.repr(value)
    except (ValueError, RecursionError):  # an integer of more digits than Python converts
        return repr(type(value))


class Brief:
    """A dataclass of arrays whose repr tells how much is in each: whole arrays fill a screen."""

    __slots__ = ()

    def __repr__(self) -> str:
        of: Any = self
        told = (f"{field.name}: {_brief(getattr(of, field.name))}" for field in fields(of))
        return "\n  ".join([type(self).__name__, *told])


def _brief(value: Any) -> str:
    if isinstance(value, str) or not hasattr(value, "__len__"):
        return shown(value)
    items, n = value.tolist() if hasattr(value, "tolist") else value, f"{len(value):,}"
    if isinstance(items, list) and items and isinstance(items[0], date):
        return f"{n}, {items[0]} to {items[-1]}"
    if isinstance(items, list) and items and isinstance(items[0], str | bool) and len(found := Counter(items)) < FEW:
        return f"{n}: {', '.join(f'{times:,} {item}' for item, times in found.most_common())}"
    return n


def expect(name: str, value: Any, types: type | UnionType, expected: str) -> None:
    """Raise an `ArgumentError` unless an argument is of one of some types."""
    if not isinstance(value, types):
        got = "" if len((text := shown(value)).splitlines()) > 1 else f"{text:.80} of type "
        raise ArgumentError(f"{name}: expected {expected}, got {got}{type(value).__name__}")


def expect_seed(random_state: object, name: str = "random_state") -> None:
    """Raise an `ArgumentError` unless a random state, or a number of accounts, is a whole number from 0 on."""
    if not isinstance(random_state, Integral) or random_state < 0:
        raise ArgumentError(f"{name}: expected a whole number from 0 on, got {shown(random_state):.80}")


def nearest(name: str, known: Collection[str]) -> str:
    """Return how to go on where a name is not known: the nearest one that is, or all of them."""
    close = get_close_matches(name, known, n=1)
    return f"did you mean {close[0]!r}?" if close else f"expected one of {', '.join(map(repr, known))}"


_SUBJECT: Final = ContextVar("subject", default="")


@contextmanager
def speaking_of(argument: str) -> Iterator[None]:
    """Have warnings and errors about profiles begin with the argument that holds them, where a call takes several."""
    token = _SUBJECT.set(f"{argument}: ")
    try:
        yield
    except ProfileError as error:
        if not str(error).startswith((f"{argument}: ", "posts: ")):
            error.args = (f"{argument}: {error}",)
        raise
    finally:
        _SUBJECT.reset(token)


def warn_caller(message: str, category: type[FakefollowWarning]) -> None:
    """Warn at the line of the user's code that called into the package."""
    message = _SUBJECT.get() + message
    level, frame = 2, sys._getframe(1)
    while frame.f_back is not None and frame.f_globals.get("__name__", "").partition(".")[0] == "fakefollow":
        level, frame = level + 1, frame.f_back
    warnings.warn(message, category, stacklevel=level)
