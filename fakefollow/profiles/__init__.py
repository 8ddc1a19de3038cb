"""Profiles."""

from fakefollow.profiles.frames import frame_like
from fakefollow.profiles.issues import Issue, IssueTable
from fakefollow.profiles.packing import FEW, FLAGS, Packed, merged, pack
from fakefollow.profiles.profile import COLUMNS, LARGEST_COUNT, ColumnType, Profile
from fakefollow.profiles.raw import EXPECTED, MISSING, NO_VALUE, Missing, Place
from fakefollow.profiles.table import (
    DTYPES,
    BoolArray,
    Column,
    FloatArray,
    FrameKind,
    IntArray,
    ProfileTable,
    TextColumn,
    ValueColumn,
    character_starts,
    concatenate,
    not_observed,
)
from fakefollow.profiles.times import EARLIEST, LATEST, microseconds_of
from fakefollow.profiles.values import kept_plausible, parse_column, parse_packed, tidy_texts

__all__ = [
    "COLUMNS",
    "DTYPES",
    "EARLIEST",
    "EXPECTED",
    "FEW",
    "FLAGS",
    "LARGEST_COUNT",
    "LATEST",
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
    "Packed",
    "Place",
    "Profile",
    "ProfileTable",
    "TextColumn",
    "ValueColumn",
    "character_starts",
    "concatenate",
    "frame_like",
    "kept_plausible",
    "merged",
    "microseconds_of",
    "not_observed",
    "pack",
    "parse_column",
    "parse_packed",
    "tidy_texts",
]
