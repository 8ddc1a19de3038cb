"""Whatever profiles come in -> one `ProfileTable`: paths, frames, dicts, objects of API clients.

This room knows files, frames and clients by what they hold; it measures nothing and reaches no network.
"""

from fakefollow.readers.client_objects import held_by, mapping_of
from fakefollow.readers.read import read, read_column, with_plausible_times
from fakefollow.readers.recognition import envelope_of, is_page, row_batches, unwrapped
from fakefollow.readers.rows import BATCH_ROWS, CHUNK_ROWS, look_up_block, look_up_lines, row_lookup

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
    "read_column",
    "row_batches",
    "row_lookup",
    "unwrapped",
    "with_plausible_times",
]
