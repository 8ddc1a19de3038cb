"""Give columns back as a frame of the kind that the user works with."""

from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any, Final, get_args

from fakefollow.errors import MissingExtraError
from fakefollow.table import FrameKind

FRAME_KINDS: Final[tuple[FrameKind, ...]] = get_args(FrameKind)


def frame_like(columns: Mapping[str, Any], frame_kind: FrameKind | None, index: Any = None) -> Any:
    """Build a frame from columns.

    Parameters
    ----------
    columns : mapping of str to array-like
        Columns of the same length.
    frame_kind : {"pandas", "polars", "pyarrow"} or None
        The library; None takes the first that is installed.
    index : pandas.Index, optional
        Index of a pandas frame.

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
    frame = nw.from_dict(dict(columns), backend=kind).to_native()
    if index is not None and kind == "pandas":
        frame.index = index
    return frame
