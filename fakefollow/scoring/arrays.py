"""How a file holds what runs: array types that pydantic checks and reads from JSON lists. Knows no model.

They bind what is loaded; inside the library arrays are trusted and built without a check.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, TypeVar

import numpy as np
from pydantic import AfterValidator, Field, FiniteFloat, GetCoreSchemaHandler, SerializationInfo, ValidationInfo
from pydantic_core import CoreSchema, core_schema

from fakefollow.profiles import FloatArray
from fakefollow.report import one_line

MOST_OF_NAME, MOST_OF_TEXT, DEEPEST, LARGEST = 200, 10_000, 20, 2**53
"""Characters of a name and of any text, levels and size of a number in a file of a model, at most; conventions, the
last is up to where floating point has every whole number."""

UNFIT: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Characters that no text of a model has: controls but line ends and tabs, those that turn a line round, half ones."""

Of = TypeVar("Of")


@dataclass(frozen=True, slots=True)
class Stored:
    """Annotation of what a file holds as `layout`: that is checked, then read; a dump writes it back."""

    layout: Any
    read: Callable[[Any, ValidationInfo], Any]
    write: Callable[[Any, SerializationInfo], Any]

    def __get_pydantic_core_schema__(self, _source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return the schema of the layout, with reading after it."""
        return core_schema.with_info_after_validator_function(
            self.read,
            handler.generate_schema(self.layout),
            serialization=core_schema.plain_serializer_function_ser_schema(self.write, info_arg=True),
        )


def _array_of(lists: Any) -> Stored:
    return Stored(lists, lambda values, _: np.array(values, np.float64), lambda array, _: array.tolist())


Share = Annotated[FiniteFloat, Field(ge=0.0, le=1.0)]
AT_LEAST_ONE: Final = Field(min_length=1)
Name = Annotated[str, Field(min_length=1, max_length=MOST_OF_NAME)]

Floats = Annotated[FloatArray, _array_of(list[FiniteFloat])]
SomeFloats = Annotated[FloatArray, _array_of(Annotated[list[FiniteFloat], AT_LEAST_ONE])]
Shares = Annotated[FloatArray, _array_of(list[Share])]
Levels = Annotated[FloatArray, _array_of(Annotated[list[Annotated[float, Field(gt=0.0, lt=1.0)]], AT_LEAST_ONE])]
LowerBounds = Annotated[
    FloatArray,
    Stored(
        list[FiniteFloat | None],
        lambda values, _: np.array([-np.inf if value is None else value for value in values]),
        lambda array, _: [None if np.isinf(value) else value for value in array.tolist()],
    ),
]
"""Of which null bounds nothing."""


def ascending(message: str, of: np.ufunc = np.greater) -> AfterValidator:
    """Return the annotation of an array whose values must ascend, or else follow each other as ``of`` says."""

    def checked(values: FloatArray) -> FloatArray:
        if not of(values[1:], values[:-1]).all():
            raise ValueError(message)
        return values

    return AfterValidator(checked)


def as_many_as(field: str, message: str) -> AfterValidator:
    """Return the annotation of an array as long as that of a field before it, with what is said where it is not."""

    def checked(values: FloatArray, info: ValidationInfo) -> FloatArray:
        if len(values) != len(info.data.get(field, values)):
            raise ValueError(message)
        return values

    return AfterValidator(checked)


def kinds_of(info: ValidationInfo | SerializationInfo) -> tuple[str, ...]:
    """Return the kinds of the model, genuine first; none where they could not be read."""
    kinds: tuple[str, ...] = (info.context or {}).get("kinds", ())
    return kinds


def in_order(by_kind: Mapping[str, Of], what: str, info: ValidationInfo) -> dict[str, Of]:
    """Return one value for each kind but genuine, in the order of the model's kinds where these could be read."""
    kinds = kinds_of(info)[1:] or tuple(by_kind)
    if set(by_kind) != set(kinds):
        raise ValueError(f"{what}: expected the kinds {sorted(kinds)}, got {sorted(by_kind)}")
    return {kind: by_kind[kind] for kind in kinds}


def by_kind(values: Iterable[FloatArray], info: SerializationInfo) -> dict[str, list[float]]:
    """Return values, given for each kind but genuine in the order of the model's kinds, as a file holds them."""
    return {kind: of_kind.tolist() for kind, of_kind in zip(kinds_of(info)[1:], values, strict=True)}


def _steps(lists: dict[str, list[float]], info: ValidationInfo) -> FloatArray:
    """Return a column for each kind but genuine, one value longer than the field ``edges``."""
    # Its own name is given because the oldest pydantic that we claim does not say it here.
    what = f"evidence of {info.data['name']!r}" if "name" in info.data else "evidence"
    columns = [*in_order(lists, what, info).values()]
    n = len(info.data["edges"]) + 1 if "edges" in info.data else len(columns[0])
    if any(len(column) != n for column in columns):
        raise ValueError(f"{what}: expected {n} values a kind, one a bin")
    return np.array(columns).T


Steps = Annotated[FloatArray, Stored(dict[str, list[FiniteFloat]], _steps, lambda array, info: by_kind(array.T, info))]


def is_name(text: str) -> bool:
    """Tell whether a model, kind or source may be called so: neither long nor with controls."""
    return 0 < len(text) <= MOST_OF_NAME and not UNFIT.search(text)


def each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return pairs as an object, which another reader could not take for a different one."""
    if len(found := dict(pairs)) < len(pairs):
        raise ValueError(f"expected each key once, got one of {one_line(repr([*found]), 200)} again")
    return found


def check_values(value: Any, where: str = "", depth: int = 0) -> None:
    """Refuse numbers, texts and depths that no model has, wherever they are."""
    if isinstance(value, str):
        if len(value) > MOST_OF_TEXT or UNFIT.search(value):
            raise ValueError(f"{where}: expected at most {MOST_OF_TEXT:,} characters and no control among them")
    elif isinstance(value, int | float) and not abs(value) <= LARGEST:
        raise ValueError(f"{where}: expected a finite number of at most 2**53")
    elif depth > DEEPEST:
        raise ValueError(f"{where}: expected at most {DEEPEST} levels")
    elif isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            if isinstance(key, str):
                check_values(key, f"name of a field in {where or 'it'}")
            if type(inner) not in (int, float) or not abs(inner) <= LARGEST:  # nearly all are such numbers
                check_values(inner, f"{where}.{key}" if where else str(key), depth + 1)
