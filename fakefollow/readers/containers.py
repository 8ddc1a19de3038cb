"""What people keep profiles in beside files, frames and lists: containers and the objects of API clients.

Lazy frames, relations of databases, streams of arrow, arrays, series and generators become a list or a frame, objects
mappings: by what they can do, without importing their library and without any request. Only what an object holds is
looked at: an attribute that computes its value may ask the network for it (as those of instaloader's profiles do), so
none is ever called. Knows no shape: what a mapping means is decided elsewhere.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Sized
from dataclasses import fields, is_dataclass
from datetime import date
from types import MemberDescriptorType
from typing import Any, Final, TypeAlias

import numpy as np
from pydantic import BaseModel

from fakefollow.errors import ProfileError
from fakefollow.profiles import Profile

Converter: TypeAlias = Callable[[Any], object]

NESTED: Final = 3
"""Objects within objects are converted to this depth; profiles are flat, and cycles must end."""

_WAYS: Final = {
    **{"Scores": "scores.table", "AuditReport": "report.scores.table", "InfluenceReport": "report.scores.table"},
    **{"SimulatedAccounts": "its .profiles", "SimulatedAudience": "its .profiles"},
}
"""What holds profiles, and where."""
_PLAIN: Final = (str, int, float, Mapping, list, tuple, date)


def computed(source: Any) -> Any:
    """Return what a lazy container of dask comes to, or the only split of a dict of data sets; else the source."""
    library = type(source).__module__.partition(".")[0]
    if library == "fakefollow" and (way := _WAYS.get(type(source).__name__)):
        raise ProfileError(f"got {type(source).__name__}, not profiles: pass {way}")
    if library == "dask" and callable(compute := getattr(source, "compute", None)):
        return compute()
    if library == "datasets" and isinstance(source, Mapping):
        names = ", ".join(map(repr, source))
        if len(source) != 1:
            raise ProfileError(f"got data sets {names}: pass one of them, such as data[{next(iter(source), '')!r}]")
        return next(iter(source.values()))
    return source


def collected(source: Any) -> Any:
    """Return a list, mapping or eager frame of what a container holds, or raise ProfileError."""
    kind = f"{type(source).__module__.partition('.')[0]}.{type(source).__name__}"
    if isinstance(source, np.ndarray):
        return _of_array(source)
    if kind == "pandas.Series":
        return _of_series(source)
    if hasattr(source, "__arrow_c_stream__"):
        return _of_stream(source, kind)
    for ask in ("to_table", "read_all"):  # data sets and scanners of arrow, readers of record batches
        if kind.startswith("pyarrow.") and callable(method := getattr(source, ask, None)):
            return method()
    if callable(formatted := getattr(source, "with_format", None)) and isinstance(source, Sized):
        return formatted("arrow")[:]  # a data set of Hugging Face
    if isinstance(source, Iterable) and not isinstance(source, str | bytes | Mapping | set | frozenset):
        return list(source)
    raise ProfileError(
        f"cannot read profiles from {kind.removeprefix('builtins.')}: expected a path, bytes, an open file, a data "
        "frame "
        "or a list of dicts"
    )


def _of_stream(source: Any, kind: str) -> Any:
    """Return the table of an arrow stream, or the objects of a series."""
    import pyarrow as pa

    try:
        return pa.table(source)
    except pa.ArrowException as error:
        if isinstance(source, Sequence) or kind.endswith(".Series"):
            return list(source)
        raise ProfileError(f"{kind}: the Arrow stream cannot be read: {error}") from error


def stream_of(source: Any, block_rows: int) -> Iterable[Any] | None:
    """Return what a container gives one after the other: frames, lists of rows, rows; `None` where it gives all."""
    library = type(source).__module__.partition(".")[0]
    stream: Any = source if isinstance(source, Iterator) else None
    if library == "polars" and callable(batches := getattr(source, "collect_batches", None)):
        stream = batches(maintain_order=True)
    elif library == "pyarrow":
        batches = getattr(source, "to_batches", None)
        stream = batches() if callable(batches) else source
    elif library in ("duckdb", "_duckdb"):
        import pyarrow as pa

        stream = pa.RecordBatchReader.from_stream(source)
    elif library == "dask":
        stream = (part.compute() for part in source.partitions)
    elif callable(formatted := getattr(source, "with_format", None)):  # a data set of Hugging Face
        stream = formatted("arrow").iter(batch_size=block_rows)
    return stream if isinstance(stream, Iterable) else None


def led_by(first: list[Any], others: Iterable[Any]) -> Iterator[Any]:
    """Yield the first items, which nobody holds any more once they were taken, and the others."""
    while first:
        yield first.pop(0)
    yield from others


def _of_array(array: np.ndarray[Any, Any]) -> Any:
    """Return the rows of an array with named fields, or of one of objects."""
    if array.dtype.names is not None:
        names = array.dtype.names
        return [dict(zip(names, row, strict=True)) for row in np.atleast_1d(array).tolist()]
    if array.ndim == 1:
        return array.tolist()
    raise ProfileError(
        f"got an array of {array.dtype} without column names: pass pandas.DataFrame(array, columns=[...])"
    )


def _of_series(series: Any) -> Any:
    """Return one profile, as a row of a frame is, or the objects in a column of them."""
    named = series.index.map(lambda label: isinstance(label, str)).all()
    held = {type(value) for value in series.tolist()}
    if held == {dict} or not named:
        return series.tolist()
    return dict(series.items())


def mapping_of(value: object) -> Mapping[str, Any] | None:
    """Return what an object holds of a profile as a mapping, `None` where it is no such object."""
    if isinstance(value, Profile):
        return {name: held for name, held in value if held is not None}
    client = type(value)
    convert = CLIENTS.get((client.__module__.partition(".")[0], client.__name__))
    held = convert(value) if convert else value
    return held if isinstance(held, Mapping) else _of_record(held, NESTED)


def _of_record(value: object, depth: int) -> dict[str, Any] | None:
    """Return the fields of a model, dataclass or named tuple."""
    if isinstance(value, BaseModel):
        return _of_model(value, depth)
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(held_by(value, field.name), depth) for field in fields(value)}
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return dict(zip(value._fields, value, strict=True))
    return None


def held_by(value: object, name: str) -> object:
    """Return an attribute that an object stores itself, `None` if it has none of that name."""
    stored = getattr(value, "__dict__", {})
    if name in stored:
        return stored[name]
    slot = next((vars(base)[name] for base in type(value).__mro__ if name in vars(base)), None)
    return getattr(value, name, None) if isinstance(slot, MemberDescriptorType) else None


def _of_model(model: BaseModel, depth: int) -> dict[str, Any]:
    """Return the fields of a pydantic model that were set, by their aliases, and what came beside them."""
    # A default is what the client puts where nothing was said; models with aliases leave null there too.
    row: dict[str, Any] = dict(model.model_extra or {})
    for name, field in type(model).model_fields.items():
        value = model.__dict__.get(name)
        alias = field.serialization_alias or field.alias
        if name in model.model_fields_set and (value is not None or alias is None):
            row[alias or name] = _plain(value, depth)
    return row


def _plain(value: Any, depth: int) -> Any:
    """Return a value as data: objects within as mappings, an address that is an object as its text."""
    if value is None or isinstance(value, _PLAIN):
        return value
    if depth > 0 and (inner := _of_record(value, depth - 1)) is not None:
        return inner
    return str(value) if type(value).__module__.startswith("pydantic") else value


def _of_tiktok(user: object) -> object:
    """Return the payload that a user was made of, or the names by which it was asked for."""
    payload = held_by(user, "as_dict")
    if payload is not None:
        return payload
    names = {"uniqueId": "username", "id": "user_id", "secUid": "sec_uid"}
    return {key: held for key, name in names.items() if (held := held_by(user, name)) is not None}


CLIENTS: Final[dict[tuple[str, str], Converter]] = {
    ("tweepy", "User"): lambda user: held_by(user, "_json") or held_by(user, "data"),
    ("instaloader", "Profile"): lambda profile: held_by(profile, "_node"),
    ("TikTokApi", "User"): _of_tiktok,
    **{("github", kind): lambda user: held_by(user, "_rawData") for kind in ("NamedUser", "Stargazer")},
}
"""(package, class) -> the payload that the object was made of. Dataclasses (twscrape, snscrape), pydantic models
(atproto, instagrapi) and mappings (Mastodon.py, googleapiclient) need no entry."""
