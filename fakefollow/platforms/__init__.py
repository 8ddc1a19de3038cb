"""How the profiles of each platform look, declared: where a canonical value is, and what its absence says.

This room knows raw rows and the canonical schema: no file, no frame, no client.
"""

from fakefollow.platforms.names import (
    PERSONS as PERSONS,
    SYNONYMS as SYNONYMS,
    folded as folded,
    kind_named as kind_named,
    kind_of_table as kind_of_table,
    meaning_of as meaning_of,
    platform_shown_by as platform_shown_by,
    usual_message as usual_message,
)
from fakefollow.platforms.registry import (
    GENERIC as GENERIC,
    OBJECTS as OBJECTS,
    PLATFORMS as PLATFORMS,
    Lookup as Lookup,
    canonical_platform_name as canonical_platform_name,
    is_nothing as is_nothing,
    platform_named as platform_named,
    platform_of as platform_of,
    raw_values as raw_values,
    recognise as recognise,
    shape_of as shape_of,
    value_at as value_at,
)
from fakefollow.platforms.rules import RULES as RULES, Rule as Rule, plain_text as plain_text
from fakefollow.platforms.shapes import (
    CANONICAL as CANONICAL,
    COUNTS as COUNTS,
    REFERENCES as REFERENCES,
    ROLES as ROLES,
    Field as Field,
    Marker as Marker,
    Message as Message,
    Path as Path,
    Platform as Platform,
    Shape as Shape,
    at as at,
    path_of as path_of,
    several as several,
    shape as shape,
)
