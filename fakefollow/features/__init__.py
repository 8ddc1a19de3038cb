"""Named measurements of profiles, computed over columns of a table; knows no model, no file and no clock."""

from fakefollow.features.characters import (
    SCRIPTS as SCRIPTS,
    Characters as Characters,
    CharClass as CharClass,
    UsernameModel as UsernameModel,
    class_table as class_table,
    script_table as script_table,
    share as share,
    symbol_table as symbol_table,
)
from fakefollow.features.counts import newcomers_and_readers as newcomers_and_readers
from fakefollow.features.families import FAMILIES as FAMILIES, FEATURES as FEATURES, USUAL as USUAL
from fakefollow.features.identity import shared_bigrams as shared_bigrams
from fakefollow.features.registry import (
    Feature as Feature,
    Phrase as Phrase,
    ProfileView as ProfileView,
    measure as measure,
    measured as measured,
    shown as shown,
)
