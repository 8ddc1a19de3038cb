"""What a feature is, what it looks at, and the register of all: measures profiles by the names of features.

Knows tables and nothing above them: no scikit-learn, no files, no clock. A feature is never an identifier, a date, a
language, the platform's own verdict, or which fields are missing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from string import Formatter
from typing import Final, NamedTuple, Self

import numpy as np

from fakefollow.features.characters import Characters, UsernameModel
from fakefollow.profiles import FloatArray, ProfileTable

PERCENT: Final = "%"
VALUE: Final = "value"
YES_OR_NO: Final = "yes or no"

SHORTEST_AGE_DAYS: Final = 1.0
"""Rates divide by at least one day, so that an account of five minutes has no rate of thousands a day; a convention."""
_CLOCK_ERROR_DAYS: Final = 1.0
"""Dates without a zone can be off by a day."""
_DAY: Final = np.timedelta64(1, "D")
DATED: Final = ("created_at", "observed_at")
"""What an age is measured with: the row's own observation time, never today."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence with places for numbers: text before, name, noun for one and noun for many of each place."""

    parts: tuple[tuple[str, str, str, str], ...]

    @classmethod
    @cache
    def parse(cls, text: str) -> Self:
        """Return the phrase of a text with ``{name}``, ``{name:one|many}`` and ``{name:%}`` in it."""
        parts = []
        for before, name, noun, _ in Formatter().parse(text):
            one, _, many = (noun or "").partition("|")
            parts.append((before, name or "", one, many or one))
        return cls(tuple(parts))

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the numbers, each once."""
        return tuple(dict.fromkeys(name for _, name, _, _ in self.parts if name))

    def say(self, numbers: Mapping[str, Sequence[float]]) -> list[str]:
        """Return one sentence for each row of the numbers."""
        columns = []
        n_rows = len(next(iter(numbers.values())))
        for before, name, one, many in self.parts:
            if name:
                told = {number: f"{before}{_counted(number + 0.0, one, many)}" for number in set(numbers[name])}
                columns.append([told[number] for number in numbers[name]])
            else:
                columns.append([before] * n_rows)
        return columns[0] if len(columns) == 1 else ["".join(row) for row in zip(*columns, strict=True)]


def _counted(number: float, one: str, many: str) -> str:
    if not one:
        return shown(number)
    if one == PERCENT:
        return f"{100.0 * number:.0f} %"
    return f"1 {one}" if number == 1.0 else f"{shown(number)} {many}"


@lru_cache(maxsize=1 << 16)
def shown(number: float) -> str:
    """Return a number with three digits, all of those before the point, and none behind where it is whole."""
    number += 0.0  # minus zero is the same key
    return f"{number:,.0f}" if number % 1.0 == 0.0 or abs(number) >= 100.0 else f"{number:.3g}"


@dataclass(frozen=True, eq=False)
class ProfileView:
    """One batch of profiles as features see it; results are cached and must not be changed."""

    table: ProfileTable
    username_model: UsernameModel
    _numbers: dict[str, FloatArray] = field(default_factory=dict)
    _texts: dict[str, Characters] = field(default_factory=dict)
    _filled: dict[str, FloatArray] = field(default_factory=dict)

    def number(self, column: str) -> FloatArray:
        """Return a count or flag as float64, NaN where not observed."""
        if column not in self._numbers:
            self._numbers[column] = self.table.floats(column)
        return self._numbers[column]

    def text(self, column: str) -> Characters:
        """Return a text column, decoded."""
        if column not in self._texts:
            self._texts[column] = Characters.of(self.table.texts(column))
        return self._texts[column]

    def measure(self, names: Sequence[str]) -> FloatArray:
        """Return features of every profile, see `measure`."""
        matrix = np.empty((len(self.table), len(names)), order="F")
        for column, name in enumerate(names):
            matrix[:, column] = measured(name, self)
        return matrix

    @cached_property
    def age_days(self) -> FloatArray:
        """Return observed_at - created_at in days, NaN where it is not observed or below minus a day."""
        age: FloatArray = (self.table.times("observed_at") - self.table.times("created_at")) / _DAY
        age[age < -_CLOCK_ERROR_DAYS] = np.nan
        return np.maximum(age, 0.0)

    def told(self, name: str) -> FloatArray:
        """Return a number that sentences tell beside a value: a count, or the age in days."""
        return self.age_days if name == "age_days" else self.number(name)

    def per_day(self, column: str) -> FloatArray:
        """Return a count divided by the account's age in days, at least one day."""
        return self.number(column) / np.maximum(self.age_days, SHORTEST_AGE_DAYS)

    def ratio(self, above: str, below: str) -> FloatArray:
        """Return (above + 1) / (below + 1) of two counts, finite for every pair of counts."""
        return (self.number(above) + 1.0) / (self.number(below) + 1.0)

    def filled(self, column: str) -> FloatArray:
        """Return 1 where a text was observed and not empty, 0 where it was observed and empty."""
        if column not in self._filled:
            texts = self.table.texts(column)
            filled = np.where(texts.offsets[1:] > texts.offsets[:-1], 1.0, 0.0)
            filled[~texts.valid] = np.nan
            self._filled[column] = filled
        return self._filled[column]


Compute = Callable[[ProfileView], FloatArray]


class Measure(NamedTuple):
    """What a feature looks at, as canonical columns, and how it is measured: float64, NaN where not observed."""

    fields: tuple[str, ...]
    compute: Compute


def number(column: str) -> Measure:
    """Return the measure of a count or flag as it is."""
    return Measure((column,), lambda view: view.number(column))


def per_day(column: str) -> Measure:
    """Return the measure of a count divided by the age."""
    return Measure((column, *DATED), lambda view: view.per_day(column))


