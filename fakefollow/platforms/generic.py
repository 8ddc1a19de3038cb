"""Any other platform: profiles with canonical names, from wherever they come."""

from typing import Final

from fakefollow.platforms.shapes import Platform

GENERIC: Final = Platform("generic", ("other",), ())
"""Has no shape of its own, so only canonical names are understood."""
