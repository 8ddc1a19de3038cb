"""The platforms that are known, and how input is recognised by its marker keys.

A platform is one declarative file; adding one means writing it and naming it in `PLATFORMS`.
"""

from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches
from typing import Any, Final

from fakefollow.errors import ProfileError
from fakefollow.platforms.bluesky import BLUESKY
from fakefollow.platforms.instagram import INSTAGRAM
from fakefollow.platforms.mastodon import MASTODON
from fakefollow.platforms.shapes import CANONICAL, Platform, Shape
from fakefollow.platforms.threads import THREADS
from fakefollow.platforms.tiktok import TIKTOK
from fakefollow.platforms.x import X
from fakefollow.platforms.youtube import YOUTUBE

GENERIC: Final = Platform("generic", ("other",), ())
"""Has no shape of its own, so only canonical names are understood."""


PLATFORMS: Final[tuple[Platform, ...]] = (
    X,
    INSTAGRAM,
    TIKTOK,
    MASTODON,
    BLUESKY,
    YOUTUBE,
    THREADS,
    GENERIC,
)

_PLATFORM_OF: Final = {shape.name: platform for platform in PLATFORMS for shape in platform.shapes}

_BY_NAME: Final = {name: platform for platform in PLATFORMS for name in (platform.name, *platform.aliases)}


def platform_named(name: str) -> Platform:
    """Return the platform of that name or alias, in any case.

    Raises
    ------
    ProfileError
        If there is none.
    """
    if (known := _BY_NAME.get(name.lower())) is not None:
        return known
    close = get_close_matches(name.lower(), _BY_NAME, n=1)
    hint = f" Did you mean {close[0]!r}?" if close else ""
    raise ProfileError(
        f"platform={name!r} is not known; expected one of {', '.join(repr(p.name) for p in PLATFORMS)}.{hint} "
        "Leave platform out, or say 'generic', for profiles with canonical column names from anywhere else."
    )


def canonical_platform_name(name: str) -> str:
    """Return the name of the platform that has this name or alias, or the name as it is in lower case."""
    known = _BY_NAME.get(name.lower())
    return known.name if known else name.lower()


def recognise(
    rows: Iterable[Mapping[str, Any]], platform: Platform | None = None, said: Collection[str] = ()
) -> Shape | None:
    """Return the shape of some rows: the first that carries a shape's markers decides.

    Parameters
    ----------
    rows : iterable of mapping
        A few rows of the input.
    platform : Platform, optional
        Where given, only its shapes are considered (and the canonical one).
    said : collection of str, optional
        Keys of which the caller says what they are; without any marker they tell no shape.

    Returns
    -------
    Shape or None
        Without any marker, the shape that knows most of the keys and if in doubt needs the fewest markers, so
        that the canonical one comes first; ``None`` where no key is known.
    """
    rows = list(rows)
    considered = PLATFORMS if platform is None else (platform,)
    for row in rows:
        if (found := shape_of(row, considered)) is not None:
            return found
    keys = {key for row in rows for key in row} - set(said)
    if keys and keys <= CANONICAL.keys:
        return CANONICAL
    shapes = (CANONICAL, *(shape for known in considered for shape in known.shapes))
    closest = max(shapes, key=lambda shape: (len(keys & shape.keys), -shape.fewest_markers))
    return closest if keys & closest.keys else None


def shape_of(row: Mapping[str, Any], platforms: Iterable[Platform] = PLATFORMS) -> Shape | None:
    """Return the first shape of some platforms whose markers a row carries."""
    for platform in platforms:
        if platform.leads.isdisjoint(row):
            continue
        for shape in platform.shapes:
            if shape.matches(row):
                return shape
    return None


def platform_of(shape: Shape) -> Platform | None:
    """Return the platform that declares a shape; the canonical shape belongs to none."""
    return _PLATFORM_OF.get(shape.name)
