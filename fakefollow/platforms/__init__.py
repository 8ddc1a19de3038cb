"""Platforms."""

from fakefollow.platforms.fields import AnyField, Field, FieldOfSeveral, Lookup, Path, at, path_of, value_at
from fakefollow.platforms.registry import (
    PLATFORMS,
    canonical_platform_name,
    platform_named,
    platform_of,
    recognise,
    shape_of,
)
from fakefollow.platforms.rules import RULES, Rule, plain_text
from fakefollow.platforms.shapes import CANONICAL, Platform, Shape, several, shape
from fakefollow.platforms.x import GRAPHQL, MIB, SCRAPED, SCRAPED_POST, V2, V11, V11_POST

__all__ = [
    "CANONICAL",
    "GRAPHQL",
    "MIB",
    "PLATFORMS",
    "RULES",
    "SCRAPED",
    "SCRAPED_POST",
    "V2",
    "V11",
    "V11_POST",
    "AnyField",
    "Field",
    "FieldOfSeveral",
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
    "recognise",
    "several",
    "shape",
    "shape_of",
    "value_at",
]
