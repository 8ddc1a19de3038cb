"""Readers."""

from fakefollow.readers.client_objects import held_by, mapping_of
from fakefollow.readers.json_lines import look_up_block, look_up_lines
from fakefollow.readers.lookup import row_batches
from fakefollow.readers.pages import envelope_of, is_page, unwrapped
from fakefollow.readers.plausibility import with_plausible_times
from fakefollow.readers.read import read
from fakefollow.readers.rows import BATCH_ROWS, CHUNK_ROWS, row_lookup

__all__ = [
    "BATCH_ROWS",
    "CHUNK_ROWS",
    "envelope_of",
    "held_by",
    "is_page",
    "look_up_block",
    "look_up_lines",
    "mapping_of",
    "read",
    "row_batches",
    "row_lookup",
    "unwrapped",
    "with_plausible_times",
]
