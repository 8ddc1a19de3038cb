"""What a feature is, and the register in which each family enters its own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from string import Formatter
from typing import Final, Self

from fakefollow.features.view import ProfileView
from fakefollow.profiles import FloatArray, ProfileTable

PERCENT: Final = "%"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence with places for numbers.

    Parameters
    ----------
    parts : tuple of (str, str, str, str)
        For each place the text before it, the name of its number, and what follows the number where it is one and
        where it is not; an empty name stands at the end.

    Examples
    --------
    >>> phrase = Phrase.parse("it has {n:follower|followers}")
    >>> phrase.names, phrase.say({"n": [1.0, 1200.0]})
    (('n',), ['it has 1 follower', 'it has 1,200 followers'])
    """

    parts: tuple[tuple[str, str, str, str], ...]

    @classmethod
    @cache
    def parse(cls, text: str) -> Self:
        """Return the phrase of a text with ``{name}``, ``{name:one|many}`` and ``{name:%}`` in it."""
        places = []
        for before, name, noun, _ in Formatter().parse(text):
            one, _, many = (noun or "").partition("|")
            places.append((before, name or "", one, many or one))
        return cls(tuple(places))

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
                columns.append([f"{before}{_counted(number, one, many)}" for number in numbers[name]])
            else:
                columns.append([before] * n_rows)
        return columns[0] if len(columns) == 1 else ["".join(row) for row in zip(*columns, strict=True)]


def _counted(number: float, one: str, many: str) -> str:
    if not one:
        return shown(number)
    if one == PERCENT:
        return f"{100.0 * number:.0f} %"
    return f"1 {one}" if number == 1.0 else f"{shown(number)} {many}"


def shown(number: float) -> str:
    """Return a number with the digits that count: none behind the point where it is whole or large.

    Examples
    --------
    >>> shown(1234567.0), shown(512.7), shown(0.12345)
    ('1,234,567', '513', '0.123')
    """
    return f"{number:,.0f}" if number % 1.0 == 0.0 or abs(number) >= 100.0 else f"{number:.3g}"


YES_OR_NO: Final = "yes or no"
VALUE: Final = "value"

Compute = Callable[[ProfileView], FloatArray]


@dataclass(frozen=True, slots=True)
class Feature:
    """A named measurement of profiles.

    Parameters
    ----------
    name, family, unit : str
        Identifier, family (module of this package) and unit of the values.
    fields : tuple of str
        Canonical columns that it is computed from; it is not observed where one of them is not.
    stand_in : str or None
        Canonical column, of the same name as the feature, that gives the value where a source measured its only
        field, a text, and withholds the text itself; `fakefollow.features.measure` fills it in.
    meaning : str
        The sentence that explains a score, a `Phrase` with ``{value}`` or the numbers that the value is made of; two
        sentences, yes / no, where the unit is "yes or no".
    less, more : str
        What accounts with a lower and a higher value do, to complete "94 % of genuine accounts ...".
    at_zero : str or None
        Sentence for a value of 0, where there is a better one.
    separates : str
        Why purchased or automated accounts differ in it.
    honest_twin : str
        How a genuine account could look the same.
    source : str
        Where it was used or proposed.
    compute : callable
        `ProfileView` -> float64 array, NaN where not observed.
    """

    name: str
    family: str
    unit: str
    fields: tuple[str, ...]
    meaning: str
    separates: str
    honest_twin: str
    source: str
    compute: Compute
    stand_in: str | None = None
    less: str = "have a lower value"
    more: str = "have a higher value"
    at_zero: str | None = None

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
        """Say measured values in words.

        Parameters
        ----------
        values : sequence of float
            Value of each account.
        numbers : mapping of str to sequence of float
            The `numbers` of the same accounts.
        """
        if self.is_yes_or_no:
            return [self.answers[value >= 0.5] for value in values]
        known = {**numbers, VALUE: values}
        said = Phrase.parse(self.meaning).say(known)
        if self.at_zero is None or 0.0 not in values:
            return said
        zero = Phrase.parse(self.at_zero).say(known)
        return [none if value == 0.0 else some for value, some, none in zip(values, said, zero, strict=True)]


REGISTRY: Final[dict[str, Feature]] = {}


def feature(
    *,
    unit: str,
    fields: tuple[str, ...],
    meaning: str,
    separates: str,
    honest_twin: str,
    source: str,
    stand_in: str | None = None,
    less: str = "have a lower value",
    more: str = "have a higher value",
    at_zero: str | None = None,
) -> Callable[[Compute], Compute]:
    """Enter a function in the register under its own name; its module is the family."""

    def enter(compute: Compute) -> Compute:
        name, family = compute.__name__, compute.__module__.rpartition(".")[2]
        REGISTRY[name] = Feature(
            name,
            family,
            unit,
            fields,
            meaning,
            separates,
            honest_twin,
            source,
            compute,
            stand_in,
            less,
            more,
            at_zero,
        )
        return compute

    return enter
