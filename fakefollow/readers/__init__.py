"""Whatever profiles come in -> one `ProfileTable`: paths, frames, dicts, objects of API clients.

This room knows files, frames and clients by what they hold; it measures nothing and reaches no network.
"""

from fakefollow.readers.containers import held_by as held_by, mapping_of as mapping_of
from fakefollow.readers.counts import (
    CountSeries as CountSeries,
    read_counts as read_counts,
    read_moments as read_moments,
)
from fakefollow.readers.envelopes import is_page as is_page, unwrapped as unwrapped
from fakefollow.readers.files import profile_files as profile_files, warn_if_large as warn_if_large
from fakefollow.readers.interactions import (
    KINDS as KINDS,
    Interactions as Interactions,
    Posts as Posts,
    read_interactions as read_interactions,
)
from fakefollow.readers.opening import (
    Source as Source,
    is_profile_path as is_profile_path,
    source_of as source_of,
    unpacked_name as unpacked_name,
)
from fakefollow.readers.reading import (
    DECIDING_ROWS as DECIDING_ROWS,
    read as read,
    read_accounts as read_accounts,
    read_blocks as read_blocks,
    read_column as read_column,
)
from fakefollow.readers.recognition import row_batches as row_batches
from fakefollow.readers.rows import (
    BATCH_ROWS as BATCH_ROWS,
    CHUNK_ROWS as CHUNK_ROWS,
    look_up_block as look_up_block,
    look_up_lines as look_up_lines,
    row_lookup as row_lookup,
)
from fakefollow.readers.unpacking import streamed as streamed
from fakefollow.readers.whole import with_plausible_times as with_plausible_times
