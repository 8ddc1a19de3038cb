"""How the profiles of each platform look, declared: where a canonical value is, and what its absence says.

This room knows raw rows and the canonical schema: no file, no frame, no client.
"""

from fakefollow.platforms.registry import (
    PLATFORMS,
    Lookup,
    canonical_platform_name,
    platform_named,
    platform_of,
    raw_values,
    recognise,
    shape_of,
    value_at,
)
from fakefollow.platforms.rules import RULES, Rule, plain_text
from fakefollow.platforms.shapes import CANONICAL, Field, Path, Platform, Shape, at, path_of, several, shape

__all__ = [
    "CANONICAL",
    "PLATFORMS",
    "RULES",
    "Field",
    "Lookup",
    "Path",
    "Platform",
    "Rule",
    "Shape",
    "at",
    "canonical_platform_name",
    "path_of",
    "plain_text",
    "platform_named",
    "platform_of",
    "raw_values",
    "recognise",
    "several",
    "shape",
    "shape_of",
    "value_at",
]
