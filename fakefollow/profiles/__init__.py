"""What was observed of accounts: `Profile`, `ProfileTable`, and raw values on their way into columns.

This room knows the canonical schema only: no platform, no file, no feature.
"""

from fakefollow.profiles.frames import (
    FRAME_KINDS as FRAME_KINDS,
    FrameKind as FrameKind,
    FrameT as FrameT,
    frame_like as frame_like,
)
from fakefollow.profiles.issues import NOT_OBSERVED as NOT_OBSERVED, Issue as Issue, IssueTable as IssueTable
from fakefollow.profiles.packing import (
    EXPECTED as EXPECTED,
    FLAGS as FLAGS,
    MISSING as MISSING,
    NO_VALUE as NO_VALUE,
    Missing as Missing,
    Origin as Origin,
    Packed as Packed,
    is_missing as is_missing,
    merged as merged,
    no_keys as no_keys,
    pack as pack,
)
from fakefollow.profiles.people import FLAG_WORDS as FLAG_WORDS
from fakefollow.profiles.profile import COLUMNS as COLUMNS, ColumnType as ColumnType, Profile as Profile
from fakefollow.profiles.table import (
    DTYPES as DTYPES,
    BoolArray as BoolArray,
    Column as Column,
    FloatArray as FloatArray,
    IntArray as IntArray,
    ProfileTable as ProfileTable,
    TextColumn as TextColumn,
    ValueColumn as ValueColumn,
    character_starts as character_starts,
    chosen_rows as chosen_rows,
    concatenate as concatenate,
    not_observed as not_observed,
)
from fakefollow.profiles.times import DAY as DAY
from fakefollow.profiles.values import (
    microseconds_of as microseconds_of,
    parse_column as parse_column,
    parse_packed as parse_packed,
    plausible_values as plausible_values,
    reread as reread,
    shown_convention as shown_convention,
    stands_for_nothing as stands_for_nothing,
    tidy_texts as tidy_texts,
)
