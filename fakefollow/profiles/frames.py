"""Columns as a frame of the user's library. Knows no schema."""

from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any, Final, Literal, get_args

from typing_extensions import TypeVar

from fakefollow.errors import ArgumentError, MissingExtraError, nearest

FrameKind = Literal["pandas", "polars", "pyarrow"]
FrameT = TypeVar("FrameT", default=Any)
"""The kind of frame that came in, so that type checkers know what goes out."""
FRAME_KINDS: Final[tuple[FrameKind, ...]] = get_args(FrameKind)

TEXTS: Final = frozenset({"id", "username", "verdict", "profile_verdict", "reasons"})
"""Columns of text whatever is in them: frames of no rows, or of unknown names, fit those of others."""


def frame_like(columns: Mapping[str, Any], frame_kind: FrameKind | None, index: Any = None) -> Any:
    """Return columns as a frame of a library, by default of the first that is installed."""
    import narwhals as nw

    if frame_kind not in (None, *FRAME_KINDS):
        raise ArgumentError(f"frame_kind: {frame_kind!r} is unknown: {nearest(str(frame_kind), FRAME_KINDS)}")
    library: FrameKind | None = frame_kind or next((name for name in FRAME_KINDS if find_spec(name)), None)
    if library is None:
        raise MissingExtraError("A frame", "pandas")
    frame = nw.from_dict(dict(columns), backend=library)
    untyped = [name for name in columns if name in TEXTS and frame[name].dtype != nw.String]
    if untyped:
        texts = (nw.col(name) for name in untyped)
        # Only what is known is cast: some versions of pandas make the word "None" of a missing text.
        frame = frame.with_columns(nw.when(~text.is_null()).then(text.cast(nw.String)) for text in texts)
    native = frame.to_native()
    if index is not None and library == "pandas":
        native.index = index.copy()  # so that renaming its levels renames nobody else's
    return native
