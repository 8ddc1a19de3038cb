"""The platforms that are known, and how input is recognised by its marker keys.

A platform is one declarative file; adding one means writing it and naming it in `PLATFORMS`.
"""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any, Final

from fakefollow.errors import ProfileError
from fakefollow.platforms.shapes import CANONICAL, Platform, Shape
from fakefollow.platforms.x import X

__all__ = ["CANONICAL", "PLATFORMS", "Platform", "Shape", "platform_named", "platform_of", "recognise"]

PLATFORMS: Final[tuple[Platform, ...]] = (X,)

_PLATFORM_OF: Final = {shape.name: platform for platform in PLATFORMS for shape in platform.shapes}


def platform_named(name: str) -> Platform:
    """Return the platform of that name or alias, in any case.

    Raises
    ------
    ProfileError
        If there is none.
    """
    for platform in PLATFORMS:
        if name.lower() in (platform.name, *platform.aliases):
            return platform
    names = [known for platform in PLATFORMS for known in (platform.name, *platform.aliases)]
    close = get_close_matches(name.lower(), names, n=1)
    hint = f" Did you mean {close[0]!r}?" if close else ""
    raise ProfileError(
        f"platform={name!r} is not known; expected one of {', '.join(map(repr, names))}.{hint} "
        "Leave platform out for profiles with canonical column names."
    )


def recognise(rows: Iterable[Mapping[str, Any]], platform: Platform | None = None) -> Shape | None:
    """Return the shape of some rows: the first that carries a shape's markers decides.

    Parameters
    ----------
    rows : iterable of mapping
        A few rows of the input.
    platform : Platform, optional
        Where given, only its shapes are considered (and the canonical one).

    Returns
    -------
    Shape or None
        Without any marker, the shape that knows most of the keys and if in doubt needs the fewest markers, so
        that the canonical one comes first; ``None`` where no key is known.
    """
    rows = list(rows)
    shapes = [shape for known in PLATFORMS if platform in (None, known) for shape in known.shapes]
    for row in rows:
        for shape in shapes:
            if shape.matches(row):
                return shape
    keys = {key for row in rows for key in row}
    closest = max((CANONICAL, *shapes), key=lambda shape: (len(keys & shape.keys), -len(shape.markers)))
    return closest if keys & closest.keys else None


def platform_of(shape: Shape) -> Platform | None:
    """Return the platform that declares a shape; the canonical shape belongs to none."""
    return next(
        (platform for platform in PLATFORMS if shape.name in {known.name for known in platform.shapes}), None
    )
