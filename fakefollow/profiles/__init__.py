"""What was observed of accounts: `Profile`, `ProfileTable`, and raw values on their way into columns.

This room knows the canonical schema only: no platform, no file, no feature.
"""

from fakefollow.profiles.packing import EXPECTED, FLAGS, MISSING, NO_VALUE, Missing, Origin, Packed, merged, pack
from fakefollow.profiles.profile import COLUMNS, ColumnType, Profile
from fakefollow.profiles.table import (
    DTYPES,
    FRAME_KINDS,
    BoolArray,
    Column,
    FloatArray,
    FrameKind,
    IntArray,
    Issue,
    IssueTable,
    ProfileTable,
    TextColumn,
    ValueColumn,
    character_starts,
    concatenate,
    frame_like,
    not_observed,
)
from fakefollow.profiles.values import microseconds_of, parse_column, parse_packed, plausible_values, tidy_texts

__all__ = [
    "COLUMNS",
    "DTYPES",
    "EXPECTED",
    "FLAGS",
    "FRAME_KINDS",
    "MISSING",
    "NO_VALUE",
    "BoolArray",
    "Column",
    "ColumnType",
    "FloatArray",
    "FrameKind",
    "IntArray",
    "Issue",
    "IssueTable",
    "Missing",
    "Origin",
    "Packed",
    "Profile",
    "ProfileTable",
    "TextColumn",
    "ValueColumn",
    "character_starts",
    "concatenate",
    "frame_like",
    "merged",
    "microseconds_of",
    "not_observed",
    "pack",
    "parse_column",
    "parse_packed",
    "plausible_values",
    "tidy_texts",
]
