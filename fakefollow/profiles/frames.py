"""Give columns back as a frame of the kind that the user works with."""

from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any, Final, get_args

from fakefollow.errors import MissingExtraError
from fakefollow.profiles.table import FrameKind

FRAME_KINDS: Final[tuple[FrameKind, ...]] = get_args(FrameKind)

TEXTS: Final = frozenset({"id", "username", "verdict", "profile_verdict", "reasons"})
"""Columns of text whatever is in them: frames of no rows, or of unknown names, fit those of others."""


def frame_like(columns: Mapping[str, Any], frame_kind: FrameKind | None, index: Any = None) -> Any:
    """Build a frame from columns.

    Parameters
    ----------
    columns : mapping of str to array-like
        Columns of the same length; those named in `TEXTS` are text even where they hold nothing.
    frame_kind : {"pandas", "polars", "pyarrow"} or None
        The library; None takes the first that is installed.
    index : pandas.Index, optional
        Index of a pandas frame; the frame gets a copy, so that renaming its levels renames nobody else's.

    Returns
    -------
    pandas.DataFrame, polars.DataFrame or pyarrow.Table

    Raises
    ------
    MissingExtraError
        If no frame library is installed.
    """
    import narwhals as nw

    kind: FrameKind | None = frame_kind or next((name for name in FRAME_KINDS if find_spec(name)), None)
    if kind is None:
        raise MissingExtraError("A frame", "pandas")
    frame = nw.from_dict(dict(columns), backend=kind)
    untyped = [name for name in columns if name in TEXTS and frame[name].dtype != nw.String]
    if untyped:
        texts = (nw.col(name) for name in untyped)
        # Only what is known is cast: some versions of pandas make the word "None" of a missing text.
        frame = frame.with_columns(nw.when(~text.is_null()).then(text.cast(nw.String)) for text in texts)
    native = frame.to_native()
    if index is not None and kind == "pandas":
        native.index = index.copy()
    return native