def ratio(above: str, below: str) -> Measure:
    """Return the measure (above + 1) / (below + 1) of two counts."""
    return Measure((above, below), lambda view: view.ratio(above, below))


def filled(column: str) -> Measure:
    """Return the measure whether a text is filled in."""
    return Measure((column,), lambda view: view.filled(column))


def text(column: str, count: Callable[[Characters], FloatArray]) -> Measure:
    """Return the measure that counts something in a text."""
    return Measure((column,), lambda view: count(view.text(column)))


@dataclass(frozen=True, slots=True)
class Feature:
    """A named measurement of profiles, of one of the `fakefollow.features.FAMILIES`."""

    name: str
    family: str
    unit: str  # of the values
    fields: tuple[str, ...]  # canonical columns that it looks at; it is not observed where one of them is not
    meaning: str
    """The sentence that explains a score, a `Phrase` with ``{value}`` or the numbers that the value is made of; two
    sentences, yes / no, where the unit is "yes or no"."""
    separates: str  # why purchased or automated accounts differ in it
    benign_explanation: str  # how a genuine account could look the same
    source: str  # where it was used or proposed
    compute: Compute
    stand_in: str | None = None
    """Canonical column, of the same name as the feature, that gives the value where a source measured its only field, a
    text, and withholds the text itself; `measured` fills it in."""
    less: str = "have fewer"  # what accounts with a lower value do, to complete "94 % of genuine accounts ..."
    more: str = "have more"  # the same of a higher value
    at_zero: str | None = None  # sentence for a value of 0, where there is a better one

    def measurable(self, table: ProfileTable) -> bool:
        """Tell whether a table has the columns for it."""
        has = table.columns.__contains__
        return all(map(has, self.fields)) or has(self.stand_in)

    @property
    def is_yes_or_no(self) -> bool:
        """Tell whether its values are 1 for yes and 0 for no."""
        return self.unit == YES_OR_NO

    @property
    def answers(self) -> tuple[str, str]:
        """Sentences for no and for yes, of a feature that is one of them."""
        yes, _, no = self.meaning.partition(" / ")
        return no, yes

    @property
    def numbers(self) -> tuple[str, ...]:
        """Names of the numbers that its sentences tell beside the value, see `ProfileView.told`."""
        if self.is_yes_or_no:
            return ()
        names = (*Phrase.parse(self.meaning).names, *Phrase.parse(self.at_zero or "").names)
        return tuple(name for name in dict.fromkeys(names) if name != VALUE)

    def sentences(self, values: Sequence[float], numbers: Mapping[str, Sequence[float]]) -> list[str]:
        """Return a sentence for each measured value, given the `numbers` of the same accounts."""
        if self.is_yes_or_no:
            return [self.answers[value >= 0.5] for value in values]
        known = {**numbers, VALUE: values}
        sentences = Phrase.parse(self.meaning).say(known)
        if self.at_zero is None or 0.0 not in values:
            return sentences
        zero = Phrase.parse(self.at_zero).say(known)
        return [none if value == 0.0 else some for value, some, none in zip(values, sentences, zero, strict=True)]

    def of_all(self, low: float, high: float, side: str = "") -> str:
        """Return a sentence that holds for every value from low to high; of one bound where it has a side.

        The sides are ``"at least"``, which tells the low one, and ``"at most"``.
        """
        bound = {"at least": low, "at most": high}.get(side)
        if self.is_yes_or_no and low != high:
            return ", or ".join(reversed(self.answers))
        if not self.numbers and low == high:
            return self.sentences([low], {})[0]
        is_share = self.unit.startswith("share of ")
        amounts = [low, high] if bound is None else [bound]
        told = " to ".join(f"{100 * value:.0f}" if is_share else shown(value) for value in amounts)
        told = f"{side} {told}{' %' * is_share}".strip()
        if self.numbers:
            return f"{told} {self.unit.removeprefix('share ')}"
        single = amounts == [1.0]
        parts = Phrase.parse(self.meaning).parts
        nouns = ("" if one == PERCENT else f" {one if single else many}" for _, _, one, many in parts)
        return "".join(
            before + f"{told}{noun}".rstrip() * bool(name)
            for (before, name, _, _), noun in zip(parts, nouns, strict=True)
        )


REGISTRY: Final[dict[str, Feature]] = {}


def feature(
    family: str,
    name: str,
    measure: Measure,
    *,
    unit: str,
    meaning: str,
    separates: str,
    benign_explanation: str,
    source: str,
    stand_in: str | None = None,
    sides: tuple[str, str] = ("have fewer", "have more"),
    at_zero: str | None = None,
) -> None:
    """Enter a feature in the register; its sides are what accounts with less and with more do."""
    why = (separates, benign_explanation, source)
    fields, compute = measure
    REGISTRY[name] = Feature(name, family, unit, fields, meaning, *why, compute, stand_in, *sides, at_zero)


def measure(table: ProfileTable, names: Sequence[str], username_model: UsernameModel) -> FloatArray:
    """Return features of every profile, float64 of shape (len(table), len(names)), NaN where not observed.

    Fortran-ordered: one contiguous column a feature. The bigram model of handles serves ``username_likelihood``.
    """
    return ProfileView(table, username_model).measure(names)


def measured(name: str, view: ProfileView) -> FloatArray:
    """Return one feature of every profile; the source's own measure where it withholds the text."""
    entry, table = REGISTRY[name], view.table
    if not entry.measurable(table):
        return np.full(len(table), np.nan)
    values = entry.compute(view)
    if entry.stand_in is None or not table.has(entry.stand_in):
        return values
    return np.where(table.texts(entry.fields[0]).valid, values, view.number(entry.stand_in))
